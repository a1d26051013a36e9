/** A subject comes in; the virtual networks that its names are asked from, and the cloud that it is in, go out. */
import { type Cloud, cloudOf } from '../azure/clouds.ts'
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { Fact } from '../model/entity.ts'
import { allKinds } from '../model/kinds/index.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import type { AnyEntity, Network } from '../model/network.ts'
import type { Point } from '../semantics/flow.ts'
import type { Span } from '../text/source.ts'
import type { Whole } from './kind.ts'

export interface AskedFrom {
  readonly network: VirtualNetwork
  /** Subnets of the subject in it. */
  readonly points: readonly Point[]
  readonly certain: boolean
  readonly doubts: readonly Doubt[]
  readonly span: Span
}

/** `more` not empty: it may be in others. */
export const networksOf = ({
  entity,
  places,
  more,
  subjects,
}: Whole): { readonly networks: readonly AskedFrom[]; readonly more: readonly Doubt[] } => {
  if (entity.kind === 'virtual-network')
    return { networks: [{ network: entity, points: [], certain: true, doubts: [], span: entity.span }], more: [] }
  const found = new Map<string, AskedFrom>()
  const hidden: (readonly Doubt[])[] = [more]
  for (const place of places) {
    if (place.maybeElsewhere) hidden.push(place.doubts)
    const isOne = place.points.length === 1 && !place.maybeElsewhere && !place.maybeNowhere
    for (const point of place.points) {
      const { options, doubts } = subjects.network.link(point.subnet.virtualNetwork, 'virtual-network')
      if (options.some((option) => option.to !== 'entity')) hidden.push(doubts)
      for (const option of options) {
        if (option.to !== 'entity') continue
        const before = found.get(option.entity.id)
        const certain = isOne && options.length === 1
        const why = certain ? [] : mergeDoubts(place.doubts, doubts)
        found.set(option.entity.id, {
          network: option.entity,
          points: [...(before?.points ?? []), point],
          certain: certain || before?.certain === true,
          doubts: mergeDoubts(before?.doubts ?? [], why),
          span: before?.span ?? place.span,
        })
      }
    }
  }
  return { networks: [...found.values()], more: mergeDoubts(...hidden) }
}

const locationOf = (entity: AnyEntity): Fact<string> | undefined => ('location' in entity ? entity.location : undefined)

/** What `cloudsOf` leans on where nothing names a region, and nobody vouches for a cloud. */
export const publicCloudSentence = 'the cloud is the public one, as no region here is of another and no assumption (`cloud`) names one'

export interface InCloud {
  readonly clouds: readonly Cloud[]
  readonly doubts: readonly Doubt[]
  readonly leansOn: readonly string[]
  /** Taken to be the public one, as nothing says otherwise. */
  readonly isTaken: boolean
}

/** Names that only Azure Government and Azure in China have: https://learn.microsoft.com/azure/private-link/private-endpoint-dns#government */
const ofOtherClouds = /\.(?:cn|us|usgovcloudapi\.net)$/

/** Zones of this code, and those elsewhere that endpoints have their records in. */
const namesOtherZone = (network: Network): boolean => {
  const { naming } = network
  const zones = network.ofKind('private-dns-zone').map(({ name }) => name)
  const groups = network.ofKind('private-endpoint').flatMap((endpoint) => naming.groupsOf(endpoint).groups)
  const meant = groups.flatMap(({ group }) => group.zones.flatMap((pointer) => naming.zonesMeant(pointer).map(({ name }) => name)))
  return [...zones, ...meant].some((name) => name.known && ofOtherClouds.test(name.value.toLowerCase()))
}

/** https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs#environment-1, whose older versions know the clouds by Azure's own names too */
const environments: ReadonlyMap<string, Cloud> = new Map([
  ['public', 'public'],
  ['azurecloud', 'public'],
  ['azurepubliccloud', 'public'],
  ['usgovernment', 'government'],
  ['usgovernmentl4', 'government'],
  ['usgovernmentl5', 'government'],
  ['azureusgovernment', 'government'],
  ['azureusgovernmentcloud', 'government'],
  ['china', 'china'],
  ['azurechinacloud', 'china'],
])

/** Clouds of the regions that the code names anywhere: all of it is deployed to one. */
const named = new WeakMap<Network, readonly Cloud[]>()
const cloudsNamed = (network: Network): readonly Cloud[] => {
  const known = named.get(network)
  if (known !== undefined) return known
  const regions = allKinds
    .flatMap((kind): readonly AnyEntity[] => network.ofKind(kind))
    .flatMap((entity) => {
      const location = locationOf(entity)
      // https://learn.microsoft.com/azure/dns/private-dns-overview: zones are of no region
      return location?.known === true && location.value !== 'global' ? [location.value] : []
    })
  const clouds = [...new Set(regions.map(cloudOf))]
  named.set(network, clouds)
  return clouds
}

/** What is vouched for, else the cloud of its region, of any region that the code names, or that to which tools deploy where nothing is said. */
export const cloudsOf = (entity: AnyEntity, network: Network, at: readonly VirtualNetwork[]): InCloud => {
  const { cloud } = network.assumptions
  if (cloud !== undefined)
    return { clouds: [cloud.value], doubts: [], leansOn: [`the cloud is \`${cloud.value}\`, as is assumed`], isTaken: false }
  const locations = [locationOf(entity), ...at.map(({ location }) => location)].filter((fact) => fact !== undefined)
  const sure = locations.find((fact) => fact.known && fact.value !== 'global')
  if (sure?.known) return { clouds: [cloudOf(sure.value)], doubts: [], leansOn: [], isTaken: false }
  const elsewhere = cloudsNamed(network)
  const said = [...new Set((network.environments ?? []).map((one) => (one.known ? environments.get(one.value.toLowerCase()) : undefined)))]
  if (said.length === 1 && said[0] !== undefined) return { clouds: [said[0]], doubts: [], leansOn: [], isTaken: false }
  if (elsewhere.length === 1) return { clouds: elsewhere, doubts: [], leansOn: [], isTaken: false }
  const doubts = mergeDoubts(...locations.map((fact) => (fact.known ? [] : fact.doubts)))
  if (elsewhere.length > 1) return { clouds: elsewhere, doubts, leansOn: [], isTaken: false }
  const among = [...new Set(locations.flatMap((fact) => (fact.known || fact.among === undefined ? [] : fact.among.map(cloudOf))))]
  if (among.length > 0) return { clouds: among, doubts, leansOn: [], isTaken: false }
  // `az`, PowerShell and azurerm deploy to the public cloud unless they are told otherwise:
  // https://learn.microsoft.com/cli/azure/manage-clouds-azure-cli, https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs#environment
  if (said.length === 0 && !namesOtherZone(network)) return { clouds: ['public'], doubts, leansOn: [publicCloudSentence], isTaken: true }
  return { clouds: ['public', 'government', 'china'], doubts, leansOn: [], isTaken: false }
}

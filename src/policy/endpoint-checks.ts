/** What is looked at of a private endpoint: its zones, where its name leads, who reaches the resource besides, and whether security groups count for it. */
import { type Cloud, cloudOf } from '../azure/clouds.ts'
import { isZoneOf, zoneRows } from '../azure/private-link-zones.ts'
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { AddressTerm } from '../model/entity.ts'
import type { PrivateEndpoint } from '../model/kinds/private-endpoint.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import type { LeadsTo } from '../model/targeting.ts'
import type { DnsPath } from '../semantics/dns-path.ts'
import { hostIn } from '../semantics/host-name.ts'
import { fitOf, isCalledByName, otherSubresources, zonesFor } from '../semantics/private-links.ts'
import { answer } from './endpoint-answer.ts'
import { judgeClients } from './endpoint-clients.ts'
import { judgeExposure } from './endpoint-exposure.ts'
import { leadTo, rezoned } from './endpoint-remedies.ts'
import type { Answer, RuleHead, Whole } from './kind.ts'
import { type Asked, decidingStep, endText, judgePaths, type Measure, type NamesVerdict, stepsOf } from './name-paths.ts'
import { placeOf } from './naming.ts'
import { cloudsOf, networksOf } from './subject-networks.ts'

export interface EndpointCheck {
  readonly about: string
  judge(head: RuleHead, item: string, endpoint: PrivateEndpoint, whole: Whole): readonly Answer[]
}

const cloudOfZone = (zone: string, leads: LeadsTo): readonly Cloud[] => [
  ...new Set(
    zoneRows
      .filter(
        (row) =>
          row.type === leads.type &&
          leads.connection.subresources.known &&
          row.subresources.some(
            (one) =>
              leads.connection.subresources.known &&
              leads.connection.subresources.value.some((sub) => sub === one || sub.startsWith(`${one}-`)),
          ),
      )
      .filter(({ zones }) => zones.some((one) => isZoneOf(one, zone)))
      .map(({ cloud }) => cloud),
  ),
]

/** The zone group names the zone that Azure has for what the endpoint leads to, in its cloud. */
const zone: EndpointCheck = {
  about: 'the zones that get its records are those of what it leads to, in its cloud',
  judge: (head, item, endpoint, whole) => {
    const { naming } = whole.subjects.network
    const { groups, more } = naming.groupsOf(endpoint)
    if (groups.length === 0) return []
    const leads = naming.leadsTo(endpoint)
    const { clouds, doubts: cloudDoubts, leansOn, isTaken } = cloudsOf(endpoint, whole.subjects.network, [])
    const question = `whether \`${endpoint.id}\` has its records in the zones of what it leads to`
    const doubts: (readonly Doubt[])[] = [more, endpoint.moreConnections]
    let isRight = false
    for (const { group, certain, doubts: why } of groups) {
      doubts.push(group.more, certain ? [] : why)
      for (const pointer of group.zones)
        for (const meant of naming.zonesMeant(pointer)) {
          if (!meant.name.known) {
            const among = meant.name.among ?? []
            const isWrong = among.length > 0 && among.every((name) => leads.every((one) => fitOf(one, name.toLowerCase()) === 'wrong'))
            if (!isWrong || !meant.certain || !certain) doubts.push(meant.name.doubts)
            continue
          }
          const name = meant.name.value.toLowerCase()
          const fits = leads.map((one) => ({ one, fit: fitOf(one, name) }))
          const right = fits.filter(({ fit }) => fit === 'right')
          const inCloud = right.filter(({ one }) => cloudOfZone(name, one).some((cloud) => clouds.includes(cloud)))
          if (!meant.certain || !certain) doubts.push(meant.doubts)
          else if (inCloud.length > 0 && clouds.length === 1) {
            // Where it may lead to one or the other, the zone has to be that of each.
            if (inCloud.length === leads.length || inCloud.some(({ one }) => one.certain)) isRight = true
            else doubts.push(fits.flatMap(({ one }) => untold(endpoint, one)))
          } else if (right.length > 0 && (clouds.length > 1 || isTaken)) doubts.push(cloudDoubts)
          else if (fits.some(({ fit }) => fit === 'unknown')) doubts.push(fits.flatMap(({ one }) => untold(endpoint, one)))
        }
    }
    const open = mergeDoubts(...doubts)
    if (isRight) return [answer(head, item, 'holds', { question, span: endpoint.span, leansOn })]
    const [first] = groups
    if (open.length > 0 || leads.length === 0)
      return [
        answer(head, item, 'unsure', {
          question,
          span: first!.group.span,
          doubts: open.length > 0 ? open : [hidden(endpoint, undefined)],
          ...cloudHelp(clouds),
        }),
      ]
    const all = [
      ...new Set(
        leads.flatMap((one) =>
          (zonesFor(one) ?? []).filter((name) => cloudOfZone(name, one).some((cloud) => clouds.includes(cloud)) || name.includes('{')),
        ),
      ),
    ]
    // Names below a zone are records in it.
    const wanted = all.filter((name) => !all.some((other) => name.endsWith(`.${other}`)))
    const names = groups.flatMap(({ group }) =>
      group.zones.flatMap((pointer) => naming.zonesMeant(pointer).flatMap(({ name }) => (name.known ? [name.value] : (name.among ?? [])))),
    )
    const [pointer] = first!.group.zones
    return [
      answer(head, item, 'fails', {
        question,
        message: `\`${endpoint.id}\` has its records in ${names.map((name) => `\`${name}\``).join(', ') || 'no zone'}, where nobody asks for them: ${words(leads)} needs ${wanted.map((name) => `\`${name}\``).join(' or ')}`,
        span: pointer?.origin.span ?? first!.group.span,
        help: `name the zone ${wanted.map((name) => `\`${name}\``).join(' or ')} in the zone group`,
        remedy: () => rezoned(endpoint, wanted, whole),
        related: [{ message: 'what it leads to', span: leads[0]!.connection.span }],
        leansOn,
      }),
    ]
  },
}

const words = (leads: readonly LeadsTo[]): string =>
  leads
    .flatMap(({ connection }) => (connection.subresources.known ? connection.subresources.value : []))
    .map((one) => `\`${one}\``)
    .join(', ') || 'what it leads to'

/** Why it is not known which public names lead there. */
const untold = (endpoint: PrivateEndpoint, one: LeadsTo): readonly Doubt[] => {
  const { subresources, target } = one.connection
  const others = otherSubresources(one)
  if (others !== undefined && subresources.known) {
    const [asked, has] = [subresources.value, others].map((names) => names.map((name) => `\`${name}\``).join(', '))
    const what = `the subresource ${asked} of what \`${endpoint.id}\` leads to, for which Azure has ${has},`
    return [{ reason: 'unsupported', what, span: subresources.origin.span }]
  }
  const told = mergeDoubts(one.doubts, target.by === 'unknown' ? target.doubts : [], subresources.known ? [] : subresources.doubts)
  return told.length > 0 ? told : [hidden(endpoint, one)]
}

/** Which names and zones there are depends on the cloud. */
const cloudHelp = (clouds: readonly Cloud[]): { readonly help?: string } =>
  clouds.length > 1 ? { help: 'say `cloud: public` in the assumptions, if it is so' } : {}

const hidden = (endpoint: PrivateEndpoint, leads: LeadsTo | undefined): Doubt => ({
  reason: 'external',
  what: `what \`${endpoint.id}\` leads to`,
  span: leads?.connection.span ?? endpoint.span,
})

/** Public names of what the endpoint leads to; undefined where they are not known. */
const namesOf = (endpoint: PrivateEndpoint, leads: LeadsTo, clouds: readonly Cloud[]) => {
  const { subresources } = leads.connection
  if (leads.type === undefined || !isCalledByName(leads.type) || !subresources.known || clouds.length !== 1) return undefined
  const rows = zoneRows.filter(
    (row) =>
      row.type === leads.type &&
      clouds.includes(row.cloud) &&
      row.subresources.some((one) => subresources.value.includes(one) && !one.endsWith('_secondary')),
  )
  const names = rows.flatMap(({ publicDomains }) => {
    const [domain] = publicDomains
    const name = domain === undefined || domain.includes('{') ? undefined : hostIn(leads.name, domain)
    return name === undefined ? [] : [name]
  })
  return names.length === 0 ? undefined : { names, endpoint }
}

const sameAddress = (a: AddressTerm, b: AddressTerm): boolean | undefined => {
  if (a.kind === 'atom' && b.kind === 'atom') return a.identity === b.identity ? true : undefined
  if (a.kind === 'range' && b.kind === 'range') return a.range.first === b.range.first && a.range.family === b.range.family
  return undefined
}

const measureFor =
  (endpoint: PrivateEndpoint) =>
  ({ end }: DnsPath): Measure => {
    if (end.kind === 'unknown' || end.kind === 'forwarded') return 'open'
    if (end.kind !== 'private') return 'wrong'
    if (end.endpoint === endpoint) return 'right'
    if (end.endpoint !== undefined) return 'open'
    const same = end.addresses.flatMap((one) => endpoint.addresses.map((own) => sameAddress(one, own)))
    if (same.includes(true)) return 'right'
    return same.includes(undefined) || endpoint.moreAddresses.length > 0 || same.length === 0 ? 'open' : 'wrong'
  }

/** Subnets that hold nothing but private endpoints ask for no names. */
const hasClients = (whole: Whole, network: VirtualNetwork): boolean => {
  const { network: all } = whole.subjects
  const withEndpoints = new Set(
    all
      .ofKind('private-endpoint')
      .flatMap(({ subnet }) => all.link(subnet, 'subnet').options.flatMap((option) => (option.to === 'entity' ? [option.entity.id] : []))),
  )
  const own = all
    .ofKind('subnet')
    .filter((subnet) =>
      all.link(subnet.virtualNetwork, 'virtual-network').options.some((option) => option.to === 'entity' && option.entity === network),
    )
  return own.some((subnet) => !withEndpoints.has(subnet.id) || all.interfacesIn(subnet).length > 0)
}

const clientsOf = (whole: Whole, own: VirtualNetwork): readonly VirtualNetwork[] => {
  if (hasClients(whole, own)) return [own]
  const { routing } = whole.subjects.network
  const peers = routing
    .peeringsOf(own)
    .flatMap(({ network }) => network.options.flatMap((option) => (option.to === 'entity' ? [option.entity] : [])))
  return peers.length === 0 ? [own] : peers
}

/** The public name leads to the endpoint where its clients ask for it. */
const resolution: EndpointCheck = {
  about: 'the public name of the resource leads to it, from the virtual network that it is in',
  judge: (head, item, endpoint, whole) => {
    const { subjects } = whole
    const { networks, more } = networksOf(whole)
    const leads = subjects.network.naming.leadsTo(endpoint)
    const {
      clouds,
      doubts: cloudDoubts,
      leansOn,
    } = cloudsOf(
      endpoint,
      subjects.network,
      networks.map(({ network }) => network),
    )
    const [at] = networks
    const question = `whether the public name of what \`${endpoint.id}\` leads to is answered with its address`
    const unsure = (doubts: readonly Doubt[]): readonly Answer[] => [
      answer(head, item, 'unsure', { question, span: endpoint.span, doubts, ...cloudHelp(clouds) }),
    ]
    const isService =
      leads.length > 0 &&
      leads.every(
        ({ type, connection }) => type === undefined && connection.subresources.known && connection.subresources.value.length === 0,
      )
    // A private link service of one's own has no name that Azure knows.
    if (isService) return []
    if (at === undefined || networks.length !== 1 || more.length > 0)
      return unsure(
        mergeDoubts(more, ...networks.map(({ doubts }) => doubts)).length > 0
          ? mergeDoubts(more, ...networks.map(({ doubts }) => doubts))
          : [hidden(endpoint, undefined)],
      )
    const found = leads.map((one) => ({ one, asked: namesOf(endpoint, one, clouds) }))
    const readable = found.flatMap(({ one, asked }) => (one.certain ? (asked?.names ?? []) : []))
    // A service whose names are not in the table is not asked for.
    const isNamed = (one: LeadsTo): boolean =>
      one.type !== undefined && one.connection.subresources.known && otherSubresources(one) === undefined
    const open = found.filter(({ one, asked }) => !one.certain || (asked === undefined && !isNamed(one)))
    const others = mergeDoubts(...open.map(({ one }) => untold(endpoint, one)), endpoint.moreConnections)
    if (readable.length === 0) {
      if (leads.length > 0 && leads.every(isNamed) && found.every(({ asked }) => asked === undefined) && clouds.length === 1) return []
      const doubts = mergeDoubts(clouds.length > 1 ? cloudDoubts : [], others)
      return unsure(doubts.length > 0 ? doubts : [hidden(endpoint, undefined)])
    }
    const clients = clientsOf(whole, at.network)
    const verdicts = clients.map((network): { readonly network: VirtualNetwork; readonly verdict: NamesVerdict } => {
      const asked: readonly Asked[] = readable.map((name) => ({ name: name.text, paths: subjects.world.resolve(network, name) }))
      return { network, verdict: judgePaths(asked, measureFor(endpoint)) }
    })
    const best =
      verdicts.find(({ verdict }) => verdict.outcome === 'holds') ??
      verdicts.find(({ verdict }) => verdict.outcome === 'unsure') ??
      verdicts[0]!
    const { network, verdict } = best
    const isManual = leads.some(({ connection }) => !connection.manual.known || connection.manual.value)
    const isOpen = verdict.outcome === 'fails' ? isManual || !at.certain : others.length > 0
    const outcome = isOpen ? 'unsure' : verdict.outcome
    const { witness } = verdict
    const shown = readable.map(({ text }) => `\`${text}\``).join(', ')
    return [
      answer(head, item, outcome, {
        question: `whether ${shown} leads to \`${endpoint.id}\` in \`${network.id}\``,
        message:
          witness === undefined
            ? ''
            : `${verdict.wrong.map((name) => `\`${name}\``).join(', ')} does not lead to \`${endpoint.id}\` in \`${network.id}\`: ${endText(witness)}`,
        span: witness === undefined || outcome !== 'fails' ? endpoint.span : nearest(witness, endpoint),
        ...(outcome === 'unsure' && verdict.say[0] !== undefined
          ? { help: `say \`${verdict.say[0]}\` in the assumptions, if it is so` }
          : {}),
        ...(outcome === 'fails' ? { help: helpFor(endpoint, network, whole) } : {}),
        remedy: () => leadTo(network, readable, verdict.wrong, whole),
        related:
          witness === undefined || outcome !== 'fails'
            ? [{ message: `asked from \`${network.id}\``, span: network.span }]
            : stepsOf(witness),
        doubts: mergeDoubts(
          verdict.doubts,
          at.doubts,
          others,
          isManual ? [{ reason: 'external', what: `whether the connection of \`${endpoint.id}\` is approved`, span: endpoint.span }] : [],
        ),
        leansOn: [...verdict.leansOn, ...leansOn],
      }),
    ]
  },
}

/** Where the author of the endpoint can act: a way that ends in public DNS has no line of its own. */
const nearest = (path: DnsPath, endpoint: PrivateEndpoint) =>
  path.end.kind === 'public' && path.steps.every(({ via }) => via === 'azure-dns' || via === 'public' || via === 'private-link')
    ? endpoint.span
    : decidingStep(path, endpoint.span)

const helpFor = (endpoint: PrivateEndpoint, network: VirtualNetwork, { subjects }: Whole): string => {
  const { groups } = subjects.network.naming.groupsOf(endpoint)
  const zones = [
    ...new Set(
      subjects.network.naming
        .leadsTo(endpoint)
        .flatMap((one) => (zonesFor(one) ?? []).filter((name) => cloudOfZone(name, one).includes(cloudNow(network)))),
    ),
  ]
  const named = zones.map((name) => `\`${name}\``).join(' or ')
  return groups.length === 0
    ? `give it a zone group with the zone ${named}, linked to \`${network.id}\``
    : `link the zone ${named} to the virtual network where the question is answered`
}

const cloudNow = ({ location }: VirtualNetwork): Cloud => (location.known ? cloudOf(location.value) : 'public')

const groupsCount: EndpointCheck = {
  about: 'the network security group of its subnet counts for it',
  judge: (head, item, endpoint, whole) =>
    whole.places.flatMap((place): Answer[] => {
      const [point] = place.points
      const policies = point?.subnet.groupPolicies
      if (point === undefined || place.points.length !== 1 || place.maybeElsewhere || policies === undefined) return []
      const attached = whole.subjects.world.attachedNsg(point)
      if (attached.answer === 'no') return []
      const question = `whether the network security group of \`${point.subnet.id}\` counts for \`${endpoint.id}\``
      if (policies.known && policies.value) return [answer(head, item, 'holds', { question, span: endpoint.span })]
      const doubts = mergeDoubts(attached.answer === 'unsure' ? attached.doubts : [], policies.known ? [] : policies.doubts)
      if (doubts.length > 0) return [answer(head, item, 'unsure', { question, span: placeOf(policies), doubts })]
      return [
        answer(head, item, 'fails', {
          question,
          message: `the network security group of \`${point.subnet.id}\` decides nothing for \`${endpoint.id}\`: network policies for private endpoints are off there`,
          span: placeOf(policies),
          help: 'set the network policies of the subnet for private endpoints to `NetworkSecurityGroupEnabled` or `Enabled`',
          related: [{ message: 'the private endpoint', span: endpoint.span }],
        }),
      ]
    }),
}

const clients: EndpointCheck = {
  about: 'its clients, or at least something of its virtual network, are let in by the network security group of its subnet',
  judge: judgeClients,
}

const exposure: EndpointCheck = {
  about: 'nobody reaches the resource from public networks without a rule',
  judge: judgeExposure,
}

export const endpointChecks = { zone, resolution, 'public-access': exposure, clients, 'groups-count': groupsCount } as const

/** Bastion hosts: SKU, subnet, and whether they are reached from Internet. */
import { normaliseRegion } from '../../azure/service-tags.ts'
import { type Doubt, mergeDoubts, type Value } from '../../eval/value.ts'
import type { Sink } from '../../text/diagnostic.ts'
import { type DeployedIn, pointersIn, presenceDoubts, readDeployedIn, type SubnetLinks, spotsIn } from '../deployed-in.ts'
import { type Entity, type Fact, known, notKnown } from '../entity.ts'
import type { ArmResource, KindDefinition, Resource } from '../kind.ts'
import { readPointer } from '../read-pointer.ts'
import { at, type Block, isAbsent, orElse, readBlocks, readLocation, readText, refine, reject } from '../read-value.ts'

/** https://learn.microsoft.com/azure/bastion/configuration-settings#skus */
const skus = ['developer', 'basic', 'standard', 'premium'] as const

/** Developer has no subnet: https://learn.microsoft.com/azure/bastion/quickstart-developer-sku */
export interface BastionHost extends Entity, DeployedIn {
  readonly kind: 'bastion-host'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
  readonly sku: Fact<(typeof skus)[number]>
  /** Without a public address: reached from the virtual network only. */
  readonly isPrivate: Fact<boolean>
}

interface Written {
  readonly name: Fact<string>
  readonly resourceGroup: Fact<string>
  readonly location: Value | undefined
  readonly sku: Value | undefined
  readonly configurations: Value | undefined
  readonly inside: (block: Block) => Value | undefined
  readonly subnet: readonly string[]
  readonly publicIp: readonly string[]
  readonly isPrivate: Value | undefined
}

/** A public address says that it is public; without one it is a private host: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/bastion_host */
const privacyOf = (of: Resource | ArmResource, written: Written, blocks: readonly Block[], more: readonly Doubt[]): Fact<boolean> => {
  const stated = readText(written.isPrivate)
  if (stated?.known) return known(stated.value === 'true', stated.origin)
  if (stated !== undefined) return notKnown(stated.doubts, stated.origin, [false, true])
  const addresses = blocks.map((block) => readPointer(at(written.inside(block), ...written.publicIp), block.origin))
  const unsure = mergeDoubts(more, presenceDoubts(blocks))
  if (addresses.some(({ by }) => by !== 'nothing' && by !== 'unknown')) return known(false, of.origin)
  const open = addresses.flatMap((pointer) => (pointer.by === 'unknown' ? [pointer] : []))
  const mayBeNone = open.filter((pointer) => pointer.among?.some(({ by }) => by === 'nothing') ?? true)
  if (open.length > 0 && mayBeNone.length === 0) return known(false, of.origin)
  const doubts = mergeDoubts(unsure, ...mayBeNone.map((pointer) => pointer.doubts))
  if (doubts.length > 0) return notKnown(doubts, of.origin, [false, true])
  if (of.open) return notKnown([{ reason: 'external', what: `${of.address}.ip_configuration`, span: of.span }], of.origin)
  return known(true, of.origin)
}

const read = (of: Resource | ArmResource, written: Written, sink: Sink): BastionHost => {
  const { blocks, more } = readBlocks(written.configurations)
  const bad = reject(sink, 'model/bad-value', (shown) => `${shown} is no SKU of Azure Bastion`)
  const sku = readText(written.sku)
  const outside: readonly Doubt[] =
    of.open && blocks.length === 0 ? [{ reason: 'external', what: `the subnet of ${of.address}`, span: of.span }] : []
  return {
    kind: 'bastion-host',
    id: of.address,
    name: written.name,
    presence: of.presence,
    span: of.span,
    open: of.open,
    location: orElse(readLocation(written.location, normaliseRegion), of, 'location'),
    resourceGroup: written.resourceGroup,
    // `Basic` where nothing is written: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/bastion_host
    sku: orElse(
      sku === undefined ? undefined : refine(sku, (text) => skus.find((one) => one === text.toLowerCase()), bad),
      of,
      'sku',
      'basic' as const,
    ),
    ...readDeployedIn({ blocks, more }, written.inside, written.subnet, outside),
    isPrivate: privacyOf(of, written, blocks, more),
  }
}

export type BastionSurroundings = SubnetLinks

export const bastionHost: KindDefinition<BastionHost, BastionHost, BastionSurroundings> = {
  kind: 'bastion-host',
  azurerm: {
    azurerm_bastion_host: (resource, sink) => [
      read(
        resource,
        {
          name: orElse(readText(at(resource.body, 'name')), resource, 'name'),
          resourceGroup: orElse(readText(at(resource.body, 'resource_group_name')), resource, 'resource_group_name'),
          location: at(resource.body, 'location'),
          sku: at(resource.body, 'sku'),
          configurations: at(resource.body, 'ip_configuration'),
          inside: (block) => block.body,
          subnet: ['subnet_id'],
          publicIp: ['public_ip_address_id'],
          isPrivate: undefined,
        },
        sink,
      ),
    ],
  },
  arm: {
    'Microsoft.Network/bastionHosts': (resource, sink) => [
      read(
        resource,
        {
          name: resource.name,
          resourceGroup: resource.resourceGroup,
          location: resource.location,
          sku: at(resource.body, 'sku', 'name'),
          configurations: at(resource.properties, 'ipConfigurations'),
          inside: (block) => at(block.body, 'properties'),
          subnet: ['subnet', 'id'],
          publicIp: ['publicIPAddress', 'id'],
          isPrivate: isAbsent(at(resource.properties, 'enablePrivateOnlyBastion'))
            ? undefined
            : at(resource.properties, 'enablePrivateOnlyBastion'),
        },
        sink,
      ),
    ],
  },
  pointers: pointersIn,
  fields: [
    { name: 'name', type: 'string', about: 'name of the host', read: (host) => host.name },
    { name: 'location', type: 'string', about: 'region: lower case, no spaces', read: (host) => host.location },
    { name: 'resourceGroup', type: 'string', about: 'name of the resource group', read: (host) => host.resourceGroup },
    { name: 'sku', type: 'string', about: `\`${skus.join('`, `')}\``, read: (host) => host.sku },
    {
      name: 'isPrivate',
      type: 'bool',
      about: 'without a public address: reached from the virtual network only',
      read: (host) => host.isPrivate,
    },
  ],
  points: spotsIn,
}

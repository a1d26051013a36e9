/** API Management services: tier, virtual network mode, and a subnet for each location. */
import { normaliseRegion } from '../../azure/service-tags.ts'
import { certain } from '../../eval/declared.ts'
import type { Doubt, Value } from '../../eval/value.ts'
import type { Sink } from '../../text/diagnostic.ts'
import { type Entity, type Fact, known, type Link, notKnown, type Pointer } from '../entity.ts'
import type { ArmResource, KindDefinition, Resource, Spot } from '../kind.ts'
import { readPointer } from '../read-pointer.ts'
import { at, type Block, isAbsent, nested, orElse, readBlocks, readLocation, readText, refine, reject, unstated } from '../read-value.ts'
import type { Subnet } from './subnet.ts'

export type Tier = 'consumption' | 'developer' | 'basic' | 'standard' | 'premium' | 'isolated' | 'basicv2' | 'standardv2' | 'premiumv2'

export interface ApiManagement extends Entity {
  readonly kind: 'api-management'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
  readonly tier: Fact<Tier>
  readonly units: Fact<number>
  readonly mode: Fact<'none' | 'external' | 'internal'>
  /** The primary location first. A location without a subnet has `by: 'nothing'`. */
  readonly locations: readonly { readonly location: Fact<string>; readonly subnet: Pointer; readonly primary: boolean }[]
  /** Not empty: there may be further locations. */
  readonly moreLocations: readonly Doubt[]
}

/** https://learn.microsoft.com/azure/api-management/api-management-features */
const tiers: readonly Tier[] = [
  'consumption',
  'developer',
  'basic',
  'standard',
  'premium',
  'isolated',
  'basicv2',
  'standardv2',
  'premiumv2',
]

const readTier = (text: string): Tier | undefined => tiers.find((tier) => tier === text.toLowerCase())

const readUnits = (text: string): number | undefined => (/^\d{1,4}$/.test(text) ? Number(text) : undefined)

const modes = ['none', 'external', 'internal'] as const
const readMode = (text: string): (typeof modes)[number] | undefined => modes.find((mode) => mode === text.toLowerCase())

interface Written {
  readonly name: Fact<string>
  readonly resourceGroup: Fact<string>
  readonly location: Value | undefined
  readonly tier: Fact<Tier>
  readonly units: Fact<number>
  readonly mode: Value | undefined
  readonly subnet: Value | undefined
  readonly additional: Value | undefined
  readonly subnetIn: (block: Block) => Value | undefined
  /** Null is no subnet id wherever the attribute is written. */
  readonly required: boolean
}

const read = (of: Resource | ArmResource, written: Written, sink: Sink): ApiManagement => {
  const { blocks, more } = readBlocks(written.additional)
  const location = orElse(readLocation(written.location, normaliseRegion), of, 'location')
  const badMode = reject(sink, 'model/bad-value', (shown) => `${shown} is no virtual network type of API Management`)
  const mode = readText(written.mode)
  const unsure = blocks.flatMap((block) => (block.presence.certain ? [] : block.presence.doubts))
  const outside: readonly Doubt[] = of.open ? [{ reason: 'external', what: `locations of ${of.address}`, span: of.span }] : []
  const subnetOf = (value: Value | undefined): Pointer =>
    of.open && isAbsent(value)
      ? {
          by: 'unknown',
          doubts: [{ reason: 'external', what: `${of.address}.virtual_network_configuration`, span: of.span }],
          origin: of.origin,
        }
      : readPointer(value, of.origin, written.required)
  return {
    kind: 'api-management',
    id: of.address,
    name: written.name,
    presence: of.presence,
    span: of.span,
    open: of.open,
    location,
    resourceGroup: written.resourceGroup,
    tier: written.tier,
    units: written.units,
    // `None` where nothing is written: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/api_management
    mode: orElse(mode === undefined ? undefined : refine(mode, readMode, badMode), of, 'virtual_network_type', 'none' as const),
    locations: [
      { location, subnet: subnetOf(written.subnet), primary: true },
      ...blocks
        .filter((block) => block.presence.certain)
        .map((block) => ({
          location: orElse(readLocation(at(block.body, 'location'), normaliseRegion), { ...of, origin: block.origin }, 'location'),
          subnet: readPointer(written.subnetIn(block), block.origin, written.required),
          primary: false,
        })),
    ],
    moreLocations: [...more, ...unsure, ...outside],
  }
}

/** `Premium_2`, or the `sku` block of azurerm 1.x. */
const readSku = (resource: Resource, sink: Sink): Pick<Written, 'tier' | 'units'> => {
  const bad = reject(
    sink,
    'model/bad-value',
    (shown) => `${shown} is no SKU of API Management`,
    'write a tier and a number of units: `Premium_1`',
  )
  const name = readText(at(resource.body, 'sku_name'))
  if (name !== undefined) {
    const parts = (text: string): readonly [string, string] | undefined => {
      const under = text.lastIndexOf('_')
      return under === -1 ? undefined : [text.slice(0, under), text.slice(under + 1)]
    }
    const tierOf = (text: string): Tier | undefined => {
      const found = parts(text)
      return found === undefined || readUnits(found[1]) === undefined ? undefined : readTier(found[0])
    }
    return {
      tier: halfKnownTier(name) ?? refine(name, tierOf, bad),
      units: refine(
        name,
        (text) => readUnits(parts(text)?.[1] ?? ''),
        (text, span) => ({ reason: 'error', what: `\`${text}\` is no SKU of API Management`, span }),
      ),
    }
  }
  const tier = readText(nested(resource.body, 'sku', 'name'))
  const units = readText(nested(resource.body, 'sku', 'capacity'))
  return {
    tier: tier === undefined ? unstated(resource, 'sku_name') : refine(tier, readTier, bad),
    units:
      units === undefined ? (resource.open ? unstated(resource, 'sku_name') : known(1, resource.origin)) : refine(units, readUnits, bad),
  }
}

/** The tier of `"Premium_${var.units}"` is known. */
const halfKnownTier = (name: Fact<string>): Fact<Tier> | undefined => {
  if (name.known || name.among !== undefined) return undefined
  const [first] = name.pieces ?? []
  if (typeof first !== 'string' || !first.includes('_')) return undefined
  const tier = readTier(first.slice(0, first.indexOf('_')))
  return tier === undefined ? undefined : known(tier, name.origin)
}

const readAzurerm = (resource: Resource, sink: Sink): readonly ApiManagement[] => {
  const { body } = resource
  return [
    read(
      resource,
      {
        name: orElse(readText(at(body, 'name')), resource, 'name'),
        resourceGroup: orElse(readText(at(body, 'resource_group_name')), resource, 'resource_group_name'),
        location: at(body, 'location'),
        ...readSku(resource, sink),
        mode: at(body, 'virtual_network_type'),
        subnet: nested(body, 'virtual_network_configuration', 'subnet_id'),
        additional: at(body, 'additional_location'),
        subnetIn: (block) => nested(block.body, 'virtual_network_configuration', 'subnet_id'),
        required: true,
      },
      sink,
    ),
  ]
}

const readArm = (resource: ArmResource, sink: Sink): readonly ApiManagement[] => {
  const { body, properties } = resource
  const bad = reject(sink, 'model/bad-value', (shown) => `${shown} is no SKU of API Management`)
  const tier = readText(at(body, 'sku', 'name'))
  const units = readText(at(body, 'sku', 'capacity'))
  return [
    read(
      resource,
      {
        name: resource.name,
        resourceGroup: resource.resourceGroup,
        location: resource.location,
        tier: tier === undefined ? unstated(resource, 'sku') : refine(tier, readTier, bad),
        units: units === undefined ? unstated(resource, 'sku.capacity') : refine(units, readUnits, bad),
        mode: at(properties, 'virtualNetworkType'),
        subnet: at(properties, 'virtualNetworkConfiguration', 'subnetResourceId'),
        additional: at(properties, 'additionalLocations'),
        subnetIn: (block) => at(block.body, 'virtualNetworkConfiguration', 'subnetResourceId'),
        required: false,
      },
      sink,
    ),
  ]
}

export interface ApiManagementSurroundings {
  link(pointer: Pointer, kind: 'subnet'): Link<Subnet>
}

const spotsOf = (
  service: ApiManagement,
  network: ApiManagementSurroundings,
): { readonly spots: readonly Spot<Subnet>[]; readonly more: readonly Doubt[] } => {
  const seen = new Map<string, number>()
  const spots = service.locations
    .filter(({ subnet }) => subnet.by !== 'nothing')
    .map(({ location, subnet, primary }): Spot<Subnet> => {
      const name = location.known ? location.value : primary ? 'primary' : 'additional'
      const times = (seen.get(name) ?? 0) + 1
      seen.set(name, times)
      const label = service.locations.length === 1 ? '' : times === 1 ? name : `${name}#${times}`
      return { label, subnet: network.link(subnet, 'subnet'), region: location, presence: certain, span: subnet.origin.span }
    })
  return { spots, more: service.moreLocations }
}

const locationCount = (service: ApiManagement): Fact<number> =>
  service.moreLocations.length > 0
    ? notKnown(service.moreLocations, { span: service.span })
    : known(service.locations.length, { span: service.span })

export const apiManagement: KindDefinition<ApiManagement, ApiManagement, ApiManagementSurroundings> = {
  kind: 'api-management',
  azurerm: { azurerm_api_management: readAzurerm },
  arm: { 'Microsoft.ApiManagement/service': readArm },
  fields: [
    { name: 'name', type: 'string', about: 'name of the service', read: (service) => service.name },
    { name: 'location', type: 'string', about: 'primary region: lower case, no spaces', read: (service) => service.location },
    { name: 'resourceGroup', type: 'string', about: 'name of the resource group', read: (service) => service.resourceGroup },
    { name: 'tier', type: 'string', about: `\`${tiers.join('`, `')}\``, read: (service) => service.tier },
    { name: 'units', type: 'int', about: 'units of the primary location', read: (service) => service.units },
    { name: 'mode', type: 'string', about: 'virtual network mode: `none`, `external` or `internal`', read: (service) => service.mode },
    { name: 'locations', type: 'int', about: 'number of locations, the primary one included', read: locationCount },
  ],
  points: spotsOf,
}

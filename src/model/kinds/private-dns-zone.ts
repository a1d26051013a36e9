/** Private DNS zones, with their records and the virtual networks that they are linked to. */
import type { Value } from '../../eval/value.ts'
import type { Sink } from '../../text/diagnostic.ts'
import { type AddressTerm, type Entity, type Fact, known, notKnown, type Pointer } from '../entity.ts'
import type { ArmResource, KindDefinition, Resource } from '../kind.ts'
import { type DnsRecord, joinOf, readServers, type ZoneLink } from '../name-joins.ts'
import { anything, possibleFact, product } from '../possible.ts'
import { readAddress } from '../read-address.ts'
import { byName, readPointer } from '../read-pointer.ts'
import { at, orElse, readBlocks, readSwitch, readText, refine } from '../read-value.ts'

export interface PrivateDnsZone extends Entity {
  readonly kind: 'private-dns-zone'
  readonly resourceGroup: Fact<string>
}

type Part = PrivateDnsZone | DnsRecord | ZoneLink

const entity = (of: Resource | ArmResource, name: Fact<string>, resourceGroup: Fact<string>): PrivateDnsZone => ({
  kind: 'private-dns-zone',
  id: of.address,
  name,
  resourceGroup,
  presence: of.presence,
  span: of.span,
  open: of.open,
})

/** `zone_name` with its resource group, or an id since azurerm has one. */
const azurermZone = (resource: Resource, attribute: string): Pointer => {
  const { body, origin } = resource
  const id = at(body, 'private_dns_zone_id')
  if (id !== undefined && id.kind !== 'null') return readPointer(id, origin, true)
  const resourceGroup = readText(at(body, 'resource_group_name'))
  return byName(orElse(readText(at(body, attribute)), resource, attribute), origin, { resourceGroup })
}

const noAddresses = (of: Resource | ArmResource): Fact<readonly AddressTerm[]> => known([], of.origin)

const azurermRecord =
  (type: DnsRecord['type']) =>
  (resource: Resource, sink: Sink): readonly DnsRecord[] => [
    {
      kind: 'dns-record',
      ...joinOf(resource),
      zone: azurermZone(resource, 'zone_name'),
      name: orElse(readText(at(resource.body, 'name')), resource, 'name', '@'),
      type,
      addresses:
        type === 'address'
          ? (readServers(at(resource.body, 'records'), resource, sink) ?? notKnown(unset(resource), resource.origin))
          : noAddresses(resource),
      ...(type === 'alias' ? { alias: orElse(readText(at(resource.body, 'record')), resource, 'record') } : {}),
    },
  ]

const unset = (of: Resource | ArmResource) => [{ reason: 'error' as const, what: `records of \`${of.address}\``, span: of.span }]

/** Addresses that stand in blocks, one in each. */
const inBlocks = (value: Value | undefined, attribute: string, of: ArmResource, sink: Sink): Fact<readonly AddressTerm[]> => {
  const { blocks, more } = readBlocks(value)
  const terms = blocks.map((block) => readAddress(at(block.body, attribute), of, sink))
  const doubts = [...more, ...blocks.flatMap((block) => (block.presence.certain ? [] : block.presence.doubts))]
  const whole = terms.filter((term) => term !== undefined)
  if (doubts.length > 0) return possibleFact(anything(doubts), of.origin)
  return whole.length === 0
    ? notKnown(unset(of), of.origin)
    : possibleFact(product(whole.map((term) => ({ options: [term], complete: true, doubts: [] }))), of.origin)
}

const armRecord =
  (type: DnsRecord['type'], list?: string, attribute?: string) =>
  (resource: ArmResource, sink: Sink): readonly DnsRecord[] => [
    {
      kind: 'dns-record',
      ...joinOf(resource),
      zone: resource.parent,
      name: resource.name,
      type,
      addresses:
        list === undefined || attribute === undefined
          ? noAddresses(resource)
          : inBlocks(at(resource.properties, list), attribute, resource, sink),
      ...(type === 'alias' ? { alias: orElse(readText(at(resource.properties, 'cnameRecord', 'cname')), resource, 'cnameRecord') } : {}),
    },
  ]

const policies = (text: string): boolean | undefined => {
  const word = text.toLowerCase()
  return word === 'nxdomainredirect' ? true : word === 'default' ? false : undefined
}

/** https://learn.microsoft.com/azure/dns/private-dns-fallback */
const fallbackOf = (value: Value | undefined, of: Resource | ArmResource, attribute: string): Fact<boolean> => {
  const text = readText(value)
  return text === undefined
    ? orElse<boolean>(undefined, of, attribute, false)
    : refine(text, policies, (shown, span) => ({ reason: 'error', what: `${shown} as \`${attribute}\``, span }))
}

const zoneNamed = 'Microsoft.Network/privateDnsZones'

export const privateDnsZone: KindDefinition<PrivateDnsZone, Part, unknown> = {
  kind: 'private-dns-zone',
  azurerm: {
    azurerm_private_dns_zone: (resource) => [
      entity(
        resource,
        orElse(readText(at(resource.body, 'name')), resource, 'name'),
        orElse(readText(at(resource.body, 'resource_group_name')), resource, 'resource_group_name'),
      ),
    ],
    azurerm_private_dns_zone_virtual_network_link: (resource) => [
      {
        kind: 'zone-link',
        ...joinOf(resource),
        zone: azurermZone(resource, 'private_dns_zone_name'),
        network: readPointer(at(resource.body, 'virtual_network_id'), resource.origin, true),
        registration: orElse(readSwitch(at(resource.body, 'registration_enabled')), resource, 'registration_enabled', false),
        fallback: fallbackOf(at(resource.body, 'resolution_policy'), resource, 'resolution_policy'),
      },
    ],
    azurerm_private_dns_a_record: azurermRecord('address'),
    azurerm_private_dns_aaaa_record: azurermRecord('address'),
    azurerm_private_dns_cname_record: azurermRecord('alias'),
    azurerm_private_dns_mx_record: azurermRecord('other'),
    azurerm_private_dns_ptr_record: azurermRecord('other'),
    azurerm_private_dns_srv_record: azurermRecord('other'),
    azurerm_private_dns_txt_record: azurermRecord('other'),
  },
  arm: {
    [zoneNamed]: (resource) => [entity(resource, resource.name, resource.resourceGroup)],
    [`${zoneNamed}/virtualNetworkLinks`]: (resource) => [
      {
        kind: 'zone-link',
        ...joinOf(resource),
        zone: resource.parent,
        network: readPointer(at(resource.properties, 'virtualNetwork', 'id'), resource.origin, true),
        registration: orElse(readSwitch(at(resource.properties, 'registrationEnabled')), resource, 'registrationEnabled', false),
        fallback: fallbackOf(at(resource.properties, 'resolutionPolicy'), resource, 'resolutionPolicy'),
      },
    ],
    [`${zoneNamed}/A`]: armRecord('address', 'aRecords', 'ipv4Address'),
    [`${zoneNamed}/AAAA`]: armRecord('address', 'aaaaRecords', 'ipv6Address'),
    [`${zoneNamed}/CNAME`]: armRecord('alias'),
    [`${zoneNamed}/MX`]: armRecord('other'),
    [`${zoneNamed}/PTR`]: armRecord('other'),
    [`${zoneNamed}/SRV`]: armRecord('other'),
    [`${zoneNamed}/TXT`]: armRecord('other'),
  },
  fields: [
    { name: 'name', type: 'string', about: 'name of the zone', read: (zone) => zone.name },
    { name: 'resourceGroup', type: 'string', about: 'name of the resource group', read: (zone) => zone.resourceGroup },
  ],
}

/** Networks for questions about names, from declared resources; answers as short texts. */
import type { Declared } from '../../src/eval/declared.ts'
import { type Assumptions, noAssumptions } from '../../src/model/assumptions.ts'
import { type AddressRange, formatRange, parseAddressRange } from '../../src/net/address.ts'
import type { DnsEnd, DnsPath } from '../../src/semantics/dns-path.ts'
import { hostName } from '../../src/semantics/host-name.ts'
import { createResolver } from '../../src/semantics/resolve.ts'
import { type Built, declare, type Plain, ref, spanHere } from './declare.ts'

type Body = { readonly [key: string]: Plain | undefined }

export const zone = (name: string, domain: Plain, more: Body = {}): Declared =>
  declare(`azurerm_private_dns_zone.${name}`, { name: domain, resource_group_name: 'dns', ...more })

export const zoneLink = (zoneName: string, network: string, more: Body = {}): Declared =>
  declare(`azurerm_private_dns_zone_virtual_network_link.${zoneName}-${network}`, {
    name: `${zoneName}-${network}`,
    resource_group_name: 'dns',
    private_dns_zone_name: ref(`azurerm_private_dns_zone.${zoneName}.name`),
    virtual_network_id: ref(`azurerm_virtual_network.${network}.id`),
    ...more,
  })

export const record = (zoneName: string, name: Plain, records: Plain, more: Body = {}): Declared =>
  declare(`azurerm_private_dns_a_record.${zoneName}-${typeof name === 'string' ? name.replace(/\W/g, '_') : 'x'}`, {
    name,
    resource_group_name: 'dns',
    zone_name: ref(`azurerm_private_dns_zone.${zoneName}.name`),
    ttl: 300,
    records,
    ...more,
  })

/** A resolver in a network, with an inbound endpoint at an address and an outbound one. */
export const resolver = (network: string, address?: string): readonly Declared[] => [
  declare(`azurerm_private_dns_resolver.${network}`, {
    name: network,
    resource_group_name: 'dns',
    location: 'westeurope',
    virtual_network_id: ref(`azurerm_virtual_network.${network}.id`),
  }),
  declare(`azurerm_subnet.${network}-inbound`, {
    name: 'inbound',
    resource_group_name: 'dns',
    virtual_network_name: ref(`azurerm_virtual_network.${network}.name`),
    address_prefixes: address === undefined ? undefined : [`${address.split('.').slice(0, 3).join('.')}.0/28`],
  }),
  declare(`azurerm_private_dns_resolver_inbound_endpoint.${network}`, {
    name: 'inbound',
    location: 'westeurope',
    private_dns_resolver_id: ref(`azurerm_private_dns_resolver.${network}.id`),
    ip_configurations: [
      {
        subnet_id: ref(`azurerm_subnet.${network}-inbound.id`),
        ...(address === undefined ? {} : { private_ip_allocation_method: 'Static', private_ip_address: address }),
      },
    ],
  }),
  declare(`azurerm_private_dns_resolver_outbound_endpoint.${network}`, {
    name: 'outbound',
    location: 'westeurope',
    private_dns_resolver_id: ref(`azurerm_private_dns_resolver.${network}.id`),
    subnet_id: ref(`azurerm_subnet.${network}-outbound.id`),
  }),
]

/** Rules as `contoso.com. 10.100.0.2`. */
export const ruleset = (
  network: string,
  rules: readonly string[],
  linkedTo: readonly string[],
  disabled: readonly string[] = [],
): readonly Declared[] => [
  declare(`azurerm_private_dns_resolver_dns_forwarding_ruleset.${network}`, {
    name: network,
    resource_group_name: 'dns',
    location: 'westeurope',
    private_dns_resolver_outbound_endpoint_ids: [ref(`azurerm_private_dns_resolver_outbound_endpoint.${network}.id`)],
  }),
  ...rules.map((text, index) => {
    const [domain, ...targets] = text.split(' ')
    return declare(`azurerm_private_dns_resolver_forwarding_rule.${network}-${index}`, {
      name: `rule-${index}`,
      dns_forwarding_ruleset_id: ref(`azurerm_private_dns_resolver_dns_forwarding_ruleset.${network}.id`),
      domain_name: domain,
      enabled: !disabled.includes(domain!),
      target_dns_servers: targets.map((ip) => ({ ip_address: ip, port: 53 })),
    })
  }),
  ...linkedTo.map((to) =>
    declare(`azurerm_private_dns_resolver_virtual_network_link.${network}-${to}`, {
      name: `${network}-${to}`,
      dns_forwarding_ruleset_id: ref(`azurerm_private_dns_resolver_dns_forwarding_ruleset.${network}.id`),
      virtual_network_id: ref(`azurerm_virtual_network.${to}.id`),
    }),
  ),
]

/** A private endpoint at an address that leads to a declared resource. */
export const endpoint = (
  name: string,
  subnetName: string,
  target: string,
  subresource: string,
  zones: readonly string[] | undefined,
  address = '10.0.9.4',
): Declared =>
  declare(`azurerm_private_endpoint.${name}`, {
    name,
    resource_group_name: 'net',
    location: 'westeurope',
    subnet_id: ref(`azurerm_subnet.${subnetName}.id`),
    private_service_connection: [
      { name, is_manual_connection: false, private_connection_resource_id: ref(`${target}.id`), subresource_names: [subresource] },
    ],
    ip_configuration: [{ name: 'a', private_ip_address: address, subresource_name: subresource }],
    ...(zones === undefined
      ? {}
      : {
          private_dns_zone_group: [
            { name: 'default', private_dns_zone_ids: zones.map((one) => ref(`azurerm_private_dns_zone.${one}.id`)) },
          ],
        }),
  })

const only = (text: string): AddressRange => {
  const range = parseAddressRange(text)
  if ('problem' in range) throw new Error(text)
  return range
}

/** `10.0.2.4 azure .=168.63.129.16 corp.example=10.9.0.4` */
export const assuming = (...servers: readonly string[]): Assumptions => ({
  ...noAssumptions,
  dnsServers: servers.map((text) => {
    const [address, ...words] = text.split(' ')
    const place = words.find((word) => word === 'azure' || word === 'on-premises')
    const forwards = new Map(
      words
        .filter((word) => word.includes('='))
        .map((word) => {
          const [domain, to] = word.split('=')
          return [domain!, { value: only(to!), span: spanHere() }] as const
        }),
    )
    return { address: only(address!), forwards, span: spanHere(), ...(place === undefined ? {} : { place }) }
  }),
})

const endText = (end: DnsEnd): string => {
  const addresses = (list: readonly { readonly kind: string }[]): string =>
    list
      .map((term) => {
        const one = term as { readonly kind: 'range'; readonly range: AddressRange } | { readonly kind: 'atom'; readonly identity: string }
        return one.kind === 'range' ? formatRange(one.range).replace('/32', '') : one.identity
      })
      .join(' ')
  switch (end.kind) {
    case 'private':
      return `private ${addresses(end.addresses)}`.trim()
    case 'forwarded':
      return `forwarded ${addresses([end.server])}`
    case 'public':
      return end.through === 'azure' ? 'public' : 'public elsewhere'
    case 'no-answer':
      return end.why
    case 'loop':
      return 'loop'
    case 'unknown':
      return 'unknown'
  }
}

/** `?` before what is only perhaps. */
export const pathText = ({ end, certain }: DnsPath): string => `${certain || end.kind === 'unknown' ? '' : '? '}${endText(end)}`

export const pathsOf = (built: Built, network: string, name: string, assumptions: Assumptions = noAssumptions): readonly DnsPath[] =>
  createResolver(built.network, assumptions).resolve(built.get('virtual-network', `azurerm_virtual_network.${network}`), hostName(name)!)

export const endsOf = (built: Built, network: string, name: string, assumptions: Assumptions = noAssumptions): readonly string[] =>
  [...new Set(pathsOf(built, network, name, assumptions).map(pathText))].sort()

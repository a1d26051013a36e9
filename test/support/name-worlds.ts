/** Worlds of names for laws: networks with servers, zones and rules, resolvers and firewalls, as the oracle sees them and as code declares them. */
import fc from 'fast-check'
import type { Declared } from '../../src/eval/declared.ts'
import type { NaiveNames } from '../oracles/naive-names.ts'
import { declare, perhaps, ref, variable } from './declare.ts'
import { resolver, zone } from './names.ts'
import { peer, subnet, vnet } from './routes.ts'

export const networkNames = ['a', 'b', 'c'] as const
const domains = ['example', 'corp.example', 'dev.corp.example', 'db.corp.example', 'net'] as const
export const questions = ['db.corp.example', 'x.dev.corp.example', 'corp.example', 'www.net', 'other.org'] as const
const addressOf = (index: number, host: number): string => `10.${index}.${host}.4`
/** Of the inbound endpoints, the firewalls, and one of nobody. */
const servers = [...networkNames.flatMap((_, index) => [addressOf(index, 0), addressOf(index, 1)]), '10.99.0.4']

const server = fc.constantFrom(...servers)
export const world: fc.Arbitrary<NaiveNames> = fc
  .record({
    networks: fc.array(
      fc.record({
        servers: fc.array(server, { maxLength: 2 }),
        zones: fc.uniqueArray(fc.constantFrom(...domains), { maxLength: 3 }),
        rules: fc.uniqueArray(fc.record({ domain: fc.constantFrom(...domains, '.'), enabled: fc.boolean(), target: server }), {
          maxLength: 3,
          selector: ({ domain }) => domain,
        }),
      }),
      { minLength: 3, maxLength: 3 },
    ),
    records: fc.array(fc.tuple(fc.constantFrom(...domains), fc.constantFrom('db', '@', 'x', 'www', 'x.dev')), { maxLength: 6 }),
    firewalls: fc.array(fc.record({ proxy: fc.boolean(), servers: fc.array(server, { maxLength: 1 }) }), { minLength: 3, maxLength: 3 }),
  })
  .map(({ networks, records, firewalls }) => ({
    networks: Object.fromEntries(networkNames.map((name, index) => [name, networks[index]!])),
    zones: Object.fromEntries(
      domains.map((domain) => [domain, Object.fromEntries(records.filter(([of]) => of === domain).map(([, name]) => [name, '10.50.0.7']))]),
    ),
    inbound: Object.fromEntries(networkNames.map((name, index) => [addressOf(index, 0), name])),
    firewalls: Object.fromEntries(networkNames.map((name, index) => [addressOf(index, 1), { network: name, ...firewalls[index]! }])),
  }))

export interface Hidden {
  readonly links: readonly boolean[]
  readonly servers: readonly boolean[]
  readonly rules: readonly boolean[]
}

export const nothingHidden: Hidden = { links: [], servers: [], rules: [] }
export const zoneId = (domain: string): string => `z_${domain.replaceAll('.', '_')}`

export const declaredOf = (of: NaiveNames, hidden: Hidden): readonly Declared[] => {
  let link = 0
  let rule = 0
  const maybe = (isHidden: boolean | undefined) => (isHidden ? { presence: perhaps() } : {})
  return [
    ...networkNames.flatMap((name, index) => {
      const own = of.networks[name]!
      const isHidden = hidden.servers[index]
      return [
        vnet(name, [`10.${index}.0.0/16`], { dns_servers: isHidden ? variable(`dns_${name}`) : [...own.servers] }),
        ...resolver(name, addressOf(index, 0)),
        subnet(`fw-${name}`, name, `10.${index}.1.0/26`),
        declare(`azurerm_firewall.${name}`, {
          name,
          resource_group_name: 'net',
          location: 'westeurope',
          dns_proxy_enabled: of.firewalls[addressOf(index, 1)]!.proxy,
          dns_servers: [...of.firewalls[addressOf(index, 1)]!.servers],
          ip_configuration: [{ name: 'a', subnet_id: ref(`azurerm_subnet.fw-${name}.id`), private_ip_address: addressOf(index, 1) }],
        }),
        ...own.zones.map((domain) =>
          declare(
            `azurerm_private_dns_zone_virtual_network_link.${zoneId(domain)}-${name}`,
            {
              name: 'l',
              resource_group_name: 'dns',
              private_dns_zone_name: ref(`azurerm_private_dns_zone.${zoneId(domain)}.name`),
              virtual_network_id: ref(`azurerm_virtual_network.${name}.id`),
            },
            maybe(hidden.links[link++]),
          ),
        ),
        declare(`azurerm_private_dns_resolver_dns_forwarding_ruleset.${name}`, {
          name,
          resource_group_name: 'dns',
          location: 'westeurope',
          private_dns_resolver_outbound_endpoint_ids: [ref(`azurerm_private_dns_resolver_outbound_endpoint.${name}.id`)],
        }),
        declare(`azurerm_private_dns_resolver_virtual_network_link.${name}`, {
          name,
          dns_forwarding_ruleset_id: ref(`azurerm_private_dns_resolver_dns_forwarding_ruleset.${name}.id`),
          virtual_network_id: ref(`azurerm_virtual_network.${name}.id`),
        }),
        ...own.rules.map(({ domain, enabled, target }, at) =>
          declare(
            `azurerm_private_dns_resolver_forwarding_rule.${name}-${at}`,
            {
              name: `r${at}`,
              dns_forwarding_ruleset_id: ref(`azurerm_private_dns_resolver_dns_forwarding_ruleset.${name}.id`),
              domain_name: domain === '.' ? '.' : `${domain}.`,
              enabled,
              target_dns_servers: [{ ip_address: target, port: 53 }],
            },
            maybe(hidden.rules[rule++]),
          ),
        ),
      ]
    }),
    ...peer('a', 'b'),
    ...peer('a', 'c'),
    ...peer('b', 'c'),
    ...domains.map((domain) => zone(zoneId(domain), domain)),
    ...Object.entries(of.zones).flatMap(([domain, records]) =>
      Object.entries(records).map(([name, address]) =>
        declare(`azurerm_private_dns_a_record.${zoneId(domain)}-${name === '@' ? 'at' : name.replaceAll('.', '_')}`, {
          name,
          resource_group_name: 'dns',
          zone_name: ref(`azurerm_private_dns_zone.${zoneId(domain)}.name`),
          records: [address],
        }),
      ),
    ),
  ]
}

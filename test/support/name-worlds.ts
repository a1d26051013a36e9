/** Worlds of names for laws: networks with servers, zones and rules, resolvers and firewalls, as the oracle sees them and as code declares them. */
import fc from 'fast-check'
import type { Declared } from '../../src/eval/declared.ts'
import type { Assumptions } from '../../src/model/assumptions.ts'
import type { NaiveNames } from '../oracles/naive-names.ts'
import { declare, perhaps, ref, variable } from './declare.ts'
import { assuming, resolver, zone } from './names.ts'
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

const wideDomains = [...domains, 'privatelink.net'] as const
export const wideQuestions = [...questions, 'y.x.dev.corp.example', 'db.privatelink.net', 'vm.corp.example', 'q.net'] as const
const onPremises = '192.168.0.4'
const wideServer = fc.constantFrom(...servers, onPremises, '168.63.129.16')
const recordNames = ['db', '@', 'x', 'www', 'x.dev', '*', '*.dev', 'a.x', '*.x'] as const

/** With wildcards, public DNS behind zones of Private Link, machines that enter themselves, Azure's own address, and a server on premises. */
export const wideWorld = (registers: boolean): fc.Arbitrary<NaiveNames> =>
  fc
    .record({
      narrow: world,
      networks: fc.array(
        fc.record({
          servers: fc.array(wideServer, { maxLength: 2 }),
          zones: fc.uniqueArray(fc.constantFrom(...wideDomains), { maxLength: 3 }),
          fallback: fc.subarray([...wideDomains]),
          registration: fc.subarray(registers ? [...wideDomains] : []),
          machines: fc.subarray(['vm', 'db']),
          rules: fc.uniqueArray(fc.record({ domain: fc.constantFrom(...wideDomains, '.'), enabled: fc.boolean(), target: wideServer }), {
            maxLength: 3,
            selector: ({ domain }) => domain,
          }),
        }),
        { minLength: 3, maxLength: 3 },
      ),
      records: fc.array(fc.tuple(fc.constantFrom(...wideDomains), fc.constantFrom(...recordNames)), { maxLength: 10 }),
      forwards: fc.uniqueArray(fc.tuple(fc.constantFrom(...wideDomains, '.'), wideServer), {
        maxLength: 3,
        selector: ([domain]) => domain,
      }),
    })
    .map(({ narrow, networks, records, forwards }) => ({
      ...narrow,
      networks: Object.fromEntries(
        networkNames.map((name, index) => {
          const own = networks[index]!
          const registration = own.registration.filter((domain) => own.zones.some((zoneName) => zoneName === domain))
          return [name, { ...own, registration }]
        }),
      ),
      zones: Object.fromEntries(
        wideDomains.map((domain) => [
          domain,
          Object.fromEntries(records.filter(([of]) => of === domain).map(([, name]) => [name, `10.50.0.${recordNames.indexOf(name) + 1}`])),
        ]),
      ),
      assumed: { [onPremises]: Object.fromEntries(forwards) },
    }))

/** What the code cannot say of a world. */
export const assumptionsOf = ({ assumed }: NaiveNames): Assumptions =>
  assuming(
    ...Object.entries(assumed ?? {}).map(([address, forwards]) =>
      [address, 'on-premises', ...Object.entries(forwards).map(([domain, to]) => `${domain}=${to}`)].join(' '),
    ),
  )

const signs: Readonly<Record<string, string>> = { '@': 'at', '*': 'any', '.': '_' }

export interface Hidden {
  readonly records?: readonly boolean[]
  readonly links: readonly boolean[]
  readonly servers: readonly boolean[]
  readonly rules: readonly boolean[]
}

export const nothingHidden: Hidden = { links: [], servers: [], rules: [] }
export const zoneId = (domain: string): string => `z_${domain.replaceAll('.', '_')}`

export const declaredOf = (of: NaiveNames, hidden: Hidden): readonly Declared[] => {
  let link = 0
  let rule = 0
  let record = 0
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
        ...(own.machines ?? []).flatMap((machine) => [
          declare(`azurerm_network_interface.${name}-${machine}`, {
            name: `${name}-${machine}`,
            resource_group_name: 'net',
            location: 'westeurope',
            ip_configuration: [{ name: 'a', subnet_id: ref(`azurerm_subnet.fw-${name}.id`), private_ip_address_allocation: 'Dynamic' }],
          }),
          declare(`azurerm_linux_virtual_machine.${name}-${machine}`, {
            name: machine,
            resource_group_name: 'net',
            location: 'westeurope',
            network_interface_ids: [ref(`azurerm_network_interface.${name}-${machine}.id`)],
          }),
        ]),
        ...own.zones.map((domain) =>
          declare(
            `azurerm_private_dns_zone_virtual_network_link.${zoneId(domain)}-${name}`,
            {
              name: 'l',
              resource_group_name: 'dns',
              private_dns_zone_name: ref(`azurerm_private_dns_zone.${zoneId(domain)}.name`),
              virtual_network_id: ref(`azurerm_virtual_network.${name}.id`),
              registration_enabled: own.registration?.includes(domain) === true,
              resolution_policy: own.fallback?.includes(domain) ? 'NxDomainRedirect' : 'Default',
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
    ...Object.keys(of.zones).map((domain) => zone(zoneId(domain), domain)),
    ...Object.entries(of.zones).flatMap(([domain, records]) =>
      Object.entries(records).map(([name, address]) =>
        declare(
          `azurerm_private_dns_a_record.${zoneId(domain)}-${name.replaceAll(/[@*.]/g, (sign) => signs[sign]!)}`,
          {
            name,
            resource_group_name: 'dns',
            zone_name: ref(`azurerm_private_dns_zone.${zoneId(domain)}.name`),
            records: [address],
          },
          maybe(hidden.records?.[record++]),
        ),
      ),
    ),
  ]
}

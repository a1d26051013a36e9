/** What is asked of resolvers where only part of them is known. Caught by: taking one resource deployed twice for two, calling a subnet that Azure delegates itself wrong, counting labels that are not known. */
import { describe, expect, test } from 'vitest'
import type { Declared } from '../../src/eval/declared.ts'
import { endpointSubnetChecks } from '../../src/policy/resolver/endpoints.ts'
import { linkedChecks } from '../../src/policy/resolver/rulesets.ts'
import { build, declare, type Plain, perhaps, ref, spanHere, template, variable } from '../support/declare.ts'
import { resolver, ruleset, zone, zoneLink } from '../support/names.ts'
import { vnet } from '../support/routes.ts'

const checks = { ...endpointSubnetChecks, ...linkedChecks }
const judged = (item: keyof typeof checks, ...declared: readonly Declared[]): readonly string[] => {
  const { network } = build(...declared)
  const head = { id: 'r', kind: 'dns-resolver', severity: 'error' as const, at: 'subject' as const, span: spanHere() }
  return network
    .ofKind('virtual-network')
    .flatMap((at) => checks[item].judge({ head, item, at, network }))
    .map(({ outcome, message, doubts }) => `${outcome} ${message}${doubts.map(({ what }) => what).join(', ')}`.trim())
}

const hub = vnet('hub', ['10.0.0.0/16'])
const another = (name: Plain, more = {}, presence?: Declared['presence']): Declared =>
  declare(
    'azurerm_private_dns_resolver.another',
    { name, resource_group_name: 'dns', location: 'westeurope', virtual_network_id: ref('azurerm_virtual_network.hub.id'), ...more },
    presence === undefined ? {} : { presence },
  )

describe('one resolver', () => {
  test.each<[string, readonly Declared[], string]>([
    ['alone', [], 'holds'],
    ['the same, deployed twice', [another('hub')], 'holds'],
    [
      'another',
      [another('b')],
      'fails `azurerm_private_dns_resolver.hub` is in `azurerm_virtual_network.hub`, where `azurerm_private_dns_resolver.another` is already',
    ],
    ['another perhaps', [another('b', {}, perhaps())], 'unsure var.enabled'],
    ['one whose name is not known', [another(variable('name'))], 'unsure var.name'],
    [
      'one of another group',
      [another('hub', { resource_group_name: 'x' })],
      'fails `azurerm_private_dns_resolver.hub` is in `azurerm_virtual_network.hub`, where `azurerm_private_dns_resolver.another` is already',
    ],
    [
      'one of another network',
      [vnet('b', ['10.9.0.0/16']), another('b', { virtual_network_id: ref('azurerm_virtual_network.b.id') })],
      'holds',
    ],
  ])('%s', (_name, declared, expected) => {
    const answers = judged('one-resolver', hub, ...resolver('hub'), ...declared)
    expect(answers[0]!.startsWith(expected), answers.join('\n')).toBe(true)
  })
})

describe('subnets', () => {
  const inSubnet = (body: { readonly [key: string]: Plain }): readonly Declared[] => [
    hub,
    ...resolver('hub', '10.0.2.4').filter(({ address }) => !address.startsWith('azurerm_subnet.')),
    declare('azurerm_subnet.hub-inbound', {
      name: 'inbound',
      resource_group_name: 'dns',
      virtual_network_name: ref('azurerm_virtual_network.hub.name'),
      address_prefixes: ['10.0.2.0/28'],
      ...body,
    }),
    declare('azurerm_subnet.hub-outbound', {
      name: 'outbound',
      resource_group_name: 'dns',
      virtual_network_name: ref('azurerm_virtual_network.hub.name'),
      address_prefixes: ['10.0.3.0/28'],
    }),
  ]
  const delegated = (name: Plain): { readonly [key: string]: Plain } => ({ delegation: [{ name: 'd', service_delegation: [{ name }] }] })

  test.each<[keyof typeof checks, { readonly [key: string]: Plain }, string]>([
    ['delegation', {}, 'holds'],
    ['delegation', delegated('microsoft.network/dnsresolvers'), 'holds'],
    ['delegation', delegated('Microsoft.Web/serverFarms'), 'fails'],
    ['delegation', delegated(variable('service')), 'unsure var.service'],
    ['size', { address_prefixes: ['10.0.2.0/24'] }, 'holds'],
    ['size', { address_prefixes: ['10.0.2.0/23'] }, 'fails'],
    ['size', { address_prefixes: ['10.0.2.0/29'] }, 'fails'],
    ['size', { address_prefixes: ['10.0.2.0/28', 'fd00::/64'] }, 'fails'],
    ['size', { address_prefixes: [variable('prefix')] }, 'unsure var.prefix'],
    ['alone', {}, 'holds'],
  ])('%s %j', (item, body, expected) => {
    const [answer] = judged(item, ...inSubnet(body))
    expect(answer!.startsWith(expected), answer).toBe(true)
  })
})

describe('rulesets and zones', () => {
  const rules = (domain: Plain) => [
    hub,
    ...resolver('hub', '10.0.2.4'),
    ...ruleset('hub', ['x. 10.100.0.2'], ['hub']).map((one) =>
      one.address.includes('forwarding_rule.')
        ? declare(one.address, {
            name: 'r',
            dns_forwarding_ruleset_id: ref('azurerm_private_dns_resolver_dns_forwarding_ruleset.hub.id'),
            domain_name: domain,
            target_dns_servers: [{ ip_address: '10.100.0.2' }],
          })
        : one,
    ),
  ]
  // https://learn.microsoft.com/azure/dns/private-resolver-endpoints-rulesets: none, or 2 to 34 labels, ending with a dot
  test.each<[Plain, string]>([
    ['.', 'holds'],
    ['corp.example.', 'holds'],
    ['corp.example', 'fails the domain `corp.example` of `azurerm_private_dns_resolver_forwarding_rule.hub-0` does not end with a dot'],
    ['corp.', 'fails the domain `corp.` of `azurerm_private_dns_resolver_forwarding_rule.hub-0` has 1 label'],
    [`${'a.'.repeat(34)}`, 'holds'],
    [`${'a.'.repeat(35)}`, 'fails'],
    [variable('domain'), 'unsure var.domain'],
  ])('%j', (domain, expected) => {
    const [answer] = judged('rules', ...rules(domain))
    expect(answer!.startsWith(expected), answer).toBe(true)
  })

  test.each<[Plain, string]>([
    ['corp.example', 'holds'],
    ['corp', 'fails the private zone `corp` has but one label'],
    [template('privatelink.', variable('region'), '.azmk8s.io'), 'holds'],
    [template(variable('name'), '.'), 'unsure var.name'],
    [variable('name'), 'unsure var.name'],
  ])('zone %j', (name, expected) => {
    const [answer] = judged('zones', hub, zone('z', name), zoneLink('z', 'hub'))
    expect(answer!.startsWith(expected), answer).toBe(true)
  })
})

/** Published behaviour of name resolution, input by input, as the documents state it. */
import { describe, expect, it, test } from 'vitest'
import type { Declared } from '../../src/eval/declared.ts'
import type { Assumptions } from '../../src/model/assumptions.ts'
import { build, declare, ref } from '../support/declare.ts'
import { assuming, endpoint, endsOf, pathsOf, record, resolver, ruleset, zone, zoneLink } from '../support/names.ts'
import { peer, subnet, vnet } from '../support/routes.ts'

interface Row {
  readonly id: string
  readonly network: readonly Declared[]
  readonly from?: string
  readonly ask: string
  readonly ends: readonly string[]
  readonly given?: Assumptions
}

const spoke = vnet('spoke', ['10.1.0.0/16'])
const hub = vnet('hub', ['10.10.0.0/16'])
const contoso = ['contoso.com. 10.100.0.2', 'azure.contoso.com. 10.10.0.4', '. 10.100.0.2']
const documented = [hub, ...resolver('hub'), ...ruleset('hub', contoso, ['hub'])]
const database = declare('azurerm_mssql_server.main', { name: 'server', resource_group_name: 'net', location: 'westeurope' })
const sql = (zones: readonly string[] | undefined): readonly Declared[] => [
  database,
  spoke,
  subnet('endpoints', 'spoke', '10.1.9.0/24'),
  endpoint('sql', 'endpoints', 'azurerm_mssql_server.main', 'sqlServer', zones, '10.1.9.4'),
]
const links = zone('links', 'privatelink.database.windows.net')
const vm = (name: string, network: string, address: string): readonly Declared[] => [
  subnet(`${name}-subnet`, network, null),
  declare(`azurerm_network_interface.${name}`, {
    name,
    resource_group_name: 'net',
    location: 'westeurope',
    ip_configuration: [{ name: 'a', subnet_id: ref(`azurerm_subnet.${name}-subnet.id`), private_ip_address: address }],
  }),
  declare(`azurerm_linux_virtual_machine.${name}`, {
    name,
    resource_group_name: 'net',
    location: 'westeurope',
    network_interface_ids: [ref(`azurerm_network_interface.${name}.id`)],
  }),
]
const two = [
  vnet('a', ['10.0.0.0/16']),
  vnet('b', ['10.2.0.0/16']),
  zone('contoso', 'contoso.com'),
  zoneLink('contoso', 'a', { registration_enabled: true }),
  zoneLink('contoso', 'b'),
  ...vm('VNETA-VM1', 'a', '10.0.0.1'),
]

const rows: readonly Row[] = [
  {
    id: 'H01: private zones and rulesets of the client are not asked where it has servers of its own',
    network: [
      vnet('spoke', ['10.1.0.0/16'], { dns_servers: ['10.1.2.4'] }),
      zone('z', 'contoso.com'),
      zoneLink('z', 'spoke'),
      record('z', 'www', ['10.1.3.4']),
      hub,
      ...resolver('hub'),
      ...ruleset('hub', contoso, ['spoke']),
    ],
    ask: 'www.contoso.com',
    ends: ['unknown'],
  },
  {
    id: 'H02: a linked zone answers before rules',
    network: [
      spoke,
      zone('z', 'contoso.com'),
      zoneLink('z', 'spoke'),
      record('z', 'www', ['10.1.3.4']),
      hub,
      ...resolver('hub'),
      ...ruleset('hub', contoso, ['spoke']),
    ],
    ask: 'www.contoso.com',
    ends: ['private 10.1.3.4'],
  },
  {
    id: 'H03: a rule forwards',
    network: [spoke, hub, ...resolver('hub'), ...ruleset('hub', ['contoso.com. 10.100.0.2'], ['spoke'])],
    ask: 'www.contoso.com',
    ends: ['forwarded 10.100.0.2'],
  },
  {
    id: 'H05: no rule matches',
    network: [spoke, hub, ...resolver('hub'), ...ruleset('hub', ['contoso.com. 10.100.0.2'], ['spoke'])],
    ask: 'example.org',
    ends: ['public'],
  },
  { id: 'H06: neither rules nor zones', network: [spoke], ask: 'example.org', ends: ['public'] },
  {
    id: 'H04, H07: the longest domain',
    network: documented,
    from: 'hub',
    ask: 'secure.store.azure.contoso.com',
    ends: ['forwarded 10.10.0.4'],
  },
  { id: 'H08', network: documented, from: 'hub', ask: 'www.contoso.com', ends: ['forwarded 10.100.0.2'] },
  { id: 'H09: the wildcard rule', network: documented, from: 'hub', ask: 'example.org', ends: ['forwarded 10.100.0.2'] },
  {
    id: 'H10: a disabled rule is ignored',
    network: [hub, ...resolver('hub'), ...ruleset('hub', contoso, ['hub'], ['azure.contoso.com.'])],
    from: 'hub',
    ask: 'x.azure.contoso.com',
    ends: ['forwarded 10.100.0.2'],
  },
  {
    id: 'H11: by way of the inbound endpoint the zones of its network count',
    network: [
      spoke,
      hub,
      ...peer('spoke', 'hub'),
      ...resolver('hub', '10.10.0.4'),
      ...ruleset('hub', contoso, ['spoke']),
      zone('z', 'azure.contoso.com'),
      zoneLink('z', 'hub'),
      record('z', 'db', ['10.10.5.5']),
    ],
    ask: 'db.azure.contoso.com',
    ends: ['private 10.10.5.5'],
  },
  {
    id: 'H12: and those of the client do not',
    network: [
      spoke,
      hub,
      ...peer('spoke', 'hub'),
      ...resolver('hub', '10.10.0.4'),
      ...ruleset('hub', contoso, ['spoke']),
      zone('z', 'azure.contoso.com'),
      record('z', 'db', ['10.10.5.5']),
    ],
    ask: 'db.azure.contoso.com',
    ends: ['public'],
  },
  {
    id: 'H13: a rule to the inbound endpoint, linked to its own network, is a loop',
    network: [hub, ...resolver('hub', '10.10.0.4'), ...ruleset('hub', contoso, ['hub']), zone('z', 'azure.contoso.com')],
    from: 'hub',
    ask: 'db.azure.contoso.com',
    ends: ['loop'],
  },
  {
    id: 'H13: unless the zone is linked there',
    network: [
      hub,
      ...resolver('hub', '10.10.0.4'),
      ...ruleset('hub', contoso, ['hub']),
      zone('z', 'azure.contoso.com'),
      zoneLink('z', 'hub'),
      record('z', 'db', ['10.10.5.5']),
    ],
    from: 'hub',
    ask: 'db.azure.contoso.com',
    ends: ['private 10.10.5.5'],
  },
  {
    id: 'H15: a server on premises forwards to the inbound endpoint',
    network: [
      vnet('spoke', ['10.1.0.0/16'], { dns_servers: ['10.100.0.2'] }),
      hub,
      ...peer('spoke', 'hub'),
      ...resolver('hub', '10.10.0.4'),
      zone('z', 'azure.contoso.com'),
      zoneLink('z', 'hub'),
      record('z', 'test', ['10.10.5.5']),
    ],
    given: assuming('10.100.0.2 on-premises azure.contoso.com=10.10.0.4'),
    ask: 'test.azure.contoso.com',
    ends: ['private 10.10.5.5'],
  },
  {
    id: 'H16: a rule of the resolver network itself',
    network: [hub, ...resolver('hub', '10.10.0.4'), ...ruleset('hub', ['contoso.com. 10.100.0.2'], ['hub'])],
    from: 'hub',
    ask: 'testdns.contoso.com',
    ends: ['forwarded 10.100.0.2'],
  },
  { id: 'H17: machines are entered into the zone', network: two, from: 'a', ask: 'VNETA-VM1.contoso.com', ends: ['private'] },
  { id: 'H19: and answered where it is linked to resolve', network: two, from: 'b', ask: 'VNETA-VM1.contoso.com', ends: ['private'] },
  {
    id: 'H20: the name of an address is asked in its own network alone',
    network: two,
    from: 'b',
    ask: '1.0.0.10.in-addr.arpa',
    ends: ['no-such-name'],
  },
  { id: 'H18: and there it is one that Azure knows', network: two, from: 'a', ask: '1.0.0.10.in-addr.arpa', ends: ['unknown'] },
  {
    id: 'H22: the private zone hides the public one',
    network: [...two, record('contoso', 'www', ['10.0.0.9'])],
    from: 'b',
    ask: 'www.contoso.com',
    ends: ['private 10.0.0.9'],
  },
  { id: 'H21: which is asked from elsewhere', network: [...two, spoke], ask: 'VNETA-VM1.contoso.com', ends: ['public'] },
  {
    id: 'H23: a private endpoint gives the public name another one',
    network: [...sql(['links']), links, zoneLink('links', 'spoke')],
    ask: 'server.database.windows.net',
    ends: ['private 10.1.9.4'],
  },
  {
    id: 'H24: a peering alone does not link the zone',
    network: [...sql(['links']), links, hub, ...peer('spoke', 'hub'), zoneLink('links', 'hub')],
    ask: 'server.database.windows.net',
    ends: ['public'],
  },
  {
    id: 'H25: forwarding the name of the zone alone does not take the public name there',
    network: [
      ...sql(['links']),
      links,
      vnet('office', ['10.7.0.0/16'], { dns_servers: ['10.100.0.2'] }),
      hub,
      ...resolver('hub', '10.10.0.4'),
      zoneLink('links', 'hub'),
    ],
    from: 'office',
    given: assuming('10.100.0.2 on-premises privatelink.database.windows.net=10.10.0.4 .=8.8.8.8'),
    ask: 'server.database.windows.net',
    ends: ['public elsewhere'],
  },
  {
    id: 'H26: no record, no answer',
    network: [...sql(undefined), links, zoneLink('links', 'spoke')],
    ask: 'server.database.windows.net',
    ends: ['no-such-name'],
  },
  {
    id: 'H27: unless the link lets public DNS answer',
    network: [...sql(undefined), links, zoneLink('links', 'spoke', { resolution_policy: 'NxDomainRedirect' })],
    ask: 'server.database.windows.net',
    ends: ['public'],
  },
  {
    id: 'H28: which counts for zones of Private Link alone',
    network: [spoke, zone('z', 'contoso.com'), zoneLink('z', 'spoke', { resolution_policy: 'NxDomainRedirect' })],
    ask: 'www.contoso.com',
    ends: ['no-such-name'],
  },
  {
    id: 'H29: no peering is needed',
    network: [spoke, hub, zone('z', 'contoso.com'), zoneLink('z', 'spoke'), zoneLink('z', 'hub'), record('z', 'www', ['10.1.3.4'])],
    from: 'hub',
    ask: 'www.contoso.com',
    ends: ['private 10.1.3.4'],
  },
  {
    id: 'H30: a record that was written wins',
    network: [...two, record('contoso', 'vneta-vm1', ['10.0.0.77'])],
    from: 'b',
    ask: 'VNETA-VM1.contoso.com',
    ends: ['private 10.0.0.77'],
  },
  {
    id: 'H31: Azure keeps its own zone',
    network: [spoke, zone('z', 'cloudapp.net'), zoneLink('z', 'spoke'), record('z', 'vm.internal', ['10.1.3.4'])],
    ask: 'vm.internal.cloudapp.net',
    ends: ['unknown'],
  },
  {
    id: 'H34: the child zone is the one that counts',
    network: [
      spoke,
      zone('p', 'contoso.com'),
      zone('c', 'dev.contoso.com'),
      zoneLink('p', 'spoke'),
      zoneLink('c', 'spoke'),
      record('p', 'x.dev', ['10.1.3.4']),
    ],
    ask: 'x.dev.contoso.com',
    ends: ['no-such-name'],
  },
]

describe('names', () => {
  test.each(rows)('$id', ({ network, from = 'spoke', ask, ends, given }) => {
    expect(endsOf(build(...network), from, ask, given)).toEqual(ends)
  })

  it('H01 asks those servers', () => {
    const built = build(vnet('spoke', ['10.1.0.0/16'], { dns_servers: ['10.1.2.4'] }))
    const [path] = pathsOf(built, 'spoke', 'www.contoso.com')
    expect(path!.steps.map(({ text }) => text)).toEqual(['`azurerm_virtual_network.spoke` asks 10.1.2.4'])
    expect(path!.end).toMatchObject({ kind: 'unknown', say: 'dns-servers: { 10.1.2.4: { forwards: { ".": 168.63.129.16 } } }' })
  })
})

/** Ways that questions for names take: through firewalls and inbound endpoints, round and round, and as far as the code tells. */
import { describe, expect, it, test } from 'vitest'
import type { Declared } from '../../src/eval/declared.ts'
import { noAssumptions } from '../../src/model/assumptions.ts'
import { anything, build, declare, perhaps, ref, spanHere, variable } from '../support/declare.ts'
import { assuming, endpoint, endsOf, pathsOf, record, resolver, ruleset, zone, zoneLink } from '../support/names.ts'
import { peer, subnet, vnet } from '../support/routes.ts'

const hub = (servers: readonly string[] = []) => vnet('hub', ['10.0.0.0/16'], { dns_servers: servers })
const spoke = (servers: readonly string[] = []) => vnet('spoke', ['10.1.0.0/16'], { dns_servers: servers })

/** A firewall in the hub at 10.0.1.4. */
const firewall = (dns: { readonly proxy?: boolean; readonly servers?: readonly string[] } = {}) => [
  subnet('AzureFirewallSubnet', 'hub', '10.0.1.0/26'),
  declare('azurerm_firewall_policy.hub', {
    name: 'hub',
    resource_group_name: 'net',
    location: 'westeurope',
    dns: [{ proxy_enabled: dns.proxy, servers: dns.servers }],
  }),
  declare('azurerm_firewall.hub', {
    name: 'hub',
    resource_group_name: 'net',
    location: 'westeurope',
    firewall_policy_id: ref('azurerm_firewall_policy.hub.id'),
    ip_configuration: [{ name: 'a', subnet_id: ref('azurerm_subnet.AzureFirewallSubnet.id'), private_ip_address: '10.0.1.4' }],
  }),
]

const texts = (built: ReturnType<typeof build>, from: string, name: string, given = noAssumptions): readonly string[] =>
  pathsOf(built, from, name, given)[0]!.steps.map(({ text }) => text)

describe('round and round', () => {
  const built = build(
    spoke(['10.0.1.4']),
    hub(),
    ...peer('spoke', 'hub'),
    ...firewall({ proxy: true, servers: ['10.0.2.4'] }),
    ...resolver('hub', '10.0.2.4'),
    ...ruleset('hub', ['corp.example. 10.0.1.4'], ['hub']),
  )

  it('tells a loop through inbound endpoint, ruleset and firewall with its steps', () => {
    const [path, ...others] = pathsOf(built, 'spoke', 'db.corp.example')
    expect(others).toEqual([])
    expect(path!.steps.map(({ text }) => text)).toEqual([
      '`azurerm_virtual_network.spoke` asks 10.0.1.4',
      '`azurerm_firewall.hub` answers as DNS proxy',
      '`azurerm_firewall.hub` asks 10.0.2.4',
      'inbound endpoint `azurerm_private_dns_resolver_inbound_endpoint.hub` answers at 10.0.2.4',
      "Azure's resolver answers for `azurerm_virtual_network.hub`",
      '`azurerm_private_dns_resolver_forwarding_rule.hub-0` forwards `corp.example.`',
      '`azurerm_firewall.hub` answers as DNS proxy',
      '`azurerm_firewall.hub` asks 10.0.2.4',
    ])
    expect(path).toMatchObject({ certain: true, end: { kind: 'loop', from: 3 } })
    expect(path!.steps[3]!.via).toBe('inbound-endpoint')
  })

  it('is no loop for a name that no rule takes', () => {
    expect(endsOf(built, 'spoke', 'example.org')).toEqual(['public'])
  })

  test('aliases that lead to one another', () => {
    const alias = (name: string, to: string) =>
      declare(`azurerm_private_dns_cname_record.${name}`, {
        name,
        zone_name: ref('azurerm_private_dns_zone.z.name'),
        resource_group_name: 'dns',
        record: to,
      })
    const round = build(
      spoke(),
      zone('z', 'corp.example'),
      zoneLink('z', 'spoke'),
      alias('a', 'b.corp.example'),
      alias('b', 'a.corp.example.'),
    )
    expect(endsOf(round, 'spoke', 'a.corp.example')).toEqual(['loop'])
  })
})

describe('firewalls', () => {
  const vault = zone('z', 'corp.example')
  const inHub = [vault, zoneLink('z', 'hub'), record('z', 'db', ['10.0.5.5'])]
  test.each([
    ['answer as proxies with the zones of their network', { proxy: true }, ['private 10.0.5.5']],
    ['do not answer where the proxy is off', { proxy: false }, ['nobody-listens']],
    ['do not answer where nothing is written', {}, ['nobody-listens']],
    ['ask their own servers', { proxy: true, servers: ['8.8.8.8'] }, ['public elsewhere']],
  ])('%s', (_, dns, ends) => {
    expect(
      endsOf(build(spoke(['10.0.1.4']), hub(), ...peer('spoke', 'hub'), ...firewall(dns), ...inHub), 'spoke', 'db.corp.example'),
    ).toEqual(ends)
  })

  it('are not reached from a network that nothing joins them with', () => {
    expect(endsOf(build(spoke(['10.0.1.4']), hub(), ...firewall({ proxy: true }), ...inHub), 'spoke', 'db.corp.example')).toEqual([
      'unknown',
    ])
  })

  it('have one address that Azure chooses in a subnet of their own', () => {
    const chosen = [
      subnet('AzureFirewallSubnet', 'hub', '10.0.1.0/26'),
      declare('azurerm_firewall.hub', {
        name: 'hub',
        resource_group_name: 'net',
        location: 'westeurope',
        dns_proxy_enabled: true,
        ip_configuration: [{ name: 'a', subnet_id: ref('azurerm_subnet.AzureFirewallSubnet.id') }],
      }),
    ]
    const written = build(spoke(['10.0.1.4']), hub(), ...peer('spoke', 'hub'), ...chosen, ...inHub)
    expect(endsOf(written, 'spoke', 'db.corp.example')).toEqual(['? private 10.0.5.5', 'unknown'])
    const referred = build(
      vnet('spoke', ['10.1.0.0/16'], { dns_servers: [ref('azurerm_firewall.hub.ip_configuration.0.private_ip_address')] }),
      hub(),
      ...peer('spoke', 'hub'),
      ...chosen,
      ...inHub,
    )
    expect(endsOf(referred, 'spoke', 'db.corp.example')).toEqual(['private 10.0.5.5'])
  })
})

describe('servers that the code only names', () => {
  const network = [spoke(['10.1.2.4']), zone('z', 'corp.example'), zoneLink('z', 'spoke'), record('z', 'db', ['10.1.5.5'])]
  test.each([
    ['nothing is known of', noAssumptions, ['unknown']],
    ['forward to Azure from their network', assuming('10.1.2.4 .=168.63.129.16'), ['private 10.1.5.5']],
    ['say nothing of the name', assuming('10.1.2.4 blob.core.windows.net=168.63.129.16'), ['unknown']],
    [
      'forward to Azure from on-premises, where it does not answer',
      assuming('10.1.2.4 on-premises .=168.63.129.16'),
      ['only-inside-azure'],
    ],
    ['forward to each other', assuming('10.1.2.4 .=10.1.2.5', '10.1.2.5 .=10.1.2.4'), ['loop']],
    ['forward the longest domain', assuming('10.1.2.4 .=8.8.8.8 corp.example=168.63.129.16'), ['private 10.1.5.5']],
    ['stand in no network that is declared', assuming('10.1.2.4 .=10.77.0.4', '10.77.0.4 .=168.63.129.16'), ['unknown']],
  ])('%s', (_, given, ends) => {
    expect(endsOf(build(...network), 'spoke', 'db.corp.example', given)).toEqual(ends)
  })

  it('lean on what is vouched for', () => {
    const [path] = pathsOf(build(...network), 'spoke', 'db.corp.example', assuming('10.1.2.4 .=168.63.129.16'))
    expect(path!.leansOn.map(({ text }) => text)).toEqual(['10.1.2.4 forwards every name to 168.63.129.16'])
  })

  it('are each asked', () => {
    expect(endsOf(build(spoke(['10.1.2.4', '8.8.8.8'])), 'spoke', 'db.corp.example', assuming('10.1.2.4 .=168.63.129.16'))).toEqual([
      'public',
      'public elsewhere',
    ])
  })

  it('may be proxies that are vouched for', () => {
    const off = {
      ...noAssumptions,
      firewalls: [
        {
          address: { family: 4 as const, first: 167838212, last: 167838212 },
          dnsProxy: { value: false, span: spanHere() },
          span: spanHere(),
        },
      ],
    }
    expect(endsOf(build(spoke(['10.1.2.4'])), 'spoke', 'example.org', off)).toEqual(['nobody-listens'])
  })
})

describe('what is not known', () => {
  const z = [zone('z', 'corp.example'), record('z', 'db', ['10.1.5.5'])]
  test.each([
    ['servers', [vnet('spoke', ['10.1.0.0/16'], { dns_servers: variable('dns') }), ...z, zoneLink('z', 'spoke')], ['unknown']],
    [
      'servers or none',
      [vnet('spoke', ['10.1.0.0/16'], { dns_servers: variable('dns', [[], ['8.8.8.8']]) }), ...z, zoneLink('z', 'spoke')],
      ['? private 10.1.5.5', '? public elsewhere'],
    ],
    [
      'a link that may be there',
      [
        spoke(),
        ...z,
        declare(
          'azurerm_private_dns_zone_virtual_network_link.l',
          {
            name: 'l',
            resource_group_name: 'dns',
            private_dns_zone_name: 'corp.example',
            virtual_network_id: ref('azurerm_virtual_network.spoke.id'),
          },
          { presence: perhaps() },
        ),
      ],
      ['? private 10.1.5.5', '? public'],
    ],
    [
      'the network of a link',
      [spoke(), ...z, zoneLink('z', 'spoke', { virtual_network_id: variable('network') })],
      ['? private 10.1.5.5', '? public'],
    ],
    ['the name of a zone', [spoke(), zone('z', variable('domain')), zoneLink('z', 'spoke')], ['? public', 'unknown']],
    ['the end of which is known', [spoke(), zone('z', 'other.example'), zoneLink('z', 'spoke')], ['public']],
    [
      'the name of a record',
      [spoke(), zone('z', 'corp.example'), zoneLink('z', 'spoke'), record('z', variable('host'), ['10.1.5.5'])],
      ['? no-such-name', '? private 10.1.5.5'],
    ],
    [
      'the addresses of a record',
      [spoke(), zone('z', 'corp.example'), zoneLink('z', 'spoke'), record('z', 'db', anything())],
      ['private addresses of azurerm_private_dns_a_record.z-db'],
    ],
    [
      'a zone that is declared elsewhere',
      [spoke(), zoneLink('z', 'spoke', { private_dns_zone_name: 'corp.example' })],
      ['? no-such-name', 'unknown'],
    ],
    [
      'what is linked to a network that is declared elsewhere',
      [declare('data.azurerm_virtual_network.spoke', { name: 'spoke', resource_group_name: 'net' })],
      ['unknown'],
    ],
    [
      'whether a rule counts',
      [
        spoke(),
        hub(),
        ...resolver('hub'),
        ...ruleset('hub', [], ['spoke']),
        declare('azurerm_private_dns_resolver_forwarding_rule.r', {
          name: 'r',
          dns_forwarding_ruleset_id: ref('azurerm_private_dns_resolver_dns_forwarding_ruleset.hub.id'),
          domain_name: 'corp.example.',
          enabled: variable('on', [true, false]),
          target_dns_servers: [{ ip_address: '10.9.0.4' }],
        }),
      ],
      ['? forwarded 10.9.0.4', '? public'],
    ],
  ])('%s', (what, network, ends) => {
    const built = build(...network)
    if (what.startsWith('what is linked')) {
      const [found] = built.network.ofKind('virtual-network')
      expect(built.network.naming.serversOf(found!).servers.known).toBe(false)
    } else expect(endsOf(built, 'spoke', 'db.corp.example')).toEqual(ends)
  })
})

describe('private endpoints', () => {
  const kv = declare('azurerm_key_vault.main', { name: 'vault-a', resource_group_name: 'net', location: 'westeurope' })
  const vaults = zone('vaults', 'privatelink.vaultcore.azure.net')
  const base = [spoke(), subnet('endpoints', 'spoke', '10.1.9.0/24'), kv]
  const lead = (zones?: readonly string[]) => endpoint('kv', 'endpoints', 'azurerm_key_vault.main', 'vault', zones, '10.1.9.4')
  test.each([
    ['a group and a linked zone', [...base, lead(['vaults']), vaults, zoneLink('vaults', 'spoke')], ['private 10.1.9.4']],
    ['a zone that is not linked', [...base, lead(['vaults']), vaults], ['public']],
    [
      'no group, and a record by hand',
      [
        ...base,
        lead(),
        vaults,
        zoneLink('vaults', 'spoke'),
        record('vaults', 'vault-a', [ref('azurerm_private_endpoint.kv.private_service_connection.0.private_ip_address')]),
      ],
      ['private azurerm_private_endpoint.kv.private_service_connection.0.private_ip_address'],
    ],
    ['no group', [...base, lead(), vaults, zoneLink('vaults', 'spoke')], ['no-such-name']],
    [
      'the zone of another service',
      [
        ...base,
        lead(['blobs']),
        zone('blobs', 'privatelink.blob.core.windows.net'),
        zoneLink('blobs', 'spoke'),
        vaults,
        zoneLink('vaults', 'spoke'),
      ],
      ['no-such-name'],
    ],
    ['no endpoint at all', [...base, vaults, zoneLink('vaults', 'spoke')], ['public']],
    ['a vault of which nothing is declared', [spoke(), vaults, zoneLink('vaults', 'spoke')], ['? no-such-name', '? public']],
    [
      'a zone for the public name',
      [...base, lead(['vaults']), zone('public', 'vault.azure.net'), zoneLink('public', 'spoke'), vaults, zoneLink('vaults', 'spoke')],
      ['no-such-name'],
    ],
  ])('%s', (_, network, ends) => {
    expect(endsOf(build(...network), 'spoke', 'vault-a.vault.azure.net')).toEqual(ends)
  })

  it('are told with their steps', () => {
    const built = build(...base, lead(['vaults']), vaults, zoneLink('vaults', 'spoke'))
    expect(texts(built, 'spoke', 'vault-a.vault.azure.net')).toEqual([
      "Azure's resolver answers for `azurerm_virtual_network.spoke`",
      'private endpoint `azurerm_private_endpoint.kv` makes it `vault-a.privatelink.vaultcore.azure.net`',
      'private zone `privatelink.vaultcore.azure.net`, linked to `azurerm_virtual_network.spoke`, has the record of `azurerm_private_endpoint.kv`',
    ])
  })
})

describe('wildcards', () => {
  // https://learn.microsoft.com/azure/dns/dns-zones-records#wildcard-records, https://www.rfc-editor.org/rfc/rfc4592
  const built = (...more: readonly Declared[]) =>
    build(spoke(), zone('z', 'corp.example'), zoneLink('z', 'spoke'), record('z', '*', ['10.0.0.9']), ...more)

  test.each<[string, readonly string[], readonly Declared[]]>([
    ['x.corp.example', ['private 10.0.0.9'], []],
    ['y.x.corp.example', ['private 10.0.0.9'], []],
    // The zone itself is no name below it.
    ['corp.example', ['no-such-name'], []],
    ['y.x.corp.example', ['no-such-name'], [record('z', 'x', ['10.0.0.8'])]],
    [
      'y.x.corp.example',
      ['? no-such-name', '? private 10.0.0.9'],
      [
        declare(
          'azurerm_private_dns_a_record.x',
          { name: 'x', resource_group_name: 'dns', zone_name: ref('azurerm_private_dns_zone.z.name'), records: ['10.0.0.8'] },
          { presence: perhaps() },
        ),
      ],
    ],
  ])('%s: %j', (name, expected, more) => {
    expect(endsOf(built(...more), 'spoke', name)).toEqual(expected)
  })

  test('stand behind machines that enter themselves, known or not', () => {
    const registered = build(
      spoke(),
      zone('z', 'corp.example'),
      zoneLink('z', 'spoke', { registration_enabled: true }),
      record('z', '*', ['10.0.0.9']),
      subnet('apps', 'spoke', '10.1.1.0/24'),
      declare('azurerm_network_interface.vm', {
        name: 'vm',
        resource_group_name: 'net',
        location: 'westeurope',
        ip_configuration: [{ name: 'a', subnet_id: ref('azurerm_subnet.apps.id'), private_ip_address_allocation: 'Dynamic' }],
      }),
      declare('azurerm_linux_virtual_machine.vm', {
        name: 'vm',
        resource_group_name: 'net',
        location: 'westeurope',
        network_interface_ids: [ref('azurerm_network_interface.vm.id')],
      }),
    )
    expect(endsOf(registered, 'spoke', 'vm.corp.example')).toEqual(['private'])
    expect(endsOf(registered, 'spoke', 'other.corp.example')).toEqual(['? private 10.0.0.9', 'unknown'])
    expect(endsOf(registered, 'spoke', 'a.b.corp.example')).toEqual(['private 10.0.0.9'])
  })
})

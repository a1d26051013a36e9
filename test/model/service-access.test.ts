/** Who reaches a service from public networks, by what the documents of Azure and azurerm say of each. Caught by: reading an unknown rule as none, a firewall without rules as closed, a rule of the wrong service. */
import { describe, expect, test } from 'vitest'
import type { Declared } from '../../src/eval/declared.ts'
import { fieldsOf } from '../../src/model/kinds/index.ts'
import { build, declare, type Plain, perhaps, ref, template, variable } from '../support/declare.ts'

type Body = { readonly [key: string]: Plain | undefined }

const common = { name: 's', resource_group_name: 'g', location: 'westeurope' }
const azurerm = (type: string, body: Body = {}): Declared => declare(`azurerm_${type}.s`, { ...common, ...body })
const beside = (type: string, body: Body, name = 'r'): Declared => declare(`azurerm_${type}.${name}`, body)
const arm = (type: string, properties: Body = {}, name = 's', parent?: string): Declared => ({
  ...declare(
    `${type.split('/').at(-1)}.${name}`,
    { name, location: 'westeurope', properties, ...(parent === undefined ? {} : { parent_id: ref(`${parent}.id`) }) },
    { language: 'arm' },
  ),
  type,
})
const endpointTo = (id: Plain, presence?: Declared['presence']): readonly Declared[] => [
  declare('azurerm_virtual_network.v', { ...common, name: 'v', address_space: ['10.0.0.0/16'] }),
  declare('azurerm_subnet.p', {
    name: 'p',
    resource_group_name: 'g',
    virtual_network_name: ref('azurerm_virtual_network.v.name'),
    address_prefixes: ['10.0.0.0/24'],
  }),
  declare(
    'azurerm_private_endpoint.e',
    {
      ...common,
      name: 'e',
      subnet_id: ref('azurerm_subnet.p.id'),
      private_service_connection: [
        { name: 'e', is_manual_connection: false, private_connection_resource_id: id, subresource_names: ['x'] },
      ],
    },
    presence === undefined ? {} : { presence },
  ),
]

const reached = (...declared: readonly Declared[]): string => {
  const { network } = build(...declared)
  const [target] = network.ofKind('private-link-target')
  const fact = fieldsOf('private-link-target')
    .find(({ name }) => name === 'publicAccess')!
    .read(target!, network as never)
  if (fact.known) return String(fact.value)
  return `? ${fact.doubts.map(({ what }) => what).join(', ')}`
}

const sql = (first: Plain, last: Plain, extras = {}): Declared =>
  declare(
    'azurerm_mssql_firewall_rule.r',
    { name: 'r', server_id: ref('azurerm_mssql_server.s.id'), start_ip_address: first, end_ip_address: last },
    extras,
  )
const acls = (more: Body = {}) => ({ network_acls: [{ bypass: 'None', default_action: 'Deny', ...more }] })

describe('azurerm', () => {
  test.each<[string, string, readonly Declared[]]>([
    // A default action: https://learn.microsoft.com/azure/key-vault/general/network-security
    ['a vault without a firewall', 'everyone', [azurerm('key_vault')]],
    ['a vault that is switched off', 'nobody', [azurerm('key_vault', { public_network_access_enabled: false })]],
    ['a vault that is switched off by an input', '? var.on', [azurerm('key_vault', { public_network_access_enabled: variable('on') })]],
    ['a vault that denies', 'selected', [azurerm('key_vault', acls())]],
    ['a vault that denies, with some addresses', 'selected', [azurerm('key_vault', acls({ ip_rules: ['20.1.0.0/16', '20.2.3.4'] }))]],
    ['a vault that denies, with every address', 'everyone', [azurerm('key_vault', acls({ ip_rules: ['0.0.0.0/0'] }))]],
    [
      'a vault that denies, with every address in two',
      'everyone',
      [azurerm('key_vault', acls({ ip_rules: ['0.0.0.0/1', '128.0.0.0/1'] }))],
    ],
    ['a vault that denies, with half of them', 'selected', [azurerm('key_vault', acls({ ip_rules: ['0.0.0.0/1'] }))]],
    ['a vault that denies, with addresses not known', '? var.ips', [azurerm('key_vault', acls({ ip_rules: variable('ips') }))]],
    [
      'a vault that denies, with one address not known',
      'selected',
      [azurerm('key_vault', acls({ ip_rules: [template(variable('ip'), '/32')] }))],
    ],
    [
      'a vault whose action is not known',
      '? var.action',
      [azurerm('key_vault', { network_acls: [{ default_action: variable('action') }] })],
    ],
    ['a vault that allows', 'everyone', [azurerm('key_vault', { network_acls: [{ default_action: 'Allow' }] })]],
    ['a storage account without rules', 'everyone', [azurerm('storage_account')]],
    ['a storage account that denies', 'selected', [azurerm('storage_account', { network_rules: [{ default_action: 'Deny' }] })]],
    [
      'a storage account whose rules are a resource of their own',
      'selected',
      [
        azurerm('storage_account'),
        beside('storage_account_network_rules', { storage_account_id: ref('azurerm_storage_account.s.id'), default_action: 'Deny' }),
      ],
    ],
    [
      'a storage account whose rules may be there',
      '? var.enabled',
      [
        azurerm('storage_account'),
        declare(
          'azurerm_storage_account_network_rules.r',
          { storage_account_id: ref('azurerm_storage_account.s.id'), default_action: 'Deny' },
          { presence: perhaps() },
        ),
      ],
    ],
    // `Allow` by itself: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/container_registry
    ['a registry with a rule set', 'everyone', [azurerm('container_registry', { network_rule_set: [{ ip_rule: [] }] })]],
    [
      'a registry that denies',
      'selected',
      [
        azurerm('container_registry', {
          network_rule_set: [{ default_action: 'Deny', ip_rule: [{ action: 'Allow', ip_range: '20.0.0.0/8' }] }],
        }),
      ],
    ],
    ['an AI service', 'everyone', [azurerm('cognitive_account')]],
    ['an AI service that denies', 'selected', [azurerm('cognitive_account', { network_acls: [{ default_action: 'Deny' }] })]],

    // Nobody without a rule: https://learn.microsoft.com/azure/azure-sql/database/firewall-configure
    ['a server', 'selected', [azurerm('mssql_server')]],
    ['a server for all of Azure', 'selected', [azurerm('mssql_server'), sql('0.0.0.0', '0.0.0.0')]],
    ['a server for everybody', 'everyone', [azurerm('mssql_server'), sql('0.0.0.0', '255.255.255.255')]],
    ['a server for everybody but nobody', 'everyone', [azurerm('mssql_server'), sql('1.0.0.0', '223.255.255.255')]],
    ['a server for whom is not known', '? var.a, var.b', [azurerm('mssql_server'), sql(variable('a'), variable('b'))]],
    ['a server for one address that is not known', 'selected', [azurerm('mssql_server'), sql(variable('a'), variable('a'))]],
    ['a server from an address on', 'selected', [azurerm('mssql_server'), sql('20.0.0.0', variable('b'))]],
    [
      'a server perhaps for everybody',
      '? var.enabled',
      [azurerm('mssql_server'), sql('0.0.0.0', '255.255.255.255', { presence: perhaps() })],
    ],
    [
      'a server that is switched off',
      'nobody',
      [azurerm('mssql_server', { public_network_access_enabled: false }), sql('0.0.0.0', '255.255.255.255')],
    ],
    [
      'a server whose rules are those of another',
      'selected',
      [
        azurerm('mssql_server'),
        declare('azurerm_postgresql_firewall_rule.r', {
          name: 'r',
          server_name: 's',
          resource_group_name: 'g',
          start_ip_address: '0.0.0.0',
          end_ip_address: '255.255.255.255',
        }),
      ],
    ],
    ['a managed instance', 'nobody', [azurerm('mssql_managed_instance')]],
    [
      'a managed instance with its public endpoint',
      '? the firewall of `azurerm_mssql_managed_instance.s`',
      [azurerm('mssql_managed_instance', { public_data_endpoint_enabled: true })],
    ],
    ['a database in a subnet', 'nobody', [azurerm('mysql_flexible_server', { delegated_subnet_id: ref('azurerm_subnet.x.id') })]],
    ['a database of azurerm 4', 'nobody', [azurerm('mysql_flexible_server', { public_network_access: 'Disabled' })]],
    [
      'a database for everybody',
      'everyone',
      [
        azurerm('postgresql_flexible_server', { public_network_access_enabled: true }),
        beside('postgresql_flexible_server_firewall_rule', {
          server_id: ref('azurerm_postgresql_flexible_server.s.id'),
          start_ip_address: '0.0.0.0',
          end_ip_address: '255.255.255.255',
        }),
      ],
    ],

    // The first rule closes: https://learn.microsoft.com/azure/cosmos-db/how-to-configure-firewall
    ['Cosmos DB', 'everyone', [azurerm('cosmosdb_account')]],
    ['Cosmos DB with addresses of azurerm 3', 'selected', [azurerm('cosmosdb_account', { ip_range_filter: '20.0.0.0/16,0.0.0.0' })]],
    ['Cosmos DB with no addresses of azurerm 3', 'everyone', [azurerm('cosmosdb_account', { ip_range_filter: '' })]],
    ['Cosmos DB with addresses of azurerm 4', 'selected', [azurerm('cosmosdb_account', { ip_range_filter: ['20.0.0.0/16'] })]],
    ['Cosmos DB with addresses not known', '? var.ips', [azurerm('cosmosdb_account', { ip_range_filter: variable('ips') })]],
    [
      'Cosmos DB with subnets',
      'selected',
      [
        azurerm('cosmosdb_account', {
          is_virtual_network_filter_enabled: true,
          virtual_network_rule: [{ id: ref('azurerm_subnet.x.id') }],
        }),
      ],
    ],
    [
      'Cosmos DB with subnets that do not count',
      'everyone',
      [azurerm('cosmosdb_account', { virtual_network_rule: [{ id: ref('azurerm_subnet.x.id') }] })],
    ],
    ['search', 'everyone', [azurerm('search_service')]],
    ['search with addresses', 'selected', [azurerm('search_service', { allowed_ips: ['20.0.0.1'] })]],
    ['a cache', 'everyone', [azurerm('redis_cache')]],
    [
      'a cache with a rule',
      'selected',
      [
        azurerm('redis_cache'),
        beside('redis_firewall_rule', { redis_cache_name: 's', resource_group_name: 'g', start_ip: '20.0.0.1', end_ip: '20.0.0.9' }),
      ],
    ],
    ['a cache in a subnet', 'nobody', [azurerm('redis_cache', { subnet_id: ref('azurerm_subnet.x.id') })]],
    ['a topic with a rule', 'selected', [azurerm('eventgrid_topic', { inbound_ip_rule: [{ ip_mask: '20.0.0.0/16', action: 'Allow' }] })]],

    // Without a rule the action does nothing: https://learn.microsoft.com/azure/event-hubs/event-hubs-ip-filtering
    ['Event Hubs', 'everyone', [azurerm('eventhub_namespace')]],
    [
      'Event Hubs that denies and names nobody',
      'everyone',
      [azurerm('eventhub_namespace', { network_rulesets: [{ default_action: 'Deny' }] })],
    ],
    [
      'Event Hubs that denies and names somebody',
      'selected',
      [azurerm('eventhub_namespace', { network_rulesets: [{ default_action: 'Deny', ip_rule: [{ ip_mask: '20.0.0.0/16' }] }] })],
    ],
    [
      'Event Hubs that denies and names a subnet',
      'selected',
      [
        azurerm('eventhub_namespace', {
          network_rulesets: [{ default_action: 'Deny', virtual_network_rule: [{ subnet_id: ref('azurerm_subnet.x.id') }] }],
        }),
      ],
    ],
    [
      'Event Hubs that is switched off in one place',
      '? `public_network_access_enabled` of `azurerm_eventhub_namespace.s`, which is written twice',
      [
        azurerm('eventhub_namespace', {
          public_network_access_enabled: true,
          network_rulesets: [{ default_action: 'Allow', public_network_access_enabled: false }],
        }),
      ],
    ],
    ['Service Bus with a rule set', 'everyone', [azurerm('servicebus_namespace', { network_rule_set: [{ ip_rules: ['20.0.0.1'] }] })]],
    [
      'Service Bus whose rules are a resource of their own',
      'selected',
      [
        azurerm('servicebus_namespace'),
        beside('servicebus_namespace_network_rule_set', { namespace_id: ref('azurerm_servicebus_namespace.s.id'), ip_rules: ['20.0.0.1'] }),
      ],
    ],
    ['an IoT hub with a rule', 'selected', [azurerm('iothub', { network_rule_set: [{ ip_rule: [{ ip_mask: '20.0.0.1' }] }] })]],

    // https://learn.microsoft.com/azure/app-service/overview-access-restrictions
    ['an app', 'everyone', [azurerm('linux_web_app', { site_config: [{}] })]],
    ['an app that is switched off', 'nobody', [azurerm('linux_web_app', { public_network_access_enabled: false, site_config: [{}] })]],
    [
      'an app that denies whom nobody names',
      'selected',
      [
        azurerm('linux_web_app', {
          site_config: [{ ip_restriction_default_action: 'Deny', ip_restriction: [{ ip_address: '20.0.0.0/16', action: 'Allow' }] }],
        }),
      ],
    ],
    [
      'an app with a rule and no action for others: it depends on the version',
      '? access restrictions of `azurerm_linux_web_app.s`',
      [azurerm('linux_web_app', { site_config: [{ ip_restriction: [{ ip_address: '20.0.0.0/16', action: 'Allow' }] }] })],
    ],
    [
      'an app whose last rule denies everybody',
      'selected',
      [
        azurerm('windows_web_app', {
          site_config: [
            {
              ip_restriction: [
                { ip_address: '0.0.0.0/0', action: 'Deny', priority: 2147483647 },
                { service_tag: 'AzureFrontDoor.Backend', action: 'Allow', priority: 100 },
              ],
            },
          ],
        }),
      ],
    ],
    [
      'a logic app with a rule',
      'selected',
      [azurerm('logic_app_standard', { site_config: [{ ip_restriction: [{ ip_address: '20.0.0.0/16' }] }] })],
    ],
    ['an app of azurerm 2', 'everyone', [azurerm('app_service')]],
    ['an app of azurerm 2 with an endpoint', 'nobody', [azurerm('app_service'), ...endpointTo(ref('azurerm_app_service.s.id'))]],
    [
      'an app of azurerm 2 with perhaps an endpoint',
      '? var.enabled',
      [azurerm('app_service'), ...endpointTo(ref('azurerm_app_service.s.id'), perhaps())],
    ],

    // On until there is an endpoint: https://learn.microsoft.com/azure/azure-app-configuration/howto-disable-public-access
    ['a configuration store', 'everyone', [azurerm('app_configuration')]],
    [
      'a configuration store with an endpoint',
      'nobody',
      [azurerm('app_configuration'), ...endpointTo(ref('azurerm_app_configuration.s.id'))],
    ],
    [
      'a configuration store that is on, with an endpoint',
      'everyone',
      [azurerm('app_configuration', { public_network_access: 'Enabled' }), ...endpointTo(ref('azurerm_app_configuration.s.id'))],
    ],
    ['a factory', 'nobody', [azurerm('data_factory', { public_network_enabled: false })]],
    ['Synapse', 'selected', [azurerm('synapse_workspace')]],
    ['Databricks', '? the firewall of `azurerm_databricks_workspace.s`', [azurerm('databricks_workspace')]],
    ['SignalR', 'everyone', [azurerm('signalr_service')]],
    [
      'SignalR with access control',
      '? `azurerm_signalr_service_network_acl.r`',
      [
        azurerm('signalr_service'),
        beside('signalr_service_network_acl', { signalr_service_id: ref('azurerm_signalr_service.s.id'), default_action: 'Deny' }),
      ],
    ],
    ['file sync', 'nobody', [azurerm('storage_sync', { incoming_traffic_policy: 'AllowVirtualNetworksOnly' })]],
  ])('%s: %s', (_name, expected, declared) => {
    expect(reached(...declared)).toBe(expected)
  })
})

describe('templates', () => {
  test.each<[string, string, readonly Declared[]]>([
    ['a vault', 'everyone', [arm('Microsoft.KeyVault/vaults')]],
    ['a vault that is switched off', 'nobody', [arm('Microsoft.KeyVault/vaults', { publicNetworkAccess: 'disabled' })]],
    ['a vault in a perimeter', 'nobody', [arm('Microsoft.KeyVault/vaults', { publicNetworkAccess: 'SecuredByPerimeter' })]],
    [
      'a vault that denies',
      'selected',
      [arm('Microsoft.KeyVault/vaults', { networkAcls: { defaultAction: 'Deny', ipRules: [{ value: '20.0.0.1' }] } })],
    ],
    [
      'a vault that denies, with every address',
      'everyone',
      [arm('Microsoft.KeyVault/vaults', { networkAcls: { defaultAction: 'Deny', ipRules: [{ value: '0.0.0.0/0' }] } })],
    ],
    [
      'a vault with rules and no action',
      '? `defaultAction` of `vaults.s`, which is not set',
      [arm('Microsoft.KeyVault/vaults', { networkAcls: { bypass: 'AzureServices' } })],
    ],
    [
      'a vault whose rules are one of two',
      '? var.acls',
      [arm('Microsoft.KeyVault/vaults', { networkAcls: variable('acls', [null, { defaultAction: 'Deny' }]) })],
    ],
    [
      'a vault whose rules are one of two that are alike',
      'everyone',
      [arm('Microsoft.KeyVault/vaults', { networkAcls: variable('acls', [null, { defaultAction: 'Allow' }]) })],
    ],
    [
      'Event Hubs whose rules are a child',
      'selected',
      [
        arm('Microsoft.EventHub/namespaces'),
        arm(
          'Microsoft.EventHub/namespaces/networkRuleSets',
          { defaultAction: 'Deny', ipRules: [{ ipMask: '20.0.0.1' }] },
          'default',
          'namespaces.s',
        ),
      ],
    ],
    [
      'Event Hubs whose child denies and names nobody',
      'everyone',
      [
        arm('Microsoft.EventHub/namespaces'),
        arm('Microsoft.EventHub/namespaces/networkRuleSets', { defaultAction: 'Deny' }, 'default', 'namespaces.s'),
      ],
    ],
    [
      'Event Hubs whose child switches it off, and it says so too',
      'nobody',
      [
        arm('Microsoft.EventHub/namespaces', { publicNetworkAccess: 'Disabled' }),
        arm(
          'Microsoft.EventHub/namespaces/networkRuleSets',
          { publicNetworkAccess: 'Disabled', defaultAction: 'Allow' },
          'default',
          'namespaces.s',
        ),
      ],
    ],
    [
      'a server for everybody',
      'everyone',
      [
        arm('Microsoft.Sql/servers'),
        arm('Microsoft.Sql/servers/firewallRules', { startIpAddress: '0.0.0.0', endIpAddress: '255.255.255.255' }, 'all', 'servers.s'),
      ],
    ],
    [
      'a database in a subnet',
      'nobody',
      [arm('Microsoft.DBforPostgreSQL/flexibleServers', { network: { delegatedSubnetResourceId: ref('azurerm_subnet.x.id') } })],
    ],
    [
      'a database that is switched off',
      'nobody',
      [arm('Microsoft.DBforPostgreSQL/flexibleServers', { network: { publicNetworkAccess: 'Disabled' } })],
    ],
    [
      'Cosmos DB with addresses',
      'selected',
      [arm('Microsoft.DocumentDB/databaseAccounts', { ipRules: [{ ipAddressOrRange: '20.0.0.1' }] })],
    ],
    ['Cosmos DB with an empty list', 'everyone', [arm('Microsoft.DocumentDB/databaseAccounts', { ipRules: [] })]],
    [
      'search with addresses',
      'selected',
      [arm('Microsoft.Search/searchServices', { networkRuleSet: { ipRules: [{ value: '20.0.0.1' }] } })],
    ],
    ['an app', 'everyone', [arm('Microsoft.Web/sites')]],
    ['an app with an endpoint', 'nobody', [arm('Microsoft.Web/sites'), ...endpointTo(ref('sites.s.id'))]],
    [
      'an app with a rule',
      'selected',
      [
        arm('Microsoft.Web/sites', {
          publicNetworkAccess: 'Enabled',
          siteConfig: { ipSecurityRestrictions: [{ ipAddress: '20.0.0.0/16', action: 'Allow', priority: 1 }] },
        }),
      ],
    ],
    [
      'an app that lets everybody in by a rule',
      'everyone',
      [
        arm('Microsoft.Web/sites', {
          publicNetworkAccess: 'Enabled',
          siteConfig: { ipSecurityRestrictions: [{ ipAddress: 'Any', action: 'Allow', tag: 'Default', priority: 2147483647 }] },
        }),
      ],
    ],
    [
      'an app that is told by its configuration',
      '? `config.web`',
      [arm('Microsoft.Web/sites'), arm('Microsoft.Web/sites/config', { ipSecurityRestrictions: [] }, 'web', 'sites.s')],
    ],
    [
      'an app whose other configuration says nothing of it',
      'everyone',
      [arm('Microsoft.Web/sites'), arm('Microsoft.Web/sites/config', { A: '1' }, 'appsettings', 'sites.s')],
    ],
  ])('%s: %s', (_name, expected, declared) => {
    expect(reached(...declared)).toBe(expected)
  })
})

describe('what apps send', () => {
  const routesAll = (...declared: readonly Declared[]): unknown => {
    const { network } = build(...declared)
    const fact = network.naming.routeAllOf(network.ofKind('private-link-target')[0]!)
    return fact.known ? fact.value : 'not known'
  }
  // https://learn.microsoft.com/azure/app-service/overview-vnet-integration#application-routing
  test.each<[string, unknown, readonly Declared[]]>([
    ['nothing written', false, [arm('Microsoft.Web/sites')]],
    ['the old word', true, [arm('Microsoft.Web/sites', { vnetRouteAllEnabled: true })]],
    ['the new words', true, [arm('Microsoft.Web/sites', { outboundVnetRouting: { allTraffic: true } })]],
    [
      'traffic of the app alone',
      true,
      [arm('Microsoft.Web/sites', { outboundVnetRouting: { applicationTraffic: true, allTraffic: false } })],
    ],
    ['images alone', false, [arm('Microsoft.Web/sites', { outboundVnetRouting: { imagePullTraffic: true } })]],
    ['an input', 'not known', [arm('Microsoft.Web/sites', { outboundVnetRouting: { allTraffic: variable('all') } })]],
    // https://learn.microsoft.com/azure/app-service/configure-vnet-integration-routing
    ['the app setting', true, [azurerm('linux_web_app', { site_config: [{}], app_settings: { WEBSITE_VNET_ROUTE_ALL: '1' } })]],
    ['the app setting, off', false, [azurerm('linux_web_app', { site_config: [{}], app_settings: { WEBSITE_VNET_ROUTE_ALL: '0' } })]],
    ['app settings that are not known', 'not known', [azurerm('linux_web_app', { site_config: [{}], app_settings: variable('settings') })]],
    [
      'app settings that are not known, and the switch',
      true,
      [azurerm('linux_web_app', { site_config: [{ vnet_route_all_enabled: true }], app_settings: variable('settings') })],
    ],
    [
      'the app setting of a template',
      true,
      [arm('Microsoft.Web/sites', { siteConfig: { appSettings: [{ name: 'WEBSITE_VNET_ROUTE_ALL', value: '1' }] } })],
    ],
    [
      'an app setting of another name',
      false,
      [arm('Microsoft.Web/sites', { siteConfig: { appSettings: [{ name: 'WEBSITE_DNS_SERVER', value: '1' }] } })],
    ],
    [
      'the app setting of its configuration',
      true,
      [arm('Microsoft.Web/sites'), arm('Microsoft.Web/sites/config', { WEBSITE_VNET_ROUTE_ALL: '1' }, 'appsettings', 'sites.s')],
    ],
    [
      'its configuration',
      true,
      [arm('Microsoft.Web/sites'), arm('Microsoft.Web/sites/config', { vnetRouteAllEnabled: true }, 'web', 'sites.s')],
    ],
  ])('%s: %s', (_name, expected, declared) => {
    expect(routesAll(...declared)).toBe(expected)
  })
})

describe('who is meant', () => {
  const id = (type: string): string => `/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/g/providers/${type}/s`
  const led = (of: Plain, ...declared: readonly Declared[]): readonly (string | undefined)[] => {
    const { network } = build(...declared, ...endpointTo(of))
    return network.naming.leadsTo(network.ofKind('private-endpoint')[0]!).map(({ target, type }) => target?.id ?? type)
  }
  const both = [azurerm('storage_account'), azurerm('mssql_server'), azurerm('key_vault')]

  test('resources of several types may be called alike', () => {
    expect(
      led(template('/subscriptions/', variable('subscription'), '/resourceGroups/g/providers/Microsoft.Sql/servers/s'), ...both),
    ).toContain('azurerm_mssql_server.s')
    expect(
      led(template('/subscriptions/', variable('subscription'), '/resourceGroups/g/providers/Microsoft.Sql/servers/s'), ...both),
    ).not.toContain('azurerm_key_vault.s')
  })

  test('what is called alike is the same, deployed more than once, and nothing else is meant', () => {
    const own = '/resourceGroups/g/providers/Microsoft.Sql/servers/s'
    const twice = declare('azurerm_mssql_server.again', { ...common })
    expect(led(own, azurerm('mssql_server'), twice)).not.toContain('microsoft.sql/servers')
    expect(led(own, azurerm('mssql_server', { name: variable('n') }), twice)).toContain('azurerm_mssql_server.again')
  })

  test('what is not declared keeps its type', () => {
    expect(led(id('Microsoft.Batch/batchAccounts'), ...both)).toEqual(['microsoft.batch/batchaccounts'])
  })

  test('an endpoint to something of another type that is not known switches nothing off', () => {
    const many = [...Array(40).keys()].map((index) =>
      declare(`azurerm_app_configuration.c${index}`, { ...common, name: variable(`name${index}`) }),
    )
    const { network } = build(
      azurerm('app_service'),
      ...many,
      ...endpointTo(template('/subscriptions/x/resourceGroups/g/providers/Microsoft.AppConfiguration/configurationStores/', variable('n'))),
    )
    const app = network.ofKind('private-link-target').find(({ id: own }) => own === 'azurerm_app_service.s')!
    expect(network.naming.accessOf(app).publicAccess).toMatchObject({ known: true, value: true })
  })
})

/** The table of services that private endpoints lead to. */
import { type FirewallWords, noAccess, row, type ServiceFirewall, type ServiceRow, usual } from './service-row.ts'

const list = (path: string, item?: string) => (item === undefined ? { path } : { path, item })

const words = (within: string, addresses: FirewallWords['addresses'], networks: readonly string[]): FirewallWords => ({
  within,
  action: within === '' ? '' : 'action',
  addresses,
  networks,
})

/** Of a service whose block of azurerm is called so, with lists of texts in it. */
const azurermAcls = (within: string, addresses: FirewallWords['addresses'], networks: readonly string[]): FirewallWords => ({
  ...words(within, addresses, networks),
  action: 'default_action',
})
const armAcls = (within: string, item: string, networks = 'virtualNetworkRules'): FirewallWords => ({
  ...words(within, [list('ipRules', item)], [networks]),
  action: 'defaultAction',
})

const vaultAcls: ServiceFirewall = {
  by: 'action',
  azurerm: azurermAcls('network_acls', [list('ip_rules')], ['virtual_network_subnet_ids']),
  arm: armAcls('networkAcls', 'value'),
}

/** Without a rule everybody is let in, whatever the action: https://learn.microsoft.com/azure/event-hubs/event-hubs-ip-filtering, https://learn.microsoft.com/azure/service-bus-messaging/service-bus-ip-filtering */
const namespaceRules = (azurerm: FirewallWords | undefined): ServiceFirewall => ({ by: 'action', needsRule: true, azurerm, arm: undefined })

const inboundRules: ServiceFirewall = {
  by: 'first-rule',
  azurerm: { within: '', addresses: [list('inbound_ip_rule', 'ip_mask')], networks: [] },
  arm: { within: '', addresses: [list('inboundIpRules', 'ipMask')], networks: [] },
}

/** Request types may be let in and refused one by one: https://learn.microsoft.com/azure/azure-signalr/howto-network-access-control */
const requestTypes: ServiceFirewall = { by: 'unread-if', azurerm: '', arm: 'networkACLs' }

const flexible = (azurerm: boolean | undefined): Pick<ServiceRow, 'azurermAccess' | 'armAccess' | 'inSubnet'> => ({
  ...usual(azurerm, undefined),
  armAccess: [['network.publicNetworkAccess'], undefined],
  inSubnet: { azurerm: 'delegated_subnet_id', arm: 'network.delegatedSubnetResourceId' },
})

/**
 * Defaults of azurerm: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/key_vault and the page of each type (3.x and 4.x);
 * of Azure: https://learn.microsoft.com/azure/templates/microsoft.keyvault/vaults and the page of each type, where no other page is named.
 */
export const serviceRows: readonly ServiceRow[] = [
  row('key-vault', ['azurerm_key_vault'], 'Microsoft.KeyVault/vaults', usual(true, true), vaultAcls),
  row(
    'managed-hsm',
    ['azurerm_key_vault_managed_hardware_security_module'],
    'Microsoft.KeyVault/managedHSMs',
    usual(true, true),
    vaultAcls,
  ),
  row('storage-account', ['azurerm_storage_account'], 'Microsoft.Storage/storageAccounts', usual(true, true), {
    by: 'action',
    azurerm: azurermAcls('network_rules', [list('ip_rules')], ['virtual_network_subnet_ids']),
    arm: armAcls('networkAcls', 'value'),
  }),
  row('container-registry', ['azurerm_container_registry'], 'Microsoft.ContainerRegistry/registries', usual(true, true), {
    by: 'action',
    azurerm: { ...azurermAcls('network_rule_set', [list('ip_rule', 'ip_range')], ['virtual_network']), actionByDefault: 'allow' },
    arm: armAcls('networkRuleSet', 'value'),
  }),
  // Open until something says otherwise: https://learn.microsoft.com/azure/ai-services/cognitive-services-virtual-networks
  row(
    'cognitive-services',
    ['azurerm_cognitive_account', 'azurerm_ai_services'],
    'Microsoft.CognitiveServices/accounts',
    usual(true, true),
    {
      by: 'action',
      azurerm: azurermAcls('network_acls', [list('ip_rules')], ['virtual_network_rules']),
      arm: armAcls('networkAcls', 'value'),
    },
  ),

  // ── nobody without a rule: https://learn.microsoft.com/azure/azure-sql/database/firewall-configure ──
  row('sql-server', ['azurerm_mssql_server', 'azurerm_sql_server'], 'Microsoft.Sql/servers', usual(true, true), { by: 'rules' }),
  // Security groups of its subnet decide who reaches the public endpoint: https://learn.microsoft.com/azure/azure-sql/managed-instance/public-endpoint-overview
  row(
    'sql-managed-instance',
    ['azurerm_mssql_managed_instance'],
    'Microsoft.Sql/managedInstances',
    { azurermAccess: [['public_data_endpoint_enabled'], false], armAccess: [['publicDataEndpointEnabled'], false] },
    { by: 'unread' },
  ),
  row('postgresql', ['azurerm_postgresql_flexible_server'], 'Microsoft.DBforPostgreSQL/flexibleServers', flexible(true), { by: 'rules' }),
  row('postgresql-single', ['azurerm_postgresql_server'], 'Microsoft.DBforPostgreSQL/servers', usual(true, true), { by: 'rules' }),
  // Off by itself in a subnet of one's own, on otherwise: https://learn.microsoft.com/azure/mysql/flexible-server/concepts-networking
  row('mysql', ['azurerm_mysql_flexible_server'], 'Microsoft.DBforMySQL/flexibleServers', flexible(undefined), { by: 'rules' }),
  row('mysql-single', ['azurerm_mysql_server'], 'Microsoft.DBforMySQL/servers', usual(true, true), { by: 'rules' }),
  row('mariadb', ['azurerm_mariadb_server'], 'Microsoft.DBforMariaDB/servers', usual(true, true), { by: 'rules' }),
  row('synapse', ['azurerm_synapse_workspace'], 'Microsoft.Synapse/workspaces', usual(true, true), { by: 'rules' }),
  row('cosmos-db-mongo', ['azurerm_mongo_cluster'], 'Microsoft.DocumentDB/mongoClusters', usual(true, undefined), { by: 'rules' }),
  row(
    'cosmos-db-postgresql',
    ['azurerm_cosmosdb_postgresql_cluster'],
    'Microsoft.DBforPostgreSQL/serverGroupsv2',
    { azurermAccess: [['coordinator_public_ip_access_enabled'], true], armAccess: [['enablePublicIpAccess'], undefined] },
    { by: 'rules' },
  ),

  // ── open until there is a rule ──
  // https://learn.microsoft.com/azure/cosmos-db/how-to-configure-firewall
  row('cosmos-db', ['azurerm_cosmosdb_account'], 'Microsoft.DocumentDB/databaseAccounts', usual(true, true), {
    by: 'first-rule',
    azurerm: {
      within: '',
      addresses: [list('ip_range_filter')],
      networks: ['virtual_network_rule'],
      networksIf: 'is_virtual_network_filter_enabled',
    },
    arm: {
      within: '',
      addresses: [list('ipRules', 'ipAddressOrRange'), list('ipRangeFilter')],
      networks: ['virtualNetworkRules'],
      networksIf: 'isVirtualNetworkFilterEnabled',
    },
  }),
  // https://learn.microsoft.com/azure/search/service-configure-firewall
  row('search', ['azurerm_search_service'], 'Microsoft.Search/searchServices', usual(true, true), {
    by: 'first-rule',
    azurerm: { within: '', addresses: [list('allowed_ips')], networks: [] },
    arm: { within: '', addresses: [list('networkRuleSet.ipRules', 'value')], networks: [] },
  }),
  // https://learn.microsoft.com/azure/azure-cache-for-redis/cache-configure#firewall
  row(
    'redis',
    ['azurerm_redis_cache'],
    'Microsoft.Cache/redis',
    { ...usual(true, true), inSubnet: { azurerm: 'subnet_id', arm: 'subnetId' } },
    { by: 'first-rule', azurerm: undefined, arm: undefined },
  ),
  // https://learn.microsoft.com/azure/event-grid/configure-firewall
  row('event-grid-topic', ['azurerm_eventgrid_topic'], 'Microsoft.EventGrid/topics', usual(true, true), inboundRules),
  row('event-grid-domain', ['azurerm_eventgrid_domain'], 'Microsoft.EventGrid/domains', usual(true, true), inboundRules),
  row('event-grid-namespace', ['azurerm_eventgrid_namespace'], 'Microsoft.EventGrid/namespaces', usual(true, true), inboundRules),
  row(
    'event-grid-partner-namespace',
    ['azurerm_eventgrid_partner_namespace'],
    'Microsoft.EventGrid/partnerNamespaces',
    usual(true, true),
    inboundRules,
  ),
  row('data-explorer', ['azurerm_kusto_cluster'], 'Microsoft.Kusto/Clusters', usual(true, true), {
    by: 'first-rule',
    azurerm: { within: '', addresses: [list('allowed_ip_ranges')], networks: [] },
    arm: { within: '', addresses: [list('allowedIpRangeList')], networks: [] },
  }),

  // ── an action that needs a rule ──
  row(
    'event-hubs',
    ['azurerm_eventhub_namespace'],
    'Microsoft.EventHub/namespaces',
    usual(true, true),
    namespaceRules({
      ...azurermAcls('network_rulesets', [list('ip_rule', 'ip_mask')], ['virtual_network_rule']),
      access: 'public_network_access_enabled',
    }),
  ),
  row(
    'service-bus',
    ['azurerm_servicebus_namespace'],
    'Microsoft.ServiceBus/namespaces',
    usual(true, true),
    namespaceRules({
      ...azurermAcls('network_rule_set', [list('ip_rules')], ['network_rules']),
      actionByDefault: 'allow',
      access: 'public_network_access_enabled',
    }),
  ),
  row('relay', ['azurerm_relay_namespace'], 'Microsoft.Relay/namespaces', usual(true, true), namespaceRules(undefined)),
  // https://learn.microsoft.com/azure/iot-hub/iot-hub-public-network-access
  row('iot-hub', ['azurerm_iothub'], 'Microsoft.Devices/IotHubs', usual(true, true), {
    by: 'action',
    azurerm: { ...azurermAcls('network_rule_set', [list('ip_rule', 'ip_mask')], []), actionByDefault: 'deny' },
    arm: { ...armAcls('networkRuleSets', 'ipMask'), actionByDefault: 'deny' },
  }),

  // ── apps ──
  // Not set, it is on until there is a private endpoint: https://learn.microsoft.com/azure/app-service/overview-access-restrictions#app-access
  row(
    'app-service',
    [
      'azurerm_linux_web_app',
      'azurerm_windows_web_app',
      'azurerm_linux_function_app',
      'azurerm_windows_function_app',
      'azurerm_function_app_flex_consumption',
      'azurerm_logic_app_standard',
    ],
    'Microsoft.Web/sites',
    { ...usual(true, 'unless-endpoint'), armAccess: [['publicNetworkAccess', 'siteConfig.publicNetworkAccess'], 'unless-endpoint'] },
    { by: 'app' },
  ),
  row(
    'app-service',
    ['azurerm_app_service', 'azurerm_function_app'],
    'Microsoft.Web/sites',
    {
      ...usual('unless-endpoint', 'unless-endpoint'),
      armAccess: [['publicNetworkAccess', 'siteConfig.publicNetworkAccess'], 'unless-endpoint'],
    },
    { by: 'app' },
  ),
  // Addresses may be listed in the app's own configuration: https://learn.microsoft.com/azure/static-web-apps/configuration#networking
  row('static-web-app', ['azurerm_static_web_app', 'azurerm_static_site'], 'Microsoft.Web/staticSites', usual(true, undefined), {
    by: 'unread',
  }),
  row('container-apps', ['azurerm_container_app_environment'], 'Microsoft.App/managedEnvironments', usual(undefined, undefined), {
    by: 'unread',
  }),

  // ── public access alone decides ──
  // On until there is a private endpoint: https://learn.microsoft.com/azure/azure-app-configuration/howto-disable-public-access
  row(
    'app-configuration',
    ['azurerm_app_configuration'],
    'Microsoft.AppConfiguration/configurationStores',
    usual('unless-endpoint', 'unless-endpoint'),
  ),
  row('data-factory', ['azurerm_data_factory'], 'Microsoft.DataFactory/factories', usual(true, true)),
  row('automation', ['azurerm_automation_account'], 'Microsoft.Automation/automationAccounts', usual(true, true)),
  row('recovery-services', ['azurerm_recovery_services_vault'], 'Microsoft.RecoveryServices/vaults', usual(true, true)),
  row('purview', ['azurerm_purview_account'], 'Microsoft.Purview/accounts', usual(true, undefined)),
  row(
    'virtual-desktop-workspace',
    ['azurerm_virtual_desktop_workspace'],
    'Microsoft.DesktopVirtualization/workspaces',
    usual(true, undefined),
  ),
  row('bot', ['azurerm_bot_service_azure_bot', 'azurerm_bot_channels_registration'], 'Microsoft.BotService/botServices', usual(true, true)),
  row('device-update', ['azurerm_iothub_device_update_account'], 'Microsoft.DeviceUpdate/accounts', usual(true, undefined)),
  row('grafana', ['azurerm_dashboard_grafana'], 'Microsoft.Dashboard/grafana', usual(true, undefined)),
  row('monitor-workspace', ['azurerm_monitor_workspace'], 'Microsoft.Monitor/accounts', usual(true, undefined)),
  row('video-indexer', ['azurerm_video_indexer_account'], 'Microsoft.VideoIndexer/accounts', usual(true, undefined)),

  // ── further limits that are not read ──
  row('signalr', ['azurerm_signalr_service'], 'Microsoft.SignalRService/signalR', usual(true, true), requestTypes),
  row('web-pubsub', ['azurerm_web_pubsub'], 'Microsoft.SignalRService/webPubSub', usual(true, true), requestTypes),
  row('batch', ['azurerm_batch_account'], 'Microsoft.Batch/batchAccounts', usual(true, true), {
    by: 'unread-if',
    azurerm: 'network_profile',
    arm: 'networkProfile',
  }),
  row('device-provisioning', ['azurerm_iothub_dps'], 'Microsoft.Devices/ProvisioningServices', usual(true, undefined), {
    by: 'unread-if',
    azurerm: 'ip_filter_rule',
    arm: 'ipFilterRules',
  }),
  row('iot-central', ['azurerm_iotcentral_application'], 'Microsoft.IoTCentral/IoTApps', usual(true, undefined), {
    by: 'unread-if',
    azurerm: '',
    arm: 'networkRuleSets',
  }),
  row(
    'virtual-desktop-host-pool',
    ['azurerm_virtual_desktop_host_pool'],
    'Microsoft.DesktopVirtualization/hostpools',
    usual(true, undefined),
  ),
  // Lists of addresses are kept in the workspace: https://learn.microsoft.com/azure/databricks/security/network/front-end/ip-access-list
  row('databricks', ['azurerm_databricks_workspace'], 'Microsoft.Databricks/workspaces', usual(true, true), { by: 'unread' }),
  row(
    'machine-learning',
    ['azurerm_machine_learning_workspace', 'azurerm_ai_foundry'],
    'Microsoft.MachineLearningServices/workspaces',
    usual(true, undefined),
    { by: 'unread-if', azurerm: '', arm: 'ipAllowlist' },
  ),
  row('storage-sync', ['azurerm_storage_sync'], 'Microsoft.StorageSync/storageSyncServices', {
    azurermAccess: [['incoming_traffic_policy'], true],
    armAccess: [['incomingTrafficPolicy'], undefined],
  }),
  row('managed-redis', ['azurerm_managed_redis', 'azurerm_redis_enterprise_cluster'], 'Microsoft.Cache/redisEnterprise', {
    ...usual(undefined, undefined),
  }),
  row('digital-twins', ['azurerm_digital_twins_instance'], 'Microsoft.DigitalTwins/digitalTwinsInstances', usual(undefined, undefined)),
  row('attestation', ['azurerm_attestation_provider'], 'Microsoft.Attestation/attestationProviders', usual(undefined, undefined)),

  // ── known by type and name alone ──
  row('monitor-private-link-scope', ['azurerm_monitor_private_link_scope'], 'Microsoft.Insights/privateLinkScopes', noAccess),
  row('arc-private-link-scope', ['azurerm_arc_private_link_scope'], 'Microsoft.HybridCompute/privateLinkScopes', noAccess),
  row('synapse-private-link-hub', ['azurerm_synapse_private_link_hub'], 'Microsoft.Synapse/privateLinkHubs', noAccess),
  row('health-workspace', ['azurerm_healthcare_workspace'], 'Microsoft.HealthcareApis/workspaces', noAccess),
  row('disk-access', ['azurerm_disk_access'], 'Microsoft.Compute/diskAccesses', noAccess),
  row('kubernetes', ['azurerm_kubernetes_cluster'], 'Microsoft.ContainerService/managedClusters', noAccess),
  row('machine-learning-registry', ['azurerm_machine_learning_registry'], 'Microsoft.MachineLearningServices/registries', noAccess),
  row('power-bi', [], 'Microsoft.PowerBI/privateLinkServicesForPowerBI', noAccess),
  row(
    'resource-management',
    ['azurerm_resource_management_private_link'],
    'Microsoft.Authorization/resourceManagementPrivateLinks',
    noAccess,
  ),
  row('elastic-san', ['azurerm_elastic_san'], 'Microsoft.ElasticSan/elasticSans', noAccess),
]

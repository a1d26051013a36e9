/** The table of services that private endpoints lead to: their types, and where each spelling says who reaches them from public networks. */

export interface ServiceRow {
  readonly service: string
  readonly azurerm: readonly string[]
  readonly arm: string
  /** Attribute, and what azurerm takes where it is not written; undefined: not said by its documentation. */
  readonly azurermAccess: readonly [attribute: string, byDefault: boolean | undefined]
  /** What Azure takes where `publicNetworkAccess` is not written; undefined: it depends on more than that. */
  readonly armAccess: boolean | undefined
  /** `deny`: whom no rule names is refused. `unknown`: its firewall is not read. Absent: as `default_action` says, everyone without it. */
  readonly firewall?: 'deny' | 'unknown'
  readonly azurermRules?: string
  readonly armRules?: string
}

const access = 'public_network_access_enabled'

/**
 * Defaults of azurerm: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/key_vault and the page of each type;
 * of Azure: https://learn.microsoft.com/azure/templates/microsoft.keyvault/vaults and the page of each type.
 */
export const serviceRows: readonly ServiceRow[] = [
  {
    service: 'key-vault',
    azurerm: ['azurerm_key_vault'],
    arm: 'Microsoft.KeyVault/vaults',
    azurermAccess: [access, true],
    armAccess: true,
    azurermRules: 'network_acls',
    armRules: 'networkAcls',
  },
  {
    service: 'managed-hsm',
    azurerm: ['azurerm_key_vault_managed_hardware_security_module'],
    arm: 'Microsoft.KeyVault/managedHSMs',
    azurermAccess: [access, true],
    armAccess: true,
    azurermRules: 'network_acls',
    armRules: 'networkAcls',
  },
  {
    service: 'storage-account',
    azurerm: ['azurerm_storage_account'],
    arm: 'Microsoft.Storage/storageAccounts',
    azurermAccess: [access, true],
    armAccess: true,
    azurermRules: 'network_rules',
    armRules: 'networkAcls',
  },
  // Nobody is let in without a rule: https://learn.microsoft.com/azure/azure-sql/database/firewall-configure
  {
    service: 'sql-server',
    azurerm: ['azurerm_mssql_server', 'azurerm_sql_server'],
    arm: 'Microsoft.Sql/servers',
    azurermAccess: [access, true],
    armAccess: true,
    firewall: 'deny',
  },
  {
    service: 'event-hubs',
    azurerm: ['azurerm_eventhub_namespace'],
    arm: 'Microsoft.EventHub/namespaces',
    azurermAccess: [access, true],
    armAccess: true,
    firewall: 'unknown',
  },
  {
    service: 'service-bus',
    azurerm: ['azurerm_servicebus_namespace'],
    arm: 'Microsoft.ServiceBus/namespaces',
    azurermAccess: [access, true],
    armAccess: true,
    firewall: 'unknown',
  },
  {
    service: 'app-service',
    azurerm: [
      'azurerm_linux_web_app',
      'azurerm_windows_web_app',
      'azurerm_linux_function_app',
      'azurerm_windows_function_app',
      'azurerm_function_app_flex_consumption',
      'azurerm_logic_app_standard',
      'azurerm_app_service',
      'azurerm_function_app',
    ],
    arm: 'Microsoft.Web/sites',
    azurermAccess: [access, undefined],
    // Not set, it depends on whether there is a private endpoint: https://learn.microsoft.com/azure/app-service/overview-access-restrictions
    armAccess: undefined,
    firewall: 'unknown',
  },
  {
    service: 'container-registry',
    azurerm: ['azurerm_container_registry'],
    arm: 'Microsoft.ContainerRegistry/registries',
    azurermAccess: [access, true],
    armAccess: true,
    azurermRules: 'network_rule_set',
    armRules: 'networkRuleSet',
  },
  {
    service: 'cosmos-db',
    azurerm: ['azurerm_cosmosdb_account'],
    arm: 'Microsoft.DocumentDB/databaseAccounts',
    azurermAccess: [access, true],
    armAccess: true,
    firewall: 'unknown',
  },
  {
    service: 'redis',
    azurerm: ['azurerm_redis_cache'],
    arm: 'Microsoft.Cache/redis',
    azurermAccess: [access, true],
    armAccess: true,
    firewall: 'unknown',
  },
  {
    service: 'search',
    azurerm: ['azurerm_search_service'],
    arm: 'Microsoft.Search/searchServices',
    azurermAccess: [access, true],
    armAccess: true,
    firewall: 'unknown',
  },
  {
    service: 'cognitive-services',
    azurerm: ['azurerm_cognitive_account'],
    arm: 'Microsoft.CognitiveServices/accounts',
    azurermAccess: [access, true],
    armAccess: undefined,
    azurermRules: 'network_acls',
    armRules: 'networkAcls',
  },
  {
    service: 'app-configuration',
    azurerm: ['azurerm_app_configuration'],
    arm: 'Microsoft.AppConfiguration/configurationStores',
    azurermAccess: ['public_network_access', undefined],
    armAccess: undefined,
  },
  {
    service: 'data-factory',
    azurerm: ['azurerm_data_factory'],
    arm: 'Microsoft.DataFactory/factories',
    azurermAccess: ['public_network_enabled', true],
    armAccess: true,
  },
  {
    service: 'postgresql',
    azurerm: ['azurerm_postgresql_flexible_server'],
    arm: 'Microsoft.DBforPostgreSQL/flexibleServers',
    azurermAccess: [access, true],
    armAccess: undefined,
    firewall: 'deny',
  },
  {
    service: 'mysql',
    azurerm: ['azurerm_mysql_flexible_server'],
    arm: 'Microsoft.DBforMySQL/flexibleServers',
    azurermAccess: ['public_network_access', undefined],
    armAccess: undefined,
    firewall: 'deny',
  },
  {
    service: 'synapse',
    azurerm: ['azurerm_synapse_workspace'],
    arm: 'Microsoft.Synapse/workspaces',
    azurermAccess: [access, true],
    armAccess: true,
    firewall: 'deny',
  },
  {
    service: 'databricks',
    azurerm: ['azurerm_databricks_workspace'],
    arm: 'Microsoft.Databricks/workspaces',
    azurermAccess: [access, true],
    armAccess: true,
  },
  {
    service: 'event-grid-topic',
    azurerm: ['azurerm_eventgrid_topic'],
    arm: 'Microsoft.EventGrid/topics',
    azurermAccess: [access, true],
    armAccess: true,
    firewall: 'unknown',
  },
  {
    service: 'event-grid-domain',
    azurerm: ['azurerm_eventgrid_domain'],
    arm: 'Microsoft.EventGrid/domains',
    azurermAccess: [access, true],
    armAccess: true,
    firewall: 'unknown',
  },
  {
    service: 'signalr',
    azurerm: ['azurerm_signalr_service'],
    arm: 'Microsoft.SignalRService/signalR',
    azurermAccess: [access, true],
    armAccess: true,
    firewall: 'unknown',
  },
  {
    service: 'web-pubsub',
    azurerm: ['azurerm_web_pubsub'],
    arm: 'Microsoft.SignalRService/webPubSub',
    azurermAccess: [access, true],
    armAccess: true,
    firewall: 'unknown',
  },
  {
    service: 'batch',
    azurerm: ['azurerm_batch_account'],
    arm: 'Microsoft.Batch/batchAccounts',
    azurermAccess: [access, true],
    armAccess: true,
    firewall: 'unknown',
  },
  {
    service: 'automation',
    azurerm: ['azurerm_automation_account'],
    arm: 'Microsoft.Automation/automationAccounts',
    azurermAccess: [access, true],
    armAccess: true,
  },
  {
    service: 'recovery-services',
    azurerm: ['azurerm_recovery_services_vault'],
    arm: 'Microsoft.RecoveryServices/vaults',
    azurermAccess: [access, true],
    armAccess: true,
  },
  {
    service: 'machine-learning',
    azurerm: ['azurerm_machine_learning_workspace'],
    arm: 'Microsoft.MachineLearningServices/workspaces',
    azurermAccess: [access, undefined],
    armAccess: undefined,
  },
  {
    service: 'iot-hub',
    azurerm: ['azurerm_iothub'],
    arm: 'Microsoft.Devices/IotHubs',
    azurermAccess: [access, undefined],
    armAccess: undefined,
    firewall: 'unknown',
  },
  {
    service: 'static-web-app',
    azurerm: ['azurerm_static_web_app', 'azurerm_static_site'],
    arm: 'Microsoft.Web/staticSites',
    azurermAccess: [access, undefined],
    armAccess: undefined,
  },
]

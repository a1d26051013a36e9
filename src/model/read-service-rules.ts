/** Rules of services' firewalls that are resources of their own, in both spellings. */
import type { Value } from '../eval/value.ts'
import type { Pointer } from './entity.ts'
import type { ArmResource, Resource } from './kind.ts'
import { joinOf, type ServiceRules } from './name-joins.ts'
import { serviceRows } from './private-link-services.ts'
import { byName, readPointer } from './read-pointer.ts'
import { actionOf, admittedBetween, type Firewall, firewallOfAction, rulesIn } from './read-service-firewall.ts'
import { at, isAbsent, orElse, readText, refine } from './read-value.ts'
import type { FirewallWords } from './service-row.ts'

const typesOf = (azurerm: readonly string[]): readonly string[] =>
  serviceRows.filter((row) => row.azurerm.some((type) => azurerm.includes(type))).map(({ arm }) => arm.toLowerCase())

type Says = ServiceRules['says']

const rules = (of: Resource | ArmResource, pointer: Pointer, types: readonly string[], says: Says): readonly ServiceRules[] => [
  { kind: 'service-rules', ...joinOf(of), of: pointer, types, says },
]

// ── ranges ──

const between = (of: Resource | ArmResource, body: Value | undefined, first: string, last: string): Says => ({
  what: 'range',
  admitted: admittedBetween(orElse(readText(at(body, first)), of, first), orElse(readText(at(body, last)), of, last)),
})

/** Type, attribute with the id or name of the service, types of the service. */
const azurermRanges: readonly (readonly [type: string, of: string, services: readonly string[], first?: string, last?: string])[] = [
  ['azurerm_mssql_firewall_rule', 'server_id', ['azurerm_mssql_server']],
  ['azurerm_sql_firewall_rule', 'server_name', ['azurerm_sql_server']],
  ['azurerm_postgresql_flexible_server_firewall_rule', 'server_id', ['azurerm_postgresql_flexible_server']],
  ['azurerm_postgresql_firewall_rule', 'server_name', ['azurerm_postgresql_server']],
  ['azurerm_mysql_flexible_server_firewall_rule', 'server_name', ['azurerm_mysql_flexible_server']],
  ['azurerm_mysql_firewall_rule', 'server_name', ['azurerm_mysql_server']],
  ['azurerm_mariadb_firewall_rule', 'server_name', ['azurerm_mariadb_server']],
  ['azurerm_synapse_firewall_rule', 'synapse_workspace_id', ['azurerm_synapse_workspace']],
  ['azurerm_mongo_cluster_firewall_rule', 'mongo_cluster_id', ['azurerm_mongo_cluster']],
  ['azurerm_cosmosdb_postgresql_firewall_rule', 'cluster_id', ['azurerm_cosmosdb_postgresql_cluster']],
  ['azurerm_redis_firewall_rule', 'redis_cache_name', ['azurerm_redis_cache'], 'start_ip', 'end_ip'],
]

const serviceIn = (resource: Resource, attribute: string): Pointer => {
  const { body, origin } = resource
  if (!attribute.endsWith('_name')) return readPointer(at(body, attribute), origin, true)
  return byName(orElse(readText(at(body, attribute)), resource, attribute), origin, {
    resourceGroup: readText(at(body, 'resource_group_name')),
  })
}

const armRanges: readonly (readonly [parent: string, first: string, last: string])[] = [
  ['Microsoft.Sql/servers', 'startIpAddress', 'endIpAddress'],
  ['Microsoft.DBforPostgreSQL/flexibleServers', 'startIpAddress', 'endIpAddress'],
  ['Microsoft.DBforPostgreSQL/servers', 'startIpAddress', 'endIpAddress'],
  ['Microsoft.DBforPostgreSQL/serverGroupsv2', 'startIpAddress', 'endIpAddress'],
  ['Microsoft.DBforMySQL/flexibleServers', 'startIpAddress', 'endIpAddress'],
  ['Microsoft.DBforMySQL/servers', 'startIpAddress', 'endIpAddress'],
  ['Microsoft.DBforMariaDB/servers', 'startIpAddress', 'endIpAddress'],
  ['Microsoft.Synapse/workspaces', 'startIpAddress', 'endIpAddress'],
  ['Microsoft.DocumentDB/mongoClusters', 'startIpAddress', 'endIpAddress'],
  ['Microsoft.Cache/redis', 'startIP', 'endIP'],
]

export const rangeRules = {
  azurerm: Object.fromEntries(
    azurermRanges.map(
      ([type, of, services, first = 'start_ip_address', last = 'end_ip_address']) =>
        [
          type,
          (resource: Resource) =>
            rules(resource, serviceIn(resource, of), typesOf(services), between(resource, resource.body, first, last)),
        ] as const,
    ),
  ),
  arm: Object.fromEntries(
    armRanges.map(
      ([parent, first, last]) =>
        [
          `${parent}/firewallRules`,
          (resource: ArmResource) =>
            rules(resource, resource.parent, [parent.toLowerCase()], between(resource, resource.properties, first, last)),
        ] as const,
    ),
  ),
}

// ── actions ──

const ofAction = (of: Resource | ArmResource, body: Value | undefined, words: FirewallWords, needsRule: boolean): Firewall =>
  firewallOfAction(
    actionOf(at(body, words.action ?? ''), of, words.action ?? '', words.actionByDefault),
    rulesIn(body, words),
    of,
    needsRule,
  )

const isOn = (value: Value | undefined, word: string) => {
  const text = readText(value)
  return text === undefined
    ? {}
    : {
        publicAccess: refine(
          text,
          (one) => (/^(?:true|enabled)$/i.test(one) ? true : /^(?:false|disabled|securedbyperimeter)$/i.test(one) ? false : undefined),
          (shown, span) => ({ reason: 'unsupported', what: `${shown} as \`${word}\``, span }),
        ),
      }
}

const storage: FirewallWords = {
  within: '',
  action: 'default_action',
  addresses: [{ path: 'ip_rules' }],
  networks: ['virtual_network_subnet_ids'],
}

/** Until azurerm 4.0: https://registry.terraform.io/providers/hashicorp/azurerm/3.117.0/docs/resources/servicebus_namespace_network_rule_set */
const serviceBus: FirewallWords = {
  within: '',
  action: 'default_action',
  actionByDefault: 'deny',
  addresses: [{ path: 'ip_rules' }],
  networks: ['network_rules'],
}

/** Everybody where no action is written: https://learn.microsoft.com/azure/templates/microsoft.eventhub/namespaces/networkrulesets */
const ruleSet: FirewallWords = {
  within: '',
  action: 'defaultAction',
  actionByDefault: 'allow',
  addresses: [{ path: 'ipRules', item: 'ipMask' }],
  networks: ['virtualNetworkRules'],
}

const unread: Says = { what: 'unread' }

const ofNamespace = (type: string) => (resource: ArmResource) =>
  rules(resource, resource.parent, [type], {
    what: 'firewall',
    ...ofAction(resource, resource.properties, ruleSet, true),
    ...isOn(at(resource.properties, 'publicNetworkAccess'), 'publicNetworkAccess'),
  })

/** Who reaches an app, told by its configuration `web`: https://learn.microsoft.com/azure/templates/microsoft.web/sites/config-web */
export const armAppRules = (resource: ArmResource): readonly ServiceRules[] => {
  const { properties, name, parent } = resource
  if (name.known && name.value.toLowerCase() !== 'web') return []
  const isSaid = ['publicNetworkAccess', 'ipSecurityRestrictions', 'ipSecurityRestrictionsDefaultAction'].some(
    (one) => !isAbsent(at(properties, one)),
  )
  return isSaid ? rules(resource, parent, ['microsoft.web/sites'], unread) : []
}

export const actionRules = {
  azurerm: {
    azurerm_storage_account_network_rules: (resource: Resource) =>
      rules(resource, readPointer(at(resource.body, 'storage_account_id'), resource.origin, true), ['microsoft.storage/storageaccounts'], {
        what: 'firewall',
        ...ofAction(resource, resource.body, storage, false),
      }),
    azurerm_servicebus_namespace_network_rule_set: (resource: Resource) =>
      rules(resource, readPointer(at(resource.body, 'namespace_id'), resource.origin, true), ['microsoft.servicebus/namespaces'], {
        what: 'firewall',
        ...ofAction(resource, resource.body, serviceBus, true),
        ...isOn(at(resource.body, 'public_network_access_enabled'), 'public_network_access_enabled'),
      }),
    azurerm_signalr_service_network_acl: (resource: Resource) =>
      rules(
        resource,
        readPointer(at(resource.body, 'signalr_service_id'), resource.origin, true),
        ['microsoft.signalrservice/signalr'],
        unread,
      ),
    azurerm_web_pubsub_network_acl: (resource: Resource) =>
      rules(
        resource,
        readPointer(at(resource.body, 'web_pubsub_id'), resource.origin, true),
        ['microsoft.signalrservice/webpubsub'],
        unread,
      ),
    azurerm_iotcentral_application_network_rule_set: (resource: Resource) =>
      rules(
        resource,
        readPointer(at(resource.body, 'iotcentral_application_id'), resource.origin, true),
        ['microsoft.iotcentral/iotapps'],
        unread,
      ),
  },
  arm: {
    'Microsoft.EventHub/namespaces/networkRuleSets': ofNamespace('microsoft.eventhub/namespaces'),
    'Microsoft.ServiceBus/namespaces/networkRuleSets': ofNamespace('microsoft.servicebus/namespaces'),
    'Microsoft.Relay/namespaces/networkRuleSets': ofNamespace('microsoft.relay/namespaces'),
  },
}

const separately: ReadonlySet<string> = new Set([
  ...armRanges.map(([parent]) => parent.toLowerCase()),
  ...['eventhub', 'servicebus', 'relay'].map((one) => `microsoft.${one}/namespaces`),
  'microsoft.storage/storageaccounts',
  'microsoft.signalrservice/signalr',
  'microsoft.signalrservice/webpubsub',
  'microsoft.web/sites',
])

/** Whoever has the id of such a service may add to its firewall. */
export const hasSeparateRules = (type: string): boolean => separately.has(type)

/** `Azure/network-security-group`: a group with rules of one's own and rules by name, and a submodule for each service that it has a rule for. https://github.com/Azure/terraform-azurerm-network-security-group */
import type { KnownModule, StandIn } from '../../eval/stand-in.ts'
import { firm, input, output, unread } from './stand-in-text.ts'

/** What tells its versions apart, as far as networks go. */
interface Generation {
  readonly tcp: 'TCP' | 'Tcp'
  readonly udp: 'UDP' | 'Udp'
  /** The direction of a rule that says none. */
  readonly direction: 'Any' | 'Inbound'
  /** Source ports as one word where they are any. */
  readonly anyPort: boolean
  /** Rules may be made by name. */
  readonly byName: boolean
}

/** Ports by name: TCP, or what stands before them. Each lets in. */
const services =
  `ActiveDirectory-AllowADReplication * 389|ActiveDirectory-AllowADReplicationSSL * 636|ActiveDirectory-AllowADGCReplication 3268|
ActiveDirectory-AllowADGCReplicationSSL 3269|ActiveDirectory-AllowDNS * 53|ActiveDirectory-AllowKerberosAuthentication * 88|
ActiveDirectory-AllowADReplicationTrust * 445|ActiveDirectory-AllowSMTPReplication 25|ActiveDirectory-AllowRPCReplication 135|
ActiveDirectory-AllowFileReplication 5722|ActiveDirectory-AllowWindowsTime udp 123|ActiveDirectory-AllowPasswordChangeKerberes * 464|
ActiveDirectory-AllowDFSGroupPolicy udp 138|ActiveDirectory-AllowADDSWebServices 9389|ActiveDirectory-AllowNETBIOSAuthentication udp 137|
ActiveDirectory-AllowNETBIOSReplication 139|Cassandra 9042|Cassandra-JMX 7199|Cassandra-Thrift 9160|CouchDB 5984|CouchDB-HTTPS 6984|DNS-TCP 53|
DNS-UDP udp 53|DynamicPorts 49152-65535|ElasticSearch 9200-9300|FTP 21|HTTP 80|HTTPS 443|IMAP 143|IMAPS 993|Kestrel 22133|LDAP 389|MongoDB 27017|
Memcached 11211|MSSQL 1433|MySQL 3306|Neo4J 7474|POP3 110|POP3S 995|PostgreSQL 5432|RabbitMQ 5672|RDP 3389|Redis 6379|Riak 8093|Riak-JMX 8985|
SMTP 25|SMTPS 465|SSH 22|WinRM 5986`
    .replaceAll('\n', '')
    .split('|')
    .map((line): readonly [name: string, protocol: string, port: string] => {
      const [name = '', ...rest] = line.split(' ')
      return [name, rest.length > 1 ? rest[0]! : 'tcp', rest.at(-1)!]
    })

const rulesTable = ({ tcp, udp }: Generation): string =>
  `{\n${services
    .map(([name, protocol, port]) => {
      const word = protocol === 'tcp' ? tcp : protocol === 'udp' ? udp : '*'
      return `    ${name} = ["Inbound", "Allow", "${word}", "*", "${port}", "${name.replace('ActiveDirectory-', '')}"]\n`
    })
    .join('')}  }`

const sides = ['source', 'destination'] as const

/** Prefixes count only where there are no application security groups; `single` and `several`: what they are. */
const prefixes = (rule: string, single: (side: string) => string, several: (side: string) => string): string =>
  sides
    .map((side) => {
      const groups = `lookup(${rule}, "${side}_application_security_group_ids", null)`
      return `  ${side}_address_prefix = ${groups} == null && ${several(side)} == null ? ${single(side)} : null
  ${side}_address_prefixes = ${groups} == null ? ${several(side)} : null
  ${side}_application_security_group_ids = ${groups}
`
    })
    .join('')

const sourcePorts = ({ anyPort }: Generation, rule: string): string => {
  const port = `lookup(${rule}, "source_port_range", "*")`
  return anyPort
    ? `  source_port_range = ${port} == "*" ? "*" : null
  source_port_ranges = ${port} == "*" ? null : split(",", ${rule}.source_port_range)
`
    : `  source_port_ranges = split(",", replace(${port}, "*", "0-65535"))\n`
}

const resource = (label: string, instances: string, body: string): string => `
resource "azurerm_network_security_rule" "${label}" {
  ${instances}
  resource_group_name         = data.azurerm_resource_group.nsg.name
  network_security_group_name = azurerm_network_security_group.nsg.name
${body}}
`

const predefined = (of: Generation, rule: string, priority: string): string => `\
  name      = lookup(${rule}, "name")
  priority  = ${priority}
  direction = element(var.rules[lookup(${rule}, "name")], 0)
  access    = element(var.rules[lookup(${rule}, "name")], 1)
  protocol  = element(var.rules[lookup(${rule}, "name")], 2)
  destination_port_range = element(var.rules[lookup(${rule}, "name")], 4)
${sourcePorts(of, rule)}${prefixes(
  rule,
  (side) => `join(",", var.${side}_address_prefix)`,
  (side) => `var.${side}_address_prefixes`,
)}`

const custom = (of: Generation, rule: string, priority: string): string => `\
  name      = lookup(${rule}, "name", "default_rule_name")
  priority  = ${priority}
  direction = lookup(${rule}, "direction", "${of.direction}")
  access    = lookup(${rule}, "access", "Allow")
  protocol  = lookup(${rule}, "protocol", "*")
  destination_port_ranges = split(",", replace(lookup(${rule}, "destination_port_range", "*"), "*", "0-65535"))
${sourcePorts(of, rule)}${prefixes(
  rule,
  (side) => `lookup(${rule}, "${side}_address_prefix", "*")`,
  (side) => `lookup(${rule}, "${side}_address_prefixes", null)`,
)}`

const rules = (of: Generation): string =>
  (['predefined_rules', 'custom_rules'] as const)
    .map((list) => {
      const body = list === 'custom_rules' ? custom : predefined
      const own = `var.${list}[count.index]`
      const priority =
        list === 'custom_rules' ? `lookup(${own}, "priority")` : `lookup(${own}, "priority", 4096 - length(var.${list}) + count.index)`
      const counted = resource(list, `count = ${of.byName ? 'var.use_for_each ? 0 : ' : ''}length(var.${list})`, body(of, own, priority))
      const named = `for_each = { for value in var.${list} : value.name => value if var.use_for_each }`
      return of.byName ? counted + resource(`${list}_for`, named, body(of, 'each.value', 'each.value.priority')) : counted
    })
    .join('')

const root = (of: Generation): string => `${input('resource_group_name', 'string')}${input('security_group_name', 'string', '"nsg"')}\
${input('location', 'string', '""')}${input('custom_rules', 'any', '[]')}${input('predefined_rules', 'any', '[]')}\
${input('rules', 'map(any)', rulesTable(of))}\
${sides.map((side) => input(`${side}_address_prefix`, 'list(string)', '["*"]') + input(`${side}_address_prefixes`, 'list(string)', 'null')).join('')}\
${of.byName ? firm('use_for_each', 'bool', 'false') : ''}${unread('tags')}
data "azurerm_resource_group" "nsg" {
  name = var.resource_group_name
}

resource "azurerm_network_security_group" "nsg" {
  name                = var.security_group_name
  location            = var.location != "" ? var.location : data.azurerm_resource_group.nsg.location
  resource_group_name = data.azurerm_resource_group.nsg.name
}
${rules(of)}
${output('network_security_group_id', 'azurerm_network_security_group.nsg.id')}${output('network_security_group_name', 'azurerm_network_security_group.nsg.name')}`

/** `names`: of its rules, in their order. */
const submodule = (of: Generation, names: readonly string[]): string => `variable "resource_group_name" { default = "nsg_rg" }
variable "security_group_name" { default = "nsg" }
${input('custom_rules', 'list(any)', '[]')}${sides.map((side) => input(`${side}_address_prefix`, 'list(any)', '["*"]')).join('')}\
${of.byName ? firm('use_for_each', 'bool', 'false') : ''}${unread('tags')}
module "nsg" {
  source                     = "../../"
  resource_group_name        = var.resource_group_name
  security_group_name        = var.security_group_name
  predefined_rules           = [${names.map((name, at) => `{ name = "${name}"${of.byName ? `, priority = ${501 + at}` : ''} }`).join(', ')}]
  custom_rules               = var.custom_rules
  source_address_prefix      = var.source_address_prefix
  destination_address_prefix = var.destination_address_prefix
  ${of.byName ? 'use_for_each = var.use_for_each' : ''}
}
${output('network_security_group_id', 'module.nsg.network_security_group_id')}${output('network_security_group_name', 'module.nsg.network_security_group_name')}`

const standIn = (versions: string, of: Generation): StandIn => {
  const names = services.map(([name]) => name)
  const single = names.filter((name) => !name.startsWith('ActiveDirectory-'))
  const directory = names.filter((name) => !single.includes(name)).reverse()
  const folders = single.map((name) => [`modules/${name}`, submodule(of, [name])] as const)
  return {
    versions: versions.split(' '),
    folders: { '': root(of), 'modules/ActiveDirectory': submodule(of, directory), ...Object.fromEntries(folders) },
  }
}

const third: Generation = { tcp: 'TCP', udp: 'UDP', direction: 'Any', anyPort: true, byName: false }
const fourth: Generation = { tcp: 'Tcp', udp: 'Udp', direction: 'Inbound', anyPort: true, byName: false }

export const classicNetworkSecurityGroup: KnownModule = {
  name: 'azure/network-security-group/azurerm',
  repository: 'azure/terraform-azurerm-network-security-group',
  standIns: [
    standIn('3.5.0', { ...third, anyPort: false }),
    standIn('3.6.0', third),
    standIn('4.0.0 4.0.1', fourth),
    standIn('4.1.0', { ...fourth, byName: true }),
  ],
}

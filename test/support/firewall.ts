/** Firewalls from short texts, and what they answer: `allow * -> Storage tcp 443`. */
import type { Declared } from '../../src/eval/declared.ts'
import { known } from '../../src/model/entity.ts'
import { askFirewall, type FirewallVerdict } from '../../src/semantics/firewall-rules.ts'
import { type Built, declare, type Plain, ref } from './declare.ts'
import { flow } from './network.ts'
import { subnet, vnet } from './routes.ts'

type Body = { readonly [key: string]: Plain | undefined }

export const hub = (more: Body = {}): readonly Declared[] => [
  vnet('hub', ['10.0.0.0/16']),
  subnet('firewall', 'hub', '10.0.0.0/26', { name: 'AzureFirewallSubnet' }),
  declare('azurerm_firewall.fw', {
    name: 'fw',
    resource_group_name: 'net',
    location: 'westeurope',
    sku_tier: 'Standard',
    firewall_policy_id: ref('azurerm_firewall_policy.own.id'),
    ip_configuration: [{ name: 'a', subnet_id: ref('azurerm_subnet.firewall.id'), private_ip_address: '10.0.0.4' }],
    ...more,
  }),
]

export const policy = (name: string, more: Body = {}): Declared =>
  declare(`azurerm_firewall_policy.${name}`, { name, resource_group_name: 'net', location: 'westeurope', ...more })

const listOf = (text: string): Plain => (text === '-' ? [] : text.split(','))

/** `from -> to protocols ports`; `from -> name:HOST https 443` of an application rule. */
export const rule = (text: string): Body => {
  const [from, , to, protocols, ports] = text.split(' ')
  if (to!.startsWith('name:'))
    return {
      name: text,
      source_addresses: listOf(from!),
      destination_fqdns: listOf(to!.slice(5)),
      protocols: [{ type: protocols === 'https' ? 'Https' : 'Http', port: Number(ports) }],
    }
  return {
    name: text,
    source_addresses: listOf(from!),
    ...(to!.startsWith('host:') ? { destination_fqdns: listOf(to!.slice(5)) } : { destination_addresses: listOf(to!) }),
    protocols: listOf(protocols!.toUpperCase().replace('ANY', 'Any')),
    destination_ports: listOf(ports ?? '*'),
  }
}

/** `Allow 200`, then its rules. Rules about host names make an application collection. */
export const collection = (head: string, ...rules: readonly string[]): Body => {
  const [action, priority] = head.split(' ')
  return { name: head, action, priority: Number(priority), rule: rules.map(rule) }
}

export const group = (name: string, of: string, priority: Plain, collections: readonly Body[], more: Body = {}): Declared => {
  const ofNames = ({ rule: rules }: Body): boolean =>
    JSON.stringify(rules).includes('"destination_fqdns"') && !JSON.stringify(rules).includes('host:')
  return declare(`azurerm_firewall_policy_rule_collection_group.${name}`, {
    name,
    firewall_policy_id: ref(`azurerm_firewall_policy.${of}.id`),
    priority,
    network_rule_collection: collections.filter((one) => !ofNames(one)),
    application_rule_collection: collections.filter(ofNames),
    ...more,
  })
}

/** `10.1.0.0/24 -> Storage tcp 443`, asked from the firewall's own subnet. */
export const answer = (built: Built, text: string, names?: readonly string[]): FirewallVerdict => {
  const { from, to, protocols, ports } = flow(`out ${text}`)
  const at = built.get('subnet', 'azurerm_subnet.firewall')
  const region = known('westeurope', { span: at.span })
  const question = { from, to, protocols, ports, ...(names === undefined ? {} : { names }) }
  return askFirewall(built.network, { subnet: at, region }, built.get('firewall', 'azurerm_firewall.fw'), question)
}

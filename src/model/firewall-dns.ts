/** DNS settings of firewalls and their policies, in both spellings: whether they answer questions, and whom they ask. */
import type { Value } from '../eval/value.ts'
import type { Sink } from '../text/diagnostic.ts'
import type { AddressTerm, Fact } from './entity.ts'
import type { ArmResource, Resource } from './kind.ts'
import { readServers } from './name-joins.ts'
import { at, nested, orElse, readSwitch, readText, refine } from './read-value.ts'

export interface FirewallDns {
  /** Off where nothing is written: https://learn.microsoft.com/azure/firewall/dns-settings */
  readonly dnsProxy: Fact<boolean>
  /** Empty: those of Azure. */
  readonly dnsServers: Fact<readonly AddressTerm[]>
}

const dnsOf = (
  of: Resource | ArmResource,
  proxy: Value | undefined,
  servers: Value | undefined,
  words: readonly [string, string],
  sink: Sink,
): FirewallDns => ({
  dnsProxy: orElse(readSwitch(proxy), of, words[0], false),
  dnsServers: orElse<readonly AddressTerm[]>(readServers(servers, of, sink), of, words[1], []),
})

export const azurermFirewallDns = (resource: Resource, sink: Sink): FirewallDns =>
  dnsOf(resource, at(resource.body, 'dns_proxy_enabled'), at(resource.body, 'dns_servers'), ['dns_proxy_enabled', 'dns_servers'], sink)

export const azurermPolicyDns = (resource: Resource, sink: Sink): FirewallDns =>
  dnsOf(
    resource,
    nested(resource.body, 'dns', 'proxy_enabled'),
    nested(resource.body, 'dns', 'servers'),
    ['proxy_enabled', 'servers'],
    sink,
  )

export const armPolicyDns = (resource: ArmResource, sink: Sink): FirewallDns => {
  const settings = at(resource.properties, 'dnsSettings')
  return dnsOf(resource, at(settings, 'enableProxy'), at(settings, 'servers'), ['enableProxy', 'servers'], sink)
}

const truths = (text: string): boolean | undefined => {
  const word = text.toLowerCase()
  return word === 'true' ? true : word === 'false' ? false : undefined
}

/** https://learn.microsoft.com/azure/templates/microsoft.network/azurefirewalls (`additionalProperties`) */
export const armFirewallDns = (resource: ArmResource, sink: Sink): FirewallDns => {
  const more = at(resource.properties, 'additionalProperties')
  const proxy = readText(at(more, 'Network.DNS.EnableProxy'))
  const servers = at(more, 'Network.DNS.Servers')
  const split: Value | undefined =
    servers?.kind === 'string'
      ? {
          kind: 'list',
          shape: 'list',
          origin: servers.origin,
          items: servers.value
            .split(',')
            .map((text) => text.trim())
            .filter((text) => text !== '')
            .map((value) => ({ ...servers, value })),
        }
      : servers
  return {
    ...dnsOf(resource, undefined, split, ['Network.DNS.EnableProxy', 'Network.DNS.Servers'], sink),
    dnsProxy:
      proxy === undefined
        ? orElse<boolean>(undefined, resource, 'Network.DNS.EnableProxy', false)
        : refine(proxy, truths, (shown, span) => ({ reason: 'error', what: `${shown} where a boolean belongs`, span })),
  }
}

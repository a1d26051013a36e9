/** DNS settings that count for a firewall: those of its policy where it has one, else its own. */

import { notKnown } from '../model/entity.ts'
import type { FirewallDns } from '../model/firewall-dns.ts'
import type { Firewall } from '../model/kinds/firewall.ts'
import type { Network } from '../model/network.ts'

/** A policy has settings of its own beside those of its parent: https://learn.microsoft.com/azure/firewall-manager/policy-overview */
export const firewallDnsOf = (network: Network, firewall: Firewall): FirewallDns => {
  const changes = network.naming.namingChangesOf(firewall)
  const { options, doubts, origin } = network.link(firewall.policy, 'firewall-policy')
  const [only] = options
  if (changes.length > 0) return { dnsProxy: notKnown(changes, origin), dnsServers: notKnown(changes, origin) }
  if (options.length === 1 && only?.to === 'none') return firewall
  if (options.length === 1 && only?.to === 'entity') {
    const own = network.naming.namingChangesOf(only.entity)
    if (own.length > 0) return { dnsProxy: notKnown(own, origin), dnsServers: notKnown(own, origin) }
    const inherits = only.entity.base.by !== 'nothing'
    // What a policy takes from its parent is not said setting by setting.
    const isSaid = only.entity.dnsProxy.known && only.entity.dnsProxy.value
    if (!inherits || isSaid) return only.entity
    const why = [
      { reason: 'unsupported' as const, what: `DNS settings that \`${only.entity.id}\` has from its parent`, span: only.entity.span },
    ]
    return { dnsProxy: notKnown(why, origin), dnsServers: notKnown(why, origin) }
  }
  return { dnsProxy: notKnown(doubts, origin), dnsServers: notKnown(doubts, origin) }
}

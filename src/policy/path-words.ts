/** Hops of a way come in; each in few words with its line, as a finding tells the way, goes out. */
import type { FirewallDecider } from '../semantics/firewall-lists.ts'
import type { Hop } from '../semantics/reach-hops.ts'
import type { Span } from '../text/source.ts'
import { deciderName, placeOf } from './naming.ts'

const firewallWords = (decider: FirewallDecider): string => {
  if (decider.kind === 'firewall-default') return 'no rule matches'
  if (decider.kind === 'firewall-unknown') return 'rules that are not known'
  const { name } = decider.rule
  return `${name.known ? `rule \`${name.value}\`` : 'a rule'} ${decider.access === 'allow' ? 'allows' : 'denies'} it`
}

export interface HopWords {
  readonly message: string
  readonly span: Span
}

/** Hops that only pass packets on without deciding anything are left out. */
export const hopWords = (hop: Hop): readonly HopWords[] => {
  switch (hop.kind) {
    case 'filter':
      return hop.chain.flatMap((decider): HopWords[] =>
        decider.kind === 'rule'
          ? [
              {
                message: `${hop.direction === 'inbound' ? 'into' : 'out of'} \`${hop.subnet.id}\`: ${deciderName(decider)} ${decider.access === 'allow' ? 'allows' : 'denies'} it`,
                span: placeOf(decider.rule.access),
              },
            ]
          : decider.kind === 'default-rule'
            ? [
                {
                  message: `${hop.direction === 'inbound' ? 'into' : 'out of'} \`${hop.subnet.id}\`: ${deciderName(decider)} ${decider.access === 'allow' ? 'allows' : 'denies'} it`,
                  span: decider.nsg.span,
                },
              ]
            : [],
      )
    case 'route': {
      const [route] = hop.routes
      const span = route?.spans[0]
      if (route === undefined || span === undefined) return []
      const to = hop.hop.kind === 'none' ? 'drops it' : `leads to ${hop.hop.kind.replaceAll('-', ' ')}`
      return [
        {
          message: `from \`${hop.subnet.id}\`: the route to ${route.destination}${route.name === undefined ? '' : ` (\`${route.name}\`)`} ${to}`,
          span,
        },
      ]
    }
    case 'firewall':
      return [
        {
          message: `\`${hop.firewall.id}\`: ${firewallWords(hop.decider)}`,
          span: hop.decider.kind === 'firewall-rule' ? hop.decider.rule.span : hop.firewall.span,
        },
      ]
    case 'appliance':
      return [{ message: `\`${hop.nic.id}\` passes it on`, span: hop.nic.span }]
    case 'vouched':
      return [{ message: `the appliance at ${hop.address}, as it is vouched for`, span: hop.span }]
    case 'endpoint':
      return [{ message: `private endpoint \`${hop.endpoint.id}\``, span: hop.endpoint.span }]
    case 'entry':
      return [{ message: `comes in by \`${hop.by}\``, span: hop.span }]
    case 'handed-on':
      return [
        {
          message:
            hop.by === hop.to ? `\`${hop.by}\` puts its own address in the place of the source` : `\`${hop.by}\` hands it to \`${hop.to}\``,
          span: hop.span,
        },
      ]
    case 'peering':
      return []
  }
}

export const wayWords = (hops: readonly Hop[]): readonly HopWords[] => hops.flatMap(hopWords)

/** First match, as plainly as it can be said: rules in order of priority, each a list of members for every dimension; the first that has them all decides. */

export interface NaivePacket {
  readonly protocol: string
  readonly source: string | number
  readonly destination: string | number
  readonly sourcePort: number
  readonly port: number
}

export interface NaiveRule {
  readonly priority: number
  readonly access: 'allow' | 'deny'
  readonly has: (packet: NaivePacket) => boolean
}

/** Index of the deciding rule; -1 where none matches. */
export const naiveFirst = (rules: readonly NaiveRule[], packet: NaivePacket): number => {
  let first = -1
  for (const [index, rule] of rules.entries())
    if (rule.has(packet) && (first === -1 || rule.priority < rules[first]!.priority)) first = index
  return first
}

/** All groups on the way must allow. */
export const naiveFilter = (groups: readonly (readonly NaiveRule[])[], packet: NaivePacket): 'allow' | 'deny' =>
  groups.every((rules) => rules[naiveFirst(rules, packet)]!.access === 'allow') ? 'allow' : 'deny'

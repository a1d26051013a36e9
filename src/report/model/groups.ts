/** Network security groups come in; their rules go out as plain data. */
import type { Endpoint, Fact } from '../../model/entity.ts'
import type { Nsg, SecurityRule } from '../../model/kinds/nsg.ts'
import type { Network } from '../../model/network.ts'
import { formatRange } from '../../net/address.ts'
import type { Range } from '../../net/ranges.ts'
import type { Told, ToldGroup, ToldPrefix, ToldRule } from './model.ts'
import { lineOf, perhaps, placed, reasons, same, told, unknown } from './told.ts'

const endOf = (one: Endpoint): ToldPrefix => {
  switch (one.kind) {
    case 'any':
      return '*'
    case 'range':
      return formatRange(one.range)
    case 'tag':
      return one.tag
    case 'atom':
      return unknown(one.doubts)
    case 'group':
      return { unknown: ['members of an application security group'] }
  }
}
const ends = (fact: Fact<readonly Endpoint[]>): Told<readonly ToldPrefix[]> => told(fact, (all) => all.map(endOf))
const ports = (fact: Fact<readonly Range[]>): Told<readonly string[]> =>
  told(fact, (ranges) => ranges.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`)))

const ruleOf = (rule: SecurityRule): ToldRule => ({
  name: told(rule.name, same),
  line: lineOf(rule.span),
  ...perhaps(rule.presence),
  priority: told(rule.priority, same),
  direction: told(rule.direction, same),
  access: told(rule.access, same),
  protocol: told(rule.protocol, same),
  sourcePorts: ports(rule.sourcePorts),
  destinationPorts: ports(rule.destinationPorts),
  source: ends(rule.source),
  destination: ends(rule.destination),
})

export const groupOf = (network: Network, group: Nsg): ToldGroup => {
  const { rules, more } = network.rulesOf(group)
  return { ...placed(group), rules: rules.map(ruleOf), more: reasons(more) }
}

/** The rules that surely filter at a point, as they are written: for advice about text, never for verdicts. */
import { findTag } from '../azure/service-tags.ts'
import type { Endpoint } from '../model/entity.ts'
import type { Nsg, SecurityRule } from '../model/kinds/nsg.ts'
import type { Network } from '../model/network.ts'
import type { Range } from '../net/ranges.ts'
import type { Flow, Point } from '../semantics/flow.ts'

export interface AttachedRule {
  readonly nsg: Nsg
  readonly rule: SecurityRule
}

/** Rules of the groups at the subnet and, where one is meant, at the network interface; nothing where it is not sure which group that is. */
export const attachedRules = (network: Network, point: Point): readonly AttachedRule[] =>
  [point.subnet, ...(point.nic === undefined ? [] : [point.nic])].flatMap((of) => {
    const { options } = network.nsgOf(of)
    const only = options.length === 1 ? options[0] : undefined
    if (only?.to !== 'entity') return []
    return network.rulesOf(only.entity).rules.map((rule) => ({ nsg: only.entity, rule }))
  })

/** The end of a rule that is not the subject's: source inbound, destination outbound. */
export const farEnd = (rule: SecurityRule, direction: Flow['direction']): readonly Endpoint[] => {
  const fact = direction === 'inbound' ? rule.source : rule.destination
  return fact.known ? fact.value : []
}

/** `Storage.WestEurope` → `Storage` */
export const baseOf = (tag: string): string => findTag(tag)?.base ?? tag

export const namesTag = (endpoints: readonly Endpoint[], tag: string): boolean =>
  endpoints.some((endpoint) => endpoint.kind === 'tag' && baseOf(endpoint.tag) === baseOf(tag))

/** Single ports and ranges as written; nothing where every port is meant. */
export const explicitPorts = (rule: SecurityRule): readonly Range[] => {
  if (!rule.destinationPorts.known) return []
  const ranges = rule.destinationPorts.value
  return ranges.some((range) => range.first <= 1 && range.last === 65535) ? [] : ranges
}

export const isEveryPort = (rule: SecurityRule): boolean =>
  rule.destinationPorts.known && rule.destinationPorts.value.some((range) => range.first === 0 && range.last === 65535)

export const within = (inner: Range, outer: Range): boolean => inner.first >= outer.first && inner.last <= outer.last

/** A security group comes in; a text that is the same as long as its rules say the same, wherever they are written, goes out. */
import type { Fact, Pointer } from '../model/entity.ts'
import type { Nsg, SecurityRule } from '../model/kinds/nsg.ts'
import type { Network } from '../model/network.ts'
import type { Flow } from './flow.ts'

/** Places in the code take no part. */
const unplaced = (key: string, value: unknown): unknown => {
  if (key === 'origin' || key === 'span' || key === 'sensitive') return undefined
  return typeof value === 'bigint' ? String(value) : value
}

const facts = (rule: SecurityRule): readonly Fact<unknown>[] => [
  rule.priority,
  rule.direction,
  rule.access,
  rule.protocol,
  rule.source,
  rule.destination,
  rule.sourcePorts,
  rule.destinationPorts,
]

const ruleSignature = (rule: SecurityRule): string => JSON.stringify([facts(rule), rule.presence], unplaced)

/** Of the rules that surely or possibly have this direction, in no order. */
export const ruleSignatures = (rules: readonly SecurityRule[], direction: Flow['direction']): readonly string[] =>
  rules.flatMap((rule) => (rule.direction.known && rule.direction.value !== direction ? [] : [ruleSignature(rule)])).sort()

export const groupSignature = (nsg: Nsg, network: Network): string => {
  const { rules, more } = network.rulesOf(nsg)
  const about = JSON.stringify([nsg.presence, nsg.open, nsg.moreRules, more, nsg.location], unplaced)
  return [about, ...rules.map(ruleSignature).sort()].join('\n')
}

/** Some value in it has no other identity than the place where it is written. */
export const isNamedByPlace = (text: string): boolean => / [^ "\\]+:\d+[\\"]/.test(text)

const namesNothingUnknown = (value: unknown): boolean =>
  !Array.isArray(value) ||
  value.every((one: { readonly kind?: string; readonly group?: Pointer; readonly identity?: string }) =>
    one.kind === 'group' ? one.group?.by === 'address' : one.kind !== 'atom' || !isNamedByPlace(JSON.stringify(one.identity)),
  )

/** Sets of addresses in rules, subnets or networks that are told apart by where they are written: they get other names when the code moves. */
export const hasPlacedNames = (network: Network): boolean =>
  network.ofKind('nsg').some((nsg) => isNamedByPlace(groupSignature(nsg, network))) ||
  network.ofKind('subnet').some(({ prefixes }) => isNamedByPlace(JSON.stringify(prefixes, unplaced))) ||
  network.ofKind('virtual-network').some(({ addressSpace }) => isNamedByPlace(JSON.stringify(addressSpace, unplaced))) ||
  network.ofKind('network-interface').some(({ ipConfigurations }) => isNamedByPlace(JSON.stringify(ipConfigurations, unplaced)))

/** All of its rules are there for certain, with nothing in them that is not known. */
export const isWhollyKnown = (nsg: Nsg, network: Network): boolean => {
  const { rules, more } = network.rulesOf(nsg)
  if (nsg.moreRules.length + more.length > 0) return false
  return rules.every((rule) => rule.presence.certain && facts(rule).every((fact) => fact.known && namesNothingUnknown(fact.value)))
}

/** A security group comes in; a text that is the same as long as its rules say the same, wherever they are written, goes out. */
import type { Fact, Pointer } from '../model/entity.ts'
import type { NetworkInterface } from '../model/kinds/network-interface.ts'
import type { Nsg, SecurityRule } from '../model/kinds/nsg.ts'
import type { Subnet } from '../model/kinds/subnet.ts'
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

const signatures = new WeakMap<SecurityRule, string>()

const ruleSignature = (rule: SecurityRule): string => {
  let text = signatures.get(rule)
  if (text === undefined) signatures.set(rule, (text = JSON.stringify([facts(rule), rule.presence], unplaced)))
  return text
}

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

/** Ids of the groups whose rules are not the same in both, and of the subnets and interfaces that they filter, or that have another group. */
export const changedFilters = (before: Network, after: Network): ReadonlySet<string> => {
  const found = new Set<string>()
  const compare = <T extends { readonly id: string }>(
    was: readonly T[],
    is: readonly T[],
    say: (one: T, network: Network) => string,
  ): void => {
    const texts = new Map(was.map((one) => [one.id, say(one, before)]))
    for (const one of is) {
      if (texts.get(one.id) !== say(one, after)) found.add(one.id)
      texts.delete(one.id)
    }
    for (const id of texts.keys()) found.add(id)
  }
  compare(before.ofKind('nsg'), after.ofKind('nsg'), groupSignature)
  const changed = new Set(found)
  const filters = (of: Subnet | NetworkInterface, network: Network): string => {
    const { options } = network.nsgOf(of)
    // No two are the same where one of them may have changed.
    const isChanged = options.some((option) => option.to === 'entity' && changed.has(option.entity.id))
    return `${isChanged ? (network === before ? 'before' : 'after') : ''} ${attachedTo(options)}`
  }
  compare(before.ofKind('subnet'), after.ofKind('subnet'), filters)
  compare(before.ofKind('network-interface'), after.ofKind('network-interface'), filters)
  return found
}

export const attachedTo = (options: ReturnType<Network['nsgOf']>['options']): string =>
  JSON.stringify(options.map((option) => (option.to === 'entity' ? option.entity.id : option.to === 'none' ? null : [option.identity])))

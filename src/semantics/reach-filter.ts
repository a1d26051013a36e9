/** Packets at a subnet come in; those that its groups let pass, or may, go on, and the rest ends there. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { Fact, Link, LinkOption } from '../model/entity.ts'
import type { NetworkInterface } from '../model/kinds/network-interface.ts'
import type { Nsg } from '../model/kinds/nsg.ts'
import type { PacketSet } from '../net/packets.ts'
import { budget } from '../text/budget.ts'
import { decide, type Leaning, type Stage } from './filter.ts'
import type { Decider } from './flow.ts'
import type { FilterHop } from './reach-hops.ts'
import { block, lose, narrowed, type State, type Walk, withDoubts, withHop } from './reach-walk.ts'
import type { Level } from './rules.ts'
import { type Decided, doubtsAbout, threeWays } from './three-ways.ts'

interface Attached {
  readonly level: Level
  readonly option: LinkOption<Nsg>
  readonly doubts: readonly Doubt[]
}

const optionsOf = (level: Level, { options, doubts, origin }: Link<Nsg>): readonly Attached[] => {
  const few: readonly LinkOption<Nsg>[] =
    options.length > 0 && options.length <= budget.alternatives ? options : [{ to: 'external', identity: 'any' }]
  const why: readonly Doubt[] =
    doubts.length > 0
      ? doubts
      : few.some(({ to }) => to === 'external')
        ? [{ reason: 'external', what: 'the network security group', span: origin.span }]
        : []
  return few.map((option) => ({ level, option, doubts: why }))
}

export const isFiltered = ({ options }: Link<Nsg>): boolean => !(options.length === 1 && options[0]!.to === 'none')

/** Of groups that may be attached each makes a way of its own. */
export const passFilters = <T extends number | bigint>(
  walk: Walk<T>,
  state: State<T>,
  direction: 'inbound' | 'outbound',
  nic: NetworkInterface | undefined,
  go: (state: State<T>) => void,
): void => {
  const { network } = walk
  const levels = [
    optionsOf('subnet', network.nsgOf(state.post.subnet)),
    ...(nic === undefined ? [] : [optionsOf('nic', network.nsgOf(nic))]),
  ]
  if (direction === 'outbound') levels.reverse()
  if (!walk.beyond) {
    passLevels(walk, state, direction, nic, levels, go)
    return
  }
  // Each by itself, as the second is to be heard where the first denies.
  const pass = (at: number, part: State<T>): void => {
    const level = levels[at]
    if (level === undefined) go(part)
    else passLevels(walk, part, direction, nic, [level], (out) => pass(at + 1, out))
  }
  pass(0, state)
}

const passLevels = <T extends number | bigint>(
  walk: Walk<T>,
  state: State<T>,
  direction: 'inbound' | 'outbound',
  nic: NetworkInterface | undefined,
  levels: readonly (readonly Attached[])[],
  go: (state: State<T>) => void,
): void => {
  const { post } = state
  const { place } = post
  const chains = levels.reduce<Attached[][]>((all, options) => all.flatMap((chain) => options.map((option) => [...chain, option])), [[]])
  for (const chain of chains) {
    const between = chains.length > 1 ? mergeDoubts(...chain.map((one) => one.doubts)) : []
    const stages: readonly Stage<T>[] = chain.map(({ level, option, doubts }) =>
      post.prepared.stage(level, option, doubts, direction, walk.traffic),
    )
    const doubtful = stages.flatMap(({ lists }) => (lists === undefined ? [] : [...lists.ordinary.doubtful, ...lists.platform.doubtful]))
    const run = (packets: PacketSet<T>, leaning: Leaning): readonly Decided<T, readonly Decider[]>[] | undefined =>
      decide(place, packets, direction, stages, leaning, budget.pieces)?.map((piece) => ({
        packets: piece.packets,
        access: piece.access,
        decider: piece.chain,
      }))
    const sorted = threeWays(run, state.packets, doubtful.length === 0)
    if (sorted === undefined) {
      lose(walk, state, [{ reason: 'budget', what: 'more combinations of rules than one judgement looks through', span: post.subnet.span }])
      continue
    }
    const hop = (deciders: readonly Decider[]): FilterHop => ({
      kind: 'filter',
      direction,
      subnet: post.subnet,
      ...(nic === undefined ? {} : { nic }),
      chain: deciders,
    })
    for (const one of sorted) {
      const part = narrowed(walk, withDoubts(state, between), one.packets)
      if (part === undefined) continue
      const about = one.fate === 'perhaps' ? doubtsAbout(place.packets.meets, doubtful, one.packets, budget.causes) : []
      const possible = withDoubts(part, about)
      if (one.fate !== 'allow') {
        const last = one.decider.at(-1)
        const span = last?.kind === 'rule' ? last.rule.span : last?.kind === 'default-rule' ? last.nsg.span : post.subnet.span
        const why = `is denied ${direction === 'outbound' ? 'on its way out of' : 'on its way into'} \`${post.subnet.id}\``
        // Where it is not known, one way beyond it is enough.
        const beyond = one.fate === 'deny' ? go : () => undefined
        block(walk, withHop(possible, hop(one.decider)), 'filter', why, span, beyond)
      }
      if (one.fate !== 'deny') go(withHop(possible, hop(one.fate === 'perhaps' ? one.otherwise! : one.decider)))
    }
  }
}

/** "closed to inbound connections unless opened by network security groups": https://learn.microsoft.com/azure/load-balancer/load-balancer-overview#securebydefault */
export const byStandard = <T extends number | bigint>(
  walk: Walk<T>,
  state: State<T>,
  sku: Fact<string>,
  go: (state: State<T>) => void,
): void => {
  const asked = state.hops.slice(state.hops.findLastIndex(({ kind }) => kind !== 'filter') + 1)
  const isOpen = asked.length === 0 || asked.some((hop) => hop.kind === 'filter' && hop.chain.some(({ kind }) => kind !== 'no-group'))
  if (isOpen || (sku.known && sku.value === 'basic')) {
    go(state)
    return
  }
  const unsure = sku.known ? [] : sku.doubts
  const why = 'comes in by a Standard address, which lets nothing in without a network security group'
  block(walk, withDoubts(state, unsure), 'no-group', why, state.post.subnet.span, sku.known ? go : () => undefined)
  if (!sku.known) go(withDoubts(state, unsure))
}

/** The packets by the interface whose own group concerns them too; without one, the rest. */
export const byInterface = <T extends number | bigint>(
  walk: Walk<T>,
  state: State<T>,
  side: 'source' | 'destination',
  go: (state: State<T>, nic: NetworkInterface | undefined) => void,
): void => {
  const { post } = state
  const { addresses } = post.place
  let rest = state
  let seen = 0
  for (const { nic, certain } of walk.network.interfacesIn(post.subnet)) {
    const set = addresses.intersect(rest.packets[side], post.interfaceSet(nic))
    if (set.length === 0) continue
    const named = rest.packets[side].some((cell) => cell.inside.length > 0)
    // Where an interface filters nothing, it does not matter which address it has.
    if (!isFiltered(walk.network.nsgOf(nic)) && !named && set.some((cell) => cell.inside.length > 0)) continue
    if (++seen > budget.interfacesApart) {
      const what = `which of many network interfaces in \`${post.subnet.id}\` has the address`
      rest = withDoubts(rest, [{ reason: 'budget', what, span: post.subnet.span }])
      break
    }
    const part = narrowed(walk, rest, { ...rest.packets, [side]: set })
    if (part === undefined) continue
    const isSure = certain && nic.presence.certain
    const why: readonly Doubt[] = [{ reason: 'unsupported', what: `whether \`${nic.id}\` is in \`${post.subnet.id}\``, span: nic.span }]
    go(isSure ? part : withDoubts(part, nic.presence.certain ? why : nic.presence.doubts), nic)
    if (!isSure) continue
    const left = narrowed(walk, rest, { ...rest.packets, [side]: addresses.subtract(rest.packets[side], set) })
    if (left === undefined) return
    rest = left
  }
  go(rest, undefined)
}

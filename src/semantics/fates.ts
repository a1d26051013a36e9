/** A security group and the places where it filters come in; for each of its rules, whether any packet is ever decided by it goes out: exact, never by how rules are written. */
import { certain as surely } from '../eval/declared.ts'
import { type Doubt, mergeDoubts, type Origin } from '../eval/value.ts'
import { notKnown, type Pointer } from '../model/entity.ts'
import type { Nsg, SecurityRule } from '../model/kinds/nsg.ts'
import type { Subnet } from '../model/kinds/subnet.ts'
import type { Network } from '../model/network.ts'
import type { Decider, Point, RuleFate } from './flow.ts'
import { type Prepared, traffics } from './prepared.ts'
import type { Level } from './rules.ts'
import { createScene, isSameAccess, type Scene, type SceneOf, type Settled } from './scene.ts'

/** A place where the group filters. */
interface Filtering {
  readonly four: Prepared<number>
  readonly six: Prepared<bigint>
  readonly level: Level
  /** The group is surely attached there. */
  readonly certain: boolean
}

/** A subnet of which nothing is known: what is so there is so wherever the group may be attached. */
export const anywhere = (network: Network, nsg: Nsg, why: readonly Doubt[]): { readonly network: Network; readonly point: Point } => {
  const origin: Origin = { span: nsg.span }
  const what = `where \`${nsg.id}\` is attached`
  const doubts: readonly Doubt[] = why.length > 0 ? why : [{ reason: 'external', what, span: nsg.span }]
  const virtualNetwork: Pointer = { by: 'unknown', doubts, required: true, origin }
  const subnet: Subnet = {
    kind: 'subnet',
    id: `anywhere:${nsg.id}`,
    name: notKnown(doubts, origin),
    presence: surely,
    span: nsg.span,
    open: true,
    virtualNetwork,
    prefixes: notKnown(doubts, origin),
    inlineNsg: { by: 'unknown', doubts, origin },
    inlineRouteTable: { by: 'unknown', doubts, origin },
    inlineNatGateway: { by: 'unknown', doubts, origin },
    routePolicies: notKnown(doubts, origin),
    delegations: notKnown(doubts, origin),
    serviceEndpoints: notKnown(doubts, origin),
  }
  const unknown: Network = {
    ...network,
    link: (pointer, kind) =>
      pointer === virtualNetwork ? { options: [{ to: 'external', identity: subnet.id }], origin, doubts } : network.link(pointer, kind),
    mayHoldDefaultRoute: () => doubts,
    peersOf: () => [],
  }
  return { network: unknown, point: { subnet, region: notKnown(doubts, origin) } }
}

const scenesAt = ({ four, six, level }: Filtering, of: Pick<SceneOf, 'nsg' | 'rules' | 'unlisted'>): readonly Scene[] => {
  const both = (['inbound', 'outbound'] as const).flatMap((direction) =>
    traffics.flatMap((traffic) =>
      // Only what leaves meets the platform's addresses.
      (direction === 'inbound' ? (['ordinary'] as const) : (['ordinary', 'platform'] as const)).map(
        (scope): SceneOf => ({ ...of, level, direction, traffic, scope }),
      ),
    ),
  )
  return both.flatMap((scene) => [
    ...(four.place.subnet.length === 0 ? [] : [createScene(four, scene)]),
    // Where the subnet surely has no address of a family, none of its packets is ever seen.
    ...(six.place.subnet.length === 0 ? [] : [createScene(six, scene)]),
  ])
}

type At = { readonly fate: RuleFate['fate']; readonly settled: readonly Settled[] }

const fateAt = (scenes: readonly Scene[], rule: SecurityRule): At => {
  const settled: Settled[] = []
  for (const scene of scenes) {
    const one = scene.settle(rule)
    if (one === undefined) continue
    if (one.kind === 'live') return { fate: 'live', settled: [] }
    settled.push(one)
  }
  const fate = settled.length === 0 ? 'matches-nothing' : settled.every((one) => one.kind === 'shadowed') ? 'shadowed' : 'unsure'
  return { fate, settled }
}

/** Several rules may hide one; a single rule that does so alone says more, with one of the other access that comes before it. */
const blockersOf = (rule: SecurityRule, by: readonly SecurityRule[], scenes: readonly Scene[]): readonly SecurityRule[] => {
  const alone = by.find((one) => scenes.every((scene) => scene.covers(one, rule)))
  if (alone === undefined) return by
  const other = by.find((one) => !isSameAccess(one, rule))
  return other === undefined || !isSameAccess(alone, rule) ? [alone] : [alone, other]
}

const bare = (rule: SecurityRule, fate: RuleFate['fate']): RuleFate => ({
  rule,
  fate,
  by: [],
  contradicted: false,
  equal: false,
  decidedBy: [],
  sameAs: [],
  doubts: [],
  tagsInDoubt: [],
})

const shadowed = (nsg: Nsg, level: Level, rule: SecurityRule, all: readonly Settled[], scenes: readonly Scene[]): RuleFate => {
  const hidden = all.flatMap((one) => (one.kind === 'shadowed' ? [one] : []))
  const deciding = [...new Set(hidden.flatMap((one) => one.by))]
  const by = blockersOf(rule, deciding, scenes)
  const shown = hidden.flatMap((one) => one.shown)
  const best = shown.find((one) => !isSameAccess(one.by, rule)) ?? shown[0]
  const access = best?.by.access
  const decider: readonly Decider[] =
    best === undefined || access?.known !== true ? [] : [{ kind: 'rule', nsg, at: level, rule: best.by, access: access.value }]
  return {
    ...bare(rule, 'shadowed'),
    by,
    contradicted: deciding.some((one) => !isSameAccess(one, rule)),
    equal: by.length === 1 && scenes.every((scene) => scene.covers(rule, by[0]!)),
    ...(best === undefined ? {} : { packet: best.packet }),
    decidedBy: decider,
  }
}

const mayContradict =
  (rule: SecurityRule) =>
  (one: Settled): boolean =>
    one.kind === 'unsure' ? one.contradicted : one.kind === 'shadowed' && one.by.some((other) => !isSameAccess(other, rule))

/** One fate for each rule: `shadowed` only where it is so at every place, `live` where it surely is at one. */
export const fatesOf = (nsg: Nsg, network: Network, places: readonly Filtering[]): readonly RuleFate[] => {
  const { rules, more } = network.rulesOf(nsg)
  const outside: readonly Doubt[] = nsg.open ? [{ reason: 'external', what: `rules of \`${nsg.id}\``, span: nsg.span }] : []
  const of = { nsg, rules, unlisted: mergeDoubts(more, nsg.moreRules, outside) }
  const made: (readonly Scene[] | undefined)[] = places.map(() => undefined)
  const scenes = (index: number): readonly Scene[] => (made[index] ??= scenesAt(places[index]!, of))
  const everywhere = (): readonly Scene[] => places.flatMap((_, index) => scenes(index))

  const fateOf = (rule: SecurityRule): RuleFate => {
    const seen: At[] = []
    for (const [index, { certain }] of places.entries()) {
      const at = fateAt(scenes(index), rule)
      if (at.fate === 'live' && certain) return bare(rule, 'live')
      seen.push(at)
    }
    const fates = new Set(seen.map(({ fate }) => fate))
    if (fates.size === 1 && fates.has('live')) return bare(rule, 'live')
    if (fates.size === 1 && fates.has('matches-nothing')) return bare(rule, 'matches-nothing')
    const all = seen.flatMap(({ settled }) => settled)
    if (fates.has('shadowed') && !fates.has('live') && !fates.has('unsure')) return shadowed(nsg, places[0]!.level, rule, all, everywhere())
    const open = all.flatMap((one) => (one.kind === 'unsure' ? [one] : []))
    const undecided: readonly Doubt[] = [{ reason: 'external', what: `where \`${nsg.id}\` is attached`, span: nsg.span }]
    const tags = [...new Set(open.flatMap((one) => one.tags))]
    const doubts = mergeDoubts(...open.map((one) => one.doubts), fates.has('live') ? undecided : [])
    return { ...bare(rule, 'unsure'), contradicted: all.some(mayContradict(rule)), doubts, tagsInDoubt: tags }
  }

  const found = rules.map(fateOf)
  return withoutNeed(found, everywhere)
}

/** Adds what makes rules needless. A rule that was found needless counts for none that is looked at after it, so that all of them can go together, with or without the rules that are hidden. */
const withoutNeed = (fates: readonly RuleFate[], everywhere: () => readonly Scene[]): readonly RuleFate[] => {
  const hidden = new Set(fates.filter((one) => one.fate === 'shadowed' && one.contradicted).map((one) => one.rule))
  const removed = new Set<SecurityRule>()
  const weight = ({ fate }: RuleFate): number => (fate === 'shadowed' ? 0 : 1)
  const order = [...fates]
    .filter(({ rule, fate }) => fate !== 'matches-nothing' && !hidden.has(rule) && rule.presence.certain && rule.direction.known)
    .sort((a, b) => weight(a) - weight(b) || priorityOf(a) - priorityOf(b))
  const same = new Map<SecurityRule, readonly SecurityRule[]>()
  for (const { rule } of order) {
    const by: SecurityRule[] = []
    let surelySame = true
    for (const scene of everywhere()) {
      const found = scene.sameWithout(rule, removed, hidden)
      if (found === undefined) surelySame = false
      else by.push(...found)
      if (!surelySame) break
    }
    if (!surelySame || by.length === 0) continue
    same.set(rule, [...new Set(by)])
    removed.add(rule)
  }
  return fates.map((one) => ({ ...one, sameAs: same.get(one.rule) ?? [] }))
}

const priorityOf = ({ rule }: RuleFate): number => (rule.priority.known ? rule.priority.value : Number.POSITIVE_INFINITY)

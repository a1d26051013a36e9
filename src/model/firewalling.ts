/** Parts of a network come in; which rules each Azure Firewall has, in what order, and what IP groups hold, goes out. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import { emptyJoined, join, joinedTo, targetsOf } from './attach.ts'
import type { AddressTerm, Entity, Fact, Link } from './entity.ts'
import type { Firewall } from './kinds/firewall.ts'
import type { FirewallPolicy } from './kinds/firewall-policy.ts'
import type { FirewallRuleGroup } from './kinds/firewall-rule-group.ts'
import type { AnyEntity, EntityOf, Kind } from './kinds/index.ts'
import type { IpGroup } from './kinds/ip-group.ts'
import type { Linker } from './link.ts'
import type { RuleCollection } from './read-firewall-rules.ts'
import { bothPresent, uncertain } from './read-value.ts'

/** A collection of rules that a firewall has, or may have. */
export interface CollectionAt {
  readonly collection: RuleCollection
  readonly group: FirewallRuleGroup
  /** Those of a parent policy are 0, of its child 1: https://learn.microsoft.com/azure/firewall/rule-processing ("Rule Collection Groups in the parent policy always takes precedence"). */
  readonly generation: number
}

export interface FirewallRules {
  readonly collections: readonly CollectionAt[]
  /** Not empty: there may be further ones. */
  readonly more: readonly Doubt[]
}

export interface Firewalling {
  rulesOf(firewall: Firewall): FirewallRules
  policyOf(firewall: Firewall): Link<FirewallPolicy>
  /** `more` not empty: it may hold further addresses. */
  addressesIn(group: IpGroup): { readonly addresses: Fact<readonly AddressTerm[]>; readonly more: readonly Doubt[] }
}

/** A policy has at most one parent, which has none: https://learn.microsoft.com/azure/firewall-manager/policy-overview#hierarchical-policies */
const generations = 2

export const createFirewalling = (
  entities: readonly AnyEntity[],
  linker: Pick<Linker, 'link'>,
  handedTo: (entity: Entity) => readonly Doubt[],
  changesOf: (entity: Entity) => readonly Doubt[],
): Firewalling => {
  const { link } = linker
  const groups = emptyJoined<FirewallRuleGroup>()
  const entries = emptyJoined<{ readonly term: AddressTerm | undefined; readonly doubts: readonly Doubt[] }>()
  const targets = <K extends Kind>(pointer: FirewallRuleGroup['of'], kind: K, presence: Entity['presence']) =>
    targetsOf<EntityOf<K>>(pointer, link(pointer, kind), presence)
  for (const entity of entities)
    if (entity.kind === 'firewall-rule-group')
      join(groups, targets(entity.of, entity.ofKind, entity.presence), (presence) =>
        presence === entity.presence ? entity : { ...entity, presence },
      )
    else if (entity.kind === 'ip-group-entry')
      join(entries, targets(entity.group, 'ip-group', entity.presence), (presence) => ({
        term: entity.addresses,
        doubts: presence.certain ? [] : presence.doubts,
      }))

  const groupsOf = (owner: Entity, generation: number, shaken: readonly Doubt[]): FirewallRules => {
    const { items, more } = joinedTo(groups, owner.id)
    const outside: readonly Doubt[] = owner.open ? [{ reason: 'external', what: `rules of ${owner.id}`, span: owner.span }] : []
    const collections = items.flatMap((group) => {
      const doubts = mergeDoubts(shaken, changesOf(group))
      return group.collections.map((collection): CollectionAt => {
        const presence = bothPresent(
          bothPresent(group.presence, collection.presence),
          doubts.length === 0 ? { certain: true } : uncertain(doubts),
        )
        return { collection: presence.certain ? collection : { ...collection, presence }, group, generation }
      })
    })
    const changed = mergeDoubts(...items.map(changesOf))
    return {
      collections,
      more: mergeDoubts(more, outside, changesOf(owner), handedTo(owner), changed, ...items.map((group) => group.moreCollections)),
    }
  }

  const inherited = (policy: FirewallPolicy, shaken: readonly Doubt[], depth: number): readonly FirewallRules[] => {
    const own = groupsOf(policy, generations - depth, shaken)
    const parents = link(policy.base, 'firewall-policy')
    const found: FirewallRules[] = [own]
    const doubts = parents.options.length > 1 ? mergeDoubts(shaken, parents.doubts) : shaken
    for (const option of parents.options)
      if (option.to === 'external') found.push({ collections: [], more: parents.doubts })
      else if (option.to === 'entity') {
        if (depth < generations && option.entity.id !== policy.id) found.push(...inherited(option.entity, doubts, depth + 1))
        else found.push({ collections: [], more: [{ reason: 'unsupported', what: `the parents of ${policy.id}`, span: policy.span }] })
      }
    return found
  }

  const rulesOf = (firewall: Firewall): FirewallRules => {
    const policies = link(firewall.policy, 'firewall-policy')
    const several = policies.options.length > 1 ? policies.doubts : []
    const found: FirewallRules[] = []
    for (const option of policies.options)
      if (option.to === 'entity') found.push(...inherited(option.entity, several, 1))
      else if (option.to === 'external') found.push({ collections: [], more: policies.doubts })
      else found.push(groupsOf(firewall, 0, several))
    return {
      collections: found.flatMap((one) => one.collections),
      more: mergeDoubts(...found.map((one) => one.more), changesOf(firewall)),
    }
  }

  const known = new WeakMap<Firewall, FirewallRules>()
  return {
    rulesOf: (firewall) => {
      let rules = known.get(firewall)
      if (rules === undefined) known.set(firewall, (rules = rulesOf(firewall)))
      return rules
    },
    policyOf: (firewall) => link(firewall.policy, 'firewall-policy'),
    addressesIn: (group) => {
      const { items, more } = joinedTo(entries, group.id)
      const hidden = mergeDoubts(
        more,
        changesOf(group),
        handedTo(group),
        ...items.map(({ term, doubts }) =>
          term === undefined ? [{ reason: 'error' as const, what: `an entry of ${group.id}`, span: group.span }] : doubts,
        ),
      )
      const sure = items.flatMap(({ term, doubts }) => (term !== undefined && doubts.length === 0 ? [term] : []))
      const { addresses } = group
      return { addresses: addresses.known ? { ...addresses, value: [...addresses.value, ...sure] } : addresses, more: hidden }
    },
  }
}

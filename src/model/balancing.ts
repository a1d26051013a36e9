/** Parts of load balancers come in; which rules each has, and who is behind them, goes out. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { AddressTerm, Entity, Fact, Pointer } from './entity.ts'
import { parseArmId, standsForSeveral } from './identity.ts'
import type { AnyEntity } from './kinds/index.ts'
import type { LoadBalancer } from './kinds/load-balancer.ts'
import type { NetworkInterface } from './kinds/network-interface.ts'
import type { Linker } from './link.ts'
import type { BackendMember, BackendPool, BalancerRule, HealthProbe } from './read-balancer.ts'

/** Somebody behind a balancer. `doubts` not empty: it may not be. */
export interface Behind {
  readonly nic?: NetworkInterface
  readonly address?: AddressTerm
  readonly doubts: readonly Doubt[]
}

export interface Balancing {
  /** `more` not empty: there may be further ones. */
  rulesOf(balancer: LoadBalancer): { readonly rules: readonly BalancerRule[]; readonly more: readonly Doubt[] }
  /** `pools`: those of the rule that this run declares. */
  behind(rule: BalancerRule): {
    readonly members: readonly Behind[]
    readonly pools: readonly BackendPool[]
    readonly more: readonly Doubt[]
  }
  /** Undefined: none. */
  probeOf(rule: BalancerRule): { readonly probe?: HealthProbe; readonly doubts: readonly Doubt[] } | undefined
}

type PartKind = 'backend-pool' | 'health-probe'

export const createBalancing = (
  entities: readonly AnyEntity[],
  linker: Pick<Linker, 'link'>,
  handedTo: (entity: Entity) => readonly Doubt[],
  changesOf: (entity: Entity) => readonly Doubt[],
): Balancing => {
  const { link } = linker
  const rules = new Map<string, BalancerRule[]>()
  const looseRules: BalancerRule[] = []
  const parts: Record<PartKind, (BackendPool | HealthProbe)[]> = { 'backend-pool': [], 'health-probe': [] }
  const members: BackendMember[] = []
  for (const entity of entities)
    if (entity.kind === 'balancer-rule') {
      const [only, ...others] = link(entity.balancer, 'load-balancer').options
      if (only?.to !== 'entity' || others.length > 0) looseRules.push(entity)
      else {
        const list = rules.get(only.entity.id)
        if (list === undefined) rules.set(only.entity.id, [entity])
        else list.push(entity)
      }
    } else if (entity.kind === 'backend-pool' || entity.kind === 'health-probe') parts[entity.kind].push(entity)
    else if (entity.kind === 'backend-member') members.push(entity)

  const nameIs = (fact: Fact<string>, name: string): boolean => fact.known && fact.value.toLowerCase() === name.toLowerCase()
  const ownerOf = (part: BackendPool | HealthProbe): LoadBalancer | undefined => {
    const [only, ...others] = link(part.balancer, 'load-balancer').options
    return only?.to === 'entity' && others.length === 0 ? only.entity : undefined
  }
  /** A part by its own address, by an id below its balancer's, or by the text of an id. */
  const partOf = <P extends BackendPool | HealthProbe>(pointer: Pointer, kind: P['kind']): P | undefined => {
    const all = parts[kind] as readonly unknown[] as readonly P[]
    const alone = (found: readonly P[]): P | undefined => (found.length === 1 ? found[0] : undefined)
    const below = (balancer: Pointer, name: Fact<string>): P | undefined => {
      const [only, ...others] = link(balancer, 'load-balancer').options
      if (only?.to !== 'entity' || others.length > 0 || !name.known) return undefined
      return alone(all.filter((part) => ownerOf(part) === only.entity && nameIs(part.name, name.value)))
    }
    switch (pointer.by) {
      case 'address': {
        if (pointer.child !== undefined) return below({ by: 'address', address: pointer.address, origin: pointer.origin }, pointer.child)
        const own = all.find((part) => part.id === pointer.address)
        return own !== undefined && !standsForSeveral(own.id) ? own : undefined
      }
      case 'name':
        return pointer.parent === undefined ? undefined : below(pointer.parent, pointer.name)
      case 'id': {
        const id = parseArmId(pointer.id)
        const [outer, inner] = id?.resources ?? []
        if (outer === undefined || inner === undefined) return undefined
        return alone(
          all.filter((part) => {
            const owner = ownerOf(part)
            return owner !== undefined && nameIs(owner.name, outer.name) && nameIs(part.name, inner.name)
          }),
        )
      }
      default:
        return undefined
    }
  }

  const outside = (pointer: Pointer, what: string): readonly Doubt[] =>
    pointer.by === 'unknown' ? pointer.doubts : [{ reason: 'external', what, span: pointer.origin.span }]

  const inPool = (pool: BackendPool): { readonly members: readonly Behind[]; readonly more: readonly Doubt[] } => {
    const found: Behind[] = []
    const more: (readonly Doubt[])[] = [
      handedTo(pool),
      changesOf(pool),
      pool.open ? [{ reason: 'external', what: `members of ${pool.id}`, span: pool.span }] : [],
    ]
    for (const member of members) {
      const own = partOf<BackendPool>(member.pool, 'backend-pool')
      if (own === undefined) {
        // It may be of any pool.
        if (member.pool.by === 'unknown' && (member.pool.required || member.pool.among === undefined))
          more.push(outside(member.pool, member.id))
        continue
      }
      if (own !== pool) continue
      const absent = member.presence.certain ? [] : member.presence.doubts
      if (member.address !== undefined) found.push({ address: member.address, doubts: absent })
      else if (member.nic !== undefined) {
        const { options, doubts } = link(member.nic, 'network-interface')
        for (const option of options)
          if (option.to === 'entity') found.push({ nic: option.entity, doubts: options.length > 1 ? mergeDoubts(doubts, absent) : absent })
          else if (option.to === 'external') more.push(doubts)
      } else more.push([{ reason: 'unsupported', what: `who is meant by \`${member.id}\``, span: member.span }])
    }
    return { members: found, more: mergeDoubts(...more) }
  }

  return {
    rulesOf: (balancer) => {
      const loose = looseRules.filter((rule) =>
        link(rule.balancer, 'load-balancer').options.some((option) => option.to === 'entity' && option.entity === balancer),
      )
      const hidden = mergeDoubts(
        handedTo(balancer),
        changesOf(balancer),
        balancer.open ? [{ reason: 'external', what: `rules of ${balancer.id}`, span: balancer.span }] : [],
      )
      return {
        rules: rules.get(balancer.id) ?? [],
        more: mergeDoubts(hidden, ...loose.map((rule) => link(rule.balancer, 'load-balancer').doubts)),
      }
    },
    behind: (rule) => {
      const found: Behind[] = []
      const pools: BackendPool[] = []
      const more: (readonly Doubt[])[] = [rule.morePools]
      for (const pointer of rule.pools) {
        const pool = partOf<BackendPool>(pointer, 'backend-pool')
        if (pool === undefined) more.push(outside(pointer, `a pool of \`${rule.id}\``))
        else {
          pools.push(pool)
          const inside = inPool(pool)
          found.push(...inside.members)
          more.push(inside.more)
        }
      }
      return { members: found, pools, more: mergeDoubts(...more) }
    },
    probeOf: (rule) => {
      if (rule.probe.by === 'nothing') return undefined
      const probe = partOf<HealthProbe>(rule.probe, 'health-probe')
      return probe === undefined ? { doubts: outside(rule.probe, `the health probe of \`${rule.id}\``) } : { probe, doubts: [] }
    },
  }
}

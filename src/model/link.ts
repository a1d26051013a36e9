/** Pointers to entities: by address, id or name, decided where the code decides it, with every possibility where it does not. */
import { type Doubt, mergeDoubts, type Origin } from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import type { Entity, Link, LinkOption, Pointer } from './entity.ts'
import { compareNames, createAddressIndex, identityOf, nameKey, type Relation, sources, standsForSeveral } from './identity.ts'
import type { Alias } from './kind.ts'
import type { AnyEntity, EntityOf, Kind } from './kinds/index.ts'
import type { Subnet } from './kinds/subnet.ts'
import type { Found, Named } from './link-options.ts'
import {
  dangling,
  decided,
  doubtsIn,
  entitiesOf,
  external,
  groupIdentity,
  joined,
  namedBy,
  parentIdentity,
  textOfFact,
  toEntity,
  unique,
  words,
} from './link-options.ts'
import type { LinkerInput } from './linker-input.ts'
import { compareGroups, compareLinks, worse } from './relate.ts'
import { isChild, parentKind, parentOf, selfPointer } from './self-pointer.ts'
import { compareSubscriptions } from './subscriptions.ts'

export interface Linker {
  link<K extends Kind>(pointer: Pointer, kind: K): Link<EntityOf<K>>
  /** Entities by which the network is told: declared ones, and data sources that mean none of them. */
  readonly entities: readonly AnyEntity[]
  /** Subnets of a virtual network as far as that is decided. */
  subnetsIn(id: string): readonly Subnet[]
  /** What an address means or may mean, of whatever kind. */
  entitiesAt(address: string): readonly AnyEntity[]
}

export const createLinker = (input: LinkerInput): Linker => {
  const byAddress = new Map<string, AnyEntity>()
  const aliasAt = new Map<string, Alias>()
  const pools = new Map<Kind, { all: AnyEntity[]; byKey: Map<string, AnyEntity[]>; loose: AnyEntity[] }>()
  const children = new Map<string, Subnet[]>()
  const strays: Subnet[] = []
  const more = new Map(input.moreChildren.map((one) => [one.of, one.doubts]))
  const canonical = new Map<AnyEntity, AnyEntity>()
  const memo = new WeakMap<Pointer, Map<Kind, Link<AnyEntity>>>()
  let comparisons = 0
  let findAddresses = createAddressIndex([])

  const poolOf = (kind: Kind) => {
    let pool = pools.get(kind)
    if (pool === undefined) {
      pool = { all: [], byKey: new Map(), loose: [] }
      pools.set(kind, pool)
    }
    return pool
  }

  const enter = (entity: AnyEntity): void => {
    const pool = poolOf(entity.kind)
    pool.all.push(entity)
    const key = nameKey(entity.name)
    if (key !== undefined) {
      const same = pool.byKey.get(key)
      if (same === undefined) pool.byKey.set(key, [entity])
      else same.push(entity)
    }
    if (!entity.name.known) pool.loose.push(entity)
    if (entity.kind !== 'subnet') return
    const network = decided(link(entity.virtualNetwork, 'virtual-network'))
    if (network === undefined) strays.push(entity)
    else {
      const known = children.get(network.id)
      if (known === undefined) children.set(network.id, [entity])
      else known.push(entity)
    }
  }

  const compare = (pointer: Named, parent: Link<Entity> | undefined, entity: AnyEntity): Relation => {
    comparisons++
    // Several types are one kind, and resources of different types may be called alike.
    if (entity.kind === 'private-link-target' && pointer.type?.includes('/') && pointer.type !== entity.type) return 'different'
    const relations: Relation[] = [compareNames(pointer.name, entity.name)]
    if (relations[0] === 'different') return 'different'
    if (isChild(entity)) {
      const { pointer: own, kind } = parentOf(entity)
      relations.push(parent === undefined ? 'maybe' : compareLinks(parent, link(own, kind)))
    } else relations.push(compareGroups(input.resourceGroups, pointer.resourceGroup, entity.resourceGroup))
    const inSubscription = compareSubscriptions(input.subscriptions, pointer.subscription, entity.subscription)
    // Who vouches for a network means the one that the code refers to.
    const isVouched = entity.kind === 'virtual-network' && entity.assumed !== undefined && !entity.foreign
    relations.push(inSubscription === 'maybe' && isVouched ? 'same' : inSubscription)
    return worse(relations)
  }

  // ── by name ──

  /** The entity whose own name the pointer's name was read from, unless the rest speaks against it. */
  const byProvenance = (pointer: Named, parent: Link<Entity> | undefined, kind: Kind): AnyEntity | undefined => {
    for (const { to, path } of sources(pointer.name.origin)) {
      if (path.length !== 1 || path[0] !== 'name') continue
      const hits = findAddresses(to)
      const entity = hits.length === 1 ? byAddress.get(hits[0]!) : undefined
      if (entity === undefined || entity.kind !== kind) continue
      const own = canonical.get(entity) ?? entity
      const relation = compare(pointer, parent, own)
      if (relation === 'different' || (pointer.name.known && compareNames(pointer.name, own.name) !== 'same')) continue
      return own
    }
    return undefined
  }

  const candidates = (pointer: Named, parent: Link<Entity> | undefined, kind: Kind): readonly AnyEntity[] => {
    const pool = poolOf(kind)
    const network = parent === undefined ? undefined : decided(parent)
    if (kind === 'subnet' && network !== undefined) return [...(children.get(network.id) ?? []), ...strays]
    if (!pointer.name.known) return pool.all
    return [...(pool.byKey.get(nameKey(pointer.name)!) ?? []), ...pool.loose]
  }

  const findNamed = (pointer: Named, kind: Kind): Found => {
    const parent = pointer.parent === undefined ? undefined : link(pointer.parent, parentKind(kind) ?? 'virtual-network')
    const origin = byProvenance(pointer, parent, kind)
    if (origin !== undefined) return { sure: origin, maybe: [] }
    const key = nameKey(pointer.name)
    const network = parent === undefined ? undefined : decided(parent)
    const likely =
      kind === 'subnet' && network !== undefined
        ? childrenNamed(network.id, key)
        : key === undefined
          ? []
          : (poolOf(kind).byKey.get(key) ?? [])
    if (comparisons + likely.length > budget.nameComparisons) return { maybe: poolOf(kind).all }
    const same = likely.filter((entity) => compare(pointer, parent, entity) === 'same')
    if (same.length === 1 && same[0]!.presence.certain && !standsForSeveral(same[0]!.id)) return { sure: same[0]!, maybe: [] }
    if (kind === 'private-link-target' && same.length > 1 && same.every(({ id, presence }) => presence.certain && !standsForSeveral(id)))
      return { maybe: same, isOne: true }
    const all = candidates(pointer, parent, kind)
    if (comparisons + all.length > budget.nameComparisons) return { maybe: poolOf(kind).all }
    return { maybe: all.filter((entity) => compare(pointer, parent, entity) !== 'different') }
  }

  const namedChildren = new Map<string, { count: number; byKey: Map<string, Subnet[]> }>()
  const childrenNamed = (id: string, key: string | undefined): readonly Subnet[] => {
    const list = children.get(id) ?? []
    if (key === undefined) return []
    let known = namedChildren.get(id)
    if (known === undefined || known.count !== list.length) {
      const byKey = new Map<string, Subnet[]>()
      for (const subnet of list) {
        const own = nameKey(subnet.name)
        if (own === undefined) continue
        const same = byKey.get(own)
        if (same === undefined) byKey.set(own, [subnet])
        else same.push(subnet)
      }
      known = { count: list.length, byKey }
      namedChildren.set(id, known)
    }
    return known.byKey.get(key) ?? []
  }

  const linkNamed = (pointer: Named, kind: Kind, fallback?: LinkOption<AnyEntity>): Link<AnyEntity> => {
    const { sure, maybe, isOne } = findNamed(pointer, kind)
    const { origin } = pointer
    if (sure !== undefined) return { options: [toEntity(sure)], origin, doubts: [] }
    const parent = pointer.parent === undefined ? undefined : link(pointer.parent, parentKind(kind) ?? 'virtual-network')
    const within = parent === undefined ? groupIdentity(pointer) : parentIdentity(parent)
    const name = textOfFact(pointer.name)
    const identity = name === undefined || within === undefined ? `${kind} ${unique(origin)}` : `${kind} ${within}/${name}`
    const shown = pointer.name.known ? `${words[kind]} \`${pointer.name.value}\`` : `a ${words[kind]}`
    const doubts = mergeDoubts(
      doubtsIn(pointer.name),
      maybe.length === 0 ? [] : doubtsIn(pointer.resourceGroup),
      parent === undefined ? [] : parent.doubts,
      ...maybe.map((entity) => [...doubtsIn(entity.name), ...(entity.presence.certain ? [] : entity.presence.doubts)]),
    )
    const told: readonly Doubt[] = doubts.length > 0 ? doubts : [{ reason: 'external', what: shown, span: origin.span }]
    if (kind === 'subnet' && maybe.length === 0 && fallback === undefined) missingChild(pointer, parent)
    return {
      options: [...maybe.map(toEntity), ...(isOne ? [] : [fallback ?? ({ to: 'external', identity } as const)])],
      origin,
      doubts: told,
    }
  }

  /** A subnet that its declared, closed virtual network does not have. */
  const missingChild = (pointer: Named, parent: Link<Entity> | undefined): void => {
    const network = parent === undefined ? undefined : decided(parent)
    if (network === undefined || network.open || more.has(network.id) || !pointer.name.known || standsForSeveral(network.id)) return
    input.sink(dangling(`no subnet \`${pointer.name.value}\` of \`${network.id}\` is declared here`, pointer.origin))
  }

  /** Whom an unknown is said to mean. */
  const said = (identity: string | undefined, kind: Kind, origin: Origin): Link<AnyEntity> | undefined => {
    const pointer = identity === undefined || kind !== 'virtual-network' ? undefined : input.meant?.get(identity)
    return pointer === undefined ? undefined : { ...link(pointer, kind), origin }
  }

  const linkUnknown = (pointer: Pointer & { readonly by: 'unknown' }, kind: Kind): Link<AnyEntity> => {
    const { origin, doubts } = pointer
    const meant = said(pointer.identity, kind, origin)
    if (meant !== undefined) return meant
    if (pointer.among !== undefined)
      return joined(
        pointer.among.map((one) => link(one, kind)),
        origin,
        doubts,
      )
    const outside: readonly LinkOption<AnyEntity>[] = [
      { to: 'external', identity: pointer.identity ?? `${kind} ${unique(origin)}` },
      ...(pointer.required ? [] : [{ to: 'none' } as const]),
    ]
    // What comes from elsewhere alone is not of this run; anything else may turn out to be the id of anything.
    if (doubts.length > 0 && doubts.every((doubt) => doubt.reason === 'external')) return { options: outside, origin, doubts }
    return { options: [...poolOf(kind).all.map(toEntity), ...outside], origin, doubts }
  }

  const linkAddress = (pointer: Pointer & { readonly by: 'address' }, kind: Kind): Link<AnyEntity> => {
    const { origin, address } = pointer
    const hits = findAddresses(address)
    if (hits.length === 0) {
      const identity = pointer.child === undefined ? address : `${address}/${textOfFact(pointer.child) ?? unique(origin)}`
      return external(`${identity}${pointer.inline ? ` ${unique(origin)}` : ''}`, origin, [
        { reason: 'external', what: address, span: origin.span },
      ])
    }
    const links = hits.map((hit) => linkHit(pointer, hit, kind))
    const severally: readonly Doubt[] =
      hits.length === 1 ? [] : [{ reason: 'computed', what: `which of \`${address}\``, span: origin.span }]
    return links.length === 1 ? links[0]! : joined(links, origin, severally)
  }

  const linkHit = (pointer: Pointer & { readonly by: 'address' }, hit: string, kind: Kind): Link<AnyEntity> => {
    const { origin } = pointer
    const alias = aliasAt.get(hit)
    if (alias !== undefined && alias.targetKind === kind && pointer.child === undefined && pointer.inline === undefined)
      return link(alias.target, kind)
    const stated = byAddress.get(hit)
    const entity = stated === undefined ? undefined : (canonical.get(stated) ?? stated)
    if (entity !== undefined && entity.kind === parentKind(kind)) {
      const parent: Pointer = { by: 'address', address: hit, origin }
      if (pointer.inline && kind === 'subnet') return linkInline(entity.id, origin, pointer.inline === 'or-separate')
      if (pointer.child !== undefined) return linkNamed({ by: 'name', name: pointer.child, parent, origin }, kind)
    }
    if (entity === undefined || pointer.child !== undefined || pointer.inline !== undefined)
      return external(`${hit} ${kind} ${unique(origin)}`, origin, [{ reason: 'external', what: hit, span: origin.span }])
    if (entity.kind === kind) return ownLink(entity, origin)
    input.sink(dangling(`\`${hit}\` is a ${words[entity.kind]}, where a ${words[kind]} belongs`, origin))
    return external(`${hit} ${kind}`, origin, [{ reason: 'error', what: `\`${hit}\`, which is no ${words[kind]}`, span: origin.span }])
  }

  /** A data source that may mean something declared means either. */
  const ownLink = (entity: AnyEntity, origin: Origin): Link<AnyEntity> => {
    const possible = entity.open ? maybeMeans.get(entity) : undefined
    if (possible === undefined) return { options: [toEntity(entity)], origin, doubts: [] }
    return { options: possible.options, origin, doubts: possible.doubts }
  }

  const maybeMeans = new Map<AnyEntity, Link<AnyEntity>>()

  const linkInline = (id: string, origin: Origin, orSeparate: boolean): Link<AnyEntity> => {
    const all = children.get(id) ?? []
    const own = all.filter((subnet) => subnet.id.startsWith(`${id}/`) || mergedInline.has(subnet))
    const inline = orSeparate ? [...all, ...strays] : own
    const isWhole = !orSeparate || (own.length === all.length && strays.length === 0)
    const rest = more.get(id)
    const [first] = inline
    if (first !== undefined && inline.length === 1 && isWhole && rest === undefined)
      return { options: [toEntity(first)], origin, doubts: [] }
    const what: Doubt = { reason: 'computed', what: `which subnet of \`${id}\``, span: origin.span }
    const outside: LinkOption<AnyEntity> = { to: 'external', identity: `subnet ${unique(origin)}` }
    return {
      options: [...inline.map(toEntity), ...(rest === undefined && inline.length > 0 && isWhole ? [] : [outside])],
      origin,
      doubts: [what, ...(rest ?? [])],
    }
  }

  const linkId = (pointer: Pointer & { readonly by: 'id' }, kind: Kind): Link<AnyEntity> => {
    const { origin } = pointer
    const named = namedBy(pointer.id, origin)
    if (named === undefined)
      return external(pointer.id.toLowerCase(), origin, [{ reason: 'external', what: `\`${pointer.id}\``, span: origin.span }])
    const { options, doubts } = linkNamed(named, kind, { to: 'external', identity: pointer.id.toLowerCase() })
    return { options, origin, doubts }
  }

  const compute = (pointer: Pointer, kind: Kind): Link<AnyEntity> => {
    switch (pointer.by) {
      case 'nothing':
        return { options: [{ to: 'none' }], origin: pointer.origin, doubts: [] }
      case 'address':
        return linkAddress(pointer, kind)
      case 'id':
        return linkId(pointer, kind)
      case 'name':
        return said(identityOf(pointer.name), kind, pointer.origin) ?? linkNamed(pointer, kind)
      case 'unknown':
        return linkUnknown(pointer, kind)
    }
  }

  /** The answers of a pointer are kept once everything is entered; before that they may still change. */
  let complete = new Set<Kind>()

  const linkAny = (pointer: Pointer, kind: Kind): Link<AnyEntity> => {
    const known = memo.get(pointer)?.get(kind)
    if (known !== undefined) return known
    // A circle of aliases means nothing that is declared.
    const circle = external(`${kind} ${unique(pointer.origin)}`, pointer.origin, [
      { reason: 'error', what: 'a circle of references', span: pointer.origin.span },
    ])
    const answers = memo.get(pointer) ?? new Map<Kind, Link<AnyEntity>>()
    memo.set(pointer, answers)
    answers.set(kind, circle)
    const answer = compute(pointer, kind)
    if (complete.has(kind)) answers.set(kind, answer)
    else answers.delete(kind)
    return answer
  }

  const link = <K extends Kind>(pointer: Pointer, kind: K): Link<EntityOf<K>> => linkAny(pointer, kind) as Link<EntityOf<K>>

  // ── entering everything ──

  const mergedInline = new Set<Subnet>()
  const aliases = [...input.aliases]
  const rewriteAddresses = (): void => {
    for (const alias of aliases) aliasAt.set(alias.address, alias)
    findAddresses = createAddressIndex([...byAddress.keys(), ...aliasAt.keys()])
  }
  for (const entity of [...input.managed, ...input.data]) byAddress.set(entity.id, entity)
  rewriteAddresses()

  const accepted: AnyEntity[] = []
  const enterData = (data: AnyEntity): void => {
    const found = standsForSeveral(data.id) ? { maybe: [] } : findNamed(selfPointer(data), data.kind)
    const { sure, maybe } = found as Found
    if (sure !== undefined) {
      canonical.set(data, sure)
      return
    }
    if (maybe.length > 0) {
      const doubts = mergeDoubts(doubtsIn(data.name), isChild(data) ? [] : doubtsIn(data.resourceGroup), [
        { reason: 'external', what: data.id, span: data.span },
      ])
      maybeMeans.set(data, { options: [...maybe.map(toEntity), toEntity(data)], origin: { span: data.span }, doubts })
    }
    enter(data)
    accepted.push(data)
  }

  const kindsInOrder = Object.keys(words) as Kind[]
  for (const kind of kindsInOrder.filter((one) => one !== 'subnet')) {
    for (const entity of input.managed) if (entity.kind === kind) enter(entity)
    for (const data of input.data) if (data.kind === kind) enterData(data)
    complete.add(kind)
  }
  const { subnets, aliases: merged } = input.merge(
    input.managed.filter((entity) => entity.kind === 'subnet'),
    { link },
  )
  for (const subnet of subnets) byAddress.set(subnet.id, subnet)
  for (const alias of merged) {
    byAddress.delete(alias.address)
    aliases.push(alias)
    if (alias.target.by === 'address') mergedInline.add(byAddress.get(alias.target.address) as Subnet)
  }
  rewriteAddresses()
  for (const subnet of subnets) enter(subnet)
  for (const data of input.data) if (data.kind === 'subnet') enterData(data)
  complete = new Set(kindsInOrder)

  const entitiesAt = (address: string): readonly AnyEntity[] =>
    findAddresses(address).flatMap((hit): readonly AnyEntity[] => {
      const alias = aliasAt.get(hit)
      if (alias !== undefined) return Object.hasOwn(words, alias.targetKind) ? entitiesOf(link(alias.target, alias.targetKind as Kind)) : []
      const stated = byAddress.get(hit)
      const entity = stated === undefined ? undefined : (canonical.get(stated) ?? stated)
      return entity === undefined ? [] : entitiesOf(ownLink(entity, { span: entity.span }))
    })

  return {
    link,
    entitiesAt,
    entities: [...input.managed.filter((entity) => entity.kind !== 'subnet'), ...subnets, ...accepted],
    subnetsIn: (id) => children.get(id) ?? [],
  }
}

/** Resources of a template, each placed: how often it is there, whether at all, its type, names and id. */
import { child, type Tree, type TreeMap, textOf } from '../data/tree.ts'
import { certain, type Presence } from '../eval/declared.ts'
import { withNames } from '../eval/scope.ts'
import { type Doubt, doubtsOf, mergeDoubts, number, type ObjectValue, type Origin, string, unknown, type Value } from '../eval/value.ts'
import { names } from './lower.ts'
import { createLabels, idOf, segmentCount, segmentsOf } from './names.ts'
import type { Referable } from './references.ts'
import { countOf, evaluateTree, lazyObject, membersOf, type Within } from './structure.ts'
import { scopeId, type Target, targetOf, textFrom } from './target.ts'
import { member, type ResourceTree, type Template } from './template.ts'

export interface Placed extends Referable {
  readonly resource: ResourceTree
  readonly address: string
  readonly presence: Presence
  /** Its condition is surely false: it is not there, though what is written inside of it may be. */
  readonly isLeftOut: boolean
  readonly within: Within
  /** In the letter case of the template, without version. */
  readonly type: string
  readonly name: Value
  readonly id: Value
  readonly parentId: Value
  /** Only referred to: `existing`. */
  readonly isExisting: boolean
  readonly body: () => ObjectValue
}

interface Round {
  readonly suffix: string
  readonly within: Within
  readonly doubts: readonly Doubt[]
}

export const both = (outer: Presence, inner: Presence): Presence => {
  if (outer.certain) return inner
  return inner.certain ? outer : { certain: false, doubts: mergeDoubts(outer.doubts, inner.doubts) }
}

const uncertain = (doubts: readonly Doubt[], origin: Origin): Presence => ({
  certain: false,
  doubts: doubts.length > 0 ? doubts : [{ reason: 'error', what: 'a condition that is neither true nor false', span: origin.span }],
})

/** `copy` of a resource: https://learn.microsoft.com/azure/azure-resource-manager/templates/copy-resources */
const roundsOf = (copy: Tree | undefined, within: Within): readonly Round[] => {
  const count = child(copy, 'count')
  if (copy === undefined || count === undefined) return [{ suffix: '', within, doubts: [] }]
  const origin: Origin = { span: copy.span }
  const name = textOf(child(copy, 'name'))?.toLowerCase()
  const round = (index: Value, suffix: string, doubts: readonly Doubt[]): Round => {
    const known = new Map([[names.copyIndex(), index]])
    if (name !== undefined) known.set(names.copyIndex(name), index)
    return { suffix, within: { ...within, scope: withNames(within.scope, known) }, doubts }
  }
  const wanted = evaluateTree(count, within)
  const options = wanted.kind === 'unknown' && !wanted.mayFail ? (wanted.among ?? []) : [wanted]
  const counts = options.map((option) => countOf(option, origin))
  if (counts.length > 0 && counts.every((one) => typeof one === 'number')) {
    const all = counts as readonly number[]
    let [least, most] = [all[0]!, all[0]!]
    for (const one of all) [least, most] = [Math.min(least, one), Math.max(most, one)]
    return Array.from({ length: most }, (_, at) => round(number(at, origin), `[${at}]`, at < least ? [] : doubtsOf(wanted)))
  }
  const why = counts.find((one): one is Value => typeof one !== 'number') ?? wanted
  const doubts = mergeDoubts(doubtsOf(wanted), doubtsOf(why))
  return [round(unknown(doubts, origin), '[*]', doubts)]
}

/** Members that say how a resource is deployed, not what it is. */
const aside = new Set(['type', 'apiversion', 'condition', 'copy', 'dependson', 'resources', 'comments', 'existing', 'name', 'metadata'])

const bodyOf = (tree: TreeMap, within: Within, name: Value, parentId: Value, origin: Origin): ObjectValue => {
  const members = new Map<string, () => Value>([
    ['name', () => name],
    ['parent_id', () => parentId],
  ])
  const written = membersOf({ ...tree, entries: tree.entries.filter((entry) => !aside.has(entry.key.toLowerCase())) }, within)
  if (!(written instanceof Map)) {
    // Any member may be among those that cannot be named.
    for (const key of ['properties', 'location', 'sku', 'zones', 'identity']) members.set(key, () => written as Value)
    return lazyObject(members, origin)
  }
  for (const [key, make] of written) if (!members.has(key)) members.set(key, make)
  return lazyObject(members, origin)
}

interface Parent {
  readonly type: string
  readonly names: readonly Value[]
  readonly id: Value
  readonly base: Value
}

/** A scope as it is written, as the beginning of an id. */
const baseOf = (scope: Value, target: Target, origin: Origin): Value => {
  const first = scope.kind === 'string' ? scope : scope.kind === 'unknown' ? scope.parts?.[0] : undefined
  if (first?.kind === 'string' && !first.value.startsWith('/')) return textFrom(origin, scopeId(target, origin), '/providers/', scope)
  return scope.kind === 'string' && scope.value === '/' ? string('', origin) : scope
}

/** Existing resources may say where they are: https://learn.microsoft.com/azure/azure-resource-manager/templates/resource-declaration */
const ownTarget = (tree: TreeMap, within: Within, target: Target, origin: Origin): Target => {
  const subscription = member(tree, 'subscriptionId')
  const group = member(tree, 'resourceGroup')
  if (subscription === undefined && group === undefined) return target
  return targetOf(
    {
      subscriptionId: subscription === undefined ? target.entries.get('subscriptionId') : evaluateTree(subscription, within),
      resourceGroup: group === undefined ? undefined : evaluateTree(group, within),
    },
    origin,
  )
}

export interface Placing {
  readonly placed: readonly Placed[]
  /** Resources whose type cannot be told. */
  readonly unread: readonly Doubt[]
}

/** Every resource of a template in `within`, deployed to `target`. `most`: how many of them at most. */
export const placeAll = (template: Template, within: Within, target: Target, prefix: string, most: number): Placing => {
  const placed: Placed[] = []
  const unread: Doubt[] = []
  const label = createLabels()
  const parents = new Map<ResourceTree, { readonly placed: Placed; readonly parent: Parent }[]>()

  const place = (resource: ResourceTree, outer: Within, above: { readonly placed: Placed; readonly parent: Parent } | undefined): void => {
    const { tree, span } = resource
    const origin: Origin = { span }
    const typeTree = member(tree, 'type')
    const typeValue = typeTree === undefined ? undefined : evaluateTree(typeTree, outer)
    if (typeValue?.kind !== 'string') {
      const causes = typeValue === undefined ? [] : doubtsOf(typeValue)
      unread.push(...(causes.length > 0 ? causes : [{ reason: 'error' as const, what: 'a resource without a type', span }]))
      return
    }
    const written = typeValue.value.split('@')[0]!
    const isInside = above !== undefined && !written.split('/')[0]!.includes('.')
    const type = isInside ? `${above.parent.type}/${written}` : written
    const address =
      above === undefined
        ? prefix + label(resource.symbol, type, member(tree, 'name'))
        : above.placed.address + addressWithin(above.placed.address, resource, written)
    const isFull = (): boolean => placed.length >= most
    for (const round of isFull() ? [undefined] : roundsOf(member(tree, 'copy'), outer)) {
      if (round === undefined || isFull()) {
        unread.push({ reason: 'budget', what: 'a template of too many resources', span })
        return
      }
      const one = { address: address + round.suffix, origin, tree, type, round, outer, above, isInside, resource }
      const result = placeOne(one)
      placed.push(result.placed)
      const siblings = parents.get(resource)
      if (siblings === undefined) parents.set(resource, [result])
      else siblings.push(result)
    }
  }

  const inner = new Map<string, number>()
  const addressWithin = (parent: string, resource: ResourceTree, type: string): string => {
    const name = textOf(member(resource.tree, 'name'))
    const wanted = `/${resource.symbol ?? `${type}/${name !== undefined && /^[\w.-]+$/.test(name) ? name : ''}`}`.replace(/\/$/, '')
    const key = parent + wanted.toLowerCase()
    const count = (inner.get(key) ?? 0) + 1
    inner.set(key, count)
    return count === 1 ? wanted : `${wanted}#${count}`
  }

  interface One {
    readonly address: string
    readonly origin: Origin
    readonly tree: TreeMap
    readonly type: string
    readonly round: Round
    readonly above: { readonly placed: Placed; readonly parent: Parent } | undefined
    readonly isInside: boolean
    readonly resource: ResourceTree
  }

  const placeOne = ({ address, origin, tree, type, round, above, isInside, resource }: One): { placed: Placed; parent: Parent } => {
    const here = round.within
    const nameTree = member(tree, 'name')
    const whole: Value =
      nameTree === undefined
        ? unknown([{ reason: 'error', what: 'a resource without a name', span: origin.span }], origin)
        : evaluateTree(nameTree, here)
    const count = segmentCount(type)
    const own = isInside ? segmentsOf(whole, count - above!.parent.names.length) : segmentsOf(whole, count)
    const all = isInside ? [...above!.parent.names, ...own] : own
    const scope = member(tree, 'scope')
    const existing = member(tree, 'existing')
    const place = ownTarget(tree, here, target, origin)
    const isExtension = above !== undefined && !isInside && !type.toLowerCase().startsWith(`${above.parent.type.toLowerCase()}/`)
    const base = isInside
      ? above!.parent.base
      : scope !== undefined
        ? baseOf(evaluateTree(scope, here), target, origin)
        : isExtension
          ? above!.parent.id
          : scopeId(place, origin)
    const id = idOf(base, type, all, origin)
    const parentId = count === 1 ? base : idOf(base, type.split('/').slice(0, -1).join('/'), all.slice(0, -1), origin)
    const condition = member(tree, 'condition')
    const test = condition === undefined ? undefined : evaluateTree(condition, here)
    const isThere = test === undefined || (test.kind === 'bool' && test.value)
    const isLeftOut = test?.kind === 'bool' && !test.value
    const conditional: Presence = isThere || isLeftOut ? certain : uncertain(test === undefined ? [] : doubtsOf(test), origin)
    const repeated: Presence = round.doubts.length === 0 ? certain : { certain: false, doubts: round.doubts }
    const outerRound: Presence = above?.placed.address.includes('[*]') ? above.placed.presence : certain
    const name = all.at(-1)!
    const result: Placed = {
      resource,
      symbol: resource.symbol,
      address,
      presence: both(outerRound, both(repeated, conditional)),
      isLeftOut,
      within: here,
      type,
      name: whole,
      id,
      parentId,
      isExisting: existing?.kind === 'scalar' && existing.value === true,
      body: () => bodyOf(tree, here, name, parentId, origin),
    }
    return { placed: result, parent: { type, names: all, id, base } }
  }

  const written = member(template.tree, 'resources')
  if (written?.kind === 'scalar') unread.push({ reason: 'unsupported', what: 'resources that are not written out', span: written.span })
  for (const resource of template.resources) {
    if (resource.within === undefined) place(resource, within, undefined)
    else for (const above of parents.get(resource.within) ?? []) place(resource, above.placed.within, above)
  }
  return { placed, unread }
}

/** What a plan says of a value, and what the code says of it, become one value: the plan's where it is known, else the code's, else an unknown that says so. */
import { type Tree, textOf } from '../data/tree.ts'
import { lazyMap } from '../eval/lazy.ts'
import {
  bool,
  type Doubt,
  doubtsOf,
  isWhollyKnown,
  list,
  nullValue,
  number,
  type ObjectValue,
  type Origin,
  reference,
  string,
  unknown,
  type Value,
} from '../eval/value.ts'
import { numberText, parseNumber } from './numbers.ts'
import { fieldsOf, isTrue } from './plan-file.ts'

/** What a plan says at one place. */
export interface Told {
  /** Undefined where it says nothing: not known, or not there. */
  readonly tree: Tree | undefined
  readonly unknown: Tree | undefined
  readonly sensitive: readonly Tree[]
}

/** Around the values of one resource. */
export interface Merging {
  readonly address: string
  /** Where there is no better place. */
  readonly origin: Origin
  /** The code is the plan's: what it tells is true. Else it lends its places alone. */
  readonly trusts: boolean
  readonly isDeclared: (address: string) => boolean
  /** The resource that has this id; of several `likely`, where it is one of them. */
  readonly ofId: (id: string, likely: string | undefined) => string | undefined
}

const inside = (mask: Tree | undefined, key: string | number): Tree | undefined => {
  if (mask?.kind === 'list') return typeof key === 'number' ? mask.items[key] : undefined
  if (mask?.kind === 'map') return fieldsOf(mask).get(String(key))
  return isTrue(mask) ? mask : undefined
}

const inAll = (masks: readonly Tree[], key: string | number): readonly Tree[] => masks.flatMap((mask) => inside(mask, key) ?? [])

/** What comes from a module that is not read is of this run all the same: the plan has its resources. */
const inPlan = (doubt: Doubt): Doubt => (doubt.reason === 'external' ? { ...doubt, reason: 'computed' } : doubt)

/** What the code tells, without names of resources that the plan does not have: those are of modules that are not read, or of other worlds. */
const grounded = (value: Value, merging: Merging): Value => {
  const inner = (each: Value): Value => grounded(each, merging)
  switch (value.kind) {
    case 'reference': {
      if (merging.isDeclared(value.to)) return value
      const identity = value.to.includes('[*]') ? {} : { identity: [value.to, ...value.path].join('.') }
      return unknown([inPlan(value.doubt)], value.origin, { ...identity, ...(value.sensitive ? { sensitive: true } : {}) })
    }
    case 'unknown': {
      const { among, parts, encodes, ...rest } = value
      return {
        ...rest,
        causes: rest.causes.map(inPlan),
        ...(among === undefined ? {} : { among: among.map(inner) }),
        ...(parts === undefined ? {} : { parts: parts.map(inner) }),
        ...(encodes === undefined ? {} : { encodes: inner(encodes) }),
      }
    }
    case 'list':
      return { ...value, items: value.items.map(inner) }
    case 'object': {
      if (value.open !== undefined && !merging.isDeclared(value.open.to)) return unknown(doubtsOf(value).map(inPlan), value.origin)
      const { entries } = value
      const made = (key: string): Value => inner(entries.get(key)!)
      return { ...value, entries: lazyMap([...entries.keys()], made, made) }
    }
    default:
      return value
  }
}

const isOwnId = (value: Value): boolean => value.kind === 'reference' && value.path.length === 1 && value.path[0] === 'id'

const plainText = (value: Value | undefined): string | undefined => {
  if (value?.kind === 'number') return numberText(value.value)
  return value?.kind === 'string' || value?.kind === 'bool' ? String(value.value) : undefined
}

const treeText = (tree: Tree | undefined): string | undefined => {
  if (tree?.kind !== 'scalar' || tree.value === null) return undefined
  const parsed = typeof tree.value === 'number' ? parseNumber(tree.raw) : undefined
  return parsed === undefined ? String(tree.value) : numberText(parsed)
}

const later = (path: readonly string[], written: Value | undefined, merging: Merging): Value => {
  const what = [merging.address, ...path].join('.')
  const span = (written?.origin ?? merging.origin).span
  const doubt: Doubt = { reason: 'computed', what, span }
  return unknown([doubt], { span }, { identity: what })
}

/** A value at a path of the resource. `written`: what the code says there. */
export const mergedValue = (told: Told, written: Value | undefined, path: readonly string[], merging: Merging): Value => {
  const { tree, sensitive } = told
  const value = isTrue(told.unknown) || tree === undefined ? ofUnknown(written, path, merging) : ofKnown(told, tree, written, path, merging)
  return written?.sensitive || sensitive.some(isTrue) ? { ...value, sensitive: true } : value
}

const ofUnknown = (written: Value | undefined, path: readonly string[], merging: Merging): Value => {
  if (written === undefined || !merging.trusts) return later(path, written, merging)
  const told = grounded(written, merging)
  // What is written and not null is what there will be; anything else the plan does not know, the provider will say.
  // https://github.com/hashicorp/terraform/blob/v1.11.4/docs/resource-instance-change-lifecycle.md#planresourcechange
  return isWhollyKnown(told) && hasNull(told) ? later(path, written, merging) : told
}

const hasNull = (value: Value): boolean =>
  value.kind === 'null' ||
  (value.kind === 'list' && value.items.some(hasNull)) ||
  (value.kind === 'object' && [...value.entries.values()].some(hasNull))

const ofKnown = (told: Told, tree: Tree, written: Value | undefined, path: readonly string[], merging: Merging): Value => {
  if (tree.kind === 'scalar') return ofScalar(tree, written, path, merging)
  const origin: Origin = written === undefined ? merging.origin : { span: written.origin.span }
  const at = (key: string | number): Told => ({
    tree: tree.kind === 'list' ? tree.items[Number(key)] : undefined,
    unknown: inside(told.unknown, key),
    sensitive: inAll(told.sensitive, key),
  })
  if (tree.kind === 'map') return ofMap(told, written, path, merging, origin)
  const matches = matched(tree.items, told.unknown, written)
  const items = tree.items.map((_, index) => mergedValue(at(index), matches[index], [...path, String(index)], merging))
  return list(items, origin, written?.kind === 'list' ? written.shape : 'list')
}

const ofScalar = (tree: Tree & { kind: 'scalar' }, written: Value | undefined, path: readonly string[], merging: Merging): Value => {
  const { trusts } = merging
  const isEqual = written !== undefined && plainText(written) !== undefined && plainText(written) === treeText(tree)
  const told = written !== undefined && trusts ? grounded(written, merging) : undefined
  const origin: Origin =
    written === undefined
      ? merging.origin
      : trusts && isEqual
        ? written.origin
        : told?.kind === 'reference'
          ? { span: written.origin.span, via: written.origin, of: { to: told.to, path: told.path } }
          : { span: written.origin.span }
  if (tree.value === null) return nullValue(origin)
  if (typeof tree.value === 'boolean') return bool(tree.value, origin)
  if (typeof tree.value === 'number') {
    const parsed = parseNumber(tree.raw)
    const doubt: Doubt = {
      reason: 'unsupported',
      what: `${[merging.address, ...path].join('.')}, a number of this size`,
      span: origin.span,
    }
    return parsed === undefined ? unknown([doubt], origin) : number(parsed, origin)
  }
  // An id is told by whose it is: names could be those of another subscription.
  const to = merging.ofId(tree.value, told?.kind === 'reference' && isOwnId(told) ? told.to : undefined)
  if (to === undefined) return string(tree.value, origin)
  return reference({ to, path: ['id'] }, { reason: 'computed', what: `${to}.id`, span: origin.span }, origin)
}

/** Values of write-only arguments are in no plan: https://developer.hashicorp.com/terraform/language/resources/ephemeral/write-only */
export const isWriteOnly = (key: string): boolean => key.endsWith('_wo')

const isEmpty = (tree: Tree): boolean =>
  tree.kind === 'scalar' ? tree.value === null || tree.value === '' : tree.kind === 'list' && tree.items.length === 0

const ofMap = (told: Told, written: Value | undefined, path: readonly string[], merging: Merging, origin: Origin): Value => {
  const fields = fieldsOf(told.tree)
  const own = written?.kind === 'object' ? written : undefined
  const isTold = (key: string): boolean => fields.has(key) || isTrue(inside(told.unknown, key))
  const all = (): readonly string[] => [...new Set([...fields.keys(), ...fieldsOf(told.unknown).keys()])].filter(isTold)
  // Of a block those attributes count that are written; providers give all the others a value that says nothing.
  const keys =
    own === undefined || !merging.trusts
      ? all().filter((key) => path.length < 2 || !fields.has(key) || !isEmpty(fields.get(key)!))
      : own.open === undefined
        ? all()
        : [...own.entries.keys()].filter((key) => isTold(key) || isWriteOnly(key))
  const make = (key: string): Value => mergedEntry(told, key, own, path, merging)
  const open = own?.open === undefined ? {} : { open: own.open }
  return { kind: 'object', shape: own?.shape ?? 'object', entries: lazyMap(keys, make, make), origin, ...open }
}

/** The value of one attribute or block. */
export const mergedEntry = (
  told: Told,
  key: string,
  written: ObjectValue | undefined,
  path: readonly string[],
  merging: Merging,
): Value => {
  const own = written?.entries.get(key)
  const inner = [...path, key]
  if (isWriteOnly(key)) return own === undefined || !merging.trusts ? later(inner, own, merging) : grounded(own, merging)
  const tree = told.tree === undefined ? undefined : fieldsOf(told.tree).get(key)
  return mergedValue({ tree, unknown: inside(told.unknown, key), sensitive: inAll(told.sensitive, key) }, own, inner, merging)
}

/** Lists longer than this are matched by what is equal alone. */
const longestMatched = 200

/** Which element of the code each element of the plan is; undefined where that cannot be told. Sets are in another order here than there. */
const matched = (items: readonly Tree[], mask: Tree | undefined, written: Value | undefined): readonly (Value | undefined)[] => {
  if (written?.kind !== 'list') return items.map(() => undefined)
  if (written.items.some(({ kind }) => kind === 'object')) return matchedObjects(items, mask, written.items)
  const left = new Map<string, Value[]>()
  const open: Value[] = []
  for (const item of written.items) {
    const text = plainText(item)
    if (text === undefined) open.push(item)
    else left.set(text, [...(left.get(text) ?? []), item])
  }
  const found = items.map((item, index) => (isTrue(inside(mask, index)) ? undefined : left.get(treeText(item) ?? '')?.shift()))
  // What is known on both sides is paired: then the others are the others, in their order.
  const others = found.flatMap((value, index) => (value === undefined ? [index] : []))
  const isWhole = [...left.values()].every((values) => values.length === 0) && others.length === open.length
  if (!isWhole || (others.length > 1 && !others.every((index) => isTrue(inside(mask, index))))) return found
  const place = new Map(others.map((index, order) => [index, open[order]!]))
  return found.map((value, index) => value ?? place.get(index))
}

/** Whether the object may be this one: nothing that both know differs. */
const fits = (tree: Tree, mask: Tree | undefined, written: Value): boolean => {
  if (tree.kind !== 'map' || written.kind !== 'object') return false
  const fields = fieldsOf(tree)
  for (const [key, value] of written.entries) {
    const text = plainText(value)
    if (text !== undefined && !isTrue(inside(mask, key)) && fields.has(key) && treeText(fields.get(key)) !== text) return false
  }
  return true
}

/** Pairs in which neither may be paired with another. */
const matchedObjects = (items: readonly Tree[], mask: Tree | undefined, written: readonly Value[]): readonly (Value | undefined)[] => {
  if (items.length === 1 && written.length === 1) return written
  if (items.length > longestMatched || written.length > longestMatched) return matchedNames(items, written)
  const rows = items.map((item, index) => written.flatMap((value, at) => (fits(item, inside(mask, index), value) ? [at] : [])))
  const count = new Map<number, number>()
  for (const row of rows) for (const at of row) count.set(at, (count.get(at) ?? 0) + 1)
  return rows.map(([at, ...more]) => (at !== undefined && more.length === 0 && count.get(at) === 1 ? written[at] : undefined))
}

const matchedNames = (items: readonly Tree[], written: readonly Value[]): readonly (Value | undefined)[] => {
  const names = items.map((item) => textOf(fieldsOf(item).get('name')))
  const own = written.map((value) => (value.kind === 'object' ? plainText(value.entries.get('name')) : undefined))
  const at = uniquePlaces(own)
  const theirs = uniquePlaces(names)
  const isPartly = own.includes(undefined)
  return names.map((name) => {
    const place = name === undefined || !theirs.has(name) ? undefined : at.get(name)
    return place === undefined || isPartly ? undefined : written[place]
  })
}

const uniquePlaces = (names: readonly (string | undefined)[]): ReadonlyMap<string, number> => {
  const places = new Map<string, number>()
  const twice = new Set<string>()
  for (const [index, name] of names.entries()) {
    if (name === undefined) continue
    if (places.has(name)) twice.add(name)
    places.set(name, index)
  }
  for (const name of twice) places.delete(name)
  return places
}

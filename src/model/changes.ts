/** Changes to resources that are not followed come in; what they may have changed goes out as not known. */
import type { Origin } from '../eval/value.ts'
import { type Doubt, mergeDoubts, type ObjectValue, type Value } from '../eval/value.ts'
import { targetsOf } from './attach.ts'
import type { ArmResource, Override } from './kind.ts'
import { type AnyEntity, type Kind, kinds } from './kinds/index.ts'
import type { Linker } from './link.ts'
import { at } from './read-value.ts'

// ── which properties matter ──

/** The object, and the names that were asked of it in lower case; `*` where it was gone through. */
const watched = (value: ObjectValue, asked: Set<string>): ObjectValue => {
  const { entries } = value
  const all = (): ReadonlyMap<string, Value> => {
    asked.add('*')
    return entries
  }
  const watching: ReadonlyMap<string, Value> = {
    get: (key) => {
      asked.add(key.toLowerCase())
      return entries.get(key)
    },
    has: (key) => entries.has(key),
    get size() {
      return entries.size
    },
    keys: () => entries.keys(),
    values: () => all().values(),
    entries: () => all().entries(),
    forEach: (visit) => all().forEach(visit),
    [Symbol.iterator]: () => all()[Symbol.iterator](),
  }
  return { ...value, entries: watching }
}

/** Names that are stated and that `read` asks for; undefined where it cannot be told what is stated. */
export const readNames = (resource: ArmResource, read: (resource: ArmResource) => unknown): ReadonlySet<string> | undefined => {
  const { body } = resource
  if (body === undefined || body.kind === 'null') return new Set()
  if (body.kind !== 'object' || body.open !== undefined || body.possible !== undefined) return undefined
  const properties = at(body, 'properties')
  const asked = new Set<string>()
  const outer = watched(body, asked)
  const isObject = properties?.kind === 'object' && properties.open === undefined && properties.possible === undefined
  if (properties !== undefined && properties.kind !== 'null' && !isObject) return undefined
  read({ ...resource, body: outer, properties: isObject ? watched(properties, asked) : undefined })
  const stated = [...body.entries.keys(), ...(isObject ? properties.entries.keys() : [])].filter(
    (name) => name.toLowerCase() !== 'properties',
  )
  return new Set(stated.filter((name) => asked.has('*') || asked.has(name.toLowerCase())))
}

// ── what they may have changed ──

/** Of these the network says itself, wherever it is asked, that they are changed. */
const asking: ReadonlySet<string> = new Set([
  'virtual-network',
  'subnet',
  'nsg',
  'network-interface',
  'application-security-group',
  'route-table',
  'firewall-policy',
  'firewall-rule-group',
  'ip-group',
  'ip-group-entry',
])

/** Who a resource is, which no change alters. */
const lasting: ReadonlySet<string> = new Set([
  'kind',
  'id',
  'name',
  'presence',
  'span',
  'origin',
  'open',
  'resourceGroup',
  'subscription',
  'location',
])

const isDoubts = (value: readonly unknown[]): value is readonly Doubt[] =>
  value.every((one) => typeof one === 'object' && one !== null && 'reason' in one && 'what' in one)

const hasOrigin = (value: object): value is { readonly origin: Origin } => 'origin' in value

const clouded = (value: unknown, key: string, doubts: readonly Doubt[]): unknown => {
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value
    return key.startsWith('more') && isDoubts(items) ? mergeDoubts(items, doubts) : items.map((item) => clouded(item, '', doubts))
  }
  if (typeof value !== 'object' || value === null) return value
  if (hasOrigin(value)) {
    const { origin } = value
    if ('known' in value) return { known: false, doubts, origin }
    if ('by' in value) return { by: 'unknown', doubts, origin }
    if ('kind' in value && (value.kind === 'range' || value.kind === 'atom'))
      return { kind: 'atom', identity: `changed ${origin.span.file.path}:${origin.span.start}`, doubts, origin }
  }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, lasting.has(name) ? inner : clouded(inner, name, doubts)]))
}

/** Entities of which `overrides` may change anything, with all of it not known; undefined where there are none. */
export const withChanges = (
  entities: readonly AnyEntity[],
  overrides: readonly Override[],
  linker: Pick<Linker, 'link'>,
): readonly AnyEntity[] | undefined => {
  const changed = new Map<string, readonly Doubt[]>()
  const note = (key: string, doubts: readonly Doubt[]): void => void changed.set(key, mergeDoubts(changed.get(key) ?? [], doubts))
  for (const { target, targetKind, address, span } of overrides) {
    if (asking.has(targetKind) || !Object.hasOwn(kinds, targetKind)) continue
    const doubt: Doubt = { reason: 'unsupported', what: address, span }
    const { each, any } = targetsOf(target, linker.link(target, targetKind as Kind), { certain: true })
    for (const { entity } of each) note(`id ${entity.id}`, [doubt])
    if (any.length > 0) note(`kind ${targetKind}`, [doubt])
  }
  if (changed.size === 0) return undefined
  return entities.map((entity) => {
    const doubts = mergeDoubts(changed.get(`id ${entity.id}`) ?? [], changed.get(`kind ${entity.kind}`) ?? [])
    return doubts.length === 0 ? entity : (clouded(entity, '', doubts) as AnyEntity)
  })
}

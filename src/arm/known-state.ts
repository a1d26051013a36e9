/** A resource as others see it: what its code sets is known, all else of it is known only when it is deployed. */
import { deferredMap, lazyMap } from '../eval/lazy.ts'
import {
  type Attribute,
  type Doubt,
  failure,
  type ObjectValue,
  type Origin,
  reference,
  string,
  unknown,
  type Value,
} from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import { textFrom } from './target.ts'
import { unordered } from './unordered.ts'

/** What is asked of a resource; its body as of `Declared`. */
export interface Stated {
  readonly address: string
  readonly type: string
  readonly name: Value
  readonly id: Value
  /** Where it is written as plain text. */
  readonly apiVersion?: string | undefined
  readonly isExisting: boolean
  readonly body: () => ObjectValue
}

/** Whether other resources of that type are made beside it, which may be of the same list. */
export type MakesBeside = (type: string) => boolean

/** Lists whose elements are resources, by the type of the one that lists them: https://learn.microsoft.com/azure/azure-resource-manager/templates/child-resource-name-type */
const children: ReadonlyMap<string, readonly string[]> = new Map([
  ['microsoft.network/virtualnetworks', ['subnets']],
  ['microsoft.network/loadbalancers', ['frontendIPConfigurations', 'backendAddressPools']],
])

/** Lists that nobody but the code adds to: an element that is the only one is that element. */
const closed: ReadonlyMap<string, readonly string[]> = new Map([
  ['microsoft.network/dnsresolvers/inboundendpoints', ['ipConfigurations']],
  ['microsoft.network/networkinterfaces', ['ipConfigurations']],
])

const ofResource = ({ to, path }: Attribute, isExisting: boolean, origin: Origin): Value =>
  reference(
    { to, path },
    { reason: isExisting ? 'external' : 'computed', what: [to, ...path].join('.'), span: origin.span },
    origin,
    path.length > 1 ? true : undefined,
  )

/** A member that the code sets, with what the provider may add to it. Elements of lists may stand in another order, and secrets are not given back. */
const seen = (value: Value, at: Attribute, origin: Origin, childrenAt: ChildrenAt): Value => {
  if (value.sensitive === true || value.kind === 'null' || value.kind === 'lambda') return ofResource(at, false, origin)
  if (value.kind === 'list') {
    if (value.items.every(isPlain)) return value
    const items = childrenAt(value.items, at)
    return items === undefined ? ofResource(at, false, origin) : { ...value, items }
  }
  if (value.kind !== 'object') return value
  return isOpen(value) ? ofResource(at, false, origin) : opened(value, at, origin, childrenAt)
}

/** Elements that are resources, where the list surely holds them and no others. */
type ChildrenAt = (items: readonly Value[], at: Attribute) => readonly Value[] | undefined

const noChildren: ChildrenAt = () => undefined

const isOpen = ({ open, possible, sensitive }: ObjectValue): boolean => open !== undefined || possible !== undefined || sensitive === true

const childrenOf =
  ({ type, id }: Stated, makesBeside: MakesBeside, origin: Origin): ChildrenAt =>
  (items, { to, path }) => {
    const [body, list, ...rest] = path
    const isIn = (lists: typeof children): boolean =>
      body === 'properties' && rest.length === 0 && lists.get(type.toLowerCase())?.includes(list ?? '') === true
    const [first] = items
    if (items.length === 1 && first?.kind === 'object' && isIn(closed) && !isOpen(first))
      return [opened(first, { to, path: [...path, '0'] }, origin, noChildren)]
    if (!isIn(children) || items.length > budget.alternatives || makesBeside(`${type}/${list}`)) return undefined
    const all: ObjectValue[] = []
    for (const item of items) {
      const name = item.kind === 'object' && !isOpen(item) ? item.entries.get('name') : undefined
      if (item.kind !== 'object' || name?.kind !== 'string' || name.sensitive === true) return undefined
      all.push(item)
    }
    const idOf = (item: ObjectValue): Value => textFrom(origin, id, `/${list}/`, item.entries.get('name')!)
    if (all.length === 1) return [withMembers(opened(all[0]!, { to, path: [...path, '0'] }, origin, noChildren), [['id', idOf(all[0]!)]])]
    // Azure documents no order in which a list that it gives back stands: each element is one of them, it is not known which.
    const doubt: Doubt = { reason: 'computed', what: `the order of \`${[to, ...path].join('.')}\``, span: origin.span }
    const each = all.map((item) => {
      // No index, so that nothing else is taken for it: names in such a list are each there once.
      const name = item.entries.get('name')!
      const own = { to, path: [...path, name.kind === 'string' ? `'${name.value}'` : '?'] }
      return withMembers(opened(item, own, origin, noChildren), [['id', idOf(item)]])
    })
    const mixed = all.map((_, at) => {
      const own = { to, path: [...path, String(at)] }
      const some = (key: string, of: (item: ObjectValue) => Value): Value =>
        unknown([doubt], origin, { among: all.map(of), identity: [to, ...own.path, key].join('.') })
      const open: ObjectValue = { kind: 'object', shape: 'object', origin, entries: new Map(), open: own }
      return withMembers(open, [
        ['id', some('id', idOf)],
        ['name', some('name', (item) => item.entries.get('name')!)],
      ])
    })
    return unordered(mixed, each)
  }

const withMembers = ({ entries, ...shell }: ObjectValue, members: readonly (readonly [string, Value])[]): ObjectValue => {
  const own = new Map(members)
  const memberOf = (key: string): Value => own.get(key) ?? entries.get(key)!
  return { ...shell, entries: lazyMap([...new Set([...entries.keys(), ...own.keys()])], memberOf, memberOf) }
}

const isPlain = (value: Value): boolean =>
  value.sensitive !== true && (value.kind === 'string' || value.kind === 'number' || value.kind === 'bool' || value.kind === 'unknown')

/** Of an address that is not asked for as a static one Azure chooses: https://learn.microsoft.com/azure/virtual-network/ip-services/private-ip-addresses#allocation-method */
const isChosen = (key: string, { entries }: ObjectValue): boolean => {
  if (key.toLowerCase() !== 'privateipaddress') return false
  const method = [...entries.keys()].find((one) => one.toLowerCase() === 'privateipallocationmethod')
  const value = method === undefined ? undefined : entries.get(method)
  return value?.kind !== 'string' || value.value.toLowerCase() !== 'static'
}

const opened = (value: ObjectValue, at: Attribute, origin: Origin, childrenAt: ChildrenAt): ObjectValue => ({
  kind: 'object',
  shape: 'object',
  origin: value.origin,
  open: at,
  entries: lazyMap(
    [...value.entries.keys()],
    (key) => {
      const to = { to: at.to, path: [...at.path, key] }
      return isChosen(key, value) ? ofResource(to, false, origin) : seen(value.entries.get(key)!, to, origin, childrenAt)
    },
    (key) => failure(`\`${key}\` depends on itself`, origin),
  ),
})

/** Members of a body that say something else of the resource than the resource says of itself. */
const own = new Set(['name', 'parent_id', 'id', 'type', 'scope', 'apiversion'])

export const resourceValue = (stated: Stated, origin: Origin, makesBeside: MakesBeside): ObjectValue => {
  const childrenAt = childrenOf(stated, makesBeside, origin)
  const { address, type, name, id, apiVersion, isExisting } = stated
  const given = new Map<string, Value>([
    ['id', id],
    ['name', name],
    ['type', string(type, origin)],
    ...(apiVersion === undefined ? [] : [['apiVersion', string(apiVersion, origin)] as const]),
  ])
  const written = (): ReadonlyMap<string, Value> => {
    if (isExisting) return given
    const { entries } = stated.body()
    const keys = [...entries.keys()].filter((key) => !own.has(key.toLowerCase()))
    const memberOf = (key: string): Value => seen(entries.get(key)!, { to: address, path: [key] }, origin, childrenAt)
    return lazyMap([...given.keys(), ...keys], (key) => given.get(key) ?? memberOf(key), memberOf)
  }
  return { kind: 'object', shape: 'object', origin, open: { to: address, path: [] }, entries: deferredMap(given, written) }
}

/** A resource as others see it: what its code sets is known, all else of it is known only when it is deployed. */
import { deferredMap, lazyMap } from '../eval/lazy.ts'
import { type Attribute, failure, type ObjectValue, type Origin, reference, string, type Value } from '../eval/value.ts'
import { textFrom } from './target.ts'

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
const seen = (value: Value, at: Attribute, origin: Origin, childOf: ChildOf): Value => {
  if (value.sensitive === true || value.kind === 'null' || value.kind === 'lambda') return ofResource(at, false, origin)
  if (value.kind === 'list') {
    if (value.items.every(isPlain)) return value
    const [item] = value.items
    const child = value.items.length === 1 && item?.kind === 'object' ? childOf(item, at) : undefined
    return child === undefined ? ofResource(at, false, origin) : { ...value, items: [child] }
  }
  if (value.kind !== 'object') return value
  return isOpen(value) ? ofResource(at, false, origin) : opened(value, at, origin, childOf)
}

/** An element that is a resource, where it surely is the only one of its list. */
type ChildOf = (item: ObjectValue, at: Attribute) => Value | undefined

const noChild: ChildOf = () => undefined

const isOpen = ({ open, possible, sensitive }: ObjectValue): boolean => open !== undefined || possible !== undefined || sensitive === true

const childrenOf =
  ({ type, id }: Stated, makesBeside: MakesBeside, origin: Origin): ChildOf =>
  (item, { to, path }) => {
    const [body, list, ...rest] = path
    const name = item.entries.get('name')
    const isIn = (lists: typeof children): boolean =>
      body === 'properties' && rest.length === 0 && lists.get(type.toLowerCase())?.includes(list ?? '') === true
    if (isIn(closed) && !isOpen(item)) return opened(item, { to, path: [...path, '0'] }, origin, noChild)
    if (!isIn(children) || isOpen(item) || name?.kind !== 'string' || name.sensitive === true || makesBeside(`${type}/${list}`))
      return undefined
    const { entries, ...shell } = opened(item, { to, path: [...path, '0'] }, origin, noChild)
    const own = textFrom(origin, id, `/${list}/`, name)
    return {
      ...shell,
      entries: lazyMap(
        [...entries.keys(), 'id'],
        (key) => (key === 'id' ? own : entries.get(key)!),
        () => own,
      ),
    }
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

const opened = (value: ObjectValue, at: Attribute, origin: Origin, childOf: ChildOf): ObjectValue => ({
  kind: 'object',
  shape: 'object',
  origin: value.origin,
  open: at,
  entries: lazyMap(
    [...value.entries.keys()],
    (key) => {
      const to = { to: at.to, path: [...at.path, key] }
      return isChosen(key, value) ? ofResource(to, false, origin) : seen(value.entries.get(key)!, to, origin, childOf)
    },
    (key) => failure(`\`${key}\` depends on itself`, origin),
  ),
})

/** Members of a body that say something else of the resource than the resource says of itself. */
const own = new Set(['name', 'parent_id', 'id', 'type', 'scope', 'apiversion'])

export const resourceValue = (stated: Stated, origin: Origin, makesBeside: MakesBeside): ObjectValue => {
  const childOf = childrenOf(stated, makesBeside, origin)
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
    const memberOf = (key: string): Value => seen(entries.get(key)!, { to: address, path: [key] }, origin, childOf)
    return lazyMap([...given.keys(), ...keys], (key) => given.get(key) ?? memberOf(key), memberOf)
  }
  return { kind: 'object', shape: 'object', origin, open: { to: address, path: [] }, entries: deferredMap(given, written) }
}

/** A resource as others see it: what its code sets is known, all else of it is known only when it is deployed. */
import { deferredMap, lazyMap } from '../eval/lazy.ts'
import { type Attribute, failure, type ObjectValue, type Origin, reference, string, type Value } from '../eval/value.ts'

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

const ofResource = ({ to, path }: Attribute, isExisting: boolean, origin: Origin): Value =>
  reference(
    { to, path },
    { reason: isExisting ? 'external' : 'computed', what: [to, ...path].join('.'), span: origin.span },
    origin,
    path.length > 1 ? true : undefined,
  )

/** A member that the code sets, with what the provider may add to it. Elements of lists may stand in another order, and secrets are not given back. */
const seen = (value: Value, at: Attribute, origin: Origin): Value => {
  if (value.sensitive === true || value.kind === 'null' || value.kind === 'lambda') return ofResource(at, false, origin)
  if (value.kind === 'list') return value.items.every(isPlain) ? value : ofResource(at, false, origin)
  if (value.kind !== 'object') return value
  return value.open !== undefined || value.possible !== undefined ? ofResource(at, false, origin) : opened(value, at, origin)
}

const isPlain = (value: Value): boolean =>
  value.sensitive !== true && (value.kind === 'string' || value.kind === 'number' || value.kind === 'bool' || value.kind === 'unknown')

const opened = (value: ObjectValue, at: Attribute, origin: Origin): ObjectValue => ({
  kind: 'object',
  shape: 'object',
  origin: value.origin,
  open: at,
  entries: lazyMap(
    [...value.entries.keys()],
    (key) => seen(value.entries.get(key)!, { to: at.to, path: [...at.path, key] }, origin),
    (key) => failure(`\`${key}\` depends on itself`, origin),
  ),
})

/** Members of a body that say something else of the resource than the resource says of itself. */
const own = new Set(['name', 'parent_id', 'id', 'type', 'scope', 'apiversion'])

export const resourceValue = (stated: Stated, origin: Origin): ObjectValue => {
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
    const memberOf = (key: string): Value => seen(entries.get(key)!, { to: address, path: [key] }, origin)
    return lazyMap([...given.keys(), ...keys], (key) => given.get(key) ?? memberOf(key), memberOf)
  }
  return { kind: 'object', shape: 'object', origin, open: { to: address, path: [] }, entries: deferredMap(given, written) }
}

/** Maps whose values are made when first asked for, so that only what is pulled is evaluated. */

/** In the place of a value that is not made yet, or is being made. */
const waiting = Symbol('waiting')
const underway = Symbol('underway')

interface Lazy<V> {
  readonly slots: Map<string, V | typeof waiting | typeof underway>
  /** How many values are not made. */
  left: number
  /** Values may be let go, and be made again. */
  readonly again: boolean
  /** Gone once all is made, and with it whatever the values were made from. */
  make: ((key: string) => V) | undefined
  reentered: ((key: string) => V) | undefined
}

const valueAt = <V>(lazy: Lazy<V>, key: string): V | undefined => {
  const known = lazy.slots.get(key)
  if (known === underway) return lazy.reentered!(key)
  if (known !== waiting) return known as V | undefined
  lazy.slots.set(key, underway)
  const value = lazy.make!(key)
  lazy.slots.set(key, value)
  if (--lazy.left === 0 && !lazy.again) lazy.make = lazy.reentered = undefined
  return value
}

function* entriesOf<V>(lazy: Lazy<V>): MapIterator<[string, V]> {
  for (const key of lazy.slots.keys()) yield [key, valueAt(lazy, key)!]
}

function* valuesOf<V>(lazy: Lazy<V>): MapIterator<V> {
  for (const key of lazy.slots.keys()) yield valueAt(lazy, key)!
}

type LazyMap = ReadonlyMap<string, unknown> & Lazy<unknown>

/** Every block of every resource is such a map: what they can do is held once for all of them. */
const shared: ReadonlyMap<string, unknown> & ThisType<LazyMap> = {
  get(key) {
    return valueAt(this, key)
  },
  has(key) {
    return this.slots.has(key)
  },
  get size() {
    return (this as unknown as LazyMap).slots.size
  },
  keys() {
    return this.slots.keys()
  },
  values() {
    return valuesOf(this)
  },
  entries() {
    return entriesOf(this)
  },
  forEach(visit) {
    for (const [key, value] of entriesOf(this)) visit(value, key, this)
  },
  [Symbol.iterator]() {
    return entriesOf(this)
  },
}

/** A read-only map with these keys in this order; `make` is called at most once for each (unless they are let go, where they may be made `again`), and a key that is asked for while it is being made is `reentered`. */
export const lazyMap = <V>(
  keys: readonly string[],
  make: (key: string) => V,
  reentered: (key: string) => V,
  again = false,
): ReadonlyMap<string, V> => {
  const slots: Lazy<V>['slots'] = new Map()
  for (const key of keys) slots.set(key, waiting)
  const lazy: Lazy<V> = { slots, left: slots.size, again, make, reentered }
  return Object.assign(Object.create(shared) as ReadonlyMap<string, V>, lazy)
}

/** Lets go of the values of a map whose values may be made `again`; of any other it does nothing. */
export const letGo = (map: ReadonlyMap<string, unknown>): void => {
  const { slots, again } = map as Partial<Lazy<unknown>>
  if (again !== true || slots === undefined) return
  for (const [key, value] of slots) if (value !== underway) slots.set(key, waiting)
}

/** A read-only map that is made when a key is asked for that is not among `first`, or all of it is. */
export const deferredMap = <V>(first: ReadonlyMap<string, V>, make: () => ReadonlyMap<string, V>): ReadonlyMap<string, V> => {
  let made: ReadonlyMap<string, V> | undefined
  const whole = (): ReadonlyMap<string, V> => (made ??= make())
  return {
    get: (key) => first.get(key) ?? whole().get(key),
    has: (key) => first.has(key) || whole().has(key),
    get size() {
      return whole().size
    },
    keys: () => whole().keys(),
    values: () => whole().values(),
    entries: () => whole().entries(),
    forEach: (visit) => whole().forEach(visit),
    [Symbol.iterator]: () => whole()[Symbol.iterator](),
  }
}

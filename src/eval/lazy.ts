/** Maps whose values are made when first asked for, so that only what is pulled is evaluated. */

/** A read-only map with these keys in this order; `make` is called at most once for each, and a key that is asked for while it is being made is `reentered`. */
export const lazyMap = <V>(keys: readonly string[], make: (key: string) => V, reentered: (key: string) => V): ReadonlyMap<string, V> => {
  const made = new Map<string, V>()
  const underway = new Set<string>()
  const known = new Set(keys)
  const get = (key: string): V | undefined => {
    if (!known.has(key)) return undefined
    if (made.has(key)) return made.get(key)
    if (underway.has(key)) return reentered(key)
    underway.add(key)
    const value = make(key)
    underway.delete(key)
    made.set(key, value)
    return value
  }
  const entries = function* (): MapIterator<[string, V]> {
    for (const key of known) yield [key, get(key)!]
  }
  const values = function* (): MapIterator<V> {
    for (const key of known) yield get(key)!
  }
  const map: ReadonlyMap<string, V> = {
    get,
    has: (key) => known.has(key),
    get size() {
      return known.size
    },
    keys: () => known.keys(),
    values,
    entries,
    forEach: (visit) => {
      for (const [key, value] of entries()) visit(value, key, map)
    },
    [Symbol.iterator]: entries,
  }
  return map
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

/** Instance keys that a plan holds come in, and instances as the code would have them go out: each key once and surely, its values as far as the code tells them. */
import { certain } from '../eval/declared.ts'
import { type Doubt, number, type Origin, string, unknown, type Value } from '../eval/value.ts'
import type { Instance, Instances } from './instances.ts'

/** `undefined` stands for a resource or module without `count` and `for_each`. */
export type InstanceKey = string | number | undefined

/** Keys by the address that they belong to, which is without the last of them; undefined where nothing is known of it. */
export type KeysOf = (address: string) => readonly InstanceKey[] | undefined

export const suffixOf = (key: InstanceKey): string => (key === undefined ? '' : `[${JSON.stringify(key)}]`)

/** `evaluated`: what the code alone tells. Keys of both kinds, or of another kind than the code has, tell that it is other code: then the code stands. */
export const instancesOfKeys = (keys: readonly InstanceKey[], evaluated: Instances, address: string, origin: Origin): Instances => {
  const known = new Map(evaluated.instances.map((instance) => [instance.suffix, instance]))
  const isSingle = known.has('')
  const areNumbers = keys.every((key) => typeof key === 'number')
  const areTexts = keys.every((key) => typeof key === 'string')
  if (isSingle || (!areNumbers && !areTexts)) return evaluated
  const doubt = (what: string): Doubt => ({ reason: 'computed', what: `${what} of ${address}`, span: origin.span })
  const later = (what: string): Value => unknown([doubt(what)], origin)
  const instances = keys.map((key): Instance => {
    const suffix = suffixOf(key)
    const own = known.get(suffix)
    if (own !== undefined) return { ...own, presence: certain }
    const names: readonly (readonly [string, Value])[] =
      typeof key === 'number'
        ? [['count.index', number(key, origin)]]
        : [
            ['each.key', string(String(key), origin)],
            ['each.value', later(`each.value in ${suffix}`)],
          ]
    return { suffix, names: new Map(names), presence: certain }
  })
  // An index that is left out would move those behind it.
  const areInOrder = areNumbers && keys.every((key, index) => key === index)
  if (areNumbers && !areInOrder) return { instances, collect: () => later('instances') }
  return {
    instances,
    collect: (valueIn) => {
      const values = instances.map(valueIn)
      if (areNumbers) return { kind: 'list', shape: 'tuple', items: values, origin }
      return { kind: 'object', shape: 'object', entries: new Map(values.map((value, at) => [String(keys[at]), value])), origin }
    },
  }
}

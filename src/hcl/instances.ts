/** `count` and `for_each`: which instances of a block there are, surely or possibly. */
import { oneOf } from '../eval/alternatives.ts'
import { certain, type Presence } from '../eval/declared.ts'
import type { Dialect } from '../eval/dialect.ts'
import { type Doubt, doubtsOf, isFailure, number, type Origin, string, unknown, type Value } from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import type { Span } from '../text/source.ts'

/** One instance: `suffix` is what its address ends in (`[0]`, `["apim"]`, `[*]`, or nothing). */
export interface Instance {
  readonly suffix: string
  /** What `count.index`, `each.key` and `each.value` mean in it. */
  readonly names: ReadonlyMap<string, Value>
  readonly presence: Presence
}

export interface Instances {
  readonly instances: readonly Instance[]
  /** How the instances together look to expressions: one object, a tuple or an object of them, or something that is not known. */
  readonly collect: (valueIn: (instance: Instance) => Value) => Value
}

const noNames: ReadonlyMap<string, Value> = new Map()
const single: Instance = { suffix: '', names: noNames, presence: certain }

export const oneInstance: Instances = { instances: [single], collect: (valueIn) => valueIn(single) }

const uncertain = (doubts: readonly Doubt[]): Presence => ({ certain: false, doubts })

/** Instances of which neither number nor keys are known: one that stands for all. `address` names the block for people and for identity. */
const unknownInstances = (doubts: readonly Doubt[], address: string, origin: Origin): Instances => {
  const name = (what: string): Value => unknown(doubts, origin, { identity: `${what} of ${address}` })
  const any: Instance = {
    suffix: '[*]',
    names: new Map([
      ['count.index', name('count.index')],
      ['each.key', name('each.key')],
      ['each.value', name('each.value')],
    ]),
    presence: uncertain(doubts),
  }
  return { instances: [any], collect: () => unknown(doubts, origin, { identity: `instances of ${address}`, mayFail: true }) }
}

const budgetDoubt = (span: Span): Doubt => ({ reason: 'budget', what: `more than ${budget.instances} instances`, span })

/** The whole numbers that a `count` can be; undefined when that is not a short list. Null and unusable ones count as failures: left out. */
const countsOf = (value: Value): readonly number[] | undefined => {
  const options = value.kind === 'unknown' ? value.among : [value]
  if (options === undefined) return undefined
  const counts: number[] = []
  for (const option of options) {
    const text = option.kind === 'string' ? Number(option.value) : option.kind === 'number' ? option.value : Number.NaN
    if (typeof text === 'number' && Number.isInteger(text) && text >= 0) counts.push(text)
    else if (option.kind === 'reference' || option.kind === 'unknown') return undefined
  }
  return counts
}

export const instancesOfCount = (count: Value, address: string): Instances => {
  const origin = count.origin
  const counts = countsOf(count)
  if (counts === undefined || counts.length === 0 || isFailure(count)) {
    const doubts = doubtsOf(count)
    return unknownInstances(
      doubts.length > 0 ? doubts : [{ reason: 'error', what: `the count of ${address} is no whole number`, span: origin.span }],
      address,
      origin,
    )
  }
  const most = Math.max(...counts)
  const least = count.kind === 'unknown' ? Math.min(...counts) : most
  if (most > budget.instances) return unknownInstances([budgetDoubt(origin.span)], address, origin)
  const doubts = doubtsOf(count)
  const instances = Array.from(
    { length: most },
    (_, index): Instance => ({
      suffix: `[${index}]`,
      names: new Map([['count.index', number(index, origin)]]),
      presence: index < least ? certain : uncertain(doubts),
    }),
  )
  const tuple = (values: readonly Value[]): Value => ({ kind: 'list', shape: 'tuple', items: values, origin })
  return {
    instances,
    collect: (valueIn) => {
      const values = instances.map(valueIn)
      return oneOf(
        [...new Set(counts)].map((length) => tuple(values.slice(0, length))),
        doubts,
        origin,
      )
    },
  }
}

/** Elements of a `for_each` by key; undefined when its keys are not known. */
const elementsOf = (value: Value, dialect: Dialect): ReadonlyMap<string, Value> | undefined => {
  if (value.kind === 'object') return value.open === undefined && value.possible === undefined ? value.entries : undefined
  if (value.kind !== 'list') return undefined
  const found = new Map<string, Value>()
  for (const item of value.items) {
    const key = item.kind === 'string' ? dialect.text(item) : undefined
    if (key === undefined) return undefined
    found.set(key, item)
  }
  return found
}

export const instancesOfForEach = (forEach: Value, address: string, dialect: Dialect): Instances => {
  const origin = forEach.origin
  const options = forEach.kind === 'unknown' ? (forEach.among ?? []).filter((option) => option.kind !== 'null') : [forEach]
  const elements = options.map((option) => elementsOf(option, dialect))
  const doubts = doubtsOf(forEach)
  if (elements.length === 0 || elements.some((found) => found === undefined) || isFailure(forEach))
    return unknownInstances(
      doubts.length > 0
        ? doubts
        : [{ reason: 'error', what: `the for_each of ${address} is neither a map nor a set of text`, span: origin.span }],
      address,
      origin,
    )
  const alternatives = elements as readonly ReadonlyMap<string, Value>[]
  const keys = new Set(alternatives.flatMap((found) => [...found.keys()]))
  if (keys.size > budget.instances) return unknownInstances([budgetDoubt(origin.span)], address, origin)
  const open = forEach.kind === 'unknown' && forEach.mayFail === true && alternatives.length < 2
  const instances = new Map<string, Instance>()
  for (const key of [...keys].sort()) {
    const values = alternatives.flatMap((found) => (found.has(key) ? [found.get(key)!] : []))
    const value = values.length === 1 ? values[0]! : oneOf(values, doubts, origin)
    instances.set(key, {
      suffix: `[${JSON.stringify(key)}]`,
      names: new Map([
        ['each.key', string(key, value.origin)],
        ['each.value', value],
      ]),
      presence: values.length === alternatives.length && !open ? certain : uncertain(doubts),
    })
  }
  return {
    instances: [...instances.values()],
    collect: (valueIn) => {
      const made = new Map([...instances].map(([key, instance]) => [key, valueIn(instance)]))
      const objects = alternatives.map(
        (found): Value => ({
          kind: 'object',
          shape: 'object',
          entries: new Map([...made].filter(([key]) => found.has(key))),
          origin,
        }),
      )
      return objects.length === 1 ? objects[0]! : oneOf(objects, doubts, origin)
    },
  }
}

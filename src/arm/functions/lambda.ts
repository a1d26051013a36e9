/** Functions that take functions: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-lambda */
import { isSame, isTopKnown } from '../../eval/alternatives.ts'
import type { Operation, Site } from '../../eval/dialect.ts'
import { isFailure, type LambdaValue, nullValue, number, string, type Value } from '../../eval/value.ts'
import { budget } from '../../text/budget.ts'
import { elementsOf } from '../unordered.ts'
import { array, define, type FunctionTable, outOfBudget, record, textOf, wrong } from './define.ts'

type Elements = readonly Value[]

/** With a list and a lambda, or the value that the call has without them. */
const over =
  (call: (items: Elements, lambda: LambdaValue, site: Site, rest: Elements) => Value): Operation =>
  (args, site) => {
    const [given, lambda, ...rest] = args
    if (given?.kind !== 'list') return wrong(site, 'a list', given)
    if (lambda?.kind !== 'lambda') return wrong(site, 'a lambda', lambda)
    return given.items.length > budget.elements
      ? outOfBudget('a collection of too many elements', site)
      : call(given.items, lambda, site, rest)
  }

const index = (at: number, site: Site): Value => number(at, site.origin)

/** There is no room for more: what comes after it would be no more known. */
const isSpent = (value: Value): boolean => value.kind === 'unknown' && value.causes.some(({ reason }) => reason === 'budget')

const map = over((items, lambda, site) => {
  const found: Value[] = []
  for (const [at, item] of items.entries()) {
    const value = lambda.apply([item, index(at, site)])
    if (isFailure(value) || isSpent(value)) return value
    found.push(value)
  }
  return array(found, site)
})

/** Of a list whose order is not known: what is left, where that is one element at most, so that there is no order to know. */
const filterUnordered = (each: Elements, lambda: LambdaValue, site: Site): Value | undefined => {
  const kept: Value[] = []
  const anywhere = site.unsupported('the place of an element in a list whose order is not known')
  for (const item of each) {
    const test = lambda.apply([item, anywhere])
    if (test.kind !== 'bool') return undefined
    if (test.value) kept.push(item)
  }
  return kept.length < 2 ? array(kept, site) : undefined
}

const filter = over((items, lambda, site) => {
  const each = elementsOf(items)
  const settled = each === undefined ? undefined : filterUnordered(each, lambda, site)
  if (settled !== undefined) return settled
  const kept: Value[] = []
  for (const [at, item] of items.entries()) {
    const test = lambda.apply([item, index(at, site)])
    if (!isTopKnown(test)) return isFailure(test) ? test : site.unknownFrom([test], true)
    if (test.kind !== 'bool') return wrong(site, 'true or false', test)
    if (test.value) kept.push(item)
  }
  return array(kept, site)
})

const reduce: Operation = (args, site) => {
  const [given, start, lambda] = args
  if (given?.kind !== 'list') return isTopKnown(given!) ? wrong(site, 'a list', given) : site.unknownFrom([given!], true)
  if (lambda?.kind !== 'lambda') return wrong(site, 'a lambda', lambda)
  if (given.items.length > budget.elements) return outOfBudget('a collection of too many elements', site)
  let result = start!
  for (const [at, item] of given.items.entries()) {
    result = lambda.apply([result, item, index(at, site)])
    if (isFailure(result) || isSpent(result)) return result
  }
  return result
}

/** `lambda(a, b)` says whether `a` stands before `b`; how equal elements stand is not documented. */
const sort = over((items, lambda, site) => {
  let problem: Value | undefined
  let comparisons = 0
  const isBefore = (a: Value, b: Value): boolean => {
    if (problem !== undefined) return false
    if (++comparisons > budget.elements) {
      problem = outOfBudget('a list that takes too long to sort', site)
      return false
    }
    const test = lambda.apply([a, b])
    if (test.kind === 'bool') return test.value
    problem = isFailure(test) ? test : isTopKnown(test) ? wrong(site, 'true or false', test) : site.unknownFrom([test], true)
    return false
  }
  const order = (a: Value, b: Value): number => {
    const [before, after] = [isBefore(a, b), isBefore(b, a)]
    if (before === after && problem === undefined && !isSame(a, b)) problem = site.unsupported('the order of elements that are equal')
    return before ? -1 : after ? 1 : 0
  }
  const sorted = [...items].sort(order)
  return problem ?? array(sorted, site)
})

const keyed = (
  items: Elements,
  lambda: LambdaValue,
  site: Site,
  add: (key: string, item: Value) => Value | undefined,
): Value | undefined => {
  for (const item of items) {
    const key = lambda.apply([item])
    if (!isTopKnown(key)) return isFailure(key) ? key : site.unknownFrom([key], true)
    const name = textOf(key)
    if (name === undefined) return wrong(site, 'a text as key', key)
    const problem = add(name, item)
    if (problem !== undefined) return problem
  }
  return undefined
}

const toObject = over((items, lambda, site, [read]) => {
  const entries = new Map<string, Value>()
  // Where each key is there once, no order shows in the object.
  const problem = keyed(elementsOf(items) ?? items, lambda, site, (key, item) => {
    const value = read?.kind === 'lambda' ? read.apply([item]) : item
    if (isFailure(value)) return value
    if (entries.has(key) && elementsOf(items) !== undefined)
      return site.unsupported('which element of a list whose order is not known comes last')
    entries.set(key, value)
    return undefined
  })
  return problem ?? record(entries, site)
})

const groupBy = over((items, lambda, site, [read]) => {
  const groups = new Map<string, Value[]>()
  const problem = keyed(items, lambda, site, (key, item) => {
    const value = read?.kind === 'lambda' ? read.apply([item]) : item
    if (isFailure(value)) return value
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [value])
    else group.push(value)
    return undefined
  })
  return problem ?? record(new Map([...groups].map(([key, group]) => [key, array(group, site)])), site)
})

const mapValues: Operation = ([given, lambda], site) => {
  if (given?.kind !== 'object') return wrong(site, 'an object', given)
  if (lambda?.kind !== 'lambda') return wrong(site, 'a lambda', lambda)
  const entries = new Map<string, Value>()
  for (const [key, entry] of given.entries) {
    const value = lambda.apply([entry])
    if (isFailure(value)) return value
    entries.set(key, value)
  }
  return record(entries, site)
}

/** What a name stands for, called: functions of the template, and what it finds in the deployment. */
const apply: Operation = ([callee, ...args], site) => {
  if (callee?.kind === 'lambda') return callee.apply(args)
  return callee !== undefined && !isTopKnown(callee)
    ? site.unknownFrom([callee], true)
    : wrong(site, 'a function', callee ?? nullValue(site.origin))
}

export const lambdaFunctions: FunctionTable = {
  map: define(2, 2, map, 'shape'),
  filter: define(2, 2, filter, 'shape'),
  reduce: define(3, 3, reduce, 'anything'),
  sort: define(2, 2, sort, 'shape'),
  toobject: define(2, 3, toObject, 'shape'),
  groupby: define(2, 3, groupBy, 'shape'),
  mapvalues: define(2, 2, mapValues, 'shape'),
  apply: define(1, Number.POSITIVE_INFINITY, apply, 'anything'),
  // A name that Bicep's compiler gives to what is nothing but text.
  any: define(1, 1, ([given]) => given ?? string('', { span: given!.origin.span }), 'anything'),
}

/** Functions on numbers: https://developer.hashicorp.com/terraform/language/functions, group "Numeric Functions", and `range`. */
import type { Site } from '../../eval/dialect.ts'
import { list, type Numeric, number, type Value } from '../../eval/value.ts'
import { convert } from '../convert.ts'
import { add, ceiling, compareNumbers, floor, fromBigInt, fromDouble, negate, toDouble } from '../numbers.ts'
import { listOf, numberType } from '../types.ts'
import { aNumber, anything, define, type FunctionTable, numberAt, outOfBudget, textAt, wholeAt } from './define.ts'

const result = (value: Numeric | undefined, site: Site): Value =>
  value === undefined ? outOfBudget('a number too large to compute with', site) : number(value, site.origin)

const onNumber = (change: (value: Numeric) => Numeric): FunctionTable[string] =>
  define({ params: [aNumber] }, (args, site) => number(change(numberAt(args, 0)), site.origin))

const best = (isBetter: (order: number) => boolean): FunctionTable[string] =>
  define({ params: [aNumber], rest: aNumber }, (args, site) => {
    let chosen = numberAt(args, 0)
    for (const at of args.keys()) {
      const candidate = numberAt(args, at)
      if (isBetter(compareNumbers(candidate, chosen))) chosen = candidate
    }
    return number(chosen, site.origin)
  })

const onDoubles = (compute: (a: number, b: number) => number): FunctionTable[string] =>
  define({ params: [aNumber, aNumber] }, (args, site) => {
    const value = compute(toDouble(numberAt(args, 0)), toDouble(numberAt(args, 1)))
    if (Number.isNaN(value)) return site.fail('the result is no number')
    return result(fromDouble(value), site)
  })

const sum = define({ params: [anything] }, ([value], site) => {
  if (value?.kind !== 'list' || value.items.length === 0) return site.fail('`sum` takes a list of numbers that is not empty')
  let total: Numeric | undefined
  for (const item of value.items) {
    const converted = item.kind === 'null' ? item : convert(item, numberType, site)
    if (converted.kind !== 'number') return site.fail('`sum` takes numbers')
    total = total === undefined ? converted.value : add(total, converted.value)
    if (total === undefined) return result(total, site)
  }
  return result(total, site)
})

const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** https://pkg.go.dev/math/big#Int.SetString: above base 36 capitals are digits of their own. */
const parseInteger = (text: string, base: number): bigint | undefined => {
  const [, sign, body = ''] = /^([+-]?)(.*)$/s.exec(base <= 36 ? text.toLowerCase() : text) ?? []
  if (body === '' || body.length > 5_000) return undefined
  let value = 0n
  for (const character of body) {
    const digit = digits.indexOf(character)
    if (digit < 0 || digit >= base) return undefined
    value = value * BigInt(base) + BigInt(digit)
  }
  return sign === '-' ? -value : value
}

const parseint = define({ params: [anything, aNumber] }, (args, site) => {
  const base = wholeAt(args, 1)
  if (args[0]?.kind !== 'string') return site.fail('`parseint` takes a text')
  if (base === undefined || base < 2 || base > 62) return site.fail('the base must be a whole number from 2 to 62')
  const value = parseInteger(textAt(args, 0), base)
  return value === undefined ? site.fail(`this is no whole number of base ${base}`) : result(fromBigInt(value), site)
})

/** Terraform gives no more than this: https://developer.hashicorp.com/terraform/language/functions/range */
const longestRange = 1024

const range = define({ params: [aNumber], rest: aNumber }, (args, site) => {
  if (args.length > 3) return site.fail('`range` takes one, two or three arguments')
  const start = args.length === 1 ? 0 : numberAt(args, 0)
  const end = args.length === 1 ? numberAt(args, 0) : numberAt(args, 1)
  const down = args.length < 3 ? compareNumbers(end, start) < 0 : compareNumbers(numberAt(args, 2), 0) < 0
  const step = args.length < 3 ? (down ? -1 : 1) : numberAt(args, 2)
  if (compareNumbers(step, 0) === 0) return site.fail('the step must not be zero')
  const direction = down ? -1 : 1
  if (compareNumbers(end, start) * direction < 0) return site.fail('the step leads away from the end')
  const items: Value[] = []
  for (let at: Numeric | undefined = start; at !== undefined && compareNumbers(at, end) * direction < 0; at = add(at, step)) {
    if (items.length >= longestRange) return site.fail(`\`range\` gives at most ${longestRange} numbers`)
    items.push(number(at, site.origin))
  }
  const made = list(items, site.origin)
  return items.length > 0 ? made : { ...made, type: listOf(numberType) }
})

export const numericFunctions: FunctionTable = {
  abs: onNumber((value) => (compareNumbers(value, 0) < 0 ? negate(value) : value === 0 ? 0 : value)),
  ceil: onNumber(ceiling),
  floor: onNumber(floor),
  max: best((order) => order > 0),
  min: best((order) => order < 0),
  log: onDoubles((value, base) => Math.log(value) / Math.log(base)),
  pow: onDoubles((value, power) => value ** power),
  signum: define({ params: [aNumber] }, (args, site) => {
    const value = wholeAt(args, 0)
    return value === undefined ? site.fail('`signum` takes a whole number') : number(Math.sign(value), site.origin)
  }),
  sum,
  parseint,
  range,
}

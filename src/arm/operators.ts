/** Operators of template values: arithmetic of 64-bit whole numbers, comparison, equality. */
import { Decimal } from 'decimal.js'
import type { Dialect, Operation, Site } from '../eval/dialect.ts'
import { bool, type Numeric, number, unknown, type Value } from '../eval/value.ts'
import { equals } from './equality.ts'
import { compareTexts } from './text-order.ts'

const largest = 2n ** 63n - 1n

const toInteger = (value: Value | undefined): bigint | undefined => {
  if (value?.kind !== 'number') return undefined
  if (typeof value.value === 'number') return BigInt(value.value)
  return value.value.isInteger() && value.value.abs().gt(Number.MAX_SAFE_INTEGER) ? BigInt(value.value.toFixed(0)) : undefined
}

export const integer = (value: bigint, site: Site): Value => {
  if (value > largest || value < -largest - 1n) return site.unsupported('a whole number beyond 64 bits')
  const small = Number(value)
  const held: Numeric = Number.isSafeInteger(small) ? small : new Decimal(value.toString())
  return number(held, site.origin)
}

/** https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-numeric: whole numbers only, quotients cut toward zero. */
export const arithmetic =
  (compute: (a: bigint, b: bigint) => bigint | undefined): Operation =>
  (args, site) => {
    const [a, b] = args.map(toInteger)
    if (a === undefined || b === undefined || args.length !== 2) return site.fail('two whole numbers were expected')
    const result = compute(a, b)
    return result === undefined ? site.fail('division by zero') : integer(result, site)
  }

export const add = arithmetic((a, b) => a + b)
export const sub = arithmetic((a, b) => a - b)
export const mul = arithmetic((a, b) => a * b)
export const div = arithmetic((a, b) => (b === 0n ? undefined : a / b))
export const mod = arithmetic((a, b) => (b === 0n ? undefined : a % b))

const order = (a: Value, b: Value): number | undefined => {
  if (a.kind === 'number' && b.kind === 'number') return new Decimal(a.value).comparedTo(b.value)
  if (a.kind !== 'string' || b.kind !== 'string') return undefined
  return compareTexts(a.value, b.value)
}

export const comparison =
  (holds: (order: number) => boolean): Operation =>
  (args, site) => {
    const [a, b] = args
    if (a === undefined || b === undefined || args.length !== 2 || a.kind !== b.kind || (a.kind !== 'number' && a.kind !== 'string'))
      return site.fail('two numbers or two texts were expected')
    const found = order(a, b)
    return found === undefined ? site.unsupported('the order of texts with capitals or signs') : bool(holds(found), site.origin)
  }

export const less = comparison((found) => found < 0)
export const lessOrEquals = comparison((found) => found <= 0)
export const greater = comparison((found) => found > 0)
export const greaterOrEquals = comparison((found) => found >= 0)

const decided = (answer: boolean | undefined, args: readonly Value[], site: Site): Value => {
  if (answer !== undefined) return bool(answer, site.origin)
  const result = site.unknownFrom(args)
  return result.kind === 'unknown' ? unknown(result.causes, site.origin, { type: { kind: 'bool' } }) : result
}

export const equal: Operation = (args, site) => decided(equals(args[0]!, args[1]!), args, site)

const unequal: Operation = (args, site) => {
  const answer = equals(args[0]!, args[1]!)
  return decided(answer === undefined ? undefined : !answer, args, site)
}

/** Equality of texts without regard to letter case. */
const alike =
  (wanted: boolean): Operation =>
  (args, site) => {
    const [a, b] = args
    if (a?.kind !== 'string' || b?.kind !== 'string') return site.fail('two texts were expected')
    return bool((a.value.toLowerCase() === b.value.toLowerCase()) === wanted, site.origin)
  }

export const binary: Dialect['binary'] = {
  '+': add,
  '-': sub,
  '*': mul,
  '/': div,
  '%': mod,
  '<': less,
  '<=': lessOrEquals,
  '>': greater,
  '>=': greaterOrEquals,
  '==': equal,
  '!=': unequal,
  '=~': alike(true),
  '!~': alike(false),
}

export const unary: Dialect['unary'] = {
  '!': ([value], site) => (value?.kind === 'bool' ? bool(!value.value, site.origin) : site.fail('true or false was expected')),
  '-': ([value], site) => {
    const found = toInteger(value)
    return found === undefined ? site.fail('a whole number was expected') : integer(-found, site)
  },
}

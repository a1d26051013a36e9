/** Bicep's operators on known operands, and `==` and `!=` on any. */
import type { Operation, Site } from '../eval/dialect.ts'
import type { BinaryOp, UnaryOp } from '../eval/expr.ts'
import { bool, isFailure, number, type Value } from '../eval/value.ts'
import { equals } from './equality.ts'
import { fromBigInt, toBigInt } from './numbers.ts'
import { compareTexts } from './text.ts'

/** Whole numbers alone are computed with: https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/operators-numeric */
const onIntegers =
  (compute: (a: bigint, b: bigint, site: Site) => bigint | Value): Operation =>
  ([a, b], site) => {
    if (a?.kind !== 'number' || b?.kind !== 'number') return site.fail('this operator needs two numbers')
    const left = toBigInt(a.value)
    const right = toBigInt(b.value)
    if (left === undefined || right === undefined) return site.unsupported('a number that is not whole')
    const result = compute(left, right, site)
    return typeof result === 'bigint' ? integer(result, site) : result
  }

const integer = (value: bigint, site: Site): Value => {
  const held = fromBigInt(value)
  return held === undefined ? site.unsupported('a number of more than 64 bits') : number(held, site.origin)
}

const comparison =
  (holds: (order: number) => boolean): Operation =>
  ([a, b], site) => {
    if (a?.kind === 'string' && b?.kind === 'string') {
      const order = compareTexts(a.value, b.value)
      return order === undefined ? site.unsupported('the order of these texts') : bool(holds(order), site.origin)
    }
    if (a?.kind !== 'number' || b?.kind !== 'number') return site.fail('this operator needs two numbers or two texts')
    const left = toBigInt(a.value)
    const right = toBigInt(b.value)
    if (left === undefined || right === undefined) return site.unsupported('a number that is not whole')
    return bool(holds(left < right ? -1 : left > right ? 1 : 0), site.origin)
  }

const equality =
  (negated: boolean): Operation =>
  ([a, b], site) => {
    const failed = [a!, b!].find(isFailure)
    if (failed !== undefined) return failed
    const answer = equals(a!, b!)
    if (answer !== undefined) return bool(answer !== negated, site.origin)
    const result = site.unknownFrom([a!, b!])
    return result.kind === 'unknown' && result.causes.length === 0 ? site.unsupported('equality of these values') : result
  }

/** Both sides in lower case: https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/operators-comparison#equal-case-insensitive- */
const insensitive =
  (negated: boolean): Operation =>
  ([a, b], site) => {
    if (a?.kind !== 'string' || b?.kind !== 'string') return site.fail('this operator needs two texts')
    return bool((a.value.toLowerCase() === b.value.toLowerCase()) !== negated, site.origin)
  }

export const binary: Partial<Record<BinaryOp, Operation>> = {
  '+': onIntegers((a, b) => a + b),
  '-': onIntegers((a, b) => a - b),
  '*': onIntegers((a, b) => a * b),
  '/': onIntegers((a, b, site) => (b === 0n ? site.fail('division by zero') : a / b)),
  '%': onIntegers((a, b, site) => (b === 0n ? site.fail('division by zero') : a % b)),
  '<': comparison((order) => order < 0),
  '<=': comparison((order) => order <= 0),
  '>': comparison((order) => order > 0),
  '>=': comparison((order) => order >= 0),
  '==': equality(false),
  '!=': equality(true),
  '=~': insensitive(false),
  '!~': insensitive(true),
}

export const unary: Partial<Record<UnaryOp, Operation>> = {
  '-': ([value], site) => {
    const known = value?.kind === 'number' ? toBigInt(value.value) : undefined
    return known === undefined ? site.fail('`-` needs a whole number') : integer(-known, site)
  },
  '!': ([value], site) => (value?.kind === 'bool' ? bool(!value.value, site.origin) : site.fail('`!` needs true or false')),
}

/** Terraform's operators on known operands, and `==` and `!=` on any. */
import type { Operation, Site } from '../eval/dialect.ts'
import type { BinaryOp, UnaryOp } from '../eval/expr.ts'
import { bool, isFailure, type Numeric, number, unknown, type Value } from '../eval/value.ts'
import { convert, truthOf } from './convert.ts'
import { equals } from './equality.ts'
import { add, compareNumbers, divide, isZero, modulo, multiply, negate, subtract } from './numbers.ts'
import { numberType } from './types.ts'

/** The number that an operand stands for, or the value that the operation has because there is none. */
const operand = (value: Value, site: Site): Numeric | Value => {
  if (value.kind === 'number') return value.value
  if (value.kind === 'null') return site.fail('null is no operand')
  const converted = convert(value, numberType, site)
  return converted.kind === 'number' ? converted.value : converted
}

const isNumeric = (operand: Numeric | Value): operand is Numeric => typeof operand === 'number' || !('kind' in operand)

const tooLarge = (site: Site): Value =>
  unknown([{ reason: 'budget', what: 'a number too large to compute with', span: site.origin.span }], site.origin, { mayFail: true })

const onNumbers =
  (compute: (a: Numeric, b: Numeric, site: Site) => Value | Numeric | undefined): Operation =>
  ([a, b], site) => {
    const left = operand(a!, site)
    const right = operand(b!, site)
    if (!isNumeric(left)) return left
    if (!isNumeric(right)) return right
    const result = compute(left, right, site)
    if (result === undefined) return tooLarge(site)
    return isNumeric(result) ? number(result, site.origin) : result
  }

const comparison = (holds: (order: number) => boolean): Operation =>
  onNumbers((a, b, site) => bool(holds(compareNumbers(a, b)), site.origin))

const equality =
  (negated: boolean): Operation =>
  ([a, b], site) => {
    const failed = [a!, b!].find(isFailure)
    if (failed !== undefined) return failed
    const answer = equals(a!, b!)
    if (answer !== undefined) return bool(answer !== negated, site.origin)
    const result = site.unknownFrom([a!, b!])
    return result.kind === 'unknown' && result.causes.length === 0
      ? site.unsupported('equality of values whose types were not kept')
      : result
  }

export const binary: Partial<Record<BinaryOp, Operation>> = {
  '+': onNumbers((a, b) => add(a, b)),
  '-': onNumbers((a, b) => subtract(a, b)),
  '*': onNumbers((a, b) => multiply(a, b)),
  // Terraform divides by zero to infinity, which nothing can be deployed with: https://github.com/zclconf/go-cty/blob/v1.16.2/cty/value_ops.go
  '/': onNumbers((a, b, site) => {
    if (!isZero(b)) return divide(a, b)
    return isZero(a) ? site.fail('division of zero by zero') : site.unsupported('division by zero')
  }),
  '%': onNumbers((a, b) => modulo(a, b)),
  '<': comparison((order) => order < 0),
  '<=': comparison((order) => order <= 0),
  '>': comparison((order) => order > 0),
  '>=': comparison((order) => order >= 0),
  '==': equality(false),
  '!=': equality(true),
}

export const unary: Partial<Record<UnaryOp, Operation>> = {
  '-': ([value], site) => {
    const known = operand(value!, site)
    return isNumeric(known) ? number(negate(known), site.origin) : known
  },
  '!': ([value], site) => {
    const truth = truthOf(value!)
    return truth === undefined ? site.fail('`!` needs true or false') : bool(!truth, site.origin)
  },
}

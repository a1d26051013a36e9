/** Expressions: tokens in, one node out, with Bicep's precedence; where none can be read a hole, and a failure is under way. */
import { readArray, readCallArguments, readLambdaBody, readObject, readParenthesised } from './parse-collection.ts'
import { readFor } from './parse-for.ts'
import { readString } from './parse-string.ts'
import {
  enter,
  fail,
  failNext,
  holeAt,
  isName,
  isWordAt,
  passNewlines,
  pastNewlines,
  peek,
  peekPastNewlines,
  type Reader,
  readIdentifier,
  report,
  setHeight,
  startOf,
  take,
  takeIdentifier,
} from './reader.ts'
import type { Binary, Expression, Hole, KeywordLiteral, NumberLiteral } from './syntax.ts'
import { Kind } from './tokens.ts'

/** Levels and spellings of the operators by kind; 0 is none: https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/operators#operator-precedence-and-associativity */
const levels = new Uint8Array(64)
const operators: (Binary['op'] | undefined)[] = []
for (const [kind, level, op] of [
  [Kind.doubleQuestion, 1, '??'],
  [Kind.or, 2, '||'],
  [Kind.and, 3, '&&'],
  [Kind.equal, 4, '=='],
  [Kind.notEqual, 4, '!='],
  [Kind.equalInsensitive, 4, '=~'],
  [Kind.notEqualInsensitive, 4, '!~'],
  [Kind.greater, 5, '>'],
  [Kind.greaterEqual, 5, '>='],
  [Kind.less, 5, '<'],
  [Kind.lessEqual, 5, '<='],
  [Kind.plus, 6, '+'],
  [Kind.minus, 6, '-'],
  [Kind.star, 7, '*'],
  [Kind.slash, 7, '/'],
  [Kind.percent, 7, '%'],
] as const) {
  levels[kind] = level
  operators[kind] = op
}

/** A line may end before the `?` and the `:` of a condition, and nowhere else outside of brackets. */
export const readExpression = (reader: Reader): Expression => {
  if (reader.failed || !enter(reader)) return holeAt(reader.end, reader.end)
  const test = readBinary(reader, 1)
  const result = !reader.failed && peekPastNewlines(reader) === Kind.question ? readBranches(reader, test) : test
  reader.depth--
  return result
}

const readBranches = (reader: Reader, test: Expression): Expression => {
  let { height } = reader
  passNewlines(reader)
  take(reader)
  const then = readExpression(reader)
  height = Math.max(height, reader.height)
  if (reader.failed) return then
  if (peekPastNewlines(reader) !== Kind.colon) return failNext(reader, 'missing-colon', '`:` and the value for when the condition is false')
  passNewlines(reader)
  take(reader)
  const otherwise = readExpression(reader)
  setHeight(reader, Math.max(height, reader.height) + 1)
  return { kind: 'conditional', start: test.start, end: otherwise.end, test, then, otherwise }
}

/** Operands joined by operators of at least `floor`, all of which group to the left. */
const readBinary = (reader: Reader, floor: number): Expression => {
  let left = readOperand(reader)
  while (!reader.failed) {
    const kind = peek(reader)
    const level = levels[kind]!
    if (level < floor || level === 0) break
    const { height } = reader
    take(reader)
    const right = readBinary(reader, level + 1)
    setHeight(reader, Math.max(height, reader.height) + 1)
    left = { kind: 'binary', start: left.start, end: right.end, op: operators[kind]!, left, right }
  }
  return left
}

const readOperand = (reader: Reader): Expression => {
  const kind = peek(reader)
  if (kind !== Kind.minus && kind !== Kind.not) return readMember(reader)
  const start = startOf(reader)
  take(reader)
  const operand = readMember(reader)
  setHeight(reader, reader.height + 1)
  return { kind: 'unary', start, end: operand.end, op: kind === Kind.minus ? '-' : '!', operand }
}

const readMember = (reader: Reader): Expression => {
  const term = readTerm(reader)
  return reader.failed ? term : readSteps(reader, term)
}

const readTerm = (reader: Reader): Expression => {
  switch (peek(reader)) {
    case Kind.identifier:
      return isName(reader) ? readName(reader) : readKeyword(reader)
    case Kind.quoteOpen:
    case Kind.multiOpen:
      return readString(reader)
    case Kind.number:
      return readNumber(reader)
    case Kind.bracketOpen:
      if (!reader.literals) return noLiterals(reader)
      return isWordAt(reader, pastNewlines(reader, reader.at + 1), 'for') ? readFor(reader, false) : readArray(reader)
    case Kind.braceOpen:
      return reader.literals && !reader.inString ? readObject(reader, false) : noLiterals(reader)
    case Kind.parenOpen:
      return readParenthesised(reader, true)
    default:
      return failNext(reader, 'expected-expression', 'an expression')
  }
}

/** https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/diagnostics/bcp087 */
const noLiterals = (reader: Reader): Hole =>
  fail(
    reader,
    'literal-not-allowed',
    'objects and arrays are not written within an interpolation',
    startOf(reader),
    startOf(reader) + 1,
    'name the value in a `var` and use its name',
  )

/** `true`, `false` or `null`, which `peek` saw. */
export const readKeyword = (reader: Reader): KeywordLiteral => {
  const { start, end, name } = takeIdentifier(reader)
  reader.height = 1
  return { kind: 'keyword', start, end, value: name === 'null' ? null : name === 'true' }
}

const readName = (reader: Reader): Expression => {
  const name = takeIdentifier(reader)
  const next = peek(reader)
  if (next === Kind.parenOpen) {
    const args = readCallArguments(reader)
    return { kind: 'call', start: name.start, end: reader.end, name, args }
  }
  if (next === Kind.arrow) {
    const body = readLambdaBody(reader)
    return { kind: 'lambda', start: name.start, end: reader.end, parameters: [name], body }
  }
  reader.height = 1
  return { kind: 'variable', start: name.start, end: name.end, name: name.name }
}

const largest = 2n ** 64n - 1n

/** The number that `peek` saw. */
export const readNumber = (reader: Reader): NumberLiteral | Hole => {
  const start = startOf(reader)
  take(reader)
  reader.height = 1
  const text = reader.text.slice(start, reader.end)
  // https://github.com/Azure/bicep/blob/v0.40.2/src/Bicep.Core/Parsing/BaseParser.cs
  if (text.length < 20 || (text.replace(/^0+/, '').length <= 20 && BigInt(text) <= largest))
    return { kind: 'number', start, end: reader.end, text }
  report(reader, 'invalid-number', 'this number is too large: a whole number has 64 bits', start, reader.end)
  return holeAt(start, reader.end)
}

/** Properties, indexes, calls, nested resources and `!` behind an expression. */
const readSteps = (reader: Reader, from: Expression): Expression => {
  while (!reader.failed) {
    switch (peek(reader)) {
      case Kind.dot:
        from = readDot(reader, from)
        break
      case Kind.bracketOpen:
        from = readIndex(reader, from)
        break
      case Kind.doubleColon: {
        take(reader)
        const name = readIdentifier(reader, 'expected-name', 'the name of a nested resource after `::`')
        from = { kind: 'resource-access', start: from.start, end: name.end, from, name }
        setHeight(reader, reader.height + 1)
        break
      }
      case Kind.not:
        take(reader)
        from = { kind: 'non-null', start: from.start, end: reader.end, operand: from }
        setHeight(reader, reader.height + 1)
        break
      default:
        return from
    }
  }
  return from
}

/** The marker of a safe access, if it stands next. */
const takeSafe = (reader: Reader): boolean => {
  const safe = peek(reader) === Kind.question
  if (safe) take(reader)
  return safe
}

const readDot = (reader: Reader, from: Expression): Expression => {
  const { height } = reader
  take(reader)
  const marker = startOf(reader)
  const safe = takeSafe(reader)
  const name = readIdentifier(reader, 'expected-name', 'the name of a property or a function after the dot')
  if (reader.failed || peek(reader) !== Kind.parenOpen) {
    setHeight(reader, height + 1)
    return { kind: 'property-access', start: from.start, end: name.end, from, safe, name }
  }
  if (safe) report(reader, 'safe-call', '`.?` stands before a property, not before a function', marker, marker + 1, 'leave the `?` out')
  const args = readCallArguments(reader)
  setHeight(reader, Math.max(height, reader.height) + 1)
  return { kind: 'method-call', start: from.start, end: reader.end, from, name, args }
}

const readIndex = (reader: Reader, from: Expression): Expression => {
  const { height } = reader
  const open = startOf(reader)
  take(reader)
  const safe = takeSafe(reader)
  const fromEnd = peek(reader) === Kind.hat
  if (fromEnd) take(reader)
  reader.open[Kind.bracketClose]!++
  const key =
    peek(reader) === Kind.bracketClose
      ? fail(reader, 'empty-index', 'an index stands between the brackets', open, open + 1)
      : readExpression(reader)
  reader.open[Kind.bracketClose]!--
  if (!reader.failed) {
    if (peek(reader) === Kind.bracketClose) take(reader)
    else failNext(reader, 'missing-separator', '`]` after the index')
  }
  setHeight(reader, Math.max(height, reader.height) + 1)
  return { kind: 'index', start: from.start, end: reader.end, from, safe, fromEnd, key }
}

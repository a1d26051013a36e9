/** Expressions: tokens in, one node out, with Terraform's precedence; where none can be read a hole, and a failure is under way. */
import { readCall, readIndexKey, readObject, readParenthesised, readTuple } from './parse-collection.ts'
import { readHeredoc, readQuoted } from './parse-template.ts'
import { enter, fail, failNext, holeAt, peek, type Reader, report, setHeight, startOf, take, takeIdentifier } from './reader.ts'
import type { Binary, Expression, NumberLiteral, Variable } from './syntax.ts'
import { Kind } from './tokens.ts'

/** Levels and spellings of the operators by kind; 0 is none: https://developer.hashicorp.com/terraform/language/expressions/operators */
const levels = new Uint8Array(64)
const operators: (Binary['op'] | undefined)[] = []
for (const [kind, level, op] of [
  [Kind.or, 1, '||'],
  [Kind.and, 2, '&&'],
  [Kind.equal, 3, '=='],
  [Kind.notEqual, 3, '!='],
  [Kind.greater, 4, '>'],
  [Kind.greaterEqual, 4, '>='],
  [Kind.less, 4, '<'],
  [Kind.lessEqual, 4, '<='],
  [Kind.plus, 5, '+'],
  [Kind.minus, 5, '-'],
  [Kind.star, 6, '*'],
  [Kind.slash, 6, '/'],
  [Kind.percent, 6, '%'],
] as const) {
  levels[kind] = level
  operators[kind] = op
}

export const readExpression = (reader: Reader): Expression => {
  if (!enter(reader)) return holeAt(reader.end, reader.end)
  const test = readBinary(reader, 1)
  const result = !reader.failed && peek(reader) === Kind.question ? readBranches(reader, test) : test
  reader.depth--
  return result
}

const readBranches = (reader: Reader, test: Expression): Expression => {
  let { height } = reader
  take(reader)
  const then = readExpression(reader)
  height = Math.max(height, reader.height)
  if (reader.failed) return then
  if (peek(reader) !== Kind.colon) return failNext(reader, 'missing-colon', '`:` and the value for when the condition is false')
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
  const term = readTerm(reader)
  return reader.failed ? term : readSteps(reader, term)
}

const readTerm = (reader: Reader): Expression => {
  switch (peek(reader)) {
    case Kind.identifier:
      return readName(reader)
    case Kind.quoteOpen:
      return readQuoted(reader)
    case Kind.number:
      return readNumber(reader)
    case Kind.bracketOpen:
      return readTuple(reader)
    case Kind.braceOpen:
      return readObject(reader)
    case Kind.parenOpen:
      return readParenthesised(reader)
    case Kind.heredocOpen:
      return readHeredoc(reader)
    case Kind.minus:
      return readUnary(reader, '-')
    case Kind.not:
      return readUnary(reader, '!')
    default:
      return failNext(reader, 'expected-expression', 'an expression')
  }
}

const readName = (reader: Reader): Expression => {
  const name = takeIdentifier(reader)
  const next = peek(reader)
  if (next === Kind.parenOpen || next === Kind.doubleColon) return readCall(reader, name)
  reader.height = 1
  const { start, end, name: word } = name
  if (word === 'true' || word === 'false') return { kind: 'keyword', start, end, value: word === 'true' }
  if (word === 'null') return { kind: 'keyword', start, end, value: null }
  return { kind: 'variable', start, end, name: word }
}

/** What the scanner takes for a number though it is none, `1..2` or `1e5e6`, and exponents beyond 32 bits: https://pkg.go.dev/math/big#ParseFloat */
const isNumber = (text: string): boolean => {
  const parts = /^([0-9]+\.?[0-9]*)(?:[eE]([+-]?[0-9]+))?$/.exec(text)
  if (parts === null) return false
  const exponent = Number(parts[2] ?? 0)
  return Math.abs(exponent) <= 0x7fffffff - 64 || (Number(parts[1]) === 0 && Math.abs(exponent) < 2 ** 63)
}

const readNumber = (reader: Reader): Expression => {
  const start = startOf(reader)
  take(reader)
  reader.height = 1
  const text = reader.text.slice(start, reader.end)
  if (text.length < 3 || isNumber(text)) return { kind: 'number', start, end: reader.end, text }
  report(reader, 'invalid-number', 'this is not a number', start, reader.end)
  return holeAt(start, reader.end)
}

const readUnary = (reader: Reader, op: '-' | '!'): Expression => {
  const start = startOf(reader)
  take(reader)
  if (!enter(reader)) return holeAt(start, reader.end)
  const operand = readOperand(reader)
  reader.depth--
  setHeight(reader, reader.height + 1)
  return { kind: 'unary', start, end: operand.end, op, operand }
}

/** Attributes, indexes and splats behind an expression. */
const readSteps = (reader: Reader, from: Expression): Expression => {
  while (!reader.failed) {
    const kind = peek(reader)
    if (kind === Kind.dot) from = readDot(reader, from)
    else if (kind === Kind.bracketOpen) from = readBracket(reader, from)
    else break
  }
  return from
}

const readDot = (reader: Reader, from: Expression): Expression => {
  const dot = startOf(reader)
  take(reader)
  if (peek(reader) !== Kind.star) return readMember(reader, from)
  take(reader)
  const below = reader.height
  const element: Variable = { kind: 'variable', start: dot, end: reader.end, name: '*' }
  let each: Expression = element
  reader.height = 1
  while (!reader.failed && peek(reader) === Kind.dot) {
    take(reader)
    if (peek(reader) === Kind.star)
      return fail(reader, 'nested-splat', '`.*` cannot stand within another `.*`', startOf(reader), startOf(reader) + 1, 'write `[*]`')
    each = readMember(reader, each)
  }
  setHeight(reader, Math.max(below, reader.height) + 1)
  return { kind: 'splat', start: from.start, end: each.end, from, full: false, each, element }
}

/** A name or a legacy index after a dot. */
const readMember = (reader: Reader, from: Expression): Expression => {
  const kind = peek(reader)
  if (kind === Kind.identifier) {
    const name = takeIdentifier(reader)
    setHeight(reader, reader.height + 1)
    return { kind: 'attribute-access', start: from.start, end: name.end, from, name }
  }
  if (kind !== Kind.number) return failNext(reader, 'expected-attribute-name', 'an attribute name after the dot')
  const start = startOf(reader)
  const end = reader.starts[reader.at + 1]!
  const text = reader.text.slice(start, end)
  // `.0.1` is the number 0.1 to HCL, which refuses it: https://github.com/hashicorp/hcl/blob/v2.24.0/hclsyntax/parser.go
  if (text.includes('.')) {
    const help = `write \`[${text.split('.').join('][')}]\``
    return fail(reader, 'legacy-index', 'two indexes written with dots cannot follow one another', start, end, help)
  }
  const { height } = reader
  const key = readNumber(reader) as NumberLiteral
  setHeight(reader, height + 1)
  return { kind: 'index', start: from.start, end: key.end, from, key, legacy: true }
}

const readBracket = (reader: Reader, from: Expression): Expression => {
  const open = startOf(reader)
  take(reader)
  const below = reader.height
  if (peek(reader) !== Kind.star) {
    const key = readIndexKey(reader, open)
    setHeight(reader, Math.max(below, reader.height) + 1)
    return { kind: 'index', start: from.start, end: reader.end, from, key, legacy: false }
  }
  take(reader)
  if (peek(reader) !== Kind.bracketClose) return failNext(reader, 'unclosed-bracket', '`]` after `*`')
  take(reader)
  const element: Variable = { kind: 'variable', start: open, end: reader.end, name: '*' }
  if (!enter(reader)) return element
  reader.height = 1
  const each = readSteps(reader, element)
  reader.depth--
  setHeight(reader, Math.max(below, reader.height) + 1)
  return { kind: 'splat', start: from.start, end: each.end, from, full: true, each, element }
}

/** Loops and conditions: `[for item in over: …]`, as a value or as the body of a resource or module, and `if (…) {…}`. */
import { readObjectOr, readParenthesised } from './parse-collection.ts'
import {
  enter,
  fail,
  failNext,
  holeAt,
  isName,
  isWord,
  passNewlines,
  peek,
  type Reader,
  readIdentifier,
  readWithLiterals,
  setHeight,
  startOf,
  take,
  takeIdentifier,
} from './reader.ts'
import { tellUnclosed } from './recover.ts'
import type { Condition, Expression, ForExpression, Hole, Identifier } from './syntax.ts'
import { Kind } from './tokens.ts'

/** `[for …]`, whose bracket `peek` saw. In the body of a resource or module its result is an object or a condition; `resources` when resources may be nested in it. */
export const readFor = (reader: Reader, isBody: boolean, resources = false): ForExpression | Hole => {
  const start = startOf(reader)
  if (reader.failed || !enter(reader)) return holeAt(reader.end, reader.end)
  reader.open[Kind.bracketClose]!++
  const { literals } = reader
  reader.literals = true
  take(reader)
  const loop = readLoop(reader, start, isBody, resources)
  reader.literals = literals
  reader.open[Kind.bracketClose]!--
  reader.depth--
  return loop
}

const readLoop = (reader: Reader, start: number, isBody: boolean, resources: boolean): ForExpression | Hole => {
  const hole = (): Hole => holeAt(start, reader.end)
  passNewlines(reader)
  if (!isWord(reader, 'for')) return failNext(reader, 'invalid-for', '`for`', 'a body in brackets is a loop, `[for item in list: {…}]`')
  take(reader)
  const names = readNames(reader)
  if (names === undefined) return hole()
  if (!isWord(reader, 'in')) {
    failNext(reader, 'invalid-for', '`in` after the name of the item')
    return hole()
  }
  take(reader)
  const over = readWithLiterals(reader)
  let { height } = reader
  if (!reader.failed && peek(reader) !== Kind.colon) failNext(reader, 'invalid-for', '`:` after the list')
  if (reader.failed) return hole()
  take(reader)
  const result = isBody ? readLoopBody(reader, resources) : reader.expression(reader)
  height = Math.max(height, reader.height)
  if (reader.failed) return hole()
  passNewlines(reader)
  if (peek(reader) === Kind.bracketClose) take(reader)
  else if (peek(reader) === Kind.end) {
    tellUnclosed(reader, 'this loop', start, ']')
    reader.failed = true
  } else failNext(reader, 'missing-separator', '`]` after the body of the loop')
  if (reader.failed) return hole()
  setHeight(reader, height + 1)
  return { kind: 'for', start, end: reader.end, ...names, over, result }
}

const readLoopBody = (reader: Reader, resources: boolean): Expression | Condition =>
  isWord(reader, 'if') ? readCondition(reader, resources) : readObjectOr(reader, 'expected-body', '`{` or `if` after the `:`', resources)

/** `item`, or `(item, index)` on one line. */
const readNames = (reader: Reader): { readonly item: Identifier; readonly index?: Identifier } | undefined => {
  if (peek(reader) !== Kind.parenOpen) {
    const item = readIdentifier(reader, 'invalid-for', 'the name of the item, or `(item, index)`')
    return reader.failed ? undefined : { item }
  }
  const start = startOf(reader)
  take(reader)
  const names: Identifier[] = []
  while (isName(reader)) {
    names.push(takeIdentifier(reader))
    if (peek(reader) !== Kind.comma) break
    take(reader)
  }
  if (peek(reader) !== Kind.parenClose) {
    failNext(reader, 'invalid-for', names.length < 2 ? 'two names, `(item, index)`' : '`)`')
    return undefined
  }
  take(reader)
  const [item, index] = names
  if (item !== undefined && index !== undefined && names.length === 2) return { item, index }
  fail(reader, 'invalid-for', 'there are two names between these parentheses, `(item, index)`', start, reader.end)
  return undefined
}

/** `if (…) {…}`, whose `if` `peek` saw. */
export const readCondition = (reader: Reader, resources: boolean): Condition => {
  const start = startOf(reader)
  take(reader)
  const test = peek(reader) === Kind.parenOpen ? readParenthesised(reader, false) : failNext(reader, 'invalid-if', '`(` and the condition')
  const { height } = reader
  const body = readObjectOr(reader, 'expected-body', '`{` after the condition', resources)
  setHeight(reader, Math.max(height, reader.height) + 1)
  return { kind: 'if', start, end: reader.end, test, body }
}

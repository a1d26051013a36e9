/** Types: tokens in, one node out; where none can be read a hole, and a failure is under way. */
import { readKey } from './parse-collection.ts'
import { readDecorators } from './parse-decorator.ts'
import { readKeyword, readNumber } from './parse-expression.ts'
import { type Bracket, readArguments, readItems, spoiltValue, takeCloser } from './parse-items.ts'
import { beginsString, readString, readStringOr } from './parse-string.ts'
import {
  enter,
  fail,
  failNext,
  holeAt,
  isName,
  isWord,
  passNewlines,
  pastTrivia,
  peek,
  type Reader,
  readIdentifier,
  setHeight,
  startOf,
  take,
  takeIdentifier,
} from './reader.ts'
import type { Identifier, TypeExpression, TypeItem, TypeMember, TypeProperty } from './syntax.ts'
import { Kind } from './tokens.ts'

const tuple: Bracket = { closer: Kind.bracketClose, sign: ']', what: 'this tuple' }
const object: Bracket = { closer: Kind.braceClose, sign: '}', what: 'this type' }
const parenthesis: Bracket = { closer: Kind.parenClose, sign: ')', what: 'this parenthesis' }
const parameters: Bracket = { closer: Kind.greater, sign: '>', what: 'this list of types' }

/** The type of a declaration: also `resource '…'`, whose text an output may leave out. */
export const readDeclaredType = (reader: Reader, isOutput: boolean): TypeExpression => {
  if (reader.failed || !isWord(reader, 'resource') || reader.kinds[pastTrivia(reader, reader.at + 1)] === Kind.less) return readType(reader)
  const start = startOf(reader)
  take(reader)
  if (isOutput && !beginsString(peek(reader))) return { kind: 'type-resource', start, end: reader.end }
  const type = readStringOr(reader, 'expected-resource-type', 'the type of a resource, `namespace/type@version` in quotes')
  return { kind: 'type-resource', start, end: Math.max(reader.end, type.end), type }
}

/** A type with its alternatives; each `|` may begin a line. */
export const readType = (reader: Reader): TypeExpression => {
  if (reader.failed || !enter(reader)) return holeAt(reader.end, reader.end)
  const type = readAlternatives(reader)
  reader.depth--
  return type
}

/** `|`, on this line or first on the next. */
const isPipeNext = (reader: Reader): boolean => {
  const kind = peek(reader)
  return kind === Kind.pipe || (kind === Kind.newline && reader.kinds[pastTrivia(reader, reader.at + 1)] === Kind.pipe)
}

const readAlternatives = (reader: Reader): TypeExpression => {
  const leading = isPipeNext(reader)
  if (leading) passNewlines(reader)
  const start = startOf(reader)
  if (leading) take(reader)
  const first = readNullable(reader)
  let { height } = reader
  if (!leading && (reader.failed || !isPipeNext(reader))) return first
  const members = [first]
  while (!reader.failed && isPipeNext(reader)) {
    passNewlines(reader)
    take(reader)
    members.push(readNullable(reader))
    height = Math.max(height, reader.height)
  }
  setHeight(reader, height + 1)
  return { kind: 'type-union', start: leading ? start : first.start, end: members[members.length - 1]!.end, members }
}

const readNullable = (reader: Reader): TypeExpression => {
  let operand = readSigned(reader)
  while (!reader.failed) {
    const kind = peek(reader)
    if (kind !== Kind.question && kind !== Kind.not) break
    take(reader)
    setHeight(reader, reader.height + 1)
    operand = { kind: 'type-nullable', start: operand.start, end: reader.end, operand, nullable: kind === Kind.question }
  }
  return operand
}

const readSigned = (reader: Reader): TypeExpression => {
  const kind = peek(reader)
  if (kind !== Kind.minus && kind !== Kind.not) return readSteps(reader)
  const start = startOf(reader)
  take(reader)
  const operand = readSteps(reader)
  setHeight(reader, reader.height + 1)
  return { kind: 'type-unary', start, end: operand.end, op: kind === Kind.minus ? '-' : '!', operand }
}

const readSteps = (reader: Reader): TypeExpression => {
  let from = readTerm(reader)
  while (!reader.failed) {
    const kind = peek(reader)
    if (kind === Kind.bracketOpen) from = readBracket(reader, from)
    else if (kind === Kind.dot) from = readDot(reader, from)
    else break
  }
  return from
}

const memberOf = (reader: Reader, from: TypeExpression, member: TypeMember['member'], height: number): TypeMember => {
  setHeight(reader, height + 1)
  return { kind: 'type-member', start: from.start, end: reader.end, from, member }
}

/** `[]`, `[*]` or `[0]` behind a type. */
const readBracket = (reader: Reader, from: TypeExpression): TypeExpression => {
  const { height, literals } = reader
  take(reader)
  const kind = peek(reader)
  if (kind === Kind.bracketClose) {
    take(reader)
    setHeight(reader, height + 1)
    return { kind: 'type-array', start: from.start, end: reader.end, element: from }
  }
  let member: TypeMember['member'] = 'elements'
  if (kind === Kind.star) take(reader)
  else {
    reader.literals = false
    member = reader.expression(reader)
    reader.literals = literals
  }
  if (!reader.failed) {
    if (peek(reader) === Kind.bracketClose) take(reader)
    else failNext(reader, 'missing-separator', '`]`', 'an array of a type is `type[]`')
  }
  return memberOf(reader, from, member, Math.max(height, reader.height))
}

const readDot = (reader: Reader, from: TypeExpression): TypeExpression => {
  const { height } = reader
  take(reader)
  if (peek(reader) === Kind.star) {
    take(reader)
    return memberOf(reader, from, 'additional-properties', height)
  }
  const name = readIdentifier(reader, 'expected-name', 'the name of a property after the dot')
  if (!reader.failed && peek(reader) === Kind.less) {
    const args = readParameters(reader)
    setHeight(reader, Math.max(height, reader.height) + 1)
    return { kind: 'type-instantiation', start: from.start, end: reader.end, from, name, args }
  }
  return memberOf(reader, from, name, height)
}

/** From `<`, which `peek` saw, through `>`. */
const readParameters = (reader: Reader): readonly TypeExpression[] => {
  take(reader)
  const args = readArguments(reader, parameters, readType)
  setHeight(reader, reader.height + 1)
  return args
}

const readTerm = (reader: Reader): TypeExpression => {
  reader.height = 1
  switch (peek(reader)) {
    case Kind.identifier:
      return isName(reader) ? readTypeName(reader, takeIdentifier(reader)) : readKeyword(reader)
    case Kind.number:
      return readNumber(reader)
    case Kind.quoteOpen:
    case Kind.multiOpen:
      return readString(reader)
    case Kind.braceOpen:
      return readObjectType(reader)
    case Kind.bracketOpen:
      return readTuple(reader)
    case Kind.parenOpen:
      return readParenthesised(reader)
    default:
      return failNext(reader, 'expected-type', 'a type', '`string`, `int`, `bool`, `object`, `array` or the name of a `type`')
  }
}

const readTypeName = (reader: Reader, name: Identifier): TypeExpression => {
  if (peek(reader) !== Kind.less) return { kind: 'type-name', ...name }
  const args = readParameters(reader)
  return { kind: 'type-instantiation', start: name.start, end: reader.end, name, args }
}

const readParenthesised = (reader: Reader): TypeExpression => {
  const start = startOf(reader)
  take(reader)
  if (peek(reader) === Kind.parenClose) return fail(reader, 'parentheses', 'parentheses hold one type', start, start + 1)
  reader.open[Kind.parenClose]!++
  const inner = readType(reader)
  takeCloser(reader, parenthesis, start, '`)` after the type')
  reader.open[Kind.parenClose]!--
  setHeight(reader, reader.height + 1)
  return { kind: 'type-parenthesised', start, end: reader.end, inner }
}

const readTuple = (reader: Reader): TypeExpression => {
  const start = startOf(reader)
  take(reader)
  const items = readItems<TypeItem>(reader, tuple, { read: readTupleItem })
  setHeight(reader, reader.height + 1)
  return { kind: 'type-tuple', start, end: reader.end, items }
}

const readTupleItem = (reader: Reader): TypeItem => {
  const first = startOf(reader)
  const decorators = readDecorators(reader)
  const type = readType(reader)
  return { kind: 'type-item', start: Math.min(first, type.start), end: type.end, decorators, type }
}

const readObjectType = (reader: Reader): TypeExpression => {
  const start = startOf(reader)
  take(reader)
  const items = readItems<TypeProperty>(reader, object, {
    read: readProperty,
    spoilt: (item, end) => (item.key.end <= end ? { ...item, end, type: spoiltValue(item.type, end) } : undefined),
  })
  setHeight(reader, reader.height + 1)
  return { kind: 'type-object', start, end: reader.end, items }
}

const readProperty = (reader: Reader): TypeProperty | undefined => {
  const first = startOf(reader)
  const decorators = readDecorators(reader)
  const key = readPropertyKey(reader)
  if (key === undefined) return undefined
  let type: TypeExpression
  if (peek(reader) === Kind.colon) {
    take(reader)
    type = readType(reader)
  } else type = failNext(reader, 'missing-colon', '`:` after the name of the property')
  return { kind: 'type-property', start: first, end: Math.max(key.end, type.end), decorators, key, type }
}

const readPropertyKey = (reader: Reader): TypeProperty['key'] | undefined => {
  if (peek(reader) !== Kind.star) return readKey(reader, 'expected-property', 'the name of a property, or `*`')
  const start = startOf(reader)
  take(reader)
  return { kind: 'star', start, end: reader.end }
}

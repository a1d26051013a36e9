/** Expressions between brackets: arrays, objects, arguments, lambdas and parentheses. */

import type { ResourceDeclaration } from './declarations.ts'
import { type Bracket, readArguments, readItems, spoiltValue, takeCloser } from './parse-items.ts'
import { beginsString, readString } from './parse-string.ts'
import {
  enter,
  fail,
  failNext,
  holeAt,
  isName,
  isWord,
  passNewlines,
  pastNewlines,
  pastTrivia,
  peek,
  type Reader,
  readWithLiterals,
  report,
  setHeight,
  startOf,
  take,
  takeIdentifier,
} from './reader.ts'
import { endsUnclosed } from './recover.ts'
import type {
  ArrayExpression,
  Expression,
  Hole,
  Identifier,
  NameKey,
  ObjectEntry,
  ObjectExpression,
  Spread,
  StringExpression,
} from './syntax.ts'
import type { SyntaxCode } from './syntax-codes.ts'
import { Kind } from './tokens.ts'

const array: Bracket = { closer: Kind.bracketClose, sign: ']', what: 'this array' }
const object: Bracket = { closer: Kind.braceClose, sign: '}', what: 'this object' }
const call: Bracket = { closer: Kind.parenClose, sign: ')', what: 'this call' }
const parenthesis: Bracket = { closer: Kind.parenClose, sign: ')', what: 'this parenthesis' }

/** `[…]`, whose bracket `peek` saw. */
export const readArray = (reader: Reader): ArrayExpression => {
  const start = startOf(reader)
  take(reader)
  const items = readItems<Expression | Spread>(reader, array, { read: readArrayItem })
  setHeight(reader, reader.height + 1)
  return { kind: 'array', start, end: reader.end, items }
}

const readArrayItem = (reader: Reader): Expression | Spread =>
  peek(reader) === Kind.ellipsis ? readSpread(reader) : readWithLiterals(reader)

const readSpread = (reader: Reader): Spread => {
  const start = startOf(reader)
  take(reader)
  const source = readWithLiterals(reader)
  return { kind: 'spread', start, end: source.end, source }
}

type ObjectItem = ObjectEntry | Spread | ResourceDeclaration

const spoilt = (item: ObjectItem, end: number): ObjectItem | undefined => {
  if (item.kind === 'entry' && item.key.end <= end) return { ...item, end, value: spoiltValue(item.value, end) }
  return item.kind === 'resource' && item.end <= end ? item : undefined
}

const withoutResources = {
  read: (reader: Reader) => readObjectItem(reader, false),
  spoilt,
}
const withResources = {
  read: (reader: Reader) => readObjectItem(reader, true),
  spoilt,
}

/** `{…}`, whose brace `peek` saw; `resources` when resources may be nested in it. */
export const readObject = (reader: Reader, resources: boolean): ObjectExpression => {
  const start = startOf(reader)
  take(reader)
  const items = readItems<ObjectItem>(reader, object, resources ? withResources : withoutResources)
  setHeight(reader, reader.height + 1)
  return { kind: 'object', start, end: reader.end, items }
}

/** An object where nothing else may stand: `wanted` should. */
export const readObjectOr = (reader: Reader, code: SyntaxCode, wanted: string, resources = false): ObjectExpression | Hole => {
  if (!reader.failed && peek(reader) !== Kind.braceOpen) return failNext(reader, code, wanted)
  return reader.failed || !enter(reader) ? holeAt(reader.end, reader.end) : left(reader, readObject(reader, resources))
}

const left = <T>(reader: Reader, node: T): T => {
  reader.depth--
  return node
}

const readObjectItem = (reader: Reader, resources: boolean): ObjectItem | undefined => {
  const kind = peek(reader)
  if (kind === Kind.ellipsis) return readSpread(reader)
  if (
    resources &&
    (kind === Kind.at || (isWord(reader, 'resource') && reader.kinds[pastTrivia(reader, reader.at + 1)] === Kind.identifier))
  )
    return reader.resource(reader)
  const key = readKey(reader, 'expected-property', 'the name of a property')
  if (key === undefined) return undefined
  let value: Expression
  if (peek(reader) === Kind.colon) {
    take(reader)
    value = readWithLiterals(reader)
  } else value = failNext(reader, 'missing-colon', '`:` after the name of the property')
  return { kind: 'entry', start: key.start, end: Math.max(key.end, value.end), key, value }
}

/** The key of a property, or a failure: `wanted` should stand here. */
export const readKey = (reader: Reader, code: SyntaxCode, wanted: string): NameKey | StringExpression | undefined => {
  if (isName(reader)) return { kind: 'name', ...takeIdentifier(reader) }
  if (!beginsString(peek(reader))) failNext(reader, code, wanted, 'a key that is not a name stands in quotes')
  else if (peek(reader) === Kind.multiOpen) failNext(reader, code, wanted)
  else {
    const key = readString(reader)
    if (key.kind === 'string') return key
    // What is wrong with it was told; which property it is cannot be said.
    reader.failed = true
  }
  return undefined
}

/** Arguments from `(`, which `peek` saw, through `)`. */
export const readCallArguments = (reader: Reader): readonly Expression[] => {
  take(reader)
  const args = readArguments(reader, call, reader.expression)
  setHeight(reader, reader.height + 1)
  return args
}

/** Words that, on the line behind `=>`, are the next declaration and not the body: https://github.com/Azure/bicep/blob/v0.40.2/src/Bicep.Core/LanguageConstants.cs */
const declarationWords: ReadonlySet<string> = new Set([
  'assert',
  'import',
  'metadata',
  'param',
  'var',
  'resource',
  'output',
  'module',
  'type',
])

/** From `=>`, which `peek` saw. */
export const readLambdaBody = (reader: Reader): Expression => {
  take(reader)
  const next = pastNewlines(reader, reader.at)
  if (!declarationWords.has(reader.text.slice(reader.starts[next], reader.starts[next + 1]))) passNewlines(reader)
  const body = readWithLiterals(reader)
  setHeight(reader, reader.height + 1)
  return body
}

/** `(…)`, whose parenthesis `peek` saw; with what follows it where it is the parameters of a lambda. */
export const readParenthesised = (reader: Reader, lambdas: boolean): Expression => {
  const start = startOf(reader)
  take(reader)
  const { items, alone } = readList(reader, start)
  if (reader.failed) return holeAt(start, reader.end)
  if (lambdas && peek(reader) === Kind.arrow) return readLambda(reader, start, items)
  const inner = items[0]
  if (items.length !== 1 || inner === undefined)
    return fail(reader, 'parentheses', 'parentheses hold one expression', start, reader.end, 'a list stands in `[…]`')
  if (!alone)
    report(
      reader,
      'parentheses',
      'parentheses hold one expression, on the line of both',
      start,
      reader.end,
      'begin and end on the same line',
    )
  setHeight(reader, reader.height + 1)
  return { kind: 'parenthesised', start, end: reader.end, inner }
}

/** Expressions separated by commas, through `)`. `alone` when there is neither a line end beside them nor a comma behind. */
const readList = (reader: Reader, start: number): { readonly items: readonly Expression[]; readonly alone: boolean } => {
  const items: Expression[] = []
  let height = 0
  let alone = peek(reader) !== Kind.newline
  reader.open[Kind.parenClose]!++
  passNewlines(reader)
  while (!reader.failed && peek(reader) !== Kind.parenClose && !endsUnclosed(reader, Kind.parenClose)) {
    items.push(reader.expression(reader))
    height = Math.max(height, reader.height)
    if (reader.failed) break
    if (peek(reader) === Kind.newline && peekCloses(reader)) {
      alone = false
      passNewlines(reader)
    }
    if (peek(reader) !== Kind.comma) break
    alone = false
    take(reader)
    passNewlines(reader)
  }
  takeCloser(reader, parenthesis, start, '`)` after the expression')
  reader.open[Kind.parenClose]!--
  reader.height = height
  return { items, alone }
}

/** Whether a comma or `)` follows behind the line ends. */
const peekCloses = (reader: Reader): boolean => {
  const kind = reader.kinds[pastNewlines(reader, reader.at)]
  return kind === Kind.comma || kind === Kind.parenClose
}

/** The lambda whose parameters were read as expressions and whose `=>` `peek` saw. */
const readLambda = (reader: Reader, start: number, items: readonly Expression[]): Expression => {
  const parameters: Identifier[] = []
  for (const item of items) {
    if (item.kind !== 'variable') return fail(reader, 'invalid-lambda', 'a parameter of a lambda is a name', item.start, item.end)
    parameters.push({ start: item.start, end: item.end, name: item.name })
  }
  const body = readLambdaBody(reader)
  return { kind: 'lambda', start, end: reader.end, parameters, body }
}

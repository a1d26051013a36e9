/** Declarations: tokens in, one node out; what follows a mistake in it is a hole, so that its name and kind are kept. */
import type { Body, Decorator, FunctionParameter, Output, Parameter, ResourceDeclaration, VariableDeclaration } from './declarations.ts'
import { readLambdaBody, readObjectOr } from './parse-collection.ts'
import { readCondition, readFor } from './parse-for.ts'
import { type Bracket, takeCloser } from './parse-items.ts'
import { readStringOr } from './parse-string.ts'
import { readDeclaredType } from './parse-type.ts'
import {
  failNext,
  holeAt,
  isWord,
  isWordAt,
  passNewlines,
  pastNewlines,
  peek,
  type Reader,
  readIdentifier,
  readWithLiterals,
  startOf,
  take,
} from './reader.ts'
import { columnOf } from './recover.ts'
import type { Expression, Hole, Identifier, Node, TypeExpression } from './syntax.ts'
import { Kind } from './tokens.ts'

/** What every declaration has, once its first word was taken. */
export interface Head extends Node {
  readonly decorators: readonly Decorator[]
}

/** Takes the first word of a declaration. */
export const readHead = (reader: Reader, decorators: readonly Decorator[]): Head => {
  const start = decorators[0]?.start ?? startOf(reader)
  take(reader)
  return { start, end: reader.end, decorators }
}

export const readNameOf = (reader: Reader, what: string): Identifier => readIdentifier(reader, 'expected-name', `the name of the ${what}`)

export const readAssign = (reader: Reader, behind: string): void => {
  if (reader.failed) return
  if (peek(reader) === Kind.assign) take(reader)
  else failNext(reader, 'missing-equals', `\`=\` after ${behind}`)
}

/** Behind a declaration: its line ends. The beginning of a line is the next one, where brackets were left unclosed. */
export const checkLineEnd = (reader: Reader): void => {
  const kind = peek(reader)
  if (reader.failed || kind === Kind.newline || kind === Kind.end || columnOf(reader, reader.at) !== undefined) return
  failNext(reader, 'missing-newline', 'the end of the line after the declaration')
}

/** What `read` gives, as the last part of a declaration: a hole where it, or what follows it on its line, could not be read. */
export const readLast = <T extends Node>(reader: Reader, read: (reader: Reader) => T): T | Hole => {
  const before = reader.end
  if (reader.failed) return holeAt(before, before)
  const value = read(reader)
  checkLineEnd(reader)
  return reader.failed ? holeAt(before, before) : value
}

/** `= value`, to the end of the line. */
export const readAssigned = (reader: Reader, behind: string): Expression => {
  readAssign(reader, behind)
  return readLast(reader, readWithLiterals)
}

/** `param name type = default`. */
export const readParameter = (reader: Reader, decorators: readonly Decorator[]): Parameter => {
  const head = readHead(reader, decorators)
  const name = readNameOf(reader, 'parameter')
  const type = readDeclaredType(reader, false)
  if (reader.failed || peek(reader) !== Kind.assign) {
    checkLineEnd(reader)
    return { kind: 'param', ...head, end: Math.max(type.end, name.end), name, type: reader.failed ? holeAt(name.end, name.end) : type }
  }
  const value = readAssigned(reader, 'the type')
  return { kind: 'param', ...head, end: Math.max(type.end, value.end), name, type, value }
}

/** `output name type = value`. */
export const readOutput = (reader: Reader, decorators: readonly Decorator[]): Output => {
  const head = readHead(reader, decorators)
  const name = readNameOf(reader, 'output')
  const type = readDeclaredType(reader, true)
  const value = readAssigned(reader, 'the type')
  return { kind: 'output', ...head, end: value.end, name, type, value }
}

/** `var name = value`, with a type between or without. */
export const readVariable = (reader: Reader, decorators: readonly Decorator[]): VariableDeclaration => {
  const head = readHead(reader, decorators)
  const name = readNameOf(reader, 'variable')
  const kind = peek(reader)
  const typed = !reader.failed && kind !== Kind.assign && kind !== Kind.newline && kind !== Kind.end
  const type = typed ? readDeclaredType(reader, false) : undefined
  const value = readAssigned(reader, 'the name')
  return { kind: 'var', ...head, end: value.end, name, ...(type === undefined ? {} : { type }), value }
}

const parameters: Bracket = { closer: Kind.parenClose, sign: ')', what: 'this list of parameters' }

/** `(name type, …) type => body` behind the name of a function. */
export const readSignature = (
  reader: Reader,
): { readonly parameters: readonly FunctionParameter[]; readonly returns: TypeExpression; readonly body: Expression } => {
  const found = readParameters(reader)
  const returns = readDeclaredType(reader, false)
  if (!reader.failed && peek(reader) !== Kind.arrow) failNext(reader, 'missing-arrow', '`=>` after the type of the result')
  return { parameters: found, returns, body: readLast(reader, readLambdaBody) }
}

const readParameters = (reader: Reader): readonly FunctionParameter[] => {
  const found: FunctionParameter[] = []
  if (reader.failed) return found
  if (peek(reader) !== Kind.parenOpen) {
    failNext(reader, 'expected-parameters', '`(` and the parameters of the function')
    return found
  }
  const start = startOf(reader)
  take(reader)
  reader.open[Kind.parenClose]!++
  passNewlines(reader)
  while (!reader.failed && peek(reader) !== Kind.parenClose) {
    const name = readNameOf(reader, 'parameter')
    const type = readDeclaredType(reader, false)
    found.push({ start: name.start, end: Math.max(name.end, type.end), name, type })
    if (reader.failed) break
    const behind = reader.kinds[pastNewlines(reader, reader.at)]
    if (behind === Kind.comma || behind === Kind.parenClose) passNewlines(reader)
    if (peek(reader) !== Kind.comma) break
    take(reader)
    passNewlines(reader)
  }
  takeCloser(reader, parameters, start, 'a comma or `)`')
  reader.open[Kind.parenClose]!--
  return found
}

/** `resource name 'type' existing = body`. A nested one ends as the properties beside it do. */
export const readResource = (reader: Reader, decorators: readonly Decorator[], nested: boolean): ResourceDeclaration => {
  const head = readHead(reader, decorators)
  const name = readNameOf(reader, 'resource')
  const type = readStringOr(reader, 'expected-resource-type', 'the type of the resource, `namespace/type@version` in quotes')
  const existing = !reader.failed && isWord(reader, 'existing')
  if (existing) take(reader)
  readAssign(reader, existing ? '`existing`' : 'the type')
  const body = readBody(reader, true)
  if (!nested) checkLineEnd(reader)
  return { kind: 'resource', ...head, end: Math.max(type.end, body.end), name, type, existing, body }
}

/** The body of a resource or a module: an object, a condition, which may begin a line, or a loop. */
export const readBody = (reader: Reader, resources: boolean): Body => {
  const before = reader.end
  if (!reader.failed && isWordAt(reader, pastNewlines(reader, reader.at), 'if')) passNewlines(reader)
  const body = readBodyHere(reader, resources)
  return reader.failed ? holeAt(before, before) : body
}

const readBodyHere = (reader: Reader, resources: boolean): Body => {
  if (reader.failed) return holeAt(reader.end, reader.end)
  if (isWord(reader, 'if')) return readCondition(reader, resources)
  if (peek(reader) === Kind.bracketOpen) return readFor(reader, true, resources)
  return readObjectOr(reader, 'expected-body', '`{`, `[for …]` or `if (…)`', resources)
}

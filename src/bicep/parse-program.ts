/** Whole files: tokens in, declarations out; what cannot be read is told and left behind, and the rest of the file is kept. */
import { nearest } from '../text/nearest.ts'
import type { Declaration, Decorator, ResourceDeclaration } from './declarations.ts'
import { readObjectOr } from './parse-collection.ts'
import {
  checkLineEnd,
  readAssign,
  readAssigned,
  readBody,
  readHead,
  readLast,
  readNameOf,
  readOutput,
  readParameter,
  readResource,
  readSignature,
  readVariable,
} from './parse-declaration.ts'
import { readDecorators } from './parse-decorator.ts'
import { readExtends, readExtension, readExtensionConfiguration, readImport, readUsing } from './parse-import.ts'
import { skippedAt } from './parse-items.ts'
import { beginsString, readStringOr } from './parse-string.ts'
import { readDeclaredType } from './parse-type.ts'
import { fail, failNext, isWord, pastTrivia, peek, type Reader, startOf, take } from './reader.ts'
import { columnOf, skipItem } from './recover.ts'
import type { Skipped } from './syntax.ts'
import { Kind } from './tokens.ts'

type Read = (reader: Reader, decorators: readonly Decorator[]) => Declaration

const resources: Readonly<Record<string, Read>> = {
  targetScope: (reader, decorators) => {
    const head = readHead(reader, decorators)
    const value = readAssigned(reader, '`targetScope`')
    return { kind: 'target-scope', ...head, end: value.end, value }
  },
  metadata: (reader, decorators) => {
    const head = readHead(reader, decorators)
    const name = readNameOf(reader, 'metadata')
    const value = readAssigned(reader, 'the name')
    return { kind: 'metadata', ...head, end: value.end, name, value }
  },
  param: readParameter,
  var: readVariable,
  output: readOutput,
  type: (reader, decorators) => {
    const head = readHead(reader, decorators)
    const name = readNameOf(reader, 'type')
    readAssign(reader, 'the name')
    const value = readLast(reader, (inner) => readDeclaredType(inner, false))
    return { kind: 'type', ...head, end: value.end, name, value }
  },
  func: (reader, decorators) => {
    const head = readHead(reader, decorators)
    const name = readNameOf(reader, 'function')
    const signature = readSignature(reader)
    return { kind: 'func', ...head, end: signature.body.end, name, ...signature }
  },
  resource: (reader, decorators) => readResource(reader, decorators, false),
  module: (reader, decorators) => {
    const head = readHead(reader, decorators)
    const name = readNameOf(reader, 'module')
    const path = readStringOr(reader, 'expected-path', 'the path of a module in quotes')
    readAssign(reader, 'the path')
    const body = readBody(reader, false)
    checkLineEnd(reader)
    return { kind: 'module', ...head, end: Math.max(path.end, body.end), name, path, body }
  },
  test: (reader, decorators) => {
    const head = readHead(reader, decorators)
    const name = readNameOf(reader, 'test')
    const path = readStringOr(reader, 'expected-path', 'the path of a file in quotes')
    readAssign(reader, 'the path')
    const body = readLast(reader, (inner) => readObjectOr(inner, 'expected-body', '`{`'))
    return { kind: 'test', ...head, end: Math.max(path.end, body.end), name, path, body }
  },
  assert: (reader, decorators) => {
    const head = readHead(reader, decorators)
    const name = readNameOf(reader, 'assertion')
    const value = readAssigned(reader, 'the name')
    return { kind: 'assert', ...head, end: value.end, name, value }
  },
  import: (reader, decorators) =>
    beginsString(reader.kinds[pastTrivia(reader, reader.at + 1)]!) ? readExtension(reader, decorators) : readImport(reader, decorators),
  extension: readExtension,
  provider: readExtension,
}

const parameters: Readonly<Record<string, Read>> = {
  using: readUsing,
  extends: readExtends,
  param: (reader, decorators) => {
    const head = readHead(reader, decorators)
    const name = readNameOf(reader, 'parameter')
    const value = readAssigned(reader, 'the name')
    return { kind: 'param-assignment', ...head, end: value.end, name, value }
  },
  var: readVariable,
  type: resources.type!,
  import: readImport,
  extension: readExtension,
  extensionConfig: readExtensionConfiguration,
}

const conflictMarker = /^(?:<{7}|={7}|>{7})(?![<=>])/

const failDeclaration = (reader: Reader, table: Readonly<Record<string, Read>>, decorated: boolean): undefined => {
  const start = startOf(reader)
  const kind = peek(reader)
  if (columnOf(reader, reader.at) === 0 && conflictMarker.test(reader.text.slice(start, start + 8)))
    fail(reader, 'merge-conflict', 'this is the mark of a merge conflict', start, start + 7, 'keep one side and delete the marks')
  else if (decorated) failNext(reader, 'missing-declaration', 'a declaration below its decorators')
  else {
    const near = kind === Kind.identifier ? nearest(reader.text.slice(start, reader.starts[reader.at + 1]), Object.keys(table)) : undefined
    const words = Object.keys(table).filter((word) => word !== 'provider')
    const help = near === undefined ? `a declaration begins with ${words.join(', ')}` : `did you mean \`${near}\`?`
    failNext(reader, 'expected-declaration', 'a declaration', help)
  }
  return undefined
}

const readDeclaration = (
  reader: Reader,
  table: Readonly<Record<string, Read>>,
  decorators: readonly Decorator[],
): Declaration | undefined => {
  const word = peek(reader) === Kind.identifier ? reader.text.slice(startOf(reader), reader.starts[reader.at + 1]) : ''
  const read = Object.hasOwn(table, word) ? table[word] : undefined
  return read === undefined ? failDeclaration(reader, table, decorators.length > 0) : read(reader, decorators)
}

const readFile = (reader: Reader, table: Readonly<Record<string, Read>>): readonly (Declaration | Skipped)[] => {
  const items: (Declaration | Skipped)[] = []
  for (;;) {
    const kind = peek(reader)
    if (kind === Kind.end) return items
    if (kind === Kind.newline || kind === Kind.brokenLine) {
      reader.at++
      continue
    }
    const start = startOf(reader)
    const before = reader.at
    const decorators = readDecorators(reader)
    peek(reader)
    const from = reader.at
    reader.column = columnOf(reader, from) ?? 0
    const item = readDeclaration(reader, table, decorators)
    if (reader.failed) skipItem(reader, from, false)
    // Whatever went wrong, the file ends some time.
    if (reader.at <= before) take(reader)
    items.push(item !== undefined && item.end <= reader.end ? item : skippedAt(Math.min(start, reader.end), reader.end))
  }
}

/** The declarations of a `.bicep` file. */
export const readResourceFile = (reader: Reader): readonly (Declaration | Skipped)[] => readFile(reader, resources)

/** The declarations of a `.bicepparam` file. */
export const readParameterFile = (reader: Reader): readonly (Declaration | Skipped)[] => readFile(reader, parameters)

/** A resource within another, from its decorators on. */
export const readNestedResource = (reader: Reader): ResourceDeclaration | undefined => {
  const decorators = readDecorators(reader)
  if (!reader.failed && isWord(reader, 'resource')) return readResource(reader, decorators, true)
  failNext(reader, 'missing-declaration', 'a resource below its decorators')
  return undefined
}

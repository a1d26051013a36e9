/** Declarations that name other files: imports, extensions, and what a file of parameters is for. */
import type { Decorator, Extends, Extension, ExtensionConfiguration, Import, ImportItem, Using } from './declarations.ts'
import { readObjectOr } from './parse-collection.ts'
import { checkLineEnd, readHead, readLast, readNameOf } from './parse-declaration.ts'
import { type Bracket, readItems } from './parse-items.ts'
import { beginsString, readString, readStringOr } from './parse-string.ts'
import {
  fail,
  failNext,
  holeAt,
  isName,
  isWord,
  peek,
  type Reader,
  readIdentifier,
  report,
  startOf,
  take,
  takeIdentifier,
} from './reader.ts'
import type { Hole, Identifier, ObjectExpression, StringExpression } from './syntax.ts'
import { Kind } from './tokens.ts'

const list: Bracket = { closer: Kind.braceClose, sign: '}', what: 'this list of names' }

/** `import … from 'path'`. */
export const readImport = (reader: Reader, decorators: readonly Decorator[]): Import => {
  const head = readHead(reader, decorators)
  const symbols = readSymbols(reader)
  if (!reader.failed) {
    if (isWord(reader, 'from')) take(reader)
    else failNext(reader, 'expected-from', '`from` and the path of a file')
  }
  const path = readLast(reader, (inner) => readStringOr(inner, 'expected-path', 'the path of a file in quotes'))
  return { kind: 'import', ...head, end: Math.max(symbols.end, path.end), symbols, path }
}

const readSymbols = (reader: Reader): Import['symbols'] => {
  const kind = peek(reader)
  const start = startOf(reader)
  if (kind === Kind.braceOpen) {
    take(reader)
    const items = readItems<ImportItem>(reader, list, { read: readImportItem })
    return { kind: 'import-list', start, end: reader.end, items }
  }
  if (kind !== Kind.star) return failNext(reader, 'expected-import', '`{` and names, or `* as` and a name')
  take(reader)
  const alias = readAlias(reader)
  if (alias !== undefined) return { kind: 'import-all', start, end: Math.max(reader.end, alias.end), alias }
  failNext(reader, 'expected-import', '`as` after `*`')
  return holeAt(start, reader.end)
}

/** `as name`, where `as` stands next. */
const readAlias = (reader: Reader): Identifier | undefined => {
  if (reader.failed || !isWord(reader, 'as')) return undefined
  take(reader)
  return readIdentifier(reader, 'expected-name', 'a name after `as`')
}

const readImportItem = (reader: Reader): ImportItem | undefined => {
  const name = readImportName(reader)
  if (name === undefined) return undefined
  const alias = readAlias(reader)
  if (!reader.failed && alias === undefined && !('name' in name))
    fail(
      reader,
      'expected-import',
      'a name in quotes needs another one for use here',
      name.start,
      name.end,
      'write `as` and a name behind it',
    )
  return { kind: 'import-item', start: name.start, end: Math.max(reader.end, name.end), name, ...(alias === undefined ? {} : { alias }) }
}

const readImportName = (reader: Reader): Identifier | StringExpression | undefined => {
  if (isName(reader)) return takeIdentifier(reader)
  if (!beginsString(peek(reader))) failNext(reader, 'expected-import', 'the name of what is imported')
  else {
    const name = readString(reader)
    if (name.kind === 'string' && isConstant(name)) return name
    fail(reader, 'expected-import', 'the name of what is imported has no interpolation', name.start, name.end)
  }
  return undefined
}

const isConstant = (text: StringExpression): boolean => text.parts.every((part) => part.kind === 'text')

/** `extension name with {…} as alias`, or what it was once: `import 'name@1.0.0'` and `provider 'name@1.0.0'`. */
export const readExtension = (reader: Reader, decorators: readonly Decorator[]): Extension => {
  const word = startOf(reader)
  const old = isWord(reader, 'provider')
  const head = readHead(reader, decorators)
  // https://github.com/Azure/bicep/releases/tag/v0.30.3
  if (old) report(reader, 'old-extension', '`provider` is no declaration any more', word, reader.end, 'write `extension`')
  const specification = isName(reader) ? takeIdentifier(reader) : readStringOr(reader, 'expected-extension', 'the name of an extension')
  const configuration = readWith(reader)
  const alias = readAlias(reader)
  checkLineEnd(reader)
  return {
    kind: 'extension',
    ...head,
    end: Math.max(specification.end, configuration?.end ?? 0, alias?.end ?? 0),
    specification,
    ...(configuration === undefined ? {} : { configuration }),
    ...(alias === undefined ? {} : { alias }),
  }
}

/** `with {…}`, where `with` stands next. */
const readWith = (reader: Reader): ObjectExpression | Hole | undefined => {
  if (reader.failed || !isWord(reader, 'with')) return undefined
  take(reader)
  return readObjectOr(reader, 'expected-body', '`{` after `with`')
}

/** `extensionConfig alias with {…}`. */
export const readExtensionConfiguration = (reader: Reader, decorators: readonly Decorator[]): ExtensionConfiguration => {
  const head = readHead(reader, decorators)
  const alias = readNameOf(reader, 'extension')
  const configuration = readWith(reader) ?? failNext(reader, 'expected-with', '`with` and the configuration')
  checkLineEnd(reader)
  return { kind: 'extension-configuration', ...head, end: Math.max(alias.end, configuration.end), alias, configuration }
}

/** `using 'path'`, or `using none`. */
export const readUsing = (reader: Reader, decorators: readonly Decorator[]): Using => {
  const head = readHead(reader, decorators)
  const none = isWord(reader, 'none')
  if (none) take(reader)
  const path = none ? undefined : readStringOr(reader, 'expected-path', 'the path of a file in quotes, or `none`')
  if (path?.kind === 'string' && !isConstant(path)) fail(reader, 'expected-path', 'this path has no interpolation', path.start, path.end)
  const configuration = readWith(reader)
  checkLineEnd(reader)
  return {
    kind: 'using',
    ...head,
    end: Math.max(none ? reader.end : 0, head.end, path?.end ?? 0, configuration?.end ?? 0),
    ...(path === undefined ? {} : { path }),
    ...(configuration === undefined ? {} : { configuration }),
  }
}

/** `extends 'path'`. */
export const readExtends = (reader: Reader, decorators: readonly Decorator[]): Extends => {
  const head = readHead(reader, decorators)
  const path = readLast(reader, (inner) => readStringOr(inner, 'expected-path', 'the path of a file in quotes'))
  return { kind: 'extends', ...head, end: path.end, path }
}

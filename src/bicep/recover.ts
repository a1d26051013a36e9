/** Finding the next item after one that could not be read: by brackets, and where those do not match by lines and indentation. */
import { isWordAt, pastNewlines, pastTrivia, peek, type Reader, reportUnclosed } from './reader.ts'
import { Kind } from './tokens.ts'

/** Column of a token that is the first of its line; undefined when it is not the first. */
export const columnOf = (reader: Reader, index: number): number | undefined => {
  const { kinds, starts } = reader
  let before = index - 1
  if (before >= 0 && kinds[before] === Kind.space) before--
  if (before < 0) return starts[index]! - (reader.text.charCodeAt(0) === 0xfeff ? 1 : 0)
  const kind = kinds[before]!
  return kind === Kind.newline || kind === Kind.brokenLine ? starts[index]! - starts[before + 1]! : undefined
}

/** Words that begin a declaration when a name follows them; `resource` does so within a resource too. */
const declarationWords: ReadonlySet<string> = new Set([
  'metadata',
  'param',
  'var',
  'output',
  'type',
  'func',
  'module',
  'test',
  'assert',
  'extension',
  'resource',
])

/** Those of them behind which a text stands where the name is missing; no property is written so. */
const pathWords: ReadonlySet<string> = new Set(['module', 'test', 'extension', 'resource'])

const wordAt = (reader: Reader, index: number): string =>
  reader.kinds[index] === Kind.identifier ? reader.text.slice(reader.starts[index], reader.starts[index + 1]) : ''

/** Whether token `index` begins a line that can only be a declaration of the file itself, for it is no further in than the present one. In braces a resource may be nested. */
const beginsDeclaration = (reader: Reader, index: number, inBraces: boolean): boolean => {
  const word = wordAt(reader, index)
  if (word === '') return false
  const next = pastTrivia(reader, index + 1)
  const kind = reader.kinds[next]
  const begins =
    word === 'targetScope'
      ? kind === Kind.assign
      : word === 'import'
        ? kind === Kind.star || kind === Kind.braceOpen
        : declarationWords.has(word) &&
          (kind === Kind.identifier || (kind === Kind.quoteOpen && pathWords.has(word))) &&
          (word !== 'resource' || !inBraces || reader.byIndent)
  if (!begins) return false
  const column = columnOf(reader, index)
  return column !== undefined && column <= reader.column
}

const closes = (kind: number): boolean => kind === Kind.braceClose || kind === Kind.bracketClose || kind === Kind.parenClose

/** Whether the items of a bracket end here although `closer` does not stand here: at the end, at a bracket for which something around it waits, or at the next declaration. */
export const endsUnclosed = (reader: Reader, closer: number): boolean => {
  const index = pastNewlines(reader, reader.at)
  const kind = reader.kinds[index]!
  if (kind === Kind.end || kind === Kind.interpolationEnd || kind === Kind.brokenLine) return true
  if (closes(kind)) return kind !== closer && reader.open[kind]! > 0
  return kind === Kind.identifier && beginsDeclaration(reader, index, closer === Kind.braceClose)
}

/** Tells that a bracket is not closed, unless one within it was told to be unclosed at the same place. */
export const tellUnclosed = (reader: Reader, what: string, start: number, closer: string): void => {
  const index = pastNewlines(reader, reader.at)
  if (reader.toldUnclosed === index) return
  reader.toldUnclosed = index
  reportUnclosed(reader, 'unclosed-bracket', what, start, 1, closer)
}

/** The kind that opens what `kind` closes; 0 when it closes nothing. */
const openerOf = (kind: number): number => {
  switch (kind) {
    case Kind.braceClose:
      return Kind.braceOpen
    case Kind.bracketClose:
      return Kind.bracketOpen
    case Kind.parenClose:
      return Kind.parenOpen
    case Kind.quoteClose:
      return Kind.quoteOpen
    case Kind.multiClose:
      return Kind.multiOpen
    case Kind.interpolationEnd:
      return Kind.interpolation
    default:
      return 0
  }
}

const openers: readonly number[] = [Kind.braceOpen, Kind.bracketOpen, Kind.parenOpen, Kind.quoteOpen, Kind.multiOpen, Kind.interpolation]

/** Whether the line at token `index` begins as a property does, `name:`, no further in than `column`. */
const beginsProperty = (reader: Reader, index: number, column: number): boolean => {
  const first = pastTrivia(reader, index)
  if (reader.kinds[first] !== Kind.identifier || isWordAt(reader, first, 'for')) return false
  const own = columnOf(reader, first)
  return own !== undefined && own <= column && reader.kinds[pastTrivia(reader, first + 1)] === Kind.colon
}

/**
 * Moves behind the item whose tokens from `from` on could not be read: to the line end, comma or closing bracket that ends it. `column` is where
 * it begins when it begins a line. An unclosed bracket is often noticed far behind the place where it should close: that place may be gone back to.
 */
export const skipItem = (reader: Reader, from: number, endsAtComma: boolean): void => {
  const { kinds } = reader
  peek(reader)
  const failure = reader.at
  // An unclosed bracket was told here: this is the end of all that is open in the item.
  if (failure > from && reader.toldUnclosed === pastNewlines(reader, failure)) {
    goTo(reader, failure)
    return
  }
  const column = columnOf(reader, from) ?? -1
  const stack: number[] = []
  const counts = new Uint32Array(64)
  const leave = (): number => {
    const kind = stack.pop()!
    counts[kind]!--
    return kind
  }
  const inString = (): boolean => counts[Kind.quoteOpen]! + counts[Kind.multiOpen]! > 0
  let at = from
  for (; kinds[at] !== Kind.end; at++) {
    const kind = kinds[at]!
    if (kind === Kind.newline || kind === Kind.brokenLine) {
      if (kind === Kind.brokenLine) while (inString()) leave()
      if (stack.length === 0 && at >= failure) break
      if (failure - at > reader.again) continue
      const next = pastNewlines(reader, at)
      const inner = stack[stack.length - 1]
      if (next > from && beginsDeclaration(reader, next, inner === undefined ? endsAtComma : inner === Kind.braceOpen)) break
      if (inner !== undefined && inner !== Kind.braceOpen && beginsProperty(reader, next, column)) break
    } else if (openers.includes(kind)) {
      stack.push(kind)
      counts[kind]!++
    } else if (kind === Kind.comma) {
      if (endsAtComma && stack.length === 0 && at >= failure) break
    } else if (openerOf(kind) !== 0) {
      const opener = openerOf(kind)
      if (counts[opener]! > 0) while (leave() !== opener);
      else if (at >= failure && reader.open[kind]! > 0) break
    }
  }
  reader.again -= Math.max(0, failure - at)
  goTo(reader, at)
}

/** Goes on at token `at`; what lies before it counts as taken, what lies behind does not. */
const goTo = (reader: Reader, at: number): void => {
  reader.at = at
  reader.failed = false
  let last = at
  while (last > 0 && reader.kinds[last - 1]! <= Kind.newline) last--
  reader.end = reader.starts[last]!
}

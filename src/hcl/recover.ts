/** Finding the next body item after one that could not be read: by brackets, and where those do not match by lines and indentation. */
import type { Reader } from './reader.ts'
import { Kind } from './tokens.ts'

/** Column of a token that is the first of its line; undefined when it is not the first. */
export const columnOf = (reader: Reader, index: number): number | undefined => {
  const { kinds, starts } = reader
  let before = index - 1
  if (before >= 0 && kinds[before] === Kind.space) before--
  if (before < 0) return starts[index]! - (reader.text.charCodeAt(0) === 0xfeff ? 1 : 0)
  const kind = kinds[before]!
  if (kind !== Kind.newline && kind !== Kind.lineComment && kind !== Kind.brokenLine) return undefined
  return starts[index]! - starts[before + 1]!
}

/** Index of the next token that is neither space nor a comment within its line. */
export const pastSpace = (reader: Reader, index: number): number => {
  while (reader.kinds[index]! <= Kind.comment) index++
  return index
}

/** Whether the line that begins at token `index` can only be a body's: an item no further in than `column`, or the brace that closes the body. */
const beginsItem = (reader: Reader, index: number, column: number): boolean => {
  const { kinds, starts } = reader
  const first = pastSpace(reader, index)
  const indent = starts[first]! - starts[index]!
  if (kinds[first] === Kind.braceClose) return indent < column
  if (kinds[first] !== Kind.identifier || indent > column) return false
  const kind = kinds[pastSpace(reader, first + 1)]!
  return kind === Kind.assign || kind === Kind.quoteOpen || kind === Kind.braceOpen || kind === Kind.identifier
}

const opens = (kind: number): boolean =>
  kind === Kind.quoteOpen ||
  kind === Kind.heredocOpen ||
  kind === Kind.interpolation ||
  kind === Kind.directive ||
  kind === Kind.braceOpen ||
  kind === Kind.bracketOpen ||
  kind === Kind.parenOpen

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
    case Kind.heredocClose:
    case Kind.heredocCut:
      return Kind.heredocOpen
    case Kind.sequenceEnd:
      return Kind.interpolation
    default:
      return 0
  }
}

/**
 * Moves to the line end, or the brace closing the body, behind the item whose tokens from `from` on could not be read. `column` is
 * where the item begins. An unclosed bracket is often noticed far behind the place where it should close: that place may be gone back to.
 */
export const skipItem = (reader: Reader, from: number, column: number): void => {
  const { kinds, at: failure } = reader
  const open: number[] = []
  const counts = new Uint32Array(64)
  const leave = (): number => {
    const kind = open.pop()!
    counts[kind]!--
    return kind
  }
  let at = from
  for (; kinds[at] !== Kind.end; at++) {
    const kind = kinds[at]!
    if (kind === Kind.newline || kind === Kind.lineComment) {
      if (open.length === 0) break
      const inTemplate = counts[Kind.quoteOpen]! + counts[Kind.heredocOpen]! > 0
      if (!inTemplate && failure - at <= reader.again && beginsItem(reader, at + 1, column)) break
    } else if (kind === Kind.brokenLine) {
      while (open.length > 0 && open[open.length - 1] !== Kind.heredocOpen) leave()
      if (open.length === 0) break
    } else if (opens(kind)) {
      const opener = kind === Kind.directive ? Kind.interpolation : kind
      open.push(opener)
      counts[opener]!++
    } else if (openerOf(kind) !== 0) {
      const opener = openerOf(kind)
      if (counts[opener]! > 0) while (leave() !== opener);
      else if (kind === Kind.braceClose && open.length === 0) break
    }
  }
  reader.again -= Math.max(0, failure - at)
  goTo(reader, at)
}

/** Goes on at token `at`, outside of all brackets; what lies before it counts as taken, what lies behind does not. */
export const goTo = (reader: Reader, at: number): void => {
  reader.at = at
  reader.newlines = true
  reader.failed = false
  let last = at
  while (last > 0 && reader.kinds[last - 1]! <= Kind.lineComment) last--
  reader.end = reader.starts[last]!
}

/** What stands between brackets: items separated by line ends or commas, arguments by commas; what cannot be read is told and left behind. */
import { failNext, holeAt, passNewlines, peek, type Reader, report, startOf, take } from './reader.ts'
import { columnOf, endsUnclosed, skipItem, tellUnclosed } from './recover.ts'
import type { Hole, Node, Skipped } from './syntax.ts'
import { Kind } from './tokens.ts'

export interface Bracket {
  readonly closer: typeof Kind.braceClose | typeof Kind.bracketClose | typeof Kind.parenClose | typeof Kind.greater
  readonly sign: string
  /** As a message names it: `this object`. */
  readonly what: string
}

export const skippedAt = (start: number, end: number): Skipped => ({ kind: 'skipped', start, end })

export interface ItemReader<T> {
  /** `undefined`, with a failure, where not even the beginning of an item could be read. */
  readonly read: (reader: Reader) => T | undefined
  /** What is left of an item in which, or behind which, something is wrong up to `end`; without it nothing is. */
  readonly spoilt?: (item: T, end: number) => T | undefined
}

/** What stands for a value of which only its place is sure. */
export const spoiltValue = (value: Node, end: number): Hole => {
  const start = Math.min(value.start, end)
  return holeAt(start, value.start === value.end ? start : end)
}

/**
 * Items up to the closing bracket, which is taken; the opening one was. Each is separated from the next by line ends or one comma, and by a comma only on its line:
 * https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/data-types#arrays
 */
export const readItems = <T extends Node>(
  reader: Reader,
  { closer, sign, what }: Bracket,
  { read, spoilt }: ItemReader<T>,
): readonly (T | Skipped)[] => {
  const start = reader.end - 1
  const items: (T | Skipped)[] = []
  let height = 0
  let separated = true
  reader.open[closer]!++
  passNewlines(reader)
  for (let kind = peek(reader); kind !== closer; kind = peek(reader)) {
    if (endsUnclosed(reader, closer)) {
      tellUnclosed(reader, what, start, sign)
      items.push(skippedAt(reader.end, reader.end))
      break
    }
    if (!separated) {
      separated = true
      if (kind === Kind.newline) passNewlines(reader)
      else {
        take(reader)
        passAfterComma(reader)
      }
      continue
    }
    const from = reader.at
    const first = startOf(reader)
    const item = read(reader)
    height = Math.max(height, reader.height)
    if (!reader.failed) checkSeparator(reader, closer, sign)
    separated = false
    if (reader.failed) {
      skipItem(reader, from, true)
      items.push((item === undefined ? item : spoilt?.(item, reader.end)) ?? skippedAt(Math.min(first, reader.end), reader.end))
      separated = isItemStart(reader, closer)
    } else if (item !== undefined) items.push(item)
  }
  if (peek(reader) === closer) take(reader)
  reader.open[closer]!--
  reader.height = height
  return items
}

/** Whether recovery stopped where an item may begin, not at what ends one. */
const isItemStart = (reader: Reader, closer: number): boolean => {
  const kind = peek(reader)
  return kind !== Kind.newline && kind !== Kind.comma && kind !== closer && columnOf(reader, reader.at) !== undefined
}

const passAfterComma = (reader: Reader): void => {
  if (peek(reader) !== Kind.newline) return
  const comma = reader.end - 1
  report(
    reader,
    'newline-after-comma',
    'items are separated by a comma or by a line end, not by both',
    comma,
    comma + 1,
    'leave the comma out',
  )
  passNewlines(reader)
}

const checkSeparator = (reader: Reader, closer: number, sign: string): void => {
  const kind = peek(reader)
  if (kind === closer || kind === Kind.newline || kind === Kind.comma || endsUnclosed(reader, closer)) return
  failNext(reader, 'missing-separator', `a comma, a line end or \`${sign}\``)
}

/**
 * Arguments up to the closing bracket, which is taken; the opening one was. Commas separate them, line ends only stand beside commas and brackets:
 * https://github.com/Azure/bicep/blob/v0.40.2/src/Bicep.Core/Parsing/BaseParser.cs
 */
export const readArguments = <T extends Node>(reader: Reader, bracket: Bracket, read: (reader: Reader) => T): readonly T[] => {
  const { closer, sign } = bracket
  const start = reader.end - 1
  const items: T[] = []
  let height = 0
  reader.open[closer]!++
  if (peek(reader) !== closer) passNewlines(reader)
  while (!reader.failed && peek(reader) !== closer && !endsUnclosed(reader, closer)) {
    items.push(read(reader))
    height = Math.max(height, reader.height)
    if (reader.failed) break
    const kind = peek(reader)
    if (kind === Kind.comma) {
      take(reader)
      passNewlines(reader)
      if (peek(reader) === closer)
        report(reader, 'trailing-comma', 'an argument is missing behind this comma', reader.end - 1, reader.end, 'leave the comma out')
    } else if (kind === Kind.newline) checkLineEnds(reader, closer)
    else break
  }
  takeCloser(reader, bracket, start, `a comma or \`${sign}\``)
  reader.open[closer]!--
  reader.height = height
  return items
}

/** Line ends behind an argument: the closing bracket follows, with nothing between but lines of comments. */
const checkLineEnds = (reader: Reader, closer: number): void => {
  const { kinds } = reader
  const place = startOf(reader)
  let at = reader.at
  let isBlank = false
  while (kinds[at] === Kind.newline) {
    let isComment = false
    for (at++; kinds[at]! <= Kind.emptyDirective; at++) if (kinds[at] === Kind.comment) isComment = true
    if (kinds[at] === Kind.newline && !isComment) isBlank = true
  }
  if (kinds[at] === Kind.end) return
  if (kinds[at] !== closer) {
    if (endsUnclosed(reader, closer)) return
    report(reader, 'missing-separator', 'expected a comma, found the end of the line', place, place)
  } else if (isBlank) report(reader, 'blank-line', 'no line is left blank behind the last argument', place, place)
  passNewlines(reader)
}

/** Takes the closing bracket, or fails: with `wanted` when something else stands there, an unclosed bracket at an end. */
export const takeCloser = (reader: Reader, { closer, sign, what }: Bracket, start: number, wanted: string): void => {
  if (reader.failed) return
  const kind = peek(reader)
  if (kind === closer) take(reader)
  else if (kind === Kind.newline || kind === Kind.brokenLine || endsUnclosed(reader, closer)) {
    tellUnclosed(reader, what, start, sign)
    reader.failed = true
  } else failNext(reader, 'missing-separator', wanted)
}

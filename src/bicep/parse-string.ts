/** Strings: tokens in, one node with its parts out, escapes carried out. */

import { enter, fail, failNext, holeAt, peek, type Reader, setHeight, startOf, take } from './reader.ts'
import { decodeQuoted } from './string-literal.ts'
import type { Hole, StringExpression, StringPart } from './syntax.ts'
import type { SyntaxCode } from './syntax-codes.ts'
import { Kind } from './tokens.ts'

export const beginsString = (kind: number): boolean => kind === Kind.quoteOpen || kind === Kind.multiOpen

/** The string that stands next, or a failure: `wanted` should. */
export const readStringOr = (reader: Reader, code: SyntaxCode, wanted: string, help?: string): StringExpression | Hole =>
  reader.failed || beginsString(peek(reader)) ? readString(reader) : failNext(reader, code, wanted, help)

/** The string whose opening `peek` saw. */
export const readString = (reader: Reader): StringExpression | Hole => {
  if (reader.failed || !enter(reader)) return holeAt(reader.end, reader.end)
  const start = startOf(reader)
  const quoted = peek(reader) === Kind.quoteOpen
  take(reader)
  const opened = reader.end
  const parts: StringPart[] = []
  let height = 0
  let valid = true
  for (;;) {
    const kind = reader.kinds[reader.at]!
    const from = startOf(reader)
    if (kind === Kind.text) {
      take(reader)
      const decoded = quoted ? decodeQuoted(reader, from, reader.end) : { value: rawText(reader, from, from === opened), valid: true }
      valid &&= decoded.valid
      if (decoded.value !== '') parts.push({ kind: 'text', start: from, end: reader.end, value: decoded.value })
    } else if (kind === Kind.interpolation) {
      parts.push(readInterpolation(reader))
      height = Math.max(height, reader.height)
      if (reader.failed) break
    } else break
  }
  const closed = reader.kinds[reader.at] === Kind.quoteClose || reader.kinds[reader.at] === Kind.multiClose
  if (closed && !reader.failed) take(reader)
  else {
    const [what, help] = quoted
      ? ['this string is not closed on its line', "close it with `'`"]
      : ['this string is not closed', "close it with `'''`"]
    fail(reader, 'unclosed-string', what, start, opened, help)
  }
  reader.depth--
  setHeight(reader, height + 1)
  return reader.failed || !valid
    ? holeAt(start, reader.end)
    : { kind: 'string', start, end: reader.end, form: quoted ? 'quoted' : 'multi-line', parts }
}

/** The line end right behind the opening is not part of the text: https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/data-types#multi-line-strings */
const rawText = (reader: Reader, from: number, isFirst: boolean): string => {
  const text = reader.text.slice(from, reader.end)
  return isFirst ? text.replace(/^(?:\r\n?|\n)/, '') : text
}

/** From `${`, which is next, through its `}`. */
const readInterpolation = (reader: Reader): StringPart => {
  const start = startOf(reader)
  const { literals, inString } = reader
  take(reader)
  const opened = reader.end
  reader.literals = false
  reader.inString = true
  const value = reader.expression(reader)
  if (!reader.failed) {
    const kind = peek(reader)
    if (kind === Kind.interpolationEnd) take(reader)
    else if (kind === Kind.brokenLine || kind === Kind.end)
      fail(reader, 'unclosed-string', 'this interpolation is not closed on its line', start, opened, 'close it with `}`')
    else failNext(reader, 'unclosed-interpolation', '`}` after the expression')
  }
  reader.literals = literals
  reader.inString = inString
  return { kind: 'interpolation', start, end: reader.end, value }
}

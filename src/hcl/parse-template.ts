/** Templates: tokens in, parts out, with escapes, strip markers, heredoc indentation and directives carried out as HCL does it. */
import { nearest } from '../text/nearest.ts'
import { isSpace, trimEnd, trimStart } from './characters.ts'
import {
  enter,
  fail,
  failNext,
  failUnclosed,
  holeAt,
  isWord,
  peek,
  type Reader,
  report,
  setHeight,
  startOf,
  take,
  takeIdentifier,
} from './reader.ts'
import { decodeLiteral } from './string-literal.ts'
import type { Expression, Hole, Identifier, Template, TemplatePart } from './syntax.ts'
import { Kind } from './tokens.ts'

interface IfPiece {
  readonly kind: 'if'
  readonly test: Expression
  readonly start: number
  readonly end: number
}
interface ForPiece {
  readonly kind: 'for'
  readonly key: Identifier | undefined
  readonly item: Identifier
  readonly over: Expression
  readonly start: number
  readonly end: number
}
/** A template before its directives are matched; literal pieces are as long as tokens, because strip markers reach one token far. */
type Piece =
  | { readonly kind: 'text'; value: string; readonly start: number; readonly end: number }
  | { readonly kind: 'interpolation'; readonly value: Expression; readonly start: number; readonly end: number }
  | IfPiece
  | ForPiece
  | { readonly kind: 'else' | 'endif' | 'endfor'; readonly start: number; readonly end: number }

interface Pieces {
  readonly list: readonly Piece[]
  readonly valid: boolean
  readonly height: number
}

/** The marker `~` stands inside of the brace: `${~` and `~}`. */
const isStrip = (reader: Reader, start: number, width: number): boolean => reader.end - start === width

const readInterpolation = (reader: Reader, start: number): Piece => {
  const { newlines } = reader
  const width = reader.end - start
  reader.newlines = false
  const value = reader.expression(reader)
  if (!reader.failed && peek(reader) !== Kind.sequenceEnd) {
    const kind = peek(reader)
    if (kind === Kind.end || kind === Kind.brokenLine || kind === Kind.quoteClose || kind === Kind.quoteOpen)
      failUnclosed(reader, 'unclosed-interpolation', 'this interpolation', start, width, '`}`')
    else
      failNext(
        reader,
        'unclosed-interpolation',
        '`}` to end the interpolation',
        'if the sequence belongs to another language, write `$${` instead of `${`',
      )
  }
  if (!reader.failed) take(reader)
  reader.newlines = newlines
  return { kind: 'interpolation', value, start, end: reader.end }
}

const directives = ['if', 'else', 'endif', 'for', 'endfor'] as const

const readFor = (reader: Reader, start: number): Piece | Hole => {
  const name = 'a variable name after `for`'
  if (peek(reader) !== Kind.identifier) return failNext(reader, 'invalid-for', name)
  let item = takeIdentifier(reader)
  let key: Identifier | undefined
  if (peek(reader) === Kind.comma) {
    take(reader)
    if (peek(reader) !== Kind.identifier) return failNext(reader, 'invalid-for', 'a variable name after the comma')
    key = item
    item = takeIdentifier(reader)
  }
  if (!isWord(reader, 'in')) return failNext(reader, 'invalid-for', '`in` after the variable names')
  take(reader)
  const over = reader.expression(reader)
  return { kind: 'for', key, item, over, start, end: reader.end }
}

const readDirective = (reader: Reader, start: number): Piece | Hole => {
  if (peek(reader) !== Kind.identifier) return failNext(reader, 'invalid-directive', 'a directive such as `if` or `for` after `%{`')
  const word = takeIdentifier(reader)
  const name = directives.find((known) => known === word.name)
  if (name === undefined) {
    const meant = nearest(word.name, directives)
    const help = meant === undefined ? 'write `%%{` for a literal `%{`' : `did you mean \`${meant}\`?`
    return fail(reader, 'invalid-directive', `\`${word.name}\` is not a template directive`, word.start, word.end, help)
  }
  if (name === 'for') return readFor(reader, start)
  if (name === 'if') return { kind: 'if', test: reader.expression(reader), start, end: reader.end }
  return { kind: name, start, end: reader.end }
}

/** A directive through its closing brace. */
const readWholeDirective = (reader: Reader, start: number): Piece | Hole => {
  const { newlines } = reader
  reader.newlines = false
  const piece = readDirective(reader, start)
  if (!reader.failed && peek(reader) !== Kind.sequenceEnd) failNext(reader, 'invalid-directive', '`}` to end the directive')
  if (!reader.failed) take(reader)
  reader.newlines = newlines
  return piece.kind === 'hole' ? piece : { ...piece, end: reader.end }
}

/** Reads up to and with the token `closer`; `open` is the span of the opening token, for messages. */
const readPieces = (reader: Reader, closer: number, open: { readonly start: number; readonly end: number }): Pieces => {
  const list: Piece[] = []
  const { kinds } = reader
  let stripNext = false
  let valid = true
  let height = 0
  while (!reader.failed) {
    const kind = kinds[reader.at]!
    const start = startOf(reader)
    const before = list[list.length - 1]
    if (kind === closer) {
      take(reader)
      break
    }
    if (kind === Kind.text) {
      take(reader)
      const decoded = decodeLiteral(reader, start, reader.end, closer === Kind.quoteClose)
      if (!decoded.valid) valid = false
      list.push({ kind: 'text', value: stripNext ? trimStart(decoded.value) : decoded.value, start, end: reader.end })
      stripNext = false
    } else if (kind === Kind.interpolation || kind === Kind.directive) {
      take(reader)
      if (isStrip(reader, start, 3) && before?.kind === 'text') before.value = trimEnd(before.value)
      reader.height = 0
      const piece = kind === Kind.interpolation ? readInterpolation(reader, start) : readWholeDirective(reader, start)
      if (piece.kind !== 'hole') list.push(piece)
      height = Math.max(height, reader.height)
      stripNext = reader.starts[reader.at]! - reader.starts[Math.max(0, reader.at - 1)]! === 2
    } else if (kind === Kind.space && closer === Kind.end) {
      take(reader)
    } else failTemplate(reader, closer, open)
  }
  return { list, valid, height }
}

const failTemplate = (reader: Reader, closer: number, open: { readonly start: number; readonly end: number }): void => {
  const kind = reader.kinds[reader.at]!
  if (kind === Kind.invalid || kind === Kind.heredocCut) failNext(reader, 'unclosed-heredoc', 'the end marker')
  else if (closer === Kind.quoteClose)
    fail(
      reader,
      'unclosed-string',
      'this string is not closed on its line',
      open.start,
      open.end,
      'close it with `"`; a string of several lines is a heredoc, `<<EOT`',
    )
  else {
    const head = reader.text.slice(open.start, open.end).trimEnd()
    fail(
      reader,
      'unclosed-heredoc',
      `the heredoc \`${head}\` does not end`,
      open.start,
      open.start + head.length,
      'write its end marker on a line of its own',
    )
  }
}

const leadingSpaces = (text: string): number => {
  let count = 0
  while (count < text.length && isSpace(text.charCodeAt(count))) count++
  return count
}

/**
 * `<<-`: takes from each line the white space that all lines share. Only text that begins a line counts, blank lines do not, and a line
 * whose line end a `~}` took away begins none: https://github.com/hashicorp/hcl/blob/v2.24.0/hclsyntax/parser_template.go
 */
const flush = (pieces: readonly Piece[]): void => {
  let least = Number.POSITIVE_INFINITY
  let lineStart = true
  const lines: { value: string }[] = []
  for (const piece of pieces) {
    const value = piece.kind === 'text' ? piece.value : ''
    if (lineStart) {
      lineStart = false
      const spaces = leadingSpaces(value)
      if (piece.kind === 'text' && !(spaces === value.length && value.endsWith('\n'))) lines.push(piece)
      if (piece.kind !== 'text' || lines[lines.length - 1] === piece) least = Math.min(least, spaces)
    }
    if (value.endsWith('\n')) lineStart = true
  }
  for (const line of lines) line.value = line.value.slice(least)
}

/** Neighbouring texts become one; an empty one stays, for a template of more than one part is always a string. */
const meld = (pieces: readonly Piece[]): readonly Piece[] => {
  const melded: Piece[] = []
  for (let index = 0; index < pieces.length; ) {
    const first = pieces[index]!
    let next = index + 1
    if (first.kind === 'text') {
      while (pieces[next]?.kind === 'text') next++
      const texts = pieces.slice(index, next).map((piece) => (piece.kind === 'text' ? piece.value : ''))
      melded.push({ kind: 'text', value: texts.join(''), start: first.start, end: pieces[next - 1]!.end })
    } else melded.push(first)
    index = next
  }
  return melded
}

interface Cursor {
  readonly pieces: readonly Piece[]
  at: number
  valid: boolean
  depth: number
  /** Most directives within one another. */
  deepest: number
}

const unbalanced = (reader: Reader, cursor: Cursor, piece: Piece, message: string): void => {
  if (cursor.valid) report(reader, 'unbalanced-directive', message, piece.start, piece.end)
  cursor.valid = false
}

/** Parts up to a piece that ends or divides a directive, or to the end. */
const buildParts = (reader: Reader, cursor: Cursor): readonly TemplatePart[] => {
  const parts: TemplatePart[] = []
  for (let piece = cursor.pieces[cursor.at]; piece !== undefined && cursor.valid; piece = cursor.pieces[cursor.at]) {
    if (piece.kind !== 'text' && piece.kind !== 'interpolation' && piece.kind !== 'if' && piece.kind !== 'for') break
    cursor.at++
    if (piece.kind === 'text') parts.push({ kind: 'text', start: piece.start, end: piece.end, value: piece.value })
    else if (piece.kind === 'interpolation') parts.push({ kind: 'interpolation', start: piece.start, end: piece.end, value: piece.value })
    else if (enter(reader)) {
      cursor.depth++
      cursor.deepest = Math.max(cursor.deepest, cursor.depth)
      parts.push(piece.kind === 'if' ? buildIf(reader, cursor, piece) : buildFor(reader, cursor, piece))
      cursor.depth--
      reader.depth--
    } else cursor.valid = false
  }
  return parts
}

/** Takes the piece that ends `open`; when another stands there, reports that. */
const closeDirective = (reader: Reader, cursor: Cursor, open: Piece, closer: 'endif' | 'endfor'): number => {
  const piece = cursor.pieces[cursor.at]
  if (piece === undefined) unbalanced(reader, cursor, open, `this directive lacks its \`%{ ${closer} }\``)
  else if (piece.kind !== closer) unbalanced(reader, cursor, piece, `\`${piece.kind}\` stands where \`${closer}\` should`)
  else cursor.at++
  return piece?.end ?? open.end
}

const buildIf = (reader: Reader, cursor: Cursor, open: IfPiece): TemplatePart => {
  const then = buildParts(reader, cursor)
  let otherwise: readonly TemplatePart[] = []
  if (cursor.pieces[cursor.at]?.kind === 'else') {
    cursor.at++
    otherwise = buildParts(reader, cursor)
  }
  const end = closeDirective(reader, cursor, open, 'endif')
  return { kind: 'template-if', start: open.start, end, test: open.test, then, otherwise }
}

const buildFor = (reader: Reader, cursor: Cursor, open: ForPiece): TemplatePart => {
  const body = buildParts(reader, cursor)
  const end = closeDirective(reader, cursor, open, 'endfor')
  const { key, item, over } = open
  return { kind: 'template-for', start: open.start, end, ...(key === undefined ? {} : { key }), item, over, body }
}

/** A hole stands for a template with a faulty escape or directive: it must not pass for a string. */
const finishTemplate = (reader: Reader, start: number, form: Template['form'], flushed: boolean, pieces: Pieces): Template | Hole => {
  if (reader.failed) return holeAt(start, reader.end)
  if (flushed) flush(pieces.list)
  const melded = meld(pieces.list)
  const simple = melded.length === 0 || (melded.length === 1 && melded[0]!.kind === 'text')
  const cursor: Cursor = { pieces: melded, at: 0, valid: pieces.valid, depth: 0, deepest: 0 }
  const parts = buildParts(reader, cursor)
  const left = melded[cursor.at]
  if (left !== undefined && !reader.failed) unbalanced(reader, cursor, left, 'this directive has no beginning')
  setHeight(reader, simple ? 1 : 1 + cursor.deepest + pieces.height)
  return cursor.valid && !reader.failed ? { kind: 'template', start, end: reader.end, form, parts } : holeAt(start, reader.end)
}

/** A quoted string whose opening quote `peek` saw. */
export const readQuoted = (reader: Reader): Template | Hole => {
  const start = startOf(reader)
  take(reader)
  return finishTemplate(reader, start, 'quoted', false, readPieces(reader, Kind.quoteClose, { start, end: reader.end }))
}

/** A heredoc whose opening `peek` saw. */
export const readHeredoc = (reader: Reader): Template | Hole => {
  const start = startOf(reader)
  take(reader)
  const flushed = reader.text.charCodeAt(start + 2) === 0x2d
  return finishTemplate(reader, start, 'heredoc', flushed, readPieces(reader, Kind.heredocClose, { start, end: reader.end }))
}

/** A file that is one template. */
export const readBare = (reader: Reader): Template | Hole =>
  finishTemplate(reader, 0, 'heredoc', false, readPieces(reader, Kind.end, { start: 0, end: 0 }))

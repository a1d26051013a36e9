/** What the parts of the parser share: the place among the tokens, the brackets open around it, and the failure that is under way. */

import { budget } from '../text/budget.ts'
import type { Sink } from '../text/diagnostic.ts'
import type { SourceFile } from '../text/source.ts'
import type { ResourceDeclaration } from './declarations.ts'
import type { Expression, Hole, Identifier } from './syntax.ts'
import type { SyntaxCode } from './syntax-codes.ts'
import { Kind, type Tokens } from './tokens.ts'

/** The parsers that are called from what they call themselves. */
export interface Parsers {
  readonly expression: (reader: Reader) => Expression
  /** A nested resource, from its decorators on; undefined, with a failure, where there is none. */
  readonly resource: (reader: Reader) => ResourceDeclaration | undefined
}

export interface Reader extends Parsers {
  readonly file: SourceFile
  readonly text: string
  readonly kinds: Uint8Array
  readonly starts: Uint32Array
  readonly sink: Sink
  /** Index of the next token. */
  at: number
  /** Where the last token that was taken ends. */
  end: number
  /** Constructs open around this place. */
  depth: number
  /** Height of the expression that was read last. */
  height: number
  /** Brackets open around this place, by the kind that closes them. */
  readonly open: Uint16Array
  /** Column at which the present top-level declaration begins: a line that begins no further in, as a declaration does, is the next one. */
  column: number
  /** What may stand here: object and array literals do not within `${…}`; in one, braces never do. */
  literals: boolean
  inString: boolean
  /** The present item cannot be read on; it was told. Every part then returns at once, and what holds items finds the next one. */
  failed: boolean
  /** How many tokens may still be read again after a failure, so that work grows with the length of the text and no faster. */
  again: number
  /** Index of the token before which an unclosed bracket was told. */
  toldUnclosed: number
  /** The second reading of a file in which some bracket is not closed: a resource that begins no further in than the one before is not within it. */
  readonly byIndent: boolean
}

export const readerOf = (file: SourceFile, tokens: Tokens, sink: Sink, parsers: Parsers, byIndent = false): Reader => ({
  ...parsers,
  file,
  text: file.text,
  kinds: tokens.kinds,
  starts: tokens.starts,
  sink,
  at: 0,
  end: 0,
  depth: 0,
  height: 0,
  open: new Uint16Array(64),
  column: 0,
  literals: true,
  inString: false,
  failed: false,
  again: 4 * tokens.count,
  toldUnclosed: -1,
  byIndent,
})

/** Kind of the next token that counts; line ends do. */
export const peek = (reader: Reader): number => {
  const { kinds } = reader
  let kind = kinds[reader.at]!
  while (kind <= Kind.emptyDirective) kind = kinds[++reader.at]!
  return kind
}

/** Index of the first token from `index` on that is neither white space nor a comment nor a directive. */
export const pastTrivia = (reader: Reader, index: number): number => {
  while (reader.kinds[index]! <= Kind.emptyDirective) index++
  return index
}

/** Index of the first token from `index` on that is no line end either. */
export const pastNewlines = (reader: Reader, index: number): number => {
  while (reader.kinds[index]! <= Kind.newline) index++
  return index
}

/** Kind of the next token behind any line ends. */
export const peekPastNewlines = (reader: Reader): number => reader.kinds[pastNewlines(reader, reader.at)]!

/** Takes the token that `peek` saw. */
export const take = (reader: Reader): void => {
  if (reader.kinds[reader.at] !== Kind.end) reader.end = reader.starts[++reader.at]!
}

/** Passes over line ends; nothing counts as taken. */
export const passNewlines = (reader: Reader): void => {
  while (peek(reader) === Kind.newline) reader.at++
}

/** Start of the token that `peek` saw. */
export const startOf = (reader: Reader): number => reader.starts[reader.at]!

export const report = (reader: Reader, code: SyntaxCode, message: string, start: number, end: number, help?: string): void => {
  const span = { file: reader.file, start, end }
  reader.sink({ code: `bicep/${code}`, severity: 'error', message, span, ...(help === undefined ? {} : { help }) })
}

export const holeAt = (start: number, end: number): Hole => ({ kind: 'hole', start, end })

/** Reports unless a failure is under way, starts one, and gives the hole that stands for what could not be read. */
export const fail = (reader: Reader, code: SyntaxCode, message: string, start: number, end: number, help?: string): Hole => {
  if (!reader.failed) report(reader, code, message, start, end, help)
  reader.failed = true
  return holeAt(reader.end, reader.end)
}

const remedyOf = (text: string): string | undefined => {
  switch (text) {
    case '"':
      return "strings stand in single quotes, `'`"
    case '‘':
    case '’':
    case '“':
    case '”':
      return "write a straight quote, `'`"
    case ';':
      return 'line ends separate declarations and properties'
    case '&':
      return 'boolean and is `&&`'
    case '#':
      return 'comments begin with `//`; a directive stands first on its line'
    default:
      return undefined
  }
}

/** Token `index` as a message names it. */
const nameAt = (reader: Reader, index: number): string => {
  const kind = reader.kinds[index]!
  if (kind === Kind.end) return 'the end of the file'
  if (kind === Kind.newline || kind === Kind.brokenLine) return 'the end of the line'
  const start = reader.starts[index]!
  return `\`${/^[^\r\n]*/.exec(reader.text.slice(start, Math.min(reader.starts[index + 1]!, start + 40)))![0]}\``
}

/** Tells of a token that is never right; false where the next one may be. */
export const reportInvalid = (reader: Reader): boolean => {
  const kind = peek(reader)
  const start = startOf(reader)
  if (kind === Kind.commentOpen) report(reader, 'unclosed-comment', 'this comment is not closed', start, start + 2, 'close it with `*/`')
  else if (kind === Kind.invalid) {
    const end = reader.starts[reader.at + 1]!
    const text = reader.text.slice(start, end)
    report(reader, 'invalid-character', `the character \`${text}\` is not used in the language`, start, end, remedyOf(text))
  } else return false
  return true
}

/** Fails at the next token, where `wanted` should stand; says what is wrong with the token itself when it is never right. */
export const failNext = (reader: Reader, code: SyntaxCode, wanted: string, help?: string): Hole => {
  const kind = peek(reader)
  if (!reader.failed && reportInvalid(reader)) reader.failed = true
  const start = startOf(reader)
  const isLineEnd = kind === Kind.end || kind === Kind.newline || kind === Kind.brokenLine
  const end = isLineEnd ? start : reader.starts[reader.at + 1]!
  return fail(reader, code, `expected ${wanted}, found ${nameAt(reader, reader.at)}`, start, end, help)
}

/** Reports that what opened at `start` and is `width` wide is not closed before the next token. */
export const reportUnclosed = (reader: Reader, code: SyntaxCode, what: string, start: number, width: number, closer: string): void =>
  report(
    reader,
    code,
    `${what} is not closed before ${nameAt(reader, pastNewlines(reader, reader.at))}`,
    start,
    start + width,
    `close it with \`${closer}\``,
  )

/** Enters one more construct; false, with a failure, when that is one too many. */
export const enter = (reader: Reader): boolean => {
  if (reader.depth >= budget.nesting) {
    peek(reader)
    fail(reader, 'too-deep', `more than ${budget.nesting} constructs lie within one another`, startOf(reader), startOf(reader))
    return false
  }
  reader.depth++
  return true
}

/** Sets the height of the expression just read; fails when what walks it could run out of stack. */
export const setHeight = (reader: Reader, height: number): void => {
  reader.height = height
  if (height > budget.expressionHeight && !reader.failed) {
    peek(reader)
    const message = `one expression has more than ${budget.expressionHeight} levels of operations`
    fail(reader, 'too-deep', message, startOf(reader), startOf(reader))
  }
}

// https://github.com/Azure/bicep/blob/v0.40.2/src/Bicep.Core/LanguageConstants.cs
const longestName = 255

/** Takes the identifier that `peek` saw. */
export const takeIdentifier = (reader: Reader): Identifier => {
  const start = startOf(reader)
  take(reader)
  const { end } = reader
  if (end - start > longestName) report(reader, 'long-name', `a name has at most ${longestName} characters`, start, end)
  return { start, end, name: reader.text.slice(start, end) }
}

/** The identifier that stands next, or a failure: `wanted` should. `true`, `false` and `null` are no names. */
export const readIdentifier = (reader: Reader, code: SyntaxCode, wanted: string, help?: string): Identifier => {
  if (isName(reader)) return takeIdentifier(reader)
  failNext(reader, code, wanted, help)
  return { start: reader.end, end: reader.end, name: '' }
}

const isLiteral = (text: string): boolean => text === 'true' || text === 'false' || text === 'null'

/** Whether the next token is an identifier that may be a name. */
export const isName = (reader: Reader): boolean => {
  if (peek(reader) !== Kind.identifier) return false
  const start = startOf(reader)
  const end = reader.starts[reader.at + 1]!
  return end - start > 5 || !isLiteral(reader.text.slice(start, end))
}

/** Whether token `index` is the identifier `word`. */
export const isWordAt = (reader: Reader, index: number, word: string): boolean =>
  reader.kinds[index] === Kind.identifier &&
  reader.starts[index + 1]! - reader.starts[index]! === word.length &&
  reader.text.startsWith(word, reader.starts[index]!)

/** Whether the next token is the identifier `word`. */
export const isWord = (reader: Reader, word: string): boolean => peek(reader) === Kind.identifier && isWordAt(reader, reader.at, word)

/** An expression where objects and arrays may be written, whatever is around. */
export const readWithLiterals = (reader: Reader): Expression => {
  const { literals } = reader
  reader.literals = true
  const value = reader.expression(reader)
  reader.literals = literals
  return value
}

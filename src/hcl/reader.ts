/** What the parts of the parser share: the place among the tokens, whether line ends count there, and the failure that is under way. */

import { budget } from '../text/budget.ts'
import type { Sink } from '../text/diagnostic.ts'
import type { SourceFile } from '../text/source.ts'
import type { Expression, Hole, Identifier } from './syntax.ts'
import type { SyntaxCode } from './syntax-codes.ts'
import { Kind, type Tokens } from './tokens.ts'

export interface Reader {
  readonly file: SourceFile
  readonly text: string
  readonly kinds: Uint8Array
  readonly starts: Uint32Array
  readonly sink: Sink
  /** The parser of expressions, which everything that holds expressions calls. */
  readonly expression: (reader: Reader) => Expression
  /** Index of the next token. */
  at: number
  /** Where the last token that was taken ends. */
  end: number
  /** Line ends are tokens here; within brackets they are not. */
  newlines: boolean
  /** Constructs open around this place. */
  depth: number
  /** Height of the expression that was read last. */
  height: number
  /** The present item cannot be read on; it was told. Every part then returns at once, and the body finds the next item. */
  failed: boolean
  /** How many tokens may still be read again after a failure, so that work grows with the length of the text and no faster. */
  again: number
  /** The second reading of a file in which some block is not closed: a block then ends where a line begins no further in than it did. */
  readonly byIndent: boolean
}

export const readerOf = (file: SourceFile, tokens: Tokens, sink: Sink, expression: Reader['expression'], byIndent = false): Reader => ({
  file,
  text: file.text,
  kinds: tokens.kinds,
  starts: tokens.starts,
  sink,
  expression,
  at: 0,
  end: 0,
  newlines: true,
  depth: 0,
  height: 0,
  failed: false,
  again: 4 * tokens.count,
  byIndent,
})

const passTrivia = (reader: Reader): number => {
  const { kinds } = reader
  for (;;) {
    const kind = kinds[reader.at]!
    if (kind === Kind.newline || kind === Kind.lineComment) {
      if (reader.newlines) return Kind.newline
    } else if (kind > Kind.comment) return kind
    reader.at++
  }
}

/** Kind of the next token that counts; a comment to the end of its line is `newline` where line ends count. */
export const peek = (reader: Reader): number => {
  const kind = reader.kinds[reader.at]!
  return kind > Kind.lineComment ? kind : passTrivia(reader)
}

/** Takes the token that `peek` saw. */
export const take = (reader: Reader): void => {
  if (reader.kinds[reader.at] !== Kind.end) reader.end = reader.starts[++reader.at]!
}

/** Start of the token that `peek` saw. */
export const startOf = (reader: Reader): number => reader.starts[reader.at]!

export const report = (reader: Reader, code: SyntaxCode, message: string, start: number, end: number, help?: string): void => {
  const span = { file: reader.file, start, end }
  reader.sink({ code: `hcl/${code}`, severity: 'error', message, span, ...(help === undefined ? {} : { help }) })
}

export const holeAt = (start: number, end: number): Hole => ({ kind: 'hole', start, end })

/** Reports unless a failure is under way, starts one, and gives the hole that stands for what could not be read. */
export const fail = (reader: Reader, code: SyntaxCode, message: string, start: number, end: number, help?: string): Hole => {
  if (!reader.failed) report(reader, code, message, start, end, help)
  reader.failed = true
  return holeAt(reader.end, reader.end)
}

/** The next token as a message names it. */
const nameNext = (reader: Reader): string => {
  const kind = peek(reader)
  if (kind === Kind.end) return 'the end of the file'
  if (kind === Kind.newline || kind === Kind.brokenLine) return 'the end of the line'
  const text = reader.text.slice(startOf(reader), Math.min(reader.starts[reader.at + 1]!, startOf(reader) + 40))
  return `\`${/^[^\r\n]*/.exec(text)![0]}\``
}

const unusedCharacter = (text: string): string | undefined => {
  switch (text) {
    case "'":
      return 'strings stand in double quotes'
    case '`':
      return 'a string of several lines is a heredoc, `<<EOT`'
    case ';':
      return 'line ends separate arguments and blocks, commas the items of a list'
    case '“':
    case '”':
      return 'write a straight quote, `"`'
    case '&':
      return 'boolean and is `&&`'
    case '|':
      return 'boolean or is `||`'
    case '~':
      return 'boolean not is `!`'
    default:
      return undefined
  }
}

/** Fails at the next token, where `wanted` should stand; says what is wrong with the token itself when it is never right. */
export const failNext = (reader: Reader, code: SyntaxCode, wanted: string, help?: string): Hole => {
  const kind = peek(reader)
  const start = startOf(reader)
  const end = Math.max(start, reader.starts[Math.min(reader.at + 1, reader.starts.length - 1)]!)
  if (kind === Kind.invalid) {
    const text = reader.text.slice(start, end)
    const remedy = unusedCharacter(text)
    return fail(
      reader,
      'invalid-character',
      `the character \`${text === '\r' ? '\\r' : text}\` is not used in the language`,
      start,
      end,
      remedy,
    )
  }
  if (kind === Kind.commentOpen)
    return fail(reader, 'unclosed-comment', 'this comment is not closed', start, start + 2, 'close it with `*/`')
  if (kind === Kind.heredocBad || kind === Kind.heredocCut) return failHeredoc(reader, kind, start, end)
  if (kind === Kind.end) return fail(reader, code, `expected ${wanted}, found the end of the file`, start, start, help)
  if (kind === Kind.newline || kind === Kind.brokenLine)
    return fail(reader, code, `expected ${wanted}, found the end of the line`, start, start, help)
  return fail(reader, code, `expected ${wanted}, found ${nameNext(reader)}`, start, end, help)
}

const failHeredoc = (reader: Reader, kind: number, start: number, end: number): Hole => {
  const line = /^[^\r\n]*/.exec(reader.text.slice(start, Math.min(end, start + 200)))![0]
  return kind === Kind.heredocCut
    ? fail(
        reader,
        'unclosed-heredoc',
        'the end marker of a heredoc needs a line end after it',
        start,
        end,
        'end the file with an empty line',
      )
    : fail(
        reader,
        'unclosed-heredoc',
        `the heredoc \`${line}\` does not end`,
        start,
        start + line.length,
        'write its end marker on a line of its own, and `$${` for a `${` that is not meant for Terraform',
      )
}

/** Fails because what opened at `start` and is `width` wide is not closed by `closer` before the next token. */
export const failUnclosed = (reader: Reader, code: SyntaxCode, what: string, start: number, width: number, closer: string): Hole => {
  const kind = peek(reader)
  if (kind === Kind.invalid || kind === Kind.commentOpen) return failNext(reader, code, closer)
  return fail(reader, code, `${what} is not closed before ${nameNext(reader)}`, start, start + width, `close it with ${closer}`)
}

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
    fail(
      reader,
      'too-deep',
      `one expression has more than ${budget.expressionHeight} levels of operations`,
      startOf(reader),
      startOf(reader),
    )
  }
}

/** Takes the identifier that `peek` saw. */
export const takeIdentifier = (reader: Reader): Identifier => {
  const start = startOf(reader)
  take(reader)
  return { start, end: reader.end, name: reader.text.slice(start, reader.end) }
}

/** Whether the next token is the identifier `word`. */
export const isWord = (reader: Reader, word: string): boolean =>
  peek(reader) === Kind.identifier &&
  reader.starts[reader.at + 1]! - startOf(reader) === word.length &&
  reader.text.startsWith(word, startOf(reader))

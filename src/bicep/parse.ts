/** A file of Bicep in, its syntax out, whole whatever the text: what could not be read is a hole or skipped, and told. */
import { type Diagnostic, keepSome, type Sink } from '../text/diagnostic.ts'
import type { SourceFile } from '../text/source.ts'
import type { Program, Syntax } from './declarations.ts'
import { lex } from './lex.ts'
import { readExpression } from './parse-expression.ts'
import { readNestedResource, readParameterFile, readResourceFile } from './parse-program.ts'
import { failNext, holeAt, type Parsers, passNewlines, peek, type Reader, readerOf, report } from './reader.ts'
import type { Expression } from './syntax.ts'
import { Kind, type Tokens } from './tokens.ts'

const parsers: Parsers = { expression: readExpression, resource: readNestedResource }

const checkDirectives = (reader: Reader, tokens: Tokens): void => {
  for (
    let at = tokens.kinds.indexOf(Kind.emptyDirective);
    at >= 0 && at < tokens.count;
    at = tokens.kinds.indexOf(Kind.emptyDirective, at + 1)
  ) {
    const help = 'write the codes behind it, with spaces between'
    report(reader, 'empty-directive', 'this directive names no diagnostic', tokens.starts[at]!, tokens.starts[at + 1]!, help)
  }
}

const parseOnce = (
  file: SourceFile,
  tokens: Tokens,
  read: (reader: Reader) => Program['items'],
  byIndent: boolean,
): { readonly program: Program; readonly diagnostics: readonly Diagnostic[] } => {
  const { sink, kept } = keepSome(file, 'bicep/too-many-mistakes')
  const reader = readerOf(file, tokens, sink, parsers, byIndent)
  checkDirectives(reader, tokens)
  const items = read(reader)
  return { program: { kind: 'program', start: 0, end: file.text.length, items }, diagnostics: kept }
}

const parseWith = (file: SourceFile, sink: Sink, read: (reader: Reader) => Program['items']): Syntax => {
  const tokens = lex(file)
  let result = parseOnce(file, tokens, read, false)
  if (result.diagnostics.some(({ code }) => code === 'bicep/unclosed-bracket')) {
    // A bracket is missing somewhere above: indentation tells where better than brackets do, unless the file has none.
    const second = parseOnce(file, tokens, read, true)
    if (second.diagnostics.length <= result.diagnostics.length) result = second
  }
  result.diagnostics.forEach(sink)
  return { file, program: result.program }
}

/** Declarations of a `.bicep` file. */
export const parse = (file: SourceFile, sink: Sink): Syntax => parseWith(file, sink, readResourceFile)

/** Declarations of a `.bicepparam` file. */
export const parseParameters = (file: SourceFile, sink: Sink): Syntax => parseWith(file, sink, readParameterFile)

/** The whole text as one expression. */
export const parseExpressionFile = (file: SourceFile, sink: Sink): Expression => {
  const tokens = lex(file)
  const { sink: inner, kept } = keepSome(file, 'bicep/too-many-mistakes')
  const reader = readerOf(file, tokens, inner, parsers)
  passNewlines(reader)
  const value = readExpression(reader)
  if (!reader.failed) {
    passNewlines(reader)
    if (peek(reader) !== Kind.end) failNext(reader, 'extra-characters', 'nothing after the expression')
  }
  kept.forEach(sink)
  return reader.failed ? holeAt(0, file.text.length) : value
}

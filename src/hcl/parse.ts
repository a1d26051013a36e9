/** A file of HCL in, its syntax out, whole whatever the text: what could not be read is a hole, and told. */
import { type Diagnostic, keepSome, type Sink } from '../text/diagnostic.ts'
import type { SourceFile } from '../text/source.ts'
import { lex, lexTemplate } from './lex.ts'
import { readItems } from './parse-body.ts'
import { readExpression } from './parse-expression.ts'
import { readBare } from './parse-template.ts'
import { failNext, holeAt, peek, readerOf } from './reader.ts'
import type { Body, Expression, Syntax, Template } from './syntax.ts'
import { Kind, type Tokens } from './tokens.ts'

const parseBody = (
  file: SourceFile,
  tokens: Tokens,
  byIndent: boolean,
): { readonly body: Body; readonly diagnostics: readonly Diagnostic[] } => {
  const { sink, kept } = keepSome(file, 'hcl/too-many-mistakes')
  const reader = readerOf(file, tokens, sink, readExpression, byIndent)
  const items = readItems(reader, undefined)
  return { body: { kind: 'body', start: 0, end: file.text.length, items }, diagnostics: kept }
}

/** Blocks and attributes of a `.tf` or `.tfvars` file. */
export const parse = (file: SourceFile, sink: Sink): Syntax => {
  const tokens = lex(file)
  let result = parseBody(file, tokens, false)
  if (result.diagnostics.some(({ code }) => code === 'hcl/unclosed-block')) {
    // A brace is missing somewhere above: indentation tells where better than brackets do, unless the file has none.
    const second = parseBody(file, tokens, true)
    if (second.diagnostics.length <= result.diagnostics.length) result = second
  }
  result.diagnostics.forEach(sink)
  return { file, body: result.body }
}

/** The whole text as one template, as `templatefile` and strings in JSON have it; its form is `heredoc`, for backslashes mean nothing in it. */
export const parseTemplate = (file: SourceFile, sink: Sink): Template => {
  const { sink: inner, kept } = keepSome(file, 'hcl/too-many-mistakes')
  const read = readBare(readerOf(file, lexTemplate(file), inner, readExpression))
  kept.forEach(sink)
  const { length } = file.text
  if (read.kind === 'template') return { ...read, start: 0, end: length }
  const value = holeAt(0, length)
  return { kind: 'template', start: 0, end: length, form: 'heredoc', parts: [{ kind: 'interpolation', start: 0, end: length, value }] }
}

/** The whole text as one expression, in which line ends do not count. */
export const parseExpressionFile = (file: SourceFile, sink: Sink): Expression => {
  const { sink: inner, kept } = keepSome(file, 'hcl/too-many-mistakes')
  const reader = readerOf(file, lex(file), inner, readExpression)
  reader.newlines = false
  const value = readExpression(reader)
  if (!reader.failed && peek(reader) !== Kind.end) failNext(reader, 'extra-characters', 'nothing after the expression')
  kept.forEach(sink)
  return reader.failed ? holeAt(0, file.text.length) : value
}

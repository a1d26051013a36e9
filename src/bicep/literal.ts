/** Plain texts and numbers as they are written: read from the code, and written so that nothing in them is more than text. */
import type { Edit } from '../text/edit.ts'
import type { SourceFile } from '../text/source.ts'
import type { Program } from './declarations.ts'
import type { ArrayExpression, Expression } from './syntax.ts'
import { wayTo } from './way-to.ts'
import { behindLast } from './write-object.ts'

const escapes: Readonly<Record<string, string>> = { "'": "\\'", '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** A quoted string: nothing interpolated, no line end. https://learn.microsoft.com/azure/azure-resource-manager/bicep/data-types#strings */
export const quoted = (text: string): string =>
  `'${text
    .replace(/['\\\n\r\t]/g, (mark) => escapes[mark]!)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (mark) => `\\u{${mark.codePointAt(0)!.toString(16)}}`)
    .replace(/\$(?=\{)/g, '\\$')}'`

/** What a literal says; undefined for what is more than a plain text or a number. */
const literalText = (expression: Expression): string | undefined => {
  if (expression.kind === 'number') return expression.text
  if (expression.kind !== 'string') return undefined
  const [part, other] = expression.parts
  if (part === undefined) return ''
  return part.kind === 'text' && other === undefined ? part.value : undefined
}

const writtenLike = (model: Expression, text: string): string => (model.kind === 'number' && /^\d+$/.test(text) ? text : quoted(text))

const isExpression = (part: { readonly kind: string }): part is Expression => part.kind !== 'entry' && part.kind !== 'spread'

/** The expression that takes exactly this place; of several around each other the innermost. */
const expressionAt = (program: Program, start: number, end: number): Expression | undefined =>
  [...wayTo(program, start, end)].reverse().find((one): one is Expression => one.start === start && one.end === end && isExpression(one))

const isLiteralItem = (item: ArrayExpression['items'][number]): item is Expression =>
  item.kind !== 'spread' && item.kind !== 'skipped' && literalText(item) !== undefined

/** The literal `written`, which stands at the place or is the one such item of the list there, becomes `meant`. */
export const reword = (
  file: SourceFile,
  program: Program,
  { start, end, written, meant }: { readonly start: number; readonly end: number; readonly written: string; readonly meant: string },
): Edit | undefined => {
  const expression = expressionAt(program, start, end)
  if (expression === undefined) return undefined
  const all: readonly Expression[] = expression.kind === 'array' ? expression.items.filter(isLiteralItem) : [expression]
  const [literal, other] = all.filter((one) => literalText(one)?.trim().toLowerCase() === written.toLowerCase())
  if (literal === undefined || other !== undefined) return undefined
  return { span: { file, start: literal.start, end: literal.end }, text: writtenLike(literal, meant) }
}

/** Literals appended to the list of literals at the place. */
export const appendLiterals = (
  file: SourceFile,
  program: Program,
  start: number,
  end: number,
  texts: readonly string[],
): Edit | undefined => {
  const list = expressionAt(program, start, end)
  if (list?.kind !== 'array' || !list.items.every(isLiteralItem)) return undefined
  const last = list.items.filter(isLiteralItem).at(-1)
  if (last === undefined) return undefined
  return behindLast(
    file,
    list,
    texts.map((text) => writtenLike(last, text)),
  )
}

/** Plain texts and numbers as they are written: read from the code, and written so that nothing in them is more than text. */
import type { Edit } from '../text/edit.ts'
import type { SourceFile } from '../text/source.ts'
import { lex } from './lex.ts'
import { plainText } from './read-declarations.ts'
import type { Expression, Tuple } from './syntax.ts'
import { Kind } from './tokens.ts'

const escapes: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** A quoted string: no template in it, no line end. https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences */
export const quoted = (text: string): string =>
  `"${text
    .replace(/["\\\n\r\t]/g, (mark) => escapes[mark]!)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (mark) => `\\U${mark.codePointAt(0)!.toString(16).padStart(8, '0')}`)
    .replace(/[$%](?=\{)/g, '$&$&')}"`

/** What a literal says; undefined for what is more than a plain text or a number. */
export const literalText = (expression: Expression | undefined): string | undefined =>
  expression?.kind === 'number' ? expression.text : plainText(expression)

/** The same kind of literal with another text: a number stays one where it can. */
export const writtenLike = (model: Expression, text: string): string =>
  model.kind === 'number' && /^\d+$/.test(text) ? text : quoted(text)

/** A list in the manner of another: numbers where its first item is one. */
export const listLike = (model: Expression, texts: readonly string[]): string => {
  const first = model.kind === 'tuple' ? model.items[0] : model
  return `[${texts.map((text) => (first === undefined ? quoted(text) : writtenLike(first, text))).join(', ')}]`
}

const isSame = (expression: Expression, text: string): boolean => literalText(expression)?.trim().toLowerCase() === text.toLowerCase()

/** The literal `written`, which `expression` is or has as its one such item, becomes `meant`. */
export const reword = (file: SourceFile, expression: Expression, written: string, meant: string): Edit | undefined => {
  const literals = (expression.kind === 'tuple' ? expression.items : [expression]).filter((one) => isSame(one, written))
  const [literal, other] = literals
  if (literal === undefined || other !== undefined) return undefined
  return { span: { file, start: literal.start, end: literal.end }, text: writtenLike(literal, meant) }
}

export const hasComment = (text: string): boolean => {
  const { count, kinds } = lex({ path: '', text, language: 'terraform' })
  for (let at = 0; at < count; at++)
    if (kinds[at] === Kind.comment || kinds[at] === Kind.lineComment || kinds[at] === Kind.commentOpen) return true
  return false
}

/** Literals appended to a list of literals. */
export const appendLiterals = (file: SourceFile, list: Tuple, texts: readonly string[]): Edit | undefined => {
  const last = list.items.at(-1)
  if (last === undefined || !list.items.every((item) => literalText(item) !== undefined)) return undefined
  const after = file.text.slice(last.end, list.end - 1)
  const before = file.text.slice(list.start + 1, list.items[0]!.start)
  if (hasComment(after)) return undefined
  const items = texts.map((text) => writtenLike(last, text))
  const at = (offset: number, text: string): Edit => ({ span: { file, start: offset, end: offset }, text })
  const line = /\r?\n[ \t]*$/.exec(before)?.[0]
  if (line === undefined) return at(last.end, items.map((item) => `, ${item}`).join(''))
  const comma = after.indexOf(',')
  return comma < 0
    ? at(last.end, items.map((item) => `,${line}${item}`).join(''))
    : at(last.end + comma + 1, items.map((item) => `${line}${item},`).join(''))
}

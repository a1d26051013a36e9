/** Declarations of Bicep in, found by the place of their symbol; the edits that set a property of one, add one beside it, or take one away, out. */
import type { Edit } from '../text/edit.ts'
import type { SourceFile, Span } from '../text/source.ts'
import { lineText, positionAt } from '../text/source.ts'
import { type BicepSource, plainText, type WrittenResource } from './source.ts'
import type { ArrayExpression, Expression, ObjectEntry, ObjectExpression } from './syntax.ts'

/** A resource that is deployed once, whatever the parameters are. */
export interface WrittenOnce {
  readonly file: SourceFile
  readonly resource: WrittenResource
  readonly object: ObjectExpression
}

const isOnce = ({ body, within }: WrittenResource): boolean =>
  body.loop === undefined && body.condition === undefined && (within === undefined || isOnce(within))

/** The resource whose symbol stands there; undefined where it stands for several or for none, or is only referred to. */
export const resourceAt = (source: BicepSource, { file, start }: Span): WrittenOnce | undefined => {
  for (const resource of source.resources.values()) {
    const { declaration, body } = resource
    if (declaration.name.start !== start || source.file.path !== file.path) continue
    const isHere = !declaration.existing && isOnce(resource)
    return isHere && body.object !== undefined ? { file: source.file, resource, object: body.object } : undefined
  }
  return undefined
}

const keyText = ({ key }: ObjectEntry): string | undefined => (key.kind === 'name' ? key.name : plainText(key))

export const entryOf = (object: Expression | undefined, name: string): ObjectEntry | undefined =>
  object?.kind === 'object' ? object.items.find((item): item is ObjectEntry => item.kind === 'entry' && keyText(item) === name) : undefined

/** The value at the end of a path of keys. */
export const valueAt = (object: Expression | undefined, ...path: readonly string[]): Expression | undefined =>
  path.reduce<Expression | undefined>((at, name) => entryOf(at, name)?.value, object)

const leadingSpace = (file: SourceFile, offset: number): string => /^[ \t]*/.exec(lineText(file, positionAt(file, offset).line))![0]

export const newlineIn = ({ text }: SourceFile): string => (text.includes('\r\n') ? '\r\n' : '\n')

/** `key: value` behind the last entry. Undefined where something stands there that is no entry. */
export const addEntry = (file: SourceFile, object: ObjectExpression, key: string, value: string): Edit | undefined => {
  const last = object.items.at(-1)
  if (last === undefined) return { span: { file, start: object.start, end: object.end }, text: `{ ${key}: ${value} }` }
  if (object.items.some(({ kind }) => kind === 'skipped' || kind === 'spread')) return undefined
  const rest = file.text.slice(last.end, object.end - 1)
  if (!file.text.slice(object.start, object.end).includes('\n'))
    return { span: { file, start: last.end, end: last.end }, text: `, ${key}: ${value}` }
  const line = /^[ \t]*(\/\/[^\n\r]*)?(?=\r?\n)/.exec(rest)
  if (line === null) return undefined
  const at = last.end + line[0].length
  return { span: { file, start: at, end: at }, text: `${newlineIn(file)}${leadingSpace(file, last.start)}${key}: ${value}` }
}

/** An item behind the last, on lines of its own; undefined where the items stand in one line. `lines` stand in as far as they say. */
export const addItem = (file: SourceFile, { items }: ArrayExpression, lines: readonly string[]): Edit | undefined => {
  const last = items.at(-1)
  if (last === undefined) return undefined
  const start = file.text.lastIndexOf('\n', last.start - 1) + 1
  const rest = /^[ \t]*(\/\/[^\n\r]*)?(?=\r?\n)/.exec(file.text.slice(last.end))
  if (rest === null || file.text.slice(start, last.start).trim() !== '') return undefined
  const at = last.end + rest[0].length
  const indent = leadingSpace(file, last.start)
  return { span: { file, start: at, end: at }, text: lines.map((line) => `${newlineIn(file)}${indent}${line}`).join('') }
}

/** A declaration of its own behind another. `lines` stand in as far as they say. */
export const addDeclaration = (file: SourceFile, { end }: { readonly end: number }, lines: readonly string[]): Edit | undefined => {
  const rest = /^[ \t]*(\/\/[^\n\r]*)?(?=\r?\n|$)/.exec(file.text.slice(end))
  if (rest === null) return undefined
  const at = end + rest[0].length
  const newline = newlineIn(file)
  return { span: { file, start: at, end: at }, text: `${newline}${newline}${lines.join(newline)}` }
}

/** The declaration with the blank line before it; undefined where a comment or decorator speaks of it. */
export const removeDeclaration = ({ file, resource: { declaration } }: WrittenOnce): Edit | undefined => {
  const { text } = file
  const lineStart = text.lastIndexOf('\n', declaration.start - 1) + 1
  const before = text.slice(0, lineStart)
  const tail = /^[ \t]*(\r?\n|$)/.exec(text.slice(declaration.end))
  if (declaration.decorators.length > 0 || tail === null || text.slice(lineStart, declaration.start).trim() !== '') return undefined
  if (/(^|\n)[ \t]*(\/\/|\*|#).*\r?\n$/.test(before) || /\*\/[ \t]*\r?\n$/.test(before)) return undefined
  const blank = /(\r?\n)[ \t]*\r?\n$/.exec(before)
  const start = blank === null ? lineStart : lineStart - (blank[0].length - blank[1]!.length)
  return { span: { file, start, end: declaration.end + tail[0].length }, text: '' }
}

/** Every name that is declared there, lower case. */
export const symbolsOf = (source: BicepSource): ReadonlySet<string> =>
  new Set(
    [source.parameters, source.variables, source.types, source.functions, source.outputs, source.resources, source.modules].flatMap((all) =>
      [...all.keys()].map((name) => name.toLowerCase()),
    ),
  )

/** A text as Bicep writes it. https://learn.microsoft.com/azure/azure-resource-manager/bicep/data-types#strings */
export const quotedText = (text: string): string => `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'").replace(/\$\{/g, '\\${')}'`

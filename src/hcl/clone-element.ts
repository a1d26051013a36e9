/** A list or map of objects in; the edits that add another object at its end, written as one of those that are there, out. */
import type { Edit } from '../text/edit.ts'
import type { SourceFile } from '../text/source.ts'
import { hasComment, literalText, quoted } from './literal.ts'
import type { Expression, Node, ObjectExpression, Tuple } from './syntax.ts'

export interface NewElement {
  /** Of a map. */
  readonly key: string
  /** New values as they are written, by attribute; attributes that are not named here stay as in the model. */
  readonly values: ReadonlyMap<string, string>
}

interface Member extends Node {
  readonly key?: Expression
  readonly value: Expression
}

export type Collection = Tuple | ObjectExpression

export const membersOf = (collection: Collection): readonly Member[] =>
  collection.kind === 'tuple'
    ? collection.items.map((item) => ({ start: item.start, end: item.end, value: item }))
    : collection.entries.map((entry) => ({ start: entry.start, end: entry.end, key: entry.key, value: entry.value }))

/** A bare name as key of an object means its text. */
export const keyText = (key: Expression): string | undefined => (key.kind === 'variable' ? key.name : literalText(key))

const bare = /^[A-Za-z_][A-Za-z0-9_-]*$/

const withValues = (file: SourceFile, object: ObjectExpression, values: NewElement['values']): string => {
  let at = object.start
  let text = ''
  for (const { key, value } of object.entries) {
    const written = values.get(keyText(key) ?? '')
    if (written === undefined) continue
    text += file.text.slice(at, value.start) + written
    at = value.end
  }
  return text + file.text.slice(at, object.end)
}

/** The offset where the line of `at` begins, and the text before `at` in it. */
const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1
const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at)
  if (end < 0) return text.length
  return text.charAt(end - 1) === '\r' ? end - 1 : end
}

const assignAt = (file: SourceFile, member: Member): number => {
  const between = file.text.slice(member.key!.end, member.value.start)
  return member.key!.end + between.search(/[=:]/)
}

/** A member that has its one line for itself. */
const isOneLine = (file: SourceFile, member: Member): boolean =>
  !file.text.slice(member.start, member.end).includes('\n') &&
  file.text.slice(lineStart(file.text, member.start), member.start).trim() === ''

/**
 * Where the `=` of a new last line goes, and what has to move for it: `terraform fmt` puts those of adjacent lines below each other.
 * https://developer.hashicorp.com/terraform/language/style#code-formatting
 */
const align = (file: SourceFile, members: readonly Member[], key: string): { readonly pad: number; readonly edits: readonly Edit[] } => {
  const chain: Member[] = []
  for (let at = members.length - 1; at >= 0; at--) {
    const member = members[at]!
    const below = members[at + 1]
    const adjacent = below === undefined || /^,?[ \t]*\r?\n[ \t]*$/.test(file.text.slice(member.end, below.start))
    if (!adjacent || !isOneLine(file, member)) break
    chain.push(member)
  }
  const columns = new Set(chain.map((member) => assignAt(file, member) - member.start))
  const [column] = columns
  if (column === undefined || columns.size > 1 || chain.some(({ key: own }) => /[^ -~]/.test(file.text.slice(own!.start, own!.end))))
    return { pad: 1, edits: [] }
  const longest = Math.max(...chain.map(({ key: own }) => own!.end - own!.start))
  // What nobody aligned stays as it is.
  if (column !== longest + 1) return { pad: 1, edits: [] }
  const more = key.length + 1 - column
  if (more <= 0) return { pad: column - key.length, edits: [] }
  const edits = chain.map((member): Edit => {
    const at = assignAt(file, member)
    return { span: { file, start: at, end: at }, text: ' '.repeat(more) }
  })
  return { pad: 1, edits }
}

/** Undefined where the model cannot be copied: it is no object, or has comments in it that speak of itself. */
export const cloneElement = (file: SourceFile, collection: Collection, model: number, element: NewElement): readonly Edit[] | undefined => {
  const { text } = file
  const members = membersOf(collection)
  const source = members[model]
  const last = members.at(-1)
  if (source === undefined || last === undefined || source.value.kind !== 'object') return undefined
  if (hasComment(text.slice(source.start, source.end))) return undefined
  const value = withValues(file, source.value, element.values)
  const isList = collection.kind === 'tuple'
  const onLines = /\n[ \t]*$/.test(text.slice(collection.start + 1, members[0]!.start).replace(/(#|\/\/).*$/gm, ''))
  const before = members.at(-2)
  const gap = before === undefined ? '' : text.slice(before.end, last.start)
  const after = text.slice(last.end, collection.end - 1)
  const hasComma = /^[ \t]*,/.test(after)
  const needsComma = isList || hasComma || /^[ \t]*,/.test(gap)
  if (last.key !== undefined && assignAt(file, last) < last.key.end) return undefined

  const isQuoted = source.key !== undefined && source.key.kind === 'template'
  const key = isQuoted || !bare.test(element.key) ? quoted(element.key) : element.key
  const isOneLined = !value.includes('\n')
  const alignment = isList || !onLines || !isOneLined ? { pad: 1, edits: [] } : align(file, members, key)
  const sign = isList ? '' : text.charAt(assignAt(file, source))
  const written = isList ? value : `${key}${sign === ':' ? '' : ' '.repeat(alignment.pad)}${sign} ${value}`

  const at = (offset: number, inserted: string): Edit => ({ span: { file, start: offset, end: offset }, text: inserted })
  if (!onLines) return [at(last.end, `, ${written}`)]
  const indent = /^[ \t]*/.exec(text.slice(lineStart(text, members[0]!.start)))![0]
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const blank = /\n[ \t]*\r?\n/.test(gap) ? newline : ''
  const comma = needsComma && !hasComma ? [at(last.end, ',')] : []
  // Behind a comment at the end of the line, which speaks of what is there.
  const end = lineEnd(text, last.end)
  if (end > collection.end - 1) return undefined
  const own = `${newline}${blank}${indent}${written}${hasComma ? ',' : ''}`
  return [...alignment.edits, ...(comma.length > 0 && end === last.end ? [at(end, `,${own}`)] : [...comma, at(end, own)])]
}

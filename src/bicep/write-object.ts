/** An object or a list as it is written in; the text of another object like it, and the edit that puts it behind the last one, out. */
import type { Edit } from '../text/edit.ts'
import type { SourceFile } from '../text/source.ts'
import { lex } from './lex.ts'
import type { ArrayExpression, Expression, Node, ObjectEntry, ObjectExpression } from './syntax.ts'
import { Kind } from './tokens.ts'

export const keyOf = ({ key }: ObjectEntry): string | undefined => {
  if (key.kind === 'name') return key.name
  const [part] = key.parts
  return key.parts.length === 1 && part?.kind === 'text' ? part.value : undefined
}

export const entryOf = (object: ObjectExpression, name: string): ObjectEntry | undefined =>
  object.items.find((item): item is ObjectEntry => item.kind === 'entry' && keyOf(item)?.toLowerCase() === name.toLowerCase())

export const textOf = (file: SourceFile, node: Node): string => file.text.slice(node.start, node.end)

export const hasComment = (text: string): boolean => {
  const { count, kinds } = lex({ path: '', text, language: 'bicep' })
  for (let at = 0; at < count; at++) if (kinds[at] === Kind.comment) return true
  return false
}

const newlineOf = (file: SourceFile): string => (file.text.includes('\r\n') ? '\r\n' : '\n')

/** Blanks at the beginning of the line in which the place is. */
export const indentAt = (file: SourceFile, at: number): string => {
  const start = file.text.lastIndexOf('\n', at - 1) + 1
  return /^[ \t]*/.exec(file.text.slice(start, at))![0]
}

/** By the keys on the way to them, joined by `/`; undefined: it is left out. */
export type Changes = ReadonlyMap<string, string | undefined>

const below = (changes: Changes, path: string): boolean => [...changes.keys()].some((key) => key.startsWith(`${path}/`))

/** On the model's own lines and in its order; comments are left out. Undefined where not every item is an entry with a plain key, or where a change meets nothing. */
export const objectLike = (file: SourceFile, model: ObjectExpression, changes: Changes, path = ''): string | undefined => {
  const written: string[] = []
  const met = new Set<string>()
  for (const item of model.items) {
    const key = item.kind === 'entry' ? keyOf(item) : undefined
    if (item.kind !== 'entry' || key === undefined) return undefined
    const own = path === '' ? key : `${path}/${key}`
    met.add(own)
    if (changes.has(own) && changes.get(own) === undefined) continue
    const inner =
      item.value.kind === 'object' && below(changes, own) ? objectLike(file, item.value, changes, own) : textOf(file, item.value)
    const value = changes.get(own) ?? inner
    if (value === undefined) return undefined
    written.push(`${textOf(file, item.key)}: ${value}`)
  }
  const prefix = path === '' ? '' : `${path}/`
  for (const key of changes.keys())
    if (key.startsWith(prefix) && ![...met].some((own) => own === key || key.startsWith(`${own}/`))) return undefined
  const text = textOf(file, model)
  if (!text.includes('\n'))
    return written.length === 0 ? '{}' : text.startsWith('{ ') ? `{ ${written.join(', ')} }` : `{${written.join(', ')}}`
  const newline = newlineOf(file)
  const indent = indentAt(file, model.items[0]!.start)
  return `{${written.map((line) => `${newline}${indent}${line}`).join('')}${newline}${indentAt(file, model.end - 1)}}`
}

/** Texts of all that is no object, by the keys on the way to it; undefined where not every item is an entry with a plain key. */
export const leavesOf = (file: SourceFile, object: ObjectExpression, path = ''): ReadonlyMap<string, string> | undefined => {
  const found = new Map<string, string>()
  for (const item of object.items) {
    const key = item.kind === 'entry' ? keyOf(item) : undefined
    if (item.kind !== 'entry' || key === undefined) return undefined
    const own = path === '' ? key : `${path}/${key}`
    if (item.value.kind !== 'object') found.set(own, textOf(file, item.value))
    else {
      const inner = leavesOf(file, item.value, own)
      if (inner === undefined) return undefined
      for (const [at, text] of inner) found.set(at, text)
    }
  }
  return found
}

/** The keys on the way from an object to a place in it, joined by `/`; undefined where it is not inside the value of a plain key. */
export const pathIn = (object: ObjectExpression, start: number, end: number): string | undefined => {
  const keys: string[] = []
  let inside: Expression = object
  while (inside.kind === 'object') {
    const entry: ObjectEntry | undefined = inside.items.find(
      (item): item is ObjectEntry => item.kind === 'entry' && item.value.start <= start && end <= item.value.end,
    )
    const key = entry === undefined ? undefined : keyOf(entry)
    if (entry === undefined || key === undefined) return undefined
    keys.push(key)
    inside = entry.value
  }
  return keys.join('/')
}

/** Behind the last item of a list or object, on a line of its own where the items have theirs. */
export const behindLast = (file: SourceFile, holder: ArrayExpression | ObjectExpression, texts: readonly string[]): Edit | undefined => {
  const { text } = file
  const last = holder.items.at(-1)
  const newline = newlineOf(file)
  if (last === undefined) {
    const indent = indentAt(file, holder.start)
    const [open, close] = [text.charAt(holder.start), text.charAt(holder.end - 1)]
    // What stands in there is a comment.
    if (text.slice(holder.start + 1, holder.end - 1).trim() !== '') return undefined
    const lines = texts.map((one) => `${newline}${indent}  ${one.replaceAll('\n', `\n${indent}  `)}`).join('')
    return { span: { file, start: holder.start, end: holder.end }, text: `${open}${lines}${newline}${indent}${close}` }
  }
  const onLines = /\n[ \t]*$/.test(text.slice(text.lastIndexOf('\n', holder.items[0]!.start - 1), holder.items[0]!.start))
  if (!onLines) return { span: { file, start: last.end, end: last.end }, text: texts.map((one) => `, ${one}`).join('') }
  const indent = indentAt(file, holder.items[0]!.start)
  // Behind a comment at the end of the line, which speaks of what is there.
  const end = text.indexOf('\n', last.end)
  const at = end < 0 ? text.length : text.charAt(end - 1) === '\r' ? end - 1 : end
  if (at >= holder.end) return undefined
  return { span: { file, start: at, end: at }, text: texts.map((one) => `${newline}${indent}${one}`).join('') }
}

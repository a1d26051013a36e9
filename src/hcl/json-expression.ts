/** Values of Terraform's JSON syntax become expressions: strings are templates, literals or native expressions, by where they stand. */
import type { Entry, Scalar, Tree } from '../data/tree.ts'
import type { Diagnostic, Sink } from '../text/diagnostic.ts'
import type { SourceFile, Span } from '../text/source.ts'
import { parseExpressionFile, parseTemplate } from './parse.ts'
import type { Expression, ObjectItem } from './syntax.ts'

/** Where each UTF-16 unit of a string's value stands in the file; `written` is the string between its quotes. */
const offsetsOf = (written: string, start: number, value: string): ((offset: number) => number) => {
  if (written === value) return (offset) => start + offset
  const places: number[] = []
  for (let at = 0; at < written.length; ) {
    places.push(start + at)
    at += written[at] !== '\\' ? 1 : written[at + 1] === 'u' ? 6 : 2
  }
  return (offset) => places[offset] ?? start + written.length
}

/** A tree of nodes with every offset changed; what is shared stays shared. */
const moved = <N>(node: N, place: (offset: number) => number): N => {
  const made = new Map<object, unknown>()
  const move = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map(move)
    const known = made.get(value)
    if (known !== undefined) return known
    const copy = Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, key === 'start' || key === 'end' ? place(inner as number) : move(inner)]),
    )
    made.set(value, copy)
    return copy
  }
  return move(node) as N
}

/** Parses the value of a string as a file of its own; nodes and diagnostics point into the string. */
const parsedWithin = (text: string, span: Span, parser: (file: SourceFile, sink: Sink) => Expression, sink: Sink): Expression => {
  const { file } = span
  const place = offsetsOf(file.text.slice(span.start + 1, span.end - 1), span.start + 1, text)
  const told = ({ code, severity, message, span: { start, end }, help }: Diagnostic): void =>
    sink({ code, severity, message, span: { file, start: place(start), end: place(end) }, ...(help === undefined ? {} : { help }) })
  return moved(parser({ path: file.path, text, language: 'terraform' }, told), place)
}

const plainString = (value: string, { start, end }: Span): Expression => ({
  kind: 'template',
  form: 'quoted',
  parts: value === '' ? [] : [{ kind: 'text', value: value.normalize('NFC'), start, end }],
  start,
  end,
})

/** A text without either begins no sequence, escaped or not. */
const hasSequence = (value: string): boolean => value.includes('${') || value.includes('%{')

const templateOf = (value: string, span: Span, sink: Sink): Expression =>
  hasSequence(value) ? parsedWithin(value, span, parseTemplate, sink) : plainString(value, span)

type ReadString = (value: string, span: Span) => Expression

const scalarOf = (tree: Scalar, readString: ReadString): Expression => {
  const { start, end } = tree.span
  if (typeof tree.value === 'string') return readString(tree.value, tree.span)
  return typeof tree.value === 'number'
    ? { kind: 'number', text: tree.raw, start, end }
    : { kind: 'keyword', value: tree.value, start, end }
}

const build = (tree: Tree, readString: ReadString, sink: Sink): Expression => {
  const { start, end } = tree.span
  if (tree.kind === 'scalar') return scalarOf(tree, readString)
  if (tree.kind === 'list') return { kind: 'tuple', items: tree.items.map((item) => build(item, readString, sink)), start, end }
  const seen = new Map<string, Entry>()
  for (const entry of tree.entries) tellTwice(seen, entry, sink)
  const entries = tree.entries.map(
    ({ key, keySpan, value }): ObjectItem => ({
      key: readString(key, keySpan),
      value: build(value, readString, sink),
      start: keySpan.start,
      end: value.span.end,
    }),
  )
  return { kind: 'object', entries, start, end }
}

/** Tells of a key that was seen before, and remembers it. */
export const tellTwice = (seen: Map<string, Entry>, entry: Entry, sink: Sink): void => {
  const before = seen.get(entry.key)
  seen.set(entry.key, entry)
  if (before === undefined) return
  const related = [{ message: 'written here before', span: before.keySpan }]
  sink({ code: 'json/duplicate-key', severity: 'error', message: `\`${entry.key}\` is written twice`, span: entry.keySpan, related })
}

/** Strings, keys among them, are templates: https://developer.hashicorp.com/terraform/language/syntax/json#expression-mapping */
export const expressionOf = (tree: Tree, sink: Sink): Expression => build(tree, (value, span) => templateOf(value, span, sink), sink)

/** Strings stand for themselves: where Terraform evaluates nothing, as in defaults of variables and in variable files. */
export const literalOf = (tree: Tree, sink: Sink): Expression => build(tree, plainString, sink)

/** Strings are expressions of the native syntax: types of variables, references. */
export const nativeOf = (tree: Tree, sink: Sink): Expression =>
  build(tree, (value, span) => parsedWithin(value, span, parseExpressionFile, sink), sink)

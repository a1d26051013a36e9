/** What a data file comes to: scalars, lists and maps, each with the span where it is written; shared by YAML and JSON. */
import type { Span } from '../text/source.ts'

export interface Scalar {
  readonly kind: 'scalar'
  /** Numbers are JavaScript's; `raw` has what was written, for those to whom the difference matters. */
  readonly value: string | number | boolean | null
  /** As written, without quotes and with escapes undone. */
  readonly raw: string
  /** Quotes included. */
  readonly span: Span
}

export interface List {
  readonly kind: 'list'
  readonly items: readonly Tree[]
  readonly span: Span
}

export interface Entry {
  readonly key: string
  readonly keySpan: Span
  readonly value: Tree
}

/** Entries in written order. Keys may repeat only where the reader was told to let them. */
export interface TreeMap {
  readonly kind: 'map'
  readonly entries: readonly Entry[]
  readonly span: Span
}

export type Tree = Scalar | List | TreeMap

/** The value of a key; undefined where the tree is no map or lacks it. */
export const child = (tree: Tree | undefined, key: string): Tree | undefined =>
  tree?.kind === 'map' ? tree.entries.find((entry) => entry.key === key)?.value : undefined

/** The text of a string scalar. */
export const textOf = (tree: Tree | undefined): string | undefined =>
  tree?.kind === 'scalar' && typeof tree.value === 'string' ? tree.value : undefined

/** The items of a list; no item where the tree is none. */
export const itemsOf = (tree: Tree | undefined): readonly Tree[] => (tree?.kind === 'list' ? tree.items : [])

/** The part `[start, end)` of a string scalar's value as a span; the whole scalar where escapes or folded lines hide it. */
export const spanWithin = (scalar: Scalar, start: number, end: number): Span => {
  const { file } = scalar.span
  const written = file.text.slice(scalar.span.start, scalar.span.end)
  const quoted = written.length >= 2 && written.slice(1, -1) === scalar.raw
  if (written !== scalar.raw && !quoted) return scalar.span
  const at = scalar.span.start + (written === scalar.raw ? 0 : 1)
  return { file, start: at + Math.max(0, Math.min(start, scalar.raw.length)), end: at + Math.max(start, Math.min(end, scalar.raw.length)) }
}

/** What a tree is, as it is told to people. */
export const describe = (tree: Tree): string => {
  if (tree.kind !== 'scalar') return tree.kind === 'list' ? 'a list' : 'a map'
  if (tree.value === null) return 'nothing'
  return typeof tree.value === 'string' ? `\`${tree.value.length > 60 ? `${tree.value.slice(0, 57)}…` : tree.value}\`` : `\`${tree.raw}\``
}

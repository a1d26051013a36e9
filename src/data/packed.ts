/** Trees packed into text and back, so that what ships as YAML is read at run time without a YAML parser. */
import type { SourceFile } from '../text/source.ts'
import type { Entry, Tree } from './tree.ts'

/** `[start, end, value]` for scalars, `[start, end, items]` for lists, `[start, end, 0, entries]` for maps with `[key, start, end, value]` each. */
type Packed =
  | readonly [number, number, string | number | boolean | null]
  | readonly [number, number, readonly Packed[]]
  | readonly [number, number, 0, readonly (readonly [string, number, number, Packed])[]]

const pack = (tree: Tree): Packed => {
  const { start, end } = tree.span
  if (tree.kind === 'scalar') return [start, end, tree.value]
  if (tree.kind === 'list') return [start, end, tree.items.map(pack)]
  return [start, end, 0, tree.entries.map(({ key, keySpan, value }) => [key, keySpan.start, keySpan.end, pack(value)] as const)]
}

export const packTree = (tree: Tree): string => JSON.stringify(pack(tree))

const unpack = (packed: Packed, file: SourceFile): Tree => {
  const [start, end, value] = packed
  const span = { file, start, end }
  if (packed.length === 4) {
    const entries = packed[3].map(
      ([key, keyStart, keyEnd, inner]): Entry => ({ key, keySpan: { file, start: keyStart, end: keyEnd }, value: unpack(inner, file) }),
    )
    return { kind: 'map', entries, span }
  }
  if (typeof value === 'object' && value !== null) return { kind: 'list', items: value.map((item) => unpack(item, file)), span }
  return { kind: 'scalar', value, raw: typeof value === 'string' ? value : file.text.slice(start, end), span }
}

/** The tree that was packed from the same text. Only for what the program itself ships. */
export const unpackTree = (text: string, file: SourceFile): Tree => unpack(JSON.parse(text) as Packed, file)

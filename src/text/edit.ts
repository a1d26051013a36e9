/** Edits of source text and fixes made of them, and what the texts are once edits are made. */
import type { Span } from './source.ts'

export interface Edit {
  readonly span: Span
  readonly text: string
}

/** Edits that are made together; they do not overlap. */
export interface Fix {
  readonly title: string
  readonly edits: readonly Edit[]
}

/** In the order of their places; edits at one place stay in the order in which they are given. */
const inOrder = (edits: readonly Edit[]): readonly Edit[] =>
  [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)

const edited = (text: string, edits: readonly Edit[]): string | undefined => {
  const parts: string[] = []
  let at = 0
  for (const { span, text: written } of inOrder(edits)) {
    if (span.start < at || span.end < span.start || span.end > text.length) return undefined
    parts.push(text.slice(at, span.start), written)
    at = span.end
  }
  return [...parts, text.slice(at)].join('')
}

/** The new texts by path; undefined where edits overlap, lie outside of a text, or are of two texts of one path. */
export const applyEdits = (edits: readonly Edit[]): ReadonlyMap<string, string> | undefined => {
  const byPath = new Map<string, Edit[]>()
  for (const edit of edits) {
    const own = byPath.get(edit.span.file.path)
    if (own === undefined) byPath.set(edit.span.file.path, [edit])
    else if (own[0]!.span.file.text !== edit.span.file.text) return undefined
    else own.push(edit)
  }
  const texts = new Map<string, string>()
  for (const [path, own] of byPath) {
    const text = edited(own[0]!.span.file.text, own)
    if (text === undefined) return undefined
    texts.set(path, text)
  }
  return texts
}

/** Edits of source text and fixes made of them. */
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

/** The text of one file after the edits that concern it; edits must not overlap. */
export const applyEdits = (text: string, edits: readonly Edit[]): string => {
  let result = text
  for (const edit of [...edits].sort((a, b) => b.span.start - a.span.start))
    result = result.slice(0, edit.span.start) + edit.text + result.slice(edit.span.end)
  return result
}

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

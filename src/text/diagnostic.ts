/** Problems as data: something to tell the author, never thrown. */
import type { Fix } from './edit.ts'
import type { Span } from './source.ts'

export type Severity = 'error' | 'warning' | 'note'

/** `code` (`area/slug`) is permanent: SARIF rule id, documentation anchor and what tests match. */
export interface Diagnostic {
  readonly code: string
  readonly severity: Severity
  /** Lower-case start, no final stop, one sentence, code in backticks. */
  readonly message: string
  readonly span: Span
  /** The remedy. */
  readonly help?: string
  readonly related?: readonly { readonly message: string; readonly span: Span }[]
  readonly fix?: Fix
}

export type Sink = (diagnostic: Diagnostic) => void

/** Problems as data: something to tell the author, never thrown. */
import { budget } from './budget.ts'
import type { Fix } from './edit.ts'
import type { SourceFile, Span } from './source.ts'

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

/** A sink that keeps as many diagnostics as one file may have, and says under `code` when there were more. */
export const keepSome = (file: SourceFile, code: string): { readonly sink: Sink; readonly kept: Diagnostic[] } => {
  const kept: Diagnostic[] = []
  const sink: Sink = (diagnostic) => {
    if (kept.length < budget.fileDiagnostics) kept.push(diagnostic)
    else if (kept.length === budget.fileDiagnostics) {
      const span = { file, start: diagnostic.span.start, end: diagnostic.span.start }
      kept.push({ code, severity: 'error', message: `more than ${budget.fileDiagnostics} mistakes in this file`, span })
    }
  }
  return { sink, kept }
}

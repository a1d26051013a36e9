/** A sink that keeps each diagnostic once, however many roots share the file it is about. */
import type { Diagnostic, Sink } from '../text/diagnostic.ts'

export interface Collected {
  readonly sink: Sink
  readonly all: readonly Diagnostic[]
}

export const collectDiagnostics = (): Collected => {
  const all: Diagnostic[] = []
  const seen = new Set<string>()
  return {
    all,
    sink: (diagnostic) => {
      const { file, start, end } = diagnostic.span
      const key = `${diagnostic.code}\n${file.path}\n${start}\n${end}\n${diagnostic.message}`
      if (seen.has(key)) return
      seen.add(key)
      all.push(diagnostic)
    },
  }
}

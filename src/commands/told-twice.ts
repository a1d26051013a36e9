/** Diagnostics and findings come in; diagnostics that no finding says about the same place go out. */
import type { Finding } from '../policy/policy.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import type { Span } from '../text/source.ts'

/** What a policy judges as well, by the last part of its codes: without that policy it is told as a problem of the code. */
const judgedAs: ReadonlyMap<string, string> = new Map([
  ['model/duplicate-priority', 'duplicate-priority'],
  ['model/bad-priority', 'priority-range'],
])

const keyOf = (item: string | undefined, { file, start, end }: Span): string => `${item} ${file.path}:${start}-${end}`

export const toldOnce = (diagnostics: readonly Diagnostic[], findings: readonly Finding[]): readonly Diagnostic[] => {
  if (!diagnostics.some(({ code }) => judgedAs.has(code))) return diagnostics
  const told = new Set(
    findings.flatMap(({ code, span, related, outcome }) => {
      const item = code.slice(code.lastIndexOf('/') + 1)
      return outcome === 'fails' ? [span, ...(related ?? []).map((one) => one.span)].map((place) => keyOf(item, place)) : []
    }),
  )
  return diagnostics.filter(({ code, span }) => !told.has(keyOf(judgedAs.get(code), span)))
}

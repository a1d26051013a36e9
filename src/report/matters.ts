/** What a run has to tell where code is shown: each finding and fault with a level and a key that outlives lines and witnesses, worst first. */
import type { Finding } from '../policy/policy.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import { isInScope, isNewlyUnread } from './compared.ts'
import { digestOf, fingerprintOf, fingerprintScheme } from './fingerprint.ts'
import type { Report } from './report.ts'
import { failsRun } from './verdict.ts'

export interface Matter {
  /** The same on every push for as long as it is the same; no two are alike in one report. */
  readonly key: string
  readonly level: 'error' | 'warning'
  readonly diagnostic: Diagnostic
  /** The diagnostic as a finding, where a policy asks for it. */
  readonly finding?: Finding
  /** It may be told in a comment of its own. What was wrong with the code anyway is annotated only. */
  readonly isInline: boolean
}

/** Failures that are notes are told in the summary only, and so are doubts unless the run fails by them. */
export const levelOf = (report: Report, finding: Finding): Matter['level'] | undefined => {
  if (!isInScope(report, finding.judgement)) return undefined
  if (finding.outcome === 'unsure') return failsRun(report.failOn, finding.judgement) ? 'error' : undefined
  return finding.severity === 'note' ? undefined : finding.severity
}

/** The first of several with one name bears it, the others are numbered. */
export const ordinals = (): ((name: string) => string) => {
  const counts = new Map<string, number>()
  return (name) => {
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    return count === 1 ? name : `${name}.${count}`
  }
}

/** A key without its number, and the number. */
export const splitKey = (key: string): { readonly name: string; readonly nth: number } => {
  const [, name, nth] = /^(.*?)(?:\.(\d{1,9}))?$/s.exec(key)!
  return { name: name!, nth: Number(nth ?? 1) }
}

const faultMark = 'fault-'

/** Whether a key is that of a fault of the code rather than of a finding. */
export const isFault = (key: string): boolean => key.startsWith(faultMark)

const faultName = ({ code, span }: Diagnostic): string => faultMark + digestOf([fingerprintScheme, 'fault', code, span.file.path])

export const mattersOf = (report: Report): readonly Matter[] => {
  const keyOf = ordinals()
  const found: Matter[] = []
  for (const finding of report.findings) {
    const level = levelOf(report, finding)
    if (level !== undefined)
      found.push({ key: keyOf(fingerprintOf(finding.judgement)), level, diagnostic: finding, finding, isInline: true })
  }
  for (const diagnostic of report.diagnostics) {
    const isNew = isNewlyUnread(report, diagnostic)
    // What was wrong in the code before is the summary's matter where only what is introduced counts.
    if (!isNew && (diagnostic.severity === 'note' || report.comparison?.scope === 'introduced')) continue
    const level = isNew || diagnostic.severity === 'error' ? 'error' : 'warning'
    found.push({ key: keyOf(faultName(diagnostic)), level, diagnostic, isInline: isNew })
  }
  return [...found.filter(({ level }) => level === 'error'), ...found.filter(({ level }) => level === 'warning')]
}

/** A report in: out comes what has become of something that was told and is told no more; "fixed" is said only of what is proved to hold. */
import type { Doubt } from '../../eval/value.ts'
import type { Finding } from '../../policy/policy.ts'
import type { Waived } from '../../policy/waiver.ts'
import { stateOf } from '../compared.ts'
import { fingerprintOf } from '../fingerprint.ts'
import { isFault, mattersOf, splitKey } from '../matters.ts'
import type { Report } from '../report.ts'
import { readNothing } from '../verdict.ts'
import { rootDigest } from './body.ts'

export type Fate =
  /** Judged, and it holds. */
  | { readonly kind: 'fixed' }
  /** All of its root is known and nobody judges it there: its subject is gone, or its policy. */
  | { readonly kind: 'gone' }
  /** A fault of the code that is not found any more. */
  | { readonly kind: 'not-found' }
  | { readonly kind: 'waived'; readonly waived: Waived }
  | { readonly kind: 'unsure'; readonly doubts: readonly Doubt[] }
  /** It still fails, and does not count in this run. */
  | { readonly kind: 'not-counted'; readonly finding: Finding; readonly isStillThere: boolean }
  /** Nobody can say. */
  | { readonly kind: 'not-judged' }

interface Judged {
  readonly waived: Waived[]
  /** Findings that are no matter of this run. */
  readonly others: Finding[]
}

/** False where the run tells nothing about any judgement. */
export const isWorkDone = (report: Report): boolean => report.mistakes.length === 0 && !readNothing(report)

/** By key, the root in its marker, and how many of its identity were asked for before: as long as one of them is not proved to hold, no other is said to be fixed. */
export const fatesIn = (report: Report): ((key: string, root: string | undefined, nth: number) => Fate) => {
  const byName = new Map<string, Judged>()
  const of = (name: string): Judged => {
    const judged = byName.get(name) ?? { waived: [], others: [] }
    byName.set(name, judged)
    return judged
  }
  const matters = new Set(mattersOf(report).flatMap(({ finding }) => finding ?? []))
  for (const one of report.waived) of(fingerprintOf(one.finding.judgement)).waived.push(one)
  for (const finding of report.findings) if (!matters.has(finding)) of(fingerprintOf(finding.judgement)).others.push(finding)
  // Not to hash thousands of judgements that nobody asks about.
  let holding: ReadonlySet<string> | undefined
  const holds = (name: string): boolean => {
    holding ??= new Set(report.judgements.flatMap((judgement) => (judgement.outcome === 'holds' ? [fingerprintOf(judgement)] : [])))
    return holding.has(name)
  }
  const settled = new Set([...(report.comparison?.settled ?? [])].map(rootDigest))

  return (key, root, nth) => {
    const { name } = splitKey(key)
    if (isFault(name)) return { kind: 'not-found' }
    const judged = byName.get(name)
    const left = (judged?.others ?? []).toSorted((a, b) => (a.outcome === b.outcome ? 0 : a.outcome === 'fails' ? -1 : 1))
    const waived = judged?.waived ?? []
    const other = left[nth - waived.length]
    if (nth < waived.length) return { kind: 'waived', waived: waived[nth]! }
    if (other?.outcome === 'unsure') return { kind: 'unsure', doubts: other.doubts }
    if (other !== undefined) return { kind: 'not-counted', finding: other, isStillThere: stateOf(report, other) === 'still-there' }
    if (holds(name)) return { kind: 'fixed' }
    return root !== undefined && settled.has(root) ? { kind: 'gone' } : { kind: 'not-judged' }
  }
}

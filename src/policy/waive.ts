/** Findings and waivers in, out come the findings that stay, those that are waived, and the waivers that met none; no finding is changed. */
import type { Span } from '../text/source.ts'
import type { Finding } from './policy.ts'
import { fits, prefixesOf, type Waived, type Waiver } from './waiver.ts'
import { isWide } from './waivers-file.ts'

export interface Waiving {
  readonly findings: readonly Finding[]
  readonly waived: readonly Waived[]
  /** In the order in which they were given. */
  readonly unused: readonly Waiver[]
}

/** Where a finding stands: its line, its subject, the rules that decide, and what is told beside it. */
const placesOf = (finding: Finding): readonly Span[] => [
  finding.span,
  ...(finding.subjectSpan === undefined ? [] : [finding.subjectSpan]),
  ...finding.decidedBy.flatMap((decider) => (decider.kind === 'rule' ? [decider.rule.span] : [])),
  ...(finding.related ?? []).map(({ span }) => span),
]

const begins = (place: Span, covers: Span): boolean =>
  place.file.path === covers.file.path && place.start >= covers.start && place.start < covers.end

const keyOf = (...parts: readonly string[]): string => JSON.stringify(parts)

const covers = (waiver: Waiver, finding: Finding, places: readonly Span[]): boolean => {
  const { by } = waiver
  if (by.kind === 'code') return by.covers !== undefined && places.some((place) => begins(place, by.covers!))
  const { subject, root } = finding.judgement
  return fits(by.subject, subject) && (by.root === undefined || fits(by.root, root))
}

/** A finding is waived by the first waiver that covers it; every waiver that covers one is used. */
export const waive = (findings: readonly Finding[], waivers: readonly Waiver[]): Waiving => {
  const exact = new Map<string, number[]>()
  const others = new Map<string, number[]>()
  const put = (map: Map<string, number[]>, key: string, index: number): void => {
    const list = map.get(key)
    if (list === undefined) map.set(key, [index])
    else list.push(index)
  }
  for (const [index, { code, by }] of waivers.entries())
    if (by.kind === 'file' && !isWide(by)) put(exact, keyOf(code, by.root![0]!, by.subject[0]!), index)
    else put(others, code, index)

  const used = new Set<number>()
  const kept: Finding[] = []
  const waived: Waived[] = []
  for (const finding of findings) {
    const { root, subject } = finding.judgement
    const places = placesOf(finding)
    let first = waivers.length
    for (const prefix of prefixesOf(finding.code)) {
      const named = exact.get(keyOf(prefix, root, subject)) ?? []
      const around = (others.get(prefix) ?? []).filter((index) => covers(waivers[index]!, finding, places))
      for (const index of [...named, ...around]) {
        used.add(index)
        first = Math.min(first, index)
      }
    }
    const waiver = waivers[first]
    if (waiver === undefined) kept.push(finding)
    else waived.push({ finding, waiver })
  }
  return { findings: kept, waived, unused: waivers.filter((_, index) => !used.has(index)) }
}

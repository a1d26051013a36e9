/** `moved` blocks of the judged code in; the base's report out with each subject called as it is called now, so that a new name alone changes nothing. */
import type { Finding, Judgement } from '../policy/policy.ts'
import type { Report } from '../report/report.ts'
import type { JudgedRoot } from './proof.ts'

/** By root, the address now for each address that the code says something had; undefined where nothing moved. */
const movesOf = (roots: readonly JudgedRoot[]): ReadonlyMap<string, ReadonlyMap<string, string>> => {
  const found = new Map<string, Map<string, string>>()
  for (const { request, world } of roots)
    for (const { address, movedFrom = [] } of world.declared)
      for (const from of movedFrom) {
        const moves = found.get(request.name) ?? new Map<string, string>()
        found.set(request.name, moves.set(from, address))
      }
  return found
}

/** An address may be followed by what tells several points or children of it apart. */
const renamed = (subject: string, moves: ReadonlyMap<string, string>): string => {
  const address = /^[\w.-]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\][\w.-]*)*/.exec(subject)?.[0] ?? subject
  const to = moves.get(address)
  return to === undefined ? subject : to + subject.slice(address.length)
}

export const withMoves = (base: Report, roots: readonly JudgedRoot[]): Report => {
  const moves = movesOf(roots)
  if (moves.size === 0) return base
  const judgementOf = (judgement: Judgement): Judgement => {
    const own = moves.get(judgement.root)
    const subject = own === undefined ? judgement.subject : renamed(judgement.subject, own)
    return subject === judgement.subject ? judgement : { ...judgement, subject }
  }
  const findingOf = (finding: Finding): Finding => {
    const judgement = judgementOf(finding.judgement)
    return judgement === finding.judgement ? finding : { ...finding, judgement }
  }
  return {
    ...base,
    judgements: base.judgements.map(judgementOf),
    findings: base.findings.map(findingOf),
    waived: base.waived.map((waived) => ({ ...waived, finding: findingOf(waived.finding) })),
  }
}

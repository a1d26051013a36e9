/** A report and the worlds it came from go in; the report goes out with a proved fix for each failing finding that has one. */

import { changesText } from '../policy/name-words.ts'
import type { Finding } from '../policy/policy.ts'
import type { Remedy } from '../policy/remedy.ts'
import { isInScope } from '../report/compared.ts'
import { identityOf } from '../report/fingerprint.ts'
import type { Report } from '../report/report.ts'
import { budget } from '../text/budget.ts'
import type { Fix } from '../text/edit.ts'
import { type Candidate, candidatesFor } from './fix-candidates.ts'
import { type Bench, createBench, type JudgedRoot, type Mended, type Workshop } from './proof.ts'

/** A finding with all that a fix for it is looked for with. */
interface Patient {
  readonly finding: Finding
  readonly remedy: Remedy
  readonly root: JudgedRoot
}

interface Cure {
  readonly patient: Patient
  readonly candidate: Candidate
  /** All that holds once it is made. */
  readonly holding: ReadonlySet<string>
}

const itemOf = (code: string): string => code.slice(code.lastIndexOf('/') + 1)

const mendedBy = ({ finding, remedy }: Patient, { edits }: Pick<Fix, 'edits'>): Mended => ({ judgement: finding.judgement, remedy, edits })

/** The first candidate that is proved, alone and beside others. */
const cureOf = (patient: Patient, bench: Bench, taken: ReadonlySet<string>, beside: readonly Mended[]): Cure | undefined => {
  let tries = 0
  for (const candidate of candidatesFor(patient.remedy, itemOf(patient.finding.code), bench.codeOf(patient.root), taken)) {
    if (++tries > budget.fixTries || bench.isSpent()) return undefined
    const mended = mendedBy(patient, candidate)
    const holding = bench.prove([mended])
    if (holding === undefined) continue
    if (beside.length === 0 || bench.prove([...beside, mended]) !== undefined) return { patient, candidate, holding }
  }
  return undefined
}

/** Each is proved alone. Where they do not go together, those that come later give way if they can, else they stay as they are. */
const together = (cures: readonly Cure[], bench: Bench, taken: ReadonlySet<string>): readonly Cure[] => {
  const all = cures.map(({ patient, candidate }) => mendedBy(patient, candidate))
  if (cures.length < 2 || bench.prove(all) !== undefined || bench.isSpent()) return cures
  const kept: Mended[] = []
  return cures.map((cure, index): Cure => {
    const goes = kept.length === 0 || bench.prove([...kept, all[index]!]) !== undefined
    const chosen = goes ? cure : cureOf(cure.patient, bench, taken, kept)
    if (chosen !== undefined) kept.push(mendedBy(chosen.patient, chosen.candidate))
    return chosen ?? cure
  })
}

/** Failing findings in scope that something would mend, worst first. A note asks nobody to change anything: nothing is looked for. */
const mendable = (report: Report): readonly Finding[] =>
  report.mistakes.length > 0
    ? []
    : report.findings
        .filter(
          ({ outcome, severity, remedy, judgement }) =>
            outcome === 'fails' && severity !== 'note' && remedy !== undefined && isInScope(report, judgement),
        )
        .slice(0, budget.fixedFindings)

/** Where no edit is proved, what is proved to help all the same: exactly what to write. */
const helpFor = (finding: Finding, { roots }: Workshop): string | undefined => {
  const root = roots.find(({ request }) => request.name === finding.judgement.root)
  const remedy = root === undefined ? undefined : finding.remedy?.()
  const [first] = remedy?.kind === 'names' ? remedy.sets : []
  return first === undefined || root === undefined ? undefined : changesText(first, root.world.network)
}

const fixesOf = (failing: readonly Finding[], workshop: Workshop): ReadonlyMap<Finding, Fix> => {
  const fixes = new Map<Finding, Fix>()
  if (failing.length === 0) return fixes
  const bench = createBench(workshop)
  const taken = new Set<string>()
  const cures: Cure[] = []
  const sharing = new Map<Patient, Patient[]>()
  const open: Patient[] = []
  const shares = (patient: Patient): boolean => {
    const same = cures.find(
      ({ candidate, holding }) =>
        holding.has(identityOf(patient.finding.judgement)) && bench.prove([mendedBy(patient, candidate)]) !== undefined,
    )
    if (same !== undefined) sharing.set(same.patient, [...(sharing.get(same.patient) ?? []), patient])
    return same !== undefined
  }
  for (const finding of failing) {
    const { judgement } = finding
    const [root, other] = workshop.roots.filter(({ request }) => request.name === judgement.root)
    if (root === undefined || other !== undefined || bench.isSpent()) continue
    const patient: Patient = { finding, remedy: finding.remedy!(), root }
    // What mends another finding may be all that this one takes: then it is one fix, told of both.
    if (shares(patient)) continue
    const cure = cureOf(patient, bench, taken, [])
    if (cure === undefined) {
      open.push(patient)
      continue
    }
    for (const key of cure.candidate.takes) taken.add(key)
    cures.push(cure)
  }
  // What mends one that comes later may be all that it takes.
  for (const patient of open) shares(patient)
  for (const [index, { patient, candidate }] of together(cures, bench, taken).entries()) {
    const { title, edits } = candidate
    fixes.set(patient.finding, { title, edits })
    const first = cures[index]!.candidate
    for (const one of sharing.get(patient) ?? []) fixes.set(one.finding, { title: first.title, edits: first.edits })
  }
  return fixes
}

const withFix = ({ help: _help, ...finding }: Finding, fix: Fix): Finding => ({ ...finding, fix })

const plain = ({ remedy: _remedy, ...finding }: Finding): Finding => finding

/** Remedies, which only this room can use, are gone from the report. */
export const mend = (report: Report, workshop: Workshop): Report => {
  const failing = mendable(report)
  const fixes = fixesOf(failing, workshop)
  const mended = (finding: Finding): Finding => {
    const fix = fixes.get(finding)
    if (fix !== undefined) return withFix(plain(finding), fix)
    const help = failing.includes(finding) ? helpFor(finding, workshop) : undefined
    return help === undefined ? plain(finding) : { ...plain(finding), help }
  }
  return {
    ...report,
    findings: report.findings.map(mended),
    waived: report.waived.map(({ finding, waiver }) => ({ finding: plain(finding), waiver })),
    ...(report.comparison === undefined ? {} : { comparison: { ...report.comparison, fixed: report.comparison.fixed.map(plain) } }),
  }
}

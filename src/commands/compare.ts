/** Two reports, of a base and of what is judged, come in; what is introduced, still there and fixed goes out: by root, subject and code, never by line or witness. */
import type { Finding, Judgement, Outcome } from '../policy/policy.ts'
import type { Waiver } from '../policy/waiver.ts'
import { diagnosticKey } from '../report/compared.ts'
import { identityOf } from '../report/fingerprint.ts'
import type { ComparedScope, Comparison, Report } from '../report/report.ts'
import { isLarger, type Violation } from '../semantics/violation.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import { entryPath, type Workspace } from '../text/workspace.ts'
import { besidesOf, codeOf, hasCode } from './besides.ts'
import { byWeight, type Checked, type CheckRequest, checkRoots, type RootOrigin } from './check.ts'
import { lawMistakes } from './choose-policies.ts'
import { withDiagrams } from './diagrams.ts'
import { mend } from './mend.ts'
import { withMoves } from './moves.ts'
import type { ConfiguredRoot } from './roots.ts'

export interface BaseRevision {
  readonly workspace: Workspace
  /** As it was named. */
  readonly revision: string
  readonly commit: string
}

/** What a comparison goes by beside the two reports. */
export interface Sides {
  readonly base: Comparison['base']
  readonly scope: ComparedScope
  readonly touched: ReadonlySet<string>
  /** Roots of which all is known here, or that are surely gone: a judgement that is missing there has no subject any more. */
  readonly settled: ReadonlySet<string>
  /** Faults for which code cannot be read, of both. */
  readonly unread: { readonly base: readonly Diagnostic[]; readonly head: readonly Diagnostic[] }
  readonly judgedByHead?: string
  readonly newWaivers?: readonly Waiver[]
  readonly doNewWaiversCount?: boolean
}

type Counts = Readonly<Record<Outcome, number>>

/** How often each outcome occurs for each identity: one resource may be judged at several points. */
const countsOf = (judgements: readonly Judgement[]): ReadonlyMap<string, Counts> => {
  const found = new Map<string, Record<Outcome, number>>()
  for (const judgement of judgements) {
    const key = identityOf(judgement)
    const counts = found.get(key) ?? { holds: 0, fails: 0, unsure: 0 }
    counts[judgement.outcome]++
    found.set(key, counts)
  }
  return found
}

/** What fails or is unsure of parts, by the identity of the whole. */
const openPartsOf = (judgements: readonly Judgement[]): ReadonlyMap<string, number> => {
  const found = new Map<string, number>()
  for (const { of, root, code, outcome } of judgements) {
    if (of === undefined || outcome === 'holds') continue
    const key = identityOf({ root, subject: of, code })
    found.set(key, (found.get(key) ?? 0) + 1)
  }
  return found
}

const nothing: Counts = { holds: 0, fails: 0, unsure: 0 }

/** More of it is proved to fail, or less of it to hold. */
const isWorse = (head: Counts, base: Counts): boolean => head.fails > base.fails || head.fails + head.unsure > base.fails + base.unsure

/** Faults that the base does not have; a file that only changed its name has them still. */
const newFaults = (base: readonly Diagnostic[], head: readonly Diagnostic[]): readonly Diagnostic[] => {
  const pass = (left: readonly Diagnostic[], right: readonly Diagnostic[], keyOf: (diagnostic: Diagnostic) => string) => {
    const counts = new Map<string, number>()
    for (const one of right) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1)
    return left.filter((one) => {
      const count = counts.get(keyOf(one)) ?? 0
      counts.set(keyOf(one), count - 1)
      return count <= 0
    })
  }
  const inPlace = ({ code, message, span }: Diagnostic): string => JSON.stringify([code, message, span.file.path])
  const inText = ({ code, message, span }: Diagnostic): string => JSON.stringify([code, message, span.start, span.file.text])
  return pass(pass(head, base, inPlace), pass(base, head, inPlace), inText)
}

/** Packets that go wrong, by identity of the findings that are about packets. */
const violationsOf = (findings: readonly Finding[]): ReadonlyMap<string, readonly Violation[]> => {
  const found = new Map<string, Violation[]>()
  for (const { judgement, violation } of findings) {
    if (violation === undefined) continue
    const key = identityOf(judgement)
    const known = found.get(key)
    if (known === undefined) found.set(key, [violation])
    else known.push(violation)
  }
  return found
}

/** What is waived is not mended: it takes part as if it were not. */
const everyFinding = (report: Report): readonly Finding[] => [...report.findings, ...report.waived.map(({ finding }) => finding)]
const everyJudgement = (report: Report): readonly Judgement[] => [
  ...report.judgements,
  ...report.waived.map(({ finding }) => finding.judgement),
]

export const compare = (base: Report, head: Report, sides: Sides): Comparison => {
  const before = countsOf(everyJudgement(base))
  const after = countsOf(everyJudgement(head))
  const introduced = new Set<string>()
  for (const [key, counts] of after) if (isWorse(counts, before.get(key) ?? nothing)) introduced.add(key)
  const widened = new Set<string>()
  const violations = violationsOf(everyFinding(base))
  for (const [key, now] of violationsOf(everyFinding(head))) {
    const then = violations.get(key)
    if (then === undefined || introduced.has(key)) continue
    // Judged by the same code in the same world, as roots are that nobody touched.
    if (now.length === then.length && now.every((one, index) => one === then[index])) continue
    const packets = (list: readonly Violation[]) => list.flatMap((violation) => violation())
    if (isLarger(packets(now), packets(then))) widened.add(key)
  }
  const isSettled = ({ root }: Judgement): boolean => sides.settled.has(root)
  const fixed: Finding[] = []
  const told = new Map<string, number>()
  const parts = openPartsOf(everyJudgement(head))
  for (const finding of everyFinding(base)) {
    const key = identityOf(finding.judgement)
    const counts = after.get(key)
    if (counts === undefined && !isSettled(finding.judgement)) continue
    // Of several with one identity as many are fixed as there are fewer.
    const { of, root, code } = finding.judgement
    // What is not known of the whole is not known of a part either, and the whole is not mended while a part fails.
    const whole = of === undefined ? 0 : (after.get(identityOf({ root, subject: of, code }))?.unsure ?? 0)
    const left = (counts?.fails ?? 0) + (counts?.unsure ?? 0) + (counts === undefined ? (parts.get(key) ?? 0) + whole : 0)
    const had = told.get(key) ?? 0
    told.set(key, had + 1)
    if (had >= left) fixed.push(finding)
  }
  return {
    base: sides.base,
    scope: sides.scope,
    introduced: new Set([...introduced, ...widened]),
    widened,
    fixed,
    touched: sides.touched,
    settled: sides.settled,
    newWaivers: sides.newWaivers ?? [],
    doNewWaiversCount: sides.doNewWaiversCount ?? true,
    unread: new Set(newFaults(sides.unread.base, sides.unread.head).map(diagnosticKey)),
    notJudged: everyJudgement(base).filter((judgement) => !after.has(identityOf(judgement)) && !isSettled(judgement)).length,
    ...(sides.judgedByHead === undefined ? {} : { judgedByHead: sides.judgedByHead }),
  }
}

/** What is worse, or less bad, for being new; told in the order of what it is now. */
export const withSeverities = (report: Report): Report => {
  const { comparison } = report
  if (comparison === undefined || !everyJudgement(report).some(({ compared }) => compared !== undefined)) return report
  const judged = (judgement: Judgement): Judgement => {
    const { compared, severity, ...rest } = judgement
    if (compared === undefined) return judgement
    const { introduced, stillThere } = compared
    return { ...rest, severity: (comparison.introduced.has(identityOf(judgement)) ? introduced : stillThere) ?? severity }
  }
  const told = (finding: Finding): Finding => {
    const judgement = judged(finding.judgement)
    return judgement === finding.judgement ? finding : { ...finding, judgement, severity: judgement.severity }
  }
  return {
    ...report,
    judgements: report.judgements.map(judged),
    findings: report.findings.map(told).sort(byWeight),
    waived: report.waived.map(({ finding, waiver }) => ({ finding: told(finding), waiver })),
  }
}

const isCode = (name: string): boolean => /\.(tf|tfvars)(\.json)?$/.test(name)
/** Made on a machine, not committed. */
const isOfMachine = (name: string): boolean => name === '.git' || name === '.terraform'

/** All that a root was judged by is alike in both workspaces, so that its judgements are. */
const isAlike = (origin: RootOrigin, base: Workspace, head: Workspace): boolean => {
  const sameText = (path: string): boolean => {
    const one = base.read(path)
    const other = head.read(path)
    return one.ok && other.ok ? one.text === other.text : !one.ok && !other.ok && one.why === other.why
  }
  const isSame = (path: string | undefined): boolean => path !== undefined && sameText(path)
  const names = (workspace: Workspace, folder: string, isMeant: (name: string) => boolean): readonly string[] =>
    workspace.list(folder).flatMap(({ name, kind }) => (isMeant(name) ? [`${kind} ${name}`] : []))
  const sameNames = (folder: string, isMeant: (name: string) => boolean): boolean =>
    names(base, folder, isMeant).join('\n') === names(head, folder, isMeant).join('\n')
  return (
    origin.isWhole &&
    [...origin.folders].every((folder) => sameNames(folder, isCode)) &&
    [...origin.lists].every((folder) => sameNames(folder, (name) => !isOfMachine(name))) &&
    [...origin.files].every(sameText) &&
    // A plan that only lies here was made of what is judged: code that did not change was planned like this before.
    [...origin.plans].every((plan) => !base.read(plan).ok || sameText(plan)) &&
    [...origin.folders].every((folder) =>
      head.list(folder).every(({ name, kind }) => kind === 'folder' || !isCode(name) || isSame(entryPath(folder, name))),
    )
  )
}

/** The base's, but a file of service tags that the base does not hold is the one at hand: such files are often fetched, not committed. */
const lawOfBase = (request: CheckRequest, base: Workspace): Workspace => {
  const { serviceTags, workspace } = request
  if (serviceTags === undefined) return base
  const read = base.read(serviceTags)
  // What it holds and cannot give is no reason to take another.
  if (read.ok || read.why !== 'missing') return base
  return { list: base.list, read: (path) => (path === serviceTags ? workspace.read(path) : base.read(path)) }
}

/** `request` is what is judged. Policies, configuration and service tags are the base's for both, or the judged revision's where those do not read. */
export const checkAgainst = (request: CheckRequest, base: BaseRevision, scope: ComparedScope): Report => {
  const started = request.now()
  const lawful = { ...request, law: lawOfBase(request, base.workspace) }
  const [mistake] = lawMistakes(lawful)
  const asked = mistake === undefined ? lawful : { ...request, law: request.workspace }
  const judge = (besides: readonly ConfiguredRoot[]) => {
    const head: Checked = checkRoots({ ...asked, base: base.workspace, besides }, () => undefined)
    const touched = new Set<string>()
    const settled = new Set<string>()
    for (const [name, origin] of head.origins) {
      if (!isAlike(origin, base.workspace, request.workspace)) touched.add(name)
      if (origin.isWhole) settled.add(name)
    }
    const before = checkRoots({ ...asked, workspace: base.workspace, withoutPlans: true }, ({ name, folder }) => {
      const origin = head.origins.get(name)
      return origin === undefined || origin.folder !== folder || touched.has(name) ? undefined : origin
    })
    for (const [name, origin] of before.origins) if (!hasCode(request.workspace, codeOf(origin))) settled.add(name)
    return { head, before, touched, settled }
  }
  let judged = judge([])
  if (judged.head.report.mistakes.length > 0 && lawMistakes(asked).length > 0) return judged.head.report
  const besides = besidesOf(request, base.workspace, judged.head, judged.before)
  if (besides.roots.length > 0) judged = judge(besides.roots)
  const { head, before, touched, settled } = judged
  const { run } = head.report
  const left = `${besides.left} more roots that are new or moved are not judged: the base names none of them`
  const report: Report = besides.left === 0 ? head.report : { ...head.report, run: { ...run, caveats: [...run.caveats, left] } }
  const comparison = compare(withMoves(before.report, head.workshop.roots), report, {
    base: { revision: base.revision, commit: base.commit },
    scope,
    touched,
    settled,
    unread: { base: before.unread, head: head.unread },
    newWaivers: head.newWaivers,
    doNewWaiversCount: head.doNewWaiversCount,
    ...(mistake === undefined ? {} : { judgedByHead: mistake.message }),
  })
  const mended = withDiagrams(mend(withSeverities({ ...report, comparison }), head.workshop), head.worlds)
  return { ...mended, run: { ...mended.run, milliseconds: request.now() - started } }
}

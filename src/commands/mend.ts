/** A report and the worlds it came from go in; the report goes out with fixes that are proved: the changed code was judged again, and what it lets pass was compared. */
import { createModuleLoader, type ModuleLoader } from '../hcl/module-source.ts'
import { parse } from '../hcl/parse.ts'
import type { Body } from '../hcl/syntax.ts'
import type { Finding, Judged, Judgement } from '../policy/policy.ts'
import type { Remedy } from '../policy/remedy.ts'
import { isInScope } from '../report/compared.ts'
import { identityOf } from '../report/fingerprint.ts'
import type { Report } from '../report/report.ts'
import { type Granted, permitsNoMore } from '../semantics/permits.ts'
import { hasPlacedNames } from '../semantics/signature.ts'
import { budget } from '../text/budget.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import { applyEdits, type Edit, type Fix } from '../text/edit.ts'
import type { SourceFile } from '../text/source.ts'
import { folderOf, type Workspace } from '../text/workspace.ts'
import { type Candidate, type Code, candidatesFor } from './fix-candidates.ts'
import { judgeWorld, type Law } from './judge-root.ts'
import { isShared, type ModuleText } from './shared-code.ts'
import { openWorld, type RootRequest, type RootWorld, type Surroundings } from './worlds.ts'

export interface JudgedRoot {
  readonly request: RootRequest
  readonly world: RootWorld
  /** Before waivers. */
  readonly judged: Judged
  /** Files that its evaluation read beside the code. */
  readonly reads: ReadonlySet<string>
}

/** All that judging code again takes. */
export interface Workshop {
  readonly law: Law
  readonly around: Surroundings
  readonly roots: readonly JudgedRoot[]
}

interface Trial {
  readonly world: RootWorld
  readonly judged: Judged
  readonly diagnostics: readonly Diagnostic[]
}

type Texts = ReadonlyMap<string, string>

const overlay = (workspace: Workspace, texts: Texts): Workspace => ({
  list: (folder) => workspace.list(folder),
  read: (path) => {
    const text = texts.get(path)
    return text === undefined ? workspace.read(path) : { ok: true, text }
  },
})

/** Folders without changed files are those that are read already. */
const loaderOver = (known: ModuleLoader, workspace: Workspace, texts: Texts, sink: (diagnostic: Diagnostic) => void): ModuleLoader => {
  const fresh = createModuleLoader(workspace, sink)
  const changed = new Set([...texts.keys()].map(folderOf))
  return { ...known, load: (folder) => (changed.has(folder) ? fresh : known).load(folder) }
}

const outcomesOf = (judgements: readonly Judgement[]): ReadonlyMap<string, Judgement[]> => {
  const found = new Map<string, Judgement[]>()
  for (const judgement of judgements) {
    const key = identityOf(judgement)
    const list = found.get(key)
    if (list === undefined) found.set(key, [judgement])
    else list.push(judgement)
  }
  return found
}

const count = (judgements: readonly Judgement[] | undefined, outcome: Judgement['outcome']): number =>
  (judgements ?? []).filter((one) => one.outcome === outcome).length

/** No judgement is worse and none is gone; a note that something is amiss may go, since it is told only where it is. */
const isNoWorse = (before: Judged, after: Judged): boolean => {
  const [was, is] = [outcomesOf(before.judgements), outcomesOf(after.judgements)]
  for (const [key, list] of was) {
    const now = is.get(key)
    if (now === undefined && list.every(({ outcome, severity }) => outcome === 'fails' && severity !== 'error')) continue
    if (now === undefined || now.length < list.length || count(now, 'holds') < count(list, 'holds')) return false
  }
  for (const [key, now] of is) {
    const list = was.get(key)
    if (count(now, 'fails') > count(list, 'fails')) return false
    if (count(now, 'fails') + count(now, 'unsure') > count(list, 'fails') + count(list, 'unsure')) return false
  }
  return true
}

const hasNew = (before: readonly Diagnostic[], after: readonly Diagnostic[]): boolean => {
  const left = new Map<string, number>()
  const keyOf = ({ code, message, span }: Diagnostic): string => JSON.stringify([code, message, span.file.path])
  for (const one of before) left.set(keyOf(one), (left.get(keyOf(one)) ?? 0) + 1)
  return after.some((one) => {
    const count = left.get(keyOf(one)) ?? 0
    left.set(keyOf(one), count - 1)
    return count <= 0
  })
}

/** The code as it was, with blanks where the edits put more than there was: all the rest stands where it stands once they are made. */
const padded = (edits: readonly Edit[]): readonly Edit[] =>
  edits.map(({ span, text }) => {
    const old = span.file.text.slice(span.start, span.end)
    return { span, text: old + text.slice(old.length).replace(/[^\r\n]/g, ' ') }
  })

/** Of one finding: what is to hold, and what may newly pass for it. */
interface Mended {
  readonly judgement: Judgement
  readonly remedy: Remedy
  readonly edits: readonly Edit[]
}

/** The flow of a remedy, where it is to have this fate. */
const flowsOf = (remedy: Remedy | undefined, access: 'allow' | 'deny'): readonly Granted[] =>
  remedy?.kind === 'flow' && remedy.access === access ? [{ point: remedy.point, flow: remedy.flow, except: remedy.except }] : []

const isDeny = (remedy: Remedy): boolean => remedy.kind === 'flow' && remedy.access === 'deny' && remedy.decider?.kind !== 'no-group'

const createBench = ({ law, around, roots }: Workshop) => {
  let left = budget.fixBytes
  const bodies = new Map<SourceFile, Body | undefined>()
  const bodyOf = (file: SourceFile): Body | undefined => {
    if (!bodies.has(file)) {
      let isSound = true
      const { body } = parse(file, ({ severity }) => {
        if (severity === 'error') isSound = false
      })
      bodies.set(file, isSound ? body : undefined)
    }
    return bodies.get(file)
  }
  const sizeOf = ({ world }: JudgedRoot): number =>
    [...world.folders].reduce((sum, folder) => sum + around.loader.load(folder).files.reduce((all, { text }) => all + text.length, 0), 0)

  const open = (
    { request }: JudgedRoot,
    texts: Texts,
    sink: (diagnostic: Diagnostic) => void,
  ): { around: Surroundings; world: RootWorld } => {
    const workspace = overlay(around.workspace, texts)
    const loader = loaderOver(around.loader, workspace, texts, sink)
    const changed: Surroundings = { workspace, loader, snapshot: around.snapshot }
    return { around: changed, world: openWorld(request, new Map(), changed, sink) }
  }
  const tryOn = (root: JudgedRoot, texts: Texts): Trial | undefined => {
    left -= sizeOf(root)
    if (left < 0) return undefined
    const diagnostics: Diagnostic[] = []
    const sink = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic)
    const { world, around: changed } = open(root, texts, sink)
    return { world, judged: judgeWorld(root.request, world, law, changed, sink), diagnostics }
  }
  const asItIs = new Map<string, Trial | undefined>()
  /** The root in the same way without a change. */
  const before = (root: JudgedRoot, texts: Texts): Trial | undefined => {
    const key = JSON.stringify([roots.indexOf(root), [...texts.keys()].map(folderOf).sort()])
    if (!asItIs.has(key)) {
      const own = new Map<string, string>()
      for (const path of texts.keys()) {
        const read = around.workspace.read(path)
        if (read.ok) own.set(path, read.text)
      }
      asItIs.set(key, tryOn(root, own))
    }
    return asItIs.get(key)
  }
  const moduleOf = (root: JudgedRoot, file: SourceFile): ModuleText | undefined =>
    root.reads.has(file.path) ? undefined : { files: around.loader.load(folderOf(file.path)).files, bodyOf }

  const permits = (root: JudgedRoot, trial: Trial, mended: readonly Mended[]): boolean => {
    const edits = mended.flatMap((one) => one.edits)
    let { network } = root.world
    if (hasPlacedNames(network)) {
      const blanks = padded(edits)
      const sameLength = blanks.every(({ text }, index) => text.length === edits[index]!.text.length)
      const texts = sameLength ? applyEdits(blanks) : undefined
      left -= sizeOf(root)
      if (texts === undefined || left < 0) return false
      network = open(root, texts, () => undefined).world.network
    }
    // The same flow of the same resource in another root, or for other variables, is the flow there.
    const flows = (access: 'allow' | 'deny'): readonly Granted[] =>
      root.judged.findings
        .filter(({ outcome, judgement }) => outcome === 'fails' && mended.some((one) => isAlike(one.judgement, judgement)))
        .flatMap(({ remedy }) => flowsOf(remedy?.(), access))
    const { snapshot } = around
    const isReadElsewhere = isShared(edits, (file) => moduleOf(root, file))
    const after = trial.world.network
    if (!permitsNoMore({ before: network, after, snapshot, granted: flows('allow'), isShared: isReadElsewhere })) return false
    // What is not the flow is not stopped either.
    if (!mended.every(({ remedy }) => isDeny(remedy))) return true
    return permitsNoMore({ before: after, after: network, snapshot, granted: flows('deny'), isShared: isReadElsewhere })
  }

  const usersOf = (texts: Texts): readonly JudgedRoot[] =>
    roots.filter(({ world, reads }) => [...texts.keys()].some((path) => world.folders.has(folderOf(path)) || reads.has(path)))

  /** All of these edits made together: every finding holds in its root, and nothing is worse anywhere. Identities of all that holds then, or undefined. */
  const prove = (mended: readonly Mended[]): ReadonlySet<string> | undefined => {
    const edits = mended.flatMap((one) => one.edits)
    const texts = applyEdits(edits)
    if (texts === undefined) return undefined
    const holding = new Set<string>()
    const isProved = usersOf(texts).every((root) => {
      const own = mended.filter(({ judgement }) => judgement.root === root.request.name)
      const trial = tryOn(root, texts)
      if (trial === undefined) return false
      const outcomes = outcomesOf(trial.judged.judgements)
      for (const [key, list] of outcomes) if (list.every(({ outcome }) => outcome === 'holds')) holding.add(key)
      if (!own.every(({ judgement }) => holding.has(identityOf(judgement))) || !isNoWorse(root.judged, trial.judged)) return false
      const then = before(root, texts)
      if (then === undefined || hasNew(then.diagnostics, trial.diagnostics)) return false
      return permits(root, trial, mended)
    })
    return isProved ? holding : undefined
  }
  const codeOf = ({ world }: JudgedRoot): Code => ({
    network: world.network,
    bodyOf: (file) => {
      const folder = folderOf(file.path)
      const isOwn = world.folders.has(folder) && !folder.split('/').includes('.terraform')
      return isOwn && around.loader.load(folder).files.includes(file) ? bodyOf(file) : undefined
    },
    labelsOf: (type, path) =>
      new Set(around.loader.load(folderOf(path)).resources.flatMap((one) => (one.type === type ? [one.name.toLowerCase()] : []))),
  })
  return { prove, codeOf, isSpent: () => left < 0 }
}

const isAlike = (one: Judgement, other: Judgement): boolean => one.code === other.code && one.subject === other.subject

const itemOf = (code: string): string => code.slice(code.lastIndexOf('/') + 1)

const withFix = ({ help: _help, ...finding }: Finding, fix: Fix): Finding => ({ ...finding, fix })

const plain = ({ remedy: _remedy, ...finding }: Finding): Finding => finding

/** Fixes of the failing findings in scope, worst first. Each is proved alone; where one can be chosen, also together with those before it. */
const fixesOf = (report: Report, workshop: Workshop): ReadonlyMap<Finding, Fix> => {
  const fixes = new Map<Finding, Fix>()
  if (report.mistakes.length > 0) return fixes
  const failing = report.findings.filter(
    ({ outcome, remedy, judgement }) => outcome === 'fails' && remedy !== undefined && isInScope(report, judgement),
  )
  if (failing.length === 0) return fixes
  const bench = createBench(workshop)
  const taken = new Set<string>()
  const accepted: Mended[] = []
  const chosen: { readonly fix: Fix; readonly holding: ReadonlySet<string> }[] = []
  for (const finding of failing.slice(0, budget.fixedFindings)) {
    const { judgement } = finding
    const [root, other] = workshop.roots.filter(({ request }) => request.name === judgement.root)
    if (root === undefined || other !== undefined || bench.isSpent()) continue
    const remedy = finding.remedy!()
    // What mends another finding may be all that this one takes: then it is one fix, told of both.
    const same = chosen.find(
      ({ fix, holding }) => holding.has(identityOf(judgement)) && bench.prove([{ judgement, remedy, edits: fix.edits }]) !== undefined,
    )
    if (same !== undefined) {
      fixes.set(finding, same.fix)
      continue
    }
    let alone: { readonly candidate: Candidate; readonly holding: ReadonlySet<string> } | undefined
    let tries = 0
    for (const candidate of candidatesFor(remedy, itemOf(finding.code), bench.codeOf(root), taken)) {
      if (++tries > budget.fixTries || bench.isSpent()) break
      const mended: Mended = { judgement, remedy, edits: candidate.edits }
      const holding = bench.prove([mended])
      if (holding === undefined) continue
      const isTogether = accepted.length === 0 || bench.prove([...accepted, mended]) !== undefined
      if (alone === undefined || isTogether) alone = { candidate, holding }
      if (!isTogether) continue
      accepted.push(mended)
      break
    }
    if (alone === undefined) continue
    const { title, edits, takes } = alone.candidate
    for (const key of takes) taken.add(key)
    chosen.push({ fix: { title, edits }, holding: alone.holding })
    fixes.set(finding, { title, edits })
  }
  return fixes
}

/** The report with what is proved in place of advice; remedies, which only this room can use, are gone from it. */
export const mend = (report: Report, workshop: Workshop): Report => {
  const fixes = fixesOf(report, workshop)
  const mended = (finding: Finding): Finding => {
    const fix = fixes.get(finding)
    return fix === undefined ? plain(finding) : withFix(plain(finding), fix)
  }
  return {
    ...report,
    findings: report.findings.map(mended),
    waived: report.waived.map(({ finding, waiver }) => ({ finding: plain(finding), waiver })),
    ...(report.comparison === undefined ? {} : { comparison: { ...report.comparison, fixed: report.comparison.fixed.map(plain) } }),
  }
}

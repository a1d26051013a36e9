/** `check`: a workspace in, a report out: roots found, evaluated, modelled and judged by the policies. */
import { isBicepPath } from '../bicep/loader.ts'
import type { Kind } from '../model/network.ts'
import { builtinPolicies } from '../policy/builtin.ts'
import { checkConfiguration } from '../policy/configuration.ts'
import type { SeverityOverrides } from '../policy/judge.ts'
import type { Finding, Judged, Judgement } from '../policy/policy.ts'
import type { Waiver } from '../policy/waiver.ts'
import type { FailOn, Report, RootFacts } from '../report/report.ts'
import type { Diagnostic, Severity, Sink } from '../text/diagnostic.ts'
import type { Workspace } from '../text/workspace.ts'
import { policiesOf } from './choose-policies.ts'
import { collectDiagnostics } from './diagnostics.ts'
import { withDiagrams } from './diagrams.ts'
import { caveatsOf, cloudCaveat, judgedFacts, listed } from './facts.ts'
import { judgeWorld, type Law } from './judge-root.ts'
import { mend } from './mend.ts'
import { type OpenedWorld, openRoots, type RootsRequest } from './open-roots.ts'
import type { JudgedRoot, Workshop } from './proof.ts'
import type { FoundRoot } from './roots.ts'
import { withoutSecrets } from './secrets.ts'
import { toldOnce } from './told-twice.ts'
import { applyWaivers, type WaiverRequest, waiversInFiles } from './waivers.ts'
import { knownFunctions, type RootRequest } from './worlds.ts'

export interface CheckRequest extends RootsRequest, WaiverRequest {
  readonly failOn?: FailOn
  /** The code that is compared with: waivers in the code that it does not have are new. */
  readonly base?: Workspace
  readonly version: string
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number
}

/** What one root's judgements came from. */
export interface RootOrigin {
  readonly folder: string
  /** The file that is the root, where it is one. */
  readonly template?: string
  /** Of the root and the modules it uses. */
  readonly folders: ReadonlySet<string>
  /** Files beside the code that its evaluation read, or looked for. */
  readonly files: ReadonlySet<string>
  /** Folders that its evaluation listed. */
  readonly lists: ReadonlySet<string>
  /** Its plan, and those of roots whose states it reads. */
  readonly plans: ReadonlySet<string>
  /** All of its code is read and known. */
  readonly isWhole: boolean
  readonly judged: Judged
}

export interface Checked {
  readonly report: Report
  /** By the root's name. */
  readonly origins: ReadonlyMap<string, RootOrigin>
  /** Faults for which part of the code cannot be read. */
  readonly unread: readonly Diagnostic[]
  /** Waivers in the code that the base does not have. */
  readonly newWaivers: readonly Waiver[]
  readonly doNewWaiversCount: boolean
  readonly workshop: Workshop
  /** Those that are only listed too. */
  readonly roots: readonly FoundRoot[]
  readonly worlds: readonly OpenedWorld[]
}

/** What is known of a root already; undefined where it is to be judged. */
export type Known = (root: RootRequest) => RootOrigin | undefined

export const check = (request: CheckRequest): Report => {
  const started = request.now()
  const { report, workshop, worlds } = checkRoots(request)
  const mended = withDiagrams(mend(report, workshop), worlds)
  return { ...mended, run: { ...mended.run, milliseconds: request.now() - started } }
}

/** `check`, with what a comparison wants to know beside the report. Without `known` nothing will be compared, and no packets are kept for it. */
export const checkRoots = (request: CheckRequest, known?: Known): Checked => {
  const started = request.now()
  const { workspace } = request
  const mistakes = collectDiagnostics()
  const told = collectDiagnostics()
  const faults = collectDiagnostics()
  const reading: Sink = (diagnostic) => {
    told.sink(diagnostic)
    if (diagnostic.severity === 'error') faults.sink(diagnostic)
  }
  const origins = new Map<string, RootOrigin>()
  const {
    configuration,
    loader,
    roots,
    worlds,
    around: everywhere,
  } = openRoots(request, { mistakes: mistakes.sink, told: told.sink, reading }, (one, loader) => {
    const origin = known?.(one)
    if (origin === undefined) return false
    origins.set(one.name, origin)
    // What is wrong in its code is told as ever.
    for (const folder of origin.folders) loader.load(folder)
    return true
  })
  const occurs = (kind: Kind): boolean => worlds.some(({ world }) => world.kinds?.has(kind) ?? world.network.ofKind(kind).length > 0)
  const policies = policiesOf(request, configuration, occurs, mistakes.sink)
  checkConfiguration(configuration, policies, builtinPolicies(), mistakes.sink)
  const fromFiles = waiversInFiles(request, configuration, mistakes.sink)
  const isMistaken = mistakes.all.some((mistake) => mistake.severity === 'error')
  const overrides: SeverityOverrides = new Map([...configuration.severity].map(([prefix, { severity }]) => [prefix, severity]))
  const law: Law = { policies, configuration, overrides }
  // Some mistakes of a policy show only where it is applied: a flow of which no packet is left.
  const judging: Sink = (diagnostic) => (diagnostic.severity === 'error' ? mistakes.sink : told.sink)(diagnostic)

  const judgements: Judgement[] = []
  const findings: Finding[] = []
  const judgedRoots: JudgedRoot[] = []
  const notRead = new Map<string, Set<string>>()
  const types = new Set<string>()
  for (const { judged } of origins.values()) {
    for (const one of judged.judgements) judgements.push(one)
    for (const one of judged.findings) findings.push(one)
  }
  for (const { request: one, world, around, noted, plans } of worlds) {
    if (!isMistaken) {
      const whole = withoutSecrets(judgeWorld(one, world, law, around, judging), world)
      const judged = known === undefined ? { ...whole, findings: whole.findings.map(withoutPackets) } : whole
      for (const one of judged.judgements) judgements.push(one)
      for (const one of judged.findings) findings.push(one)
      // Fixes are written in languages that people write.
      if (one.template === undefined || isBicepPath(one.template)) judgedRoots.push({ request: one, world, judged, reads: noted.files })
      // Two worlds of one name cannot be told apart: then nothing is concluded from either.
      const isWhole = world.unread.length === 0 && world.modulesNotRead.length === 0 && !origins.has(one.name)
      const template = one.template === undefined ? {} : { template: one.template }
      origins.set(one.name, {
        folder: one.folder,
        ...template,
        folders: world.folders,
        files: noted.files,
        lists: noted.lists,
        plans,
        isWhole,
        judged,
      })
    }
    for (const declared of world.declared) types.add(declared.type)
    for (const call of world.modulesNotRead) {
      const places = notRead.get(call.source) ?? new Set()
      notRead.set(call.source, places.add(`${call.span.file.path}:${call.span.start}`))
    }
  }
  const facts = roots.flatMap((root): readonly RootFacts[] => {
    const mine = worlds.filter((each) => each.root === root)
    return mine.length === 0 ? [listed(root, loader)] : mine.map((each) => judgedFacts(root, each.request, each.world, loader))
  })
  findings.sort(byWeight)
  const doNewWaiversCount = configuration.inlineWaivers !== 'base'
  const { newWaivers, ...after } = mistakes.all.some(({ severity }) => severity === 'error')
    ? { judgements, findings, waived: [], newWaivers: [] }
    : applyWaivers(
        {
          judged: { judgements, findings },
          files: new Set(
            worlds.flatMap(({ world }) => [...[...world.folders].flatMap((folder) => loader.load(folder).files), ...(world.files ?? [])]),
          ),
          fromFiles,
          today: request.today,
          ...(request.base === undefined ? {} : { base: { workspace: request.base, doNewCount: doNewWaiversCount } }),
          policies: [
            ...policies.map((policy) => policy.file.id),
            ...(request.policies === undefined ? builtinPolicies().map((policy) => policy.id) : []),
          ],
          arePoliciesChosen: request.policies !== undefined,
          roots: worlds.map(({ world }) => world.root),
          isPart: request.paths.length > 0 && !request.paths.includes(''),
        },
        told.sink,
      )
  const templates = new Map(worlds.flatMap(({ world }) => (world.files ?? []).map((file) => [file.path, file] as const)))
  const files = [...loader.filesRead.values(), ...templates.values()]
  const evaluated = knownFunctions(workspace)
  const report: Report = {
    ...after,
    diagnostics: [
      ...toldOnce(told.all, [...after.findings, ...after.waived.map((one) => one.finding)]),
      ...mistakes.all.filter((mistake) => mistake.severity !== 'error'),
    ],
    mistakes: mistakes.all.filter((mistake) => mistake.severity === 'error'),
    policies: policies.map((policy) => policy.file),
    failOn: request.failOn ?? configuration.failOn ?? 'error',
    run: {
      tool: { name: 'vnetproof', version: request.version },
      roots: facts,
      files: files.length,
      filesNotRead: loader.filesNotRead.size,
      bytes: files.reduce((sum, file) => sum + file.text.length, 0),
      kinds: types.size,
      modulesNotRead: [...notRead].map(([source, places]) => ({ source, calls: places.size })),
      functionsNotRead: [
        ...new Set([
          ...[...loader.functionsCalled].filter((name) => !evaluated.has(name)),
          ...worlds.flatMap(({ world }) => world.functionsNotRead ?? []),
        ]),
      ].sort(),
      caveats: [...caveatsOf(roots, configuration), ...cloudCaveat(after.judgements)],
      ...(everywhere.snapshot === undefined
        ? {}
        : { tagSnapshot: `${everywhere.snapshot.cloud} ${everywhere.snapshot.date} (change ${everywhere.snapshot.changeNumber})` }),
      milliseconds: request.now() - started,
    },
  }
  const workshop: Workshop = { law, around: everywhere, roots: judgedRoots, told: [...told.all, ...mistakes.all] }
  return { report, origins, unread: faults.all, newWaivers, doNewWaiversCount, workshop, roots, worlds }
}

const withoutPackets = ({ violation: _violation, ...finding }: Finding): Finding => finding

const weights: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 }

/** Worst first, then by place. */
export const byWeight = (a: Finding, b: Finding): number => {
  if (a.outcome !== b.outcome) return a.outcome === 'fails' ? -1 : 1
  if (a.severity !== b.severity) return weights[a.severity] - weights[b.severity]
  if (a.span.file.path !== b.span.file.path) return a.span.file.path < b.span.file.path ? -1 : 1
  if (a.span.start !== b.span.start) return a.span.start - b.span.start
  return a.code < b.code ? -1 : a.code > b.code ? 1 : 0
}

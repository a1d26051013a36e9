/** `check`: a workspace in, a report out: roots found, evaluated, modelled and judged by the policies. */
import picomatch from 'picomatch'
import { createModuleLoader, type ModuleLoader } from '../hcl/module-source.ts'
import type { Kind } from '../model/network.ts'
import { builtinPolicies } from '../policy/builtin.ts'
import {
  type Configuration,
  checkConfiguration,
  configurationPaths,
  emptyConfiguration,
  readConfiguration,
} from '../policy/configuration.ts'
import { judge, type SeverityOverrides } from '../policy/judge.ts'
import type { Finding, Judged, Judgement } from '../policy/policy.ts'
import { type Policy, readPolicies } from '../policy/read.ts'
import type { FailOn, Report, RootFacts } from '../report/report.ts'
import type { TagSnapshot } from '../semantics/flow.ts'
import { readTagSnapshot } from '../semantics/service-tags.ts'
import type { Severity, Sink } from '../text/diagnostic.ts'
import { type SourceFile, topOf } from '../text/source.ts'
import { joinPath, type Workspace } from '../text/workspace.ts'
import { collectDiagnostics } from './diagnostics.ts'
import { chooseRoots, type FoundRoot } from './roots.ts'
import { settle, undecided } from './split.ts'
import { type Choices, knownFunctions, openWorld, type RootRequest, type RootWorld, type Surroundings } from './worlds.ts'

export interface CheckRequest {
  readonly workspace: Workspace
  /** Workspace-relative folders or files; `''` and an empty list mean everything. */
  readonly paths: readonly string[]
  /** Ids of shipped policies, and workspace paths of files and folders of the team's own (`./…`). Absent: as configured, else all that ship. */
  readonly policies?: readonly string[]
  readonly configPath?: string
  readonly exclude?: readonly string[]
  readonly variableFiles?: readonly string[]
  readonly variables?: ReadonlyMap<string, string>
  readonly failOn?: FailOn
  /** Judge libraries too. */
  readonly libraries?: boolean
  /** Workspace path of a file of service tags. */
  readonly serviceTags?: string
  readonly version: string
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number
}

export const check = (request: CheckRequest): Report => {
  const started = request.now()
  const { workspace } = request
  const mistakes = collectDiagnostics()
  const told = collectDiagnostics()
  const configuration = configurationOf(request, mistakes.sink)
  const loader = createModuleLoader(workspace, told.sink)
  const exclude = [...configuration.exclude, ...(request.exclude ?? [])]
  const roots = chooseRoots(
    {
      paths: request.paths,
      isExcluded: exclude.length === 0 ? () => false : picomatch(exclude.flatMap((glob) => [glob, glob.replace(/\/\*\*$/, '')])),
      configured: configuration.roots?.map((root) => ({
        path: root.path,
        variableFiles: root.vars,
        ...(root.name === undefined ? {} : { name: root.name }),
      })),
      libraries: request.libraries ?? false,
      variableFiles: request.variableFiles ?? [],
      variables: request.variables ?? new Map(),
    },
    workspace,
    loader,
    told.sink,
  )
  const around: Surroundings = { workspace, loader, snapshot: snapshotOf(request, workspace, mistakes.sink) }
  const worlds = roots.flatMap((root) =>
    root.requests.map((one) => ({ root, request: one, world: openWorld(one, new Map(), around, told.sink) })),
  )
  const occurs = (kind: Kind): boolean => worlds.some(({ world }) => world.network.ofKind(kind).length > 0)
  const policies = policiesOf(request, configuration, workspace, occurs, mistakes.sink)
  checkConfiguration(configuration, policies, builtinPolicies(), mistakes.sink)
  const isMistaken = mistakes.all.some((mistake) => mistake.severity === 'error')
  const overrides: SeverityOverrides = new Map([...configuration.severity].map(([prefix, { severity }]) => [prefix, severity]))
  // Some mistakes of a policy show only where it is applied: a flow of which no packet is left.
  const judging: Sink = (diagnostic) => (diagnostic.severity === 'error' ? mistakes.sink : told.sink)(diagnostic)

  const judgements: Judgement[] = []
  const findings: Finding[] = []
  const notRead = new Map<string, Set<string>>()
  const types = new Set<string>()
  for (const { request: one, world } of worlds) {
    if (!isMistaken) {
      const judged = judgeWorld(one, world, policies, configuration, overrides, around, judging)
      judgements.push(...judged.judgements)
      findings.push(...judged.findings)
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
  const files = [...loader.filesRead.values()]
  const known = knownFunctions(workspace)
  return {
    judgements,
    findings: findings.sort(byWeight),
    diagnostics: [...told.all, ...mistakes.all.filter((mistake) => mistake.severity !== 'error')],
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
      functionsNotRead: [...loader.functionsCalled].filter((name) => !known.has(name)).sort(),
      caveats: caveatsOf(roots, configuration),
      ...(around.snapshot === undefined
        ? {}
        : { tagSnapshot: `${around.snapshot.cloud} ${around.snapshot.date} (change ${around.snapshot.changeNumber})` }),
      milliseconds: request.now() - started,
    },
  }
}

const judgeWorld = (
  request: RootRequest,
  world: RootWorld,
  policies: readonly Policy[],
  configuration: Configuration,
  overrides: SeverityOverrides,
  around: Surroundings,
  sink: Sink,
): Judged => {
  const judged = judge(policies, world, configuration.settings, overrides, sink)
  if (world.unread.length > 0) return undecided(judged, world.unread)
  const quiet: Sink = () => undefined
  return settle(judged, (choices: Choices) => {
    const tried = openWorld(request, choices, around, quiet)
    // An input that is null where it must not be stops the deployment: such a world does not come to be.
    const isNull = [...choices.values()].includes(null)
    const fails = tried.declared.some(({ presence }) => !presence.certain && presence.doubts.some((doubt) => doubt.reason === 'error'))
    return isNull && fails ? undefined : judge(policies, tried, configuration.settings, overrides, quiet)
  })
}

const weights: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 }

/** Worst first, then by place. */
const byWeight = (a: Finding, b: Finding): number => {
  if (a.outcome !== b.outcome) return a.outcome === 'fails' ? -1 : 1
  if (a.severity !== b.severity) return weights[a.severity] - weights[b.severity]
  if (a.span.file.path !== b.span.file.path) return a.span.file.path < b.span.file.path ? -1 : 1
  if (a.span.start !== b.span.start) return a.span.start - b.span.start
  return a.code < b.code ? -1 : a.code > b.code ? 1 : 0
}

const listed = (root: FoundRoot, loader: ModuleLoader): RootFacts => {
  const source = loader.load(root.folder)
  const types = new Set(source.resources.map((resource) => resource.type))
  return {
    name: root.folder === '' ? '.' : root.folder,
    kind: root.kind,
    judged: false,
    files: source.files.length,
    resources: source.resources.filter((resource) => resource.mode === 'managed').length,
    kinds: types.size,
  }
}

const judgedFacts = (root: FoundRoot, request: RootRequest, world: RootWorld, loader: ModuleLoader): RootFacts => {
  const managed = world.declared.filter((one) => one.mode === 'managed')
  return {
    name: request.name,
    kind: root.kind,
    judged: true,
    files: [...world.folders].reduce((sum, folder) => sum + loader.load(folder).files.length, 0),
    resources: managed.length,
    kinds: new Set(managed.map((one) => one.type)).size,
  }
}

/** What the configuration file says; nothing where there is none. A file that was named and is not there is a mistake. */
const configurationOf = (request: CheckRequest, sink: Sink): Configuration => {
  const candidates = request.configPath === undefined ? configurationPaths : [request.configPath]
  for (const path of candidates) {
    const read = request.workspace.read(path)
    if (read.ok) return readConfiguration({ path, text: read.text, language: 'yaml' }, sink)
    if (read.why !== 'missing' || request.configPath !== undefined) sink(unreadable('configuration/unreadable', path))
  }
  return emptyConfiguration
}

const unreadable = (code: string, path: string) => ({
  code,
  severity: 'error' as const,
  message: `\`${path}\` cannot be read`,
  span: topOf({ path, text: '', language: 'yaml' as const }),
})

const isPath = (name: string): boolean => /[./\\]/.test(name)

const policiesOf = (
  request: CheckRequest,
  configuration: Configuration,
  workspace: Workspace,
  occurs: (kind: Kind) => boolean,
  sink: Sink,
): readonly Policy[] => {
  const asked = request.policies
  const builtin =
    asked === undefined ? (configuration.policies?.builtin.map((name) => name.text) ?? 'all') : asked.filter((name) => !isPath(name))
  const paths = asked === undefined ? (configuration.policies?.paths.map((path) => path.text) ?? []) : asked.filter(isPath)
  for (const id of asked === undefined || builtin === 'all' ? [] : builtin)
    if (!builtinPolicies().some((policy) => policy.id === id))
      sink({ ...unreadable('policy/unknown', id), message: `no policy \`${id}\` ships`, help: 'a path of your own begins with `./`' })
  return readPolicies(
    { files: paths.flatMap((path) => policyFiles(path, workspace, sink)), shipped: builtinPolicies(), builtin, occurs },
    sink,
  )
}

/** The policy files that a path means: itself, or those in the folder and in the folders of it. */
const policyFiles = (path: string, workspace: Workspace, sink: Sink): readonly SourceFile[] => {
  const place = joinPath('', path)
  if (place !== undefined && /\.ya?ml$/.test(place)) {
    const read = workspace.read(place)
    if (read.ok) return [{ path: place, text: read.text, language: 'yaml' }]
    sink(unreadable('policy/unreadable', place))
    return []
  }
  const found = place === undefined ? [] : below(place, workspace, 2)
  if (found.length === 0)
    sink({
      ...unreadable('policy/unreadable', path),
      message: `\`${path}\` holds no policy file`,
      help: 'a policy is a file that ends in `.yaml`',
    })
  return found
}

const below = (folder: string, workspace: Workspace, depth: number): readonly SourceFile[] =>
  workspace.list(folder).flatMap((entry): readonly SourceFile[] => {
    const path = joinPath(folder, entry.name)!
    if (entry.kind === 'folder') return depth > 0 && !entry.name.startsWith('.') ? below(path, workspace, depth - 1) : []
    const read = /\.ya?ml$/.test(entry.name) ? workspace.read(path) : undefined
    return read?.ok ? [{ path, text: read.text, language: 'yaml' }] : []
  })

const snapshotOf = (request: CheckRequest, workspace: Workspace, sink: Sink): TagSnapshot | undefined => {
  const path = request.serviceTags
  if (path === undefined) return undefined
  const read = workspace.read(path)
  const snapshot = read.ok ? readTagSnapshot(jsonOf(read.text), dateOf(path)) : undefined
  if (snapshot === undefined)
    sink({ ...unreadable('service-tags/unreadable', path), message: `\`${path}\` is no file of service tags that can be read` })
  return snapshot
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Microsoft's files carry their date in the name: `ServiceTags_Public_20260622.json`. */
const dateOf = (path: string): string => {
  const found = /(\d{4})-?(\d{2})-?(\d{2})/.exec(path.slice(path.lastIndexOf('/') + 1))
  return found === null ? path : `${found[1]}-${found[2]}-${found[3]}`
}

const caveatsOf = (roots: readonly FoundRoot[], configuration: Configuration): readonly string[] => {
  const caveats = ['Azure Policy, Virtual Network Manager and changes made by hand are outside of what this proves']
  const libraries = roots.filter((root) => root.kind === 'library' && root.requests.length === 0).length
  const left = roots.filter((root) => root.kind === 'root' && root.requests.length === 0).length
  if (libraries > 0)
    caveats.push(
      `${libraries} ${libraries === 1 ? 'folder is a library' : 'folders are libraries'}: listed, not judged (\`--libraries\` judges them too)`,
    )
  if (left > 0 && configuration.roots !== undefined)
    caveats.push(
      `${left} ${left === 1 ? 'root is' : 'roots are'} not judged: the configuration names the roots, and not ${left === 1 ? 'this one' : 'these'}`,
    )
  return caveats
}

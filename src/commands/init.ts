/** `init`: a repository in; out come the files to start with, made from a first run, and what of them is there already. */
import { configurationPaths, readConfiguration } from '../policy/configuration.ts'
import type { Policy } from '../policy/read.ts'
import type { Use } from '../policy/settings.ts'
import { rawAddress, repository } from '../report/project.ts'
import type { Report } from '../report/report.ts'
import { readNothing } from '../report/verdict.ts'
import { entryPath, type Workspace } from '../text/workspace.ts'
import { type Checked, type CheckRequest, checkRoots } from './check.ts'
import { type AssumptionsDraft, assumptionsDraft } from './init-assumptions.ts'
import { configurationText } from './init-configuration.ts'
import { planRoots, type RootPlan } from './init-roots.ts'
import { yamlText } from './init-texts.ts'
import { workflowText } from './init-workflow.generated.ts'

export interface InitRequest extends CheckRequest {
  /** False where the workspace is not the top of its repository: there alone GitHub looks for workflows. */
  readonly isTop: boolean
}

export interface Draft {
  readonly kind: 'workflow' | 'configuration' | 'assumptions'
  readonly path: string
  readonly text: string
}

export interface Kept {
  readonly kind: Draft['kind']
  readonly path: string
  /** Present: a line that is missing there. */
  readonly add?: string
}

export interface Start {
  /** Of a run as it will be with these files. */
  readonly report: Report
  readonly drafts: readonly Draft[]
  /** What is there already, and stays as it is. */
  readonly kept: readonly Kept[]
  readonly assumptions: Pick<AssumptionsDraft, 'statements' | 'waiting'> | undefined
  readonly why: RootPlan['why']
}

const workflows = '.github/workflows'
const configurationPath = configurationPaths[0]
const assumptionsPath = 'network/assumptions.yaml'

const isThere = (path: string, workspace: Workspace): boolean => {
  const read = workspace.read(path)
  return read.ok || read.why !== 'missing'
}

/** A workflow of any name that runs this program. */
const workflowIn = (workspace: Workspace): string | undefined =>
  workspace
    .list(workflows)
    .flatMap(({ kind, name }) => (kind === 'file' && /\.ya?ml$/.test(name) ? (entryPath(workflows, name) ?? []) : []))
    .find((path) => {
      const read = workspace.read(path)
      return read.ok && new RegExp(`\\buses:\\s*['"]?${repository}@`, 'i').test(read.text)
    })

/** What an input of the Action takes for a path as it is, and GitHub for no expression. */
const isPlainPath = (path: string): boolean => /^[\w.-][\w. /-]*$/.test(path)

const workflowFor = (paths: readonly string[]): string => {
  const part = paths.filter((path) => path !== '')
  if (part.length === 0 || part.length < paths.length || !part.every(isPlainPath)) return workflowText
  return `${workflowText}        with:\n          paths: ${yamlText(part.join(', '))}\n`
}

/** None of them is taken for a value: what is not filled in is a mistake. */
const placeholder = (uses: readonly Use[], values: readonly string[] | undefined): string => {
  if (values !== undefined) return values.map((value) => value.toUpperCase()).join('-OR-')
  if (uses.some(({ as }) => as === 'ports')) return '[PORT]'
  return uses.every(({ as }) => as === 'word') ? '["$' + '{NAME}"]' : '[PREFIX]'
}

/** Settings without any value, of policies that judged something. */
const openSettings = (report: Report, policies: readonly Policy[]) =>
  policies
    .filter(({ file }) => report.judgements.some(({ policy }) => policy === file.id))
    .flatMap(({ file, settings, rules }) =>
      [...settings].flatMap(([name, { about, default: preset, data, values }]) => {
        const uses = rules.flatMap((rule) => rule.uses.filter((use) => use.name === name))
        return preset !== undefined || data !== undefined ? [] : [{ policy: file.id, name, about, value: placeholder(uses, values) }]
      }),
    )

/** The same workspace with a file that is not written yet. */
const withFile = (workspace: Workspace, path: string, text: string): Workspace => ({
  ...workspace,
  read: (asked, most) => (asked === path ? { ok: true, text } : workspace.read(asked, most)),
})

const found = ({ report }: Checked): boolean => report.run.roots.length > 0 && !readNothing(report) && report.mistakes.length === 0

export const init = (request: InitRequest): Start => {
  const { workspace, version } = request
  const existing = configurationPaths.find((path) => isThere(path, workspace))
  const first = checkRoots(request)
  if (!found(first)) return { report: first.report, drafts: [], kept: [], assumptions: undefined, why: undefined }

  const plan: RootPlan =
    existing === undefined
      ? planRoots(first.roots, workspace, first.workshop.around.loader)
      : { named: [], why: undefined, unused: new Map() }
  const write = ({ report, workshop }: Checked, assume: string | undefined): string =>
    configurationText({
      report,
      plan,
      assume,
      settings: openSettings(report, workshop.law.policies),
      schema: rawAddress(version, 'schema/configuration.schema.json'),
      about: `https://github.com/${repository}#policies-of-your-own`,
    })
  // With roots named there is another run to tell of.
  const of =
    plan.why === undefined ? first : checkRoots({ ...request, law: withFile(workspace, configurationPath, write(first, undefined)) })

  const read = existing === undefined ? undefined : workspace.read(existing)
  const configured = read?.ok ? readConfiguration({ path: existing!, text: read.text, language: 'yaml' }, () => undefined) : undefined
  const assumePath = configured?.assume ?? assumptionsPath
  const drafted = assumptionsDraft(of.report, of.worlds, rawAddress(version, 'schema/assumptions.schema.json'))
  const isAssumed = isThere(assumePath, workspace)

  const drafts: Draft[] = []
  const kept: Kept[] = []
  const put = (draft: Draft, at: string | undefined, add?: string): void => {
    if (at === undefined) drafts.push(draft)
    else kept.push({ kind: draft.kind, path: at, ...(add === undefined ? {} : { add }) })
  }
  const workflowPath = `${workflows}/vnetproof.yml`
  if (request.isTop)
    put(
      { kind: 'workflow', path: workflowPath, text: workflowFor(request.paths) },
      workflowIn(workspace) ?? (isThere(workflowPath, workspace) ? workflowPath : undefined),
    )
  const hasAssumptions = drafted !== undefined || isAssumed
  const lacks = existing !== undefined && configured?.assume === undefined && hasAssumptions
  put(
    { kind: 'configuration', path: configurationPath, text: write(of, hasAssumptions ? assumePath : undefined) },
    existing,
    lacks ? `assume: ${assumePath}` : undefined,
  )
  if (drafted !== undefined || isAssumed)
    put({ kind: 'assumptions', path: assumePath, text: drafted?.text ?? '' }, isAssumed ? assumePath : undefined)
  return { report: of.report, drafts, kept, assumptions: drafted, why: plan.why }
}

/** Plans that are given to a run, and the roots that it judges, come in; each root with its plan goes out, and what is wrong with a plan is told. */
import type { ModuleLoader } from '../hcl/module-source.ts'
import { type Plan, readPlan } from '../hcl/plan-file.ts'
import { budget } from '../text/budget.ts'
import type { Sink } from '../text/diagnostic.ts'
import { topOf } from '../text/source.ts'
import { folderOf, type Workspace, whyNotRead } from '../text/workspace.ts'
import { type FoundRoot, shown, startsOf } from './roots.ts'
import { isTemplatePath } from './templates.ts'
import type { RootRequest } from './worlds.ts'

/** A plan as it was asked for; paths are those of the workspace. */
export interface PlanWish {
  readonly file: string
  /** Folder of the root that it is of. */
  readonly root?: string
}

const open = (path: string, workspace: Workspace, sink: Sink): Plan | undefined => {
  const read = workspace.read(path, budget.planBytes)
  if (read.ok) return readPlan(path, read.text, sink)
  const help =
    read.why === 'unreadable'
      ? 'a plan is read as JSON in UTF-8: write it with `terraform plan -out=FILE` and `terraform show -json FILE`'
      : 'write it with `terraform plan -out=FILE` and `terraform show -json FILE`'
  const span = topOf({ path, text: '', language: 'json' })
  sink({ code: 'plan/not-read', severity: 'error', message: `the plan \`${path}\` cannot be read: ${whyNotRead[read.why]}`, span, help })
  return undefined
}

/** The root that a plan is of when nobody says it: the only path asked for, the folder that holds it, or the only root. */
const folderFor = (wish: PlanWish, roots: readonly FoundRoot[], paths: readonly string[], loader: ModuleLoader): string | undefined => {
  if (wish.root !== undefined) return wish.root
  const [start, ...more] = startsOf(paths)
  const holds = (folder: string): boolean => roots.some((root) => root.folder === folder) || loader.load(folder).files.length > 0
  if (start !== undefined && more.length === 0 && start !== '' && holds(start)) return start
  const beside = folderOf(wish.file)
  if (holds(beside)) return beside
  const judged = roots.filter(({ requests }) => requests.length > 0)
  if (judged.length === 1) return judged[0]!.folder
  if (roots.length === 1) return roots[0]!.folder
  return roots.length === 0 ? (start ?? beside) : undefined
}

/** Requests of one root, each with its plan. Several plans of one root are worlds of their own. */
const planned = (requests: readonly RootRequest[], folder: string, plans: readonly Plan[]): readonly RootRequest[] => {
  const [request] = requests
  const base: RootRequest = request ?? { folder, name: shown(folder), variableFiles: [], variables: new Map() }
  const { planFile: _planFile, plan: _plan, ...plain } = base
  return plans.map((plan) => ({
    ...plain,
    name: plans.length === 1 ? plain.name : `${shown(folder)} (${plan.path})`,
    plan,
  }))
}

export const withPlans = (
  roots: readonly FoundRoot[],
  wishes: readonly PlanWish[],
  paths: readonly string[],
  workspace: Workspace,
  loader: ModuleLoader,
  sink: Sink,
): readonly FoundRoot[] => {
  const mistake = (path: string, message: string, help: string): void =>
    sink({ code: 'plan/no-root', severity: 'error', message, span: topOf({ path, text: '', language: 'json' }), help })
  const terraform = roots.filter(({ folder }) => !isTemplatePath(folder))
  const asked = new Map<string, Plan[]>()
  for (const wish of wishes) {
    const plan = open(wish.file, workspace, sink)
    if (plan === undefined) continue
    const folder = folderFor(wish, terraform, paths, loader)
    if (folder === undefined) {
      mistake(wish.file, `which root \`${wish.file}\` is the plan of cannot be told`, 'name the root: `--plan ROOT=FILE`')
      continue
    }
    asked.set(folder, [...(asked.get(folder) ?? []), plan])
  }
  const found = roots.map((root): FoundRoot => {
    const plans = asked.get(root.folder)
    if (plans !== undefined) {
      asked.delete(root.folder)
      if (root.requests.length <= 1) return { ...root, requests: planned(root.requests, root.folder, plans) }
      const help = 'name the plan of each world in vnetproof.yaml: `roots: [{ path: …, plan: … }]`'
      mistake(plans[0]!.path, `\`${shown(root.folder)}\` has ${root.requests.length} worlds, and the plan is of one`, help)
      return root
    }
    const requests = root.requests.map((request): RootRequest => {
      const plan = request.planFile === undefined ? undefined : open(request.planFile, workspace, sink)
      return plan === undefined ? request : { ...request, plan }
    })
    return { ...root, requests }
  })
  for (const [folder, plans] of asked) {
    loader.load(folder)
    found.push({ folder, kind: 'root', requests: planned([], folder, plans) })
  }
  return found.sort((a, b) => (a.folder < b.folder ? -1 : a.folder > b.folder ? 1 : 0))
}

/** Two revisions' roots in, those out that the judged code alone would leave unjudged: what is a root is no more for a pull request to say than what is asked of it. */
import { budget } from '../text/budget.ts'
import type { Workspace } from '../text/workspace.ts'
import type { Checked, CheckRequest, RootOrigin } from './check.ts'
import { configurationOf } from './choose-policies.ts'
import { type ConfiguredRoot, configuredRoot } from './roots.ts'
import { isTemplatePath } from './templates.ts'

/** What a root is: its folder, or its file. */
export const codeOf = ({ folder, template }: Pick<RootOrigin, 'folder' | 'template'>): string => template ?? folder

/** Whether there is something to judge at such a place. */
export const hasCode = (workspace: Workspace, code: string): boolean => {
  if (!isTemplatePath(code)) return workspace.list(code).some(({ name, kind }) => kind === 'file' && /\.tf(\.json)?$/.test(name))
  const read = workspace.read(code)
  return read.ok || read.why !== 'missing'
}

/** Folders that are told and not judged. */
const listedIn = ({ report }: Checked): readonly string[] =>
  report.run.roots.flatMap(({ name, judged }) => (judged ? [] : [name === '.' ? '' : name]))

/**
 * Roots of the base that are called by other code here, or look like libraries; roots that only the configuration of the judged code names;
 * and where a root of the base is gone, what came in its place.
 */
export const besidesOf = (
  request: CheckRequest,
  base: Workspace,
  head: Checked,
  before: Checked,
): { readonly roots: readonly ConfiguredRoot[]; readonly left: number } => {
  const { workspace } = request
  const judged = new Set([...head.origins.values()].map(codeOf))
  const found = new Map<string, ConfiguredRoot[]>()
  const add = (root: ConfiguredRoot): void => {
    if (judged.has(root.path)) return
    const known = found.get(root.path)
    if (known === undefined) found.set(root.path, [root])
    else known.push(root)
  }
  const isNew = (folder: string): boolean => hasCode(workspace, folder) && !hasCode(base, folder)
  const { roots: named = [] } = configurationOf({ ...request, law: workspace }, () => undefined)
  for (const root of named.map(configuredRoot)) if (isNew(root.path)) add(root)
  let isOneGone = false
  for (const folder of [...before.origins.values()].map(codeOf))
    if (!hasCode(workspace, folder)) isOneGone = true
    else if (!found.has(folder)) add({ path: folder, variableFiles: [] })
  if (isOneGone) for (const folder of listedIn(head)) if (isNew(folder) && !found.has(folder)) add({ path: folder, variableFiles: [] })
  // Those of the base first: no list of others keeps them out.
  const all = [...found.values()].flat().sort((a, b) => Number(isNew(a.path)) - Number(isNew(b.path)))
  return { roots: all.slice(0, budget.besides), left: Math.max(0, all.length - budget.besides) }
}

/** One revision of the git repository that holds a folder, as a workspace: read from git's objects, under the budgets and limits of a folder on disk. */
import { budget } from '../text/budget.ts'
import type { Workspace } from '../text/workspace.ts'
import type { DiskBudget } from './disk-workspace.ts'
import { blobsOf, commitOf, treeOf } from './git.ts'
import { treeWorkspace } from './tree-workspace.ts'

export interface GitWorkspace extends Workspace {
  /** Full name of the commit. */
  readonly commit: string
}

export type OpenedRevision =
  | { readonly ok: true; readonly workspace: GitWorkspace }
  | { readonly ok: false; readonly why: 'no-revision' | 'unreadable'; readonly reason: string }

/** `folder`: a real path inside the repository. */
export const gitWorkspace = (folder: string, revision: string, limits: DiskBudget = budget): OpenedRevision => {
  const commit = commitOf(folder, revision)
  if (commit === undefined) return { ok: false, why: 'no-revision', reason: 'git knows no such revision here' }
  const tree = treeOf(folder, commit)
  if (!tree.ok) return { ok: false, why: 'unreadable', reason: tree.why }
  const sizes = new Map([...tree.entries.values()].map(({ object, size }) => [object, size] as const))
  const store = { sizeOf: (object: string) => sizes.get(object), read: (objects: readonly string[]) => blobsOf(folder, objects) }
  return { ok: true, workspace: { commit, ...treeWorkspace(tree.entries, store, limits) } }
}

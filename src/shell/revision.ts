/** One commit, from wherever it is to be had, as a workspace; what a run wants of it that was not foreseen can be fetched, and the run repeated. */
import type { Workspace } from '../text/workspace.ts'
import type { Entries, Objects } from './objects.ts'
import { type TreeEntry, treeWorkspace } from './tree-workspace.ts'
import { wantedOf } from './wanted.ts'

export interface Revision {
  readonly commit: string
  readonly entries: Entries
  readonly submodules: ReadonlyMap<string, string>
  readonly workspace: Workspace
  /** Files that were read and are not at hand, by their paths. */
  readonly lacking: ReadonlyMap<string, TreeEntry>
  /** Brings those. */
  bring(): Promise<void>
}

/** A text tells why there is none. */
export const openRevision = async (objects: Objects, commit: string): Promise<Revision | string> => {
  const tree = await objects.treeOf(commit)
  if (!tree.ok) return tree.why
  const { entries, submodules } = tree
  await objects.bring(wantedOf(entries), commit)
  const lacking = new Map<string, TreeEntry>()
  const workspace = treeWorkspace(entries, objects, undefined, (path, entry) => {
    if (!objects.isLost(entry.object)) lacking.set(path, entry)
  })
  const bring = async (): Promise<void> => {
    const wanted = new Map(lacking)
    lacking.clear()
    if (wanted.size > 0) await objects.bring(wanted, commit)
  }
  return { commit, entries, submodules, workspace, lacking, bring }
}

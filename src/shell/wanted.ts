/** Which files of a revision a run can want before it says so, in the order of how surely it will. */
import { budget } from '../text/budget.ts'
import type { Entries } from './objects.ts'
import type { TreeEntry } from './tree-workspace.ts'

const classes = [/\.(tf|tfvars)(\.json)?$/, /\.bicep(param)?$/, /\.ya?ml$/, /\.json$/]

export const isWanted = (path: string): boolean => classes.some((pattern) => pattern.test(path))

/** Those for which nobody waits: links, Terraform and Bicep, then what they may read, as far as the budget goes; what else is asked for comes when it is. */
export const wantedOf = (entries: Entries): Entries => {
  const found = new Map<string, TreeEntry>()
  let left: number = budget.eagerBytes
  const add = (path: string, entry: TreeEntry): void => {
    const { size = 0 } = entry
    if (size > budget.fileBytes || size > left) return
    left -= size
    found.set(path, entry)
  }
  for (const [path, entry] of entries) if (entry.kind === 'link') add(path, entry)
  for (const pattern of classes) for (const [path, entry] of entries) if (!found.has(path) && pattern.test(path)) add(path, entry)
  return found
}

/** A workspace that notes which files were read or looked for, and which folders were listed. */
import type { Workspace } from '../text/workspace.ts'

export interface Noted {
  readonly workspace: Workspace
  readonly files: ReadonlySet<string>
  readonly lists: ReadonlySet<string>
}

export const noting = (workspace: Workspace): Noted => {
  const files = new Set<string>()
  const lists = new Set<string>()
  return {
    files,
    lists,
    workspace: {
      read: (path, mostBytes) => {
        files.add(path)
        return workspace.read(path, mostBytes)
      },
      list: (folder) => {
        lists.add(folder)
        return workspace.list(folder)
      },
    },
  }
}

/** Which folders are meant to be run and which are libraries: found from what calls what. */

import { budget } from '../text/budget.ts'
import type { Workspace } from '../text/workspace.ts'
import { entryPath, joinPath } from '../text/workspace.ts'
import { isTerraformFile, type ModuleLoader, type ModuleSource } from './module-source.ts'
import { automaticVariableFiles, otherVariableFiles } from './variables.ts'

export interface RootFolder {
  readonly folder: string
  /** `root`: nobody calls it, and it has a backend, a provider with settings, or variable files. `library`: nobody calls it and it has none of these. */
  readonly kind: 'root' | 'library'
}

/** Folders that hold no code of their own repository, or none of Terraform. */
const leftOut = (name: string): boolean => name.startsWith('.') || name === 'node_modules'

const foldersWithTerraform = (
  start: string,
  workspace: Workspace,
  loader: ModuleLoader,
  isExcluded: (path: string) => boolean,
): readonly string[] => {
  const found: string[] = []
  const visit = (folder: string, depth: number): void => {
    if (depth > budget.folderDepth || (folder !== '' && isExcluded(folder))) return
    const entries = workspace.list(folder)
    if (entries.some((entry) => entry.kind === 'file' && isTerraformFile(entry.name))) found.push(folder)
    for (const { kind, name } of entries) {
      if (kind !== 'folder' || leftOut(name)) continue
      const path = entryPath(folder, name)
      if (path === undefined) loader.shut(folder === '' ? name : `${folder}/${name}`)
      else visit(path, depth + 1)
    }
  }
  visit(start, 0)
  return found
}

const calledBy = (source: ModuleSource): readonly string[] =>
  source.calls.flatMap((call) => {
    // Whom a backslash means is another matter on each system.
    if (call.source === undefined || !/^\.\.?(\/|$)/.test(call.source) || call.source.includes('\\')) return []
    const folder = joinPath(source.folder, call.source)
    return folder === undefined || folder === source.folder ? [] : [folder]
  })

/** Roots and libraries at and below `starts`, each once, in order of their paths. Every folder found is loaded. */
export const findRoots = (
  starts: readonly string[],
  workspace: Workspace,
  loader: ModuleLoader,
  isExcluded: (path: string) => boolean,
): readonly RootFolder[] => {
  const folders = new Set(starts.flatMap((start) => foldersWithTerraform(start, workspace, loader, isExcluded)))
  const sources = [...folders].map((folder) => loader.load(folder))
  const called = new Set(sources.flatMap(calledBy))
  const roots: RootFolder[] = []
  for (const source of sources) {
    if (called.has(source.folder)) continue
    if (source.resources.length === 0 && source.calls.length === 0) continue
    const hasVariables =
      automaticVariableFiles(source.folder, workspace).length > 0 || otherVariableFiles(source.folder, workspace).length > 0
    roots.push({ folder: source.folder, kind: source.isRun || hasVariables ? 'root' : 'library' })
  }
  return roots.sort((a, b) => (a.folder < b.folder ? -1 : a.folder > b.folder ? 1 : 0))
}

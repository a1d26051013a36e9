/** What `terraform init` installed below a root: `.terraform/modules/modules.json` in, the folder of each remote module by the names of the calls that lead to it out. */
import { readJson } from '../data/json.ts'
import { child, itemsOf, textOf } from '../data/tree.ts'
import { joinPath, type Workspace } from '../text/workspace.ts'
import { isWithin, spelledOut, versionOf } from './module-version.ts'

export interface InstalledModule {
  /** As Terraform spells it in full. */
  readonly source: string
  readonly version: string | undefined
  readonly folder: string
}

/** By names of calls, joined with dots. Empty where there is no list, or none that reads; folders outside the workspace are left out. */
export const installedModules = (root: string, workspace: Workspace): ReadonlyMap<string, InstalledModule> => {
  const found = new Map<string, InstalledModule>()
  const path = joinPath(root, '.terraform/modules/modules.json')!
  const read = workspace.read(path)
  if (!read.ok) return found
  const tree = readJson({ path, text: read.text, language: 'json' }, () => {})
  for (const item of itemsOf(child(tree, 'Modules'))) {
    const [key, source, directory] = ['Key', 'Source', 'Dir'].map((name) => textOf(child(item, name)))
    const folder = directory === undefined || /^(?:[\\/]|[A-Za-z]:)/.test(directory) ? undefined : joinPath(root, directory)
    if (key !== undefined && source !== undefined && folder !== undefined)
      found.set(key, { source, version: textOf(child(item, 'Version')), folder })
  }
  return found
}

/** Why what is installed is not what the call asks for; undefined where it is. */
export const staleness = (installed: InstalledModule, source: string, constraint: string | undefined): string | undefined => {
  if (spelledOut(source) !== installed.source) return 'another source is installed in its place'
  if (constraint === undefined) return undefined
  const version = versionOf(installed.version ?? '')
  if (version === undefined) return installed.version === constraint.trim() ? undefined : 'the installed version cannot be compared'
  return isWithin(installed.version!, constraint) ? undefined : `version ${installed.version} is installed`
}

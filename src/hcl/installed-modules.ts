/** What `terraform init` installed below a root: `.terraform/modules/modules.json` in, the folder of each remote module by the names of the calls that lead to it out. */
import { readJson } from '../data/json.ts'
import { child, itemsOf, textOf } from '../data/tree.ts'
import { joinPath, type Workspace } from '../text/workspace.ts'

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

/** Sources as Terraform spells them in full: https://developer.hashicorp.com/terraform/language/modules/sources */
const spelledOut = (source: string): string => {
  const registry = /^(?:([\w-]+(?:\.[\w-]+)+)\/)?[\w-]+\/[\w-]+\/[\w-]+(?:\/\/.*)?$/.exec(source)
  if (registry !== null && registry[1] !== 'github.com' && registry[1] !== 'bitbucket.org')
    return registry[1] === undefined ? `registry.terraform.io/${source}` : source
  const hosted = /^(github\.com|bitbucket\.org)\/([^/?]+)\/([^/?]+?)(?:\.git)?((?:\/\/[^?]*)?(?:\?.*)?)$/.exec(source)
  if (hosted !== null) return `git::https://${hosted[1]}/${hosted[2]}/${hosted[3]}.git${hosted[4]}`
  const secure = /^(?:git::)?git@([^:/]+):(.*)$/.exec(source)
  return secure === null ? source : `git::ssh://git@${secure[1]}/${secure[2]}`
}

type Version = readonly number[]

const versionOf = (text: string): Version | undefined =>
  /^v?\d+(?:\.\d+)*$/.test(text) ? text.replace('v', '').split('.').map(Number) : undefined

const compare = (a: Version, b: Version): number => {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

// https://developer.hashicorp.com/terraform/language/expressions/version-constraints
const satisfies = (version: Version, constraint: string): boolean => {
  const [, operator = '', text = ''] = /^\s*(=|!=|>=|<=|>|<|~>)?\s*(\S+)\s*$/.exec(constraint) ?? []
  const wanted = versionOf(text)
  if (wanted === undefined) return false
  const order = compare(version, wanted)
  switch (operator) {
    case '!=':
      return order !== 0
    case '>':
      return order > 0
    case '<':
      return order < 0
    case '>=':
      return order >= 0
    case '<=':
      return order <= 0
    case '~>':
      return order >= 0 && wanted.slice(0, Math.max(1, wanted.length - 1)).every((part, at) => (version[at] ?? 0) === part)
    default:
      return order === 0
  }
}

/** Why what is installed is not what the call asks for; undefined where it is. */
export const staleness = (installed: InstalledModule, source: string, constraint: string | undefined): string | undefined => {
  if (spelledOut(source) !== installed.source) return 'another source is installed in its place'
  if (constraint === undefined) return undefined
  const version = versionOf(installed.version ?? '')
  if (version === undefined) return installed.version === constraint.trim() ? undefined : 'the installed version cannot be compared'
  return constraint.split(',').every((one) => satisfies(version, one)) ? undefined : `version ${installed.version} is installed`
}

/** Modules that are kept elsewhere: what a reference means, and whether `bicep restore` left it in the workspace. */
import { readJson } from '../data/json.ts'
import { child, type Tree, textOf } from '../data/tree.ts'
import { folderOf, joinPath, type Workspace } from '../text/workspace.ts'

/** `registry` and `name` of `br:registry/name:version`; of a template spec the ids instead. */
export interface ModuleReference {
  readonly scheme: 'br' | 'ts'
  /** Host of the registry, or `subscription/group`. */
  readonly registry: string
  readonly name: string
  readonly version: string
  /** As written. */
  readonly source: string
}

/** Settings that say what aliases stand for and where restored modules lie: https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/bicep-config-modules */
export interface Settings {
  readonly tree: Tree | undefined
  readonly folder: string
}

const noSettings: Settings = { tree: undefined, folder: '' }

/** The nearest `bicepconfig.json` at or above a folder: https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/bicep-config#understand-the-merge-process */
export const createSettings = (workspace: Workspace): ((folder: string) => Settings) => {
  const found = new Map<string, Settings>()
  const at = (folder: string): Settings => {
    const known = found.get(folder)
    if (known !== undefined) return known
    const path = joinPath(folder, 'bicepconfig.json')!
    const read = workspace.read(path)
    const settings: Settings = read.ok
      ? {
          tree: readJson({ path, text: read.text, language: 'json' }, () => undefined, { duplicateKeys: 'keep', lenient: true }),
          folder,
        }
      : folder === ''
        ? noSettings
        : at(folderOf(folder))
    found.set(folder, settings)
    return settings
  }
  return at
}

const isRemote = (path: string): boolean => /^(br|ts)[:/]/.test(path)

/** Undefined: a path of the workspace. */
export const referenceOf = (path: string, settings: Settings): ModuleReference | undefined | 'unknown' => {
  if (!isRemote(path)) return undefined
  const scheme = path.startsWith('br') ? 'br' : 'ts'
  const alias = /^(?:br|ts)\/([^:]+):(.+)$/.exec(path)
  const rest = alias === null ? path.slice(3) : expanded(scheme, alias[1]!, alias[2]!, settings)
  const parts = rest === undefined ? null : /^([^/]+(?:\/[^/]+)??)\/(.+?)(?:[:@]([^:/]+))?$/.exec(rest)
  if (parts === null || parts[3] === undefined) return 'unknown'
  if (scheme === 'br') return { scheme, registry: parts[1]!, name: parts[2]!, version: parts[3], source: path }
  const spec = /^([^/]+\/[^/]+)\/([^/:]+):([^:]+)$/.exec(rest!)
  return spec === null ? 'unknown' : { scheme, registry: spec[1]!, name: spec[2]!, version: spec[3]!, source: path }
}

const expanded = (scheme: 'br' | 'ts', alias: string, rest: string, { tree }: Settings): string | undefined => {
  const entry = child(child(child(tree, 'moduleAliases'), scheme), alias)
  if (scheme === 'ts') {
    const [subscription, group] = [textOf(child(entry, 'subscription')), textOf(child(entry, 'resourceGroup'))]
    return subscription === undefined || group === undefined ? undefined : `${subscription}/${group}/${rest}`
  }
  const registry = textOf(child(entry, 'registry'))
  const within = textOf(child(entry, 'modulePath'))
  // The one alias that is there without being written.
  if (registry === undefined) return alias === 'public' && entry === undefined ? `mcr.microsoft.com/bicep/${rest}` : undefined
  return within === undefined ? `${registry}/${rest}` : `${registry}/${within}/${rest}`
}

/** Where `bicep restore` puts the compiled module, as seen from the folder of the cache: https://github.com/Azure/bicep/blob/v0.40.2/src/Bicep.Core/Registry/OciArtifactRegistry.cs */
const placeInCache = ({ scheme, registry, name, version }: ModuleReference): string =>
  scheme === 'br'
    ? `br/${registry.replace(':', '$')}/${name.replaceAll('/', '$')}/${version}$/main.json`
    : `ts/${registry}/${name}/${version}/main.json`

/** Paths at which the compiled module may lie. */
export const restoredPaths = (reference: ModuleReference, settings: Settings): readonly string[] => {
  const root = textOf(child(settings.tree, 'cacheRootDirectory'))
  const folders = [...(root === undefined ? [] : [joinPath(settings.folder, root)]), joinPath(settings.folder, '.bicep'), '.bicep']
  return [...new Set(folders.filter((folder) => folder !== undefined))].map((folder) => joinPath(folder, placeInCache(reference))!)
}

/** The worlds of a first run in; out come the roots that a configuration has to name, where those that are found by themselves would not do. */
import type { ModuleLoader, ModuleSource } from '../hcl/module-source.ts'
import { isTerraformFile } from '../hcl/module-source.ts'
import { parse } from '../hcl/parse.ts'
import { attributesOf } from '../hcl/read-declarations.ts'
import { automaticVariableFiles, otherVariableFiles } from '../hcl/variables.ts'
import { entryPath, folderOf, type Workspace } from '../text/workspace.ts'
import type { FoundRoot } from './roots.ts'

/** As an entry of `roots:` in the configuration says it. */
export interface NamedRoot {
  readonly path: string
  readonly name?: string
  /** Relative to the folder. */
  readonly vars?: string
  /** Relative to the workspace. */
  readonly params?: string
}

export interface RootPlan {
  /** Empty: those that are found are those that are meant. */
  readonly named: readonly NamedRoot[]
  /** Why they are named. */
  readonly why: 'variable-files' | 'libraries' | undefined
  /** Variable files that nobody loads and of which nobody can tell how they belong together, by the folder of their root. */
  readonly unused: ReadonlyMap<string, readonly string[]>
}

/** Folders within the root's that are searched for variable files: `env/prod.tfvars`, `environments/prod/terraform.tfvars`. */
const depth = 2

const variableFilesBelow = (folder: string, workspace: Workspace, left: number): readonly string[] =>
  workspace.list(folder).flatMap((entry): readonly string[] => {
    const path = entryPath(folder, entry.name)
    if (path === undefined || entry.name.startsWith('.')) return []
    if (entry.kind === 'file') return entry.name.endsWith('.tfvars') ? [path] : []
    const isCode = left === 0 || workspace.list(path).some(({ kind, name }) => kind === 'file' && isTerraformFile(name))
    return isCode ? [] : variableFilesBelow(path, workspace, left - 1)
  })

/** Names that a file assigns; undefined where it cannot be read whole. */
const assignedIn = (path: string, workspace: Workspace): ReadonlySet<string> | undefined => {
  const read = workspace.read(path)
  if (!read.ok) return undefined
  let isWhole = true
  const { body } = parse({ path, text: read.text, language: 'tfvars' }, ({ severity }) => {
    if (severity === 'error') isWhole = false
  })
  return isWhole ? new Set(attributesOf(body).keys()) : undefined
}

const same = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => a.size === b.size && [...a].every((name) => b.has(name))

/**
 * Each of the files is one way to deploy the root, and needs no other: it gives every variable that has no value without it, nothing that is not declared,
 * and just what the others give. Files that are put together, or mean something else, are not taken for it.
 */
const areAlternatives = (files: readonly string[], source: ModuleSource, workspace: Workspace): boolean => {
  const automatic = automaticVariableFiles(source.folder, workspace).map((path) => assignedIn(path, workspace))
  const needed = [...source.variables].flatMap(([name, declaration]) =>
    declaration.default === undefined && !automatic.some((names) => names?.has(name)) ? [name] : [],
  )
  const assigned = files.map((path) => assignedIn(path, workspace))
  const [first] = assigned
  if (first === undefined || files.some((path) => /example|sample|template/i.test(path.slice(source.folder.length)))) return false
  return (
    (needed.length > 0 || files.length > 1) &&
    assigned.every(
      (names) =>
        names !== undefined &&
        same(names, first) &&
        needed.every((name) => names.has(name)) &&
        [...names].every((name) => source.variables.has(name)),
    )
  )
}

/** `env/prod.tfvars` → `prod`, `env/prod/terraform.tfvars` → `prod`. */
const nameOf = (path: string): string => {
  const base = path.slice(path.lastIndexOf('/') + 1).replace(/\.tfvars$/, '')
  const folder = folderOf(path)
  return base === 'terraform' && folder !== '' ? folder.slice(folder.lastIndexOf('/') + 1) : base
}

const namesOf = (paths: readonly string[]): readonly string[] => {
  const short = paths.map(nameOf)
  return new Set(short).size === short.length ? short : paths.map((path) => path.replace(/\.tfvars$/, ''))
}

const shown = (folder: string): string => (folder === '' ? '.' : folder)

const asFound = (root: FoundRoot): readonly NamedRoot[] => {
  const { requests, folder } = root
  if (requests[0]?.template === undefined) return [{ path: shown(folder) }]
  return requests.map(({ template = folder, variableFiles: [params] }) => ({
    path: template,
    ...(params === undefined ? {} : { params }),
    ...(requests.length === 1 || params === undefined ? {} : { name: params.slice(params.lastIndexOf('/') + 1) }),
  }))
}

export const planRoots = (roots: readonly FoundRoot[], workspace: Workspace, loader: ModuleLoader): RootPlan => {
  const judged = roots.filter(({ requests }) => requests.length > 0)
  const unused = new Map<string, readonly string[]>()
  if (judged.length === 0) {
    const libraries = roots.filter(({ kind }) => kind === 'library')
    return { named: libraries.map(({ folder }) => ({ path: shown(folder) })), why: libraries.length > 0 ? 'libraries' : undefined, unused }
  }
  const planned = judged.map((root) => {
    if (root.requests[0]?.template !== undefined) return { root, files: [] }
    const { folder } = root
    const beside = new Set(otherVariableFiles(folder, workspace))
    const files = variableFilesBelow(folder, workspace, depth).filter((path) => folderOf(path) !== folder || beside.has(path))
    if (files.length === 0 || areAlternatives(files, loader.load(folder), workspace)) return { root, files }
    unused.set(folder, files)
    return { root, files: [] }
  })
  if (planned.every(({ files }) => files.length === 0)) return { named: [], why: undefined, unused }
  return {
    named: planned.flatMap(({ root, files }): readonly NamedRoot[] => {
      if (files.length === 0) return asFound(root)
      const local = files.map((path) => (root.folder === '' ? path : path.slice(root.folder.length + 1)))
      const names = namesOf(local)
      return local.map((vars, index) => ({ path: shown(root.folder), vars, name: names[index]! }))
    }),
    why: 'variable-files',
    unused,
  }
}

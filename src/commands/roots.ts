/** What a run judges: the roots that are found and those that the configuration names, each with its variables. */

import type { ModuleLoader } from '../hcl/module-source.ts'
import { findRoots, type RootFolder } from '../hcl/roots.ts'
import { otherVariableFiles } from '../hcl/variables.ts'
import type { RootWish } from '../policy/configuration.ts'
import type { Sink } from '../text/diagnostic.ts'
import { topOf } from '../text/source.ts'
import { folderOf, joinPath, type Workspace } from '../text/workspace.ts'
import { chooseBicep } from './bicep-roots.ts'
import { chooseTemplates, isTemplatePath } from './templates.ts'
import type { RootRequest } from './worlds.ts'

/** A root as the configuration names it. */
export interface ConfiguredRoot {
  readonly path: string
  readonly name?: string
  readonly variableFiles: readonly string[]
  /** Path of its plan, relative to the root. */
  readonly plan?: string
}

export const configuredRoot = ({ path, name, vars, plan }: RootWish): ConfiguredRoot => ({
  path,
  variableFiles: vars,
  ...(name === undefined ? {} : { name }),
  ...(plan === undefined ? {} : { plan }),
})

export interface RootChoice {
  readonly paths: readonly string[]
  readonly isExcluded: (path: string) => boolean
  /** Absent: the roots that are found. Else these alone are judged; the others are listed. */
  readonly configured: readonly ConfiguredRoot[] | undefined
  /** Judged whatever they look like. */
  readonly besides?: readonly ConfiguredRoot[]
  readonly libraries: boolean
  readonly variableFiles: readonly string[]
  readonly variables: ReadonlyMap<string, string>
  readonly filesAfter?: ReadonlyMap<string, number>
  readonly environment?: ReadonlyMap<string, string>
}

export interface FoundRoot extends RootFolder {
  /** One for each world; empty for a library that is only listed. */
  readonly requests: readonly RootRequest[]
}

export const shown = (folder: string): string => (folder === '' ? '.' : folder)

const isBelow = (folder: string, start: string): boolean => start === '' || folder === start || folder.startsWith(`${start}/`)

/** Starting folders of a request: a file stands for its folder. */
export const startsOf = (paths: readonly string[]): readonly string[] =>
  paths.flatMap((path) => (isTemplatePath(path) ? [] : [/\.(tf|tfvars)(\.json)?$/.test(path) ? folderOf(path) : path]))

export const chooseRoots = (choice: RootChoice, workspace: Workspace, loader: ModuleLoader, sink: Sink): readonly FoundRoot[] => {
  const starts = startsOf(choice.paths.length === 0 ? [''] : choice.paths)
  const found = findRoots(starts, workspace, loader, choice.isExcluded)
  const all = [...(choice.configured ?? []), ...(choice.besides ?? [])].filter(
    (root) => starts.some((start) => isBelow(root.path, start)) || choice.paths.includes(root.path),
  )
  const configured = all.filter((root) => !isTemplatePath(root.path))
  const named = new Set(configured.map((root) => root.path))
  const { variableFiles: filesForAll, variables, filesAfter, environment } = choice
  const givenBy = {
    variableFiles: filesForAll,
    variables,
    ...(filesAfter === undefined ? {} : { filesAfter }),
    ...(environment === undefined ? {} : { environment }),
  }
  const roots = found
    .filter((root) => !named.has(root.folder))
    .map((root): FoundRoot => {
      // A folder that was asked for by name is judged, whatever it looks like.
      const wanted = choice.configured === undefined && (root.kind === 'root' || choice.libraries)
      const judged = wanted || (root.folder !== '' && choice.paths.includes(root.folder))
      if (judged && choice.variableFiles.length === 0) tellOtherFiles(root.folder, workspace, loader, sink)
      return { ...root, requests: judged ? [{ folder: root.folder, name: shown(root.folder), ...givenBy }] : [] }
    })
  const worlds = new Map<string, RootRequest[]>()
  for (const { path, name, variableFiles, plan } of configured) {
    const planFile = plan === undefined ? undefined : joinPath(path, plan)
    const request: RootRequest = {
      folder: path,
      name: name === undefined ? shown(path) : `${shown(path)} (${name})`,
      ...givenBy,
      variableFiles: [...variableFiles.flatMap((file) => joinPath(path, file) ?? []), ...filesForAll],
      ...(planFile === undefined ? {} : { planFile }),
    }
    worlds.set(path, [...(worlds.get(path) ?? []), request])
  }
  for (const [folder, requests] of worlds) {
    loader.load(folder)
    roots.push({ folder, kind: 'root', requests })
  }
  roots.push(
    ...templateRoots(
      choice,
      all.filter((root) => isTemplatePath(root.path)),
      workspace,
      sink,
    ),
  )
  return roots.sort((a, b) => (a.folder < b.folder ? -1 : a.folder > b.folder ? 1 : 0))
}

/** As seen from the workspace, or from the folder of the root. */
const parameterFile = (file: string, root: string, workspace: Workspace): string | undefined => {
  const fromTop = joinPath('', file)
  return fromTop !== undefined && workspace.read(fromTop).ok ? fromTop : joinPath(folderOf(root), file)
}

/** Templates and files of Bicep that are found, or those that the configuration names. */
const templateRoots = (
  choice: RootChoice,
  configured: readonly ConfiguredRoot[],
  workspace: Workspace,
  sink: Sink,
): readonly FoundRoot[] => {
  const named = new Map<string, RootRequest[]>()
  for (const { path, name, variableFiles } of configured) {
    const request: RootRequest = {
      folder: folderOf(path),
      template: path,
      name: name === undefined ? path : `${path} (${name})`,
      variableFiles: [
        ...variableFiles.flatMap((file) => parameterFile(file, path, workspace) ?? []),
        ...choice.variableFiles.filter(isTemplatePath),
      ],
      variables: choice.variables,
    }
    named.set(path, [...(named.get(path) ?? []), request])
  }
  const paths = choice.paths.length === 0 ? [''] : choice.paths
  const found = [...chooseBicep({ ...choice, paths }, workspace), ...chooseTemplates({ ...choice, paths }, workspace, sink)]
  return [
    ...[...named].map(([path, requests]): FoundRoot => ({ folder: path, kind: 'root', requests })),
    ...found
      .filter(({ template }) => !named.has(template))
      .map(({ template, requests }): FoundRoot => {
        const judged = choice.configured === undefined || choice.paths.includes(template)
        return { folder: template, kind: 'root', requests: judged ? requests.map((one) => ({ ...one, folder: folderOf(template) })) : [] }
      }),
  ]
}

const tellOtherFiles = (folder: string, workspace: Workspace, loader: ModuleLoader, sink: Sink): void => {
  const others = otherVariableFiles(folder, workspace)
  const file = loader.load(folder).files[0]
  if (others.length === 0 || file === undefined) return
  const names = others.slice(0, 3).map((path) => `\`${path}\``)
  const more = others.length > names.length ? ` and ${others.length - names.length} more` : ''
  const local = others[0]!.slice(folder === '' ? 0 : folder.length + 1)
  sink({
    code: 'hcl/variable-file-not-used',
    severity: 'note',
    message: `${names.join(', ')}${more} ${others.length === 1 ? 'is' : 'are'} not loaded by Terraform itself, so ${others.length === 1 ? 'it is' : 'they are'} not used`,
    span: topOf(file),
    help: `name the variable sets in vnetproof.yaml: \`roots: [{ path: ${shown(folder)}, vars: [${local}] }]\``,
  })
}

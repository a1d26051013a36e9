/** One root with one set of variables becomes one world: evaluated, modelled and ready to be asked. */

import type { Declared } from '../eval/declared.ts'
import type { Dialect } from '../eval/dialect.ts'
import { bool, type Doubt, mergeDoubts, nullValue, type Value } from '../eval/value.ts'
import { dialectFor } from '../hcl/dialect.ts'
import { evaluateRoot, type ModuleNotRead } from '../hcl/module.ts'
import type { ModuleLoader } from '../hcl/module-source.ts'
import { templateRenderer } from '../hcl/render-template.ts'
import { automaticVariableFiles, readVariableFiles } from '../hcl/variables.ts'
import { doubtsOfDeployments } from '../model/deployments.ts'
import { createNetwork, type Network } from '../model/network.ts'
import type { TagSnapshot, World } from '../semantics/flow.ts'
import { createWorld } from '../semantics/world.ts'
import type { Sink } from '../text/diagnostic.ts'
import type { SourceFile } from '../text/source.ts'
import { joinPath, type Workspace } from '../text/workspace.ts'
import { openTemplate, type TemplateRequest } from './templates.ts'

/** What is to be judged: a folder with the variable files and values that are given to it. */
export interface RootRequest {
  readonly folder: string
  readonly name: string
  /** Beyond those that Terraform loads by itself; workspace paths. */
  readonly variableFiles: readonly string[]
  readonly variables: ReadonlyMap<string, string>
  /** A deployment template in place of a folder of Terraform; `folder` is where it lies. */
  readonly template?: string
}

/** Inputs of the root that are set for a try, by name. */
export type Choices = ReadonlyMap<string, boolean | null>

export interface RootWorld {
  readonly root: string
  readonly network: Network
  readonly world: World
  readonly declared: readonly Declared[]
  readonly modulesNotRead: readonly ModuleNotRead[]
  readonly folders: ReadonlySet<string>
  /** Files that are read one by one, beside those of the folders. */
  readonly files?: readonly SourceFile[]
  /** Functions that these files call and that are not evaluated. */
  readonly functionsNotRead?: readonly string[]
  /** Code that could not be read and may declare resources. */
  readonly unread: readonly Doubt[]
}

export interface Surroundings {
  readonly workspace: Workspace
  readonly loader: ModuleLoader
  readonly snapshot: TagSnapshot | undefined
  /** The same files: what an evaluation reads beside code it reads through this one, so that it can be noted. */
  readonly noted?: Workspace
}

/** The dialect of a module's folder, with paths as seen from the root's. */
const dialectsOf = (workspace: Workspace, root: string) => {
  const renderTemplate = templateRenderer()
  const dialects = new Map<string, Dialect>()
  return (folder: string): Dialect => {
    let dialect = dialects.get(folder)
    if (dialect === undefined) {
      dialect = dialectFor({
        readFile: (path) => workspace.read(path),
        list: (path) => workspace.list(path),
        folder,
        resolve: (path) => joinPath(root, path),
        renderTemplate,
      })
      dialects.set(folder, dialect)
    }
    return dialect
  }
}

/** Names of the functions that evaluation knows. */
export const knownFunctions = (workspace: Workspace): ReadonlySet<string> => new Set(Object.keys(dialectsOf(workspace, '')('').functions))

/** Evaluates one root. `choices` set inputs that nothing else sets. */
export const openWorld = (request: RootRequest, choices: Choices, around: Surroundings, sink: Sink): RootWorld => {
  const { workspace, loader, noted = workspace } = around
  if (request.template !== undefined) return templateWorld({ ...request, template: request.template }, choices, around, sink)
  const dialects = dialectsOf(noted, request.folder)
  const source = loader.load(request.folder)
  const paths = [...automaticVariableFiles(request.folder, workspace), ...request.variableFiles]
  const given = readVariableFiles(paths, request.variables, source.variables, noted, dialects(request.folder), sink)
  const values = new Map<string, Value>(given.values)
  for (const [name, choice] of choices) {
    const declaration = source.variables.get(name)
    if (declaration === undefined || values.has(name)) continue
    const origin = { span: declaration.span }
    values.set(name, choice === null ? nullValue(origin) : bool(choice, origin))
  }
  const configuration = evaluateRoot(request.folder, values, loader, dialects, sink)
  const network = createNetwork(configuration.declared, sink, { handedOver: configuration.handedOver })
  return {
    root: request.name,
    network,
    world: createWorld(network, around.snapshot === undefined ? {} : { snapshot: around.snapshot }),
    declared: configuration.declared,
    modulesNotRead: configuration.modulesNotRead,
    folders: configuration.folders,
    unread: mergeDoubts(configuration.unread, doubtsOfDeployments(configuration.declared)),
  }
}

const templateWorld = (request: TemplateRequest, choices: Choices, around: Surroundings, sink: Sink): RootWorld => {
  const opened = openTemplate(request, choices, around.noted ?? around.workspace, sink)
  const network = createNetwork(opened.declared, sink, { handedOver: opened.handedOver })
  return {
    root: request.name,
    network,
    world: createWorld(network, around.snapshot === undefined ? {} : { snapshot: around.snapshot }),
    declared: opened.declared,
    modulesNotRead: opened.modulesNotRead,
    folders: new Set(),
    files: opened.files,
    functionsNotRead: opened.functionsNotRead,
    unread: opened.unread,
  }
}

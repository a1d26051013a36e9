/** One root with one set of variables becomes one world: evaluated, modelled and ready to be asked. */

import type { Declared } from '../eval/declared.ts'
import type { Dialect } from '../eval/dialect.ts'
import { bool, type Doubt, mergeDoubts, nullValue, type Value } from '../eval/value.ts'
import { dialectFor } from '../hcl/dialect.ts'
import { type Configuration as EvaluatedRoot, evaluateRoot, type ModuleNotRead } from '../hcl/module.ts'
import type { ModuleLoader } from '../hcl/module-source.ts'
import { evaluatePlan } from '../hcl/plan.ts'
import type { Plan } from '../hcl/plan-file.ts'
import { templateRenderer } from '../hcl/render-template.ts'
import { automaticVariableFiles, readVariables, type VariableSource } from '../hcl/variables.ts'
import type { Assumptions } from '../model/assumptions.ts'
import { doubtsOfDeployments } from '../model/deployments.ts'
import { terraformModules } from '../model/modules/terraform-modules.ts'
import { createNetwork, type Kind, type Network } from '../model/network.ts'
import type { TagSnapshot, World } from '../semantics/flow.ts'
import { createWorld } from '../semantics/world.ts'
import type { Sink } from '../text/diagnostic.ts'
import type { Kept } from '../text/kept.ts'
import type { SourceFile } from '../text/source.ts'
import { joinPath, type Workspace } from '../text/workspace.ts'
import { type Noted, noting } from './noting.ts'
import { collectSecrets } from './secret-texts.ts'
import { type HeavyWorld, templateWorld } from './template-world.ts'

/** What is to be judged: a folder with the variable files and values that are given to it. */
export interface RootRequest {
  readonly folder: string
  readonly name: string
  /** Beyond those that Terraform loads by itself; workspace paths. */
  readonly variableFiles: readonly string[]
  readonly variables: ReadonlyMap<string, string>
  /** Of a variable that is assigned before some of the files: how many of the last files win over it. */
  readonly filesAfter?: ReadonlyMap<string, number>
  /** Values that anything else wins over. */
  readonly environment?: ReadonlyMap<string, string>
  /** Path of the plan that says what there will be; then it says what the variables are, too. */
  readonly planFile?: string
  /** That plan, read. */
  readonly plan?: Plan
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
  /** Sensitive texts of what the network is made of; absent: they are looked for where they are asked for. */
  readonly secrets?: ReadonlySet<string>
  readonly modulesNotRead: readonly ModuleNotRead[]
  readonly folders: ReadonlySet<string>
  /** Files that are read one by one, beside those of the folders. */
  readonly files?: readonly SourceFile[]
  /** Functions that these files call and that are not evaluated. */
  readonly functionsNotRead?: readonly string[]
  /** Code that could not be read and may declare resources. */
  readonly unread: readonly Doubt[]
  /** Kinds of which there is one; absent: the network tells. */
  readonly kinds?: ReadonlySet<Kind>
}

export interface Surroundings {
  readonly workspace: Workspace
  readonly loader: ModuleLoader
  readonly snapshot: TagSnapshot | undefined
  readonly assumptions?: Assumptions
  /** The same files: what an evaluation reads beside code it reads through this one, so that it can be noted. */
  readonly noted?: Workspace
  /** Paths of plans that an evaluation leans on are added to it. */
  readonly plans?: Set<string>
  /** Worlds that are large are not all held at once: they are opened again when they are asked for. */
  readonly kept?: Kept<object, HeavyWorld>
  /** All that is judged in the run: a root may read the state that another keeps. */
  readonly requests?: readonly RootRequest[]
  /** What roots give to others, by the file of their state. */
  readonly states?: Map<string, State>
}

interface State {
  /** Undefined while it is being made, and where it cannot be told. */
  outputs: ReadonlyMap<string, Value> | undefined
  readonly folders: readonly string[]
  /** What its evaluation read beside the code. */
  readonly reads: Noted
  readonly plan: string | undefined
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

/** In Terraform's order: https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence */
const variableSources = (request: RootRequest, workspace: Workspace): readonly VariableSource[] => {
  const { variables, filesAfter, environment = new Map<string, string>() } = request
  const paths = [...automaticVariableFiles(request.folder, workspace), ...request.variableFiles]
  const assignedBefore = (after: number): readonly VariableSource[] =>
    [...variables].flatMap(([name, text]) => ((filesAfter?.get(name) ?? 0) === after ? [{ kind: 'assignment', name, text }] : []))
  return [
    ...[...environment].map(([name, text]): VariableSource => ({ kind: 'environment', name, text })),
    ...paths.flatMap((path, at): readonly VariableSource[] => [...assignedBefore(paths.length - at), { kind: 'file', path }]),
    ...assignedBefore(0),
  ]
}

/** Where a root keeps its state, if that is a file of the workspace. */
const stateOf = ({ folder }: RootRequest, loader: ModuleLoader): string | undefined => {
  const { type, path = 'terraform.tfstate' } = loader.load(folder).backend
  return type === 'local' && !/^(?:[\\/~]|[A-Za-z]:)/.test(path) ? joinPath(folder, path) : undefined
}

/** What the one root gives whose state is this file. */
const outputsOf = (path: string, around: Surroundings): ReadonlyMap<string, Value> | undefined => {
  const { requests = [], states, loader, noted } = around
  let state = states?.get(path)
  if (state === undefined && states !== undefined) {
    const [request, ...more] = requests.filter((one) => stateOf(one, loader) === path)
    // Of several worlds it is not known which one was deployed.
    if (request === undefined || more.length > 0) return undefined
    const folders: string[] = []
    const reads = noting(around.workspace)
    state = { outputs: undefined, folders, reads, plan: request.plan?.path }
    states.set(path, state)
    const { outputs, unread, folders: used } = evaluatedAlone(request, { ...around, noted: reads.workspace })
    folders.push(...used)
    if (unread.length === 0) state.outputs = outputs
  }
  // What this root's judgements lean on is noted as if it had read it itself.
  for (const folder of state?.folders ?? []) {
    noted?.list(folder)
    for (const file of loader.load(folder).files) noted?.read(file.path)
  }
  for (const file of state?.reads.files ?? []) noted?.read(file)
  for (const folder of state?.reads.lists ?? []) noted?.list(folder)
  if (state?.plan !== undefined) around.plans?.add(state.plan)
  return state?.outputs
}

const evaluatedAlone = (request: RootRequest, around: Surroundings): EvaluatedRoot => {
  const { workspace, loader, noted = workspace } = around
  const quiet: Sink = () => undefined
  const dialects = dialectsOf(noted, request.folder)
  if (request.plan !== undefined) return evaluatePlan(request.plan, request.folder, new Map(), loader, dialects, quiet)
  const { variables } = loader.load(request.folder)
  const values = readVariables(variableSources(request, workspace), variables, noted, dialects(request.folder), quiet)
  return evaluateRoot(request.folder, values, loader, dialects, quiet, {
    known: terraformModules,
    outputsOf: (path) => outputsOf(path, around),
  })
}

const networkOf = (
  { declared, handedOver }: Pick<EvaluatedRoot, 'declared' | 'handedOver'>,
  around: Surroundings,
  sink: Sink,
  seen?: (declared: Declared) => void,
): Network =>
  createNetwork(declared, sink, {
    handedOver,
    ...(around.assumptions === undefined ? {} : { assumptions: around.assumptions }),
    ...(seen === undefined ? {} : { seen }),
  })

/** Evaluates one root. `choices` set inputs that nothing else sets. */
export const openWorld = (request: RootRequest, choices: Choices, around: Surroundings, sink: Sink): RootWorld => {
  const { workspace, loader, noted = workspace } = around
  if (request.template !== undefined) return templateWorld({ ...request, template: request.template }, choices, around, sink, networkOf)
  const dialects = dialectsOf(noted, request.folder)
  const source = loader.load(request.folder)
  const { plan } = request
  const sources = plan === undefined ? variableSources(request, workspace) : []
  const values = new Map<string, Value>(readVariables(sources, source.variables, noted, dialects(request.folder), sink))
  for (const [name, choice] of choices) {
    const declaration = source.variables.get(name)
    if (declaration === undefined || values.has(name)) continue
    const origin = { span: declaration.span }
    values.set(name, choice === null ? nullValue(origin) : bool(choice, origin))
  }
  if (plan !== undefined) around.plans?.add(plan.path)
  const configuration =
    plan === undefined
      ? evaluateRoot(request.folder, values, loader, dialects, sink, {
          known: terraformModules,
          outputsOf: (path) => outputsOf(path, around),
        })
      : evaluatePlan(plan, request.folder, values, loader, dialects, sink)
  const secrets = collectSecrets()
  const network = networkOf(configuration, around, sink, secrets.add)
  return {
    root: request.name,
    network,
    secrets: secrets.texts(network.notModelled),
    world: createWorld(network, around.snapshot === undefined ? {} : { snapshot: around.snapshot }),
    declared: configuration.declared,
    modulesNotRead: configuration.modulesNotRead,
    folders: configuration.folders,
    unread: mergeDoubts(configuration.unread, doubtsOfDeployments(configuration.declared)),
  }
}

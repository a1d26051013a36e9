/** What is asked for comes in; the roots that are meant go out, each world of them evaluated and modelled: how every command begins. */
import picomatch from 'picomatch'
import { createModuleLoader, type ModuleLoader } from '../hcl/module-source.ts'
import type { Configuration } from '../policy/configuration.ts'
import { budget } from '../text/budget.ts'
import type { Sink } from '../text/diagnostic.ts'
import { createKept } from '../text/kept.ts'
import { assumptionsOf, checkCloud, configurationOf, type PolicyRequest, snapshotOf } from './choose-policies.ts'
import { type Noted, noting } from './noting.ts'
import { type PlanWish, withPlans } from './plans.ts'
import { type ConfiguredRoot, chooseRoots, configuredRoot, type FoundRoot } from './roots.ts'
import { openWorld, type RootRequest, type RootWorld, type Surroundings } from './worlds.ts'

/** Which roots, with which values. */
export interface RootsRequest extends PolicyRequest {
  /** Workspace-relative folders or files; `''` and an empty list mean everything. */
  readonly paths: readonly string[]
  readonly exclude?: readonly string[]
  readonly variableFiles?: readonly string[]
  readonly variables?: ReadonlyMap<string, string>
  /** Of a variable that is assigned before some of the files: how many of the last files win over it. */
  readonly filesAfter?: ReadonlyMap<string, number>
  /** Values of variables that anything else wins over. */
  readonly environment?: ReadonlyMap<string, string>
  /** Plans of roots; absent: as configured. */
  readonly plans?: readonly PlanWish[]
  /** Code that no plan was made of, as that which is compared with: plans are left aside. */
  readonly withoutPlans?: true
  /** Libraries too. */
  readonly libraries?: boolean
  /** Roots that are opened whatever they look like, beside those that are found or configured. */
  readonly besides?: readonly ConfiguredRoot[]
}

export interface Sinks {
  /** What is wrong with the request, configuration, assumptions, plans and service tags. */
  readonly mistakes: Sink
  /** What is told of the code. */
  readonly told: Sink
  /** What is told as code is read; absent: `told`. */
  readonly reading?: Sink
}

export interface OpenedWorld {
  readonly root: FoundRoot
  readonly request: RootRequest
  readonly world: RootWorld
  readonly around: Surroundings
  /** What its evaluation read beside the code. */
  readonly noted: Noted
  /** Paths of plans that it leans on. */
  readonly plans: ReadonlySet<string>
}

export interface OpenedRoots {
  readonly configuration: Configuration
  readonly loader: ModuleLoader
  /** Those that are only listed too. */
  readonly roots: readonly FoundRoot[]
  readonly worlds: readonly OpenedWorld[]
  /** Common to all. */
  readonly around: Surroundings
}

/** Problems go to the sinks, and what can be opened is. `isKnown`: worlds that need not be; it is asked once for each, in order. */
export const openRoots = (
  request: RootsRequest,
  { mistakes, told, reading = told }: Sinks,
  isKnown: (request: RootRequest, loader: ModuleLoader) => boolean = () => false,
): OpenedRoots => {
  const { workspace } = request
  const configuration = configurationOf(request, mistakes)
  const loader = createModuleLoader(workspace, reading)
  const exclude = [...configuration.exclude, ...(request.exclude ?? [])]
  const found = chooseRoots(
    {
      paths: request.paths,
      isExcluded: exclude.length === 0 ? () => false : picomatch(exclude.flatMap((glob) => [glob, glob.replace(/\/\*\*$/, '')])),
      configured: configuration.roots?.map(configuredRoot),
      besides: request.besides ?? [],
      libraries: request.libraries ?? false,
      variableFiles: request.variableFiles ?? [],
      variables: request.variables ?? new Map(),
      ...(request.filesAfter === undefined ? {} : { filesAfter: request.filesAfter }),
      ...(request.environment === undefined ? {} : { environment: request.environment }),
    },
    workspace,
    loader,
    told,
  )
  const roots = request.withoutPlans ? found : withPlans(found, request.plans ?? [], request.paths, workspace, loader, mistakes)
  const snapshot = snapshotOf(request, mistakes)
  const assumptions = assumptionsOf(request, configuration, mistakes)
  checkCloud(assumptions, snapshot, mistakes)
  const everywhere: Surroundings = {
    workspace,
    loader,
    snapshot,
    assumptions,
    requests: roots.flatMap((root) => root.requests),
    states: new Map(),
    kept: createKept(budget.keptResources),
  }
  const worlds = roots.flatMap((root) =>
    root.requests.flatMap((one): OpenedWorld[] => {
      if (isKnown(one, loader)) return []
      const noted = noting(workspace)
      const plans = new Set<string>()
      const around: Surroundings = { ...everywhere, noted: noted.workspace, plans }
      return [{ root, request: one, world: openWorld(one, new Map(), around, told), around, noted, plans }]
    }),
  )
  return { configuration, loader, roots, worlds, around: everywhere }
}

/** `routes`: a workspace and the name of a subnet in, out come the effective routes of each subnet of that name, in every root that has one. */
import picomatch from 'picomatch'
import { createModuleLoader } from '../hcl/module-source.ts'
import type { Subnet } from '../model/kinds/subnet.ts'
import type { RouteListing } from '../report/route-listing.ts'
import { effectiveRoutes } from '../semantics/routes.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import { assumptionsOf, configurationOf, type PolicyRequest, snapshotOf } from './choose-policies.ts'
import { collectDiagnostics } from './diagnostics.ts'
import { type PlanWish, withPlans } from './plans.ts'
import { chooseRoots, configuredRoot } from './roots.ts'
import { openWorld } from './worlds.ts'

export interface RoutesCommandRequest extends PolicyRequest {
  /** Address or name, in any case. */
  readonly subnet: string
  readonly paths: readonly string[]
  readonly exclude: readonly string[]
  readonly variableFiles: readonly string[]
  readonly variables: ReadonlyMap<string, string>
  readonly filesAfter?: ReadonlyMap<string, number>
  readonly environment?: ReadonlyMap<string, string>
  readonly plans?: readonly PlanWish[]
  readonly libraries: boolean
}

export interface Listed {
  readonly listings: readonly RouteListing[]
  /** Every subnet that there is, for whoever asked for another. */
  readonly subnets: readonly string[]
  readonly mistakes: readonly Diagnostic[]
}

const isMeant = (subnet: Subnet, wanted: string): boolean =>
  subnet.id.toLowerCase() === wanted || (subnet.name.known && subnet.name.sensitive !== true && subnet.name.value.toLowerCase() === wanted)

export const listRoutes = (request: RoutesCommandRequest): Listed => {
  const { workspace } = request
  const mistakes = collectDiagnostics()
  const told = collectDiagnostics()
  const configuration = configurationOf(request, mistakes.sink)
  const loader = createModuleLoader(workspace, told.sink)
  const exclude = [...configuration.exclude, ...request.exclude]
  const found = chooseRoots(
    {
      ...request,
      isExcluded: exclude.length === 0 ? () => false : picomatch(exclude.flatMap((glob) => [glob, glob.replace(/\/\*\*$/, '')])),
      configured: configuration.roots?.map(configuredRoot),
    },
    workspace,
    loader,
    told.sink,
  )
  const roots = withPlans(found, request.plans ?? [], request.paths, workspace, loader, mistakes.sink)
  const requests = roots.flatMap((root) => root.requests)
  const snapshot = snapshotOf(request, mistakes.sink)
  const assumptions = assumptionsOf(request, configuration, mistakes.sink)
  const around = { workspace, loader, snapshot, assumptions, requests, states: new Map() }
  const wanted = request.subnet.toLowerCase()
  const subnets = new Set<string>()
  const listings = roots.flatMap((root) =>
    root.requests.flatMap((one): RouteListing[] => {
      const { network, unread } = openWorld(one, new Map(), around, told.sink)
      const all = network.ofKind('subnet')
      for (const { id } of all) subnets.add(id)
      return all
        .filter((subnet) => isMeant(subnet, wanted))
        .map((subnet) => ({
          root: one.name,
          subnet,
          routes: effectiveRoutes(network, subnet, snapshot === undefined ? {} : { snapshot }),
          unread,
        }))
    }),
  )
  return { listings, subnets: [...subnets].sort(), mistakes: mistakes.all.filter(({ severity }) => severity === 'error') }
}

/** `routes`: a workspace and the name of a subnet in, out come the effective routes of each subnet of that name, in every root that has one. */
import type { Subnet } from '../model/kinds/subnet.ts'
import type { RouteListing } from '../report/route-listing.ts'
import { assumedAt } from '../semantics/assumed.ts'
import { effectiveRoutes } from '../semantics/routes.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import { collectDiagnostics } from './diagnostics.ts'
import { openRoots, type RootsRequest } from './open-roots.ts'

export interface RoutesCommandRequest extends RootsRequest {
  /** Address or name, in any case. */
  readonly subnet: string
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
  const mistakes = collectDiagnostics()
  const { worlds, around } = openRoots(request, { mistakes: mistakes.sink, told: () => undefined })
  const { snapshot } = around
  const wanted = request.subnet.toLowerCase()
  const subnets = new Set<string>()
  const listings = worlds.flatMap(({ request: one, world: { network, unread } }): RouteListing[] => {
    const all = network.ofKind('subnet')
    for (const { id } of all) subnets.add(id)
    return all
      .filter((subnet) => isMeant(subnet, wanted))
      .map((subnet) => ({
        root: one.name,
        subnet,
        routes: effectiveRoutes(network, subnet, snapshot === undefined ? {} : { snapshot }),
        unread,
        leansOn: assumedAt(network, subnet),
      }))
  })
  return { listings, subnets: [...subnets].sort(), mistakes: mistakes.all.filter(({ severity }) => severity === 'error') }
}

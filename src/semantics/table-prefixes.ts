/** A subnet comes in; what the routes of its table put into its `VirtualNetwork` goes out: prefixes that surely do, and those that may. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { RouteTable } from '../model/kinds/route-table.ts'
import type { Subnet } from '../model/kinds/subnet.ts'
import type { Network } from '../model/network.ts'
import { type AddressRange, prefixLength } from '../net/address.ts'
import type { Put } from './gateway-prefixes.ts'

export interface TablePrefixes {
  readonly surely: readonly Put[]
  readonly perhaps: readonly AddressRange[]
  readonly perhapsWhy: readonly Doubt[]
  /** Service tags that may be in it. */
  readonly tags: readonly { readonly tag: string; readonly doubts: readonly Doubt[] }[]
  /** A default route is, which is not in it as is assumed. */
  readonly leftOut: boolean
  /** Not empty: anything may be. */
  readonly anything: readonly Doubt[]
}

/**
 * `VirtualNetwork` holds the "address prefixes used on user-defined routes": https://learn.microsoft.com/azure/virtual-network/service-tags-overview.
 * What leads to an appliance or a gateway does so as users report (https://github.com/MicrosoftDocs/azure-docs/issues/22178), the default route too unless the assumptions say otherwise;
 * of other next hops it is not documented. `bare`: as if nothing were that only users report.
 */
export const tablePrefixes = (network: Network, subnet: Subnet, bare = false): TablePrefixes => {
  const { options, doubts } = network.routing.routeTableOf(subnet)
  const [only] = options
  if (options.length !== 1 || only?.to !== 'entity' || doubts.length > 0) return prefixesIn(network, options, doubts, bare)
  // Many subnets have one table.
  const key = bare ? 'bare' : 'whole'
  const known = ofTables.get(only.entity) ?? {}
  const prefixes = known[key] ?? prefixesIn(network, options, doubts, bare)
  ofTables.set(only.entity, { ...known, [key]: prefixes })
  return prefixes
}

const ofTables = new WeakMap<RouteTable, { readonly [key in 'bare' | 'whole']?: TablePrefixes }>()

type Options = ReturnType<Network['routing']['routeTableOf']>['options']

const prefixesIn = (network: Network, options: Options, doubts: readonly Doubt[], bare: boolean): TablePrefixes => {
  const surely: Put[] = []
  const perhaps: AddressRange[] = []
  const perhapsWhy: (readonly Doubt[])[] = []
  const tags: TablePrefixes['tags'][number][] = []
  let leftOut = false
  const leavesDefault = network.assumptions.virtualNetworkIncludesDefaultRoute?.value === false
  const anything: (readonly Doubt[])[] = []
  for (const option of options) {
    if (option.to === 'none') continue
    if (option.to === 'external') {
      anything.push(doubts)
      continue
    }
    const { routes, more } = network.routing.routesIn(option.entity)
    anything.push(more)
    for (const { destination, nextHop, presence, span, name } of routes) {
      const widens = nextHop.known && (nextHop.value === 'virtual-appliance' || nextHop.value === 'virtual-network-gateway')
      const isSure = options.length === 1 && presence.certain && destination.known && widens
      const what = 'whether service tag `VirtualNetwork` holds the prefix of a route that leads to no appliance and no gateway'
      const reading: readonly Doubt[] = nextHop.known ? (widens ? [] : [{ reason: 'unsupported', what, span }]) : nextHop.doubts
      const why = mergeDoubts(doubts, presence.certain ? [] : presence.doubts, destination.known ? [] : destination.doubts, reading)
      const possible = destination.known ? [destination.value] : destination.among
      if (possible === undefined) anything.push(why)
      for (const one of possible ?? []) {
        if (one.kind === 'atom') anything.push(mergeDoubts(why, one.doubts))
        else if (one.kind === 'tag')
          tags.push({
            tag: one.tag,
            doubts: mergeDoubts(why, [
              { reason: 'unsupported', what: `whether service tag \`VirtualNetwork\` holds \`${one.tag}\``, span },
            ]),
          })
        else if (leavesDefault && prefixLength(one.range) === 0) leftOut = true
        else if (isSure && !bare) surely.push({ range: one.range, what: name, span })
        else if (isSure) continue
        else {
          perhaps.push(one.range)
          perhapsWhy.push(why)
        }
      }
    }
  }
  return {
    surely,
    perhaps,
    perhapsWhy: mergeDoubts(...perhapsWhy),
    tags,
    leftOut,
    anything: mergeDoubts(...anything),
  }
}

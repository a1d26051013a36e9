/** A subnet comes in; what the routes of its table put into its `VirtualNetwork` goes out: prefixes that surely do, and those that may. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { Subnet } from '../model/kinds/subnet.ts'
import type { Network } from '../model/network.ts'
import type { AddressRange } from '../net/address.ts'

export interface TablePrefixes {
  readonly surely: readonly AddressRange[]
  readonly perhaps: readonly AddressRange[]
  readonly perhapsWhy: readonly Doubt[]
  /** Not empty: a service tag may be in it, whose addresses are public. */
  readonly tags: readonly Doubt[]
  /** Not empty: anything may be. */
  readonly anything: readonly Doubt[]
}

/**
 * `VirtualNetwork` holds the "address prefixes used on user-defined routes": https://learn.microsoft.com/azure/virtual-network/service-tags-overview.
 * What leads to an appliance or a gateway does so as users report (https://github.com/MicrosoftDocs/azure-docs/issues/22178); of other next hops it is not documented.
 */
export const tablePrefixes = (network: Network, subnet: Subnet): TablePrefixes => {
  const surely: AddressRange[] = []
  const perhaps: AddressRange[] = []
  const perhapsWhy: (readonly Doubt[])[] = []
  const tags: (readonly Doubt[])[] = []
  const anything: (readonly Doubt[])[] = []
  const { options, doubts } = network.routing.routeTableOf(subnet)
  for (const option of options) {
    if (option.to === 'none') continue
    if (option.to === 'external') {
      anything.push(doubts)
      continue
    }
    const { routes, more } = network.routing.routesIn(option.entity)
    anything.push(more)
    for (const { destination, nextHop, presence, span } of routes) {
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
          tags.push(
            mergeDoubts(why, [{ reason: 'unsupported', what: `whether service tag \`VirtualNetwork\` holds \`${one.tag}\``, span }]),
          )
        else if (isSure) surely.push(one.range)
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
    tags: mergeDoubts(...tags),
    anything: mergeDoubts(...anything),
  }
}

/** A subnet comes in; what gateways put into its `VirtualNetwork` goes out: space on the other side that surely is in it, and what may be. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { Fact } from '../model/entity.ts'
import type { Subnet } from '../model/kinds/subnet.ts'
import type { Network } from '../model/network.ts'
import { type AddressRange, formatRange, prefixLength } from '../net/address.ts'
import type { Span } from '../text/source.ts'
import { gatewaySpaces } from './gateway-spaces.ts'

/** A range that is in `VirtualNetwork`, and what puts it there: in words, or the name of the route. Tables have many routes, and few of them are told. */
export interface Put {
  readonly range: AddressRange
  readonly what: string | Fact<string>
  readonly span: Span
}

export const putText = ({ what, range }: Put): string => {
  if (typeof what === 'string') return what
  return `${what.known && what.sensitive !== true ? `the route \`${what.value}\`` : 'a route'} to ${formatRange(range)}`
}

export interface GatewayPrefixes {
  readonly surely: readonly Put[]
  readonly perhaps: readonly AddressRange[]
  readonly perhapsWhy: readonly Doubt[]
  /** Not empty: anything may be. */
  readonly anything: readonly Doubt[]
}

/** Whether the subnet surely lets routes of gateways in. */
const surelyPropagates = (network: Network, subnet: Subnet): boolean => {
  const { options } = network.routing.routeTableOf(subnet)
  return options.every(
    (option) =>
      option.to === 'none' ||
      (option.to === 'entity' &&
        option.entity.propagation.known &&
        option.entity.propagation.value &&
        network.routing.changesOf(option.entity).length === 0),
  )
}

const covers = (outer: AddressRange, inner: AddressRange): boolean =>
  outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last

/**
 * `VirtualNetwork` holds "all connected on-premises address spaces", and "might also contain default routes": https://learn.microsoft.com/azure/virtual-network/service-tags-overview.
 * Nothing is documented of clients that dial in, and of subnets that let no routes of gateways in.
 */
export const gatewayPrefixes = (network: Network, subnet: Subnet): GatewayPrefixes => {
  const surely: Put[] = []
  const perhaps: AddressRange[] = []
  const perhapsWhy: (readonly Doubt[])[] = []
  const anything: (readonly Doubt[])[] = []
  const { options, doubts } = network.link(subnet.virtualNetwork, 'virtual-network')
  const { onPremises } = network.assumptions
  const propagates = surelyPropagates(network, subnet)
  const maybe = (range: AddressRange, why: readonly Doubt[], what: string, span: Span): void => {
    perhaps.push(range)
    perhapsWhy.push(why.length > 0 ? why : [{ reason: 'unsupported', what: `whether service tag \`VirtualNetwork\` holds ${what}`, span }])
  }
  const put = (range: AddressRange, sure: boolean, why: readonly Doubt[], what: string, span: Span): void => {
    if (sure && propagates && (prefixLength(range) ?? 0) > 1) surely.push({ range, what, span })
    else maybe(range, why, what, span)
  }
  for (const option of options) {
    if (option.to !== 'entity') continue
    const { entity } = option
    gatewaySpaces(
      network,
      { network: entity, certain: options.length === 1, doubts },
      {
        prefix: (range, sure, why, [span = entity.span], of) => {
          if (of === 'site') put(range, sure, why, 'a site that a gateway was told of', span)
          else maybe(range, why, 'the addresses of clients that dial in', span)
        },
        atom: (_, __, why) => anything.push(why),
        anything: (why) => anything.push(why),
        learned: (what, sure, why, span, unseen) => {
          const external = mergeDoubts(why, [{ reason: 'external', what: `routes that ${what} learns`, span }])
          const advertised = onPremises?.advertises?.prefixes
          if (advertised === undefined) anything.push(external)
          for (const { value, span: at } of advertised ?? []) put(value, sure, why, 'what gateways learn', at)
          // What is there and not advertised reaches Azure only as a site that a gateway was told of.
          for (const { value, span: at } of onPremises?.prefixes ?? []) {
            if (advertised?.some((one) => covers(one.value, value)) === true) continue
            put(value, sure && advertised === undefined, advertised === undefined ? why : external, 'on-premises space', at)
          }
          if (unseen && advertised !== undefined && onPremises?.prefixes === undefined)
            anything.push(mergeDoubts(why, [{ reason: 'external', what: `sites that ${what} was told of`, span }]))
        },
      },
    )
  }
  return { surely, perhaps, perhapsWhy: mergeDoubts(...perhapsWhy), anything: mergeDoubts(...anything) }
}

/** A subnet comes in; what its routes and its `VirtualNetwork` have from assumptions goes out, as sentences with their places. */
import type { Link } from '../model/entity.ts'
import type { Subnet } from '../model/kinds/subnet.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import type { Network } from '../model/network.ts'
import { type AddressRange, formatRange } from '../net/address.ts'
import { positionAt, type Span } from '../text/source.ts'
import { gatewaySpaces } from './gateway-spaces.ts'

const mostShown = 4

const listed = (texts: readonly string[]): string => {
  const shown = texts.length > mostShown ? [...texts.slice(0, mostShown - 1), `${texts.length - mostShown + 1} more`] : texts
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}

const rangesOf = (some: readonly { readonly value: AddressRange }[]): string => listed(some.map(({ value }) => formatRange(value)))

/** What is vouched for, as one line. */
export const assumption = (what: string, { file, start }: Span): string => `assumed: ${what} (${file.path}:${positionAt(file, start).line})`

const nothing = (): void => undefined

/** Whether gateways whose routes nobody wrote down lead into the network. */
const learns = (network: Network, home: VirtualNetwork): boolean => {
  let found = false
  gatewaySpaces(
    network,
    { network: home, certain: true, doubts: [] },
    { prefix: nothing, atom: nothing, anything: nothing, learned: () => (found = true) },
  )
  return found
}

const sentencesOf = (network: Network, subnet: Subnet): readonly string[] => {
  const { onPremises, virtualNetworks, models } = network.assumptions
  const homes = entitiesIn(network.link(subnet.virtualNetwork, 'virtual-network'))
  const found: string[] = []
  if (onPremises !== undefined && homes.some((home) => learns(network, home))) {
    const { prefixes, advertises } = onPremises
    if (advertises !== undefined) {
      const all = rangesOf(advertises.prefixes)
      found.push(assumption(`gateways learn ${all === '' ? 'nothing' : all} by BGP`, advertises.span))
    }
    if (prefixes !== undefined) found.push(assumption(`on-premises has ${rangesOf(prefixes) || 'no address space'}`, onPremises.span))
  }
  const around = homes.flatMap((home) => [home, ...network.routing.peeringsOf(home).flatMap((side) => entitiesIn(side.network))])
  const seen = new Set(around.flatMap(({ assumed }) => assumed ?? []))
  for (const { name, prefixes, peeredWith, span } of virtualNetworks) {
    if (!seen.has(span)) continue
    const peers = peeredWith === undefined ? '' : `, peered with ${listed(peeredWith.map(({ value }) => `\`${value}\``)) || 'nothing'}`
    found.push(assumption(`virtual network \`${name}\` has ${rangesOf(prefixes)}${peers}`, span))
  }
  for (const { path, span } of models ?? []) if (seen.has(span)) found.push(assumption(`networks are as \`${path}\` says`, span))
  return found
}

const entitiesIn = ({ options }: Link<VirtualNetwork>): readonly VirtualNetwork[] =>
  options.flatMap((option) => (option.to === 'entity' ? [option.entity] : []))

const known = new WeakMap<Network, Map<string, readonly string[]>>()

/** Whatever of it the code decides without them is not among them; what is among them need not decide. */
export const assumedAt = (network: Network, subnet: Subnet): readonly string[] => {
  const { onPremises, virtualNetworks, models } = network.assumptions
  if (onPremises === undefined && virtualNetworks.length === 0 && models === undefined) return []
  let sentences = known.get(network)
  if (sentences === undefined) known.set(network, (sentences = new Map()))
  let found = sentences.get(subnet.id)
  if (found === undefined) sentences.set(subnet.id, (found = sentencesOf(network, subnet)))
  return found
}

/** Routes, next hops and packets as messages about them name them. */
import type { Doubt } from '../../eval/value.ts'
import { formatAddress, formatRange } from '../../net/address.ts'
import type { Packet, Point } from '../../semantics/flow.ts'
import { inhabited } from '../../semantics/inhabited.ts'
import type { Place } from '../../semantics/place.ts'
import type { NextHop, Route } from '../../semantics/routes.ts'
import { exampleOf } from '../../semantics/witness.ts'
import { setInWords } from '../../semantics/words.ts'
import type { Span } from '../../text/source.ts'
import { prefixesOf } from '../naming.ts'
import type { Set4, Way4 } from './ways.ts'

export const some = (items: readonly string[], most = 4): string =>
  items.length <= most ? items.join(', ') : `${items.slice(0, most - 1).join(', ')} and ${items.length - most + 1} more`

/** What an appliance is called: its address, or what that is read from. */
const atAddress = (hop: Extract<NextHop, { readonly kind: 'virtual-appliance' }>): string => {
  const { address } = hop
  if (address === undefined) return ''
  return ` \`${address.kind === 'range' ? formatRange(address.range).replace(/\/32$/, '') : (address.doubts[0]?.what ?? address.identity).replaceAll('`', '')}\``
}

/** Where packets go by it: `the appliance 10.0.1.4`. */
export const hopText = (hop: NextHop): string => {
  switch (hop.kind) {
    case 'virtual-appliance':
      return `the appliance${atAddress(hop)}`
    case 'virtual-network-gateway':
      return 'the virtual network gateway'
    case 'none':
      return 'nowhere'
    case 'virtual-network':
      return 'the virtual network'
    case 'vnet-peering':
      return 'a peered virtual network'
    case 'internet':
      return 'Internet'
    case 'service-endpoint':
      return `the service endpoint \`${hop.service}\``
    case 'private-endpoint':
      return `the private endpoint \`${hop.endpoint.id}\``
    case 'platform':
      return 'the host'
    case 'unknown':
      return 'somewhere that is not known'
  }
}

/** `goes to the appliance 10.0.1.4`, `is dropped`. */
export const goesText = (hops: readonly NextHop[], plural = false): string => {
  const texts = [...new Set(hops.map(hopText))]
  if (texts.length === 1 && texts[0] === 'nowhere') return plural ? 'are dropped' : 'is dropped'
  return `${plural ? 'go' : 'goes'} to ${texts.join(' or ')}`
}

/** `` route `default` (0.0.0.0/0) `` */
export const routeText = ({ source, name, destination, sort }: Route): string => {
  if (source === 'user') return name === undefined ? `the route to ${destination}` : `route \`${name}\` (${destination})`
  if (source === 'gateway') return `the route to ${destination} that a gateway brings`
  return sort === 'unknown' ? 'a route that is not known' : `the system route to ${destination}`
}

export const byText = ({ routes }: Way4): string => some(routes.map(routeText), 2)

/** Where the route that decides is written. */
export const spanOf = (ways: readonly Way4[]): Span | undefined => {
  for (const { routes } of ways) for (const { spans } of routes) if (spans[0] !== undefined) return spans[0]
  return undefined
}

export const wordsOf = (place: Place<number>, ways: readonly Way4[]): string => {
  const sets: Set4 = place.addresses.unite(...ways.map((way) => way.addresses))
  const text = setInWords(place, sets)
  return text.includes('`') ? text : `\`${text}\``
}

const subnetName = ({ subnet }: Point): string => {
  const prefixes = prefixesOf(subnet)
  return `subnet ${subnet.name.known ? subnet.name.value : subnet.id}${prefixes === undefined ? '' : ` (${some(prefixes, 2)})`}`
}

/** A packet that leaves the subnet for the set. */
export const packetTo = (
  place: Place<number>,
  point: Point,
  set: Set4,
  traffic: { readonly protocol: Packet['protocol']; readonly sourcePort?: number; readonly port?: number },
): Packet => {
  const { prefixes } = point.subnet
  const own = place.family.pick(prefixes.known ? prefixes.value.flatMap((term) => (term.kind === 'range' ? [term.range] : [])) : [])
  const found = inhabited(place, set)
  const destination = found?.ranges === undefined ? undefined : formatAddress(exampleOf(place, found.ranges))
  // Of a set that is known by name, what other routes leave of it says nothing to a reader.
  const names = found?.ranges === undefined ? (found?.cell.inside ?? []).map((id) => place.site.atoms.get(id).name) : []
  const name = names.length > 0 ? names.join(' and ') : setInWords(place, set)
  const hasPorts = traffic.protocol === 'tcp' || traffic.protocol === 'udp'
  return {
    protocol: traffic.protocol,
    ...(own.length === 0 ? {} : { source: formatAddress(exampleOf(place, own)) }),
    sourceName: subnetName(point),
    ...(destination === undefined ? {} : { destination }),
    destinationName: name,
    ...(hasPorts ? { sourcePort: traffic.sourcePort ?? 49152, destinationPort: traffic.port ?? 443 } : {}),
  }
}

export const settleHelp = (tags: readonly string[]): string | undefined =>
  tags.length === 0
    ? undefined
    : `the addresses of ${some(tags.map((tag) => `\`${tag}\``))} would settle it: load a snapshot of service tags`

export const doubtsOf = (ways: readonly Way4[]): readonly Doubt[] => ways.flatMap((way) => way.doubts)

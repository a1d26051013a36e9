/** Pieces of a question come in; one packet that stands for a piece goes out, with addresses only where they are surely in it. */
import type { Protocol } from '../model/kinds/nsg.ts'
import { formatAddress } from '../net/address.ts'
import type { AddressSet } from '../net/cells.ts'
import type { PacketSet } from '../net/packets.ts'
import type { Intervals } from '../net/ranges.ts'
import type { Packet } from './flow.ts'
import { inhabited } from './inhabited.ts'
import { protocolBits } from './match.ts'
import type { Place } from './place.ts'
import { cellInWords, setInWords } from './words.ts'

export const protocolNames = (mask: number): readonly Protocol[] =>
  (Object.keys(protocolBits) as Protocol[]).filter((protocol) => (mask & protocolBits[protocol]) !== 0)

/** An address that reads like what it stands for: of the documentation's space for the Internet, a usable host of a subnet. */
export const exampleOf = <T extends number | bigint>(place: Place<T>, ranges: Intervals<T>): T => {
  const { intervals } = place.addresses
  const { family } = place
  const example = family.examples.find((space) => intervals.covers(ranges, space) && space.length > 0)
  const from = example ?? ranges
  const offset = example === undefined ? 4 : 7
  const widest = from.reduce((a, b) => (b.last - a.last > b.first - a.first ? b : a))
  // The first four addresses of a subnet are Azure's: https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq
  return family.size([widest]) >= 8 ? family.offset(widest.first, offset) : widest.first
}

const sideOf = <T extends number | bigint>(place: Place<T>, set: AddressSet<T>): { readonly name: string; readonly address?: string } => {
  const found = inhabited(place, set)
  if (found === undefined) return { name: setInWords(place, set) }
  const name =
    found.cell.inside.length === 0
      ? setInWords(
          place,
          set.filter((cell) => cell.inside.length === 0),
        )
      : cellInWords(place, found.cell)
  return found.ranges === undefined ? { name } : { name, address: formatAddress(exampleOf(place, found.ranges)) }
}

const portOf = (ports: Intervals<number>, wanted: number): number =>
  ports.some(({ first, last }) => first <= wanted && wanted <= last) ? wanted : ports[0]!.first

/** Dynamic ports begin there: https://www.rfc-editor.org/rfc/rfc6335 */
const dynamicPort = 49152

export const packetOf = <T extends number | bigint>(place: Place<T>, packets: PacketSet<T>): Packet => {
  const protocol = protocolNames(packets.protocols)[0]!
  const source = sideOf(place, packets.source)
  const destination = sideOf(place, packets.destination)
  return {
    protocol,
    ...(source.address === undefined ? {} : { source: source.address }),
    sourceName: source.name,
    ...(destination.address === undefined ? {} : { destination: destination.address }),
    destinationName: destination.name,
    ...(protocol === 'tcp' || protocol === 'udp'
      ? { sourcePort: portOf(packets.sourcePorts, dynamicPort), destinationPort: packets.destinationPorts[0]!.first }
      : {}),
  }
}

/** Sets of packets as products of five sets, of one address family and one kind of protocol; exact algebra. */
import type { AddressAlgebra, AddressSet } from './cells.ts'
import { type Intervals, numberIntervals } from './ranges.ts'

/** Every combination of its members. `protocols` is a bit mask. Where no protocol has ports, ports are `noPorts`. */
export interface PacketSet<T> {
  readonly protocols: number
  readonly source: AddressSet<T>
  readonly destination: AddressSet<T>
  readonly sourcePorts: Intervals<number>
  readonly destinationPorts: Intervals<number>
}

/** Any non-empty set: protocols without ports are alike in this dimension. */
export const noPorts: Intervals<number> = [{ first: 0, last: 0 }]

export const isEmptyPackets = <T>(set: PacketSet<T>): boolean =>
  set.protocols === 0 ||
  set.source.length === 0 ||
  set.destination.length === 0 ||
  set.sourcePorts.length === 0 ||
  set.destinationPorts.length === 0

export interface PacketAlgebra<T> {
  readonly addresses: AddressAlgebra<T>
  /** Undefined where they have surely nothing in common. */
  intersect(a: PacketSet<T>, b: PacketSet<T>): PacketSet<T> | undefined
  /** Disjoint products, at most five. */
  subtract(a: PacketSet<T>, b: PacketSet<T>): readonly PacketSet<T>[]
  /** All of `b` is surely in `a`. */
  covers(a: PacketSet<T>, b: PacketSet<T>): boolean
  meets(a: PacketSet<T>, b: PacketSet<T>): boolean
}

export const packetAlgebra = <T>(addresses: AddressAlgebra<T>): PacketAlgebra<T> => {
  const ports = numberIntervals

  const intersect = (a: PacketSet<T>, b: PacketSet<T>): PacketSet<T> | undefined => {
    const protocols = a.protocols & b.protocols
    if (protocols === 0) return undefined
    const destinationPorts = ports.intersect(a.destinationPorts, b.destinationPorts)
    if (destinationPorts.length === 0) return undefined
    const sourcePorts = ports.intersect(a.sourcePorts, b.sourcePorts)
    if (sourcePorts.length === 0) return undefined
    const destination = addresses.intersect(a.destination, b.destination)
    if (destination.length === 0) return undefined
    const source = addresses.intersect(a.source, b.source)
    if (source.length === 0) return undefined
    return { protocols, source, destination, sourcePorts, destinationPorts }
  }

  /** Cut off dimension by dimension; what is left over of `a` in one dimension keeps the others as they are by then. */
  const subtract = (a: PacketSet<T>, b: PacketSet<T>): readonly PacketSet<T>[] => {
    const common = intersect(a, b)
    if (common === undefined) return [a]
    const rest: PacketSet<T>[] = []
    let left = a
    const protocols = left.protocols & ~b.protocols
    if (protocols !== 0) rest.push({ ...left, protocols })
    left = { ...left, protocols: common.protocols }
    const destinationPorts = ports.subtract(left.destinationPorts, b.destinationPorts)
    if (destinationPorts.length > 0) rest.push({ ...left, destinationPorts })
    left = { ...left, destinationPorts: common.destinationPorts }
    const sourcePorts = ports.subtract(left.sourcePorts, b.sourcePorts)
    if (sourcePorts.length > 0) rest.push({ ...left, sourcePorts })
    left = { ...left, sourcePorts: common.sourcePorts }
    const destination = addresses.subtract(left.destination, b.destination)
    if (destination.length > 0) rest.push({ ...left, destination })
    left = { ...left, destination: common.destination }
    const source = addresses.subtract(left.source, b.source)
    if (source.length > 0) rest.push({ ...left, source })
    return rest
  }

  const covers = (a: PacketSet<T>, b: PacketSet<T>): boolean =>
    (b.protocols & ~a.protocols) === 0 &&
    ports.covers(a.destinationPorts, b.destinationPorts) &&
    ports.covers(a.sourcePorts, b.sourcePorts) &&
    addresses.covers(a.destination, b.destination) &&
    addresses.covers(a.source, b.source)

  const meets = (a: PacketSet<T>, b: PacketSet<T>): boolean =>
    (a.protocols & b.protocols) !== 0 &&
    ports.meets(a.destinationPorts, b.destinationPorts) &&
    ports.meets(a.sourcePorts, b.sourcePorts) &&
    addresses.meets(a.destination, b.destination) &&
    addresses.meets(a.source, b.source)

  return { addresses, intersect, subtract, covers, meets }
}

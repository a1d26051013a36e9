/** A flow at a point comes in; the sets of packets that it asks about go out, for each family and for protocols with and without ports. */

import { isEmptyPackets, noPorts, type PacketSet } from '../net/packets.ts'
import { numberIntervals } from '../net/ranges.ts'
import type { Flow } from './flow.ts'
import { maskOf, protocolsOf, type Traffic } from './match.ts'
import type { Place } from './place.ts'

const productOf = <T extends number | bigint>(place: Place<T>, flow: Flow, traffic: Traffic): PacketSet<T> => ({
  protocols: maskOf(flow.protocols) & protocolsOf[traffic],
  source: place.terms(flow.from),
  destination: place.terms(flow.to),
  sourcePorts: traffic === 'with-ports' ? numberIntervals.unite(flow.sourcePorts) : noPorts,
  destinationPorts: traffic === 'with-ports' ? numberIntervals.unite(flow.ports) : noPorts,
})

interface Asked {
  readonly place: unknown
  readonly traffic: Traffic
  readonly except: readonly Flow[]
  readonly sets: readonly PacketSet<number | bigint>[]
}

/** Whether there are such packets is asked before what becomes of them. */
const asked = new WeakMap<Flow, Asked[]>()

const isSame = (one: readonly Flow[], other: readonly Flow[]): boolean =>
  one.length === other.length && one.every((flow, index) => flow === other[index])

/** Disjoint; none where the flow surely has no such packet. Exceptions of the other direction take nothing out. */
export const questionsOf = <T extends number | bigint>(
  place: Place<T>,
  flow: Flow,
  except: readonly Flow[],
  traffic: Traffic,
): readonly PacketSet<T>[] => {
  // Where the subnet surely has no address of the family, none of its packets is ever seen.
  if (place.subnet.length === 0) return []
  const known = asked.get(flow) ?? []
  const before = known.find((one) => one.place === place && one.traffic === traffic && isSame(one.except, except))
  if (before !== undefined) return before.sets as readonly PacketSet<T>[]
  const sets = setsOf(place, flow, except, traffic)
  asked.set(flow, [...known.slice(-mostKnown), { place, traffic, except, sets: sets as Asked['sets'] }])
  return sets
}

/** Two kinds of traffic in two families. */
const mostKnown = 3

const setsOf = <T extends number | bigint>(
  place: Place<T>,
  flow: Flow,
  except: readonly Flow[],
  traffic: Traffic,
): readonly PacketSet<T>[] => {
  const whole = productOf(place, flow, traffic)
  let left: readonly PacketSet<T>[] = isEmptyPackets(whole) ? [] : [whole]
  for (const other of except) {
    if (other.direction !== flow.direction) continue
    const taken = productOf(place, other, traffic)
    left = left.flatMap((packets) => place.packets.subtract(packets, taken))
  }
  return left
}

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

/** Disjoint; none where the flow surely has no such packet. Exceptions of the other direction take nothing out. */
export const questionsOf = <T extends number | bigint>(
  place: Place<T>,
  flow: Flow,
  except: readonly Flow[],
  traffic: Traffic,
): readonly PacketSet<T>[] => {
  // Where the subnet surely has no address of the family, none of its packets is ever seen.
  if (place.subnet.length === 0) return []
  const whole = productOf(place, flow, traffic)
  let left: readonly PacketSet<T>[] = isEmptyPackets(whole) ? [] : [whole]
  for (const other of except) {
    if (other.direction !== flow.direction) continue
    const taken = productOf(place, other, traffic)
    left = left.flatMap((packets) => place.packets.subtract(packets, taken))
  }
  return left
}

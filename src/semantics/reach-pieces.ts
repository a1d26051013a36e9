/** Ways that parts of the packets may go come in; the packets cut into disjoint pieces, each with all its ways, go out. */
import { isEmptyPackets, type PacketSet } from '../net/packets.ts'
import { budget } from '../text/budget.ts'
import type { Leaf, Walk } from './reach-walk.ts'

export interface ReachPiece<T extends number | bigint> {
  readonly packets: PacketSet<T>
  readonly leaves: readonly Leaf<T>[]
}

export const piecesOf = <T extends number | bigint>(
  walk: Walk<T>,
  algebra: Walk<T>['start']['packets'],
): readonly ReachPiece<T>[] | undefined => {
  let pieces: ReachPiece<T>[] = []
  for (const leaf of walk.leaves) {
    const next: ReachPiece<T>[] = []
    let rest: readonly PacketSet<T>[] = [leaf.origin]
    for (const piece of pieces) {
      const met = rest.flatMap((one) => algebra.intersect(one, piece.packets) ?? [])
      if (met.length === 0) {
        next.push(piece)
        continue
      }
      for (const packets of met) if (!isEmptyPackets(packets)) next.push({ packets, leaves: [...piece.leaves, leaf] })
      let left: readonly PacketSet<T>[] = [piece.packets]
      for (const packets of met) left = left.flatMap((one) => algebra.subtract(one, packets))
      for (const packets of left) next.push({ packets, leaves: piece.leaves })
      rest = rest.flatMap((one) => algebra.subtract(one, piece.packets))
    }
    for (const packets of rest) next.push({ packets, leaves: [leaf] })
    pieces = next
    if (pieces.length > budget.reachPieces) return undefined
  }
  return pieces
}

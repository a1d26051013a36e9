/** Packets and two worlds, the worst and the best, come in; the parts that surely pass, surely do not, and may or may not go out. */
import type { Doubt } from '../eval/value.ts'
import type { PacketSet } from '../net/packets.ts'
import type { Leaning } from './filter.ts'
import type { Access } from './rules.ts'

export interface Decided<T, D> {
  readonly packets: PacketSet<T>
  readonly access: Access
  readonly decider: D
}

export interface Sorted<T, D> {
  readonly packets: PacketSet<T>
  readonly fate: Access | 'perhaps'
  /** What decides; of what may go either way, what would deny it. */
  readonly decider: D
  /** Of what may go either way: what would let it pass. */
  readonly otherwise?: D
}

/** INVARIANT: disjoint, and together the packets. Undefined where either world takes more than its limit. */
export const threeWays = <T, D>(
  decide: (packets: PacketSet<T>, leaning: Leaning) => readonly Decided<T, D>[] | undefined,
  packets: PacketSet<T>,
  isCertain: boolean,
): readonly Sorted<T, D>[] | undefined => {
  const worst = decide(packets, 'restrictive')
  if (worst === undefined) return undefined
  const found: Sorted<T, D>[] = []
  for (const piece of worst) {
    if (piece.access === 'allow' || isCertain) {
      found.push({ packets: piece.packets, fate: piece.access, decider: piece.decider })
      continue
    }
    const best = decide(piece.packets, 'permissive')
    if (best === undefined) return undefined
    for (const part of best)
      found.push(
        part.access === 'deny'
          ? { packets: part.packets, fate: 'deny', decider: part.decider }
          : { packets: part.packets, fate: 'perhaps', decider: piece.decider, otherwise: part.decider },
      )
  }
  return found
}

/** What the fate of the packets depends on, among what is in doubt. */
export const doubtsAbout = <T>(
  meets: (a: PacketSet<T>, b: PacketSet<T>) => boolean,
  doubtful: readonly { readonly packets: PacketSet<T>; readonly doubts: readonly Doubt[] }[],
  packets: PacketSet<T>,
  limit: number,
): readonly Doubt[] => {
  const found: Doubt[] = []
  for (const one of doubtful) {
    if (found.length >= limit) break
    if (!meets(one.packets, packets)) continue
    for (const doubt of one.doubts)
      if (!found.some((known) => known.what === doubt.what && known.span.start === doubt.span.start && known.span.file === doubt.span.file))
        found.push(doubt)
  }
  return found
}

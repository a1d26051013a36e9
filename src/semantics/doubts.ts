/** Pieces whose fate is not settled come in; what it depends on goes out: unknowns of rules, of address lists, and service tags. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import type { Piece, Stage } from './filter.ts'
import { inhabited } from './inhabited.ts'
import type { Place } from './place.ts'

export interface Unsettled {
  readonly doubts: readonly Doubt[]
  readonly tags: readonly string[]
}

/** Pieces that are searched for causes; what the others depend on is told once these are settled. */
const searched = 32

export const unsettled = <T extends number | bigint>(
  place: Place<T>,
  pieces: readonly Piece<T>[],
  stages: readonly Stage<T>[],
): Unsettled => {
  let doubts: readonly Doubt[] = []
  const tags = new Set<string>()
  for (const { packets } of pieces.slice(0, searched)) {
    // Where the piece surely has packets, what its names stand for settles nothing.
    for (const set of [packets.source, packets.destination])
      for (const cell of inhabited(place, set) === undefined ? set : [])
        for (const id of [...cell.inside, ...cell.outside]) {
          const atom = place.site.atoms.get(id)
          doubts = mergeDoubts(doubts, atom.doubts)
          if (atom.tag !== undefined && atom.doubts.length === 0) tags.add(atom.name)
        }
    for (const stage of stages)
      for (const lists of stage.lists === undefined ? [] : [stage.lists.ordinary, stage.lists.platform])
        for (const rule of lists.doubtful) {
          if (doubts.length >= budget.causes) break
          if (place.packets.meets(rule.packets, packets)) doubts = mergeDoubts(doubts, rule.doubts)
        }
  }
  return { doubts, tags: [...tags].sort() }
}

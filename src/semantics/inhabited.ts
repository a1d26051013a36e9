/** Sets whose parts are known by name only come in; where they surely hold an address whatever the names stand for, that part goes out. */
import { surelyBeyond, type TagName } from '../azure/tag-relations.ts'
import type { AddressSet, Cell } from '../net/cells.ts'
import type { Intervals } from '../net/ranges.ts'
import type { Place } from './place.ts'

/** `ranges`: any of these is surely in the set; absent where it surely has an address but none is known. */
export interface Inhabited<T> {
  readonly cell: Cell<T>
  readonly ranges?: Intervals<T>
}

const inhabitedCell = <T extends number | bigint>(place: Place<T>, cell: Cell<T>): Inhabited<T> | undefined => {
  const { family, addresses, site } = place
  const { intervals, atoms } = addresses
  const outside = cell.outside.map((id) => site.atoms.get(id))
  if (cell.inside.length === 0) {
    let sure = cell.ranges
    let beside = cell.ranges
    let many = cell.ranges
    let singles = 0
    for (const atom of outside) {
      const bound = atoms.within(atom.id) ?? family.everything
      sure = intervals.subtract(sure, bound)
      if (atom.network !== true) beside = intervals.subtract(beside, bound)
      if (atom.single) singles++
      else many = intervals.subtract(many, bound)
    }
    if (sure.length > 0) return { cell, ranges: sure }
    // Whichever addresses those are, there are more than these.
    if (singles > 0 && family.size(many) > singles) return { cell }
    // No virtual network holds the whole public space: https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq#what-address-ranges-can-i-use-in-my-virtual-networks
    return intervals.covers(beside, family.tags) ? { cell } : undefined
  }
  const inner = cell.inside.length === 1 ? site.atoms.get(cell.inside[0]!) : undefined
  if (inner === undefined || family.family !== 4) return undefined
  const missing = family.size(intervals.subtract(atoms.within(inner.id) ?? family.everything, cell.ranges))
  if (inner.tag !== undefined) {
    const others: TagName[] = []
    for (const atom of outside) {
      if (atom.network === true) continue
      if (atom.tag === undefined) return undefined
      others.push(atom.tag)
    }
    return surelyBeyond(inner.tag, others, missing) ? { cell } : undefined
  }
  const apart = inner.network === true && outside.every((atom) => atom.tag !== undefined)
  return inner.inhabited === true && apart && missing === 0 ? { cell } : undefined
}

/** Cells with a known address come first. */
export const inhabited = <T extends number | bigint>(place: Place<T>, set: AddressSet<T>): Inhabited<T> | undefined => {
  let nameless: Inhabited<T> | undefined
  for (const cell of set) {
    const found = inhabitedCell(place, cell)
    if (found?.ranges !== undefined) return found
    nameless ??= found
  }
  return nameless
}

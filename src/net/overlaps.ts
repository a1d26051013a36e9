/** Lists of ranges come in; the space that they lie in, cut wherever one begins or ends, goes out: each part with the lists that hold all of it. */
import type { Interval, Intervals } from './ranges.ts'

export interface Overlap<T> {
  readonly range: Interval<T>
  /** Ascending numbers of the lists; equal lists of numbers are the same object. */
  readonly members: readonly number[]
}

/** INVARIANT: sorted, disjoint, and together all of `space`. */
export const overlaps = <T extends number | bigint>(
  lists: readonly Intervals<T>[],
  space: Interval<T>,
  offset: (address: T, by: number) => T,
): readonly Overlap<T>[] => {
  const changes: { readonly at: T; readonly member: number; readonly begins: boolean }[] = []
  for (const [member, list] of lists.entries())
    for (const { first, last } of list) {
      changes.push({ at: first, member, begins: true })
      if (last < space.last) changes.push({ at: offset(last, 1), member, begins: false })
    }
  changes.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  const known = new Map<string, readonly number[]>()
  const active = new Set<number>()
  const found: Overlap<T>[] = []
  let from = space.first
  const emit = (last: T): void => {
    const sorted = [...active].sort((a, b) => a - b)
    const key = sorted.join()
    const members = known.get(key) ?? sorted
    known.set(key, members)
    found.push({ range: { first: from, last }, members })
  }
  for (const { at, member, begins } of changes) {
    if (at > from) {
      emit(offset(at, -1))
      from = at
    }
    if (begins) active.add(member)
    else active.delete(member)
  }
  emit(space.last)
  return found
}

/** Sorted, disjoint, inclusive ranges of integers (numbers or bigints) and their exact algebra. */

/** Inclusive at both ends. */
export interface Interval<T> {
  readonly first: T
  readonly last: T
}

/** Inclusive at both ends. */
export type Range = Interval<number>

/** INVARIANT: sorted, disjoint, no two adjacent, none reversed. Made by `unite`; the other operations keep it. */
export type Intervals<T> = readonly Interval<T>[]

export interface IntervalAlgebra<T> {
  /** Normal form of any list: sorted and merged; reversed intervals are dropped. */
  unite(...lists: readonly (readonly Interval<T>[])[]): Intervals<T>
  intersect(a: Intervals<T>, b: Intervals<T>): Intervals<T>
  subtract(a: Intervals<T>, b: Intervals<T>): Intervals<T>
  /** Whether every integer of `b` is in `a`. */
  covers(a: Intervals<T>, b: Intervals<T>): boolean
  meets(a: Intervals<T>, b: Intervals<T>): boolean
  has(a: Intervals<T>, value: T): boolean
}

/** `next` and `previous` are the neighbours of an integer; they are never asked beyond the ends of an interval that holds more than one integer, or the end of another. */
const intervalAlgebra = <T extends number | bigint>(next: (value: T) => T, previous: (value: T) => T): IntervalAlgebra<T> => {
  const earlier = (a: T, b: T): T => (b < a ? b : a)
  const later = (a: T, b: T): T => (a < b ? b : a)

  const unite = (...lists: readonly (readonly Interval<T>[])[]): Intervals<T> => {
    const [list] = lists
    if (lists.length === 1 && list!.length < 2) return list!.every(({ first, last }) => first <= last) ? list! : []
    const sorted = lists
      .flat()
      .filter((interval) => interval.first <= interval.last)
      .sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))
    const united: { first: T; last: T }[] = []
    for (const { first, last } of sorted) {
      const top = united[united.length - 1]
      if (top !== undefined && first <= next(top.last)) {
        if (last > top.last) top.last = last
      } else united.push({ first, last })
    }
    return united
  }

  /** Index of the first interval that ends at `value` or later. */
  const seek = (a: Intervals<T>, value: T): number => {
    let low = 0
    let high = a.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (a[middle]!.last < value) low = middle + 1
      else high = middle
    }
    return low
  }

  const intersect = (a: Intervals<T>, b: Intervals<T>): Intervals<T> => {
    if (a.length > b.length) return intersect(b, a)
    const met: Interval<T>[] = []
    let j = 0
    for (let i = 0; i < a.length; i++) {
      const left = a[i]!
      if (i === 0 && b.length > 8) j = seek(b, left.first)
      while (j < b.length && b[j]!.last < left.first) j++
      while (j < b.length && b[j]!.first <= left.last) {
        const right = b[j]!
        met.push({ first: later(left.first, right.first), last: earlier(left.last, right.last) })
        if (right.last > left.last) break
        j++
      }
    }
    return met
  }

  const subtract = (a: Intervals<T>, b: Intervals<T>): Intervals<T> => {
    if (a.length === 0 || b.length === 0) return a
    const rest: Interval<T>[] = []
    let j = seek(b, a[0]!.first)
    for (const { first, last } of a) {
      let from = first
      let done = false
      while (j < b.length && b[j]!.last < from) j++
      while (j < b.length && b[j]!.first <= last) {
        const hole = b[j]!
        if (hole.first > from) rest.push({ first: from, last: previous(hole.first) })
        if (hole.last >= last) {
          done = true
          break
        }
        from = next(hole.last)
        j++
      }
      if (!done) rest.push({ first: from, last })
    }
    return rest
  }

  const covers = (a: Intervals<T>, b: Intervals<T>): boolean => {
    let i = b.length === 0 ? 0 : seek(a, b[0]!.first)
    for (const { first, last } of b) {
      while (i < a.length && a[i]!.last < first) i++
      const over = a[i]
      if (over === undefined || over.first > first || over.last < last) return false
    }
    return true
  }

  const meets = (a: Intervals<T>, b: Intervals<T>): boolean => {
    if (a.length > b.length) return meets(b, a)
    let j = a.length === 0 ? 0 : seek(b, a[0]!.first)
    for (const { first, last } of a) {
      while (j < b.length && b[j]!.last < first) j++
      if (j === b.length) return false
      if (b[j]!.first <= last) return true
    }
    return false
  }

  const has = (a: Intervals<T>, value: T): boolean => {
    const at = a[seek(a, value)]
    return at !== undefined && at.first <= value
  }

  return { unite, intersect, subtract, covers, meets, has }
}

export const numberIntervals: IntervalAlgebra<number> = intervalAlgebra(
  (value) => value + 1,
  (value) => value - 1,
)
export const bigIntervals: IntervalAlgebra<bigint> = intervalAlgebra(
  (value) => value + 1n,
  (value) => value - 1n,
)

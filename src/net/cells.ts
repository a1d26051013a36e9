/** Sets of addresses of which parts are known only by name: unions of cells, each a list of ranges inside some atoms and outside others; exact algebra. */
import type { IntervalAlgebra, Intervals } from './ranges.ts'

/** INVARIANT: `inside` and `outside` are sorted; no atom follows from the others or contradicts them; `ranges` is not empty. Made by the algebra only. */
export interface Cell<T> {
  readonly ranges: Intervals<T>
  readonly inside: readonly string[]
  readonly outside: readonly string[]
}

/** INVARIANT: cells are disjoint, and no two have the same atoms. No cells: the empty set, whatever the atoms are. */
export type AddressSet<T> = readonly Cell<T>[]

/** What is surely so of the sets that atoms stand for. */
export interface AtomRelations<T> {
  /** The atom has no address beyond these; undefined where nothing is known. */
  within(atom: string): Intervals<T> | undefined
  /** The atoms that the atom lies in, itself included. */
  ancestors(atom: string): readonly string[]
}

export interface AddressAlgebra<T> {
  readonly intervals: IntervalAlgebra<T>
  readonly atoms: AtomRelations<T>
  ofRanges(ranges: Intervals<T>): AddressSet<T>
  /** The part of `ranges` that is in the atom. */
  ofAtom(atom: string, ranges: Intervals<T>): AddressSet<T>
  intersect(a: AddressSet<T>, b: AddressSet<T>): AddressSet<T>
  subtract(a: AddressSet<T>, b: AddressSet<T>): AddressSet<T>
  unite(...sets: readonly AddressSet<T>[]): AddressSet<T>
  /** Every address of `b` is surely in `a`. */
  covers(a: AddressSet<T>, b: AddressSet<T>): boolean
  /** They may have an address in common. */
  meets(a: AddressSet<T>, b: AddressSet<T>): boolean
}

const none: readonly never[] = []

const insert = (list: readonly string[], atom: string): readonly string[] => {
  const longer: string[] = []
  let at = 0
  while (at < list.length && list[at]! < atom) longer.push(list[at++]!)
  longer.push(atom)
  while (at < list.length) longer.push(list[at++]!)
  return longer
}

const dropping = (list: readonly string[], drop: (atom: string) => boolean): readonly string[] =>
  list.length > 0 && list.some(drop) ? list.filter((atom) => !drop(atom)) : list

export const addressAlgebra = <T>(intervals: IntervalAlgebra<T>, atoms: AtomRelations<T>): AddressAlgebra<T> => {
  const impliesInside = ({ inside }: Cell<T>, atom: string): boolean => {
    if (inside.includes(atom)) return true
    for (const known of inside) if (atoms.ancestors(known).includes(atom)) return true
    return false
  }
  const impliesOutside = ({ outside }: Cell<T>, atom: string): boolean => {
    if (outside.length === 0) return false
    for (const above of atoms.ancestors(atom)) if (outside.includes(above)) return true
    return false
  }

  /** The part of the cell inside (or outside) the atom; undefined where that is surely empty. */
  const within = (cell: Cell<T>, atom: string): Cell<T> | undefined => {
    if (impliesInside(cell, atom)) return cell
    if (impliesOutside(cell, atom)) return undefined
    const bound = atoms.within(atom)
    const ranges = bound === undefined ? cell.ranges : intervals.intersect(cell.ranges, bound)
    if (ranges.length === 0) return undefined
    const above = atoms.ancestors(atom)
    return {
      ranges,
      inside: insert(
        dropping(cell.inside, (known) => above.includes(known)),
        atom,
      ),
      outside: cell.outside,
    }
  }
  const without = (cell: Cell<T>, atom: string): Cell<T> | undefined => {
    if (impliesOutside(cell, atom)) return cell
    if (impliesInside(cell, atom)) return undefined
    const bound = atoms.within(atom)
    if (bound !== undefined && !intervals.meets(cell.ranges, bound)) return cell
    const outside = dropping(cell.outside, (known) => atoms.ancestors(known).includes(atom))
    return { ranges: cell.ranges, inside: cell.inside, outside: insert(outside, atom) }
  }

  const intersectCells = (a: Cell<T>, b: Cell<T>): Cell<T> | undefined => {
    const ranges = intervals.intersect(a.ranges, b.ranges)
    if (ranges.length === 0) return undefined
    let cell: Cell<T> | undefined = { ranges, inside: a.inside, outside: a.outside }
    for (const atom of b.inside) if (cell !== undefined) cell = within(cell, atom)
    for (const atom of b.outside) if (cell !== undefined) cell = without(cell, atom)
    return cell
  }

  const subtractCells = (a: Cell<T>, b: Cell<T>): readonly Cell<T>[] => {
    const common = intersectCells(a, b)
    if (common === undefined) return [a]
    const rest: Cell<T>[] = []
    const ranges = intervals.subtract(a.ranges, b.ranges)
    if (ranges.length > 0) rest.push({ ranges, inside: a.inside, outside: a.outside })
    let current: Cell<T> | undefined = { ranges: intervals.intersect(a.ranges, b.ranges), inside: a.inside, outside: a.outside }
    // The steps are those of `common`, which is not empty: no step of them ends in nothing.
    for (const atom of b.inside) {
      const other = without(current!, atom)
      if (other !== undefined) rest.push(other)
      current = within(current!, atom)
    }
    for (const atom of b.outside) {
      const other = within(current!, atom)
      if (other !== undefined) rest.push(other)
      current = without(current!, atom)
    }
    return rest
  }

  /** Cells with the same atoms become one. The cells given are disjoint, or overlap only where their atoms are the same. */
  const merge = (cells: readonly Cell<T>[]): AddressSet<T> => {
    if (cells.length < 2) return cells
    const byAtoms = new Map<string, Cell<T>[]>()
    for (const cell of cells) {
      const key = `${cell.inside.join('\n')}\n\n${cell.outside.join('\n')}`
      const same = byAtoms.get(key)
      if (same === undefined) byAtoms.set(key, [cell])
      else same.push(cell)
    }
    if (byAtoms.size === cells.length) return cells
    return [...byAtoms.values()].map((same) =>
      same.length === 1
        ? same[0]!
        : { ranges: intervals.unite(...same.map((cell) => cell.ranges)), inside: same[0]!.inside, outside: same[0]!.outside },
    )
  }

  const isPlain = (cell: Cell<T>): boolean => cell.inside.length === 0 && cell.outside.length === 0
  const meetCells = (left: Cell<T>, right: Cell<T>): boolean =>
    isPlain(left) || isPlain(right)
      ? // Atoms that a cell has by itself never empty it.
        intervals.meets(left.ranges, right.ranges)
      : intersectCells(left, right) !== undefined

  /** Whether `subtractCells(inner, outer)` leaves nothing. */
  const coversCell = (outer: Cell<T>, inner: Cell<T>): boolean => {
    const isApart = (atom: string): boolean => {
      const bound = atoms.within(atom)
      return bound !== undefined && !intervals.meets(inner.ranges, bound)
    }
    return (
      intervals.covers(outer.ranges, inner.ranges) &&
      outer.inside.every((atom) => impliesInside(inner, atom)) &&
      outer.outside.every((atom) => !impliesInside(inner, atom) && (impliesOutside(inner, atom) || isApart(atom)))
    )
  }

  const intersect = (a: AddressSet<T>, b: AddressSet<T>): AddressSet<T> => {
    const cells: Cell<T>[] = []
    for (const left of a)
      for (const right of b) {
        const cell = intersectCells(left, right)
        if (cell !== undefined) cells.push(cell)
      }
    const met = merge(cells)
    // Cut into more cells than before, though nothing is lost: what is whole stays whole.
    return met.length > a.length && subtract(a, b).length === 0 ? a : met
  }

  const subtract = (a: AddressSet<T>, b: AddressSet<T>): AddressSet<T> => {
    let rest: readonly Cell<T>[] = a
    for (const cell of b) {
      if (rest.length === 0) return rest
      rest = rest.flatMap((left) => subtractCells(left, cell))
    }
    return rest === a ? a : merge(rest)
  }

  const unite = (...sets: readonly AddressSet<T>[]): AddressSet<T> => {
    let all: AddressSet<T> = none
    for (const set of sets) all = all.length === 0 ? set : merge([...all, ...subtract(set, all)])
    return all
  }

  return {
    intervals,
    atoms,
    ofRanges: (ranges) => (ranges.length === 0 ? none : [{ ranges, inside: none, outside: none }]),
    ofAtom: (atom, ranges) => {
      const cell = ranges.length === 0 ? undefined : within({ ranges, inside: none, outside: none }, atom)
      return cell === undefined ? none : [cell]
    },
    intersect,
    subtract,
    unite,
    covers: (a, b) => b.every((inner) => a.some((outer) => coversCell(outer, inner))) || (a.length > 1 && subtract(b, a).length === 0),
    meets: (a, b) => a.some((left) => b.some((right) => meetCells(left, right))),
  }
}

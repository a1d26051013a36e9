/** Prefixes with values come in; the addresses they hold, cut into parts within which the same prefixes apply, go out: sorted, disjoint, each with the innermost prefix around it. */
import type { Interval } from './ranges.ts'

/** A prefix, and by `within` all that it lies in, innermost first. */
export interface PrefixNode<T, V> {
  readonly range: Interval<T>
  /** Of every entry with this very prefix, in the order in which they came. */
  readonly values: readonly V[]
  readonly within: PrefixNode<T, V> | undefined
}

export interface PrefixPart<T, V> {
  readonly range: Interval<T>
  readonly node: PrefixNode<T, V>
}

/** Prefixes are disjoint or one holds the other; anything else must not be given. Sorting aside, the work grows with the number of entries only. */
export const partition = <T extends number | bigint, V>(
  entries: readonly { readonly range: Interval<T>; readonly value: V }[],
  offset: (address: T, by: number) => T,
): readonly PrefixPart<T, V>[] => {
  // Sorting keeps the order of what is alike.
  const sorted = [...entries].sort(({ range: a }, { range: b }) => {
    if (a.first !== b.first) return a.first < b.first ? -1 : 1
    return a.last === b.last ? 0 : a.last > b.last ? -1 : 1
  })
  const parts: PrefixPart<T, V>[] = []
  /** Prefixes that are not done with; `from`: the first address of each that is in no part yet, if any is left. */
  const open: { readonly node: PrefixNode<T, V> & { readonly values: V[] }; from: T | undefined }[] = []
  const close = (): void => {
    const { node, from } = open.pop()!
    if (from !== undefined) parts.push({ range: { first: from, last: node.range.last }, node })
    const outer = open.at(-1)
    if (outer !== undefined) outer.from = node.range.last < outer.node.range.last ? offset(node.range.last, 1) : undefined
  }
  for (const { range, value } of sorted) {
    while (open.length > 0 && open.at(-1)!.node.range.last < range.first) close()
    const top = open.at(-1)
    if (top !== undefined && top.node.range.first === range.first && top.node.range.last === range.last) {
      top.node.values.push(value)
      continue
    }
    if (top?.from !== undefined && top.from < range.first)
      parts.push({ range: { first: top.from, last: offset(range.first, -1) }, node: top.node })
    open.push({ node: { range, values: [value], within: top?.node }, from: range.first })
  }
  while (open.length > 0) close()
  return parts
}

/** Index of the first part that ends at the address or later. */
export const partFrom = <T, V>(parts: readonly PrefixPart<T, V>[], address: T): number => {
  let low = 0
  let high = parts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (parts[middle]!.range.last < address) low = middle + 1
    else high = middle
  }
  return low
}

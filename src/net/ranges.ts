/** Sorted, disjoint, inclusive ranges of integers and their algebra. */

/** Inclusive at both ends. */
export interface Range {
  readonly first: number
  readonly last: number
}

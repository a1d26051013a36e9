/** Checks a proof by looking at it: pieces are disjoint, together they are the question, and in each the named set is the first that holds its packets. */

export type Box = readonly ReadonlySet<number>[]

const points = function* (box: Box, at = 0): Generator<readonly number[]> {
  if (at === box.length) yield []
  else for (const value of box[at]!) for (const rest of points(box, at + 1)) yield [value, ...rest]
}
const holds = (box: Box, point: readonly number[]): boolean => box.every((values, at) => values.has(point[at]!))

/** What is wrong with the proof; undefined where nothing is. */
export const faultOf = (
  question: Box,
  sets: readonly Box[],
  pieces: readonly { readonly box: Box; readonly first: number | undefined }[],
): string | undefined => {
  const covered = new Set<string>()
  for (const { box, first } of pieces)
    for (const point of points(box)) {
      const key = point.join()
      if (covered.has(key)) return `twice: ${key}`
      covered.add(key)
      if (!holds(question, point)) return `not asked: ${key}`
      const naive = sets.findIndex((set) => holds(set, point))
      if (naive !== (first ?? -1)) return `decided by ${first} instead of ${naive}: ${key}`
    }
  const asked = question.reduce((product, values) => product * values.size, 1)
  return covered.size === asked ? undefined : `${asked - covered.size} packets without a piece`
}

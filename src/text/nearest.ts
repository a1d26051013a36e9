/** "Did you mean": the known word nearest to a mistyped one. */

const distance = (a: string, b: string, limit: number): number => {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      const value = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + cost)
      current.push(value)
      if (value < least) least = value
    }
    if (least > limit) return limit + 1
    previous = current
  }
  return previous[b.length]!
}

/** The nearest of `known` within a third of the word's length (at least 1, at most 4 edits), compared without case; undefined when none is near. */
export const nearest = (word: string, known: Iterable<string>): string | undefined => {
  const lower = word.toLowerCase()
  let best: string | undefined
  let least = Math.min(4, Math.max(1, Math.floor(word.length / 3))) + 1
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) >= least) continue
    const edits = distance(lower, candidate.toLowerCase(), least - 1)
    if (edits < least) {
      least = edits
      best = candidate
    }
  }
  return best
}

/** Two texts as lines → which line of the second each line of the first is, where it is still there: in order, equal, and in bounded time. */
import { diffArrays } from 'diff'
import { budget } from '../text/budget.ts'

/** As an editor counts them; how a line ends is no part of it. */
export const linesOf = (text: string): readonly string[] => {
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
  if (lines.at(-1) === '') lines.pop()
  return lines
}

interface Part {
  readonly from: number
  readonly to: number
  readonly otherFrom: number
  readonly otherTo: number
  readonly depth: number
}

/** Parts within parts, cut at lines that are unique in them; each cut reads its part once. */
const deepest = 8

type Pairs = readonly (readonly [number, number])[]

/** Pairs that keep the order, as many as there are: https://en.wikipedia.org/wiki/Patience_sorting */
const inOrder = (pairs: Pairs): Pairs => {
  const tops: number[] = []
  const before: number[] = []
  for (const [index, [, other]] of pairs.entries()) {
    let low = 0
    let high = tops.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (pairs[tops[middle]!]![1] < other) low = middle + 1
      else high = middle
    }
    before.push(low === 0 ? -1 : tops[low - 1]!)
    tops[low] = index
  }
  const found: (readonly [number, number])[] = []
  for (let at = tops.at(-1) ?? -1; at !== -1; at = before[at]!) found.push(pairs[at]!)
  return found.reverse()
}

/** Index in `other` for each of `lines`, -1 where it has none. */
export const matchLines = (lines: readonly string[], other: readonly string[]): Int32Array => {
  const matched = new Int32Array(lines.length).fill(-1)
  const parts: Part[] = [{ from: 0, to: lines.length, otherFrom: 0, otherTo: other.length, depth: 0 }]

  /** Lines that each side has once. */
  const anchors = ({ from, to, otherFrom, otherTo }: Part): Pairs => {
    const seen = new Map<string, { count: number; at: number; others: number; otherAt: number }>()
    for (let at = from; at < to; at++) {
      const known = seen.get(lines[at]!)
      if (known === undefined) seen.set(lines[at]!, { count: 1, at, others: 0, otherAt: -1 })
      else known.count++
    }
    for (let at = otherFrom; at < otherTo; at++) {
      const known = seen.get(other[at]!)
      if (known === undefined) continue
      known.others++
      known.otherAt = at
    }
    return inOrder([...seen.values()].filter(({ count, others }) => count === 1 && others === 1).map(({ at, otherAt }) => [at, otherAt]))
  }

  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    let { from, to, otherFrom, otherTo } = part
    while (from < to && otherFrom < otherTo && lines[from] === other[otherFrom]) matched[from++] = otherFrom++
    while (from < to && otherFrom < otherTo && lines[to - 1] === other[otherTo - 1]) matched[--to] = --otherTo
    if (from === to || otherFrom === otherTo) continue
    const changes = diffArrays(lines.slice(from, to), other.slice(otherFrom, otherTo), { maxEditLength: budget.lineEdits })
    if (changes !== undefined) {
      for (const { count, added, removed } of changes) {
        if (added) otherFrom += count
        else if (removed) from += count
        else for (let left = count; left > 0; left--) matched[from++] = otherFrom++
      }
      continue
    }
    if (part.depth === deepest) continue
    const depth = part.depth + 1
    const cuts = anchors({ ...part, from, to, otherFrom, otherTo })
    if (cuts.length === 0) continue
    for (const [at, otherAt] of cuts) {
      matched[at] = otherAt
      parts.push({ from, to: at, otherFrom, otherTo: otherAt, depth })
      from = at + 1
      otherFrom = otherAt + 1
    }
    parts.push({ from, to, otherFrom, otherTo, depth })
  }
  return matched
}

/** Lines around a change, as git shows them. */
const context = 3

/** Hunks of a unified diff, without file headers; empty where nothing differs. */
export const hunksOf = (before: string, after: string): string => {
  const old = linesOf(before)
  const now = linesOf(after)
  const matched = matchLines(old, now)
  // Each line of the diff with the places it stands at or before, counted from 0.
  const rows: { readonly text: string; readonly old: number; readonly now: number }[] = []
  let at = 0
  const add = (until: number, from: number): void => {
    for (; at < until; at++) rows.push({ text: `+${now[at]}`, old: from, now: at })
  }
  for (let from = 0; from < old.length; from++) {
    const to = matched[from]!
    if (to === -1) rows.push({ text: `-${old[from]}`, old: from, now: at })
    else {
      add(to, from)
      rows.push({ text: ` ${old[from]}`, old: from, now: at++ })
    }
  }
  add(now.length, old.length)

  const isChange = (row: number): boolean => rows[row]!.text[0] !== ' '
  const hunks: string[] = []
  for (let row = 0; row < rows.length; ) {
    if (!isChange(row)) {
      row++
      continue
    }
    const start = Math.max(0, row - context)
    let end = row
    for (let next = row; next < rows.length && next <= end + 1 + 2 * context; next++) if (isChange(next)) end = next
    const part = rows.slice(start, Math.min(rows.length, end + 1 + context))
    const counts = { old: part.filter(({ text }) => text[0] !== '+').length, now: part.filter(({ text }) => text[0] !== '-').length }
    // A side without lines is told by the line before it: https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html
    const side = (first: number, count: number): string => `${count === 0 ? first : first + 1},${count}`
    hunks.push([`@@ -${side(part[0]!.old, counts.old)} +${side(part[0]!.now, counts.now)} @@`, ...part.map(({ text }) => text)].join('\n'))
    row = end + 1 + context
  }
  return hunks.join('\n')
}

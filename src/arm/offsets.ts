/** A string of JSON in, the place in the file of each unit of its value out, escapes passed over. */
import type { Scalar } from '../data/tree.ts'
import type { Span } from '../text/source.ts'

const positions = new WeakMap<Scalar, readonly number[] | 'plain'>()

const positionsOf = (scalar: Scalar): readonly number[] | 'plain' => {
  const known = positions.get(scalar)
  if (known !== undefined) return known
  const { file, start, end } = scalar.span
  const written = file.text.slice(start + 1, end - 1)
  let found: readonly number[] | 'plain' = 'plain'
  if (written.includes('\\')) {
    const each: number[] = []
    for (let at = 0; at < written.length; ) {
      each.push(start + 1 + at)
      at += written[at] !== '\\' ? 1 : written[at + 1] === 'u' ? 6 : 2
    }
    each.push(end - 1)
    found = each
  }
  positions.set(scalar, found)
  return found
}

/** The part `[from, to)` of the value of a string scalar. */
export const spanIn = (scalar: Scalar, from: number, to: number): Span => {
  const { file, start, end } = scalar.span
  const each = positionsOf(scalar)
  if (each === 'plain') return { file, start: Math.min(start + 1 + from, end), end: Math.min(start + 1 + to, end) }
  return { file, start: each[from] ?? end, end: each[to] ?? end }
}

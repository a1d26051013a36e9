/** Syntax in; the same syntax as if all of it were written at one place of another file out. */
import type { Span } from './source.ts'

/** Plain data whose nodes have `start` and `end`. Nodes that are one stay one; all others are told apart by a number after `parts`. Its depth is to be small. */
export const placedAt = <T>(tree: T, { start, end }: Pick<Span, 'start' | 'end'>, parts: number): T => {
  const placed = new Map<object, unknown>()
  let last = parts
  const place = (node: unknown): unknown => {
    if (typeof node !== 'object' || node === null) return node
    const known = placed.get(node)
    if (known !== undefined) return known
    if (Array.isArray(node)) {
      const items: unknown[] = []
      placed.set(node, items)
      for (const item of node) items.push(place(item))
      return items
    }
    const made: Record<string, unknown> = 'start' in node ? { part: ++last } : {}
    placed.set(node, made)
    for (const [key, value] of Object.entries(node)) made[key] = key === 'start' ? start : key === 'end' ? end : place(value)
    return made
  }
  return place(tree) as T
}

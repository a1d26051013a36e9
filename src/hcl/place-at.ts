/** Syntax in; the same syntax as if all of it were written at one place of another file out. */
import type { Span } from '../text/source.ts'
import type { Body } from './syntax.ts'

/** Nodes that are one stay one; all others are told apart by a number after `parts`. The syntax is our own, so its depth is small. */
export const bodyPlacedAt = (body: Body, { start, end }: Span, parts: number): Body => {
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
  return place(body) as Body
}

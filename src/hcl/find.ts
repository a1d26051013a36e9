/** A place in a file in, the blocks and expressions around it out, outermost first. */
import { childrenOf } from './children.ts'
import type { Attribute, Block, Body, Expression, Node } from './syntax.ts'

export interface Way {
  readonly blocks: readonly Block[]
  readonly attribute?: Attribute
  /** Of the attribute's value; the last is the innermost that holds the place. */
  readonly expressions: readonly Expression[]
}

const holds = (node: Node, start: number, end: number): boolean => node.start <= start && end <= node.end

/** Nodes of one list stand in order, so that the way to each of many places stays short. */
const holding = <N extends Node>(nodes: readonly N[], start: number, end: number): N | undefined => {
  let low = 0
  let high = nodes.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (nodes[middle]!.start <= start) low = middle
    else high = middle - 1
  }
  const found = nodes[low]
  return found !== undefined && holds(found, start, end) ? found : undefined
}

const childHolding = (node: Expression, start: number, end: number): Expression | undefined => {
  if (node.kind === 'tuple') return holding(node.items, start, end)
  if (node.kind !== 'object') return childrenOf(node).find((child) => holds(child, start, end))
  const entry = holding(node.entries, start, end)
  return entry === undefined ? undefined : [entry.key, entry.value].find((child) => holds(child, start, end))
}

export const wayTo = (body: Body, start: number, end: number): Way => {
  const blocks: Block[] = []
  const expressions: Expression[] = []
  let inside = body
  for (;;) {
    const item = holding(inside.items, start, end)
    if (item === undefined) return { blocks, expressions }
    if (item.kind === 'block') {
      blocks.push(item)
      inside = item.body
      continue
    }
    let next: Expression | undefined = holds(item.value, start, end) ? item.value : undefined
    while (next !== undefined) {
      expressions.push(next)
      next = childHolding(next, start, end)
    }
    return { blocks, attribute: item, expressions }
  }
}

/** The expression that takes exactly this place; of several around each other the innermost. */
export const expressionAt = (body: Body, start: number, end: number): Expression | undefined =>
  [...wayTo(body, start, end).expressions].reverse().find((one) => one.start === start && one.end === end)

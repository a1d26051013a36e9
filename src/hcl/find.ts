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

export const wayTo = (body: Body, start: number, end: number): Way => {
  const blocks: Block[] = []
  const expressions: Expression[] = []
  let inside = body
  for (;;) {
    const item = inside.items.find((one) => holds(one, start, end))
    if (item === undefined) return { blocks, expressions }
    if (item.kind === 'block') {
      blocks.push(item)
      inside = item.body
      continue
    }
    let next: Expression | undefined = holds(item.value, start, end) ? item.value : undefined
    while (next !== undefined) {
      expressions.push(next)
      next = childrenOf(next).find((child) => holds(child, start, end))
    }
    return { blocks, attribute: item, expressions }
  }
}

/** The expression that takes exactly this place; of several around each other the innermost. */
export const expressionAt = (body: Body, start: number, end: number): Expression | undefined =>
  [...wayTo(body, start, end).expressions].reverse().find((one) => one.start === start && one.end === end)

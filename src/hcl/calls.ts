/** Names of the functions that a body calls, wherever in it. */
import { childrenOf } from './children.ts'
import type { Body, Expression } from './syntax.ts'

/** Adds to `names` every function called in the body. Types of variables look like calls and are none. */
export const addCalls = (body: Body, names: Set<string>, within = ''): void => {
  for (const item of body.items) {
    if (item.kind === 'block') addCalls(item.body, names, item.type.name)
    else if (within !== 'variable' || item.name.name !== 'type') addFrom(item.value, names)
  }
}

const addFrom = (node: Expression, names: Set<string>): void => {
  if (node.kind === 'call') names.add(node.name.name)
  for (const child of childrenOf(node)) addFrom(child, names)
}

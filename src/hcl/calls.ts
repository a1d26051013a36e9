/** Names of the functions that a body calls, wherever in it. */
import type { Body, Expression, TemplatePart } from './syntax.ts'

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

const none: readonly Expression[] = []

const childrenOf = (node: Expression): readonly Expression[] => {
  switch (node.kind) {
    case 'template':
      return node.parts.flatMap(insideOf)
    case 'tuple':
      return node.items
    case 'object':
      return node.entries.flatMap(({ key, value }) => [key, value])
    case 'attribute-access':
      return [node.from]
    case 'index':
      return [node.from, node.key]
    case 'splat':
      return [node.from, node.each]
    case 'call':
      return node.args
    case 'unary':
      return [node.operand]
    case 'binary':
      return [node.left, node.right]
    case 'conditional':
      return [node.test, node.then, node.otherwise]
    case 'for':
      return [node.over, node.where, node.resultKey, node.result].filter((part) => part !== undefined)
    case 'parenthesised':
      return [node.inner]
    default:
      return none
  }
}

const insideOf = (part: TemplatePart): readonly Expression[] => {
  switch (part.kind) {
    case 'text':
      return none
    case 'interpolation':
      return [part.value]
    case 'template-if':
      return [part.test, ...part.then.flatMap(insideOf), ...part.otherwise.flatMap(insideOf)]
    case 'template-for':
      return [part.over, ...part.body.flatMap(insideOf)]
  }
}

/** An expression in, the expressions directly inside it out. */
import type { Expression, TemplatePart } from './syntax.ts'

const none: readonly Expression[] = []

/** What stands directly inside an expression, in written order. */
export const childrenOf = (node: Expression): readonly Expression[] => {
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

/** A place in a file in, the declarations and expressions around it out, outermost first. */
import type { Declaration, Program } from './declarations.ts'
import type { Condition, Expression, ObjectEntry, Skipped, Spread } from './syntax.ts'

export type Part = Declaration | Expression | Condition | ObjectEntry | Spread

const childrenOf = (part: Part): readonly (Part | Skipped | undefined)[] => {
  switch (part.kind) {
    case 'resource':
    case 'module':
      return [part.body]
    case 'param':
    case 'param-assignment':
    case 'var':
    case 'output':
    case 'entry':
      return [part.value]
    case 'func':
      return [part.body]
    case 'array':
    case 'object':
      return part.items
    case 'spread':
      return [part.source]
    case 'conditional':
      return [part.test, part.then, part.otherwise]
    case 'binary':
      return [part.left, part.right]
    case 'unary':
    case 'non-null':
      return [part.operand]
    case 'parenthesised':
      return [part.inner]
    case 'call':
      return part.args
    case 'method-call':
      return [part.from, ...part.args]
    case 'lambda':
      return [part.body]
    case 'for':
      return [part.over, part.result]
    case 'if':
      return [part.test, part.body]
    case 'property-access':
    case 'resource-access':
      return [part.from]
    case 'index':
      return [part.from, part.key]
    case 'string':
      return part.parts.flatMap((one) => (one.kind === 'interpolation' ? [one.value] : []))
    default:
      return []
  }
}

export const wayTo = (program: Program, start: number, end: number): readonly Part[] => {
  const way: Part[] = []
  let inside: readonly (Part | Skipped | undefined)[] = program.items
  for (;;) {
    const next = inside.find((one) => one !== undefined && one.start <= start && end <= one.end)
    if (next === undefined || next.kind === 'skipped') return way
    way.push(next)
    inside = childrenOf(next)
  }
}

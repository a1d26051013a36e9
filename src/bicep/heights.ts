/** How long a chain of variables that lean on each other is: what is made of a longer one nests too deep to be looked into. */
import { budget } from '../text/budget.ts'
import type { BicepSource } from './source.ts'

/** Names in an expression, wherever in it; nodes are plain data. */
const namesIn = (node: unknown): ReadonlySet<string> => {
  const names = new Set<string>()
  const stack: unknown[] = [node]
  while (stack.length > 0) {
    const one = stack.pop()
    if (typeof one !== 'object' || one === null) continue
    const { kind, name } = one as { readonly kind?: unknown; readonly name?: unknown }
    if (kind === 'variable' && typeof name === 'string') names.add(name)
    for (const value of Object.values(one)) if (typeof value === 'object') stack.push(value)
  }
  return names
}

/** Whether the variable stands on too long a chain. */
export const createHeights = ({ variables }: BicepSource): ((name: string) => boolean) => {
  // Few variables make no long chain.
  if (variables.size < budget.nesting) return () => false
  const heights = new Map<string, number>()
  const heightOf = (name: string, depth: number): number => {
    const known = heights.get(name)
    const declared = variables.get(name)
    if (known !== undefined || declared === undefined) return known ?? 0
    if (depth > budget.nesting) return budget.nesting + 1
    heights.set(name, 0)
    let height = 0
    for (const other of namesIn(declared.value)) height = Math.max(height, 1 + heightOf(other, depth + 1))
    heights.set(name, height)
    return height
  }
  return (name) => heightOf(name, 0) > budget.nesting
}

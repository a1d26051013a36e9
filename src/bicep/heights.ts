/** What leans on what in a file: chains of variables too long to be looked into, and functions that lead back to themselves. */
import { budget } from '../text/budget.ts'
import type { BicepSource } from './source.ts'

/** Names of variables in an expression, or of functions called there, wherever in it; nodes are plain data. */
const namesIn = (node: unknown, wanted: 'variable' | 'call' = 'variable'): ReadonlySet<string> => {
  const names = new Set<string>()
  const stack: unknown[] = [node]
  while (stack.length > 0) {
    const one = stack.pop()
    if (typeof one !== 'object' || one === null) continue
    const { kind, name } = one as { readonly kind?: unknown; readonly name?: unknown }
    const said = kind !== wanted ? undefined : wanted === 'variable' ? name : (name as { readonly name?: unknown } | undefined)?.name
    if (typeof said === 'string') names.add(said)
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

const push = (lists: Map<string, string[]>, key: string, item: string): void => {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [item])
  else list.push(item)
}

/** Functions that call themselves, or others that do: https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/diagnostics/bcp080 */
export const endlessFunctions = ({ functions }: BicepSource): ReadonlySet<string> => {
  const calls = new Map<string, Set<string>>()
  const callers = new Map<string, string[]>()
  for (const [name, { body }] of functions) {
    const own = new Set([...namesIn(body, 'call')].filter((called) => functions.has(called)))
    calls.set(name, own)
    for (const called of own) push(callers, called, name)
  }
  const ending = [...functions.keys()].filter((name) => calls.get(name)!.size === 0)
  for (let name = ending.pop(); name !== undefined; name = ending.pop()) {
    calls.delete(name)
    for (const caller of callers.get(name) ?? []) {
      const left = calls.get(caller)!
      left.delete(name)
      if (left.size === 0) ending.push(caller)
    }
  }
  return new Set(calls.keys())
}

/** `moved` blocks in, the addresses that a resource had before out: https://developer.hashicorp.com/terraform/language/modules/develop/refactoring */
import { budget } from '../text/budget.ts'
import type { Expression } from './syntax.ts'

/** The address that a reference spells, its keys in Terraform's own form; undefined where it is none. */
export const addressIn = (node: Expression): string | undefined => {
  if (node.kind === 'variable') return node.name
  if (node.kind === 'attribute-access') {
    const from = addressIn(node.from)
    return from === undefined ? undefined : `${from}.${node.name.name}`
  }
  if (node.kind !== 'index') return undefined
  const from = addressIn(node.from)
  const { key } = node
  const only = key.kind === 'template' && key.parts.length <= 1 ? (key.parts[0] ?? { kind: 'text' as const, value: '' }) : undefined
  if (from === undefined) return undefined
  if (key.kind === 'number') return `${from}[${key.text}]`
  return only?.kind === 'text' ? `${from}[${JSON.stringify(only.value)}]` : undefined
}

export interface Moves {
  /** Whole addresses, those of the modules around it included. */
  add(from: string, to: string): void
  /** Nearest first; empty for most. */
  before(address: string): readonly string[]
}

/** Where an address may be cut: behind each of its names and keys. */
const cutsOf = (address: string): readonly number[] => {
  const cuts: number[] = []
  let quoted = false
  for (let at = 1; at < address.length; at++) {
    const character = address[at]
    if (character === '\\' && quoted) at++
    else if (character === '"') quoted = !quoted
    else if (!quoted && (character === '.' || character === '[')) cuts.push(at)
  }
  return [...cuts, address.length]
}

const isModule = (address: string): boolean => /(?:^|\.)module\.[\w-]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?$/.test(address)

export const createMoves = (): Moves => {
  const sources = new Map<string, string[]>()
  const stepsBack = (address: string): readonly string[] =>
    cutsOf(address).flatMap((cut) => {
      const to = address.slice(0, cut)
      const rest = address.slice(cut)
      return (sources.get(to) ?? []).flatMap((from) => {
        if (rest.startsWith('.') && !(isModule(to) && isModule(from))) return []
        // All instances move together only where neither side names one.
        return rest.startsWith('[') && (to.endsWith(']') || from.endsWith(']')) ? [] : [from + rest]
      })
    })
  return {
    add: (from, to) => {
      const known = sources.get(to)
      if (known === undefined) sources.set(to, [from])
      else if (known.length < budget.alternatives) known.push(from)
    },
    before: (address) => {
      const found = new Set<string>()
      const pending = [address]
      for (let next = pending.shift(); next !== undefined && found.size < budget.alternatives; next = pending.shift())
        for (const earlier of stepsBack(next))
          if (earlier !== address && !found.has(earlier)) {
            found.add(earlier)
            pending.push(earlier)
          }
      return [...found]
    },
  }
}

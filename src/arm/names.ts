/** Names and ids of resources: segments of a name known in part, and the text that stands for a resource in messages. */
import { type Tree, textOf } from '../data/tree.ts'
import { doubtsOf, type Origin, unknown, type Value } from '../eval/value.ts'
import { typed } from './functions/resource.ts'
import { isExpression } from './parse-expression.ts'
import { textFrom } from './target.ts'

/** The parts between slashes: `vnet/subnet` of a type of two. As many as the type has; each not known where that does not fit. */
export const segmentsOf = (name: Value, count: number): readonly Value[] => {
  if (count === 1) return [name]
  const { origin } = name
  const found: Value[][] = [[]]
  const parts = name.kind === 'string' ? [name] : name.kind === 'unknown' ? (name.parts ?? [name]) : [name]
  for (const part of parts) {
    if (part.kind !== 'string') {
      found.at(-1)!.push(part)
      continue
    }
    for (const [at, piece] of part.value.split('/').entries()) {
      if (at > 0) found.push([])
      if (piece !== '') found.at(-1)!.push({ ...part, value: piece })
    }
  }
  if (found.length === count) return found.map((pieces) => (pieces.length === 1 ? pieces[0]! : textFrom(origin, ...pieces)))
  const identity = name.kind === 'unknown' ? name.identity : undefined
  const causes = doubtsOf(name)
  const why =
    causes.length > 0
      ? causes
      : [{ reason: 'error' as const, what: `a name of ${found.length} parts for a type of ${count}`, span: origin.span }]
  return Array.from({ length: count }, (_, at) =>
    unknown(why, origin, identity === undefined ? {} : { identity: `part ${at} of ${identity}` }),
  )
}

/** How many names a type needs: `Microsoft.Network/virtualNetworks/subnets` two. */
export const segmentCount = (type: string): number => Math.max(1, type.split('/').length - 1)

export const idOf = (base: Value, type: string, names: readonly Value[], origin: Origin): Value =>
  textFrom(origin, base, ...typed(type, names))

/** Longer ones say less than the place in the file. */
const longest = 60

/** The name as it is written, for an address; undefined where that would be no help. */
const writtenName = (name: Tree | undefined): string | undefined => {
  const text = textOf(name)
  if (text === undefined || text === '' || text.length > longest) return undefined
  const written = isExpression(text) ? text.slice(1, -1).trim() : text
  return /^[^[\]\s"\\]+$/.test(written.replaceAll(', ', ',')) ? written.replaceAll(', ', ',') : undefined
}

/** Addresses within one template, each given out once: the symbol, or type and name as they are written. */
export const createLabels = (): ((symbol: string | undefined, type: string, name: Tree | undefined) => string) => {
  const taken = new Map<string, number>()
  return (symbol, type, name) => {
    const kind = /^Microsoft\.Resources\/deployments$/i.test(type) ? 'deployments' : type
    const written = symbol !== undefined && /^[^[\]\s"\\]+$/.test(symbol) ? symbol : undefined
    const wanted = written ?? `${kind}/${writtenName(name) ?? ''}`.replace(/\/$/, '')
    const count = (taken.get(wanted.toLowerCase()) ?? 0) + 1
    taken.set(wanted.toLowerCase(), count)
    return count === 1 ? wanted : `${wanted}#${count}`
  }
}

/** `reference` and its like: which resource of the template is meant, and what is known of it before it is there. */
import { isFailure, type LambdaValue, type ObjectValue, type Origin, object, reference, unknown, type Value } from '../eval/value.ts'
import { entryOf } from './functions/define.ts'
import { keyOf } from './functions/pure.ts'
import { resourceValue, type Stated } from './known-state.ts'
import { names } from './lower.ts'

export const isDeployment = (type: string): boolean => type.toLowerCase() === 'microsoft.resources/deployments'

/** A resource, as far as others refer to it. */
export interface Referable extends Stated {
  readonly symbol: string | undefined
}

/** Where resources are looked for. */
export interface Surrounding<P extends Referable> {
  readonly isSymbolic: boolean
  readonly placed: () => readonly P[]
  /** The deployment that a resource is. */
  readonly inner: (placed: P) => { readonly outputs: ObjectValue } | undefined
}

interface Index<P> {
  /** By symbol, with its index where it has one. */
  readonly symbols: ReadonlyMap<string, P>
  /** By id and by name; several where they cannot be told apart. */
  readonly keys: ReadonlyMap<string, readonly P[]>
}

const indexOf = <P extends Referable>(placed: readonly P[]): Index<P> => {
  const symbols = new Map<string, P>()
  const keys = new Map<string, P[]>()
  const add = (value: Value, one: P): void => {
    const key = keyOf(value)?.toLowerCase()
    if (key === undefined) return
    const known = keys.get(key)
    if (known === undefined) keys.set(key, [one])
    else known.push(one)
  }
  for (const one of placed) {
    const { symbol } = one
    if (symbol !== undefined) symbols.set((symbol + (/\[(?:\d+|\*)\]$/.exec(one.address)?.[0] ?? '')).toLowerCase(), one)
    add(one.id, one)
    add(one.name, one)
  }
  return { symbols, keys }
}

const isFull = (value: Value | undefined): boolean => value?.kind === 'string' && value.value.toLowerCase() === 'full'

export const createReferences = <P extends Referable>(
  deployment: Surrounding<P>,
  origin: Origin,
): Readonly<Record<string, LambdaValue>> => {
  let index: Index<P> | undefined
  let underway = false
  const find = (key: Value): P | undefined => {
    if (index === undefined) {
      // Names of resources do not wait for resources.
      if (underway) return undefined
      underway = true
      index = indexOf(deployment.placed())
      underway = false
    }
    const symbol = key.kind === 'string' && deployment.isSymbolic ? index.symbols.get(key.value.toLowerCase()) : undefined
    if (symbol !== undefined) return symbol
    const found = index.keys.get(keyOf(key)?.toLowerCase() ?? '') ?? []
    return found.length === 1 ? found[0] : undefined
  }

  const resultOf = (placed: P, full: boolean, at: Origin): Value => {
    const { address, isExisting } = placed
    const doubt = { reason: isExisting ? ('external' as const) : ('computed' as const), what: address, span: at.span }
    if (isDeployment(placed.type) && !isExisting) {
      const inner = placed.address.includes('[*]') ? undefined : deployment.inner(placed)
      if (inner === undefined) return reference({ to: address, path: full ? [] : ['properties'] }, doubt, at, true)
      const properties = object(new Map([['outputs', inner.outputs as Value]]), inner.outputs.origin)
      const open = { ...properties, open: { to: address, path: ['properties'] } }
      return full ? { ...object(new Map([['properties', open as Value]]), at), open: { to: address, path: [] } } : open
    }
    const makesBeside = (type: string): boolean =>
      deployment.placed().some((one) => !one.isExisting && one.type.toLowerCase() === type.toLowerCase())
    const whole = resourceValue(placed, at, makesBeside)
    return full ? whole : (whole.entries.get('properties') ?? reference({ to: address, path: ['properties'] }, doubt, at))
  }

  const elsewhere = (key: Value, at: Origin): Value => {
    if (isFailure(key)) return key
    const name = keyOf(key)
    const what = `reference(${key.kind === 'string' ? `'${key.value.slice(0, 200)}'` : '…'})`
    return unknown([{ reason: 'external', what, span: at.span }], at, {
      mayFail: true,
      ...(name === undefined || name.length > 1_000 ? {} : { identity: `reference(${name.toLowerCase()})` }),
    })
  }

  const lambda = (apply: LambdaValue['apply']): LambdaValue => ({ kind: 'lambda', origin, apply })
  return {
    [names.reference]: lambda((args) => {
      const [key, , full] = args
      if (key === undefined) return unknown([{ reason: 'error', what: '`reference` without a resource', span: origin.span }], origin)
      const placed = find(key)
      return placed === undefined ? elsewhere(key, key.origin) : resultOf(placed, isFull(full) || isFull(args[1]), key.origin)
    }),
    [names.references]: lambda((args) =>
      unknown([{ reason: 'unsupported', what: 'function `references`', span: args[0]?.origin.span ?? origin.span }], origin, {
        mayFail: true,
      }),
    ),
    [names.outputs]: lambda(([key]) => {
      if (key === undefined) return unknown([{ reason: 'error', what: 'a deployment that is not named', span: origin.span }], origin)
      const placed = find(key)
      const inner = placed === undefined || !isDeployment(placed.type) ? undefined : deployment.inner(placed)
      if (inner === undefined) return elsewhere(key, key.origin)
      const values = new Map<string, Value>()
      for (const [name, output] of inner.outputs.entries)
        if (output.kind === 'object') values.set(name, { ...entryOf(output.entries, 'value')![1], sensitive: true })
      return object(values, key.origin)
    }),
  }
}

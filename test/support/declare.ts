/** Declared resources from plain data: what a front end would hand over, without one. */
import { certain, type Declared, type Presence } from '../../src/eval/declared.ts'
import {
  bool,
  type Doubt,
  list,
  nullValue,
  number,
  type ObjectValue,
  type Origin,
  object,
  type Reason,
  reference,
  string,
  unknown,
  type Value,
} from '../../src/eval/value.ts'
import { type AnyEntity, createNetwork, type EntityOf, type Kind, type Network } from '../../src/model/network.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import type { SourceFile, Span } from '../../src/text/source.ts'

const file: SourceFile = { path: 'main.tf', text: '\n'.repeat(100_000), language: 'terraform' }
let next = 0
/** Every call is a place of its own, in the order of the calls. */
export const spanHere = (): Span => ({ file, start: ++next, end: next + 1 })

const marker = Symbol('marker')
type Marker = { readonly [marker]: (origin: Origin) => Value }
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain | undefined } | Marker

const isMarker = (plain: object): plain is Marker => marker in plain
const mark = (make: (origin: Origin) => Value): Marker => ({ [marker]: make })

export const doubt = (what: string, reason: Reason = 'input'): Doubt => ({ reason, what, span: spanHere() })

/** Turns plain data into values; objects keep their order. */
export const toValue = (plain: Plain, origin: Origin = { span: spanHere() }): Value => {
  if (plain === null) return nullValue(origin)
  if (typeof plain === 'string') return string(plain, origin)
  if (typeof plain === 'number') return number(plain, origin)
  if (typeof plain === 'boolean') return bool(plain, origin)
  if (isMarker(plain)) return plain[marker](origin)
  if (Array.isArray(plain))
    return list(
      plain.map((item: Plain) => toValue(item)),
      origin,
      'tuple',
    )
  return objectOf(plain as { readonly [key: string]: Plain | undefined }, origin)
}

const objectOf = (plain: { readonly [key: string]: Plain | undefined }, origin: Origin): ObjectValue => {
  const entries = new Map<string, Value>()
  for (const [key, value] of Object.entries(plain)) if (value !== undefined) entries.set(key, toValue(value))
  return object(entries, origin)
}

/** An input without a value: `variable('nsg')` is `var.nsg`. */
export const variable = (name: string, among?: readonly Plain[]): Marker =>
  mark((origin) =>
    unknown([{ reason: 'input', what: `var.${name}`, span: origin.span }], origin, {
      identity: `var.${name}`,
      ...(among === undefined ? {} : { among: among.map((one) => toValue(one)) }),
    }),
  )

/** Not known, and the same as nothing else. */
export const anything = (reason: Reason = 'unsupported', what = 'something'): Marker =>
  mark((origin) => unknown([{ reason, what, span: origin.span }], origin))

/** `ref('azurerm_subnet.a.id')`: the last steps of the text are the path; addresses have two steps, three with `data`, after any modules. */
export const ref = (text: string, reason: Reason = 'computed'): Marker =>
  mark((origin) => {
    const match = /^((?:module\.[^.]+\.)*(?:data\.)?[a-z_]+\.[^.]+?)\.(.+)$/.exec(text)
    if (match === null || (text.startsWith('module.') && !/\.(?:data\.)?az/.test(text))) {
      const [, to, path] = /^(module\.[^.]+)\.(.+)$/.exec(text)!
      return reference({ to: to!, path: path!.split('.') }, { reason: 'external', what: text, span: origin.span }, origin)
    }
    return reference({ to: match[1]!, path: match[2]!.split('.') }, { reason, what: text, span: origin.span }, origin)
  })

/** A value that was read from a configured attribute: `from('azurerm_virtual_network.hub.name', 'hub')`. */
export const from = (text: string, plain: Plain): Marker =>
  mark((origin) => {
    const at = text.lastIndexOf('.')
    const value = toValue(plain)
    return { ...value, origin: { span: origin.span, via: value.origin, of: { to: text.slice(0, at), path: [text.slice(at + 1)] } } }
  })

/** A text put together: `template('vnet-', variable('env'))`. */
export const template = (...parts: readonly Plain[]): Marker =>
  mark((origin) => {
    const values = parts.map((part) => toValue(part))
    const causes = values.flatMap((value) => (value.kind === 'unknown' ? value.causes : value.kind === 'reference' ? [value.doubt] : []))
    return unknown(causes, origin, { parts: values })
  })

/** A block that may not be there, or several times. */
export const possible = (plain: { readonly [key: string]: Plain | undefined }, what = 'var.blocks'): Marker =>
  mark((origin) => ({ ...objectOf(plain, origin), possible: [{ reason: 'input', what, span: origin.span }] }))

export interface Extras {
  readonly mode?: 'managed' | 'data'
  readonly presence?: Presence
  readonly language?: 'terraform' | 'arm'
}

/** `declare('azurerm_subnet.a', { … })`; the type is read from the address, `data.` gives a data source. */
export const declare = (address: string, body: { readonly [key: string]: Plain | undefined }, extras: Extras = {}): Declared => {
  const span = spanHere()
  const own = address.replace(/\[[^\]]*\]/g, '').replace(/^(?:module\.[^.]+\.)*/, '')
  const isData = own.startsWith('data.')
  return {
    address,
    type: own.split('.')[isData ? 1 : 0]!,
    mode: extras.mode ?? (isData ? 'data' : 'managed'),
    body: objectOf(body, { span }),
    presence: extras.presence ?? certain,
    span,
    language: extras.language ?? 'terraform',
  }
}

export const perhaps = (what = 'var.enabled'): Presence => ({ certain: false, doubts: [doubt(what)] })

export interface Built {
  readonly network: Network
  readonly diagnostics: readonly Diagnostic[]
  readonly codes: readonly string[]
  get<K extends Kind>(kind: K, id: string): EntityOf<K>
}

export const build = (...declared: readonly Declared[]): Built => {
  const diagnostics: Diagnostic[] = []
  const network = createNetwork(declared, (diagnostic) => diagnostics.push(diagnostic))
  return {
    network,
    diagnostics,
    codes: diagnostics.map((diagnostic) => diagnostic.code),
    get: <K extends Kind>(kind: K, id: string): EntityOf<K> => {
      const entity: AnyEntity | undefined = network.entities.get(id)
      if (entity === undefined || entity.kind !== kind) throw new Error(`no ${kind} ${id} among ${[...network.entities.keys()].join(', ')}`)
      return entity as EntityOf<K>
    },
  }
}

/** Options of a link as short texts: ids, `none`, `external`; sorted. */
export const optionsOf = (link: {
  readonly options: readonly ({ readonly to: 'entity'; readonly entity: { readonly id: string } } | { readonly to: 'none' | 'external' })[]
}): readonly string[] => link.options.map((option) => (option.to === 'entity' ? option.entity.id : option.to)).sort()

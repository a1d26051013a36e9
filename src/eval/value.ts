/** The one value domain of every language: known, half known and unknown values, each with where it came from. */
import type { Decimal } from 'decimal.js'
import { budget } from '../text/budget.ts'
import type { Span } from '../text/source.ts'

/** Where a value was written and what carried it here. `span` is the nearest place, `via` leads back to where it was written; the far end is where a fix belongs. */
export interface Origin {
  readonly span: Span
  readonly via?: Origin
  /** Set where the value was read from an attribute of a declared resource: `name` of `azurerm_virtual_network.hub`. */
  readonly of?: Attribute
}

/** An attribute of a declared resource: address as the front end gives it to `Declared`, path of attribute names and indices. */
export interface Attribute {
  readonly to: string
  readonly path: readonly string[]
}

/**
 * `input`: a variable that has no value here. `computed`: known only after deployment. `external`: something this run only refers to (data source, module not read).
 * `unsupported`: a construct this program does not evaluate. `error`: evaluation fails. `budget`: a limit of this program was reached.
 */
export type Reason = 'input' | 'computed' | 'external' | 'unsupported' | 'error' | 'budget'

/** One cause of not knowing, as it is told to people. `what` names it as the author did: `var.dns_servers`, `function provider::x::y`. */
export interface Doubt {
  readonly reason: Reason
  readonly what: string
  readonly span: Span
  /** The few values that the unknown can take, where they are known to be few (an input of type bool). */
  readonly choices?: readonly (boolean | null)[]
  /** The key by which `choices` are tried: the front end accepts it as the name of an input of the root. */
  readonly input?: string
}

/** A safe integer is a number, everything else a Decimal, so arithmetic is exact. */
export type Numeric = number | Decimal

/**
 * A type as far as a language declares it. `any`: none of its own (a bare null). `unsure`: not known, because of `causes`; `base` is what is known of it.
 * In an object, `optional` names the attributes that may be left out, each with its default if it has one.
 */
export type Type =
  | { readonly kind: 'any' | 'string' | 'number' | 'bool' }
  | { readonly kind: 'list' | 'set' | 'map'; readonly element: Type }
  | { readonly kind: 'tuple'; readonly elements: readonly Type[] }
  | { readonly kind: 'object'; readonly attributes: ReadonlyMap<string, Type>; readonly optional?: ReadonlyMap<string, Value | undefined> }
  | { readonly kind: 'unsure'; readonly causes: readonly Doubt[]; readonly base?: Type }

interface Common {
  readonly origin: Origin
  /** The declared type, where the value does not show it itself: on null, unknown and empty collections. Lost by every operation. */
  readonly type?: Type
  /** Text of a sensitive value never appears in anything this program prints. */
  readonly sensitive?: true
  /**
   * The evaluation that gives this value may turn out to fail once what it is made from is known; `try` and `can` must not decide on it. Absent: it will not fail.
   * On a known value: if nothing failed, the value is this.
   */
  readonly mayFail?: true
}

export type NullValue = Common & { readonly kind: 'null' }
export type BoolValue = Common & { readonly kind: 'bool'; readonly value: boolean }
export type NumberValue = Common & { readonly kind: 'number'; readonly value: Numeric }
export type StringValue = Common & { readonly kind: 'string'; readonly value: string }
/** `shape` says what the language says: sets are sorted as the language iterates them and hold no two known equal elements. */
export type ListValue = Common & { readonly kind: 'list'; readonly shape: 'list' | 'tuple' | 'set'; readonly items: readonly Value[] }
export type ObjectValue = Common & {
  readonly kind: 'object'
  readonly shape: 'object' | 'map'
  readonly entries: ReadonlyMap<string, Value>
  /** A resource (or block of one): attributes that `entries` lacks are not absent but `reference`s to this; `mayLack`: or they are absent after all. */
  readonly open?: Attribute & { readonly mayLack?: true }
  /** A block that may not be there, or may be there several times, and why that is not known. Only inside the bodies of `Declared`. */
  readonly possible?: readonly Doubt[]
}
export type LambdaValue = Common & { readonly kind: 'lambda'; readonly apply: (args: readonly Value[]) => Value }
/** Identity known, text not: `azurerm_subnet.a.id`. Two references with equal `to` and `path` are the same value. */
export type ReferenceValue = Common &
  Attribute & {
    readonly kind: 'reference'
    readonly doubt: Doubt
  }
export type UnknownValue = Common & {
  readonly kind: 'unknown'
  readonly causes: readonly Doubt[]
  /** All that it can be, where that is a short list. */
  readonly among?: readonly Value[]
  /** A string of which pieces are known: their concatenation. Pieces are strings, references and unknowns. */
  readonly parts?: readonly Value[]
  /** A failure in every world; `mayFail` is set too. */
  readonly failed?: true
  /** The text is the JSON of this value, parts of which are not known. */
  readonly encodes?: Value
  /** Set while the value is exactly one input (or an element of it at a known path): equal identities are equal values. Lost by every operation. */
  readonly identity?: string
}

export type Value =
  | NullValue
  | BoolValue
  | NumberValue
  | StringValue
  | ListValue
  | ObjectValue
  | LambdaValue
  | ReferenceValue
  | UnknownValue

// ── makers ──

export const nullValue = (origin: Origin): NullValue => ({ kind: 'null', origin })
export const bool = (value: boolean, origin: Origin): BoolValue => ({ kind: 'bool', value, origin })
export const number = (value: Numeric, origin: Origin): NumberValue => ({ kind: 'number', value, origin })
export const string = (value: string, origin: Origin): StringValue => ({ kind: 'string', value, origin })
export const list = (items: readonly Value[], origin: Origin, shape: ListValue['shape'] = 'list'): ListValue => ({
  kind: 'list',
  shape,
  items,
  origin,
})
export const object = (entries: ReadonlyMap<string, Value>, origin: Origin, shape: ObjectValue['shape'] = 'object'): ObjectValue => ({
  kind: 'object',
  shape,
  entries,
  origin,
})

const sameDoubt = (a: Doubt, b: Doubt): boolean =>
  a.what === b.what && a.reason === b.reason && a.span.file === b.span.file && a.span.start === b.span.start

/** Doubts without repetition, in order, at most `budget.causes`. */
export const mergeDoubts = (...lists: readonly (readonly Doubt[])[]): readonly Doubt[] => {
  const merged: Doubt[] = []
  for (const doubts of lists) addEach(doubts, merged)
  return merged
}

const addEach = (doubts: readonly Doubt[], merged: Doubt[]): void => {
  for (const doubt of doubts) if (merged.length < budget.causes && !merged.some((known) => sameDoubt(known, doubt))) merged.push(doubt)
}

type UnknownExtras = Partial<Pick<UnknownValue, 'among' | 'parts' | 'identity' | 'mayFail' | 'sensitive' | 'type' | 'encodes' | 'failed'>>

export const unknown = (causes: readonly Doubt[], origin: Origin, extras: UnknownExtras = {}): UnknownValue => ({
  kind: 'unknown',
  causes,
  origin,
  ...extras,
})

/** A value that is a failure of evaluation: `try` passes over it, everything else carries it as a doubt. `message` is told to people. */
export const failure = (message: string, origin: Origin): UnknownValue =>
  unknown([{ reason: 'error', what: message, span: origin.span }], origin, { mayFail: true, failed: true })

/** Surely fails, in every world: what `try` passes over. A value that only may fail is no failure. */
export const isFailure = (value: Value): boolean => value.kind === 'unknown' && value.failed === true

/** What lies directly in a value; attributes of resources are not entered. */
const childrenOf = (value: Value): Iterable<Value> | undefined => {
  if (value.kind === 'list') return value.items
  if (value.kind === 'object') return value.open === undefined ? value.entries.values() : undefined
  return value.kind === 'unknown' ? value.among : undefined
}

/** Nodes times `levels`, and how many levels they have: of lists and maps of entries, which are shared by all copies of a value. */
const weights = new WeakMap<object, number>()
const levels = 2 * budget.nesting
const tooMuch = Number.POSITIVE_INFINITY

const weigh = (value: Value, depth: number): number => {
  const children = childrenOf(value)
  if (children === undefined) return levels
  if (depth > budget.nesting) return tooMuch
  const key = value.kind === 'object' ? value.entries : children
  const known = weights.get(key)
  if (known !== undefined) return known
  let nodes = 1
  let height = 0
  for (const child of children) {
    const weight = weigh(child, depth + 1)
    nodes += Math.floor(weight / levels)
    height = Math.max(height, (weight % levels) + 1)
    if (!(nodes <= budget.valueNodes)) return tooMuch
  }
  const weight = height > budget.nesting ? tooMuch : nodes * levels + height
  // Of what was given up for its depth it is not known what it weighs by itself, and of all else it is.
  if (weight !== tooMuch || depth === 0) weights.set(key, weight)
  return weight
}

/** Written out it would be too large to walk: a list of a list twice, of a list twice, doubles with each name. */
export const isTooLarge = (value: Value): boolean => weigh(value, 0) === tooMuch

/** The value itself, or something in it, may turn out to fail. */
export const mayTurnOutToFail = (value: Value): boolean => isTooLarge(value) || holdsWhatMayFail(value)

const holdsWhatMayFail = (value: Value): boolean => {
  if (value.mayFail === true) return true
  if (value.kind === 'list') return value.items.some(holdsWhatMayFail)
  if (value.kind === 'object' && value.open === undefined)
    for (const entry of value.entries.values()) if (holdsWhatMayFail(entry)) return true
  return false
}

export const reference = (attribute: Attribute, doubt: Doubt, origin: Origin, mayFail?: true): ReferenceValue => ({
  kind: 'reference',
  to: attribute.to,
  path: attribute.path,
  doubt,
  origin,
  ...(mayFail ? { mayFail } : {}),
})

// ── questions ──

/** Neither the value nor anything in it is unknown; references, and objects with attributes beyond those written, count as unknown. */
export const isWhollyKnown = (value: Value): boolean => !isTooLarge(value) && holdsNothingUnknown(value)

const holdsNothingUnknown = (value: Value): boolean => {
  switch (value.kind) {
    case 'unknown':
    case 'reference':
    case 'lambda':
      return false
    case 'list':
      return value.items.every(holdsNothingUnknown)
    case 'object':
      if (value.possible !== undefined || value.open !== undefined) return false
      for (const entry of value.entries.values()) if (!holdsNothingUnknown(entry)) return false
      return true
    default:
      return true
  }
}

/** Everything that keeps the value from being known, deep, without repetition. */
export const doubtsOf = (value: Value): readonly Doubt[] => {
  if (value.kind === 'unknown') return value.causes
  if (isTooLarge(value)) return [{ reason: 'budget', what: 'a value that grows too large', span: value.origin.span }]
  const found: Doubt[] = []
  addDoubts(value, found)
  return found
}

const addDoubts = (value: Value, found: Doubt[]): void => {
  switch (value.kind) {
    case 'unknown':
      addEach(value.causes, found)
      break
    case 'reference':
      addEach([value.doubt], found)
      break
    case 'list':
      for (const item of value.items) addDoubts(item, found)
      break
    case 'object': {
      if (value.possible !== undefined) addEach(value.possible, found)
      const { open } = value
      if (open !== undefined) addEach([{ reason: 'computed', what: [open.to, ...open.path].join('.'), span: value.origin.span }], found)
      else for (const entry of value.entries.values()) addDoubts(entry, found)
    }
  }
}

export const isSensitive = (value: Value): boolean => value.sensitive === true || isTooLarge(value) || holdsSensitive(value, new Set())

/** Each only once: attributes of resources may lead through one another in many ways. */
const holdsSensitive = (value: Value, seen: Set<unknown>): boolean => {
  if (value.sensitive === true) return true
  if (value.kind !== 'list' && value.kind !== 'object') return false
  const key = value.kind === 'list' ? value.items : value.entries
  if (seen.has(key)) return false
  seen.add(key)
  for (const entry of value.kind === 'list' ? value.items : value.entries.values()) if (holdsSensitive(entry, seen)) return true
  return false
}

/** The far end of an origin: where the value was written. */
export const writtenAt = (origin: Origin): Span => {
  let at = origin
  while (at.via !== undefined) at = at.via
  return at.span
}

/** The same value, now also carried by the place `span`. */
export const carried = <V extends Value>(value: V, span: Span, of?: Attribute): V => ({
  ...value,
  origin: of === undefined ? { span, via: value.origin } : { span, via: value.origin, of },
})

/** Members of values: attributes and elements, of the known and of the half known. */
import { budget } from '../text/budget.ts'
import { isTopKnown, oneOf, overAlternatives } from './alternatives.ts'
import type { Dialect, Site } from './dialect.ts'
import { unknownFrom } from './site.ts'
import {
  carried,
  type Doubt,
  doubtsOf,
  isFailure,
  nullValue,
  type ObjectValue,
  type ReferenceValue,
  reference,
  type StringValue,
  unknown,
  type Value,
} from './value.ts'

/** The key as one step of a path; undefined when it is no text or whole number. */
const stepOf = (key: Value): string | undefined => {
  if (key.kind === 'string') return key.value
  return key.kind === 'number' && typeof key.value === 'number' ? String(key.value) : undefined
}

const marked = (result: Value, from: Value): Value =>
  from.sensitive === true && result.sensitive !== true ? { ...result, sensitive: true } : result

/** `from[key]`. A missing member is a failure, or null when `safe`. */
export const evaluateGet = (from: Value, key: Value, safe: boolean, site: Site, dialect: Dialect): Value => {
  if (isFailure(from)) return from
  if (isFailure(key)) return key
  if (!isTopKnown(key)) return ofUnknownKey(from, key, safe, site, dialect)
  if (from.kind === 'unknown') return ofUnknown(from, key, safe, site, dialect)
  const step = stepOf(key)
  if (from.kind === 'reference') {
    if (step === undefined) return unknownFrom([from], site.origin, true)
    // An attribute of a resource is there; what is inside of it may not be.
    return reference(
      { to: from.to, path: [...from.path, step] },
      ofMember(from, step),
      { span: site.origin.span, via: from.origin },
      from.path.length > 0 ? true : from.mayFail,
    )
  }
  if (from.kind === 'null' && safe) return nullValue(site.origin)
  if (from.kind === 'object' && from.open !== undefined && key.kind === 'string' && !from.entries.has(key.value))
    return ofOpen(from, key, site)
  if (from.kind === 'list' && from.items.some((item) => item.kind === 'object' && item.possible !== undefined))
    return unknownFrom([from], site.origin, true)
  if (from.kind === 'list' && from.shape === 'set' && from.items.length > 1 && !from.items.every(isTopKnown))
    return unknownFrom([from], site.origin, true)
  const member = dialect.member(from, key, site)
  if (member === undefined) return safe ? nullValue(site.origin) : site.fail(missing(from, step))
  const of =
    from.kind === 'object' && from.open !== undefined && step !== undefined
      ? { to: from.open.to, path: [...from.open.path, step] }
      : undefined
  return marked(carried(member, site.origin.span, of), from)
}

/** Told by its whole name, where the doubt is that the value itself is not known. */
const ofMember = ({ to, path, doubt }: ReferenceValue, step: string): Doubt =>
  doubt.what === [to, ...path].join('.') ? { ...doubt, what: `${doubt.what}.${step}` } : doubt

const missing = (from: Value, step: string | undefined): string => {
  if (from.kind === 'null') return `null has no member${step === undefined ? '' : ` \`${step}\``}`
  const what = from.kind === 'list' ? `a list of ${from.items.length}` : from.kind === 'object' ? 'this object' : `a ${from.kind}`
  return `${what} has no member${step === undefined ? '' : ` \`${step}\``}`
}

const ofOpen = (from: ObjectValue, key: StringValue, site: Site): Value => {
  const open = from.open!
  const attribute = { to: open.to, path: [...open.path, key.value] }
  return reference(
    attribute,
    { reason: 'computed', what: `${open.to}.${attribute.path.join('.')}`, span: site.origin.span },
    { span: site.origin.span, via: from.origin, of: attribute },
    open.mayLack,
  )
}

const ofUnknown = (from: Value & { kind: 'unknown' }, key: Value, safe: boolean, site: Site, dialect: Dialect): Value => {
  const tried = overAlternatives([from], site.origin, isTopKnown, ([known]) => evaluateGet(known!, key, safe, site, dialect))
  if (tried !== undefined) return tried
  const step = stepOf(key)
  return unknown(
    from.causes,
    { span: site.origin.span, via: from.origin },
    {
      mayFail: true,
      ...(from.identity !== undefined && step !== undefined ? { identity: `${from.identity}[${JSON.stringify(step)}]` } : {}),
      ...(from.sensitive ? { sensitive: true } : {}),
    },
  )
}

const ofUnknownKey = (from: Value, key: Value, safe: boolean, site: Site, dialect: Dialect): Value => {
  const tried = overAlternatives([key], site.origin, isTopKnown, ([known]) => evaluateGet(from, known!, safe, site, dialect))
  if (tried !== undefined) return tried
  const elements =
    from.kind === 'list' && from.shape !== 'set'
      ? from.items
      : from.kind === 'object' && from.open === undefined
        ? [...from.entries.values()]
        : undefined
  if (elements === undefined || elements.length === 0 || elements.length > budget.alternatives || safe)
    return unknownFrom([from, key], site.origin, true)
  const one = oneOf(elements, doubtsOf(key), site.origin)
  const causes = doubtsOf(key)
  return one.kind === 'unknown' ? { ...one, mayFail: true } : unknown(causes, site.origin, { among: [one], mayFail: true })
}

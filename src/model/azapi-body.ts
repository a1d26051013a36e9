/** The body of a resource of azapi, an object or JSON text, with what is sensitive of it; and bodies laid over one another. */
import type { Declared } from '../eval/declared.ts'
import { bool, doubtsOf, list, mergeDoubts, nullValue, number, type Origin, object, string, unknown, type Value } from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import { at, isAbsent } from './read-value.ts'

/** What a piece that is not known stands for while JSON text is parsed. */
const mark = (index: number): string => `\uE000${index}\uE001`

/** Text with marks, back to a value. */
const unmark = (text: string, holes: readonly Value[], origin: Origin): Value => {
  const pieces = text.split(/\uE000(\d{1,6})\uE001/)
  if (pieces.length === 1) return string(text, origin)
  const parts = pieces.flatMap((piece, index): Value[] =>
    index % 2 === 1 ? [holes[Number(piece)]!] : piece === '' ? [] : [string(piece, origin)],
  )
  if (parts.length === 1) return parts[0]!
  return unknown(
    holes.flatMap((hole) => (hole.kind === 'unknown' ? hole.causes : hole.kind === 'reference' ? [hole.doubt] : [])),
    origin,
    { parts },
  )
}

const ofJson = (json: unknown, holes: readonly Value[], origin: Origin, depth: number): Value => {
  if (depth > budget.nesting) return unknown([{ reason: 'budget', what: 'a text that nests too deep', span: origin.span }], origin)
  if (json === null) return nullValue(origin)
  if (typeof json === 'string') return unmark(json, holes, origin)
  if (typeof json === 'number') return number(json, origin)
  if (typeof json === 'boolean') return bool(json, origin)
  if (Array.isArray(json)) {
    const items = json.map((item) => ofJson(item, holes, origin, depth + 1))
    return list(items, origin)
  }
  const entries = Object.entries(json as object).map(([key, value]) => [key, ofJson(value, holes, origin, depth + 1)] as const)
  return object(new Map(entries), origin)
}

/** `jsonencode({…})` evaluates to a text, known or half known; azapi takes it as well as an object. */
const decoded = (body: Value | undefined): Value | undefined => {
  if (body?.kind === 'unknown' && body.encodes !== undefined) return body.encodes
  if (body === undefined || (body.kind !== 'string' && !(body.kind === 'unknown' && body.parts !== undefined))) return body
  const parts = body.kind === 'string' ? [body] : (body.parts ?? [])
  const holes: Value[] = []
  let text = ''
  for (const part of parts) {
    if (part.kind === 'string') text += part.value.replace(/[\uE000\uE001]/g, '')
    else text += mark(holes.push(part) - 1)
  }
  const origin = body.origin
  try {
    return ofJson(JSON.parse(text), holes, origin, 0)
  } catch {
    return unknown(
      [{ reason: body.kind === 'string' ? 'error' : 'unsupported', what: 'a body that is no JSON text', span: origin.span }],
      origin,
    )
  }
}

const plain = (value: Value): string | undefined =>
  value.kind === 'string' || value.kind === 'number' || value.kind === 'bool' ? `${value.kind} ${String(value.value)}` : undefined

/** Undefined: both say something of the same property, so that each is undone by the other in turn. https://github.com/Azure/terraform-provider-azapi/blob/main/utils/json.go */
export const merged = (old: Value, added: Value): Value | undefined => {
  if (added.kind === 'object' && old.kind === 'object') {
    if ([added, old].some(({ open, possible }) => open !== undefined || possible !== undefined)) return undefined
    const entries = new Map(old.entries)
    for (const [key, value] of added.entries) {
      const before = entries.get(key)
      const both = before === undefined || before.kind === 'null' ? value : merged(before, value)
      if (both === undefined) return undefined
      entries.set(key, both)
    }
    return object(entries, old.origin)
  }
  const text = plain(old)
  return text !== undefined && text === plain(added) ? old : undefined
}

/** What is sensitive is laid over the rest: https://registry.terraform.io/providers/Azure/azapi/latest/docs/resources/resource#sensitive_body */
export const bodyOf = (declared: Declared): Value | undefined => {
  const body = decoded(at(declared.body, 'body'))
  const sensitive = decoded(at(declared.body, 'sensitive_body'))
  if (isAbsent(sensitive)) return body
  if (isAbsent(body)) return sensitive
  const both = merged(body, sensitive)
  if (both !== undefined) return both
  const doubts = mergeDoubts(doubtsOf(sensitive), doubtsOf(body))
  const twice = { reason: 'unsupported', what: `what \`sensitive_body\` of ${declared.address} says again`, span: declared.span } as const
  return unknown(doubts.length > 0 ? doubts : [twice], sensitive.origin)
}

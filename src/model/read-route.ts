/** The value of a route's destination comes in; a prefix, a service tag, or something known by name only goes out. */
import { findTag, tagNames } from '../azure/service-tags.ts'
import { doubtsOf, type Origin, type Value } from '../eval/value.ts'
import { formatRange, parseAddressRange, prefixLength } from '../net/address.ts'
import type { Sink } from '../text/diagnostic.ts'
import { nearest } from '../text/nearest.ts'
import type { AddressTerm, Fact } from './entity.ts'
import { eachAlternative, only, type Possible, possibleFact } from './possible.ts'
import { atomIdentity, type Owner } from './read-address.ts'
import { isAbsent, piecesOf, unstated } from './read-value.ts'

export type RouteDestination =
  | Extract<AddressTerm, { kind: 'range' }>
  /** `length`: of the prefix, where that much is written. */
  | (Extract<AddressTerm, { kind: 'atom' }> & { readonly length?: number })
  /** `known: false` where no such tag is known. */
  | { readonly kind: 'tag'; readonly tag: string; readonly known: boolean; readonly origin: Origin }

const bad = (value: Value, owner: Owner, sink: Sink, problem: string, help?: string): RouteDestination => {
  const span = value.origin.span
  const message = `${value.kind === 'string' && value.sensitive !== true ? `\`${value.value}\`` : 'a sensitive value'} ${problem}`
  sink({ code: 'model/bad-address', severity: 'error', message, span, ...(help === undefined ? {} : { help }) })
  const identity = atomIdentity({ kind: 'unknown', causes: [], origin: value.origin }, owner.address)
  return { kind: 'atom', identity, doubts: [{ reason: 'error', what: message, span }], origin: value.origin }
}

/** Tags that a security rule knows and a route does not: https://learn.microsoft.com/azure/virtual-network/service-tags-overview */
const notRoutable = new Set([
  'Internet',
  'VirtualNetwork',
  'AzureLoadBalancer',
  'AzurePlatformDNS',
  'AzurePlatformIMDS',
  'AzurePlatformLKM',
])

const ofText = (text: string, value: Value, owner: Owner, sink: Sink): RouteDestination => {
  if (/^[0-9]|[:/]/.test(text)) {
    const range = parseAddressRange(text)
    if (!('problem' in range))
      return text.includes('-') || prefixLength(range) === undefined
        ? bad(value, owner, sink, 'is no prefix')
        : { kind: 'range', range, origin: value.origin }
    return range.problem === 'host-bits'
      ? bad(value, owner, sink, 'has bits set beyond its length', `write \`${formatRange(range.range)}\``)
      : bad(value, owner, sink, 'is no prefix')
  }
  const tag = findTag(text)
  const span = value.origin.span
  if (tag === undefined) {
    const near = nearest(text, tagNames)
    sink({
      code: 'model/unknown-tag',
      severity: 'warning',
      message: `\`${text}\` is no service tag and no prefix`,
      span,
      ...(near === undefined ? {} : { help: `did you mean \`${near}\`?` }),
    })
    return { kind: 'tag', tag: text, known: false, origin: value.origin }
  }
  if (notRoutable.has(tag.name)) return bad(value, owner, sink, 'is a service tag that no route can have')
  return { kind: 'tag', tag: tag.name, known: true, origin: value.origin }
}

/** `/32` after something that is not known. */
const writtenLength = (value: Value): number | undefined => {
  const last = piecesOf(value).at(-1)
  const digits = typeof last === 'string' ? /^\/(\d{1,3})$/.exec(last)?.[1] : undefined
  return digits === undefined ? undefined : Number(digits)
}

export const readRouteDestination = (attribute: string, value: Value | undefined, owner: Owner, sink: Sink): Fact<RouteDestination> => {
  if (isAbsent(value)) return unstated(owner, attribute)
  const leaf = (one: Value): Possible<RouteDestination> => {
    const text = one.kind === 'string' ? one.value.trim() : undefined
    if (text !== undefined) return only(ofText(text, one, owner, sink))
    const length = writtenLength(one)
    return only({
      kind: 'atom',
      identity: atomIdentity(one, owner.address),
      doubts: doubtsOf(one),
      origin: one.origin,
      ...(length === undefined ? {} : { length }),
    })
  }
  return possibleFact(eachAlternative(value, leaf), value.origin)
}

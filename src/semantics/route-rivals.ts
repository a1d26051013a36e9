/** A route hop of a packet and the effective routes of its subnet come in; the routes that might have led it and do not go out, each with why. */
import { type AddressRange, parseAddressRange } from '../net/address.ts'
import type { RouteHop } from './reach-hops.ts'
import type { Beaten, EffectiveRoute, Route } from './routes.ts'

export interface Rival {
  readonly route: Route
  /** `less-specific`: it is in force, for other addresses. */
  readonly why: Beaten | { readonly reason: 'less-specific' }
}

const holds = (outer: AddressRange, inner: AddressRange): boolean =>
  outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last

export const rivalsOf = (hop: RouteHop, effective: readonly EffectiveRoute[], destination: string | undefined): readonly Rival[] => {
  const asked = destination === undefined ? undefined : parseAddressRange(destination)
  if (asked === undefined || 'problem' in asked) return []
  // Routes are numbered anew each time that they are collected, always in the same order.
  const chosen = new Set(hop.routes.map(({ id }) => id))
  return effective.flatMap(({ route, state, beaten }): Rival[] => {
    const range = parseAddressRange(route.destination)
    if ('problem' in range || !holds(range, asked) || chosen.has(route.id)) return []
    if (state === 'active') return [{ route, why: { reason: 'less-specific' } }]
    return beaten === undefined ? [] : [{ route, why: beaten }]
  })
}

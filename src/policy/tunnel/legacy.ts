/** A tag that is not routed as a whole comes in; whether the addresses that once stood for it are, goes out. */
import { regionalTag } from '../../azure/service-tags.ts'
import { parseAddressRange } from '../../net/address.ts'
import type { FlowTerm } from '../../semantics/flow.ts'
import { inhabited } from '../../semantics/inhabited.ts'
import type { Routed } from '../../semantics/routed.ts'
import { countsIn } from '../data-tables.ts'
import type { Site } from '../kind.ts'
import type { ReadyRequirement } from './require.ts'
import { outcomeOf, type Set4, type Sorted, setOf, sort, toInternet } from './ways.ts'

export interface Legacy {
  /** The addresses that were published, for the region where that is known. */
  readonly rows: Sorted
  /** All that the tag has for the region, and those for every region; undefined where no addresses of the tag are loaded. */
  readonly need: Sorted | undefined
}

const rangeTerm = (text: string): readonly FlowTerm[] => {
  const range = parseAddressRange(text)
  return 'problem' in range ? [] : [{ kind: 'range', range }]
}

const isPlain = (set: Set4): boolean => set.every((cell) => cell.inside.length + cell.outside.length === 0)

/** Some address that may be of the tag is led to Internet by a route to addresses. */
const isLedInPart = (routed: Routed, set: Set4, allowed: Set4): boolean =>
  routed
    .ways(routed.place.addresses.subtract(set, allowed))
    .ways.some(({ hops, routes }) => hops.length === 1 && hops[0]!.kind === 'internet' && routes.some(({ source }) => source === 'user'))

/** `allowed`: what is led to Internet for other reasons. Undefined where nothing is led there address by address: then it is the whole tag that is missing. */
export const legacyOf = ({ row, terms, set }: ReadyRequirement, site: Site, routed: Routed, allowed: Set4): Legacy | undefined => {
  if (row.orPrefixes === undefined) return undefined
  const { region, subnet } = site.point
  const rows = row.orPrefixes.flatMap((term): readonly FlowTerm[] => {
    if (term.kind === 'flow') return [term.term]
    if (term.kind !== 'setting') return []
    return (site.binding(term.name) ?? []).flatMap(({ text, scope }) =>
      !region.known || countsIn(scope, region.value) ? rangeTerm(text) : [],
    )
  })
  const published = setOf(routed, rows)
  const sortOut = (one: Set4): Sorted => sort(routed, one, toInternet, subnet.span)
  const sorted = sortOut(published)
  const tags = terms.flatMap((term) => (term.kind === 'tag' ? [term.tag] : []))
  const regional = tags.flatMap((tag): readonly FlowTerm[] => {
    const own = region.known ? regionalTag(tag, region.value) : undefined
    return own === undefined ? [] : [{ kind: 'tag', tag: own.name, atRegion: false }]
  })
  const ofRegion = setOf(routed, regional)
  const { addresses } = routed.place
  const isRegionLed = ofRegion.length > 0 && outcomeOf(sortOut(ofRegion)) === 'holds'
  const isAddressLed = sorted.right.some((way) => inhabited(routed.place, way.addresses) !== undefined)
  if (!isAddressLed && !isRegionLed && !(published.length === 0 && isLedInPart(routed, set, allowed))) return undefined
  // What is published for other tags than the one that is loaded says nothing.
  const isLoaded = isPlain(set) && ofRegion.length > 0 && isPlain(ofRegion)
  const need = isLoaded ? sortOut(addresses.unite(addresses.intersect(ofRegion, set), addresses.intersect(published, set))) : undefined
  return { rows: sorted, need }
}

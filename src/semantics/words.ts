/** Sets of addresses come in; the words that a message uses for them go out: names where there are any, else a few prefixes. */
import { formatRange } from '../net/address.ts'
import type { AddressSet, Cell } from '../net/cells.ts'
import type { Intervals } from '../net/ranges.ts'
import type { Place } from './place.ts'

/** Ranges written out before the rest is counted. */
const shown = 3

const equal = <T>(a: Intervals<T>, b: Intervals<T>): boolean =>
  a.length === b.length && a.every((interval, index) => interval.first === b[index]!.first && interval.last === b[index]!.last)

const listed = <T extends number | bigint>(place: Place<T>, ranges: Intervals<T>): string => {
  const written = ranges.slice(0, shown).map(({ first, last }) => formatRange(place.family.range(first, last)))
  const more = ranges.length - written.length
  return more > 0 ? `${written.join(', ')} and ${more} more ranges` : written.join(', ')
}

const plain = <T>(set: AddressSet<T>): Intervals<T> | undefined =>
  set.length === 1 && set[0]!.inside.length + set[0]!.outside.length === 0 ? set[0]!.ranges : undefined

const rangesInWords = <T extends number | bigint>(place: Place<T>, ranges: Intervals<T>): string => {
  const { intervals } = place.addresses
  const { subnet, nic } = place.site.point
  const own = plain(place.subnet)
  const name = subnet.name.known ? subnet.name.value : subnet.id
  if (own !== undefined && equal(ranges, own)) return `subnet ${name} (${listed(place, own)})`
  const local = nic === undefined ? undefined : plain(place.local)
  if (local !== undefined && nic !== undefined && equal(ranges, local))
    return `${nic.name.known ? nic.name.value : nic.id} (${listed(place, local)})`
  for (const { name: known, set } of place.named) {
    const whole = plain(set)
    if (whole !== undefined && equal(ranges, whole)) return known
  }
  const space = plain(place.space)
  if (space !== undefined && equal(ranges, space)) return `the virtual network (${listed(place, space)})`
  // What is left of the public space once some prefixes are taken out is still best called by its name.
  if (intervals.covers(ranges, place.family.everything)) return 'any address'
  if (ranges.length > shown) {
    const { public: whole } = place.family
    for (const [outer, title] of [
      [whole, 'Internet'],
      [place.family.everything, 'any address'],
    ] as const) {
      const missing = intervals.subtract(outer, ranges)
      if (intervals.covers(outer, ranges) && missing.length <= shown) return `${title} except ${listed(place, missing)}`
    }
    for (const { name: known, set } of [...place.named].reverse()) {
      const over = plain(set)
      if (over !== undefined && intervals.covers(over, ranges)) return `part of ${known}`
    }
  }
  return listed(place, ranges)
}

/** What a set lacks: all by name where they are few, else the first two. */
const lacking = (names: readonly string[]): string => {
  if (names.length === 0) return ''
  if (names.length <= 2) return ` except ${names.join(' and ')}`
  const [first, second, third] = names
  return ` except what is also in ${first}, ${second} or ${names.length === 3 ? third : `${names.length - 2} more service tags`}`
}

export const cellInWords = <T extends number | bigint>(place: Place<T>, cell: Cell<T>): string => {
  const { atoms } = place.site
  const { intervals, atoms: relations } = place.addresses
  const names = cell.inside.map((id) => atoms.get(id).name)
  const bounds = cell.inside.map((id) => relations.within(id) ?? place.family.everything)
  const whole = bounds.some((bound) => intervals.covers(cell.ranges, bound))
  const inside = names.length === 0 ? rangesInWords(place, cell.ranges) : names.join(' and ')
  const cut = names.length > 0 && !whole ? ` (in ${listed(place, cell.ranges)})` : ''
  const tags = cell.outside.map((id) => atoms.get(id)).filter((atom) => atom.tag !== undefined)
  return `${inside}${cut}${lacking(tags.map((atom) => atom.name))}`
}

/** Cells that are apart only because a service tag cannot reach into one of them read as one. */
const joined = <T extends number | bigint>(place: Place<T>, set: AddressSet<T>): AddressSet<T> => {
  const { intervals, atoms } = place.addresses
  const open = set.filter((cell) => cell.inside.length === 0)
  const outside = [...new Set(open.flatMap((cell) => cell.outside))].sort()
  const alike = open.every((cell) =>
    outside.every((id) => cell.outside.includes(id) || !intervals.meets(cell.ranges, atoms.within(id) ?? place.family.everything)),
  )
  if (open.length < 2 || !alike) return set
  const one = { ranges: intervals.unite(...open.map((cell) => cell.ranges)), inside: [], outside }
  return [one, ...set.filter((cell) => cell.inside.length > 0)]
}

export const setInWords = <T extends number | bigint>(place: Place<T>, set: AddressSet<T>): string => {
  const names = [
    ...new Set(
      joined(place, set)
        .slice(0, 8)
        .map((cell) => cellInWords(place, cell)),
    ),
  ]
  return names.length > 2 ? `${names[0]} and others` : names.join(' and ')
}

/** Ranges come in; whether every public address is among them goes out. */
import { documentationSpace, privateSpace, sharedSpace, specialSpace } from '../azure/address-space.ts'
import { type AddressRange, everyAddress4, parseAddressRange } from '../net/address.ts'
import { type Interval, numberIntervals } from '../net/ranges.ts'

const rangeOf = (prefix: string): readonly Interval<number>[] => {
  const range = parseAddressRange(prefix)
  return 'problem' in range || range.family !== 4 ? [] : [{ first: range.first, last: range.last }]
}

/** Nobody sends from these: https://www.iana.org/assignments/iana-ipv4-special-registry */
const nobodys = [...privateSpace, sharedSpace, ...specialSpace, ...documentationSpace, '192.0.0.0/24', '192.88.99.0/24', '198.18.0.0/15']

const everybody = numberIntervals.subtract(
  numberIntervals.unite([{ first: Number(everyAddress4.first), last: Number(everyAddress4.last) }]),
  numberIntervals.unite(nobodys.flatMap(rangeOf)),
)

export const holdsEverybody = (ranges: readonly AddressRange[]): boolean =>
  numberIntervals.covers(
    numberIntervals.unite(ranges.flatMap((range) => (range.family === 4 ? [{ first: range.first, last: range.last }] : []))),
    everybody,
  )

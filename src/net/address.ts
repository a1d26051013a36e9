/** Addresses, prefixes and address ranges of both families, read from text and written as text; the two families never meet. */

/** IPv4 addresses are numbers, IPv6 addresses bigints; both compare with `<`. */
export type Family = 4 | 6

/** Inclusive at both ends. */
export type AddressRange =
  | { readonly family: 4; readonly first: number; readonly last: number }
  | { readonly family: 6; readonly first: bigint; readonly last: bigint }

export type AddressProblem =
  /** A prefix with bits set beyond its length: `10.0.0.5/24`. `range` is the prefix that it lies in, `prefix` how that is written (`10.0.0.0/24`). */
  { readonly problem: 'host-bits'; readonly range: AddressRange; readonly prefix: string } | { readonly problem: 'not-an-address' }

const lastOf4 = 0xffffffff
const lastOf6 = (1n << 128n) - 1n
const decimal = /^(0|[1-9]\d{0,2})$/
const hexadecimal = /^[0-9a-f]{1,4}$/i

export const everyAddress4: AddressRange = { family: 4, first: 0, last: lastOf4 }
export const everyAddress6: AddressRange = { family: 6, first: 0n, last: lastOf6 }

const parse4 = (text: string): number | undefined => {
  const octets = text.split('.', 5)
  if (octets.length !== 4) return undefined
  let address = 0
  for (const octet of octets) {
    if (!decimal.test(octet)) return undefined
    const value = Number(octet)
    if (value > 255) return undefined
    address = address * 256 + value
  }
  return address
}

/** Groups of one side of `::`; a dotted quad may stand for the last two where `tail` is set. */
const parseGroups = (text: string, tail: boolean): number[] | undefined => {
  if (text === '') return []
  const groups: number[] = []
  const pieces = text.split(':', 9)
  for (const [index, piece] of pieces.entries()) {
    if (tail && index === pieces.length - 1 && piece.includes('.')) {
      const quad = parse4(piece)
      if (quad === undefined) return undefined
      groups.push(Math.floor(quad / 65536), quad % 65536)
    } else if (hexadecimal.test(piece)) groups.push(Number.parseInt(piece, 16))
    else return undefined
  }
  return groups
}

const parse6 = (text: string): bigint | undefined => {
  const gap = text.indexOf('::')
  const head = parseGroups(gap === -1 ? text : text.slice(0, gap), gap === -1)
  const tail = gap === -1 ? [] : parseGroups(text.slice(gap + 2), true)
  if (head === undefined || tail === undefined) return undefined
  const given = head.length + tail.length
  if (gap === -1 ? given !== 8 : given > 7) return undefined
  let address = 0n
  for (const group of [...head, ...Array<number>(8 - given).fill(0), ...tail]) address = (address << 16n) | BigInt(group)
  return address
}

type Address = { readonly family: 4; readonly value: number } | { readonly family: 6; readonly value: bigint }

/** One address; undefined where the text is none. Octets have no leading zeros, IPv6 addresses no zone. */
export const parseAddress = (text: string): Address | undefined => {
  if (text.length > 45) return undefined
  if (!text.includes(':')) {
    const value = parse4(text)
    return value === undefined ? undefined : { family: 4, value }
  }
  const value = parse6(text)
  return value === undefined ? undefined : { family: 6, value }
}

const rangeOf = (first: Address, last: Address): AddressRange | undefined => {
  if (first.family === 4 && last.family === 4)
    return first.value <= last.value ? { family: 4, first: first.value, last: last.value } : undefined
  if (first.family === 6 && last.family === 6)
    return first.value <= last.value ? { family: 6, first: first.value, last: last.value } : undefined
  return undefined
}

/** The prefix of length `bits` that holds the address. */
const prefixOf = (address: Address, bits: number): AddressRange => {
  if (address.family === 4) {
    const size = 2 ** (32 - bits)
    const first = Math.floor(address.value / size) * size
    return { family: 4, first, last: first + size - 1 }
  }
  const low = (1n << BigInt(128 - bits)) - 1n
  return { family: 6, first: address.value & ~low & lastOf6, last: address.value | low }
}

const parsePrefix = (text: string, slash: number): AddressRange | AddressProblem => {
  const address = parseAddress(text.slice(0, slash))
  const length = text.slice(slash + 1)
  if (address === undefined || !decimal.test(length)) return { problem: 'not-an-address' }
  const bits = Number(length)
  if (bits > (address.family === 4 ? 32 : 128)) return { problem: 'not-an-address' }
  const range = prefixOf(address, bits)
  return range.first === address.value ? range : { problem: 'host-bits', range, prefix: formatRange(range) }
}

/** Reads an address, a prefix (`10.0.0.0/24`) or a range (`10.0.0.4-10.0.0.9`) of either family; a range's ends must be in order. */
export const parseAddressRange = (text: string): AddressRange | AddressProblem => {
  if (text.length > 120) return { problem: 'not-an-address' }
  const slash = text.indexOf('/')
  if (slash !== -1) return parsePrefix(text, slash)
  const dash = text.indexOf('-')
  const first = parseAddress((dash === -1 ? text : text.slice(0, dash)).trim())
  const last = dash === -1 ? first : parseAddress(text.slice(dash + 1).trim())
  if (first === undefined || last === undefined) return { problem: 'not-an-address' }
  return rangeOf(first, last) ?? { problem: 'not-an-address' }
}

const format4 = (value: number): string => [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.')

/** RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups as `::`. */
const format6 = (value: bigint): string => {
  const groups = Array.from({ length: 8 }, (_, index) => Number((value >> BigInt(112 - 16 * index)) & 0xffffn))
  let start = -1
  let length = 1
  for (let at = 0; at < 8; at++) {
    let end = at
    while (end < 8 && groups[end] === 0) end++
    if (end - at > length) {
      start = at
      length = end - at
    }
  }
  const write = (some: readonly number[]): string => some.map((group) => group.toString(16)).join(':')
  return start === -1 ? write(groups) : `${write(groups.slice(0, start))}::${write(groups.slice(start + length))}`
}

export const formatAddress = (value: number | bigint): string => (typeof value === 'number' ? format4(value) : format6(value))

/** Length of the prefix that the range is; undefined where it is none. */
export const prefixLength = (range: AddressRange): number | undefined => {
  if (range.family === 4) {
    const size = range.last - range.first + 1
    const bits = 32 - Math.log2(size)
    return Number.isInteger(bits) && range.first % size === 0 ? bits : undefined
  }
  const size = range.last - range.first + 1n
  return (size & (size - 1n)) === 0n && range.first % size === 0n ? 129 - size.toString(2).length : undefined
}

/** A single address, a prefix, else `first-last`. */
export const formatRange = (range: AddressRange): string => {
  const first = formatAddress(range.first)
  if (range.first === range.last) return first
  const bits = prefixLength(range)
  return bits === undefined ? `${first}-${formatAddress(range.last)}` : `${first}/${bits}`
}

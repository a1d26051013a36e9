/** Address lists of the model come in; parts of sets go out: addresses, and atoms for what is known by name only. */
import type { Doubt } from '../eval/value.ts'
import type { AddressTerm, Fact } from '../model/entity.ts'
import type { AddressRange } from '../net/address.ts'
import type { Atom, Atoms } from './atoms.ts'

/** Part of an address list: addresses, or an atom of the site. */
export type Extent = { readonly range: AddressRange } | { readonly atom: string }

const identityOf = (term: Extract<AddressTerm, { kind: 'atom' }>): string => `value:${term.identity}`
const inWords = (doubts: readonly Doubt[], otherwise: string): string => (doubts[0] === undefined ? otherwise : `\`${doubts[0].what}\``)

export const valueAtom = (term: Extract<AddressTerm, { kind: 'atom' }>, more: Partial<Atom> = {}): Atom => ({
  id: identityOf(term),
  name: inWords(term.doubts, term.identity),
  doubts: term.doubts,
  ...more,
})

export const rangesOnly = (extents: readonly Extent[]): readonly AddressRange[] | undefined => {
  const ranges: AddressRange[] = []
  for (const extent of extents) {
    if ('atom' in extent) return undefined
    ranges.push(extent.range)
  }
  return ranges
}

/** A list of prefixes that somebody gave a network; `bound` is what it lies in, where that is known. */
export const readPrefixes = (
  atoms: Atoms,
  prefixes: Fact<readonly AddressTerm[]>,
  whole: Pick<Atom, 'id' | 'name'>,
  bound: readonly AddressRange[] | undefined,
): readonly Extent[] => {
  const within = bound === undefined ? {} : { within: bound }
  if (!prefixes.known) return [{ atom: atoms.add({ ...whole, network: true, inhabited: true, doubts: prefixes.doubts, ...within }) }]
  return prefixes.value.map((term) => {
    if (term.kind === 'range') return { range: term.range }
    // Among several, one may be of IPv6 only; a subnet always has IPv4: https://learn.microsoft.com/azure/virtual-network/ip-services/ipv6-overview
    const inhabited = prefixes.value.length === 1 ? { inhabited: true as const } : {}
    return { atom: atoms.add(valueAtom(term, { network: true, ...inhabited, ...within })) }
  })
}

/** A point of the network comes in; what is known of the addresses around it goes out: its own, its subnet's, its virtual network's, and what may be added to them. */
import type { Doubt } from '../eval/value.ts'
import type { AddressTerm, Fact } from '../model/entity.ts'
import type { Network } from '../model/network.ts'
import type { AddressRange } from '../net/address.ts'
import { type Atom, type Atoms, createAtoms } from './atoms.ts'
import type { Point, TagSnapshot } from './flow.ts'

/** Part of an address list: addresses, or an atom of the site. */
export type Extent = { readonly range: AddressRange } | { readonly atom: string }

export interface Site {
  readonly network: Network
  readonly point: Point
  readonly snapshot: TagSnapshot | undefined
  readonly atoms: Atoms
  /** The virtual network's own space; what is known of the subnet is part of it. */
  readonly space: readonly Extent[]
  readonly subnet: readonly Extent[]
  /** The network interface's addresses, where one is meant; else the subnet's. */
  readonly local: readonly Extent[]
  /** What peerings, gateways and routes may add to `VirtualNetwork`; undefined where they surely add nothing. */
  readonly beyond: string | undefined
  /** The part of `beyond` that is not in `Internet`. */
  readonly beyondInternet: string | undefined
  /** Special addresses that are in `Internet`, whichever they are. */
  readonly special: string
  extent(term: AddressTerm): Extent
}

const identityOf = (term: Extract<AddressTerm, { kind: 'atom' }>): string => `value:${term.identity}`
const inWords = (doubts: readonly Doubt[], otherwise: string): string => (doubts[0] === undefined ? otherwise : `\`${doubts[0].what}\``)

const valueAtom = (term: Extract<AddressTerm, { kind: 'atom' }>, more: Partial<Atom> = {}): Atom => ({
  id: identityOf(term),
  name: inWords(term.doubts, term.identity),
  doubts: term.doubts,
  ...more,
})

const rangesOnly = (extents: readonly Extent[]): readonly AddressRange[] | undefined => {
  const ranges: AddressRange[] = []
  for (const extent of extents) {
    if ('atom' in extent) return undefined
    ranges.push(extent.range)
  }
  return ranges
}

/** A list of prefixes that somebody gave a network; `bound` is what it lies in, where that is known. */
const readPrefixes = (
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

const readSpace = (atoms: Atoms, network: Network, point: Point): readonly Extent[] => {
  const { subnet } = point
  const link = network.link(subnet.virtualNetwork, 'virtual-network')
  const only = link.options.length === 1 ? link.options[0]! : undefined
  if (only?.to === 'entity')
    return readPrefixes(
      atoms,
      only.entity.addressSpace,
      { id: `space:${only.entity.id}`, name: `virtual network \`${only.entity.id}\`` },
      undefined,
    )
  const id = only?.to === 'external' ? `space:${only.identity}` : `space of:${subnet.id}`
  return [{ atom: atoms.add({ id, name: `the virtual network of \`${subnet.id}\``, network: true, inhabited: true, doubts: link.doubts }) }]
}

/** Addresses of the interface in this subnet; an unknown one is an atom that surely holds an address. */
const readInterface = (
  atoms: Atoms,
  network: Network,
  point: Point,
  bound: readonly AddressRange[] | undefined,
): readonly Extent[] | undefined => {
  const { nic, subnet } = point
  if (nic === undefined) return undefined
  const within = bound === undefined ? {} : { within: bound }
  const extents: Extent[] = []
  for (const [index, configuration] of nic.ipConfigurations.entries()) {
    const { options } = network.link(configuration.subnet, 'subnet')
    if (!options.some((option) => option.to === 'external' || (option.to === 'entity' && option.entity.id === subnet.id))) continue
    const address = configuration.privateAddress
    const certain = options.length === 1 ? { inhabited: true as const } : {}
    if (address.known && address.value.kind === 'range') extents.push({ range: address.value.range })
    else if (address.known && address.value.kind === 'atom')
      extents.push({ atom: atoms.add(valueAtom(address.value, { network: true, ...certain, ...within })) })
    else
      extents.push({
        atom: atoms.add({
          id: `address:${nic.id}:${index}`,
          name: `the address of \`${nic.id}\``,
          network: true,
          doubts: address.known ? [] : address.doubts,
          ...certain,
          ...within,
        }),
      })
  }
  if (nic.moreIpConfigurations.length > 0)
    extents.push({
      atom: atoms.add({
        id: `addresses:${nic.id}`,
        name: `further addresses of \`${nic.id}\``,
        network: true,
        doubts: nic.moreIpConfigurations,
        ...within,
      }),
    })
  return extents
}

export const createSite = (network: Network, point: Point, snapshot: TagSnapshot | undefined): Site => {
  const atoms = createAtoms()
  const { subnet } = point
  const space = readSpace(atoms, network, point)
  const own = readPrefixes(atoms, subnet.prefixes, { id: `subnet:${subnet.id}`, name: `subnet \`${subnet.id}\`` }, rangesOnly(space))
  const local = readInterface(atoms, network, point, rangesOnly(own) ?? rangesOnly(space)) ?? own
  const more = network.extendsVirtualNetwork(subnet)
  const beyond = more.length === 0 ? undefined : `beyond:${subnet.id}`
  const beyondInternet = more.length === 0 ? undefined : `beyond internet:${subnet.id}`
  if (beyond !== undefined && beyondInternet !== undefined) {
    const name = `what \`VirtualNetwork\` holds beyond the virtual network of \`${subnet.id}\``
    atoms.add({ id: beyond, name, doubts: more })
    // Whether `Internet` leaves out what a route adds to `VirtualNetwork` is not documented: https://learn.microsoft.com/azure/virtual-network/service-tags-overview
    atoms.add({ id: beyondInternet, name, doubts: more, parents: [beyond] })
  }
  const special = atoms.add({
    id: 'special',
    name: 'special addresses',
    doubts: [{ reason: 'unsupported', what: 'whether service tag `Internet` holds addresses such as 100.64.0.0/10', span: subnet.span }],
  })
  return {
    network,
    point,
    snapshot,
    atoms,
    space: [...space, ...own],
    subnet: own,
    local,
    beyond,
    beyondInternet,
    special,
    extent: (term) => (term.kind === 'range' ? { range: term.range } : { atom: atoms.add(valueAtom(term)) }),
  }
}

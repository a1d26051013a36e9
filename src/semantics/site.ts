/** A point of the network comes in; what is known of the addresses around it goes out: its own, its subnet's, its virtual network's, and what may be added to them. */
import type { AddressTerm } from '../model/entity.ts'
import type { Network } from '../model/network.ts'
import type { AddressRange } from '../net/address.ts'
import { type Atoms, createAtoms } from './atoms.ts'
import { readBeyond } from './beyond.ts'
import { chosenAddresses } from './chosen-addresses.ts'
import { type Extent, rangesOnly, readPrefixes, valueAtom } from './extents.ts'
import type { Point, TagSnapshot } from './flow.ts'
import type { Put } from './gateway-prefixes.ts'

export type { Extent }

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
  /** What peerings, gateways and routes add to `VirtualNetwork`, or may add. */
  readonly beyond: readonly Extent[]
  /** Prefixes of routes among them, which other readings of Azure's documents leave out. */
  readonly routes: readonly Put[]
  /** A default route is not, as is assumed. */
  readonly leftOut: boolean
  /** What surely is beyond the virtual network, and what puts it there. */
  readonly causes: readonly Put[]
  /** Atoms: the parts of `beyond` that are not in `Internet`. */
  readonly beyondInternet: readonly string[]
  /** Special addresses that are in `Internet`, whichever they are. */
  readonly special: string
  extent(term: AddressTerm): Extent
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

/** `bare`: as if nothing were that only users report of Azure. */
export const createSite = (network: Network, point: Point, snapshot: TagSnapshot | undefined, bare = false): Site => {
  const atoms = createAtoms(chosenAddresses(network))
  const { subnet } = point
  const space = readSpace(atoms, network, point)
  const own = readPrefixes(atoms, subnet.prefixes, { id: `subnet:${subnet.id}`, name: `subnet \`${subnet.id}\`` }, rangesOnly(space))
  const local = readInterface(atoms, network, point, rangesOnly(own) ?? rangesOnly(space)) ?? own
  const { beyond, beyondInternet, routes, leftOut, causes } = readBeyond(atoms, network, subnet, snapshot, bare)
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
    routes,
    leftOut,
    causes,
    special,
    extent: (term) => (term.kind === 'range' ? { range: term.range } : { atom: atoms.add(valueAtom(term)) }),
  }
}

/** A subnet comes in; what its `VirtualNetwork` holds beyond its virtual network goes out: spaces of peers, and what may be added to them. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { Subnet } from '../model/kinds/subnet.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import type { Network, Peer } from '../model/network.ts'
import type { AddressRange } from '../net/address.ts'
import type { Atom, Atoms } from './atoms.ts'
import { type Extent, rangesOnly, readPrefixes } from './extents.ts'
import { family4, family6 } from './family.ts'
import type { TagSnapshot } from './flow.ts'
import { gatewayPrefixes, type Put } from './gateway-prefixes.ts'
import { tablePrefixes } from './table-prefixes.ts'

export interface Beyond {
  readonly beyond: readonly Extent[]
  /** Prefixes of routes among it, which other readings of Azure's documents leave out. */
  readonly routes: readonly Put[]
  /** A default route of its table is not in it, as is assumed. */
  readonly leftOut: boolean
  /** What surely is in it, and what puts it there. */
  readonly causes: readonly Put[]
  /** Atoms: the parts that `Internet` leaves out, whichever they are. */
  readonly beyondInternet: readonly string[]
}

/** Spaces that are told by their own names; with many of them answers take long and say little more. */
const namedSpaces = 4

const meetsPublic = (ranges: readonly AddressRange[]): boolean =>
  ranges.some((range) =>
    range.family === 4 ? family4.intervals.meets(family4.public, [range]) : family6.intervals.meets(family6.public, [range]),
  )

const networkOf = ({ network }: Peer): VirtualNetwork | undefined => {
  const [option] = network.options
  return network.options.length === 1 && option?.to === 'entity' ? option.entity : undefined
}

const rangesOf = (network: VirtualNetwork | undefined): readonly AddressRange[] | undefined => {
  const space = network?.addressSpace
  return space?.known ? rangesOnly(space.value.map((term) => (term.kind === 'range' ? { range: term.range } : { atom: '' }))) : undefined
}

/** `bare`: without what only users report of Azure. */
export const readBeyond = (atoms: Atoms, network: Network, subnet: Subnet, snapshot: TagSnapshot | undefined, bare = false): Beyond => {
  const table = tablePrefixes(network, subnet, bare)
  const gateways = gatewayPrefixes(network, subnet)
  const anything = mergeDoubts(network.mayHoldDefaultRoute(subnet), table.anything, gateways.anything)
  const causes: Put[] = [...table.surely, ...gateways.surely]
  const beyond: Extent[] = causes.map(({ range }) => ({ range }))
  const beyondInternet: string[] = []
  const name = `what \`VirtualNetwork\` holds beyond the virtual network of \`${subnet.id}\``
  // Whether `Internet` leaves out what a route or a peering adds to `VirtualNetwork` is not documented: https://learn.microsoft.com/azure/virtual-network/service-tags-overview
  const outsideInternet = (id: string): void => {
    const { within, network: narrow, public: tags, doubts } = atoms.get(id)
    if (within !== undefined && !meetsPublic(within)) return
    const bounds = {
      ...(within === undefined ? {} : { within }),
      ...(narrow === undefined ? {} : { network: narrow }),
      ...(tags === undefined ? {} : { public: tags }),
    }
    beyondInternet.push(atoms.add({ id: `${id}, not in Internet`, name, doubts, parents: [id], ...bounds }))
  }
  const add = (atom: Atom): void => {
    beyond.push({ atom: atoms.add(atom) })
    outsideInternet(atom.id)
  }

  const perhaps: AddressRange[] = [...table.perhaps, ...gateways.perhaps]
  const perhapsWhy: (readonly Doubt[])[] = [table.perhapsWhy, gateways.perhapsWhy]
  const unknown: (readonly Doubt[])[] = []
  let named = 0
  for (const peer of network.peersOf(subnet)) {
    const other = networkOf(peer)
    const ranges = rangesOf(other)
    if (peer.certain && ranges !== undefined)
      for (const range of ranges) {
        beyond.push({ range })
        for (const { what, span } of peer.doubts.slice(0, 1)) causes.push({ range, what: `the peering \`${what}\``, span })
      }
    else if (peer.certain && other !== undefined && named < namedSpaces) {
      named++
      const whole = { id: `space:${other.id}`, name: `virtual network \`${other.id}\`` }
      for (const extent of readPrefixes(atoms, other.addressSpace, whole, undefined)) {
        beyond.push(extent)
        if ('atom' in extent) outsideInternet(extent.atom)
      }
    } else if (ranges === undefined)
      unknown.push(peer.doubts, other?.addressSpace.known === false ? other.addressSpace.doubts : peer.network.doubts)
    else {
      perhaps.push(...ranges)
      perhapsWhy.push(peer.doubts)
    }
  }
  const open = beyond.flatMap((extent) => ('range' in extent && meetsPublic([extent.range]) ? [extent.range] : []))
  if (open.length > 0) {
    const what = 'whether service tag `Internet` holds public addresses of peered virtual networks and of routes'
    const doubts: readonly Doubt[] = [{ reason: 'unsupported', what, span: subnet.span }]
    beyondInternet.push(atoms.add({ id: `peers, not in Internet:${subnet.id}`, name, doubts, within: open }))
  }
  // What may hold anything holds what peers may add.
  if (anything.length > 0) add({ id: `beyond:${subnet.id}`, name, doubts: anything })
  else {
    if (table.tags.length > 0) {
      const spaces = table.tags.map(({ tag }) => snapshot?.tags.get(tag.toLowerCase()))
      const within = spaces.every((space) => space !== undefined) ? { within: spaces.flat() } : {}
      const doubts = mergeDoubts(...table.tags.map((one) => one.doubts))
      add({ id: `tags beyond:${subnet.id}`, name, doubts, public: true, ...within })
    }
    if (unknown.length > 0) add({ id: `beyond:${subnet.id}`, name, doubts: mergeDoubts(...unknown), network: true })
    // Bounds that are known say all; space that somebody gave a network is private, unless it is written otherwise.
    if (perhaps.length > 0) {
      const narrow = meetsPublic(perhaps) ? {} : { network: true as const }
      add({ id: `perhaps beyond:${subnet.id}`, name, doubts: mergeDoubts(...perhapsWhy), within: perhaps, ...narrow })
    }
  }
  return { beyond, beyondInternet, routes: table.surely, leftOut: table.leftOut, causes }
}

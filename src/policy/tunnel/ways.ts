/** A subnet's routes and a set of destinations come in; which of them go as they should, which surely do not, and what the rest depends on, goes out. */
import { filesOfRelations } from '../../azure/tag-relations.ts'
import { type Doubt, mergeDoubts } from '../../eval/value.ts'
import type { AddressSet } from '../../net/cells.ts'
import type { FlowTerm } from '../../semantics/flow.ts'
import { inhabited } from '../../semantics/inhabited.ts'
import type { Routed } from '../../semantics/routed.ts'
import type { NextHop, Way } from '../../semantics/routes.ts'
import type { Span } from '../../text/source.ts'
import type { Truth } from '../conditions.ts'

export type Set4 = AddressSet<number>
export type Way4 = Way<Set4>

export interface Sorted {
  readonly right: readonly Way4[]
  /** Surely not empty, and surely not as they should. */
  readonly wrong: readonly Way4[]
  readonly open: readonly Way4[]
  /** What `open` depends on. */
  readonly doubts: readonly Doubt[]
  /** Service tags whose addresses would settle some of it. */
  readonly tags: readonly string[]
  readonly leansOn: readonly string[]
}

export const outcomeOf = ({ wrong, open }: Sorted): 'holds' | 'fails' | 'unsure' =>
  wrong.length > 0 ? 'fails' : open.length > 0 ? 'unsure' : 'holds'

/** The addresses of one set that are known by name only depend on what the names stand for. */
const namesIn = ({ place }: Routed, set: Set4): { readonly doubts: readonly Doubt[]; readonly tags: readonly string[] } => {
  const atoms = [...new Set(set.flatMap((cell) => [...cell.inside, ...cell.outside]))].map((id) => place.site.atoms.get(id))
  return {
    doubts: mergeDoubts(...atoms.map((atom) => atom.doubts)),
    tags: atoms.flatMap((atom) => (atom.tag !== undefined && atom.doubts.length === 0 ? [atom.name] : [])),
  }
}

export const sort = (routed: Routed, set: Set4, accepts: (hop: NextHop, way: Way4) => Truth, span: Span): Sorted => {
  const { place } = routed
  const { ways, leansOnFiles } = routed.ways(set)
  const right: Way4[] = []
  const off: Way4[] = []
  const open: { readonly way: Way4; readonly doubts: readonly Doubt[]; readonly tags: readonly string[]; readonly isSure: boolean }[] = []
  const isSure = (addresses: Set4): boolean => inhabited(place, addresses) !== undefined
  for (const way of ways) {
    const answers = way.hops.map((hop) => accepts(hop, way))
    if (answers.every(({ answer }) => answer === 'yes')) right.push(way)
    else if (answers.every(({ answer }) => answer === 'no')) off.push(way)
    else {
      const doubts = mergeDoubts(way.doubts, ...answers.map((truth) => (truth.answer === 'unsure' ? truth.doubts : [])))
      open.push({ way, doubts, tags: [], isSure: isSure(way.addresses) })
    }
  }
  // Parts that may be empty one by one surely are not together.
  const single = off.filter((way) => isSure(way.addresses))
  const wrong = single.length > 0 || !isSure(place.addresses.unite(...off.map((way) => way.addresses))) ? single : off
  for (const way of off.filter((one) => !wrong.includes(one))) {
    const { doubts, tags } = namesIn(routed, way.addresses)
    const unnamed: readonly Doubt[] = [{ reason: 'external', what: `addresses of service tag \`${tags[0] ?? 'Internet'}\``, span }]
    open.push({ way, doubts: doubts.length > 0 ? doubts : unnamed, tags, isSure: false })
  }
  // What names stand for matters only where nothing else is in doubt.
  const sure = open.filter((one) => one.isSure)
  const telling = sure.length > 0 ? sure : open
  return {
    right,
    wrong,
    open: telling.map(({ way }) => way),
    doubts: mergeDoubts(...telling.map(({ doubts }) => doubts)),
    tags: [...new Set(telling.flatMap(({ tags }) => tags))].sort(),
    leansOn: leansOnFiles ? [filesSentence] : [],
  }
}

const filesSentence = `service tags that have no address in common in the files of ${filesOfRelations} have none`

export const together = (all: readonly Sorted[]): Sorted => ({
  right: all.flatMap(({ right }) => right),
  wrong: all.flatMap(({ wrong }) => wrong),
  open: all.flatMap(({ open }) => open),
  doubts: mergeDoubts(...all.map(({ doubts }) => doubts)),
  tags: [...new Set(all.flatMap(({ tags }) => tags))].sort(),
  leansOn: [...new Set(all.flatMap(({ leansOn }) => leansOn))],
})

export const toInternet = ({ kind }: NextHop): Truth =>
  kind === 'unknown' ? { answer: 'unsure', doubts: [] } : { answer: kind === 'internet' ? 'yes' : 'no' }

export const setOf = ({ place }: Routed, terms: readonly FlowTerm[]): Set4 =>
  // What is near never leaves the network, and may be of another subnet that is led alike.
  place.terms(terms.filter(({ kind }) => kind !== 'subnet' && kind !== 'virtual-network' && kind !== 'any'))

/** Whether what has no way of its own is led elsewhere than to Internet. */
export interface Tunnel {
  readonly state: 'yes' | 'perhaps' | 'no'
  /** By which it is, or may be. */
  readonly ways: readonly Way4[]
  /** All of the public space. */
  readonly all: readonly Way4[]
  readonly doubts: readonly Doubt[]
}

/** A way of its own is narrower than this part of the public space; a default route may be written as two halves, or as four quarters. */
const part = 8

const computed = new WeakMap<Routed, Tunnel>()

export const tunnelOf = (routed: Routed): Tunnel => {
  let found = computed.get(routed)
  if (found === undefined) computed.set(routed, (found = compute(routed)))
  return found
}

const compute = ({ place, ways }: Routed): Tunnel => {
  const { family, internet } = place
  const { ways: all } = ways(internet)
  const least = family.size(family.public) / part
  const broad = all.filter(({ widest }) => widest >= least)
  const away = broad.filter(({ hops }) => hops.every((hop) => hop.kind !== 'internet' && hop.kind !== 'unknown'))
  const open = broad.filter((way) => !away.includes(way) && way.hops.some((hop) => hop.kind !== 'internet'))
  return {
    state: away.length > 0 ? 'yes' : open.length > 0 ? 'perhaps' : 'no',
    ways: [...away, ...open],
    all,
    doubts: mergeDoubts(...open.map((way) => way.doubts)),
  }
}

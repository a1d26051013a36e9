/** Address terms of rules and questions come in; sets of addresses of one family, as they are at one point of the network, go out. */

import { findTag, regionalTag, type Tag } from '../azure/service-tags.ts'
import { notInsideBase } from '../azure/tag-relations.ts'
import type { Doubt } from '../eval/value.ts'
import type { Endpoint, Fact } from '../model/entity.ts'
import { piecesKey } from '../model/read-value.ts'
import { type AddressAlgebra, type AddressSet, addressAlgebra } from '../net/cells.ts'
import { type PacketAlgebra, packetAlgebra } from '../net/packets.ts'
import type { Span } from '../text/source.ts'
import type { AddressFamily } from './family.ts'
import type { FlowTerm } from './flow.ts'
import type { Extent, Site } from './site.ts'

/** What a set surely holds and what it may hold; equal where nothing is unknown. */
export interface Extremes<V> {
  readonly smallest: V
  readonly largest: V
}

export interface Place<T extends number | bigint> {
  readonly site: Site
  readonly family: AddressFamily<T>
  readonly addresses: AddressAlgebra<T>
  readonly packets: PacketAlgebra<T>
  readonly any: AddressSet<T>
  readonly local: AddressSet<T>
  readonly subnet: AddressSet<T>
  /** The virtual network's own space. */
  readonly space: AddressSet<T>
  /** Every public address. */
  readonly internet: AddressSet<T>
  /** The platform's addresses, which rules do not concern unless they name its tags. */
  readonly platform: AddressSet<T>
  /** As a rule at this subnet means it; a tag that nobody knows is a set that nothing is known of. */
  tag(text: string, span: Span): AddressSet<T>
  endpoints(fact: Fact<readonly Endpoint[]>): Extremes<AddressSet<T>>
  terms(terms: readonly FlowTerm[]): AddressSet<T>
  /** Addresses of a snapshot have been asked for. */
  usesSnapshot(): boolean
  /** Sets that have a name, for messages. Service tags of a snapshot join when they are first asked for. */
  readonly named: readonly { readonly name: string; readonly set: AddressSet<T> }[]
}

const nowhere: readonly never[] = []

/** The smallest and largest of what a fact may be: its value, or its alternatives taken together. */
export const extremesOf = <A, V>(
  fact: Fact<A>,
  of: (value: A) => Extremes<V>,
  join: { readonly unite: (a: V, b: V) => V; readonly intersect: (a: V, b: V) => V; readonly nothing: V; readonly everything: V },
): Extremes<V> => {
  if (fact.known) return of(fact.value)
  const alternatives = fact.among?.map(of)
  if (alternatives === undefined || alternatives.length === 0) return { smallest: join.nothing, largest: join.everything }
  return alternatives.reduce((a, b) => ({ smallest: join.intersect(a.smallest, b.smallest), largest: join.unite(a.largest, b.largest) }))
}

export const createPlace = <T extends number | bigint>(site: Site, family: AddressFamily<T>): Place<T> => {
  const { atoms, snapshot, point } = site
  const addresses = addressAlgebra(family.intervals, atoms.relations(family))
  const { unite, subtract, intersect, ofRanges, ofAtom } = addresses
  const any = ofRanges(family.everything)
  let fromSnapshot = false
  const named: { readonly name: string; readonly set: AddressSet<T> }[] = []

  const ofExtents = (extents: readonly Extent[]): AddressSet<T> =>
    unite(
      ofRanges(family.pick(extents.flatMap((extent) => ('range' in extent ? [extent.range] : [])))),
      ...extents.flatMap((extent) => ('atom' in extent ? [ofAtom(extent.atom, family.everything)] : [])),
    )
  const space = ofExtents(site.space)
  const subnet = ofExtents(site.subnet)
  const local = site.local === site.subnet ? subnet : ofExtents(site.local)
  // https://learn.microsoft.com/azure/virtual-network/service-tags-overview: the space, what is connected to it, and the host's address.
  const host = ofRanges(family.family === 4 ? family.host : nowhere)
  const beyond = ofExtents(site.beyond)
  const virtualNetwork = unite(space, host, beyond)
  const internet = ofRanges(family.public)
  const beyondInternet = unite(...site.beyondInternet.map((atom) => ofAtom(atom, family.everything)))
  const internetInRules = subtract(unite(internet, ofAtom(site.special, family.special)), unite(space, host, beyondInternet))
  const platform = ofRanges(family.family === 4 ? family.intervals.unite(family.host, family.metadata) : nowhere)

  const serviceTag = (tag: Tag): AddressSet<T> => {
    const key = tag.name.toLowerCase()
    const ranges = snapshot?.tags.get(key)
    if (ranges !== undefined) {
      fromSnapshot = true
      const set = ofRanges(family.pick(ranges))
      if (!named.some((known) => known.name === tag.name)) named.push({ name: tag.name, set })
      return set
    }
    const base = tag.base.toLowerCase()
    const region = tag.region === undefined ? {} : { region: tag.region }
    const whole = snapshot?.tags.get(base)
    const known =
      tag.region === undefined || notInsideBase.has(tag.base) ? {} : whole !== undefined ? { within: whole } : { parents: [`tag:${base}`] }
    // Names tell how tags relate where nothing better is at hand; a file that lacks the tag is of another cloud or time.
    const related = snapshot === undefined ? { tag: { base: tag.base, ...region } } : {}
    const missing = `service tag \`${tag.name}\`, which the file of ${snapshot?.date} does not have`
    const doubts: readonly Doubt[] = snapshot === undefined ? nowhere : [{ reason: 'external', what: missing, span: point.subnet.span }]
    return ofAtom(atoms.add({ id: `tag:${key}`, name: tag.name, public: true, doubts, ...related, ...known }), family.everything)
  }

  const tag = (text: string, span: Span): AddressSet<T> => {
    const found = findTag(text)
    if (found === undefined) {
      const ranges = snapshot?.tags.get(text.toLowerCase())
      fromSnapshot ||= ranges !== undefined
      if (ranges !== undefined) return ofRanges(family.pick(ranges))
      const doubts = [{ reason: 'unsupported' as const, what: `service tag \`${text}\``, span }]
      return ofAtom(atoms.add({ id: `tag:${text.toLowerCase()}`, name: text, doubts }), family.everything)
    }
    switch (found.name) {
      case 'Internet':
        return internetInRules
      case 'VirtualNetwork':
        return virtualNetwork
      case 'AzureLoadBalancer':
        return ofRanges(family.host)
      case 'AzurePlatformDNS':
        return host
      case 'AzurePlatformIMDS':
        return ofRanges(family.metadata)
      default:
        return serviceTag(found)
    }
  }

  /** The tag's form for the region of the point; where the region is not known, an atom of its own inside the tag. */
  const tagAtRegion = (text: string): AddressSet<T> => {
    const found = findTag(text)
    if (found === undefined || !found.regional || found.region !== undefined) return tag(text, point.subnet.span)
    if (point.region.known) {
      const regional = regionalTag(found.base, point.region.value)
      return regional === undefined ? tag(`${found.name}.${point.region.value}`, point.subnet.span) : serviceTag(regional)
    }
    const doubts = point.region.doubts
    const base = found.base.toLowerCase()
    const whole = snapshot?.tags.get(base)
    const known = notInsideBase.has(found.base) ? {} : whole !== undefined ? { within: whole } : { parents: [`tag:${base}`] }
    const atom = {
      id: `tag:${base}@`,
      name: `${found.name} in the region of the resource`,
      tag: { base: found.base, region: '?' },
      public: true as const,
    }
    return ofAtom(atoms.add({ ...atom, doubts, ...known }), family.everything)
  }

  /** `Storage.${var.region}`, where the region of the point is that same variable. */
  const taggedAtRegion = (identity: string): AddressSet<T> | undefined => {
    const base = point.region.known || point.region.pieces === undefined ? undefined : /^\["([\w.]+)\."/.exec(identity)?.[1]
    if (base === undefined || point.region.known || findTag(base)?.regional !== true) return undefined
    return piecesKey([`${base}.`, ...(point.region.pieces ?? [])]) === identity ? tagAtRegion(base) : undefined
  }

  const flowTerm = (term: FlowTerm): AddressSet<T> => {
    switch (term.kind) {
      case 'range':
        return ofRanges(family.pick([term.range]))
      case 'tag':
        if (findTag(term.tag)?.name === 'Internet') return internet
        return term.atRegion ? tagAtRegion(term.tag) : tag(term.tag, point.subnet.span)
      case 'internet':
        return internet
      case 'subnet':
        return local
      case 'virtual-network':
        return space
      case 'any':
        return any
      case 'atom': {
        const id = atoms.add({
          id: `value:${term.identity}`,
          name: term.doubts[0] === undefined ? term.identity : `\`${term.doubts[0].what}\``,
          doubts: term.doubts,
        })
        return ofAtom(id, family.everything)
      }
    }
  }

  const groupSet = (endpoint: Extract<Endpoint, { kind: 'group' }>): Extremes<AddressSet<T>> => {
    const link = site.network.link(endpoint.group, 'application-security-group')
    const options = link.options.map((option): AddressSet<T> => {
      if (option.to === 'none') return nowhere
      if (option.to === 'external') {
        const id = atoms.add({ id: `group:${option.identity}`, name: 'an application security group', network: true, doubts: link.doubts })
        return ofAtom(id, family.everything)
      }
      const { must, may, doubts } = site.network.membersOf(option.entity, point.subnet)
      const surely = ofExtents(must.map(site.extent))
      if (may.length === 0) return surely
      const id = atoms.add({
        id: `group:${option.entity.id}`,
        name: `application security group \`${option.entity.id}\``,
        network: true,
        doubts,
      })
      return unite(surely, intersect(ofExtents(may.map(site.extent)), ofAtom(id, family.everything)))
    })
    if (options.length === 0) return { smallest: nowhere, largest: any }
    return { smallest: options.reduce(intersect), largest: unite(...options) }
  }

  const endpoint = (end: Endpoint): Extremes<AddressSet<T>> => {
    if (end.kind === 'group') return groupSet(end)
    const regional = end.kind === 'atom' ? taggedAtRegion(end.identity) : undefined
    const set = end.kind === 'any' ? any : end.kind === 'tag' ? tag(end.tag, end.origin.span) : (regional ?? ofExtents([site.extent(end)]))
    return { smallest: set, largest: set }
  }

  const join = { unite: (a: AddressSet<T>, b: AddressSet<T>) => unite(a, b), intersect, nothing: nowhere, everything: any }
  const list = (ends: readonly Endpoint[]): Extremes<AddressSet<T>> => {
    const ranges = family.pick(ends.flatMap((end) => (end.kind === 'range' ? [end.range] : [])))
    const others = ends.filter((end) => end.kind !== 'range').map(endpoint)
    return {
      smallest: unite(ofRanges(ranges), ...others.map((set) => set.smallest)),
      largest: unite(ofRanges(ranges), ...others.map((set) => set.largest)),
    }
  }

  /** The same flow is asked about more than once. */
  const ofTerms = new WeakMap<readonly FlowTerm[], AddressSet<T>>()
  named.push({ name: 'any address', set: any }, { name: 'Internet', set: internet })
  return {
    site,
    family,
    addresses,
    packets: packetAlgebra(addresses),
    any,
    local,
    subnet,
    space,
    internet,
    platform,
    tag,
    endpoints: (fact) => extremesOf(fact, list, join),
    terms: (terms) => {
      let set = ofTerms.get(terms)
      if (set === undefined) ofTerms.set(terms, (set = unite(...terms.map(flowTerm))))
      return set
    },
    usesSnapshot: () => fromSnapshot,
    named,
  }
}

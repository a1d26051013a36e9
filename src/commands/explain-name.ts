/** `explain --resolve`: a workspace, an end and a name in; the ways that the question for the name takes, in every root that knows the end, and what would lead it to a private address, out. */
import type { Declared } from '../eval/declared.ts'
import { type Doubt, mergeDoubts, type Value } from '../eval/value.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import { entitiesOf } from '../model/link-options.ts'
import type { Network } from '../model/network.ts'
import { at, isAbsent } from '../model/read-value.ts'
import { type AddressRange, parseAddressRange } from '../net/address.ts'
import type { NameListing, Told } from '../report/name-listing.ts'
import type { DnsPath, HostName } from '../semantics/dns-path.ts'
import { hostName } from '../semantics/host-name.ts'
import { changesAgainstLoops, changesToPrivate, isPrivate, type NameQuestion } from '../semantics/name-advice.ts'
import { endpointsCalled, linkedNameOf } from '../semantics/private-links.ts'
import { createResolver } from '../semantics/resolve.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import { placeOf } from '../text/source.ts'
import { collectDiagnostics } from './diagnostics.ts'
import { openRoots, type RootsRequest } from './open-roots.ts'
import { fromOf, networksNamed } from './path-ends.ts'

export interface ExplainNameRequest extends RootsRequest {
  /** A virtual network, or what is in one: `vnet:apps`, `subnet:app`, `10.1.0.4`. */
  readonly from: string
  readonly resolve: string
}

export interface NameExplained {
  readonly listings: readonly NameListing[]
  /** All that can be named, where nothing here is called so. */
  readonly unknown?: { readonly text: string; readonly known: readonly string[] }
  /** The name is none. */
  readonly malformed?: string
  readonly mistakes: readonly Diagnostic[]
}

interface Client {
  readonly network: VirtualNetwork
  readonly label: string
  readonly doubts: readonly Doubt[]
}

const holds = (outer: AddressRange, inner: AddressRange): boolean =>
  outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last

const clientsOf = (network: Network, from: string): readonly Client[] => {
  const named = networksNamed(network, from)
  if (named.length > 0) return named.map((one) => ({ network: one, label: one.id, doubts: [] }))
  const range = parseAddressRange(from)
  const found = fromOf(network, from, '').flatMap(({ from: start, label }): Client[] => {
    if (start.kind !== 'subnet') return []
    const link = network.link(start.subnet.virtualNetwork, 'virtual-network')
    const doubts = link.options.length === 1 ? [] : link.doubts
    return entitiesOf(link).map((one) => ({ network: one, label, doubts }))
  })
  if (found.length === 0 && !('problem' in range))
    return network
      .ofKind('virtual-network')
      .filter(
        ({ addressSpace }) => addressSpace.known && addressSpace.value.some((term) => term.kind === 'range' && holds(term.range, range)),
      )
      .map((one) => ({ network: one, label: `${from} in ${one.id}`, doubts: [] }))
  // Machines of one subnet ask alike.
  return [...new Map(found.map((client) => [`${client.network.id} ${client.label}`, client])).values()]
}

const isGiven = (value: Value | undefined): boolean => !isAbsent(value) && !(value?.kind === 'list' && value.items.length === 0)

/** They are asked in place of those of the virtual network: https://learn.microsoft.com/azure/virtual-network/virtual-networks-name-resolution-for-vms-and-role-instances */
const ownServers = (declared: readonly Declared[]): readonly Declared[] =>
  declared.filter(
    ({ type, body }) =>
      (type === 'azurerm_network_interface' && isGiven(at(body, 'dns_servers'))) ||
      (/^microsoft\.network\/networkinterfaces$/i.test(type) && isGiven(at(body, 'properties', 'dnsSettings', 'dnsServers'))),
  )

const notesOf = ({ network, client, name }: NameQuestion, paths: readonly DnsPath[], isAdvised: boolean): readonly Told[] => {
  if (isAdvised || paths.every(isPrivate)) return []
  const linked = linkedNameOf(name)
  if (linked !== undefined && endpointsCalled(network, name, client.span).length === 0)
    return [{ text: `no private endpoint of this code surely leads to \`${name.text}\`: it takes one to give the name a private address` }]
  return [{ text: 'no change of what decides it is proved to lead it to a private address' }]
}

const interfaceNotes = (declared: readonly Declared[]): readonly Told[] =>
  ownServers(declared).map(({ address, span }) => ({
    text: `\`${address}\` names DNS servers of its own: its machine asks these, and not those of its virtual network`,
    line: placeOf(span),
  }))

const pathsOf = (network: Network, client: VirtualNetwork, name: HostName): readonly DnsPath[] =>
  createResolver(network, network.assumptions).resolve(client, name)

export const explainName = (request: ExplainNameRequest): NameExplained => {
  const mistakes = collectDiagnostics()
  const name = hostName(request.resolve)
  if (name === undefined) return { listings: [], malformed: request.resolve, mistakes: [] }
  const { worlds } = openRoots(request, { mistakes: mistakes.sink, told: () => undefined })
  const known = new Set<string>()
  const listings = worlds.flatMap(({ request: one, world: { network, unread, declared } }): NameListing[] => {
    for (const { id, name: own } of [...network.ofKind('virtual-network'), ...network.ofKind('subnet')]) {
      known.add(id)
      if (own.known && own.sensitive !== true) known.add(own.value)
    }
    return clientsOf(network, request.from).map(({ network: client, label, doubts }) => {
      const paths = pathsOf(network, client, name)
      const question: NameQuestion = { network, client, name }
      const toPrivate = changesToPrivate(question, paths)
      const outOfLoop = toPrivate.length > 0 ? [] : changesAgainstLoops(question, paths)
      return {
        root: one.name,
        network,
        client,
        from: label,
        doubts: mergeDoubts(doubts),
        name: name.text,
        paths,
        toPrivate,
        outOfLoop,
        notes: [...notesOf(question, paths, toPrivate.length + outOfLoop.length > 0), ...interfaceNotes(declared)],
        unread,
      }
    })
  })
  return {
    listings,
    ...(listings.length > 0 ? {} : { unknown: { text: request.from, known: [...known].sort() } }),
    mistakes: mistakes.all.filter(({ severity }) => severity === 'error'),
  }
}

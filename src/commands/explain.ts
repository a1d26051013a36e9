/** `explain`: a workspace and two ends in, out comes the way of the packets between them, hop by hop, there and back, in every root that knows both. */
import type { Protocol } from '../model/kinds/nsg.ts'
import type { PathListing } from '../report/path-listing.ts'
import { createReaching } from '../semantics/reach.ts'
import { type EffectiveRoute, effectiveRoutes } from '../semantics/routes.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import { collectDiagnostics } from './diagnostics.ts'
import { openRoots, type RootsRequest } from './open-roots.ts'
import { endNames, fromOf, knownTags, readEnd, toOf } from './path-ends.ts'

export interface ExplainRequest extends RootsRequest {
  /** Name or address, with or without its kind: `subnet:app`, `10.1.0.4`. */
  readonly from: string
  /** The same, or a service tag, and ports: `10.1.0.4:443`, `Storage:443`. */
  readonly to: string
  /** Absent: tcp where ports are given, else every protocol. */
  readonly protocol?: Protocol
  /** Host names that are asked for: rules of firewalls may tell them apart. */
  readonly hosts?: readonly string[]
}

export interface Explained {
  readonly listings: readonly PathListing[]
  /** Everything that can be named, for whoever named something else: of each end that nothing here is. */
  readonly unknown: readonly { readonly end: 'from' | 'to'; readonly text: string; readonly known: readonly string[] }[]
  readonly mistakes: readonly Diagnostic[]
}

const everyProtocol: readonly Protocol[] = ['tcp', 'udp', 'icmp', 'esp', 'ah']

export const explain = (request: ExplainRequest): Explained => {
  const mistakes = collectDiagnostics()
  const { worlds, around } = openRoots(request, { mistakes: mistakes.sink, told: () => undefined })
  const { snapshot } = around
  const from = readEnd(request.from)?.text ?? request.from
  const to = readEnd(request.to) ?? { text: request.to }
  const protocols = request.protocol !== undefined ? [request.protocol] : to.ports === undefined ? everyProtocol : (['tcp'] as const)
  const ports = to.ports ?? [{ first: 0, last: 65535 }]
  const known = { from: new Set<string>(), to: new Set<string>() }
  const found = { from: false, to: false }
  const listings = worlds.flatMap(({ request: one, world: { network, unread } }): PathListing[] => {
    const starts = fromOf(network, from, to.text)
    const ends = toOf(network, to.text)
    for (const name of endNames(network)) {
      known.from.add(name)
      known.to.add(name)
    }
    if (starts.length > 0) found.from = true
    const isEntry = starts.some(({ from: start }) => start.kind === 'internet')
    if (ends.length > 0 || isEntry) found.to = true
    if (starts.length === 0 || (ends.length === 0 && !isEntry)) return []
    const reaching = createReaching(network, snapshot)
    const routes = new Map<string, readonly EffectiveRoute[]>()
    return starts.map(({ from: start, label }): PathListing => {
      const question = {
        from: start,
        to: ends.map((end) => end.to),
        protocols,
        ports,
        ...(request.hosts === undefined || request.hosts.length === 0 ? {} : { names: request.hosts.map((host) => host.toLowerCase()) }),
      }
      const reach = reaching.reach(question)
      const stopped = reach.parts.some(({ fate, sure }) => fate === 'dropped' && sure) ? reaching.nearest(question) : undefined
      return {
        root: one.name,
        from: label,
        to: ends.length === 0 ? to.text : [...new Set(ends.map((end) => end.label))].join(', '),
        protocols,
        ports,
        reach,
        ...(stopped === undefined ? {} : { nearest: stopped }),
        routesOf: (subnet) => {
          let list = routes.get(subnet.id)
          if (list === undefined)
            routes.set(subnet.id, (list = effectiveRoutes(network, subnet, snapshot === undefined ? {} : { snapshot })))
          return list
        },
        unread,
      }
    })
  })
  for (const tag of knownTags) known.to.add(tag)
  const unknown = (['from', 'to'] as const).flatMap((end) =>
    found[end] ? [] : [{ end, text: end === 'from' ? from : to.text, known: [...known[end]].sort() }],
  )
  return { listings, unknown, mistakes: mistakes.all.filter(({ severity }) => severity === 'error') }
}

/** Effective routes of subnets come in; a table for people, or JSON for programs, goes out. */
import type { Doubt } from '../eval/value.ts'
import type { Subnet } from '../model/kinds/subnet.ts'
import { formatRange } from '../net/address.ts'
import type { Beaten, EffectiveRoute, NextHop } from '../semantics/routes.ts'
import { placeOf } from '../text/source.ts'
import { cellsOf, plain, widthOf } from './plain.ts'
import { doubtText } from './wording.ts'

export interface RouteListing {
  readonly root: string
  readonly subnet: Subnet
  readonly routes: readonly EffectiveRoute[]
  /** Code that could not be read and may declare more. */
  readonly unread: readonly Doubt[]
  /** Assumptions by which it has these routes, or has no others: sentences. */
  readonly leansOn: readonly string[]
}

export const hopText = (hop: NextHop): string => {
  switch (hop.kind) {
    case 'virtual-appliance': {
      const { address } = hop
      if (address === undefined) return 'virtual appliance'
      return `virtual appliance ${address.kind === 'range' ? formatRange(address.range) : `\`${address.doubts[0]?.what ?? address.identity}\``}`
    }
    case 'vnet-peering': {
      const [option] = hop.network.options
      return `peering${option?.to === 'entity' ? ` with ${option.entity.id}` : ''}`
    }
    case 'service-endpoint':
      return `service endpoint ${hop.service}`
    case 'private-endpoint':
      return `private endpoint ${hop.endpoint.id}`
    case 'unknown':
      return 'not known'
    case 'none':
      return 'none (dropped)'
    default:
      return hop.kind.replaceAll('-', ' ')
  }
}

export const beatenText = (beaten: Beaten): string => {
  if (beaten.reason === 'no-propagation') return `the route table stops routes of gateways, ${placeOf(beaten.span)}`
  const [span] = beaten.by.spans
  const by = `the ${beaten.by.source} route to ${beaten.by.destination}${beaten.by.name === undefined ? '' : ` (\`${beaten.by.name}\`)`}${span === undefined ? '' : `, ${placeOf(span)}`}`
  switch (beaten.reason) {
    case 'same-prefix':
      return `gives way at the same prefix to ${by}`
    case 'space-covers':
      return `the space is in use by ${by}`
    case 'default-route':
      return `taken out by ${by}`
    case 'system-preferred':
      return `gives way to ${by}, which counts even where it is less specific`
    case 'endpoint-policy':
      return `network policies of its subnet let it give way to ${by}`
  }
}

const whyText = ({ route, state, beaten, leads }: EffectiveRoute): string => {
  const parts = [
    ...(beaten === undefined ? [] : [state === 'unsure' ? `perhaps ${beatenText(beaten)}` : beatenText(beaten)]),
    ...(state === 'active' && !leads ? ['more specific routes leave it nothing'] : []),
    ...(state === 'unsure' ? route.doubts.map(doubtText) : []),
  ]
  return parts.join('; ')
}

const title = ({ root, subnet }: RouteListing): string => {
  const prefixes = subnet.prefixes.known
    ? subnet.prefixes.value.map((term) =>
        term.kind === 'range' ? formatRange(term.range) : `\`${term.doubts[0]?.what ?? term.identity}\``,
      )
    : []
  return `${root}: ${subnet.id}${prefixes.length === 0 ? '' : ` (${prefixes.join(', ')})`}`
}

const columns = ['state', 'source', 'destination', 'next hop', 'name', 'line', 'why'] as const

export const routesText = (listings: readonly RouteListing[]): string =>
  listings
    .map((listing) => {
      const rows = listing.routes.map((one) => {
        const { route } = one
        const [span] = route.spans
        const hops = route.nextHops.map(hopText).join(' or ')
        return [
          one.state,
          route.source,
          route.destination,
          hops,
          route.name ?? '',
          span === undefined ? '' : placeOf(span),
          whyText(one),
        ].map((text) => plain(text))
      })
      const widths = columns.map((column, at) => Math.max(column.length, ...rows.map((row) => widthOf(cellsOf(row[at]!)))))
      const line = (row: readonly string[]): string =>
        row
          .map((text, at) => text + ' '.repeat(widths[at]! - widthOf(cellsOf(text))))
          .join('  ')
          .trimEnd()
      const unread = listing.unread.map((doubt) => `not read, and may bring more: ${plain(doubtText(doubt))}\n`)
      const assumed = listing.leansOn.map((sentence) => `leans on ${plain(sentence)}\n`)
      return `${plain(title(listing))}\n${[columns, ...rows].map((row) => `${line(row)}\n`).join('')}${assumed.join('')}${unread.join('')}`
    })
    .join('\n')

export const routesJson = (listings: readonly RouteListing[]): string =>
  `${JSON.stringify(
    listings.map(({ root, subnet, routes, unread, leansOn }) => ({
      root,
      subnet: subnet.id,
      unread: unread.map(({ what }) => what),
      leansOn,
      routes: routes.map(({ route, state, beaten, leads }) => ({
        state,
        source: route.source,
        sort: route.sort,
        destination: route.destination,
        nextHops: route.nextHops.map((hop) => ({ kind: hop.kind, text: hopText(hop) })),
        ...(route.name === undefined ? {} : { name: route.name }),
        leads,
        ...(route.spans[0] === undefined ? {} : { line: placeOf(route.spans[0]) }),
        ...(beaten === undefined ? {} : { beaten: { reason: beaten.reason, text: beatenText(beaten) } }),
        dependsOn: state === 'unsure' ? route.doubts.map(({ what }) => what) : [],
      })),
    })),
    undefined,
    2,
  )}\n`

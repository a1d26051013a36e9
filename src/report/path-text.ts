/** Ways of packets come in; for people: text for a terminal, or Markdown. */
import type { Doubt } from '../eval/value.ts'
import type { Reached } from '../semantics/reach.ts'
import { prose } from './markdown.ts'
import { type HopLine, type PathListing, questionText, type StopLines, stopLines, type WayLines, wayLines } from './path-listing.ts'
import { partsTold, withoutRegions } from './path-parts.ts'
import { plain } from './plain.ts'
import { doubtText, packetText } from './wording.ts'

const fateText = (part: Reached): string =>
  part.fate === 'unsure' ? 'unsure' : part.sure ? part.fate : `${part.fate}, if there are such packets`

/** What is not known of service tags is told once for all of them; a region says nothing beside its tag. */
const dependsOn = (doubts: readonly Doubt[]): readonly string[] => {
  const tags = doubts.flatMap(({ reason, what }) =>
    reason === 'external' ? (/^addresses of service tag `([^`]+)`$/.exec(what)?.[1] ?? []) : [],
  )
  const rest = doubts.filter(({ reason, what }) => reason !== 'external' || !/^addresses of service tag `[^`]+`$/.test(what))
  const named = withoutRegions([...new Set(tags)].sort()).map((tag) => `\`${tag}\``)
  const last = named[named.length - 1]
  const told = named.length > 1 ? `tags ${named.slice(0, -1).join(', ')} and ${last}` : `tag ${last}`
  return [
    ...new Set(rest.map(doubtText)),
    ...(last === undefined ? [] : [`the addresses of service ${told}, which \`--service-tags\` loads`]),
  ]
}

/** Why there are several ways, as far as it is the same for all of them. */
const commonReasons = (ways: readonly WayLines[]): readonly string[] => {
  const [first, ...others] = ways.map(({ doubts }) => dependsOn(doubts))
  return first === undefined || others.length === 0 ? [] : first.filter((text) => others.every((one) => one.includes(text)))
}

/** How one of several ways begins: what is not decided between them is the reason, and where nothing is, some packets take each. */
const headOf = (way: WayLines, nth: number, common: readonly string[]): string => {
  const own = dependsOn(way.doubts).filter((text) => !common.includes(text))
  const name = common.length > 0 ? `way ${nth + 1}` : own.length > 0 ? 'perhaps' : 'some of them'
  return own.length === 0 ? name : `${name}, as ${own.join('; ')}`
}

const hopLines = (hops: readonly HopLine[], indent: string): readonly string[] =>
  hops.flatMap((hop, index) => [
    `${indent}${index + 1}. ${plain(hop.text)}${hop.line === undefined ? '' : `  ${plain(hop.line)}`}`,
    ...hop.besides.map((one) => `${indent}     not ${plain(one.text)}${one.line === undefined ? '' : `  ${plain(one.line)}`}`),
  ])

const wayText = (way: WayLines, head: string | undefined): readonly string[] => [
  ...(head === undefined ? [] : [`  ${plain(head)}:`]),
  ...hopLines(way.hops, '  '),
  `  ${way.hops.length + 1}. ${plain(way.end)}${way.line === undefined ? '' : `  ${plain(way.line)}`}`,
  ...(head !== undefined ? [] : dependsOn(way.doubts).map((text) => `     depends on: ${plain(text)}`)),
  ...way.returns.flatMap((back) => [
    `  back: ${plain(back.text)}`,
    ...hopLines(back.hops, '    '),
    ...dependsOn(back.doubts).map((text) => `       depends on: ${plain(text)}`),
  ]),
]

/** What the part depends on beside what its ways tell already. */
const moreReasons = (part: Reached, ways: readonly WayLines[]): readonly string[] => {
  const told = new Set(ways.flatMap(({ doubts }) => dependsOn(doubts)))
  return dependsOn(part.doubts).filter((text) => !told.has(text))
}

const severalText = (ways: readonly WayLines[], common: readonly string[]): string => `one of ${ways.length} ways, as ${common.join('; ')}`

/** Ways that are possible for one part and read alike are told once. */
const waysOf = (part: Reached, listing: PathListing): readonly WayLines[] => {
  const seen = new Map<string, WayLines>()
  for (const way of part.ways) {
    const lines = wayLines(way, part.packet, listing)
    const key = JSON.stringify([lines.hops.map((hop) => hop.text), lines.end])
    if (!seen.has(key)) seen.set(key, lines)
  }
  return [...seen.values()]
}

const stopsHead = ({ stops, packet }: StopLines): string => `stopped ${stops.length} times on its way: ${packetText(packet)}`
const stopsEnd = ({ arrives }: StopLines): string => (arrives ? 'without these it arrives' : 'what lies beyond is not known')

const stopsText = (listing: PathListing): readonly string[] => {
  const lines = stopLines(listing)
  if (lines === undefined) return []
  return [
    '',
    plain(stopsHead(lines)),
    ...lines.stops.map(({ text, line }, index) => `  ${index + 1}. ${plain(text)}  ${plain(line)}`),
    `  ${stopsEnd(lines)}`,
  ]
}

const stopsMarkdown = (listing: PathListing): readonly string[] => {
  const lines = stopLines(listing)
  if (lines === undefined) return []
  const stops = lines.stops.map(({ text, line }, index) => `${index + 1}. ${prose(text)} ${prose(line)}`)
  return ['', `**${prose(stopsHead(lines))}**`, '', ...stops, '', `${prose(stopsEnd(lines))}.`]
}

export const pathsText = (listings: readonly PathListing[]): string =>
  listings
    .map((listing) => {
      const parts = partsTold(listing.reach.parts, listing.to).flatMap((part) => {
        const ways = waysOf(part, listing)
        const common = commonReasons(ways)
        return [
          '',
          `${fateText(part)}: ${plain(packetText(part.packet))}`,
          ...(common.length === 0 ? [] : [`  ${plain(severalText(ways, common))}:`]),
          ...ways.flatMap((way, nth) => wayText(way, ways.length > 1 ? headOf(way, nth, common) : undefined)),
          ...(part.fate !== 'unsure' && part.sure ? [] : moreReasons(part, ways).map((text) => `  depends on: ${plain(text)}`)),
        ]
      })
      const none = listing.reach.parts.length === 0 ? ['', 'there are no such packets'] : []
      const unread = listing.unread.map((doubt) => `not read, and may bring more: ${plain(doubtText(doubt))}`)
      return `${[`${plain(listing.root)}: ${plain(questionText(listing))}`, ...parts, ...stopsText(listing), ...none, ...unread].join('\n')}\n`
    })
    .join('\n')

/** As a sentence begins. */
const capital = (text: string): string => prose(`${text.charAt(0).toUpperCase()}${text.slice(1)}`)

const markdownHops = (hops: readonly HopLine[]): readonly string[] =>
  hops.flatMap((hop, index) => [
    `${index + 1}. ${prose(hop.text)}${hop.line === undefined ? '' : ` ${prose(hop.line)}`}`,
    ...hop.besides.map((one) => `    - not ${prose(one.text)}${one.line === undefined ? '' : ` ${prose(one.line)}`}`),
  ])

export const pathsMarkdown = (listings: readonly PathListing[]): string =>
  listings
    .map((listing) => {
      const parts = partsTold(listing.reach.parts, listing.to).flatMap((part) => {
        const ways = waysOf(part, listing)
        const common = commonReasons(ways)
        const more = moreReasons(part, ways.length > 1 ? ways : [])
        return [
          '',
          `**${fateText(part)}**: ${prose(packetText(part.packet))}`,
          ...(common.length === 0 ? [] : ['', `${capital(severalText(ways, common))}:`]),
          ...ways.flatMap((way, nth) => [
            '',
            ...(ways.length > 1 ? [`${capital(headOf(way, nth, common))}:`, ''] : []),
            ...markdownHops(way.hops),
            `${way.hops.length + 1}. ${prose(way.end)}${way.line === undefined ? '' : ` ${prose(way.line)}`}`,
            ...way.returns.flatMap((back) => ['', `Back: ${prose(back.text)}`, '', ...markdownHops(back.hops)]),
          ]),
          ...(more.length === 0 ? [] : ['', `Depends on ${more.map(prose).join('; ')}.`]),
        ]
      })
      const none = listing.reach.parts.length === 0 ? ['', 'There are no such packets.'] : []
      return `${[`### ${prose(`${listing.root}: ${questionText(listing)}`)}`, ...parts, ...stopsMarkdown(listing), ...none].join('\n')}\n`
    })
    .join('\n')

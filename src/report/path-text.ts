/** Ways of packets come in; for people: text for a terminal, or Markdown. */
import type { Doubt } from '../eval/value.ts'
import type { Reached } from '../semantics/reach.ts'
import { prose } from './markdown.ts'
import { type HopLine, type PathListing, questionText, type StopLines, stopLines, type WayLines, wayLines } from './path-listing.ts'
import { partsTold } from './path-parts.ts'
import { plain } from './plain.ts'
import { doubtText, packetText } from './wording.ts'

const fateText = (part: Reached): string =>
  part.fate === 'unsure' ? 'unsure' : part.sure ? part.fate : `${part.fate}, if there are such packets`

const dependsOn = (doubts: readonly Doubt[]): readonly string[] => [...new Set(doubts.map(doubtText))]

const hopLines = (hops: readonly HopLine[], indent: string): readonly string[] =>
  hops.flatMap((hop, index) => [
    `${indent}${index + 1}. ${plain(hop.text)}${hop.line === undefined ? '' : `  ${plain(hop.line)}`}`,
    ...hop.besides.map((one) => `${indent}     not ${plain(one.text)}${one.line === undefined ? '' : `  ${plain(one.line)}`}`),
  ])

const wayText = (way: WayLines, several: boolean): readonly string[] => [
  ...(several ? [`  perhaps${way.doubts.length === 0 ? '' : `, as ${plain(dependsOn(way.doubts).join('; '))}`}:`] : []),
  ...hopLines(way.hops, '  '),
  `  ${way.hops.length + 1}. ${plain(way.end)}${way.line === undefined ? '' : `  ${plain(way.line)}`}`,
  ...(several ? [] : dependsOn(way.doubts).map((text) => `     depends on: ${plain(text)}`)),
  ...way.returns.flatMap((back) => [
    `  back: ${plain(back.text)}`,
    ...hopLines(back.hops, '    '),
    ...dependsOn(back.doubts).map((text) => `       depends on: ${plain(text)}`),
  ]),
]

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
        const told = new Set(ways.length === 1 ? dependsOn(ways[0]!.doubts) : [])
        const others = part.fate !== 'unsure' && part.sure ? [] : dependsOn(part.doubts).filter((text) => !told.has(text))
        return [
          '',
          `${fateText(part)}: ${plain(packetText(part.packet))}`,
          ...ways.flatMap((way) => wayText(way, ways.length > 1)),
          ...others.map((text) => `  depends on: ${plain(text)}`),
        ]
      })
      const none = listing.reach.parts.length === 0 ? ['', 'there are no such packets'] : []
      const unread = listing.unread.map((doubt) => `not read, and may bring more: ${plain(doubtText(doubt))}`)
      return `${[`${plain(listing.root)}: ${plain(questionText(listing))}`, ...parts, ...stopsText(listing), ...none, ...unread].join('\n')}\n`
    })
    .join('\n')

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
        return [
          '',
          `**${fateText(part)}**: ${prose(packetText(part.packet))}`,
          ...ways.flatMap((way) => [
            '',
            ...(ways.length > 1
              ? [`Perhaps${way.doubts.length === 0 ? '' : ` (${dependsOn(way.doubts).map(prose).join('; ')})`}:`, '']
              : []),
            ...markdownHops(way.hops),
            `${way.hops.length + 1}. ${prose(way.end)}${way.line === undefined ? '' : ` ${prose(way.line)}`}`,
            ...way.returns.flatMap((back) => ['', `Back: ${prose(back.text)}`, '', ...markdownHops(back.hops)]),
          ]),
          ...(part.doubts.length === 0 ? [] : ['', `Depends on ${dependsOn(part.doubts).map(prose).join('; ')}.`]),
        ]
      })
      const none = listing.reach.parts.length === 0 ? ['', 'There are no such packets.'] : []
      return `${[`### ${prose(`${listing.root}: ${questionText(listing)}`)}`, ...parts, ...stopsMarkdown(listing), ...none].join('\n')}\n`
    })
    .join('\n')

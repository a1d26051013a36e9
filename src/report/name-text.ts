/** Ways of names come in; for people: text for a terminal, or Markdown. */
import type { Doubt } from '../eval/value.ts'
import type { DnsPath } from '../semantics/dns-path.ts'
import type { NameChange } from '../semantics/name-change.ts'
import { placeOf } from '../text/source.ts'
import { prose } from './markdown.ts'
import { adviceText, endText, type NameListing, sayOf, stepLines, type Told } from './name-listing.ts'
import { plain } from './plain.ts'
import { doubtText } from './wording.ts'

const dependsOn = (doubts: readonly Doubt[]): readonly string[] => [...new Set(doubts.map(doubtText))]

const withLine = ({ text, line }: Told): string => `${plain(text)}${line === undefined ? '' : `  ${plain(line)}`}`

const questionText = ({ root, name, from, client }: NameListing): string =>
  `${root}: \`${name}\`, asked in ${client.id}${from === client.id ? '' : ` (${from})`}`

/** Of several ways each is one that some questions take, or one that is possible. */
const headText = (path: DnsPath, several: boolean): string =>
  `${several ? (path.certain ? 'some questions: ' : 'perhaps: ') : path.certain ? '' : 'perhaps: '}${endText(path)}`

const goals = ({ toPrivate, outOfLoop }: NameListing): readonly { readonly head: string; readonly sets: NameListing['toPrivate'] }[] => [
  { head: 'to end in a private address', sets: toPrivate },
  { head: 'to go round no more', sets: outOfLoop },
]

/** Changes of one set in one line each, the first told apart. */
const setLines = (changes: readonly NameChange[], { network }: NameListing): readonly Told[] =>
  adviceText(changes, network).map((one, index) => (index === 0 ? one : { ...one, text: `and ${one.text}` }))

const adviceLines = (listing: NameListing): readonly string[] =>
  goals(listing).flatMap(({ head, sets }) =>
    sets.length === 0
      ? []
      : [
          '',
          `${head}${sets.length > 1 ? ', one of these' : ''}:`,
          ...sets.flatMap((changes) => setLines(changes, listing).map((one, index) => `${index === 0 ? '  - ' : '    '}${withLine(one)}`)),
        ],
  )

export const namesText = (listings: readonly NameListing[]): string =>
  listings
    .map((listing) => {
      const several = listing.paths.length > 1
      const paths = listing.paths.flatMap((path) => {
        const say = sayOf(path)
        return [
          '',
          plain(headText(path, several)),
          ...stepLines(path, listing).flatMap((step, index) => [
            `  ${index + 1}. ${withLine(step)}`,
            ...step.besides.map((one) => `       ${withLine(one)}`),
          ]),
          ...dependsOn(path.doubts).map((text) => `     depends on: ${plain(text)}`),
          ...(say === undefined ? [] : [`     say ${plain(`\`${say}\``)} in the assumptions, if it is so`]),
          ...path.leansOn.map(({ text, span }) => `     leans on: ${withLine({ text, line: placeOf(span) })}`),
        ]
      })
      const notes = listing.notes.flatMap((note) => ['', withLine(note)])
      const unsure = dependsOn(listing.doubts).map((text) => `may be asked elsewhere: ${plain(text)}`)
      const unread = dependsOn(listing.unread).map((text) => `not read, and may bring more: ${plain(text)}`)
      return `${[plain(questionText(listing)), ...unsure, ...paths, ...adviceLines(listing), ...notes, ...unread].join('\n')}\n`
    })
    .join('\n')

const markdownLine = ({ text, line }: Told): string => `${prose(text)}${line === undefined ? '' : ` ${prose(line)}`}`

export const namesMarkdown = (listings: readonly NameListing[]): string =>
  listings
    .map((listing) => {
      const several = listing.paths.length > 1
      const paths = listing.paths.flatMap((path) => {
        const say = sayOf(path)
        return [
          '',
          `**${prose(headText(path, several))}**`,
          '',
          ...stepLines(path, listing).flatMap((step, index) => [
            `${index + 1}. ${markdownLine(step)}`,
            ...step.besides.map((one) => `    - ${markdownLine(one)}`),
          ]),
          ...(path.doubts.length === 0 ? [] : ['', `Depends on ${dependsOn(path.doubts).map(prose).join('; ')}.`]),
          ...(say === undefined ? [] : ['', `Say ${prose(`\`${say}\``)} in the assumptions, if it is so.`]),
          ...path.leansOn.flatMap(({ text, span }) => ['', `Leans on ${markdownLine({ text, line: placeOf(span) })}.`]),
        ]
      })
      const advice = goals(listing).flatMap(({ head, sets }) =>
        sets.length === 0
          ? []
          : [
              '',
              `${prose(`${head.charAt(0).toUpperCase()}${head.slice(1)}${sets.length > 1 ? ', one of these' : ''}`)}:`,
              '',
              ...sets.map((changes) => `- ${setLines(changes, listing).map(markdownLine).join(', ')}`),
            ],
      )
      const notes = listing.notes.flatMap((note) => ['', markdownLine(note)])
      const unread = listing.unread.flatMap((doubt) => ['', `Not read, and may bring more: ${prose(doubtText(doubt))}`])
      return `${[`### ${prose(questionText(listing))}`, ...paths, ...advice, ...notes, ...unread].join('\n')}\n`
    })
    .join('\n')

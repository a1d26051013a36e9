/** The ways of a name come in; each step in words with the lines that decide it, the end, and what would have to change, go out. */
import type { Doubt } from '../eval/value.ts'
import type { AddressTerm } from '../model/entity.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import type { Network } from '../model/network.ts'
import { addressText, changeWords } from '../policy/name-words.ts'
import type { DnsEnd, DnsPath, DnsStep } from '../semantics/dns-path.ts'
import type { NameChange } from '../semantics/name-change.ts'
import { placeOf, type Span } from '../text/source.ts'

export interface NameListing {
  readonly root: string
  readonly network: Network
  /** In which it is asked. */
  readonly client: VirtualNetwork
  /** As it was asked for: `10.1.2.4 in azurerm_subnet.apps`. */
  readonly from: string
  /** Not empty: it may not be that network which is asked in. */
  readonly doubts: readonly Doubt[]
  readonly name: string
  readonly paths: readonly DnsPath[]
  /** Sets of changes, each of which leads every way to a private address. */
  readonly toPrivate: readonly (readonly NameChange[])[]
  /** The same for an end of all loops, where no private address can be had. */
  readonly outOfLoop: readonly (readonly NameChange[])[]
  /** What is true besides, each a sentence. */
  readonly notes: readonly Told[]
  /** Code that could not be read and may declare more. */
  readonly unread: readonly Doubt[]
}

/** Words, and where that is written. */
export interface Told {
  readonly text: string
  readonly line?: string
}

export interface StepLine extends Told {
  readonly at: string
  readonly via: DnsStep['via']
  readonly name: string
  readonly besides: readonly Told[]
}

const told = (text: string, span: Span | undefined): Told => ({ text, ...(span === undefined ? {} : { line: placeOf(span) }) })

const addressesText = (terms: readonly AddressTerm[]): string => {
  const ranges = terms.filter(({ kind }) => kind === 'range')
  if (ranges.length === 0) return 'a private address that is known only after deployment'
  return `the private ${ranges.length === 1 ? 'address' : 'addresses'} ${ranges.map(addressText).join(', ')}`
}

/** Where a question that goes round comes by, once each, and back to the first. */
const roundText = ({ steps }: DnsPath, from: number): string => {
  const round = steps.slice(from).map(({ at }) => at)
  const stops = round.filter((at, index) => at !== round[index - 1])
  return [...stops, stops[0] ?? ''].map((at) => `\`${at}\``).join(' → ')
}

const noAnswers: Readonly<Record<Extract<DnsEnd, { kind: 'no-answer' }>['why'], string>> = {
  'no-such-name': 'no answer: there is no such name (NXDOMAIN)',
  'no-address': 'no answer: the name has no address',
  'nobody-listens': 'no answer: nobody answers there',
  'only-inside-azure': "no answer: Azure's resolver is asked from outside of Azure, where it does not answer",
  unreachable: 'no answer: questions do not get there',
}

export const endText = (path: DnsPath): string => {
  const { end } = path
  switch (end.kind) {
    case 'private':
      return `ends in ${addressesText(end.addresses)}${end.endpoint === undefined ? '' : ` of \`${end.endpoint.id}\``}`
    case 'forwarded':
      return `is forwarded to ${addressText(end.server)}, and nothing is known of that server`
    case 'public':
      return end.through === 'azure' ? 'is answered by public DNS' : 'is answered by a public resolver, which sees no private zone'
    case 'loop':
      return `goes round and is never answered: ${roundText(path, end.from)}`
    case 'unknown':
      return 'is not known from here on'
    case 'no-answer':
      return noAnswers[end.why]
  }
}

/** The line of assumptions that would settle it. */
export const sayOf = ({ end }: DnsPath): string | undefined => (end.kind === 'unknown' || end.kind === 'forwarded' ? end.say : undefined)

export const stepLines = ({ steps, end }: DnsPath, { client, network }: Pick<NameListing, 'client' | 'network'>): readonly StepLine[] => {
  const lines = steps.map((step, index): StepLine => {
    const { at, via, name, text, span, besides } = step
    const isDefault = index === 0 && via === 'azure-dns'
    const isOutside = via === 'public' && at === 'public DNS'
    return {
      at,
      via,
      name,
      ...told(
        isDefault ? `\`${client.id}\` has no DNS servers of its own: Azure's resolver answers for it` : text,
        isDefault ? network.naming.serversOf(client).span : isOutside ? undefined : span,
      ),
      besides: (besides ?? []).map((one) => told(one.text, one.span)),
    }
  })
  if (end.kind !== 'loop') return lines
  const back = steps[end.from]
  return back === undefined
    ? lines
    : [...lines, { at: back.at, via: back.via, name: back.name, text: `the same question comes back to step ${end.from + 1}`, besides: [] }]
}

export const adviceText = (changes: readonly NameChange[], network: Network): readonly Told[] =>
  changes.map((change) => {
    const { text, span } = changeWords(change, network)
    return told(text, span)
  })

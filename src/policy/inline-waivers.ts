/** Comments in, the waivers written in them out: `vnetproof:ignore CODE until YYYY-MM-DD: reason`; what is nearly one is told. */
import { isDay } from '../text/day.ts'
import type { Sink } from '../text/diagnostic.ts'
import { nearest } from '../text/nearest.ts'
import type { Span } from '../text/source.ts'
import { type Draft, isCode, type Waiver } from './waiver.ts'

/** What a comment begins with when it speaks to this program. */
export const waiverMark = 'vnetproof:'

/** Characters of one line that are read. */
const longest = 8_000

const form = 'a waiver is `vnetproof:ignore CODE until YYYY-MM-DD: reason`, on one line'

/** A comment with the code it speaks of. */
export interface Remark {
  readonly span: Span
  readonly covers?: Span
}

/** The lines of a comment without its signs, each with its place. */
const linesOf = ({ span }: Remark): readonly { readonly text: string; readonly start: number }[] => {
  const text = span.file.text.slice(span.start, span.end)
  const isBlock = text.startsWith('/*')
  const found: { text: string; start: number }[] = []
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from)
    const line = text.slice(from, end < 0 ? text.length : end)
    const signs = /^[\s#/*]*/.exec(line)![0].length
    const last = isBlock && end < 0 ? line.replace(/\*\/$/, '') : line
    found.push({ text: last.slice(signs, signs + longest), start: span.start + from + signs })
    from = end < 0 ? text.length : end + 1
  }
  return found
}

/** Only a line that begins with the mark is meant: words about waivers waive nothing. */
export const readRemarks = (remarks: readonly Remark[], sink: Sink): readonly Draft[] =>
  remarks.flatMap((remark) =>
    linesOf(remark).flatMap(({ text, start }): readonly Draft[] => {
      if (!text.startsWith(waiverMark)) return []
      const line = text.trimEnd()
      const span: Span = { file: remark.span.file, start, end: start + line.length }
      const wrong = (message: string, help = form): readonly Draft[] => {
        sink({ code: 'waivers/malformed', severity: 'warning', message: `${message}, so nothing is waived`, span, help })
        return []
      }
      const [, word = '', after = ''] = /^([^\s:]*)(.*)$/s.exec(line.slice(waiverMark.length))!
      if (word !== 'ignore') {
        if (word === '' || nearest(word, ['ignore']) === undefined) return wrong('`vnetproof:` is not followed by a word that is known')
        return wrong(`\`vnetproof:${word}\` means nothing`, 'did you mean `vnetproof:ignore`?')
      }
      const [, code = '', more = ''] = /^\s*([^\s:]*)\s*(.*)$/s.exec(after)!
      if (!isCode(code)) return wrong(code === '' ? 'no code is named' : 'what is named is no code')
      const [, until, rest = ''] = /^(?:until\s+([^\s:]*)\s*)?(.*)$/s.exec(more)!
      if (until !== undefined && !isDay(until)) return wrong('`until` is not followed by a day `YYYY-MM-DD`')
      if (rest !== '' && !rest.startsWith(':')) return wrong('a colon is missing before the reason')
      return [
        {
          code,
          span,
          until,
          reason: rest.slice(1),
          by: { kind: 'code', ...(remark.covers === undefined ? {} : { covers: remark.covers }) },
        },
      ]
    }),
  )

const isHeader = /^(?:(?:resource|data|module|variable|output)\s+"|(?:resource|module)\s+\w+\s+')/

/** What it waives, why and until when, and what it covers, which a header names for a whole block; not the line on which it stands. */
const writingOf = ({ code, until, reason, span, by }: Waiver): string => {
  const covers = by.kind === 'code' ? by.covers : undefined
  const length = covers === undefined ? 0 : covers.end - covers.start
  const covered = covers === undefined ? '' : covers.file.text.slice(covers.start, covers.start + Math.min(length, longest)).trim()
  const told = isHeader.test(covered) ? covered.split('\n', 1)[0]!.trim() : covered
  return JSON.stringify([code, until, reason, span.file.path, told.replace(/\s+/g, ' '), told.length < longest ? 0 : length])
}

const counts = (waivers: readonly Waiver[]): ReadonlyMap<string, number> => {
  const found = new Map<string, number>()
  for (const waiver of waivers) found.set(writingOf(waiver), (found.get(writingOf(waiver)) ?? 0) + 1)
  return found
}

/** Those that `base` has not. One that moved to other code, or whose file has another name, is new; of several that read alike all are new where `base` has fewer. */
export const newAmong = (waivers: readonly Waiver[], base: readonly Waiver[]): readonly Waiver[] => {
  const before = counts(base)
  const now = counts(waivers)
  return waivers.filter((waiver) => (before.get(writingOf(waiver)) ?? 0) < now.get(writingOf(waiver))!)
}

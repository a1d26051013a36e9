/** Comments in, the waivers written in them out: `vnetproof:ignore CODE until YYYY-MM-DD: reason`; what is nearly one is told. */
import { isDay } from '../text/day.ts'
import type { Sink } from '../text/diagnostic.ts'
import { nearest } from '../text/nearest.ts'
import type { Span } from '../text/source.ts'
import { type Draft, isCode } from './waiver.ts'

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

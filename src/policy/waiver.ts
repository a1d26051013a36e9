/** What a waiver is, and which ones count: a waiver without a reason, without an end or past it is told and waives nothing. */

import { budget } from '../text/budget.ts'
import type { Sink } from '../text/diagnostic.ts'
import type { Span } from '../text/source.ts'
import type { Finding } from './policy.ts'

/** Text in which `*` stands for any characters; `\*` is a star, `\\` a backslash. The parts between the stars. */
export type Pattern = readonly string[]

export interface Waiver {
  /** A code, or the beginning of codes: `api-management/nsg`. */
  readonly code: string
  readonly reason: string
  /** The last day on which it counts. */
  readonly until: string
  readonly owner?: string
  readonly span: Span
  /** `code`: findings that touch these lines. `file`: findings of these subjects. */
  readonly by:
    | { readonly kind: 'code'; readonly covers?: Span }
    | { readonly kind: 'file'; readonly subject: Pattern; readonly root?: Pattern }
}

/** A finding that does not count, and the waiver that says so. */
export interface Waived {
  readonly finding: Finding
  readonly waiver: Waiver
}

/** A waiver as it was written. */
export interface Draft extends Pick<Waiver, 'code' | 'span' | 'by' | 'owner'> {
  readonly reason: string | undefined
  readonly until: string | undefined
}

/** `a/b` begins `a/b` and `a/b/c`, not `a/bc`. */
export const prefixesOf = (code: string): readonly string[] => {
  const found: string[] = []
  for (let prefix = code; prefix !== ''; prefix = prefix.slice(0, Math.max(0, prefix.lastIndexOf('/')))) found.push(prefix)
  return found
}

export const isCode = (text: string): boolean => /^[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*$/.test(text)

export const readPattern = (text: string): Pattern => {
  const parts = ['']
  for (let at = 0; at < text.length; at++) {
    const next = text[at + 1]
    if (text[at] === '*') parts.push('')
    else if (text[at] === '\\' && (next === '*' || next === '\\')) parts[parts.length - 1] += text[++at]!
    else parts[parts.length - 1] += text[at]!
  }
  return parts
}

/** The pattern that stands for this text alone. */
export const patternFor = (text: string): string => text.replace(/[\\*]/g, '\\$&')

/** Each part is taken where it comes first, so that nothing is tried twice. */
export const fits = (pattern: Pattern, text: string): boolean => {
  const [first = '', ...rest] = pattern
  const last = rest.pop()
  if (last === undefined) return text === first
  if (!text.startsWith(first)) return false
  let at = first.length
  for (const part of rest) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}

const cut = (text: string): string => (text.length > budget.waiverReason ? `${text.slice(0, budget.waiverReason - 1)}…` : text)

/** The waivers that count on that day; why the others do not is told as warnings. */
export const countingOn = (today: string, drafts: readonly Draft[], sink: Sink): readonly Waiver[] =>
  drafts.flatMap((draft): readonly Waiver[] => {
    const { code, span, by, owner, until } = draft
    const reason = draft.reason?.trim() ?? ''
    const tell = (why: string, message: string, help: string): void => sink({ code: why, severity: 'warning', message, span, help })
    if (reason === '')
      tell('waivers/no-reason', `the waiver of \`${code}\` gives no reason, so it waives nothing`, 'say why the finding may stay')
    if (until === undefined)
      tell('waivers/no-end', `the waiver of \`${code}\` has no end, so it waives nothing`, 'say until which day it counts: `YYYY-MM-DD`')
    else if (until < today)
      tell(
        'waivers/expired',
        `the waiver of \`${code}\` ended on ${until}, so it waives nothing`,
        'mend what it waived, or give it a new end',
      )
    if (reason === '' || until === undefined || until < today) return []
    return [{ code, reason: cut(reason), until, ...(owner === undefined ? {} : { owner: cut(owner) }), span, by }]
  })

/** A comment that was posted and what became of it: out comes its new text, with the old one folded away and no suggestion left to take. */
import { budget } from '../../text/budget.ts'
import { code, prose, shortened, words } from '../markdown.ts'
import { doubtText } from '../wording.ts'
import type { Fate } from './fate.ts'
import { marked, markOf, withoutMark } from './marker.ts'
import type { PostedComment } from './review.ts'

const foldStart = '<details><summary>What was told</summary>\n\n'
const foldEnd = '\n\n</details>'
/** More doubts than these say no more. */
const mostDoubts = 3
const reasonLength = 1_200

/** First line and the rest of the text as it was while open; what was folded away is unfolded. */
const originalOf = (body: string): { readonly title: string; readonly rest: string } => {
  const text = withoutMark(body.replace(/\r\n/g, '\n'))
  const line = text.indexOf('\n')
  const title = (line < 0 ? text : text.slice(0, line)).trim()
  const below = line < 0 ? '' : text.slice(line).trim()
  // Only right below the sentence that closed it: further down it may be a line of somebody's source.
  const start = below.indexOf('\n\n') + 2
  if (start < 2 || !below.startsWith(foldStart, start) || !below.endsWith(foldEnd)) return { title, rest: below }
  return { title, rest: below.slice(start + foldStart.length, -foldEnd.length) }
}

/** What a suggestion would do is no longer known to be right. */
const withoutSuggestions = (text: string): string => text.replace(/^(`{3,})suggestion$/gm, '$1terraform')

const endingOf = (fate: Fate, head: string): string => {
  const commit = code(head.slice(0, 7))
  switch (fate.kind) {
    case 'fixed':
      return `**Fixed in ${commit}.**`
    case 'not-found':
      return `**Gone in ${commit}**: this fault is not found any more.`
    case 'gone':
      return `**Gone in ${commit}**: nothing is judged by it here any more, for the resource is no longer there or no policy asks for it.`
    case 'waived': {
      const { reason, until } = fate.waived.waiver
      return `**Waived until ${words(until)}**: ${words(shortened(reason, reasonLength))}`
    }
    case 'unsure': {
      const reasons = fate.doubts.slice(0, mostDoubts).map((doubt) => prose(shortened(doubtText(doubt), reasonLength)))
      const more = fate.doubts.length > mostDoubts ? [`${fate.doubts.length - mostDoubts} more in the summary`] : []
      return `**No longer proved**: ${[...reasons, ...more].join('; ') || 'it depends on something that is not known now'}.`
    }
    case 'not-counted':
      if (fate.isStillThere) return '**Not counted any more**: it still fails, and the base fails it as well.'
      if (fate.finding.severity === 'note') return '**Not counted any more**: it still fails, as a note that is told in the summary only.'
      return '**Not counted any more**: it still fails, and is told in the summary only.'
    case 'not-judged':
      return '**No longer proved**: it is not judged any more, for part of the code is not read or its folder is no root now. Nobody says that it is fixed.'
  }
}

/** What is said to be fixed or gone stays closed; everything else may come back, or be fixed later. */
const isFinal = ({ kind }: Fate): boolean => kind === 'fixed' || kind === 'gone' || kind === 'not-found'

/** `head`: the commit that is judged. */
export const closedBody = (posted: Pick<PostedComment, 'body' | 'key'>, run: string, fate: Fate, head: string): string => {
  const { title, rest } = originalOf(posted.body)
  const isOurs = /^\*\*\S.*<\/code>(?:<\/a>)?$/.test(title)
  const struck = isOurs && isFinal(fate) ? `~~${title}~~` : title
  const before = markOf(posted.body)
  const kept = withoutSuggestions(isOurs ? rest : `${title}\n\n${rest}`.trim())
  // Half of a text may leave a block open: what is too long is not kept at all.
  const fold = kept === '' || kept.length > budget.openCommentLength + 2_000 ? '' : `\n\n${foldStart}${kept}${foldEnd}`
  const text = `${isOurs ? `${struck}\n\n` : ''}${endingOf(fate, head)}${fold}`
  return marked(text, {
    run,
    kind: 'finding',
    key: posted.key,
    state: isFinal(fate) ? 'fixed' : 'open',
    ...(before?.lines === undefined ? {} : { lines: before.lines }),
    ...(before?.root === undefined ? {} : { root: before.root }),
  })
}

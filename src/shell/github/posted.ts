/** A pull request → what of ours stands on it, and what of it stands there twice. */

import type { Posted, PostedComment } from '../../report/review/review.ts'
import { isSameText } from '../../report/review/same-text.ts'
import { type Answer, numberField, textField } from './answer.ts'
import { type Author, authorOf, ourMark } from './author.ts'
import type { GitHub, Repository } from './client.ts'
import { warningsOf } from './failure.ts'
import { allPages } from './pages.ts'

export interface Place {
  readonly repository: Repository
  /** Of the pull request. */
  readonly number: number
  /** The input `comment-id`: which run this is, where several run on one pull request. */
  readonly run: string
}

export interface Listing {
  readonly posted: Posted
  readonly author: Author
  /** Told twice, by runs at the same time or one that was killed: what goes. Nobody answered them. */
  readonly duplicates: { readonly comments: readonly number[]; readonly stickies: readonly number[] }
  /** Ids of all that is ours: review comments and comments are numbered apart. */
  readonly known: { readonly comments: ReadonlySet<number>; readonly stickies: ReadonlySet<number> }
}

export interface PostedSticky {
  readonly id: number
  readonly body: string
  readonly url: string
}

export const reviewCommentsOf = async (
  github: GitHub,
  author: Author,
  { repository, number, run }: Place,
): Promise<Answer<readonly PostedComment[]>> => {
  const pages = await allPages('review comments', (page) =>
    github.rest.pulls.listReviewComments({ ...repository, pull_number: number, ...page }),
  )
  if (!pages.ok) return pages
  const answered = new Set(pages.value.flatMap((entry) => numberField(entry, 'in_reply_to_id') ?? []))
  const comments = pages.value.flatMap((entry): readonly PostedComment[] => {
    const mark = ourMark(author, run, entry)
    const id = numberField(entry, 'id')
    if (mark?.kind !== 'finding' || mark.key === undefined || id === undefined || numberField(entry, 'in_reply_to_id') !== undefined)
      return []
    const line = numberField(entry, 'line')
    return [
      {
        id,
        key: mark.key,
        state: mark.state ?? 'open',
        body: textField(entry, 'body')!,
        path: textField(entry, 'path') ?? '',
        ...(line === undefined ? {} : { line }),
        answered: answered.has(id),
      },
    ]
  })
  return { ok: true, value: comments.sort((a, b) => a.id - b.id) }
}

export const stickiesOf = async (
  github: GitHub,
  author: Author,
  { repository, number, run }: Place,
): Promise<Answer<readonly PostedSticky[]>> => {
  const pages = await allPages('comments', (page) => github.rest.issues.listComments({ ...repository, issue_number: number, ...page }))
  if (!pages.ok) return pages
  const stickies = pages.value.flatMap((entry): readonly PostedSticky[] => {
    const id = numberField(entry, 'id')
    if (ourMark(author, run, entry)?.kind !== 'sticky' || id === undefined) return []
    return [{ id, body: textField(entry, 'body')!, url: textField(entry, 'html_url') ?? '' }]
  })
  return { ok: true, value: stickies.sort((a, b) => a.id - b.id) }
}

/**
 * Of open comments that nobody could tell apart the first answered one, else the oldest, stays. One key alone is not enough:
 * findings that are alike in all but their number may have changed places.
 */
const duplicatesAmong = (comments: readonly PostedComment[]): ReadonlySet<number> => {
  const alike = new Map<string, PostedComment[]>()
  for (const comment of comments) {
    if (comment.state !== 'open') continue
    const name = JSON.stringify([comment.key, comment.path, comment.line ?? null])
    const group = alike.get(name)
    if (group === undefined) alike.set(name, [comment])
    else group.push(comment)
  }
  const twice = new Set<number>()
  for (const group of alike.values()) {
    const kept = group.find(({ answered }) => answered) ?? group[0]!
    for (const comment of group) if (comment !== kept && !comment.answered && isSameText(comment.body, kept.body)) twice.add(comment.id)
  }
  return twice
}

/** Without a listing nobody knows what is there, and nothing may be posted that could be there already. */
export const listPosted = async (
  github: GitHub,
  place: Place,
): Promise<{ readonly listing?: Listing; readonly warnings: readonly string[] }> => {
  const author = await authorOf(github)
  const comments = await reviewCommentsOf(github, author, place)
  const stickies = comments.ok ? await stickiesOf(github, author, place) : comments
  if (!comments.ok || !stickies.ok) {
    const { fault } = comments.ok ? (stickies as Extract<typeof stickies, { readonly ok: false }>) : comments
    const warnings = warningsOf([
      {
        what: 'the review and the summary comment',
        fault,
        needs: '`pull-requests: write`',
        instead: 'what is posted already could not be read',
      },
    ])
    return { warnings }
  }
  const isOurs = author.kind === 'known'
  const twice = isOurs ? duplicatesAmong(comments.value) : new Set<number>()
  const [sticky, ...more] = stickies.value
  const listing: Listing = {
    posted: { comments: comments.value.filter(({ id }) => !twice.has(id)), ...(sticky === undefined ? {} : { sticky }) },
    author,
    duplicates: { comments: [...twice], stickies: isOurs ? more.map(({ id }) => id) : [] },
    known: { comments: new Set(comments.value.map(({ id }) => id)), stickies: new Set(stickies.value.map(({ id }) => id)) },
  }
  return { listing, warnings: [] }
}

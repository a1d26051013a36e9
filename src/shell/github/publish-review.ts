/** New comments → one review on the pull request, or as many of them as GitHub takes; every one is there once, and which are there is known. */
import type { PlannedComment } from '../../report/review/review.ts'
import { counted } from '../../report/wording.ts'
import { budget } from '../../text/budget.ts'
import { type Answer, ask, done, type Fault, field, numberField, textField } from './answer.ts'
import { ourMark } from './author.ts'
import type { GitHub } from './client.ts'
import { createOnce } from './create-once.ts'
import type { Failure } from './failure.ts'
import { allPages } from './pages.ts'
import { type Listing, type Place, reviewCommentsOf } from './posted.ts'

export interface Target extends Place {
  /** Commit of the head that was judged. */
  readonly head: string
}

export interface ReviewOutcome {
  /** Keys of comments that are there now. */
  readonly told: ReadonlySet<string>
  /** The pull request has another head by now. */
  readonly movedTo?: string
  readonly failures: readonly Failure[]
}

const needs = '`pull-requests: write`'
export const toldElsewhere = 'what it would have told is in the annotations and the job summary'

export const headOf = async (github: GitHub, { repository, number }: Place): Promise<string | undefined> => {
  const head = await ask(
    () => github.rest.pulls.get({ ...repository, pull_number: number }),
    (data) => textField(data, 'head', 'sha'),
  )
  return head.ok ? head.value : undefined
}

/** A review that was begun and never submitted keeps every other one out; only ours goes, a person's draft is theirs. */
const withdrawPending = async (github: GitHub, target: Target, { author }: Listing): Promise<boolean> => {
  const at = { ...target.repository, pull_number: target.number }
  const reviews = await allPages('reviews', (page) => github.rest.pulls.listReviews({ ...at, ...page }))
  if (!reviews.ok || author.kind !== 'known') return false
  let isGone = false
  for (const review of reviews.value) {
    const id = numberField(review, 'id')
    if (field(review, 'state') !== 'PENDING' || id === undefined || ourMark(author, target.run, review)?.kind !== 'review') continue
    const removed = await ask(() => github.rest.pulls.deletePendingReview({ ...at, review_id: id }), done)
    isGone ||= removed.ok || removed.fault.kind === 'missing'
  }
  return isGone
}

const placeOf = ({ path, line, startLine, body }: PlannedComment) => ({
  path,
  line,
  side: 'RIGHT' as const,
  ...(startLine === undefined ? {} : { start_line: startLine, start_side: 'RIGHT' as const }),
  body,
})

/** Worst first, as they come; what GitHub refuses is left to the annotations. */
const oneByOne = async (
  github: GitHub,
  target: Target,
  comments: readonly PlannedComment[],
  there: () => Promise<Answer<ReadonlySet<string>>>,
  why: Fault,
): Promise<ReviewOutcome> => {
  const told = new Set<string>()
  let last = why
  for (const comment of comments.slice(0, budget.singleComments)) {
    const made = await createOnce(
      github,
      () =>
        ask(
          () =>
            github.rest.pulls.createReviewComment({
              ...target.repository,
              pull_number: target.number,
              commit_id: target.head,
              ...placeOf(comment),
            }),
          (data) => numberField(data, 'id'),
        ),
      async () => {
        const keys = await there()
        return keys.ok ? { ok: true, value: keys.value.has(comment.key) ? 0 : null } : keys
      },
    )
    if (made.ok) told.add(comment.key)
    else if (made.fault.kind === 'refused') last = made.fault
    else {
      last = made.fault
      break
    }
  }
  if (told.size === comments.length) return { told, failures: [] }
  const what = `${comments.length - told.size} of ${counted(comments.length, 'review comment')}`
  return { told, failures: [{ what, fault: last, needs, instead: toldElsewhere }] }
}

export const publishReview = async (
  github: GitHub,
  target: Target,
  listing: Listing,
  { body, comments }: { readonly body: string; readonly comments: readonly PlannedComment[] },
): Promise<ReviewOutcome> => {
  const all = new Set(comments.map(({ key }) => key))
  if (all.size === 0) return { told: all, failures: [] }
  /** Which of the new ones have come to be there since the listing. */
  const there = async (): Promise<Answer<ReadonlySet<string>>> => {
    const now = await reviewCommentsOf(github, listing.author, target)
    if (!now.ok) return now
    return {
      ok: true,
      value: new Set(
        now.value.flatMap(({ id, key, state }) => (state === 'open' && !listing.known.comments.has(id) && all.has(key) ? [key] : [])),
      ),
    }
  }
  let found: ReadonlySet<string> = new Set()
  const create = (): Promise<Answer<ReadonlySet<string>>> =>
    createOnce(
      github,
      () =>
        ask(
          () =>
            github.rest.pulls.createReview({
              ...target.repository,
              pull_number: target.number,
              commit_id: target.head,
              // Without it the review would stay pending, which nobody sees and which keeps the next one out.
              event: 'COMMENT',
              body,
              comments: comments.filter(({ key }) => !found.has(key)).map(placeOf),
            }),
          (data) => (numberField(data, 'id') === undefined ? undefined : all),
        ),
      async () => {
        const now = await there()
        if (!now.ok) return now
        found = now.value
        return { ok: true, value: found.size === all.size ? found : null }
      },
    )

  let made = await create()
  if (made.ok) return { told: all, failures: [] }
  if (made.fault.kind === 'refused') {
    const head = await headOf(github, target)
    if (head !== undefined && head !== target.head) return { told: found, movedTo: head, failures: [] }
  }
  if (made.fault.kind === 'refused' && /pending review/i.test(made.fault.message)) {
    if (await withdrawPending(github, target, listing)) made = await create()
    if (made.ok) return { told: all, failures: [] }
  } else if (made.fault.kind === 'refused') {
    return oneByOne(
      github,
      target,
      comments.filter(({ key }) => !found.has(key)),
      there,
      made.fault,
    )
  }
  return { told: found, failures: [{ what: 'the review', fault: made.fault, needs, instead: toldElsewhere }] }
}

/** A plan → the pull request: review, summary comment, edits, each as far as GitHub lets it; what could not be posted is a warning. */
import type { PublishPlan } from '../../report/review/review.ts'
import { counted } from '../../report/wording.ts'
import type { GitHub } from './client.ts'
import { type Failure, warningsOf } from './failure.ts'
import type { Listing } from './posted.ts'
import { publishEdits } from './publish-edits.ts'
import { headOf, publishReview, type ReviewOutcome, type Target, toldElsewhere } from './publish-review.ts'
import { publishSticky } from './publish-sticky.ts'

export interface Published {
  /** Keys of what comments tell that are really there; everything else is to be told elsewhere. */
  readonly told: ReadonlySet<string>
  /** Of the summary comment, where there is one. */
  readonly commentUrl?: string
  /** One sentence each. */
  readonly warnings: readonly string[]
}

const movedOn = (head: string): string => `the pull request has moved on to ${head.slice(0, 7)}: the run for that commit will tell`

/** Told by what was there before, as far as it is there still. */
const stillTold = ({ told }: PublishPlan, { posted }: Listing, gone: ReadonlySet<number>): ReadonlySet<string> => {
  const deleted = new Set(posted.comments.flatMap(({ id, key }) => (gone.has(id) ? [key] : [])))
  for (const { id, key, state } of posted.comments) if (state === 'open' && !gone.has(id)) deleted.delete(key)
  return new Set([...told].filter((key) => !deleted.has(key)))
}

export const publish = async (github: GitHub, target: Target, plan: PublishPlan, listing: Listing): Promise<Published> => {
  const { posted, author } = listing
  const url = posted.sticky === undefined || posted.sticky.url === '' ? {} : { commentUrl: posted.sticky.url }
  const isNothing = plan.review === undefined && plan.sticky === undefined && plan.edits.length === 0
  const isDouble = listing.duplicates.comments.length + listing.duplicates.stickies.length > 0
  if (isNothing && !isDouble) return { told: plan.told, ...url, warnings: [] }

  // An older run must not write over what a newer one says.
  const head = await headOf(github, target)
  if (head !== undefined && head !== target.head) return { told: plan.told, ...url, warnings: [movedOn(head)] }

  const review: ReviewOutcome =
    plan.review === undefined ? { told: new Set(), failures: [] } : await publishReview(github, target, listing, plan.review)
  if (review.movedTo !== undefined) return { told: new Set([...plan.told, ...review.told]), ...url, warnings: [movedOn(review.movedTo)] }

  const failures: Failure[] = [...review.failures]
  const warnings: string[] = []
  // Whose they are is not known, so they are left as they are.
  const isForeign = author.kind !== 'known'
  const left = (isForeign ? plan.edits.length : 0) + (isForeign && plan.sticky?.id !== undefined ? 1 : 0)
  if (left > 0) warnings.push(`${counted(left, 'comment')} could not be changed: GitHub does not say whom the token speaks for`)

  let commentUrl = posted.sticky?.url
  if (plan.sticky !== undefined && !(isForeign && plan.sticky.id !== undefined)) {
    const sticky = await publishSticky(github, target, listing, plan.sticky)
    if (sticky.ok) commentUrl = sticky.value
    else failures.push({ what: 'the summary comment', fault: sticky.fault, needs: '`pull-requests: write`', instead: toldElsewhere })
  }
  const mayNot = failures.find(({ fault }) => fault.kind === 'forbidden')
  const edits = isForeign || mayNot !== undefined ? undefined : await publishEdits(github, target, plan.edits, listing.duplicates)
  failures.push(...(edits?.failures ?? []))
  if (mayNot !== undefined && plan.edits.length > 0)
    failures.push({
      what: counted(plan.edits.length, 'change of comments', 'changes of comments'),
      fault: mayNot.fault,
      needs: mayNot.needs,
    })
  return {
    told: new Set([...stillTold(plan, listing, edits?.gone ?? new Set()), ...review.told]),
    ...(commentUrl === undefined || commentUrl === '' ? {} : { commentUrl }),
    warnings: [...warnings, ...warningsOf(failures)],
  }
}

/** Comments that say something else now, and comments that say what another says → edited and deleted; which of them nobody finds any more is told. */
import { counted } from '../../report/wording.ts'
import { ask, done } from './answer.ts'
import type { GitHub } from './client.ts'
import type { Failure } from './failure.ts'
import type { Listing, Place } from './posted.ts'

interface Edits {
  /** Review comments that somebody deleted. */
  readonly gone: ReadonlySet<number>
  readonly failures: readonly Failure[]
}

const needs = '`pull-requests: write`'

/** In their order; where the token may not, or GitHub has no answer, the rest is left for the next run. */
export const publishEdits = async (
  github: GitHub,
  { repository }: Place,
  edits: readonly { readonly id: number; readonly body: string }[],
  { comments, stickies }: Listing['duplicates'],
): Promise<Edits> => {
  const gone = new Set<number>()
  const failures: Failure[] = []
  const work = [
    ...edits.map(({ id, body }) => ({
      id,
      what: 'change of a comment',
      run: () => github.rest.pulls.updateReviewComment({ ...repository, comment_id: id, body }),
    })),
    ...comments.map((id) => ({
      id,
      what: 'removal of a repeated comment',
      run: () => github.rest.pulls.deleteReviewComment({ ...repository, comment_id: id }),
    })),
    ...stickies.map((id) => ({
      id: undefined,
      what: 'removal of a repeated comment',
      run: () => github.rest.issues.deleteComment({ ...repository, comment_id: id }),
    })),
  ]
  for (const [index, { id, what, run }] of work.entries()) {
    const made = await ask(run as () => Promise<{ readonly data: unknown }>, done)
    if (made.ok) continue
    const { fault } = made
    if (fault.kind === 'missing') {
      if (id !== undefined) gone.add(id)
    } else if (fault.kind === 'refused') failures.push({ what: `the ${what}`, fault, needs })
    else {
      failures.push({ what: counted(work.length - index, 'change of comments', 'changes of comments'), fault, needs })
      break
    }
  }
  return { gone, failures }
}

/** Reviews and review comments: all or nothing, only on lines of the diff, one pending review for each user. */
import { type Answer, type Call, invalid, isTooLong, notFound, paged, pullOf, type Routes, refuse, unprocessable } from './call.ts'
import { commitsOf } from './pulls.ts'
import { reviewCommentShape, reviewShape } from './shapes-talk.ts'
import { iso, type PullRequest, type Review, type ReviewComment } from './state.ts'
import { addComment, addReply, addReview, type Draft, isPending, type Place, pendingOf, placeOf } from './threads.ts'

const states = { COMMENT: 'COMMENTED', APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED' } as const

const eventProblem = (
  call: Call,
  pull: PullRequest,
  event: keyof typeof states | undefined,
  body: string,
  comments: number,
): Answer | undefined => {
  if (event === 'APPROVE' && call.viewer.isActions) return unprocessable('GitHub Actions is not permitted to approve pull requests.')
  if (event !== undefined && event !== 'COMMENT' && call.viewer.user === pull.user)
    return unprocessable(event === 'APPROVE' ? 'Can not approve your own pull request' : 'Can not request changes on your own pull request')
  if (isTooLong(body)) return unprocessable('Body is too long (maximum is 65536 characters)')
  const isBlank = body.trim() === ''
  if (isBlank && (event === 'REQUEST_CHANGES' || (event === 'COMMENT' && comments === 0))) return unprocessable("Body can't be blank")
  return undefined
}

const commitProblem = (call: Call, pull: PullRequest, commit: string): 'unknown' | 'foreign' | undefined =>
  call.state.store.commitOf(commit) === undefined
    ? 'unknown'
    : commit !== pull.headSha && !commitsOf(call.state, pull).includes(commit)
      ? 'foreign'
      : undefined

const createReview = (call: Call): Answer => {
  const { state, viewer, body } = call
  const pull = pullOf(call)
  if (pull === undefined) return notFound()
  const {
    event,
    comments: drafts = [],
    body: text = '',
    commit_id: commit = pull.headSha,
  } = body as {
    event?: keyof typeof states
    comments?: readonly Draft[]
    body?: string
    commit_id?: string
  }
  if (pendingOf(state, pull, viewer.user) !== undefined) return unprocessable('User can only have one pending review per pull request')
  const problem = eventProblem(call, pull, event, text, drafts.length)
  if (problem !== undefined) return problem
  const wrong = commitProblem(call, pull, commit)
  if (wrong !== undefined)
    return unprocessable(wrong === 'unknown' ? `No commit found for SHA: ${commit}` : 'Commit is not part of the pull request')
  const places: Place[] = []
  for (const draft of drafts) {
    if (isTooLong(draft.body)) return unprocessable('Body is too long (maximum is 65536 characters)')
    if (draft.body.trim() === '') return unprocessable("Body can't be blank")
    const place = placeOf(state, pull, commit, draft)
    if ('review' in place) return unprocessable(place.review)
    places.push(place)
  }
  const review = addReview(state, pull, viewer.user, text, event === undefined ? 'PENDING' : states[event], commit)
  for (const [index, draft] of drafts.entries()) addComment(state, pull, viewer.user, review, draft, commit, places[index]!)
  if (event !== undefined) state.notifications++
  return { status: 200, body: reviewShape(state, call.repository, review) }
}

const createComment = (call: Call): Answer => {
  const { state, viewer } = call
  const pull = pullOf(call)
  if (pull === undefined) return notFound()
  const draft = call.body as unknown as Draft & { commit_id: string; in_reply_to?: number }
  const resource = 'PullRequestReviewComment'
  if (pendingOf(state, pull, viewer.user) !== undefined)
    return invalid('PullRequestReview', 'user_id', 'custom', 'user_id can only have one pending review per pull request')
  if (isTooLong(draft.body)) return invalid(resource, 'body', 'custom', 'body is too long (maximum is 65536 characters)')
  const wrong = commitProblem(call, pull, draft.commit_id)
  if (wrong !== undefined) return invalid(resource, 'commit_id', 'custom', 'commit_id is not part of the pull request')
  const place = placeOf(state, pull, draft.commit_id, draft)
  if ('review' in place)
    return refuse(422, 'Validation Failed', [
      { resource, code: place.code, field: place.field, ...(place.comment === undefined ? {} : { message: place.comment }) },
      ...(place.field.endsWith('start_line') ? [] : [{ resource, code: 'missing_field', field: 'pull_request_review_thread.diff_hunk' }]),
    ])
  const review = addReview(state, pull, viewer.user, '', 'COMMENTED', draft.commit_id)
  const comment = addComment(state, pull, viewer.user, review, draft, draft.commit_id, place)
  state.notifications++
  return { status: 201, body: reviewCommentShape(state, call.repository, comment) }
}

const reviewOf = (call: Call): Review | undefined => {
  const review = call.state.reviews.get(Number(call.match.params.review_id))
  // Nobody sees another's pending review.
  return review === undefined || review.pull !== pullOf(call)?.number || (review.state === 'PENDING' && review.user !== call.viewer.user)
    ? undefined
    : review
}

const commentOf = (call: Call): ReviewComment | undefined => call.state.reviewComments.get(Number(call.match.params.comment_id))

const submit = (call: Call): Answer => {
  const review = reviewOf(call)
  if (review === undefined) return notFound()
  if (review.state !== 'PENDING') return unprocessable('Can not submit a review that is not pending')
  const { event, body = '' } = call.body as { event: keyof typeof states; body?: string }
  const count = [...call.state.reviewComments.values()].filter((comment) => comment.review === review.id).length
  const problem = eventProblem(call, pullOf(call)!, event, body, count)
  if (problem !== undefined) return problem
  review.state = states[event]
  review.body = body
  review.submittedAt = iso(call.state.tick())
  call.state.notifications++
  return { status: 200, body: reviewShape(call.state, call.repository, review) }
}

const remove = (call: Call): Answer => {
  const review = reviewOf(call)
  if (review === undefined) return notFound()
  if (review.state !== 'PENDING') return unprocessable('Can not delete a non-pending pull request review')
  call.state.reviews.delete(review.id)
  for (const [id, comment] of call.state.reviewComments) if (comment.review === review.id) call.state.reviewComments.delete(id)
  return { status: 200, body: reviewShape(call.state, call.repository, review) }
}

/** Whoever may write may also change what others wrote, which nothing here should do: it is kept in mind. */
const changed = (call: Call, change: (comment: ReviewComment) => Answer): Answer => {
  const comment = commentOf(call)
  if (comment === undefined) return notFound()
  if (comment.user !== call.viewer.user) call.state.trespasses.push(`${call.match.id} on a comment of ${comment.user.login}`)
  return change(comment)
}

const read = [['pull-requests', 'read']] as const
const write = [['pull-requests', 'write']] as const

export const reviewRoutes: Routes = {
  'pulls/create-review': { needs: write, creates: true, handle: createReview },
  'pulls/list-reviews': {
    needs: read,
    handle: (call) => {
      const pull = pullOf(call)
      if (pull === undefined) return notFound()
      const seen = [...call.state.reviews.values()].filter(
        (review) => review.pull === pull.number && (review.state !== 'PENDING' || review.user === call.viewer.user),
      )
      return paged(call, seen, (review) => reviewShape(call.state, call.repository, review))
    },
  },
  'pulls/get-review': {
    needs: read,
    handle: (call) => {
      const review = reviewOf(call)
      return review === undefined ? notFound() : { status: 200, body: reviewShape(call.state, call.repository, review) }
    },
  },
  'pulls/delete-pending-review': { needs: write, handle: remove },
  'pulls/submit-review': { needs: write, handle: submit },
  'pulls/list-comments-for-review': {
    needs: read,
    handle: (call) => {
      const review = reviewOf(call)
      if (review === undefined) return notFound()
      const comments = [...call.state.reviewComments.values()].filter((comment) => comment.review === review.id)
      return paged(call, comments, (comment) => reviewCommentShape(call.state, call.repository, comment))
    },
  },
  'pulls/list-review-comments': {
    needs: read,
    handle: (call) => {
      const pull = pullOf(call)
      if (pull === undefined) return notFound()
      const comments = [...call.state.reviewComments.values()].filter(
        (comment) => comment.pull === pull.number && !isPending(call.state, comment),
      )
      return paged(call, comments, (comment) => reviewCommentShape(call.state, call.repository, comment))
    },
  },
  'pulls/create-review-comment': { needs: write, creates: true, handle: createComment },
  'pulls/create-reply-for-review-comment': {
    needs: write,
    creates: true,
    handle: (call) => {
      const [pull, to] = [pullOf(call), commentOf(call)]
      if (pull === undefined || to === undefined) return notFound()
      if (pendingOf(call.state, pull, call.viewer.user) !== undefined)
        return invalid('PullRequestReview', 'user_id', 'custom', 'user_id can only have one pending review per pull request')
      if (isTooLong(call.body.body))
        return invalid('PullRequestReviewComment', 'body', 'custom', 'body is too long (maximum is 65536 characters)')
      return {
        status: 201,
        body: reviewCommentShape(call.state, call.repository, addReply(call.state, pull, call.viewer.user, to, String(call.body.body))),
      }
    },
  },
  'pulls/get-review-comment': {
    needs: read,
    handle: (call) => {
      const comment = commentOf(call)
      return comment === undefined ? notFound() : { status: 200, body: reviewCommentShape(call.state, call.repository, comment) }
    },
  },
  'pulls/update-review-comment': {
    needs: write,
    handle: (call) =>
      changed(call, (comment) => {
        if (isTooLong(call.body.body))
          return invalid('PullRequestReviewComment', 'body', 'custom', 'body is too long (maximum is 65536 characters)')
        comment.body = String(call.body.body)
        comment.updatedAt = iso(call.state.tick())
        return { status: 200, body: reviewCommentShape(call.state, call.repository, comment) }
      }),
  },
  'pulls/delete-review-comment': {
    needs: write,
    handle: (call) =>
      changed(call, (comment) => {
        call.state.reviewComments.delete(comment.id)
        return { status: 204 }
      }),
  },
}

/** Where a comment may stand on a diff, and reviews, comments and answers as they come to be. */
import { hunkAbove, lineAt, type Side } from './patch.ts'
import { changedFiles, placeComment } from './pulls.ts'
import { iso, type PullRequest, type Review, type ReviewComment, type State, type User } from './state.ts'

export interface Draft {
  readonly path: string
  readonly body: string
  readonly line?: number
  readonly side?: Side
  readonly start_line?: number
  readonly start_side?: Side
  readonly position?: number
  readonly subject_type?: 'line' | 'file'
}

export type Place = Pick<
  ReviewComment,
  'subject' | 'side' | 'startSide' | 'originalLine' | 'originalStartLine' | 'originalPosition' | 'diffHunk'
>

/** What is wrong with a place, in the words of both families of endpoints. */
export interface Misplaced {
  readonly review: string
  readonly field: string
  readonly code: string
  readonly comment?: string
}

export const placeOf = (state: State, pull: PullRequest, commit: string, draft: Draft): Place | Misplaced => {
  const file = changedFiles(state, pull, commit).find(({ path }) => path === draft.path)
  if (file === undefined) return { review: 'Path could not be resolved', field: 'pull_request_review_thread.path', code: 'invalid' }
  if (draft.subject_type === 'file')
    return {
      subject: 'file',
      side: 'RIGHT',
      startSide: null,
      originalLine: null,
      originalStartLine: null,
      originalPosition: 1,
      diffHunk: file.patch?.heads[0] ?? '',
    }
  const side = draft.side ?? 'RIGHT'
  const at =
    file.patch === undefined
      ? undefined
      : draft.position === undefined
        ? lineAt(file.patch, side, draft.line ?? 0)
        : file.patch.lines.find(({ position }) => position === draft.position)
  if (at === undefined || file.patch === undefined)
    return {
      // A line alone and a range are refused in different words.
      review:
        draft.start_line === undefined
          ? 'Line could not be resolved'
          : "Pull request review thread line must be part of the diff, Pull request review thread start line must be part of the same hunk as the line., and Pull request review thread diff hunk can't be blank",
      field: 'pull_request_review_thread.line',
      code: 'custom',
      comment: 'pull_request_review_thread.line must be part of the diff',
    }
  const field = 'pull_request_review_thread.start_line'
  if (draft.start_line !== undefined && draft.line !== undefined) {
    if (draft.start_line >= draft.line)
      return {
        review: 'Pull request review thread start line must precede the end line.',
        field,
        code: 'custom',
        comment: `${field} must precede the end line.`,
      }
    if (lineAt(file.patch, draft.start_side ?? side, draft.start_line)?.hunk !== at.hunk)
      return {
        review: 'Pull request review thread start line must be part of the same hunk as the line.',
        field,
        code: 'custom',
        comment: `${field} must be part of the same hunk as the line.`,
      }
  }
  return {
    subject: 'line',
    side,
    startSide: draft.start_line === undefined ? null : (draft.start_side ?? side),
    originalLine: (side === 'RIGHT' ? at.right : at.left) ?? null,
    originalStartLine: draft.start_line ?? null,
    originalPosition: at.position,
    diffHunk: hunkAbove(file.patch, at),
  }
}

export const pendingOf = (state: State, pull: PullRequest, user: User): Review | undefined =>
  [...state.reviews.values()].find((review) => review.pull === pull.number && review.state === 'PENDING' && review.user === user)

export const isPending = (state: State, comment: ReviewComment): boolean =>
  comment.review !== null && state.reviews.get(comment.review)?.state === 'PENDING'

export const addReview = (state: State, pull: PullRequest, user: User, body: string, event: Review['state'], commit: string): Review => {
  const now = iso(state.tick())
  const review: Review = {
    id: state.nextId(),
    pull: pull.number,
    user,
    body,
    state: event,
    commit,
    ...(event === 'PENDING' ? {} : { submittedAt: now }),
  }
  state.reviews.set(review.id, review)
  return review
}

export const addComment = (
  state: State,
  pull: PullRequest,
  user: User,
  review: Review,
  draft: Draft,
  commit: string,
  place: Place,
): ReviewComment => {
  const id = state.nextId()
  const now = iso(state.tick())
  const comment: ReviewComment = {
    ...place,
    id,
    pull: pull.number,
    review: review.id,
    thread: id,
    user,
    body: draft.body,
    path: draft.path,
    originalCommit: commit,
    line: null,
    startLine: null,
    position: null,
    commit: pull.headSha,
    createdAt: now,
    updatedAt: now,
  }
  placeComment(state, pull, comment)
  state.reviewComments.set(id, comment)
  return comment
}

/** An answer to a thread; it stands where the thread's first comment does. */
export const addReply = (state: State, pull: PullRequest, user: User, to: ReviewComment, body: string): ReviewComment => {
  const review = addReview(state, pull, user, '', 'COMMENTED', pull.headSha)
  const first = state.reviewComments.get(to.thread) ?? to
  const now = iso(state.tick())
  const comment: ReviewComment = {
    ...first,
    id: state.nextId(),
    review: review.id,
    thread: to.thread,
    inReplyTo: to.thread,
    user,
    body,
    createdAt: now,
    updatedAt: now,
  }
  state.reviewComments.set(comment.id, comment)
  state.notifications++
  return comment
}

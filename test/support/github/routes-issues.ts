/** Issues and the comments below issues and pull requests. */
import { type Answer, type Call, invalid, issueOf, isTooLong, notFound, paged, type Routes, refuse } from './call.ts'
import { issueCommentShape, issueShape } from './shapes-talk.ts'
import { type Issue, type IssueComment, iso, type State, type User } from './state.ts'

export const addIssueComment = (state: State, number: number, user: User, body: string): IssueComment => {
  const now = iso(state.tick())
  const comment: IssueComment = { id: state.nextId(), issue: number, user, body, createdAt: now, updatedAt: now }
  state.issueComments.set(comment.id, comment)
  state.notifications++
  return comment
}

export const addIssue = (
  state: State,
  number: number,
  user: User,
  title: string,
  body: string | null,
  labels: readonly string[] = [],
): Issue => {
  const now = iso(state.tick())
  const issue: Issue = {
    id: state.nextId(),
    number,
    user,
    title,
    body,
    state: 'open',
    stateReason: null,
    labels,
    createdAt: now,
    updatedAt: now,
  }
  state.issues.set(number, issue)
  return issue
}

const bodyProblem = (body: unknown, resource: string): Answer | undefined => {
  if (typeof body === 'string' && body.trim() === '')
    return refuse(422, 'Validation Failed', [{ resource, code: 'unprocessable', field: 'data', message: 'Body cannot be blank' }])
  if (isTooLong(body))
    return refuse(422, 'Validation Failed', [
      { resource, code: 'unprocessable', field: 'data', message: 'Body is too long (maximum is 65536 characters)' },
    ])
  return undefined
}

const labelNames = (labels: unknown): readonly string[] =>
  Array.isArray(labels) ? labels.map((label) => (typeof label === 'string' ? label : String((label as { name: unknown }).name))) : []

const comments = (call: Call, number: number): readonly IssueComment[] => {
  const since = call.query.since
  return [...call.state.issueComments.values()].filter(
    (comment) => comment.issue === number && (since === undefined || comment.updatedAt >= since),
  )
}

const withComment = (call: Call, change: (comment: IssueComment) => Answer): Answer => {
  const comment = call.state.issueComments.get(Number(call.match.params.comment_id))
  if (comment === undefined) return notFound()
  // Whoever may write may also change what others wrote, which nothing here should do: it is kept in mind.
  if (call.match.id !== 'issues/get-comment' && comment.user !== call.viewer.user)
    call.state.trespasses.push(`${call.match.id} on a comment of ${comment.user.login}`)
  return change(comment)
}

const read = [
  ['issues', 'read'],
  ['pull-requests', 'read'],
] as const
// Either suffices for a comment on a pull request; on an issue only the first, which the handlers see to.
const write = [
  ['issues', 'write'],
  ['pull-requests', 'write'],
] as const

const lacksIssues = (call: Call, number: number): boolean => !call.state.pulls.has(number) && call.viewer.permissions.issues !== 'write'
const inaccessible = (): Answer => refuse(403, 'Resource not accessible by integration')

export const issueRoutes: Routes = {
  'issues/list-comments': {
    needs: read,
    handle: (call) => {
      const issue = issueOf(call)
      return issue === undefined
        ? notFound()
        : paged(call, comments(call, issue.number), (comment) => issueCommentShape(call.state, call.repository, comment))
    },
  },
  'issues/create-comment': {
    needs: write,
    creates: true,
    handle: (call) => {
      const issue = issueOf(call)
      if (issue === undefined) return notFound()
      if (lacksIssues(call, issue.number)) return inaccessible()
      const problem = bodyProblem(call.body.body, 'IssueComment')
      if (problem !== undefined) return problem
      return {
        status: 201,
        body: issueCommentShape(
          call.state,
          call.repository,
          addIssueComment(call.state, issue.number, call.viewer.user, String(call.body.body)),
        ),
      }
    },
  },
  'issues/get-comment': {
    needs: read,
    handle: (call) => withComment(call, (comment) => ({ status: 200, body: issueCommentShape(call.state, call.repository, comment) })),
  },
  'issues/update-comment': {
    needs: write,
    handle: (call) =>
      withComment(call, (comment) => {
        const problem = bodyProblem(call.body.body, 'IssueComment')
        if (problem !== undefined) return problem
        comment.body = String(call.body.body)
        comment.updatedAt = iso(call.state.tick())
        return { status: 200, body: issueCommentShape(call.state, call.repository, comment) }
      }),
  },
  'issues/delete-comment': {
    needs: write,
    handle: (call) =>
      withComment(call, (comment) => {
        call.state.issueComments.delete(comment.id)
        return { status: 204 }
      }),
  },
  'issues/list-for-repo': {
    needs: [['issues', 'read']],
    handle: (call) => {
      const { state = 'open', creator, labels } = call.query
      const wanted = labels === undefined ? [] : labels.split(',')
      const found = [...call.state.issues.values()].filter(
        (issue) =>
          (state === 'all' || (call.state.pulls.get(issue.number)?.state ?? issue.state) === state) &&
          (creator === undefined || issue.user.login === creator) &&
          wanted.every((label) => issue.labels.includes(label)) &&
          (call.state.pulls.get(issue.number)?.repository ?? call.repository) === call.repository,
      )
      return paged(call, found.reverse(), (issue) => issueShape(call.state, call.repository, issue))
    },
  },
  'issues/create': {
    needs: [['issues', 'write']],
    creates: true,
    handle: (call) => {
      const { title, body, labels } = call.body
      if (String(title).trim() === '') return invalid('Issue', 'title', 'missing_field')
      if ([...String(title)].length > 256) return invalid('Issue', 'title', 'custom', 'title is too long (maximum is 256 characters)')
      if (isTooLong(body)) return invalid('Issue', 'body', 'custom', 'body is too long (maximum is 65536 characters)')
      call.state.notifications++
      const issue = addIssue(
        call.state,
        call.state.nextNumber(),
        call.viewer.user,
        String(title),
        typeof body === 'string' ? body : null,
        labelNames(labels),
      )
      return { status: 201, body: issueShape(call.state, call.repository, issue) }
    },
  },
  'issues/get': {
    needs: read,
    handle: (call) => {
      const issue = issueOf(call)
      return issue === undefined ? notFound() : { status: 200, body: issueShape(call.state, call.repository, issue) }
    },
  },
  'issues/update': {
    needs: write,
    handle: (call) => {
      const issue = issueOf(call)
      if (issue === undefined) return notFound()
      if (lacksIssues(call, issue.number)) return inaccessible()
      const { title, body, state, state_reason: reason, labels } = call.body
      if (isTooLong(body)) return invalid('Issue', 'body', 'custom', 'body is too long (maximum is 65536 characters)')
      if (typeof title === 'string') issue.title = title
      if (typeof body === 'string') issue.body = body
      if (state === 'open' || state === 'closed') {
        issue.stateReason = state === 'closed' ? String(reason ?? 'completed') : issue.state === 'closed' ? 'reopened' : null
        issue.state = state
      }
      if (labels !== undefined) issue.labels = labelNames(labels)
      issue.updatedAt = iso(call.state.tick())
      return { status: 200, body: issueShape(call.state, call.repository, issue) }
    },
  },
}

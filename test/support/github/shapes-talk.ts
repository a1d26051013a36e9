/** What is said on pull requests and commits (reviews, comments, issues, checks) → JSON as GitHub answers it. */
import { completed } from './description.ts'
import { api, association, type Json, link, userShape, web } from './shapes.ts'
import {
  type Annotation,
  type CheckRun,
  type Issue,
  type IssueComment,
  nodeId,
  type Repository,
  type Review,
  type ReviewComment,
  type State,
} from './state.ts'

export const reviewShape = (state: State, repository: Repository, review: Review): Json => {
  const pull = `${api(state, repository)}/pulls/${review.pull}`
  const html = `${web(state, repository)}/pull/${review.pull}#pullrequestreview-${review.id}`
  return {
    id: review.id,
    node_id: nodeId('PRR', review.id),
    user: userShape(state, review.user),
    body: review.body,
    state: review.state,
    commit_id: review.commit,
    html_url: html,
    pull_request_url: pull,
    author_association: association(review.user),
    _links: { html: link(html), pull_request: link(pull) },
    ...(review.submittedAt === undefined ? {} : { submitted_at: review.submittedAt }),
  }
}

export const reviewCommentShape = (state: State, repository: Repository, comment: ReviewComment): Json => {
  const pull = `${api(state, repository)}/pulls/${comment.pull}`
  const url = `${api(state, repository)}/pulls/comments/${comment.id}`
  const html = `${web(state, repository)}/pull/${comment.pull}#discussion_r${comment.id}`
  return {
    id: comment.id,
    node_id: nodeId('PRRC', comment.id),
    url,
    html_url: html,
    pull_request_url: pull,
    pull_request_review_id: comment.review,
    ...(comment.inReplyTo === undefined ? {} : { in_reply_to_id: comment.inReplyTo }),
    user: userShape(state, comment.user),
    author_association: association(comment.user),
    body: comment.body,
    path: comment.path,
    subject_type: comment.subject,
    diff_hunk: comment.diffHunk,
    side: comment.side,
    start_side: comment.startSide,
    line: comment.line,
    start_line: comment.startLine,
    position: comment.position,
    commit_id: comment.commit,
    original_commit_id: comment.originalCommit,
    original_line: comment.originalLine,
    original_start_line: comment.originalStartLine,
    original_position: comment.originalPosition,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    _links: { self: link(url), html: link(html), pull_request: link(pull) },
  }
}

const isPull = (state: State, number: number): boolean => state.pulls.has(number)

export const issueCommentShape = (state: State, repository: Repository, comment: IssueComment): Json => ({
  id: comment.id,
  node_id: nodeId('IC', comment.id),
  url: `${api(state, repository)}/issues/comments/${comment.id}`,
  html_url: `${web(state, repository)}/${isPull(state, comment.issue) ? 'pull' : 'issues'}/${comment.issue}#issuecomment-${comment.id}`,
  issue_url: `${api(state, repository)}/issues/${comment.issue}`,
  user: userShape(state, comment.user),
  author_association: association(comment.user),
  body: comment.body,
  created_at: comment.createdAt,
  updated_at: comment.updatedAt,
})

export const issueShape = (state: State, repository: Repository, issue: Issue): Json => {
  const url = `${api(state, repository)}/issues/${issue.number}`
  const pull = state.pulls.get(issue.number)
  const html = `${web(state, repository)}/${pull === undefined ? 'issues' : 'pull'}/${issue.number}`
  return completed(
    'issue',
    {
      id: issue.id,
      node_id: nodeId('I', issue.id),
      number: issue.number,
      url,
      html_url: html,
      repository_url: api(state, repository),
      state: pull?.state ?? issue.state,
      state_reason: issue.stateReason,
      title: issue.title,
      body: issue.body,
      user: userShape(state, issue.user),
      labels: issue.labels.map((name) => ({ name })),
      comments: [...state.issueComments.values()].filter((comment) => comment.issue === issue.number).length,
      author_association: association(issue.user),
      created_at: issue.createdAt,
      updated_at: issue.updatedAt,
      ...(pull === undefined
        ? {}
        : {
            pull_request: {
              url: `${api(state, repository)}/pulls/${pull.number}`,
              html_url: html,
              diff_url: `${html}.diff`,
              patch_url: `${html}.patch`,
            },
          }),
    },
    url,
  )
}

export const checkShape = (state: State, repository: Repository, check: CheckRun): Json => {
  const url = `${api(state, repository)}/check-runs/${check.id}`
  const pulls = [...state.pulls.values()].filter(({ headSha, state: open }) => headSha === check.headSha && open === 'open')
  const end = (of: Repository, ref: string, sha: string): Json => ({ ref, sha, repo: { id: of.id, url: api(state, of), name: of.name } })
  return {
    id: check.id,
    node_id: nodeId('CR', check.id),
    head_sha: check.headSha,
    name: check.name,
    url,
    html_url: `${web(state, repository)}/runs/${check.id}`,
    details_url: check.detailsUrl,
    status: check.status,
    conclusion: check.conclusion,
    started_at: check.startedAt,
    completed_at: check.completedAt,
    external_id: check.externalId,
    check_suite: { id: 1 },
    app: null,
    output: {
      title: check.title,
      summary: check.summary,
      text: check.text,
      annotations_count: check.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    pull_requests: pulls.map((pull) => ({
      id: pull.id,
      number: pull.number,
      url: `${api(state, repository)}/pulls/${pull.number}`,
      head: end(pull.from, pull.branch, pull.headSha),
      base: end(pull.repository, pull.base, pull.baseSha),
    })),
  }
}

export const annotationShape = (state: State, repository: Repository, check: CheckRun, annotation: Annotation): Json => ({
  start_column: null,
  end_column: null,
  title: null,
  raw_details: null,
  ...annotation,
  blob_href: `${web(state, repository)}/blob/${check.headSha}/${annotation.path}`,
})

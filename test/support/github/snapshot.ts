/** What a person sees on a pull request, as text that tests can compare: reviews, threads, comments, checks. */
import { threadsOf } from './graphql.ts'
import { nodeId, type PullRequest, type ReviewComment, type State } from './state.ts'

const indented = (text: string, by: string): string => text.replace(/\s+$/, '').split('\n').join(`\n${by}`)

const place = (comment: ReviewComment): string => {
  if (comment.subject === 'file') return `${comment.path}${comment.position === null ? ' (outdated)' : ''}`
  const isOutdated = comment.line === null
  const [start, end] = isOutdated ? [comment.originalStartLine, comment.originalLine] : [comment.startLine, comment.line]
  return `${comment.path}:${start === null ? '' : `${start}-`}${end}${comment.side === 'LEFT' ? ' (left)' : ''}${isOutdated ? ' (outdated)' : ''}`
}

export const snapshotOf = (state: State, pull: PullRequest): string => {
  const lines: string[] = [`#${pull.number} ${pull.state}`]
  const hidden = (kind: string, id: number): string => {
    const reason = state.minimized.get(nodeId(kind, id))
    return reason === undefined ? '' : ` (hidden: ${reason.toLowerCase()})`
  }
  for (const review of state.reviews.values()) {
    if (review.pull !== pull.number) continue
    const count = [...state.reviewComments.values()].filter(
      (comment) => comment.review === review.id && comment.inReplyTo === undefined,
    ).length
    // A single comment or answer makes a review of its own that nobody sees as one.
    if (review.body === '' && count <= 1 && review.state === 'COMMENTED') continue
    lines.push(
      `review ${review.state} by ${review.user.login} with ${count} comments${review.body === '' ? '' : `\n    ${indented(review.body, '    ')}`}`,
    )
  }
  for (const { id, comments } of threadsOf(state, pull)) {
    lines.push(`thread ${place(comments[0]!)}${state.resolved.has(id) ? ' (resolved)' : ''}`)
    for (const comment of comments)
      lines.push(`  ${comment.user.login}${hidden('PRRC', comment.id)}\n    ${indented(comment.body, '    ')}`)
  }
  for (const comment of state.issueComments.values())
    if (comment.issue === pull.number)
      lines.push(`comment by ${comment.user.login}${hidden('IC', comment.id)}\n    ${indented(comment.body, '    ')}`)
  for (const check of state.checks.values()) {
    if (check.headSha !== pull.headSha) continue
    lines.push(`check ${check.name}: ${check.conclusion ?? check.status}${check.title === null ? '' : `, ${check.title}`}`)
    if (check.summary !== null) lines.push(`    ${indented(check.summary, '    ')}`)
    for (const { path, start_line: start, end_line: end, annotation_level: level, message } of check.annotations)
      lines.push(`  ${level} ${path}:${start}${end === start ? '' : `-${end}`}\n    ${indented(message, '    ')}`)
  }
  return `${lines.join('\n')}\n`.replaceAll(state.apiUrl, 'https://api.github.com').replaceAll(state.serverUrl, 'https://github.com')
}

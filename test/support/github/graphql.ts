/** The four GraphQL operations that a reporter may ask for, matched by hand; anything else is a violation. */
import { nodeId, type PullRequest, type ReviewComment, type State, type Viewer } from './state.ts'

interface GraphAnswer {
  readonly data: unknown
  readonly errors?: readonly unknown[]
}

const failure = (type: string, path: string, message: string): GraphAnswer => ({
  data: { [path]: null },
  errors: [{ type, path: [path], extensions: { saml_failure: false }, locations: [{ line: 1, column: 1 }], message }],
})

const forbidden = (path: string): GraphAnswer => failure('FORBIDDEN', path, 'Resource not accessible by integration')

/** Arguments of the first `name(…)`, with variables put in. */
const argumentsOf = (query: string, name: string, variables: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const [, inner = ''] = new RegExp(`\\b${name}\\s*\\(([^)]*)\\)`).exec(query) ?? []
  const found = [...inner.matchAll(/(\w+)\s*:\s*(?:\$(\w+)|"([^"]*)"|(\w+))/g)]
  return Object.fromEntries(
    found.map(([, key, variable, text, word]) => [key, variable === undefined ? (text ?? word) : variables[variable]]),
  )
}

interface Thread {
  readonly id: number
  readonly comments: readonly ReviewComment[]
}

export const threadsOf = (state: State, pull: PullRequest): readonly Thread[] => {
  const threads = new Map<number, ReviewComment[]>()
  for (const comment of state.reviewComments.values()) {
    if (comment.pull !== pull.number || (comment.review !== null && state.reviews.get(comment.review)?.state === 'PENDING')) continue
    if (!threads.has(comment.thread)) threads.set(comment.thread, [])
    threads.get(comment.thread)!.push(comment)
  }
  return [...threads].map(([id, comments]) => ({ id, comments }))
}

const reviewThreads = (state: State, viewer: Viewer, query: string, variables: Readonly<Record<string, unknown>>): GraphAnswer => {
  const { owner, name } = argumentsOf(query, 'repository', variables)
  const pull = state.pulls.get(Number(argumentsOf(query, 'pullRequest', variables).number))
  if (pull?.repository.fullName !== `${owner}/${name}`)
    return failure('NOT_FOUND', 'repository', `Could not resolve to a Repository with the name '${owner}/${name}'.`)
  const { first, after } = argumentsOf(query, 'reviewThreads', variables)
  const size = Number(first)
  if (!(size >= 1 && size <= 100))
    return failure(
      'EXCESSIVE_PAGINATION',
      'repository',
      `Requesting ${first} records on the \`reviewThreads\` connection exceeds the \`first\` limit of 100 records.`,
    )
  const start = typeof after === 'string' && after !== 'null' ? Number(Buffer.from(after, 'base64').toString('utf8')) : 0
  const threads = threadsOf(state, pull)
  const shown = threads.slice(start, start + size)
  const limit = Number(argumentsOf(query, 'comments', variables).first ?? 100)
  const end = start + shown.length
  return {
    data: {
      repository: {
        pullRequest: {
          reviewThreads: {
            pageInfo: {
              hasNextPage: end < threads.length,
              endCursor: shown.length === 0 ? null : Buffer.from(String(end)).toString('base64'),
            },
            nodes: shown.map(({ id, comments }) => ({
              id: nodeId('PRRT', id),
              isResolved: state.resolved.has(id),
              isOutdated: comments[0]!.position === null,
              viewerCanResolve: !viewer.isActions && !state.resolved.has(id),
              comments: {
                nodes: comments
                  .slice(0, limit)
                  .map((comment) => ({ databaseId: comment.id, viewerDidAuthor: comment.user === viewer.user })),
              },
            })),
          },
        },
      },
    },
  }
}

const idOf = (id: unknown): { readonly kind: string; readonly number: number } => {
  const [, kind = '', code = ''] = /^([A-Z]+)_(.+)$/.exec(String(id)) ?? []
  return { kind, number: Number(Buffer.from(code, 'base64url').toString('utf8').split(':')[1]) }
}

/** Undefined for what the fake does not know. */
export const answerGraph = (
  state: State,
  viewer: Viewer,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): GraphAnswer | undefined => {
  const input = { ...argumentsOf(query, 'input', variables), ...(variables.input as Record<string, unknown> | undefined) }
  const argument = (mutation: string, name: string): unknown => {
    const [, inner = ''] = new RegExp(`\\b${mutation}\\s*\\(\\s*input\\s*:\\s*(?:\\{([^}]*)\\}|\\$\\w+)`).exec(query) ?? []
    const found = new RegExp(`\\b${name}\\s*:\\s*(?:\\$(\\w+)|"([^"]*)"|(\\w+))`).exec(inner)
    return found === null ? input[name] : found[1] === undefined ? (found[2] ?? found[3]) : variables[found[1]]
  }
  if (/\bresolveReviewThread\b/.test(query)) {
    if (viewer.isActions) return forbidden('resolveReviewThread')
    const { number } = idOf(argument('resolveReviewThread', 'threadId'))
    if (![...state.reviewComments.values()].some(({ thread }) => thread === number))
      return failure('NOT_FOUND', 'resolveReviewThread', 'Could not resolve to a node with the global id')
    state.resolved.add(number)
    return { data: { resolveReviewThread: { thread: { id: nodeId('PRRT', number), isResolved: true } } } }
  }
  if (/\bminimizeComment\b/.test(query)) {
    const subject = String(argument('minimizeComment', 'subjectId'))
    const classifier = String(argument('minimizeComment', 'classifier'))
    const { kind, number } = idOf(subject)
    const isKnown =
      kind === 'IC'
        ? state.issueComments.has(number)
        : kind === 'PRRC'
          ? state.reviewComments.has(number)
          : kind === 'PRR' && state.reviews.has(number)
    if (!isKnown) return failure('NOT_FOUND', 'minimizeComment', `Could not resolve to a node with the global id of '${subject}'`)
    if (viewer.isActions && viewer.permissions['pull-requests'] !== 'write') return forbidden('minimizeComment')
    if (!/^(ABUSE|DUPLICATE|OFF_TOPIC|OUTDATED|RESOLVED|SPAM)$/.test(classifier))
      return failure('VALIDATION', 'minimizeComment', `Expected \`${classifier}\` to be one of the classifiers`)
    state.minimized.set(subject, classifier)
    return { data: { minimizeComment: { minimizedComment: { isMinimized: true, minimizedReason: classifier.toLowerCase() } } } }
  }
  if (/\breviewThreads\b/.test(query)) return reviewThreads(state, viewer, query, variables)
  if (/^\s*(query\s*\w*\s*)?\{\s*viewer\s*\{\s*(login\s*|__typename\s*)+\}\s*\}\s*$/.test(query))
    return { data: { viewer: { login: viewer.user.login } } }
  return undefined
}

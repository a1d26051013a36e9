/** What a route of the fake is given and answers, with the refusals and pages that routes share. */
import type { Match } from './description.ts'
import type { Json } from './shapes.ts'
import type { Access, Feature, Issue, PullRequest, Repository, State, Viewer } from './state.ts'

export interface Call {
  readonly state: State
  readonly viewer: Viewer
  readonly repository: Repository
  readonly match: Match
  readonly url: URL
  readonly query: Readonly<Record<string, string>>
  readonly body: Json
  readonly accept: string
}

export interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Instead of JSON. */
  readonly bytes?: Buffer
}

export interface Route {
  /** Any one of these suffices. */
  readonly needs: readonly (readonly [Feature, Exclude<Access, 'none'>])[]
  /** Counts towards the limit on new content. */
  readonly creates?: boolean
  readonly handle: (call: Call) => Answer
}

/** By `operationId`. */
export type Routes = Readonly<Record<string, Route>>

const documentation = 'https://docs.github.com/rest'

export const refuse = (status: number, message: string, errors?: readonly unknown[]): Answer => ({
  status,
  body: { message, ...(errors === undefined ? {} : { errors }), documentation_url: documentation, status: String(status) },
})

export const notFound = (): Answer => refuse(404, 'Not Found')

/** As the endpoints for reviews word it. */
export const unprocessable = (...errors: readonly string[]): Answer => refuse(422, 'Unprocessable Entity', errors)

/** As most other endpoints word it. */
export const invalid = (resource: string, field: string, code: string, message?: string): Answer =>
  refuse(422, 'Validation Failed', [{ resource, field, code, ...(message === undefined ? {} : { message }) }])

export const bodyLimit = 65_536

export const isTooLong = (text: unknown): boolean => typeof text === 'string' && [...text].length > bodyLimit

/** One page, 30 entries unless told, at most 100, with the `Link` header: https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api */
export const paged = <T>(
  { state, url, query, repository }: Call,
  items: readonly T[],
  shape: (item: T) => unknown,
  wrap?: (page: unknown[]) => Json,
): Answer => {
  const size = Math.min(100, Math.max(1, Number(query.per_page ?? 30)))
  const page = Math.max(1, Number(query.page ?? 1))
  const last = Math.max(1, Math.ceil(items.length / size))
  const link = (name: string, number: number): string => {
    // GitHub's own links name the repository by its number.
    const target = new URL(
      `${state.apiUrl}${url.pathname.replace(`/repos/${repository.fullName}`, `/repositories/${repository.id}`)}${url.search}`,
    )
    target.searchParams.set('page', String(number))
    return `<${target.href}>; rel="${name}"`
  }
  const links = [
    ...(page > 1 ? [link('prev', page - 1)] : []),
    ...(page < last ? [link('next', page + 1), link('last', last)] : []),
    ...(page > 1 ? [link('first', 1)] : []),
  ]
  const shown = items.slice((page - 1) * size, page * size).map(shape)
  return {
    status: 200,
    body: wrap === undefined ? shown : wrap(shown),
    ...(links.length === 0 ? {} : { headers: { link: links.join(', ') } }),
  }
}

/** The pull request that the path names; a number of another repository is not found. */
export const pullOf = ({ state, match, repository }: Call): PullRequest | undefined => {
  const pull = state.pulls.get(Number(match.params.pull_number))
  return pull?.repository === repository ? pull : undefined
}

export const issueOf = ({ state, match, repository }: Call): Issue | undefined => {
  const number = Number(match.params.issue_number)
  const pull = state.pulls.get(number)
  return pull !== undefined && pull.repository !== repository ? undefined : state.issues.get(number)
}

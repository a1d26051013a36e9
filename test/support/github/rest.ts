/** One request to the REST API → its answer: checked against GitHub's description on the way in and on the way out, and against permissions and limits. */
import { type Answer, notFound, type Route, type Routes, refuse } from './call.ts'
import { matchOperation, requestProblem, responseProblem } from './description.ts'
import { checkRoutes } from './routes-checks.ts'
import { gitRoutes } from './routes-git.ts'
import { issueRoutes } from './routes-issues.ts'
import { reviewRoutes } from './routes-reviews.ts'
import type { Json } from './shapes.ts'
import type { Access, Repository, Viewer } from './state.ts'
import type { World } from './world.ts'

const routes: Routes = { ...gitRoutes, ...reviewRoutes, ...issueRoutes, ...checkRoutes }

export interface RestRequest {
  readonly method: string
  readonly url: URL
  readonly accept: string
  readonly body: Json | undefined
  readonly viewer: Viewer | undefined
}

/** `operationId`, and whether the request makes new content. */
export const operationOf = (method: string, path: string): { readonly id: string; readonly creates: boolean } => {
  const id = matchOperation(method, path)?.id
  return { id: id ?? 'unknown', creates: id !== undefined && routes[id]?.creates === true }
}

const suffices = (has: Access, wanted: Access): boolean => has === 'write' || has === wanted

const refusal = (route: Route, method: string, viewer: Viewer, repository: Repository): Answer | undefined => {
  // What is public may be read with any token.
  if (method === 'GET' && !repository.isPrivate && !route.needs.some(([feature]) => feature === 'security-events')) return undefined
  if (route.needs.length === 0 || route.needs.some(([feature, access]) => suffices(viewer.permissions[feature], access))) return undefined
  if (repository.isPrivate && route.needs.some(([feature]) => feature === 'contents')) return notFound()
  return refuse(403, 'Resource not accessible by integration')
}

const accepted = (route: Route): string =>
  route.needs.map(([feature, access]) => `${feature.replaceAll('-', '_')}=${access}`).join('; ') || 'metadata=read'

const nobody: Viewer = {
  user: { login: '', id: 0, type: 'User' },
  isActions: false,
  permissions: { contents: 'none', 'pull-requests': 'none', issues: 'none', checks: 'none', 'security-events': 'none' },
}

/** In GitHub's words; `wait` in seconds. */
export const limited = (kind: 'rate-limit' | 'secondary-limit', wait: number): Answer =>
  kind === 'rate-limit'
    ? {
        ...refuse(
          403,
          'API rate limit exceeded for installation. If you reach out to GitHub Support for help, please include the request ID.',
        ),
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + wait) },
      }
    : {
        ...refuse(403, 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'),
        headers: { 'retry-after': String(wait) },
      }

const createdLately = ({ requests }: World): number =>
  requests.filter(({ creates, at, status }) => creates && status >= 200 && status < 300 && Date.now() - at < 60_000).length

export const answerRest = (world: World, { method, url, accept, body, viewer }: RestRequest): Answer => {
  const { state } = world
  const complain = (problem: string): void => {
    world.violations.push(`${method} ${url.pathname}: ${problem}`)
  }
  const match = matchOperation(method, url.pathname)
  const route = match === undefined ? undefined : routes[match.id]
  if (match === undefined || route === undefined) {
    complain('not an operation that is known here')
    return notFound()
  }
  const query = Object.fromEntries(url.searchParams)
  const { owner, repo } = match.params
  const repository = owner === undefined ? [...state.repositories.values()][0] : state.repositories.get(`${owner}/${repo}`)
  if (repository === undefined || (viewer === undefined && repository.isPrivate)) return notFound()
  if (viewer === undefined && method !== 'GET') return refuse(401, 'Requires authentication')
  // A workflow's token is for its own repository: in a fork it reads what anybody may.
  if (viewer?.isActions === true && repository.parent !== undefined) {
    if (repository.isPrivate) return notFound()
    if (method !== 'GET') return refuse(403, 'Resource not accessible by integration')
  }
  const headers = { 'x-accepted-github-permissions': accepted(route) }
  const checked = (answer: Answer): Answer => {
    const problem = responseProblem(method, match, answer.status, answer.body)
    if (problem === undefined) return { ...answer, headers: { ...headers, ...answer.headers } }
    complain(problem)
    return refuse(500, `the fake answered what GitHub would not: ${problem}`)
  }
  const refused = refusal(route, method, viewer ?? nobody, repository)
  if (refused !== undefined) return checked(refused)
  const problem = requestProblem(method, match, query, body)
  if (problem !== undefined) {
    complain(problem.text)
    return checked(refuse(422, `Invalid request.\n\n${problem.said}`))
  }
  if (route.creates === true && createdLately(world) >= state.settings.contentPerMinute) return limited('secondary-limit', 60)
  return checked(route.handle({ state, viewer: viewer ?? nobody, repository, match, url, query, accept, body: body ?? {} }))
}

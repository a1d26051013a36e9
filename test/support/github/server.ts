/** The fake's two doors: the API with GraphQL and git behind one, archives behind another; faults strike here, and every request is recorded. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Answer, notFound, refuse } from './call.ts'
import type { Fault } from './faults.ts'
import { answerGraph } from './graphql.ts'
import { answerRest, limited, operationOf } from './rest.ts'
import type { Json } from './shapes.ts'
import type { Repository, Viewer } from './state.ts'
import type { RecordedRequest, World } from './world.ts'

interface GitRequest {
  readonly repository: Repository
  readonly path: string
}

/** `hold` answers nothing and cuts the line after a while. */
type Outcome = { readonly answer: Answer } | { readonly git: GitRequest } | 'hold'

const tokenOf = (header: string | undefined): string | undefined => {
  const [, scheme, value] = /^(\w+) +(.+)$/.exec(header ?? '') ?? []
  if (scheme === undefined || value === undefined) return undefined
  return scheme.toLowerCase() === 'basic'
    ? Buffer.from(value, 'base64')
        .toString('utf8')
        .replace(/^[^:]*:/, '')
    : value
}

const faultAnswer = ({ kind, wait = 1 }: Fault): Answer => {
  if (kind === 'rate-limit' || kind === 'secondary-limit') return limited(kind, wait)
  if (kind === 'not-found') return notFound()
  if (kind === 'forbidden') return refuse(403, 'Resource not accessible by integration')
  if (kind === 'unprocessable') return refuse(422, 'Validation Failed')
  if (kind === 'garbage')
    return { status: 200, bytes: Buffer.from('<html><body>We had iss'), headers: { 'content-type': 'application/json; charset=utf-8' } }
  return { status: 502, body: { message: 'Server Error' } }
}

const answerGraphql = ({ state, violations }: World, viewer: Viewer, body: Json): Answer => {
  const { query, variables } = body as { query?: unknown; variables?: Record<string, unknown> }
  const answer = typeof query === 'string' ? answerGraph(state, viewer, query, variables ?? {}) : undefined
  if (answer !== undefined) return { status: 200, body: answer }
  violations.push(`GraphQL: not an operation that is known here: ${String(query).slice(0, 200)}`)
  return refuse(400, 'A query attribute must be specified and must be a string.')
}

/** `HEAD` is what a client asks for that was not answered as by git. */
const isGitPath = (path: string): boolean => /\/(info\/refs|git-upload-pack|git-receive-pack)$|\.git\/HEAD$/.test(path)

const record = (world: World, request: IncomingMessage, url: URL, operation: string, creates: boolean, body?: unknown): RecordedRequest => {
  const made: RecordedRequest = {
    method: request.method ?? 'GET',
    path: `${url.pathname}${url.search}`,
    operation,
    body,
    status: 0,
    at: Date.now(),
    creates,
  }
  world.requests.push(made)
  return made
}

const gitOutcome = ({ state }: World, url: URL, viewer: Viewer | undefined): Outcome => {
  const [, owner, name, ...rest] = url.pathname.split('/')
  const repository = state.repositories.get(`${owner}/${name?.replace(/\.git$/, '')}`)
  const mayRead = repository !== undefined && (!repository.isPrivate || (viewer !== undefined && viewer.permissions.contents !== 'none'))
  if (repository !== undefined && mayRead) return { git: { repository, path: `/${rest.join('/')}` } }
  // Whoever says nothing of himself is asked to, be the repository there or not.
  if (viewer !== undefined) return { answer: notFound() }
  return { answer: { ...refuse(401, 'Requires authentication'), headers: { 'www-authenticate': 'Basic realm="GitHub"' } } }
}

const apiOutcome = (world: World, request: IncomingMessage, raw: Buffer): [RecordedRequest, Outcome] => {
  const { state, faults, violations } = world
  const method = request.method ?? 'GET'
  const url = new URL(request.url ?? '/', state.serverUrl)
  // An Enterprise Server has its API below /api; GitHub's own links name a repository by its number.
  url.pathname = url.pathname
    .replace(/^\/api\/graphql$/, '/graphql')
    .replace(/^\/api\/v3(?=\/)/, '')
    .replace(/^\/repositories\/(\d+)/, (all, id) => {
      const found = [...state.repositories.values()].find((repository) => repository.id === Number(id))
      return found === undefined ? all : `/repos/${found.fullName}`
    })
  const path = url.pathname
  const isGit = isGitPath(path)
  let body: Json | undefined
  let isUnreadable = false
  try {
    if (!isGit && raw.length > 0) body = JSON.parse(raw.toString('utf8')) as Json
  } catch {
    isUnreadable = true
  }
  const { id, creates } = isGit
    ? { id: 'git', creates: false }
    : path === '/graphql'
      ? { id: 'graphql', creates: false }
      : operationOf(method, path)
  const entry = record(world, request, url, id, creates, body)
  const answered = (answer: Answer): [RecordedRequest, Outcome] => [entry, { answer }]

  const fault = faults.take(method, path)
  if (fault?.kind === 'timeout-before') return [entry, 'hold']
  if (fault !== undefined && !fault.kind.endsWith('after-write')) return answered(faultAnswer(fault))

  // Two of them, as where the header that a checkout keeps meets another, are refused by GitHub too.
  if (request.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'authorization').length > 1) {
    violations.push(`${method} ${path}: more than one Authorization header`)
    return answered(refuse(400, 'Duplicate header: "Authorization"'))
  }
  const token = tokenOf(request.headers.authorization)
  const viewer = token === undefined ? undefined : world.viewers.get(token)
  if (token !== undefined && viewer === undefined) return answered(refuse(401, 'Bad credentials'))
  if (isGit) return [entry, gitOutcome(world, url, viewer)]
  if (isUnreadable) return answered(refuse(400, 'Problems parsing JSON'))
  if (id !== 'rate-limit/get') {
    if (state.settings.remaining <= 0) return answered(limited('rate-limit', 3600))
    state.settings.remaining--
  }
  const answer =
    id !== 'graphql'
      ? answerRest(world, { method, url, accept: request.headers.accept ?? '', body, viewer })
      : viewer === undefined
        ? refuse(401, 'This endpoint requires you to be authenticated.')
        : answerGraphql(world, viewer, body ?? {})
  if (fault?.kind === 'timeout-after-write') return [entry, 'hold']
  return answered(fault === undefined ? answer : faultAnswer(fault))
}

const archiveOutcome = (world: World, request: IncomingMessage): [RecordedRequest, Outcome] => {
  const { state, faults, violations } = world
  const url = new URL(request.url ?? '/', state.codeloadUrl)
  const entry = record(world, request, url, 'archive', false)
  const fault = faults.take(entry.method, url.pathname)
  if (fault?.kind.startsWith('timeout') === true) return [entry, 'hold']
  if (fault !== undefined) return [entry, { answer: faultAnswer(fault) }]
  if (request.headers.authorization !== undefined) violations.push(`${entry.method} ${url.pathname}: the token was sent to another host`)
  const [, owner, name, , commit] = url.pathname.split('/')
  const repository = state.repositories.get(`${owner}/${name}`)
  const mayRead = repository !== undefined && (!repository.isPrivate || url.searchParams.get('token') === state.archiveRight)
  if (!mayRead || commit === undefined || state.store.commitOf(commit) === undefined)
    return [entry, { answer: { status: 404, bytes: Buffer.from('404: Not Found') } }]
  const prefix = `${owner}-${name}-${commit.slice(0, 7)}`
  const headers = { 'content-type': 'application/x-gzip', 'content-disposition': `attachment; filename=${prefix}.tar.gz` }
  return [entry, { answer: { status: 200, bytes: world.disk.archive(repository, commit, prefix), headers } }]
}

export interface Doors {
  readonly url: string
  readonly codeload: string
  readonly close: () => Promise<void>
}

export const openDoors = async (world: World): Promise<Doors> => {
  const { state, violations, requests } = world
  const send = (response: ServerResponse, entry: RecordedRequest, { status, body, headers = {}, bytes }: Answer): void => {
    entry.status = status
    response.writeHead(status, {
      'x-github-request-id': `FAKE:${requests.length}`,
      'x-ratelimit-limit': '1000',
      'x-ratelimit-remaining': String(state.settings.remaining),
      'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 3600),
      'x-ratelimit-resource': 'core',
      ...(body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
      ...headers,
    })
    response.end(bytes ?? (body === undefined ? undefined : JSON.stringify(body)))
  }
  const respond = (request: IncomingMessage, response: ServerResponse, raw: Buffer, [entry, outcome]: [RecordedRequest, Outcome]): void => {
    if (outcome === 'hold') setTimeout(() => request.socket.destroy(), state.settings.holdFor).unref()
    else if ('git' in outcome) {
      entry.status = 200
      world.disk.serve(request, response, raw, outcome.git.repository, outcome.git.path, entry.path.split('?')[1] ?? '')
    } else send(response, entry, outcome.answer)
  }
  const open = async (outcomeOf: (request: IncomingMessage, raw: Buffer) => [RecordedRequest, Outcome]): Promise<Server> => {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const raw = Buffer.concat(chunks)
        try {
          respond(request, response, raw, outcomeOf(request, raw))
        } catch (error) {
          violations.push(
            `the fake itself failed at ${request.method} ${request.url}: ${error instanceof Error ? error.stack : String(error)}`,
          )
          if (!response.headersSent) response.writeHead(500)
          response.end()
        }
      })
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    return server
  }
  const doors = [
    await open((request, raw) => apiOutcome(world, request, raw)),
    await open((request) => archiveOutcome(world, request)),
  ] as const
  const [url, codeload] = doors.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`) as [string, string]
  const shut = (server: Server): Promise<void> =>
    new Promise((done) => {
      server.close(() => done())
      server.closeAllConnections()
    })
  return { url, codeload, close: async () => void (await Promise.all(doors.map(shut))) }
}

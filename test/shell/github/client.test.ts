import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ask, faultOf } from '../../../src/shell/github/answer.ts'
import { type ClientSettings, type GitHub, openGitHub } from '../../../src/shell/github/client.ts'
import { patienceOf } from '../../../src/shell/github/patience.ts'

type Handle = (request: IncomingMessage, response: ServerResponse, nth: number) => void

/** A server that answers as told, the requests it has seen, and a client of it. */
const serverWith = async (handle: Handle, settings: Partial<ClientSettings> = {}, below = '') => {
  const requests: string[] = []
  const warnings: string[] = []
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    handle(request, response, requests.length)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}${below}`
  const github = openGitHub({
    token: 'ghs_x',
    apiUrl,
    userAgent: 'vnetproof-test',
    second: 1,
    warn: (text) => warnings.push(text),
    ...settings,
  })
  return { github, requests, warnings }
}

const json =
  (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Handle =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(JSON.stringify(body))
  }

const at = { owner: 'o', repo: 'r' }
const read = (github: GitHub) => github.rest.pulls.get({ ...at, pull_number: 1 })
const change = (github: GitHub) => github.rest.issues.updateComment({ ...at, comment_id: 1, body: 'x' })
const create = (github: GitHub) => github.rest.issues.createComment({ ...at, issue_number: 1, body: 'x' })
const faultOfAsking = async (request: Promise<unknown>): Promise<ReturnType<typeof faultOf>> =>
  request.then(
    () => {
      throw new Error('it was answered')
    },
    (error) => faultOf(error),
  )

describe('asking again', () => {
  test('reading and changing twice more when GitHub is down, creating never', async () => {
    const { github, requests } = await serverWith(json(502, { message: 'Server Error' }))
    expect(await faultOfAsking(read(github))).toEqual({ kind: 'lost', status: 502, message: 'Server Error' })
    expect(requests.splice(0)).toEqual(Array(3).fill('GET /repos/o/r/pulls/1'))
    expect(await faultOfAsking(change(github))).toMatchObject({ kind: 'lost', status: 502 })
    expect(requests.splice(0)).toHaveLength(3)
    expect(await faultOfAsking(create(github))).toMatchObject({ kind: 'lost', status: 502 })
    expect(requests.splice(0)).toEqual(['POST /repos/o/r/issues/1/comments'])
  })

  test('a question in GraphQL creates nothing', async () => {
    const { github, requests } = await serverWith((request, response, nth) =>
      json(nth === 1 ? 502 : 200, nth === 1 ? { message: 'Server Error' } : { data: { viewer: { login: 'ann' } } })(request, response, nth),
    )
    expect(await github.graphql('query { viewer { login } }')).toEqual({ viewer: { login: 'ann' } })
    expect(requests).toEqual(['POST /graphql', 'POST /graphql'])
  })

  test.each([400, 401, 404, 409, 410, 422])('%d is an answer', async (status) => {
    const { github, requests } = await serverWith(json(status, { message: 'No' }))
    await faultOfAsking(read(github))
    expect(requests).toHaveLength(1)
  })

  test('a line that is cut leaves open what happened', async () => {
    const { github, requests } = await serverWith((request) => request.socket.destroy())
    expect(await faultOfAsking(create(github))).toMatchObject({ kind: 'lost' })
    expect(requests).toHaveLength(1)
  })

  test('a body that never ends, or is none, is no answer', async () => {
    const { github } = await serverWith(
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.write('{"id": 1')
      },
      { requestSeconds: 0.2 },
    )
    expect(
      await ask(
        () => create(github),
        (data) => (typeof data === 'object' ? data : undefined),
      ),
    ).toEqual({
      ok: false,
      fault: { kind: 'lost', message: 'its answer could not be read' },
    })
  })
})

describe('limits', () => {
  const secondary = { message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.' }

  test('a wait that is short is waited for, also before creating', async () => {
    const { github, requests, warnings } = await serverWith((request, response, nth) =>
      (nth === 1 ? json(403, secondary, { 'retry-after': '7' }) : json(201, { id: 5 }))(request, response, nth),
    )
    expect((await create(github)).data.id).toBe(5)
    expect(requests).toHaveLength(2)
    expect(warnings).toEqual([
      'a secondary rate limit of GitHub reached by POST /repos/{owner}/{repo}/issues/{issue_number}/comments: trying again in 7 s',
    ])
  })

  test('a wait that is long is an answer', async () => {
    const { github, requests, warnings } = await serverWith(json(403, secondary, { 'retry-after': '600' }))
    expect(await faultOfAsking(create(github))).toMatchObject({ kind: 'limit', status: 403 })
    expect(requests).toHaveLength(1)
    expect(warnings).toEqual([expect.stringContaining('going on without')])
  })

  test('an hour that is used up is an answer', async () => {
    const reset = String(Math.floor(Date.now() / 1000) + 3_000)
    const { github, requests } = await serverWith(
      json(403, { message: 'API rate limit exceeded' }, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset }),
    )
    expect(await faultOfAsking(read(github))).toMatchObject({ kind: 'limit', status: 403 })
    expect(requests).toHaveLength(1)
  })

  test('a limit that stays is given up after two waits', async () => {
    const { github, requests } = await serverWith(json(429, secondary, { 'retry-after': '1' }))
    expect(await faultOfAsking(read(github))).toMatchObject({ kind: 'limit', status: 429 })
    expect(requests).toHaveLength(3)
  })

  test('a limit that asks for more than is left is not waited for', async () => {
    const { github, requests } = await serverWith(json(403, secondary, { 'retry-after': '50' }), { waitSeconds: 40, second: 1000 })
    expect(await faultOfAsking(create(github))).toMatchObject({ kind: 'limit', status: 403 })
    expect(requests).toHaveLength(1)
  })
})

describe('patience', () => {
  test('one try that takes too long is ended, and the run goes on', async () => {
    const { github, requests } = await serverWith(() => undefined, { requestSeconds: 0.1 })
    expect(await faultOfAsking(create(github))).toMatchObject({ kind: 'lost', message: 'The operation was aborted due to timeout' })
    expect(requests).toHaveLength(1)
  })

  test("a caller's own signal is the limit", async () => {
    const { github, requests } = await serverWith(() => undefined)
    await faultOfAsking(
      github.rest.issues.createComment({ ...at, issue_number: 1, body: 'x', request: { signal: AbortSignal.timeout(50) } }),
    )
    expect(requests).toHaveLength(1)
  })

  test('once the time for waiting is spent nothing is asked any more', async () => {
    const { github, requests } = await serverWith(() => undefined, { requestSeconds: 0.1, waitSeconds: 0.5 })
    const faults = []
    for (let index = 0; index < 10; index++) faults.push((await faultOfAsking(read(github))).kind)
    expect(faults.at(0)).toBe('lost')
    expect(faults.at(-1)).toBe('limit')
    expect(requests.length).toBeLessThan(10)
    expect(await faultOfAsking(create(github))).toEqual({ kind: 'limit', message: 'GitHub kept this run waiting for too long' })
  })

  test('only time in which nothing came of it is counted', () => {
    let now = 0
    const patience = patienceOf(1_000, () => now)
    const leftAfter = (milliseconds: number, step: () => void): number => {
      now += milliseconds
      step()
      return patience.left()
    }
    patience.begin()
    patience.begin()
    // In queues.
    expect(leftAfter(100, patience.sent)).toBe(900)
    // The second one waits while the first is under way.
    expect(leftAfter(5_000, patience.sent)).toBe(900)
    expect(leftAfter(5_000, () => patience.back(false, 10_000))).toBe(900)
    expect(leftAfter(50, () => patience.back(true, 50))).toBe(850)
    // Before it is tried again.
    expect(leftAfter(200, patience.sent)).toBe(650)
    expect(leftAfter(300, () => patience.back(false, 300))).toBe(650)
    patience.end()
    patience.end()
    // The run does something else.
    expect(leftAfter(60_000, () => undefined)).toBe(650)
    patience.begin()
    expect(leftAfter(700, () => undefined)).toBe(0)
  })
})

describe('where it asks', () => {
  test('an Enterprise Server has its own place for GraphQL', async () => {
    const { github, requests } = await serverWith(json(200, { data: { viewer: { login: 'ann' } } }), {}, '/api/v3')
    await github.graphql('query { viewer { login } }')
    await read(github)
    expect(requests).toEqual(['POST /api/graphql', 'GET /api/v3/repos/o/r/pulls/1'])
  })
})

describe('what an answer says', () => {
  const fault = (status: number, message: string, headers: Readonly<Record<string, string>> = {}) =>
    faultOf(Object.assign(new Error(message), { status, response: { headers, data: { message } } }))

  test.each([
    [401, 'Bad credentials', 'forbidden'],
    [403, 'Resource not accessible by integration', 'forbidden'],
    [403, 'You have triggered an abuse detection mechanism.', 'limit'],
    [422, 'Validation Failed: was submitted too quickly', 'limit'],
    [422, 'Unprocessable Entity: "Line could not be resolved"', 'refused'],
    [404, 'Not Found', 'missing'],
    [410, 'Issues are disabled for this repo', 'refused'],
    [500, 'Server Error', 'lost'],
    [408, 'Timeout', 'lost'],
  ])('%d %s is %s', (status, message, kind) => {
    expect(fault(status, message)).toEqual({ kind, status, message })
  })

  test('no requests left on a refusal is a limit, on anything else it is none', () => {
    const headers = { 'x-ratelimit-remaining': '0' }
    expect(fault(403, 'Forbidden', headers).kind).toBe('limit')
    expect(fault(422, 'Unprocessable Entity', headers).kind).toBe('refused')
    expect(fault(404, 'Not Found', headers).kind).toBe('missing')
  })

  test('permissions that would do are said as a workflow writes them', () => {
    const accepts = (header: string) => fault(403, 'No', { 'x-accepted-github-permissions': header }).accepts
    expect(accepts('issues=write; pull_requests=write')).toBe('`issues: write` or `pull-requests: write`')
    expect(accepts('contents=read,security_events=write')).toBe('`contents: read` and `security-events: write`')
    expect(accepts('allows=everything')).toBeUndefined()
    expect(accepts('`rm -rf`=write')).toBeUndefined()
  })

  test('words of others stay on one line and end somewhere', () => {
    const { message } = fault(422, `first\u001b[31m line\n::error::second${'x'.repeat(1_000)}`)
    expect(message).toBe('first␛[31m line')
    expect(fault(422, 'x'.repeat(10_000)).message).toHaveLength(300)
  })
})

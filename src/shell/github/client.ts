/** The one client for GitHub: the toolkit's address, proxy and token, with waiting for limits and trying again where that cannot post twice. */
import { defaults, getOctokitOptions } from '@actions/github/lib/utils'
import { retry } from '@octokit/plugin-retry'
import { type ThrottlingOptions, throttling } from '@octokit/plugin-throttling'
import { Octokit } from '@octokit/rest'
import { budget } from '../../text/budget.ts'
import { outOfPatience, type Patience, patienceOf } from './patience.ts'

export interface Repository {
  readonly owner: string
  readonly repo: string
}

export interface ClientSettings {
  readonly token: string
  /** Without the trailing slash: https://api.github.com, or the address of an Enterprise Server. */
  readonly apiUrl: string
  readonly userAgent: string
  /** A limit that asks for a longer wait is an answer: the run goes on without what it wanted. Seconds. */
  readonly longestWait?: number
  readonly warn: (message: string) => void
  /** Whether writes keep the distance that GitHub asks for; where nothing is said, unless the address is this machine's own. */
  readonly spaced?: boolean
  /** What a second of waiting takes, in milliseconds. */
  readonly second?: number
  /** Time limit of one try, from sending to the last byte, in seconds. */
  readonly requestSeconds?: number
  /** What all waiting may come to, in seconds. */
  readonly waitSeconds?: number
}

/** Answers that stay the same however often one asks; whether a limit is waited for is decided elsewhere. */
const final = [400, 401, 403, 404, 405, 406, 409, 410, 412, 413, 415, 416, 422, 429, 451]

const isLoopback = (address: string): boolean =>
  URL.canParse(address) && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(new URL(address).hostname)

const atOnce = { key: () => ({ schedule: (_options: unknown, job: () => Promise<void>) => job() }) }
/** Queues without distance between requests. The package that the types name is not ours to import, hence the cast. */
const unspaced = { write: atOnce, notifications: atOnce } as unknown as Pick<ThrottlingOptions, 'write' | 'notifications'>

type Hooked = Pick<Octokit, 'hook'>

/** Nearest to the network, inside the queues: a try is counted and limited from when it is sent. A caller's own signal is the limit where it gives one. */
const tries =
  (patience: Patience, limit: number) =>
  (octokit: Hooked): void => {
    octokit.hook.wrap('request', async (request, options) => {
      // All hooks are handed one and the same record, so the signal is put in and taken out again.
      const asked = options.request
      options.request = { ...asked, signal: asked.signal ?? AbortSignal.timeout(limit) }
      const start = performance.now()
      let fruitless = true
      patience.sent()
      try {
        const answer = await request(options)
        fruitless = false
        return answer
      } catch (error) {
        fruitless = !(error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status < 500)
        throw error
      } finally {
        options.request = asked
        patience.back(fruitless, performance.now() - start)
      }
    })
  }

/** Nearest to the caller. */
const asked =
  (patience: Patience, second: number) =>
  (octokit: Hooked): { readonly pause: (seconds: number) => Promise<void> } => {
    octokit.hook.wrap('request', async (request, options) => {
      if (patience.left() === 0) throw new Error('GitHub kept this run waiting for too long', { cause: outOfPatience })
      // What creates is not sent twice by itself: the first may have taken effect. A question in GraphQL creates nothing.
      const creates = options.method === 'POST' && !options.url.endsWith('/graphql')
      options.request = { ...(creates ? { retries: 0 } : {}), ...options.request }
      patience.begin()
      try {
        return await request(options)
      } finally {
        patience.end()
      }
    })
    return { pause: (seconds) => patience.pause(seconds * second) }
  }

/**
 * Reading, changing and deleting are tried again when GitHub is down; creating never is (`createOnce` looks first whether it is there).
 * A limit is waited for where it asks for no more than `longestWait` and the run has that much patience left.
 */
export const openGitHub = (settings: ClientSettings) => {
  const { token, apiUrl, userAgent, warn, longestWait = budget.githubLongestWait, second = 1000 } = settings
  const { spaced = !isLoopback(apiUrl), requestSeconds = budget.githubRequestSeconds, waitSeconds = budget.githubWaitSeconds } = settings
  const patience = patienceOf(waitSeconds * 1000, () => performance.now())
  const wait =
    (which: string) =>
    (after: number, { method, url }: { readonly method: string; readonly url: string }, _client: unknown, tried: number): boolean => {
      const isWorth = tried < 2 && after <= longestWait && after * second <= patience.left()
      warn(`${which} of GitHub reached by ${method} ${url}: ${isWorth ? `trying again in ${after} s` : 'going on without'}`)
      return isWorth
    }
  const Client = Octokit.plugin(tries(patience, requestSeconds * 1000), throttling, retry, asked(patience, second))
  return new Client({
    ...getOctokitOptions(token, { ...defaults, baseUrl: apiUrl, userAgent }),
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    throttle: {
      ...(spaced ? {} : unspaced),
      retryAfterBaseValue: second,
      onRateLimit: wait('the rate limit'),
      onSecondaryRateLimit: wait('a secondary rate limit'),
    },
    retry: { doNotRetry: final, retries: 2, retryAfterBaseValue: second },
  })
}

/** Typed REST methods, `request`, `paginate` and `graphql`; `pause` waits some seconds that count as waiting. */
export type GitHub = ReturnType<typeof openGitHub>

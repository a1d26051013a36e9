/** The one client for GitHub: the toolkit's address, proxy and token, with waiting for limits and trying again where that cannot post twice. */
import { defaults, getOctokitOptions } from '@actions/github/lib/utils'
import { retry } from '@octokit/plugin-retry'
import { throttling } from '@octokit/plugin-throttling'
import { Octokit } from '@octokit/rest'

const Client = Octokit.plugin(throttling, retry)

/** Typed REST methods, `request`, `paginate` and `graphql`. */
export type GitHub = InstanceType<typeof Client>

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
  readonly longestWait: number
  readonly warn: (message: string) => void
}

/** Creating requests are never tried again by the client (`request: { retries: 0 }` at each): whoever creates looks first whether it is there. */
export const openGitHub = ({ token, apiUrl, userAgent, longestWait, warn }: ClientSettings): GitHub => {
  const options = getOctokitOptions(token, { ...defaults, baseUrl: apiUrl, userAgent })
  const wait =
    (which: string) =>
    (after: number, { method, url }: { readonly method: string; readonly url: string }, _client: unknown, tries: number): boolean => {
      const isWorth = tries < 2 && after <= longestWait
      warn(`${which} of GitHub reached by ${method} ${url}: ${isWorth ? `trying again in ${after} s` : 'going on without'}`)
      return isWorth
    }
  return new Client({
    ...options,
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    throttle: { onRateLimit: wait('the rate limit'), onSecondaryRateLimit: wait('a secondary rate limit') },
    retry: { doNotRetry: [400, 401, 403, 404, 409, 410, 413, 422, 429, 451] },
  })
}

/** What GitHub answered → the answer or a fault as data: what is certain to have had no effect is told apart from what may have had one. */
import { plain } from '../../report/plain.ts'
import { outOfPatience } from './patience.ts'

export interface Fault {
  /**
   * `lost`: nothing understandable came back, so whether it took effect is not known. All others are certain to have had none.
   * `limit`: a rate limit, or this run has waited enough. `forbidden`: the token may not. `missing`: there is no such thing, or the token may not know of it.
   */
  readonly kind: 'lost' | 'limit' | 'forbidden' | 'missing' | 'refused'
  readonly status?: number
  /** One harmless line. */
  readonly message: string
  /** What GitHub says it accepts, as `permissions:` of a workflow takes it. */
  readonly accepts?: string
}

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault }

const longestMessage = 300

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}

/** A field of an answer, which may be anything. */
export const field = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((from, name) => (Object.hasOwn(recordOf(from), name) ? recordOf(from)[name] : undefined), value)

export const textField = (value: unknown, ...path: readonly string[]): string | undefined => {
  const found = field(value, ...path)
  return typeof found === 'string' ? found : undefined
}

export const numberField = (value: unknown, ...path: readonly string[]): number | undefined => {
  const found = field(value, ...path)
  return typeof found === 'number' && Number.isSafeInteger(found) ? found : undefined
}

/** `issues=write; pull_requests=write` → `issues: write` or `pull-requests: write`: https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api#resource-not-accessible */
const acceptedOf = (header: unknown): string | undefined => {
  if (typeof header !== 'string') return undefined
  const alternatives = header.split(';').map((all) => all.split(',').map((one) => /^\s*([a-z_]{1,40})=(read|write)\s*$/.exec(one)))
  if (alternatives.some((all) => all.some((one) => one === null))) return undefined
  return alternatives.map((all) => all.map((one) => `\`${one![1]!.replaceAll('_', '-')}: ${one![2]}\``).join(' and ')).join(' or ')
}

/** https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit */
const isLimit = (error: unknown, status: number, message: string): boolean =>
  status === 429 ||
  ((status === 403 || status === 422) && /\b(secondary rate|rate limit|abuse detection|submitted too quickly)\b/i.test(message)) ||
  (status === 403 && field(error, 'response', 'headers', 'x-ratelimit-remaining') === '0')

const kindOf = (error: unknown, status: number, message: string): Fault['kind'] => {
  if (status >= 500 || status === 408 || status < 400) return 'lost'
  if (isLimit(error, status, message)) return 'limit'
  if (status === 401 || status === 403) return 'forbidden'
  return status === 404 ? 'missing' : 'refused'
}

export const faultOf = (error: unknown): Fault => {
  if (error instanceof Error && error.cause === outOfPatience) return { kind: 'limit', message: error.message }
  const said = error instanceof Error ? error.message : String(error)
  const message = plain(said.replace(/ - https?:\/\/\S*$/, '').split('\n')[0]!, longestMessage)
  const status = numberField(error, 'status')
  if (status === undefined || field(error, 'response') === undefined)
    return { kind: 'lost', message: message === '' ? 'no answer' : message }
  const accepts = acceptedOf(field(error, 'response', 'headers', 'x-accepted-github-permissions'))
  return { kind: kindOf(error, status, message), status, message, ...(accepts === undefined ? {} : { accepts }) }
}

/** An answer that the caller cannot read has had its effect or not: nobody knows. */
export const unreadable: Fault = { kind: 'lost', message: 'its answer could not be read' }

/** `read` gives undefined for what is not an answer to this request. */
export const ask = async <T>(
  request: () => Promise<{ readonly data: unknown }>,
  read: (data: unknown) => T | undefined,
): Promise<Answer<T>> => {
  try {
    const { data } = await request()
    const value = read(data)
    return value === undefined ? { ok: false, fault: unreadable } : { ok: true, value }
  } catch (error) {
    return { ok: false, fault: faultOf(error) }
  }
}

/** For requests whose answer says no more than that it is done. */
export const done = (): true => true

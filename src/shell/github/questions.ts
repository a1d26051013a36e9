/** What is asked of GitHub about commits, pull requests and their files, each answer read as what it may be: anything. */
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { budget } from '../../text/budget.ts'
import { isObjectName } from '../git.ts'
import type { Tree, TreeEntry } from '../tree-workspace.ts'
import { type Answer, ask, type Fault, field, numberField, textField } from './answer.ts'
import type { GitHub, Repository } from './client.ts'

/** A pull request as it is now. */
export interface PullRequestState {
  readonly number: number
  readonly isOpen: boolean
  readonly base: { readonly sha: string; readonly ref: string }
  readonly head: { readonly sha: string }
  /** Where the head is: `owner:branch`. */
  readonly from: string
  readonly isFork: boolean
  /** What it would be merged as, when GitHub last tried. */
  readonly mergeCommit?: string
}

/** `repository`: owner/name. Undefined where a part is missing or it is a pull request to another repository. */
export const readPullRequest = (data: unknown, { owner, repo }: Repository): PullRequestState | undefined => {
  const number = numberField(data, 'number')
  const sha = field(data, 'base', 'sha')
  const ref = textField(data, 'base', 'ref')
  const head = field(data, 'head', 'sha')
  if (number === undefined || number < 1 || !isObjectName(sha) || ref === undefined || !isObjectName(head)) return undefined
  const home = field(data, 'base', 'repo')
  const full = textField(home, 'full_name') ?? textField(home, 'url')?.split('/').slice(-2).join('/')
  if (full !== undefined && full.toLowerCase() !== `${owner}/${repo}`.toLowerCase()) return undefined
  const from = field(data, 'head', 'repo')
  const mergeCommit = field(data, 'merge_commit_sha')
  return {
    number,
    isOpen: textField(data, 'state') === 'open',
    base: { sha, ref },
    head: { sha: head },
    from: `${textField(from, 'owner', 'login') ?? ''}:${textField(data, 'head', 'ref') ?? ''}`,
    // A fork that is gone is null; the short form in a `workflow_run` has ids only.
    isFork: numberField(from, 'id') === undefined || numberField(from, 'id') !== numberField(home, 'id'),
    ...(isObjectName(mergeCommit) ? { mergeCommit } : {}),
  }
}

/** `needs`: a permission, as `permissions:` of a workflow takes it. */
export const whyNot = ({ kind, status, message, accepts }: Fault, needs: string): string => {
  if (kind === 'forbidden' || kind === 'missing') return `GitHub answered ${status}: ${message}; the job needs ${accepts ?? needs}`
  return kind === 'limit' ? `GitHub answers no more for now: ${message}` : `GitHub answered: ${message}`
}

export interface Questions {
  pullRequest(number: number): Promise<Answer<PullRequestState>>
  /** Pull requests that hold a commit, and those from a branch of a repository's owner. */
  pullRequestsOf(commit: string): Promise<Answer<readonly PullRequestState[]>>
  pullRequestsFrom(owner: string, branch: string): Promise<Answer<readonly PullRequestState[]>>
  /** A page of a hundred. */
  changedFiles(number: number, page: number): Promise<Answer<readonly unknown[]>>
  parentsOf(commit: string): Promise<Answer<readonly string[]>>
  mergeBaseOf(base: string, head: string): Promise<Answer<string>>
  /** All of it, or a fault. */
  treeOf(commit: string): Promise<Answer<Tree>>
  blob(object: string): Promise<Answer<Buffer>>
  /** The tar archive of a commit, compressed. */
  archiveOf(commit: string): Promise<Answer<Readable>>
}

const listOf =
  <T>(read: (entry: unknown) => T | undefined) =>
  (data: unknown): readonly T[] | undefined =>
    Array.isArray(data) ? data.map(read).filter((entry) => entry !== undefined) : undefined

const readEntry = (entry: unknown): readonly [string, TreeEntry] | undefined => {
  const path = textField(entry, 'path')
  const object = field(entry, 'sha')
  const size = numberField(entry, 'size')
  if (textField(entry, 'type') !== 'blob' || path === undefined || !isObjectName(object)) return undefined
  return [path, { kind: textField(entry, 'mode') === '120000' ? 'link' : 'file', object, ...(size === undefined ? {} : { size }) }]
}

const readSubmodule = (entry: unknown): readonly [string, string] | undefined => {
  const path = textField(entry, 'path')
  const object = field(entry, 'sha')
  return textField(entry, 'type') === 'commit' && path !== undefined && isObjectName(object) ? [path, object] : undefined
}

const isStream = (data: unknown): data is ReadableStream => typeof data === 'object' && data !== null && 'getReader' in data

/** `connect` is called when the first question is asked. */
export const questionsTo = (connect: () => Promise<GitHub>, repository: Repository): Questions => {
  const get = <T>(
    route: string,
    parameters: Readonly<Record<string, unknown>>,
    read: (data: unknown) => T | undefined,
    how: Readonly<Record<string, unknown>> = {},
  ): Promise<Answer<T>> =>
    ask<T>(async () => (await connect()).request(`GET /repos/{owner}/{repo}${route}`, { ...repository, ...parameters, request: how }), read)
  const pulls = listOf((entry) => readPullRequest(entry, repository))
  return {
    pullRequest: (number) => get('/pulls/{number}', { number }, (data) => readPullRequest(data, repository)),
    pullRequestsOf: (commit) => get('/commits/{commit}/pulls', { commit, per_page: 100 }, pulls),
    pullRequestsFrom: (owner, branch) => get('/pulls', { state: 'open', head: `${owner}:${branch}`, per_page: 100 }, pulls),
    changedFiles: (number, page) =>
      get('/pulls/{number}/files', { number, per_page: 100, page }, (data): readonly unknown[] | undefined =>
        Array.isArray(data) ? data : undefined,
      ),
    parentsOf: (commit) =>
      get('/git/commits/{commit}', { commit }, (data) =>
        listOf((parent) => {
          const sha = field(parent, 'sha')
          return isObjectName(sha) ? sha : undefined
        })(field(data, 'parents')),
      ),
    // Its second page has no files: https://docs.github.com/rest/commits/commits#compare-two-commits
    mergeBaseOf: (base, head) =>
      get('/compare/{basehead}', { basehead: `${base}...${head}`, per_page: 1, page: 2 }, (data) => {
        const sha = field(data, 'merge_base_commit', 'sha')
        return isObjectName(sha) ? sha : undefined
      }),
    treeOf: async (commit) => {
      const found = await get('/git/trees/{commit}', { commit, recursive: '1' }, (data) => {
        const entries = listOf(readEntry)(field(data, 'tree'))
        const submodules = listOf(readSubmodule)(field(data, 'tree')) ?? []
        return entries && { isWhole: field(data, 'truncated') === false, entries, submodules }
      })
      if (!found.ok) return found
      if (!found.value.isWhole) return { ok: false, fault: { kind: 'refused', message: 'it has more files than GitHub lists' } }
      return { ok: true, value: { entries: new Map(found.value.entries), submodules: new Map(found.value.submodules) } }
    },
    blob: (object) =>
      get('/git/blobs/{object}', { object }, (data) => {
        const content = textField(data, 'content')
        return content === undefined || textField(data, 'encoding') !== 'base64' ? undefined : Buffer.from(content, 'base64')
      }),
    archiveOf: (commit) =>
      get('/tarball/{commit}', { commit }, (data) => (isStream(data) ? Readable.fromWeb(data) : undefined), {
        parseSuccessResponseBody: false,
        signal: AbortSignal.timeout(budget.archiveMilliseconds),
      }),
  }
}

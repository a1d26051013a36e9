/** Everything that the fake GitHub holds, and how its parts are called. */
import type { ChangedFile } from './history.ts'
import type { Side } from './patch.ts'
import type { Store } from './store.ts'

export interface User {
  readonly login: string
  readonly id: number
  readonly type: 'User' | 'Bot' | 'Organization'
}

export type Feature = 'contents' | 'pull-requests' | 'issues' | 'checks' | 'security-events'
export type Access = 'none' | 'read' | 'write'
export type Permissions = Record<Feature, Access>

/** Whom a request speaks for. */
export interface Viewer {
  readonly user: User
  readonly permissions: Permissions
  /** The token of a workflow run: it is nobody's account and may not resolve threads. */
  readonly isActions: boolean
}

export interface Repository {
  readonly id: number
  readonly owner: User
  readonly name: string
  readonly fullName: string
  isPrivate: boolean
  readonly parent?: Repository
  readonly defaultBranch: string
  readonly branches: Map<string, string>
}

export interface PullRequest {
  readonly id: number
  readonly number: number
  title: string
  readonly user: User
  readonly repository: Repository
  readonly base: string
  readonly from: Repository
  readonly branch: string
  /** As of the last push to the head: GitHub does not move it when only the base goes on. */
  baseSha: string
  headSha: string
  mergeSha: string | null
  state: 'open' | 'closed'
  readonly createdAt: string
  updatedAt: string
}

export interface ReviewComment {
  readonly id: number
  readonly pull: number
  readonly review: number | null
  /** The first comment of its thread. */
  readonly thread: number
  readonly inReplyTo?: number
  readonly user: User
  body: string
  readonly path: string
  readonly subject: 'line' | 'file'
  readonly side: Side
  readonly startSide: Side | null
  readonly originalCommit: string
  readonly originalLine: number | null
  readonly originalStartLine: number | null
  readonly originalPosition: number
  readonly diffHunk: string
  /** Where it stands in the newest diff; null where that no longer shows the line. */
  line: number | null
  startLine: number | null
  position: number | null
  commit: string
  readonly createdAt: string
  updatedAt: string
}

export interface Review {
  readonly id: number
  readonly pull: number
  readonly user: User
  body: string
  state: 'PENDING' | 'COMMENTED' | 'APPROVED' | 'CHANGES_REQUESTED' | 'DISMISSED'
  readonly commit: string
  submittedAt?: string
}

export interface IssueComment {
  readonly id: number
  readonly issue: number
  readonly user: User
  body: string
  readonly createdAt: string
  updatedAt: string
}

export interface Issue {
  readonly id: number
  readonly number: number
  readonly user: User
  title: string
  body: string | null
  state: 'open' | 'closed'
  stateReason: string | null
  labels: readonly string[]
  readonly createdAt: string
  updatedAt: string
}

export interface Annotation {
  readonly path: string
  readonly start_line: number
  readonly end_line: number
  readonly start_column?: number
  readonly end_column?: number
  readonly annotation_level: string
  readonly message: string
  readonly title?: string
  readonly raw_details?: string
}

export interface CheckRun {
  readonly id: number
  readonly headSha: string
  name: string
  status: string
  conclusion: string | null
  startedAt: string | null
  completedAt: string | null
  externalId: string
  detailsUrl: string | null
  title: string | null
  summary: string | null
  text: string | null
  readonly annotations: Annotation[]
}

export interface SarifUpload {
  readonly id: string
  readonly commit: string
  readonly ref: string
  /** Unpacked and parsed. */
  readonly sarif: unknown
  readonly compressedBytes: number
}

export interface Settings {
  /** Changed lines of a file above which `patch` is left out. */
  patchLimit: number
  /** Files that a pull request lists at most: https://docs.github.com/rest/pulls/pulls#list-pull-requests-files */
  fileLimit: number
  /** https://docs.github.com/rest/git/trees#get-a-tree */
  treeLimit: number
  codeScanning: boolean
  /** Requests left in the hour; a workflow's token begins with 1,000: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
  remaining: number
  contentPerMinute: number
  /** How long a `timeout` holds the line before it is cut, in milliseconds. */
  holdFor: number
}

export interface State {
  readonly store: Store
  readonly settings: Settings
  readonly users: Map<string, User>
  readonly repositories: Map<string, Repository>
  readonly pulls: Map<number, PullRequest>
  readonly issues: Map<number, Issue>
  readonly reviews: Map<number, Review>
  readonly reviewComments: Map<number, ReviewComment>
  readonly issueComments: Map<number, IssueComment>
  readonly checks: Map<number, CheckRun>
  readonly sarifs: Map<string, SarifUpload>
  readonly resolved: Set<number>
  readonly minimized: Map<string, string>
  readonly patches: Map<string, readonly ChangedFile[]>
  notifications: number
  /** Changes to what somebody else wrote. */
  readonly trespasses: string[]
  /** Where the fake is reached. */
  apiUrl: string
  serverUrl: string
  codeloadUrl: string
  /** What an archive address of a private repository carries instead of a token. */
  readonly archiveRight: string
  nextId: () => number
  nextNumber: () => number
  /** Seconds since 1970, later at each call. */
  tick: () => number
}

export const iso = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')

export const nodeId = (kind: string, id: number): string => `${kind}_${Buffer.from(`${kind}:${id}`).toString('base64url')}`

export const userOf = (state: State, login: string, type?: User['type']): User => {
  const known = state.users.get(login)
  if (known !== undefined) return known
  const made: User = { login, id: 1_000 + state.users.size, type: type ?? (login.endsWith('[bot]') ? 'Bot' : 'User') }
  state.users.set(login, made)
  return made
}

/** A branch, `refs/…`, `refs/pull/7/head` or a full or shortened name of a commit → the commit. */
export const resolveRef = (state: State, repository: Repository, ref: string): string | undefined => {
  const name = ref.replace(/^refs\//, '').replace(/^heads\//, '')
  const branch = repository.branches.get(name)
  if (branch !== undefined) return branch
  const pull = /^pull\/(\d+)\/(head|merge)$/.exec(name)
  if (pull !== null) {
    const found = state.pulls.get(Number(pull[1]))
    return (pull[2] === 'head' ? found?.headSha : found?.mergeSha) ?? undefined
  }
  if (name === 'HEAD') return repository.branches.get(repository.defaultBranch)
  return state.store.commitOf(name)?.sha
}

/** A GitHub of one's own on loopback: it keeps repositories, pull requests and what is said on them, obeys GitHub's rules, and tells what it saw. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDisk } from './disk.ts'
import { type EventName, type EventOptions, type FakeEvent, fillEvent } from './events.ts'
import { type Fault, openFaults } from './faults.ts'
import { type Change, type Life, openLife, repositoryOf } from './life.ts'
import { openDoors } from './server.ts'
import { snapshotOf } from './snapshot.ts'
import { type Permissions, type PullRequest, type Repository, type Settings, type State, userOf, type Viewer } from './state.ts'
import { openStore } from './store.ts'
import type { RecordedRequest, World } from './world.ts'

export interface FakeOptions {
  /** `octo-org/network` unless told. */
  readonly repository?: string
  readonly isPrivate?: boolean
  /** Files of the first commit on `main`. */
  readonly files?: Change
  /** Of the workflow's token: everything unless told. */
  readonly permissions?: Partial<Permissions>
  readonly settings?: Partial<Settings>
  /** Serves the API below `/api/v3`, as an Enterprise Server does. */
  readonly enterprise?: boolean
}

export interface CheckoutOptions {
  /** 1 unless told; 0 is everything. */
  readonly depth?: number
  /** Leaves the token in the checkout's configuration, as `actions/checkout` does: true unless told. */
  readonly persistCredentials?: boolean
  readonly pull?: PullRequest
}

export interface Fake extends Life {
  readonly apiUrl: string
  readonly graphqlUrl: string
  /** For git, and in the addresses of pages. Whoever fetches from it in the same process must not wait synchronously: it is served by that process. */
  readonly serverUrl: string
  /** The workflow's token; `github-actions[bot]` speaks with it. */
  readonly token: string
  readonly owner: string
  readonly repo: string
  readonly repository: Repository
  /** All that it holds, to look into and to change by hand. */
  readonly state: State
  /** Of the workflow's token; may be changed at any time: `fake.permissions.checks = 'none'`. */
  readonly permissions: Permissions
  readonly settings: Settings
  /** Requests and answers that do not keep to GitHub's description, and what no client should do. Empty at the end of every test. */
  readonly violations: readonly string[]
  /** Changes to what somebody else wrote. */
  readonly trespasses: readonly string[]
  readonly requests: readonly RecordedRequest[]
  /** How often people were told of something new. */
  readonly notifications: () => number
  /** Requests by `operationId`, `graphql`, `git` and `archive`; only those that succeeded, if asked. */
  readonly counts: (succeeded?: boolean) => Readonly<Record<string, number>>
  /** Most content-creating requests within any 60 seconds. */
  readonly busiestMinute: () => number
  /** A token of a person or an App, with everything unless told; it may resolve threads. */
  readonly addToken: (token: string, login: string, permissions?: Partial<Permissions>) => void
  /** Leaves the folder as `actions/checkout` does: `merge` or `head` of a pull request, a branch, or a commit. */
  readonly checkout: (folder: string, what: string, options?: CheckoutOptions) => void
  readonly event: (name: EventName, options?: EventOptions) => FakeEvent
  readonly fault: (fault: Fault) => void
  /** Does something before the matching request is answered, once. */
  readonly meanwhile: (match: NonNullable<Fault['match']>, action: () => void) => void
  readonly clearFaults: () => void
  readonly snapshot: (pull?: PullRequest) => string
  readonly close: () => Promise<void>
}

const everything: Permissions = {
  contents: 'write',
  'pull-requests': 'write',
  issues: 'write',
  checks: 'write',
  'security-events': 'write',
}

const readOnly = (permissions: Permissions): Permissions =>
  Object.fromEntries(Object.entries(permissions).map(([feature, access]) => [feature, access === 'write' ? 'read' : access])) as Permissions

const defaults: Settings = {
  patchLimit: 3000,
  fileLimit: 3000,
  treeLimit: 100_000,
  codeScanning: true,
  remaining: 1000,
  contentPerMinute: 80,
  holdFor: 250,
}

const emptyState = (settings: Settings): State => {
  let id = 1_900_000_000
  let number = 0
  // 2026-01-05, a Monday.
  let clock = 1_767_614_400
  return {
    store: openStore(),
    settings,
    users: new Map(),
    repositories: new Map(),
    pulls: new Map(),
    issues: new Map(),
    reviews: new Map(),
    reviewComments: new Map(),
    issueComments: new Map(),
    checks: new Map(),
    sarifs: new Map(),
    resolved: new Set(),
    minimized: new Map(),
    patches: new Map(),
    notifications: 0,
    trespasses: [],
    apiUrl: '',
    serverUrl: '',
    codeloadUrl: '',
    archiveRight: 'AARCHIVERIGHT',
    nextId: () => ++id,
    nextNumber: () => ++number,
    tick: () => ++clock,
  }
}

export const openFake = async (options: FakeOptions = {}): Promise<Fake> => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'vnetproof-github-')))
  const [ownerName, repo] = (options.repository ?? 'octo-org/network').split('/') as [string, string]
  const settings: Settings = { ...defaults, ...options.settings }
  const state = emptyState(settings)
  const repository = repositoryOf(state, userOf(state, ownerName, 'Organization'), repo, options.isPrivate ?? false)
  const life = openLife(state, repository, options.files ?? { 'README.md': '# network\n' })

  const permissions: Permissions = { ...everything, ...options.permissions }
  const tokens = { normal: 'ghs_workflow', fork: 'ghs_fork' }
  const bot = userOf(state, 'github-actions[bot]')
  const forFork: Viewer = {
    user: bot,
    isActions: true,
    // A pull request of a fork: whatever the workflow asks for, its token only reads.
    get permissions() {
      return readOnly(permissions)
    },
  }
  const viewers = new Map<string, Viewer>([
    [tokens.normal, { user: bot, permissions, isActions: true }],
    [tokens.fork, forFork],
  ])
  const faults = openFaults()
  const world: World = { state, viewers, faults, disk: openDisk(state, join(root, 'git')), requests: [], violations: [] }
  const doors = await openDoors(world)
  state.serverUrl = doors.url
  state.codeloadUrl = doors.codeload
  state.apiUrl = options.enterprise === true ? `${doors.url}/api/v3` : doors.url
  const graphqlUrl = options.enterprise === true ? `${doors.url}/api/graphql` : `${doors.url}/graphql`
  let runs = 0

  return {
    ...life,
    apiUrl: state.apiUrl,
    graphqlUrl,
    serverUrl: doors.url,
    token: tokens.normal,
    owner: ownerName,
    repo,
    repository,
    state,
    permissions,
    settings,
    violations: world.violations,
    trespasses: state.trespasses,
    requests: world.requests,
    notifications: () => state.notifications,
    counts: (succeeded = false) => {
      const found: Record<string, number> = {}
      for (const { operation, status } of world.requests)
        if (!succeeded || (status >= 200 && status < 400)) found[operation] = (found[operation] ?? 0) + 1
      return found
    },
    busiestMinute: () => {
      const times = world.requests.filter(({ creates }) => creates).map(({ at }) => at)
      return Math.max(0, ...times.map((start) => times.filter((at) => at >= start && at < start + 60_000).length))
    },
    addToken: (token, login, granted = {}) => {
      viewers.set(token, { user: userOf(state, login), permissions: { ...everything, ...granted }, isActions: false })
    },
    checkout: (folder, what, { depth = 1, persistCredentials = true, pull: wanted } = {}) => {
      const pull = what === 'merge' || what === 'head' ? life.newest(wanted) : undefined
      const name = what.replace(/^refs\/heads\//, '')
      const branch = pull === undefined ? repository.branches.get(name) : undefined
      const sha = pull === undefined ? (branch ?? what) : what === 'merge' ? pull.mergeSha : pull.headSha
      if (sha === null || state.store.commitOf(sha) === undefined) throw new Error(`there is nothing to check out for ${what}`)
      world.disk.checkout(repository, sha, folder, {
        depth,
        origin: `${doors.url}/${repository.fullName}`,
        ref: pull === undefined ? `refs/remotes/origin/${name}` : `refs/remotes/pull/${pull.number}/${what}`,
        ...(branch === undefined ? {} : { branch: name }),
        ...(persistCredentials
          ? { header: `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${tokens.normal}`).toString('base64')}` }
          : {}),
      })
    },
    event: (name, how = {}) => {
      const folder = join(root, 'runs', String(++runs))
      mkdirSync(folder, { recursive: true })
      const about = {
        state,
        repository,
        apiUrl: state.apiUrl,
        graphqlUrl,
        tokens,
        folder,
        runId: 7_000_000_000 + runs,
        pushed: life.pushed,
      }
      return fillEvent(about, name, how)
    },
    fault: faults.set,
    meanwhile: faults.meanwhile,
    clearFaults: faults.clear,
    snapshot: (wanted) => snapshotOf(state, life.newest(wanted)),
    close: async () => {
      await doors.close()
      rmSync(root, { recursive: true, force: true })
    },
  }
}

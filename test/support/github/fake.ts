/** A GitHub of one's own on loopback: it keeps repositories, pull requests and what is said on them, obeys GitHub's rules, and tells what it saw. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDisk } from './disk.ts'
import { type EventName, type EventOptions, type FakeEvent, fillEvent, type MergeGroup } from './events.ts'
import { type Fault, openFaults } from './faults.ts'
import { mergedFiles } from './history.ts'
import { placeComments, remerge, synchronize } from './pulls.ts'
import { addIssue, addIssueComment } from './routes-issues.ts'
import { addReply } from './routes-reviews.ts'
import { openDoors } from './server.ts'
import { snapshotOf } from './snapshot.ts'
import {
  iso,
  type Permissions,
  type PullRequest,
  type Repository,
  type Settings,
  type State,
  type User,
  userOf,
  type Viewer,
} from './state.ts'
import { type Entry, type Files, openStore } from './store.ts'
import type { RecordedRequest, World } from './world.ts'

/** Contents by path; null removes, `link` is a symbolic link, `run` a file that may be executed. */
export type Change = Readonly<Record<string, string | Uint8Array | null | { readonly link: string } | { readonly run: string }>>

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

export interface PullOptions {
  readonly files: Change
  readonly branch?: string
  readonly base?: string
  readonly title?: string
  readonly user?: string
  /** The head lies in the user's own fork. */
  readonly fork?: boolean
}

export interface CheckoutOptions {
  /** 1 unless told; 0 is everything. */
  readonly depth?: number
  /** Leaves the token in the checkout's configuration, as `actions/checkout` does: true unless told. */
  readonly persistCredentials?: boolean
  readonly pull?: PullRequest
}

export interface Fake {
  readonly apiUrl: string
  readonly graphqlUrl: string
  /** For git, and in the addresses of pages. */
  readonly serverUrl: string
  /** The workflow's token; `github-actions[bot]` speaks with it. */
  readonly token: string
  readonly owner: string
  readonly repo: string
  readonly repository: Repository
  readonly state: State
  /** May be changed at any time: `fake.permissions.checks = 'none'`. */
  readonly permissions: Permissions
  readonly settings: Settings
  /** Requests and answers that do not keep to GitHub's description, and what no client should do. */
  readonly violations: readonly string[]
  /** Changes to what somebody else wrote. */
  readonly trespasses: readonly string[]
  readonly requests: readonly RecordedRequest[]
  readonly notifications: () => number
  /** Requests by `operationId`; those that succeeded only, if asked. */
  readonly counts: (succeeded?: boolean) => Readonly<Record<string, number>>
  /** Most content-creating requests within any 60 seconds. */
  readonly busiestMinute: () => number
  /** A token of a person or an App; it may do everything, also resolve threads. */
  readonly addToken: (token: string, login: string, permissions?: Partial<Permissions>) => void
  readonly openPullRequest: (options: PullOptions) => PullRequest
  /** A commit on the head of the newest pull request (or the one named) → its name. */
  readonly push: (files: Change, pull?: PullRequest) => string
  /** The head becomes one new commit on the tip of the base, with nothing of the old head but what is named. */
  readonly forcePush: (files: Change, pull?: PullRequest) => string
  /** A commit on the base branch. */
  readonly moveBase: (files: Change, branch?: string) => string
  /** The button "Update branch": merges the base into the head. */
  readonly updateBranch: (pull?: PullRequest) => string
  readonly closePullRequest: (pull?: PullRequest) => void
  readonly reply: (commentId: number, login: string, body?: string) => number
  readonly commentAs: (login: string, body: string, pull?: PullRequest) => number
  readonly resolve: (commentId: number) => void
  /** Puts the pull request into the merge queue. */
  readonly mergeGroup: (pull?: PullRequest) => MergeGroup
  /** Leaves the folder as `actions/checkout` does: the merge commit, the head or any commit or branch. */
  readonly checkout: (folder: string, what: 'merge' | 'head' | string, options?: CheckoutOptions) => void
  readonly event: (name: EventName, options?: EventOptions) => FakeEvent
  readonly fault: (fault: Fault) => void
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

export const openFake = async (options: FakeOptions = {}): Promise<Fake> => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'vnetproof-github-')))
  const [ownerName, repo] = (options.repository ?? 'octo-org/network').split('/') as [string, string]
  let id = 1_900_000_000
  let number = 0
  // 2026-01-05, a Monday.
  let clock = 1_767_614_400
  const settings: Settings = {
    patchLimit: 3000,
    fileLimit: 3000,
    treeLimit: 100_000,
    codeScanning: true,
    remaining: 1000,
    contentPerMinute: 80,
    holdFor: 250,
    ...options.settings,
  }
  const state: State = {
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
  const { store } = state
  const repositoryOf = (owner: User, parent?: Repository): Repository => {
    const fullName = `${owner.login}/${repo}`
    const known = state.repositories.get(fullName)
    if (known !== undefined) return known
    const made: Repository = {
      id: state.nextId(),
      owner,
      name: repo,
      fullName,
      isPrivate: options.isPrivate ?? false,
      defaultBranch: 'main',
      branches: new Map(parent?.branches),
      ...(parent === undefined ? {} : { parent }),
    }
    state.repositories.set(fullName, made)
    return made
  }
  const applied = (files: Files, change: Change): Files => {
    const result = new Map<string, Entry>(files)
    for (const [path, content] of Object.entries(change)) {
      if (content === null) result.delete(path)
      else if (typeof content === 'string' || content instanceof Uint8Array) result.set(path, { mode: '100644', blob: store.blob(content) })
      else if ('link' in content) result.set(path, { mode: '120000', blob: store.blob(content.link) })
      else result.set(path, { mode: '100755', blob: store.blob(content.run) })
    }
    return result
  }
  const author = (user: User) => ({ name: user.login, email: `${user.login}@users.noreply.github.com` })
  const commit = (files: Files, parents: readonly string[], message: string, user: User): string =>
    store.commit(files, parents, message, author(user), state.tick()).sha

  const owner = userOf(state, ownerName, 'Organization')
  const repository = repositoryOf(owner)
  repository.branches.set('main', commit(applied(new Map(), options.files ?? { 'README.md': '# network\n' }), [], 'Begin', owner))

  const permissions: Permissions = { ...everything, ...options.permissions }
  const bot = userOf(state, 'github-actions[bot]')
  const viewers = new Map<string, Viewer>([
    ['ghs_workflow', { user: bot, permissions, isActions: true }],
    // A pull request of a fork: whatever the workflow asks for, its token only reads.
    [
      'ghs_fork',
      {
        user: bot,
        isActions: true,
        get permissions() {
          return readOnly(permissions)
        },
      },
    ],
  ])
  const faults = openFaults()
  const world: World = { state, viewers, faults, disk: openDisk(state, join(root, 'git')), requests: [], violations: [] }
  const servers = await openDoors(world)
  state.serverUrl = servers.url
  state.codeloadUrl = servers.codeload
  state.apiUrl = options.enterprise === true ? `${servers.url}/api/v3` : servers.url
  const graphqlUrl = options.enterprise === true ? `${servers.url}/api/graphql` : `${servers.url}/graphql`

  /** What each head was before its last push. */
  const pushed = new Map<number, string>()
  let runs = 0
  const newest = (pull?: PullRequest): PullRequest => {
    const found = pull ?? [...state.pulls.values()].at(-1)
    if (found === undefined) throw new Error('there is no pull request yet')
    return found
  }
  const moveHead = (pull: PullRequest, sha: string): string => {
    pushed.set(pull.number, pull.headSha)
    pull.from.branches.set(pull.branch, sha)
    synchronize(state, pull, sha)
    return sha
  }
  const tip = (branch: string): string => repository.branches.get(branch)!
  const mergedWith = (pull: PullRequest): Files => {
    const [base, head] = [store.commitOf(tip(pull.base))!, store.commitOf(pull.headSha)!]
    remerge(state, pull)
    if (pull.mergeSha === null) throw new Error('base and head conflict')
    return mergedFiles(store, base.files, base.files, store.commitOf(pull.mergeSha)!.files) ?? head.files
  }

  return {
    apiUrl: state.apiUrl,
    graphqlUrl,
    serverUrl: servers.url,
    token: 'ghs_workflow',
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
    openPullRequest: ({ files, branch = 'change', base = 'main', title = 'Change the network', user = 'ann', fork = false }) => {
      const author_ = userOf(state, user)
      const from = fork ? repositoryOf(author_, repository) : repository
      const start = tip(base)
      const headSha = commit(applied(store.commitOf(start)!.files, files), [start], title, author_)
      from.branches.set(branch, headSha)
      const now = iso(state.tick())
      const pull: PullRequest = {
        id: state.nextId(),
        number: state.nextNumber(),
        title,
        user: author_,
        repository,
        base,
        from,
        branch,
        baseSha: start,
        headSha,
        mergeSha: null,
        state: 'open',
        createdAt: now,
        updatedAt: now,
      }
      state.pulls.set(pull.number, pull)
      addIssue(state, pull.number, author_, title, null)
      remerge(state, pull)
      return pull
    },
    push: (files, wanted) => {
      const pull = newest(wanted)
      return moveHead(pull, commit(applied(store.commitOf(pull.headSha)!.files, files), [pull.headSha], 'Go on', pull.user))
    },
    forcePush: (files, wanted) => {
      const pull = newest(wanted)
      const start = tip(pull.base)
      return moveHead(pull, commit(applied(store.commitOf(start)!.files, files), [start], 'Begin anew', pull.user))
    },
    moveBase: (files, branch = 'main') => {
      const sha = commit(applied(store.commitOf(tip(branch))!.files, files), [tip(branch)], 'Meanwhile', owner)
      repository.branches.set(branch, sha)
      for (const pull of state.pulls.values()) {
        if (pull.repository !== repository || pull.base !== branch || pull.state !== 'open') continue
        remerge(state, pull)
        placeComments(state, pull)
      }
      return sha
    },
    updateBranch: (wanted) => {
      const pull = newest(wanted)
      return moveHead(pull, commit(mergedWith(pull), [pull.headSha, tip(pull.base)], `Merge branch '${pull.base}'`, pull.user))
    },
    closePullRequest: (wanted) => {
      newest(wanted).state = 'closed'
    },
    reply: (commentId, login, body = 'Thank you') => {
      const comment = state.reviewComments.get(commentId)
      if (comment === undefined) throw new Error(`there is no review comment ${commentId}`)
      return addReply(state, state.pulls.get(comment.pull)!, userOf(state, login), comment, body).id
    },
    commentAs: (login, body, wanted) => addIssueComment(state, newest(wanted).number, userOf(state, login), body).id,
    resolve: (commentId) => {
      state.resolved.add(state.reviewComments.get(commentId)?.thread ?? commentId)
    },
    mergeGroup: (wanted) => {
      const pull = newest(wanted)
      const base = tip(pull.base)
      const head = commit(mergedWith(pull), [base, pull.headSha], `Merge pull request #${pull.number}`, pull.user)
      const branch = `gh-readonly-queue/${pull.base}/pr-${pull.number}-${base}`
      repository.branches.set(branch, head)
      return { base, head, ref: `refs/heads/${branch}`, baseRef: `refs/heads/${pull.base}` }
    },
    checkout: (folder, what, { depth = 1, persistCredentials = true, pull: wanted } = {}) => {
      const branchSha = repository.branches.get(what.replace(/^refs\/heads\//, ''))
      const isPull = what === 'merge' || what === 'head'
      const pull = isPull ? newest(wanted) : undefined
      const sha = pull === undefined ? (branchSha ?? what) : what === 'merge' ? pull.mergeSha : pull.headSha
      if (sha === null || store.commitOf(sha) === undefined) throw new Error(`there is nothing to check out for ${what}`)
      const branch = what.replace(/^refs\/heads\//, '')
      world.disk.checkout(repository, sha, folder, {
        depth,
        origin: `${servers.url}/${repository.fullName}`,
        ref:
          pull === undefined
            ? branchSha === undefined
              ? `refs/remotes/origin/${sha}`
              : `refs/remotes/origin/${branch}`
            : `refs/remotes/pull/${pull.number}/${what}`,
        ...(branchSha === undefined ? {} : { branch }),
        ...(persistCredentials ? { header: `AUTHORIZATION: basic ${Buffer.from('x-access-token:ghs_workflow').toString('base64')}` } : {}),
      })
    },
    event: (name, how = {}) => {
      const folder = join(root, 'runs', String(++runs))
      mkdirSync(folder, { recursive: true })
      return fillEvent(
        {
          state,
          repository,
          apiUrl: state.apiUrl,
          graphqlUrl,
          tokens: { normal: 'ghs_workflow', fork: 'ghs_fork' },
          folder,
          runId: 7_000_000_000 + runs,
          pushed,
        },
        name,
        how,
      )
    },
    fault: faults.set,
    clearFaults: faults.clear,
    snapshot: (wanted) => snapshotOf(state, newest(wanted)),
    close: async () => {
      await servers.close()
      rmSync(root, { recursive: true, force: true })
    },
  }
}

/** Event payloads as GitHub sends them (`test/fixtures/github/events`), filled with what the fake holds, and the variables that a runner sets for a step. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MergeGroup } from './life.ts'
import { commitShape, type Json, pullWhole, repositoryShape, userShape } from './shapes.ts'
import type { PullRequest, Repository, State } from './state.ts'

export type EventName = 'pull_request' | 'pull_request_target' | 'merge_group' | 'workflow_dispatch' | 'push' | 'schedule' | 'workflow_run'

export interface EventOptions {
  /** The newest unless told. */
  readonly pull?: PullRequest
  /** `synchronize` once the head was pushed to, else `opened`. */
  readonly action?: 'opened' | 'synchronize' | 'reopened' | 'edited' | 'closed'
  readonly group?: MergeGroup
  readonly inputs?: Readonly<Record<string, string>>
  /** Of a `push`: what the branch was before. */
  readonly before?: string
  /** Of `push`, `workflow_dispatch`: the default branch unless told. */
  readonly branch?: string
  /** GITHUB_WORKSPACE; an empty folder unless told. */
  readonly workspace?: string
  readonly attempt?: number
}

export interface FakeEvent {
  readonly name: EventName
  readonly payload: Json
  readonly environment: Readonly<Record<string, string>>
  /** `github.token` of such a run: for a pull request of a fork it may only read. */
  readonly token: string
  readonly sha: string
  readonly ref: string
}

export interface EventWorld {
  readonly state: State
  readonly repository: Repository
  readonly apiUrl: string
  readonly graphqlUrl: string
  readonly tokens: { readonly normal: string; readonly fork: string }
  /** A new folder for the files of this run. */
  readonly folder: string
  readonly runId: number
  readonly pushed: ReadonlyMap<number, string>
}

const template = (name: string): Json =>
  JSON.parse(readFileSync(new URL(`../../fixtures/github/events/${name}.json`, import.meta.url), 'utf8')) as Json

const newest = (state: State, wanted: PullRequest | undefined): PullRequest => {
  const pull = wanted ?? [...state.pulls.values()].at(-1)
  if (pull === undefined) throw new Error('there is no pull request yet')
  return pull
}

interface Occasion {
  readonly payload: Json
  readonly sha: string
  readonly ref: string
  readonly base?: string
  readonly head?: string
}

const pullOccasion = (world: EventWorld, name: EventName, options: EventOptions): Occasion => {
  const { state, repository, pushed } = world
  const pull = newest(state, options.pull)
  const before = pushed.get(pull.number)
  const action = options.action ?? (before === undefined ? 'opened' : 'synchronize')
  const file = template(action === 'synchronize' ? 'pull_request.synchronize' : 'pull_request.opened')
  const payload = {
    ...file,
    action,
    number: pull.number,
    pull_request: { ...(file.pull_request as Json), ...pullWhole(state, pull) },
    sender: userShape(state, pull.user),
    ...(action === 'synchronize' ? { before: before ?? pull.baseSha, after: pull.headSha } : {}),
  }
  const branches = { base: pull.base, head: pull.branch }
  // https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request_target
  if (name === 'pull_request_target')
    return { payload, sha: repository.branches.get(pull.base)!, ref: `refs/heads/${pull.base}`, ...branches }
  if (pull.mergeSha === null) throw new Error('no workflow runs on a pull request that has conflicts')
  return { payload, sha: pull.mergeSha, ref: `refs/pull/${pull.number}/merge`, ...branches }
}

const groupOccasion = ({ state, repository }: EventWorld, { group }: EventOptions): Occasion => {
  if (group === undefined) throw new Error('name the merge group')
  const commit = state.store.commitOf(group.head)!
  const signature = commit.author
  return {
    payload: {
      ...template('merge_group'),
      action: 'checks_requested',
      merge_group: {
        head_sha: group.head,
        head_ref: group.ref,
        base_sha: group.base,
        base_ref: group.baseRef,
        head_commit: {
          id: group.head,
          tree_id: commit.tree,
          message: commit.message,
          timestamp: new Date(commit.date * 1000).toISOString(),
          author: signature,
          committer: signature,
        },
      },
      sender: userShape(state, repository.owner),
    },
    sha: group.head,
    ref: group.ref,
  }
}

const branchOccasion = ({ state, repository }: EventWorld, name: EventName, options: EventOptions): Occasion => {
  const branch = options.branch ?? repository.defaultBranch
  const sha = repository.branches.get(branch)!
  const ref = `refs/heads/${branch}`
  const sender = userShape(state, repository.owner)
  if (name === 'schedule') return { payload: { ...template('schedule') }, sha, ref }
  if (name === 'workflow_dispatch')
    return { payload: { ...template('workflow_dispatch'), inputs: options.inputs ?? null, ref, sender }, sha, ref }
  const commit = state.store.commitOf(sha)!
  const head = { ...((commitShape(state, repository, commit).commit ?? {}) as Json), id: sha, tree_id: commit.tree, distinct: true }
  const before = options.before ?? commit.parents[0] ?? '0'.repeat(40)
  return {
    payload: {
      ...template('push'),
      ref,
      before,
      after: sha,
      created: false,
      deleted: false,
      forced: false,
      commits: [head],
      head_commit: head,
      sender,
    },
    sha,
    ref,
  }
}

const runOccasion = ({ state, repository }: EventWorld, options: EventOptions): Occasion => {
  const pull = newest(state, options.pull)
  const file = template('workflow_run')
  const side = (ref: string, sha: string): Json => ({
    ref,
    sha,
    repo: { id: repository.id, url: `${state.apiUrl}/repos/${repository.fullName}`, name: repository.name },
  })
  const run = {
    ...(file.workflow_run as Json),
    event: 'pull_request',
    head_branch: pull.branch,
    head_sha: pull.headSha,
    head_repository: repositoryShape(state, pull.from),
    repository: repositoryShape(state, repository),
    // Empty where the head lies in a fork: https://github.com/actions/runner/issues/3444
    pull_requests:
      pull.from === repository
        ? [
            {
              id: pull.id,
              number: pull.number,
              url: `${state.apiUrl}/repos/${repository.fullName}/pulls/${pull.number}`,
              head: side(pull.branch, pull.headSha),
              base: side(pull.base, pull.baseSha),
            },
          ]
        : [],
  }
  const branch = repository.defaultBranch
  return {
    payload: { ...file, workflow_run: run, sender: userShape(state, pull.user) },
    sha: repository.branches.get(branch)!,
    ref: `refs/heads/${branch}`,
  }
}

export const fillEvent = (world: EventWorld, name: EventName, options: EventOptions): FakeEvent => {
  const { state, repository, folder, runId } = world
  const occasion =
    name === 'pull_request' || name === 'pull_request_target'
      ? pullOccasion(world, name, options)
      : name === 'merge_group'
        ? groupOccasion(world, options)
        : name === 'workflow_run'
          ? runOccasion(world, options)
          : branchOccasion(world, name, options)
  const { organization: _, installation: __, ...rest } = occasion.payload
  const payload = { ...rest, repository: repositoryShape(state, repository) }
  const isFork = name === 'pull_request' && newest(state, options.pull).from !== repository
  const token = isFork ? world.tokens.fork : world.tokens.normal

  const workspace = options.workspace ?? join(folder, 'workspace')
  for (const path of [workspace, join(folder, 'temp')]) mkdirSync(path, { recursive: true })
  const file = (path: string, content: string): string => {
    writeFileSync(join(folder, path), content)
    return join(folder, path)
  }
  // https://docs.github.com/actions/reference/workflows-and-actions/variables#default-environment-variables
  const environment = {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION: '__self',
    GITHUB_ACTOR: String((payload as Json & { sender?: { login?: string } }).sender?.login ?? repository.owner.login),
    GITHUB_TRIGGERING_ACTOR: repository.owner.login,
    GITHUB_API_URL: world.apiUrl,
    GITHUB_GRAPHQL_URL: world.graphqlUrl,
    GITHUB_SERVER_URL: state.serverUrl,
    GITHUB_BASE_REF: occasion.base ?? '',
    GITHUB_HEAD_REF: occasion.head ?? '',
    GITHUB_EVENT_NAME: name,
    GITHUB_EVENT_PATH: file('event.json', JSON.stringify(payload)),
    GITHUB_ENV: file('env', ''),
    GITHUB_PATH: file('path', ''),
    GITHUB_STATE: file('state', ''),
    GITHUB_OUTPUT: file('output', ''),
    GITHUB_STEP_SUMMARY: file('summary.md', ''),
    GITHUB_JOB: 'network',
    GITHUB_REF: occasion.ref,
    GITHUB_REF_NAME: occasion.ref.replace(/^refs\/(heads|pull)\//, ''),
    GITHUB_REF_PROTECTED: 'false',
    GITHUB_REF_TYPE: 'branch',
    GITHUB_REPOSITORY: repository.fullName,
    GITHUB_REPOSITORY_ID: String(repository.id),
    GITHUB_REPOSITORY_OWNER: repository.owner.login,
    GITHUB_REPOSITORY_OWNER_ID: String(repository.owner.id),
    GITHUB_RETENTION_DAYS: '90',
    GITHUB_RUN_ATTEMPT: String(options.attempt ?? 1),
    GITHUB_RUN_ID: String(runId),
    GITHUB_RUN_NUMBER: String(runId % 1000),
    GITHUB_SHA: occasion.sha,
    GITHUB_WORKFLOW: 'network',
    GITHUB_WORKFLOW_REF: `${repository.fullName}/.github/workflows/network.yml@${occasion.ref}`,
    GITHUB_WORKFLOW_SHA: occasion.sha,
    GITHUB_WORKSPACE: workspace,
    RUNNER_ARCH: 'X64',
    RUNNER_ENVIRONMENT: 'github-hosted',
    RUNNER_NAME: 'fake',
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: join(folder, 'temp'),
    RUNNER_TOOL_CACHE: join(folder, 'temp'),
    RUNNER_WORKSPACE: folder,
  }
  return { name, payload, environment, token, sha: occasion.sha, ref: occasion.ref }
}

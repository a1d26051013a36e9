/** What people do to a repository and its pull requests, one call each: open, push, move the base, answer, queue. */
import { placeComments, remerge, synchronize } from './pulls.ts'
import { addIssue, addIssueComment } from './routes-issues.ts'
import { iso, type PullRequest, type Repository, type State, type User, userOf } from './state.ts'
import type { Entry, Files } from './store.ts'
import { addReply } from './threads.ts'

/** Contents by path; null removes, `link` is a symbolic link, `run` a file that may be executed. */
export type Change = Readonly<Record<string, string | Uint8Array | null | { readonly link: string } | { readonly run: string }>>

export interface PullOptions {
  readonly files: Change
  readonly branch?: string
  readonly base?: string
  readonly title?: string
  readonly user?: string
  /** The head lies in the user's own fork. */
  readonly fork?: boolean
}

export interface MergeGroup {
  readonly base: string
  readonly head: string
  readonly ref: string
  readonly baseRef: string
}

export interface Life {
  readonly openPullRequest: (options: PullOptions) => PullRequest
  /** A commit on the head of the newest pull request (or the one named) → its name. */
  readonly push: (files: Change, pull?: PullRequest) => string
  /** The head becomes one new commit on the tip of the base, with nothing of the old head but what is named. */
  readonly forcePush: (files: Change, pull?: PullRequest) => string
  /** A commit on a branch of the repository itself: `main` unless told. */
  readonly moveBase: (files: Change, branch?: string) => string
  /** The button "Update branch": merges the base into the head. */
  readonly updateBranch: (pull?: PullRequest) => string
  readonly closePullRequest: (pull?: PullRequest) => void
  readonly reply: (commentId: number, login: string, body?: string) => number
  readonly commentAs: (login: string, body: string, pull?: PullRequest) => number
  /** Somebody takes a review comment or an issue comment away. */
  readonly removeComment: (commentId: number) => void
  readonly resolve: (commentId: number) => void
  /** Puts the pull request into the merge queue. */
  readonly mergeGroup: (pull?: PullRequest) => MergeGroup
  /** The newest, unless one is named. */
  readonly newest: (pull?: PullRequest) => PullRequest
  /** What each head was before its last push, by number. */
  readonly pushed: ReadonlyMap<number, string>
}

const applied = ({ store }: State, files: Files, change: Change): Files => {
  const result = new Map<string, Entry>(files)
  for (const [path, content] of Object.entries(change)) {
    if (content === null) result.delete(path)
    else if (typeof content === 'string' || content instanceof Uint8Array) result.set(path, { mode: '100644', blob: store.blob(content) })
    else if ('link' in content) result.set(path, { mode: '120000', blob: store.blob(content.link) })
    else result.set(path, { mode: '100755', blob: store.blob(content.run) })
  }
  return result
}

export const repositoryOf = (state: State, owner: User, name: string, isPrivate: boolean, parent?: Repository): Repository => {
  const fullName = `${owner.login}/${name}`
  const known = state.repositories.get(fullName)
  if (known !== undefined) return known
  const made: Repository = {
    id: state.nextId(),
    owner,
    name,
    fullName,
    isPrivate,
    defaultBranch: 'main',
    branches: new Map(parent?.branches),
    ...(parent === undefined ? {} : { parent }),
  }
  state.repositories.set(fullName, made)
  return made
}

export const openLife = (state: State, repository: Repository, first: Change): Life => {
  const { store } = state
  const pushed = new Map<number, string>()
  const commit = (files: Files, parents: readonly string[], message: string, user: User): string =>
    store.commit(files, parents, message, { name: user.login, email: `${user.login}@users.noreply.github.com` }, state.tick()).sha
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
  const filesOf = (sha: string): Files => store.commitOf(sha)!.files
  const mergedWithBase = (pull: PullRequest): Files => {
    remerge(state, pull)
    if (pull.mergeSha === null) throw new Error('base and head conflict')
    return filesOf(pull.mergeSha)
  }
  repository.branches.set('main', commit(applied(state, new Map(), first), [], 'Begin', repository.owner))

  return {
    newest,
    pushed,
    openPullRequest: ({ files, branch = 'change', base = 'main', title = 'Change the network', user: login = 'ann', fork = false }) => {
      const user = userOf(state, login)
      const from = fork ? repositoryOf(state, user, repository.name, repository.isPrivate, repository) : repository
      const start = tip(base)
      const headSha = commit(applied(state, filesOf(start), files), [start], title, user)
      from.branches.set(branch, headSha)
      const now = iso(state.tick())
      const pull: PullRequest = {
        id: state.nextId(),
        number: state.nextNumber(),
        title,
        user,
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
      addIssue(state, pull.number, user, title, null)
      remerge(state, pull)
      return pull
    },
    push: (files, wanted) => {
      const pull = newest(wanted)
      return moveHead(pull, commit(applied(state, filesOf(pull.headSha), files), [pull.headSha], 'Go on', pull.user))
    },
    forcePush: (files, wanted) => {
      const pull = newest(wanted)
      const start = tip(pull.base)
      return moveHead(pull, commit(applied(state, filesOf(start), files), [start], 'Begin anew', pull.user))
    },
    moveBase: (files, branch = 'main') => {
      const sha = commit(applied(state, filesOf(tip(branch)), files), [tip(branch)], 'Meanwhile', repository.owner)
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
      return moveHead(pull, commit(mergedWithBase(pull), [pull.headSha, tip(pull.base)], `Merge branch '${pull.base}'`, pull.user))
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
    removeComment: (commentId) => {
      if (!state.reviewComments.delete(commentId) && !state.issueComments.delete(commentId))
        throw new Error(`there is no comment ${commentId}`)
    },
    resolve: (commentId) => {
      state.resolved.add(state.reviewComments.get(commentId)?.thread ?? commentId)
    },
    mergeGroup: (wanted) => {
      const pull = newest(wanted)
      const base = tip(pull.base)
      const head = commit(mergedWithBase(pull), [base, pull.headSha], `Merge pull request #${pull.number}`, pull.user)
      const branch = `gh-readonly-queue/${pull.base}/pr-${pull.number}-${base}`
      repository.branches.set(branch, head)
      return { base, head, ref: `refs/heads/${branch}`, baseRef: `refs/heads/${pull.base}` }
    },
  }
}

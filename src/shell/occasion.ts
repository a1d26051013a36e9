/** What a workflow run is about: which revision is judged, against which, and where it is told. */
import type { Repository } from './github/client.ts'

/** A pull request, told by its own event or found for a `workflow_run`. */
export interface PullRequestOccasion {
  readonly kind: 'pull-request'
  readonly number: number
  /** The base's repository: everything is asked and posted there. */
  readonly repository: Repository
  readonly base: { readonly sha: string; readonly ref: string }
  readonly head: { readonly sha: string }
  /** The head lies in another repository, whose runs may not write here. */
  readonly isFork: boolean
  /** `checkout`: the workspace holds the merge commit or the head. `api`: it holds other code (`pull_request_target`, `workflow_run`), and what is judged is read as data. */
  readonly code: 'checkout' | 'api'
}

/** What a merge queue is about to make of the branch. */
export interface MergeGroupOccasion {
  readonly kind: 'merge-group'
  readonly base: string
  readonly head: string
}

/** `push`, `schedule`, `workflow_dispatch` and whatever else runs on a commit: all that is there is judged. */
export interface AuditOccasion {
  readonly kind: 'audit'
  readonly event: string
  readonly sha: string
  /** Commit before a push, so that `scope: introduced` has a base. */
  readonly before?: string
}

/** Nothing to judge: the run is out of date, or its event is about no commit. */
export interface NoOccasion {
  readonly kind: 'none'
  readonly reason: string
}

export type Occasion = PullRequestOccasion | MergeGroupOccasion | AuditOccasion | NoOccasion

/** What the runner says of itself; `@actions/github`'s context is one. */
export interface RunContext {
  readonly eventName: string
  readonly payload: unknown
  readonly sha: string
  /** `refs/pull/7/merge`, `refs/heads/main` */
  readonly ref: string
  readonly repository: Repository
  /** https://github.com, or an Enterprise Server. */
  readonly serverUrl: string
  readonly apiUrl: string
  readonly runId: number
  readonly runAttempt: number
  readonly job: string
}

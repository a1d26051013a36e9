/** What a workflow run is about: which revision is judged, against which, and where it is told. */
import { isObjectName } from './git.ts'
import { type Fault, field, textField } from './github/answer.ts'
import type { GitHub, Repository } from './github/client.ts'
import { type PullRequestState, questionsTo, readPullRequest, whyNot } from './github/questions.ts'

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

/** Nothing to judge: the run is out of date, or its event is about no commit. `isMistake`: the event lacks what every event of its name says, so that what should be judged is not. */
export interface NoOccasion {
  readonly kind: 'none'
  readonly reason: string
  readonly isMistake?: true
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

const none = (reason: string): NoOccasion => ({ kind: 'none', reason })
const malformed = (reason: string): NoOccasion => ({ kind: 'none', reason, isMistake: true })

const occasionFor = (
  { number, base, head, isFork }: PullRequestState,
  repository: Repository,
  code: PullRequestOccasion['code'],
): PullRequestOccasion => ({ kind: 'pull-request', number, repository, base, head, isFork, code })

const ofPullRequest = ({ eventName, payload, repository }: RunContext): Occasion => {
  if (field(payload, 'action') === 'closed') return none('the pull request is closed')
  const found = readPullRequest(field(payload, 'pull_request'), repository)
  if (found === undefined) return malformed(`the event \`${eventName}\` does not say which pull request it is about`)
  return occasionFor(found, repository, eventName === 'pull_request_target' ? 'api' : 'checkout')
}

/** The pull requests that a run in a fork was made for are not in its event: https://docs.github.com/webhooks/webhook-events-and-payloads#workflow_run */
const ofWorkflowRun = async ({ payload, repository }: RunContext, github: GitHub | undefined): Promise<Occasion> => {
  const run = field(payload, 'workflow_run')
  const event = textField(run, 'event')
  const sha = field(run, 'head_sha')
  if (event === undefined || !isObjectName(sha)) return malformed('the event `workflow_run` does not say which commit its run was about')
  if (!/^pull_request/.test(event)) return none('the workflow run that this one follows was not made for a pull request')
  const isMeant = ({ head }: PullRequestState): boolean => head.sha === sha
  const told = field(run, 'pull_requests')
  const [first] = Array.isArray(told) ? told.flatMap((one) => readPullRequest(one, repository) ?? []).filter(isMeant) : []
  if (first !== undefined) return occasionFor(first, repository, 'api')
  if (github === undefined) return none('the pull request of the workflow run cannot be found without a token')

  const questions = questionsTo(async () => github, repository)
  const owner = textField(run, 'head_repository', 'owner', 'login')
  const branch = textField(run, 'head_branch')
  let fault: Fault | undefined
  for (const ask of [
    () => questions.pullRequestsOf(sha),
    ...(owner === undefined || branch === undefined ? [] : [() => questions.pullRequestsFrom(owner, branch)]),
  ]) {
    const answer = await ask()
    if (!answer.ok) {
      fault = answer.fault
      continue
    }
    fault = undefined
    const open = answer.value.filter((one) => one.isOpen && isMeant(one))
    // Anybody can open another with the same commit.
    const found = open.find(({ from }) => from === `${owner}:${branch}`) ?? open[0]
    if (found !== undefined) return occasionFor(found, repository, 'api')
  }
  return fault === undefined
    ? none('no open pull request has the commit of the workflow run as its head: it was closed, or has moved on')
    : none(`the pull request of the workflow run could not be found: ${whyNot(fault, '`pull-requests: read`')}`)
}

const ofMergeGroup = ({ payload }: RunContext): Occasion => {
  if (field(payload, 'action') === 'destroyed') return none('the merge group is gone')
  const base = field(payload, 'merge_group', 'base_sha')
  const head = field(payload, 'merge_group', 'head_sha')
  return isObjectName(base) && isObjectName(head)
    ? { kind: 'merge-group', base, head }
    : malformed('the event `merge_group` does not say which commits it is about')
}

const audit = ({ eventName, sha }: RunContext): AuditOccasion => ({ kind: 'audit', event: eventName, sha })

const ofPush = (context: RunContext): Occasion => {
  const before = field(context.payload, 'before')
  if (field(context.payload, 'deleted') === true) return none('the branch is deleted')
  // All zeros where the branch is new: https://docs.github.com/webhooks/webhook-events-and-payloads#push
  return isObjectName(before) && /[^0]/.test(before) ? { ...audit(context), before } : audit(context)
}

/** What a run is about, from its event, which may hold anything; only for a `workflow_run` may GitHub be asked. */
export const occasionOf = async (context: RunContext, github?: GitHub): Promise<Occasion> => {
  const { eventName } = context
  if (eventName === 'workflow_run') return ofWorkflowRun(context, github)
  if (eventName === 'merge_group') return ofMergeGroup(context)
  if (eventName === 'push') return ofPush(context)
  return /^pull_request(_|$)/.test(eventName) ? ofPullRequest(context) : audit(context)
}

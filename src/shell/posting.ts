/** A report → GitHub: review and comment of a pull request, an extra check run, code scanning, an issue; each on its own, and what cannot be posted is a warning. */

import { headlineOf } from '../report/headline.ts'
import { summaryOf } from '../report/outputs/summary.ts'
import type { Report } from '../report/report.ts'
import { checkRunOf } from '../report/review/check-run.ts'
import { planOf } from '../report/review/plan.ts'
import type { Posted, PullRequestView } from '../report/review/review.ts'
import { budget } from '../text/budget.ts'
import { publishAuditIssue } from './github/audit-issue.ts'
import { publishCheckRun } from './github/check-run.ts'
import type { GitHub } from './github/client.ts'
import { describeCheckRun, describePlan } from './github/describe.ts'
import { listPosted } from './github/posted.ts'
import { publish } from './github/publish.ts'
import { uploadSarif } from './github/sarif.ts'
import type { ActionInputs } from './inputs.ts'
import type { Occasion, PullRequestOccasion, RunContext } from './occasion.ts'

export interface Posting {
  readonly report: Report
  readonly occasion: Exclude<Occasion, { readonly kind: 'none' }>
  readonly context: RunContext
  readonly inputs: ActionInputs
  readonly github: GitHub
  /** Commit that was judged. */
  readonly commit: string
  readonly view?: PullRequestView
  /** Folder of the workspace that is the repository; `''` where it is the workspace itself. */
  readonly prefix: string
}

export interface PostedRun {
  /** Keys of what review comments tell. */
  readonly told: ReadonlySet<string>
  readonly commentUrl?: string
  readonly checkRunId?: number
  /** What could not be posted, a sentence each. */
  readonly warnings: readonly string[]
  /** What would have been posted, where nothing is. */
  readonly described: readonly string[]
}

const repositoryUrl = ({ serverUrl, repository }: RunContext): string => `${serverUrl}/${repository.owner}/${repository.repo}`

export const runUrlOf = (context: RunContext): string => `${repositoryUrl(context)}/actions/runs/${context.runId}`

/** A path of the workspace as the repository names it; one that lies beside the repository stays as it is. */
export const inRepository = (path: string, prefix: string): string =>
  prefix !== '' && path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : path

const pathInUrl = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

/** The head of what is judged, where check runs belong: of a pull request its own head, not the merge commit. */
const headOf = ({ occasion, commit }: Posting): string =>
  occasion.kind === 'pull-request' ? occasion.head.sha : occasion.kind === 'merge-group' ? occasion.head : commit

/** A run on `pull_request_target` or `workflow_run` has the base's ref, which what was judged is not. */
const refOf = ({ occasion, commit, context }: Posting): string =>
  occasion.kind === 'pull-request' ? `refs/pull/${occasion.number}/${commit === occasion.head.sha ? 'head' : 'merge'}` : context.ref

const nothing: Posted = { comments: [] }

const onPullRequest = async (
  posting: Posting,
  { number, repository, head }: PullRequestOccasion,
  view: PullRequestView,
): Promise<Omit<PostedRun, 'checkRunId'>> => {
  const { report, context, inputs, github, commit, prefix } = posting
  const { commentId: run, review, comment, dryRun } = inputs
  const { listing, warnings } = await listPosted(github, { repository, number, run })
  if (listing === undefined && !dryRun) return { told: new Set(), warnings, described: [] }
  const planned = planOf(report, view, listing?.posted ?? nothing, {
    run,
    review,
    comment,
    linkTo: (path, line) => `${repositoryUrl(context)}/blob/${commit}/${pathInUrl(inRepository(path, prefix))}#L${line}`,
    summaryUrl: runUrlOf(context),
  })
  const { review: proposed } = planned
  const placed = proposed?.comments.map((one) => ({ ...one, path: inRepository(one.path, prefix) }))
  const plan = proposed === undefined || placed === undefined ? planned : { ...planned, review: { ...proposed, comments: placed } }
  if (dryRun || listing === undefined) return { told: plan.told, warnings, described: describePlan(plan) }
  const published = await publish(github, { repository, number, run, head: head.sha }, plan, listing)
  return { ...published, warnings: [...warnings, ...published.warnings], described: [] }
}

const onCheckRun = async (posting: Posting, name: string): Promise<Pick<PostedRun, 'checkRunId' | 'warnings' | 'described'>> => {
  const { report, context, inputs, github, view, prefix } = posting
  const whole = checkRunOf(report, view)
  const planned = { ...whole, annotations: whole.annotations.map((one) => ({ ...one, path: inRepository(one.path, prefix) })) }
  if (inputs.dryRun) return { warnings: [], described: describeCheckRun(name, planned) }
  const externalId = ['vnetproof', context.runId, context.runAttempt, context.job, inputs.commentId].join('/')
  const { id, warnings } = await publishCheckRun(
    github,
    { repository: context.repository, headSha: headOf(posting), name, externalId },
    planned,
  )
  return { ...(id === undefined ? {} : { checkRunId: id }), warnings, described: [] }
}

const onIssue = async ({ report, context, inputs, github }: Posting): Promise<Pick<PostedRun, 'warnings' | 'described'>> => {
  // Notes never count, or hardly an issue would ever be closed.
  const hasFindings = report.mistakes.length > 0 || report.findings.some(({ severity }) => severity !== 'note')
  const title = inputs.commentId === 'default' ? 'Network audit by VNetProof' : `Network audit by VNetProof: ${inputs.commentId}`
  if (inputs.dryRun) return { warnings: [], described: [hasFindings ? `an issue: ${headlineOf(report)}` : 'no issue, or one closed'] }
  const { warnings } = await publishAuditIssue(github, {
    repository: context.repository,
    run: inputs.commentId,
    title,
    body: summaryOf(report, (path) => path, budget.commentLength - 4_000),
    hasFindings,
    runUrl: runUrlOf(context),
  })
  return { warnings, described: [] }
}

/** Nothing throws: a fault of ours in one place is its warning, and the others are told. */
export const post = async (posting: Posting, sarif: () => string): Promise<PostedRun> => {
  const { occasion, context, inputs, github, view, commit } = posting
  const warnings: string[] = []
  const described: string[] = []
  let told: ReadonlySet<string> = new Set()
  let commentUrl: string | undefined
  let checkRunId: number | undefined
  const attempt = async (what: string, how: () => Promise<Partial<PostedRun>>): Promise<void> => {
    try {
      const done = await how()
      warnings.push(...(done.warnings ?? []))
      described.push(...(done.described ?? []))
      told = done.told ?? told
      commentUrl = done.commentUrl ?? commentUrl
      checkRunId = done.checkRunId ?? checkRunId
    } catch (error) {
      warnings.push(`${what} could not be posted: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  if (occasion.kind === 'pull-request' && view !== undefined && (inputs.review || inputs.comment !== 'never'))
    await attempt('the review and the comment', () => onPullRequest(posting, occasion, view))
  const { checkRun } = inputs
  if (checkRun !== undefined) await attempt('the check run', () => onCheckRun(posting, checkRun))
  if (inputs.uploadSarif && inputs.dryRun) described.push('the SARIF report, to code scanning')
  else if (inputs.uploadSarif)
    await attempt('the SARIF report', () => uploadSarif(github, { repository: context.repository, commit, ref: refOf(posting) }, sarif()))
  const isAudit = occasion.kind === 'audit' && (occasion.event === 'workflow_dispatch' || occasion.event === 'schedule')
  if (inputs.auditIssue && isAudit) await attempt('the issue', () => onIssue(posting))

  return {
    told,
    ...(commentUrl === undefined ? {} : { commentUrl }),
    ...(checkRunId === undefined ? {} : { checkRunId }),
    warnings,
    described,
  }
}

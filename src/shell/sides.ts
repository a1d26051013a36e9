/** What a run is about, and what is checked out → which commit is judged, from where, and against which. */
import { type Checkout, isEmptyFolder } from './checkout.ts'
import { isObjectName, mergeBaseOf, parentsOf } from './git.ts'
import { type Questions, whyNot } from './github/questions.ts'
import type { AuditOccasion, MergeGroupOccasion, NoOccasion, Occasion, PullRequestOccasion, RunContext } from './occasion.ts'

export interface BaseChoice {
  readonly commit: string
  /** As a reader knows it. */
  readonly revision: string
}

export type Chosen = (
  | {
      /** What lies in the job's folder is judged. */
      readonly isOnDisk: true
    }
  | { readonly isOnDisk: false; readonly commit: string }
) & {
  readonly base?: BaseChoice
  /** The pull request has another head by now. */
  readonly hasMovedOn?: boolean
  /** Where base and head of a pull request parted; undefined where nobody knows. */
  readonly parted?: () => Promise<string | undefined>
}

export interface Situation {
  readonly folder: string
  readonly context: RunContext
  readonly checkout: Checkout | undefined
  readonly questions: Questions | undefined
  readonly wantsBase: boolean
  readonly remark: (text: string) => void
}

const short = (commit: string): string => commit.slice(0, 12)

const noCheckout = (commit: string): string =>
  `the job's folder holds no checkout that git can read, so commit \`${short(commit)}\` is read from GitHub`

const chooseAudit = ({ sha, before }: AuditOccasion, situation: Situation): Chosen => {
  const { folder, checkout, questions, wantsBase, remark } = situation
  const base = wantsBase && before !== undefined ? { base: { commit: before, revision: short(before) } } : {}
  if (checkout !== undefined || questions === undefined || !isObjectName(sha) || !isEmptyFolder(folder)) return { isOnDisk: true, ...base }
  remark(noCheckout(sha))
  return { isOnDisk: false, commit: sha, ...base }
}

/** The commit that what is checked out stands for: itself, or what a step of the job has committed on. */
const stemOf = ({ commit, parents }: Checkout, meant: readonly string[]): string | undefined =>
  meant.includes(commit) ? commit : parents.find((parent) => meant.includes(parent))

const elsewhere = (checkout: Checkout, commit: string): string =>
  `the checkout is of commit \`${short(checkout.commit)}\`, which is not what this run is about, so commit \`${short(commit)}\` is read from GitHub`

const chooseMergeGroup = ({ base, head }: MergeGroupOccasion, { checkout, questions, wantsBase, remark }: Situation): Chosen => {
  const rest = wantsBase ? { base: { commit: base, revision: short(base) } } : {}
  const isMeant = checkout !== undefined && stemOf(checkout, [head]) !== undefined
  if (isMeant || questions === undefined) return { isOnDisk: true, ...rest }
  remark(checkout === undefined ? noCheckout(head) : elsewhere(checkout, head))
  return { isOnDisk: false, commit: head, ...rest }
}

const choosePullRequest = async (occasion: PullRequestOccasion, situation: Situation): Promise<Chosen> => {
  const { context, checkout, questions, wantsBase, remark } = situation
  const { base, head, number, code } = occasion
  const known = new Map<string, Promise<string | undefined>>()
  const askParted = async (from: string): Promise<string | undefined> => {
    const local = checkout === undefined ? undefined : mergeBaseOf(checkout.place, from, head.sha)
    if (local !== undefined || questions === undefined) return local
    const asked = await questions.mergeBaseOf(from, head.sha)
    if (asked.ok) return asked.value
    remark(`where base and head parted could not be asked: ${whyNot(asked.fault, '`contents: read`')}`)
    return undefined
  }
  const parted = (from: string) => (): Promise<string | undefined> => {
    const answer = known.get(from) ?? askParted(from)
    known.set(from, answer)
    return answer
  }
  const against = (commit: string): { readonly base?: BaseChoice } => (wantsBase ? { base: { commit, revision: base.ref } } : {})
  /** A merge commit is what its first parent becomes. */
  const ofMerge = (into: string) => ({ ...against(into), parted: parted(into) })
  const ofHead = async () => {
    const shared = wantsBase ? await parted(base.sha)() : undefined
    if (wantsBase && shared === undefined)
      remark(`the head is compared with the tip of \`${base.ref}\`: what was mended there meanwhile may be told as new`)
    return { ...against(shared ?? base.sha), parted: parted(base.sha) }
  }

  if (code === 'checkout' && checkout !== undefined) {
    const stem = stemOf(checkout, [head.sha, context.sha])
    const parents = stem === undefined || stem === checkout.commit ? checkout.parents : parentsOf(checkout.place, stem)
    // A checkout of `refs/pull/N/merge` may be of a later merge than the one the run began with.
    if (parents.length === 2 && parents[1] === head.sha && stem !== head.sha) return { isOnDisk: true, ...ofMerge(parents[0]!) }
    if (checkout.parents.length === 2 && checkout.parents[1] === head.sha) return { isOnDisk: true, ...ofMerge(checkout.parents[0]!) }
    if (stem === head.sha) return { isOnDisk: true, ...(await ofHead()) }
    if (stem !== undefined && parents.length === 2) return { isOnDisk: true, ...ofMerge(parents[0]!) }
    if (questions === undefined) {
      remark(
        `the checkout is of commit \`${short(checkout.commit)}\`, which is neither the head nor its merge, and is compared with \`${base.ref}\``,
      )
      return { isOnDisk: true, ...against(base.sha) }
    }
    remark(elsewhere(checkout, head.sha))
  } else if (code === 'checkout') remark(noCheckout(head.sha))
  if (code === 'checkout' && questions === undefined) return { isOnDisk: true, ...against(base.sha) }

  const now = await questions?.pullRequest(number)
  if (now?.ok === false)
    remark(
      `the pull request could not be asked for (${whyNot(now.fault, '`pull-requests: read`')}), so its head is judged and not its merge`,
    )
  const hasMovedOn = now?.ok === true && now.value.head.sha !== head.sha
  if (hasMovedOn) remark(`the pull request has moved on from \`${short(head.sha)}\`, which is judged here, so nothing is told inline`)
  const merge = now?.ok === true && !hasMovedOn ? now.value.mergeCommit : undefined
  const parents = merge === undefined ? undefined : await questions?.parentsOf(merge)
  // GitHub makes it when it comes to it, so it may be of an earlier head.
  if (merge !== undefined && parents?.ok === true && parents.value.length === 2 && parents.value[1] === head.sha)
    return { isOnDisk: false, commit: merge, ...ofMerge(parents.value[0]!) }
  return { isOnDisk: false, commit: head.sha, hasMovedOn, ...(await ofHead()) }
}

export const choose = (occasion: Exclude<Occasion, NoOccasion>, situation: Situation): Chosen | Promise<Chosen> => {
  switch (occasion.kind) {
    case 'audit':
      return chooseAudit(occasion, situation)
    case 'merge-group':
      return chooseMergeGroup(occasion, situation)
    case 'pull-request':
      return choosePullRequest(occasion, situation)
  }
}

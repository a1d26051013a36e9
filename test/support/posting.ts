/** A pull request of a fake GitHub and runs that post on it: what shall stand there goes in, what came of it and what stands there comes out. */
import { expect, onTestFinished } from 'vitest'
import { marked, markOf } from '../../src/report/review/marker.ts'
import type { Posted, PublishPlan } from '../../src/report/review/review.ts'
import { type ClientSettings, type GitHub, openGitHub } from '../../src/shell/github/client.ts'
import { listPosted } from '../../src/shell/github/posted.ts'
import { type Published, publish } from '../../src/shell/github/publish.ts'
import { type Fake, type FakeOptions, openFake } from './github/fake.ts'
import type { PullRequest } from './github/state.ts'

export const run = 'vnetproof'

/** Waits take no time, and lines that are cut are cut at once. */
export const clientOf = (fake: Fake, settings: Partial<ClientSettings> = {}): GitHub =>
  openGitHub({ token: fake.token, apiUrl: fake.apiUrl, userAgent: 'vnetproof-test', second: 1, warn: () => undefined, ...settings })

const linesOf = (count: number, change: (line: number) => string = (line) => `line ${line}`): string =>
  Array.from({ length: count }, (_, index) => `${change(index + 1)}\n`).join('')

const lineCount = 60

/** Lines 7 to 26 of `main.tf` can be commented on, its first and last cannot. */
export const changedMain = (word = 'changed'): string =>
  linesOf(lineCount, (line) => (line >= 10 && line <= 23 ? `${word} ${line}` : `line ${line}`))

const openFor = (options: FakeOptions): Promise<Fake> =>
  openFake({ files: { 'main.tf': linesOf(lineCount) }, ...options, settings: { holdFor: 10, ...options.settings } })

/** Fails where GitHub's description was not kept to, or what somebody else wrote was changed. */
const shut = async (fake: Fake): Promise<void> => {
  await fake.close()
  expect([...fake.violations, ...fake.trespasses]).toEqual([])
}

/** Shut after the test; not for tests that run at the same time. */
export const fakeWith = async (options: FakeOptions = {}): Promise<Fake> => {
  const fake = await openFor(options)
  onTestFinished(() => shut(fake))
  return fake
}

export const fakeWithPull = async (options: FakeOptions = {}): Promise<{ readonly fake: Fake; readonly pull: PullRequest }> => {
  const fake = await fakeWith(options)
  return { fake, pull: fake.openPullRequest({ files: { 'main.tf': changedMain() } }) }
}

/** For tests that run at the same time. */
export const withPull = async (body: (fake: Fake, pull: PullRequest) => Promise<void>): Promise<void> => {
  const fake = await openFor({})
  await body(fake, fake.openPullRequest({ files: { 'main.tf': changedMain() } }))
  await shut(fake)
}

/** What a run wants to be told. */
export interface Wanted {
  readonly findings: readonly { readonly key: string; readonly line: number; readonly startLine?: number; readonly text?: string }[]
  readonly sticky?: string
}

/** The smallest planner: new findings in a review, those that are gone are said to be fixed, the summary comment as wanted. */
export const planFor = (posted: Posted, { findings, sticky }: Wanted): PublishPlan => {
  const there = posted.comments.filter(({ state }) => state === 'open')
  const body = ({ key, text = `Finding ${key}` }: Wanted['findings'][number]): string =>
    marked(text, { run, kind: 'finding', key, state: 'open' })
  const fresh = findings.filter(({ key }) => !there.some((comment) => comment.key === key))
  const edits = there.flatMap((comment) => {
    const finding = findings.find(({ key }) => key === comment.key)
    const text = finding === undefined ? marked('Fixed', { run, kind: 'finding', key: comment.key, state: 'fixed' }) : body(finding)
    return text === comment.body ? [] : [{ id: comment.id, body: text }]
  })
  const summary = sticky === undefined ? undefined : marked(sticky, { run, kind: 'sticky' })
  return {
    ...(fresh.length === 0
      ? {}
      : {
          review: {
            body: marked(`${fresh.length} findings`, { run, kind: 'review' }),
            comments: fresh.map((finding) => ({
              key: finding.key,
              path: 'main.tf',
              line: finding.line,
              ...(finding.startLine === undefined ? {} : { startLine: finding.startLine }),
              body: body(finding),
            })),
          },
        }),
    edits,
    ...(summary === undefined || summary === posted.sticky?.body
      ? {}
      : { sticky: { ...(posted.sticky === undefined ? {} : { id: posted.sticky.id }), body: summary } }),
    told: new Set(findings.flatMap(({ key }) => (there.some((comment) => comment.key === key) ? [key] : []))),
  }
}

export const placeOf = (fake: Fake, pull: PullRequest) => ({ repository: { owner: fake.owner, repo: fake.repo }, number: pull.number, run })

/** One run: reads what is there, plans, posts. */
export const runOnce = async (
  fake: Fake,
  pull: PullRequest,
  wanted: Wanted,
  {
    github = clientOf(fake),
    head = pull.headSha,
    between,
  }: { readonly github?: GitHub; readonly head?: string; readonly between?: () => void } = {},
): Promise<Published> => {
  const place = placeOf(fake, pull)
  const { listing, warnings } = await listPosted(github, place)
  if (listing === undefined) return { told: new Set(), warnings }
  between?.()
  const published = await publish(github, { ...place, head }, planFor(listing.posted, wanted), listing)
  return { ...published, warnings: [...warnings, ...published.warnings] }
}

export interface Seen {
  /** Keys of findings' comments, one for each comment, sorted. */
  readonly open: readonly string[]
  readonly fixed: readonly string[]
  /** Summary comments, without their markers' line. */
  readonly stickies: readonly string[]
}

const textOf = (body: string): string => body.split('\n')[0]!

/** What `login` has on the pull request, read from the fake itself. */
export const seen = (fake: Fake, pull: PullRequest, login = 'github-actions[bot]'): Seen => {
  const comments = [...fake.state.reviewComments.values()].filter((comment) => comment.pull === pull.number && comment.user.login === login)
  const keys = (state: 'open' | 'fixed'): readonly string[] =>
    comments.flatMap(({ body }) => (markOf(body)?.state === state ? [markOf(body)!.key!] : [])).sort()
  const below = [...fake.state.issueComments.values()].filter((comment) => comment.issue === pull.number && comment.user.login === login)
  return {
    open: keys('open'),
    fixed: keys('fixed'),
    stickies: below.flatMap(({ body }) => (markOf(body)?.kind === 'sticky' ? [textOf(body)] : [])),
  }
}

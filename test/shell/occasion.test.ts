import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { occasionOf, type RunContext } from '../../src/shell/occasion.ts'
import { connectTo, contextOf, occasionIn } from '../support/gathering.ts'
import { type Fake, type FakeOptions, openFake } from '../support/github/fake.ts'

const opened: Fake[] = []
const fakeWith = async (options: FakeOptions = {}): Promise<Fake> => {
  const fake = await openFake(options)
  opened.push(fake)
  return fake
}
afterEach(async () => {
  for (const fake of opened.splice(0)) await fake.close()
})

const sha = (letter: string): string => letter.repeat(40)

const context = (eventName: string, payload: unknown): RunContext => ({
  eventName,
  payload,
  sha: sha('c'),
  ref: 'refs/heads/main',
  repository: { owner: 'octo-org', repo: 'network' },
  serverUrl: 'https://github.com',
  apiUrl: 'https://api.github.com',
  runId: 1,
  runAttempt: 1,
  job: 'job',
})

const pull = (change: Record<string, unknown> = {}): Record<string, unknown> => ({
  number: 7,
  base: { sha: sha('a'), ref: 'main', repo: { id: 1, full_name: 'octo-org/network' } },
  head: { sha: sha('b'), repo: { id: 1 } },
  ...change,
})

describe('events of a pull request', () => {
  test('name it, its base and its head', async () => {
    expect(await occasionOf(context('pull_request', { action: 'opened', pull_request: pull() }))).toEqual({
      kind: 'pull-request',
      number: 7,
      repository: { owner: 'octo-org', repo: 'network' },
      base: { sha: sha('a'), ref: 'main' },
      head: { sha: sha('b') },
      isFork: false,
      code: 'checkout',
    })
  })

  test.each([
    ['pull_request', 'checkout'],
    ['pull_request_review', 'checkout'],
    ['pull_request_target', 'api'],
  ])('%s: the code comes by %s', async (name, code) => {
    expect(await occasionOf(context(name, { pull_request: pull({ draft: true }) }))).toMatchObject({ code })
  })

  test.each([
    ['in a fork', { sha: sha('b'), repo: { id: 2 } }],
    ['in a fork that is gone', { sha: sha('b'), repo: null }],
  ])('the head lies %s', async (_, head) => {
    expect(await occasionOf(context('pull_request', { pull_request: pull({ head }) }))).toMatchObject({ isFork: true })
  })

  test.each([
    ['closed', { action: 'closed', pull_request: pull() }],
    ['without a number', { pull_request: pull({ number: '7' }) }],
    ['without a head', { pull_request: pull({ head: { sha: 'main' } }) }],
    [
      'to another repository',
      { pull_request: pull({ base: { sha: sha('a'), ref: 'main', repo: { id: 9, full_name: 'other/network' } } }) },
    ],
    ['of nothing', undefined],
  ])('%s: nothing is judged', async (_, payload) => {
    expect(await occasionOf(context('pull_request', payload))).toMatchObject({ kind: 'none' })
  })
})

describe('other events', () => {
  test('a merge group has its base and head', async () => {
    const group = { base_sha: sha('a'), head_sha: sha('b') }
    expect(await occasionOf(context('merge_group', { action: 'checks_requested', merge_group: group }))).toEqual({
      kind: 'merge-group',
      base: sha('a'),
      head: sha('b'),
    })
    expect(await occasionOf(context('merge_group', { action: 'destroyed', merge_group: group }))).toMatchObject({ kind: 'none' })
    expect(await occasionOf(context('merge_group', {}))).toMatchObject({ kind: 'none' })
  })

  test('a push has a base unless the branch is new, and is nothing where the branch is gone', async () => {
    const audit = { kind: 'audit', event: 'push', sha: sha('c') }
    expect(await occasionOf(context('push', { before: sha('a') }))).toEqual({ ...audit, before: sha('a') })
    expect(await occasionOf(context('push', { before: sha('0') }))).toEqual(audit)
    expect(await occasionOf(context('push', { before: '--upload-pack=x' }))).toEqual(audit)
    expect(await occasionOf(context('push', { before: sha('a'), deleted: true }))).toMatchObject({ kind: 'none' })
  })

  test.each(['workflow_dispatch', 'schedule', 'issue_comment', 'release', '', 'pull_requests'])('%j: all is judged', async (name) => {
    expect(await occasionOf(context(name, {}))).toEqual({ kind: 'audit', event: name, sha: sha('c') })
  })

  test('whatever a payload holds, nothing is thrown', async () => {
    const names = ['pull_request', 'pull_request_target', 'workflow_run', 'merge_group', 'push', 'schedule']
    const odd = fc.oneof(
      fc.anything(),
      fc.record({ pull_request: fc.anything(), workflow_run: fc.anything(), merge_group: fc.anything(), before: fc.anything() }),
      fc.record({
        workflow_run: fc.record({ event: fc.constant('pull_request'), head_sha: fc.constant(sha('b')), pull_requests: fc.anything() }),
      }),
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), odd, async (name, payload) => {
        expect(['none', 'audit', 'pull-request', 'merge-group']).toContain((await occasionOf(context(name, payload))).kind)
      }),
      { numRuns: 500 },
    )
  })
})

describe('a workflow run', () => {
  test('of a branch here is found in its event, without a question', async () => {
    const fake = await fakeWith()
    const { number, headSha } = fake.openPullRequest({ files: { 'a.tf': 'a' } })
    expect(await occasionIn(fake, fake.event('workflow_run'))).toMatchObject({
      kind: 'pull-request',
      number,
      head: { sha: headSha },
      isFork: false,
      code: 'api',
    })
    expect(fake.requests).toEqual([])
  })

  test('of a fork is asked for', async () => {
    const fake = await fakeWith()
    fake.openPullRequest({ files: { 'x.tf': 'x' }, branch: 'other' })
    const { number, headSha } = fake.openPullRequest({ files: { 'a.tf': 'a' }, fork: true })
    const event = fake.event('workflow_run')
    expect(await occasionIn(fake, event)).toMatchObject({ kind: 'pull-request', number, head: { sha: headSha }, isFork: true })
    // The first question may find nothing for a commit that lies in a fork.
    fake.fault({ match: { path: /\/commits\// }, kind: 'not-found', times: 9 })
    expect(await occasionIn(fake, event)).toMatchObject({ kind: 'pull-request', number })
    expect(fake.violations).toEqual([])
  })

  test('is about the pull request of its own branch, whoever opens another with the same commit', async () => {
    for (const isFirst of [true, false]) {
      const fake = await fakeWith()
      const open = (isMeant: boolean) =>
        fake.openPullRequest({ files: { 'a.tf': isMeant ? 'a' : 'b' }, fork: isMeant, branch: isMeant ? 'meant' : 'other' })
      const [one, other] = [open(isFirst), open(!isFirst)]
      const [meant, copy] = isFirst ? [one, other] : [other, one]
      copy.headSha = meant.headSha
      const event = fake.event('workflow_run', { pull: meant })
      expect(await occasionIn(fake, event)).toMatchObject({ kind: 'pull-request', number: meant.number })
    }
  })

  test('whose pull request has moved on or is closed is out of date', async () => {
    const fake = await fakeWith()
    fake.openPullRequest({ files: { 'a.tf': 'a' }, fork: true })
    const event = fake.event('workflow_run')
    fake.push({ 'a.tf': 'b' })
    expect(await occasionIn(fake, event)).toMatchObject({ kind: 'none', reason: expect.stringContaining('moved on') })
    const later = fake.event('workflow_run')
    fake.closePullRequest()
    expect(await occasionIn(fake, later)).toMatchObject({ kind: 'none' })
  })

  test('that GitHub does not tell of is nothing, with the reason', async () => {
    const fake = await fakeWith({ isPrivate: true, permissions: { contents: 'none', 'pull-requests': 'none' } })
    fake.openPullRequest({ files: { 'a.tf': 'a' }, fork: true })
    expect(await occasionIn(fake, fake.event('workflow_run'))).toMatchObject({
      kind: 'none',
      reason: expect.stringContaining('pull-requests: read'),
    })
  })

  test('of a push, or about a pull request elsewhere, is none', async () => {
    const fake = await fakeWith()
    fake.openPullRequest({ files: { 'a.tf': 'a' } })
    const event = fake.event('workflow_run')
    const run = (event.payload as { workflow_run: Record<string, unknown> }).workflow_run
    const given = contextOf(fake, event)
    expect(await occasionOf({ ...given, payload: { workflow_run: { ...run, event: 'push' } } })).toMatchObject({ kind: 'none' })
    const [told] = run.pull_requests as { base: { repo: object } }[]
    const elsewhere = { ...told, base: { ...told!.base, repo: { id: 5, url: 'https://api.github.com/repos/upstream/network' } } }
    const upstream = { ...run, head_sha: sha('f'), pull_requests: [{ ...elsewhere, head: { sha: sha('f'), repo: { id: 6 } } }] }
    expect(await occasionOf({ ...given, payload: { workflow_run: upstream } }, connectTo(fake))).toMatchObject({ kind: 'none' })
  })
})

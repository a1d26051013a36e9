import { describe, expect, test } from 'vitest'
import { marked, markOf } from '../../../src/report/review/marker.ts'
import { type Audit, publishAuditIssue } from '../../../src/shell/github/audit-issue.ts'
import type { GitHub } from '../../../src/shell/github/client.ts'
import type { Fake } from '../../support/github/fake.ts'
import type { FaultKind } from '../../support/github/faults.ts'
import { clientOf, fakeWith } from '../../support/posting.ts'

const audit = (fake: Fake, more: Partial<Audit> = {}, github: GitHub = clientOf(fake)) =>
  publishAuditIssue(github, {
    repository: { owner: fake.owner, repo: fake.repo },
    run: 'nightly',
    title: 'The network does not hold',
    body: 'Two findings',
    hasFindings: true,
    runUrl: 'https://github.com/octo-org/network/actions/runs/7',
    ...more,
  })

const holds: Partial<Audit> = { hasFindings: false, title: 'The network holds', body: 'Nothing to tell' }
const issuesOf = (fake: Fake) =>
  [...fake.state.issues.values()].map(({ number, state, title, body }) => [number, state, title, (body ?? '').split('\n')[0]])

describe('the issue of an audit', () => {
  test('is opened when there is something to tell, changed in place and closed when all holds', async () => {
    const fake = await fakeWith()
    expect(await audit(fake, holds)).toEqual({ warnings: [] })
    expect(issuesOf(fake)).toEqual([])
    const { url, warnings } = await audit(fake)
    expect(warnings).toEqual([])
    expect(url).toMatch(/\/issues\/1$/)
    expect(issuesOf(fake)).toEqual([[1, 'open', 'The network does not hold', 'Two findings']])
    await audit(fake, { body: 'One finding' })
    expect(issuesOf(fake)).toEqual([[1, 'open', 'The network does not hold', 'One finding']])
    expect(await audit(fake, holds)).toEqual({ url, warnings: [] })
    expect(issuesOf(fake)).toEqual([[1, 'closed', 'The network holds', 'Nothing to tell']])
    expect(fake.state.issues.get(1)!.stateReason).toBe('completed')
    expect(fake.notifications()).toBe(1)
    // What returns is told anew.
    await audit(fake)
    expect(issuesOf(fake).slice(1)).toEqual([[2, 'open', 'The network does not hold', 'Two findings']])
  })

  test('says where the whole result stands, and whose it is', async () => {
    const fake = await fakeWith()
    await audit(fake)
    const { body } = fake.state.issues.get(1)!
    expect(body).toContain('\n\n[This run](https://github.com/octo-org/network/actions/runs/7)\n\n')
    expect(markOf(body!)).toEqual({ run: 'nightly', kind: 'issue' })
  })

  test('is not asked to change where nothing changed', async () => {
    const fake = await fakeWith()
    await audit(fake)
    await audit(fake)
    expect(fake.counts()['issues/update'] ?? 0).toBe(0)
  })

  test('fits, however long it is', async () => {
    const fake = await fakeWith()
    expect((await audit(fake, { title: '網'.repeat(400), body: '網絡 '.repeat(60_000) })).warnings).toEqual([])
    expect(markOf(fake.state.issues.get(1)!.body!)).toEqual({ run: 'nightly', kind: 'issue' })
    await audit(fake, holds)
    expect(issuesOf(fake)).toEqual([[1, 'closed', 'The network holds', 'Nothing to tell']])
  })

  test('leaves alone what others wrote, other audits and pull requests', async () => {
    const fake = await fakeWith()
    fake.addToken('mallory-token', 'mallory')
    const at = { owner: fake.owner, repo: fake.repo }
    await clientOf(fake, { token: 'mallory-token' }).rest.issues.create({
      ...at,
      title: 'Mine',
      body: marked('Forged', { run: 'nightly', kind: 'issue' }),
    })
    await audit(fake, { run: 'weekly' })
    const pull = fake.openPullRequest({ files: { 'main.tf': 'x\n' }, user: 'github-actions[bot]' })
    fake.state.issues.get(pull.number)!.body = marked('A pull request is no issue', { run: 'nightly', kind: 'issue' })
    await audit(fake)
    expect(
      issuesOf(fake)
        .map(([number, , title]) => [number, title])
        .filter(([number]) => number !== 3),
    ).toEqual([
      [1, 'Mine'],
      [2, 'The network does not hold'],
      [4, 'The network does not hold'],
    ])
  })

  test('is one again after two audits at the same time', async () => {
    const fake = await fakeWith()
    await audit(fake)
    await clientOf(fake).rest.issues.create({
      owner: fake.owner,
      repo: fake.repo,
      title: 'Again',
      body: marked('Twice', { run: 'nightly', kind: 'issue' }),
    })
    await audit(fake, { body: 'Now' })
    expect(issuesOf(fake)).toEqual([
      [1, 'open', 'The network does not hold', 'Now'],
      [2, 'closed', 'Again', 'Twice'],
    ])
  })

  test('is not opened twice and not changed where nobody says who we are', async () => {
    const fake = await fakeWith()
    fake.fault({ match: { path: /graphql/ }, kind: 'forbidden', times: 99 })
    await audit(fake)
    const { warnings } = await audit(fake, { body: 'Now' })
    expect(issuesOf(fake)).toEqual([[1, 'open', 'The network does not hold', 'Two findings']])
    expect(warnings).toEqual(['issue #1 could not be changed: GitHub does not say whom the token speaks for'])
  })

  test('needs a permission that is named', async () => {
    const fake = await fakeWith({ permissions: { issues: 'read' } })
    expect(await audit(fake)).toEqual({
      warnings: ['the issue could not be posted: the token may not, the job needs `issues: write` (which a run for a fork never has)'],
    })
  })

  const kinds: readonly FaultKind[] = [
    'error-before',
    'error-after-write',
    'timeout-before',
    'timeout-after-write',
    'rate-limit',
    'secondary-limit',
    'not-found',
    'forbidden',
    'garbage',
  ]
  test.each(kinds.flatMap((kind) => [1, 99].map((times) => ({ kind, times }))))(
    'is one after $kind, $times times',
    async ({ kind, times }) => {
      const fake = await fakeWith()
      const wait = times === 99 ? 3600 : 1
      fake.fault({ match: { method: 'POST', path: /issues$/ }, kind, times, wait })
      await audit(fake)
      fake.clearFaults()
      await audit(fake)
      expect(issuesOf(fake)).toEqual([[1, 'open', 'The network does not hold', 'Two findings']])
      expect(fake.notifications()).toBe(1)
      fake.fault({ match: { method: 'PATCH' }, kind, times, wait })
      await audit(fake, holds)
      fake.clearFaults()
      await audit(fake, holds)
      expect(issuesOf(fake)).toEqual([[1, 'closed', 'The network holds', 'Nothing to tell']])
      expect(fake.notifications()).toBe(1)
    },
  )
})

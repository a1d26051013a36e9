import { describe, expect, test } from 'vitest'
import type { CheckAnnotation, PlannedCheckRun } from '../../../src/report/review/review.ts'
import { publishCheckRun } from '../../../src/shell/github/check-run.ts'
import type { Fake } from '../../support/github/fake.ts'
import type { FaultKind } from '../../support/github/faults.ts'
import type { PullRequest } from '../../support/github/state.ts'
import { clientOf, fakeWithPull } from '../../support/posting.ts'

const annotation = (index: number): CheckAnnotation => ({
  path: 'main.tf',
  startLine: index + 1,
  endLine: index + 1,
  startColumn: 2,
  endColumn: 5,
  level: 'failure',
  title: `Finding ${index}`,
  message: `message ${index}`,
})

const planned = (count: number, more: Partial<PlannedCheckRun> = {}): PlannedCheckRun => ({
  conclusion: 'failure',
  title: 'It does not hold',
  summary: 'Summary',
  annotations: Array.from({ length: count }, (_, index) => annotation(index)),
  ...more,
})

const publish = (fake: Fake, pull: PullRequest, plan: PlannedCheckRun) =>
  publishCheckRun(
    clientOf(fake),
    { repository: { owner: fake.owner, repo: fake.repo }, headSha: pull.headSha, name: 'network', externalId: 'run-1-1-network' },
    plan,
  )

const messages = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `message ${index}`)
const checksOf = (fake: Fake) =>
  [...fake.state.checks.values()].map(({ name, conclusion, externalId, annotations }) => ({
    name,
    conclusion,
    externalId,
    messages: annotations.map(({ message }) => message),
  }))
const one = (count: number) => [{ name: 'network', conclusion: 'failure', externalId: 'run-1-1-network', messages: messages(count) }]

describe('a check run', () => {
  test.each([0, 1, 50, 51, 120])('holds all of %d annotations, in order', async (count) => {
    const { fake, pull } = await fakeWithPull()
    const { id, warnings } = await publish(fake, pull, planned(count))
    expect(warnings).toEqual([])
    expect(checksOf(fake)).toEqual(one(count))
    expect(fake.state.checks.has(id!)).toBe(true)
    expect(fake.counts()).toEqual({ 'checks/create': 1, ...(count > 50 ? { 'checks/update': Math.ceil(count / 50) - 1 } : {}) })
  })

  test('holds as many annotations as there is room for, and says so', async () => {
    const { fake, pull } = await fakeWithPull()
    const { warnings } = await publish(fake, pull, planned(612))
    expect(checksOf(fake)).toEqual(one(500))
    expect(warnings).toEqual(['the check run `network` holds the first 500 annotations, 112 more are in the job summary'])
  })

  test('takes what is too long, cut', async () => {
    const { fake, pull } = await fakeWithPull()
    const long = '日本語'.repeat(40_000)
    const { warnings } = await publish(
      fake,
      pull,
      planned(0, { title: long, summary: long, annotations: [{ ...annotation(0), title: long, message: long, endLine: 3 }] }),
    )
    expect(warnings).toEqual([])
    const [check] = fake.state.checks.values()
    for (const text of [check!.title!, check!.summary!, check!.annotations[0]!.message]) {
      expect(text.endsWith('…')).toBe(true)
      expect(text).not.toContain('\ufffd')
      expect(long.startsWith(text.slice(0, -1))).toBe(true)
    }
    expect(Buffer.byteLength(check!.summary!)).toBeLessThanOrEqual(65_535)
    expect(check!.annotations[0]!.start_column).toBeUndefined()
  })

  const kinds: readonly FaultKind[] = [
    'error-before',
    'error-after-write',
    'timeout-before',
    'timeout-after-write',
    'rate-limit',
    'secondary-limit',
    'garbage',
  ]
  test.each(kinds.flatMap((kind) => [1, 2].map((nth) => ({ kind, nth }))))(
    'is whole after $kind at the first and at change $nth',
    async ({ kind, nth }) => {
      const { fake, pull } = await fakeWithPull()
      fake.fault({ match: { method: 'POST', path: /check-runs$/ }, kind })
      fake.fault({ match: { method: 'PATCH', path: /check-runs\/\d+$/, nth }, kind })
      const { id, warnings } = await publish(fake, pull, planned(120))
      expect(warnings).toEqual([])
      expect(checksOf(fake)).toEqual(one(120))
      expect([...fake.state.checks.keys()]).toEqual([id])
    },
  )

  test('what is not posted is counted', async () => {
    const { fake, pull } = await fakeWithPull()
    fake.fault({ match: { method: 'PATCH' }, kind: 'error-before', times: 99 })
    const { id, warnings } = await publish(fake, pull, planned(120))
    expect(id).toBeDefined()
    expect(checksOf(fake)).toEqual(one(50))
    expect(warnings).toEqual([
      '70 annotations of the check run `network` could not be posted: GitHub gave no answer to rely on (502: Server Error)',
    ])
  })

  test('one annotation that GitHub does not take costs its fifty, and not the check run', async () => {
    const { fake, pull } = await fakeWithPull()
    const plan = planned(120)
    const { warnings } = await publish(fake, pull, {
      ...plan,
      annotations: plan.annotations.map((entry, index) => (index === 3 ? { ...entry, path: '' } : entry)),
    })
    expect(checksOf(fake)[0]!.messages).toEqual(messages(120).slice(50))
    expect(warnings).toEqual([expect.stringMatching(/^50 annotations of the check run `network` could not be posted: GitHub refused it/)])
  })

  test('needs a permission that is named', async () => {
    const { fake, pull } = await fakeWithPull({ permissions: { checks: 'read' } })
    expect(await publish(fake, pull, planned(3))).toEqual({
      warnings: [
        'the check run `network` could not be posted: the token may not, the job needs `checks: write` (which a run for a fork never has); the job itself says the same',
      ],
    })
  })

  test('of another attempt is another', async () => {
    const { fake, pull } = await fakeWithPull()
    await publish(fake, pull, planned(1))
    fake.fault({ match: { method: 'POST', path: /check-runs$/ }, kind: 'error-before' })
    await publishCheckRun(
      clientOf(fake),
      { repository: { owner: fake.owner, repo: fake.repo }, headSha: pull.headSha, name: 'network', externalId: 'run-1-2-network' },
      planned(2),
    )
    expect(checksOf(fake).map(({ externalId, messages: told }) => [externalId, told.length])).toEqual([
      ['run-1-1-network', 1],
      ['run-1-2-network', 2],
    ])
  })
})

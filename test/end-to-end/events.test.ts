/** What the Action does on each event that is about no pull request: merge queue, push, schedule and dispatch. */
import { expect, test } from 'vitest'
import { holding, network, withoutSql } from '../support/github/orders.ts'
import { annotationsOf, edited, sceneWith, toldBelow, toldInline, warningsOf, writesOf } from '../support/github/scene.ts'

/** An old sin of the base: monitoring lacks its second port. */
const oldSin = edited(network, ['ports = ["443", "1886"]', 'ports = ["443"]'])
const withOldSin = { ...holding, 'infra/network.tf': oldSin }
const bothSins = edited(oldSin, ['ports = ["1433"]', 'ports = ["1443"]'])

test('a merge queue judges what it is about to make, and tells it in the job alone', async () => {
  const scene = await sceneWith({ files: withOldSin })
  const { fake } = scene
  fake.openPullRequest({ files: { 'infra/network.tf': bothSins } })
  const red = await scene.run('merge_group', { event: { group: fake.mergeGroup() } })
  expect([red.code, red.outputs.verdict, red.outputs.introduced, writesOf(red), red.notifications]).toEqual([1, 'fails', '2', [], 0])
  expect(annotationsOf(red).map(({ name, properties }) => `${name} ${properties.title}`)).toEqual(['error api-management/nsg/sql'])
  expect([...red.requests].every(({ operation }) => operation === 'git')).toBe(true)

  fake.push({ 'infra/network.tf': oldSin })
  const green = await scene.run('merge_group', { event: { group: fake.mergeGroup() } })
  expect([green.code, green.outputs.verdict, green.outputs.introduced, annotationsOf(green)]).toEqual([0, 'holds', '0', []])
})

test('a merge queue without a checkout is read from GitHub', async () => {
  const scene = await sceneWith({ files: withOldSin })
  scene.fake.openPullRequest({ files: { 'infra/network.tf': bothSins } })
  const ran = await scene.run('merge_group', {
    event: { group: scene.fake.mergeGroup() },
    checkout: 'none',
    inputs: { 'check-run': 'network proof' },
  })
  expect([ran.code, ran.outputs.introduced, writesOf(ran)]).toEqual([1, '2', ['checks/create']])
  const [check] = scene.fake.state.checks.values()
  expect([check!.headSha, check!.conclusion, String(check!.id)]).toEqual([
    [...scene.fake.repository.branches].find(([name]) => name.startsWith('gh-readonly-queue/'))![1],
    'failure',
    ran.outputs['check-run-id'],
  ])
})

test('a push is judged whole, and by what it introduces where that is asked for', async () => {
  const scene = await sceneWith({ files: withOldSin })
  const { fake } = scene
  const all = await scene.run('push')
  expect([all.code, all.outputs.verdict, all.outputs.introduced, warningsOf(all)]).toEqual([1, 'fails', '0', []])

  const before = fake.repository.branches.get('main')!
  fake.moveBase({ 'README.md': 'later\n' })
  const quiet = await scene.run('push', { inputs: { scope: 'introduced' }, event: { before } })
  expect([quiet.code, quiet.outputs.verdict, quiet.outputs.introduced]).toEqual([0, 'holds', '0'])
  fake.moveBase({ 'infra/network.tf': bothSins })
  const loud = await scene.run('push', { inputs: { scope: 'introduced' }, event: { before } })
  expect([loud.code, loud.outputs.verdict, loud.outputs.introduced]).toEqual([1, 'fails', '2'])
  // A new branch has nothing before it.
  const fresh = await scene.run('push', { inputs: { scope: 'introduced' }, event: { before: '0'.repeat(40) } })
  expect([fresh.code, fresh.outputs.introduced]).toEqual([1, '0'])
  expect([...all.requests, ...quiet.requests, ...loud.requests].filter(({ operation }) => operation !== 'git')).toEqual([])
})

test('an audit keeps one issue: opened, changed, left alone, closed, opened anew', async () => {
  const scene = await sceneWith({ files: withOldSin })
  const { fake } = scene
  const audit = async (event: 'schedule' | 'workflow_dispatch') => {
    const ran = await scene.run(event, { inputs: { 'audit-issue': 'true', 'fail-on': 'unsure' } })
    const issues = [...fake.state.issues.values()].map(
      ({ number, state, stateReason }) => `#${number} ${state}${stateReason === null ? '' : ` ${stateReason}`}`,
    )
    return { code: ran.code, writes: writesOf(ran), notifications: ran.notifications, issues, warnings: warningsOf(ran) }
  }
  expect(await audit('schedule')).toEqual({ code: 1, writes: ['issues/create'], notifications: 1, issues: ['#1 open'], warnings: [] })
  const [issue] = fake.state.issues.values()
  expect(issue!.title).toBe('Network audit by VNetProof')
  expect(issue!.body).toContain('<code>api-management/nsg/monitor</code>')
  expect(issue!.body).not.toContain('<code>api-management/nsg/sql</code>')

  fake.moveBase({ 'infra/network.tf': bothSins })
  expect(await audit('workflow_dispatch')).toMatchObject({ code: 1, writes: ['issues/update'], notifications: 0, issues: ['#1 open'] })
  expect(issue!.body).toContain('<code>api-management/nsg/sql</code>')

  fake.moveBase({ 'infra/network.tf': network })
  expect(await audit('schedule')).toMatchObject({ code: 0, writes: ['issues/update'], issues: ['#1 closed completed'] })
  expect(await audit('schedule')).toMatchObject({ code: 0, writes: [], notifications: 0, issues: ['#1 closed completed'] })

  fake.moveBase({ 'infra/network.tf': withoutSql })
  expect(await audit('workflow_dispatch')).toMatchObject({
    code: 1,
    writes: ['issues/create'],
    issues: ['#1 closed completed', '#2 open'],
  })
})

test('a pull request opens no issue, and an audit says nothing on a pull request', async () => {
  const scene = await sceneWith({ files: holding })
  scene.fake.openPullRequest({ files: { 'infra/network.tf': withoutSql } })
  const ran = await scene.run('pull_request', { inputs: { 'audit-issue': 'true' } })
  expect(writesOf(ran)).toEqual(['pulls/create-review', 'issues/create-comment'])
  const audit = await scene.run('schedule')
  expect([audit.code, writesOf(audit), toldInline(scene.fake).length, toldBelow(scene.fake).length]).toEqual([0, [], 1, 1])
})

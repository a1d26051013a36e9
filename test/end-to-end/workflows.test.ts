/** The workflow in the README and those to copy, followed as they are written: permissions, checkout, inputs and all. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { holding, main, network, variables, withoutSql } from '../support/github/orders.ts'
import { annotationsOf, edited, type Scene, sceneWith, toldBelow, toldInline, warningsOf, writesOf } from '../support/github/scene.ts'
import { follow } from '../support/github/workflow-file.ts'

const readme = /^```yaml\n(name: Network\n[\s\S]*?)^```$/m.exec(readFileSync('README.md', 'utf8'))![1]!
const example = (name: string): string => readFileSync(`examples/workflows/${name}.yml`, 'utf8')

/** Nothing but the workflow. */
const emptyWith = (text: string): Promise<Scene> =>
  sceneWith({ files: { 'README.md': '# network\n', '.github/workflows/network.yml': text } })

const infra = (text: string) => ({ 'infra/main.tf': main, 'infra/network.tf': text, 'infra/variables.tf': variables })

const review = 'pulls/create-review'
const comment = 'issues/create-comment'

test.each([
  ['of the README', readme],
  ['for pull requests', example('pull-requests')],
])('the workflow %s, in an empty repository', async (_, text) => {
  const scene = await emptyWith(text)
  const { fake } = scene
  fake.openPullRequest({ files: infra(withoutSql) })
  const opened = await follow(scene, text, 'pull_request')
  expect(opened.runs.map((ran) => [ran.code, ran.outputs.verdict, writesOf(ran), warningsOf(ran)])).toEqual([
    [1, 'fails', [review, comment], []],
  ])
  expect(toldInline(fake).map(({ code }) => code)).toEqual(['api-management/nsg/sql'])

  fake.push({ 'infra/network.tf': network })
  const mended = await follow(scene, text, 'pull_request')
  expect(mended.runs.map((ran) => [ran.code, ran.outputs.verdict, ran.notifications])).toEqual([[0, 'holds', 0]])
  const queued = await follow(scene, text, 'merge_group', { group: fake.mergeGroup() })
  expect(queued.runs.map((ran) => [ran.code, ran.outputs.verdict, writesOf(ran)])).toEqual([[0, 'holds', []]])

  // It asks for no other event.
  fake.closePullRequest()
  for (const event of ['push', 'schedule', 'pull_request_target'] as const) expect((await follow(scene, text, event)).starts).toBe(false)
  expect((await follow(scene, text, 'pull_request', { action: 'closed' })).starts).toBe(false)
})

test('the workflow of the README needs the permissions that it names', async () => {
  const text = edited(readme, ['  pull-requests: write\n', ''])
  const scene = await emptyWith(text)
  scene.fake.openPullRequest({ files: infra(withoutSql) })
  const { runs } = await follow(scene, text, 'pull_request')
  expect(runs.map((ran) => [ran.code, warningsOf(ran).length, annotationsOf(ran).length, ran.notifications])).toEqual([[1, 1, 1, 0]])
})

test('the workflow of the README, for a fork', async () => {
  const scene = await emptyWith(readme)
  scene.fake.openPullRequest({ files: infra(withoutSql), user: 'mallory', fork: true })
  const { runs } = await follow(scene, readme, 'pull_request')
  expect(runs.map((ran) => [ran.code, ran.outputs.verdict, warningsOf(ran).length, annotationsOf(ran).length, ran.notifications])).toEqual([
    [1, 'fails', 1, 1, 0],
  ])
})

test('the workflow for forks comments on theirs, and leaves the others alone', async () => {
  const text = example('forks')
  const scene = await emptyWith(text)
  const { fake } = scene
  const ours = fake.openPullRequest({ files: infra(withoutSql) })
  expect(await follow(scene, text, 'pull_request_target', { pull: ours })).toMatchObject({ starts: true, runs: [] })
  const theirs = fake.openPullRequest({ files: infra(withoutSql), user: 'mallory', fork: true, branch: 'theirs' })
  const { runs } = await follow(scene, text, 'pull_request_target', { pull: theirs })
  expect(runs.map((ran) => [ran.code, ran.outputs.verdict, writesOf(ran), warningsOf(ran)])).toEqual([[1, 'fails', [review, comment], []]])
  expect(toldInline(fake, theirs).map(({ run }) => run)).toEqual(['forks'])
  expect(toldBelow(fake, ours)).toEqual([])
})

test('the workflow for code scanning uploads, and posts nothing else', async () => {
  const text = example('code-scanning')
  const scene = await sceneWith({ files: holding })
  const { fake } = scene
  const green = await follow(scene, text, 'push')
  expect(green.runs.map((ran) => [ran.code, writesOf(ran), warningsOf(ran)])).toEqual([[0, ['code-scanning/upload-sarif'], []]])
  fake.openPullRequest({ files: { 'infra/network.tf': withoutSql } })
  const red = await follow(scene, text, 'pull_request')
  expect(red.runs.map((ran) => [ran.code, writesOf(ran), warningsOf(ran)])).toEqual([[1, ['code-scanning/upload-sarif'], []]])
  expect([...fake.state.sarifs.values()].map(({ ref }) => ref)).toEqual(['refs/heads/main', 'refs/pull/1/merge'])
  fake.repository.branches.set('other', fake.newest().headSha)
  expect((await follow(scene, text, 'push', { branch: 'other' })).starts).toBe(false)
})

test('the workflow for audits: by the clock with an issue, by hand as asked', async () => {
  const text = example('audit')
  const scene = await sceneWith({ files: { ...holding, 'infra/network.tf': withoutSql } })
  const { fake } = scene
  const byClock = await follow(scene, text, 'schedule')
  expect(byClock.runs.map((ran) => [ran.code, ran.outputs.verdict, ran.outputs['json-file'], writesOf(ran), warningsOf(ran)])).toEqual([
    [1, 'fails', 'vnetproof.json', ['issues/create'], []],
  ])
  expect(byClock.scripts).toEqual([{ VERDICT: 'fails', UNSURE: '0' }])
  const byHand = await follow(scene, text, 'workflow_dispatch', { inputs: { 'audit-issue': false, 'fail-on': 'never', paths: 'infra' } })
  expect(byHand.runs.map((ran) => [ran.code, ran.outputs.verdict, writesOf(ran)])).toEqual([[0, 'fails', []]])
  // As the form is when nobody changes it.
  fake.moveBase({ 'infra/network.tf': network })
  const mended = await follow(scene, text, 'workflow_dispatch')
  expect(mended.runs.map((ran) => [ran.code, ran.outputs.verdict, writesOf(ran), warningsOf(ran)])).toEqual([
    [0, 'holds', ['issues/update'], []],
  ])
  expect([...fake.state.issues.values()].map(({ state }) => state)).toEqual(['closed'])
})

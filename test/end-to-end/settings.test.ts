/** What the inputs of the Action change on a pull request: what is posted where, and never the verdict. */
import { expect, test } from 'vitest'
import type { FakeOptions } from '../support/github/fake.ts'
import type { Change } from '../support/github/life.ts'
import { holding, network, variables, withoutSql } from '../support/github/orders.ts'
import {
  annotationsOf,
  edited,
  onGitHub,
  type Scene,
  sceneWith,
  toldBelow,
  toldInline,
  warningsOf,
  writesOf,
} from '../support/github/scene.ts'

const opened = async (files: Change = { 'infra/network.tf': withoutSql }, options: FakeOptions = {}): Promise<Scene> => {
  const scene = await sceneWith({ files: holding, ...options })
  scene.fake.openPullRequest({ files })
  return scene
}

const review = 'pulls/create-review'
const comment = 'issues/create-comment'

test('dry-run tells the log what would be posted, and posts nothing', async () => {
  const scene = await opened()
  const inputs = { 'dry-run': 'true', 'check-run': 'network proof', 'upload-sarif': 'true' }
  const ran = await scene.run('pull_request', { inputs })
  expect([ran.code, ran.outputs.verdict, writesOf(ran), ran.notifications]).toEqual([1, 'fails', [], 0])
  const start = ran.lines.indexOf('Would be posted:')
  expect(ran.lines.slice(start, start + 6).map((line) => line.replace(/<[^>]*>/g, ''))).toEqual([
    'Would be posted:',
    'a review with 1 comment',
    expect.stringMatching(/^ {2}infra\/network\.tf:62 \*\*azurerm_subnet\.apim \(10\.20\.0\.0\/24\) does not reach Sql\.WestEurope/),
    'a new summary comment: ## VNetProof fails: 1 new, 0 still there, 0 fixed since main; also new: 1 note',
    'a check run `network proof`: failure, VNetProof fails: 1 new, 0 still there, 0 fixed since main; also new: 1 note, with 1 annotation',
    'the SARIF report, to code scanning',
  ])
})

test('comment: never and review: false leave annotations and the summary', async () => {
  const scene = await opened()
  const ran = await scene.run('pull_request', { inputs: { comment: 'never', review: 'false' } })
  expect([ran.code, writesOf(ran), ran.notifications, ran.outputs['comment-url']]).toEqual([1, [], 0, undefined])
  expect(annotationsOf(ran)).toHaveLength(1)
  expect(ran.summary).toContain('<code>api-management/nsg/sql</code>')
})

test('each place alone', async () => {
  const withoutReview = await opened()
  const below = await withoutReview.run('pull_request', { inputs: { review: 'false' } })
  expect([below.code, writesOf(below), annotationsOf(below).length]).toEqual([1, [comment], 1])
  const withoutComment = await opened()
  const inline = await withoutComment.run('pull_request', { inputs: { comment: 'never' } })
  expect([inline.code, writesOf(inline), annotationsOf(inline).length]).toEqual([1, [review], 0])
})

test('where nothing is found only `always` comments', async () => {
  for (const [when, writes] of [
    ['on-findings', []],
    ['on-change', []],
    ['never', []],
    ['always', [comment]],
  ] as const) {
    const scene = await opened({ 'README.md': '# network\n' })
    const ran = await scene.run('pull_request', { inputs: { comment: when } })
    expect([when, ran.code, ran.outputs.verdict, writesOf(ran), warningsOf(ran)]).toEqual([when, 0, 'holds', writes, []])
  }
})

test('an old sin that the pull request leaves is no reason to comment', async () => {
  const scene = await opened({ 'README.md': '# network\n' }, { files: { ...holding, 'infra/network.tf': withoutSql } })
  const ran = await scene.run('pull_request')
  expect([ran.code, ran.outputs.verdict, writesOf(ran)]).toEqual([0, 'holds', []])
})

test('on-change comments on what is mended too', async () => {
  const scene = await opened({ 'infra/network.tf': network }, { files: { ...holding, 'infra/network.tf': withoutSql } })
  const ran = await scene.run('pull_request', { inputs: { comment: 'on-change' } })
  expect([ran.code, ran.outputs.fixed, writesOf(ran)]).toEqual([0, '2', [comment]])
  expect(toldBelow(scene.fake)[0]!.body).toContain('**Fixed**')
})

test('a check run has every finding, on the head', async () => {
  const scene = await opened()
  const ran = await scene.run('pull_request', { inputs: { 'check-run': 'network proof', comment: 'never', review: 'false' } })
  const [check] = scene.fake.state.checks.values()
  expect([ran.code, writesOf(ran), ran.outputs['check-run-id']]).toEqual([1, ['checks/create'], String(check!.id)])
  expect([check!.name, check!.headSha, check!.conclusion]).toEqual(['network proof', scene.fake.newest().headSha, 'failure'])
  expect(check!.annotations.map(({ path, start_line, annotation_level }) => [path, start_line, annotation_level])).toEqual([
    ['infra/network.tf', 93, 'failure'],
  ])
})

test('upload-sarif sends the report; without code scanning that is a warning', async () => {
  const scene = await opened()
  const inputs = { 'upload-sarif': 'true', comment: 'never', review: 'false' }
  const ran = await scene.run('pull_request', { inputs })
  const [upload] = scene.fake.state.sarifs.values()
  expect([ran.code, writesOf(ran), upload!.ref, upload!.commit]).toEqual([
    1,
    ['code-scanning/upload-sarif'],
    'refs/pull/1/merge',
    scene.fake.newest().mergeSha,
  ])
  const { runs } = upload!.sarif as { runs: { results: { ruleId: string }[] }[] }
  expect(runs[0]!.results.map(({ ruleId }) => ruleId)).toContain('api-management/nsg/sql')

  scene.fake.settings.codeScanning = false
  const without = await scene.run('pull_request', { inputs })
  expect([without.code, warningsOf(without).length]).toEqual([1, 1])
  expect(warningsOf(without)[0]).toMatch(/^the SARIF report could not be uploaded: this repository has no code scanning/)
})

test('two runs on one pull request keep to their own comments', async () => {
  const twice = {
    'a/main.tf': holding['infra/main.tf']!,
    'a/variables.tf': variables,
    'b/main.tf': holding['infra/main.tf']!,
    'b/variables.tf': variables,
  }
  const scene = await sceneWith({ files: { ...twice, 'a/network.tf': network, 'b/network.tf': network } })
  const { fake } = scene
  fake.openPullRequest({ files: { 'a/network.tf': withoutSql, 'b/network.tf': withoutSql } })
  const run = (name: string) => scene.run('pull_request', { inputs: { paths: name, 'comment-id': name }, ...onGitHub })
  const standing = () => toldInline(fake).map(({ id, run: by, path, state, body }) => ({ id, by, path, state, body }))

  const [a, b] = [await run('a'), await run('b')]
  expect([writesOf(a), writesOf(b)]).toEqual([
    [review, comment],
    [review, comment],
  ])
  expect(standing().map(({ by, path, state }) => [by, path, state])).toEqual([
    ['a', 'a/network.tf', 'open'],
    ['b', 'b/network.tf', 'open'],
  ])
  expect(toldBelow(fake)).toHaveLength(2)

  const [, ofB] = standing()
  const [, belowB] = toldBelow(fake)
  const before = { ...belowB }
  fake.push({ 'a/network.tf': network })
  expect(writesOf(await run('a'))).toEqual(['issues/update-comment', 'pulls/update-review-comment'])
  expect([standing()[1], toldBelow(fake)[1]]).toEqual([ofB, before])
  expect(writesOf(await run('b'))).toEqual([])
  expect(standing().map(({ by, state }) => [by, state])).toEqual([
    ['a', 'fixed'],
    ['b', 'open'],
  ])
})

test('a new waiver in the code is told first, in the review, the comment and the summary', async () => {
  const waived = edited(withoutSql, [
    'resource "azurerm_network_security_group" "apim" {',
    '# vnetproof:ignore api-management/nsg/sql until 2099-01-01: the database is moved\nresource "azurerm_network_security_group" "apim" {',
  ])
  const scene = await opened({
    'infra/network.tf': edited(waived, ['destination = "Storage", ports = ["443"]', 'destination = "Storage", ports = ["444"]']),
  })
  const ran = await scene.run('pull_request')
  const line = '- a waiver of <code>api-management/nsg/sql</code> is new since main and counts until 2099-01-01: the database is moved · '
  expect([ran.code, ran.outputs.waived, ran.outputs.introduced]).toEqual([1, '1', '3'])
  const [first] = scene.fake.state.reviews.values()
  expect(first!.body.startsWith(line)).toBe(true)
  for (const text of [toldBelow(scene.fake)[0]!.body, ran.summary])
    expect(text.split('\n').filter((one) => one !== '')[2]).toMatch(new RegExp(`^${line}`))
  expect(toldInline(scene.fake).map(({ code }) => code)).toEqual(['api-management/nsg/storage'])
  expect(ran.commands.filter(({ name }) => name === 'notice').map(({ message }) => message)).toEqual([
    '1 waiver is new: see the summary',
    '1 finding is waived: see the summary',
    '1 new, 0 still there, 0 fixed since main; also new: 2 notes',
  ])
})

test('where the settings of the base do not read, those of the head are used, and that is told first', async () => {
  const scene = await opened(undefined, { files: { ...holding, 'vnetproof.yaml': 'policies: [\n' } })
  scene.fake.push({ 'vnetproof.yaml': 'policies: api-management\n' })
  const ran = await scene.run('pull_request')
  expect([ran.code, ran.outputs.verdict, toldInline(scene.fake).length]).toEqual([1, 'fails', 1])
  const line = 'policies, configuration or service tags of `main` do not read ('
  expect(warningsOf(ran)).toEqual([
    expect.stringMatching(new RegExp(`^${line.replace('(', '\\(')}.*both revisions are judged by those of the code at hand$`)),
  ])
  for (const text of [toldBelow(scene.fake)[0]!.body, ran.summary])
    expect(text.split('\n').filter((one) => one !== '')[2]).toContain(line.replace('`main`', '<code>main</code>'))
})

test('settings of the base count, whatever the head says', async () => {
  const scene = await opened(undefined, { files: { ...holding, 'vnetproof.yaml': 'policies: api-management\n' } })
  scene.fake.push({ 'vnetproof.yaml': 'policies: []\nexclude: ["**"]\nfail-on: never\n' })
  const ran = await scene.run('pull_request')
  expect([ran.code, ran.outputs.verdict, toldInline(scene.fake).length]).toEqual([1, 'fails', 1])
})

test('an input that cannot be used is told, and nothing is asked', async () => {
  const scene = await opened()
  const ran = await scene.run('pull_request', { inputs: { comment: 'sometimes', 'fail-on': 'errors' } })
  expect([ran.code, ran.outputs, ran.requests.length]).toEqual([1, { verdict: 'unsure' }, 0])
  expect(ran.commands.filter(({ name }) => name === 'error').map(({ message }) => message)).toEqual([
    'input `fail-on` cannot be `errors`; did you mean `error`?',
    'input `comment` cannot be `sometimes`; known are `always`, `on-findings`, `on-change`, `never`',
    '2 inputs cannot be used',
  ])
})

test('without a token nothing is asked, and the verdict is the same', async () => {
  const scene = await opened()
  const ran = await scene.run('pull_request', { token: '', depth: 0 })
  expect([ran.code, ran.outputs.verdict, ran.outputs.introduced, ran.requests]).toEqual([1, 'fails', '2', []])
  expect(warningsOf(ran)).toEqual(['nothing is posted on GitHub: the input `github-token` is empty'])
})

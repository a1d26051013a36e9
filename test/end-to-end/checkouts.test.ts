/** One pull request, however it is checked out and wherever it lies: the same verdict, the same comments, the same places. */
import { expect, test } from 'vitest'
import type { FakeOptions } from '../support/github/fake.ts'
import { holding, withoutSql } from '../support/github/orders.ts'
import { annotationsOf, type How, type Ran, type Scene, sceneWith, toldBelow, toldInline, warningsOf } from '../support/github/scene.ts'

const opened = async (options: FakeOptions = {}): Promise<Scene> => {
  const scene = await sceneWith({ files: holding, ...options })
  scene.fake.openPullRequest({ files: { 'infra/network.tf': withoutSql } })
  return scene
}

const withoutLinks = (body: string): string =>
  body
    .replace(/<!-- .* -->$/, '')
    .replace(/ · (<a [^>]*>job summary<\/a>|<code>\S+<\/code>)<\/sub>/, '</sub>')
    .replace(/<a href="[^"]*">|<\/a>/g, '')

/** Requests beside those that tell: to git, and to the API. */
interface Asked {
  readonly git?: number
  readonly api?: number
}

const telling = [
  'pulls/list-files',
  'graphql',
  'pulls/list-review-comments',
  'issues/list-comments',
  'pulls/get',
  'pulls/create-review',
  'issues/create-comment',
]

const cases: readonly (readonly [name: string, how: How, asked: Asked, options?: FakeOptions])[] = [
  ['the merge, as actions/checkout leaves it', {}, { git: 4 }],
  ['the merge, without the token in its configuration', { persistCredentials: false }, { git: 4 }],
  ['the merge, with all of its history', { depth: 0 }, {}],
  ['the head', { checkout: 'head' }, { git: 4, api: 1 }],
  ['the head, with all of its history', { checkout: 'head', depth: 0 }, {}],
  ['a folder of the workspace', { path: 'repository', inputs: { config: 'repository/vnetproof.yaml' } }, { git: 4 }],
  ['no checkout', { checkout: 'none' }, { git: 8, api: 2 }],
  ['a checkout of something else', { checkout: 'main' }, { git: 4, api: 2 }],
  ['a private repository', {}, { git: 4 }, { isPrivate: true }],
  ['a private repository, without the token in its configuration', { persistCredentials: false }, { git: 4 }, { isPrivate: true }],
  ['a private repository without a checkout', { checkout: 'none' }, { git: 8, api: 2 }, { isPrivate: true }],
  ['an Enterprise Server', {}, { git: 4 }, { enterprise: true }],
  ['an Enterprise Server without a checkout', { checkout: 'none' }, { git: 8, api: 2 }, { enterprise: true }],
]

/** What people see, whatever was checked out. */
const seen = ({ fake }: Scene, { code, outputs: { 'comment-url': _, ...outputs }, ...ran }: Ran) => ({
  code,
  outputs,
  inline: toldInline(fake).map(({ path, line, body }) => [path, line, withoutLinks(body)]),
  below: toldBelow(fake).map(({ body }) => withoutLinks(body)),
  annotations: annotationsOf(ran),
  notifications: ran.notifications,
})

let first: ReturnType<typeof seen> | undefined

test.each(cases.map(([name, how, asked, options]) => ({ name, how, asked, options })))('$name', async ({ how, asked, options }) => {
  const { git = 0, api = 0 } = asked
  const scene = await opened(options)
  const ran = await scene.run('pull_request', how)
  const now = seen(scene, ran)
  first ??= now
  expect(now).toMatchObject({
    code: 1,
    outputs: { verdict: 'fails', fails: '3', unsure: '0', introduced: '2', fixed: '0', waived: '0' },
    inline: [['infra/network.tf', 62, expect.stringContaining('reach <code>Sql.WestEurope</code> on tcp 1433')]],
    below: [expect.stringContaining('## VNetProof fails: 1 new, 0 still there, 0 fixed since main; also new: 1 note')],
    annotations: [],
    notifications: 2,
  })
  expect(now).toEqual({ ...first, below: now.below, inline: now.inline })
  expect([now.inline, now.below].map((texts) => JSON.stringify(texts).replaceAll('repository/', ''))).toEqual(
    [first.inline, first.below].map((texts) => JSON.stringify(texts)),
  )
  const operations = ran.requests.map(({ operation }) => operation)
  expect([operations.filter((one) => one === 'git').length, operations.length - git - telling.length]).toEqual([git, api])
  const isElsewhere = how.checkout === 'none' || how.checkout === 'main'
  expect(warningsOf(ran).map((text) => text.replace(/[0-9a-f]{12}/g, '…'))).toEqual(
    !isElsewhere
      ? []
      : how.checkout === 'none'
        ? ["the job's folder holds no checkout that git can read, so commit `…` is read from GitHub"]
        : ['the checkout is of commit `…`, which is not what this run is about, so commit `…` is read from GitHub'],
  )
})

test('a token that may not read the contents: all that is found counts, and that is told', async () => {
  const scene = await opened({ isPrivate: true, permissions: { contents: 'none' } })
  const ran = await scene.run('pull_request')
  expect([ran.code, ran.outputs.verdict, ran.outputs.introduced]).toEqual([1, 'fails', '0'])
  expect(warningsOf(ran)).toEqual([
    expect.stringMatching(/^git could not fetch what is compared \(.*\), so it is asked of GitHub's API$/),
    expect.stringMatching(/^the base could not be read \(.*the job needs `contents: read`\): all that is found counts as new/),
  ])
  expect(toldInline(scene.fake).map(({ code, line }) => [code, line])).toEqual([['api-management/nsg/sql', 62]])
  expect(toldBelow(scene.fake)[0]!.body).toContain('the base could not be read')
  expect(ran.summary).toContain('the base could not be read')
})

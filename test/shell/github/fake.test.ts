/** The fake GitHub that the Action is tested against keeps GitHub's own rules; what git can say, git says. */
import { execFile, execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { gunzipSync, gzipSync } from 'node:zlib'
import { retry } from '@octokit/plugin-retry'
import { throttling } from '@octokit/plugin-throttling'
import { Octokit } from '@octokit/rest'
import { extract } from 'tar-stream'
import { afterEach, expect, test } from 'vitest'
import { folderWith } from '../../support/folder.ts'
import { type Fake, type FakeOptions, openFake } from '../../support/github/fake.ts'
import { runAction } from '../../support/github/run-action.ts'

const run = promisify(execFile)

const opened: Fake[] = []
const fakeWith = async (options: FakeOptions = {}): Promise<Fake> => {
  const fake = await openFake(options)
  opened.push(fake)
  return fake
}
afterEach(async () => {
  for (const fake of opened.splice(0)) await fake.close()
})

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
const Client = Octokit.plugin(throttling, retry)

const clientOf = (fake: Fake, token = fake.token) => {
  const again = (): boolean => true
  const octokit = new Client({
    auth: token,
    baseUrl: fake.apiUrl,
    log: quiet,
    throttle: { enabled: false, onRateLimit: again, onSecondaryRateLimit: again },
    retry: { enabled: false },
  })
  const at = { owner: fake.owner, repo: fake.repo }
  return { octokit, rest: octokit.rest, at, on: (pull: number) => ({ ...at, pull_number: pull }) }
}

/** What a refused request was told. */
const refusalOf = async (
  request: Promise<unknown>,
): Promise<{ status: number; message: string; errors?: unknown; headers: Record<string, string> }> => {
  try {
    await request
  } catch (error) {
    const { status, response } = error as {
      status: number
      response?: { data: { message: string; errors?: unknown }; headers: Record<string, string> }
    }
    return { ...(response?.data ?? { message: String(error) }), status, headers: response?.headers ?? {} }
  }
  throw new Error('the request was not refused')
}

const lines = (from: number, to: number): string => Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at}\n`).join('')
/** 60 lines of which 10 and 40 changed: two hunks, 7 to 13 and 37 to 43. */
const twoHunks = {
  before: { 'a.tf': lines(1, 60) },
  after: { 'a.tf': lines(1, 60).replace('line 10\n', 'line ten\n').replace('line 40\n', 'line forty\n') },
}

test('objects, patches and names of changed files are those of git', async () => {
  const block = (name: string, body: string): string => `resource "azurerm_subnet" "${name}" {\n${body}}\n\n`
  const long = lines(1, 12).replaceAll('line', '  line')
  const fake = await fakeWith({
    files: {
      'main.tf': block('a', long) + block('b', long) + block('c', long),
      'one-line.txt': 'one\n',
      'no-end.txt': 'a\nb\nc',
      'gone.tf': 'old\n',
      'moved/from.tf': lines(1, 30),
      'same.tf': lines(1, 5),
      'crlf.txt': 'a\r\nb\r\nc\r\n',
    },
  })
  const pull = fake.openPullRequest({
    files: {
      'main.tf': block('a', long) + block('b', long.replace('line 9\n', 'line nine\n')) + block('c', `${long}  more\n`),
      'one-line.txt': 'two\n',
      'no-end.txt': 'a\nb\nc\n',
      'gone.tf': null,
      'moved/from.tf': null,
      'moved/to.tf': lines(1, 30).replace('line 3\n', 'line three\n'),
      'new.tf': 'a\n\nb\n',
      'crlf.txt': 'a\r\nB\r\nc\r\n',
      'ünï.tf': 'x\n',
      'run.sh': { run: '#!/bin/sh\n' },
      link: { link: 'main.tf' },
    },
  })
  const folder = folderWith()
  fake.checkout(folder, 'head', { depth: 0 })
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: folder, encoding: 'utf8' })
  git('fsck', '--strict')
  expect(git('rev-parse', 'HEAD', 'HEAD^{tree}').split('\n').slice(0, 2)).toEqual([
    pull.headSha,
    fake.state.store.commitOf(pull.headSha)!.tree,
  ])

  const { octokit, rest, on } = clientOf(fake)
  const files = await octokit.paginate(rest.pulls.listFiles, on(pull.number))
  const range = `${pull.baseSha}...${pull.headSha}`
  const statuses = git('-c', 'core.quotePath=false', 'diff', '--find-renames', '--name-status', range).trim().split('\n')
  const letters: Record<string, string> = { added: 'A', removed: 'D', modified: 'M', renamed: 'R' }
  const shown = files.map((file) =>
    [letters[file.status]!, ...(file.previous_filename === undefined ? [] : [file.previous_filename]), file.filename].join('\t'),
  )
  expect(shown.sort()).toEqual(statuses.map((line) => line.replace(/^R\d+/, 'R')).sort())
  for (const file of files) {
    const paths = [file.filename, ...(file.previous_filename === undefined ? [] : [file.previous_filename])]
    const said = git('diff', '--find-renames', range, '--', ...paths)
    expect(file.patch).toBe(said.slice(said.indexOf('\n@@') + 1).replace(/\n$/, ''))
  }
  expect(fake.violations).toEqual([])
})

test('a review is all or nothing, and a comment stands on a line of a hunk', async () => {
  const fake = await fakeWith({ files: twoHunks.before })
  const pull = fake.openPullRequest({ files: twoHunks.after })
  const { rest, on } = clientOf(fake)
  type Comments = NonNullable<NonNullable<Parameters<typeof rest.pulls.createReview>[0]>['comments']>
  const review = (...comments: Comments) =>
    rest.pulls.createReview({ ...on(pull.number), event: 'COMMENT', commit_id: pull.headSha, comments })
  const at = (line: number, start?: number) => ({ path: 'a.tf', body: 'here', line, ...(start === undefined ? {} : { start_line: start }) })
  const wrong = {
    'Line could not be resolved': at(14),
    'Path could not be resolved': { path: 'b.tf', body: 'here', line: 1 },
    'Pull request review thread start line must be part of the same hunk as the line.': at(37, 13),
    'Pull request review thread start line must precede the end line.': at(40, 40),
    "Body can't be blank": { ...at(10), body: ' ' },
  }
  for (const [said, comment] of Object.entries(wrong))
    expect(await refusalOf(review(at(7), comment))).toMatchObject({ status: 422, message: 'Unprocessable Entity', errors: [said] })
  expect((await refusalOf(review(at(14, 10)))).errors).toEqual([
    expect.stringContaining('Pull request review thread line must be part of the diff'),
  ])
  const foreign = fake.moveBase({ 'b.tf': 'b\n' })
  const onForeign = rest.pulls.createReview({ ...on(pull.number), event: 'COMMENT', body: 'x', commit_id: foreign })
  expect((await refusalOf(onForeign)).status).toBe(422)
  expect(fake.state.reviewComments.size).toBe(0)
  expect(fake.notifications()).toBe(0)

  await review(at(7), at(13), at(40, 37), { path: 'a.tf', body: 'was', line: 10, side: 'LEFT' })
  const { data } = await rest.pulls.listReviewComments(on(pull.number))
  expect(data.map(({ line, side, position }) => [line, side, position])).toEqual([
    [7, 'RIGHT', 1],
    [13, 'RIGHT', 8],
    [40, 'RIGHT', 14],
    [10, 'LEFT', 4],
  ])
  expect(data[1]!.diff_hunk.split('\n')).toHaveLength(9)
  expect(fake.notifications()).toBe(1)

  const single = rest.pulls.createReviewComment({ ...on(pull.number), commit_id: pull.headSha, path: 'a.tf', line: 20, body: 'x' })
  expect(await refusalOf(single)).toMatchObject({
    message: 'Validation Failed',
    errors: [{ field: 'pull_request_review_thread.line' }, { code: 'missing_field' }],
  })
  await rest.pulls.createReviewComment({
    ...on(pull.number),
    commit_id: pull.headSha,
    path: 'a.tf',
    subject_type: 'file',
    body: 'of the file',
  })
  expect((await refusalOf(rest.pulls.createReview({ ...on(pull.number), event: 'COMMENT' }))).errors).toEqual(["Body can't be blank"])
  expect(fake.violations).toEqual([])
})

test('a pending review bars every other one of its user until it is deleted', async () => {
  const fake = await fakeWith({ files: twoHunks.before })
  const pull = fake.openPullRequest({ files: twoHunks.after })
  const { rest, on } = clientOf(fake)
  const { data: pending } = await rest.pulls.createReview({ ...on(pull.number), comments: [{ path: 'a.tf', line: 10, body: 'draft' }] })
  expect(pending.state).toBe('PENDING')
  expect((await rest.pulls.listReviewComments(on(pull.number))).data).toEqual([])
  const second = (): Promise<unknown> => rest.pulls.createReview({ ...on(pull.number), event: 'COMMENT', body: 'second' })
  expect((await refusalOf(second())).errors).toEqual(['User can only have one pending review per pull request'])
  fake.addToken('ghp_ann', 'bob')
  expect((await clientOf(fake, 'ghp_ann').rest.pulls.listReviews(on(pull.number))).data).toEqual([])
  await rest.pulls.deletePendingReview({ ...on(pull.number), review_id: pending.id })
  await second()
  const approval = rest.pulls.createReview({ ...on(pull.number), event: 'APPROVE' })
  expect((await refusalOf(approval)).errors).toEqual(['GitHub Actions is not permitted to approve pull requests.'])
  expect(fake.violations).toEqual([])
})

test('a comment follows its line over pushes, and is outdated once the line changed or left the diff', async () => {
  const fake = await fakeWith({ files: twoHunks.before })
  const pull = fake.openPullRequest({ files: twoHunks.after })
  const { octokit, rest, on } = clientOf(fake)
  const comments = [10, 40].map((line) => ({ path: 'a.tf', line, body: `at ${line}` }))
  await rest.pulls.createReview({ ...on(pull.number), event: 'COMMENT', body: 'Two', comments })
  const standing = async (): Promise<unknown> =>
    (await rest.pulls.listReviewComments(on(pull.number))).data.map(({ line, original_line: first }) => [line, first])

  fake.push({ 'a.tf': `above\n${twoHunks.after['a.tf']}` })
  expect(await standing()).toEqual([
    [11, 10],
    [41, 40],
  ])
  fake.push({ 'a.tf': twoHunks.after['a.tf'].replace('line ten', 'line X') })
  expect(await standing()).toEqual([
    [null, 10],
    [40, 40],
  ])
  fake.forcePush({ 'b.tf': 'elsewhere\n' })
  expect(await standing()).toEqual([
    [null, 10],
    [null, 40],
  ])
  fake.reply([...fake.state.reviewComments.keys()][0]!, 'ann', 'Why?')
  expect(fake.snapshot()).toBe(
    [
      '#1 open',
      'review COMMENTED by github-actions[bot] with 2 comments\n    Two',
      'thread a.tf:10 (outdated)\n  github-actions[bot]\n    at 10\n  ann\n    Why?',
      'thread a.tf:40 (outdated)\n  github-actions[bot]\n    at 40\n',
    ].join('\n'),
  )
  const query = `query($after: String) { repository(owner: "octo-org", name: "network") { pullRequest(number: 1) {
    reviewThreads(first: 1, after: $after) { pageInfo { hasNextPage endCursor }
      nodes { id isResolved isOutdated viewerCanResolve comments(first: 10) { nodes { databaseId viewerDidAuthor } } } } } } }`
  interface Page {
    repository: {
      pullRequest: { reviewThreads: { pageInfo: { hasNextPage: boolean; endCursor: string }; nodes: Record<string, unknown>[] } }
    }
  }
  const first = (await octokit.graphql<Page>(query)).repository.pullRequest.reviewThreads
  expect(first.pageInfo.hasNextPage).toBe(true)
  expect(first.nodes).toMatchObject([
    { isOutdated: true, viewerCanResolve: false, comments: { nodes: [{ viewerDidAuthor: true }, { viewerDidAuthor: false }] } },
  ])
  const second = (await octokit.graphql<Page>(query, { after: first.pageInfo.endCursor })).repository.pullRequest.reviewThreads
  expect(second.pageInfo.hasNextPage).toBe(false)

  const settle = 'mutation($id: ID!) { resolveReviewThread(input: { threadId: $id }) { thread { isResolved } } }'
  await expect(octokit.graphql(settle, { id: first.nodes[0]!.id })).rejects.toThrow('Resource not accessible by integration')
  fake.addToken('ghs_app', 'network-bot[bot]')
  await clientOf(fake, 'ghs_app').octokit.graphql(settle, { id: first.nodes[0]!.id })
  expect(fake.snapshot()).toContain('thread a.tf:10 (outdated) (resolved)')
  expect(await octokit.graphql('query { viewer { login } }')).toEqual({ viewer: { login: 'github-actions[bot]' } })
  expect(fake.violations).toEqual([])
})

test('lists come in pages with links, files to a limit, and large or binary files without a patch', async () => {
  const many = Object.fromEntries(Array.from({ length: 120 }, (_, at) => [`f${String(at).padStart(3, '0')}.tf`, `${at}\n`]))
  const fake = await fakeWith({ settings: { patchLimit: 50, fileLimit: 110 } })
  const pull = fake.openPullRequest({ files: { ...many, 'a-binary': Uint8Array.from([1, 0, 2]), 'a-large.tf': lines(1, 51) } })
  const { octokit, rest, on } = clientOf(fake)
  const { headers, data } = await rest.pulls.listFiles({ ...on(pull.number), per_page: 100 })
  expect(data).toHaveLength(100)
  expect(headers.link).toMatch(/\/repositories\/\d+\/pulls\/1\/files\?per_page=100&page=2>; rel="next"/)
  expect(data.slice(0, 2).map(({ filename, patch, additions }) => [filename, patch, additions])).toEqual([
    ['a-binary', undefined, 0],
    ['a-large.tf', undefined, 51],
  ])
  expect(await octokit.paginate(rest.pulls.listFiles, { ...on(pull.number), per_page: 50 })).toHaveLength(110)
  expect((await rest.pulls.get(on(pull.number))).data.changed_files).toBe(122)
  expect(fake.violations).toEqual([])
})

test('an archive leaves out and fills in what .gitattributes says, unlike the tree', async () => {
  const fake = await fakeWith({
    isPrivate: true,
    files: {
      '.gitattributes': 'hidden/** export-ignore\nversion.tf export-subst\n',
      'hidden/nsg.tf': 'secret\n',
      'version.tf': '# $Format:%H$\n',
      link: { link: 'version.tf' },
    },
  })
  const main = fake.repository.branches.get('main')!
  const { rest, at } = clientOf(fake)
  const { data } = await rest.repos.downloadTarballArchive({ ...at, ref: main })
  const entries = new Map<string, { readonly text: string; readonly type: string }>()
  const unpack = extract()
  unpack.on('entry', (header, stream, next) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk) => void chunks.push(chunk as Buffer))
    stream.on('end', () => {
      entries.set(header.name, {
        text: header.type === 'symlink' ? header.linkname! : Buffer.concat(chunks).toString('utf8'),
        type: String(header.type),
      })
      next()
    })
  })
  const tar = gunzipSync(Buffer.from(data as ArrayBuffer))
  expect(tar.toString('latin1', 0, 1024)).toContain(`comment=${main}`)
  await new Promise<void>((done, fail) =>
    Readable.from([tar])
      .pipe(unpack)
      .on('finish', () => done())
      .on('error', fail),
  )
  const top = `octo-org-network-${main.slice(0, 7)}/`
  expect([...entries.keys()].filter((name) => !name.endsWith('/')).sort()).toEqual([
    `${top}.gitattributes`,
    `${top}link`,
    `${top}version.tf`,
  ])
  expect(entries.get(`${top}link`)).toEqual({ text: 'version.tf', type: 'symlink' })
  expect(entries.get(`${top}version.tf`)!.text).toBe(`# ${main}\n`)

  const { data: tree } = await rest.git.getTree({ ...at, tree_sha: main, recursive: 'true' })
  const nsg = tree.tree.find(({ path }) => path === 'hidden/nsg.tf')!
  expect(nsg.sha).toBe(createHash('sha1').update('blob 7\0secret\n').digest('hex'))
  const { data: blob } = await rest.git.getBlob({ ...at, file_sha: nsg.sha! })
  expect(Buffer.from(blob.content, 'base64').toString('utf8')).toBe('secret\n')
  expect(fake.violations).toEqual([])
})

test('git fetches one commit with the token, and a private repository is hidden without it', async () => {
  const fake = await fakeWith({ isPrivate: true, files: twoHunks.before })
  const pull = fake.openPullRequest({ files: twoHunks.after, fork: true })
  const folder = folderWith()
  const environment = { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' }
  const git = (...args: string[]) => run('git', args, { cwd: folder, env: environment })
  await git('init', '--quiet')
  const url = `${fake.serverUrl}/octo-org/network.git`
  await expect(git('fetch', '--depth=1', url, pull.baseSha)).rejects.toThrow(/could not read Username/)
  const header = (token: string): string[] => [
    '-c',
    `http.extraheader=AUTHORIZATION: basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`,
  ]
  await expect(git(...header('stolen'), 'fetch', '--depth=1', url, pull.baseSha)).rejects.toThrow()
  await git(...header(fake.token), 'fetch', '--depth=1', '--filter=blob:none', url, pull.headSha)
  expect((await git('log', '--format=%H', 'FETCH_HEAD')).stdout.trim()).toBe(pull.headSha)
  expect(fake.counts()).toHaveProperty('git')
  expect(fake.violations).toEqual([])
})

test('a checkout of the merge commit is shallow: both parents are named and neither is there', async () => {
  const fake = await fakeWith({ files: twoHunks.before })
  const pull = fake.openPullRequest({ files: twoHunks.after })
  const base = fake.moveBase({ 'b.tf': 'b\n' })
  const folder = folderWith()
  fake.checkout(folder, 'merge')
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  expect(git('rev-parse', 'HEAD')).toBe(pull.mergeSha)
  expect(existsSync(join(folder, '.git/shallow'))).toBe(true)
  expect(git('cat-file', '-p', 'HEAD').match(/^parent .+$/gm)).toEqual([`parent ${base}`, `parent ${pull.headSha}`])
  expect(() => git('cat-file', '-e', base)).toThrow()
  expect([readFileSync(join(folder, 'b.tf'), 'utf8'), readFileSync(join(folder, 'a.tf'), 'utf8')]).toEqual(['b\n', twoHunks.after['a.tf']])
  expect(pull.baseSha).not.toBe(base)

  fake.moveBase({ 'a.tf': twoHunks.before['a.tf'].replace('line 10\n', 'line zehn\n') })
  expect(pull.mergeSha).toBeNull()
  expect(() => fake.event('pull_request')).toThrow('conflicts')
})

test('a token may do what it was given, and is told what it would have needed', async () => {
  const fake = await fakeWith({ files: twoHunks.before, permissions: { checks: 'read', issues: 'none' } })
  const pull = fake.openPullRequest({ files: twoHunks.after, fork: true })
  const { rest, at, on } = clientOf(fake)
  const check = rest.checks.create({ ...at, name: 'network', head_sha: pull.headSha })
  const refused = await refusalOf(check)
  expect(refused).toMatchObject({ status: 403, message: 'Resource not accessible by integration' })
  expect(refused.headers['x-accepted-github-permissions']).toBe('checks=write')
  await rest.issues.createComment({ ...at, issue_number: pull.number, body: 'pull-requests: write suffices on a pull request' })
  expect((await refusalOf(rest.issues.create({ ...at, title: 'x' }))).status).toBe(403)
  expect((await refusalOf(rest.users.getAuthenticated())).status).toBe(403)

  const ofFork = clientOf(fake, fake.event('pull_request').token)
  expect((await ofFork.rest.pulls.listFiles(on(pull.number))).data).toHaveLength(1)
  expect((await refusalOf(ofFork.rest.issues.createComment({ ...at, issue_number: pull.number, body: 'x' }))).status).toBe(403)
  expect(fake.event('pull_request_target').token).toBe(fake.token)
  expect((await refusalOf(clientOf(fake, 'unknown').rest.pulls.get(on(pull.number)))).message).toBe('Bad credentials')

  const hidden = await fakeWith({ isPrivate: true, permissions: { contents: 'none', 'pull-requests': 'none' } })
  const there = clientOf(hidden)
  expect((await refusalOf(there.rest.repos.getContent({ ...there.at, path: 'README.md' }))).status).toBe(404)
  expect((await refusalOf(there.rest.pulls.list(there.at))).status).toBe(403)
  expect([...fake.violations, ...hidden.violations]).toEqual([])
})

test('a check run takes 50 annotations a request, adds later ones, and needs a conclusion', async () => {
  const fake = await fakeWith()
  const pull = fake.openPullRequest({ files: { 'a.tf': 'a\n' } })
  const { rest, at } = clientOf(fake)
  const annotations = Array.from({ length: 51 }, (_, index) => ({
    path: 'a.tf',
    start_line: index + 1,
    end_line: index + 1,
    annotation_level: 'warning' as const,
    message: 'm',
  }))
  const output = { title: 'T', summary: 'S', annotations: annotations.slice(0, 50) }
  const create = { ...at, name: 'network', head_sha: pull.headSha }
  expect((await refusalOf(rest.checks.create({ ...create, status: 'completed' }))).status).toBe(422)
  expect(fake.violations).toEqual([])
  const { data: made } = await rest.checks.create({ ...create, output })
  await rest.checks.update({
    ...at,
    check_run_id: made.id,
    conclusion: 'failure',
    output: { ...output, annotations: annotations.slice(50) },
  })
  const { data: now } = await rest.checks.get({ ...at, check_run_id: made.id })
  expect([now.status, now.conclusion, now.output.annotations_count]).toEqual(['completed', 'failure', 51])

  // Beyond the description: both are refused and kept in mind.
  const tooMany = rest.checks.create({ ...create, output: { ...output, annotations } })
  expect((await refusalOf(tooMany)).message).toBe('Invalid request.\n\nNo more than 50 items are allowed; 51 were supplied.')
  const tooLong = rest.checks.create({ ...create, output: { title: 'T', summary: 'x'.repeat(65_536) } })
  expect((await refusalOf(tooLong)).message).toBe('Invalid request.\n\nOnly 65535 characters are allowed; 65536 were supplied.')
  expect(fake.violations).toHaveLength(2)
})

test('SARIF is unpacked where code scanning is on', async () => {
  const fake = await fakeWith()
  const { rest, at } = clientOf(fake)
  const commit = fake.repository.branches.get('main')!
  const packed = gzipSync(JSON.stringify({ runs: [] })).toString('base64')
  const upload = () => rest.codeScanning.uploadSarif({ ...at, commit_sha: commit, ref: 'refs/heads/main', sarif: packed })
  const { data } = await upload()
  expect((await rest.codeScanning.getSarif({ ...at, sarif_id: data.id! })).data.processing_status).toBe('complete')
  expect(fake.state.sarifs.get(data.id!)!.sarif).toEqual({ runs: [] })
  fake.settings.codeScanning = false
  expect(await refusalOf(upload())).toMatchObject({
    status: 403,
    message: 'Code Security must be enabled for this repository to use code scanning',
  })
  expect(fake.violations).toEqual([])
})

test('faults strike before or after the write took effect', async () => {
  const fake = await fakeWith({ settings: { holdFor: 30 } })
  const pull = fake.openPullRequest({ files: { 'a.tf': 'a\n' } })
  const { rest, at } = clientOf(fake)
  const comment = (body: string): Promise<unknown> => rest.issues.createComment({ ...at, issue_number: pull.number, body })
  const match = { method: 'POST', path: /\/comments$/ }
  const told = (): readonly string[] => [...fake.state.issueComments.values()].map(({ body }) => body)
  fake.fault({ match, kind: 'error-before' })
  expect((await refusalOf(comment('never'))).status).toBe(502)
  fake.fault({ match, kind: 'error-after-write' })
  expect((await refusalOf(comment('502 after all'))).status).toBe(502)
  fake.fault({ match: { ...match, nth: 2 }, kind: 'timeout-after-write' })
  await comment('first')
  await expect(comment('second')).rejects.toThrow()
  fake.fault({ match, kind: 'timeout-before' })
  await expect(comment('never')).rejects.toThrow()
  expect(told()).toEqual(['502 after all', 'first', 'second'])
  fake.fault({ match, kind: 'rate-limit' })
  const primary = await refusalOf(comment('never'))
  expect([primary.status, primary.headers['x-ratelimit-remaining']]).toEqual([403, '0'])
  fake.fault({ match, kind: 'secondary-limit', wait: 7 })
  expect((await refusalOf(comment('never'))).headers['retry-after']).toBe('7')
  fake.meanwhile(match, () => fake.push({ 'b.tf': 'b\n' }))
  const before = pull.headSha
  await comment('while the head moves')
  expect(pull.headSha).not.toBe(before)
  expect(fake.notifications()).toBe(4)
  expect(fake.counts(true)).toEqual({ 'issues/create-comment': 2 })
  fake.settings.contentPerMinute = fake.requests.filter(({ status }) => status === 201).length
  expect((await refusalOf(comment('one too many'))).message).toMatch(/^You have exceeded a secondary rate limit/)
  fake.settings.remaining = 0
  expect((await refusalOf(comment('never'))).message).toMatch(/^API rate limit exceeded/)
  expect(fake.violations).toEqual([])
})

test('a client that tries again after an error posts twice, and one that waits for a limit gets through', async () => {
  const fake = await fakeWith({ files: twoHunks.before })
  const pull = fake.openPullRequest({ files: twoHunks.after })
  const impatient = { retryAfterBaseValue: 10 }
  const again = (): boolean => true
  const throttle = { ...impatient, fallbackSecondaryRateRetryAfter: 1, onRateLimit: again, onSecondaryRateLimit: again }
  // Between two things that notify people the throttling client would wait for seconds.
  const client = (enabled: boolean) =>
    new Client({ auth: fake.token, baseUrl: fake.apiUrl, log: quiet, throttle: { ...throttle, enabled }, retry: impatient }).rest
  const at = { owner: fake.owner, repo: fake.repo, pull_number: pull.number }
  fake.fault({ match: { method: 'POST' }, kind: 'error-after-write' })
  await client(false).pulls.createReview({ ...at, event: 'COMMENT', body: 'once' })
  expect([...fake.state.reviews.values()].map(({ body }) => body)).toEqual(['once', 'once'])
  fake.fault({ kind: 'secondary-limit' })
  fake.fault({ kind: 'error-before' })
  expect((await client(true).pulls.listFiles(at)).data).toHaveLength(1)
  expect(fake.requests.map(({ status }) => status)).toEqual([502, 200, 403, 502, 200])
})

test('requests and answers are held against the description', async () => {
  const fake = await fakeWith({ files: twoHunks.before })
  const pull = fake.openPullRequest({ files: twoHunks.after })
  const { octokit, rest, at, on } = clientOf(fake)
  const strange = { path: 'a.tf', line: 10, body: 'x', subject_type: 'line' }
  await refusalOf(rest.pulls.createReview({ ...on(pull.number), event: 'COMMENT', body: 'x', comments: [strange] }))
  expect(fake.violations.at(-1)).toContain('"additionalProperty":"subject_type"')
  await refusalOf(octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/files?perpage=5', on(pull.number)))
  expect(fake.violations.at(-1)).toContain('query')
  await refusalOf(octokit.request('GET /repos/{owner}/{repo}/branches', at))
  expect(fake.violations.at(-1)).toContain('not an operation that is known here')
  expect(fake.violations).toHaveLength(3)
  const id = fake.commentAs('ann', 'Hello')
  Object.assign(fake.state.issueComments.get(id)!, { createdAt: 'yesterday' })
  expect((await refusalOf(rest.issues.listComments({ ...at, issue_number: pull.number }))).status).toBe(500)
  expect(fake.violations.at(-1)).toContain('date-time')
  await refusalOf(rest.issues.updateComment({ ...at, comment_id: id, body: 'Mine now' }))
  expect(fake.trespasses).toEqual(['issues/update-comment on a comment of ann'])
})

test('contents and comparisons are those of the commit', async () => {
  const fake = await fakeWith({
    enterprise: true,
    files: { ...twoHunks.before, 'net/big.json': 'x'.repeat(1024 * 1024 + 1), 'net/hub.tf': 'hub\n' },
  })
  const pull = fake.openPullRequest({ files: { ...twoHunks.after, 'net/hub.tf': 'HUB\n' } })
  fake.moveBase({ 'meanwhile.tf': 'm\n' })
  const { rest, at } = clientOf(fake)
  const file = await rest.repos.getContent({ ...at, path: 'net/hub.tf', ref: pull.headSha })
  expect(file.data).toMatchObject({ type: 'file', encoding: 'base64', content: Buffer.from('HUB\n').toString('base64') })
  expect((await rest.repos.getContent({ ...at, path: 'net/big.json' })).data).toMatchObject({ encoding: 'none', content: '' })
  expect((await rest.repos.getContent({ ...at, path: 'net' })).data).toMatchObject([{ name: 'big.json' }, { name: 'hub.tf' }])
  const { data } = await rest.repos.compareCommitsWithBasehead({ ...at, basehead: `main...${pull.headSha}` })
  expect([data.status, data.ahead_by, data.behind_by, data.merge_base_commit.sha]).toEqual(['diverged', 1, 1, pull.baseSha])
  expect(data.files!.map(({ filename }) => filename)).toEqual(['a.tf', 'net/hub.tf'])
  expect(fake.violations).toEqual([])
})

test('events name what the fake holds, and a run leaves its outputs', async () => {
  const fake = await fakeWith({ files: twoHunks.before })
  const pull = fake.openPullRequest({ files: twoHunks.after, fork: true })
  const opened = fake.event('pull_request')
  expect(opened.payload).toMatchObject({
    action: 'opened',
    number: pull.number,
    pull_request: { head: { sha: pull.headSha, repo: { full_name: 'ann/network' } }, base: { sha: pull.baseSha } },
  })
  expect(opened.environment).toMatchObject({
    GITHUB_SHA: pull.mergeSha,
    GITHUB_REF: 'refs/pull/1/merge',
    GITHUB_BASE_REF: 'main',
    GITHUB_HEAD_REF: 'change',
  })
  const before = pull.headSha
  fake.push({ 'c.tf': 'c\n' })
  expect(fake.event('pull_request').payload).toMatchObject({ action: 'synchronize', before, after: pull.headSha })
  expect(fake.event('workflow_run').payload).toMatchObject({
    action: 'completed',
    workflow_run: { head_sha: pull.headSha, pull_requests: [], head_repository: { full_name: 'ann/network' } },
  })
  const main = fake.repository.branches.get('main')!
  const group = fake.mergeGroup()
  expect(fake.event('merge_group', { group }).payload).toMatchObject({ merge_group: { base_sha: main, head_sha: group.head } })
  for (const name of ['push', 'schedule', 'workflow_dispatch', 'pull_request_target'] as const)
    expect(fake.event(name).environment.GITHUB_SHA).toBe(main)

  const script = `import { appendFileSync as add } from 'node:fs'
    add(process.env.GITHUB_OUTPUT, 'plain=a=b\\nlong<<E1\\none\\ntwo\\nE1\\n')
    add(process.env.GITHUB_STEP_SUMMARY, '# ' + process.env['INPUT_FAIL-ON'])
    console.log(process.env['INPUT_GITHUB-TOKEN'], process.cwd())
    process.exitCode = 3`
  const action = folderWith({ 'index.mjs': script })
  const workspace = folderWith()
  const result = await runAction(fake.event('pull_request', { workspace }), {
    path: join(action, 'index.mjs'),
    inputs: { 'fail-on': 'warning' },
  })
  expect(result).toEqual({
    code: 3,
    stdout: `ghs_fork ${workspace}\n`,
    stderr: '',
    outputs: { plain: 'a=b', long: 'one\ntwo' },
    summary: '# warning',
  })
})

/** A run on the fake GitHub and real git: what is judged, against what, and what the reader of the pull request sees. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { folderWith } from '../support/folder.ts'
import { asked, contextOf, endAfterEach, fakeWith, gathered, gatherFor, numbered, someFiles, texts } from '../support/gathering.ts'

endAfterEach()

const files = someFiles

describe('a pull request that is checked out', () => {
  test('as its merge is judged against what it is merged into, with one question to the API', async () => {
    const fake = await fakeWith({ files })
    fake.openPullRequest({ files: { 'main.tf': numbered(30, { 20: 'changed' }), 'new.tf': 'new\n' } })
    const base = fake.moveBase({ 'main.tf': numbered(30, { 3: 'one\ntwo\nthree' }), 'other.tf': 'other' })
    const folder = folderWith()
    fake.checkout(folder, 'merge')
    const event = fake.event('pull_request', { workspace: folder })
    const found = await gathered(fake, event, { folder })
    expect(found.base).toMatchObject({ revision: 'main', commit: base })
    expect(found.commit).toBe(event.sha)
    expect(texts(found.workspace, 'main.tf', 'new.tf', 'other.tf')).toEqual([
      numbered(30, { 3: 'one\ntwo\nthree', 20: 'changed' }),
      'new\n',
      'other',
    ])
    expect(texts(found.base?.workspace, 'main.tf', 'new.tf', 'other.tf', 'modules/m/m.tf')).toEqual([
      numbered(30, { 3: 'one\ntwo\nthree' }),
      '(missing)',
      'other',
      'm',
    ])
    // What the base added shifts the lines of the merge; the reader sees the head.
    expect([1, 2, 3, 6, 22, 32, 33].map((line) => found.view?.lineAtHead('main.tf', line))).toEqual([1, 2, undefined, 4, 20, 30, undefined])
    expect(found.view?.lineAtHead('new.tf', 1)).toBe(1)
    expect(found.view?.lineAtHead('other.tf', 1)).toBeUndefined()
    expect(found.view?.files.map(({ path, status }) => [path, status])).toEqual([
      ['main.tf', 'modified'],
      ['new.tf', 'added'],
    ])
    expect(found.remarks).toEqual([])
    expect(asked(fake)).toEqual({ 'pulls/list-files': 1 })
    expect(fake.violations).toEqual([])
  })

  test('as its head is judged against where it left the base', async () => {
    for (const depth of [1, 0]) {
      const fake = await fakeWith({ files })
      const { baseSha } = fake.openPullRequest({ files: { 'new.tf': 'new' } })
      fake.moveBase({ 'main.tf': 'moved' })
      const folder = folderWith()
      fake.checkout(folder, 'head', { depth })
      const event = fake.event('pull_request', { workspace: folder })
      const found = await gathered(fake, event, { folder })
      expect(found.base?.commit).toBe(baseSha)
      expect(texts(found.base?.workspace, 'main.tf', 'new.tf')).toEqual([numbered(30), '(missing)'])
      expect(found.view?.lineAtHead('new.tf', 1)).toBe(1)
      // Git knows it where all of the history is there.
      expect(asked(fake)).toEqual({ 'pulls/list-files': 1, ...(depth === 1 ? { 'repos/compare-commits-with-basehead': 1 } : {}) })
      expect(found.remarks).toEqual([])
    }
  })

  test('a step of the job may have committed on it', async () => {
    const fake = await fakeWith({ files })
    const { baseSha } = fake.openPullRequest({ files: { 'new.tf': 'new' } })
    const folder = folderWith()
    fake.checkout(folder, 'merge')
    writeFileSync(join(folder, 'made.tf'), 'made')
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: folder })
    git('add', '--all')
    git('commit', '--quiet', '--message', 'made')
    const found = await gathered(fake, fake.event('pull_request', { workspace: folder }), { folder })
    expect(found.base?.commit).toBe(baseSha)
    expect(texts(found.workspace, 'made.tf')).toEqual(['made'])
    expect(texts(found.base?.workspace, 'made.tf')).toEqual(['(missing)'])
  })

  test('where other code is checked out, the pull request is read all the same', async () => {
    const fake = await fakeWith({ files })
    fake.openPullRequest({ files: { 'new.tf': 'new' } })
    const folder = folderWith()
    fake.checkout(folder, 'main')
    const found = await gathered(fake, fake.event('pull_request', { workspace: folder }), { folder })
    expect(texts(found.workspace, 'new.tf')).toEqual(['new'])
    expect(texts(found.base?.workspace, 'new.tf', 'main.tf')).toEqual(['(missing)', numbered(30)])
    expect(found.remarks).toEqual([expect.stringContaining('not what this run is about')])
  })

  test('in a folder of the workspace keeps the paths of the workspace', async () => {
    const fake = await fakeWith({ files })
    const { baseSha } = fake.openPullRequest({ files: { 'new.tf': 'new' } })
    const folder = folderWith({ 'tags.json': '{}' })
    mkdirSync(join(folder, 'code'))
    mkdirSync(join(folder, 'tools'))
    execFileSync('git', ['init', '--quiet'], { cwd: join(folder, 'tools') })
    fake.checkout(join(folder, 'code'), 'merge')
    const found = await gathered(fake, fake.event('pull_request', { workspace: folder }), { folder })
    expect(found.prefix).toBe('code')
    expect(found.base?.commit).toBe(baseSha)
    expect(texts(found.workspace, 'code/new.tf', 'tags.json')).toEqual(['new', '{}'])
    expect(texts(found.base?.workspace, 'code/new.tf', 'code/main.tf', 'tags.json')).toEqual(['(missing)', numbered(30), '{}'])
    expect(found.base?.workspace.list('code').map(({ name }) => name)).toEqual(['README.md', 'main.tf', 'modules'])
    expect(found.view?.files.map(({ path }) => path)).toEqual(['code/new.tf'])
    expect(found.view?.lineAtHead('code/new.tf', 1)).toBe(1)
  })

  test('what a job puts beside its code is there for both, and what it leaves out for none', async () => {
    const fake = await fakeWith({ files: { ...files, 'left/out.tf': 'out', 'link.tf': { link: 'main.tf' } } })
    fake.openPullRequest({ files: { 'main.tf': 'changed', 'gone.tf': null, 'left/more.tf': 'more' } })
    const folder = folderWith()
    fake.checkout(folder, 'merge')
    rmSync(join(folder, 'left'), { recursive: true })
    writeFileSync(join(folder, 'made.auto.tfvars'), 'made')
    mkdirSync(join(folder, '.terraform/modules'), { recursive: true })
    writeFileSync(join(folder, '.terraform/modules/modules.json'), '{}')
    // Leads back to what is judged.
    symlinkSync('modules', join(folder, 'linked'))
    symlinkSync('main.tf', join(folder, 'again.tf'))
    const found = await gathered(fake, fake.event('pull_request', { workspace: folder }), { folder })
    const { workspace } = found.base!
    expect(texts(workspace, 'main.tf', 'link.tf', 'made.auto.tfvars', '.terraform/modules/modules.json')).toEqual([
      numbered(30),
      numbered(30),
      'made',
      '{}',
    ])
    expect(texts(workspace, 'left/out.tf', 'left/more.tf', 'again.tf', 'linked/m/m.tf', '.git/HEAD')).toEqual(Array(5).fill('(missing)'))
    expect(workspace.list('').map(({ name }) => name)).toEqual([
      '.terraform',
      'README.md',
      'link.tf',
      'made.auto.tfvars',
      'main.tf',
      'modules',
    ])
    expect(found.remarks).toEqual(['2 Terraform files of the commit are not in the checkout and not judged'])
  })

  test('without a token nothing is asked', async () => {
    const fake = await fakeWith({ files })
    fake.openPullRequest({ files: { 'new.tf': 'new' } })
    const folder = folderWith()
    fake.checkout(folder, 'merge', { depth: 0 })
    const event = fake.event('pull_request', { workspace: folder })
    const whole_ = await gathered(fake, event, { folder, token: '' })
    expect(texts(whole_.base?.workspace, 'main.tf')).toEqual([numbered(30)])
    expect(whole_.view).toBeUndefined()
    const shallow = folderWith()
    fake.checkout(shallow, 'merge')
    const found = await gathered(fake, event, { folder: shallow, token: '' })
    expect(found.base).toBeUndefined()
    expect(found.remarks).toEqual([expect.stringMatching(/^the base could not be read \(.+\): all that is found counts as new/)])
    expect(fake.requests).toEqual([])
  })
})

describe('other runs', () => {
  test('a merge group is judged against its base', async () => {
    const fake = await fakeWith({ files })
    fake.openPullRequest({ files: { 'main.tf': 'changed' } })
    const group = fake.mergeGroup()
    const folder = folderWith()
    fake.checkout(folder, group.head)
    const found = await gathered(fake, fake.event('merge_group', { group, workspace: folder }), { folder })
    expect([found.commit, found.base?.commit, found.view]).toEqual([group.head, group.base, undefined])
    expect(texts(found.base?.workspace, 'main.tf')).toEqual([numbered(30)])
    expect(asked(fake)).toEqual({})
    const none = await gathered(fake, fake.event('merge_group', { group }), { folder: folderWith() })
    expect(texts(none.workspace, 'main.tf')).toEqual(['changed'])
    expect(none.remarks).toEqual([expect.stringContaining('holds no checkout')])
  })

  test('a push has a base where one is asked for', async () => {
    const fake = await fakeWith({ files })
    const [before] = [fake.repository.branches.get('main')!]
    fake.moveBase({ 'main.tf': 'moved' })
    const folder = folderWith()
    fake.checkout(folder, 'main')
    const event = fake.event('push', { before, workspace: folder })
    expect((await gathered(fake, event, { folder })).base).toBeUndefined()
    expect(fake.requests).toEqual([])
    const found = await gathered(fake, event, { folder, inputs: { scope: 'introduced' } })
    expect(found.base).toMatchObject({ commit: before, revision: before.slice(0, 12) })
    expect(texts(found.base?.workspace, 'main.tf')).toEqual([numbered(30)])
    const lost = await gathered(fake, fake.event('push', { before: 'a'.repeat(40), workspace: folder }), {
      folder,
      inputs: { scope: 'changed' },
    })
    expect(lost.base).toBeUndefined()
    expect(lost.remarks).toContainEqual(expect.stringContaining('the base could not be read'))
  })

  test('what lies in a folder is judged, and an empty one is not', async () => {
    const fake = await fakeWith({ files })
    const event = fake.event('workflow_dispatch')
    const made = await gathered(fake, event, { folder: folderWith({ 'made.tf': 'made' }) })
    expect(texts(made.workspace, 'made.tf')).toEqual(['made'])
    const empty = await gathered(fake, event, { folder: folderWith() })
    expect(texts(empty.workspace, 'main.tf')).toEqual([numbered(30)])
    expect(empty.remarks).toEqual([expect.stringContaining('holds no checkout')])
    const context = contextOf(fake, event)
    const nowhere = await gatherFor(fake, { kind: 'audit', event: 'x', sha: '' }, { ...context, sha: '' }, '/nonexistent/folder', undefined)
    expect(nowhere).toMatchObject({ ok: true, commit: '' })
  })
})

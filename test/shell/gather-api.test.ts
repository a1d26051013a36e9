/** Without git, or without a checkout: GitHub's API is asked, and nothing of it is taken that is not what the tree says. */
import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { blobName } from '../../src/shell/github/archive.ts'
import { folderWith } from '../support/folder.ts'
import { asked, endAfterEach, fakeWith, gathered, numbered, someFiles, texts, withoutGit } from '../support/gathering.ts'
import type { EventName } from '../support/github/events.ts'

endAfterEach()

const files = someFiles

describe('without git, GitHub is asked', () => {
  test('for what the base has and the checkout has not', async () => {
    const fake = await fakeWith({ files })
    fake.openPullRequest({ files: { 'main.tf': 'changed', 'new.tf': 'new' } })
    const folder = folderWith()
    fake.checkout(folder, 'merge')
    withoutGit(fake)
    const found = await gathered(fake, fake.event('pull_request', { workspace: folder }), { folder })
    expect(texts(found.base?.workspace, 'main.tf', 'modules/m/m.tf', 'new.tf')).toEqual([numbered(30), 'm', '(missing)'])
    expect(asked(fake)).toEqual({ 'pulls/list-files': 1, 'git/get-tree': 1, 'git/get-blob': 1 })
    expect(found.remarks).toEqual([expect.stringMatching(/^git could not fetch what is compared \(.+\), so it is asked of GitHub's API$/)])
    expect(fake.violations).toEqual([])
  })

  const code: EventName[] = ['pull_request_target', 'workflow_run']
  test.each(code)('on %s for all of it, and the checkout of the base is not mistaken for it', async (name) => {
    const fake = await fakeWith({ files: { ...files, 'link.tf': { link: 'modules/m/m.tf' }, 'out.tf': { link: '../../etc/passwd' } } })
    fake.openPullRequest({ files: { 'main.tf': numbered(30, { 9: 'nine' }), '.gitattributes': '*.tf export-ignore\n' }, fork: true })
    const base = fake.moveBase({ 'main.tf': `first\n${numbered(30)}` })
    const folder = folderWith({ 'planted.tf': 'planted', 'vnetproof.yaml': 'planted' })
    fake.checkout(folder, 'main')
    withoutGit(fake)
    const found = await gathered(fake, fake.event(name, { workspace: folder }), { folder })
    expect(found.base).toMatchObject({ commit: base, revision: 'main' })
    expect(texts(found.workspace, 'main.tf', 'link.tf', 'out.tf', 'planted.tf', 'vnetproof.yaml')).toEqual([
      `first\n${numbered(30, { 9: 'nine' })}`,
      'm',
      '(outside)',
      '(missing)',
      '(missing)',
    ])
    expect(texts(found.base?.workspace, 'main.tf', 'planted.tf')).toEqual([`first\n${numbered(30)}`, '(missing)'])
    expect([1, 2, 10].map((line) => found.view?.lineAtHead('main.tf', line))).toEqual([undefined, 1, 9])
    expect(fake.violations).toEqual([])
  })

  test('with git, the same is fetched and not asked for', async () => {
    const fake = await fakeWith({ files })
    fake.openPullRequest({ files: { 'main.tf': 'changed' }, fork: true })
    const folder = folderWith()
    const found = await gathered(fake, fake.event('pull_request_target', { workspace: folder }), { folder })
    expect(texts(found.workspace, 'main.tf', 'modules/m/m.tf')).toEqual(['changed', 'm'])
    expect(texts(found.base?.workspace, 'main.tf')).toEqual([numbered(30)])
    expect(readdirSync(folder)).toEqual([])
    expect(asked(fake)).toEqual({ 'pulls/get': 1, 'git/get-commit': 1, 'pulls/list-files': 1 })
    expect(found.remarks).toEqual([])
  })

  test('for many files at once, and an archive hides and alters none', async () => {
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`d/f${index}.tf`, `# ${index}\n`]))
    const attributes = 'd/f1.tf export-ignore\nd/f2.tf export-subst\n'
    const fake = await fakeWith({ files: { ...many, 'd/f2.tf': '# $Format:%H$\n', '.gitattributes': attributes, 'note.tpl': 'note' } })
    fake.openPullRequest({ files: { 'd/f3.tf': 'changed' }, fork: true })
    withoutGit(fake)
    const folder = folderWith()
    const found = await gathered(fake, fake.event('pull_request_target', { workspace: folder }), { folder })
    expect(texts(found.workspace, 'd/f1.tf', 'd/f2.tf', 'd/f3.tf', 'd/f59.tf')).toEqual(['# 1\n', '# $Format:%H$\n', 'changed', '# 59\n'])
    expect(texts(found.base?.workspace, 'd/f1.tf', 'd/f3.tf')).toEqual(['# 1\n', '# 3\n'])
    // Two files that the archive does not have as they are, and the one that the base has otherwise.
    expect(asked(fake)).toEqual({
      'pulls/get': 1,
      'git/get-commit': 1,
      'git/get-tree': 2,
      'repos/download-tarball-archive': 1,
      archive: 1,
      'git/get-blob': 3,
      'pulls/list-files': 1,
    })
    expect(fake.violations).toEqual([])
  })

  test('a job without a checkout is judged from GitHub', async () => {
    const fake = await fakeWith({ files })
    const { baseSha, mergeSha } = fake.openPullRequest({ files: { 'new.tf': 'new' } })
    const folder = folderWith({ 'planted.tf': 'planted' })
    const found = await gathered(fake, fake.event('pull_request', { workspace: folder }), { folder })
    expect([found.commit, found.base?.commit]).toEqual([mergeSha, baseSha])
    expect(texts(found.workspace, 'new.tf', 'planted.tf')).toEqual(['new', '(missing)'])
    expect(found.remarks).toEqual([expect.stringContaining('holds no checkout')])
  })

  test('where the base conflicts, the head is judged against where it left the base', async () => {
    const fake = await fakeWith({ files })
    const { baseSha, headSha } = fake.openPullRequest({ files: { 'main.tf': 'mine' } })
    fake.moveBase({ 'main.tf': 'theirs' })
    const folder = folderWith()
    const found = await gathered(fake, fake.event('pull_request_target', { workspace: folder }), { folder })
    expect([found.commit, found.base?.commit]).toEqual([headSha, baseSha])
    expect(found.view?.lineAtHead('main.tf', 1)).toBe(1)
  })

  test('what the workflow names is read where it fetched it', async () => {
    const fake = await fakeWith({ files })
    fake.openPullRequest({ files: { 'new.tf': 'new' } })
    const folder = folderWith({ 'tags/public.json': '{}', 'ours/p.yaml': 'p', 'other/x.yaml': 'x' })
    const event = fake.event('pull_request_target', { workspace: folder })
    const found = await gathered(fake, event, { folder, inputs: { serviceTags: 'tags/public.json', policies: ['./ours'] } })
    for (const workspace of [found.workspace, found.base?.workspace]) {
      expect(texts(workspace, 'tags/public.json', 'ours/p.yaml', 'other/x.yaml')).toEqual(['{}', 'p', '(missing)'])
      expect(workspace?.list('ours').map(({ name }) => name)).toEqual(['p.yaml'])
    }
  })
})

describe('files that nobody foresaw', () => {
  test.each(['with git', 'without git'])('are fetched when they were asked for: %s', async (how) => {
    const fake = await fakeWith({ files: { ...files, 'a.tpl': 'a', 'b.tpl': 'b' } })
    fake.openPullRequest({ files: { 'a.tpl': 'other' } })
    const folder = folderWith()
    if (how === 'without git') withoutGit(fake)
    const found = await gathered(fake, fake.event('pull_request_target', { workspace: folder }), { folder })
    expect(found.missing()).toEqual([])
    expect(texts(found.workspace, 'a.tpl', 'none.tpl')).toEqual(['(unreadable)', '(missing)'])
    expect(texts(found.base?.workspace, 'a.tpl')).toEqual(['(unreadable)'])
    expect(found.missing()).toEqual(['a.tpl', 'a.tpl'])
    await found.fetchMissing()
    expect(texts(found.workspace, 'a.tpl')).toEqual(['other'])
    expect(texts(found.base?.workspace, 'a.tpl')).toEqual(['a'])
    expect(found.missing()).toEqual([])
  })

  test('that are too large to be judged are not asked for to be shown', async () => {
    const fake = await fakeWith({ files })
    fake.openPullRequest({ files: { 'large.json': 'x'.repeat(8_000_001), 'new.tf': 'new' } })
    withoutGit(fake)
    const found = await gathered(fake, fake.event('pull_request_target'), { folder: folderWith() })
    expect(texts(found.workspace, 'large.json', 'new.tf')).toEqual(['(too-large)', 'new'])
    expect(found.view?.files.map(({ path }) => path)).toEqual(['large.json', 'new.tf'])
    const large = blobName(Buffer.alloc(8_000_001, 'x'), '')
    expect(fake.requests.filter(({ path }) => path.includes('/git/blobs/') && path.includes(large))).toEqual([])
  })

  test('that are nowhere to be had are asked for once', async () => {
    const fake = await fakeWith({ files: { ...files, 'a.tpl': 'a' } })
    fake.openPullRequest({ files: { 'main.tf': 'other' } })
    const found = await gathered(fake, fake.event('pull_request_target'), { folder: folderWith() })
    withoutGit(fake)
    fake.fault({ match: { path: /\/git\/blobs\// }, kind: 'not-found', times: 1_000 })
    texts(found.workspace, 'a.tpl')
    await found.fetchMissing()
    expect(texts(found.workspace, 'a.tpl')).toEqual(['(unreadable)'])
    expect(found.missing()).toEqual([])
  })
})

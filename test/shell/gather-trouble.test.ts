/** Each source is taken away in turn: what cannot be had is told, and is never read as nothing. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import { folderWith } from '../support/folder.ts'
import { endAfterEach, fakeWith, gathered, gatherIn, numbered, someFiles, texts, withoutGit } from '../support/gathering.ts'

endAfterEach()
afterEach(() => vi.unstubAllEnvs())

const files = someFiles

describe('what cannot be had', () => {
  test('the base: then all counts, and it is told', async () => {
    const fake = await fakeWith({ files })
    fake.openPullRequest({ files: { 'main.tf': 'changed' } })
    const folder = folderWith()
    fake.checkout(folder, 'merge')
    withoutGit(fake)
    fake.fault({ match: { path: /\/git\/trees\// }, kind: 'forbidden', times: 9 })
    const found = await gathered(fake, fake.event('pull_request', { workspace: folder }), { folder })
    expect(found.base).toBeUndefined()
    expect(found.view?.files).toHaveLength(1)
    expect(found.remarks).toContainEqual(
      expect.stringMatching(/^the base could not be read \(GitHub answered 403.+\): all that is found counts as new/),
    )
  })

  test('a list of files that is not whole is no list', async () => {
    const fake = await fakeWith({ files, settings: { treeLimit: 2 } })
    fake.openPullRequest({ files: { 'main.tf': 'changed' } })
    withoutGit(fake)
    const event = fake.event('pull_request_target')
    expect(await gatherIn(fake, event, { folder: folderWith() })).toMatchObject({
      ok: false,
      why: expect.stringContaining('more files than GitHub lists'),
    })
  })

  test('what is judged: then nothing is', async () => {
    const fake = await fakeWith({ files })
    fake.openPullRequest({ files: { 'main.tf': 'changed' } })
    withoutGit(fake)
    fake.fault({ match: { path: /\/git\/trees\// }, kind: 'error-before', times: 99 })
    expect(await gatherIn(fake, fake.event('pull_request_target'), { folder: folderWith() })).toMatchObject({ ok: false })
  })

  test.each(['garbage', 'not-found', 'timeout-before', 'error-before'] as const)(
    'the whole API (%s): what is on disk is judged',
    async (kind) => {
      const fake = await fakeWith({ files })
      const { baseSha } = fake.openPullRequest({ files: { 'main.tf': 'changed' } })
      const folder = folderWith()
      fake.checkout(folder, 'merge', { depth: 0 })
      fake.fault({ match: { path: /^\/repos\// }, kind, times: 1_000 })
      const found = await gathered(fake, fake.event('pull_request', { workspace: folder }), { folder })
      expect(found.base?.commit).toBe(baseSha)
      expect(found.view).toBeUndefined()
      expect(found.remarks).toEqual([expect.stringMatching(/^the changed files could not be listed \(.+\), so nothing is told inline$/)])
    },
  )

  test('git itself: all is asked of GitHub', async () => {
    const fake = await fakeWith({ files })
    const { baseSha } = fake.openPullRequest({ files: { 'main.tf': 'changed' } })
    const folder = folderWith()
    fake.checkout(folder, 'merge')
    const event = fake.event('pull_request', { workspace: folder })
    vi.stubEnv('PATH', folderWith())
    const found = await gathered(fake, event, { folder })
    expect([found.commit, found.base?.commit]).toEqual([event.sha, baseSha])
    expect(texts(found.workspace, 'main.tf')).toEqual(['changed'])
    expect(texts(found.base?.workspace, 'main.tf')).toEqual([numbered(30)])
    expect(found.view?.lineAtHead('main.tf', 1)).toBe(1)
    expect(found.remarks).toEqual([expect.stringContaining('holds no checkout'), expect.stringContaining('git is not installed')])
  })

  test('a head that has moved on is not commented on', async () => {
    const fake = await fakeWith({ files })
    fake.openPullRequest({ files: { 'main.tf': 'changed' } })
    for (const name of ['pull_request', 'pull_request_target'] as const) {
      const folder = folderWith()
      fake.checkout(folder, 'merge')
      const event = fake.event(name, { workspace: folder })
      fake.push({ 'main.tf': `again for ${name}` })
      const found = await gathered(fake, event, { folder })
      expect(found.view).toBeUndefined()
      expect(found.remarks).toContainEqual(expect.stringContaining('has moved on'))
    }
  })
})

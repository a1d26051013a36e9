/** The changed files of a pull request: all pages, and the diffs that GitHub leaves out. */
import { describe, expect, test } from 'vitest'
import { folderWith } from '../support/folder.ts'
import { asked, endAfterEach, fakeWith, gathered, numbered, someFiles } from '../support/gathering.ts'

endAfterEach()

const files = someFiles

describe('changed files', () => {
  test('come a hundred at a time, as many pages as there are', async () => {
    const fake = await fakeWith({ files })
    fake.openPullRequest({ files: Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`f${index}.md`, String(index)])) })
    const folder = folderWith()
    fake.checkout(folder, 'merge')
    const found = await gathered(fake, fake.event('pull_request', { workspace: folder }), { folder })
    expect(found.view?.files).toHaveLength(200)
    expect(asked(fake)).toEqual({ 'pulls/list-files': 2 })
  })

  test('a diff that GitHub leaves out is the one that it would show', async () => {
    const change = {
      'main.tf': numbered(30, { 4: 'four\nfour and a half', 20: 'twenty', 27: '' }),
      'new.tf': numbered(20),
      'modules/m/m.tf': null,
      'moved.tf': null,
      'renamed.tf': numbered(40, { 7: 'seven', 9: '9' }).replaceAll('#', '//'),
      'big.md': numbered(20),
    }
    const begin = { ...files, 'moved.tf': numbered(40).replaceAll('#', '//') }
    const patches = async (patchLimit: number, moves: boolean): Promise<ReadonlyMap<string, string | undefined>> => {
      const fake = await fakeWith({ files: begin, settings: { patchLimit } })
      fake.openPullRequest({ files: change })
      // The merge's first parent is not where the pull request began.
      if (moves) fake.moveBase({ 'main.tf': numbered(30, { 12: 'twelve' }) })
      const folder = folderWith()
      fake.checkout(folder, 'merge')
      const found = await gathered(fake, fake.event('pull_request', { workspace: folder }), { folder })
      expect(fake.violations).toEqual([])
      return new Map(found.view?.files.map(({ path, patch }) => [path, patch]))
    }
    const side = (patch: string | undefined): string | undefined =>
      patch
        ?.replace(/^(@@ -\d+)(?=[ ])/gm, '$1,1')
        .replace(/(\+\d+) @@.*$/gm, '$1,1 @@')
        .replace(/ @@ .*$/gm, ' @@')
    const shown = await patches(1_000, false)
    for (const moves of [false, true]) {
      const rebuilt = await patches(0, moves)
      for (const path of ['main.tf', 'new.tf', 'renamed.tf']) {
        expect(shown.get(path)).toBeDefined()
        expect(rebuilt.get(path)).toBe(side(shown.get(path)))
      }
      expect(rebuilt.get('big.md')).toBeUndefined()
    }
  })

  test('whose diff is nowhere are told', async () => {
    const fake = await fakeWith({ files: { ...files, 'binary.tf': new Uint8Array([0, 255, 2]) } })
    fake.openPullRequest({ files: { 'binary.tf': 'variable "text" {}\n' } })
    const folder = folderWith()
    fake.checkout(folder, 'merge')
    const found = await gathered(fake, fake.event('pull_request', { workspace: folder }), { folder })
    expect(found.view?.files[0]?.patch).toBeUndefined()
    expect(found.remarks).toEqual(['GitHub shows no diff of 1 changed file: what is found there is not told inline'])
  })
})

import { existsSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type GitWorkspace, gitWorkspace } from '../../src/shell/git-workspace.ts'
import { budget } from '../../src/text/budget.ts'
import { newRepository } from '../support/repository.ts'

const opened = (folder: string, revision = 'HEAD', limits?: Parameters<typeof gitWorkspace>[2]): GitWorkspace => {
  const found = gitWorkspace(folder, revision, limits)
  if (!found.ok) throw new Error(found.reason)
  return found.workspace
}

describe('a revision as a workspace', () => {
  test('has the files of that revision, whatever the checkout holds', () => {
    const { folder, commit, write } = newRepository({ 'a.tf': 'first', 'modules/x/b.tf': 'b', 'notes.md': 'n' })
    const first = opened(folder)
    commit({ 'a.tf': 'second' })
    write({ 'a.tf': 'third', 'new.tf': 'new' })
    expect([first, opened(folder, 'HEAD~1'), opened(folder)].map(({ read }) => read('a.tf'))).toEqual([
      { ok: true, text: 'first' },
      { ok: true, text: 'first' },
      { ok: true, text: 'second' },
    ])
    expect(opened(folder).list('')).toEqual([
      { name: 'a.tf', kind: 'file' },
      { name: 'modules', kind: 'folder' },
      { name: 'notes.md', kind: 'file' },
    ])
    expect(opened(folder).list('modules/x')).toEqual([{ name: 'b.tf', kind: 'file' }])
    expect(opened(folder).read('new.tf')).toEqual({ ok: false, why: 'missing' })
    expect(opened(folder).read('modules')).toEqual({ ok: false, why: 'unreadable' })
  })

  test('a folder of the repository sees what is below it, by its own paths', () => {
    const { folder } = newRepository({ 'outside.tf': 'o', 'infra/main.tf': 'm', 'infra/x/y.tf': 'y' })
    const workspace = opened(join(folder, 'infra'))
    expect(workspace.list('')).toEqual([
      { name: 'main.tf', kind: 'file' },
      { name: 'x', kind: 'folder' },
    ])
    expect(workspace.read('x/y.tf')).toEqual({ ok: true, text: 'y' })
    expect(workspace.read('../outside.tf')).toEqual({ ok: false, why: 'outside' })
    expect(workspace.read('/etc/passwd')).toEqual({ ok: false, why: 'outside' })
  })

  test('many files come whole, each with its own text', () => {
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`d${index % 7}/f${index}.tf`, `# ${index}\n\n`.repeat(index)]),
    )
    const workspace = opened(newRepository(files).folder)
    for (const [path, text] of Object.entries(files)) expect(workspace.read(path)).toEqual({ ok: true, text })
  })

  test('links are followed inside the revision only', () => {
    const { folder, commit } = newRepository({ 'real/a.tf': 'a', 'deep/x/main.tf': 'x' })
    symlinkSync('real/a.tf', join(folder, 'file.tf'))
    symlinkSync('real', join(folder, 'linked'))
    symlinkSync('../deep/x/../../linked/a.tf', join(folder, 'real/round.tf'))
    symlinkSync('/etc/passwd', join(folder, 'absolute.tf'))
    symlinkSync('../../etc/passwd', join(folder, 'out.tf'))
    symlinkSync('loop.tf', join(folder, 'loop.tf'))
    symlinkSync('ping', join(folder, 'pong'))
    symlinkSync('pong', join(folder, 'ping'))
    symlinkSync('.', join(folder, 'self'))
    commit({})
    const workspace = opened(folder)
    expect(workspace.read('file.tf')).toEqual({ ok: true, text: 'a' })
    expect(workspace.read('linked/a.tf')).toEqual({ ok: true, text: 'a' })
    expect(workspace.read('real/round.tf')).toEqual({ ok: true, text: 'a' })
    expect(workspace.read('self/self/self/file.tf')).toEqual({ ok: true, text: 'a' })
    expect(workspace.read('absolute.tf')).toEqual({ ok: false, why: 'outside' })
    expect(workspace.read('out.tf')).toEqual({ ok: false, why: 'outside' })
    expect(workspace.read('loop.tf')).toEqual({ ok: false, why: 'unreadable' })
    expect(workspace.read('ping/a.tf')).toEqual({ ok: false, why: 'unreadable' })
    expect(workspace.list('linked')).toEqual([
      { name: 'a.tf', kind: 'file' },
      { name: 'round.tf', kind: 'file' },
    ])
    // Linked folders are left out; links that lead nowhere are told as files.
    expect(workspace.list('').map(({ name }) => name)).toEqual([
      'absolute.tf',
      'deep',
      'file.tf',
      'loop.tf',
      'out.tf',
      'ping',
      'pong',
      'real',
    ])
  })

  test('strange names are names', () => {
    const names = ['a\nb.tf', 'quo"te.tf', "it's.tf", 'ta\tb.tf', '-rf.tf', 'ünïcödé.tf', ' 100644 blob.tf']
    const { folder, commit } = newRepository()
    for (const name of names) writeFileSync(join(folder, name), name)
    commit({})
    const workspace = opened(folder)
    expect(new Set(workspace.list('').map(({ name }) => name))).toEqual(new Set(names))
    for (const name of names) expect(workspace.read(name)).toEqual({ ok: true, text: name })
  })

  test('names that git would not check out are not there', () => {
    const { folder, pipe } = newRepository()
    const blob = pipe('resource {', 'hash-object', '-w', '--stdin').trim()
    const entry = (name: string): Buffer => Buffer.concat([Buffer.from(`100644 ${name}\0`), Buffer.from(blob, 'hex')])
    const inner = pipe(entry('x.tf'), 'hash-object', '-w', '--literally', '-t', 'tree', '--stdin').trim()
    const bad = Buffer.concat([Buffer.from('40000 ..\0'), Buffer.from(inner, 'hex'), entry('ok.tf')])
    const tree = pipe(bad, 'hash-object', '-w', '--literally', '-t', 'tree', '--stdin').trim()
    const commit = pipe('', 'commit-tree', '-m', 'bad', tree).trim()
    expect(opened(folder, commit).list('')).toEqual([{ name: 'ok.tf', kind: 'file' }])
  })

  test('budgets are those of a folder on disk', () => {
    const { folder } = newRepository({ 'a.tf': 'a'.repeat(10), 'b.tf': 'b'.repeat(100), 'c.tf': 'c'.repeat(10), 'd.tf': 'd'.repeat(10) })
    const small = opened(folder, 'HEAD', { ...budget, fileBytes: 50, runBytes: 25 })
    expect(['b.tf', 'a.tf', 'a.tf', 'c.tf', 'd.tf'].map((path) => small.read(path))).toEqual([
      { ok: false, why: 'too-large' },
      { ok: true, text: 'aaaaaaaaaa' },
      { ok: true, text: 'aaaaaaaaaa' },
      { ok: true, text: 'cccccccccc' },
      { ok: false, why: 'budget' },
    ])
    const few = opened(folder, 'HEAD', { ...budget, runFiles: 1 })
    expect(['a.tf', 'c.tf'].map((path) => few.read(path).ok)).toEqual([true, false])
  })

  test('what is no text is not read', () => {
    const { folder, commit } = newRepository()
    writeFileSync(join(folder, 'binary.tf'), new Uint8Array([0xff, 0xfe]))
    commit({})
    expect(opened(folder).read('binary.tf')).toEqual({ ok: false, why: 'unreadable' })
  })

  test('a submodule is not there', () => {
    const { folder, git } = newRepository({ 'a.tf': 'a' })
    const commit = git('rev-parse', 'HEAD').trim()
    git('update-index', '--add', '--cacheinfo', `160000,${commit},sub`)
    git('commit', '--quiet', '--message', 'submodule')
    expect(opened(folder).list('')).toEqual([{ name: 'a.tf', kind: 'file' }])
  })

  test.each(['', '-x', '--all', '--upload-pack=touch x', 'nowhere', 'HEAD\0', 'HEAD\nHEAD', 'HEAD:a.tf', 'HEAD..HEAD', '^HEAD'])(
    '%j is no revision',
    (revision) => {
      expect(gitWorkspace(newRepository({ 'a.tf': 'a' }).folder, revision)).toMatchObject({ ok: false, why: 'no-revision' })
    },
  )

  test('nothing that the repository names is run', () => {
    const { folder, git } = newRepository({ 'a.tf': 'a', '.gitattributes': '*.tf filter=evil diff=evil\n' })
    const touch = `touch '${join(folder, 'touched')}'`
    for (const name of [
      'core.fsmonitor',
      'filter.evil.smudge',
      'filter.evil.process',
      'diff.evil.textconv',
      'core.pager',
      'core.sshCommand',
    ])
      git('config', name, touch)
    git('config', 'alias.ls-tree', `!${touch}`)
    expect(opened(folder).read('a.tf')).toEqual({ ok: true, text: 'a' })
    expect(existsSync(join(folder, 'touched'))).toBe(false)
  })
})

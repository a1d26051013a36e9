import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { diskWorkspace } from '../../src/shell/disk-workspace.ts'
import { folderWith } from '../support/folder.ts'

const limits = { fileBytes: 100, runBytes: 250, runFiles: 4 }
const refused = (why: string) => ({ ok: false, why })

describe('a folder on disk as a workspace', () => {
  test('reads text, and lists names in order', () => {
    const folder = folderWith({ 'b.tf': 'b', 'a/x.tf': 'x', 'Z.tf': 'z' })
    const workspace = diskWorkspace(folder)
    expect(workspace.read('a/x.tf')).toEqual({ ok: true, text: 'x' })
    expect(workspace.read('./a/../b.tf')).toEqual({ ok: true, text: 'b' })
    expect(workspace.list('')).toEqual([
      { name: 'Z.tf', kind: 'file' },
      { name: 'a', kind: 'folder' },
      { name: 'b.tf', kind: 'file' },
    ])
    expect(workspace.list('nowhere')).toEqual([])
    expect(workspace.list('b.tf')).toEqual([])
  })

  test('refuses what lies outside, by any way', () => {
    const outside = folderWith({ 'secret.tf': 'secret', 'folder/secret.tf': 'secret' })
    const folder = folderWith({ 'in/a.tf': 'a' })
    symlinkSync(join(outside, 'secret.tf'), join(folder, 'link.tf'))
    symlinkSync(join(outside, 'folder'), join(folder, 'linked'))
    symlinkSync('../../../../../../../../etc/passwd', join(folder, 'in/passwd'))
    const workspace = diskWorkspace(folder)
    for (const path of [
      '../x',
      'in/../../x',
      '/etc/passwd',
      '\\etc\\passwd',
      'C:\\x',
      'link.tf',
      'linked/secret.tf',
      'in/passwd',
      '..',
      'in\\..\\..\\x',
    ])
      expect(workspace.read(path), path).toEqual(refused('outside'))
    expect(workspace.list('linked')).toEqual([])
    expect(workspace.list('..')).toEqual([])
    expect(workspace.list('/')).toEqual([])
    // What leads out is listed, so that whoever wants to read it hears why it cannot; it is never entered.
    expect(workspace.list('')).toEqual([
      { name: 'in', kind: 'folder' },
      { name: 'link.tf', kind: 'file' },
      { name: 'linked', kind: 'file' },
    ])
    expect(workspace.list('in')).toEqual([
      { name: 'a.tf', kind: 'file' },
      { name: 'passwd', kind: 'file' },
    ])
  })

  test('a sibling whose name begins like the root is outside', () => {
    const parent = folderWith({ 'root/a.tf': 'a', 'root-other/b.tf': 'b' })
    symlinkSync(join(parent, 'root-other/b.tf'), join(parent, 'root/b.tf'))
    expect(diskWorkspace(join(parent, 'root')).read('b.tf')).toEqual(refused('outside'))
  })

  test('links inside are followed by path; a walk meets linked files but never a linked folder', () => {
    const folder = folderWith({ 'shared/provider.tf': 'p', 'infra/main.tf': 'm' })
    symlinkSync('../shared/provider.tf', join(folder, 'infra/provider.tf'))
    symlinkSync('../shared', join(folder, 'infra/modules'))
    symlinkSync('shared/provider.tf', join(folder, 'root.tf'))
    symlinkSync('.', join(folder, 'infra/loop'))
    symlinkSync('self', join(folder, 'infra/self'))
    const workspace = diskWorkspace(folder)
    expect(workspace.read('infra/provider.tf')).toEqual({ ok: true, text: 'p' })
    expect(workspace.read('infra/modules/provider.tf')).toEqual({ ok: true, text: 'p' })
    expect(workspace.list('infra')).toEqual([
      { name: 'main.tf', kind: 'file' },
      { name: 'provider.tf', kind: 'file' },
      { name: 'self', kind: 'file' },
    ])
    expect(workspace.list('')).toEqual([
      { name: 'infra', kind: 'folder' },
      { name: 'root.tf', kind: 'file' },
      { name: 'shared', kind: 'folder' },
    ])
    expect(workspace.list('infra/modules')).toEqual([{ name: 'provider.tf', kind: 'file' }])
    expect(workspace.read('infra/self')).toEqual(refused('unreadable'))
  })

  test('says why a path gives no text', () => {
    const folder = folderWith({
      'big.tf': 'x'.repeat(101),
      'latin.tf': new Uint8Array([0x61, 0xe9]),
      'overlong.tf': new Uint8Array([0xc0, 0xaf]),
      'surrogate.tf': new Uint8Array([0xed, 0xa0, 0x80]),
    })
    mkdirSync(join(folder, 'folder.tf'))
    execFileSync('mkfifo', [join(folder, 'pipe.tf')])
    const workspace = diskWorkspace(folder, limits)
    expect(workspace.read('none.tf')).toEqual(refused('missing'))
    expect(workspace.read('big.tf/x')).toEqual(refused('missing'))
    expect(workspace.read('a\0b')).toEqual(refused('missing'))
    expect(workspace.read('big.tf')).toEqual(refused('too-large'))
    expect(workspace.read('big.tf', 99_999)).toMatchObject({ ok: true })
    for (const path of ['folder.tf', 'pipe.tf', 'latin.tf', 'overlong.tf', 'surrogate.tf'])
      expect(workspace.read(path), path).toEqual(refused('unreadable'))
    expect(workspace.list('')).not.toContainEqual({ name: 'pipe.tf', kind: 'file' })
  })

  test('a byte order mark is no text, anywhere else it is', () => {
    const folder = folderWith({ 'a.tf': '\ufeffa = 1\r\n', 'b.tf': 'a\ufeff' })
    const workspace = diskWorkspace(folder)
    expect(workspace.read('a.tf')).toEqual({ ok: true, text: 'a = 1\r\n' })
    expect(workspace.read('b.tf')).toEqual({ ok: true, text: 'a\ufeff' })
  })

  test('stops at the budget of the run, in bytes and in files', () => {
    const byBytes = diskWorkspace(
      folderWith({ 'a.tf': 'x'.repeat(100), 'b.tf': 'x'.repeat(100), 'c.tf': 'x'.repeat(100), 'd.tf': 'x'.repeat(50) }),
      limits,
    )
    expect(['a.tf', 'b.tf', 'c.tf', 'd.tf', 'a.tf'].map((path) => byBytes.read(path).ok)).toEqual([true, true, false, true, true])
    expect(byBytes.read('c.tf')).toEqual(refused('budget'))
    const names = ['1.tf', '2.tf', '3.tf', '4.tf', '5.tf']
    const byFiles = diskWorkspace(folderWith(Object.fromEntries(names.map((name) => [name, '']))), limits)
    expect(names.map((name) => byFiles.read(name).ok)).toEqual([true, true, true, true, false])
    expect(byFiles.read('5.tf')).toEqual(refused('budget'))
  })

  test('what was read once stays as it was read', () => {
    const folder = folderWith({ 'a.tf': 'before' })
    const workspace = diskWorkspace(folder)
    workspace.read('a.tf')
    writeFileSync(join(folder, 'a.tf'), 'after')
    expect(workspace.read('a.tf')).toEqual({ ok: true, text: 'before' })
    rmSync(join(folder, 'a.tf'))
    expect(workspace.read('a.tf')).toEqual({ ok: true, text: 'before' })
  })

  test('no path at all leads out, or throws', () => {
    const folder = folderWith({ 'a/b.tf': 'b' })
    const workspace = diskWorkspace(join(folder, 'a'))
    const part = fc.oneof(fc.constantFrom('..', '.', '', 'a', 'b.tf', '\\', '..\\', '%2e%2e', '\0', '~'), fc.string({ unit: 'binary' }))
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const path = parts.join('/')
        const result = workspace.read(path)
        if (result.ok) expect(result.text).toBe('b')
        for (const entry of workspace.list(path)) expect(entry.name).toBe('b.tf')
      }),
    )
  })
})

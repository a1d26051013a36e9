import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { progressOf } from '../../src/shell/progress.ts'
import { scopeOf } from '../../src/shell/scope.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'
import { folderWith } from '../support/folder.ts'

const folder = folderWith({
  'work/infra/main.tf': 'm',
  'work/hub/main.tf': 'h',
  'other/main.tf': 'o',
  'other/secret.tf': 's',
  'tags/tags.json': '{}',
  'policies/p.yaml': 'p',
})
const cwd = join(folder, 'work')

describe('what is typed at a terminal', () => {
  test('inside the current directory, that is the workspace', () => {
    const scope = scopeOf(cwd, ['infra', './hub/main.tf'])
    expect(scope.paths).toEqual(['infra', 'hub/main.tf'])
    expect(scope.workspace.read('infra/main.tf')).toEqual({ ok: true, text: 'm' })
    expect(scope.workspace.read('../other/main.tf')).toEqual({ ok: false, why: 'outside' })
    expect(scope.showPath('infra/main.tf')).toBe('infra/main.tf')
    expect(scopeOf(cwd, ['.']).paths).toEqual([''])
  })

  test('outside it, the folder that holds all of it is; paths are shown as typed', () => {
    const one = scopeOf(cwd, ['../other'])
    expect(one.paths).toEqual([''])
    expect(one.workspace.read('main.tf')).toEqual({ ok: true, text: 'o' })
    expect(one.showPath('main.tf')).toBe('../other/main.tf')
    const two = scopeOf(cwd, ['../other/main.tf', join(cwd, 'hub')])
    expect(two.paths).toEqual(['other/main.tf', 'work/hub'])
    expect(two.showPath('work/hub/main.tf')).toBe('hub/main.tf')
  })

  test('a file named on its own is let in from elsewhere, and shown as it was typed', () => {
    const scope = scopeOf(cwd, ['infra'])
    expect(scope.admit('hub/main.tf')).toBe('hub/main.tf')
    const tags = scope.admit('../tags/tags.json')
    expect(scope.workspace.read(tags)).toEqual({ ok: true, text: '{}' })
    expect(scope.showPath(tags)).toBe('../tags/tags.json')
    const beside = scope.admit('../other/main.tf')
    expect(scope.workspace.read(beside)).toEqual({ ok: true, text: 'o' })
    expect(scope.workspace.read(beside.replace('main', 'secret'))).toEqual({ ok: false, why: 'outside' })
    expect(scope.workspace.list(beside.replace('/main.tf', ''))).toEqual([])
    const policies = scope.admit('../policies')
    expect(scope.workspace.list(policies)).toEqual([{ name: 'p.yaml', kind: 'file' }])
    expect(scope.workspace.read(`${policies}/p.yaml`)).toEqual({ ok: true, text: 'p' })
    expect(scope.workspace.read(`${policies}/../other/secret.tf`)).toEqual({ ok: false, why: 'outside' })
  })

  test('what is not there is a mistake that says what is', () => {
    expect(scopeOf(cwd, ['infr']).mistakes).toEqual(['there is no file or folder `infr`; did you mean `infra`?'])
    expect(scopeOf(cwd, ['x/y/z']).mistakes).toEqual(['there is no file or folder `x/y/z`'])
  })
})

describe('progress', () => {
  const run = (isTTY: boolean, times: readonly number[]): string => {
    let told = ''
    let at = 0
    const progress = progressOf(memoryWorkspace({}), () => times[Math.min(at++, times.length - 1)]!, {
      isTTY,
      write: (text) => (told += text),
    })
    for (const _ of times.slice(1)) progress.workspace.read('x')
    progress.end()
    return told
  }
  test('a run under a second says nothing', () => expect(run(true, [0, 500, 1000])).toBe(''))
  test('a longer one tells where it is, and takes it away', () =>
    expect(run(true, [0, 1001, 1050, 1102])).toBe('\r\u001b[Kvnetproof: 1 files read\r\u001b[Kvnetproof: 3 files read\r\u001b[K'))
  test('in a log it is one line', () => expect(run(false, [0, 1001, 1200, 1400])).toBe('vnetproof: reading, 1 files so far\n'))
})

import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { guarded, writeReport } from '../../src/shell/deliver.ts'
import { folderWith } from '../support/folder.ts'

describe('a report in a file', () => {
  test('is written with the folders it needs, replaces what was there, and leaves nothing beside it', () => {
    const root = folderWith({ 'out/r.json': 'old' })
    expect(writeReport(root, 'out/r.json', 'new')).toBe(join(root, 'out/r.json'))
    writeReport(root, 'a/b/r.json', 'deep')
    expect(readFileSync(join(root, 'out/r.json'), 'utf8')).toBe('new')
    expect(readFileSync(join(root, 'a/b/r.json'), 'utf8')).toBe('deep')
    expect(readdirSync(join(root, 'out'))).toEqual(['r.json'])
  })

  test('a link in the workspace is replaced, not followed', () => {
    const outside = folderWith({ 'target.txt': 'untouched' })
    const root = folderWith()
    symlinkSync(join(outside, 'target.txt'), join(root, 'r.json'))
    writeReport(root, 'r.json', 'new')
    expect(readFileSync(join(outside, 'target.txt'), 'utf8')).toBe('untouched')
    expect(readFileSync(join(root, 'r.json'), 'utf8')).toBe('new')
  })

  test('a relative path leads nowhere else', () => {
    const outside = folderWith()
    const root = folderWith()
    symlinkSync(outside, join(root, 'linked'))
    expect(() => writeReport(root, 'linked/r.json', 'x')).toThrow('leads out of the workspace')
    expect(() => writeReport(root, 'linked/deep/r.json', 'x')).toThrow('leads out of the workspace')
    expect(() => writeReport(root, '../r.json', 'x')).toThrow('leads out of the workspace')
    expect(readdirSync(outside)).toEqual([])
  })

  test('an absolute path is where its author wants it', () => {
    const outside = folderWith()
    writeReport(folderWith(), join(outside, 'r.json'), 'x')
    expect(readdirSync(outside)).toEqual(['r.json'])
  })

  test('a folder in its place is an error that leaves no draft', () => {
    const root = folderWith()
    mkdirSync(join(root, 'r.json/x'), { recursive: true })
    expect(() => writeReport(root, 'r.json', 'x')).toThrow()
    expect(readdirSync(root)).toEqual(['r.json'])
  })
})

test('text for a log stands between a token that nobody can foresee', () => {
  const [first, ...rest] = guarded('::error::x\n').split('\n')
  const token = /^::stop-commands::([0-9a-f]{32})$/.exec(first ?? '')?.[1]
  expect(rest).toEqual(['::error::x', `::${token}::`, ''])
  expect(guarded('x')).not.toBe(guarded('x'))
})

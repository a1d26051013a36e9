import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { ask } from '../../src/shell/second-opinion.ts'
import { folderWith } from '../support/folder.ts'

const shipped = pathToFileURL(resolve('dist/second-opinion/index.js'))
const workers = folderWith({
  'endless.mjs': 'for (;;) {}',
  'failing.mjs': 'throw new Error("no")',
  'silent.mjs': '',
  'odd.mjs': 'import { parentPort } from "node:worker_threads"; parentPort.postMessage("accepts")',
  'greedy.mjs': 'const kept = []; for (;;) kept.push(new Array(1e6).fill({}))',
})
const worker = (name: string): URL => pathToFileURL(join(workers, name))

describe('a second opinion', () => {
  test('tells what the other reader says', async () => {
    expect(existsSync(shipped)).toBe(true)
    expect(await ask('resource "a" "b" {\n  x = [for k in y : k]\n}\n', shipped, 30_000)).toBe('accepts')
    expect(await ask('resource "a" "b" {{\n', shipped, 30_000)).toBe('rejects')
  })

  test('a reader that does not end, fails, says nothing or something else has no opinion', async () => {
    expect(await ask('x', worker('endless.mjs'), 200)).toBe('none')
    for (const name of ['failing.mjs', 'silent.mjs', 'odd.mjs', 'greedy.mjs', 'missing.mjs'])
      expect(await ask('x', worker(name), 20_000), name).toBe('none')
  })

  test('a long file is not asked about', async () => {
    expect(await ask(`# ${'x'.repeat(70_000)}\n`, shipped)).toBe('none')
  })
})

/** YAML that readers differ on, or that grows, is not known; the rest is in the vectors that Terraform's binary gave. */
import { describe, expect, test } from 'vitest'
import { siteAt } from '../../src/eval/site.ts'
import { isFailure, isWhollyKnown, type Value } from '../../src/eval/value.ts'
import { fromYaml } from '../../src/hcl/yaml.ts'
import { fileOf } from '../support/source.ts'

const site = siteAt({ span: { file: fileOf(''), start: 0, end: 0 } })
const read = (text: string): Value => fromYaml(text, site)

describe('not known, and no failure', () => {
  test.each([
    ['a tab', 'a:\tb\n'],
    ['an explicit key', '? a\n: b\n'],
    ['a directive', '%YAML 1.1\n---\na\n'],
    ['a colon inside of a word in brackets', '[a:b]\n'],
    ['an infinite number', '.inf\n'],
    ['what the reader refuses', 'a: [\n'],
    ['a time of another form', '2020-01-02T03:04\n'],
    ['nesting', '['.repeat(5_000)],
    [
      'aliases of aliases',
      `a0: &a0 [x]\n${Array.from({ length: 40 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}]\n`).join('')}`,
    ],
  ])('%s', (_, text) => {
    const value = read(text)
    expect(isWhollyKnown(value)).toBe(false)
    expect(isFailure(value)).toBe(false)
  })
})

test('keys that mean something to JavaScript are keys', () => {
  const value = read('__proto__: 1\nconstructor: 2\n')
  expect(value.kind === 'object' && [...value.entries.keys()]).toEqual(['__proto__', 'constructor'])
})

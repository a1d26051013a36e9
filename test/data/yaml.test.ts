import { describe, expect, test } from 'vitest'
import { child, itemsOf, type Scalar, spanWithin, type Tree } from '../../src/data/tree.ts'
import { readYaml } from '../../src/data/yaml.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { positionAt, spanText } from '../../src/text/source.ts'
import { fileOf, source } from '../support/source.ts'

const read = (text: string): { readonly tree: Tree | undefined; readonly told: readonly Diagnostic[] } => {
  const told: Diagnostic[] = []
  const tree = readYaml(fileOf(text, 'policy.yaml', 'yaml'), (diagnostic) => told.push(diagnostic))
  return { tree, told }
}

const codes = (text: string): readonly string[] => read(text).told.map((diagnostic) => diagnostic.code)

const plain = (tree: Tree): unknown =>
  tree.kind === 'scalar'
    ? tree.value
    : tree.kind === 'list'
      ? tree.items.map(plain)
      : Object.fromEntries(tree.entries.map((entry) => [entry.key, plain(entry.value)]))

describe('YAML as trees', () => {
  test('gives data and the places where it is written', () => {
    const { tree, told } = read(source`
      a: 1
      b:
        - "two"
        - { c: true, d: null }
      e: 0010
    `)
    expect(told).toEqual([])
    expect(plain(tree!)).toEqual({ a: 1, b: ['two', { c: true, d: null }], e: 10 })
    const two = itemsOf(child(tree!, 'b'))[0]!
    expect(spanText(two.span)).toBe('"two"')
    expect(positionAt(two.span.file, two.span.start)).toEqual({ line: 3, column: 5 })
    expect((child(tree!, 'e') as Scalar).raw).toBe('0010')
  })

  test('words that YAML 1.1 turned into truth values stay words', () => {
    expect(plain(read('a: off\nb: no\nc: 12:30\n').tree!)).toEqual({ a: 'off', b: 'no', c: '12:30' })
  })

  test('an empty file and an absent value are nothing', () => {
    expect(plain(read('').tree!)).toBe(null)
    expect(plain(read('a:\nb: 1\n').tree!)).toEqual({ a: null, b: 1 })
  })

  test('part of a scalar is found inside plain and quoted text, and given up where escapes hide it', () => {
    const { tree } = read('a: mode == x\nb: "mode == x"\nc: "mode\\t== x"\n')
    for (const key of ['a', 'b']) expect(spanText(spanWithin(child(tree!, key) as Scalar, 0, 4))).toBe('mode')
    expect(spanText(spanWithin(child(tree!, 'c') as Scalar, 0, 4))).toBe('"mode\\t== x"')
  })

  test('tells what plain data does not need, with its place', () => {
    expect(codes('a: &x 1\nb: *x\n')).toEqual(['yaml/anchor', 'yaml/anchor'])
    expect(codes('a: 1\nb: 2\na: 3\n')).toEqual(['yaml/duplicate-key'])
    expect(codes('a: 1\n---\nb: 2\n')).toEqual(['yaml/syntax'])
    expect(codes('a:\n\tb: 1\n')).toContain('yaml/syntax')
    expect(codes('a: !!python/object 1\n')).toEqual(['yaml/tag'])
    expect(codes('? [a]\n: 1\n')).not.toEqual([])
    const { told } = read('a: 1\nb: 2\na: 3\n')
    expect(positionAt(told[0]!.span.file, told[0]!.span.start)).toEqual({ line: 3, column: 1 })
    expect(spanText(told[0]!.related![0]!.span)).toBe('a')
  })

  test('says how to write a reference inside braces', () => {
    const { told } = read(`x: { from: $${'{'}clients} }\n`)
    expect(told[0]!.help).toContain('"$')
  })

  test('two mistakes of one file are told together', () => {
    expect(codes('a: &x 1\nb: 1\nb: 2\n')).toEqual(['yaml/anchor', 'yaml/duplicate-key'])
  })

  test.each([
    ['brackets', '['.repeat(100_000)],
    ['closed brackets', `${'['.repeat(5_000)}${']'.repeat(5_000)}`],
    ['braces', '{a: '.repeat(20_000)],
    ['list indicators', `${'- '.repeat(50_000)}a`],
    ['question marks', '? '.repeat(50_000)],
    ['indentation', Array.from({ length: 1_000 }, (_, index) => `${' '.repeat(index)}k:`).join('\n')],
    ['brackets hidden by comments', '[ # ]\n'.repeat(5_000)],
    ['length', `a: ${'x'.repeat(2_000_000)}`],
  ])('too much of %s is told and does not end the process', (_, text) => {
    const { tree, told } = read(text)
    expect(tree).toBeUndefined()
    expect(['yaml/too-deep', 'yaml/too-large']).toContain(told[0]!.code)
  })

  test('an alias bomb is refused before anything is repeated', () => {
    const levels = Array.from({ length: 30 }, (_, index) =>
      index === 0 ? 'l0: &l0 [x, x]' : `l${index}: &l${index} [*l${index - 1}, *l${index - 1}]`,
    )
    expect(codes(levels.join('\n'))).toContain('yaml/anchor')
  })

  test('many keys of one map are read', () => {
    const text = Array.from({ length: 20_000 }, (_, index) => `k${index}: ${index}`).join('\n')
    expect((read(text).tree as unknown as { entries: unknown[] }).entries.length).toBe(20_000)
  })
})

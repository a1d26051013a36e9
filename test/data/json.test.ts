import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readJson } from '../../src/data/json.ts'
import type { Tree } from '../../src/data/tree.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { spanText } from '../../src/text/source.ts'
import { fileOf } from '../support/source.ts'

const read = (
  text: string,
  duplicateKeys: 'refuse' | 'keep' = 'refuse',
): { readonly tree: Tree | undefined; readonly told: readonly Diagnostic[] } => {
  const told: Diagnostic[] = []
  const tree = readJson(fileOf(text, 'main.tf.json', 'json'), (diagnostic) => told.push(diagnostic), { duplicateKeys })
  return { tree, told }
}

const plain = (tree: Tree): unknown => {
  if (tree.kind === 'scalar') return tree.value
  if (tree.kind === 'list') return tree.items.map(plain)
  const object: Record<string, unknown> = {}
  for (const entry of tree.entries)
    Object.defineProperty(object, entry.key, { value: plain(entry.value), enumerable: true, writable: true, configurable: true })
  return object
}

describe('JSON as trees', () => {
  test('says the same as the JSON reader of the language', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(0, 2), (text, indent) => {
        const written = JSON.stringify(JSON.parse(text), null, indent)
        const { tree, told } = read(written)
        expect(told).toEqual([])
        expect(plain(tree!)).toEqual(JSON.parse(written))
        expect(JSON.parse(spanText(tree!.span))).toEqual(JSON.parse(written))
      }),
      { numRuns: 300 },
    )
  })

  test('accepts and refuses what the JSON reader of the language accepts and refuses', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"a"',
      '"\\u00e9"',
      '"\\x"',
      '1',
      '-0',
      '01',
      '1.',
      '1e5',
      '.5',
      'true',
      'nul',
      'null',
      ' ',
      '\n',
      '"',
      '\t',
      '//',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
        const text = pieces.join('')
        let valid = true
        try {
          JSON.parse(text)
        } catch {
          valid = false
        }
        expect(read(text, 'keep').tree !== undefined).toBe(valid)
      }),
      { numRuns: 3_000 },
    )
  })

  test('keeps what was written of a number', () => {
    expect(read('12345678901234567890').tree).toMatchObject({ raw: '12345678901234567890' })
  })

  test('repeated keys are told, or kept where they mean something', () => {
    expect(read('{"a":1,"a":2}').told.map((diagnostic) => diagnostic.code)).toEqual(['json/duplicate-key'])
    expect((read('{"a":1,"a":2}', 'keep').tree as unknown as { entries: unknown[] }).entries.length).toBe(2)
  })

  test.each([['['.repeat(100_000)], ['{"a":'.repeat(100_000)], [`"${'x'.repeat(3_000_000)}`], [`"${'\\u0041'.repeat(300_000)}\u0001"`]])(
    'hostile text is told and nothing throws (%#)',
    (text) => {
      const { tree, told } = read(text)
      expect(tree).toBeUndefined()
      expect(told).toHaveLength(1)
    },
  )

  test('a key called __proto__ is a key', () => {
    expect(read('{"__proto__": {"a": 1}}').tree).toMatchObject({ entries: [{ key: '__proto__' }] })
  })
})

describe('values that nobody wants', () => {
  test('are passed over, and what follows is read', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), fc.json(), fc.constantFrom(0, 2), (unwanted, wanted, indent) => {
        const written = JSON.stringify({ a: JSON.parse(unwanted), b: [{ a: JSON.parse(unwanted), c: JSON.parse(wanted) }] }, null, indent)
        const told: Diagnostic[] = []
        const tree = readJson(fileOf(written, 'x.json', 'json'), (diagnostic) => told.push(diagnostic), {
          duplicateKeys: 'refuse',
          passes: (path) => path.at(-1) === 'a',
        })
        // Keys of that name inside of what is wanted are passed over too.
        if (wanted.includes('"a"')) return
        expect(told).toEqual([])
        expect(plain(tree!)).toEqual({ b: [{ c: JSON.parse(wanted) }] })
      }),
      { numRuns: 300 },
    )
  })

  test.each(['{"a": ', '{"a": {', '{"a": "x', '{"a": }', '{"a": ]}', '{"a": [1, 2}', '{"a": 1'])('are no excuse for %s', (text) => {
    const told: Diagnostic[] = []
    const options = { duplicateKeys: 'refuse', passes: () => true } as const
    expect(readJson(fileOf(text, 'x.json', 'json'), (diagnostic) => told.push(diagnostic), options)).toBeUndefined()
    expect(told.map(({ code }) => code)).toEqual(['json/syntax'])
  })

  test('are those before which something stands', () => {
    const tree = readJson(fileOf('[{"m": "x", "v": 1}, {"m": "y", "v": 2}]', 'x.json', 'json'), () => undefined, {
      duplicateKeys: 'refuse',
      passes: (path, before) => path.at(-1) === 'v' && before.some(({ value }) => value.kind === 'scalar' && value.value === 'x'),
    })
    expect(plain(tree!)).toEqual([{ m: 'x' }, { m: 'y', v: 2 }])
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { code, fenced, prose, verbatim, words } from '../../../src/report/markdown.ts'
import { marked, markOf, withoutMark } from '../../../src/report/review/marker.ts'
import type { Mark } from '../../../src/report/review/review.ts'
import { hostile } from '../../support/hostile.ts'
import { readMarkdown } from '../../support/markdown.ts'

const marks: fc.Arbitrary<Mark> = fc.record(
  {
    run: hostile,
    kind: fc.constantFrom('finding', 'sticky', 'review', 'issue'),
    key: hostile,
    state: fc.constantFrom('open', 'fixed'),
    lines: fc.integer({ min: 1, max: 60 }),
    root: hostile,
  },
  { requiredKeys: ['run', 'kind'] },
)

describe('the hidden marker', () => {
  test('is read back whole, is one comment of its own, and is not seen', () => {
    fc.assert(
      fc.property(marks, hostile, (mark, text) => {
        const body = marked(words(text), mark)
        expect(markOf(body)).toEqual(mark)
        expect(markOf(body.replaceAll('\n', '\r\n'))).toEqual(mark)
        expect(markOf(`${body}\n\n`)).toEqual(mark)
        expect(withoutMark(body)).toBe(words(text).trimEnd())
        const read = readMarkdown(`a\n\n${body.split('\n').at(-1)}`)
        expect([read.skeleton, read.words.trim(), read.comments.length]).toEqual([['p', '/p'], 'a', 1])
      }),
    )
  })

  test('counts on the last line only', () => {
    const line = '<!-- vnetproof:v1 {"run":"a","kind":"sticky"} -->'
    expect(markOf(line)).toEqual({ run: 'a', kind: 'sticky' })
    expect(markOf(`${line}\nand more`)).toBeUndefined()
    expect(markOf(`text ${line}`)).toBeUndefined()
    expect(markOf(`> ${line}`)).toBeUndefined()
  })

  test.each([
    '{"run":"a"}',
    '{"kind":"sticky"}',
    '{"run":"a","kind":"other"}',
    '{"run":1,"kind":"sticky"}',
    '{"run":"a","kind":"finding","state":"gone"}',
    '{"run":"a","kind":"finding","lines":0}',
    '{"run":"a","kind":"finding","lines":"1"}',
    '{"__proto__":{"run":"a","kind":"sticky"}}',
    '[]',
    'null',
    '{',
  ])('%s is none', (json) => {
    expect(markOf(`<!-- vnetproof:v1 ${json} -->`)).toBeUndefined()
  })

  test('text of others forms none, wherever it stands', () => {
    const forged = fc.oneof(hostile, fc.constantFrom('<!-- vnetproof:v1 {"run":"a","kind":"sticky"} -->', 'x\n<!-- vnetproof:v1 {} -->'))
    fc.assert(
      fc.property(forged, (text) => {
        const lines = text.split(/\r\n|[\r\n]/)
        for (const body of [words(text), code(text), prose(text), fenced(text, 'terraform'), verbatim(lines, 'suggestion')]) {
          expect(markOf(body)).toBeUndefined()
          expect(markOf(marked(body, { run: 'mine', kind: 'review' }))).toEqual({ run: 'mine', kind: 'review' })
        }
      }),
    )
  })
})

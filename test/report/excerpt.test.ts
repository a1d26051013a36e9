import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { excerptOf, markedLine } from '../../src/report/excerpt.ts'
import { paintOf } from '../../src/report/paint.ts'
import { cellsOf, plain, widthOf } from '../../src/report/plain.ts'
import { spanOf } from '../support/report.ts'
import { fileOf } from '../support/source.ts'

const show = { paint: paintOf(false), tone: 'error', showPath: (path: string) => path } as const

describe('a span with its source', () => {
  test('carets stand under wide characters, after tabs and combining marks', () => {
    const file = fileOf('\tname = "日本e\u0301" # x\n')
    expect(excerptOf(spanOf(file, '# x'), show).lines).toEqual([
      '   ┌─ main.tf:1:16',
      ' 1 │     name = "日本e\u0301" # x',
      '   │                    ^^^',
      '   │',
    ])
  })

  test('control characters are shown as their pictures, and carets still stand under the span', () => {
    const file = fileOf('a = "\u001b[2J\u202e" b\n')
    expect(excerptOf(spanOf(file, 'b'), show).lines.slice(1, 3)).toEqual([' 1 │ a = "␛[2J\\u{202e}" b', '   │                    ^'])
  })

  test('a long line is cut around the span', () => {
    const file = fileOf(`${'x'.repeat(200)}HERE${'y'.repeat(200)}`)
    const [, line, carets] = excerptOf(spanOf(file, 'HERE'), show).lines
    expect(line).toBe(` 1 │ …${'x'.repeat(30)}HERE${'y'.repeat(110 - 31 - 4 - 1)}…`)
    expect(carets).toBe(`   │ ${' '.repeat(31)}^^^^`)
  })

  test('a long span shows its beginning and its end', () => {
    const file = fileOf(`block {\n${Array.from({ length: 20 }, (_, index) => `  a${index} = 1\n`).join('')}}\n`)
    const { lines } = excerptOf({ file, start: 0, end: file.text.length }, { ...show, label: 'all of it' })
    expect(lines).toEqual([
      '   ┌─ main.tf:1:1',
      ' 1 │ ╭ block {',
      ' 2 │ │   a0 = 1',
      ' 3 │ │   a1 = 1',
      ' 4 │ │   a2 = 1',
      ' 5 │ │   a3 = 1',
      '   ┆ │ …',
      '22 │ │ }',
      '   │ ╰─ all of it',
      '   │',
    ])
  })

  test('an empty file and an empty span at the end of a file do no harm', () => {
    expect(excerptOf({ file: fileOf(''), start: 0, end: 0 }, show).lines).toEqual(['   ┌─ main.tf:1:1'])
    const file = fileOf('a = 1')
    expect(excerptOf({ file, start: 5, end: 5 }, show).lines).toEqual(['   ┌─ main.tf:1:6', ' 1 │ a = 1', '   │      ^', '   │'])
  })

  test('a file of one endless line costs nothing', () => {
    const line = 'z'.repeat(8_000_000)
    expect(markedLine(line, 4_000_000, 8_000_000).text.length).toBeLessThan(120)
  })

  test('whatever the line, carets stay on what is shown', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.nat(300), fc.nat(300), (raw, from, length) => {
        const line = raw.replace(/[\n\r]/g, ' ')
        const start = Math.min(from, line.length)
        const { text, indent, carets } = markedLine(line, start, Math.min(line.length, start + length))
        expect(text).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u)
        expect(carets).toBeGreaterThan(0)
        expect(indent + carets).toBeLessThanOrEqual(111)
        expect(widthOf(cellsOf(text))).toBeLessThanOrEqual(110)
      }),
    )
  })

  test('plain text has one line and no more characters than asked', () => {
    expect(plain('a\tb')).toBe('a b')
    expect(plain('abcdef', 4)).toBe('abc…')
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(plain(text)).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u)
      }),
    )
  })
})

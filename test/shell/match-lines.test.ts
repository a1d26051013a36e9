/** Catches: a match that crosses another, one that pairs different lines, hunks that do not lead from the one text to the other. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { applyPatch } from 'diff'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hunksOf, linesOf, matchLines } from '../../src/shell/match-lines.ts'
import { folderWith } from '../support/folder.ts'

const line = fc.constantFrom('', '}', '{', 'a', 'b', 'c', 'd', 'e', '  name = "x"', 'f', 'g')
const texts = fc.tuple(fc.array(line, { maxLength: 60 }), fc.array(line, { maxLength: 60 }))
/** One text and what edits make of it. */
const edited = fc
  .tuple(fc.array(line, { maxLength: 80 }), fc.array(fc.tuple(fc.nat(80), fc.nat(5), fc.array(line, { maxLength: 4 })), { maxLength: 6 }))
  .map(([before, edits]) => {
    const after = [...before]
    for (const [at, remove, add] of edits) after.splice(Math.min(at, after.length), remove, ...add)
    return [before, after] as [string[], string[]]
  })

describe('lines of one text in another', () => {
  test.each([
    ['any two texts', texts],
    ['a text and what edits made of it', edited],
  ])('are equal and in order: %s', (_, pairs) => {
    fc.assert(
      fc.property(pairs, ([before, after]) => {
        const matched = matchLines(before, after)
        let last = -1
        for (const [at, to] of matched.entries()) {
          if (to === -1) continue
          expect(after[to]).toBe(before[at])
          expect(to).toBeGreaterThan(last)
          last = to
        }
      }),
      { numRuns: 300 },
    )
  })

  test('what nobody touched is found again', () => {
    const before = ['a', 'b', 'c', 'd', 'e']
    expect([...matchLines(before, ['new', 'a', 'b', 'other', 'd', 'e', 'end'])]).toEqual([1, 2, -1, 4, 5])
    expect([...matchLines(before, before)]).toEqual([0, 1, 2, 3, 4])
    expect([...matchLines([], before)]).toEqual([])
    expect([...matchLines(before, [])]).toEqual([-1, -1, -1, -1, -1])
  })

  test('how lines end is no difference', () => {
    expect(linesOf('a\r\nb\nc')).toEqual(['a', 'b', 'c'])
    expect(linesOf('a\n\n')).toEqual(['a', ''])
    expect(linesOf('')).toEqual([])
  })

  test('more edits than one comparison follows are matched by what is unique', () => {
    const before = Array.from({ length: 3_000 }, (_, index) => (index % 3 === 0 ? '}' : `line ${index}`))
    const after = before.map((text, index) => (index % 7 === 1 ? `other ${index}` : text))
    const matched = matchLines(before, after)
    const lost = before.filter((text, index) => text !== '}' && after[index] === text && matched[index] !== index)
    expect(lost).toEqual([])
  })

  test('texts without anything in common, or with nothing unique, end soon', () => {
    const many = (word: string): string[] => Array.from({ length: 100_000 }, (_, index) => `${word} ${index}`)
    expect(matchLines(many('a'), many('b')).every((to) => to === -1)).toBe(true)
    const few = (seed: number): string[] => Array.from({ length: 20_000 }, (_, index) => String((index * seed) % 7))
    for (const [at, to] of matchLines(few(3), few(5)).entries()) if (to !== -1) expect(few(5)[to]).toBe(few(3)[at])
  })
})

describe('hunks', () => {
  test('lead from the one text to the other', () => {
    fc.assert(
      fc.property(fc.oneof(texts, edited), ([before, after]) => {
        const [old, now] = [before, after].map((lines) => lines.map((text) => `${text}\n`).join('')) as [string, string]
        const hunks = hunksOf(old, now)
        if (hunks === '') expect(now).toBe(old)
        else expect(applyPatch(old, `--- a\n+++ b\n${hunks}\n`)).toBe(now)
      }),
      { numRuns: 300 },
    )
  })

  test.each([
    ['a change in the middle', 40, [[20, 'new']]],
    [
      'two that touch',
      40,
      [
        [10, 'new'],
        [17, 'other'],
      ],
    ],
    [
      'two that do not',
      40,
      [
        [10, 'new'],
        [18, 'other'],
      ],
    ],
    [
      'the first and the last line',
      12,
      [
        [0, 'new'],
        [11, 'other'],
      ],
    ],
  ] as const)('are those of git: %s', (_, count, changes) => {
    const before = Array.from({ length: count }, (_, index) => `line ${index}`)
    const after = before.map((text, index) => changes.find(([at]) => at === index)?.[1] ?? text)
    const [old, now] = [before, after].map((lines) => `${lines.join('\n')}\n`) as [string, string]
    const folder = folderWith({ old, now })
    let shown = ''
    try {
      execFileSync('git', ['diff', '--no-index', '--no-color', '--', 'old', 'now'], {
        cwd: folder,
        encoding: 'utf8',
        env: { PATH: process.env.PATH, HOME: join(folder, 'none') },
      })
    } catch (error) {
      shown = (error as { stdout: string }).stdout
    }
    const expected = shown
      .slice(shown.indexOf('@@'))
      .replace(/^(@@ .* @@).*$/gm, '$1')
      .trimEnd()
    expect(hunksOf(old, now)).toBe(expected)
  })

  test('a new text and one that is gone', () => {
    expect(hunksOf('', 'a\nb\n')).toBe('@@ -0,0 +1,2 @@\n+a\n+b')
    expect(hunksOf('a\n', '')).toBe('@@ -1,1 +0,0 @@\n-a')
    expect(hunksOf('a\n', 'a\n')).toBe('')
  })
})

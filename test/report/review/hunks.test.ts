/** Hunks as GitHub gives them, and against another program that makes diffs. */
import { structuredPatch } from 'diff'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hunkAt, readHunks } from '../../../src/report/review/hunks.ts'

const read = (patch: string) => readHunks(patch).map(({ first, last, added }) => [first, last, [...added]])

describe('a patch', () => {
  test.each<[string, string, unknown]>([
    ['of a changed line', '@@ -1,3 +1,3 @@\n a\n-b\n+B\n c', [[1, 3, [2]]]],
    ['of one line', '@@ -1 +1 @@\n-a\n+b', [[1, 1, [1]]]],
    ['of a new file', '@@ -0,0 +1,2 @@\n+a\n+b', [[1, 2, [1, 2]]]],
    ['of a new line', '@@ -0,0 +1 @@\n+a', [[1, 1, [1]]]],
    ['of a removed file', '@@ -1,2 +0,0 @@\n-a\n-b', []],
    ['that only removes', '@@ -2,3 +2,2 @@ resource "x" "y" {\n a\n-b\n c', [[2, 3, []]]],
    [
      'of two hunks',
      '@@ -1,2 +1,3 @@\n a\n+b\n c\n@@ -10,2 +11,3 @@ x\n d\n e\n+f',
      [
        [1, 3, [2]],
        [11, 13, [13]],
      ],
    ],
    ['without a line end', '@@ -1 +1,2 @@\n-a\n\\ No newline at end of file\n+a\n+b\n\\ No newline at end of file', [[1, 2, [1, 2]]]],
    ['with CRLF', '@@ -1,2 +1,2 @@\r\n a\r\n-b\r\n+c\r', [[1, 2, [2]]]],
    ['with lines that look like headers', '@@ -1,2 +1,3 @@\n-@@ -1 +1 @@\n+@@ -7 +7 @@\n+-x\n b', [[1, 3, [1, 2]]]],
    ['with an empty line for context', '@@ -1,3 +1,4 @@\n a\n\n+b\n c', [[1, 4, [3]]]],
    ['that is cut off', '@@ -1,9 +1,9 @@\n a\n+b', [[1, 2, [2]]]],
    ['that is none', 'Binary files differ', []],
    ['that is empty', '', []],
  ])('%s', (_, patch, expected) => {
    expect(read(patch)).toEqual(expected)
  })

  test('names the lines that another program marks', () => {
    const line = fc.constantFrom('', 'a', 'b', ' c', '+d', '-e', '@@ -1 +1 @@', '\\ No newline at end of file', 'x\r')
    const text = fc.tuple(fc.array(line, { maxLength: 30 }), fc.boolean()).map(([lines, ends]) => lines.join('\n') + (ends ? '\n' : ''))
    fc.assert(
      fc.property(text, text, fc.integer({ min: 0, max: 4 }), (before, after, context) => {
        const { hunks } = structuredPatch('f', 'f', before, after, '', '', { context })
        const short = (start: number, count: number): string => (count === 1 ? `${start}` : `${count === 0 ? start - 1 : start},${count}`)
        const patch = hunks
          .map(
            ({ oldStart, oldLines, newStart, newLines, lines }) =>
              `@@ -${short(oldStart, oldLines)} +${short(newStart, newLines)} @@\n${lines.join('\n')}`,
          )
          .join('\n')
        const found = readHunks(patch)
        const isNote = (each: string): boolean => each === '\\ No newline at end of file'
        expect(found.map(({ first, last }) => [first, last])).toEqual(
          hunks.filter(({ newLines }) => newLines > 0).map(({ newStart, newLines }) => [newStart, newStart + newLines - 1]),
        )
        // What is on the right of each hunk, with its sign, and what the head has on those lines.
        const right = hunks
          .filter(({ newLines }) => newLines > 0)
          .map(({ lines }) => lines.filter((each) => !isNote(each) && !each.startsWith('-')))
        const head = after.split('\n')
        for (let at = 0; at <= head.length + 1; at++)
          expect(hunkAt(found, at)).toBe(found.find(({ first, last }) => at >= first && at <= last))
        for (const [index, { first, last, added }] of found.entries())
          for (let at = first; at <= last; at++) {
            expect(right[index]![at - first]!.slice(1)).toBe(head[at - 1])
            expect(added.has(at)).toBe(right[index]![at - first]!.startsWith('+'))
          }
      }),
      { numRuns: 300 },
    )
  })
})

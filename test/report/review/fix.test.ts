/** Suggestions replace what the fix replaces, and nothing else; where GitHub could not, a diff is shown. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { diffOf } from '../../../src/report/review/anchor.ts'
import { diffBlock, suggestionOf } from '../../../src/report/review/fix.ts'
import type { Edit, Fix } from '../../../src/text/edit.ts'
import { applied, changed, viewOf } from '../../support/pull-request.ts'
import { fileOf } from '../../support/source.ts'

const path = 'main.tf'
const text = 'a {\n  b = 1\n  c = 2\n}\n\nd {\n  e = 3\n}\n'
const file = fileOf(text, path)
const all = diffOf(viewOf([changed(path, '', text)]))

const edit = (old: string, next: string): Edit => {
  const start = text.indexOf(old)
  if (start < 0) throw new Error(old)
  return { span: { file, start, end: start + old.length }, text: next }
}
const insertion = (before: string, next: string): Edit => ({
  ...edit(before, next),
  span: { file, start: text.indexOf(before), end: text.indexOf(before) },
})
const fix = (...edits: readonly Edit[]): Fix => ({ title: 'mend it', edits })
const shown = (one: Fix, diff = all) => {
  const suggestion = suggestionOf(one, path, diff)
  return suggestion === undefined ? undefined : [suggestion.range.first, suggestion.range.last, suggestion.block]
}

describe('a suggestion', () => {
  test('replaces whole lines, with their own text around what changes', () => {
    expect(shown(fix(edit('1', '9')))).toEqual([2, 2, '````suggestion\n  b = 9\n````'])
    expect(shown(fix(edit('1', '8'), edit('2', '9')))).toEqual([2, 3, '````suggestion\n  b = 8\n  c = 9\n````'])
  })

  test('puts lines in, and takes lines out', () => {
    expect(shown(fix(insertion('  c', '  x = 0\n')))).toEqual([3, 3, '````suggestion\n  x = 0\n  c = 2\n````'])
    expect(shown(fix(edit('  c = 2\n', '')))).toEqual([3, 3, '````suggestion\n````'])
    expect(shown(fix(edit('\n  c = 2', '')))).toEqual([2, 3, '````suggestion\n  b = 1\n````'])
    expect(shown(fix({ span: { file, start: text.length, end: text.length }, text: 'x {}\n' }))).toEqual([
      8,
      8,
      '````suggestion\n}\nx {}\n````',
    ])
  })

  test('has a fence longer than any in it', () => {
    expect(shown(fix(edit('1', '"`````"')))).toEqual([2, 2, '``````suggestion\n  b = "`````"\n``````'])
  })

  test('is none where its lines are not all in one hunk, or not in the file', () => {
    const some = diffOf(viewOf([changed(path, text, text.replace('3', '4'), 1)]))
    expect(shown(fix(edit('3', '9')), some)).toEqual([7, 7, '````suggestion\n  e = 9\n````'])
    expect(shown(fix(edit('1', '9')), some)).toBeUndefined()
    expect(shown(fix(edit('1', '8'), edit('3', '9')))).toBeUndefined()
    const other = fileOf(text, 'other.tf')
    expect(shown(fix({ span: { file: other, start: 0, end: 1 }, text: 'x' }))).toBeUndefined()
    expect(shown(fix())).toBeUndefined()
  })

  test('is none where the head has other lines between', () => {
    const view = viewOf([changed(path, '', text)])
    const apart = diffOf({ ...view, lineAtHead: (_, line) => (line > 2 ? line + 1 : line) })
    expect(shown(fix(edit('1', '8'), edit('2', '9')), apart)).toBeUndefined()
    expect(shown(fix(edit('2', '9')), apart)).toEqual([4, 4, '````suggestion\n  c = 9\n````'])
  })

  test.each(['\u202e', '\r', '\u0000', '\u200b', '\u2028'])('is none where something in it is not seen: %j', (hidden) => {
    expect(shown(fix(edit('1', `9${hidden}`)))).toBeUndefined()
    expect(diffBlock(fix(edit('1', `9${hidden}`)), () => 'here')).not.toContain(hidden)
  })

  test('is none where edits overlap', () => {
    expect(shown(fix(edit('b = 1', 'x'), edit('1', '2')))).toBeUndefined()
  })

  test('makes of the file exactly what the edits make of it', () => {
    const piece = fc.constantFrom('', 'x', '\n', 'y\n', '\n\n', '`````', '  z = 1\n', '}\n')
    const edits = fc.array(fc.tuple(fc.nat({ max: text.length }), fc.nat({ max: 12 }), piece), { minLength: 1, maxLength: 4 })
    let offered = 0
    fc.assert(
      fc.property(edits, fc.boolean(), (places, ends) => {
        const whole = ends ? text : text.slice(0, -1)
        const source = fileOf(whole, path)
        let from = 0
        const made: Edit[] = []
        for (const [start, length, next] of [...places].sort(([a], [b]) => a - b)) {
          if (start < from || start > whole.length) continue
          from = Math.min(whole.length, start + length)
          made.push({ span: { file: source, start, end: from }, text: next })
          from++
        }
        if (made.length === 0) return
        let expected = ''
        let at = 0
        for (const { span, text: next } of made) {
          expected += whole.slice(at, span.start) + next
          at = span.end
        }
        expected += whole.slice(at)
        const suggestion = suggestionOf(fix(...made), path, diffOf(viewOf([changed(path, '', whole)])))
        if (suggestion === undefined) return
        offered++
        const result = applied(whole, suggestion.range.first, suggestion.range.last, `${suggestion.block}\n`)
        // A last line without an end may get one, and one that gets an end may keep none.
        expect([expected, `${expected}\n`, expected.replace(/\n$/, '')]).toContain(result)
      }),
      { numRuns: 500 },
    )
    expect(offered).toBeGreaterThan(250)
  })
})

test('a diff shows each place with what goes and what comes', () => {
  expect(diffBlock(fix(edit('1', '8'), edit('3', '9')), (at, line) => `${at}:${line}`)).toBe(
    '```diff\n@@ main.tf:2 @@\n-  b = 1\n+  b = 8\n@@ main.tf:7 @@\n-  e = 3\n+  e = 9\n```',
  )
  expect(diffBlock(fix(edit('1', 'x\n'.repeat(200))), () => 'here')).toBeUndefined()
})

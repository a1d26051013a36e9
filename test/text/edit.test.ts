/** Edits of a text: made in the order of their places whatever the order in which they are given, and refused where they overlap. Known to catch: edits made front to back without minding what has moved, an overlap that is let through. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyEdits, type Edit } from '../../src/text/edit.ts'
import { fileOf } from '../support/source.ts'

const edit = (file: ReturnType<typeof fileOf>, start: number, end: number, text: string): Edit => ({ span: { file, start, end }, text })

test('edits are made as if each were the only one', () => {
  const file = fileOf('one two three', 'a.tf')
  const edits = [edit(file, 8, 13, 'drei'), edit(file, 0, 3, 'eins'), edit(file, 3, 3, ','), edit(file, 13, 13, '!')]
  expect(applyEdits(edits)?.get('a.tf')).toBe('eins, two drei!')
})

test('insertions at one place stay in their order, before what is replaced there', () => {
  const file = fileOf('ab', 'a.tf')
  expect(applyEdits([edit(file, 1, 2, 'B'), edit(file, 1, 1, '1'), edit(file, 1, 1, '2')])?.get('a.tf')).toBe('a12B')
})

test('each file has its own text', () => {
  const [one, other] = [fileOf('1', 'a.tf'), fileOf('2', 'b.tf')]
  expect([...applyEdits([edit(one, 1, 1, 'x'), edit(other, 0, 0, 'y')])!]).toEqual([
    ['a.tf', '1x'],
    ['b.tf', 'y2'],
  ])
  expect(applyEdits([])?.size).toBe(0)
})

test.each([
  ['overlapping', 0, 3, 2, 4],
  ['one within another', 0, 6, 2, 3],
  ['beyond the end', 0, 1, 5, 7],
  ['turned round', 0, 1, 4, 2],
])('%s edits are refused', (_what, a, b, c, d) => {
  const file = fileOf('abcdef', 'a.tf')
  expect(applyEdits([edit(file, a, b, 'x'), edit(file, c, d, 'y')])).toBeUndefined()
})

test('two texts of one path are refused', () => {
  expect(applyEdits([edit(fileOf('1', 'a.tf'), 0, 0, 'x'), edit(fileOf('2', 'a.tf'), 0, 0, 'y')])).toBeUndefined()
})

test('the result is the pieces between the edits with the new texts in their places, in whatever order the edits come', () => {
  // Pieces are generated and the text is made of them, so that what must come out is known without edits.
  const piece = fc.record({ kept: fc.string(), old: fc.string({ minLength: 1 }), new: fc.string() })
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), fc.string(), fc.infiniteStream(fc.nat()), (pieces, tail, order) => {
      const file = fileOf(pieces.map((each) => each.kept + each.old).join('') + tail, 'a.tf')
      let at = 0
      const edits = pieces.map((each) => {
        const start = at + each.kept.length
        at = start + each.old.length
        return edit(file, start, at, each.new)
      })
      const shuffled = edits.map((one) => ({ one, key: order.next().value as number })).sort((a, b) => a.key - b.key)
      const expected = pieces.map((each) => each.kept + each.new).join('') + tail
      const result = applyEdits(shuffled.map(({ one }) => one))
      expect(pieces.length === 0 ? file.text : result?.get('a.tf')).toBe(expected)
    }),
  )
})

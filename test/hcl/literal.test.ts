import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hasComment, literalText, quoted } from '../../src/hcl/literal.ts'
import { parse } from '../../src/hcl/parse.ts'
import { fileOf } from '../support/source.ts'

/** What the text says as the value of an attribute; undefined where it is more than one plain text, or beside it stands anything else. */
const readBack = (written: string): string | undefined => {
  let faults = 0
  const { body } = parse(fileOf(`a = ${written}\n`), () => void faults++)
  const [item, other] = body.items
  return faults === 0 && item?.kind === 'attribute' && other === undefined ? literalText(item.value) : undefined
}

describe('a text of others becomes a string and stays one', () => {
  test.each([
    ['plain', '"plain"'],
    ['', '""'],
    ['say "hi"', '"say \\"hi\\""'],
    ['a\\', '"a\\\\"'],
    ['${var.secret}', '"$${var.secret}"'],
    ['%{ if true }', '"%%{ if true }"'],
    ['100% of $5', '"100% of $5"'],
    ['one\ntwo\r\n', '"one\\ntwo\\r\\n"'],
    ['\u0000\u202e', '"\\U00000000\\U0000202e"'],
  ])('%j', (text, written) => {
    expect(quoted(text)).toBe(written)
    expect(readBack(written)).toBe(text)
  })

  test('whatever it is', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('$', '%', '{', '}', '"', '\\', '\n', '${', '%{', '$${', '#', '\u2028'),
    )
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('')
        expect(quoted(text)).not.toMatch(/[\n\r]/)
        // Strings are kept in normal form C.
        expect(readBack(quoted(text))).toBe(text.normalize('NFC'))
      }),
    )
  })
})

test('comments are told from what looks like one in a string', () => {
  expect(hasComment('{ a = 1 } # why')).toBe(true)
  expect(hasComment('{ a = 1 /* why */ }')).toBe(true)
  expect(hasComment('{ a = "# // /* none */" }')).toBe(false)
})

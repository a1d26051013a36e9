/**
 * Law: the tokens of any text tile it, and any text parses to something whole, as does any beginning of it.
 * Known to catch: an empty token (text before a `${` that has none), a place beyond the end of the text (`end + 2` of a comment).
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lex } from '../../src/bicep/lex.ts'
import { parse, parseExpressionFile, parseParameters } from '../../src/bicep/parse.ts'
import { Kind, tokenTexts } from '../../src/bicep/tokens.ts'
import { bicepFile, bicepLike, fixtures, parseFixture } from '../support/bicep.ts'

const expectTiles = (text: string): void => {
  const tokens = lex(bicepFile(text))
  const texts = tokenTexts(text, tokens)
  expect(texts.join('')).toBe(text)
  expect(texts.every((token) => token.length > 0)).toBe(true)
  expect(tokens.kinds[tokens.count]).toBe(Kind.end)
  expect(tokens.starts[tokens.count]).toBe(text.length)
}

const anyText = fc.oneof(bicepLike, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }))

describe('tokens of Bicep', () => {
  it('tile any text', () => {
    fc.assert(fc.property(anyText, expectTiles), { numRuns: 5000 })
  })

  it.each(fixtures)('tile $name and every beginning of it', ({ text }) => {
    for (let end = 0; end <= text.length; end++) expectTiles(text.slice(0, end))
  })
})

describe('parsing Bicep', () => {
  it('gives something whole for any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const file = bicepFile(text)
        expect(parse(file, () => {}).program).toMatchObject({ start: 0, end: text.length })
        expect(parseParameters(file, () => {}).program).toMatchObject({ start: 0, end: text.length })
        expect(parseExpressionFile(file, () => {}).end).toBeLessThanOrEqual(text.length)
      }),
      { numRuns: 3000 },
    )
  })

  it.each(fixtures)('gives something whole for every beginning of $name', ({ name, text }) => {
    for (let end = 0; end <= text.length; end++) expect(parseFixture({ name, text: text.slice(0, end) }, () => {}).program.end).toBe(end)
  })
})

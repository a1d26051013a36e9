/**
 * Law: the tokens of any text tile it, and any text parses to something whole, as does any beginning of it.
 * Known to catch: an empty token (text before a `${` that has none), a place beyond the end of the text (`end + 2` in `scanLineComment`).
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lex, lexTemplate } from '../../src/hcl/lex.ts'
import { parse, parseExpressionFile, parseTemplate } from '../../src/hcl/parse.ts'
import { Kind, type Tokens, tokenTexts } from '../../src/hcl/tokens.ts'
import { fixtures, hclLike } from '../support/hcl.ts'
import { fileOf } from '../support/source.ts'

const expectTiles = (text: string, tokens: Tokens): void => {
  const texts = tokenTexts(text, tokens)
  expect(texts.join('')).toBe(text)
  expect(texts.every((token) => token.length > 0)).toBe(true)
  expect(tokens.kinds[tokens.count]).toBe(Kind.end)
  expect(tokens.starts[tokens.count]).toBe(text.length)
}

const anyText = fc.oneof(hclLike, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }))

describe('tokens', () => {
  it('tile any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expectTiles(text, lex(fileOf(text)))
        expectTiles(text, lexTemplate(fileOf(text)))
      }),
      { numRuns: 5000 },
    )
  })

  it.each(fixtures)('tile $name and every beginning of it', ({ text }) => {
    for (let end = 0; end <= text.length; end++) expectTiles(text.slice(0, end), lex(fileOf(text.slice(0, end))))
  })
})

describe('parsing', () => {
  it('gives something whole for any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const file = fileOf(text)
        expect(parse(file, () => {}).body).toMatchObject({ start: 0, end: text.length })
        expect(parseTemplate(file, () => {})).toMatchObject({ start: 0, end: text.length })
        expect(parseExpressionFile(file, () => {}).end).toBeLessThanOrEqual(text.length)
      }),
      { numRuns: 3000 },
    )
  })

  it.each(fixtures)('gives something whole for every beginning of $name', ({ text }) => {
    for (let end = 0; end <= text.length; end++) expect(parse(fileOf(text.slice(0, end)), () => {}).body.end).toBe(end)
  })
})

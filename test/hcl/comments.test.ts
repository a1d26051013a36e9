import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commentsWith } from '../../src/hcl/comments.ts'
import { spanText } from '../../src/text/source.ts'
import { fileOf, source } from '../support/source.ts'

/** Comments that say `here`, each with the code it covers. */
const covered = (text: string): readonly (string | undefined)[] =>
  commentsWith('here', fileOf(text)).map(({ covers }) => covers && spanText(covers).trim())

describe('a comment covers', () => {
  test.each<readonly [string, string, readonly (string | undefined)[]]>([
    ['the line it ends', 'a = 1 # here\nb = 2\n', ['a = 1 # here']],
    ['the line it ends, with slashes', 'a = 1 // here\n', ['a = 1 // here']],
    ['the line it stands in', 'a = /* here */ 1\n', ['a = /* here */ 1']],
    ['the line below', '# here\na = 1\nb = 2\n', ['a = 1']],
    ['the line below other comments', '# here\n# and why\n/* more\n */\na = 1\n', ['a = 1']],
    ['the line below, each of several', '# here\n# here\na = 1\n', ['a = 1', 'a = 1']],
    ['the line it begins', '/* here */ a = 1\nb = 2\n', ['/* here */ a = 1'.slice(11)]],
    ['nothing above a blank line', '# here\n\na = 1\n', [undefined]],
    ['nothing at the end', 'a = 1\n# here', [undefined]],
    ['the block below', '# here\nr "a" {\n  b = 1\n}\nc = 1\n', ['r "a" {\n  b = 1\n}']],
    ['the block whose first line it ends', 'r "a" { # here\n  b = 1\n}\nc = 1\n', ['r "a" { # here\n  b = 1\n}']],
    ['the inner block alone', 'r "a" {\n  # here\n  s {\n    b = 1\n  }\n  c = 1\n}\n', ['s {\n    b = 1\n  }']],
    ['the list below', '# here\na = [\n  1,\n]\nb = 1\n', ['a = [\n  1,\n]']],
    ['one object of a list', 'a = [\n  # here\n  {\n    b = 1\n  },\n  { b = 2 },\n]\n', ['{\n    b = 1\n  },']],
    ['the last line of a list alone', 'a = [\n  1,\n] # here\nb = 1\n', ['] # here']],
    ['a heredoc', '# here\na = <<EOT\n}\nEOT\nb = 1\n', ['a = <<EOT\n}\nEOT']],
    ['a text with braces in it', '# here\na = "}{${"}"}"\nb = 1\n', ['a = "}{${"}"}"']],
    ['one line where a bracket is missing', '# here\nr "a" {\n  b = 1\n', ['r "a" {']],
    ['lines that end in CRLF', '# here\r\na = 1\r\nb = 2\r\n', ['a = 1']],
  ])('%s', (_, text, expected) => {
    expect(covered(text)).toEqual(expected)
  })

  test.each([
    ['a string', 'a = "# here"\n'],
    ['a heredoc', 'a = <<EOT\n# here\nEOT\n'],
    ['a comment that never ends', 'a = 1 /* here\n'],
    ['code', 'here = 1 # yonder\n'],
  ])('nothing is found in %s', (_, text) => {
    expect(covered(text)).toEqual([])
  })

  test('the comment is told without its line end', () => {
    const text = source`
      # here, why
      a = 1 /* here */ # yonder
    `
    expect(commentsWith('here', fileOf(text)).map(({ span }) => spanText(span))).toEqual(['# here, why', '/* here */'])
    expect(commentsWith('here', fileOf('# here\r\n')).map(({ span }) => spanText(span))).toEqual(['# here'])
  })

  test('whatever the text, comments lie in it in order and cover what comes no earlier than their line', () => {
    const pieces = fc.constantFrom('# here\n', '/* here */', 'a = ', '{\n', '}\n', '[', ']', '"', '${', '<<E\n', 'E\n', '\n', ' ', 'x')
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const file = fileOf(parts.join(''))
        let end = 0
        for (const { span, covers } of commentsWith('here', file)) {
          expect(span.start).toBeGreaterThanOrEqual(end)
          end = span.end
          expect(spanText(span)).toMatch(/^(# here|\/\* here \*\/)/)
          if (covers === undefined) continue
          expect(covers.start).toBeGreaterThanOrEqual(file.text.lastIndexOf('\n', span.start - 1) + 1)
          expect(covers.end).toBeLessThanOrEqual(file.text.length)
          expect(covers.end).toBeGreaterThan(covers.start)
        }
      }),
    )
  })
})

import { describe, expect, test } from 'vitest'
import { commentsWith } from '../../src/bicep/comments.ts'
import { spanText } from '../../src/text/source.ts'
import { bicepFile } from '../support/bicep.ts'

/** Comments that say `here`, each with the code it covers. */
const covered = (text: string): readonly (string | undefined)[] =>
  commentsWith('here', bicepFile(text)).map(({ covers }) => covers && spanText(covers).trim())

describe('a comment covers', () => {
  test.each<readonly [string, string, readonly (string | undefined)[]]>([
    ['the line it ends', 'var a = 1 // here\nvar b = 2\n', ['var a = 1 // here']],
    ['the line it stands in', 'var a = /* here */ 1\n', ['var a = /* here */ 1']],
    ['the line below', '// here\nvar a = 1\nvar b = 2\n', ['var a = 1']],
    ['the line below other comments', '// here\n// and why\n/* more\n */\nvar a = 1\n', ['var a = 1']],
    ['the line below a directive', '// here\n#disable-next-line A\nvar a = 1\n', ['var a = 1']],
    ['the line it begins', '/* here */ var a = 1\nvar b = 2\n', ['var a = 1']],
    ['nothing above a blank line', '// here\n\nvar a = 1\n', [undefined]],
    ['nothing above a blank line with spaces', '// here\n  \nvar a = 1\n', [undefined]],
    ['nothing above a blank line in CRLF', '// here\r\n\r\nvar a = 1\r\n', [undefined]],
    ['nothing at the end', 'var a = 1\n// here', [undefined]],
    ['the object below', "// here\nresource a 'b' = {\n  c: 1\n}\nvar d = 1\n", ["resource a 'b' = {\n  c: 1\n}"]],
    [
      'what is decorated below',
      '// here\n@a()\n@b([\n  1\n])\n\nparam c int = f(\n  2)\nvar d = 1\n',
      ['@a()\n@b([\n  1\n])\n\nparam c int = f(\n  2)'],
    ],
    ['one object of an array', 'var a = [\n  // here\n  {\n    b: 1\n  }\n  { b: 2 }\n]\n', ['{\n    b: 1\n  }']],
    ['the last line of an array alone', 'var a = [\n  1\n] // here\nvar b = 1\n', ['] // here']],
    ['a multi-line string', "// here\nvar a = '''\n}\n'''\nvar b = 1\n", ["var a = '''\n}\n'''"]],
    ['a text with braces in it', "// here\nvar a = '}{${'}'}'\nvar b = 1\n", ["var a = '}{${'}'}'"]],
    ['lines that end in CRLF', '// here\r\nvar a = 1\r\nvar b = 2\r\n', ['var a = 1']],
  ])('%s', (_, text, expected) => {
    expect(covered(text)).toEqual(expected)
  })

  test.each([
    ['a string', "var a = '// here'\n"],
    ['a multi-line string', "var a = '''\n// here\n'''\n"],
    ['a directive', '#disable-next-line here\n'],
    ['a comment that never ends', 'var a = 1 /* here\n'],
    ['code', 'var here = 1 // yonder\n'],
  ])('nothing is found in %s', (_, text) => {
    expect(covered(text)).toEqual([])
  })

  test('the comment is told without its line end', () => {
    expect(commentsWith('here', bicepFile('// here, why\r\nvar a = 1 /* here */\n')).map(({ span }) => spanText(span))).toEqual([
      '// here, why',
      '/* here */',
    ])
  })
})

/** The kinds that the lexer gives to single constructs, where its modes meet, and how it goes on behind what is not closed. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Bicep writes interpolations as JavaScript does
import { describe, expect, it } from 'vitest'
import { lex } from '../../src/bicep/lex.ts'
import { Kind, tokenTexts } from '../../src/bicep/tokens.ts'
import { bicepFile } from '../support/bicep.ts'

const names = new Map<number, string>(Object.entries(Kind).map(([name, kind]) => [kind, name]))
const kinds = (text: string): string => {
  const tokens = lex(bicepFile(text))
  return tokenTexts(text, tokens)
    .map((token, index) => [names.get(tokens.kinds[index]!)!, token])
    .filter(([kind]) => kind !== 'space')
    .map(([kind, token]) => `${kind} ${JSON.stringify(token)}`)
    .join(', ')
}

describe('lex', () => {
  it.each([
    ['12ab', 'number "12", identifier "ab"'],
    ['1.5', 'number "1", dot ".", number "5"'],
    ['_a1', 'identifier "_a1"'],
    ['a-b', 'identifier "a", minus "-", identifier "b"'],
    ['é', 'invalid "é"'],
    ['😀', 'invalid "😀"'],
    ['\ud800', 'invalid "\\ud800"'],
    ['\ufeffa\ufeff', 'identifier "a", invalid "\ufeff"'],
    [
      'a.?b[?^1]',
      'identifier "a", dot ".", question "?", identifier "b", bracketOpen "[", question "?", hat "^", number "1", bracketClose "]"',
    ],
    ['a::b:c', 'identifier "a", doubleColon "::", identifier "b", colon ":", identifier "c"'],
    ['?? ?', 'doubleQuestion "??", question "?"'],
    ['=~!~ =>==', 'equalInsensitive "=~", notEqualInsensitive "!~", arrow "=>", equal "=="'],
    ['a|b||c&d&&', 'identifier "a", pipe "|", identifier "b", or "||", identifier "c", invalid "&", identifier "d", and "&&"'],
    ['....', 'ellipsis "...", dot "."'],
    ['<=<>=>', 'lessEqual "<=", less "<", greaterEqual ">=", greater ">"'],
    ['"$', 'invalid "\\"", invalid "$"'],
    ['$$', 'invalid "$$"'],
    ['a\n\r\n\nb\rc', 'identifier "a", newline "\\n\\r\\n\\n", identifier "b", newline "\\r", identifier "c"'],
    ['// x\n/* y\n */ /*/', 'comment "// x", newline "\\n", comment "/* y\\n */", commentOpen "/*/"'],
  ])('%j', (text, expected) => {
    expect(kinds(text)).toBe(expected)
  })

  it('follows strings into interpolations and back', () => {
    expect(kinds("'a${'b${c}'}d'")).toBe(
      'quoteOpen "\'", text "a", interpolation "${", quoteOpen "\'", text "b", interpolation "${", identifier "c", interpolationEnd "}", quoteClose "\'", interpolationEnd "}", text "d", quoteClose "\'"',
    )
    expect(kinds("'${{}}'")).toBe(
      'quoteOpen "\'", interpolation "${", braceOpen "{", braceClose "}", interpolationEnd "}", quoteClose "\'"',
    )
    expect(kinds("'\\${$$\\''''")).toBe('quoteOpen "\'", text "\\\\${$$\\\\\'", quoteClose "\'", quoteOpen "\'", quoteClose "\'"')
  })

  it('takes the last quotes and dollars of a run in a multi-line string', () => {
    expect(kinds("'''a\n''b${c}'''''")).toBe("multiOpen \"'''\", text \"a\\n''b${c}''\", multiClose \"'''\"")
    expect(kinds("$$'''${a}$$${b}'''")).toBe(
      'multiOpen "$$\'\'\'", text "${a}$", interpolation "$${", identifier "b", interpolationEnd "}", multiClose "\'\'\'"',
    )
    expect(kinds("''''''")).toBe("multiOpen \"'''\", multiClose \"'''\"")
  })

  it('gives a string up at the end of its line, and what it stands in with it', () => {
    expect(kinds("'a\nb")).toBe('quoteOpen "\'", text "a", brokenLine "\\n", identifier "b"')
    expect(kinds("'${'a\n\nb}'")).toBe(
      'quoteOpen "\'", interpolation "${", quoteOpen "\'", text "a", brokenLine "\\n\\n", identifier "b", braceClose "}", quoteOpen "\'"',
    )
    expect(kinds("$'''${a\nb")).toBe('multiOpen "$\'\'\'", interpolation "${", identifier "a", brokenLine "\\n", identifier "b"')
  })

  it('knows directives only first on a line', () => {
    expect(kinds('  #disable-next-line A b-c // d')).toBe('directive "#disable-next-line A b-c", comment "// d"')
    expect(kinds('#restore-diagnostics \na #disable-diagnostics b')).toBe(
      'emptyDirective "#restore-diagnostics", newline "\\n", identifier "a", invalid "#", identifier "disable", minus "-", identifier "diagnostics", identifier "b"',
    )
    expect(kinds('/* a */#disable-next-line b')).toContain('invalid "#"')
  })
})

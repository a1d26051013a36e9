/** The kinds that the lexer gives to single constructs, where its modes meet, and how it goes on behind what is not closed. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL writes interpolations as JavaScript does
import { describe, expect, it } from 'vitest'
import { lex, lexTemplate } from '../../src/hcl/lex.ts'
import { Kind, type Tokens, tokenTexts } from '../../src/hcl/tokens.ts'
import { fileOf } from '../support/source.ts'

const names = new Map<number, string>(Object.entries(Kind).map(([name, kind]) => [kind, name]))
const show = (text: string, tokens: Tokens): string =>
  tokenTexts(text, tokens)
    .map((token, index) => [names.get(tokens.kinds[index]!)!, token])
    .filter(([kind]) => kind !== 'space')
    .map(([kind, token]) => `${kind} ${JSON.stringify(token)}`)
    .join(', ')
const kinds = (text: string): string => show(text, lex(fileOf(text)))

describe('lex', () => {
  it.each([
    ['1.5e-3', 'number "1.5e-3"'],
    ['1...', 'number "1", ellipsis "..."'],
    ['1..2', 'number "1..2"'],
    ['1e', 'number "1", identifier "e"'],
    ['a.0.1', 'identifier "a", dot ".", number "0.1"'],
    ['a-b -c', 'identifier "a-b", minus "-", identifier "c"'],
    ['é_変-1', 'identifier "é_変-1"'],
    ['a::b', 'identifier "a", doubleColon "::", identifier "b"'],
    ['<<=', 'less "<", lessEqual "<="'],
    ['=>==', 'arrow "=>", equal "=="'],
    ['&&&', 'and "&&", invalid "&"'],
    ['~}', 'sequenceEnd "~}"'],
    ['a\r\nb\rc', 'identifier "a", newline "\\r\\n", identifier "b", invalid "\\r", identifier "c"'],
    ['\ufeffa\ufeff', 'identifier "a", invalid "\ufeff"'],
    ['😀', 'invalid "😀"'],
    ['\u00a0', 'invalid "\u00a0"'],
    ['#x\n//y', 'lineComment "#x\\n", comment "//y"'],
    ['/* a\n*/ /*/', 'comment "/* a\\n*/", commentOpen "/*/"'],
  ])('%s', (text, expected) => {
    expect(kinds(text)).toBe(expected)
  })

  it('follows templates into strings and back', () => {
    expect(kinds('"a${{}}~$${%%{"')).toBe(
      'quoteOpen "\\"", text "a", interpolation "${", braceOpen "{", braceClose "}", sequenceEnd "}", text "~$${%%{", quoteClose "\\""',
    )
    expect(kinds('"%{~ if "x" ~}"')).toBe(
      'quoteOpen "\\"", directive "%{~", identifier "if", quoteOpen "\\"", text "x", quoteClose "\\"", sequenceEnd "~}", quoteClose "\\""',
    )
    expect(kinds('"\\"\\\\"')).toBe('quoteOpen "\\"", text "\\\\\\"\\\\\\\\", quoteClose "\\""')
  })

  it('splits heredocs by line and finds their marker alone on one', () => {
    expect(kinds('<<-A\n x A\n${y}A\n A \n1')).toBe(
      'heredocOpen "<<-A\\n", text " x A\\n", interpolation "${", identifier "y", sequenceEnd "}", text "A\\n", heredocClose " A ", newline "\\n", number "1"',
    )
    expect(kinds('<<A\r\nx\r\nA\r\n')).toBe('heredocOpen "<<A\\r\\n", text "x\\r\\n", heredocClose "A", newline "\\r\\n"')
    expect(kinds('<<A\nA')).toBe('heredocOpen "<<A\\n", heredocCut "A"')
    expect(kinds('<< A\n')).toBe('less "<", less "<", identifier "A", newline "\\n"')
  })

  it('gives a string up at the end of its line, and what it stands in with it', () => {
    expect(kinds('"a\nb')).toBe('quoteOpen "\\"", text "a", brokenLine "\\n", identifier "b"')
    expect(kinds('"${"a\nb')).toBe('quoteOpen "\\"", interpolation "${", quoteOpen "\\"", text "a", brokenLine "\\n", identifier "b"')
    expect(kinds('"${a\nb = 1')).toBe(
      'quoteOpen "\\"", interpolation "${", identifier "a", brokenLine "\\n", identifier "b", assign "=", number "1"',
    )
    expect(kinds('"${f({\na = 1})}"\n')).toContain('parenOpen "(", braceOpen "{", newline "\\n", identifier "a"')
  })

  it('takes a heredoc that does not end as one lump, through its marker where that stands', () => {
    expect(kinds('<<A\n${#x}\nA\nb = 1')).toBe('heredocBad "<<A\\n${#x}\\nA", newline "\\n", identifier "b", assign "=", number "1"')
    expect(kinds('<<A\nb = 1')).toBe('heredocBad "<<A", newline "\\n", identifier "b", assign "=", number "1"')
  })
})

describe('lexTemplate', () => {
  it('knows only text and sequences outside of these', () => {
    const text = 'a "b" #c\n$${${d}%'
    expect(show(text, lexTemplate(fileOf(text)))).toBe(
      'text "a \\"b\\" #c\\n", text "$${", interpolation "${", identifier "d", sequenceEnd "}", text "%"',
    )
  })
})

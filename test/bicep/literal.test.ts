/** Texts written as Bicep's literals mean themselves, whatever is in them, and literals are changed where they stand. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { appendLiterals, quoted, reword } from '../../src/bicep/literal.ts'
import { parse } from '../../src/bicep/parse.ts'
import { applyEdits, type Edit } from '../../src/text/edit.ts'
import type { SourceFile } from '../../src/text/source.ts'

const fileOf = (text: string): SourceFile => ({ path: 'main.bicep', text, language: 'bicep' })
const programOf = (file: SourceFile) =>
  parse(file, ({ message }) => {
    throw new Error(message)
  }).program

describe('quoted texts', () => {
  it('mean what they were made of', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'grapheme' }),
          fc.string({ unit: fc.constantFrom('$', '{', '}', "'", '\\', '\n', '\r', '\u2028', 'a') }),
        ),
        (text) => {
          const [item] = programOf(fileOf(`var a = ${quoted(text)}`)).items
          const parts = item?.kind === 'var' && item.value.kind === 'string' ? item.value.parts : undefined
          expect(parts?.map((part) => (part.kind === 'text' ? part.value : undefined)).join('')).toBe(text)
          expect(parts?.length).toBeLessThanOrEqual(1)
        },
      ),
    )
  })
  it('are as people write them', () => {
    expect(['plain', "it's", 'a$b', '$' + '{x}', 'a\tb'].map(quoted)).toEqual(["'plain'", "'it\\'s'", "'a$b'", "'\\$" + "{x}'", "'a\\tb'"])
  })
})

describe('changes', () => {
  const changed = (
    text: string,
    at: string,
    change: (file: SourceFile, start: number, end: number) => Edit | undefined,
  ): string | undefined => {
    const file = fileOf(text)
    const edit = change(file, text.indexOf(at), text.indexOf(at) + at.length)
    return edit === undefined ? undefined : applyEdits([edit])?.get('main.bicep')
  }
  const reworded = (text: string, at: string, written: string, meant: string) =>
    changed(text, at, (file, start, end) => reword(file, programOf(file), { start, end, written, meant }))
  const appended = (text: string, at: string, ...texts: readonly string[]) =>
    changed(text, at, (file, start, end) => appendLiterals(file, programOf(file), start, end, texts))

  it('of a literal keep its kind', () => {
    expect(reworded("var a = { port: '1443' }", "'1443'", '1443', '1433')).toBe("var a = { port: '1433' }")
    expect(reworded('var a = { priority: 210 }', '210', '210', '190')).toBe('var a = { priority: 190 }')
    expect(reworded("var a = ['22', 'SQL']", "['22', 'SQL']", 'sql', 'Sql.WestEurope')).toBe("var a = ['22', 'Sql.WestEurope']")
  })
  it('of what is no such literal, or of two of them, are none', () => {
    expect(reworded("param p string\nvar a = '$" + "{p}22'", "'$" + "{p}22'", '22', '23')).toBeUndefined()
    expect(reworded("var a = ['22', '22']", "['22', '22']", '22', '23')).toBeUndefined()
    expect(reworded("var a = ['22', 'x']", "['22', 'x']", '23', '24')).toBeUndefined()
  })
  it('put literals behind the last one', () => {
    expect(appended("var a = ['443']", "['443']", '1886', '80')).toBe("var a = ['443', '1886', '80']")
    expect(appended("var a = [\n  '443' // web\n]", "[\n  '443' // web\n]", '1886')).toBe("var a = [\n  '443' // web\n  '1886'\n]")
    expect(appended("param more array\nvar a = ['443', ...more]", "['443', ...more]", '1886')).toBeUndefined()
  })
})

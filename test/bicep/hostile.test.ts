/** Damaged and hostile text: never a throw, never more work than the text is long, always a diagnostic where something is lost. */
import { describe, expect, it } from 'vitest'
import { parse, parseExpressionFile, parseParameters } from '../../src/bicep/parse.ts'
import { budget } from '../../src/text/budget.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { bicepFile, damaged } from '../support/bicep.ts'
import { seeded } from '../support/hcl.ts'

const runs = Number(process.env.VNETPROOF_FUZZ ?? 4000)

describe('damaged fixtures', () => {
  it(`never throw (${runs} of them)`, () => {
    const random = seeded(Number(process.env.VNETPROOF_SEED ?? 20))
    for (let run = 0; run < runs; run++) {
      const file = bicepFile(damaged(random).text)
      for (const read of [parse, parseParameters, parseExpressionFile])
        expect(() => read(file, () => {}), JSON.stringify(file.text)).not.toThrow()
    }
  })
})

const size = 250_000
const fill = (unit: string): string => unit.repeat(Math.ceil(size / unit.length))

/** Units whose run is right as it stands. */
const valid: ReadonlySet<string> = new Set(['//\n', '\n', '\r', '\\\\', '$', '/**/', "'", "''''", ' | b', '@a()\n'])

// Each takes well under a second when the work grows with the length, and hours when it grows with its square.
describe('a long run of', () => {
  it.each([
    ['`[`', 'var a = ', '[', ''],
    ['`(`', 'var a = ', '(', ''],
    ['`{`', 'var a = ', '{', ''],
    ['`{a:`', 'var a = ', '{a:', ''],
    ['`[{a:`', 'var a = ', '[{a:', ''],
    ['`[{a: (`', 'var a = ', '[{a: (', ''],
    ['`f(`', 'var a = ', 'f(', ''],
    ['unclosed objects on lines of their own', '', 'var a = {\n', ''],
    ['unclosed resources', '', "resource a 'b' = {\n", ''],
    ['unclosed resources, each further in', "resource a 'b' = {\n", "  resource a 'b' = {\n", ''],
    ['unclosed arrays with properties', '', 'a: [\n', ''],
    ['properties in an unclosed array', 'var a = {\n b: [\n', ' c: 1\n', ''],
    ["`'${`", 'var a = ', "'${", ''],
    ["`'${` on lines of their own", 'var a = ', "'${\n", ''],
    ["`'''`", 'var a = ', "''''", ''],
    ["`$'''${`", 'var a = ', "$'''${", ''],
    ['`-`', 'var a = ', '- ', ''],
    ['`!`', 'var a = ', '!', ''],
    ['`a!`', 'var a = b', '!', ''],
    ['`?`', 'var a = ', 'b ? ', ''],
    ['`? :`', 'var a = b', ' ? c : d', ''],
    ['`? :` on lines of their own', 'var a = b', '\n ? c\n : d', ''],
    ['`+`', 'var a = 1', ' + 1', ''],
    ['`.b`', 'var a = b', '.b', ''],
    ['`.?b`', 'var a = b', '.?b', ''],
    ['`::b`', 'var a = b', '::b', ''],
    ['`[0]`', 'var a = b', '[0]', ''],
    ['`=>`', 'var a = ', 'b => ', ''],
    ['`[for`', 'var a = ', '[for b in c: ', ''],
    ['`[for` over `[for`', 'var a = ', '[for b in ', ''],
    ['`...`', 'var a = [', '...', ''],
    ['`}`', '', '}', ''],
    ['openings and unmatched closings', 'var a = ', '[ } ', ''],
    ['openings and unmatched closings on lines', 'var a = ', '{\n ]\n', ''],
    ['types in `(`', 'type a = ', '(', ''],
    ['types in `{`', 'type a = ', '{a: ', ''],
    ['types in `[`', 'type a = ', '[', ''],
    ['types in `<`', 'type a = ', 'b<', ''],
    ['`[]` behind a type', 'type a = b', '[]', ''],
    ['`?` behind a type', 'type a = b', '?', ''],
    ['`|`', 'type a = b', ' | b', ''],
    ['`|` on lines of their own', 'type a = b', '\n | ', ''],
    ['`*:`', 'type a = {', '*: ', ''],
    ['line comments', '', '//\n', ''],
    ['comments', '', '/**/', ''],
    ['unclosed comments', '', '/*', ''],
    ['directives', '', '#disable-next-line\n', ''],
    ['`#`', '', '#', ''],
    ['`#` behind spaces', '', ' #', ''],
    ['quotes', 'var a = ', "'", ''],
    ['dollars', "var a = $'''", '$', "'''"],
    ['digits', 'var a = ', '1', ''],
    ['zeros', 'var a = 1', '0', ''],
    ['spaces', 'var a =', ' ', ''],
    ['an identifier', '', 'a', ''],
    ['carriage returns', '', '\r', ''],
    ['newlines', '', '\n', ''],
    ['NULs', '', '\u0000', ''],
    ['lone surrogates', 'var a = ', '\udc00', ''],
    ['backslashes', "var a = '", '\\\\', "'"],
    ['bad escapes', "var a = '", '\\q', "'"],
    ['`\\u{`', "var a = '", '\\u{', "'"],
    ['decorators', '', '@a()\n', ''],
    ['faulty decorators', '', '@a b\n', ''],
    ['`@`', '', '@', ''],
    ['faulty declarations', '', 'var a = 1 2\n', ''],
    ['faulty properties', 'var a = {\n', 'a: 1 2\n', ''],
    ['faulty arrays', '', 'var a = [1 2\n', ''],
    ['faulty items', 'var a = [', '1 2, ', ''],
    ['faulty arguments', 'var a = f(', '1\n', ''],
    ['faulty imports', '', 'import { a, ', ''],
    ['words of other scripts', '', '变 ', ''],
  ])('%s', (_, head, unit, tail) => {
    const text = `${head}${fill(unit)}${tail}\nvar z = 1\n`
    const diagnostics: Diagnostic[] = []
    const { program } = parse(bicepFile(text), (diagnostic) => diagnostics.push(diagnostic))
    expect(program.end).toBe(text.length)
    expect(diagnostics.length).toBeLessThanOrEqual(budget.fileDiagnostics + 1)
    expect(diagnostics.length === 0).toBe(valid.has(unit))
  })
})

describe('depth', () => {
  const nest = (levels: number): string => `var a = ${'['.repeat(levels)}${']'.repeat(levels)}\nvar b = 2\n`
  const told = (text: string): readonly string[] => {
    const diagnostics: Diagnostic[] = []
    const { program } = parse(bicepFile(text), (diagnostic) => diagnostics.push(diagnostic))
    expect(program.items.map((item) => item.kind)).toEqual(['var', 'var'])
    expect(program.items[1]).toMatchObject({ value: { kind: 'number', text: '2' } })
    return diagnostics.map(({ code }) => code)
  }

  it('is read up to the budget and told beyond it', () => {
    expect(told(nest(budget.nesting - 1))).toEqual([])
    expect(told(nest(budget.nesting + 1))).toEqual(['bicep/too-deep'])
    expect(told(nest(10_000))).toEqual(['bicep/too-deep'])
  })

  it('of a chain is bounded too', () => {
    expect(told(`var a = 1${' + 1'.repeat(budget.expressionHeight)}\nvar b = 2\n`)).toEqual(['bicep/too-deep'])
    expect(told(`var a = b${'.c'.repeat(budget.expressionHeight)}\nvar b = 2\n`)).toEqual(['bicep/too-deep'])
  })
})

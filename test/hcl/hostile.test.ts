/** Damaged and hostile text: never a throw, never more work than the text is long, always a diagnostic where something is lost. */
import { describe, expect, it } from 'vitest'
import { parse, parseExpressionFile, parseTemplate } from '../../src/hcl/parse.ts'
import { budget } from '../../src/text/budget.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { damage, fixtures, seeded } from '../support/hcl.ts'
import { fileOf } from '../support/source.ts'

const runs = Number(process.env.VNETPROOF_FUZZ ?? 5000)

describe('damaged fixtures', () => {
  it(`never throw (${runs} of them)`, () => {
    const random = seeded(Number(process.env.VNETPROOF_SEED ?? 20))
    for (let run = 0; run < runs; run++) {
      const file = fileOf(damage(fixtures[random(fixtures.length)]!.text, fixtures[random(fixtures.length)]!.text, random))
      for (const read of [parse, parseTemplate, parseExpressionFile])
        expect(() => read(file, () => {}), JSON.stringify(file.text)).not.toThrow()
    }
  })
})

const size = 250_000
const fill = (unit: string): string => unit.repeat(Math.ceil(size / unit.length))

/** Units whose run is right as it stands. */
const valid: ReadonlySet<string> = new Set(['#\n', '\n', '1'])

// Each takes well under a second when the work grows with the length, and hours when it grows with its square.
describe('a long run of', () => {
  it.each([
    ['`[`', 'a = ', '['],
    ['`(`', 'a = ', '('],
    ['`{`', 'a = ', '{'],
    ['`{a=`', 'a = ', '{a='],
    ['unclosed objects on lines of their own', '', 'a = {\n'],
    ['unclosed objects with entries', '', `a = {\n${'b = 1\n'.repeat(900)}`],
    ['`"${`', 'a = ', '"${'],
    ['`"${` on lines of their own', 'a = ', '"${\n'],
    ['unclosed heredocs', 'a = ', '<<A\n'],
    ['unclosed heredocs as items', '', 'a = <<A\n'],
    ['heredocs within heredocs', 'a = ', '<<A\n${'],
    ['heredoc openings on one line', 'a = ', '<<A'],
    ['`-`', 'a = ', '- '],
    ['`!`', 'a = ', '!'],
    ['`?`', 'a = ', 'b ? '],
    ['`? :`', 'a = b', ' ? c : d'],
    ['`+`', 'a = 1', ' + 1'],
    ['`.b`', 'a = b', '.b'],
    ['`[*]`', 'a = b', '[*]'],
    ['`[0]`', 'a = b', '[0]'],
    ['`.*`', 'a = b', '.*'],
    ['blocks within blocks', '', 'a {\n'],
    ['blocks within blocks on one line', '', 'a {'],
    ['labels', 'a', ' "b"'],
    ['broken labels', '', 'a "b {\n'],
    ['`}`', '', '}'],
    ['openings and unmatched closings', 'a = ', '[ } '],
    ['line comments', '', '#\n'],
    ['unclosed comments', '', '/*'],
    ['quotes', 'a = ', '"'],
    ['digits', 'a = ', '1'],
    ['dots after a digit', 'a = 1', '.'],
    ['`1.`', 'a = ', '1.'],
    ['spaces', 'a =', ' '],
    ['spaces in a heredoc', 'a = <<A\n', ' '],
    ['an identifier', '', 'a'],
    ['carriage returns', '', '\r'],
    ['newlines', '', '\n'],
    ['bad escapes', 'a = "', '\\q'],
    ['`%{ if x }`', 'a = "', '%{ if x }'],
    ['`%{ endif }`', 'a = "', '%{ endif }'],
    ['`$`', 'a = "', '$'],
    ['`$${`', 'a = "', '$${'],
    ['faulty items', '', 'a 1\n'],
    ['faulty lists', '', 'a = [1 2\n'],
    ['the same argument', '', 'a = 1\n'],
    ['words of other scripts', '', '变 '],
  ])('%s', (_, head, unit) => {
    const text = `${head}${fill(unit)}\nz = 1\n`
    const diagnostics: Diagnostic[] = []
    const { body } = parse(fileOf(text), (diagnostic) => diagnostics.push(diagnostic))
    expect(body.end).toBe(text.length)
    expect(diagnostics.length).toBeLessThanOrEqual(budget.fileDiagnostics + 1)
    expect(diagnostics.length === 0).toBe(valid.has(unit))
  })
})

describe('depth', () => {
  const nest = (levels: number): string => `a = ${'['.repeat(levels)}${']'.repeat(levels)}\nb = 2\n`

  it('is read up to the budget and told beyond it', () => {
    const within: Diagnostic[] = []
    parse(fileOf(nest(budget.nesting - 1)), (diagnostic) => within.push(diagnostic))
    expect(within).toEqual([])
    const beyond: Diagnostic[] = []
    const { body } = parse(fileOf(nest(budget.nesting + 1)), (diagnostic) => beyond.push(diagnostic))
    expect(beyond.map(({ code }) => code)).toEqual(['hcl/too-deep'])
    expect(body.items.map((item) => item.kind === 'attribute' && item.value.kind)).toEqual(['hole', 'number'])
  })

  it('of a chain is bounded too', () => {
    const beyond: Diagnostic[] = []
    const { body } = parse(fileOf(`a = 1${' + 1'.repeat(budget.expressionHeight)}\nb = 2\n`), (diagnostic) => beyond.push(diagnostic))
    expect(beyond.map(({ code }) => code)).toEqual(['hcl/too-deep'])
    expect(body.items.map((item) => item.kind === 'attribute' && item.value.kind)).toEqual(['hole', 'number'])
  })
})

/** Our reader beside `hcl2-parser`: the same files accepted, and of those the same blocks, labels, names, literals and expression texts. */
import { describe, expect, it } from 'vitest'
import { parse } from '../../src/hcl/parse.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { askHcl2Parser, canonical, toHcl2ParserShape } from '../oracles/hcl2-parser.ts'
import { fixtures } from '../support/hcl.ts'
import { fileOf } from '../support/source.ts'

/** Fixtures on which the package is not asked, each with its reason. */
const exemptions: ReadonlyMap<string, string> = new Map([
  ['provider-functions.tf', 'functions with `::` came with HCL 2.20; the package holds 2.10'],
])

describe('fixtures', () => {
  it.each(fixtures)('$name: accepted is $accepted', ({ name, text, accepted }) => {
    const diagnostics: Diagnostic[] = []
    const syntax = parse(fileOf(text, name), (diagnostic) => diagnostics.push(diagnostic))
    expect(diagnostics.some(({ severity }) => severity === 'error')).toBe(!accepted)
    if (exemptions.has(name)) return
    const answer = askHcl2Parser(text)
    expect(answer.kind).toBe(accepted ? 'accepted' : 'rejected')
    if (answer.kind === 'accepted') expect(canonical(toHcl2ParserShape(syntax))).toBe(canonical(answer.value))
  })

  it('are many, and exemptions name files that exist', () => {
    expect(fixtures.length).toBeGreaterThanOrEqual(100)
    const names = fixtures.map(({ name }) => name)
    for (const name of exemptions.keys()) expect(names).toContain(name)
  })
})

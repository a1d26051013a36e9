/**
 * Law: in every syntax tree of Bicep children lie within their parent, in order, without overlap, on token edges, with no white space at either end.
 * Known to catch: a node that ends where the next token begins (`startOf` after `peek` for `end`), an `end` that stays ahead when recovery goes back.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lex } from '../../src/bicep/lex.ts'
import type { Node } from '../../src/bicep/syntax.ts'
import { Kind } from '../../src/bicep/tokens.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { bicepFile, bicepLike, damaged, type Fixture, fixtures, parseFixture } from '../support/bicep.ts'
import { seeded } from '../support/hcl.ts'

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'start' in value && 'end' in value

/** Nodes right below `node`, as the order of its fields has them. */
const childrenOf = (node: Node): readonly Node[] =>
  Object.values(node).flatMap((value) => (Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : []))

const faultsOf = ({ name: path, text }: Pick<Fixture, 'name' | 'text'>): readonly string[] => {
  const tokens = lex(bicepFile(text))
  const edges = new Map(Array.from(tokens.starts.subarray(0, tokens.count + 1), (start, index) => [start, index]))
  const isTrivia = (index: number): boolean => tokens.kinds[index]! <= Kind.newline
  const diagnostics: Diagnostic[] = []
  const faults: string[] = []
  const visit = (node: Node): void => {
    const name = `${'kind' in node ? String(node.kind) : 'node'} ${node.start}-${node.end}`
    if (node.start > node.end) faults.push(`${name} ends before it begins`)
    if (!edges.has(node.start) || !edges.has(node.end)) faults.push(`${name} is not on token edges`)
    const whole = 'kind' in node && node.kind === 'program'
    if (!whole && node.start < node.end && (isTrivia(edges.get(node.start) ?? 0) || isTrivia((edges.get(node.end) ?? 1) - 1)))
      faults.push(`${name} begins or ends with white space`)
    let at = node.start
    for (const child of childrenOf(node)) {
      if (child.start < at || child.end > node.end) faults.push(`${name} has a child ${child.start}-${child.end} outside or out of order`)
      at = child.end
      visit(child)
    }
  }
  visit(parseFixture({ name: path, text }, (diagnostic) => diagnostics.push(diagnostic)).program)
  for (const { code, span } of diagnostics)
    if (span.start > span.end || span.start < 0 || span.end > text.length) faults.push(`${code} at ${span.start}-${span.end}`)
  return faults
}

describe('spans of Bicep', () => {
  it.each(fixtures)('nest in $name', (fixture) => {
    expect(faultsOf(fixture)).toEqual([])
  })

  it('nest whatever the text', () => {
    fc.assert(
      fc.property(bicepLike, fc.constantFrom('main.bicep', 'main.bicepparam'), (text, name) => {
        expect(faultsOf({ name, text })).toEqual([])
      }),
      { numRuns: 4000 },
    )
  })

  it('nest in damaged files', () => {
    const random = seeded(7)
    for (let run = 0; run < 2500; run++) {
      const fixture = damaged(random)
      expect(faultsOf(fixture), JSON.stringify(fixture.text)).toEqual([])
    }
  })
})

/**
 * Law: in every syntax tree children lie within their parent, in order, without overlap, on token edges, with no white space at either end.
 * Known to catch: a node that ends where the next token begins (`startOf` after `peek` for `end`), an `end` that stays ahead when recovery goes back.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lex } from '../../src/hcl/lex.ts'
import { parse } from '../../src/hcl/parse.ts'
import type { Node } from '../../src/hcl/syntax.ts'
import { Kind } from '../../src/hcl/tokens.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { damage, fixtures, hclLike, seeded } from '../support/hcl.ts'
import { fileOf } from '../support/source.ts'

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'start' in value && 'end' in value

/** Nodes right below `node`, as the order of its fields has them; the `element` of a splat stands within its `each`. */
const childrenOf = (node: Node): readonly Node[] =>
  Object.entries(node).flatMap(([field, value]) =>
    field === 'element' ? [] : Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [],
  )

const faultsOf = (text: string): readonly string[] => {
  const file = fileOf(text)
  const tokens = lex(file)
  const edges = new Map(Array.from(tokens.starts.subarray(0, tokens.count + 1), (start, index) => [start, index]))
  const isTrivia = (index: number): boolean => tokens.kinds[index]! <= Kind.lineComment
  const diagnostics: Diagnostic[] = []
  const faults: string[] = []
  const visit = (node: Node): void => {
    const name = `${'kind' in node ? String(node.kind) : 'node'} ${node.start}-${node.end}`
    if (node.start > node.end) faults.push(`${name} ends before it begins`)
    if (!edges.has(node.start) || !edges.has(node.end)) faults.push(`${name} is not on token edges`)
    const whole = node.start === 0 && node.end === text.length && 'kind' in node && node.kind === 'body'
    if (!whole && node.start < node.end && (isTrivia(edges.get(node.start) ?? 0) || isTrivia((edges.get(node.end) ?? 1) - 1)))
      faults.push(`${name} begins or ends with white space`)
    let at = node.start
    for (const child of childrenOf(node)) {
      if (child.start < at || child.end > node.end) faults.push(`${name} has a child ${child.start}-${child.end} outside or out of order`)
      at = child.end
      visit(child)
    }
  }
  visit(parse(file, (diagnostic) => diagnostics.push(diagnostic)).body)
  for (const { code, span } of diagnostics)
    if (span.start > span.end || span.start < 0 || span.end > text.length) faults.push(`${code} at ${span.start}-${span.end}`)
  return faults
}

describe('spans', () => {
  it.each(fixtures)('nest in $name', ({ text }) => {
    expect(faultsOf(text)).toEqual([])
  })

  it('nest whatever the text', () => {
    fc.assert(
      fc.property(hclLike, (text) => {
        expect(faultsOf(text)).toEqual([])
      }),
      { numRuns: 3000 },
    )
  })

  it('nest in damaged files', () => {
    const random = seeded(7)
    for (let run = 0; run < 2000; run++) {
      const text = damage(fixtures[random(fixtures.length)]!.text, fixtures[random(fixtures.length)]!.text, random)
      expect(faultsOf(text), JSON.stringify(text)).toEqual([])
    }
  })
})

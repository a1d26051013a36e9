/** Waiving takes findings away whole, and touches nothing else. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Finding, Judgement } from '../../src/policy/policy.ts'
import { positionAt } from '../../src/text/source.ts'
import { checked, networkOf, openGroup } from '../support/waivers.ts'

const names = ['a', 'b', 'c'] as const
const codes = [
  'no-admin-ports',
  'no-admin-ports/open',
  'no-admin-ports/open/ssh',
  'no-admin-ports/open/rdp',
  'no-admin-ports/op',
  'other',
] as const

const entry = fc.record({
  code: fc.constantFrom(...codes),
  subject: fc.constantFrom(...names.map((name) => `azurerm_network_security_group.${name}`), '*', '*.a', 'azurerm_*'),
  root: fc.constantFrom(undefined, '.', '*', 'other'),
  until: fc.constantFrom('2026-11-21', '2026-11-22', '2027-03-01', undefined),
  reason: fc.constantFrom('why', undefined),
})
const inline = fc.record({ code: fc.constantFrom(...codes), until: fc.constantFrom('2026-11-21', '2027-03-01') })

const plainOf = ({ code, outcome, severity, message, span, judgement }: Finding) => ({
  code,
  outcome,
  severity,
  message,
  judgement,
  // Comments above move lines; what a finding says does not.
  column: positionAt(span.file, span.start).column,
})
const keyOf = ({ code, subject, root }: Judgement): string => `${code} ${subject} ${root}`
const sorted = (list: readonly unknown[]): readonly string[] => list.map((one) => JSON.stringify(one)).sort()

test('what is waived and what stays are what was found, unchanged; what holds still holds', () => {
  const networkWith = (above: readonly string[]): string =>
    networkOf(
      ...names.map((name, index) =>
        openGroup(name, index + 1, { above: above[index] ?? '', access: index === 2 ? 'var.access' : '"Allow"' }),
      ),
    )
  const without = checked({ 'main.tf': networkWith([]) })
  expect(without.findings).toHaveLength(6)
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 4 }), fc.array(fc.option(inline), { maxLength: 3 }), (entries, comments) => {
      const above = comments.map((one) => (one === null ? '' : `# vnetproof:ignore ${one.code} until ${one.until}: why\n`))
      const files = { 'main.tf': networkWith(above), 'w.yaml': JSON.stringify(entries) }
      const report = checked(files, { waivers: ['w.yaml'] })
      expect(report.mistakes).toEqual([])
      const all = [...report.findings, ...report.waived.map(({ finding }) => finding)]
      expect(sorted(all.map(plainOf))).toEqual(sorted(without.findings.map(plainOf)))
      expect(sorted([...report.judgements, ...report.waived.map(({ finding }) => finding.judgement)])).toEqual(sorted(without.judgements))

      // Exactly those that some waiver that counts says.
      const begins = (prefix: string, code: string): boolean => `${code}/`.startsWith(`${prefix}/`)
      const expected = without.findings.filter(
        ({ code, judgement: { subject } }) =>
          entries.some(
            (one) =>
              begins(one.code, code) &&
              (one.subject === subject ||
                one.subject === '*' ||
                one.subject === 'azurerm_*' ||
                (one.subject === '*.a' && subject.endsWith('.a'))) &&
              one.root !== 'other' &&
              one.reason !== undefined &&
              one.until !== undefined &&
              one.until >= '2026-11-22',
          ) ||
          comments.some(
            (one, index) => one !== null && begins(one.code, code) && one.until > '2026-11-22' && subject.endsWith(`.${names[index]}`),
          ),
      )
      expect(sorted(report.waived.map(({ finding }) => keyOf(finding.judgement)))).toEqual(
        sorted(expected.map(({ judgement }) => keyOf(judgement))),
      )
      for (const { waiver } of report.waived) expect(waiver.until >= '2026-11-22' && waiver.reason !== '').toBe(true)
    }),
    { numRuns: 60 },
  )
})

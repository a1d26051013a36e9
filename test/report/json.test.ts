import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { fingerprintOf } from '../../src/report/fingerprint.ts'
import { documentOf, json } from '../../src/report/outputs/json.ts'
import { comparedReport, example } from '../support/compared.ts'
import { denied, emptyReport, fullReport, judgement, reportOf, spanOf, variables, waivedReport } from '../support/report.ts'

const schema: object = JSON.parse(readFileSync('schema/report.schema.json', 'utf8'))
/** Nothing beyond the schema may be in a report of ours, so that no field goes undocumented. */
const closed = JSON.parse(JSON.stringify(schema), (_key, value: unknown) =>
  typeof value === 'object' && value !== null && 'properties' in value ? { ...value, unevaluatedProperties: false } : value,
)
const unwrapped = structuredClone(closed)
delete unwrapped.$defs.diagnostic.unevaluatedProperties
const validate = new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(schema)
const validateClosed = new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(unwrapped)

const same = (path: string): string => path

describe('the report for programs', () => {
  test('is what its schema says, with nothing else in it', () => {
    for (const report of [
      fullReport,
      waivedReport,
      emptyReport,
      example,
      comparedReport([denied], {}, { newWaivers: [waivedReport.waived[1]!.waiver] }),
      reportOf([denied], { mistakes: [{ code: 'policy/x', severity: 'error', message: 'no', span: denied.policySpan }] }),
    ]) {
      const document: unknown = JSON.parse(json.render(report, { colour: true }))
      expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
      expect(validateClosed(document), JSON.stringify(validateClosed.errors)).toBe(true)
    }
  })

  test('the schema refuses what is no report', () => {
    const document = documentOf(fullReport, same)
    expect(validate({ ...document, verdict: 'passes' })).toBe(false)
    expect(validate({ ...document, findings: [{ ...document.findings[0], fingerprint: 'x' }] })).toBe(false)
  })

  test('a failure carries its place, witness, deciding rule and policy', () => {
    const [first] = documentOf(fullReport, (path) => `../${path}`).findings
    expect(first).toMatchObject({
      code: 'api-management/nsg/management',
      outcome: 'fails',
      severity: 'error',
      subject: 'azurerm_api_management.main',
      location: { file: '../infra/network.tf', line: 7, column: 16, endLine: 7, endColumn: 22 },
      witness: { source: '13.69.229.80', destinationPort: 3443, text: '13.69.229.80:49152 (ApiManagement) → 10.0.2.4:3443/tcp' },
      decidedBy: [
        {
          kind: 'rule',
          at: 'subnet',
          nsg: 'azurerm_network_security_group.apim',
          rule: 'deny-management',
          priority: 200,
          location: { line: 4, column: 3 },
        },
      ],
      policyLocation: { file: 'policies/api-management/policy.yaml', line: 5 },
    })
  })

  test('an unsure finding names its unknown', () => {
    const unsure = documentOf(fullReport, same).findings.find(({ outcome }) => outcome === 'unsure')
    expect(unsure?.doubts).toEqual([
      {
        reason: 'input',
        what: 'var.clients',
        text: '`var.clients` has no value here',
        location: { file: 'infra/variables.tf', line: 1, column: 1, endLine: 1, endColumn: 19 },
      },
    ])
  })

  test('what is waived stands apart, with reason and end', () => {
    const document = documentOf(waivedReport, same)
    expect(document).toMatchObject({
      verdict: 'holds',
      exitCode: 0,
      summary: { judgements: 34, fails: 1, unsure: 0, waived: { fails: 1, unsure: 1 } },
    })
    expect(document.findings.map(({ code }) => code)).toEqual(['api-management/nsg/monitor'])
    expect(document.waived).toMatchObject([
      { finding: { code: 'api-management/nsg/management', outcome: 'fails' }, waiver: { until: '2027-03-01', owner: '@network' } },
      {
        finding: { code: 'api-management/nsg/clients', outcome: 'unsure' },
        waiver: { reason: 'known later', until: '2026-12-31', location: { file: 'infra/network.tf', line: 2, column: 3 } },
      },
    ])
  })

  test('counts and verdict are there', () => {
    expect(documentOf(fullReport, same)).toMatchObject({
      verdict: 'fails',
      exitCode: 1,
      summary: { judgements: 37, holds: 31, fails: 4, unsure: 2, failing: { error: 1, warning: 1, note: 2 } },
    })
  })
})

describe('a fingerprint', () => {
  test('is of root, subject and code, never of line, witness or wording', () => {
    const [here] = documentOf(reportOf([denied]), same).findings
    const [there] = documentOf(
      reportOf([{ ...denied, span: spanOf(variables, 'type'), message: 'other words', decidedBy: [] }]),
      same,
    ).findings
    expect(there?.fingerprint).toBe(here?.fingerprint)
    const one = judgement('a/b/c', 'fails')
    const others = [
      { ...one, root: 'x' },
      { ...one, subject: 'x' },
      { ...one, code: 'a/b/d' },
    ].map(fingerprintOf)
    expect(new Set([fingerprintOf(one), ...others]).size).toBe(4)
    expect(fingerprintOf({ ...one, outcome: 'unsure', severity: 'note' } as never)).toBe(fingerprintOf(one))
  })

  test('stays the same from version to version', () => {
    // sha256 of ["vnetproof/v1","infra","azurerm_api_management.main","api-management/nsg/management"], by coreutils.
    expect(fingerprintOf(denied.judgement)).toBe('181c33057297fb5607a280c7d8267d28918cac273d27bade76eb28fa5f45c59d')
  })
})

import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { diagnosticKey } from '../../src/report/compared.ts'
import { identityOf } from '../../src/report/fingerprint.ts'
import { logOf, sarif, uriOf } from '../../src/report/outputs/sarif.ts'
import { comparedReport } from '../support/compared.ts'
import { denied, emptyReport, finding, fullReport, reportOf, spanOf, waivedReport } from '../support/report.ts'
import { fileOf } from '../support/source.ts'

const ajv = new Ajv2020({ strict: false, allErrors: true })
formats.default(ajv)
/** The schema of the OASIS standard. */
const validate = ajv.compile(JSON.parse(readFileSync('test/schemas/sarif-2.1.0.json', 'utf8')))

const valid = (log: unknown): void => {
  expect(validate(log), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true)
}

const emptyTexts = (value: unknown, path = ''): readonly string[] => {
  if (value === '') return [path]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => emptyTexts(item, `${path}/${key}`))
}

describe('the report as SARIF', () => {
  test('is valid by the schema of the standard, which refuses a wrong level', () => {
    const mistakes = [
      { code: 'policy/unknown-key', severity: 'error', message: 'there is no key `form`', span: denied.policySpan },
    ] as const
    for (const report of [fullReport, waivedReport, emptyReport, reportOf([denied], { mistakes })])
      valid(JSON.parse(sarif.render(report, { colour: false })))
    const log = JSON.parse(sarif.render(fullReport, { colour: false }))
    log.runs[0].results[0].level = 'fatal'
    expect(validate(log)).toBe(false)
  })

  test('failures keep their severity, doubts are open and shout at no level', () => {
    const results = logOf(fullReport, 'vnetproof').runs[0]?.results ?? []
    expect(results.map(({ ruleId, kind, level }) => [ruleId, kind, level])).toEqual([
      ['api-management/nsg/management', 'fail', 'error'],
      ['api-management/nsg/monitor', 'fail', 'warning'],
      ['api-management/nsg/clients', 'open', 'none'],
      ['api-management/nsg/partners', 'open', 'none'],
      ['api-management/declared/flows', 'fail', 'note'],
      ['api-management/declared/flows', 'fail', 'note'],
      ['model/unknown-tag', undefined, 'warning'],
    ])
  })

  test('says of each finding whether the base has it, and makes no result of what is fixed', () => {
    const widened = finding('a/b/wider', 'fails', 'w')
    const still = finding('a/b/still', 'fails', 's')
    const all = [denied, widened, still]
    const fault = { code: 'hcl/x', severity: 'error' as const, message: 'no', span: denied.span }
    const report = comparedReport(
      all,
      { diagnostics: [fault, { ...fault, code: 'hcl/y' }] },
      {
        introduced: new Set([denied, widened].map(({ judgement }) => identityOf(judgement))),
        widened: new Set([identityOf(widened.judgement)]),
        fixed: [finding('a/b/gone', 'fails', 'g')],
        unread: new Set([diagnosticKey(fault)]),
      },
    )
    const results = logOf(report, 'vnetproof').runs[0]?.results ?? []
    expect(results.map(({ ruleId, baselineState }) => [ruleId, baselineState])).toEqual([
      ['api-management/nsg/management', 'new'],
      ['a/b/wider', 'updated'],
      ['a/b/still', 'unchanged'],
      ['hcl/x', 'new'],
      ['hcl/y', undefined],
    ])
    valid(JSON.parse(sarif.render(report, { colour: false })))
    for (const result of logOf(fullReport, 'vnetproof').runs[0]?.results ?? []) expect(result).not.toHaveProperty('baselineState')
  })

  test('what is waived is suppressed with its reason, and where anything is, every result says whether it is', () => {
    const results = logOf(waivedReport, 'vnetproof').runs[0]?.results ?? []
    expect(results.map(({ ruleId, suppressions }) => [ruleId, suppressions?.map(({ kind, status }) => [kind, status])])).toEqual([
      ['api-management/nsg/monitor', []],
      ['api-management/nsg/management', [['external', 'accepted']]],
      ['api-management/nsg/clients', [['inSource', 'accepted']]],
    ])
    expect(results[2]?.suppressions?.[0]?.justification).toBe('known later (until 2026-12-31)')
    expect(results[1]?.suppressions?.[0]?.justification).toMatch(/^moves \| <b>soon<\/b>[^\p{Cc}]* \(until 2027-03-01, @network\)$/u)
    for (const result of logOf(fullReport, 'vnetproof').runs[0]?.results ?? []) expect(result).not.toHaveProperty('suppressions')
  })

  test('every result has its rule, and rules of policies say where to read more', () => {
    const run = logOf(fullReport, 'vnetproof').runs[0]!
    const rules = run.tool.driver.rules ?? []
    for (const result of run.results ?? []) expect(rules[result.ruleIndex ?? -1]?.id).toBe(result.ruleId)
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length)
    expect(rules[0]?.helpUri).toBe('https://github.com/vnetproof/vnetproof/blob/v1.2.3/docs/codes/api-management.md#nsgmanagement')
    expect(rules[0]?.help?.text).toContain('https://learn.microsoft.com/azure/api-management/virtual-network-reference')
    const own = reportOf([denied], { policies: fullReport.policies.map((policy) => ({ ...policy, builtin: false })) })
    expect(logOf(own, 'vnetproof').runs[0]?.tool.driver.rules?.[0]?.helpUri).toBe(
      'https://learn.microsoft.com/azure/api-management/virtual-network-reference',
    )
  })

  test('rules of problems say what they mean and where that is explained', () => {
    const unread = { code: 'hcl/unclosed-block', severity: 'error', message: 'a', span: denied.span } as const
    const [rule] = logOf(reportOf([], { diagnostics: [unread] }), 'vnetproof').runs[0]?.tool.driver.rules ?? []
    expect(rule?.helpUri).toBe('https://github.com/vnetproof/vnetproof/blob/v1.2.3/docs/codes/hcl.md#unclosed-block')
    expect(rule?.shortDescription?.text).toBe('a block has no `}`')
  })

  test('fingerprints do not move with lines; equal diagnostics of one file are told apart', () => {
    const twice = [spanOf(denied.span.file, 'name', 0), spanOf(denied.span.file, 'name', 1)].map(
      (span) => ({ code: 'hcl/x', severity: 'error', message: 'same', span }) as const,
    )
    const prints = (report: Parameters<typeof logOf>[0]) =>
      (logOf(report, 'c').runs[0]?.results ?? []).map(({ partialFingerprints }) => partialFingerprints?.['vnetproof/v1'])
    const [first, second] = prints(reportOf([], { diagnostics: twice }))
    expect(first).toMatch(/^[0-9a-f]{64}$/)
    expect(second).not.toBe(first)
    expect(prints(reportOf([{ ...denied, span: spanOf(denied.span.file, 'name') }]))).toEqual(prints(reportOf([denied])))
  })

  test('runs over different paths of one repository have different categories', () => {
    expect(logOf(fullReport, 'vnetproof').runs[0]?.automationDetails?.id).toBe('vnetproof/')
    expect(logOf(fullReport, 'vnetproof/infra').runs[0]?.automationDetails?.id).toBe('vnetproof/infra/')
  })

  test('paths become relative references, percent-encoded', () => {
    expect(uriOf('infra/my net/größe #1?.tf')).toBe('infra/my%20net/gr%C3%B6%C3%9Fe%20%231%3F.tf')
    expect(uriOf("c:/it's(1)*.tf")).toBe('c%3A/it%27s%281%29%2A.tf')
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ unit: 'binary', minLength: 1 }).filter((part) => !/^\.\.?$/.test(part) && !part.includes('/')),
          { minLength: 1 },
        ),
        (parts) => {
          const uri = uriOf(parts.join('/'))
          const resolved = new URL(uri, 'file:///root/')
          expect(resolved.href.startsWith('file:///root/')).toBe(true)
          expect(resolved.pathname.slice('/root/'.length).split('/').map(decodeURIComponent)).toEqual(parts)
        },
      ),
    )
  })

  test('no text is empty, links in messages are inert, and any text gives a valid log', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const file = fileOf(`${text}\n`, text === '' ? 'x' : text)
        const report = reportOf([
          finding(text === '' ? 'c' : text, 'fails', text, {
            why: text,
            help: text,
            about: text,
            span: { file, start: 0, end: text.length },
          }),
        ])
        const log = JSON.parse(sarif.render(report, { colour: false }))
        valid(log)
        expect(emptyTexts(log).filter((path) => !path.startsWith('/runs/0/results/0/properties'))).toEqual([])
      }),
      { numRuns: 60 },
    )
    const [result] = logOf(reportOf([finding('c', 'fails', 'see [here](https://x.example) and {0}')]), 'c').runs[0]?.results ?? []
    expect(result?.message.text).toBe('see \\[here\\](https://x.example) and {{0}}')
  })
})

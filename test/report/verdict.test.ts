import { describe, expect, test } from 'vitest'
import type { Outcome } from '../../src/policy/policy.ts'
import type { FailOn, Severity } from '../../src/report/report.ts'
import { exitCodeOf, verdictOf } from '../../src/report/verdict.ts'
import { denied, emptyReport, judgement, reportOf, runFacts } from '../support/report.ts'

const of = (failOn: FailOn, ...judged: readonly (readonly [Outcome, Severity])[]) =>
  reportOf([], { failOn, judgements: judged.map(([outcome, severity]) => judgement('a/b/c', outcome, severity)) })

describe('exit code and verdict', () => {
  test.each<[FailOn, Outcome, Severity, 0 | 1]>([
    ['error', 'fails', 'error', 1],
    ['error', 'fails', 'warning', 0],
    ['error', 'fails', 'note', 0],
    ['error', 'unsure', 'error', 0],
    ['warning', 'fails', 'error', 1],
    ['warning', 'fails', 'warning', 1],
    ['warning', 'fails', 'note', 0],
    ['warning', 'unsure', 'error', 0],
    ['unsure', 'fails', 'error', 1],
    ['unsure', 'fails', 'warning', 1],
    ['unsure', 'fails', 'note', 0],
    ['unsure', 'unsure', 'error', 1],
    ['unsure', 'unsure', 'warning', 1],
    ['unsure', 'unsure', 'note', 0],
    ['never', 'fails', 'error', 0],
    ['never', 'unsure', 'error', 0],
  ])('fail-on %s, %s with severity %s: %i', (failOn, outcome, severity, code) => {
    expect(exitCodeOf(of(failOn, ['holds', 'error'], [outcome, severity]))).toBe(code)
  })

  test('a mistake, or Terraform of which nothing could be read, is 2; no Terraform at all is 0', () => {
    const mistake = { code: 'policy/x', severity: 'error', message: 'no', span: denied.policySpan } as const
    expect(exitCodeOf({ ...of('never', ['holds', 'error']), mistakes: [mistake] })).toBe(2)
    expect(exitCodeOf({ ...emptyReport, run: { ...runFacts, files: 0, filesNotRead: 3 } })).toBe(2)
    expect(exitCodeOf({ ...emptyReport, run: { ...runFacts, files: 1, filesNotRead: 3 } })).toBe(0)
    expect(exitCodeOf(emptyReport)).toBe(0)
  })

  test('the verdict is the worst outcome among the severities that count', () => {
    expect(verdictOf(of('error', ['holds', 'error']))).toBe('holds')
    expect(verdictOf(of('error', ['holds', 'error'], ['fails', 'warning']))).toBe('holds')
    expect(verdictOf(of('warning', ['holds', 'error'], ['fails', 'warning']))).toBe('fails')
    expect(verdictOf(of('unsure', ['unsure', 'error'], ['holds', 'error']))).toBe('unsure')
    expect(verdictOf(of('unsure', ['unsure', 'error'], ['fails', 'error']))).toBe('fails')
  })

  test('a run that fails by what it judged is never said to hold, and one that holds never fails', () => {
    for (const failOn of ['error', 'warning', 'unsure'] as const)
      for (const outcome of ['holds', 'unsure', 'fails'] as const)
        for (const severity of ['error', 'warning', 'note'] as const) {
          const report = of(failOn, ['holds', 'error'], [outcome, severity])
          expect(`${exitCodeOf(report)} ${verdictOf(report)}`).toMatch(/^(1 (fails|unsure)|0 (holds|unsure))$/)
        }
  })

  test('what is not known, or was not judged, is never said to hold', () => {
    expect(verdictOf(of('error', ['unsure', 'error']))).toBe('unsure')
    expect(verdictOf(of('never', ['fails', 'error']))).toBe('fails')
    expect(verdictOf({ ...emptyReport, run: { ...runFacts, files: 0, filesNotRead: 3 } })).toBe('unsure')
  })
})

import { describe, expect, test } from 'vitest'
import { compare, type Sides } from '../../src/commands/compare.ts'
import type { Finding, Judgement, Outcome } from '../../src/policy/policy.ts'
import { isInScope, isNewlyUnread } from '../../src/report/compared.ts'
import { identityOf } from '../../src/report/fingerprint.ts'
import type { ComparedScope, FailOn, Report } from '../../src/report/report.ts'
import { exitCodeOf, verdictOf } from '../../src/report/verdict.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { emptyReport, finding } from '../support/report.ts'
import { fileOf } from '../support/source.ts'

type Told = readonly [item: string, outcome: Outcome, more?: Partial<Pick<Judgement, 'root' | 'subject' | 'severity' | 'of'>>]

/** A report with these judgements; what does not hold is a finding. */
const reportWith = (...list: readonly Told[]): Report => {
  const made = list.map(([item, outcome, more = {}]) => {
    const one = finding(`p/rule/${item}`, outcome === 'holds' ? 'fails' : outcome, `${item} ${outcome}`)
    return { ...one, judgement: { ...one.judgement, outcome, ...more }, isFinding: outcome !== 'holds' }
  })
  return {
    ...emptyReport,
    judgements: made.map(({ judgement }) => judgement),
    findings: made.filter(({ isFinding }) => isFinding).map(({ isFinding: _isFinding, ...one }): Finding => one),
  }
}

const sides = (more: Partial<Sides> = {}): Sides => ({
  base: { revision: 'main', commit: 'c'.repeat(40) },
  scope: 'introduced',
  touched: new Set(['infra']),
  settled: new Set(['infra']),
  unread: { base: [], head: [] },
  ...more,
})

const compared = (base: Report, head: Report, more?: Partial<Sides>) => {
  const comparison = compare(base, head, sides(more))
  const short = (list: readonly Finding[]) => list.map(({ judgement }) => judgement.code.split('/')[2])
  const { introduced } = comparison
  const report: Report = { ...head, comparison }
  return {
    report,
    introduced: short(head.findings.filter(({ judgement }) => introduced.has(identityOf(judgement)))),
    fixed: short(comparison.fixed),
    notJudged: comparison.notJudged,
  }
}

describe('what became of a judgement', () => {
  test.each<readonly [base: Outcome | 'absent', head: Outcome | 'absent', what: 'introduced' | 'fixed' | 'neither']>([
    ['absent', 'fails', 'introduced'],
    ['absent', 'unsure', 'introduced'],
    ['absent', 'holds', 'neither'],
    ['holds', 'fails', 'introduced'],
    ['holds', 'unsure', 'introduced'],
    ['holds', 'holds', 'neither'],
    ['holds', 'absent', 'neither'],
    ['unsure', 'fails', 'introduced'],
    ['unsure', 'unsure', 'neither'],
    ['unsure', 'holds', 'fixed'],
    ['unsure', 'absent', 'fixed'],
    ['fails', 'fails', 'neither'],
    ['fails', 'unsure', 'neither'],
    ['fails', 'holds', 'fixed'],
    ['fails', 'absent', 'fixed'],
  ])('%s → %s: %s', (base, head, what) => {
    const one = (outcome: Outcome | 'absent') => (outcome === 'absent' ? reportWith() : reportWith(['a', outcome]))
    const { introduced, fixed } = compared(one(base), one(head))
    expect(introduced).toEqual(what === 'introduced' ? ['a'] : [])
    expect(fixed).toEqual(what === 'fixed' ? ['a'] : [])
  })

  test('another root, subject or code is another judgement', () => {
    const base = reportWith(['a', 'fails'])
    for (const other of [
      reportWith(['a', 'fails', { root: 'other' }]),
      reportWith(['a', 'fails', { subject: 's' }]),
      reportWith(['b', 'fails']),
    ])
      expect(compared(base, other)).toMatchObject({ introduced: [other.findings[0]!.judgement.code.split('/')[2]], fixed: ['a'] })
  })

  test('a message, severity, place or witness is none', () => {
    const base = reportWith(['a', 'fails'])
    const [one] = base.findings
    const moved: Finding = { ...one!, message: 'other', span: { ...one!.span, start: 0, end: 1 }, packet: { protocol: 'udp' } }
    expect(compared(base, { ...base, findings: [moved] })).toMatchObject({ introduced: [], fixed: [] })
  })

  test('several of one identity are counted', () => {
    const twice = reportWith(['a', 'fails'], ['a', 'fails'])
    const once = reportWith(['a', 'fails'], ['a', 'holds'])
    expect(compared(once, twice)).toMatchObject({ introduced: ['a', 'a'], fixed: [] })
    expect(compared(twice, once)).toMatchObject({ introduced: [], fixed: ['a'] })
  })

  test('what is missing where not all is known is neither fixed nor forgotten', () => {
    const base = reportWith(['a', 'fails'], ['b', 'holds'], ['c', 'unsure'])
    expect(compared(base, reportWith(['c', 'holds']), { settled: new Set() })).toMatchObject({ introduced: [], fixed: ['c'], notJudged: 2 })
    expect(compared(base, reportWith(['c', 'holds']))).toMatchObject({ fixed: ['a', 'c'], notJudged: 0 })
  })
})

describe('verdict and exit code', () => {
  const base = reportWith(['old', 'fails'], ['x', 'holds'], ['far', 'fails', { root: 'far' }])
  const within = (scope: ComparedScope, head: Report) => {
    const { report } = compared(base, head, { scope, settled: new Set(['infra', 'far']) })
    return [verdictOf(report), exitCodeOf(report), report.judgements.filter((one) => isInScope(report, one)).length]
  }

  test('come from what is in scope', () => {
    const same = reportWith(['old', 'fails'], ['x', 'holds'], ['far', 'fails', { root: 'far' }])
    expect(within('introduced', same)).toEqual(['holds', 0, 0])
    expect(within('changed', same)).toEqual(['fails', 1, 2])
    expect(within('all', same)).toEqual(['fails', 1, 3])
    const far = reportWith(['x', 'holds'], ['far', 'fails', { root: 'far' }])
    expect(within('changed', far)).toEqual(['holds', 0, 1])
    expect(within('introduced', reportWith(['x', 'fails']))).toEqual(['fails', 1, 1])
    expect(within('introduced', reportWith(['x', 'fails', { severity: 'warning' }]))).toEqual(['holds', 0, 1])
    expect(within('introduced', reportWith(['x', 'unsure']))).toEqual(['unsure', 0, 1])
  })

  test('leave open what the base judges and nobody judges here', () => {
    const open = (failOn: FailOn, settled: readonly string[]) => {
      const { report } = compared(base, { ...reportWith(['old', 'fails']), failOn }, { settled: new Set(settled) })
      return [verdictOf(report), exitCodeOf(report)]
    }
    expect(open('error', ['infra', 'far'])).toEqual(['holds', 0])
    expect(open('error', ['infra'])).toEqual(['unsure', 0])
    expect(open('never', ['far'])).toEqual(['unsure', 0])
    expect(open('unsure', ['infra'])).toEqual(['unsure', 1])
    expect(open('unsure', ['infra', 'far'])).toEqual(['holds', 0])
  })

  const fault = (path: string, text: string, start = 0): Diagnostic => ({
    code: 'hcl/unclosed-block',
    severity: 'error',
    message: 'this block is not closed',
    span: { file: fileOf(text, path), start, end: start + 1 },
  })
  const withFaults = (before: readonly Diagnostic[], after: readonly Diagnostic[]) => {
    const { report } = compared(base, { ...base, diagnostics: after }, { unread: { base: before, head: after } })
    return [exitCodeOf(report), verdictOf(report), after.filter((one) => isNewlyUnread(report, one)).map(({ span }) => span.file.path)]
  }

  test('a file that newly does not read counts as an error', () => {
    expect(withFaults([], [fault('a.tf', 'x {')])).toEqual([1, 'fails', ['a.tf']])
    expect(withFaults([fault('b.tf', 'y {')], [fault('a.tf', 'x {')])).toEqual([1, 'fails', ['a.tf']])
    expect(withFaults([fault('a.tf', 'x {')], [fault('a.tf', 'x {'), fault('b.tf', 'x {')])).toEqual([1, 'fails', ['b.tf']])
  })

  test('one that moved, or has the fault on another line, does not', () => {
    expect(withFaults([fault('a.tf', 'x {')], [fault('b.tf', 'x {')])).toEqual([0, 'holds', []])
    expect(withFaults([fault('a.tf', 'x {')], [fault('a.tf', '\nx {', 1)])).toEqual([0, 'holds', []])
  })
})

describe('parts that are judged in place of a whole', () => {
  const whole = { subject: 'nsg' }
  const part = { subject: 'nsg (rule a)', of: 'nsg' }

  test('a part is fixed where the whole holds, not where nothing is known of it', () => {
    expect(compared(reportWith(['x', 'fails', part]), reportWith(['x', 'holds', whole])).fixed).toEqual(['x'])
    expect(compared(reportWith(['x', 'fails', part]), reportWith(['x', 'unsure', whole])).fixed).toEqual([])
  })

  test('a whole that was unsure is not fixed while a part fails', () => {
    expect(compared(reportWith(['x', 'unsure', whole]), reportWith(['x', 'fails', part]))).toMatchObject({ introduced: ['x'], fixed: [] })
    expect(compared(reportWith(['x', 'unsure', whole]), reportWith(['x', 'holds', whole])).fixed).toEqual(['x'])
  })
})

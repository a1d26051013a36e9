import { describe, expect, test } from 'vitest'
import type { Finding } from '../../../src/policy/policy.ts'
import { checkRunOf } from '../../../src/report/review/check-run.ts'
import { comparedReport } from '../../support/compared.ts'
import { changed, viewOf } from '../../support/pull-request.ts'
import { clients, denied, emptyReport, finding, fullReport, monitored, network, reportOf } from '../../support/report.ts'

const unsure = finding('a/b/c', 'unsure', 'u', { doubts: [clients] })

describe('a check run', () => {
  test.each([
    ['fails', reportOf([denied]), 'failure'],
    ['fails by a warning that does not count', reportOf([monitored]), 'success'],
    ['fails, and nothing of it counts', reportOf([denied], { failOn: 'never' }), 'success'],
    ['is unsure', reportOf([unsure]), 'neutral'],
    ['is unsure, and fails by it', reportOf([unsure], { failOn: 'unsure' }), 'failure'],
    ['has nothing to judge', emptyReport, 'success'],
    [
      'could not be done',
      reportOf([], { mistakes: [{ code: 'policy/x', severity: 'error', message: 'no', span: denied.policySpan }] }),
      'failure',
    ],
  ] as const)('of a run that %s', (_, report, conclusion) => {
    expect(checkRunOf(report).conclusion).toBe(conclusion)
  })

  test('tells every matter at its place, columns only within one line', () => {
    const { annotations, title, summary } = checkRunOf(fullReport)
    expect(title).toBe('VNetProof fails: 31 hold, 4 fail, 2 unsure')
    expect(summary).toMatch(/^# VNetProof fails: 31 hold/)
    expect(annotations.map(({ message: _message, ...rest }) => rest)).toEqual([
      {
        path: 'infra/network.tf',
        startLine: 7,
        endLine: 7,
        startColumn: 16,
        endColumn: 22,
        level: 'failure',
        title: 'api-management/nsg/management',
      },
      { path: 'infra/network.tf', startLine: 4, endLine: 8, level: 'warning', title: 'api-management/nsg/monitor' },
      { path: 'infra/network.tf', startLine: 2, endLine: 2, startColumn: 10, endColumn: 20, level: 'warning', title: 'model/unknown-tag' },
    ])
    expect(annotations[0]?.message).toMatch(/^`deny-management` denies tcp 3443[\s\S]*\nhelp: allow ApiManagement/)
  })

  test('at the lines of the head; what has none there is left to the summary', () => {
    const view = viewOf([changed(network.path, '', network.text)], 3)
    expect(checkRunOf(fullReport, view).annotations.map(({ startLine, endLine }) => [startLine, endLine])).toEqual([
      [10, 10],
      [7, 11],
      [5, 5],
    ])
    const cut = { ...view, lineAtHead: (_: string, line: number) => (line === 4 ? 4 : undefined) }
    expect(checkRunOf(fullReport, cut).annotations.map(({ startLine, endLine, startColumn }) => [startLine, endLine, startColumn])).toEqual(
      [[4, 4, undefined]],
    )
  })

  test('stays within what GitHub takes, and counts the rest', () => {
    const many: readonly Finding[] = Array.from({ length: 700 }, (_, index) =>
      finding(`a/b/c${index}`, 'fails', `${index} ${'💥'.repeat(3_000)}`),
    )
    const { annotations, summary, title } = checkRunOf(comparedReport(many))
    expect(annotations).toHaveLength(500)
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(65_535)
    expect(summary).toContain('200 annotations more are left out.')
    expect(title.length).toBeLessThanOrEqual(255)
    for (const { message } of annotations) expect(Buffer.byteLength(message)).toBeLessThanOrEqual(64_000)
    expect(annotations.map(({ title: code }) => code)).toEqual(many.slice(0, 500).map(({ code }) => code))
  })
})

/** From Terraform to the click: a suggestion, taken as GitHub takes it, mends what its comment tells. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { checkAgainst } from '../../../src/commands/compare.ts'
import { identityOf } from '../../../src/report/fingerprint.ts'
import type { Report } from '../../../src/report/report.ts'
import { planOf } from '../../../src/report/review/plan.ts'
import { memoryWorkspace } from '../../../src/text/workspace.ts'
import { applied, changed, viewOf } from '../../support/pull-request.ts'

const files: Readonly<Record<string, string>> = Object.fromEntries(
  ['main.tf', 'network.tf', 'variables.tf'].map((name) => [name, readFileSync(`examples/apim-internal/${name}`, 'utf8')]),
)
const judged = (now: Readonly<Record<string, string>>): Report =>
  checkAgainst(
    { workspace: memoryWorkspace(now), paths: [], version: '0', today: '2026-11-22', now: () => 0 },
    { workspace: memoryWorkspace({}), revision: 'main', commit: 'b'.repeat(40) },
    'introduced',
  )
const failing = (report: Report): readonly string[] =>
  report.findings.filter(({ severity }) => severity !== 'note').map(({ judgement }) => identityOf(judgement))

test('each suggestion of the example mends its finding and no other comes', () => {
  const report = judged(files)
  const before = failing(report)
  const view = viewOf(Object.entries(files).map(([path, text]) => changed(path, '', text)))
  const comments = planOf(report, view, { comments: [] }, { run: 'a', review: true, comment: 'never' }).review!.comments
  expect(comments).toHaveLength(before.length)
  const suggested = comments.filter(({ body }) => body.includes('suggestion\n'))
  expect(suggested).toHaveLength(3)
  for (const { path, startLine, line, body } of suggested) {
    const index = comments.findIndex((one) => one.body === body)
    const after = judged({ ...files, [path]: applied(files[path]!, startLine ?? line, line, body) })
    expect(after.diagnostics).toEqual([])
    const left = failing(after)
    expect(left).not.toContain(before[index])
    expect(before).toEqual(expect.arrayContaining([...left]))
  }
})

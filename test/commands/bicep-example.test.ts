/** The example in Bicep tells the story of the one in Terraform: the same judgements, outcomes and packets, each at its own place in the code. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { check } from '../../src/commands/check.ts'
import type { Report } from '../../src/report/report.ts'
import { packetText } from '../../src/report/wording.ts'
import { diskWorkspace } from '../../src/shell/disk-workspace.ts'
import { applyEdits } from '../../src/text/edit.ts'
import { lineText, positionAt } from '../../src/text/source.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'

const judged = (folder: string): Report =>
  check({ workspace: diskWorkspace(folder), paths: [''], version: '0', today: '2026-01-01', now: () => 0 })

/** Codes and outcomes, and the packets that prove them. */
const storyOf = (report: Report): readonly string[] => [
  ...report.judgements.map(({ code, outcome, severity }) => `${outcome} ${severity} ${code}`).sort(),
  ...report.findings.map(({ code, packet }) => `${code}: ${packet === undefined ? 'no packet' : packetText(packet)}`).sort(),
]

const terraform = judged('examples/apim-internal')
const bicep = judged('examples/apim-internal-bicep')

test('the story is the same', () => {
  expect(bicep.findings.length).toBe(6)
  expect(storyOf(bicep)).toEqual(storyOf(terraform))
  expect([...bicep.diagnostics, ...bicep.mistakes]).toEqual([])
})

test('it is told at the lines that decide', () => {
  const places = bicep.findings.map(({ code, span }) => `${code} ${lineText(span.file, positionAt(span.file, span.start).line).trim()}`)
  expect(places).toEqual([
    "api-management/nsg/management 'deny-internet': { priority: 200, access: 'Deny', protocol: '*', source: 'Internet', ports: ['*'] }",
    "api-management/nsg/monitor access: 'Deny'",
    "api-management/nsg/sql access: 'Deny'",
    "nsg-hygiene/order/shadowed 'allow-management': { priority: 210, access: 'Allow', protocol: 'Tcp', source: 'ApiManagement', ports: ['3443'] }",
    "api-management/nsg/near-miss 'allow-sql': { priority: 110, destination: 'Sql', ports: ['1443'] }",
    "api-management/nsg/connectors access: 'Deny'",
  ])
})

test('each error is mended by the change that it proposes, as in Terraform', () => {
  const titlesOf = (report: Report): readonly string[] =>
    report.findings.flatMap(({ code, severity, fix }) => (severity === 'error' ? [`${code}: ${fix?.title ?? 'none'}`] : [])).sort()
  expect(titlesOf(bicep)).toEqual(titlesOf(terraform))
  expect(titlesOf(bicep)).toEqual([
    'api-management/nsg/management: ask rule `allow-management` earlier: priority 190 in place of 210',
    'api-management/nsg/monitor: let rule `allow-monitor` allow port 1886, too',
    'api-management/nsg/sql: open port 1433 in place of 1443 by rule `allow-sql`, for `Sql.WestEurope` alone',
  ])
  const texts = Object.fromEntries(
    ['main.bicep', 'network.bicep'].map((name) => [name, readFileSync(`examples/apim-internal-bicep/${name}`, 'utf8')]),
  )
  const fixes = judged('examples/apim-internal-bicep').findings.flatMap(({ fix }) => fix?.edits ?? [])
  const changed = Object.fromEntries(applyEdits(fixes)!)
  const after = check({
    workspace: memoryWorkspace({ ...texts, ...changed }),
    paths: [''],
    version: '0',
    today: '2026-01-01',
    now: () => 0,
  })
  expect(after.findings.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(after.judgements.filter(({ outcome }) => outcome === 'holds').length).toBeGreaterThanOrEqual(23)
})

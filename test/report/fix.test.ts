import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { documentOf } from '../../src/report/outputs/json.ts'
import { logOf } from '../../src/report/outputs/sarif.ts'
import { summary } from '../../src/report/outputs/summary.ts'
import { text } from '../../src/report/outputs/text.ts'
import { changedLines, diffLines } from '../../src/text/changed-lines.ts'
import type { Edit, Fix } from '../../src/text/edit.ts'
import { denied, network, reportOf, spanOf, variables } from '../support/report.ts'
import { fileOf } from '../support/source.ts'

const word: Edit = { span: spanOf(network, '"Deny"'), text: '"Allow"' }
const end = network.text.indexOf('}', network.text.indexOf('security_rule')) + 1
const block: Edit = { span: { file: network, start: end, end }, text: '\n\n  security_rule {\n    name = "`<b>`"\n  }' }
const fix: Fix = { title: 'let `deny-management` allow it', edits: [block, word] }
const { help: _help, ...plain } = denied
const report = reportOf([{ ...plain, fix }])

describe('lines that a fix changes', () => {
  test('are whole lines, each place for itself', () => {
    expect(changedLines(fix)).toEqual([
      { file: network, line: 7, removed: ['    access   = "Deny"'], added: ['    access   = "Allow"'] },
      { file: network, line: 9, removed: [], added: ['', '  security_rule {', '    name = "`<b>`"', '  }'] },
    ])
  })

  test('of neighbouring lines are one place, of several files one place each', () => {
    const file = fileOf('a\r\nb\r\nc', 'x.tf')
    const edit = (start: number, text: string): Edit => ({ span: { file, start, end: start + 1 }, text })
    const other: Edit = { span: { file: variables, start: 0, end: 8 }, text: 'local' }
    expect(changedLines({ title: '', edits: [edit(3, 'B'), other, edit(0, 'A')] })).toEqual([
      { file, line: 1, removed: ['a', 'b'], added: ['A', 'B'] },
      { file: variables, line: 1, removed: ['variable "clients" {'], added: ['local "clients" {'] },
    ])
  })

  test('are cut where there are too many, and counted', () => {
    expect(diffLines(fix, 3)).toEqual({ lines: ['-     access   = "Deny"', '+     access   = "Allow"'], left: 4 })
    expect(diffLines(fix, 6).left).toBe(0)
  })
})

describe('a fix is told', () => {
  test('at the terminal, with its lines under it', () => {
    const lines = text.render(report, { colour: false }).split('\n')
    const at = lines.findIndex((line) => line.startsWith('   = fix'))
    expect(lines.slice(at, at + 8)).toEqual([
      '   = fix         let `deny-management` allow it, infra/network.tf:7',
      '     -     access   = "Deny"',
      '     +     access   = "Allow"',
      '     +',
      '     +   security_rule {',
      '     +     name = "`<b>`"',
      '     +   }',
      expect.stringContaining('= policy'),
    ])
  })

  test('to programs, with its edits and their places', () => {
    const [finding] = documentOf(report, (path) => path).findings
    expect(finding?.fix).toEqual({
      title: fix.title,
      edits: [
        { location: { file: 'infra/network.tf', line: 8, column: 4, endLine: 8, endColumn: 4 }, text: block.text },
        { location: { file: 'infra/network.tf', line: 7, column: 16, endLine: 7, endColumn: 22 }, text: '"Allow"' },
      ],
    })
    const validate = new Ajv2020({ strict: false }).compile(JSON.parse(readFileSync('schema/report.schema.json', 'utf8')))
    expect(validate(JSON.parse(JSON.stringify(documentOf(report, (path) => path))))).toBe(true)
  })

  test('in SARIF, one change for each file', () => {
    const ajv = new Ajv2020({ strict: false })
    formats.default(ajv)
    const log = logOf(report, 'vnetproof')
    expect(ajv.compile(JSON.parse(readFileSync('test/schemas/sarif-2.1.0.json', 'utf8')))(JSON.parse(JSON.stringify(log)))).toBe(true)
    expect(log.runs[0]?.results?.[0]?.fixes).toEqual([
      {
        description: { text: fix.title },
        artifactChanges: [
          {
            artifactLocation: { uri: 'infra/network.tf', uriBaseId: '%SRCROOT%' },
            replacements: [
              { deletedRegion: { startLine: 8, startColumn: 4, endLine: 8, endColumn: 4 }, insertedContent: { text: block.text } },
              { deletedRegion: { startLine: 7, startColumn: 16, endLine: 7, endColumn: 22 }, insertedContent: { text: '"Allow"' } },
            ],
          },
        ],
      },
    ])
  })

  test('in Markdown, in a block that nothing in it can close', () => {
    const fence = { ...block, text: '\n```\n<img>' }
    const hostile = reportOf([{ ...plain, fix: { title: 'do `it`', edits: [fence, word] } }])
    expect(summary.render(hostile, { colour: false })).toContain(
      '\n````diff\n-     access   = "Deny"\n+     access   = "Allow"\n+ ```\n+ <img>\n````\n',
    )
  })

  test('in text, long lines begin near what changes in them', () => {
    const long = (port: string): string => `  { name: 'rule', about: '${'x'.repeat(200)}', port: '${port}' }`
    const file = fileOf(`${long('3444')}\n`, 'main.bicep')
    const start = file.text.indexOf('3444')
    const edit: Edit = { span: { file, start, end: start + 4 }, text: '3443' }
    const lines = text.render(reportOf([{ ...plain, fix: { title: 'do it', edits: [edit] } }]), { colour: false }).split('\n')
    // Sixty columns before the digit that changes.
    const kept = `${'x'.repeat(47)}', port: '344`
    expect(lines.map((line) => line.trim())).toEqual(expect.arrayContaining([`- …${kept}4' }`, `+ …${kept}3' }`]))
  })
})

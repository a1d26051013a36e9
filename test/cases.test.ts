/** Golden cases: code whose verdicts a person wrote beside it, and the words in which they are told. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { check } from '../src/commands/check.ts'
import { diskWorkspace } from '../src/shell/disk-workspace.ts'
import { annotate, differences, expectationsIn } from './support/annotate.ts'

const accepts = process.env.VNETPROOF_ACCEPT === '1'

const folders = (path: string): readonly string[] =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
const cases = folders('test/cases').flatMap((topic) => folders(join('test/cases', topic)).map((name) => `${topic}/${name}`))

const sourcesIn = (folder: string): readonly { readonly path: string; readonly text: string }[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(tf|tfvars|yaml|json)$/.test(path) && !path.endsWith('.bicep.yaml'))
    .sort()
    .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(folder, path), 'utf8') }))

describe('golden cases', () => {
  test('there are some', () => {
    expect(cases.length).toBeGreaterThan(10)
  })

  test.each(cases)('%s', (name) => {
    const folder = join('test/cases', name)
    const sources = sourcesIn(folder)
    const policy = existsSync(join(folder, 'policy.yaml')) ? { policies: ['./policy.yaml'] } : {}
    // A twin in Bicep is judged by itself: see laws/twins.test.ts.
    const exclude = existsSync(join(folder, 'main.tf')) ? ['**/*.bicep'] : []
    const report = check({
      workspace: diskWorkspace(folder),
      paths: [''],
      exclude,
      ...policy,
      version: '0',
      today: '2026-01-01',
      now: () => 0,
    })
    const expectations = sources.flatMap(({ path, text }) => expectationsIn(path, text))
    expect(expectations.length).toBeGreaterThan(0)
    // Verdicts come from the person who wrote the case; accepting changes the wording only.
    expect(differences(report, expectations)).toEqual([])
    const annotated = annotate(report, sources)
    // A value that is missing in a sentence, which nobody would write.
    for (const finding of report.findings) expect(`${finding.message} ${finding.help ?? ''}`).not.toMatch(/\bundefined\b|\[object |\bNaN\b/)
    const expected = join(folder, 'expected.txt')
    if (accepts) writeFileSync(expected, annotated)
    expect(annotated).toBe(readFileSync(expected, 'utf8'))
  })
})

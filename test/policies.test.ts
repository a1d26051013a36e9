/** Examples of the shipped policies: each runs through the whole program and says what a person wrote beside it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { check } from '../src/commands/check.ts'
import { diskWorkspace } from '../src/shell/disk-workspace.ts'
import { differences, expectationsIn } from './support/annotate.ts'

const folders = (path: string): readonly string[] =>
  existsSync(path)
    ? readdirSync(path, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .sort()
    : []

const groups = ['pass', 'fail', 'unsure'] as const
const examples = folders('policies').flatMap((policy) =>
  groups.flatMap((group) =>
    folders(join('policies', policy, group)).map((name) => ({ policy, group, name, folder: join('policies', policy, group, name) })),
  ),
)

describe.each(folders('policies'))('%s', (policy) => {
  test.each(groups)('has examples that %s', (group) => {
    expect(examples.filter((example) => example.policy === policy && example.group === group)).not.toEqual([])
  })
})

describe.each(examples)('$folder', ({ policy, group, folder }) => {
  const report = check({
    workspace: diskWorkspace(folder),
    paths: [''],
    // A twin in Bicep is judged by itself: see laws/twins.test.ts.
    exclude: ['**/*.bicep'],
    policies: [policy],
    version: '0',
    libraries: true,
    today: '2026-01-01',
    now: () => 0,
  })
  const text = readFileSync(join(folder, 'main.tf'), 'utf8')

  test('is read without problems', () => {
    expect(report.mistakes).toEqual([])
    expect(report.diagnostics).toEqual([])
    expect(report.judgements).not.toEqual([])
  })

  test('says what is written beside it', () => {
    const expectations = expectationsIn('main.tf', text)
    expect(expectations).not.toEqual([])
    expect(differences(report, expectations)).toEqual([])
  })

  test('comes out as its folder says', () => {
    const outcomes = new Set(report.judgements.filter(({ severity }) => severity !== 'note').map(({ outcome }) => outcome))
    if (group === 'pass') expect(outcomes).toEqual(new Set(['holds']))
    else expect(outcomes).toContain(group === 'fail' ? 'fails' : 'unsure')
    if (group === 'unsure') expect(outcomes).not.toContain('fails')
  })

  test('is formatted as Terraform is', () => {
    for (const line of text.split('\n')) expect(line).toBe(line.trimEnd())
    expect(text).not.toContain('\t')
  })
})

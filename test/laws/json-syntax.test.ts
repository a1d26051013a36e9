/**
 * One configuration in the native syntax and in JSON declares the same resources and is judged alike, but for the places where things are told.
 * Catches: a block read as an argument, a string not read as a template (or read as one where it is none), a label or a file of overrides lost.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { check } from '../../src/commands/check.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'
import { asJson } from '../support/as-json.ts'
import { plain } from '../support/plain.ts'
import { configurationOf } from '../support/terraform.ts'

type Files = Readonly<Record<string, string>>

const folders = (path: string): readonly string[] =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
const filesIn = (folder: string): Files =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(tf|tfvars|yaml|json|xml|tftpl)$/.test(path))
      // JSON has no comments, so it has no waivers of this kind.
      .map((path) => [path.replaceAll('\\', '/'), readFileSync(join(folder, path), 'utf8').replaceAll('vnetproof:', 'comment:')]),
  )

const golden = folders('test/cases')
  .flatMap((topic) => folders(join('test/cases', topic)).map((name) => join('test/cases', topic, name)))
  // What does not parse has no other form.
  .filter((folder) => !folder.endsWith('broken-file') && Object.keys(filesIn(folder)).some((path) => path.endsWith('.tf')))

const inJson = (files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => (path.endsWith('.tf') ? [`${path}.json`, asJson(text)] : [path, text])))

const declaredIn = (files: Files) =>
  configurationOf(files)
    .declared.map(({ address, type, mode, presence, body }) => ({
      address,
      type,
      mode,
      presence: presence.certain ? true : presence.doubts.map(({ what }) => what),
      body: plain(body),
    }))
    .sort((a, b) => (a.address < b.address ? -1 : 1))

const reportOn = (files: Files) => {
  const policies = Object.hasOwn(files, 'policy.yaml') ? { policies: ['./policy.yaml'] } : {}
  const workspace = memoryWorkspace(files)
  const report = check({ workspace, paths: [''], ...policies, version: '0', today: '2026-01-01', now: () => 0 })
  const sorted = (lines: readonly string[]): readonly string[] => [...lines].sort()
  return {
    judgements: sorted(report.judgements.map(({ code, subject, outcome }) => `${outcome} ${code} of ${subject}`)),
    findings: sorted(
      report.findings.map(({ code, outcome, message, doubts }) => `${outcome} ${code}: ${message} ${doubts.map(({ what }) => what)}`),
    ),
    diagnostics: sorted(report.diagnostics.map(({ code, message }) => `${code}: ${message.replaceAll('.tf.json', '.tf')}`)),
    resources: report.run.roots.map(({ resources }) => resources),
  }
}

describe('golden cases', () => {
  test.each(golden)('%s', (folder) => {
    const files = filesIn(folder)
    const json = inJson(files)
    expect(Object.keys(json).some((path) => path.endsWith('.tf.json'))).toBe(true)
    expect(declaredIn(json)).toEqual(declaredIn(files))
    expect(reportOn(json)).toEqual(reportOn(files))
  })
})

const plans = readdirSync('test/hcl/plans').map((name) => {
  const { files } = JSON.parse(readFileSync(join('test/hcl/plans', name), 'utf8')) as { readonly files: Files }
  return [name, files] as const
})

describe('whole configurations', () => {
  test.each(plans)('%s', (_, files) => {
    expect(declaredIn(inJson(files))).toEqual(declaredIn(files))
  })
})

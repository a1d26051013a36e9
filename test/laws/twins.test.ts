/**
 * The same network in Terraform and in Bicep gives the same verdicts; only their places and names differ.
 * Catches: a property of a resource that is read in one spelling and not in the other, or an unknown that is kept in one language and guessed in the other.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { check } from '../../src/commands/check.ts'
import type { Report } from '../../src/report/report.ts'
import { diskWorkspace } from '../../src/shell/disk-workspace.ts'
import { twinless } from '../support/twinless.ts'

const folders = (path: string): readonly string[] =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
const within = (path: string): readonly string[] => (existsSync(path) ? folders(path).map((name) => `${path}/${name}`) : [])
const examples = folders('policies').flatMap((policy) =>
  ['pass', 'fail', 'unsure'].flatMap((group) => within(`policies/${policy}/${group}`)),
)
const inTerraform = [...folders('test/cases').flatMap((topic) => within(`test/cases/${topic}`)), ...examples].filter((folder) =>
  existsSync(join(folder, 'main.tf')),
)
const twins = inTerraform.filter((folder) => existsSync(join(folder, 'main.bicep')))

/** Without names of resources and places, which are those of the language. */
const verdictsOf = (report: Report): readonly string[] => [
  ...report.judgements.map(({ outcome, severity, code }) => `${outcome} ${severity} ${code}`).sort(),
  ...report.waived.map(({ finding }) => `waived ${finding.code}`).sort(),
  ...report.findings.filter(({ code }) => code.endsWith('/near-miss')).map(({ code, outcome }) => `advice ${outcome} ${code}`),
  // What is wrong with the network itself, and with waivers; what a language says of its own code has its own codes.
  // That a waiver meets nothing is told only where everything is judged.
  ...[...report.diagnostics, ...report.mistakes]
    .filter(({ code }) => /^(?:model|waivers)\//.test(code) && code !== 'waivers/unused')
    .map(({ code }) => `told ${code}`)
    .sort(),
]

/** Examples are of one of the policies that ship. */
const policiesOf = (folder: string): { readonly policies?: readonly string[] } => {
  if (folder.startsWith('policies/')) return { policies: [folder.split('/')[1]!] }
  return existsSync(join(folder, 'policy.yaml')) ? { policies: ['./policy.yaml'] } : {}
}

/** Waivers in a file name resources as one language does. */
const waiversOf = (folder: string): { readonly waivers?: readonly string[] } =>
  existsSync(join(folder, 'waivers.bicep.yaml')) ? { waivers: ['waivers.bicep.yaml'] } : {}

const judged = (folder: string, paths: readonly string[], exclude: readonly string[], more: ReturnType<typeof waiversOf> = {}): Report =>
  check({
    workspace: diskWorkspace(folder),
    paths,
    exclude,
    ...policiesOf(folder),
    ...more,
    libraries: true,
    version: '0',
    today: '2026-01-01',
    now: () => 0,
  })

describe('twins', () => {
  test('there is one of everything that is not about Terraform alone', () => {
    expect(inTerraform.filter((folder) => !twins.includes(folder)).sort()).toEqual([...twinless.keys()].sort())
  })

  test.each(twins)('%s', (folder) => {
    const terraform = judged(folder, [''], ['**/*.bicep'])
    const bicep = judged(folder, ['main.bicep'], [], waiversOf(folder))
    expect(bicep.diagnostics.filter(({ code }) => code.startsWith('bicep/'))).toEqual([])
    expect(bicep.judgements.length).toBeGreaterThan(0)
    expect(verdictsOf(bicep)).toEqual(verdictsOf(terraform))
  })
})

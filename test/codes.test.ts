/** Every code has its section, no section is without a code, and what each page shows comes out as it says. */
import { spawnSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { checkRoots } from '../src/commands/check.ts'
import { codeAddress, codeSays } from '../src/report/code-address.ts'
import { diskWorkspace } from '../src/shell/disk-workspace.ts'
import { runTerminal } from '../src/shell/terminal.ts'
import { folderWith } from './support/folder.ts'

interface Entry {
  readonly says: string
  readonly mend: string
  readonly source?: string
  readonly file?: string
  readonly example?: string
  readonly policy?: string
  readonly files?: Readonly<Record<string, string>>
  /** Judged by the policies that ship. */
  readonly shipped?: true
  readonly arguments?: readonly string[]
}
interface Page {
  readonly areas?: readonly string[]
  readonly file: string
  readonly codes: Readonly<Record<string, Entry>>
}

const pages = readdirSync('docs/codes')
  .filter((name) => name.endsWith('.yaml') && name !== 'checks.yaml')
  .map((name) => ({ page: name.replace(/\.yaml$/, ''), ...(parse(readFileSync(`docs/codes/${name}`, 'utf8')) as Page) }))
const entries = pages.flatMap(({ page, areas, file, codes }) =>
  Object.entries(codes).map(([key, entry]) => ({
    page,
    key,
    file,
    /** All codes that the section is about. */
    codes: key.includes('/') ? [key] : (areas ?? [page]).map((area) => `${area}/${key}`),
    ...entry,
  })),
)

/** A file that declares nothing is a library, and not looked at. */
const somethingIn: Readonly<Record<string, string>> = {
  tf: 'resource "azurerm_resource_group" "other" {}\n',
  bicep: "resource other 'Microsoft.Resources/resourceGroups@2024-03-01' = { name: 'other' }\n",
}

const codesOf = async (entry: (typeof entries)[number]): Promise<readonly string[]> => {
  const { file, example, policy, files } = entry
  const isCode = !/\.yaml$/.test(file) && entry.shipped !== true
  const folder = folderWith({
    ...(example === undefined ? {} : { [file]: file.endsWith('.bicep') ? somethingIn.bicep + example : example }),
    ...(/\.tf(\.json)?$/.test(file) ? { 'other.tf': somethingIn.tf! } : {}),
    ...(policy === undefined ? (isCode ? { 'p/policy.yaml': quiet } : {}) : { 'p/policy.yaml': policy }),
    ...files,
  })
  let out = ''
  const chosen = policy !== undefined || isCode ? ['--policies', './p'] : []
  await runTerminal(['check', '--libraries', '--format', 'json', ...chosen, ...(entry.arguments ?? [])], {
    cwd: folder,
    stdout: { write: (part) => (out += part) },
    stderr: { write: (part) => (out += part) },
    environment: {},
    now: () => 0,
    today: '2026-01-01',
  })
  const report = JSON.parse(out) as { readonly mistakes: readonly { code: string }[]; readonly diagnostics: readonly { code: string }[] }
  return [...report.mistakes, ...report.diagnostics].map(({ code }) => code)
}

/** Asks for nothing that an example has. */
const quiet =
  'policy: quiet\nfor: flow-log\nrules: [{ id: a, kind: resource, severity: note, expect: [{ id: b, that: "true", message: is }] }]\n'

describe('what the pages show', () => {
  test.each(entries.filter(({ example, policy }) => example !== undefined || policy !== undefined))('$page: $key', async (entry) => {
    const codes = await codesOf(entry)
    expect(
      codes.some((code) => entry.codes.includes(code)),
      `${codes}`,
    ).toBe(true)
  })
})

const headingsOf = (page: string): readonly string[] =>
  [...readFileSync(`docs/codes/${page}.md`, 'utf8').matchAll(/^## (.+)$/gm)].map((match) => match[1]!)

const sources = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    return entry.isDirectory() ? sources(path) : path.endsWith('.ts') ? [path] : []
  })

/** Members of a union of texts that is written in a file. */
const membersIn = (path: string): readonly string[] =>
  [...readFileSync(path, 'utf8').matchAll(/^ {2}\| '([a-z-]+)'$/gm)].map((match) => match[1]!)

const areas = ['arm', 'assumptions', 'bicep', 'configuration', 'hcl', 'json', 'model', 'plan', 'policy', 'service-tags', 'waivers', 'yaml']
const texts = sources('src')
  .filter((path) => !path.endsWith('.generated.ts'))
  .map((path) => readFileSync(path, 'utf8'))

/** Every code of a diagnostic that is written anywhere in the source, whole or as the last part that a reader of a language puts its own name before. */
const emitted = new Set([
  ...texts.flatMap((text) => [...text.matchAll(new RegExp(`'((?:${areas.join('|')})/[a-z-]+[a-z])'`, 'g'))].map((match) => match[1]!)),
  ...membersIn('src/hcl/syntax-codes.ts').map((slug) => `hcl/${slug}`),
  ...membersIn('src/bicep/syntax-codes.ts').map((slug) => `bicep/${slug}`),
  // Templates are JSON too, and say so.
  ...[...readFileSync('src/data/json.ts', 'utf8').matchAll(/'json\/([a-z-]+)'/g)].map((match) => `arm/json-${match[1]}`),
])

describe('every code has its section', () => {
  test('codes of problems: as many as the source has', () => {
    const mistakes = new Set(membersIn('src/policy/mistake-codes.ts'))
    const explained = entries.filter(({ page }) => page !== 'mistakes').flatMap(({ codes }) => codes)
    expect([...emitted].filter((code) => !explained.includes(code)).sort()).toEqual([])
    expect(explained.filter((code) => !emitted.has(code)).sort()).toEqual([])
    expect(entries.flatMap(({ page, key }) => (page === 'mistakes' ? [key] : [])).sort()).toEqual([...mistakes].sort())
  })

  test('no part of a code is listed and written nowhere', () => {
    const written = (folder: string, slug: string): boolean =>
      sources(folder).some((path) => !path.endsWith('-codes.ts') && readFileSync(path, 'utf8').includes(`'${slug}'`))
    expect(membersIn('src/hcl/syntax-codes.ts').filter((slug) => !written('src/hcl', slug))).toEqual([])
    expect(membersIn('src/bicep/syntax-codes.ts').filter((slug) => !written('src/bicep', slug))).toEqual([])
    expect(membersIn('src/policy/mistake-codes.ts').filter((slug) => slug !== 'unknown-kind' && !written('src/policy', slug))).toEqual([])
  })

  test('sections are told apart by their anchors, and addresses lead to them', () => {
    for (const name of readdirSync('docs/codes').filter((file) => file.endsWith('.md'))) {
      const anchors = headingsOf(name.replace(/\.md$/, '')).map((heading) => heading.toLowerCase().replace(/[^a-z0-9_-]/g, ''))
      expect([...new Set(anchors)], name).toEqual(anchors)
    }
    for (const { page, key, codes } of entries)
      for (const code of codes) {
        const [path, anchor] = codeAddress(code, '1.2.3', () => false)!.split('#')
        // A mistake that has a section of its own for one sort of file.
        if (page === 'mistakes' && emitted.has(code)) continue
        expect(path, code).toBe(`https://github.com/vnetproof/vnetproof/blob/v1.2.3/docs/codes/${page}.md`)
        expect(anchor, code).toBe(key.replaceAll('/', ''))
        expect(headingsOf(page)).toContain(key)
        expect(codeSays(code)).toBeDefined()
      }
    expect(codeAddress('mine/rule/item', '1.2.3', () => false)).toBeUndefined()
    expect(codeAddress('hcl/nothing', '1.2.3', () => false)).toBeUndefined()
  })

  test('every section says how to mend it', () => {
    for (const name of readdirSync('docs/codes').filter((file) => file.endsWith('.md') && file !== 'README.md'))
      for (const section of readFileSync(`docs/codes/${name}`, 'utf8').split(/^## /m).slice(1))
        expect(section, name).toContain('- **Mend**: ')
  })

  test('what is out of date is told by `npm run generate -- --check`, and nothing is written', () => {
    const folder = folderWith()
    for (const path of [
      'src',
      'scripts',
      'docs',
      'policies',
      'schema',
      'examples/workflows',
      'README.md',
      'package.json',
      'action.yml',
      'tsconfig.json',
      'tsconfig.build.json',
    ])
      cpSync(path, join(folder, path), { recursive: true })
    symlinkSync(realpathSync('node_modules'), join(folder, 'node_modules'))
    const page = join(folder, 'docs/codes/hcl.md')
    const stale = readFileSync(page, 'utf8').replace('## unclosed-block', '## open-block')
    writeFileSync(page, stale)
    writeFileSync(join(folder, 'docs/codes/gone.md'), '# Of a policy that is gone\n')
    const { status, stderr } = spawnSync(process.execPath, ['scripts/generate.mjs', '--check'], { cwd: folder, encoding: 'utf8' })
    expect([status, stderr.trim().split('\n')]).toEqual([
      1,
      [
        'docs/codes/hcl.md is out of date: run `npm run generate`',
        'docs/codes/gone.md explains nothing that there is: run `npm run generate`',
      ],
    ])
    expect(readFileSync(page, 'utf8')).toBe(stale)
  }, 120_000)

  test('codes of findings: whatever the examples give', () => {
    const folders = (path: string): readonly string[] =>
      readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [`${path}/${entry.name}`] : []))
    const shipped = new Map(
      folders('policies').map((path) => [path.slice(path.lastIndexOf('/') + 1), headingsOf(path.slice(path.lastIndexOf('/') + 1))]),
    )
    const given = new Set<string>()
    const judge = (folder: string, policies?: readonly string[]): void => {
      const request = {
        workspace: diskWorkspace(folder),
        paths: [''],
        exclude: ['**/*.bicep'],
        libraries: true,
        version: '0',
        today: '2026-01-01',
        now: () => 0,
      }
      for (const { code } of checkRoots({ ...request, ...(policies === undefined ? {} : { policies }) }).report.judgements) given.add(code)
    }
    for (const id of shipped.keys())
      for (const group of ['pass', 'fail', 'unsure']) for (const folder of folders(`policies/${id}/${group}`)) judge(folder, [id])
    const missing = [...given].filter((code) => {
      const [policy = '', ...rest] = code.split('/')
      return shipped.get(policy)?.includes(rest.join('/')) !== true
    })
    expect(missing).toEqual([])
    // So that the law is about something: most of what is explained is given.
    const explained = [...shipped].flatMap(([id, headings]) => headings.map((heading) => `${id}/${heading}`))
    expect(explained.filter((code) => !given.has(code) && !code.endsWith('/places')).length).toBeLessThan(explained.length / 3)
    for (const code of given) {
      const [policy = '', ...rest] = code.split('/')
      expect(codeAddress(code, '1.2.3', (id) => shipped.has(id))).toBe(
        `https://github.com/vnetproof/vnetproof/blob/v1.2.3/docs/codes/${policy}.md#${rest.join('')}`,
      )
    }
  })
})

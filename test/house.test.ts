/** The house rules that a machine can keep: who may import whom, what stands where, and that documents say what the code says. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { outputs } from '../src/report/outputs/index.ts'
import { repository } from '../src/report/project.ts'
import { help } from '../src/shell/arguments.ts'
import { failOnValues, inputNames, outputNames } from '../src/shell/inputs.ts'
import { version } from '../src/shell/version.ts'

/** Rooms that a room may import from, itself aside. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  text: [],
  net: ['text'],
  azure: [],
  data: ['text'],
  eval: ['text', 'net'],
  hcl: ['eval', 'data', 'net', 'text'],
  arm: ['eval', 'data', 'net', 'text'],
  bicep: ['arm', 'eval', 'data', 'net', 'text'],
  model: ['eval', 'azure', 'net', 'text'],
  semantics: ['model', 'eval', 'azure', 'net', 'text'],
  policy: ['semantics', 'model', 'data', 'azure', 'eval', 'net', 'text'],
  report: ['policy', 'semantics', 'model', 'data', 'eval', 'net', 'text'],
  commands: ['report', 'policy', 'semantics', 'model', 'hcl', 'bicep', 'arm', 'data', 'azure', 'eval', 'net', 'text'],
  shell: ['commands', 'report', 'policy', 'text'],
}

/** Packages, and the rooms or single files that may import them. */
const packages: Readonly<Record<string, readonly string[]>> = {
  yaml: ['src/data/'],
  '@marcbachmann/cel-js': ['src/policy/'],
  'hcl2-parser': ['src/shell/second-opinion-worker.ts'],
  'decimal.js': ['src/eval/', 'src/arm/', 'src/bicep/', 'src/hcl/', 'src/model/', 'src/policy/'],
  picomatch: ['src/commands/'],
  // Types only.
  sarif: ['src/report/outputs/sarif.ts'],
  '@actions/core': ['src/shell/'],
  '@actions/github': ['src/shell/'],
  '@actions/github/lib/utils': ['src/shell/github/client.ts'],
  '@octokit/rest': ['src/shell/github/client.ts'],
  '@octokit/plugin-retry': ['src/shell/github/client.ts'],
  '@octokit/plugin-throttling': ['src/shell/github/client.ts'],
  'tar-stream': ['src/shell/github/'],
  diff: ['src/shell/'],
}

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    return entry.isDirectory() ? filesIn(path) : [path]
  })

const sources = filesIn('src').filter((path) => path.endsWith('.ts'))
const textOf = new Map(sources.map((path) => [path, readFileSync(path, 'utf8')]))
const handWritten = sources.filter((path) => !path.endsWith('.generated.ts'))

const importsOf = (path: string): readonly string[] => {
  const text = textOf.get(path)!
  const named = [
    ...text.matchAll(/^(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm),
    ...text.matchAll(/^import\s*['"]([^'"]+)['"]/gm),
  ]
  return [...named, ...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g)].map((match) => match[1]!)
}
/** Without what is erased: types may refer to each other, modules that run may not. */
const loadedBy = (path: string): readonly string[] =>
  [...textOf.get(path)!.matchAll(/^(?:import|export)\b(?!\s+type\b)[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm)].map((match) => match[1]!)
const codeOf = (path: string): string =>
  textOf
    .get(path)!
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '')
const roomOf = (path: string): string => path.split('/')[1]!
const isOurs = (specifier: string): boolean => specifier.startsWith('.')
const target = (path: string, specifier: string): string => join(dirname(path), specifier)

describe('the house', () => {
  test('every room is known', () => {
    expect([...new Set(sources.map(roomOf))].filter((room) => !Object.hasOwn(arrows, room))).toEqual([])
  })

  test('imports follow the arrows', () => {
    const wrong = sources.flatMap((path) =>
      importsOf(path)
        .filter(isOurs)
        .map((specifier) => target(path, specifier))
        .filter((to) => !to.startsWith('src/') || (roomOf(to) !== roomOf(path) && !arrows[roomOf(path)]?.includes(roomOf(to))))
        .map((to) => `${path} imports ${to}`),
    )
    expect(wrong).toEqual([])
  })

  test('every import names a file', () => {
    const wrong = sources.flatMap((path) =>
      importsOf(path)
        .filter(isOurs)
        .map((specifier) => target(path, specifier))
        .filter((to) => !textOf.has(to))
        .map((to) => `${path} imports ${to}`),
    )
    expect(wrong).toEqual([])
  })

  test('there is no cycle', () => {
    const done = new Set<string>()
    const visit = (path: string, way: readonly string[]): readonly string[] => {
      if (way.includes(path)) return [...way.slice(way.indexOf(path)), path]
      if (done.has(path)) return []
      for (const specifier of loadedBy(path).filter(isOurs)) {
        const to = target(path, specifier)
        const cycle = textOf.has(to) ? visit(to, [...way, path]) : []
        if (cycle.length > 0) return cycle
      }
      done.add(path)
      return []
    }
    expect(sources.flatMap((path) => visit(path, []))).toEqual([])
  })

  test('packages and the platform stay in their rooms', () => {
    const wrong = sources.flatMap((path) =>
      importsOf(path)
        .filter((specifier) => !isOurs(specifier))
        .filter(
          (specifier) =>
            !(specifier.startsWith('node:') ? path.startsWith('src/shell/') : packages[specifier]?.some((place) => path.startsWith(place))),
        )
        .map((specifier) => `${path} imports ${specifier}`),
    )
    expect(wrong).toEqual([])
  })

  test('only the shell touches the world', () => {
    const world = /\bprocess\.|\bconsole\.|\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bfetch\(|\brequire\(/
    expect(sources.filter((path) => !path.startsWith('src/shell/') && world.test(codeOf(path)))).toEqual([])
  })

  test('no file is long, none is a drawer for everything', () => {
    expect(handWritten.filter((path) => textOf.get(path)!.split('\n').length - 1 > 400)).toEqual([])
    expect(sources.filter((path) => /^(utils?|helpers?|common|misc)\.ts$/.test(basename(path)))).toEqual([])
    expect(
      sources.filter(
        (path) =>
          basename(path) === 'index.ts' && !/^src\/(model\/kinds|policy\/kinds|report\/outputs|hcl\/functions)\/index\.ts$/.test(path),
      ),
    ).toEqual([])
    expect(sources.filter((path) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.generated)?\.ts$/.test(basename(path)))).toEqual([])
  })

  test('every file begins by saying what it is for', () => {
    expect(sources.filter((path) => !/^(#!.*\n)?\/\*\* [^\n]+ \*\/\n/.test(textOf.get(path)!))).toEqual([])
  })

  test('functions and data, nothing else', () => {
    const other =
      /^\s*(export )?(default |abstract |declare )*(class|enum|namespace) \w|^export default|@ts-(ignore|nocheck|expect-error)|\bTODO\b|\bFIXME\b/m
    expect(handWritten.filter((path) => other.test(codeOf(path)))).toEqual([])
  })

  test('the evaluator names no language', () => {
    // The tag by which a declaration says who reads it is the one exception.
    const named = sources.filter(
      (path) => path.startsWith('src/eval/') && /hcl|terraform|bicep/i.test(textOf.get(path)!.replace("language: 'terraform' | 'arm'", '')),
    )
    expect(named).toEqual([])
  })

  test('every room has tests', () => {
    const rooms = Object.keys(arrows).filter((room) => sources.some((path) => roomOf(path) === room))
    const tested = new Set(
      filesIn('test')
        .filter((path) => path.endsWith('.test.ts'))
        .flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/\.\.\/src\/(\w+)\//g)].map((match) => match[1]!)),
    )
    expect(rooms.filter((room) => !tested.has(room))).toEqual([])
  })
})

describe('documents say what the code says', () => {
  const action: {
    readonly inputs: Record<string, { readonly description: string; readonly default: string }>
    readonly outputs: Record<string, unknown>
    readonly runs: { readonly using: string; readonly main: string }
  } = parse(readFileSync('action.yml', 'utf8'))
  const readme = readFileSync('README.md', 'utf8')
  const manifest: { readonly version: string; readonly bin: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'))

  /** First cells of the table under a heading. */
  const tableUnder = (heading: string): readonly string[] => {
    const section = readme.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''
    return [...section.matchAll(/^\| `([^`]+)`/gm)].map((match) => match[1]!)
  }

  test('action.yml has exactly the inputs and outputs of the code', () => {
    expect(Object.keys(action.inputs)).toEqual([...inputNames])
    expect(Object.keys(action.outputs)).toEqual([...outputNames])
    expect(action.runs).toEqual({ using: 'node24', main: 'dist/action/index.js' })
    for (const value of failOnValues) expect(action.inputs['fail-on']?.description).toContain(value)
  })

  test("README's tables are those of action.yml and of the outputs", () => {
    expect(tableUnder('Inputs')).toEqual([...inputNames])
    expect(tableUnder('Outputs')).toEqual([...outputNames])
    expect(tableUnder('Formats')).toEqual(outputs.map(({ name }) => name))
  })

  test('README lists the policies that ship', () => {
    expect([...readme.matchAll(/^\| \[`([a-z-]+)`\]\(policies\/\1\) \|/gm)].map((match) => match[1])).toEqual(
      readdirSync('policies').sort(),
    )
  })

  test('every option of the command line is in the README', () => {
    for (const [, option] of help.matchAll(/^ {2}(--[a-z-]+)/gm)) expect(readme).toContain(`\`${option}`)
  })

  test('one commit of the Action is pinned, wherever a workflow is shown', () => {
    const shown = ['README.md', ...filesIn('docs'), ...filesIn('examples/workflows'), 'src/commands/init-workflow.generated.ts']
    const pins = shown
      .filter((path) => /\.(md|yml|ts)$/.test(path))
      .flatMap((path) => [...readFileSync(path, 'utf8').matchAll(new RegExp(`uses: ${repository}@(\\S+)`, 'g'))].map((match) => match[1]!))
    expect([...new Set(pins)]).toHaveLength(1)
  })

  test('the version is one', () => {
    expect(version).toBe(manifest.version)
    expect(readFileSync('CHANGELOG.md', 'utf8')).toMatch(new RegExp(`^## (\\[?${version.replaceAll('.', '\\.')}\\]?|Unreleased)`, 'm'))
    expect(manifest.bin.vnetproof).toBe('dist/cli/index.js')
  })

  test('links between documents lead somewhere', () => {
    const documents = [
      'README.md',
      'ARCHITECTURE.md',
      'CONTRIBUTING.md',
      'SECURITY.md',
      'CHANGELOG.md',
      ...filesIn('examples'),
      ...(existsSync('docs') ? filesIn('docs') : []),
    ].filter((path) => path.endsWith('.md'))
    const broken = documents.flatMap((path) =>
      [...readFileSync(path, 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
        .map((match) => relative('.', join(dirname(path), match[1]!)))
        .filter((to) => !existsSync(to))
        .map((to) => `${path} names ${to}`),
    )
    expect(broken).toEqual([])
  })

  test('ARCHITECTURE.md draws every room', () => {
    const drawn = readFileSync('ARCHITECTURE.md', 'utf8')
    for (const room of new Set(sources.map(roomOf))) expect(drawn).toContain(`\`${room}\``)
  })
})

/** Bicep made to hurt, evaluated and judged: it is told or left unknown, and nothing is thrown, waited for or read elsewhere. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Bicep writes interpolations as JavaScript does
import { describe, expect, test } from 'vitest'
import { createBicepLoader } from '../../src/bicep/loader.ts'
import { evaluateBicep } from '../../src/bicep/module.ts'
import { check } from '../../src/commands/check.ts'
import { isFailure, isWhollyKnown, type Value } from '../../src/eval/value.ts'
import { memoryWorkspace, type Workspace } from '../../src/text/workspace.ts'
import { damaged } from '../support/bicep.ts'
import { seeded } from '../support/hcl.ts'

const evaluated = (main: string, files: Readonly<Record<string, string>> = {}) => {
  const codes: string[] = []
  const sink = ({ code }: { readonly code: string }): unknown => codes.push(code)
  const asked: string[] = []
  const memory = memoryWorkspace({ ...files, 'main.bicep': main })
  const workspace: Workspace = {
    list: memory.list,
    read: (path) => {
      asked.push(path)
      return memory.read(path)
    },
  }
  const result = evaluateBicep('main.bicep', new Map(), createBicepLoader(workspace, sink), sink)
  const output = (name: string): Value => result.output(name)!
  return { ...result, output, codes, asked }
}

const group = "'Microsoft.Network/networkSecurityGroups@2024-05-01'"

test.each([1_000_000_001, 10_001])('loops of %d rounds are not run', (count) => {
  const { declared, output } = evaluated(`
var many = [for i in range(0, ${count}): i]
resource nsgs ${group} = [for i in range(0, ${count}): { name: 'n\${i}' }]
output many array = many
`)
  expect(isFailure(output('many'))).toBe(true)
  expect(declared.map(({ address, presence }) => [address, presence.certain])).toEqual([['nsgs[*]', false]])
})

test('loops within loops stop', () => {
  const loop = (depth: number): string => (depth === 0 ? '1' : `map(range(0, 10000), x${depth} => ${loop(depth - 1)})`)
  const { output } = evaluated(`output many array = ${loop(3)}\n`)
  expect(isWhollyKnown(output('many'))).toBe(false)
}, 60_000)

test('texts that double themselves stop', () => {
  const lines = Array.from({ length: 40 }, (_, at) => `var t${at + 1} = '\${t${at}}\${t${at}}'`)
  const { output } = evaluated(`var t0 = 'x'\n${lines.join('\n')}\noutput all string = t40\n`)
  expect(isWhollyKnown(output('all'))).toBe(false)
})

test('lists that double themselves stop', () => {
  const lines = Array.from({ length: 40 }, (_, at) => `var t${at + 1} = concat(t${at}, t${at})`)
  const { output } = evaluated(`var t0 = ['x']\n${lines.join('\n')}\noutput all array = t20\n`)
  expect(isWhollyKnown(output('all'))).toBe(false)
})

test('ten thousand brackets, and ten thousand variables that lean on each other', () => {
  for (const unit of ['[', '{ a: ', '(', "'${"]) expect(evaluated(`var a = ${unit.repeat(10_000)}`).codes.length).toBeGreaterThan(0)
  const chain = Array.from({ length: 10_000 }, (_, at) => `var v${at + 1} = { a: v${at} }`)
  expect(isWhollyKnown(evaluated(`var v0 = 1\n${chain.join('\n')}\noutput x object = v10000\n`).output('x'))).toBe(false)
})

test('functions and types that need themselves', () => {
  const { output } = evaluated(`
func forever(n int) int => forever(n + 1)
func ping(n int) int => pong(n)
func pong(n int) int => ping(n)
type itself = itself
type left = right?
type right = left | null
type box = { inner: box.inner }
param a itself
param b left
param c box.inner
output forever int = forever(0)
output ping int = ping(0)
output a object = a
output b object = b ?? {}
output c object = c
`)
  for (const name of ['forever', 'ping', 'a', 'c']) expect(isWhollyKnown(output(name)), name).toBe(false)
  expect(output('b')).toBeDefined()
})

describe('modules', () => {
  test('that call themselves or each other are told', () => {
    const { codes, declared } = evaluated("module me 'main.bicep' = {}\nmodule other 'other.bicep' = {}\n", {
      'other.bicep': "module back 'other.bicep' = {}\nmodule main 'main.bicep' = {}\n",
    })
    expect(codes).toEqual(['bicep/module-cycle', 'bicep/module-cycle', 'bicep/module-cycle'])
    expect(declared).toEqual([])
  })

  test('of modules of modules stop', () => {
    const files = Object.fromEntries(
      Array.from({ length: 9 }, (_, at) => [
        `m${at}.bicep`,
        at === 8 ? `resource n ${group} = { name: 'n' }\n` : `module inner 'm${at + 1}.bicep' = [for i in range(0, 100): {}]\n`,
      ]),
    )
    const { declared, modulesNotRead } = evaluated("module outer 'm0.bicep' = {}\n", files)
    expect(declared.length).toBeLessThanOrEqual(20_000)
    expect(modulesNotRead.length).toBeGreaterThan(0)
  }, 60_000)

  test('of ten thousand resources each stop, and what they hold is not taken for all', () => {
    const { declared, output, unread } = evaluated(
      "module m 'm.bicep' = [for i in range(0, 9999): {}]\noutput last int = m[9000].outputs.n\n",
      {
        'm.bicep': `resource n ${group} = [for i in range(0, 9999): { name: 'n\${i}' }]\noutput n int = length(n)\n`,
      },
    )
    expect(declared.length).toBe(20_000)
    expect(unread.map(({ what }) => what)).toEqual(['a deployment of too many resources'])
    expect(output('last')).toMatchObject({ kind: 'unknown', causes: [{ reason: 'budget' }] })
  }, 60_000)

  test('and files that import each other, or parameter files that extend each other, are read once', () => {
    const { output } = evaluated("import * as a from 'a.bicep'\noutput x string = a.x\noutput y string = a.y\n", {
      'a.bicep': "import { y as z } from 'b.bicep'\n@export()\nvar x = z\n@export()\nvar y = 'y'\n",
      'b.bicep': "import { x } from 'a.bicep'\n@export()\nvar y = x\n",
    })
    expect(isFailure(output('x'))).toBe(true)
    expect(output('y')).toMatchObject({ kind: 'string', value: 'y' })
    const report = check({
      workspace: memoryWorkspace({
        'main.bicep': 'param a string\n',
        'a.bicepparam': "using 'main.bicep'\nextends 'b.bicepparam'\n",
        'b.bicepparam': "using 'main.bicep'\nextends 'a.bicepparam'\n",
      }),
      paths: [''],
      version: '0',
      today: '2026-01-01',
      now: () => 0,
    })
    expect(report.mistakes).toEqual([])
  })
})

test('nothing outside of the workspace is asked for', () => {
  const { asked, output } = evaluated(`
output a string = loadFileAsBase64('../../../.ssh/id')
output b string = loadTextContent('/etc/passwd')
output c string = loadTextContent('C:\\\\Windows\\\\win.ini')
output d object = loadJsonContent('..\\\\..\\\\secret.json')
output e string = loadTextContent('sub/../../x')
module f '../../../f.bicep' = {}
module g '/etc/g.bicep' = {}
module h 'br:../../x:1' = {}
`)
  for (const name of ['a', 'b', 'c', 'd', 'e']) expect(isWhollyKnown(output(name)), name).toBe(false)
  expect(asked.filter((path) => path.startsWith('/') || path.split('/').includes('..'))).toEqual([])
})

test('a file of a hundred million characters of JSON is not waited for', () => {
  const memory = memoryWorkspace({ 'main.bicep': "output a object = loadJsonContent('big.json')\n" })
  const workspace: Workspace = {
    list: memory.list,
    read: (path) => (path === 'big.json' ? { ok: false, why: 'too-large' } : memory.read(path)),
  }
  const result = evaluateBicep(
    'main.bicep',
    new Map(),
    createBicepLoader(workspace, () => undefined),
    () => undefined,
  )
  const value = result.output('a')!
  expect(value.kind === 'unknown' && value.causes[0]!.what).toContain('it is too large')
})

test('names of the platform are no names here', () => {
  const { output } = evaluated(`
param x object = { constructor: 1, __proto__: 2 }
output a int = x.constructor
output b object = x.toString
output c object = constructor
output d object = toString()
output e object = __proto__('x')
`)
  expect(output('a')).toMatchObject({ kind: 'number', value: 1 })
  for (const name of ['b', 'c', 'd', 'e']) expect(isWhollyKnown(output(name)), name).toBe(false)
})

const runs = Number(process.env.VNETPROOF_FUZZ ?? 400)

test(`damaged files are evaluated and judged (${runs} of them)`, () => {
  const random = seeded(Number(process.env.VNETPROOF_SEED ?? 7))
  for (let run = 0; run < runs; run++) {
    const { text } = damaged(random)
    const files = { 'main.bicep': text, 'other.bicep': damaged(random).text, 'main.bicepparam': damaged(random).text }
    expect(
      () => check({ workspace: memoryWorkspace(files), paths: [''], version: '0', today: '2026-01-01', now: () => 0 }),
      JSON.stringify(files),
    ).not.toThrow()
  }
}, 60_000)

/** Templates made to hurt: they are told or left unknown, and nothing is thrown or waited for. */
import { expect, test } from 'vitest'
import { mayBeTemplate } from '../../src/arm/find.ts'
import { createTemplateLoader } from '../../src/arm/loader.ts'
import { evaluateTemplate } from '../../src/arm/module.ts'
import { check } from '../../src/commands/check.ts'
import { isFailure, isWhollyKnown, type Value } from '../../src/eval/value.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'

const schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#'
const template = (rest: object): string => JSON.stringify({ $schema: schema, contentVersion: '1.0.0.0', resources: [], ...rest })

const evaluated = (files: Readonly<Record<string, string>>) => {
  const codes: string[] = []
  const sink = ({ code }: { readonly code: string }): void => void codes.push(code)
  const loader = createTemplateLoader(memoryWorkspace(files), sink)
  const result = evaluateTemplate('main.json', new Map(), loader, sink)
  const output = (name: string): Value => result.output(name)!
  return { ...result, value: output, codes }
}
const output = (expression: string, rest: object = {}): Value =>
  evaluated({ 'main.json': template({ ...rest, outputs: { x: { type: 'string', value: `[${expression}]` } } }) }).value('x')

test('variables that need each other fail', () => {
  const variables = { a: "[variables('b')]", b: "[variables('a')]", c: "[concat('x', variables('c'))]" }
  expect(isFailure(output("variables('a')", { variables }))).toBe(true)
  expect(isFailure(output("variables('c')", { variables }))).toBe(true)
})

test('parameters and functions that need themselves fail or stay unknown', () => {
  const parameters = { p: { type: 'string', defaultValue: "[parameters('p')]" } }
  expect(isFailure(output("parameters('p')", { parameters }))).toBe(true)
  const functions = [
    {
      namespace: 'n',
      members: { f: { parameters: [{ name: 'x', type: 'int' }], output: { type: 'int', value: "[n.f(add(parameters('x'), 1))]" } } },
    },
  ]
  expect(isWhollyKnown(output('n.f(1)', { functions }))).toBe(false)
})

test.each([1_000_000_001, 10_001])('loops of %d rounds are not run', (count) => {
  const { declared, value } = evaluated({
    'main.json': template({
      variables: { copy: [{ name: 'many', count, input: 'x' }] },
      resources: [
        { type: 'Microsoft.Network/networkSecurityGroups', name: "[concat('n', copyIndex())]", copy: { name: 'c', count }, properties: {} },
      ],
      outputs: { x: { type: 'array', value: "[variables('many')]" } },
    }),
  })
  expect(value('x').kind).toBe('unknown')
  expect(declared.map(({ address, presence }) => [address.endsWith('[*]'), presence.certain])).toEqual([[true, false]])
})

test('a range of more than ten thousand fails', () => {
  expect(isFailure(output('range(0, 1000000000)'))).toBe(true)
})

test('texts that double themselves stop', () => {
  const variables: Record<string, string> = { v0: 'abcdefgh' }
  for (let at = 1; at < 60; at++) variables[`v${at}`] = `[concat(variables('v${at - 1}'), variables('v${at - 1}'))]`
  expect(output("variables('v59')", { variables }).kind).toBe('unknown')
})

test.each([
  ['calls', `${'string('.repeat(5_000)}1${')'.repeat(5_000)}`],
  ['members', `parameters('x')${'.a'.repeat(5_000)}`],
  ['indices', `parameters('x')${"['a']".repeat(5_000)}`],
  ['arguments', `concat(${"'a',".repeat(50_000)}'a')`],
  ['alternatives', `coalesce(${'null(),'.repeat(3_000)}'a')`],
])('many %s', (_, expression) => {
  const value = output(expression)
  expect(['unknown', 'string']).toContain(value.kind)
})

test('long chains of variables', () => {
  const variables: Record<string, string> = { v0: 'a' }
  for (let at = 1; at < 5_000; at++) variables[`v${at}`] = `[variables('v${at - 1}')]`
  expect(['unknown', 'string']).toContain(output("variables('v4999')", { variables }).kind)
})

test('chains of functions within functions', () => {
  const members: Record<string, object> = { f0: { parameters: [], output: { type: 'int', value: 1 } } }
  for (let at = 1; at < 2_000; at++)
    members[`f${at}`] = { parameters: [], output: { type: 'int', value: `[map(range(0, 1), lambda('x', n.f${at - 1}()))[0]]` } }
  expect(['unknown', 'number']).toContain(output('n.f1999()', { functions: [{ namespace: 'n', members }] }).kind)
})

test('a lambda that calls itself', () => {
  const variables = { f: "[lambda('x', map(createArray(lambdaVariables('x')), variables('f')))]" }
  expect(output("map(createArray(1), variables('f'))", { variables }).kind).not.toBe('lambda')
})

test('deep JSON is told', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  const { codes, unread } = evaluated({ 'main.json': `{ "$schema": "${schema}", "resources": ${deep} }` })
  expect(codes).toContain('arm/json-syntax')
  expect(unread.length).toBe(1)
})

test('a template that includes itself is not followed', () => {
  const link = (relativePath: string) => ({
    type: 'Microsoft.Resources/deployments',
    name: 'again',
    properties: { mode: 'Incremental', templateLink: { relativePath } },
  })
  const { modulesNotRead, handedOver } = evaluated({
    'main.json': template({ resources: [link('b.json')] }),
    'b.json': template({ resources: [link('main.json')] }),
  })
  expect(modulesNotRead.map(({ source }) => source)).toEqual(['main.json'])
  expect([...handedOver.keys()]).toEqual(['*'])
})

test('deployments within deployments stop', () => {
  const nested = (depth: number): object => ({
    type: 'Microsoft.Resources/deployments',
    name: 'd',
    properties: { mode: 'Incremental', template: { $schema: schema, resources: depth === 0 ? [] : [nested(depth - 1)] } },
  })
  const { modulesNotRead } = evaluated({ 'main.json': template({ resources: [nested(34)] }) })
  expect(modulesNotRead.length).toBe(1)
})

test('names of prototypes are names', () => {
  expect(isFailure(output("variables('__proto__')"))).toBe(true)
  expect(isFailure(output("createObject('a', 1).constructor"))).toBe(true)
  expect(isFailure(output("variables('x')", { variables: { constructor: 1 } }))).toBe(true)
  expect(output('json(\'{"__proto__": {"a": 1}}\').__proto__.a')).toMatchObject({ kind: 'number', value: 1 })
  expect(output('constructor()').kind).toBe('unknown')
})

test('other JSON is left alone', () => {
  const big = `{ "data": [${'1,'.repeat(2_000_000)}1] }`
  expect(mayBeTemplate(big)).toBe(false)
  const report = check({
    workspace: memoryWorkspace({
      'data.json': big,
      'other.json': '{ "$schema": "https://json-schema.org/draft/2020-12/schema", "resources": [] }',
      'broken.json': '{',
      'policy.json': `{ "then": { "template": { "$schema": "${schema}" } } }`,
    }),
    paths: [''],
    version: '0',
    today: '2026-01-01',
    now: () => 0,
  })
  expect(report.run.roots).toEqual([])
  expect(report.diagnostics).toEqual([])
})

test('what says that it is a template and cannot be read is told, and not left aside', () => {
  const workspace = memoryWorkspace({
    'infra/azuredeploy.json': template({}).replace('"resources":[]', '"resources":[{'),
    'data/other.json': '{"resources":[{',
  })
  const report = check({ workspace, paths: [], version: '0', today: '2026-01-01', now: () => 0 })
  expect(report.diagnostics.map(({ code, span }) => `${code} ${span.file.path}`)).toEqual(['arm/json-syntax infra/azuredeploy.json'])
  expect(report.run.roots.map(({ name, judged }) => [name, judged])).toEqual([['infra/azuredeploy.json', true]])
})

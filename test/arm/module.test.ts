/** Templates evaluated: what is declared, under which identity, in whose scope, and what stays unknown. */
import { describe, expect, test } from 'vitest'
import { createTemplateLoader } from '../../src/arm/loader.ts'
import { evaluateTemplate, type TemplateConfiguration } from '../../src/arm/module.ts'
import { parametersOf } from '../../src/arm/parameters.ts'
import { check } from '../../src/commands/check.ts'
import type { Declared } from '../../src/eval/declared.ts'
import { doubtsOf, isFailure, isSensitive, type Value } from '../../src/eval/value.ts'
import { createNetwork } from '../../src/model/network.ts'
import { spanText } from '../../src/text/source.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'

const schemaOf = (kind: string): string => `https://schema.management.azure.com/schemas/2019-04-01/${kind}.json#`
const schema = schemaOf('deploymentTemplate')
const template = (rest: object): object => ({ $schema: schema, contentVersion: '1.0.0.0', resources: [], ...rest })

const evaluated = (main: object, files: Readonly<Record<string, object>> = {}, parameters?: object): TemplateConfiguration => {
  const texts = Object.fromEntries(
    Object.entries({ ...files, 'main.json': main }).map(([path, value]) => [path, JSON.stringify(value, undefined, 1)]),
  )
  if (parameters !== undefined) texts['p.json'] = JSON.stringify({ parameters })
  const loader = createTemplateLoader(memoryWorkspace(texts), () => undefined)
  const read = loader.json('p.json')
  return evaluateTemplate('main.json', typeof read === 'string' ? new Map() : parametersOf(read.tree), loader, () => undefined)
}

/** A text with what is not known in it by its identity. */
const shown = (value: Value | undefined): string => {
  if (value === undefined) return 'absent'
  if (isFailure(value)) return 'fails'
  if (value.kind === 'string' || value.kind === 'number' || value.kind === 'bool') return String(value.value)
  if (value.kind === 'reference') return `<${[value.to, ...value.path].join(' ')}>`
  if (value.kind === 'unknown') return value.parts?.map(shown).join('') ?? `<${value.identity ?? '?'}>`
  if (value.kind === 'list') return `[${value.items.map(shown).join(', ')}]`
  return value.kind
}
const at = (declared: Declared, ...path: readonly string[]): Value | undefined => {
  let found: Value | undefined = declared.body
  for (const key of path) found = found?.kind === 'object' ? found.entries.get(key) : undefined
  return found
}
const places = ({ declared }: TemplateConfiguration): readonly string[] =>
  declared.map((one) => `${one.presence.certain ? '' : '?'}${one.address}: ${shown(at(one, 'parent_id'))} / ${shown(at(one, 'name'))}`)

const here = '/subscriptions/<subscription().subscriptionId>/resourceGroups/<resourceGroup().name>'
const group = { type: 'Microsoft.Network/networkSecurityGroups', apiVersion: '2023-09-01', location: 'westeurope', properties: {} }
const vnet = { type: 'Microsoft.Network/virtualNetworks', apiVersion: '2023-09-01', location: 'westeurope', properties: {} }

describe('identity', () => {
  test('of a resource, of one inside of it, and of a name with parts', () => {
    const subnet = { type: 'Microsoft.Network/virtualNetworks/subnets', properties: {} }
    expect(
      places(
        evaluated(
          template({
            parameters: { vnet: { type: 'string' } },
            resources: [
              { ...vnet, name: "[parameters('vnet')]", resources: [{ type: 'subnets', name: 'inner', properties: {} }] },
              { ...subnet, name: "[format('{0}/{1}', parameters('vnet'), 'apart')]" },
              { ...subnet, name: "[concat(parameters('vnet'), '/joined')]" },
            ],
          }),
        ),
      ),
    ).toEqual([
      `Microsoft.Network/virtualNetworks/parameters('vnet'): ${here} / <parameters('vnet')>`,
      `Microsoft.Network/virtualNetworks/parameters('vnet')/subnets/inner: ${here}/providers/Microsoft.Network/virtualNetworks/<parameters('vnet')> / inner`,
      `Microsoft.Network/virtualNetworks/subnets/format('{0}/{1}',parameters('vnet'),'apart'): ${here}/providers/Microsoft.Network/virtualNetworks/<parameters('vnet')> / apart`,
      `Microsoft.Network/virtualNetworks/subnets/concat(parameters('vnet'),'/joined'): ${here}/providers/Microsoft.Network/virtualNetworks/<parameters('vnet')> / joined`,
    ])
  })

  test('of existing resources of a template with names', () => {
    const configuration = evaluated(
      template({
        languageVersion: '2.0',
        resources: {
          hub: { existing: true, type: vnet.type, apiVersion: '2023-09-01', resourceGroup: 'hub-rg', subscriptionId: 's', name: 'hub' },
          local: { existing: true, type: vnet.type, apiVersion: '2023-09-01', scope: '/subscriptions/t/resourceGroups/u', name: 'other' },
        },
      }),
    )
    expect(places(configuration)).toEqual([
      'hub: /subscriptions/s/resourceGroups/hub-rg / hub',
      'local: /subscriptions/t/resourceGroups/u / other',
    ])
    expect(configuration.declared.map(({ mode }) => mode)).toEqual(['data', 'data'])
  })

  test('of deployments elsewhere: the same name in two subscriptions is two', () => {
    const inner = (subscriptionId: string) => ({
      type: 'Microsoft.Resources/deployments',
      name: subscriptionId,
      subscriptionId,
      resourceGroup: 'rg',
      properties: { template: template({ resources: [{ ...group, name: 'nsg' }] }), expressionEvaluationOptions: { scope: 'inner' } },
    })
    const subnet = {
      type: 'Microsoft.Network/virtualNetworks/subnets',
      name: 'vnet/web',
      properties: {
        addressPrefix: '10.0.0.0/24',
        networkSecurityGroup: { id: "[resourceId('b', 'rg', 'Microsoft.Network/networkSecurityGroups', 'nsg')]" },
      },
    }
    const { declared } = evaluated(template({ resources: [inner('a'), inner('b'), subnet] }))
    const network = createNetwork(declared, () => undefined)
    const link = network.nsgOf(network.ofKind('subnet')[0]!)
    expect(link.options.map((option) => (option.to === 'entity' ? option.entity.id : option.to))).toEqual([
      'deployments/b.Microsoft.Network/networkSecurityGroups/nsg',
    ])
  })
})

describe('conditions and loops', () => {
  test('a condition that is false leaves out, one that is not known makes possible', () => {
    const on = { condition: "[parameters('on')]" }
    expect(
      places(
        evaluated(
          template({
            parameters: { on: { type: 'bool' } },
            resources: [
              { ...group, name: 'a', condition: false },
              { ...group, name: 'b', ...on },
              { ...group, name: 'c', condition: '[not(false())]' },
            ],
          }),
        ),
      ).map((place) => place.split(':')[0]),
    ).toEqual(['?Microsoft.Network/networkSecurityGroups/b', 'Microsoft.Network/networkSecurityGroups/c'])
  })

  test('a loop of few possible lengths is certain as far as all of them go', () => {
    const configuration = evaluated(
      template({
        parameters: { more: { type: 'bool' } },
        resources: [{ ...group, name: "[concat('g', copyIndex(1))]", copy: { name: 'c', count: "[if(parameters('more'), 3, 1)]" } }],
      }),
    )
    expect(places(configuration).map((place) => [place.startsWith('?'), place.split(' / ')[1]])).toEqual([
      [false, 'g1'],
      [true, 'g2'],
      [true, 'g3'],
    ])
  })

  test('a loop of unknown length is possible as a whole', () => {
    const { declared } = evaluated(
      template({
        parameters: { n: { type: 'int' } },
        resources: [{ ...group, name: "[concat('g', copyIndex())]", copy: { name: 'c', count: "[parameters('n')]" } }],
      }),
    )
    expect(declared.map(({ address, presence }) => [address, presence.certain])).toEqual([
      ["Microsoft.Network/networkSecurityGroups/concat('g',copyIndex())[*]", false],
    ])
  })

  test('loops of members, of variables and of outputs', () => {
    const configuration = evaluated(
      template({
        variables: {
          copy: [{ name: 'top', count: 2, input: "[copyIndex('top', 5)]" }],
          inner: { copy: [{ name: 'deep', count: 2, input: { i: "[copyIndex('deep')]" } }] },
        },
        outputs: {
          top: { type: 'array', value: "[variables('top')]" },
          deep: { type: 'int', value: "[variables('inner').deep[1].i]" },
          each: { type: 'array', copy: { count: 3, input: '[mul(copyIndex(), 2)]' } },
        },
      }),
    )
    expect(['top', 'deep', 'each'].map((name) => shown(configuration.output(name)))).toEqual(['[5, 6]', '1', '[0, 2, 4]'])
  })
})

test('members that cannot be named leave nothing surely absent', () => {
  const { declared } = evaluated(
    template({
      parameters: { k: { type: 'string' } },
      resources: [
        { ...group, name: 'a', properties: { "[parameters('k')]": 1 } },
        { ...group, name: 'b', properties: { copy: [{ name: "[parameters('k')]", count: 1, input: {} }] } },
        { type: group.type, name: 'c', "[parameters('k')]": {} },
      ],
    }),
  )
  expect(declared.map((one) => at(one, 'properties')?.kind)).toEqual(['unknown', 'unknown', 'unknown'])
})

describe('nested templates', () => {
  const deployment = (scope: string | undefined, rest: object = {}) => ({
    type: 'Microsoft.Resources/deployments',
    name: 'inner',
    properties: {
      ...(scope === undefined ? {} : { expressionEvaluationOptions: { scope } }),
      parameters: scope === 'inner' ? { name: { value: 'from the call' } } : {},
      template: template({
        parameters: scope === 'inner' ? { name: { type: 'string' } } : {},
        variables: { v: 'inner' },
        resources: [{ ...group, name: "[concat(variables('v'), parameters('name'))]" }],
        outputs: { o: { type: 'string', value: "[variables('v')]" } },
        ...rest,
      }),
    },
  })
  const main = (scope: string | undefined) =>
    template({
      parameters: { name: { type: 'string', defaultValue: ' of the root' } },
      variables: { v: 'outer' },
      resources: [deployment(scope)],
      outputs: { o: { type: 'string', value: "[reference('inner').outputs.o.value]" } },
    })

  // https://learn.microsoft.com/azure/azure-resource-manager/templates/linked-templates#expression-evaluation-scope-in-nested-templates
  test.each([
    ['inner', 'innerfrom the call', 'inner'],
    ['outer', 'outer of the root', 'outer'],
    [undefined, 'outer of the root', 'outer'],
  ])('scope %s', (scope, name, output) => {
    const configuration = evaluated(main(scope))
    expect(configuration.declared.map((one) => shown(at(one, 'name')))).toEqual([name])
    expect(shown(configuration.output('o'))).toBe(output)
  })

  test('a linked template lies beside, or is not read and may add to anything', () => {
    const link = (properties: object) => ({ type: 'Microsoft.Resources/deployments', name: 'l', properties })
    const configuration = evaluated(
      template({
        resources: [
          link({ templateLink: { relativePath: 'modules/a.json' }, parameters: { n: { value: 'x' } } }),
          link({ templateLink: { uri: 'https://contoso.org/t.json' } }),
        ],
      }),
      { 'modules/a.json': template({ parameters: { n: { type: 'string' } }, resources: [{ ...group, name: "[parameters('n')]" }] }) },
    )
    expect(configuration.declared.map((one) => shown(at(one, 'name')))).toEqual(['x'])
    expect(configuration.modulesNotRead.map(({ source }) => source)).toEqual(['https://contoso.org/t.json'])
    expect([...configuration.handedOver.keys()]).toEqual(['*'])
  })
})

describe('parameters', () => {
  const parameter = (declaration: object, parameters?: object): Value =>
    evaluated(
      template({ parameters: { p: declaration }, outputs: { o: { type: 'string', value: "[parameters('P')]" } } }),
      {},
      parameters,
    ).output('o')!

  test.each([
    ['given', { type: 'string', defaultValue: 'd' }, { p: { value: 'g' } }, 'g'],
    ['by default', { type: 'string', defaultValue: "[concat('d', 1)]" }, undefined, 'd1'],
    ['not given', { type: 'string' }, undefined, "<parameters('p')>"],
    ['nullable', { type: 'string', nullable: true }, undefined, 'null'],
    ['null for the default', { type: 'string', defaultValue: 'd' }, { p: { value: null } }, 'd'],
    ['of a defined type', { $ref: '#/definitions/t' }, undefined, "<parameters('p')>"],
    ['a secret', { type: 'securestring' }, { p: { reference: { keyVault: { id: 'x' }, secretName: 'y' } } }, '<?>'],
    ['what looks like an expression in a file of values', { type: 'string' }, { p: { value: "[concat('a', 'b')]" } }, '<?>'],
  ])('%s', (_, declaration, parameters, expected) => {
    expect(shown(parameter(declaration, parameters))).toBe(expected)
  })

  test('secure ones are never told', () => {
    expect(isSensitive(parameter({ type: 'secureString' }, { p: { value: 'secret' } }))).toBe(true)
    expect(isSensitive(parameter({ type: 'secureString' }))).toBe(true)
  })

  test('few allowed values are all that it can be', () => {
    const value = parameter({ type: 'string', allowedValues: ['a', 'b'] })
    expect(value.kind === 'unknown' ? value.among?.map(shown) : undefined).toEqual(['a', 'b'])
  })
})

test('a doubt points into the expression, past escapes of JSON', () => {
  const text = `{ "$schema": "${schema}", "resources": [], "outputs": { "o": { "type": "string", "value": "[concat('\\u0061\\n', utcNow())]" } } }`
  const loader = createTemplateLoader(memoryWorkspace({ 'main.json': text }), () => undefined)
  const value = evaluateTemplate('main.json', new Map(), loader, () => undefined).output('o')!
  expect(doubtsOf(value).map(({ span }) => spanText(span))).toEqual(['utcNow()'])
})

test('what cannot be read is told, and prose is no expression', () => {
  const told: string[] = []
  const text = JSON.stringify(
    template({ metadata: { description: '[a b]' }, variables: { a: '[concat(]', b: '[[c d]', c: "[mystery('x')]" } }),
  )
  const loader = createTemplateLoader(
    memoryWorkspace({ 'main.json': text }),
    ({ code, span }) => void told.push(`${code} ${spanText(span)}`),
  )
  loader.template('main.json')
  expect(told).toEqual(['arm/expression ]'])
  expect([...loader.functionsCalled]).toEqual(['mystery'])
})

describe('roots', () => {
  const security = { ...group, name: "[parameters('n')]" }
  const files = {
    'infra/azuredeploy.json': JSON.stringify(template({ parameters: { n: { type: 'string' } }, resources: [security] })),
    'infra/azuredeploy.parameters.json': JSON.stringify({ $schema: schemaOf('deploymentParameters'), parameters: { n: { value: 'a' } } }),
    'infra/azuredeploy.parameters.prod.json': JSON.stringify({
      $schema: schemaOf('deploymentParameters'),
      parameters: { n: { value: 'b' } },
    }),
    'infra/modules/nsg.json': JSON.stringify(template({ resources: [] })),
    'infra/main.json': JSON.stringify(
      template({
        resources: [
          { type: 'Microsoft.Resources/deployments', name: 'd', properties: { templateLink: { relativePath: 'modules/nsg.json' } } },
        ],
      }),
    ),
    'data.json': '{}',
  }
  const roots = (...paths: readonly string[]): readonly string[] =>
    check({ workspace: memoryWorkspace(files), paths, version: '0', today: '2026-01-01', now: () => 0 }).run.roots.map(({ name }) => name)

  test('each template that none links to, once for each of its parameter files', () => {
    const all = [
      'infra/azuredeploy.json (azuredeploy.parameters.json)',
      'infra/azuredeploy.json (azuredeploy.parameters.prod.json)',
      'infra/main.json',
    ]
    expect(roots('')).toEqual(all)
    expect(roots('infra')).toEqual(all)
    expect(roots('infra/main.json')).toEqual(['infra/main.json'])
    expect(roots('infra/modules/nsg.json')).toEqual(['infra/modules/nsg.json'])
    expect(roots('data.json')).toEqual([])
  })
})

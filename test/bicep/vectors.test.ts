/**
 * Expressions and what Azure's deployment engine makes of each. From its own evaluator, in the tests of the compiler
 * (https://github.com/Azure/bicep/blob/v0.40.2/src/Bicep.Core.IntegrationTests/EvaluationTests.cs); from the examples of the documentation
 * (https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/bicep-functions); `uniqueString` from values that deployments gave;
 * `guid` from another implementation of RFC 4122. `error`: evaluating it fails; `unknown`: it is not known, on purpose.
 * Catches: any function, operator or access that answers otherwise, or does not answer.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { bicepDialect } from '../../src/bicep/dialect.ts'
import { createBicepLoader } from '../../src/bicep/loader.ts'
import { lowerExpression } from '../../src/bicep/lower.ts'
import { evaluateBicep } from '../../src/bicep/module.ts'
import { parseExpressionFile } from '../../src/bicep/parse.ts'
import { evaluate } from '../../src/eval/evaluate.ts'
import { emptyScope, type Scope, withNames } from '../../src/eval/scope.ts'
import { isFailure, unknown, type Value } from '../../src/eval/value.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'
import { bicepFile } from '../support/bicep.ts'
import { plain } from '../support/plain.ts'

interface Vector {
  readonly expr: string
  readonly value?: unknown
  readonly error?: true
  readonly unknown?: true
}

const vectors = JSON.parse(readFileSync(new URL('./vectors.json', import.meta.url), 'utf8')) as readonly Vector[]

const evaluated = (text: string, scope: Scope = emptyScope): Value => {
  const file = bicepFile(text)
  const told: string[] = []
  const expression = parseExpressionFile(file, ({ message }) => told.push(message))
  expect(told).toEqual([])
  return evaluate(lowerExpression(expression, file), scope, bicepDialect)
}

describe('evaluates', () => {
  test.each(vectors)('$expr', ({ expr, value, error, unknown: open }) => {
    const result = evaluated(expr)
    if (error) expect(isFailure(result)).toBe(true)
    else if (open) expect([result.kind, isFailure(result)]).toEqual(['unknown', false])
    else expect(plain(result)).toEqual(value)
  })
})

/** https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/bicep-functions-resource and bicep-functions-scope */
describe('evaluates in a deployment', () => {
  const output = (expr: string, scope: string, cloud?: string): unknown => {
    const files = { 'main.bicep': `targetScope = '${scope}'\noutput x object = ${expr}\n` }
    const loader = createBicepLoader(memoryWorkspace(files), () => undefined, cloud === undefined ? {} : { cloud })
    return plain(evaluateBicep('main.bicep', new Map(), loader, () => undefined).output('x')!)
  }
  const subscription = '?subscription().subscriptionId'
  const group = '?resourceGroup().name'

  test.each<readonly [string, string, unknown]>([
    [
      'resourceGroup',
      "resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')",
      {
        '?text': ['/subscriptions/', subscription, '/resourceGroups/', group, '/providers/Microsoft.Network/virtualNetworks/v/subnets/s'],
      },
    ],
    [
      'resourceGroup',
      "resourceId('other', 'Microsoft.Network/routeTables', 'r')",
      { '?text': ['/subscriptions/', subscription, '/resourceGroups/other/providers/Microsoft.Network/routeTables/r'] },
    ],
    [
      'resourceGroup',
      "resourceId('1111', 'other', 'Microsoft.Network/routeTables', 'r')",
      '/subscriptions/1111/resourceGroups/other/providers/Microsoft.Network/routeTables/r',
    ],
    [
      'resourceGroup',
      "resourceId('Microsoft.Network/virtualNetworks/subnets', 'v')",
      '?a type and as many names as it has parts were expected',
    ],
    [
      'resourceGroup',
      "subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'r')",
      { '?text': ['/subscriptions/', subscription, '/providers/Microsoft.Authorization/roleDefinitions/r'] },
    ],
    [
      'resourceGroup',
      "subscriptionResourceId('1111', 'Microsoft.Authorization/roleDefinitions', 'r')",
      '/subscriptions/1111/providers/Microsoft.Authorization/roleDefinitions/r',
    ],
    [
      'resourceGroup',
      "tenantResourceId('Microsoft.Management/managementGroups', 'm')",
      '/providers/Microsoft.Management/managementGroups/m',
    ],
    [
      'resourceGroup',
      "extensionResourceId('/subscriptions/1/resourceGroups/g', 'Microsoft.Authorization/locks', 'l')",
      '/subscriptions/1/resourceGroups/g/providers/Microsoft.Authorization/locks/l',
    ],
    [
      'resourceGroup',
      "extensionResourceId(resourceGroup().id, 'Microsoft.Authorization/locks', 'l')",
      { '?text': ['/subscriptions/', subscription, '/resourceGroups/', group, '/providers/Microsoft.Authorization/locks/l'] },
    ],
    ['resourceGroup', "resourceGroup('1111', 'other').id", '/subscriptions/1111/resourceGroups/other'],
    ['resourceGroup', "subscription('1111').id", '/subscriptions/1111'],
    ['resourceGroup', "managementGroup('m').id", '/providers/Microsoft.Management/managementGroups/m'],
    [
      'subscription',
      "resourceId('Microsoft.Resources/resourceGroups', 'g')",
      { '?text': ['/subscriptions/', subscription, '/providers/Microsoft.Resources/resourceGroups/g'] },
    ],
    ['subscription', "resourceGroup('g').id", { '?text': ['/subscriptions/', subscription, '/resourceGroups/g'] }],
    ['subscription', 'resourceGroup().id', '?this deployment has no resource group'],
    [
      'managementGroup',
      "managementGroupResourceId('m', 'Microsoft.Authorization/policyDefinitions', 'p')",
      '/providers/Microsoft.Management/managementGroups/m/providers/Microsoft.Authorization/policyDefinitions/p',
    ],
    ['managementGroup', "subscription('1111').subscriptionId", '1111'],
    ['tenant', "resourceId('Microsoft.Management/managementGroups', 'm')", '/providers/Microsoft.Management/managementGroups/m'],
    [
      'tenant',
      "tenantResourceId('Microsoft.Authorization/policyDefinitions', 'p')",
      '/providers/Microsoft.Authorization/policyDefinitions/p',
    ],
  ])('%s: %s', (scope, expr, expected) => {
    expect(output(expr, scope)).toEqual(expected)
  })

  test.each<readonly [string, string | undefined, unknown]>([
    ['environment().suffixes.storage', 'AzureCloud', 'core.windows.net'],
    ['environment().suffixes.storage', 'AzureUSGovernment', 'core.usgovcloudapi.net'],
    ['environment().suffixes.storage', 'AzureChinaCloud', 'core.chinacloudapi.cn'],
    ['environment().suffixes.storage', undefined, { '?one of': ['core.windows.net', 'core.usgovcloudapi.net', 'core.chinacloudapi.cn'] }],
    ['environment().suffixes.sqlServerHostname', 'AzureCloud', '.database.windows.net'],
    ['environment().resourceManager', 'AzureCloud', 'https://management.azure.com/'],
    ['environment().name', 'AzureUSGovernment', 'AzureUSGovernment'],
    ["'privatelink.blob.${environment().suffixes.storage}'", 'AzureCloud', 'privatelink.blob.core.windows.net'],
  ])('%s in %s', (expr, cloud, expected) => {
    expect(output(expr, 'resourceGroup', cloud)).toEqual(expected)
  })

  test('a deployment that a module makes has the name that the call gives it', () => {
    const files = {
      'main.bicep': "module m 'm.bicep' = {\n  name: 'inner'\n}\noutput x string = m.outputs.x\n",
      'm.bicep': 'output x string = deployment().name\n',
    }
    const loader = createBicepLoader(memoryWorkspace(files), () => undefined)
    expect(plain(evaluateBicep('main.bicep', new Map(), loader, () => undefined).output('x')!)).toBe('inner')
  })
})

describe('what is not known', () => {
  const span = { file: bicepFile(''), start: 0, end: 0 }
  const input = unknown([{ reason: 'input', what: 'region', span }], { span }, { identity: 'region' })
  const choice = unknown(
    [{ reason: 'input', what: 'prod', span }],
    { span },
    { among: [true, false].map((value) => ({ kind: 'bool', value, origin: { span } })) },
  )
  const scope = withNames(
    emptyScope,
    new Map<string, Value>([
      ['region', input],
      ['prod', choice],
    ]),
  )

  test.each<readonly [string, unknown]>([
    ["'net-${region}-x'", { '?text': ['net-', '?region', '-x'] }],
    ["concat('net-', region)", { '?text': ['net-', '?region'] }],
    ["format('{0}/{1}', region, 'b')", { '?text': ['?region', '/b'] }],
    ["join(['a', region], '/')", { '?text': ['a/', '?region'] }],
    ["concat(region, ['a'])", '?region'],
    ['toLower(region)', '?region'],
    ['length([region, region])', 2],
    ["contains(['a', region], 'a')", true],
    ["contains(['b', region], 'a')", '?region'],
    ["indexOf(['a', region], 'a')", 0],
    ['empty({ a: region })', false],
    ["first([region, 'a'])", '?region'],
    ["last([region, 'a'])", 'a'],
    ['union({ a: region }, { b: 1 })', { a: '?region', b: 1 }],
    ['union({ a: region }, { a: { b: 1 } })', { a: '?region' }],
    ["union(['a'], [region])", '?region'],
    ["map([region, 'a'], x => { x: x })", [{ x: '?region' }, { x: 'a' }]],
    ["filter(['a', 'b'], x => x == region)", '?region'],
    ['prod ? 1 : 2', { '?one of': [1, 2] }],
    ["toUpper(prod ? 'a' : 'b')", { '?one of': ['A', 'B'] }],
    ['(prod ? { a: { b: 1 } } : null).?a.b', { '?one of': [1, null] }],
    ['region.?a.b', '?region'],
    ['region ?? 1', '?region'],
    ['region == region', true],
    ["[region] == ['a', 'b']", false],
    ['items({ b: region, a: 1 })[0].key', 'a'],
    ["cidrSubnet(prod ? '10.0.0.0/16' : '10.1.0.0/16', 24, 1)", { '?one of': ['10.0.1.0/24', '10.1.1.0/24'] }],
  ])('%s', (text, expected) => {
    expect(plain(evaluated(text, scope))).toEqual(expected)
  })
})

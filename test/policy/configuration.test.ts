import { describe, expect, test } from 'vitest'
import { builtinPolicies } from '../../src/policy/builtin.ts'
import { checkConfiguration, readConfiguration } from '../../src/policy/configuration.ts'
import { readPolicies } from '../../src/policy/read.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { spanText } from '../../src/text/source.ts'
import { fileOf, source } from '../support/source.ts'

const read = (text: string) => {
  const told: Diagnostic[] = []
  const sink = (diagnostic: Diagnostic): void => void told.push(diagnostic)
  const configuration = readConfiguration(fileOf(text, 'vnetproof.yaml', 'yaml'), sink)
  const policies = readPolicies({ files: [], shipped: builtinPolicies(), builtin: 'all' }, sink)
  checkConfiguration(configuration, policies, builtinPolicies(), sink)
  return { configuration, told, mistakes: told.map(({ code, severity, span }) => [code, severity, spanText(span)]) }
}

describe('the configuration', () => {
  test('is read whole', () => {
    const { configuration, told } = read(source`
      policies: [api-management, ./network/policies]
      settings: { api-management: { clients: [203.0.113.0/24, Internet] } }
      exclude: ["**/examples/**"]
      roots:
        - { path: infra, vars: [env/prod.tfvars], name: prod }
        - { path: ./infra/, vars: env/dev.tfvars }
        - { path: . }
      fail-on: warning
      waivers: [./network/waivers.yaml, baseline.yaml]
      severity: { api-management/nsg: warning }
    `)
    expect(told).toEqual([])
    expect(configuration.policies?.builtin.map((each) => each.text)).toEqual(['api-management'])
    expect(configuration.policies?.paths.map((each) => each.text)).toEqual(['./network/policies'])
    expect(
      configuration.settings
        .get('api-management')
        ?.get('clients')
        ?.values.map((each) => each.text),
    ).toEqual(['203.0.113.0/24', 'Internet'])
    expect(configuration.exclude).toEqual(['**/examples/**'])
    expect(configuration.roots?.map(({ path, vars, name }) => [path, vars, name])).toEqual([
      ['infra', ['env/prod.tfvars'], 'prod'],
      ['infra', ['env/dev.tfvars'], undefined],
      ['', [], undefined],
    ])
    expect(configuration.waivers).toEqual(['network/waivers.yaml', 'baseline.yaml'])
    expect(configuration.failOn).toBe('warning')
    expect(configuration.severity.get('api-management/nsg')?.severity).toBe('warning')
  })

  test('may be empty', () => {
    expect(read('').told).toEqual([])
    expect(read('# nothing yet\n').told).toEqual([])
  })

  test('tells what it accepts and does not use yet', () => {
    const { mistakes } = read('joins: [{ from: a, to: b }]\n')
    expect(mistakes).toEqual([['configuration/not-used', 'note', 'joins']])
  })

  test.each([
    ['polices: [a]\n', 'configuration/unknown-key', 'polices'],
    ['policies: [api-managment]\n', 'configuration/unknown-policy', 'api-managment'],
    ['fail-on: sometimes\n', 'configuration/unknown-word', 'sometimes'],
    ['severity: { api-management: eror }\n', 'configuration/unknown-word', 'eror'],
    ['severity: { api-managment/nsg: note }\n', 'configuration/unknown-policy', 'note'],
    ['settings: { api-management: { client: x } }\n', 'configuration/unknown-setting', 'x'],
    ['settings: { api-managment: { clients: x } }\n', 'configuration/unknown-policy', 'x'],
    ['settings: { api-management: { clients: 10.0.0.1/8 } }\n', 'configuration/host-bits', '10.0.0.1/8'],
    ['settings: { api-management: { clients: [Internt] } }\n', 'configuration/unknown-tag', 'Internt'],
    ['settings: { api-management: { clients: "$' + '{x}" } }\n', 'configuration/malformed-reference', '"$' + '{x}"'],
    ['roots: [{ path: ../elsewhere }]\n', 'configuration/path-outside', '../elsewhere'],
    ['roots: [{ path: /etc }]\n', 'configuration/path-outside', '/etc'],
    ['waivers: ../waivers.yaml\n', 'configuration/path-outside', '../waivers.yaml'],
    ['roots: []\n', 'configuration/empty-list', '[]'],
    ['roots: [{ name: x }]\n', 'configuration/missing-key', 'name'],
    ['roots: [{ path: infra, params: p.bicepparam }]\n', 'configuration/not-read', 'p.bicepparam'],
    ['- a\n', 'configuration/wrong-type', '- a\n'],
    ['a: [\n', 'yaml/syntax', undefined],
  ])('%s', (text, code, underlined) => {
    const { mistakes } = read(text)
    expect(mistakes.map(([first]) => first)).toEqual([code])
    expect(mistakes[0]![1]).toBe('error')
    if (underlined !== undefined) expect(mistakes[0]![2]).toBe(underlined)
  })
})

/**
 * Branches of conditions beside maps of which no element is known, and `coalesce` of what is known only later. Results are Terraform's own (v1.11.4, console).
 * Catches: an object taken for a map that it cannot be, doubt about branches that always fit, `try` that leaves a text which is surely there.
 */
import { describe, expect, test } from 'vitest'
import { isFailure, type Value } from '../../src/eval/value.ts'
import { toJson } from '../../src/hcl/json.ts'
import { configurationOf } from '../support/terraform.ts'

const known = `
data "azuread_client_config" "current" {}
data "azurerm_client_config" "current" {}
resource "azurerm_public_ip" "main" {
  name = "pip"
}
resource "terraform_data" "main" {}
variable "given" {}
variable "names" {
  type = list(string)
}
`

const resultOf = (expression: string): Value => {
  const { outputs } = configurationOf(`${known}\noutput "it" {\n  value = ${expression}\n}\n`)
  const value = outputs?.get('it')
  if (value === undefined) throw new Error('no such output')
  return value
}

describe('an object beside an empty map', () => {
  test.each([
    ['true ? { a = "x", b = 2 } : tomap({})', { a: 'x', b: '2' }],
    ['true ? { a = 1, b = true } : tomap({})', { a: 1, b: true }],
    ['true ? { a = "x", b = [1] } : tomap({})', { a: 'x', b: [1] }],
    ['true ? { k = "x", o = { z = 1 } } : tomap({})', { k: 'x', o: { z: 1 } }],
    ['false ? tomap({}) : { a = 1 }', { a: 1 }],
    ['true ? tomap({}) : { a = 1 }', {}],
  ])('%s', (expression, json) => {
    const value = resultOf(expression)
    expect(isFailure(value)).toBe(false)
    expect(JSON.parse(toJson(value) ?? 'null')).toEqual(json)
  })

  test.each([
    'false ? { k = "x", o = [1] } : tomap({})',
    'true ? tomap({}) : { a = 1, b = true }',
    'true ? { a = 1, b = true } : tomap({ c = 1 })',
    'true ? { a = "x", b = [2] } : tomap({ c = 1 })',
    'true ? ["x", [1]] : tolist([])',
  ])('%s is an error', (expression) => {
    expect(isFailure(resultOf(expression))).toBe(true)
  })

  test('fits whatever else is in it, as long as it holds one text', () => {
    expect(resultOf('can((true ? { k = "x", o = terraform_data.main.output } : tomap({})).k)')).toMatchObject({ kind: 'bool', value: true })
    expect(resultOf('(true ? { k = "x", o = terraform_data.main.output } : tomap({})).k')).toMatchObject({ kind: 'string', value: 'x' })
    expect(resultOf('can((true ? { o = terraform_data.main.output, p = { q = 1 } } : tomap({})).o)').kind).toBe('unknown')
  })
})

describe('`coalesce` of what is known only later', () => {
  const id = { kind: 'reference', to: 'azurerm_public_ip.main', path: ['id'] }

  test('is the text that is surely there', () => {
    expect(resultOf('try(coalesce(try(azurerm_public_ip.main.id, null), null), null)')).toMatchObject(id)
    expect(resultOf('can(coalesce(null, data.azuread_client_config.current.object_id))')).toMatchObject({ kind: 'bool', value: true })
  })

  test.each([
    // It may be null or empty.
    'coalesce(azurerm_public_ip.main.fqdn, null)',
    'coalesce(data.azurerm_client_config.current.object_id, null)',
    // The arguments may turn out to have no type in common, or to be no text at all.
    'coalesce(azurerm_public_ip.main.id, var.given)',
    'coalesce(azurerm_public_ip.main.id, var.names[0])',
  ])('%s may fail', (expression) => {
    expect(resultOf(`can(${expression})`)).toMatchObject({ kind: 'unknown' })
    expect(resultOf(`try(${expression}, "other")`)).toMatchObject({ kind: 'unknown' })
  })
})

/**
 * Conditions of resources, outputs and checks: https://developer.hashicorp.com/terraform/language/expressions/custom-conditions
 * Catches: a false one that is not told, one told that is not known to be false or whose resource may not be there, a check that counts as an error.
 */
import { describe, expect, test } from 'vitest'
import { placeOf } from '../../src/text/source.ts'
import { configurationOf } from '../support/terraform.ts'

const told = (files: Readonly<Record<string, string>> | string) =>
  configurationOf(files).diagnostics.map(({ code, severity, message }) => `${severity} ${code}: ${message}`)

const condition = (type: string, expression: string, message = '"because"'): string =>
  `${type} {\n    condition = ${expression}\n    error_message = ${message}\n  }`
const resource = (lifecycle: string, more = ''): string =>
  `variable "on" {}\nvariable "size" {\n  default = 1\n}\nresource "terraform_data" "x" {\n  input = var.size\n  ${more}\n  lifecycle {\n  ${lifecycle}\n  }\n}\n`

describe('of a resource', () => {
  test.each([
    [
      'a precondition that is false',
      resource(condition('precondition', 'var.size > 2', '"Size $' + '{var.size}."')),
      ['error hcl/failed-condition: `terraform_data.x` does not meet `var.size > 2`: Size 1'],
    ],
    ['one that holds', resource(condition('precondition', 'var.size < 2')), []],
    ['one that depends on an input', resource(condition('precondition', 'var.on')), []],
    ['one that fails to evaluate', resource(condition('precondition', 'var.size.none')), []],
    [
      'a postcondition by what is written',
      resource(condition('postcondition', 'self.output == 2')),
      ['error hcl/failed-condition: `terraform_data.x` does not meet `self.output == 2`: because'],
    ],
    ['a postcondition by what is computed', resource(condition('postcondition', 'self.id == "a"')), []],
    ['a resource that may not be there', resource(condition('precondition', 'false'), 'count = var.on ? 1 : 0'), []],
    ['a resource that is not there', resource(condition('precondition', 'false'), 'count = 0'), []],
    [
      'each instance by its own',
      resource(condition('precondition', 'count.index < 1'), 'count = 2'),
      ['error hcl/failed-condition: `terraform_data.x[1]` does not meet `count.index < 1`: because'],
    ],
    [
      'each key by its own',
      resource(condition('precondition', 'each.key == each.value && each.key != "b"'), 'for_each = toset(["a", "b"])'),
      ['error hcl/failed-condition: `terraform_data.x["b"]` does not meet `each.key == each.value && each.key != "b"`: because'],
    ],
    [
      'a message that is sensitive',
      resource(condition('precondition', 'false', 'sensitive("hush")')),
      ['error hcl/failed-condition: `terraform_data.x` does not meet `false`'],
    ],
  ])('%s', (_, text, expected) => {
    expect(told(text)).toEqual(expected)
  })

  test('stands where the resource stands, beside its condition', () => {
    const { diagnostics } = configurationOf(resource(condition('precondition', 'var.size > 2')))
    expect(diagnostics.map(({ span, related }) => [placeOf(span), related?.map((one) => placeOf(one.span))])).toEqual([
      ['main.tf:5:1', ['main.tf:10:17']],
    ])
  })

  test('of a module is told by its address, where the module is surely there', () => {
    const call = (more: string): string => `variable "on" {}\nmodule "m" {\n  source = "./m"\n  ${more}\n}\n`
    const inner = `data "azurerm_subnet" "x" {\n  name = "a"\n  lifecycle {\n  ${condition('precondition', 'path.module == "."')}\n  }\n}\n`
    expect(told({ 'main.tf': call(''), 'm/main.tf': inner })).toEqual([
      'error hcl/failed-condition: `module.m.data.azurerm_subnet.x` does not meet `path.module == "."`: because',
    ])
    expect(told({ 'main.tf': call('count = var.on ? 1 : 0'), 'm/main.tf': inner })).toEqual([])
  })
})

test('of an output', () => {
  const output = `output "o" {\n  value = 1\n  ${condition('precondition', '1 > 2')}\n}\n`
  expect(told(output)).toEqual(['error hcl/failed-condition: `output.o` does not meet `1 > 2`: because'])
  const override = `output "o" {\n  ${condition('precondition', '3 > 2')}\n}\n`
  expect(told({ 'main.tf': output, 'override.tf': override })).toEqual([])
})

test('of a check is a warning, for it stops nothing', () => {
  const check = (expression: string): string =>
    `check "c" {\n  data "azurerm_subnet" "x" {\n    name = "a"\n  }\n  ${condition('assert', expression)}\n}\n`
  expect(told(check('1 > 2'))).toEqual(['warning hcl/failed-check: `check.c` does not meet `1 > 2`: because'])
  expect(told(check('data.azurerm_subnet.x.name == "b"'))).toEqual([])
})

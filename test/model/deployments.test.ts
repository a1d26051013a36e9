import { expect, test } from 'vitest'
import { doubtsOfDeployments } from '../../src/model/deployments.ts'
import { configurationOf } from '../support/terraform.ts'

const doubts = (content: string): readonly string[] =>
  doubtsOfDeployments(
    configurationOf(
      `variable "template" {}\nresource "azurerm_resource_group_template_deployment" "d" {\n  template_content = ${content}\n}\n`,
    ).declared,
  ).map((doubt) => doubt.what)

test('a template that may declare parts of the network is a doubt, another is not', () => {
  const of = 'the template of azurerm_resource_group_template_deployment.d'
  expect(doubts('jsonencode({ resources = [{ type = "Microsoft.Network/networkSecurityGroups" }] })')).toEqual([of])
  expect(doubts('jsonencode({ resources = [{ type = "microsoft.resources/deployments" }] })')).toEqual([of])
  expect(doubts('jsonencode({ resources = [{ type = "Microsoft.Web/sites" }] })')).toEqual([])
  expect(doubts('var.template')).toEqual([of, 'var.template'])
})

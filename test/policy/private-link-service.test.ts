/** Who may connect to a private link service, where lists of subscriptions are not known in whole; verdicts are written by hand from https://learn.microsoft.com/azure/private-link/private-link-service-overview#control-service-access. */
import { expect, test } from 'vitest'
import { judgeText } from '../support/judge.ts'

const outcomes = (visibility: string, approval: string): readonly (string | undefined)[] => {
  const judged = judgeText(
    `
data "azurerm_client_config" "current" {}

variable "one" {}

variable "other" {}

resource "azurerm_private_link_service" "main" {
  name                                        = "pls"
  resource_group_name                         = "rg"
  location                                    = "westeurope"
  load_balancer_frontend_ip_configuration_ids = ["x"]
  visibility_subscription_ids                 = ${visibility}
  auto_approval_subscription_ids              = ${approval}

  nat_ip_configuration {
    name      = "a"
    primary   = true
    subnet_id = "y"
  }
}
`,
    { shipped: ['private-link-service'] },
  )
  return ['visibility', 'approval'].map((item) => judged.outcome(`private-link-service/service/${item}`))
}

const mine = 'data.azurerm_client_config.current.subscription_id'
const fixed = '"11111111-1111-1111-1111-111111111111"'

test.each([
  ['the subscription that is deployed to is not everybody, and sees what it is approved for', `[${mine}]`, `[${mine}]`, ['holds', 'holds']],
  ['with others beside it', `[${fixed}, ${mine}]`, `[${mine}]`, ['holds', 'holds']],
  ['an input may be everybody, and is approved as far as it sees', '[var.one]', '[var.one]', ['unsure', 'holds']],
  ['another input may be another', '[var.one]', '[var.other]', ['unsure', 'unsure']],
  ['what is approved may be another than the subscription that sees it', `[${mine}]`, `[${fixed}]`, ['holds', 'unsure']],
  ['everybody', `["*", ${fixed}]`, `[${fixed}]`, ['fails', 'holds']],
  ['nobody sees it', `[]`, `[${fixed}]`, ['holds', 'fails']],
])('%s', (_, visibility, approval, expected) => expect(outcomes(visibility, approval)).toEqual(expected))

const regions = (service: string, balancer: string): string | undefined =>
  judgeText(
    `
variable "one" {}

variable "other" {}

resource "azurerm_lb" "main" {
  name                = "lb"
  resource_group_name = "rg"
  location            = ${balancer}
  sku                 = "Standard"

  frontend_ip_configuration {
    name      = "f"
    subnet_id = "y"
  }
}

resource "azurerm_private_link_service" "main" {
  name                                        = "pls"
  resource_group_name                         = "rg"
  location                                    = ${service}
  load_balancer_frontend_ip_configuration_ids = [azurerm_lb.main.frontend_ip_configuration[0].id]

  nat_ip_configuration {
    name      = "a"
    primary   = true
    subnet_id = "y"
  }
}
`,
    { shipped: ['private-link-service'] },
  ).outcome('private-link-service/service/region')

test.each([
  ['var.one', 'var.one', 'holds'],
  ['var.one', 'var.other', 'unsure'],
  ['"westeurope"', '"West Europe"', 'holds'],
  ['"westeurope"', '"northeurope"', 'fails'],
  ['"westeurope"', 'var.one', 'unsure'],
])('a service in %s, before a balancer in %s', (service, balancer, expected) => expect(regions(service, balancer)).toBe(expected))

/** Folders of golden cases that have no twin in Bicep, each with the reason: what they are about is Terraform's alone. */

export const twinless: ReadonlyMap<string, string> = new Map([
  ['test/cases/plan/as-code', 'code beside `plan/planned`: what a plan adds to it'],
  ['test/cases/plan/planned', 'a plan as `terraform show -json` prints it'],
  ['test/cases/terraform/broken-file', 'a file that Terraform cannot parse'],
  ['test/cases/terraform/changed-by-azapi', 'resources of azapi that change those of azurerm'],
  ['test/cases/terraform/two-subscriptions', 'providers, each with a subscription of its own'],
])

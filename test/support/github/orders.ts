/** The network that pull requests are about: the internal API Management of `examples/`, mended, so that all of it holds. */
import { readFileSync } from 'node:fs'
import { edited } from './scene.ts'

const example = (name: string): string => readFileSync(new URL(`../../../examples/apim-internal/${name}`, import.meta.url), 'utf8')

export const main = example('main.tf')
export const variables = example('variables.tf')

export const network = edited(
  example('network.tf'),
  ['priority = 210, access = "Allow"', 'priority = 190, access = "Allow"'],
  ['ports = ["1443"]', 'ports = ["1433"]'],
  ['destination = "AzureMonitor", ports = ["443"]', 'destination = "AzureMonitor", ports = ["443", "1886"]'],
)

/** One policy, so that counts stay what they are when others are added. */
export const settings: Readonly<Record<string, string>> = { 'vnetproof.yaml': 'policies: api-management\n' }

export const holding: Readonly<Record<string, string>> = {
  ...settings,
  'infra/main.tf': main,
  'infra/network.tf': network,
  'infra/variables.tf': variables,
}

/** API Management loses its database: one error on the changed line's rule. */
export const withoutSql = edited(network, ['ports = ["1433"]', 'ports = ["1443"]'])

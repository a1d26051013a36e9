/** An attribute that providers export comes in; what is sure of it though its value is not known goes out. */
import type { Attribute } from '../eval/value.ts'

const textsOf = new Map<string, ReadonlySet<string>>([
  // https://registry.terraform.io/providers/hashicorp/azurerm/4.73.0/docs/data-sources/client_config
  ['azurerm_client_config', new Set(['client_id', 'object_id', 'subscription_id', 'tenant_id'])],
  // https://registry.terraform.io/providers/hashicorp/azuread/3.7.0/docs/data-sources/client_config
  ['azuread_client_config', new Set(['client_id', 'object_id', 'tenant_id'])],
])

// https://github.com/hashicorp/terraform-provider-azuread/blob/02f7166c3a9d463256a9f04371868d0752bb5772/internal/clients/client.go: without one the provider fails
const filledOf = new Map<string, ReadonlySet<string>>([['azuread_client_config', new Set(['object_id'])]])

// https://developer.hashicorp.com/terraform/language/resources/syntax: every resource exports `id`, which is a string
const isId = (path: readonly string[]): boolean => path.at(-1) === 'id'

const isOf = (table: ReadonlyMap<string, ReadonlySet<string>>, { to, path }: Attribute): boolean => {
  const [name, ...more] = path
  const type = /(?:^|\.)data\.([^.]+)\.[^.]+$/.exec(to)?.[1]
  return name !== undefined && more.length === 0 && type !== undefined && table.get(type)?.has(name) === true
}

export const isText = (attribute: Attribute): boolean => isId(attribute.path) || isOf(textsOf, attribute)

/** Neither null nor the empty text. */
export const isFilledText = (attribute: Attribute): boolean => isId(attribute.path) || isOf(filledOf, attribute)

/** What stands in for a module must say all that a reader asks of its resources: what it leaves out would be taken for what Azure does where nothing is written. */
import { expect, test } from 'vitest'
import type { Declared } from '../../src/eval/declared.ts'
import { certain } from '../../src/eval/declared.ts'
import { type ObjectValue, type Origin, object, string, type Value } from '../../src/eval/value.ts'
import { bicepModules } from '../../src/model/modules/bicep-modules.ts'
import { terraformModules } from '../../src/model/modules/terraform-modules.ts'
import { createNetwork } from '../../src/model/network.ts'
import { fileOf } from '../support/source.ts'

const span = { file: fileOf('resource\n'), start: 0, end: 8 }
const origin: Origin = { span }

/** An object that notes which members it is asked for. */
const noting = (known: ReadonlyMap<string, Value>, asked: Set<string>): ObjectValue => {
  const entries = new Map(known)
  const note = (key: string): string => {
    asked.add(key)
    return key
  }
  entries.get = (key) => known.get(note(key))
  entries.has = (key) => known.has(note(key))
  return object(entries, origin)
}

/** Members that readers ask for: of the body, or of `properties` where the type is Azure's. */
const askedOf = (type: string): ReadonlySet<string> => {
  const asked = new Set<string>()
  const isArm = type.startsWith('Microsoft.')
  const body = isArm
    ? object(
        new Map<string, Value>([
          ['type', string(`${type}@2024-01-01`, origin)],
          ['body', object(new Map([['properties', noting(new Map(), asked)]]), origin)],
        ]),
        origin,
      )
    : noting(new Map(), asked)
  const declared: Declared = {
    address: 'x.y',
    type: isArm ? 'azapi_resource' : type,
    mode: 'managed',
    body: { ...body, open: { to: 'x.y', path: [] } },
    presence: certain,
    span,
    language: 'terraform',
  }
  createNetwork([declared], () => {})
  return asked
}

/** Resources of all stand-ins: whose, of which type, in which text. */
const resources = [...terraformModules, ...bicepModules].flatMap(({ name, standIns }) =>
  standIns.flatMap(({ versions, folders }) =>
    Object.entries(folders).flatMap(([folder, text]) => {
      const terraform = [...text.matchAll(/^resource "(azurerm_\w+)"/gm)].map(([, type]) => type!)
      const arm = [...text.matchAll(/'(Microsoft\.[\w./]+)@[\w-]+' = |^ *type +(?:= )"(Microsoft\.[\w./]+)@/gm)].map(
        ([, bicep, azapi]) => bicep ?? azapi!,
      )
      return [...new Set([...terraform, ...arm])].map((type) => ({ where: `${name} ${versions[0]} ${folder}`, type, text }))
    }),
  ),
)

/** What modules leave out that have such a resource, some of their versions or all; each was looked up in their own code. A name that comes to a reader is to be looked up likewise. */
const leftOut: Readonly<Record<string, string>> = {
  azurerm_subnet:
    'address_prefix address_prefixes default_outbound_access_enabled delegation enforce_private_link_endpoint_network_policies enforce_private_link_service_network_policies nat_gateway_id network_security_group_id network_security_group_id_wo private_endpoint_network_policies private_endpoint_network_policies_enabled private_link_service_network_policies_enabled route_table_id route_table_id_wo security_group service_endpoint service_endpoints virtual_network_id',
  azurerm_virtual_network: 'address_spaces',
  azurerm_network_security_group: 'security_rule',
  azurerm_public_ip: 'public_ip_address_allocation ip_version',
  azurerm_application_gateway: 'listener',
  azurerm_route_table: 'disable_bgp_route_propagation bgp_route_propagation_enabled',
  azurerm_api_management: 'sku',
  azurerm_private_dns_zone_virtual_network_link: 'resolution_policy private_dns_zone_id',
  'Microsoft.Network/virtualNetworks': 'virtualNetworkPeerings',
  'Microsoft.Network/virtualNetworks/virtualNetworkPeerings': 'peerCompleteVnets enableOnlyIPv6Peering',
  'Microsoft.Network/virtualNetworks/subnets': 'addressPrefix',
}

test('says all that is asked', () => {
  expect(resources.length).toBeGreaterThan(60)
  const silent = resources.flatMap(({ where, type, text }) =>
    [...askedOf(type)]
      .filter((name) => !new RegExp(`\\b${name}\\b`).test(text) && leftOut[type]?.split(' ').includes(name) !== true)
      .map((name) => `${type} ${name}: ${where}`),
  )
  expect(silent).toEqual([])
})

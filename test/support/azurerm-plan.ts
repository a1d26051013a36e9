/** What `terraform show -json` prints of a plan of `test/fixtures/plans/network`, written by hand after azurerm 4: new resources, and the same once they are there. */

const id = (kind: string, name: string): string =>
  `/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/${kind}/${name}`

const ids = {
  network: id('virtualNetworks', 'vnet'),
  subnet: `${id('virtualNetworks', 'vnet')}/subnets/apim`,
  group: id('networkSecurityGroups', 'nsg-apim'),
}

/** The provider gives what is not written a value of its own. */
const rule = (name: string, priority: number, port: string, source: string) => ({
  access: 'Allow',
  description: '',
  destination_address_prefix: '*',
  destination_address_prefixes: [],
  destination_application_security_group_ids: [],
  destination_port_range: port,
  destination_port_ranges: [],
  direction: 'Inbound',
  name,
  priority,
  protocol: 'Tcp',
  source_address_prefix: source,
  source_address_prefixes: [],
  source_application_security_group_ids: [],
  source_port_range: '*',
  source_port_ranges: [],
})

type Data = Readonly<Record<string, unknown>>

interface Planned {
  readonly type: string
  readonly name: string
  readonly values: Data
  /** Values that Azure gives: not known before. */
  readonly computed: Data
  readonly expressions: Data
}

const constant = (value: unknown) => ({ constant_value: value })
const references = (...names: string[]) => ({ references: names })
const toSubnet = references('azurerm_subnet.apim.id', 'azurerm_subnet.apim')
const toGroup = references('azurerm_network_security_group.apim.id', 'azurerm_network_security_group.apim')

const resources = (clients: string): readonly Planned[] => [
  {
    type: 'azurerm_virtual_network',
    name: 'main',
    values: { name: 'vnet', location: 'westeurope', resource_group_name: 'rg', address_space: ['10.0.0.0/16'], tags: null, timeouts: null },
    computed: { id: ids.network, guid: '7', dns_servers: [], subnet: [{ id: ids.subnet, name: 'apim', security_group: '' }] },
    expressions: {
      name: constant('vnet'),
      location: constant('West Europe'),
      resource_group_name: constant('rg'),
      address_space: constant(['10.0.0.0/16']),
    },
  },
  {
    type: 'azurerm_subnet',
    name: 'apim',
    values: { name: 'apim', resource_group_name: 'rg', virtual_network_name: 'vnet', address_prefixes: ['10.0.1.0/24'], delegation: [] },
    computed: { id: ids.subnet },
    expressions: {
      name: constant('apim'),
      resource_group_name: constant('rg'),
      virtual_network_name: references('azurerm_virtual_network.main.name', 'azurerm_virtual_network.main'),
      address_prefixes: constant(['10.0.1.0/24']),
    },
  },
  {
    type: 'azurerm_network_security_group',
    name: 'apim',
    values: {
      name: 'nsg-apim',
      location: 'westeurope',
      resource_group_name: 'rg',
      tags: null,
      security_rule: [rule('management', 110, '3443', clients), rule('clients', 100, '443', clients)],
    },
    computed: { id: ids.group },
    // Neither `dynamic` nor blocks that are attributes to the provider are in the configuration.
    expressions: { name: constant('nsg-apim'), location: constant('West Europe'), resource_group_name: constant('rg') },
  },
  {
    type: 'azurerm_subnet_network_security_group_association',
    name: 'apim',
    values: { timeouts: null },
    computed: { id: ids.subnet, subnet_id: ids.subnet, network_security_group_id: ids.group },
    expressions: { subnet_id: toSubnet, network_security_group_id: toGroup },
  },
  {
    type: 'azurerm_api_management',
    name: 'main',
    values: {
      name: 'apim',
      location: 'westeurope',
      resource_group_name: 'rg',
      publisher_name: 'p',
      publisher_email: 'p@example.org',
      sku_name: 'Developer_1',
      virtual_network_type: 'Internal',
      virtual_network_configuration: [{}],
      additional_location: [],
      zones: null,
    },
    computed: { id: `${id('service', 'apim')}`, public_ip_addresses: ['20.0.0.1'] },
    expressions: {
      name: constant('apim'),
      location: constant('West Europe'),
      resource_group_name: constant('rg'),
      publisher_name: constant('p'),
      publisher_email: constant('p@example.org'),
      sku_name: constant('Developer_1'),
      virtual_network_type: constant('Internal'),
      virtual_network_configuration: [{ subnet_id: toSubnet }],
    },
  },
]

const unknownOf = ({ type, computed }: Planned): Data => ({
  ...Object.fromEntries(Object.keys(computed).map((key) => [key, true])),
  ...(type === 'azurerm_api_management' ? { virtual_network_configuration: [{ subnet_id: true }] } : {}),
})

const valuesOf = ({ type, values, computed }: Planned, isThere: boolean): Data => ({
  ...values,
  ...(isThere ? computed : {}),
  ...(isThere && type === 'azurerm_api_management' ? { virtual_network_configuration: [{ subnet_id: ids.subnet }] } : {}),
})

/** `isThere`: nothing changes any more. `more` takes the place of parts of the plan. */
export const azurermPlan = (clients: string, isThere: boolean, more: Data = {}): string => {
  const all = resources(clients)
  const head = ({ type, name }: Planned) => ({ address: `${type}.${name}`, mode: 'managed', type, name })
  return JSON.stringify(
    {
      format_version: '1.2',
      terraform_version: '1.11.4',
      variables: {
        clients: { value: clients },
        rules: { value: { management: { priority: 110, port: '3443' }, clients: { priority: 100, port: '443' } } },
      },
      planned_values: {
        root_module: { resources: all.map((each) => ({ ...head(each), values: valuesOf(each, isThere), sensitive_values: {} })) },
      },
      resource_changes: all.map((each) => ({
        ...head(each),
        change: {
          actions: [isThere ? 'no-op' : 'create'],
          before: isThere ? valuesOf(each, true) : null,
          after: valuesOf(each, isThere),
          after_unknown: isThere ? {} : unknownOf(each),
          after_sensitive: {},
        },
      })),
      configuration: {
        provider_config: { azurerm: { name: 'azurerm' } },
        root_module: { resources: all.map((each) => ({ ...head(each), expressions: each.expressions })) },
      },
      complete: true,
      errored: false,
      ...more,
    },
    null,
    2,
  )
}

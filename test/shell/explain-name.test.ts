/** `vnetproof explain --resolve` from the command line to the way that is told, and what would lead the name to a private address, in Terraform and Bicep. */
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { runTerminal } from '../../src/shell/terminal.ts'
import { folderWith } from '../support/folder.ts'
import { source } from '../support/source.ts'

const schema: object = JSON.parse(readFileSync('schema/names.schema.json', 'utf8'))
const closed = JSON.parse(JSON.stringify(schema), (_key, value: unknown) =>
  typeof value === 'object' && value !== null && 'properties' in value ? { ...value, unevaluatedProperties: false } : value,
)
const validate = new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(closed)

const running =
  (cwd: string) =>
  async (...argv: readonly string[]) => {
    let stdout = ''
    let stderr = ''
    const exit = await runTerminal(['explain', ...argv], {
      cwd,
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: (text) => (stderr += text) },
      environment: {},
      now: () => 0,
    })
    return { exit, stdout, stderr }
  }

interface Step {
  readonly at: string
  readonly via: string
  readonly line?: string
  readonly besides: readonly { readonly line?: string }[]
}
interface Path {
  readonly end: { readonly kind: string; readonly from?: number; readonly say?: string; readonly why?: string; readonly endpoint?: string }
  readonly certain: boolean
  readonly steps: readonly Step[]
  readonly dependsOn: readonly { readonly what: string }[]
}
interface Listing {
  readonly root: string
  readonly askedIn: string
  readonly paths: readonly Path[]
  readonly toPrivate: readonly (readonly { readonly kind: string; readonly text: string; readonly line?: string }[])[]
  readonly outOfLoop: Listing['toPrivate']
  readonly notes: readonly { readonly text: string }[]
}

const listed = async (
  files: Record<string, string>,
  from: string,
  name: string,
  ...more: readonly string[]
): Promise<readonly Listing[]> => {
  const { exit, stdout, stderr } = await running(folderWith(files))('--from', from, '--resolve', name, '--format', 'json', ...more)
  expect(stderr).toBe('')
  expect(exit).toBe(0)
  const document: unknown = JSON.parse(stdout)
  expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
  return document as readonly Listing[]
}

const network = (name: string, space: string, more = ''): string => source`
  resource "azurerm_virtual_network" "${name}" {
    name                = "${name}"
    location            = "westeurope"
    resource_group_name = "net"
    address_space       = ["${space}"]
    ${more}
  }
`

const vault = source`
  resource "azurerm_subnet" "endpoints" {
    name                 = "endpoints"
    resource_group_name  = "net"
    virtual_network_name = azurerm_virtual_network.apps.name
    address_prefixes     = ["10.1.9.0/24"]
  }

  resource "azurerm_key_vault" "a" {
    name                = "vault-a"
    location            = "westeurope"
    resource_group_name = "apps"
    sku_name            = "standard"
    tenant_id           = "00000000-0000-0000-0000-000000000000"
  }
`

const endpoint = (group: string): string => source`
  resource "azurerm_private_endpoint" "a" {
    name                = "a"
    location            = "westeurope"
    resource_group_name = "apps"
    subnet_id           = azurerm_subnet.endpoints.id

    private_service_connection {
      name                           = "a"
      is_manual_connection           = false
      private_connection_resource_id = azurerm_key_vault.a.id
      subresource_names              = ["vault"]
    }

    ip_configuration {
      name               = "a"
      private_ip_address = "10.1.9.4"
    }
    ${group}
  }
`

const group = `
    private_dns_zone_group {
      name                 = "default"
      private_dns_zone_ids = [azurerm_private_dns_zone.vaults.id]
    }`

const zone = source`
  resource "azurerm_private_dns_zone" "vaults" {
    name                = "privatelink.vaultcore.azure.net"
    resource_group_name = "dns"
  }
`

const link = (to: string): string => source`
  resource "azurerm_private_dns_zone_virtual_network_link" "${to}" {
    name                  = "${to}"
    resource_group_name   = "dns"
    private_dns_zone_name = azurerm_private_dns_zone.vaults.name
    virtual_network_id    = azurerm_virtual_network.${to}.id
  }
`

const kindsOf = (sets: Listing['toPrivate']): readonly string[] => sets.map((set) => set.map(({ kind }) => kind).join(' + '))
const first = async (code: string, from: string, name: string, more: Record<string, string> = {}, ...argv: readonly string[]) =>
  (await listed({ 'main.tf': code, ...more }, from, name, ...argv))[0]!
const ends = ({ paths }: Listing): readonly string[] => paths.map(({ end, certain }) => `${certain ? '' : 'perhaps '}${end.kind}`)

describe('a name of Private Link', () => {
  const apps = network('apps', '10.1.0.0/16')

  test('ends in the address of the endpoint, with the line of the link, the zone and the group', async () => {
    const listing = await first([apps, vault, endpoint(group), zone, link('apps')].join('\n'), 'vnet:apps', 'Vault-A.vault.azure.net.')
    expect(ends(listing)).toEqual(['private'])
    expect(listing.paths[0]!.end.endpoint).toBe('azurerm_private_endpoint.a')
    const last = listing.paths[0]!.steps.at(-1)!
    expect(last.via).toBe('private-zone')
    expect([last, ...last.besides].every(({ line }) => /^main\.tf:\d+:\d+$/.test(line ?? ''))).toBe(true)
    expect(listing.toPrivate).toEqual([])
  })

  test('without a link: link the zone', async () => {
    const listing = await first(
      [apps, network('hub', '10.0.0.0/16'), vault, endpoint(group), zone, link('hub')].join('\n'),
      'vnet:apps',
      'vault-a.vault.azure.net',
    )
    expect(ends(listing)).toEqual(['public'])
    expect(kindsOf(listing.toPrivate)).toEqual(['link-zone'])
    expect(listing.toPrivate[0]![0]!.text).toBe(
      'link zone `azurerm_private_dns_zone.vaults` (`privatelink.vaultcore.azure.net`) to `azurerm_virtual_network.apps`: it is linked to `azurerm_virtual_network.hub` alone',
    )
  })

  test('without a zone group: give it one', async () => {
    const listing = await first([apps, vault, endpoint(''), zone, link('apps')].join('\n'), 'vnet:apps', 'vault-a.vault.azure.net')
    expect(ends(listing)).toEqual(['no-answer'])
    expect(listing.paths[0]!.end.why).toBe('no-such-name')
    expect(kindsOf(listing.toPrivate)).toEqual(['zone-group'])
  })

  test('without any zone: declare it, link it, and put the records into it', async () => {
    const listing = await first([apps, vault, endpoint('')].join('\n'), 'vnet:apps', 'vault-a.vault.azure.net')
    expect(ends(listing)).toEqual(['public'])
    expect(kindsOf(listing.toPrivate).map((one) => one.split(' + ').sort().join(' + '))).toEqual(['link-zone + zone-group'])
    expect(listing.toPrivate[0]!.map(({ text }) => text).join(' ')).toContain(
      'declare the private DNS zone `privatelink.vaultcore.azure.net`',
    )
  })

  test('without an endpoint: says so, and proposes nothing', async () => {
    const listing = await first([apps, vault, zone, link('apps')].join('\n'), 'vnet:apps', 'vault-a.vault.azure.net')
    expect(ends(listing)).toEqual(['public'])
    expect(listing.toPrivate).toEqual([])
    expect(listing.notes.map(({ text }) => text)).toEqual([
      'no private endpoint of this code surely leads to `vault-a.vault.azure.net`: it takes one to give the name a private address',
    ])
  })

  test('a public resolver as DNS server: take it off', async () => {
    const code = [network('apps', '10.1.0.0/16', 'dns_servers = ["8.8.8.8"]'), vault, endpoint(group), zone, link('apps')].join('\n')
    const listing = await first(code, 'vnet:apps', 'vault-a.vault.azure.net')
    expect(ends(listing)).toEqual(['public'])
    expect(kindsOf(listing.toPrivate)).toEqual(['dns-servers'])
  })

  test('a server that nobody vouches for: not known, and the line that would settle it', async () => {
    const code = [network('apps', '10.1.0.0/16', 'dns_servers = ["10.9.0.4"]'), vault, endpoint(group), zone, link('apps')].join('\n')
    const listing = await first(code, 'subnet:endpoints', 'vault-a.vault.azure.net')
    expect(ends(listing)).toEqual(['perhaps unknown'])
    expect(listing.paths[0]!.end.say).toBe('dns-servers: { 10.9.0.4: { forwards: { ".": 168.63.129.16 } } }')
    const assumed = {
      'assume.yaml': 'dns-servers: { 10.9.0.4: { place: azure, forwards: { ".": 168.63.129.16 } } }\nvirtual-networks: {}\n',
    }
    const stated = await first(
      code.replace('10.1.0.0/16', '10.0.0.0/8'),
      '10.1.9.7',
      'vault-a.vault.azure.net',
      assumed,
      '--assume',
      'assume.yaml',
    )
    expect(ends(stated)).toEqual(['private'])
    expect(stated.paths[0]!.steps.map(({ via }) => via)).toContain('assumed-server')
  })

  test('servers that hang on an input: every possible way, and what it depends on', async () => {
    const code = [
      'variable "central" {\n  type = bool\n}\n',
      network('apps', '10.1.0.0/16', 'dns_servers = var.central ? ["8.8.8.8"] : []'),
      vault,
      endpoint(group),
      zone,
      link('apps'),
    ].join('\n')
    const listing = await first(code, 'vnet:apps', 'vault-a.vault.azure.net')
    expect([...ends(listing)].sort()).toEqual(['perhaps private', 'perhaps public'])
    expect(listing.paths.every(({ dependsOn }) => dependsOn.some(({ what }) => what === 'var.central'))).toBe(true)
  })
})

test('a name that no zone has: add a record', async () => {
  const code = [network('apps', '10.1.0.0/16'), zone.replace('privatelink.vaultcore.azure.net', 'corp.example'), link('apps')].join('\n')
  const listing = await first(code, 'vnet:apps', 'www.corp.example')
  expect(ends(listing)).toEqual(['no-answer'])
  expect(listing.toPrivate.map(([one]) => one!.text)).toEqual([
    'add an A record `www` to zone `azurerm_private_dns_zone.vaults` (`corp.example`)',
  ])
})

describe('a question that goes round', () => {
  const bicep = readFileSync('test/fixtures/names/loop.bicep', 'utf8')
  const both = [
    { language: 'Terraform', files: { 'main.tf': readFileSync('examples/hub-dns-resolver/main.tf', 'utf8') } },
    { language: 'Bicep', files: { 'main.bicep': bicep } },
  ]
  const round = ['inbound-endpoint', 'azure-dns', 'ruleset', 'firewall-proxy', 'firewall-proxy']

  test.each(both)('is told with its steps in $language', async ({ files }) => {
    const [listing] = await listed(files, 'vnet:spoke', 'www.corp.example')
    expect(ends(listing!)).toEqual(['loop'])
    const [path] = listing!.paths
    // The spoke asks the firewall, the firewall the endpoint, and from there it goes round; the last step is back at the first of the round.
    expect(path!.steps.map(({ via }) => via)).toEqual(['custom-server', 'firewall-proxy', 'firewall-proxy', ...round, 'inbound-endpoint'])
    expect(path!.end.from).toBe(4)
    expect(path!.steps.slice(0, -1).every(({ line }) => /^main\.(tf|bicep):\d+:\d+$/.test(line ?? ''))).toBe(true)
    expect(kindsOf(listing!.outOfLoop).toSorted()).toEqual(['rule-target', 'unlink-ruleset'])
    expect(listing!.toPrivate).toEqual([])
  })

  test.each(both)('reads as a person would tell it in $language', async ({ files }) => {
    const { stdout } = await running(folderWith(files))('--from', 'vnet:hub', '--resolve', 'www.corp.example')
    const head = stdout.split('\n').find((line) => line.includes('goes round and is never answered')) ?? ''
    expect(head).toMatch(/goes round and is never answered: `\S+` → `\S+` → `\S+` → `\S+` → `\S+`$/)
    const names = [...head.matchAll(/`(\S+)`/g)].map((match) => match[1])
    expect(names[0]).toBe(names.at(-1))
    expect(new Set(names).size).toBe(4)
    expect(stdout).toMatch(/to go round no more, one of these:\n {2}- /)
    const { stdout: markdown } = await running(folderWith(files))(
      '--from',
      'vnet:hub',
      '--resolve',
      'www.corp.example',
      '--format',
      'markdown',
    )
    expect(markdown).toMatch(/^### /)
    expect(markdown).toMatch(/\*\*.*goes round and is never answered/)
  })
})

describe('what is not asked well', () => {
  const run = running(folderWith({ 'main.tf': [network('apps', '10.1.0.0/16'), network('hub', '10.0.0.0/16')].join('\n') }))

  test('is told with what would be right', async () => {
    expect((await run('--from', 'vnet:apps', '--resolve', 'no host')).stderr).toContain('`--resolve no host` is no host name')
    expect((await run('--from', 'vnet:aps', '--resolve', 'a.example')).stderr).toContain('did you mean `apps`?')
    expect((await run('--resolve', 'a.example')).stderr).toContain('`--resolve` needs `--from`')
    expect((await run('--from', 'vnet:apps', '--to', 'hub', '--resolve', 'a.example')).stderr).toContain('ask for one of them')
  })

  test('an address in no subnet is in the network that has it', async () => {
    const { stdout } = await run('--from', '10.1.7.7', '--resolve', 'a.example')
    expect(stdout).toContain('asked in azurerm_virtual_network.apps (10.1.7.7 in azurerm_virtual_network.apps)')
  })

  test('a machine with servers of its own is not asked for as its network is, and that is told', async () => {
    const nic = source`
      resource "azurerm_subnet" "web" {
        name                 = "web"
        resource_group_name  = "net"
        virtual_network_name = azurerm_virtual_network.apps.name
        address_prefixes     = ["10.1.1.0/24"]
      }

      resource "azurerm_network_interface" "web" {
        name                = "web"
        location            = "westeurope"
        resource_group_name = "net"
        dns_servers         = ["10.9.9.9"]

        ip_configuration {
          name                          = "a"
          subnet_id                     = azurerm_subnet.web.id
          private_ip_address_allocation = "Dynamic"
        }
      }
    `
    const listing = await first([network('apps', '10.1.0.0/16'), nic].join('\n'), 'vnet:apps', 'a.example')
    expect(listing.notes.map(({ text }) => text).join('\n')).toContain('`azurerm_network_interface.web` names DNS servers of its own')
  })
})

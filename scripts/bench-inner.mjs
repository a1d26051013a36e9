/** Prints what only a measurement inside the process shows: the speed of the parser, and of contracts on a large group. */
import { performance } from 'node:perf_hooks'

const { keepHeapSmall } = await import('../.build/shell/heap.js')
const { parse } = await import('../.build/hcl/parse.js')
const { evaluateRoot } = await import('../.build/hcl/module.js')
const { createModuleLoader } = await import('../.build/hcl/module-source.js')
const { dialectFor } = await import('../.build/hcl/dialect.js')
const { memoryWorkspace, joinPath } = await import('../.build/text/workspace.js')
const { createNetwork } = await import('../.build/model/network.js')
const { createWorld } = await import('../.build/semantics/world.js')
const { effectiveRoutes } = await import('../.build/semantics/routes.js')

keepHeapSmall()

/** The processor's time of what is warm is its time. */
const row = (what, milliseconds, ...rest) => console.log(`| ${[what, milliseconds, '', ...rest].join(' | ')} |`)
const quiet = () => undefined

const rule = (index) => `
  security_rule {
    name                       = "rule-${index}"
    priority                   = ${100 + index}
    direction                  = "${index % 3 === 0 ? 'Outbound' : 'Inbound'}"
    access                     = "${index % 4 === 0 ? 'Deny' : 'Allow'}"
    protocol                   = "${['Tcp', 'Udp', '*'][index % 3]}"
    source_port_range          = "*"
    source_address_prefix      = "${index % 7 === 0 ? 'Internet' : `10.${index % 200}.${(index * 7) % 250}.0/24`}"
    destination_port_ranges    = ["${(index * 13) % 60000}", "${((index * 13) % 60000) + 5}-${((index * 13) % 60000) + 50}"]
    destination_address_prefix = "10.1.${index % 250}.0/24"
  }
`
const group = `
resource "azurerm_virtual_network" "v" {
  name                = "v"
  resource_group_name = "rg"
  location            = "westeurope"
  address_space       = ["10.0.0.0/8"]
}
resource "azurerm_subnet" "s" {
  name                 = "s"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.v.name
  address_prefixes     = ["10.1.0.0/16"]
}
resource "azurerm_network_security_group" "n" {
  name                = "n"
  resource_group_name = "rg"
  location            = "westeurope"
${Array.from({ length: 1000 }, (_, index) => rule(index)).join('')}}
resource "azurerm_subnet_network_security_group_association" "a" {
  subnet_id                 = azurerm_subnet.s.id
  network_security_group_id = azurerm_network_security_group.n.id
}
`

const file = { path: 'main.tf', text: group.repeat(4), language: 'terraform' }
for (let warm = 0; warm < 5; warm++) parse(file, quiet)
const times = Array.from({ length: 9 }, () => {
  const start = performance.now()
  parse(file, quiet)
  return performance.now() - start
}).sort((a, b) => a - b)
row(
  `lex and parse ${(file.text.length / 1e6).toFixed(1)} MB, warm`,
  times[4].toFixed(0),
  '',
  `${(file.text.length / 1e3 / times[4]).toFixed(0)} MB/s`,
)

const { parse: parseBicep } = await import('../.build/bicep/parse.js')
const bicepRule = (index) => `
    {
      name: 'rule-${index}'
      properties: {
        priority: ${100 + index}
        direction: '${index % 3 === 0 ? 'Outbound' : 'Inbound'}'
        access: '${index % 4 === 0 ? 'Deny' : 'Allow'}'
        protocol: 'Tcp'
        sourcePortRange: '*'
        sourceAddressPrefix: '10.\${index}.0.0/24'
        destinationPortRanges: ['${(index * 13) % 60000}', '${((index * 13) % 60000) + 5}-${((index * 13) % 60000) + 50}']
        destinationAddressPrefix: cidrSubnet(space, 24, ${index % 250})
      }
    }`
const bicepGroup = `var rules = [${Array.from({ length: 1000 }, (_, index) => bicepRule(index)).join('')}\n]\n`
const bicepFile = { path: 'main.bicep', text: bicepGroup.repeat(4), language: 'bicep' }
for (let warm = 0; warm < 5; warm++) parseBicep(bicepFile, quiet)
const bicepTimes = Array.from({ length: 9 }, () => {
  const start = performance.now()
  parseBicep(bicepFile, quiet)
  return performance.now() - start
}).sort((a, b) => a - b)
row(
  `lex and parse ${(bicepFile.text.length / 1e6).toFixed(1)} MB of Bicep, warm`,
  bicepTimes[4].toFixed(0),
  '',
  `${(bicepFile.text.length / 1e3 / bicepTimes[4]).toFixed(0)} MB/s`,
)

const workspace = memoryWorkspace({ 'main.tf': group })
const dialects = (folder) => dialectFor({ readFile: workspace.read, list: workspace.list, folder, resolve: (path) => joinPath('', path) })
const { declared } = evaluateRoot('', new Map(), createModuleLoader(workspace, quiet), dialects, quiet)
const network = createNetwork(declared, quiet)
const subnet = network.ofKind('subnet')[0]
const world = createWorld(network, {})
const point = { subnet, region: { known: true, value: 'westeurope', origin: { span: subnet.span } } }
const prefix = (a, b) => ({ kind: 'range', range: { family: 4, first: a, last: b } })
const base = 10 * 2 ** 24
const contracts = 2000
const slow = []
const start = performance.now()
for (let index = 0; index < contracts; index++) {
  const from =
    index % 5 === 0
      ? { kind: 'internet' }
      : prefix(base + (index % 200) * 65536 + ((index * 7) % 250) * 256, base + (index % 200) * 65536 + ((index * 7) % 250) * 256 + 255)
  const to = prefix(base + 65536 + (index % 250) * 256, base + 65536 + (index % 250) * 256 + 255)
  const flow = {
    direction: index % 2 ? 'inbound' : 'outbound',
    from: [from],
    to: [to],
    protocols: ['tcp'],
    sourcePorts: [{ first: 0, last: 65535 }],
    ports: [{ first: (index * 13) % 60000, last: ((index * 13) % 60000) + 20 }],
  }
  const before = performance.now()
  world.judge(point, flow, index % 3 ? 'allow' : 'deny')
  slow.push(performance.now() - before)
}
slow.sort((a, b) => a - b)
row(
  `one contract on 1,000 rules (average of ${contracts})`,
  ((performance.now() - start) / contracts).toFixed(2),
  '',
  `worst ${slow.at(-1).toFixed(1)}`,
)

/** A hub with spokes of six subnets, and ten tables of 400 routes, as many as Azure takes. */
const hubAndSpokes = (spokes) => `
resource "azurerm_virtual_network" "hub" {
  name                = "hub"
  location            = "westeurope"
  resource_group_name = "rg"
  address_space       = ["10.0.0.0/16"]
}
${Array.from(
  { length: 10 },
  (_, table) => `
resource "azurerm_route_table" "t${table}" {
  name                = "t${table}"
  location            = "westeurope"
  resource_group_name = "rg"
  dynamic "route" {
    for_each = range(400)
    content {
      name                   = "r\${route.value}"
      address_prefix         = "172.\${16 + floor(route.value / 256)}.\${route.value % 256}.0/24"
      next_hop_type          = "VirtualAppliance"
      next_hop_in_ip_address = "10.0.0.${4 + table}"
    }
  }
}
`,
).join('')}${Array.from({ length: spokes }, (_, spoke) => {
  const prefix = `10.${1 + Math.floor(spoke / 250)}.${spoke % 250}`
  return `
resource "azurerm_virtual_network" "s${spoke}" {
  name                = "s${spoke}"
  location            = "westeurope"
  resource_group_name = "rg"
  address_space       = ["${prefix}.0/24"]
}
resource "azurerm_virtual_network_peering" "to${spoke}" {
  name                      = "to${spoke}"
  resource_group_name       = "rg"
  virtual_network_name      = azurerm_virtual_network.hub.name
  remote_virtual_network_id = azurerm_virtual_network.s${spoke}.id
}
resource "azurerm_virtual_network_peering" "from${spoke}" {
  name                      = "from${spoke}"
  resource_group_name       = "rg"
  virtual_network_name      = azurerm_virtual_network.s${spoke}.name
  remote_virtual_network_id = azurerm_virtual_network.hub.id
}
${Array.from(
  { length: 6 },
  (_, index) => `
resource "azurerm_subnet" "s${spoke}n${index}" {
  name                 = "n${index}"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.s${spoke}.name
  address_prefixes     = ["${prefix}.${index * 32}/27"]
}
resource "azurerm_subnet_route_table_association" "s${spoke}n${index}" {
  subnet_id      = azurerm_subnet.s${spoke}n${index}.id
  route_table_id = azurerm_route_table.t${spoke % 10}.id
}
`,
).join('')}`
}).join('')}`

let before
for (const spokes of [50, 500]) {
  const files = memoryWorkspace({ 'main.tf': hubAndSpokes(spokes) })
  const ofFiles = (folder) => dialectFor({ readFile: files.read, list: files.list, folder, resolve: (path) => joinPath('', path) })
  const hub = createNetwork(evaluateRoot('', new Map(), createModuleLoader(files, quiet), ofFiles, quiet).declared, quiet)
  const subnets = hub.ofKind('subnet')
  const from = performance.now()
  let routes = 0
  for (const one of subnets) routes += effectiveRoutes(hub, one).length
  const took = performance.now() - from
  row(
    `all effective routes of ${subnets.length} subnets (${routes})`,
    took.toFixed(0),
    (process.memoryUsage().rss / 1e6).toFixed(0),
    before === undefined ? '' : (took / before).toFixed(1),
  )
  before = took
}

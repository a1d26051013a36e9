/** Prints how long and how much memory the program takes on generated repositories; compares the cold start with Node's own. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { bicepMonorepo, hubByCount, hubByModules, hubInBicep } from './bench-networks.mjs'

const project = resolve(import.meta.dirname, '..')
const cli = join(project, 'dist/cli/index.js')
const scratch = mkdtempSync(join(tmpdir(), 'vnetproof-bench-'))

/** Writes the peak memory and the processor's time of the measured process where the parent finds them. */
const preload = join(scratch, 'peak.mjs')
writeFileSync(
  preload,
  `import { writeFileSync } from 'node:fs'
process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
  writeFileSync(process.env.PEAK_FILE, JSON.stringify({ megabytes: maxRSS / 1024, cpu: (userCPUTime + systemCPUTime) / 1000 }))
})`,
)

const run = (args, cwd) => {
  const peakFile = join(scratch, 'peak')
  const start = performance.now()
  const { status } = spawnSync(process.execPath, ['--import', preload, ...args], {
    cwd,
    env: { ...process.env, PEAK_FILE: peakFile },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return { milliseconds: performance.now() - start, ...JSON.parse(readFileSync(peakFile, 'utf8')), status }
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
const measured = (times, args, cwd) => {
  const runs = Array.from({ length: times }, () => run(args, cwd))
  return {
    milliseconds: median(runs.map((one) => one.milliseconds)),
    cpu: median(runs.map((one) => one.cpu)),
    megabytes: median(runs.map((one) => one.megabytes)),
    status: runs[0].status,
  }
}

/** One network of ten resources: virtual network, two subnets, group with rules, association, service. */
const network = (index) => `
resource "azurerm_virtual_network" "net${index}" {
  name                = "net-${index}"
  location            = var.location
  resource_group_name = "rg-${index}"
  address_space       = ["10.${Math.floor(index / 256) % 256}.0.0/16"]
}

resource "azurerm_subnet" "apim${index}" {
  name                 = "apim"
  resource_group_name  = "rg-${index}"
  virtual_network_name = azurerm_virtual_network.net${index}.name
  address_prefixes     = [cidrsubnet(azurerm_virtual_network.net${index}.address_space[0], 8, 1)]
}

resource "azurerm_subnet" "app${index}" {
  name                 = "app"
  resource_group_name  = "rg-${index}"
  virtual_network_name = azurerm_virtual_network.net${index}.name
  address_prefixes     = [cidrsubnet(azurerm_virtual_network.net${index}.address_space[0], 8, 2)]
}

resource "azurerm_network_security_group" "apim${index}" {
  name                = "nsg-${index}"
  location            = var.location
  resource_group_name = "rg-${index}"

  dynamic "security_rule" {
    for_each = local.rules
    content {
      name                       = security_rule.key
      priority                   = security_rule.value.priority
      direction                  = "Inbound"
      access                     = "Allow"
      protocol                   = "Tcp"
      source_port_range          = "*"
      source_address_prefix      = security_rule.value.source
      destination_port_range     = security_rule.value.port
      destination_address_prefix = "VirtualNetwork"
    }
  }
}

resource "azurerm_subnet_network_security_group_association" "apim${index}" {
  subnet_id                 = azurerm_subnet.apim${index}.id
  network_security_group_id = azurerm_network_security_group.apim${index}.id
}

${['deny', 'ssh', 'web', 'dns']
  .map(
    (name, at) => `resource "azurerm_network_security_rule" "${name}${index}" {
  name                        = "${name}"
  priority                    = ${1000 + at}
  direction                   = "Outbound"
  access                      = "${at === 0 ? 'Deny' : 'Allow'}"
  protocol                    = "*"
  source_port_range           = "*"
  destination_port_range      = "${at === 0 ? '25' : '80'}"
  source_address_prefix       = "*"
  destination_address_prefix  = "Internet"
  resource_group_name         = "rg-${index}"
  network_security_group_name = azurerm_network_security_group.apim${index}.name
}
`,
  )
  .join('\n')}
resource "azurerm_api_management" "apim${index}" {
  name                 = "apim-${index}"
  location             = var.location
  resource_group_name  = "rg-${index}"
  publisher_name       = "p"
  publisher_email      = "p@example.com"
  sku_name             = "Premium_1"
  virtual_network_type = "Internal"
  virtual_network_configuration {
    subnet_id = azurerm_subnet.apim${index}.id
  }
}
`

const shared = `
provider "azurerm" {
  features {}
}
variable "location" {
  default = "westeurope"
}
locals {
  rules = {
    management = { priority = 100, source = "ApiManagement", port = "3443" }
    probe      = { priority = 110, source = "AzureLoadBalancer", port = "6390" }
  }
}
`

const repository = (resources) => {
  const folder = join(scratch, `r${resources}`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'main.tf'), shared)
  for (let index = 0; index < resources / 10; index += 10)
    writeFileSync(
      join(folder, `net${index}.tf`),
      Array.from({ length: Math.min(10, resources / 10 - index) }, (_, at) => network(index + at)).join(''),
    )
  return folder
}

/** Writes the files into a folder of the scratch. */
const written = (name, files) => {
  const folder = join(scratch, name)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

const row = (...cells) => console.log(`| ${cells.join(' | ')} |`)
try {
  row('what', 'median ms', 'processor ms', 'peak MB', 'times the row above')
  row('---', '--:', '--:', '--:', '--:')
  const bare = measured(7, ['-e', '0'], project)
  row('node -e 0', bare.milliseconds.toFixed(0), bare.cpu.toFixed(0), bare.megabytes.toFixed(0), '')
  const example = measured(7, [cli, 'check', 'examples/apim-internal'], project)
  row(
    'check examples/apim-internal (cold)',
    example.milliseconds.toFixed(0),
    example.cpu.toFixed(0),
    example.megabytes.toFixed(0),
    (example.milliseconds / bare.milliseconds).toFixed(1),
  )
  let last
  for (const resources of [100, 1_000, 10_000]) {
    const one = measured(3, [cli, 'check', '.', '--format', 'json'], repository(resources))
    row(
      `check ${resources} resources`,
      one.milliseconds.toFixed(0),
      one.cpu.toFixed(0),
      one.megabytes.toFixed(0),
      last === undefined ? '' : (one.milliseconds / last).toFixed(1),
    )
    last = one.milliseconds
  }
  /** The same thing at two sizes: `times the row above` tells whether it grows with them. */
  const sized = (what, sizes, filesOf, args) => {
    let before
    for (const size of sizes) {
      const one = measured(1, [cli, 'check', '.', '--format', 'json', ...args], written(`${what} ${size}`, filesOf(size)))
      if (one.status !== 0) throw new Error(`${what} of ${size} ends with ${one.status}`)
      const times = before === undefined ? '' : (one.milliseconds / before).toFixed(1)
      row(what.replace('#', size), one.milliseconds.toFixed(0), one.cpu.toFixed(0), one.megabytes.toFixed(0), times)
      before = one.milliseconds
    }
  }
  sized('check a Bicep monorepo of # modules (4 files each)', [150, 600], bicepMonorepo, [])
  const tunnel = ['--policies', './tunnel.yaml']
  for (const [form, hub] of [
    ['by `count`', hubByCount],
    ['by modules', hubByModules],
    ['in Bicep', hubInBicep],
  ]) {
    const spokes = form === 'by `count`' ? [250, 500] : [500]
    sized(
      `forced tunnelling of # spokes × 6 subnets, ten tables of 400 routes, ${form}`,
      spokes,
      (size) => hub(size, { own: false }),
      tunnel,
    )
    sized(
      `forced tunnelling of # spokes × 6 subnets, each spoke a table of 400 routes, ${form}`,
      spokes,
      (size) => hub(size, { own: true, endpoints: 4 }),
      tunnel,
    )
  }
  let fewer
  for (const networks of [125, 500]) {
    const output = execFileSync(process.execPath, [join(project, 'scripts/bench-names.mjs'), String(networks)], { encoding: 'utf8' })
    const { modelled, took, cpu, megabytes } = JSON.parse(output)
    row(
      `${networks * 10} names, ${networks} networks with 100 zones each and 1,000 rules (${modelled.toFixed(0)} ms of it the model)`,
      took.toFixed(0),
      cpu.toFixed(0),
      megabytes.toFixed(0),
      fewer === undefined ? '' : (took / fewer).toFixed(1),
    )
    fewer = took
  }
  for (const line of execFileSync(process.execPath, [join(project, 'scripts/bench-inner.mjs')], { encoding: 'utf8' })
    .trim()
    .split('\n'))
    console.log(line)
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

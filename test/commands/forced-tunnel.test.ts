/** The example of forced tunnelling says what its README tells, and each finding is mended by the route that it proposes, in every style of writing routes. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { check } from '../../src/commands/check.ts'
import type { Finding } from '../../src/policy/policy.ts'
import type { Report } from '../../src/report/report.ts'
import { applyEdits, type Edit } from '../../src/text/edit.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'

const folder = 'examples/apim-forced-tunnel'
const names = ['main.tf', 'network.tf', 'routes.tf', 'vnetproof.yaml', 'assumptions.yaml']
const files: Readonly<Record<string, string>> = Object.fromEntries(names.map((name) => [name, readFileSync(`${folder}/${name}`, 'utf8')]))

const judged = (texts: Readonly<Record<string, string>>): Report =>
  check({ workspace: memoryWorkspace(texts), paths: [''], version: '0', today: '2026-01-01', now: () => 0 })

const open = (report: Report): readonly string[] => report.findings.map(({ code, outcome }) => `${outcome} ${code}`).sort()

const mended = (texts: Readonly<Record<string, string>>, edits: readonly Edit[]): Readonly<Record<string, string>> => ({
  ...texts,
  ...Object.fromEntries(applyEdits(edits)!),
})

const fixOf = ({ fix }: Finding): readonly Edit[] => fix?.edits ?? []

describe('the example', () => {
  const report = judged(files)
  const expected = ['api-management/forced-tunnel/clients', 'api-management/forced-tunnel/control-plane']

  test('fails as its README tells, and nothing else is open', () => {
    expect(report.mistakes).toEqual([])
    expect(report.diagnostics).toEqual([])
    expect(open(report)).toEqual(expected.map((code) => `fails ${code}`))
    const readme = readFileSync(`${folder}/README.md`, 'utf8')
    expect([...readme.matchAll(/`(api-management\/[\w/-]+)`/g)].map((match) => match[1]).sort()).toEqual(expected)
  })

  test.each(expected)('%s is mended by the route that it proposes', (code) => {
    const finding = report.findings.find((one) => one.code === code)!
    expect(open(judged(mended(files, fixOf(finding))))).toEqual(expected.filter((other) => other !== code).map((other) => `fails ${other}`))
  })

  test('both together mend all of it', () => {
    expect(open(judged(mended(files, report.findings.flatMap(fixOf))))).toEqual([])
  })
})

describe('a missing route is written as the others are', () => {
  const code = 'api-management/forced-tunnel/control-plane'
  const routesOf = (text: string): Readonly<Record<string, string>> => ({
    ...files,
    'routes.tf': files['routes.tf']!.replace(/ {2}route \{[\s\S]*?\n\}\n/, text),
  })
  const fixed = (texts: Readonly<Record<string, string>>): string => {
    const finding = judged(texts).findings.find((one) => one.code === code)!
    const after = mended(texts, fixOf(finding))
    expect(open(judged(after))).not.toContain(`fails ${code}`)
    return after['routes.tf']!
  }

  test('as resources of their own', () => {
    const separate = `}

resource "azurerm_route" "default" {
  name                   = "everything-to-firewall"
  resource_group_name    = azurerm_resource_group.main.name
  route_table_name       = azurerm_route_table.apim.name
  address_prefix         = "0.0.0.0/0"
  next_hop_type          = "VirtualAppliance"
  next_hop_in_ip_address = "10.0.1.4"
}
`
    expect(fixed(routesOf(separate))).toContain(`
resource "azurerm_route" "api_management" {
  name                = "api-management"
  resource_group_name = azurerm_resource_group.main.name
  route_table_name    = azurerm_route_table.apim.name
  address_prefix      = "ApiManagement"
  next_hop_type       = "Internet"
}
`)
  })

  test('as blocks, in the style of their names', () => {
    const inline = `  route {
    name                   = "RouteToFirewall"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.1.4"
  }
}
`
    expect(fixed(routesOf(inline))).toContain(`
  route {
    name           = "ApiManagement"
    address_prefix = "ApiManagement"
    next_hop_type  = "Internet"
  }
}
`)
  })

  test('one that leads elsewhere is turned round', () => {
    const wrong = `  route {
    name                   = "default"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.1.4"
  }

  route {
    name                   = "management"
    address_prefix         = "ApiManagement"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.1.4"
  }
}
`
    expect(fixed(routesOf(wrong))).toContain(`
  route {
    name           = "management"
    address_prefix = "ApiManagement"
    next_hop_type  = "Internet"
  }
}
`)
  })

  test('none is proposed where it would lead more than is asked for', () => {
    // A table of which part is not known may have such a route already.
    const unknown = `  dynamic "route" {
    for_each = var.routes
    content {
      name           = route.key
      address_prefix = route.value
      next_hop_type  = "Internet"
    }
  }
}

variable "routes" {
  type = map(string)
}
`
    const finding = judged(routesOf(unknown)).findings.find((one) => one.code === code)
    expect(finding?.fix).toBeUndefined()
  })
})

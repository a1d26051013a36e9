/** The example of forced tunnelling in Bicep says what its README tells and what the one in Terraform says, and each finding is mended by the route that it proposes, in every style of writing routes. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { check } from '../../src/commands/check.ts'
import type { Finding } from '../../src/policy/policy.ts'
import { text } from '../../src/report/outputs/text.ts'
import type { Report } from '../../src/report/report.ts'
import { packetText } from '../../src/report/wording.ts'
import { applyEdits, type Edit } from '../../src/text/edit.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'

const folder = 'examples/apim-forced-tunnel-bicep'
const filesIn = (path: string, names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [name, readFileSync(`${path}/${name}`, 'utf8')]))
const files = filesIn(folder, ['main.bicep', 'network.bicep', 'routes.bicep', 'vnetproof.yaml', 'assumptions.yaml'])
const inTerraform = filesIn('examples/apim-forced-tunnel', ['main.tf', 'network.tf', 'routes.tf', 'vnetproof.yaml', 'assumptions.yaml'])

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
    expect([...report.mistakes, ...report.diagnostics]).toEqual([])
    expect(open(report)).toEqual(expected.map((code) => `fails ${code}`))
  })

  test('tells the story of the one in Terraform: the same judgements and packets', () => {
    const storyOf = ({ judgements, findings }: Report): readonly string[] => [
      ...judgements.map(({ code, outcome, severity }) => `${outcome} ${severity} ${code}`).sort(),
      ...findings.map(({ code, packet }) => `${code}: ${packet === undefined ? 'no packet' : packetText(packet)}`).sort(),
    ]
    expect(storyOf(report)).toEqual(storyOf(judged(inTerraform)))
  })

  test('its README shows the findings as they are printed', () => {
    const readme = readFileSync(`${folder}/README.md`, 'utf8')
    // The policy's own lines are no story of the example.
    const lineless = (written: string): string => written.replace(/policy\.yaml:\d+/g, 'policy.yaml')
    const shown = [...readme.matchAll(/```text\n([\s\S]*?)```/g)].map((match) => match[1]!.trimEnd())
    for (const part of shown) expect(lineless(text.render(report, { colour: false }))).toContain(lineless(part))
    expect(shown.length).toBe(2)
  })

  test.each(expected)('%s is mended by the route that it proposes', (code) => {
    const finding = report.findings.find((one) => one.code === code)!
    expect(fixOf(finding)).not.toEqual([])
    expect(open(judged(mended(files, fixOf(finding))))).toEqual(expected.filter((other) => other !== code).map((other) => `fails ${other}`))
  })

  test('both together mend all of it', () => {
    expect(open(judged(mended(files, report.findings.flatMap(fixOf))))).toEqual([])
  })
})

describe('a missing route is written as the others are', () => {
  const code = 'api-management/forced-tunnel/control-plane'
  const withTable = (text: string): Readonly<Record<string, string>> => ({
    ...files,
    'routes.bicep': `param location string\n${text}\noutput id string = table.id\n`,
  })
  const table = (properties: string, more = ''): string => `
resource table 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-apim'
  location: location
  properties: {
    disableBgpRoutePropagation: true
${properties}
  }
${more}}
`
  const fixed = (texts: Readonly<Record<string, string>>): string => {
    const finding = judged(texts).findings.find((one) => one.code === code)!
    expect(finding.fix, 'a fix').toBeDefined()
    const after = mended(texts, fixOf(finding))
    expect(open(judged(after))).not.toContain(`fails ${code}`)
    return after['routes.bicep']!
  }

  test('on one line each, in the style of their names', () => {
    const routes = `    routes: [
      { name: 'RouteToFirewall', properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.1.4' } } // of the hub
    ]`
    expect(fixed(withTable(table(routes)))).toContain(`
      { name: 'RouteToFirewall', properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.1.4' } } // of the hub
      { name: 'ApiManagement', properties: { addressPrefix: 'ApiManagement', nextHopType: 'Internet' } }
    ]
`)
  })

  test('as elements of the list that a loop goes over', () => {
    const text = `
var leads = [
  { to: '0.0.0.0/0', by: 'VirtualAppliance', address: '10.0.1.4', called: 'default' }
  { to: '198.51.100.0/24', by: 'Internet', address: null, called: 'office' }
]
${table(`    routes: [
      for lead in leads: {
        name: lead.called
        properties: { addressPrefix: lead.to, nextHopType: lead.by, nextHopIpAddress: lead.address }
      }
    ]`)}`
    expect(fixed(withTable(text))).toContain(`
  { to: '198.51.100.0/24', by: 'Internet', address: null, called: 'office' }
  { to: 'ApiManagement', by: 'Internet', address: null, called: 'api-management' }
]
`)
  })

  test('in the list of those that go to Internet, where there is one', () => {
    const text = `
var toInternet = [
  {
    name: 'office'
    properties: {
      addressPrefix: '198.51.100.0/24'
      nextHopType: 'Internet'
    }
  }
]
${table(`    routes: concat([
      {
        name: 'default'
        properties: {
          addressPrefix: '0.0.0.0/0'
          nextHopType: 'VirtualAppliance'
          nextHopIpAddress: '10.0.1.4'
        }
      }
    ], toInternet)`)}`
    expect(fixed(withTable(text))).toContain(`
      nextHopType: 'Internet'
    }
  }
  {
    name: 'api-management'
    properties: {
      addressPrefix: 'ApiManagement'
      nextHopType: 'Internet'
    }
  }
]
`)
  })

  test('as resources of their own, in the table', () => {
    const inner = `
  resource default 'routes' = {
    name: 'default'
    properties: {
      addressPrefix: '0.0.0.0/0'
      nextHopType: 'VirtualAppliance'
      nextHopIpAddress: '10.0.1.4'
    }
  }
`
    expect(fixed(withTable(table('', inner)))).toContain(`
      nextHopIpAddress: '10.0.1.4'
    }
  }

  resource apiManagement 'routes' = {
    name: 'api-management'
    properties: {
      addressPrefix: 'ApiManagement'
      nextHopType: 'Internet'
    }
  }
}
`)
  })

  test('as resources of their own, beside it', () => {
    const beside = `
resource toFirewall 'Microsoft.Network/routeTables/routes@2024-05-01' = {
  parent: table
  name: 'to-firewall'
  properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.1.4' }
}
`
    expect(fixed(withTable(`${table('')}${beside}`))).toContain(`
resource apiManagement 'Microsoft.Network/routeTables/routes@2024-05-01' = {
  parent: table
  name: 'api-management'
  properties: { addressPrefix: 'ApiManagement', nextHopType: 'Internet' }
}
`)
  })

  test('one that leads elsewhere is turned round', () => {
    const routes = `    routes: [
      {
        name: 'default'
        properties: {
          addressPrefix: '0.0.0.0/0'
          nextHopType: 'VirtualAppliance'
          nextHopIpAddress: '10.0.1.4'
        }
      }
      {
        name: 'management'
        properties: {
          addressPrefix: 'ApiManagement'
          nextHopType: 'VirtualAppliance'
          nextHopIpAddress: '10.0.1.4'
        }
      }
    ]`
    expect(fixed(withTable(table(routes)))).toContain(`
        name: 'management'
        properties: {
          addressPrefix: 'ApiManagement'
          nextHopType: 'Internet'
        }
      }
    ]
`)
  })

  test('none is proposed where its parts cannot be told, or where it would lead more than is asked for', () => {
    const of = (text: string): Finding | undefined => judged(withTable(text)).findings.find((one) => one.code === code)
    const known =
      "{ name: 'default', properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.1.4' } }"
    // A table of which part is not known may have such a route already.
    const unknown = of(`param more array\n${table(`    routes: concat([${known}], more)`)}`)
    expect(unknown?.fix).toBeUndefined()
    // What the description of another one would be, nobody knows.
    const described = `
var leads = [
  { to: '0.0.0.0/0', by: 'VirtualAppliance', address: '10.0.1.4', about: 'the hub' }
  { to: '198.51.100.0/24', by: 'Internet', address: null, about: 'the office' }
]
${table(`    routes: [
      for (lead, index) in leads: {
        name: 'route-$\{index}'
        properties: { addressPrefix: lead.to, nextHopType: lead.by, nextHopIpAddress: lead.address }
      }
    ]`)}`
    const finding = of(described)
    expect(finding?.outcome).toBe('fails')
    expect(finding?.fix).toBeUndefined()
  })
})

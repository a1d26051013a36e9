/** The picture of a report: the part of the network that its failing findings concern, in the summary and in the comment. */
import { describe, expect, test } from 'vitest'
import { check } from '../../src/commands/check.ts'
import { summary } from '../../src/report/outputs/summary.ts'
import { placesIn } from '../../src/report/review/place.ts'
import { stickyBody } from '../../src/report/review/sticky.ts'
import { diskWorkspace } from '../../src/shell/disk-workspace.ts'
import { budget } from '../../src/text/budget.ts'
import { folderWith } from '../support/folder.ts'
import { parseFlowchart } from '../support/mermaid.ts'
import { source } from '../support/source.ts'

const network = (name: string, at: number): string => source`
  resource "azurerm_virtual_network" "${name}" {
    name                = "${name}"
    resource_group_name = "net"
    location            = "westeurope"
    address_space       = ["10.${at}.0.0/16"]
  }
`
const subnet = (name: string, of: string, prefix: string): string => source`
  resource "azurerm_subnet" "${name}" {
    name                 = "${name}"
    resource_group_name  = "net"
    virtual_network_name = azurerm_virtual_network.${of}.name
    address_prefixes     = ["${prefix}"]
  }
`
const peered = (a: string, b: string): string =>
  [
    [a, b],
    [b, a],
  ]
    .map(
      ([own, other]) => source`
        resource "azurerm_virtual_network_peering" "${own}-${other}" {
          name                      = "${own}-${other}"
          resource_group_name       = "net"
          virtual_network_name      = azurerm_virtual_network.${own}.name
          remote_virtual_network_id = azurerm_virtual_network.${other}.id
        }
      `,
    )
    .join('\n')

const closed = source`
  policy: closed
  for: subnet
  where: name.startsWith("open")
  rules:
    - id: open
      kind: nsg-matrix
      severity: error
      at: subnet
      flows:
        - { id: ssh, direction: inbound, from: Internet, to: subnet, protocol: tcp, ports: [22], expect: deny }
`
const places = placesIn({ lineAtHead: () => undefined })
const reportOf = (...code: readonly string[]) =>
  check({
    workspace: diskWorkspace(folderWith({ 'main.tf': code.join('\n'), 'p/closed.yaml': closed })),
    paths: [''],
    libraries: true,
    policies: ['./p'],
    version: '0',
    today: '2026-01-01',
    now: () => 0,
  })

const three = [
  network('hub', 0),
  network('a', 1),
  network('b', 2),
  peered('hub', 'a'),
  peered('hub', 'b'),
  subnet('open-1', 'a', '10.1.1.0/24'),
  subnet('other', 'a', '10.1.2.0/24'),
  subnet('quiet', 'b', '10.2.1.0/24'),
]

describe('the network around findings', () => {
  const pictureIn = (text: string): string | undefined => /```mermaid\n([\s\S]*?)\n```/.exec(text)?.[1]

  test('is what the failing subjects are in, and its peers', () => {
    const report = reportOf(...three)
    const picture = pictureIn(summary.render(report, { colour: false }))
    const { groups, nodes, edges } = parseFlowchart(picture!)
    expect([...groups.values()].map(([name]) => name)).toEqual(['a', 'hub'])
    expect([...nodes.values()]).toEqual([['open-1', '10.1.1.0/24', '0.0.0.0/0 to Internet'], ['1 more subnet'], ['no subnets']])
    expect(edges.map(({ text }) => text)).toEqual(['peering'])
    const body = stickyBody(report, places, { run: 'default' })
    expect(pictureIn(body)).toBe(picture)
  })

  test('is left out where nothing fails, and where it says no more than the findings', () => {
    expect(reportOf(network('a', 1), network('b', 2), peered('a', 'b'), subnet('shut', 'a', '10.1.1.0/24')).diagrams).toBeUndefined()
    expect(reportOf(network('a', 1), subnet('open-1', 'a', '10.1.1.0/24')).diagrams).toBeUndefined()
  })

  test('draws a few subnets one by one and counts the others', () => {
    const many = Array.from({ length: 50 }, (_, index) => subnet(`open-${index}`, 'a', `10.1.${index}.0/24`))
    const [only] = reportOf(network('hub', 0), network('a', 1), peered('hub', 'a'), ...many).diagrams ?? []
    const lines = [...parseFlowchart(only!.diagram.text).nodes.values()]
    expect(lines.filter((line) => line.length === 3)).toHaveLength(budget.diagramSubnets)
    expect(lines).toContainEqual(['10 more subnets'])
  })

  test('leaves room for the rest of the comment', () => {
    const name = '\u00e4'.repeat(60)
    const spokes = Array.from({ length: 40 }, (_, index) => [
      network(`s${index}`, index + 1).replace(`"s${index}"\n`, `"${name}${index}"\n`),
      peered('open', `s${index}`),
    ])
    const report = reportOf(network('open', 0), subnet('open-1', 'open', '10.0.1.0/24'), ...spokes.flat())
    expect(report.diagrams).toHaveLength(1)
    const body = stickyBody(report, places, { run: 'default' })
    expect(body.length).toBeLessThanOrEqual(budget.stickyLength)
    expect(body).toContain('closed/open/ssh')
  })
})

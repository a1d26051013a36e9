/** A model comes in; a flowchart in Mermaid's language goes out, or a table where a picture would be a tangle; whatever names say, it stays text. */
import { budget } from '../../text/budget.ts'
import { code, row, words } from '../markdown.ts'
import { plain } from '../plain.ts'
import { counted } from '../wording.ts'
import { isUnknown, type ModelRoot, type Told, type ToldHop, type ToldNetwork, type ToldPrefix, type ToldSubnet } from './model.ts'

export interface Diagram {
  readonly kind: 'mermaid' | 'table'
  /** Without a fence. */
  readonly text: string
  readonly hasEdges: boolean
}

const longestLabel = 60

/**
 * Inside quotes everything but these is written as an entity of Mermaid's own, so that nothing closes the quotes or is read as markup:
 * https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters
 */
const escaped = (text: string): string =>
  Array.from(plain(text, longestLabel), (character) =>
    /[A-Za-z0-9 ._:/,()=-]/.test(character) ? character : `#${character.codePointAt(0)};`,
  ).join('')

const label = (...lines: readonly (string | undefined)[]): string =>
  `"${lines.flatMap((line) => (line === undefined || line === '' ? [] : [escaped(line)])).join('<br>')}"`

const textOf = (told: Told<string>, otherwise: string): string => (isUnknown(told) ? otherwise : told)
const prefixText = (prefix: ToldPrefix): string => (isUnknown(prefix) ? (prefix.unknown[0] ?? 'not known') : prefix)
const most = 3
const prefixesText = (prefixes: Told<readonly ToldPrefix[]>): string => {
  if (isUnknown(prefixes)) return prefixes.unknown[0] ?? 'not known'
  const shown = prefixes.slice(0, most).map(prefixText)
  return [...shown, ...(prefixes.length > most ? [`${prefixes.length - most} more`] : [])].join(', ')
}

/** Names of a declaration's end: `hub` of `module.a.azurerm_virtual_network.hub`. */
const lastOf = (address: string): string => address.slice(address.lastIndexOf('.') + 1)

/** What appliances are called, by their addresses. */
type Names = ReadonlyMap<string, string>

const keyOf = (address: ToldPrefix | undefined): string => JSON.stringify(address ?? null)

const hopText = ({ kind, address }: ToldHop, names: Names): string => {
  if (kind === 'virtual-appliance')
    return address === undefined ? 'virtual appliance' : (names.get(keyOf(address)) ?? `appliance ${prefixText(address)}`)
  if (kind === 'internet') return 'Internet'
  if (kind === 'none') return 'nowhere, dropped'
  return kind === 'unknown' ? 'what is not known' : kind.replaceAll('-', ' ')
}

/** Where everything goes that has no other way, in words. */
const defaultText = ({ hops, dependsOn }: ToldSubnet['defaultRoute'], names: Names): string => {
  if (hops.length === 0) return 'to what is not known'
  const certain = hops.length === 1 && dependsOn.length === 0
  return `${certain ? '' : 'perhaps '}to ${hops.map((hop) => hopText(hop, names)).join(' or ')}`
}

const namesIn = ({ firewalls }: ModelRoot): Names =>
  new Map(firewalls.map(({ address, name, privateAddress }) => [keyOf(privateAddress), `firewall ${textOf(name, lastOf(address))}`]))

interface Edge {
  readonly from: string
  readonly to: string
  readonly arrow: '<-->' | '<-.->' | '-->' | '-.->'
  readonly text: string
}

interface Page {
  readonly lines: string[]
  readonly edges: Edge[]
  /** Nodes of appliances and gateways, by what routes say of them. */
  readonly targets: Map<string, string>
}

/** How many subnets have which way. */
const waysOf = ({ subnets }: ToldNetwork, names: Names): readonly string[] => {
  const counts = new Map<string, number>()
  for (const { defaultRoute } of subnets) {
    const text = defaultText(defaultRoute, names)
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return [...counts].map(([text, count]) => `${count} ${text}`)
}

const addNetwork = (page: Page, network: ToldNetwork, model: ModelRoot, id: string, isGrouped: boolean, ids: Map<string, string>): void => {
  const name = textOf(network.name, lastOf(network.address))
  const { subnets } = network
  const names = namesIn(model)
  const note = network.open ? 'not declared here' : undefined
  const inside: string[] = []
  for (const [index, firewall] of model.firewalls.filter(({ virtualNetwork }) => virtualNetwork === network.address).entries()) {
    const own = `${id}f${index}`
    const shown = isUnknown(firewall.privateAddress) ? undefined : firewall.privateAddress
    inside.push(`    ${own}[[${label('Azure Firewall', textOf(firewall.name, lastOf(firewall.address)), shown)}]]`)
    page.targets.set(keyOf(firewall.privateAddress), own)
  }
  for (const [index, gateway] of network.gateways.entries()) {
    const own = `${id}g${index}`
    const kind = isUnknown(gateway.type) ? 'gateway' : gateway.type === 'vpn' ? 'VPN gateway' : 'ExpressRoute gateway'
    inside.push(`    ${own}{{${label(kind, textOf(gateway.name, lastOf(gateway.address)))}}}`)
    page.targets.set(`gateway ${network.address}`, own)
  }
  ids.set(network.address, id)
  if (isGrouped) {
    const ways = waysOf(network, names).slice(0, most)
    if (subnets.length > 0) inside.push(`    ${id}all[${label(`${counted(subnets.length, 'subnet')}, 0.0.0.0/0:`, ...ways)}]`)
  } else
    for (const [index, subnet] of subnets.entries())
      inside.push(
        `    ${id}s${index}[${label(textOf(subnet.name, lastOf(subnet.address)), prefixesText(subnet.prefixes), `0.0.0.0/0 ${defaultText(subnet.defaultRoute, names)}`)}]`,
      )
  const { moreSubnets = 0 } = network
  // A group without a node is not drawn.
  if (moreSubnets > 0) inside.push(`    ${id}more[${label(`${moreSubnets} more ${moreSubnets === 1 ? 'subnet' : 'subnets'}`)}]`)
  else if (inside.length === 0) inside.push(`    ${id}more[${label('no subnets')}]`)
  page.lines.push(`  subgraph ${id}[${label(name, prefixesText(network.prefixes), note)}]`, ...inside, '  end')
}

const addDefaults = (page: Page, network: ToldNetwork, id: string, isGrouped: boolean): void => {
  const homes = [
    network.address,
    ...network.peerings.flatMap(({ to, useRemoteGateways }) => (useRemoteGateways === true && 'address' in to ? [to.address] : [])),
  ]
  const gateway = homes.map((address) => page.targets.get(`gateway ${address}`)).find((one) => one !== undefined)
  const grouped = new Map<string, Edge & { readonly count: number }>()
  for (const [index, { defaultRoute }] of network.subnets.entries())
    for (const { kind, address } of defaultRoute.hops) {
      const known = kind === 'virtual-appliance' ? page.targets.get(keyOf(address)) : undefined
      const to = kind === 'virtual-network-gateway' ? gateway : known
      if (to === undefined) continue
      const arrow = defaultRoute.hops.length === 1 && defaultRoute.dependsOn.length === 0 ? '-->' : '-.->'
      const from = isGrouped ? `${id}all` : `${id}s${index}`
      const key = `${from} ${arrow} ${to}`
      const count = (grouped.get(key)?.count ?? 0) + 1
      grouped.set(key, { from, to, arrow, text: isGrouped && count > 1 ? `0.0.0.0/0 of ${count}` : '0.0.0.0/0', count })
    }
  page.edges.push(...grouped.values())
}

const addPeerings = (page: Page, model: ModelRoot, ids: Map<string, string>, prefix: string): void => {
  const pairs = new Map<string, Edge>()
  const outside = new Map<string, string>()
  for (const network of model.virtualNetworks)
    for (const { to, connected, useRemoteGateways } of network.peerings) {
      const from = ids.get(network.address)!
      let other = 'address' in to ? ids.get(to.address) : undefined
      // Declared, and not of the part that is drawn.
      if (other === undefined && 'address' in to) continue
      if (other === undefined) {
        const key = JSON.stringify(to)
        other = outside.get(key)
        if (other === undefined) {
          other = `${prefix}x${outside.size}`
          outside.set(key, other)
          const shown =
            'id' in to ? to.id.slice(to.id.lastIndexOf('/') + 1) : 'name' in to ? to.name : 'unknown' in to ? to.unknown[0] : undefined
          page.lines.push(`  ${other}[${label(shown ?? 'not known', 'not declared here')}]`)
        }
      }
      const [a, b] = from < other ? [from, other] : [other, from]
      const uses = useRemoteGateways === true
      const before = pairs.get(`${a} ${b}`)
      const text = uses || before?.text.endsWith('gateways') ? 'peering, remote gateways' : 'peering'
      pairs.set(`${a} ${b}`, { from: a, to: b, arrow: connected || before?.arrow === '<-->' ? '<-->' : '<-.->', text })
    }
  page.edges.push(...pairs.values())
}

const draw = (models: readonly ModelRoot[], isGrouped: boolean): Page => {
  const page: Page = { lines: [], edges: [], targets: new Map() }
  for (const [at, model] of models.entries()) {
    const ids = new Map<string, string>()
    const prefix = models.length === 1 ? '' : `r${at}`
    // Addresses of one root say nothing in another.
    page.targets.clear()
    const nested: Page = { ...page, lines: [] }
    for (const [index, network] of model.virtualNetworks.entries()) addNetwork(nested, network, model, `${prefix}n${index}`, isGrouped, ids)
    for (const [index, network] of model.virtualNetworks.entries()) addDefaults(nested, network, `${prefix}n${index}`, isGrouped)
    addPeerings(nested, model, ids, prefix)
    if (nested.lines.length === 0) continue
    if (models.length === 1) page.lines.push(...nested.lines)
    else page.lines.push(`  subgraph ${prefix}[${label(model.root)}]`, ...nested.lines.map((line) => `  ${line}`), '  end')
  }
  return page
}

const cellOf = (text: string): string => code(plain(text, longestLabel))

/** The same as rows: a virtual network each. */
const tableOf = (models: readonly ModelRoot[]): string => {
  const rows = models.flatMap((model) => {
    const names = namesIn(model)
    return model.virtualNetworks.map((network) =>
      row([
        cellOf(network.address),
        cellOf(prefixesText(network.prefixes)),
        words(`${network.subnets.length}`),
        words(`${network.peerings.length}`),
        waysOf(network, names)
          .slice(0, most)
          .map((text) => words(plain(text, longestLabel)))
          .join(', '),
      ]),
    )
  })
  const shown = rows.slice(0, budget.diagramRows)
  const more = rows.length > shown.length ? [`\n${rows.length - shown.length} more.`] : []
  return ['| virtual network | prefixes | subnets | peerings | where 0.0.0.0/0 leads |', '|---|---|---|---|---|', ...shown, ...more].join(
    '\n',
  )
}

/** Undefined where there is nothing to draw. */
export const diagramOf = (models: readonly ModelRoot[]): Diagram | undefined => {
  if (models.every(({ virtualNetworks }) => virtualNetworks.length === 0)) return undefined
  const subnets = models.reduce((sum, model) => sum + model.virtualNetworks.reduce((all, one) => all + one.subnets.length, 0), 0)
  const networks = models.reduce((sum, model) => sum + model.virtualNetworks.length, 0)
  if (networks > budget.diagramEdges) return { kind: 'table', text: tableOf(models), hasEdges: true }
  let page = draw(models, subnets > budget.diagramSubnets)
  if (page.edges.length > budget.diagramEdges) page = draw(models, true)
  if (page.edges.length > budget.diagramEdges) return { kind: 'table', text: tableOf(models), hasEdges: true }
  const edges = page.edges.map(({ from, to, arrow, text }) => `  ${from} ${arrow}|${label(text)}| ${to}`)
  return { kind: 'mermaid', text: ['flowchart LR', ...page.lines, ...edges].join('\n'), hasEdges: edges.length > 0 }
}

/** For GitHub's Markdown, which draws it: https://docs.github.com/get-started/writing-on-github/working-with-advanced-formatting/creating-diagrams */
export const inMarkdown = ({ kind, text }: Diagram): string => (kind === 'table' ? text : `\`\`\`mermaid\n${text}\n\`\`\``)

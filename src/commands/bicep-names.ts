/** What names need, written in Bicep: links of zones and zone groups as child resources, properties of a resource, targets of rules. */
import { type BicepSource, plainText } from '../bicep/source.ts'
import type { Expression } from '../bicep/syntax.ts'
import {
  addDeclaration,
  addEntry,
  entryOf,
  quotedText,
  removeDeclaration,
  resourceAt,
  symbolsOf,
  valueAt,
  type WrittenOnce,
} from '../bicep/write.ts'
import type { Entity } from '../model/entity.ts'
import type { PrivateLinkTarget } from '../model/kinds/private-link-target.ts'
import { serviceRows } from '../model/private-link-services.ts'
import type { Edit } from '../text/edit.ts'
import type { Span } from '../text/source.ts'
import { sourceOf } from './bicep-rules.ts'
import type { Code } from './fix-candidates.ts'
import type { NameWriter, Written } from './name-candidates.ts'

const only = (edit: Edit | undefined): Written | undefined => (edit === undefined ? undefined : { edits: [edit], takes: [] })

const placed = (span: Span, code: Code): { readonly source: BicepSource; readonly own: WrittenOnce } | undefined => {
  const source = sourceOf(span.file, code)
  const own = source === undefined ? undefined : resourceAt(source, span)
  return source === undefined || own === undefined ? undefined : { source, own }
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

const symbolKey = (path: string, symbol: string): string => `symbol ${path} ${symbol.toLowerCase()}`

const freeSymbol = (source: BicepSource, wanted: string, taken: ReadonlySet<string>): string => {
  const used = symbolsOf(source)
  for (let nth = 1; ; nth++) {
    const symbol = nth === 1 ? wanted : `${wanted}${nth}`
    if (!used.has(symbol.toLowerCase()) && !taken.has(symbolKey(source.path, symbol))) return symbol
  }
}

/** Two resources of one file: a symbol of one means nothing in another. */
const both = (one: Entity, other: Entity, code: Code) => {
  const [a, b] = [placed(one.span, code), placed(other.span, code)]
  return a === undefined || b === undefined || a.source !== b.source ? undefined : { source: a.source, one: a.own, other: b.own }
}

/** A child resource behind its parent, of the same version. */
const child = (
  source: BicepSource,
  parent: WrittenOnce,
  wanted: string,
  type: string,
  taken: ReadonlySet<string>,
  lines: readonly string[],
): Written | undefined => {
  const { symbol, apiVersion, declaration, within } = parent.resource
  if (apiVersion === undefined || within !== undefined) return undefined
  const own = freeSymbol(source, wanted, taken)
  const edit = addDeclaration(parent.file, declaration, [
    `resource ${own} '${type}@${apiVersion}' = {`,
    `  parent: ${symbol}`,
    ...lines.map((line) => `  ${line}`),
    '}',
  ])
  return edit === undefined ? undefined : { edits: [edit], takes: [symbolKey(source.path, own)] }
}

const linkZone = (zone: Entity, network: Entity, code: Code, taken: ReadonlySet<string>): Written | undefined => {
  const found = both(zone, network, code)
  if (found === undefined) return undefined
  const [of, to] = [found.one.resource.symbol, found.other.resource.symbol]
  // The location of links is always that: https://learn.microsoft.com/azure/templates/microsoft.network/privatednszones/virtualnetworklinks
  return child(found.source, found.one, `${of}${capital(to)}Link`, 'Microsoft.Network/privateDnsZones/virtualNetworkLinks', taken, [
    `name: ${quotedText(`${of}-${to}`)}`,
    "location: 'global'",
    'properties: {',
    '  registrationEnabled: false',
    '  virtualNetwork: {',
    `    id: ${to}.id`,
    '  }',
    '}',
  ])
}

const newGroup = (endpoint: Entity, zone: Entity, code: Code, taken: ReadonlySet<string>): Written | undefined => {
  const found = both(endpoint, zone, code)
  // Groups are of that version and later: https://learn.microsoft.com/azure/templates/microsoft.network/privateendpoints/privatednszonegroups
  if (found === undefined || (found.one.resource.apiVersion ?? '') < '2020-03-01') return undefined
  const [of, to] = [found.one.resource.symbol, found.other.resource.symbol]
  return child(found.source, found.one, `${of}ZoneGroup`, 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups', taken, [
    "name: 'default'",
    'properties: {',
    '  privateDnsZoneConfigs: [',
    '    {',
    `      name: ${quotedText(to)}`,
    '      properties: {',
    `        privateDnsZoneId: ${to}.id`,
    '      }',
    '    }',
    '  ]',
    '}',
  ])
}

const oneItem = (list: Expression | undefined): Expression | undefined => {
  const item = list?.kind === 'array' && list.items.length === 1 ? list.items[0] : undefined
  return item === undefined || item.kind === 'spread' || item.kind === 'skipped' ? undefined : item
}

const otherZone = (group: Span, zone: Entity, code: Code): Written | undefined => {
  const [own, to] = [placed(group, code), placed(zone.span, code)]
  if (own === undefined || to === undefined || own.source !== to.source) return undefined
  const config = oneItem(valueAt(own.own.object, 'properties', 'privateDnsZoneConfigs'))
  const id = valueAt(config, 'properties', 'privateDnsZoneId')
  if (id === undefined) return undefined
  return only({ span: { file: own.own.file, start: id.start, end: id.end }, text: `${to.own.resource.symbol}.id` })
}

/** A plain text gets another one. */
const reworded = (file: WrittenOnce['file'], value: Expression | undefined, text: string): Written | undefined =>
  value === undefined || plainText(value) === undefined
    ? undefined
    : only({ span: { file, start: value.start, end: value.end }, text: quotedText(text) })

/** Types that surely have the property in versions of these years and later: https://learn.microsoft.com/azure/templates/microsoft.keyvault/vaults and the page of each type. */
const closable: ReadonlyMap<string, number> = new Map([
  ['microsoft.keyvault/vaults', 2023],
  ['microsoft.storage/storageaccounts', 2022],
  ['microsoft.sql/servers', 2022],
  ['microsoft.eventhub/namespaces', 2023],
  ['microsoft.servicebus/namespaces', 2023],
  ['microsoft.web/sites', 2023],
  ['microsoft.containerregistry/registries', 2023],
  ['microsoft.documentdb/databaseaccounts', 2023],
  ['microsoft.search/searchservices', 2023],
  ['microsoft.cognitiveservices/accounts', 2023],
])

/** In an older version the property would be left out, and nothing closed. */
const takesIt = ({ type }: PrivateLinkTarget, version: string | undefined): boolean => {
  const first = closable.get(type)
  return first !== undefined && Number(/^(\d{4})-/.exec(version ?? '')?.[1] ?? 0) >= first
}

const close = (target: PrivateLinkTarget, code: Code): Written | undefined => {
  const found = placed(target.span, code)
  const properties = valueAt(found?.own.object, 'properties')
  const name = serviceRows.find(({ arm }) => arm.toLowerCase() === target.type)?.armAccess?.[0][0]
  // Properties within others are not made anew.
  if (found === undefined || properties?.kind !== 'object' || name !== 'publicNetworkAccess') return undefined
  const written = entryOf(properties, name)
  if (written !== undefined) return reworded(found.own.file, written.value, 'Disabled')
  return takesIt(target, found.own.resource.apiVersion) ? only(addEntry(found.own.file, properties, name, "'Disabled'")) : undefined
}

const useAzure = (network: Entity, code: Code): Written | undefined => {
  const found = placed(network.span, code)
  const servers = valueAt(found?.own.object, 'properties', 'dhcpOptions', 'dnsServers')
  const isPlain = servers?.kind === 'array' && servers.items.every((item) => item.kind === 'string' && plainText(item) !== undefined)
  if (found === undefined || servers === undefined || !isPlain) return undefined
  const { file } = found.own
  const inside = file.text.slice(servers.start, servers.end)
  return inside.includes('//') || inside.includes('/*')
    ? undefined
    : only({ span: { file, start: servers.start, end: servers.end }, text: '[]' })
}

const retarget = (rule: Span, from: string, to: string, code: Code): Written | undefined => {
  const found = placed(rule, code)
  const target = oneItem(valueAt(found?.own.object, 'properties', 'targetDnsServers'))
  const address = valueAt(target, 'ipAddress')
  return found === undefined || plainText(address) !== from ? undefined : reworded(found.own.file, address, to)
}

/** Not where anything else names it. */
const unlink = (span: Span, code: Code): Written | undefined => {
  const found = placed(span, code)
  if (found === undefined) return undefined
  const { declaration } = found.own.resource
  const symbol = declaration.name.name
  const { text } = found.own.file
  const rest = text.slice(0, declaration.start) + text.slice(declaration.end)
  return new RegExp(`(?<![\\w$])${symbol}(?!\\w)`).test(rest) ? undefined : only(removeDeclaration(found.own))
}

export const bicepNames = (code: Code, taken: ReadonlySet<string>): NameWriter => ({
  linkZone: (zone, network) => linkZone(zone, network, code, taken),
  putRecords: (endpoint, zone, group) => (group === undefined ? newGroup(endpoint, zone, code, taken) : otherZone(group, zone, code)),
  renameZone: (zone, name) => {
    const found = placed(zone.span, code)
    return found === undefined ? undefined : reworded(found.own.file, valueAt(found.own.object, 'name'), name)
  },
  close: (target) => close(target, code),
  useAzure: (network) => useAzure(network, code),
  retarget: (rule, from, to) => retarget(rule.span, from, to, code),
  unlinkRuleset: (link) => unlink(link.span, code),
})

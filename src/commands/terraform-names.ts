/** What names need, written in Terraform: links of zones, zone groups, settings of a resource, targets of rules; each in the style of what stands there. */
import { expressionAt } from '../hcl/find.ts'
import { hasComment, literalText, quoted, reword } from '../hcl/literal.ts'
import type { Attribute, Block } from '../hcl/syntax.ts'
import { afterBlock, blockText, endsLine, groupsOf, indentsOf, newlineOf } from '../hcl/write-block.ts'
import type { Entity } from '../model/entity.ts'
import type { ZoneLink } from '../model/name-joins.ts'
import { serviceRows } from '../model/private-link-services.ts'
import type { Edit } from '../text/edit.ts'
import type { SourceFile, Span } from '../text/source.ts'
import type { Code } from './fix-candidates.ts'
import type { NameWriter, Written } from './name-candidates.ts'
import { attribute, blocksAt, isOne, isResource, movable } from './rule-block.ts'
import { freeName } from './wanted-rule.ts'

const linkType = 'azurerm_private_dns_zone_virtual_network_link'
const zoneType = 'azurerm_private_dns_zone'
const networkType = 'azurerm_virtual_network'
const endpointType = 'azurerm_private_endpoint'
const ruleType = 'azurerm_private_dns_resolver_forwarding_rule'
const rulesetLinkType = 'azurerm_private_dns_resolver_virtual_network_link'

const folderIn = (path: string): string => path.replace(/[^/]*$/, '')

/** A resource that is there once, in a file of the root's own. */
interface Placed {
  readonly file: SourceFile
  readonly block: Block
  readonly label: string
}

const placedAt = (span: Span, type: string, { bodyOf }: Code): Placed | undefined => {
  const [block] = blocksAt(span, bodyOf)
  const label = block?.labels[1]?.text
  return block === undefined || label === undefined || block.start !== span.start || !isResource(block, type) || !isOne(block)
    ? undefined
    : { file: span.file, block, label }
}

const isBeside = (a: Placed, b: Placed): boolean => folderIn(a.file.path) === folderIn(b.file.path)

const linkOrder = ['name', 'resource_group_name', 'private_dns_zone_name', 'private_dns_zone_id', 'virtual_network_id'] as const

const linkText = (label: string, values: ReadonlyMap<string, string>, model: Placed | undefined, near: Placed): string => {
  const known = (names: readonly string[]): readonly string[] => names.filter((name) => values.has(name))
  const groups = model === undefined ? [] : groupsOf(model.file, model.block).map(known)
  const rest = known(linkOrder).filter((name) => !groups.some((group) => group.includes(name)))
  const layout = rest.length === 0 ? groups : [...groups.slice(0, -1), [...(groups.at(-1) ?? []), ...rest]]
  return blockText(
    `resource "${linkType}" ${quoted(label)}`,
    layout.map((names) => names.map((name) => [name, values.get(name)!] as const)),
    indentsOf(near.file, near.block),
    newlineOf(near.file),
  )
}

const labelKey = (path: string, type: string, label: string): string => `label ${folderIn(path)} ${type} ${label}`

const linkZone = (
  zone: Entity,
  network: Entity,
  links: readonly ZoneLink[],
  code: Code,
  taken: ReadonlySet<string>,
): Written | undefined => {
  const own = placedAt(zone.span, zoneType, code)
  const to = placedAt(network.span, networkType, code)
  if (own === undefined || to === undefined || !isBeside(own, to)) return undefined
  const models = links
    .flatMap(({ span }) => placedAt(span, linkType, code) ?? [])
    .filter((one) => isBeside(one, own))
    .sort((a, b) => a.block.start - b.block.start)
  const model = models.at(-1)
  const anchor = model ?? own
  if (!endsLine(anchor.file, anchor.block)) return undefined
  const reference = `${zoneType}.${own.label}`
  const group =
    (model === undefined ? undefined : movable(model.file, attribute(model.block, 'resource_group_name'))) ??
    `${reference}.resource_group_name`
  const byId = model !== undefined && attribute(model.block, 'private_dns_zone_id') !== undefined
  const labels = new Set([
    ...code.labelsOf(linkType, own.file.path),
    ...[...taken].flatMap((key) => {
      const prefix = labelKey(own.file.path, linkType, '')
      return key.startsWith(prefix) ? [key.slice(prefix.length).toLowerCase()] : []
    }),
  ])
  const label = freeName((words) => words.join('_'), [own.label, to.label], labels)
  const values = new Map<string, string>([
    ['name', quoted(label.replaceAll('_', '-'))],
    ...(byId
      ? ([['private_dns_zone_id', `${reference}.id`]] as const)
      : ([
          ['resource_group_name', group],
          ['private_dns_zone_name', `${reference}.name`],
        ] as const)),
    ['virtual_network_id', `${networkType}.${to.label}.id`],
  ])
  const newline = newlineOf(anchor.file)
  return {
    edits: [afterBlock(anchor.file, anchor.block, `${newline}${newline}${linkText(label, values, model, anchor)}`)],
    takes: [labelKey(own.file.path, linkType, label)],
  }
}

const nestedBlocks = (block: Block, type: string): readonly Block[] =>
  block.body.items.filter((item): item is Block => item.kind === 'block' && (item.type.name === type || item.labels[0]?.text === type))

const putRecords = (endpoint: Entity, zone: Entity, group: Span | undefined, code: Code): Written | undefined => {
  const own = placedAt(endpoint.span, endpointType, code)
  const to = placedAt(zone.span, zoneType, code)
  if (own === undefined || to === undefined || !isBeside(own, to)) return undefined
  const { file, block } = own
  const reference = `[${zoneType}.${to.label}.id]`
  const groups = nestedBlocks(block, 'private_dns_zone_group')
  if (group !== undefined) {
    const [only, other] = groups
    const ids = only === undefined || other !== undefined || only.labels.length > 0 ? undefined : attribute(only, 'private_dns_zone_ids')
    if (ids?.value.kind !== 'tuple' || ids.value.items.length !== 1) return undefined
    return { edits: [{ span: { file, start: ids.value.start, end: ids.value.end }, text: reference }], takes: [] }
  }
  const last = block.body.items.at(-1)
  if (groups.length > 0 || last === undefined) return undefined
  const anchor = { ...block, end: last.end }
  if (!endsLine(file, anchor)) return undefined
  const { inner } = indentsOf(file, block)
  const newline = newlineOf(file)
  const text = blockText(
    'private_dns_zone_group',
    [
      [
        ['name', quoted('default')],
        ['private_dns_zone_ids', reference],
      ],
    ],
    { outer: inner, inner: `${inner}  ` },
    newline,
  )
  return { edits: [afterBlock(file, anchor, `${newline}${newline}${text}`)], takes: [] }
}

const renameZone = (zone: Entity, name: string, code: Code): Written | undefined => {
  const own = placedAt(zone.span, zoneType, code)
  const written = own === undefined ? undefined : attribute(own.block, 'name')
  const before = literalText(written?.value)
  if (own === undefined || written === undefined || before === undefined) return undefined
  const edit = reword(own.file, written.value, before, name)
  return edit === undefined ? undefined : { edits: [edit], takes: [] }
}

/** A value on a line of its own, behind the attributes and apart from them: the signs of equality beside it stay where they are. */
const addSetting = ({ file, block }: Placed, name: string, value: string): Edit | undefined => {
  const attributes = block.body.items.filter((item): item is Attribute => item.kind === 'attribute')
  const last = attributes.at(-1)
  if (last === undefined) return undefined
  const anchor = { ...block, end: last.end }
  if (!endsLine(file, anchor)) return undefined
  const newline = newlineOf(file)
  return afterBlock(file, anchor, `${newline}${newline}${indentsOf(file, block).inner}${name} = ${value}`)
}

/** What the provider calls public access, where it is not written: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/key_vault and the page of each type. */
const accessNames: ReadonlyMap<string, string> = new Map([
  ...[
    'key_vault',
    'storage_account',
    'mssql_server',
    'eventhub_namespace',
    'servicebus_namespace',
    'linux_web_app',
    'windows_web_app',
    'linux_function_app',
    'windows_function_app',
    'container_registry',
    'cosmosdb_account',
    'redis_cache',
    'search_service',
    'cognitive_account',
    'eventgrid_topic',
    'eventgrid_domain',
    'batch_account',
    'automation_account',
    'synapse_workspace',
    'machine_learning_workspace',
    'iothub',
    'recovery_services_vault',
  ].map((name) => [`azurerm_${name}`, 'public_network_access_enabled'] as const),
  ['azurerm_data_factory', 'public_network_enabled'],
])

/** A provider that is asked for in an old version may not know the attribute; the newest does. */
const isNew = (file: SourceFile, code: Code): boolean =>
  code.filesBeside(file).every(({ text }) =>
    [...text.matchAll(/\bazurerm\s*=\s*\{[^{}]*?\bversion\s*=\s*"([^"\n]*)"/g)].every(([, constraint = '']) => {
      const versions = [...constraint.matchAll(/(\d+)(?:\.\d+)*/g)].map(([, major]) => Number(major))
      return Math.min(...versions) >= 4 && !/[<!]/.test(constraint)
    }),
  )

const closedWords: ReadonlyMap<string, string> = new Map([
  ['enabled', 'Disabled'],
  ['true', 'false'],
])

const close = (target: Entity, code: Code): Written | undefined => {
  const type = blocksAt(target.span, code.bodyOf)[0]?.labels[0]?.text
  const row = serviceRows.find(({ azurerm }) => type !== undefined && azurerm.includes(type))
  const own = type === undefined || row === undefined ? undefined : placedAt(target.span, type, code)
  if (type === undefined || own === undefined) return undefined
  const written = (row?.azurermAccess?.[0] ?? []).flatMap((name) => attribute(own.block, name) ?? [])[0]
  if (written === undefined) {
    const name = isNew(own.file, code) ? accessNames.get(type) : undefined
    const edit = name === undefined ? undefined : addSetting(own, name, 'false')
    return edit === undefined ? undefined : { edits: [edit], takes: [] }
  }
  const { kind, start, end } = written.value
  const word = closedWords.get(literalText(written.value)?.toLowerCase() ?? '')
  const text = kind === 'keyword' ? 'false' : word === undefined ? undefined : quoted(word)
  return text === undefined ? undefined : { edits: [{ span: { file: own.file, start, end }, text }], takes: [] }
}

const useAzure = (network: Entity, code: Code): Written | undefined => {
  const own = placedAt(network.span, networkType, code)
  const written = own === undefined ? undefined : attribute(own.block, 'dns_servers')
  if (own === undefined || written?.value.kind !== 'tuple' || !written.value.items.every((item) => literalText(item) !== undefined))
    return undefined
  const { start, end } = written.value
  return hasComment(own.file.text.slice(start, end))
    ? undefined
    : { edits: [{ span: { file: own.file, start, end }, text: '[]' }], takes: [] }
}

/** Only what is written in the rule itself is its own. */
const retarget = (rule: Span, at: Span, from: string, to: string, code: Code): Written | undefined => {
  const own = placedAt(rule, ruleType, code)
  const body = code.bodyOf(at.file)
  const isInside = own !== undefined && at.file === own.file && own.block.start <= at.start && at.end <= own.block.end
  const expression = body === undefined || !isInside ? undefined : expressionAt(body, at.start, at.end)
  const edit = expression === undefined ? undefined : reword(at.file, expression, from, to)
  return edit === undefined ? undefined : { edits: [edit], takes: [] }
}

/** The whole block, with the blank line before it; not where a comment speaks of it, or anything else names it. */
const unlinkRuleset = (span: Span, code: Code): Written | undefined => {
  const own = placedAt(span, rulesetLinkType, code)
  if (own === undefined) return undefined
  const { file, block, label } = own
  const { text } = file
  const lineStart = text.lastIndexOf('\n', block.start - 1) + 1
  const before = text.slice(0, lineStart)
  const isCommented = /(^|\n)[ \t]*(#|\/\/|\*).*\r?\n$/.test(before) || before.endsWith('*/\n')
  const mention = `${rulesetLinkType}.${label}`
  const isNamed = code.filesBeside(file).some((one) => new RegExp(`${mention.replaceAll('.', '\\.')}(?![\\w-])`).test(one.text))
  const rest = text.slice(block.end)
  const tail = /^[ \t]*(\r?\n|$)/.exec(rest)
  if (isCommented || isNamed || tail === null || text.slice(lineStart, block.start).trim() !== '') return undefined
  const blank = /\r?\n[ \t]*\r?\n$/.exec(before)
  const start = blank === null ? lineStart : lineStart - (blank[0].length - /^\r?\n/.exec(blank[0])![0].length)
  return { edits: [{ span: { file, start, end: block.end + tail[0].length }, text: '' }], takes: [] }
}

export const terraformNames = (code: Code, taken: ReadonlySet<string>): NameWriter => ({
  linkZone: (zone, network, links) => linkZone(zone, network, links, code, taken),
  putRecords: (endpoint, zone, group) => putRecords(endpoint, zone, group, code),
  renameZone: (zone, name) => renameZone(zone, name, code),
  close: (target) => close(target, code),
  useAzure: (network) => useAzure(network, code),
  retarget: (rule, from, to) => {
    const [target] = rule.targets
    return target === undefined ? undefined : retarget(rule.span, target.address.origin.span, from, to, code)
  },
  unlinkRuleset: (link) => unlinkRuleset(link.span, code),
})

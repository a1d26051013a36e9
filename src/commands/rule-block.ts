/** A network security group and a wanted rule in; the edit that writes it as a block of the group or as a resource beside it, out. */
import { wayTo } from '../hcl/find.ts'
import { quoted } from '../hcl/literal.ts'
import type { Attribute, Block, Body } from '../hcl/syntax.ts'
import { afterBlock, blockText, endsLine, groupsOf, indentsOf, type Layout, newlineOf } from '../hcl/write-block.ts'
import type { Nsg, SecurityRule } from '../model/kinds/nsg.ts'
import type { Edit } from '../text/edit.ts'
import type { SourceFile, Span } from '../text/source.ts'
import { freeName, type WantedRule } from './wanted-rule.ts'

export type BodyOf = (file: SourceFile) => Body | undefined

/** A block and the file that it stands in. */
interface Placed {
  readonly file: SourceFile
  readonly block: Block
}

const groupType = 'azurerm_network_security_group'
const ruleType = 'azurerm_network_security_rule'

export const blocksAt = (span: Span, bodyOf: BodyOf): readonly Block[] => {
  const body = bodyOf(span.file)
  return body === undefined ? [] : wayTo(body, span.start, span.end).blocks
}

const isResource = (block: Block | undefined, type: string): boolean =>
  block?.type.name === 'resource' && block.labels.length === 2 && block.labels[0]!.text === type

export const attribute = (block: Block, name: string): Attribute | undefined =>
  block.body.items.find((item): item is Attribute => item.kind === 'attribute' && item.name.name === name)

const isOne = (block: Block): boolean => attribute(block, 'count') === undefined && attribute(block, 'for_each') === undefined

/** Written on one line, and meaning the same wherever in the module it stands. */
export const movable = (file: SourceFile, written: Attribute | undefined): string | undefined => {
  if (written === undefined) return undefined
  const text = file.text.slice(written.value.start, written.value.end)
  return text.includes('\n') || /\b(each|count|self)\./.test(text) ? undefined : text
}

const sideNames = (side: 'source' | 'destination'): readonly string[] => [
  `${side}_address_prefix`,
  `${side}_address_prefixes`,
  `${side}_application_security_group_ids`,
]

const list = (name: string, plural: string, texts: readonly string[]): readonly [string, string] =>
  texts.length === 1 ? [name, quoted(texts[0]!)] : [plural, `[${texts.map(quoted).join(', ')}]`]

const defaultOrder: readonly string[] = [
  'name',
  'resource_group_name',
  'network_security_group_name',
  'priority',
  'direction',
  'access',
  'protocol',
  'source_port_range',
  'destination_port_range',
  'source_address_prefix',
  'destination_address_prefix',
]

/** Attributes that stand in for one another. */
const slotOf = (name: string): string =>
  name.replace(/_(port|address)_(range|prefix)(es|s)$/, '_$1_$2').replace(/_application_security_group_ids$/, '_address_prefix')

const layoutLike = (model: Placed | undefined, attributes: ReadonlyMap<string, string>): Layout => {
  const bySlot = new Map([...attributes].map(([name, value]) => [slotOf(name), [name, value] as const]))
  const placed = new Set<string>()
  const place = (names: readonly string[]): readonly (readonly [string, string])[] =>
    names.flatMap((name) => {
      const slot = slotOf(name)
      const found = bySlot.get(slot)
      if (found === undefined || placed.has(slot)) return []
      placed.add(slot)
      return [found]
    })
  const groups = model === undefined ? [] : groupsOf(model.file, model.block).map(place)
  const rest = place([...defaultOrder, ...bySlot.keys()])
  const [last] = groups.slice(-1)
  if (rest.length === 0) return groups
  return last === undefined || last.length === 0 ? [...groups, rest] : [...groups.slice(0, -1), [...last, ...rest]]
}

/** The near side as all blocks of this direction write it, where they agree. */
const commonNear = (blocks: readonly Placed[], direction: WantedRule['direction']): readonly [string, string] | undefined => {
  const side = direction === 'Inbound' ? 'destination' : 'source'
  const written = blocks.map(({ file, block }) => {
    for (const name of sideNames(side)) {
      const text = movable(file, attribute(block, name))
      if (text !== undefined) return [name, text] as const
    }
    return undefined
  })
  const [first] = written
  return first !== undefined && written.every((one) => one?.[0] === first[0] && one[1] === first[1]) ? first : undefined
}

const attributesOf = (wanted: WantedRule, near: readonly [string, string]): ReadonlyMap<string, string> => {
  const far = wanted.direction === 'Inbound' ? 'source' : 'destination'
  return new Map([
    ['name', quoted(wanted.name)],
    ['priority', String(wanted.priority)],
    ['direction', quoted(wanted.direction)],
    ['access', quoted(wanted.access)],
    ['protocol', quoted(wanted.protocol)],
    ['source_port_range', quoted('*')],
    list('destination_port_range', 'destination_port_ranges', wanted.ports),
    list(`${far}_address_prefix`, `${far}_address_prefixes`, wanted.far),
    near,
  ])
}

/** Ways to write the near side, the author's own first. */
const nearsOf = (siblings: readonly Placed[], wanted: WantedRule): readonly (readonly [string, string])[] => {
  const side = wanted.direction === 'Inbound' ? 'destination' : 'source'
  const common = commonNear(siblings, wanted.direction)
  const own = wanted.near === undefined ? undefined : list(`${side}_address_prefix`, `${side}_address_prefixes`, wanted.near)
  return [common, own].filter((one) => one !== undefined)
}

interface Sibling extends Placed {
  readonly rule: SecurityRule
}

const isAlike = ({ rule }: Sibling, wanted: WantedRule): boolean =>
  rule.direction.known && rule.direction.value === wanted.direction.toLowerCase()

const modelOf = (siblings: readonly Sibling[], wanted: WantedRule): Sibling | undefined =>
  siblings.filter((one) => isAlike(one, wanted)).at(-1) ?? siblings.at(-1)

const byPlace = (a: Placed, b: Placed): number => a.block.start - b.block.start

/** Blocks inside of the group: behind the last that is there, or behind its attributes. */
export const inlineRules = (nsg: Nsg, rules: readonly SecurityRule[], wanted: WantedRule, bodyOf: BodyOf): readonly (readonly Edit[])[] => {
  const [resource] = blocksAt(nsg.span, bodyOf)
  const { file } = nsg.span
  if (resource === undefined || !isResource(resource, groupType) || attribute(resource, 'security_rule') !== undefined) return []
  const siblings = rules
    .flatMap((rule): Sibling[] => {
      const [top, inner] = blocksAt(rule.span, bodyOf)
      return top === resource && inner?.type.name === 'security_rule' ? [{ file, block: inner, rule }] : []
    })
    .sort(byPlace)
  const inside = resource.body.items.filter(
    (item): item is Block =>
      item.kind === 'block' &&
      (item.type.name === 'security_rule' || (item.type.name === 'dynamic' && item.labels[0]?.text === 'security_rule')),
  )
  const last = inside.at(-1) ?? resource.body.items.at(-1)
  if (last === undefined) return []
  const before = inside.at(-2)
  const newline = newlineOf(file)
  const isApart = before === undefined || inside.at(-1) === undefined || /\n[ \t]*\r?\n/.test(file.text.slice(before.end, last.start))
  const model = modelOf(siblings, wanted)
  const group = indentsOf(file, resource)
  const indents = model === undefined ? { outer: group.inner, inner: `${group.inner}  ` } : indentsOf(file, model.block)
  const anchor = { ...resource, end: last.end }
  if (!endsLine(file, anchor)) return []
  return nearsOf(
    siblings.filter((one) => isAlike(one, wanted)),
    wanted,
  ).map((near) => {
    const block = blockText('security_rule', layoutLike(model, attributesOf(wanted, near)), indents, newline)
    return [afterBlock(file, anchor, `${newline}${isApart ? newline : ''}${block}`)]
  })
}

/** A resource behind the last such one of the group, or behind the group. `labels`: of all such resources of the module. */
export const separateRule = (
  nsg: Nsg,
  rules: readonly SecurityRule[],
  wanted: WantedRule,
  bodyOf: BodyOf,
  labels: ReadonlySet<string>,
): readonly (readonly Edit[])[] => {
  const [resource] = blocksAt(nsg.span, bodyOf)
  if (resource === undefined || !isResource(resource, groupType)) return []
  const folder = nsg.span.file.path.replace(/[^/]*$/, '')
  const all = rules
    .flatMap((rule): Sibling[] => {
      const [top] = blocksAt(rule.span, bodyOf)
      const { file } = rule.span
      return top !== undefined && isResource(top, ruleType) && file.path.replace(/[^/]*$/, '') === folder
        ? [{ file, block: top, rule }]
        : []
    })
    .sort(byPlace)
  const model = modelOf(all, wanted)
  const file = model?.file ?? nsg.span.file
  const last = all.filter((one) => one.file.path === file.path).at(-1)?.block ?? resource
  if (!endsLine(file, last)) return []
  const reference = isOne(resource) ? `${groupType}.${resource.labels[1]!.text}` : undefined
  const own = (name: string, from: string): string | undefined =>
    (model === undefined ? undefined : movable(model.file, attribute(model.block, name))) ??
    (reference === undefined ? undefined : `${reference}.${from}`)
  const resourceGroup = own('resource_group_name', 'resource_group_name')
  const group = own('network_security_group_name', 'name')
  if (resourceGroup === undefined || group === undefined) return []
  const newline = newlineOf(file)
  const words = wanted.name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
  const label = freeName((some) => some.join('_').toLowerCase(), /^[0-9]/.test(wanted.name) ? ['rule', ...words] : words, labels)
  const header = `resource "${ruleType}" "${label}"`
  const siblings = all.filter((one) => isAlike(one, wanted))
  return nearsOf(siblings, wanted).map((near) => {
    const attributes = new Map([
      ...attributesOf(wanted, near),
      ['resource_group_name', resourceGroup],
      ['network_security_group_name', group],
    ])
    const block = blockText(header, layoutLike(model, attributes), indentsOf(file, last), newline)
    return [afterBlock(file, last, `${newline}${newline}${block}`)]
  })
}

export { groupType, isOne, isResource, ruleType }

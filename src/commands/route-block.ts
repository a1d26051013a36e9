/** A route table and wanted routes in; the edit that writes them as blocks of the table, or as resources beside it, out. */
import { hasComment, literalText, quoted } from '../hcl/literal.ts'
import type { Block } from '../hcl/syntax.ts'
import { afterBlock, blockText, endsLine, groupsOf, indentsOf, type Layout, newlineOf } from '../hcl/write-block.ts'
import type { RouteTable, UserRoute } from '../model/kinds/route-table.ts'
import type { Edit } from '../text/edit.ts'
import type { SourceFile } from '../text/source.ts'
import { attribute, type BodyOf, blocksAt, isOne, isResource, movable } from './rule-block.ts'
import { freeName } from './wanted-rule.ts'

export interface WantedRoute {
  readonly name: string
  /** A service tag or a prefix. */
  readonly destination: string
  /** As azurerm writes it. */
  readonly nextHop: 'Internet'
}

export const tableType = 'azurerm_route_table'
export const routeType = 'azurerm_route'

const order = ['name', 'resource_group_name', 'route_table_name', 'address_prefix', 'next_hop_type'] as const

interface Model {
  readonly file: SourceFile
  readonly block: Block
}

/** Attributes in the order and groups of a route that is there. */
const layoutLike = (model: Model | undefined, attributes: ReadonlyMap<string, string>): Layout => {
  const written = (model === undefined ? [] : groupsOf(model.file, model.block)).map((names) =>
    names.filter((name) => attributes.has(name)),
  )
  const seen = new Set(written.flat())
  const rest = order.filter((name) => attributes.has(name) && !seen.has(name))
  const groups = rest.length === 0 ? written : [...written.slice(0, -1), [...(written.at(-1) ?? []), ...rest]]
  return groups.map((names) => names.map((name) => [name, attributes.get(name)!] as const))
}

const attributesOf = ({ name, destination, nextHop }: WantedRoute): readonly (readonly [string, string])[] => [
  ['name', quoted(name)],
  ['address_prefix', quoted(destination)],
  ['next_hop_type', quoted(nextHop)],
]

/** Undefined where the table is not written as a block of its own, or where its routes are the value of an attribute. */
const tableBlock = (table: RouteTable, bodyOf: BodyOf): Block | undefined => {
  const [resource] = blocksAt(table.span, bodyOf)
  return resource !== undefined && isResource(resource, tableType) && attribute(resource, 'route') === undefined ? resource : undefined
}

/** Of a block that no other is beside. */
export const routeLayout = (route: WantedRoute): Layout => [attributesOf(route)]

/** Behind the last `route` that is there, or behind the table's attributes. */
export const inlineRoutes = (table: RouteTable, wanted: readonly WantedRoute[], bodyOf: BodyOf): readonly Edit[] | undefined => {
  const resource = tableBlock(table, bodyOf)
  const { file } = table.span
  if (resource === undefined) return undefined
  const all = resource.body.items.filter((item): item is Block => item.kind === 'block')
  const own = all.filter((block) => block.type.name === 'route')
  const inside = all.filter((block) => block.type.name === 'route' || (block.type.name === 'dynamic' && block.labels[0]?.text === 'route'))
  const last = inside.at(-1) ?? resource.body.items.at(-1)
  if (last === undefined) return undefined
  const before = inside.at(-2)
  const isApart = before === undefined || /\n[ \t]*\r?\n/.test(file.text.slice(before.end, last.start))
  const block = own.at(-1)
  const outer = indentsOf(file, resource).inner
  const indents = block === undefined ? { outer, inner: `${outer}  ` } : indentsOf(file, block)
  const anchor = { ...resource, end: last.end }
  if (!endsLine(file, anchor)) return undefined
  const newline = newlineOf(file)
  const model = block === undefined ? undefined : { file, block }
  const texts = wanted.map((route) => blockText('route', layoutLike(model, new Map(attributesOf(route))), indents, newline))
  return [afterBlock(file, anchor, texts.map((text) => `${newline}${isApart ? newline : ''}${text}`).join(''))]
}

/** Behind the last such resource of the table, or behind the table. `labels`: of all such resources of the module. */
export const separateRoutes = (
  table: RouteTable,
  routes: readonly UserRoute[],
  wanted: readonly WantedRoute[],
  bodyOf: BodyOf,
  labels: ReadonlySet<string>,
): readonly Edit[] | undefined => {
  const resource = tableBlock(table, bodyOf)
  if (resource === undefined) return undefined
  const folder = table.span.file.path.replace(/[^/]*$/, '')
  const all = routes
    .flatMap(({ span }): Model[] => {
      const [block] = blocksAt(span, bodyOf)
      const isHere = block !== undefined && isResource(block, routeType) && span.file.path.replace(/[^/]*$/, '') === folder
      return isHere ? [{ file: span.file, block }] : []
    })
    .sort((a, b) => a.block.start - b.block.start)
  const model = all.at(-1)
  const file = model?.file ?? table.span.file
  const last = all.filter((one) => one.file.path === file.path).at(-1)?.block ?? resource
  if (!endsLine(file, last)) return undefined
  const reference = isOne(resource) ? `${tableType}.${resource.labels[1]!.text}` : undefined
  const own = (name: string, from: string): string | undefined =>
    (model === undefined ? undefined : movable(model.file, attribute(model.block, name))) ??
    (reference === undefined ? undefined : `${reference}.${from}`)
  const resourceGroup = own('resource_group_name', 'resource_group_name')
  const name = own('route_table_name', 'name')
  if (resourceGroup === undefined || name === undefined) return undefined
  const newline = newlineOf(file)
  const taken = new Set(labels)
  const texts = wanted.map((route) => {
    const words = route.name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
    const label = freeName((some) => some.join('_').toLowerCase(), /^[0-9]/.test(route.name) ? ['route', ...words] : words, taken)
    taken.add(label.toLowerCase())
    const attributes = new Map([
      ...attributesOf(route),
      ['resource_group_name', resourceGroup] as const,
      ['route_table_name', name] as const,
    ])
    return blockText(`resource "${routeType}" ${quoted(label)}`, layoutLike(model, attributes), indentsOf(file, last), newline)
  })
  return [afterBlock(file, last, texts.map((text) => `${newline}${newline}${text}`).join(''))]
}

/** The block of a route with another next hop, written anew; undefined where it holds more than attributes on a line each. */
export const turnRoute = ({ span }: UserRoute, bodyOf: BodyOf): readonly Edit[] | undefined => {
  const block = blocksAt(span, bodyOf).at(-1)
  if (block === undefined || !(isResource(block, routeType) ? isOne(block) : block.type.name === 'route')) return undefined
  const { file } = span
  const text = file.text.slice(block.start, block.end)
  const type = attribute(block, 'next_hop_type')
  if (type === undefined || literalText(type.value) === undefined || hasComment(text)) return undefined
  const values = new Map<string, string>()
  for (const item of block.body.items) {
    if (item.kind !== 'attribute') return undefined
    const value = file.text.slice(item.value.start, item.value.end)
    if (value.includes('\n')) return undefined
    values.set(item.name.name, item === type ? quoted('Internet') : value)
  }
  // Only an appliance has an address: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/route_table#next_hop_in_ip_address-1
  values.delete('next_hop_in_ip_address')
  const layout = groupsOf(file, block).map((names) =>
    names.flatMap((name) => (values.has(name) ? [[name, values.get(name)!] as const] : [])),
  )
  const indents = indentsOf(file, block)
  const header = text.slice(0, text.indexOf('{')).trim()
  const written = blockText(header, layout, indents, newlineOf(file)).slice(indents.outer.length)
  return [{ span: { file, start: block.start, end: block.end }, text: written }]
}

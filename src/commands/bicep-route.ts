/** A route table written in Bicep and wanted routes in; the edits that write them as the table's routes are written, out. */
import type { ResourceDeclaration, Syntax } from '../bicep/declarations.ts'
import { quoted } from '../bicep/literal.ts'
import type { ArrayExpression, ObjectExpression } from '../bicep/syntax.ts'
import { type Part, wayTo } from '../bicep/way-to.ts'
import {
  behindLast,
  type Changes,
  entryOf,
  hasComment,
  indentAt,
  keyOf,
  leavesOf,
  objectLike,
  pathIn,
  textOf,
} from '../bicep/write-object.ts'
import { type Origin, writtenAt } from '../eval/value.ts'
import type { RouteTable, UserRoute } from '../model/kinds/route-table.ts'
import type { Edit } from '../text/edit.ts'
import type { SourceFile, Span } from '../text/source.ts'
import type { WantedRoute } from './route-block.ts'
import { freeName } from './wanted-rule.ts'

/** Undefined where the file is none of the root's own, or has mistakes. */
export type SyntaxOf = (file: SourceFile) => Syntax | undefined

/** Where in an element of a list a route's parts are written, as keys joined by `/`. */
interface Paths {
  readonly name: string | undefined
  readonly destination: string
  readonly nextHop: string | undefined
  readonly address: string | undefined
}

interface Member {
  readonly route: UserRoute
  readonly element: ObjectExpression
  readonly paths: Paths
}

/** Elements of one list, in its order. */
interface Group {
  readonly file: SourceFile
  readonly list: ArrayExpression
  readonly members: readonly Member[]
}

const azurePaths: Paths = {
  name: 'name',
  destination: 'properties/addressPrefix',
  nextHop: 'properties/nextHopType',
  address: 'properties/nextHopIpAddress',
}

const wayAt = ({ file, start, end }: Span, syntaxOf: SyntaxOf): readonly Part[] => {
  const syntax = syntaxOf(file)
  return syntax === undefined ? [] : wayTo(syntax.program, start, end)
}

/** The innermost object on the way that stands in a list itself. */
const elementOn = (way: readonly Part[]): { readonly element: ObjectExpression; readonly list: ArrayExpression } | undefined => {
  for (let at = way.length - 1; at > 0; at--) {
    const [list, element] = [way[at - 1]!, way[at]!]
    if (list.kind === 'array' && element.kind === 'object') return { element, list }
  }
  return undefined
}

const hasPath = (object: ObjectExpression, path: string): boolean => {
  const [first, ...rest] = path.split('/')
  const value = entryOf(object, first!)?.value
  return value !== undefined && (rest.length === 0 || (value.kind === 'object' && hasPath(value, rest.join('/'))))
}

/** As it is spelt there. */
const spelt = (object: ObjectExpression, path: string): string | undefined => {
  const [first, ...rest] = path.split('/')
  const entry = entryOf(object, first!)
  if (entry === undefined) return undefined
  const own = keyOf(entry)!
  if (rest.length === 0) return own
  const inner = entry.value.kind === 'object' ? spelt(entry.value, rest.join('/')) : undefined
  return inner === undefined ? undefined : `${own}/${inner}`
}

/** A route that stands in a list itself, with all of its parts. */
const written = (route: UserRoute, syntaxOf: SyntaxOf): (Member & Pick<Group, 'file' | 'list'>) | undefined => {
  const way = wayAt(route.span, syntaxOf)
  const found = elementOn(way)
  const isIt = found !== undefined && found.element.start === route.span.start && found.element.end === route.span.end
  if (!isIt || !hasPath(found.element, azurePaths.destination)) return undefined
  const { element, list } = found
  const paths: Paths = {
    name: spelt(element, 'name'),
    destination: spelt(element, azurePaths.destination)!,
    nextHop: spelt(element, azurePaths.nextHop!),
    address: spelt(element, azurePaths.address!),
  }
  return { route, element, paths, file: route.span.file, list }
}

/** A route that a loop, or a function, makes of an element of a list. */
const made = (route: UserRoute, syntaxOf: SyntaxOf): (Member & Pick<Group, 'file' | 'list'>) | undefined => {
  const { destination, name, nextHop, address } = route
  const place = writtenAt(destination.origin)
  const found = elementOn(wayAt(place, syntaxOf))
  if (found === undefined) return undefined
  const { element, list } = found
  const pathOf = (origin: Origin | undefined): string | undefined => {
    const at = origin === undefined ? undefined : writtenAt(origin)
    return at?.file.path === place.file.path ? pathIn(element, at.start, at.end) : undefined
  }
  const to = pathOf(destination.origin)
  if (to === undefined) return undefined
  const paths: Paths = { name: pathOf(name.origin), destination: to, nextHop: pathOf(nextHop.origin), address: pathOf(address?.origin) }
  return { route, element, paths, file: place.file, list }
}

const groupsOf = (routes: readonly UserRoute[], syntaxOf: SyntaxOf): readonly Group[] => {
  const groups: { file: SourceFile; list: ArrayExpression; members: Member[] }[] = []
  for (const route of routes) {
    const found = written(route, syntaxOf) ?? made(route, syntaxOf)
    if (found === undefined) continue
    const known = groups.find(({ file, list }) => file.path === found.file.path && list.start === found.list.start)
    if (known === undefined) groups.push({ file: found.file, list: found.list, members: [found] })
    else known.members.push(found)
  }
  return groups
}

const leadsToInternet = ({ nextHop }: UserRoute): boolean => nextHop.known && nextHop.value === 'internet'

/** Every part is under the same key in all of them; an address only some have. */
const agreed = (members: readonly Member[]): Paths | undefined => {
  const one = (key: keyof Paths): readonly (string | undefined)[] => [...new Set(members.map(({ paths }) => paths[key]))]
  const addresses = one('address').filter((path) => path !== undefined)
  const [name, destination, nextHop] = [one('name'), one('destination'), one('nextHop')]
  if (name.length !== 1 || destination.length !== 1 || nextHop.length !== 1 || addresses.length > 1) return undefined
  return { name: name[0], destination: destination[0]!, nextHop: nextHop[0], address: addresses[0] }
}

/** What is in all of them the same, but for the parts of a route; what differs has to be thought of by a person. */
const isPlain = (file: SourceFile, model: Member, members: readonly Member[], paths: Paths): boolean => {
  const parts = new Set([paths.name, paths.destination, paths.nextHop, paths.address])
  const all = members.map(({ element }) => leavesOf(file, element))
  const own = leavesOf(file, model.element)
  if (own === undefined) return false
  return [...own].every(([path, text]) => parts.has(path) || all.every((leaves) => leaves?.get(path) === text))
}

const changesFor = (route: WantedRoute, { paths, route: like }: Member): Changes => {
  const turns = paths.nextHop !== undefined && !leadsToInternet(like)
  return new Map<string, string | undefined>([
    ...(paths.name === undefined ? [] : ([[paths.name, quoted(route.name)]] as const)),
    [paths.destination, quoted(route.destination)],
    ...(turns ? ([[paths.nextHop!, quoted(route.nextHop)]] as const) : []),
    // Only an appliance has an address: https://learn.microsoft.com/azure/templates/microsoft.network/routetables#routepropertiesformat
    ...(turns && paths.address !== undefined ? ([[paths.address, undefined]] as const) : []),
  ])
}

const intoGroup = ({ file, list, members }: Group, wanted: readonly WantedRoute[]): readonly Edit[] | undefined => {
  const paths = agreed(members)
  const model = members.filter(({ route }) => leadsToInternet(route)).at(-1) ?? members.at(-1)
  if (paths === undefined || model === undefined || !isPlain(file, model, members, paths)) return undefined
  if (paths.nextHop === undefined && !members.every(({ route }) => leadsToInternet(route))) return undefined
  const texts = wanted.map((route) => objectLike(file, model.element, changesFor(route, model)))
  const edit = texts.includes(undefined) ? undefined : behindLast(file, list, texts as readonly string[])
  return edit === undefined ? undefined : [edit]
}

const resourceOn = (way: readonly Part[]): ResourceDeclaration | undefined =>
  way.filter((part): part is ResourceDeclaration => part.kind === 'resource').at(-1)

/** Of a resource there is one of, as it is written. */
const bodyOf = ({ body }: ResourceDeclaration): ObjectExpression | undefined => (body.kind === 'object' ? body : undefined)

const routeLike = ({ name, destination, nextHop }: WantedRoute): string =>
  `{\n  name: ${quoted(name)}\n  properties: {\n    addressPrefix: ${quoted(destination)}\n    nextHopType: ${quoted(nextHop)}\n  }\n}`

/** Into a table that has no routes of its own. */
const intoTable = (table: RouteTable, wanted: readonly WantedRoute[], syntaxOf: SyntaxOf): readonly Edit[] | undefined => {
  const { file } = table.span
  const resource = resourceOn(wayAt(table.span, syntaxOf))
  const body = resource === undefined ? undefined : bodyOf(resource)
  const properties = body === undefined ? undefined : entryOf(body, 'properties')?.value
  if (body === undefined || (properties !== undefined && properties.kind !== 'object')) return undefined
  const routes = properties === undefined ? undefined : entryOf(properties, 'routes')?.value
  const texts = wanted.map(routeLike)
  if (routes !== undefined) {
    const edit = routes.kind === 'array' && routes.items.length === 0 ? behindLast(file, routes, texts) : undefined
    return edit === undefined ? undefined : [edit]
  }
  const holder = properties ?? body
  const nested = (text: string, indent: string): string => text.replaceAll('\n', `\n${indent}`)
  const list = `routes: [\n${texts.map((one) => `  ${nested(one, '  ')}`).join('\n')}\n]`
  const entry = properties === undefined ? `properties: {\n  ${nested(list, '  ')}\n}` : list
  const indent = holder.items[0] === undefined ? '' : indentAt(file, holder.items[0].start)
  const edit = behindLast(file, holder, [nested(entry, indent)])
  return edit === undefined ? undefined : [edit]
}

export const symbolsIn = ({ program }: Syntax): ReadonlySet<string> =>
  new Set(program.items.flatMap((item) => ('name' in item && 'name' in item.name ? [item.name.name.toLowerCase()] : [])))

export const inCamelCase = (words: readonly string[]): string =>
  words.map((word, at) => (at === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + word.slice(1)).join('')

/** Behind the last route that is a resource of its own, as it is written. */
const besideResources = (routes: readonly UserRoute[], wanted: readonly WantedRoute[], syntaxOf: SyntaxOf): readonly Edit[] | undefined => {
  const all = routes.flatMap((route) => {
    const resource = resourceOn(wayAt(route.span, syntaxOf))
    const body = resource === undefined ? undefined : bodyOf(resource)
    const isIt = resource !== undefined && body !== undefined && resource.decorators.length === 0 && !resource.existing
    return isIt && hasPath(body, azurePaths.destination) ? [{ route, resource, body, file: route.span.file }] : []
  })
  const last = all.at(-1)
  const here = all.filter(({ file }) => file.path === last?.file.path).sort((a, b) => a.resource.start - b.resource.start)
  const model = here.filter(({ route }) => leadsToInternet(route)).at(-1) ?? here.at(-1)
  const syntax = model === undefined ? undefined : syntaxOf(model.file)
  if (model === undefined || syntax === undefined || routes.length > all.length) return undefined
  const { file, resource, body } = model
  const name = spelt(body, 'name')
  const paths: Paths = {
    name,
    destination: spelt(body, azurePaths.destination)!,
    nextHop: spelt(body, azurePaths.nextHop!),
    address: spelt(body, azurePaths.address!),
  }
  const own = name === undefined ? undefined : entryOf(body, name)?.value
  // `table/route` in one text is the name of both.
  if (own?.kind !== 'string' || own.parts.some((part) => part.kind === 'interpolation' || part.value.includes('/'))) return undefined
  const taken = new Set([...symbolsIn(syntax), ...here.map((one) => one.resource.name.name.toLowerCase())])
  const indent = indentAt(file, resource.start)
  const newline = file.text.includes('\r\n') ? '\r\n' : '\n'
  const texts: string[] = []
  for (const route of wanted) {
    const words = route.name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
    const symbol = freeName(inCamelCase, /^[0-9]/.test(words[0] ?? '0') ? ['route', ...words] : words, taken)
    taken.add(symbol.toLowerCase())
    const object = objectLike(file, body, changesFor(route, { route: model.route, element: body, paths }))
    if (object === undefined) return undefined
    const head = file.text.slice(resource.name.end, body.start)
    texts.push(`${newline}${newline}${indent}resource ${symbol}${head}${object}`)
  }
  const at = here.at(-1)!.resource.end
  return [{ span: { file, start: at, end: at }, text: texts.join('') }]
}

/** As the table's routes are written: in a list, as resources, or in a table that has none yet. */
export function* bicepRoutes(
  table: RouteTable,
  routes: readonly UserRoute[],
  wanted: readonly WantedRoute[],
  syntaxOf: SyntaxOf,
): Generator<readonly Edit[]> {
  const separate = routes.filter((route) => !table.inlineRoutes.includes(route))
  const groups = groupsOf(routes, syntaxOf)
  // Lists that hold a way to Internet already are where another belongs.
  const ordered = [...groups].sort((a, b) => weightOf(b) - weightOf(a))
  for (const group of ordered) {
    const edits = intoGroup(group, wanted)
    if (edits !== undefined) yield edits
  }
  const beside = separate.length === 0 ? undefined : besideResources(separate, wanted, syntaxOf)
  if (beside !== undefined) yield beside
  const inside = routes.length === 0 ? intoTable(table, wanted, syntaxOf) : undefined
  if (inside !== undefined) yield inside
}

const weightOf = ({ members }: Group): number => (members.some(({ route }) => leadsToInternet(route)) ? 1 : 0)

/** The route with Internet as its next hop; undefined where its parts are not written in one place. */
export const turnBicepRoute = (route: UserRoute, syntaxOf: SyntaxOf): readonly Edit[] | undefined => {
  const way = wayAt(route.span, syntaxOf)
  const element = elementOn(way)?.element
  const isElement = element !== undefined && element.start === route.span.start && element.end === route.span.end
  const resource = resourceOn(way)
  const whole = isElement ? element : resource === undefined ? undefined : bodyOf(resource)
  const properties = whole === undefined ? undefined : entryOf(whole, 'properties')?.value
  const { file } = route.span
  if (properties?.kind !== 'object' || hasComment(textOf(file, properties))) return undefined
  const type = entryOf(properties, 'nextHopType')
  if (type?.value.kind !== 'string') return undefined
  const address = spelt(properties, 'nextHopIpAddress')
  const text = objectLike(
    file,
    properties,
    new Map<string, string | undefined>([
      [spelt(properties, 'nextHopType')!, quoted('Internet')],
      ...(address === undefined ? [] : ([[address, undefined]] as const)),
    ]),
  )
  return text === undefined ? undefined : [{ span: { file, start: properties.start, end: properties.end }, text }]
}

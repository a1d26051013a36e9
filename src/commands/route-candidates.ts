/** Destinations that need routes of their own in; the changes of the code that give them to the subnet's table, each yet to be proved, out. */
import { isBicepPath } from '../bicep/loader.ts'
import type { RouteTable, UserRoute } from '../model/kinds/route-table.ts'
import { formatRange } from '../net/address.ts'
import type { Remedy } from '../policy/remedy.ts'
import { bicepRoutes, turnBicepRoute } from './bicep-route.ts'
import type { Candidate, Code } from './fix-candidates.ts'
import { newTable } from './new-table.ts'
import { inlineRoutes, routeType, separateRoutes, turnRoute, type WantedRoute } from './route-block.ts'
import { freeName, styleOf } from './wanted-rule.ts'

export type RouteRemedy = Extract<Remedy, { readonly kind: 'route' }>

const tableKey = ({ span }: RouteTable): string => `${span.file.path}:${span.start}`
const nameKey = (table: RouteTable, name: string): string => `route ${tableKey(table)} ${name.toLowerCase()}`
const labelKey = (path: string, label: string): string => `label ${path.replace(/[^/]*$/, '')} ${routeType} ${label}`

const after = (taken: ReadonlySet<string>, prefix: string): readonly string[] =>
  [...taken].flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []))

/** `ApiManagement` → `api-management`, in the table's own style; of a prefix, what the policy calls it. */
const wordsOf = (destination: string, item: string): readonly string[] => {
  const text = /^[A-Za-z]/.test(destination) ? destination.replace(/([a-z0-9])([A-Z])/g, '$1-$2') : item
  return text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
}

const isTo = ({ destination }: UserRoute, text: string): boolean => {
  if (!destination.known || destination.value.kind === 'atom') return false
  const { value } = destination
  return (value.kind === 'tag' ? value.tag : formatRange(value.range)) === text
}

/** The route that is there leads elsewhere: it is led to Internet. */
function* turned(routes: readonly UserRoute[], destination: string, { bodyOf, syntaxOf }: Code): Generator<Candidate> {
  for (const route of routes) {
    if (!isTo(route, destination)) continue
    const edits = isBicepPath(route.span.file.path) ? turnBicepRoute(route, syntaxOf) : turnRoute(route, bodyOf)
    const name = route.name.known && route.name.sensitive !== true ? `\`${route.name.value}\`` : 'the route'
    if (edits !== undefined) yield { title: `lead ${name} to Internet`, edits, takes: [] }
  }
}

const newTableKey = ({ point: { subnet } }: RouteRemedy): string => `table of ${subnet.id}`

/** Routes in a table of their own, for a subnet that has none. */
function* withTable(remedy: RouteRemedy, item: string, code: Code, taken: ReadonlySet<string>): Generator<Candidate> {
  const key = newTableKey(remedy)
  // A second table would take the place of the first.
  if (taken.has(key)) return
  const used = new Set<string>()
  const wanted = remedy.destinations.map((destination): WantedRoute => {
    const name = freeName(styleOf([]), wordsOf(destination, item), used)
    used.add(name.toLowerCase())
    return { name, destination, nextHop: 'Internet' }
  })
  const made = newTable(remedy.point.subnet, wanted, code)
  if (made === undefined) return
  const to = wanted.map(({ destination }) => `\`${destination}\``).join(', ')
  const title = `add route table \`${made.name}\` with ${wanted.length === 1 ? 'a route' : 'routes'} from ${to} to Internet`
  yield { title, edits: made.edits, takes: [key] }
}

/** `item`: the last part of the judgement's code. */
export function* routeCandidates(remedy: RouteRemedy, item: string, code: Code, taken: ReadonlySet<string>): Generator<Candidate> {
  const { network, bodyOf } = code
  const { options } = network.routing.routeTableOf(remedy.point.subnet)
  const [only] = options
  // Where there may be another table, nobody but the author can say which.
  if (options.length !== 1 || only === undefined || only.to === 'external') return
  if (only.to === 'none') {
    yield* withTable(remedy, item, code, taken)
    return
  }
  const table = only.entity
  const { routes, more } = network.routing.routesIn(table)
  if (table.open || more.length > 0) return
  if (remedy.destinations.length === 1) yield* turned(routes, remedy.destinations[0]!, code)
  const names = routes.flatMap(({ name }) => (name.known ? [name.value] : (name.among ?? [])))
  const used = new Set([...names.map((name) => name.toLowerCase()), ...after(taken, `route ${tableKey(table)} `)])
  const style = styleOf(names)
  const wanted = remedy.destinations.map((destination): WantedRoute => {
    const name = freeName(style, wordsOf(destination, item), used)
    used.add(name.toLowerCase())
    return { name, destination, nextHop: 'Internet' }
  })
  const title =
    wanted.length === 1
      ? `add route \`${wanted[0]!.name}\` from \`${wanted[0]!.destination}\` to Internet`
      : `add routes from ${wanted.map(({ destination }) => `\`${destination}\``).join(', ')} to Internet`
  const takes = wanted.map(({ name }) => nameKey(table, name))
  const { path } = table.span.file
  if (isBicepPath(path)) {
    for (const edits of bicepRoutes(table, routes, wanted, code.syntaxOf)) yield { title, edits, takes }
    return
  }
  const labels = new Set([...code.labelsOf(routeType, path), ...after(taken, labelKey(path, ''))])
  const isSeparate = table.inlineRoutes.length === 0 && routes.length > 0
  const ways = isSeparate
    ? [separateRoutes(table, routes, wanted, bodyOf, labels)]
    : [inlineRoutes(table, wanted, bodyOf), ...(routes.length === 0 ? [separateRoutes(table, routes, wanted, bodyOf, labels)] : [])]
  for (const edits of ways) {
    if (edits === undefined) continue
    const own = edits.flatMap(({ text }) => [...text.matchAll(/resource "\w+" "(\w+)"/g)].map((match) => labelKey(path, match[1]!)))
    yield { title, edits, takes: [...takes, ...own] }
  }
}

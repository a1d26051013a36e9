/** A subnet without a route table and wanted routes in; the edits that write a table with them and put it on the subnet, out, in the language of the subnet. */
import type { ResourceDeclaration } from '../bicep/declarations.ts'
import { quoted as quotedInBicep } from '../bicep/literal.ts'
import { isBicepPath } from '../bicep/loader.ts'
import type { ObjectExpression } from '../bicep/syntax.ts'
import { wayTo } from '../bicep/way-to.ts'
import { behindLast, entryOf, textOf } from '../bicep/write-object.ts'
import { quoted } from '../hcl/literal.ts'
import { afterBlock, blockText, endsLine, newlineOf } from '../hcl/write-block.ts'
import type { Subnet } from '../model/kinds/subnet.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import type { Edit } from '../text/edit.ts'
import { inCamelCase, type SyntaxOf, symbolsIn } from './bicep-route.ts'
import type { Code } from './fix-candidates.ts'
import { routeLayout, tableType, type WantedRoute } from './route-block.ts'
import { attribute, blocksAt, isOne, isResource, movable } from './rule-block.ts'
import { freeName } from './wanted-rule.ts'

const associationType = 'azurerm_subnet_route_table_association'

export interface NewTable {
  /** Of the table. */
  readonly name: string
  readonly edits: readonly Edit[]
}

/** `snet-apim` → `apim`: tables are named after what they serve. */
const wordsOf = ({ name }: Subnet): readonly string[] =>
  (name.known && name.sensitive !== true ? name.value : 'subnet')
    .replace(/^(?:snet|subnet|sn)[-_]+/i, '')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')

const networkOf = (subnet: Subnet, { network }: Code): VirtualNetwork | undefined => {
  const [only, other] = network.link(subnet.virtualNetwork, 'virtual-network').options
  return only?.to === 'entity' && other === undefined ? only.entity : undefined
}

const folder = (path: string): string => path.replace(/[^/]*$/, '')

const inTerraform = (subnet: Subnet, home: VirtualNetwork, wanted: readonly WantedRoute[], code: Code): NewTable | undefined => {
  const { file } = subnet.span
  const [own, net] = [blocksAt(subnet.span, code.bodyOf)[0], blocksAt(home.span, code.bodyOf)[0]]
  if (own === undefined || net === undefined || !isResource(own, 'azurerm_subnet') || !isResource(net, 'azurerm_virtual_network'))
    return undefined
  if (!isOne(own) || !isOne(net) || !endsLine(file, own) || folder(home.span.file.path) !== folder(file.path)) return undefined
  const group = movable(file, attribute(own, 'resource_group_name'))
  const location = movable(home.span.file, attribute(net, 'location')) ?? `azurerm_virtual_network.${net.labels[1]!.text}.location`
  if (group === undefined) return undefined
  const label = own.labels[1]!.text
  const labels = new Set([...code.labelsOf(tableType, file.path), ...code.labelsOf(associationType, file.path)])
  const symbol = freeName((words) => words.join('_'), [label], labels)
  const name = ['rt', ...wordsOf(subnet)].join('-')
  const newline = newlineOf(file)
  const indents = { outer: '', inner: '  ' }
  const head = blockText(
    `resource "${tableType}" ${quoted(symbol)}`,
    [
      [
        ['name', quoted(name)],
        ['resource_group_name', group],
        ['location', location],
      ],
    ],
    indents,
    newline,
  ).slice(0, -1)
  const routes = wanted.map((route) => blockText('route', routeLayout(route), { outer: '  ', inner: '    ' }, newline) + newline)
  const association = blockText(
    `resource "${associationType}" ${quoted(symbol)}`,
    [
      [
        ['subnet_id', `azurerm_subnet.${label}.id`],
        ['route_table_id', `${tableType}.${symbol}.id`],
      ],
    ],
    indents,
    newline,
  )
  const text = `${newline}${newline}${head}${routes.map((one) => newline + one).join('')}}${newline}${newline}${association}`
  return { name, edits: [afterBlock(file, own, text)] }
}

interface Place {
  /** Of the outermost declaration in which it is. */
  readonly outer: ResourceDeclaration
  readonly body: ObjectExpression
}

/** A subnet as a resource, or as an element of its network's list; nothing where a loop makes it. */
const placeOf = ({ span: { file, start, end } }: Subnet | VirtualNetwork, syntaxOf: SyntaxOf): Place | undefined => {
  const syntax = syntaxOf(file)
  const way = syntax === undefined ? [] : wayTo(syntax.program, start, end)
  const [outer] = way
  if (outer?.kind !== 'resource' || way.some(({ kind }) => kind === 'for' || kind === 'if')) return undefined
  const element = way.at(-1)
  if (element?.kind === 'object' && element.start === start && element.end === end) return { outer, body: element }
  const resource = way.filter((part): part is ResourceDeclaration => part.kind === 'resource').at(-1)
  return resource?.body.kind === 'object' ? { outer, body: resource.body } : undefined
}

const inBicep = (subnet: Subnet, home: VirtualNetwork, wanted: readonly WantedRoute[], { syntaxOf }: Code): NewTable | undefined => {
  const { file } = subnet.span
  const [own, net] = [placeOf(subnet, syntaxOf), placeOf(home, syntaxOf)]
  const syntax = syntaxOf(file)
  const properties = own === undefined ? undefined : entryOf(own.body, 'properties')?.value
  if (own === undefined || syntax === undefined || home.span.file.path !== file.path || properties?.kind !== 'object') return undefined
  const location = net === undefined ? undefined : entryOf(net.body, 'location')?.value
  // Of this version is all that is written here.
  const version = net?.outer.type.kind === 'string' ? /@([\w-]+)'$/.exec(textOf(file, net.outer.type))?.[1] : undefined
  if (location === undefined || textOf(file, location).includes('\n') || entryOf(properties, 'routeTable') !== undefined) return undefined
  const words = wordsOf(subnet)
  const symbol = freeName(inCamelCase, [...(/^[0-9]/.test(words[0] ?? '0') ? ['subnet', ...words] : words), 'routes'], symbolsIn(syntax))
  const name = ['rt', ...words].join('-')
  const onSubnet = behindLast(file, properties, [`routeTable: { id: ${symbol}.id }`])
  if (onSubnet === undefined) return undefined
  const newline = newlineOf(file)
  const lines = [
    '',
    '',
    `resource ${symbol} 'Microsoft.Network/routeTables@${version ?? '2024-05-01'}' = {`,
    `  name: ${quotedInBicep(name)}`,
    `  location: ${textOf(file, location)}`,
    '  properties: {',
    '    routes: [',
    ...wanted.flatMap((route) => [
      '      {',
      `        name: ${quotedInBicep(route.name)}`,
      '        properties: {',
      `          addressPrefix: ${quotedInBicep(route.destination)}`,
      `          nextHopType: ${quotedInBicep(route.nextHop)}`,
      '        }',
      '      }',
    ]),
    '    ]',
    '  }',
    '}',
  ]
  const at = own.outer.end
  return { name, edits: [onSubnet, { span: { file, start: at, end: at }, text: lines.join(newline) }] }
}

/** Undefined where the subnet is made with others, or where it is not known what the table would share with its network. */
export const newTable = (subnet: Subnet, wanted: readonly WantedRoute[], code: Code): NewTable | undefined => {
  const home = networkOf(subnet, code)
  if (home === undefined || subnet.open) return undefined
  return (isBicepPath(subnet.span.file.path) ? inBicep : inTerraform)(subnet, home, wanted, code)
}

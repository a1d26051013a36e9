/** A model that was exported: JSON in, what it says of its networks out; the shapes here are the published form. */
import { readJson } from '../data/json.ts'
import { describe } from '../data/tree.ts'
import type { ImportedModel, ImportedNetwork, ImportedTarget, Said } from '../model/imported.ts'
import { type AddressRange, parseAddressRange } from '../net/address.ts'
import type { Range } from '../net/ranges.ts'
import type { Sink } from '../text/diagnostic.ts'
import type { SourceFile } from '../text/source.ts'
import { beginReading, flag, type JsonSchema, listOf, oneOf, optional, record, refine, required, type Shape } from './shape.ts'

/** Any text, an empty one too. */
const word: Shape<string> = {
  read: (tree, reading) =>
    tree.kind === 'scalar' && typeof tree.value === 'string'
      ? tree.value
      : reading.mistake('wrong-type', `text was expected here, not ${describe(tree)}`, tree.span),
  schema: { type: 'string' },
}

const integer: Shape<number> = {
  read: (tree, reading) =>
    tree.kind === 'scalar' && typeof tree.value === 'number' && Number.isInteger(tree.value)
      ? tree.value
      : reading.mistake('wrong-type', `a number was expected here, not ${describe(tree)}`, tree.span),
  schema: { type: 'integer', minimum: 0 },
}

const nothing: Shape<null> = {
  read: (tree, reading) =>
    tree.kind === 'scalar' && tree.value === null ? null : reading.mistake('wrong-type', 'null was expected here', tree.span),
  schema: { type: 'null' },
}

const unknown = refine(
  record('what is not known', { unknown: required(listOf(word), 'why it is not known') }),
  ({ unknown: why, tree }) => ({
    unknown: why,
    span: tree.span,
  }),
)

/** A value, or why it is not known. */
const said = <T>(shape: Shape<T>): Shape<Said<T>> => ({
  read: (tree, reading) => {
    if (tree.kind === 'map' && tree.entries.some(({ key }) => key === 'unknown')) return unknown.read(tree, reading)
    const value = shape.read(tree, reading)
    return value === undefined ? undefined : { value, span: tree.span }
  },
  schema: { anyOf: [shape.schema, unknown.schema] },
})

const either = <A, B>(a: Shape<A>, b: Shape<B>, isA: (kind: string) => boolean): Shape<A | B> => ({
  read: (tree, reading) =>
    (isA(tree.kind === 'scalar' ? (tree.value === null ? 'null' : typeof tree.value) : tree.kind) ? a : b).read(tree, reading),
  schema: { anyOf: [a.schema, b.schema] },
})

const range: Shape<AddressRange> = {
  read: (tree, reading) => {
    const text = word.read(tree, reading)
    const found = text === undefined ? undefined : parseAddressRange(text)
    if (found === undefined || !('problem' in found)) return found
    return reading.mistake('not-a-prefix', `\`${text}\` is no prefix`, tree.span)
  },
  schema: { type: 'string' },
}

const prefix = said(range)
const prefixes = said(listOf(prefix))
const address = required(word, 'address of its declaration')
const line = required(word, '`file:line` of its declaration')
const name = required(said(word), 'its name')
const perhaps = optional(listOf(word), 'it may not be there, for these reasons; absent: it surely is')
const placed = { address, line, name, perhaps }

const subnet = record('a subnet', {
  ...placed,
  prefixes: required(prefixes, 'its prefixes'),
  networkSecurityGroup: required(
    said(either(nothing, word, (kind) => kind === 'null')),
    'address of its network security group; null: none',
  ),
  routeTable: required(said(either(nothing, word, (kind) => kind === 'null')), 'address of its route table; null: none'),
  serviceEndpoints: required(said(listOf(word)), 'services that it has endpoints for'),
  defaultOutbound: optional(said(flag), 'it has a way to Internet though nothing gives it one; absent: not said'),
  besides: optional(listOf(word), 'what stops or turns packets in it, beside its group, and is not told here; absent: not said'),
  defaultRoute: required(
    record('a default route', {
      hops: required(
        listOf(
          record('a next hop', {
            kind: required(
              oneOf([
                'internet',
                'virtual-appliance',
                'virtual-network-gateway',
                'virtual-network',
                'vnet-peering',
                'service-endpoint',
                'private-endpoint',
                'platform',
                'none',
                'unknown',
              ]),
              'what it is',
            ),
            address: optional(prefix, 'of an appliance'),
          }),
        ),
        'one where that is known, else each that is possible',
      ),
      dependsOn: required(listOf(word), 'what it depends on'),
    }),
    'where 0.0.0.0/0 leads',
  ),
})

const target: Shape<ImportedTarget> = {
  read: (tree, reading) => {
    const read = targetRecord.read(tree, reading)
    if (read === undefined) return undefined
    const { span } = tree
    if (read.address !== undefined) return { by: 'address', address: read.address, span }
    if (read.id !== undefined) return { by: 'id', id: read.id, span }
    if (read.name !== undefined)
      return { by: 'name', name: read.name, ...(read.resourceGroup === undefined ? {} : { resourceGroup: read.resourceGroup }), span }
    return { by: 'unknown', unknown: read.unknown ?? [], span }
  },
  get schema() {
    return targetRecord.schema
  },
}
const targetRecord = record('whom it means', {
  address: optional(word, 'address of a declaration of this root'),
  id: optional(word, 'full resource id'),
  name: optional(word, 'name'),
  resourceGroup: optional(word, 'resource group of that name'),
  unknown: optional(listOf(word), 'why that is not known'),
})

const peering = record('a peering', {
  address,
  line,
  perhaps,
  to: required(target, 'the network that it leads to'),
  connected: required(flag, 'both sides surely are there and let all of the other in'),
  whole: required(flag, 'as far as its own side says it, all of the other is let in'),
  allowForwardedTraffic: required(said(flag), 'as on its own side'),
  allowGatewayTransit: required(said(flag), 'as on its own side'),
  useRemoteGateways: required(said(flag), 'as on its own side'),
})

const gateway = record('a gateway', {
  ...placed,
  type: required(said(oneOf(['vpn', 'express-route'])), 'what it is'),
  bgp: required(said(flag), 'whether it speaks BGP'),
  connections: required(
    listOf(
      record('a connection', {
        address,
        type: required(said(oneOf(['site', 'circuit', 'network'])), 'what it leads to'),
        bgp: required(said(flag), 'whether routes are exchanged by BGP'),
        site: required(
          said(either(nothing, record('a site', { address, prefixes: required(prefixes, 'what is there') }), (kind) => kind === 'null')),
          'what it was told is there; null: it leads to no site',
        ),
      }),
    ),
    'its connections',
  ),
  clients: required(prefixes, 'pools of clients that dial in'),
})

const network: Shape<ImportedNetwork> = refine(
  record('a virtual network', {
    ...placed,
    resourceGroup: required(said(word), 'name of its resource group'),
    location: required(said(word), 'its region'),
    prefixes: required(prefixes, 'its address space'),
    open: required(flag, 'only referred to: what is not said here is not known'),
    subnets: required(listOf(subnet), 'its subnets'),
    moreSubnets: optional(integer, 'how many more there are, where not all are told'),
    peerings: required(listOf(peering), 'peerings as its own side says them'),
    gateways: required(listOf(gateway), 'its gateways'),
    privateEndpoints: required(
      listOf(
        record('a private endpoint', {
          address,
          subnet: required(word, 'address of its subnet'),
          addresses: required(listOf(prefix), 'its addresses'),
        }),
      ),
      'private endpoints in it',
    ),
    more: required(listOf(word), 'why there may be more routes, gateways or endpoints than are said here; empty: there are none'),
  }),
  ({ tree, ...read }) => ({ ...read, moreSubnets: read.moreSubnets ?? 0, span: tree.span }),
)

const firewall = refine(
  record('a firewall', {
    ...placed,
    virtualNetwork: required(said(word), 'address of the virtual network it is in'),
    subnet: optional(said(word), 'address of its subnet'),
    privateAddress: required(prefix, 'its address'),
  }),
  ({ tree, ...read }) => ({ ...read, span: tree.span }),
)

const table = refine(
  record('a route table', {
    ...placed,
    routes: required(
      listOf(
        record('a route', {
          name,
          destination: required(said(word), 'prefix or service tag'),
          nextHop: required(said(word), 'kind of its next hop'),
          address: optional(prefix, 'of an appliance'),
          line,
          perhaps,
        }),
      ),
      'its routes',
    ),
    more: optional(listOf(word), 'why it may have more; empty: it has not; absent: not said'),
    propagation: required(said(flag), 'whether routes of gateways come in'),
  }),
  ({ tree, ...read }) => ({ ...read, span: tree.span }),
)

const portText: Shape<Range> = {
  read: (tree, reading) => {
    const text = word.read(tree, reading)
    const found = text === undefined ? null : /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text)
    if (text === undefined) return undefined
    if (found === null) return reading.mistake('wrong-type', `\`${text}\` is no port and no range of ports`, tree.span)
    return { first: Number(found[1]), last: Number(found[2] ?? found[1]) }
  },
  schema: { type: 'string', pattern: '^[0-9]{1,5}(-[0-9]{1,5})?$' },
}
const portTexts = said(listOf(portText))
const endTexts = said(listOf(said(word)))

const group = refine(
  record('a network security group', {
    ...placed,
    rules: required(
      listOf(
        refine(
          record('a rule', {
            name,
            line,
            perhaps,
            priority: required(said(integer), 'its priority'),
            direction: required(said(oneOf(['inbound', 'outbound'])), 'its direction'),
            access: required(said(oneOf(['allow', 'deny'])), 'what it does'),
            protocol: required(said(oneOf(['tcp', 'udp', 'icmp', 'esp', 'ah', 'any'])), 'its protocol'),
            sourcePorts: required(portTexts, 'source ports'),
            destinationPorts: required(portTexts, 'destination ports'),
            source: required(endTexts, 'prefixes, service tags, `*`'),
            destination: required(endTexts, 'prefixes, service tags, `*`'),
          }),
          ({ tree, ...read }) => ({ ...read, span: tree.span }),
        ),
      ),
      'its rules',
    ),
    more: required(listOf(word), 'why it may have more; empty: it has not'),
  }),
  ({ tree, ...read }) => ({ ...read, span: tree.span }),
)

const root = record('a root', {
  root: required(word, 'its name'),
  virtualNetworks: required(listOf(network), 'virtual networks'),
  otherSubnets: required(listOf(subnet), 'subnets of virtual networks that are not known'),
  firewalls: required(listOf(firewall), 'Azure Firewalls'),
  routeTables: required(listOf(table), 'route tables'),
  networkSecurityGroups: optional(listOf(group), 'network security groups; absent: not said'),
  assumed: required(listOf(word), 'assumptions that it leans on'),
  unread: required(listOf(word), 'code that could not be read, and may declare more'),
})

const format: Shape<1> = {
  read: (tree, reading) =>
    tree.kind === 'scalar' && tree.value === 1
      ? 1
      : reading.mistake('unknown-format', `${describe(tree)} is no form of models that this version reads`, tree.span, 'it reads form 1'),
  schema: { const: 1 },
}

export const modelShape = record('a model', {
  format: required(format, 'version of this form'),
  tool: required(record('a tool', { name: required(word, 'name'), version: required(word, 'version') }), 'what wrote it'),
  roots: required(listOf(root), 'the network of each root'),
})

/** Mistakes are errors, and what is read with one says nothing. */
export const readModel = (file: SourceFile, sink: Sink): ImportedModel | undefined => {
  const tree = readJson(file, sink)
  const reading = beginReading('model', sink)
  const read = tree === undefined ? undefined : modelShape.read(tree, reading)
  if (read === undefined) return undefined
  return {
    path: file.path,
    roots: read.roots.map(({ root: own, virtualNetworks, firewalls, routeTables, networkSecurityGroups, unread }) => ({
      root: own,
      networks: virtualNetworks,
      firewalls,
      tables: routeTables,
      groups: networkSecurityGroups ?? [],
      unread,
    })),
  }
}

export const modelSchema = (): JsonSchema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'VNetProof model of a network',
  ...modelShape.schema,
})

/** A file of assumptions: YAML in, what a person vouches for beyond the code out; every mistake is told at its place, and with one nothing is assumed. */
import { findTag, tagNames } from '../azure/service-tags.ts'
import { readYaml } from '../data/yaml.ts'
import {
  type Assumed,
  type AssumedDnsServer,
  type AssumedFirewall,
  type AssumedModel,
  type AssumedNetwork,
  type AssumedRule,
  type Assumptions,
  noAssumptions,
} from '../model/assumptions.ts'
import { type AddressRange, formatRange, parseAddressRange } from '../net/address.ts'
import { budget } from '../text/budget.ts'
import type { Sink } from '../text/diagnostic.ts'
import { type SourceFile, type Span, topOf } from '../text/source.ts'
import { path } from './configuration.ts'
import {
  beginReading,
  flag,
  headOf,
  type Located,
  listOf,
  meant,
  oneOf,
  optional,
  type Reading,
  record,
  refine,
  required,
  type Shape,
  text,
  written,
} from './shape.ts'

/** What a shape reads, with its place. */
const placed = <T>(shape: Shape<T>): Shape<Assumed<T>> => ({
  read: (tree, reading) => {
    const value = shape.read(tree, reading)
    return value === undefined ? undefined : { value, span: tree.span }
  },
  schema: shape.schema,
})

interface Keyed<K, T> {
  readonly key: Assumed<K>
  readonly value: T
}

/** A map whose keys say something themselves; keys that say the same are told. */
const keyed = <K, T>(key: Shape<K>, wordFor: (key: K) => string, value: Shape<T>): Shape<readonly Keyed<K, T>[]> => ({
  read: (tree, reading) => {
    if (tree.kind !== 'map') return reading.mistake('wrong-type', 'a map was expected here', tree.span)
    const found = new Map<string, Keyed<K, T>>()
    let whole = true
    for (const entry of tree.entries) {
      const one = key.read({ kind: 'scalar', value: entry.key, raw: entry.key, span: entry.keySpan }, reading)
      const other = value.read(entry.value, reading)
      if (one === undefined || other === undefined) {
        whole = false
        continue
      }
      const word = wordFor(one)
      if (found.has(word)) whole = reading.mistake('said-twice', `\`${word}\` is here twice`, entry.keySpan, 'keep one of them') ?? false
      else found.set(word, { key: { value: one, span: entry.keySpan }, value: other })
    }
    return whole ? [...found.values()] : undefined
  },
  schema: {
    type: 'object',
    additionalProperties: value.schema,
    ...(key.schema.pattern === undefined ? {} : { propertyNames: key.schema }),
  },
})

const readRange = ({ text: written, span }: Located, reading: Reading): AddressRange | undefined => {
  const range = parseAddressRange(written)
  if (!('problem' in range) && !written.includes('-')) return range
  if ('problem' in range && range.problem === 'host-bits')
    return reading.mistake('host-bits', `\`${written}\` has bits set beyond its prefix length`, span, `did you mean \`${range.prefix}\`?`)
  return reading.mistake('not-a-prefix', `\`${written}\` is no prefix`, span, 'write it as `10.0.0.0/16`')
}

const prefix: Shape<Assumed<AddressRange>> = placed(refine(text('a prefix'), readRange))

/** Whoever writes it means that it is advertised. */
const site: Shape<Assumed<AddressRange>> = refine(prefix, (assumed, reading) =>
  /\/0$/.test(formatRange(assumed.value))
    ? reading.mistake(
        'every-address',
        `\`${formatRange(assumed.value)}\` is every address, not the space of a network`,
        assumed.span,
        'a default route that gateways learn belongs in `on-premises.advertises`',
      )
    : assumed,
)

const address: Shape<AddressRange> = refine(text('an address'), (located, reading) => {
  const range = parseAddressRange(located.text)
  if (!('problem' in range) && range.first === range.last && !/[/-]/.test(located.text)) return range
  return reading.mistake('not-an-address', `\`${located.text}\` is no address`, located.span, 'write one address: `10.0.0.4`')
})

/** https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4; underscores stand in names of services. */
const isDomain = (name: string): boolean =>
  name.length <= 253 && name.split('.').every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label))

const domain: Shape<string> = refine(text('a domain'), ({ text: written, span }, reading) => {
  if (written === '.') return written
  const name = written.toLowerCase().replace(/\.$/, '')
  if (isDomain(name)) return name
  const below = name.replace(/^\*?\./, '')
  const help = isDomain(below)
    ? `write \`${below}\`: it stands for all names below it`
    : 'write it as `corp.example`, or `.` for every name'
  return reading.mistake('not-a-domain', `\`${written}\` is no domain`, span, help)
})

const port = (digits: string | undefined): number | undefined =>
  digits !== undefined && /^\d{1,5}$/.test(digits) && Number(digits) <= 65535 ? Number(digits) : undefined

const ports: Shape<AssumedRule['ports'][number]> = refine(
  written('a port or a range of ports', {
    anyOf: [
      { type: 'integer', minimum: 0, maximum: 65535 },
      { type: 'string', pattern: '^\\d+(\\s*-\\s*\\d+)?$' },
    ],
  }),
  ({ text: wrote, span }, reading) => {
    const ends = /^(\d+)(?:\s*-\s*(\d+))?$/.exec(wrote)
    const first = port(ends?.[1])
    const last = ends?.[2] === undefined ? first : port(ends[2])
    if (first === undefined || last === undefined)
      return reading.mistake('impossible-port', `\`${wrote}\` is no port`, span, 'ports are 0 to 65535, ranges are written `8080-8090`')
    if (last >= first) return { first, last }
    return reading.mistake('impossible-port', `the range \`${wrote}\` is reversed`, span, `did you mean \`${last}-${first}\`?`)
  },
)

const isHost = (name: string): boolean => name.includes('.') && isDomain(name.toLowerCase().replace(/^\*\./, ''))

const target: Shape<string> = refine(text('a prefix, a service tag or a host name'), (located, reading) => {
  const { text: name, span } = located
  const tag = findTag(name)
  if (tag !== undefined) return name
  // `Storage.WestEurop` begins as Azure spells a tag; `sql.example` does not.
  const base = findTag(name.slice(0, Math.max(0, name.indexOf('.'))))
  if (base !== undefined && name.startsWith(`${base.base}.`) && name.split('.').length === 2) {
    const help = base.regional ? `is there such a region? \`${base.base}\` alone means all of them` : `write \`${base.base}\``
    return reading.mistake('unknown-tag', `the tag \`${base.base}\` has no form \`${name}\``, span, help)
  }
  // What ends in digits was meant as an address: https://www.rfc-editor.org/rfc/rfc3696#section-2
  if (isHost(name) && !/(^|\.)\d+$/.test(name)) return name
  if (/^[A-Za-z][^/:]*$/.test(name))
    return reading.mistake(
      'unknown-tag',
      `\`${name}\` is no service tag and no host name`,
      span,
      meant(name, tagNames, 'write a service tag, a prefix, or a name like `login.microsoftonline.com`'),
    )
  return readRange(located, reading) === undefined ? undefined : name
})

const rule: Shape<AssumedRule> = refine(
  record('what is let through', {
    to: required(target, 'prefix, service tag or host name (`*.example.com`)'),
    ports: optional(
      listOf(ports, { orOne: true, empty: 'without a port nothing is let through: leave `ports` out to mean every port' }),
      'default: every port',
    ),
  }),
  ({ tree, to, ports: some }): AssumedRule => ({ to, ports: some ?? [], span: tree.span }),
)

type Server = Omit<AssumedDnsServer, 'address' | 'span' | 'place'>

const forwards = optional(
  refine(
    keyed(domain, (name) => name, placed(address)),
    (entries) => new Map(entries.map(({ key, value }) => [key.value, value])),
  ),
  'domain → server that is asked for names in it; `.` is every name that no other domain here holds',
)

const cloudServer = refine(
  record('a DNS server', {
    place: optional(oneOf(['azure', 'on-premises']), 'where its questions come from: 168.63.129.16 answers inside Azure alone'),
    forwards,
  }),
  (read): Server & Pick<AssumedDnsServer, 'place'> => ({
    ...(read.place === undefined ? {} : { place: read.place }),
    forwards: read.forwards ?? new Map(),
  }),
)

const siteServer = refine(record('a DNS server', { forwards }), (read): Server => ({ forwards: read.forwards ?? new Map() }))

const serversOf = <T extends Server>(server: Shape<T>) => keyed(address, formatRange, server)

const onPremises = record('`on-premises`', {
  prefixes: optional(listOf(site, { orOne: true }), 'address space there; `[]` says that there is none'),
  advertises: optional(
    listOf(prefix, { orOne: true }),
    'what gateways learn from there by BGP, over VPN or ExpressRoute; `[]` says that they learn nothing; default: not known',
  ),
  'dns-servers': optional(serversOf(siteServer), 'DNS servers there, by address'),
})

const firewall: Shape<Omit<AssumedFirewall, 'address' | 'span'>> = refine(
  record('a firewall', {
    'dns-proxy': optional(placed(flag), 'whether it answers DNS for others'),
    allows: optional(listOf(rule), 'what it surely lets through; of the rest nothing is said'),
  }),
  (read) => ({
    ...(read['dns-proxy'] === undefined ? {} : { dnsProxy: read['dns-proxy'] }),
    ...(read.allows === undefined ? {} : { allows: read.allows }),
  }),
)

const networkId = '^/subscriptions/[^/]+/resource[gG]roups/[^/]+/providers/Microsoft\\.Network/virtualNetworks/[^/]+$'

const id: Shape<Located> = refine(text('the id of a virtual network', { pattern: networkId }), (located, reading) =>
  new RegExp(networkId, 'i').test(located.text)
    ? located
    : reading.mistake(
        'malformed-id',
        `\`${located.text}\` is no id of a virtual network`,
        located.span,
        'write `/subscriptions/…/resourceGroups/…/providers/Microsoft.Network/virtualNetworks/…` whole',
      ),
)

const network: Shape<Omit<AssumedNetwork, 'name' | 'span'>> = refine(
  record('a virtual network', {
    id: optional(id, 'its full resource id'),
    prefixes: required(listOf(site, { orOne: true, empty: 'a virtual network has at least one prefix' }), 'its address space, whole'),
    'peered-with': optional(
      listOf(placed(text('a virtual network')), { orOne: true }),
      'names or ids of its peers, all of them; default: not known',
    ),
  }),
  (read) => ({
    ...(read.id === undefined ? {} : { id: read.id.text }),
    prefixes: read.prefixes,
    ...(read['peered-with'] === undefined
      ? {}
      : { peeredWith: read['peered-with'].map(({ value, span }) => ({ value: value.text, span })) }),
  }),
)

const subscription: Shape<string> = refine(
  text('a subscription', { pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' }),
  ({ text: id, span }, reading) =>
    /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)
      ? id
      : reading.mistake('malformed-id', `\`${id}\` is no id of a subscription`, span, 'write it as `00000000-0000-0000-0000-000000000000`'),
)

const modelRecord = refine(
  record('a model', {
    file: required(path, 'path of what `vnetproof model --format json` wrote'),
    subscription: optional(subscription, 'that its resources are in, so that ids name them'),
  }),
  ({ file, subscription: own, tree }): AssumedModel => ({
    path: file.text.replace(/^\.\//, ''),
    ...(own === undefined ? {} : { subscription: own }),
    span: tree.span,
  }),
)

const model: Shape<AssumedModel> = {
  read: (tree, reading) => {
    if (tree.kind === 'map') return modelRecord.read(tree, reading)
    const file = path.read(tree, reading)
    return file === undefined ? undefined : { path: file.text.replace(/^\.\//, ''), span: file.span }
  },
  schema: { anyOf: [path.schema, modelRecord.schema] },
}

const name: Shape<string> = refine(text('a name'), (located) => located.text)

export const assumptionsShape = record('the assumptions', {
  'on-premises': optional(placed(onPremises), 'the network at the other end of VPN and ExpressRoute'),
  'dns-servers': optional(serversOf(cloudServer), 'DNS servers that the code only names by their addresses'),
  firewalls: optional(keyed(address, formatRange, firewall), 'appliances that the code does not declare, or not whole, by address'),
  'virtual-networks': optional(
    keyed(name, (word) => word.toLowerCase(), network),
    'virtual networks that the code refers to and does not declare, by the name that it uses for them',
  ),
  models: optional(listOf(model, { orOne: true }), 'networks of other repositories, as `vnetproof model` exported them'),
  subscription: optional(placed(subscription), 'that the code deploys to, so that ids written elsewhere name what it declares'),
  'virtual-network-includes-default-route': optional(
    placed(flag),
    'whether a route 0.0.0.0/0 to an appliance or a gateway makes the service tag `VirtualNetwork` hold every address; default: as users report, it does, and no error follows from that alone',
  ),
  cloud: optional(placed(oneOf(['public', 'government', 'china'])), 'which Azure it is; default: as the code says'),
})

/** One list of both, each address once. */
const allServers = (
  inCloud: readonly Keyed<AddressRange, Server & Pick<AssumedDnsServer, 'place'>>[],
  onSite: readonly Keyed<AddressRange, Server>[],
  reading: Reading,
): readonly AssumedDnsServer[] => {
  const known = new Set(inCloud.map(({ key }) => formatRange(key.value)))
  for (const { key } of onSite)
    if (known.has(formatRange(key.value)))
      reading.mistake('said-twice', `\`${formatRange(key.value)}\` is in \`dns-servers\` too`, key.span, 'keep one of them')
  return [
    ...inCloud.map(({ key, value }) => ({ address: key.value, ...value, span: key.span })),
    ...onSite.map(({ key, value }) => ({ address: key.value, ...value, place: 'on-premises' as const, span: key.span })),
  ]
}

/** Reads a file of assumptions. Mistakes are errors. */
export const readAssumptions = (file: SourceFile, sink: Sink): Assumptions => {
  const tree = readYaml(file, sink)
  if (tree === undefined || (tree.kind === 'scalar' && tree.value === null)) return noAssumptions
  const reading = beginReading('assumptions', sink)
  if (tree.kind !== 'map') {
    reading.mistake('wrong-type', 'assumptions are a map', tree.kind === 'scalar' ? topOf(file) : tree.span)
    return noAssumptions
  }
  const read = assumptionsShape.read(tree, reading)
  if (read === undefined) return noAssumptions
  const there = read['on-premises']
  const entryOf = (key: string): Span =>
    there?.value.tree.entries.find((entry) => entry.key === key)?.keySpan ?? there?.span ?? headOf(tree)
  const dnsServers = allServers(read['dns-servers'] ?? [], there?.value['dns-servers'] ?? [], reading)
  const prefixes = [
    ...(there?.value.prefixes ?? []),
    ...(there?.value.advertises ?? []),
    ...(read['virtual-networks'] ?? []).flatMap(({ value }) => value.prefixes),
  ]
  if (prefixes.length > budget.assumedPrefixes)
    reading.mistake('too-many', `${prefixes.length} prefixes are assumed, and ${budget.assumedPrefixes} may be`, prefixes[0]!.span)
  if (reading.mistakes() > 0) return noAssumptions
  return {
    ...(there === undefined
      ? {}
      : {
          onPremises: {
            ...(there.value.prefixes === undefined ? {} : { prefixes: there.value.prefixes }),
            ...(there.value.advertises === undefined
              ? {}
              : { advertises: { prefixes: there.value.advertises, span: entryOf('advertises') } }),
            span: tree.entries.find((entry) => entry.key === 'on-premises')?.keySpan ?? there.span,
          },
        }),
    dnsServers,
    firewalls: (read.firewalls ?? []).map(({ key, value }) => ({ address: key.value, ...value, span: key.span })),
    virtualNetworks: (read['virtual-networks'] ?? []).map(({ key, value }) => ({ name: key.value, ...value, span: key.span })),
    ...(read.models === undefined ? {} : { models: read.models }),
    ...(read.subscription === undefined ? {} : { subscription: read.subscription }),
    ...(read.cloud === undefined ? {} : { cloud: read.cloud }),
    ...(read['virtual-network-includes-default-route'] === undefined
      ? {}
      : { virtualNetworkIncludesDefaultRoute: read['virtual-network-includes-default-route'] }),
  }
}

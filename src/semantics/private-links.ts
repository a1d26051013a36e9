/** Public names of services come in; the names that private endpoints give them go out, with whether there is such an endpoint and which records it has. */
import { type Cloud, isZoneOf, type ZoneRow, zoneRows } from '../azure/private-link-zones.ts'
import { codeOfRegion } from '../azure/region-codes.ts'
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import { type Fact, known } from '../model/entity.ts'
import { compareNames, nameKey } from '../model/identity.ts'
import type { PrivateEndpoint } from '../model/kinds/private-endpoint.ts'
import type { GroupIn } from '../model/naming.ts'
import type { Network } from '../model/network.ts'
import type { LeadsTo } from '../model/targeting.ts'
import { domainsOf } from '../net/domain.ts'
import type { Span } from '../text/source.ts'
import type { HostName } from './dns-path.ts'
import { moved } from './host-name.ts'

/** What a public name becomes where there is a private endpoint. */
export interface LinkedName {
  /** Undefined: in which zone is not known. */
  readonly name: HostName | undefined
  readonly rows: readonly ZoneRow[]
}

const byDomain = new Map<string, { readonly row: ZoneRow; readonly zones: readonly string[] }[]>()
const patterns: { readonly labels: number; readonly domain: RegExp }[] = []
for (const row of zoneRows)
  for (const [index, domain] of row.publicDomains.entries()) {
    const { zones, publicDomains } = row
    // Where a row has more of one than of the other, most still go together: `privatelink.` before the domain.
    const alike = zones.find((zone) => zone === `privatelink.${domain}`)
    const own = zones.length === publicDomains.length ? [zones[index]!] : alike === undefined ? zones : [alike]
    if (domain.includes('{')) {
      const text = domain.replace(/[.]/g, '\\.').replace(/\{[^}]*\}/g, '[^.]+')
      patterns.push({ labels: domain.split('.').length, domain: new RegExp(`^${text}$`) })
      continue
    }
    const list = byDomain.get(domain)
    if (list === undefined) byDomain.set(domain, [{ row, zones: own }])
    else list.push({ row, zones: own })
  }

/** Undefined: no private endpoint gives such a name another one. */
export const linkedNameOf = (name: HostName): LinkedName | undefined => {
  for (const domain of domainsOf(name.domain)) {
    if (name.host === undefined && name.domain === domain) continue
    const labels = domain.split('.').length
    if (patterns.some((pattern) => pattern.labels === labels && pattern.domain.test(domain))) return { name: undefined, rows: [] }
    const found = byDomain.get(domain)
    if (found === undefined) continue
    const zones = new Set(found.flatMap((one) => one.zones))
    const [zone] = zones
    const clear = zones.size === 1 && zone !== undefined && !zone.includes('{')
    return { name: clear ? moved(name, domain, zone) : undefined, rows: found.map(({ row }) => row) }
  }
  return undefined
}

/** Types whose endpoints have one record, called as the resource. */
const plain: ReadonlySet<string> = new Set([
  'microsoft.keyvault/vaults',
  'microsoft.keyvault/managedhsms',
  'microsoft.storage/storageaccounts',
  'microsoft.sql/servers',
  'microsoft.eventhub/namespaces',
  'microsoft.servicebus/namespaces',
  'microsoft.relay/namespaces',
  'microsoft.cache/redis',
  'microsoft.search/searchservices',
  'microsoft.appconfiguration/configurationstores',
  'microsoft.signalrservice/signalr',
  'microsoft.signalrservice/webpubsub',
  'microsoft.apimanagement/service',
])

/** The same, with further records whose names have more than one label or an ending: https://learn.microsoft.com/azure/private-link/private-endpoint-dns */
const alsoCalledSo: ReadonlySet<string> = new Set([
  'microsoft.web/sites',
  'microsoft.documentdb/databaseaccounts',
  'microsoft.containerregistry/registries',
])

/** Types whose public names begin with the name of the resource; others have names that Azure makes: https://learn.microsoft.com/azure/private-link/private-endpoint-dns */
const calledByName: ReadonlySet<string> = new Set([
  ...plain,
  ...alsoCalledSo,
  'microsoft.dbforpostgresql/flexibleservers',
  'microsoft.dbformysql/flexibleservers',
])

export const isCalledByName = (type: string): boolean => calledByName.has(type)

export interface EndpointRecord {
  readonly name: Fact<string>
  readonly endpoint: PrivateEndpoint
  readonly certain: boolean
  readonly doubts: readonly Doubt[]
  readonly group: GroupIn
}

const ending = (name: Fact<string>, end: string): Fact<string> => {
  if (name.known) return known(`${name.value}${end}`, name.origin)
  return { known: false, doubts: name.doubts, origin: name.origin, pieces: [...(name.pieces ?? [{}]), end] }
}

const unread = (endpoint: PrivateEndpoint, zone: string): Doubt => ({
  reason: 'unsupported',
  what: `records of \`${endpoint.id}\` in \`${zone}\``,
  span: endpoint.span,
})

/** A slot of an app is `sites-` and its name: https://learn.microsoft.com/azure/app-service/overview-private-endpoint */
const slotIn = (subresource: string, type: string | undefined): string | undefined =>
  type === 'microsoft.web/sites' && subresource.startsWith('sites-') ? subresource.slice('sites-'.length) : undefined

const partOf = (subresource: string, type: string | undefined): string => (slotIn(subresource, type) === undefined ? subresource : 'sites')

/** Whether a row of the table is about this subresource of the resource. */
const isAbout = (row: ZoneRow, { connection, type }: LeadsTo): 'yes' | 'no' | 'maybe' => {
  if (type !== undefined && row.type !== type) return 'no'
  const { subresources } = connection
  if (!subresources.known) return 'maybe'
  if (!row.subresources.some((one) => subresources.value.some((sub) => partOf(sub, type) === one))) return 'no'
  return type === undefined ? 'maybe' : 'yes'
}

export type ZoneFit = 'right' | 'wrong' | 'unknown'

const isCalled = (zones: readonly string[], name: string): boolean => zones.some((zone) => isZoneOf(zone, name))

/** A zone of the region of what the endpoint leads to; as it stands where that is not known. */
const inRegion = (zone: string, { target }: LeadsTo): string => {
  const region = target?.location.known ? target.location.value : undefined
  if (region === undefined) return zone
  return zone.replace(/\{region(?:Name)?\}/g, region).replace(/\{regionCode\}/g, codeOfRegion(region) ?? '{regionCode}')
}

/** The zones that records of what the endpoint leads to belong in; undefined where that is not known. Regions and the like stand in braces where they are not known. */
export const zonesFor = (leads: LeadsTo): readonly string[] | undefined => {
  if (leads.type === undefined || !leads.connection.subresources.known) return undefined
  const rows = zoneRows.filter((row) => isAbout(row, leads) === 'yes')
  return rows.length === 0 ? undefined : rows.flatMap(({ zones }) => zones.map((zone) => inRegion(zone, leads)))
}

/** Subresources that Azure has for that type of resource, where none of those that are asked for is one of them; undefined where that is not so, or not known. */
export const otherSubresources = ({ type, connection: { subresources } }: LeadsTo): readonly string[] | undefined => {
  if (type === undefined || !subresources.known || subresources.value.length === 0) return undefined
  const told = [...new Set(zoneRows.flatMap((row) => (row.type === type ? row.subresources : [])))]
  return told.length === 0 || subresources.value.some((one) => told.includes(partOf(one, type))) ? undefined : told
}

/** Other clouds than the public one, by the ends of their zones' names. */
const ends: readonly (readonly [cloud: Cloud, end: RegExp])[] = [
  ['government', /\.(?:us|usgovcloudapi\.net)$/],
  ['china', /\.cn$/],
]

/** Records are made only where the zone is the one that Azure has for the subresource: https://learn.microsoft.com/azure/private-link/private-endpoint-dns */
export const fitOf = (leads: LeadsTo, zone: string): ZoneFit => {
  const zones = zonesFor(leads)
  if (zones === undefined) return 'unknown'
  const found = zones.filter((one) => isZoneOf(one, zone))
  if (found.length > 0) return found.every((one) => one.includes('{region')) ? 'unknown' : 'right'
  // The table does not tell of every service in every cloud.
  const cloud = ends.find(([, end]) => end.test(zone))?.[0]
  const isTold = cloud === undefined || zoneRows.some((row) => row.cloud === cloud && isAbout(row, leads) === 'yes')
  return isTold ? 'wrong' : 'unknown'
}

const ofLeads = (
  leads: LeadsTo,
  group: GroupIn,
  zone: string,
): { readonly records: readonly EndpointRecord[]; readonly more: readonly Doubt[] } => {
  const fit = fitOf(leads, zone)
  if (fit === 'wrong') return { records: [], more: [] }
  const { endpoint } = group
  const { type, name, connection } = leads
  if (fit === 'unknown' || type === undefined || !connection.subresources.known) return { records: [], more: [unread(endpoint, zone)] }
  const isKnown = plain.has(type) || alsoCalledSo.has(type)
  if (!isKnown) return { records: [], more: [unread(endpoint, zone)] }
  const manual: readonly Doubt[] =
    connection.manual.known && !connection.manual.value
      ? []
      : [{ reason: 'external', what: `whether the connection of \`${endpoint.id}\` is approved`, span: connection.span }]
  const doubts = mergeDoubts(leads.doubts, group.doubts, manual)
  const certain = leads.certain && group.certain && manual.length === 0
  const fitting = zoneRows.filter((row) => row.type === type && isCalled(row.zones, zone)).flatMap((row) => row.subresources)
  const names = new Map<string, Fact<string>>()
  for (const subresource of connection.subresources.value) {
    if (!fitting.includes(partOf(subresource, type))) continue
    const slot = slotIn(subresource, type)
    const own = subresource.endsWith('_secondary') ? ending(name, '-secondary') : slot === undefined ? name : ending(name, `-${slot}`)
    names.set(subresource, own)
    if (type === 'microsoft.web/sites') names.set(`${subresource} scm`, ending(own, '.scm'))
  }
  return {
    records: [...names.values()].map((one) => ({ name: one, endpoint, certain, doubts, group })),
    more: alsoCalledSo.has(type) && type !== 'microsoft.web/sites' ? [unread(endpoint, zone)] : [],
  }
}

/** Records that zone groups put into a zone of that name; `more` not empty: there are or may be others, none of which has a name of `records`. */
export const endpointRecords = (
  network: Network,
  groups: readonly GroupIn[],
  zone: string,
): { readonly records: readonly EndpointRecord[]; readonly more: readonly Doubt[] } => {
  const found = groups.flatMap((group) => network.naming.leadsTo(group.endpoint).map((leads) => ofLeads(leads, group, zone)))
  const hidden = groups.map(({ endpoint }) => endpoint.moreConnections)
  return { records: found.flatMap(({ records }) => records), more: mergeDoubts(...found.map(({ more }) => more), ...hidden) }
}

interface LeadsBy extends LeadsTo {
  readonly endpoint: PrivateEndpoint
}

export interface EndpointIndex {
  readonly named: ReadonlyMap<string, readonly LeadsBy[]>
  readonly loose: readonly LeadsBy[]
  /** Why there may be endpoints of which nothing is known. */
  readonly hidden: readonly Doubt[]
}

export const indexEndpoints = (network: Network): EndpointIndex => {
  const named = new Map<string, LeadsBy[]>()
  const loose: LeadsBy[] = []
  const hidden: (readonly Doubt[])[] = []
  for (const endpoint of network.ofKind('private-endpoint')) {
    hidden.push(endpoint.moreConnections)
    for (const leads of network.naming.leadsTo(endpoint)) {
      const presence = endpoint.presence.certain ? [] : endpoint.presence.doubts
      const one: LeadsBy = {
        ...leads,
        endpoint,
        certain: leads.certain && presence.length === 0,
        doubts: mergeDoubts(leads.doubts, presence),
      }
      const key = nameKey(one.name)
      if (key === undefined || !one.name.known) loose.push(one)
      else {
        const list = named.get(key)
        if (list === undefined) named.set(key, [one])
        else list.push(one)
      }
    }
  }
  return { named, loose, hidden: mergeDoubts(...hidden) }
}

/** The label that the resource is called by: the first one. */
const hostOf = (name: HostName, span: Span): Fact<string> =>
  name.host ?? known(name.domain.split('.')[0]!.replace(/-secondary$/, ''), { span })

const leadingTo = (
  index: EndpointIndex,
  host: Fact<string>,
  rows: readonly ZoneRow[],
): readonly { readonly leads: LeadsBy; readonly sure: boolean }[] => {
  const key = nameKey(host)
  return [...(key === undefined ? [] : (index.named.get(key) ?? [])), ...index.loose].flatMap((leads) => {
    const relation = compareNames(leads.name, host)
    const about = rows.map((row) => isAbout(row, leads))
    if (relation === 'different' || about.every((one) => one === 'no')) return []
    const isNamed = leads.type !== undefined && calledByName.has(leads.type)
    return [{ leads, sure: isNamed && relation === 'same' && about.includes('yes') && leads.certain }]
  })
}

/** Private endpoints that surely lead to what is called so. */
export const endpointsCalled = (network: Network, name: HostName, span: Span): readonly PrivateEndpoint[] => {
  const { rows } = linkedNameOf(name) ?? { rows: [] }
  const found = leadingTo(indexEndpoints(network), hostOf(name, span), rows).filter(({ sure }) => sure)
  return [...new Set(found.map(({ leads }) => leads.endpoint))]
}

/** Whether some private endpoint leads to what is called so. Nothing is concluded of what this run does not declare. */
export const hasEndpoint = (
  network: Network,
  index: EndpointIndex,
  name: HostName,
  rows: readonly ZoneRow[],
  span: Span,
): {
  readonly answer: 'yes' | 'no' | 'maybe'
  readonly doubts: readonly Doubt[]
  /** One that surely does. */
  readonly by?: PrivateEndpoint
} => {
  if (name.host === undefined && name.domain.startsWith('*')) return { answer: 'no', doubts: [] }
  const host = hostOf(name, span)
  const candidates = leadingTo(index, host, rows)
  const [surely] = candidates.filter(({ sure }) => sure)
  if (surely !== undefined) return { answer: 'yes', doubts: [], by: surely.leads.endpoint }
  const targets = rows
    .filter(({ type }) => calledByName.has(type))
    .flatMap((row) => {
      const { named, loose } = network.naming.targetsNamed(row.type, host.known ? host.value.toLowerCase() : '')
      return [...named, ...loose.filter((target) => compareNames(target.name, host) === 'same')]
    })
  const target = targets.find(({ presence, open }) => presence.certain && !open)
  const perhaps = mergeDoubts(
    ...candidates.map(({ leads }) => (leads.doubts.length > 0 ? leads.doubts : leads.name.known ? [] : leads.name.doubts)),
    index.hidden,
  )
  const outside: Doubt = {
    reason: 'external',
    what: `whether a private endpoint leads to \`${name.text}\``,
    span: targets[0]?.span ?? span,
  }
  if (target === undefined) return { answer: 'maybe', doubts: mergeDoubts(perhaps, [outside]) }
  const { more } = network.naming.endpointsOf(target)
  const open = mergeDoubts(perhaps, more)
  return candidates.length === 0 && open.length === 0
    ? { answer: 'no', doubts: [] }
    : { answer: 'maybe', doubts: open.length > 0 ? open : [outside] }
}

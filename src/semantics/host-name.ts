/** Host names that are asked for, and how they compare with names of zones and records that may be known in part only. */
import type { Origin } from '../eval/value.ts'
import { type Fact, known, notKnown, type TextPiece } from '../model/entity.ts'
import { compareNames, nameKey, type Relation } from '../model/identity.ts'
import { isWithin, parseDomain, relativeTo } from '../net/domain.ts'
import type { HostName } from './dns-path.ts'

/** Undefined where it is no name. */
export const hostName = (text: string): HostName | undefined => {
  const domain = parseDomain(text)
  return domain === undefined || domain === '.' ? undefined : { domain, key: domain, text: domain }
}

/** A name whose first label comes from the code. */
export const hostIn = (host: Fact<string>, domain: string): HostName | undefined => {
  if (host.known) return hostName(`${host.value}.${domain}`)
  const shown = (host.pieces ?? [{}]).map((piece) => (typeof piece === 'string' ? piece : '…')).join('')
  const key = nameKey(host)
  const place = `${host.origin.span.file.path}:${host.origin.span.start}`
  return { host, domain, key: `${key ?? place}.${domain}`, text: `${shown}.${domain}` }
}

/** The name with another domain in place of its own: `a.vault.azure.net` → `a.privatelink.vaultcore.azure.net`. */
export const moved = (name: HostName, from: string, to: string): HostName | undefined => {
  if (name.host !== undefined) {
    const inner = name.domain === from ? '' : `${relativeTo(name.domain, from)}.`
    return hostIn(name.host, `${inner}${to}`)
  }
  return name.domain === from ? undefined : hostName(`${relativeTo(name.domain, from)}.${to}`)
}

/** Whether a name lies in the domain; one whose first label is not known lies in it by the rest. */
export const liesIn = (name: HostName, domain: string): boolean => isWithin(name.domain, domain)

const literalEnd = (pieces: readonly TextPiece[]): string => {
  const last = pieces.at(-1)
  return typeof last === 'string' ? last.toLowerCase() : ''
}

/** Whether a name lies in a zone whose own name may be known in part. */
export const inZone = (name: HostName, zone: Fact<string>): Relation => {
  if (zone.known) {
    const domain = parseDomain(zone.value)
    if (domain === undefined) return 'different'
    if (isWithin(name.domain, domain)) return 'same'
    // The whole name may be that of the zone.
    return name.host !== undefined &&
      domain.endsWith(`.${name.domain}`) &&
      compareNames(name.host, first(domain, name.domain, zone.origin)) !== 'different'
      ? 'maybe'
      : 'different'
  }
  const candidates = zone.among
  if (candidates !== undefined) {
    const relations = candidates.map((one) => inZone(name, known(one, zone.origin)))
    return relations.every((relation) => relation === relations[0]) && relations[0] !== undefined ? relations[0] : 'maybe'
  }
  const end = literalEnd(zone.pieces ?? [])
  return end === '' ||
    name.domain.endsWith(end) ||
    end.endsWith(name.domain) ||
    (name.host !== undefined && end.endsWith(`.${name.domain}`))
    ? 'maybe'
    : 'different'
}

const first = (name: string, domain: string, origin: Origin): Fact<string> => known(name.slice(0, -domain.length - 1), origin)

/** What stands in front of the zone's name, as records are called. */
export const relativeName = (name: HostName, zone: string, origin: Origin): Fact<string> => {
  if (name.host === undefined) return known(relativeTo(name.domain, zone), origin)
  if (name.host.known) return name.host
  if (name.domain === zone) return name.host
  const rest = relativeTo(name.domain, zone)
  const fact = notKnown<string>(name.host.doubts, name.host.origin)
  return fact.known ? fact : { ...fact, pieces: [...(name.host.pieces ?? [{}]), `.${rest}`] }
}

/** A label that nobody names: no record is called so. */
export const isAnyName = (relative: Fact<string>): boolean => relative.known && relative.value.startsWith('*')

/** Values to addresses: prefix lists and the endpoints of security rules; what is not known becomes an atom that keeps its identity. */
import { findTag, tagNames } from '../azure/service-tags.ts'
import { doubtsOf, isSensitive, type Origin, type Value } from '../eval/value.ts'
import { parseAddressRange } from '../net/address.ts'
import type { Diagnostic, Sink } from '../text/diagnostic.ts'
import { nearest } from '../text/nearest.ts'
import { placeKey } from '../text/source.ts'
import type { AddressTerm, Endpoint, Fact } from './entity.ts'
import { anything, eachAlternative, exclusive, mapPossible, only, type Possible, product, type Spelling } from './possible.ts'
import { readPointer } from './read-pointer.ts'
import { isAbsent, piecesKey, piecesOf, unstated } from './read-value.ts'

/** Whose addresses are read: atoms without an identity of their own are told apart by it. */
export interface Owner {
  readonly address: string
  readonly open: boolean
  readonly span: Value['origin']['span']
  readonly origin: Origin
}

/** The address that Azure gives to a resource is one name in either language: https://learn.microsoft.com/azure/templates/microsoft.network/publicipaddresses#publicipaddresspropertiesformat */
const addressName = (identity: string): string => identity.replace(/\.properties\.ipAddress$/, '.ip_address')

/** A single address that Azure chooses, which `/32` after it does not change. */
const isChosen = (identity: string): boolean => /[._](?:private_)?ip_address$/.test(identity)

/** Equal for equal values; a value without identity is equal to nothing else. */
export const atomIdentity = (value: Value, owner: string): string => {
  const pieces = piecesOf(value)
  const [first, second] = pieces
  if (typeof first === 'object' && first.identity !== undefined) {
    const name = addressName(first.identity)
    if (pieces.length === 1 || (pieces.length === 2 && second === '/32' && isChosen(name))) return name
  }
  const key = piecesKey(pieces)
  return key ?? `${owner} ${placeKey(value.origin.span)}`
}

const atom = (value: Value, owner: Owner): AddressTerm => ({
  kind: 'atom',
  identity: atomIdentity(value, owner.address),
  doubts: doubtsOf(value),
  origin: value.origin,
})

const shown = (text: string, value: Value): string =>
  isSensitive(value) ? 'a sensitive value' : text === '' ? 'an empty text' : `\`${text}\``

const badAddress = (text: string, value: Value, owner: Owner, sink: Sink, problem: string, help?: string): AddressTerm => {
  const message = `${shown(text, value)} ${problem}`
  const diagnostic: Diagnostic = { code: 'model/bad-address', severity: 'error', message, span: value.origin.span }
  sink(help === undefined ? diagnostic : { ...diagnostic, help })
  return {
    kind: 'atom',
    identity: atomIdentity({ kind: 'unknown', causes: [], origin: value.origin }, owner.address),
    doubts: [{ reason: 'error', what: message, span: value.origin.span }],
    origin: value.origin,
  }
}

const readRange = (text: string, value: Value, owner: Owner, sink: Sink): AddressTerm => {
  const parsed = parseAddressRange(text.trim())
  if (!('problem' in parsed)) return { kind: 'range', range: parsed, origin: value.origin }
  return parsed.problem === 'host-bits'
    ? badAddress(text, value, owner, sink, 'has bits set beyond its length', `write \`${parsed.prefix}\``)
    : badAddress(text, value, owner, sink, 'is no address, prefix or range')
}

const textOf = (value: Value): string | undefined => (value.kind === 'string' || value.kind === 'number' ? String(value.value) : undefined)

const termLeaf =
  (owner: Owner, sink: Sink) =>
  (value: Value): Possible<AddressTerm> => {
    const text = textOf(value)
    return only(text === undefined ? atom(value, owner) : readRange(text, value, owner, sink))
  }

/** How a list-valued attribute reads: given or not, and its items. An unknown list as a whole is one atom. */
const listSpelling = <T>(
  attribute: string,
  value: Value | undefined,
  header: Origin,
  leaf: (item: Value) => Possible<T>,
): Spelling<readonly T[]> => {
  const origin = value?.origin ?? header
  if (isAbsent(value)) return { attribute, value: anything([]), given: 'no', origin }
  const readItems = (list: Value): Possible<readonly T[]> => {
    if (list.kind !== 'list') return mapPossible(leaf(list), (one) => [one])
    return product(list.items.filter((item) => !isAbsent(item)).map((item) => eachAlternative(item, leaf)))
  }
  if (value.kind === 'list') {
    const possible = readItems(value)
    const empty = value.items.every((item) => isAbsent(item))
    return { attribute, value: possible, given: empty ? 'no' : 'yes', origin }
  }
  if (value.kind === 'unknown' && value.among !== undefined) return amongSpelling(attribute, value.among, value, readItems)
  const given = value.kind === 'unknown' || value.kind === 'reference' ? 'maybe' : 'yes'
  return { attribute, value: readItems(value), given, origin }
}

const isEmpty = (value: Value): boolean =>
  isAbsent(value) ||
  (value.kind === 'string' && value.value === '') ||
  (value.kind === 'list' && value.items.every((item) => isAbsent(item)))

const amongSpelling = <T>(
  attribute: string,
  among: readonly Value[],
  value: Value & { kind: 'unknown' },
  read: (value: Value) => Possible<readonly T[]>,
): Spelling<readonly T[]> => {
  const set = among.filter((one) => !isEmpty(one))
  const narrowed: Value = { ...value, among: set }
  const given = set.length === 0 ? 'no' : set.length === among.length ? 'yes' : 'maybe'
  return { attribute, value: eachAlternative(narrowed, read), given, origin: value.origin }
}

/** An attribute that holds one text; the empty text counts as not given, as the provider counts it. */
const singleSpelling = <T>(
  attribute: string,
  value: Value | undefined,
  header: Origin,
  leaf: (item: Value) => Possible<T>,
): Spelling<readonly T[]> => {
  const origin = value?.origin ?? header
  const read = (one: Value): Possible<readonly T[]> => mapPossible(leaf(one), (term) => [term])
  if (value === undefined || isEmpty(value)) return { attribute, value: anything([]), given: 'no', origin }
  if (value.kind === 'unknown' && value.among !== undefined) return amongSpelling(attribute, value.among, value, read)
  const given = value.kind === 'unknown' || value.kind === 'reference' ? 'maybe' : 'yes'
  return { attribute, value: read(value), given, origin }
}

export interface Attributes {
  /** Names and values of the attribute with one text, the one with a list, and the one with group ids. */
  readonly single: readonly [attribute: string, value: Value | undefined]
  readonly list: readonly [attribute: string, value: Value | undefined]
}

const conflict = <T>(given: readonly Spelling<T>[], owner: Owner, sink: Sink): Fact<T> => {
  const message = `only one of ${given.map((one) => `\`${one.attribute}\``).join(' and ')} can be set`
  const [first, second] = given
  const span = (second ?? first)!.origin.span
  sink({ code: 'model/conflicting-declarations', severity: 'error', message, span })
  return { known: false, doubts: [{ reason: 'error', what: message, span }], origin: owner.origin }
}

const settle = <T>(spellings: readonly Spelling<T>[], owner: Owner, sink: Sink, missing: () => Fact<T>): Fact<T> => {
  const result = exclusive(spellings)
  if (result.kind === 'fact') return result.fact
  return result.kind === 'conflict' ? conflict(result.given, owner, sink) : missing()
}

/** Prefixes of a subnet or virtual network. Not written at all: the addresses that the resource will have, as an atom of its own. */
export const readPrefixes = (attributes: Attributes, owner: Owner, sink: Sink): Fact<readonly AddressTerm[]> => {
  const leaf = termLeaf(owner, sink)
  const [attribute] = attributes.list
  return settle(
    [singleSpelling(...attributes.single, owner.origin, leaf), listSpelling(...attributes.list, owner.origin, leaf)],
    owner,
    sink,
    () => {
      const { doubts } = unstated({ ...owner, open: true }, attribute) as Fact<never> & { known: false }
      return {
        known: true,
        value: [{ kind: 'atom', identity: `${owner.address}.${attribute}`, doubts, origin: owner.origin }],
        origin: owner.origin,
      }
    },
  )
}

/** One address; undefined where it is surely not given. */
export const readAddress = (value: Value | undefined, owner: Owner, sink: Sink): AddressTerm | undefined =>
  value === undefined || isEmpty(value) ? undefined : termLeaf(owner, sink)(value).options[0]

const looksLikeAddress = (text: string): boolean => /^[0-9]|[:/]/.test(text)

const readTag = (text: string, value: Value, sink: Sink, byFirewall = false): Endpoint => {
  const tag = findTag(text)
  const span = value.origin.span
  if (tag === undefined) {
    const near = nearest(text, tagNames)
    const message = `${shown(text, value)} is no service tag and no address`
    sink({
      code: 'model/unknown-tag',
      severity: 'warning',
      message,
      span,
      ...(near === undefined ? {} : { help: `did you mean \`${near}\`?` }),
    })
    return { kind: 'tag', tag: text, known: false, origin: value.origin }
  }
  if (!tag.inSecurityRules && !byFirewall)
    sink({ code: 'model/tag-not-usable', severity: 'warning', message: `security rules cannot use the service tag \`${tag.name}\``, span })
  return { kind: 'tag', tag: tag.name, known: true, origin: value.origin }
}

const endpointLeaf =
  (owner: Owner, sink: Sink, inList: boolean) =>
  (value: Value): Possible<Endpoint> => {
    const text = textOf(value)?.trim()
    if (text === undefined) return only(atom(value, owner))
    // `Any` is how the portal writes `*`: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview
    if (text === '*' || text.toLowerCase() === 'any') return only({ kind: 'any', origin: value.origin })
    if (looksLikeAddress(text) || text === '') return only(readRange(text, value, owner, sink))
    const tag = readTag(text, value, sink)
    // https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/network_security_rule ("Tags may not be used")
    if (inList && tag.kind === 'tag' && tag.known)
      sink({
        code: 'model/tag-in-list',
        severity: 'warning',
        message: `the service tag \`${tag.tag}\` stands in a list of prefixes, where Azure takes none`,
        span: value.origin.span,
        help: 'write a rule of its own for the tag, with the attribute for one prefix',
      })
    return only(tag)
  }

const firewallLeaf =
  (owner: Owner, sink: Sink) =>
  (value: Value): Possible<Endpoint> => {
    const text = textOf(value)?.trim()
    if (text === undefined) return only(atom(value, owner))
    if (text === '*') return only({ kind: 'any', origin: value.origin })
    return only(looksLikeAddress(text) || text === '' ? readRange(text, value, owner, sink) : readTag(text, value, sink, true))
  }

/** Source or destination of a firewall's rule; undefined where it is surely not given. Tags stand in its lists. */
export const readFirewallAddresses = (
  attribute: string,
  value: Value | undefined,
  owner: Owner,
  sink: Sink,
): Fact<readonly Endpoint[]> | undefined => {
  const result = exclusive([listSpelling(attribute, value, owner.origin, firewallLeaf(owner, sink))])
  return result.kind === 'fact' ? result.fact : undefined
}

const groupLeaf =
  (owner: Owner) =>
  (value: Value): Possible<Endpoint> =>
    only({ kind: 'group', group: readPointer(value, owner.origin, true), origin: value.origin })

/** Source or destination of a security rule. `groups`: values of ids. */
export const readEndpoints = (
  attributes: Attributes & { readonly groups: readonly [attribute: string, value: Value | undefined] },
  owner: Owner,
  sink: Sink,
): Fact<readonly Endpoint[]> => {
  const groups = attributes.groups[1]
  const asGroups =
    groups?.kind === 'list'
      ? groupLeaf(owner)
      : (value: Value) => (value.kind === 'string' ? groupLeaf(owner)(value) : only(atom(value, owner)))
  return settle<readonly Endpoint[]>(
    [
      singleSpelling(...attributes.single, owner.origin, endpointLeaf(owner, sink, false)),
      listSpelling(...attributes.list, owner.origin, endpointLeaf(owner, sink, true)),
      listSpelling<Endpoint>(...attributes.groups, owner.origin, asGroups),
    ],
    owner,
    sink,
    () => unstated(owner, attributes.single[0]),
  )
}

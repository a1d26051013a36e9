/** Rules of Azure Firewalls in every spelling come in; one form of them goes out: what each matches, as far as it is known. */
import type { Presence } from '../eval/declared.ts'
import { type Doubt, doubtsOf, mergeDoubts, type Value } from '../eval/value.ts'
import type { Range } from '../net/ranges.ts'
import type { Sink } from '../text/diagnostic.ts'
import type { Span } from '../text/source.ts'
import { type AddressTerm, type Endpoint, type Fact, known, notKnown, type Pointer } from './entity.ts'
import type { Protocol } from './kinds/nsg.ts'
import { type Owner, readAddress, readFirewallAddresses } from './read-address.ts'
import { readPointer } from './read-pointer.ts'
import { parsePorts, readPorts } from './read-port.ts'
import { at, type Block, isAbsent, orElse, readBlocks, readText, readTexts, refine, reject, unstated } from './read-value.ts'

/** Network, application and DNAT rules are processed apart: https://learn.microsoft.com/azure/firewall/rule-processing */
export type RuleSort = 'network' | 'application' | 'dnat'

/** Addresses as they are written, and groups of them; with both empty and `given` false nothing is said of that side. */
export interface RuleSide {
  readonly addresses: Fact<readonly Endpoint[]>
  readonly groups: Fact<readonly Pointer[]>
  readonly given: boolean
}

export interface FirewallRule {
  readonly sort: RuleSort
  readonly name: Fact<string>
  readonly presence: Presence
  readonly span: Span
  readonly source: RuleSide
  readonly destination: RuleSide
  /** Host names; of an application rule those that it concerns, of a network rule those whose addresses it means. */
  readonly names: Fact<readonly string[]>
  /** Host names known by another name: tags, categories, URLs. */
  readonly nameSets: Fact<readonly string[]>
  /** Of application rules: those by which the packets come. */
  readonly protocols: Fact<readonly Protocol[]>
  readonly ports: Fact<readonly Range[]>
  /** Of DNAT rules. */
  readonly translated?: { readonly address: AddressTerm | undefined; readonly name: Fact<string> | undefined; readonly port: Fact<number> }
}

export interface RuleCollection {
  readonly sort: Fact<RuleSort>
  readonly name: Fact<string>
  readonly priority: Fact<number>
  /** Of DNAT collections: `allow`. */
  readonly action: Fact<'allow' | 'deny'>
  readonly rules: readonly FirewallRule[]
  /** Not empty: there may be further ones. */
  readonly moreRules: readonly Doubt[]
  readonly presence: Presence
  readonly span: Span
}

/** Names of attributes. */
export interface RuleWords {
  readonly sources: string
  readonly sourceGroups: string
  readonly destinations: string
  /** Of DNAT rules, where it is one address. */
  readonly destination: string
  readonly destinationGroups: string
  readonly protocols: string
  readonly ports: string
  readonly names: Readonly<Record<'network' | 'application', string>>
  readonly nameSets: readonly string[]
  /** The protocols of application rules, with the names of their parts. */
  readonly application: string
  readonly type: string
  readonly translatedAddress: string
  readonly translatedName: string
  readonly translatedPort: string
}

/** https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/firewall_policy_rule_collection_group */
export const azurermRuleWords: RuleWords = {
  sources: 'source_addresses',
  sourceGroups: 'source_ip_groups',
  destinations: 'destination_addresses',
  destination: 'destination_address',
  destinationGroups: 'destination_ip_groups',
  protocols: 'protocols',
  ports: 'destination_ports',
  names: { network: 'destination_fqdns', application: 'destination_fqdns' },
  nameSets: ['destination_fqdn_tags', 'web_categories', 'destination_urls'],
  application: 'protocols',
  type: 'type',
  translatedAddress: 'translated_address',
  translatedName: 'translated_fqdn',
  translatedPort: 'translated_port',
}

/** https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/firewall_application_rule_collection */
export const classicRuleWords: RuleWords = {
  ...azurermRuleWords,
  names: { network: 'destination_fqdns', application: 'target_fqdns' },
  nameSets: ['fqdn_tags'],
  application: 'protocol',
}

/** https://learn.microsoft.com/azure/templates/microsoft.network/firewallpolicies/rulecollectiongroups and …/azurefirewalls */
export const armRuleWords: RuleWords = {
  sources: 'sourceAddresses',
  sourceGroups: 'sourceIpGroups',
  destinations: 'destinationAddresses',
  destination: 'destinationAddress',
  destinationGroups: 'destinationIpGroups',
  protocols: 'ipProtocols',
  ports: 'destinationPorts',
  names: { network: 'destinationFqdns', application: 'targetFqdns' },
  nameSets: ['fqdnTags', 'webCategories', 'targetUrls'],
  application: 'protocols',
  type: 'protocolType',
  translatedAddress: 'translatedAddress',
  translatedName: 'translatedFqdn',
  translatedPort: 'translatedPort',
}

/** Rules inside a firewall itself: https://learn.microsoft.com/azure/templates/microsoft.network/azurefirewalls */
export const armClassicRuleWords: RuleWords = { ...armRuleWords, protocols: 'protocols' }

const every: readonly Protocol[] = ['tcp', 'udp', 'icmp', 'esp', 'ah']
const protocolsOf: ReadonlyMap<string, readonly Protocol[]> = new Map([
  ['any', every],
  ['tcp', ['tcp']],
  ['udp', ['udp']],
  ['icmp', ['icmp']],
])

const mapFact = <A, B>(fact: Fact<A>, f: (value: A) => B): Fact<B> =>
  fact.known ? known(f(fact.value), fact.origin) : notKnown(fact.doubts, fact.origin, fact.among?.map(f))

/** Every member must read; else nothing is known of the list. */
const each = <T>(fact: Fact<readonly string[]>, read: (text: string) => T | undefined, what: string): Fact<readonly T[]> => {
  const wrong = (fact.known ? [fact.value] : (fact.among ?? [])).flat().find((text) => read(text) === undefined)
  if (wrong === undefined) return mapFact(fact, (texts) => texts.flatMap((text) => read(text) ?? []))
  return notKnown([{ reason: 'error', what: `\`${wrong}\`, which is no ${what}`, span: fact.origin.span }], fact.origin)
}

const groupsOf = (value: Value | undefined, owner: Owner): Fact<readonly Pointer[]> => {
  if (isAbsent(value)) return known([], owner.origin)
  if (value.kind === 'list')
    return known(
      value.items.filter((item) => !isAbsent(item)).map((item) => readPointer(item, owner.origin, true)),
      value.origin,
    )
  return notKnown(doubtsOf(value), value.origin)
}

const nothingWritten = (value: Value | undefined): boolean => isAbsent(value) || (value.kind === 'list' && value.items.every(isAbsent))

const sideOf = (body: Value, names: readonly (readonly [attribute: string, group: string])[], owner: Owner, sink: Sink): RuleSide => {
  const [attribute, group] = names.find(([name]) => !isAbsent(at(body, name))) ?? names[0]!
  const addresses = readFirewallAddresses(attribute, at(body, attribute), owner, sink)
  const groups = at(body, group)
  return {
    addresses: addresses ?? (owner.open ? unstated(owner, attribute) : known([], owner.origin)),
    groups: groupsOf(groups, owner),
    given: owner.open || addresses !== undefined || !nothingWritten(groups),
  }
}

const textsOf = (body: Value, attributes: readonly string[], owner: Owner): Fact<readonly string[]> => {
  const all: string[] = []
  const doubts: Doubt[] = []
  for (const attribute of attributes) {
    const fact = readTexts(at(body, attribute)) ?? (owner.open ? unstated(owner, attribute) : undefined)
    if (fact === undefined) continue
    if (!fact.known) doubts.push(...fact.doubts)
    else all.push(...fact.value.map((text) => text.trim().toLowerCase()))
  }
  const [first] = attributes
  const origin = at(body, first!)?.origin ?? owner.origin
  return doubts.length > 0 ? notKnown(mergeDoubts(doubts), origin) : known(all, origin)
}

/** Ports of an application rule: `{ type = "Https", port = 443 }`, in older spellings `"Https:443"`. */
const applicationPorts = (body: Value, words: RuleWords, owner: Owner): Fact<readonly Range[]> => {
  const written = at(body, words.application)
  if (isAbsent(written)) return owner.open ? unstated(owner, words.application) : known([], owner.origin)
  const { blocks, more } = readBlocks(written)
  const ports: Range[] = []
  const doubts: Doubt[] = [...more]
  for (const block of blocks) {
    const port = readText(at(block.body, 'port'))
    const range = port?.known ? parsePorts(port.value) : undefined
    if (!block.presence.certain) doubts.push(...block.presence.doubts)
    if (range !== undefined) ports.push(range)
    else doubts.push(...(port === undefined || port.known ? [mistake(owner, 'port')] : port.doubts))
  }
  return doubts.length > 0 ? notKnown(mergeDoubts(doubts), written.origin) : known(ports, written.origin)
}

const mistake = (owner: Owner, attribute: string): Doubt => ({
  reason: 'error',
  what: `\`${attribute}\` of a rule of ${owner.address}`,
  span: owner.span,
})

/** A number; undefined where it is surely not given. */
export const readNumber = (value: Value | undefined): Fact<number> | undefined => {
  const text = readText(value)
  return text === undefined
    ? undefined
    : refine(
        text,
        (one) => (/^\d{1,6}$/.test(one) ? Number(one) : undefined),
        (shown, span) => ({ reason: 'error', what: `${shown} where a number belongs`, span }),
      )
}

const readRule = (
  body: Value,
  name: Fact<string>,
  sort: RuleSort,
  words: RuleWords,
  owner: Owner,
  presence: Presence,
  sink: Sink,
): FirewallRule => {
  const application = sort === 'application'
  const texts = application ? undefined : readTexts(at(body, words.protocols))
  const translated = readAddress(sort === 'dnat' ? at(body, words.translatedAddress) : undefined, owner, sink)
  const translatedName = sort === 'dnat' ? readText(at(body, words.translatedName)) : undefined
  const ports = application
    ? applicationPorts(body, words, owner)
    : readPorts([words.ports, undefined], [words.ports, at(body, words.ports)], owner, () => {})
  return {
    sort,
    name,
    presence,
    span: owner.span,
    source: sideOf(body, [[words.sources, words.sourceGroups]], owner, sink),
    destination: sideOf(
      body,
      [
        [words.destinations, words.destinationGroups],
        [words.destination, words.destinationGroups],
      ],
      owner,
      sink,
    ),
    names: sort === 'dnat' ? known([], owner.origin) : textsOf(body, [words.names[sort]], owner),
    nameSets: application ? textsOf(body, words.nameSets, owner) : known([], owner.origin),
    protocols: application
      ? known(['tcp'], owner.origin)
      : mapFact(
          each(texts ?? unstated(owner, words.protocols), (text) => protocolsOf.get(text.toLowerCase()), 'protocol of a firewall'),
          (all) => all.flat(),
        ),
    ports,
    ...(sort === 'dnat'
      ? {
          translated: {
            address: translated,
            name: translatedName,
            port: readNumber(at(body, words.translatedPort)) ?? unstated(owner, words.translatedPort),
          },
        }
      : {}),
  }
}

/** What of a collection is written where. */
export interface CollectionParts {
  readonly sort: Fact<RuleSort>
  readonly priority: Value | undefined
  readonly action: Value | undefined
  readonly rules: Value | undefined
  /** The body of a rule. */
  readonly inside: (block: Block) => Value
}

const actions: ReadonlyMap<string, 'allow' | 'deny'> = new Map([
  ['allow', 'allow'],
  ['deny', 'deny'],
  ['dnat', 'allow'],
  ['snat', 'allow'],
])

export const readCollection = (
  name: Fact<string>,
  parts: CollectionParts,
  words: RuleWords,
  owner: Owner,
  presence: Presence,
  sink: Sink,
): RuleCollection => {
  const { sort } = parts
  const { blocks, more } = readBlocks(parts.rules)
  const bad = reject(sink, 'model/bad-value', (shown) => `${shown} is no action of a collection of firewall rules`)
  const rules = !sort.known
    ? []
    : blocks.map((block) => {
        const of: Owner = { address: owner.address, open: owner.open, span: block.origin.span, origin: block.origin }
        const ruleName = orElse(readText(at(block.body, 'name')), { ...of, open: owner.open }, 'name')
        return readRule(parts.inside(block), ruleName, sort.value, words, of, block.presence, sink)
      })
  const outside: readonly Doubt[] = owner.open ? [{ reason: 'external', what: `rules of ${owner.address}`, span: owner.span }] : []
  return {
    sort,
    name,
    priority: readNumber(parts.priority) ?? unstated(owner, 'priority'),
    action:
      sort.known && sort.value === 'dnat'
        ? known('allow', owner.origin)
        : refine(orElse(readText(parts.action), owner, 'action'), (text) => actions.get(text.toLowerCase()), bad),
    rules,
    moreRules: mergeDoubts(more, outside, sort.known ? [] : sort.doubts),
    presence,
    span: owner.span,
  }
}

/** Groups, route tables and firewalls of an exported model come in; they go out as entities that are known and not judged here. */
import { findTag } from '../azure/service-tags.ts'
import { parseAddressRange } from '../net/address.ts'
import { type Endpoint, type Fact, known, notKnown, type Pointer } from './entity.ts'
import type { ImportedFirewall, ImportedGroup, ImportedModel, ImportedRule, ImportedTable, Said } from './imported.ts'
import { attachedAs, doubtsOf, entityOf, factOf, presenceOf, type Reading, termOf } from './imported-facts.ts'
import type { Firewall } from './kinds/firewall.ts'
import type { AnyEntity } from './kinds/index.ts'
import type { Nsg, SecurityRule } from './kinds/nsg.ts'
import type { NextHopType, RouteTable, UserRoute } from './kinds/route-table.ts'
import type { RouteDestination } from './read-route.ts'

const external = <T>(what: string, { span }: { readonly span: Pointer['origin']['span'] }): Fact<T> =>
  notKnown([{ reason: 'external', what, span }], { span })

const isPrefix = (text: string): boolean => /^[0-9]|[:/]/.test(text)

const endOf = (said: Said<string>): Endpoint => {
  const origin = { span: said.span }
  const identity = `${said.span.file.path}:${said.span.start}`
  if (!('value' in said)) return { kind: 'atom', identity, doubts: doubtsOf(said.unknown, said.span), origin }
  const { value } = said
  if (value === '*') return { kind: 'any', origin }
  if (!isPrefix(value)) return { kind: 'tag', tag: findTag(value)?.name ?? value, known: findTag(value) !== undefined, origin }
  const range = parseAddressRange(value)
  return 'problem' in range
    ? { kind: 'atom', identity, doubts: [{ reason: 'error', what: `\`${value}\`, which is no prefix`, span: said.span }], origin }
    : { kind: 'range', range, origin }
}

const endsOf = (said: ImportedRule['source']): Fact<readonly Endpoint[]> => {
  const fact = factOf(said)
  return fact.known ? known(fact.value.map(endOf), fact.origin) : notKnown(fact.doubts, fact.origin)
}

const ruleOf = (rule: ImportedRule): SecurityRule => ({
  name: factOf(rule.name),
  priority: factOf(rule.priority),
  direction: factOf(rule.direction),
  access: factOf(rule.access),
  protocol: factOf(rule.protocol),
  source: endsOf(rule.source),
  destination: endsOf(rule.destination),
  sourcePorts: factOf(rule.sourcePorts),
  destinationPorts: factOf(rule.destinationPorts),
  presence: presenceOf(rule.perhaps, rule.span),
  span: rule.span,
})

const groupOf = (group: ImportedGroup, reading: Reading): Nsg => ({
  kind: 'nsg',
  ...entityOf(reading, group, false),
  location: external('the region of a group', group),
  resourceGroup: external('the resource group of a group', group),
  inlineRules: group.rules.map(ruleOf),
  moreRules: group.more.length === 0 ? [] : doubtsOf(group.more, group.span),
})

const nextHops: readonly NextHopType[] = ['virtual-network-gateway', 'virtual-network', 'internet', 'virtual-appliance', 'none']

const destinationOf = (said: Said<string>): Fact<RouteDestination> => {
  const end = endOf(said)
  const { origin } = end
  if (end.kind === 'range' || end.kind === 'tag') return known(end, origin)
  return notKnown(end.kind === 'atom' ? end.doubts : doubtsOf([], said.span), origin)
}

const routeOf = ({ name, destination, nextHop, address, perhaps }: ImportedTable['routes'][number]): UserRoute => {
  const hop = factOf(nextHop)
  const kind = hop.known ? nextHops.find((one) => one === hop.value) : undefined
  const doubts = hop.known ? doubtsOf([`the next hop \`${hop.value}\``], nextHop.span) : hop.doubts
  return {
    name: factOf(name),
    destination: destinationOf(destination),
    nextHop: kind === undefined ? notKnown(doubts, hop.origin) : known(kind, hop.origin),
    address: address === undefined ? undefined : termOf(address),
    presence: presenceOf(perhaps, name.span),
    span: name.span,
  }
}

const tableOf = (table: ImportedTable, reading: Reading): RouteTable => ({
  kind: 'route-table',
  ...entityOf(reading, table, false),
  location: external('the region of a route table', table),
  resourceGroup: external('the resource group of a route table', table),
  inlineRoutes: table.routes.map(routeOf),
  moreRoutes: table.more?.length === 0 ? [] : doubtsOf(table.more ?? ['whether the table has further routes'], table.span),
  propagation: factOf(table.propagation),
})

/** Its rules are not told: what it lets pass is not known. */
const firewallOf = (firewall: ImportedFirewall, reading: Reading): Firewall => {
  const { span, subnet } = firewall
  const unsaid = (what: string): Pointer => ({ by: 'unknown', doubts: [{ reason: 'external', what, span }], origin: { span } })
  const id = reading.idOf(firewall.address)
  return {
    kind: 'firewall',
    ...entityOf(reading, firewall, false),
    location: external(`the region of ${id}`, firewall),
    resourceGroup: external(`the resource group of ${id}`, firewall),
    subnet: subnet === undefined ? unsaid(`the subnet of ${id}`) : attachedAs(subnet, reading),
    privateAddress: termOf(firewall.privateAddress),
    policy: unsaid(`rules of ${id}`),
    hub: { by: 'nothing', origin: { span } },
    managementSubnet: unsaid(`the management subnet of ${id}`),
    publicIps: [],
    morePublicIps: doubtsOf([`public addresses of ${id}`], span),
    tier: external(`the tier of ${id}`, firewall),
    untranslated: external(`private ranges of ${id}`, firewall),
    dnsProxy: external(`DNS settings of ${id}`, firewall),
    dnsServers: external(`DNS settings of ${id}`, firewall),
  }
}

export const importedRules = (root: ImportedModel['roots'][number], reading: Reading): readonly AnyEntity[] => [
  ...root.groups.map((one) => groupOf(one, reading)),
  ...root.tables.map((one) => tableOf(one, reading)),
  ...root.firewalls.map((one) => firewallOf(one, reading)),
]

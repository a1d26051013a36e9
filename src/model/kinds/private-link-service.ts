/** Private link services: the addresses that their callers are given, what these lead to, and who may call. */
import { normaliseRegion } from '../../azure/service-tags.ts'
import { certain } from '../../eval/declared.ts'
import { type Doubt, mergeDoubts, type Value } from '../../eval/value.ts'
import type { Sink } from '../../text/diagnostic.ts'
import type { Span } from '../../text/source.ts'
import type { Balancing } from '../balancing.ts'
import { type AddressTerm, type Entity, type Fact, known, type Link, notKnown, type Pointer } from '../entity.ts'
import { compareNames } from '../identity.ts'
import type { ArmResource, KindDefinition, Resource, Spot } from '../kind.ts'
import { readAddress } from '../read-address.ts'
import { readPointer } from '../read-pointer.ts'
import { at, isAbsent, orElse, piecesKey, piecesOf, readBlocks, readLocation, readSwitch, readText, readTexts } from '../read-value.ts'
import type { LoadBalancer } from './load-balancer.ts'
import type { InterfaceSurroundings } from './network-interface.ts'
import type { Subnet } from './subnet.ts'

/** A frontend of a load balancer, by its place or its name. */
export interface FrontendPointer {
  readonly balancer: Pointer
  readonly index?: number
  readonly name?: string
  readonly span: Span
}

export interface PrivateLinkService extends Entity {
  readonly kind: 'private-link-service'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
  /** Callers come from these addresses: https://learn.microsoft.com/azure/private-link/private-link-service-overview#properties */
  readonly natAddresses: readonly { readonly subnet: Pointer; readonly address: AddressTerm | undefined; readonly span: Span }[]
  readonly moreNatAddresses: readonly Doubt[]
  readonly frontends: readonly FrontendPointer[]
  readonly moreFrontends: readonly Doubt[]
  /** In place of a load balancer: https://learn.microsoft.com/azure/private-link/configure-private-link-service-direct-connect */
  readonly destination: AddressTerm | undefined
  /** Subscriptions; `*` is everybody. */
  readonly visibility: Fact<readonly string[]>
  readonly autoApproval: Fact<readonly string[]>
  /** Whoever is approved is among those that see it, whatever is not known of either. */
  readonly approvesSeen?: true
  /** What is not known of `visibility` are ids of subscriptions: it is not everybody. */
  readonly visibleToSome?: true
  readonly proxyProtocol: Fact<boolean>
}

interface Words {
  readonly inside: (body: Value) => Value | undefined
  readonly subnet: readonly string[]
  readonly address: string
}

interface Values {
  readonly location: Value | undefined
  readonly nat: Value | undefined
  readonly frontends: Value | undefined
  readonly destination: Value | undefined
  readonly visibility: Value | undefined
  readonly autoApproval: Value | undefined
  readonly proxyProtocol: Value | undefined
}

const segment = /^(.*)\/frontendIPConfigurations\/([^/]+)$/i

const frontendOf = (value: Value): FrontendPointer | undefined => {
  const span = value.origin.span
  if (value.kind === 'reference') {
    const [block, index, last] = value.path
    if (block !== 'frontend_ip_configuration' || last !== 'id' || !/^\d+$/.test(index ?? '')) return undefined
    return { balancer: { by: 'address', address: value.to, origin: value.origin }, index: Number(index), span }
  }
  if (value.kind === 'string') {
    const match = segment.exec(value.value)
    return match === null ? undefined : { balancer: { by: 'id', id: match[1]!, origin: value.origin }, name: match[2]!, span }
  }
  const pointer = readPointer(value, value.origin)
  if (pointer.by === 'address' && pointer.child?.known)
    return { balancer: { by: 'address', address: pointer.address, origin: pointer.origin }, name: pointer.child.value, span }
  if (pointer.by === 'name' && pointer.parent !== undefined && pointer.name.known)
    return { balancer: pointer.parent, name: pointer.name.value, span }
  return undefined
}

const frontendsOf = (
  value: Value | undefined,
  idOf: (item: Value) => Value | undefined,
  of: Resource | ArmResource,
): Pick<PrivateLinkService, 'frontends' | 'moreFrontends'> => {
  if (isAbsent(value))
    return { frontends: [], moreFrontends: of.open ? [{ reason: 'external', what: `frontends of ${of.address}`, span: of.span }] : [] }
  const items = value.kind === 'list' ? value.items : [value]
  const frontends: FrontendPointer[] = []
  const more: Doubt[] = []
  for (const item of items) {
    const id = idOf(item)
    const found = id === undefined ? undefined : frontendOf(id)
    if (found !== undefined) frontends.push(found)
    else more.push({ reason: 'unsupported', what: `which frontend \`${of.address}\` has`, span: item.origin.span })
  }
  return { frontends, moreFrontends: more }
}

const keyOf = (value: Value): string | undefined => piecesKey(piecesOf(value))

/** Each is an item of the other list too: equal texts, or the same thing that is not known. */
const areAmong = (value: Value | undefined, others: Value | undefined): boolean => {
  if (value?.kind !== 'list' || others?.kind !== 'list') return false
  const keys = new Set(others.items.map(keyOf))
  return value.items.every((item) => {
    const key = keyOf(item)
    return key !== undefined && keys.has(key)
  })
}

/** What both languages call the id of the subscription that is deployed to, or that is looked up. */
const subscriptionId = /^(?:subscription\(\)\.subscriptionId|data\.azurerm_(?:client_config|subscription)\..+\.subscription_id)$/

/** Every item is a text that is not `*`, or the id of a subscription. */
const isOfSubscriptions = (value: Value | undefined): boolean =>
  value?.kind === 'list' &&
  value.items.every((item) => {
    const [piece, ...more] = piecesOf(item)
    if (more.length > 0) return false
    return typeof piece === 'string' ? piece !== '*' : piece?.identity !== undefined && subscriptionId.test(piece.identity)
  })

const read = (
  of: Resource | ArmResource,
  facts: Pick<PrivateLinkService, 'name' | 'resourceGroup'>,
  values: Values,
  words: Words,
  idOf: (item: Value) => Value | undefined,
  sink: Sink,
): PrivateLinkService => {
  const { blocks, more } = readBlocks(values.nat)
  const sure = blocks.filter(({ presence }) => presence.certain)
  const texts = (value: Value | undefined, attribute: string): Fact<readonly string[]> =>
    orElse<readonly string[]>(isAbsent(value) ? undefined : readTexts(value), of, attribute, [])
  return {
    kind: 'private-link-service',
    id: of.address,
    presence: of.presence,
    span: of.span,
    open: of.open,
    ...facts,
    location: orElse(readLocation(values.location, normaliseRegion), of, 'location'),
    natAddresses: sure.map((block) => ({
      subnet: readPointer(at(words.inside(block.body), ...words.subnet), block.origin, true),
      address: readAddress(at(words.inside(block.body), words.address), { ...of, span: block.origin.span }, sink),
      span: block.origin.span,
    })),
    moreNatAddresses: mergeDoubts(
      more,
      ...blocks.map(({ presence }) => (presence.certain ? [] : presence.doubts)),
      of.open ? [{ reason: 'external', what: `addresses of ${of.address}`, span: of.span }] : [],
    ),
    ...frontendsOf(values.frontends, idOf, of),
    destination: readAddress(values.destination, of, sink),
    visibility: texts(values.visibility, 'visibility_subscription_ids'),
    autoApproval: texts(values.autoApproval, 'auto_approval_subscription_ids'),
    ...(areAmong(values.autoApproval, values.visibility) ? { approvesSeen: true as const } : {}),
    ...(isOfSubscriptions(values.visibility) ? { visibleToSome: true as const } : {}),
    proxyProtocol: orElse(
      isAbsent(values.proxyProtocol) ? undefined : readSwitch(values.proxyProtocol),
      of,
      'proxy_protocol_enabled',
      false,
    ),
  }
}

/** What its fields ask of the network. */
export type LinkServiceSurroundings = InterfaceSurroundings & { link(pointer: Pointer, kind: 'load-balancer'): Link<LoadBalancer> } & {
  readonly balancing: Balancing
}

const onlyOf = <E extends Entity>({ options }: Link<E>): E | undefined => {
  const [only] = options
  return options.length === 1 && only?.to === 'entity' ? only.entity : undefined
}

/** All of the facts: true where one surely is, false where none can be. */
const anyTrue = (facts: readonly Fact<boolean>[], more: readonly Doubt[], origin: Fact<boolean>['origin']): Fact<boolean> => {
  const sure = facts.find((fact) => fact.known && fact.value)
  if (sure !== undefined) return sure
  const doubts = mergeDoubts(more, ...facts.map((fact) => (fact.known ? [] : fact.doubts)))
  return doubts.length > 0 ? notKnown(doubts, origin, [false, true]) : known(false, origin)
}

/** Whether policies are in force at a subnet of its addresses: https://learn.microsoft.com/azure/private-link/disable-private-link-service-network-policy */
const hasPolicies = (service: PrivateLinkService, network: LinkServiceSurroundings): Fact<boolean> =>
  anyTrue(
    service.natAddresses.map(({ subnet, span }) => {
      const link = network.link(subnet, 'subnet')
      const entity = onlyOf(link)
      return (
        entity?.servicePolicies ??
        notKnown<boolean>(
          link.doubts.length > 0 ? link.doubts : [{ reason: 'external', what: `network policies of a subnet of ${service.id}`, span }],
          { span },
        )
      )
    }),
    service.moreNatAddresses,
    { span: service.span },
  )

const balancersOf = (
  service: PrivateLinkService,
  network: LinkServiceSurroundings,
): { readonly balancers: readonly LoadBalancer[]; readonly doubts: readonly Doubt[] } => {
  const balancers: LoadBalancer[] = []
  const doubts: (readonly Doubt[])[] = [service.moreFrontends]
  for (const { balancer, span } of service.frontends) {
    const link = network.link(balancer, 'load-balancer')
    const entity = onlyOf(link)
    if (entity !== undefined) balancers.push(entity)
    else doubts.push(link.doubts.length > 0 ? link.doubts : [{ reason: 'external', what: `the load balancer of ${service.id}`, span }])
  }
  return { balancers: [...new Set(balancers)], doubts: mergeDoubts(...doubts) }
}

/** Of its load balancers; empty where it has none. */
const balancerSku = (service: PrivateLinkService, network: LinkServiceSurroundings): Fact<string> => {
  const origin = { span: service.frontends[0]?.span ?? service.span }
  const { balancers, doubts } = balancersOf(service, network)
  if (service.destination !== undefined) return known('', origin)
  const other = balancers.find(({ sku }) => sku.known && sku.value !== 'standard')
  if (other?.sku.known) return other.sku
  const unknown = mergeDoubts(doubts, ...balancers.map(({ sku }) => (sku.known ? [] : sku.doubts)))
  return unknown.length > 0 ? notKnown(unknown, origin) : known('standard', origin)
}

const poolByAddress = (service: PrivateLinkService, network: LinkServiceSurroundings): Fact<boolean> => {
  const { balancers, doubts } = balancersOf(service, network)
  const facts = balancers.map((balancer): Fact<boolean> => {
    const { rules, more } = network.balancing.rulesOf(balancer)
    const behind = rules.map((rule) => network.balancing.behind(rule))
    const origin = { span: balancer.span }
    if (behind.some(({ members }) => members.some(({ address, doubts: why }) => address !== undefined && why.length === 0)))
      return known(true, origin)
    const unknown = mergeDoubts(
      more,
      ...behind.map((one) => mergeDoubts(one.more, ...one.members.map((member) => (member.address === undefined ? [] : member.doubts)))),
    )
    return unknown.length > 0 ? notKnown(unknown, origin, [false, true]) : known(false, origin)
  })
  return anyTrue(facts, doubts, { span: service.span })
}

const otherRegion = (service: PrivateLinkService, network: LinkServiceSurroundings): Fact<boolean> => {
  const { balancers, doubts } = balancersOf(service, network)
  const { location } = service
  const facts = balancers.map(({ location: other, span }): Fact<boolean> => {
    if (location.known && other.known) return known(location.value !== other.value, { span })
    // Whichever region that is: it is one.
    if (compareNames(location, other) === 'same') return known(false, { span })
    return notKnown(mergeDoubts(location.known ? [] : location.doubts, other.known ? [] : other.doubts), { span }, [false, true])
  })
  return anyTrue(facts, doubts, { span: service.span })
}

const open = ({ visibility, visibleToSome }: PrivateLinkService): Fact<boolean> =>
  visibility.known
    ? known(visibility.value.includes('*'), visibility.origin)
    : visibleToSome
      ? known(false, visibility.origin)
      : notKnown(visibility.doubts, visibility.origin, [false, true])

/** Whom it approves by itself though they cannot see it: https://learn.microsoft.com/azure/private-link/private-link-service-overview#control-service-access */
const approvesUnseen = ({ visibility, autoApproval, approvesSeen }: PrivateLinkService): Fact<boolean> => {
  const origin = autoApproval.origin
  if (approvesSeen) return known(false, origin)
  if (autoApproval.known && autoApproval.value.length === 0) return known(false, origin)
  if (visibility.known && visibility.value.includes('*')) return known(false, origin)
  if (!visibility.known || !autoApproval.known)
    return notKnown(mergeDoubts(visibility.known ? [] : visibility.doubts, autoApproval.known ? [] : autoApproval.doubts), origin, [
      false,
      true,
    ])
  const seen = new Set(visibility.value.map((text) => text.toLowerCase()))
  return known(
    autoApproval.value.some((text) => !seen.has(text.toLowerCase())),
    origin,
  )
}

export const privateLinkService: KindDefinition<PrivateLinkService, PrivateLinkService, LinkServiceSurroundings> = {
  kind: 'private-link-service',
  azurerm: {
    azurerm_private_link_service: (resource, sink) => [
      read(
        resource,
        {
          name: orElse(readText(at(resource.body, 'name')), resource, 'name'),
          resourceGroup: orElse(readText(at(resource.body, 'resource_group_name')), resource, 'resource_group_name'),
        },
        {
          location: at(resource.body, 'location'),
          nat: at(resource.body, 'nat_ip_configuration'),
          frontends: at(resource.body, 'load_balancer_frontend_ip_configuration_ids'),
          destination: at(resource.body, 'destination_ip_address'),
          visibility: at(resource.body, 'visibility_subscription_ids'),
          autoApproval: at(resource.body, 'auto_approval_subscription_ids'),
          // `enable_proxy_protocol` until azurerm 5: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/private_link_service
          proxyProtocol: at(resource.body, 'proxy_protocol_enabled') ?? at(resource.body, 'enable_proxy_protocol'),
        },
        { inside: (body) => body, subnet: ['subnet_id'], address: 'private_ip_address' },
        (item) => item,
        sink,
      ),
    ],
  },
  arm: {
    'Microsoft.Network/privateLinkServices': (resource, sink) => [
      read(
        resource,
        { name: resource.name, resourceGroup: resource.resourceGroup },
        {
          location: resource.location,
          nat: at(resource.properties, 'ipConfigurations'),
          frontends: at(resource.properties, 'loadBalancerFrontendIpConfigurations'),
          destination: at(resource.properties, 'destinationIPAddress'),
          visibility: at(resource.properties, 'visibility', 'subscriptions'),
          autoApproval: at(resource.properties, 'autoApproval', 'subscriptions'),
          proxyProtocol: at(resource.properties, 'enableProxyProtocol'),
        },
        { inside: (body) => at(body, 'properties'), subnet: ['subnet', 'id'], address: 'privateIPAddress' },
        (item) => at(item, 'id'),
        sink,
      ),
    ],
  },
  fields: [
    { name: 'name', type: 'string', about: 'name of the private link service', read: (service) => service.name },
    { name: 'location', type: 'string', about: 'region: lower case, no spaces', read: (service) => service.location },
    { name: 'resourceGroup', type: 'string', about: 'name of the resource group', read: (service) => service.resourceGroup },
    {
      name: 'networkPolicies',
      type: 'bool',
      about: 'whether network policies for private link services are on at a subnet of its addresses',
      read: hasPolicies,
    },
    {
      name: 'balancerSku',
      type: 'string',
      about: '`standard`, `basic` or `gateway`; empty where it has a destination in place of a load balancer',
      read: balancerSku,
    },
    { name: 'poolByAddress', type: 'bool', about: 'whether a pool behind its load balancer is made of addresses', read: poolByAddress },
    { name: 'otherRegion', type: 'bool', about: 'whether its load balancer is in another region', read: otherRegion },
    { name: 'visibleToAll', type: 'bool', about: 'whether everybody who knows its alias can ask to connect', read: open },
    { name: 'approvesUnseen', type: 'bool', about: 'whether it approves subscriptions by itself that cannot see it', read: approvesUnseen },
    {
      name: 'addresses',
      type: 'int',
      about: 'number of addresses that its callers are given',
      read: (service) =>
        service.moreNatAddresses.length > 0
          ? notKnown(service.moreNatAddresses, { span: service.span })
          : known(service.natAddresses.length, { span: service.span }),
    },
  ],
  points: (service, network) => {
    const seen = new Set<string>()
    const spots = service.natAddresses.flatMap(({ subnet, span }, index): Spot<Subnet>[] => {
      const link = network.link(subnet, 'subnet')
      const key = link.options
        .map((option) => (option.to === 'entity' ? option.entity.id : option.to === 'external' ? option.identity : ''))
        .join(' ')
      if (seen.has(key)) return []
      seen.add(key)
      return [{ label: index === 0 ? '' : `#${index + 1}`, subnet: link, region: service.location, presence: certain, span }]
    })
    return { spots, more: service.moreNatAddresses }
  },
  pointers: ({ natAddresses, frontends }) => [
    ...natAddresses.map(({ subnet }) => ({ pointer: subnet, kind: 'subnet' })),
    ...frontends.map(({ balancer }) => ({ pointer: balancer, kind: 'load-balancer' })),
  ],
}

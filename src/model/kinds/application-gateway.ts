/** Application gateways: generation, subnets, and the ports on which their public and private frontends listen. */
import { normaliseRegion } from '../../azure/service-tags.ts'
import { type Doubt, mergeDoubts, type Value } from '../../eval/value.ts'
import type { Sink } from '../../text/diagnostic.ts'
import { type DeployedIn, pointersIn, presenceDoubts, readDeployedIn, type SubnetLinks, spotsIn } from '../deployed-in.ts'
import { type Entity, type Fact, known, notKnown, type TextPiece } from '../entity.ts'
import type { ArmResource, KindDefinition, Resource } from '../kind.ts'
import { readPointer } from '../read-pointer.ts'
import { at, type Block, nested, orElse, piecesKey, readBlocks, readLocation, readText, refine, reject, unstated } from '../read-value.ts'

export type Exposure = 'public' | 'private'

/** A port on which a frontend is listened to. */
interface Listener {
  readonly exposure: Fact<Exposure>
  readonly port: Fact<string>
}

export interface ApplicationGateway extends Entity, DeployedIn {
  readonly kind: 'application-gateway'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
  readonly generation: Fact<'v1' | 'v2'>
  /** One for each frontend. */
  readonly frontends: readonly Fact<Exposure>[]
  readonly moreFrontends: readonly Doubt[]
  readonly listeners: readonly Listener[]
  /** Not empty: there may be further ones. */
  readonly moreListeners: readonly Doubt[]
}

/** `Standard_v2`, `WAF_v2` and `Basic` are of the second generation: https://learn.microsoft.com/azure/application-gateway/overview-v2 */
const readGeneration = (text: string): 'v1' | 'v2' | undefined => {
  const lower = text.toLowerCase()
  if (lower.endsWith('_v2') || lower === 'basic') return 'v2'
  return /^(standard|waf)(_(small|medium|large))?$/.test(lower) ? 'v1' : undefined
}

/** Names are compared without case; undefined where a text may be anything. */
const keyOf = (name: Fact<string> | undefined): string | undefined => {
  if (name === undefined) return undefined
  if (name.known) return JSON.stringify([name.value.toLowerCase()])
  return name.pieces === undefined ? undefined : piecesKey(name.pieces)
}

/** The name at the end of an id. */
const lastSegment = (id: Fact<string> | undefined): Fact<string> | undefined => {
  if (id === undefined) return undefined
  if (id.known) return { ...id, value: id.value.slice(id.value.lastIndexOf('/') + 1) }
  const pieces = id.pieces ?? []
  for (let index = pieces.length - 1; index >= 0; index--) {
    const piece = pieces[index]!
    if (typeof piece !== 'string' || !piece.includes('/')) continue
    const tail: readonly TextPiece[] = [piece.slice(piece.lastIndexOf('/') + 1), ...pieces.slice(index + 1)].filter((one) => one !== '')
    const texts = tail.filter((one) => typeof one === 'string')
    return texts.length === tail.length ? known(texts.join(''), id.origin) : notPieced(id, tail)
  }
  return notKnown(id.doubts, id.origin)
}

const notPieced = (id: Fact<string> & { known: false }, pieces: readonly TextPiece[]): Fact<string> => ({
  known: false,
  doubts: id.doubts,
  origin: id.origin,
  pieces,
})

interface Written {
  readonly name: Fact<string>
  readonly resourceGroup: Fact<string>
  readonly location: Value | undefined
  readonly tier: Value | undefined
  readonly gateways: Value | undefined
  readonly frontends: Value | undefined
  readonly ports: Value | undefined
  readonly listeners: readonly (Value | undefined)[]
  readonly inside: (block: Block) => Value | undefined
  readonly subnet: readonly string[]
  readonly publicIp: readonly string[]
  readonly frontendOf: (body: Value | undefined) => Fact<string> | undefined
  readonly portOf: (body: Value | undefined) => Fact<string> | undefined
}

const exposureOf = (block: Block, written: Written): Fact<Exposure> => {
  const pointer = readPointer(at(written.inside(block), ...written.publicIp), block.origin)
  if (pointer.by === 'nothing') return known('private', pointer.origin)
  if (pointer.by !== 'unknown' || pointer.among?.every(({ by }) => by !== 'nothing')) return known('public', pointer.origin)
  return notKnown(pointer.doubts, pointer.origin, ['public', 'private'])
}

/** What one of the blocks says under a name; not known where the name may be that of several. */
const named = <T>(
  name: Fact<string> | undefined,
  blocks: readonly Block[],
  more: readonly Doubt[],
  read: (block: Block) => Fact<T>,
  of: Resource | ArmResource,
): Fact<T> => {
  const key = keyOf(name)
  const keys = blocks.map((block) => keyOf(readText(at(block.body, 'name'))))
  const found = blocks.filter((_, index) => key !== undefined && keys[index] === key)
  const [only] = found
  // A name that is known differs from one that is not only where both are known: some other block may be meant as well.
  const certainly = only !== undefined && found.length === 1 && only.presence.certain
  if (certainly) return read(only)
  const doubts = mergeDoubts(name?.known === false ? name.doubts : [], more, presenceDoubts(blocks))
  const missing: Doubt = { reason: 'error', what: `which frontend or port a listener of \`${of.address}\` means`, span: of.span }
  return notKnown(doubts.length > 0 ? doubts : [missing], of.origin)
}

const read = (of: Resource | ArmResource, written: Written, sink: Sink): ApplicationGateway => {
  const bad = reject(sink, 'model/bad-value', (shown) => `${shown} is no tier of Application Gateway`)
  const tier = readText(written.tier)
  const gateways = readBlocks(written.gateways)
  const frontends = readBlocks(written.frontends)
  const ports = readBlocks(written.ports)
  const listeners = written.listeners.map((value) => readBlocks(value))
  const blocks = listeners.flatMap((each) => each.blocks)
  const outside = (what: string): readonly Doubt[] =>
    of.open ? [{ reason: 'external', what: `${what} of ${of.address}`, span: of.span }] : []
  return {
    kind: 'application-gateway',
    id: of.address,
    name: written.name,
    presence: of.presence,
    span: of.span,
    open: of.open,
    location: orElse(readLocation(written.location, normaliseRegion), of, 'location'),
    resourceGroup: written.resourceGroup,
    generation: tier === undefined ? unstated(of, 'sku') : refine(tier, readGeneration, bad),
    ...readDeployedIn(gateways, written.inside, written.subnet, outside('subnets')),
    frontends: frontends.blocks.filter((block) => block.presence.certain).map((block) => exposureOf(block, written)),
    moreFrontends: mergeDoubts(frontends.more, presenceDoubts(frontends.blocks), outside('frontends')),
    listeners: blocks
      .filter((block) => block.presence.certain)
      .map((block) => {
        const body = written.inside(block)
        return {
          exposure: named(written.frontendOf(body), frontends.blocks, frontends.more, (one) => exposureOf(one, written), of),
          port: named(
            written.portOf(body),
            ports.blocks,
            ports.more,
            (one) => orElse(readText(at(written.inside(one), 'port')), { ...of, origin: one.origin }, 'port'),
            of,
          ),
        }
      }),
    moreListeners: mergeDoubts(...listeners.map((each) => each.more), presenceDoubts(blocks), outside('listeners')),
  }
}

/** `both`, where some frontends are public and some private. */
const exposure = (gateway: ApplicationGateway): Fact<'public' | 'private' | 'both'> => {
  const origin = { span: gateway.span }
  const all = gateway.frontends.flatMap((one) => (one.known ? [one.value] : []))
  const both = all.includes('public') && all.includes('private')
  if (both) return known('both', origin)
  const doubts = mergeDoubts(gateway.moreFrontends, ...gateway.frontends.map((one) => (one.known ? [] : one.doubts)))
  const [first] = all
  if (doubts.length > 0 || first === undefined) {
    const missing: Doubt = { reason: 'error', what: `frontends of \`${gateway.id}\`, of which there are none`, span: gateway.span }
    const among = first === undefined ? (['public', 'private', 'both'] as const) : ([first, 'both'] as const)
    return notKnown(doubts.length > 0 ? doubts : [missing], origin, among)
  }
  return known(first, origin)
}

const listens =
  (wanted: Exposure) =>
  (gateway: ApplicationGateway): Fact<readonly string[]> => {
    const origin = { span: gateway.span }
    const ours = gateway.listeners.filter(({ exposure: one }) => !one.known || one.value === wanted)
    const doubts = mergeDoubts(
      gateway.moreListeners,
      ...ours.flatMap(({ exposure: one, port }) => [one.known ? [] : one.doubts, port.known ? [] : port.doubts]),
    )
    const found = [...new Set(ours.flatMap(({ port }) => (port.known ? [port.value] : [])))].sort()
    return doubts.length > 0 ? notKnown(doubts, origin) : known(found, origin)
  }

const publicPorts = listens('public')
const privatePorts = listens('private')

/** Then rules have to name the frontends' addresses: https://learn.microsoft.com/azure/application-gateway/configuration-infrastructure#network-security-groups */
const sharesPorts = (gateway: ApplicationGateway): Fact<boolean> => {
  const [outer, inner] = [publicPorts(gateway), privatePorts(gateway)]
  const origin = { span: gateway.span }
  if (outer.known && (outer.value.length === 0 || (inner.known && !inner.value.some((port) => outer.value.includes(port)))))
    return known(false, origin)
  if (inner.known && inner.value.length === 0) return known(false, origin)
  if (outer.known && inner.known) return known(true, origin)
  return notKnown(mergeDoubts(outer.known ? [] : outer.doubts, inner.known ? [] : inner.doubts), origin, [false, true])
}

export type GatewaySurroundings = SubnetLinks

/** The tier, or the SKU's name, which says as much. */
const tierOf = (sku: (attribute: string) => Value | undefined): Value | undefined => sku('tier') ?? sku('name')

export const applicationGateway: KindDefinition<ApplicationGateway, ApplicationGateway, GatewaySurroundings> = {
  kind: 'application-gateway',
  azurerm: {
    azurerm_application_gateway: (resource, sink) => {
      const { body } = resource
      const text = (attribute: string) => (inside: Value | undefined) => readText(at(inside, attribute))
      return [
        read(
          resource,
          {
            name: orElse(readText(at(body, 'name')), resource, 'name'),
            resourceGroup: orElse(readText(at(body, 'resource_group_name')), resource, 'resource_group_name'),
            location: at(body, 'location'),
            tier: tierOf((attribute) => nested(body, 'sku', attribute)),
            gateways: at(body, 'gateway_ip_configuration'),
            frontends: at(body, 'frontend_ip_configuration'),
            ports: at(body, 'frontend_port'),
            listeners: [at(body, 'http_listener'), at(body, 'listener')],
            inside: (block) => block.body,
            subnet: ['subnet_id'],
            publicIp: ['public_ip_address_id'],
            frontendOf: text('frontend_ip_configuration_name'),
            portOf: text('frontend_port_name'),
          },
          sink,
        ),
      ]
    },
  },
  arm: {
    'Microsoft.Network/applicationGateways': (resource, sink) => {
      const { properties } = resource
      const id = (attribute: string) => (inside: Value | undefined) => lastSegment(readText(at(inside, attribute, 'id')))
      return [
        read(
          resource,
          {
            name: resource.name,
            resourceGroup: resource.resourceGroup,
            location: resource.location,
            tier: tierOf((attribute) => at(properties, 'sku', attribute)),
            gateways: at(properties, 'gatewayIPConfigurations'),
            frontends: at(properties, 'frontendIPConfigurations'),
            ports: at(properties, 'frontendPorts'),
            listeners: [at(properties, 'httpListeners'), at(properties, 'listeners')],
            inside: (block) => at(block.body, 'properties'),
            subnet: ['subnet', 'id'],
            publicIp: ['publicIPAddress', 'id'],
            frontendOf: id('frontendIPConfiguration'),
            portOf: id('frontendPort'),
          },
          sink,
        ),
      ]
    },
  },
  pointers: pointersIn,
  fields: [
    { name: 'name', type: 'string', about: 'name of the gateway', read: (gateway) => gateway.name },
    { name: 'location', type: 'string', about: 'region: lower case, no spaces', read: (gateway) => gateway.location },
    { name: 'resourceGroup', type: 'string', about: 'name of the resource group', read: (gateway) => gateway.resourceGroup },
    { name: 'generation', type: 'string', about: '`v1` or `v2`', read: (gateway) => gateway.generation },
    { name: 'frontend', type: 'string', about: '`public`, `private` or `both`', read: exposure },
    { name: 'publicPorts', type: 'list<string>', about: 'ports that its public frontend listens on', read: publicPorts },
    { name: 'privatePorts', type: 'list<string>', about: 'ports that its private frontend listens on', read: privatePorts },
    { name: 'sharesPorts', type: 'bool', about: 'whether both frontends listen on one port', read: sharesPorts },
  ],
  points: spotsIn,
}

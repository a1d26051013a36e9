/** Peerings in every spelling come in; which networks they join, and what of each other these come to see, goes out. */
import type { Presence } from '../eval/declared.ts'
import { type Doubt, doubtsOf, type Value } from '../eval/value.ts'
import { type Fact, known, notKnown, type Pointer } from './entity.ts'
import { standsForSeveral } from './identity.ts'
import type { Extension, Resource } from './kind.ts'
import { byName, readPointer } from './read-pointer.ts'
import { at, isAbsent, readSwitch, readText, uncertain } from './read-value.ts'

type Of = Pick<Resource, 'address' | 'span' | 'origin' | 'presence'>

/** The switch as it surely is; undefined where that is not known. */
const surely = (value: Value | undefined, otherwise: boolean): boolean | undefined => {
  if (isAbsent(value)) return otherwise
  if (value.kind === 'bool') return value.value
  if (value.kind === 'string') return value.value === 'true' ? true : value.value === 'false' ? false : undefined
  if (value.kind !== 'unknown' || value.among === undefined || value.among.length === 0) return undefined
  const all = new Set(value.among.map((one) => (one.kind === 'unknown' ? undefined : surely(one, otherwise))))
  return all.size === 1 ? [...all][0] : undefined
}

interface Switches {
  readonly useRemoteGateways: Value | undefined
  readonly allowAccess: Value | undefined
  readonly allowForwardedTraffic: Value | undefined
  readonly allowGatewayTransit: Value | undefined
  /** What the provider takes where nothing is written; Azure's own documents do not say it, and then it is not known. */
  readonly accessByDefault: true | undefined
  readonly completeNetworks: Value | undefined
  readonly onlyIpv6: Value | undefined
}

const peeringOf = (of: Of, own: Pointer, remote: Pointer, switches: Switches): Extension => {
  const { address, span } = of
  // Another address for each of them: which peers which is not known.
  const several: readonly Doubt[] = standsForSeveral(address) ? [{ reason: 'computed', what: address, span }] : []
  const presence: Presence = several.length > 0 && of.presence.certain ? uncertain(several) : of.presence
  const fact = (value: Value | undefined, otherwise = false): Fact<boolean> => readSwitch(value) ?? known(otherwise, of.origin)
  const taken = `what Azure takes for the access that the peering \`${address}\` does not set`
  const access: Fact<boolean> =
    readSwitch(switches.allowAccess) ??
    (switches.accessByDefault === undefined ? notKnown([{ reason: 'unsupported', what: taken, span }], of.origin) : known(true, of.origin))
  const limits = (value: Value | undefined, otherwise: boolean): readonly Doubt[] => {
    if (surely(value, otherwise) === otherwise) return []
    const known = value === undefined ? [] : doubtsOf(value)
    return known.length > 0 ? known : [{ reason: 'unsupported', what: `which subnets the peering \`${address}\` joins`, span }]
  }
  const narrowed = [
    ...(access.known
      ? access.value
        ? []
        : [{ reason: 'unsupported' as const, what: `access without \`${address}\``, span }]
      : access.doubts),
    ...limits(switches.completeNetworks, true),
    ...limits(switches.onlyIpv6, false),
  ]
  return {
    kind: 'extension',
    address,
    virtualNetworks: [own, remote],
    subnets: [],
    span,
    routed: true,
    peering: {
      own,
      remote,
      presence,
      // Without access the tag does not hold the other network: https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-peering#create-a-peering
      // Some of its subnets only: https://learn.microsoft.com/azure/virtual-network/how-to-configure-subnet-peering
      whole: narrowed.length === 0,
      narrowed,
      switches: {
        allowAccess: access,
        allowForwardedTraffic: fact(switches.allowForwardedTraffic),
        allowGatewayTransit: fact(switches.allowGatewayTransit),
        useRemoteGateways: fact(switches.useRemoteGateways),
      },
      address,
      span,
    },
  }
}

/** https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/virtual_network_peering */
export const azurermPeering = (resource: Resource): readonly Extension[] => {
  const { body, origin } = resource
  const name = readText(at(body, 'virtual_network_name'))
  const resourceGroup = readText(at(body, 'resource_group_name'))
  const own =
    name === undefined
      ? readPointer(at(body, 'virtual_network_id'), origin)
      : byName(name, origin, { resourceGroup, subscription: resource.subscription })
  return [
    peeringOf(resource, own, readPointer(at(body, 'remote_virtual_network_id'), origin), {
      useRemoteGateways: at(body, 'use_remote_gateways'),
      allowAccess: at(body, 'allow_virtual_network_access'),
      allowForwardedTraffic: at(body, 'allow_forwarded_traffic'),
      allowGatewayTransit: at(body, 'allow_gateway_transit'),
      accessByDefault: true,
      completeNetworks: at(body, 'peer_complete_virtual_networks_enabled'),
      onlyIpv6: at(body, 'only_ipv6_peering_enabled'),
    }),
  ]
}

/** https://learn.microsoft.com/azure/templates/microsoft.network/virtualnetworks/virtualnetworkpeerings */
export const armPeering = (of: Of, own: Pointer, properties: Value | undefined): readonly Extension[] => [
  peeringOf(of, own, readPointer(at(properties, 'remoteVirtualNetwork', 'id'), of.origin), {
    useRemoteGateways: at(properties, 'useRemoteGateways'),
    allowAccess: at(properties, 'allowVirtualNetworkAccess'),
    allowForwardedTraffic: at(properties, 'allowForwardedTraffic'),
    allowGatewayTransit: at(properties, 'allowGatewayTransit'),
    accessByDefault: undefined,
    completeNetworks: at(properties, 'peerCompleteVnets'),
    onlyIpv6: at(properties, 'enableOnlyIPv6Peering'),
  }),
]

/** Checks of peerings: a side that uses gateways which the other does not lend. */
import { type Doubt, mergeDoubts } from '../../eval/value.ts'
import type { Answer } from '../kind.ts'
import { type About, type RouteCheck, say } from './check.ts'

/** https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-peering-gateway-transit */
const remoteGateways = (about: About<'virtual-network'>): readonly Answer[] => {
  const { network, entity } = about
  return network.routing.peeringsOf(entity).flatMap((side): readonly Answer[] => {
    const { own, other } = side
    // What the other side says is asked only where it is in this code.
    if (own === undefined || other === undefined) return []
    const uses = own.switches.useRemoteGateways
    const lends = other.switches.allowGatewayTransit
    if (uses.known && !uses.value) return []
    const question = `whether \`${other.address}\` lends the gateways that \`${own.address}\` uses`
    const part = own.address
    const local = network.routing.gatewaysIn(entity).find(({ certain }) => certain)
    const doubts: readonly Doubt[] = mergeDoubts(
      uses.known ? [] : uses.doubts,
      lends.known ? [] : lends.doubts,
      own.presence.certain ? [] : own.presence.doubts,
      other.presence.certain ? [] : other.presence.doubts,
    )
    const tell = (message: string, help: string): Answer =>
      say(about, 'remote-gateways', {
        part,
        outcome: doubts.length > 0 ? 'unsure' : 'fails',
        message,
        question,
        span: uses.origin.span,
        doubts,
        label: 'asks for gateways of the other side',
        help,
        related: [
          { message: 'the other side', span: other.span },
          ...(local === undefined ? [] : [{ message: 'the gateway of its own', span: local.entity.span }]),
        ],
      })
    if (local !== undefined)
      return [
        tell(
          `\`${own.address}\` uses the gateways of the other side, and \`${entity.id}\` has one of its own: Azure takes one or the other`,
          'set `use_remote_gateways = false`, or remove the gateway',
        ),
      ]
    if (lends.known && !lends.value)
      return [
        tell(
          `\`${own.address}\` uses the gateways of the other side, and \`${other.address}\` does not lend them`,
          'set `allow_gateway_transit = true` on the other side',
        ),
      ]
    if (doubts.length > 0) return [tell('', 'both switches belong together')]
    return [say(about, 'remote-gateways', { part, outcome: 'holds', question, span: own.span })]
  })
}

export const peeringChecks = {
  'remote-gateways': {
    of: 'virtual-network',
    about: 'a peering that uses gateways which the other side does not lend',
    judge: remoteGateways,
  },
} as const satisfies Readonly<Record<string, RouteCheck<'virtual-network'>>>

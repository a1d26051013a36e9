/** Peerings come in, each as one side says it; what they do to the networks that they join, as both sides together say it, goes out. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import type { Link } from './entity.ts'
import { standsForSeveral } from './identity.ts'
import type { Peering } from './kind.ts'
import type { VirtualNetwork } from './kinds/virtual-network.ts'
import type { Linker } from './link.ts'
import { entitiesOf } from './link-options.ts'

/** A network whose space is, or may be, in a subnet's `VirtualNetwork` by way of a peering. */
export interface Peer {
  readonly network: Link<VirtualNetwork>
  /** Both sides surely are connected, and all of the peer's space is let in. */
  readonly certain: boolean
  readonly doubts: readonly Doubt[]
}

/** One side of a peering, as the network that it concerns sees it. */
interface Side {
  readonly other: Link<VirtualNetwork>
  /** Whom it surely joins the network with; equal keys are equal networks. */
  readonly key: string | undefined
  readonly certain: boolean
  readonly peering: Peering
  readonly doubt: Doubt
}

/** A network that a peering joins with, or may join with, as routes see it. */
export interface PeeringSide {
  readonly network: Link<VirtualNetwork>
  /** Both sides surely are connected, and all of the other's space is let in. */
  readonly certain: boolean
  /** As our side says it; absent where only the other side is seen. */
  readonly own?: Peering
  readonly other?: Peering
  readonly doubts: readonly Doubt[]
}

export interface Peerings {
  /** `false`: it may be of too many networks to name them. */
  add(peering: Peering, doubt: Doubt): boolean
  /** Those of which only the other side is seen among them: the own side may be made elsewhere. */
  peersOf(network: VirtualNetwork): readonly Peer[]
  /** Every peering of the network, from whichever side it is seen. */
  sidesOf(network: VirtualNetwork): readonly PeeringSide[]
}

/** Why two networks may not be joined as their peerings seem to say; the peering itself, where they surely are. */
const causesOf = (certain: boolean, side: Side, back: Peering | undefined): readonly Doubt[] => {
  const { peering, doubt, key } = side
  const presence = peering.presence.certain ? [] : peering.presence.doubts
  if (certain) return [doubt]
  const missing: readonly Doubt[] =
    key === undefined || back !== undefined
      ? []
      : [{ reason: 'external', what: `the peering that answers \`${peering.address}\``, span: peering.span }]
  const causes = mergeDoubts(presence, peering.narrowed ?? [], back?.narrowed ?? [], missing)
  return causes.length > 0 ? causes : [doubt]
}

const keyOf = ({ options }: Link<VirtualNetwork>): string | undefined => {
  const [option] = options
  if (option === undefined || options.length > 1 || option.to === 'none') return undefined
  if (option.to === 'external') return `external ${option.identity}`
  return standsForSeveral(option.entity.id) ? undefined : option.entity.id
}

export const createPeerings = (linker: Pick<Linker, 'link'>): Peerings => {
  /** By the network whose own side it is, and by the network that it leads to. */
  const outgoing = new Map<string, Side[]>()
  const incoming = new Map<string, Side[]>()
  const enter = (map: Map<string, Side[]>, id: string, side: Side): void => {
    const sides = map.get(id)
    if (sides === undefined) map.set(id, [side])
    else sides.push(side)
  }

  const sidesOf = ({ id, span }: VirtualNetwork): readonly PeeringSide[] => {
    const out = outgoing.get(id) ?? []
    const into = incoming.get(id) ?? []
    const back = new Map<string, Side>()
    for (const side of into)
      if (side.key !== undefined && side.certain && back.get(side.key)?.peering.whole !== true) back.set(side.key, side)
    // Where the own side may not be there, another may be made elsewhere.
    const seen = new Set(out.flatMap(({ key, certain }) => (certain && key !== undefined ? [key] : [])))
    return [
      ...out.map((side): PeeringSide => {
        const { other, key, certain: sure, peering } = side
        // A peering works once both sides have one: https://learn.microsoft.com/azure/virtual-network/virtual-network-peering-overview
        const from = key === undefined ? undefined : back.get(key)?.peering
        const certain = sure && peering.whole && from?.whole === true && other.options[0]?.to === 'entity'
        const doubts = causesOf(certain, side, from)
        return { network: other, certain, own: peering, ...(from === undefined ? {} : { other: from }), doubts }
      }),
      ...into
        .filter(({ key }) => key === undefined || !seen.has(key))
        .map((side): PeeringSide => {
          const doubts: readonly Doubt[] = [
            { reason: 'external', what: `the peering of \`${id}\` that answers \`${side.peering.address}\``, span },
          ]
          return { network: side.other, certain: false, other: side.peering, doubts }
        }),
    ]
  }

  return {
    add: (peering, doubt) => {
      const own = linker.link(peering.own, 'virtual-network')
      const remote = linker.link(peering.remote, 'virtual-network')
      const owners = entitiesOf(own)
      const remotes = entitiesOf(remote)
      if (owners.length > budget.undecidedJoins || remotes.length > budget.undecidedJoins) return false
      const [ownKey, remoteKey] = [keyOf(own), keyOf(remote)]
      const certain = (key: string | undefined): boolean => key !== undefined && peering.presence.certain
      for (const { id } of owners) enter(outgoing, id, { other: remote, key: remoteKey, certain: certain(ownKey), peering, doubt })
      for (const { id } of remotes) enter(incoming, id, { other: own, key: ownKey, certain: certain(remoteKey), peering, doubt })
      return true
    },
    sidesOf,
    peersOf: (network) => sidesOf(network).map(({ network: other, certain, doubts }): Peer => ({ network: other, certain, doubts })),
  }
}

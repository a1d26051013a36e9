/** A subject comes in; the virtual networks that its names are asked from, and the cloud that it is in, go out. */
import { type Cloud, cloudOf } from '../azure/clouds.ts'
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { Fact } from '../model/entity.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import type { AnyEntity, Network } from '../model/network.ts'
import type { Point } from '../semantics/flow.ts'
import type { Span } from '../text/source.ts'
import type { Whole } from './kind.ts'

export interface AskedFrom {
  readonly network: VirtualNetwork
  /** Subnets of the subject in it. */
  readonly points: readonly Point[]
  readonly certain: boolean
  readonly doubts: readonly Doubt[]
  readonly span: Span
}

/** `more` not empty: it may be in others. */
export const networksOf = ({
  entity,
  places,
  more,
  subjects,
}: Whole): { readonly networks: readonly AskedFrom[]; readonly more: readonly Doubt[] } => {
  if (entity.kind === 'virtual-network')
    return { networks: [{ network: entity, points: [], certain: true, doubts: [], span: entity.span }], more: [] }
  const found = new Map<string, AskedFrom>()
  const hidden: (readonly Doubt[])[] = [more]
  for (const place of places) {
    if (place.maybeElsewhere) hidden.push(place.doubts)
    const isOne = place.points.length === 1 && !place.maybeElsewhere && !place.maybeNowhere
    for (const point of place.points) {
      const { options, doubts } = subjects.network.link(point.subnet.virtualNetwork, 'virtual-network')
      if (options.some((option) => option.to !== 'entity')) hidden.push(doubts)
      for (const option of options) {
        if (option.to !== 'entity') continue
        const before = found.get(option.entity.id)
        const certain = isOne && options.length === 1
        const why = certain ? [] : mergeDoubts(place.doubts, doubts)
        found.set(option.entity.id, {
          network: option.entity,
          points: [...(before?.points ?? []), point],
          certain: certain || before?.certain === true,
          doubts: mergeDoubts(before?.doubts ?? [], why),
          span: before?.span ?? place.span,
        })
      }
    }
  }
  return { networks: [...found.values()], more: mergeDoubts(...hidden) }
}

const locationOf = (entity: AnyEntity): Fact<string> | undefined => ('location' in entity ? entity.location : undefined)

/** What is vouched for, else the cloud of its region. */
export const cloudsOf = (
  entity: AnyEntity,
  network: Network,
  at: readonly VirtualNetwork[],
): { readonly clouds: readonly Cloud[]; readonly doubts: readonly Doubt[] } => {
  const { cloud } = network.assumptions
  if (cloud !== undefined) return { clouds: [cloud.value], doubts: [] }
  const locations = [locationOf(entity), ...at.map(({ location }) => location)].filter((fact) => fact !== undefined)
  const sure = locations.find((fact) => fact.known)
  if (sure?.known) return { clouds: [cloudOf(sure.value)], doubts: [] }
  const among = locations.flatMap((fact) => (fact.known || fact.among === undefined ? [] : [...new Set(fact.among.map(cloudOf))]))
  if (among.length > 0)
    return { clouds: [...new Set(among)], doubts: mergeDoubts(...locations.map((fact) => (fact.known ? [] : fact.doubts))) }
  return { clouds: ['public', 'government', 'china'], doubts: mergeDoubts(...locations.map((fact) => (fact.known ? [] : fact.doubts))) }
}

/** A report and its worlds come in; the report goes out with a picture of the part of each network that its findings concern. */

import type { Subnet } from '../model/kinds/subnet.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import { entitiesOf } from '../model/link-options.ts'
import type { Network } from '../model/network.ts'
import { placesOf } from '../policy/subjects.ts'
import { isInScope } from '../report/compared.ts'
import { diagramOf } from '../report/model/mermaid.ts'
import type { Report } from '../report/report.ts'
import { budget } from '../text/budget.ts'
import { modelOfWorld } from './model.ts'
import type { OpenedWorld } from './open-roots.ts'

/** Subnets in which the subject is, or may be. */
const subnetsAt = (network: Network, subject: string): readonly Subnet[] => {
  // Of several places of a subject each has its label behind it.
  const entity = network.entities.get(subject) ?? network.entities.get(subject.replace(/ \([^()]*\)$/, ''))
  if (entity === undefined) return []
  if (entity.kind === 'subnet') return [entity]
  return placesOf(entity, network).places.flatMap(({ points }) => points.map(({ subnet }) => subnet))
}

const around = (network: Network, subnets: Iterable<Subnet>): ReadonlySet<VirtualNetwork> => {
  const found = new Set<VirtualNetwork>()
  for (const subnet of subnets)
    for (const home of entitiesOf(network.link(subnet.virtualNetwork, 'virtual-network'))) {
      if (found.has(home)) continue
      found.add(home)
      for (const side of network.routing.peeringsOf(home)) for (const peer of entitiesOf(side.network)) found.add(peer)
    }
  return found
}

export const withDiagrams = (report: Report, worlds: readonly OpenedWorld[]): Report => {
  const subjects = new Map<string, Set<string>>()
  for (const { judgement, outcome, severity } of report.findings) {
    if (outcome !== 'fails' || severity === 'note' || !isInScope(report, judgement)) continue
    const noted = subjects.get(judgement.root)
    if (noted === undefined) subjects.set(judgement.root, new Set([judgement.subject]))
    else noted.add(judgement.subject)
  }
  const diagrams = worlds.flatMap((opened): NonNullable<Report['diagrams']> => {
    const concerned = subjects.get(opened.request.name)
    if (concerned === undefined) return []
    const { network } = opened.world
    const subnets = new Set<Subnet>()
    // Worst first, as findings are; the others are counted.
    for (const subject of concerned)
      for (const subnet of subnetsAt(network, subject)) if (subnets.size < budget.diagramSubnets) subnets.add(subnet)
    if (subnets.size === 0) return []
    const part = { networks: around(network, subnets), subnets }
    const diagram = diagramOf([modelOfWorld(opened, part)])
    // Without an arrow it says no more than the findings do.
    return diagram === undefined || !diagram.hasEdges ? [] : [{ root: opened.request.name, diagram }]
  })
  return diagrams.length === 0 ? report : { ...report, diagrams: diagrams.slice(0, budget.diagrams) }
}

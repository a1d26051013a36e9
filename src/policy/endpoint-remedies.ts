/** What would mend a private endpoint: its records in the right zone, or its name led to it. */
import type { PrivateEndpoint } from '../model/kinds/private-endpoint.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import type { ZoneMeant } from '../model/naming.ts'
import { parseDomain } from '../net/domain.ts'
import type { HostName } from '../semantics/dns-path.ts'
import { changesToPrivate } from '../semantics/name-advice.ts'
import type { Whole } from './kind.ts'
import type { Remedy } from './remedy.ts'

/** Changes that lead the first of the names that go wrong; where others need more, it is not proved. */
export const leadTo = (client: VirtualNetwork, names: readonly HostName[], wrong: readonly string[], { subjects }: Whole): Remedy => {
  const name = names.find(({ text }) => wrong.includes(text))
  if (name === undefined) return { kind: 'names', sets: [] }
  const { network, world } = subjects
  return { kind: 'names', sets: changesToPrivate({ network, client, name }, world.resolve(client, name)) }
}

/** A zone of the right name is named in place of the wrong one; where there is none, and the wrong one is nobody else's, that is renamed. */
export const rezoned = (endpoint: PrivateEndpoint, wanted: readonly string[], { subjects: { network } }: Whole): Remedy => {
  const { naming } = network
  const isWanted = (name: string | undefined): boolean => name !== undefined && wanted.includes(name)
  const right = network
    .ofKind('private-dns-zone')
    .filter(({ name, presence }) => presence.certain && name.known && isWanted(parseDomain(name.value)))
    .map((zone): ZoneMeant => ({ zone, key: zone.id, name: zone.name, certain: true, doubts: [] }))
  const [only, other] = right
  if (only !== undefined && other === undefined) return { kind: 'names', sets: [[{ kind: 'zone-group', endpoint, zone: only }]] }
  const [name, another] = wanted
  const meant = naming.groupsOf(endpoint).groups.flatMap(({ group }) => group.zones.flatMap((pointer) => naming.zonesMeant(pointer)))
  const [wrong, more] = meant
  const zone = wrong?.zone
  const isOwn = wrong !== undefined && naming.recordsIn(wrong).groups.length === 1 && naming.recordsIn(wrong).records.length === 0
  if (
    only !== undefined ||
    name === undefined ||
    another !== undefined ||
    name.includes('{') ||
    more !== undefined ||
    zone === undefined ||
    !isOwn
  )
    return { kind: 'names', sets: [] }
  return { kind: 'zone-name', zone, name }
}

/** Bodies that `azapi_update_resource` lays over those of other resources: merged as the provider merges them, where that is without contradiction. */
import type { Declared } from '../eval/declared.ts'
import type { Value } from '../eval/value.ts'
import { azapiTarget } from './azapi.ts'
import { bodyOf, merged } from './azapi-body.ts'
import { standsForSeveral } from './identity.ts'
import { at, isAbsent } from './read-value.ts'

/** Resources with what others add to their bodies, and those others: the rest of the changes is in doubt. */
export interface Merging {
  readonly bodies: ReadonlyMap<Declared, Value>
  readonly settled: ReadonlySet<Declared>
}

const isSingle = ({ address, presence }: Declared): boolean => presence.certain && !standsForSeveral(address)

export const mergeBodies = (declared: readonly Declared[]): Merging => {
  const bodies = new Map<Declared, Value>()
  const settled = new Set<Declared>()
  const updates = declared.filter(({ type, mode }) => type === 'azapi_update_resource' && mode === 'managed')
  if (updates.length === 0) return { bodies, settled }
  const resources = new Map(
    declared.flatMap((one) => (one.type === 'azapi_resource' && one.mode === 'managed' ? [[one.address, one]] : [])),
  )
  for (const update of updates) {
    const target = azapiTarget(update)
    const resource = target?.by === 'address' && target.child === undefined && !target.inline ? resources.get(target.address) : undefined
    const added = bodyOf(update)
    if (resource === undefined || !isSingle(resource) || !isSingle(update)) continue
    // Lists joined by a property of their elements are the provider's own.
    if ([update, resource].some(({ body }) => !isAbsent(at(body, 'list_unique_id_property')))) continue
    const old = bodies.get(resource) ?? bodyOf(resource)
    const both = isAbsent(added) ? old : isAbsent(old) ? added : merged(old, added)
    if (both === undefined && !isAbsent(added)) continue
    if (both !== undefined) bodies.set(resource, both)
    settled.add(update)
  }
  return { bodies, settled }
}

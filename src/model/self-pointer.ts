/** What an entity says of itself, as a pointer: data sources are looked up by it. */
import type { AnyEntity } from './kinds/index.ts'
import type { Named } from './link-options.ts'

export const selfPointer = (entity: AnyEntity): Named => {
  const { name, subscription } = entity
  const { origin } = name
  if (entity.kind === 'subnet') return { by: 'name', name, parent: entity.virtualNetwork, origin }
  return { by: 'name', name, resourceGroup: entity.resourceGroup, ...(subscription === undefined ? {} : { subscription }), origin }
}

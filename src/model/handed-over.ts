/** Addresses that were given to code that is not read come in; for each entity, why that code may have added to it goes out. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { Entity } from './entity.ts'
import type { AnyEntity } from './kinds/index.ts'
import type { Linker } from './link.ts'

/** Doubts by address; `*` stands for every address, `address/subnets` for the subnets inside a virtual network. */
export type HandedOver = ReadonlyMap<string, readonly Doubt[]>

const inside = '/subnets'

/** Empty: no such code knows of the entity. */
export const createHandedTo = (
  handedOver: HandedOver,
  linker: Pick<Linker, 'entitiesAt' | 'subnetsIn'>,
): ((entity: Entity) => readonly Doubt[]) => {
  const found = new Map<string, readonly Doubt[]>()
  const note = (entities: readonly AnyEntity[], doubts: readonly Doubt[]): void => {
    for (const { id } of entities) found.set(id, mergeDoubts(found.get(id) ?? [], doubts))
  }
  for (const [address, doubts] of handedOver)
    if (address.endsWith(inside)) {
      for (const { id } of linker.entitiesAt(address.slice(0, -inside.length))) note(linker.subnetsIn(id), doubts)
    } else note(linker.entitiesAt(address), doubts)
  const any = handedOver.get('*') ?? []
  return ({ id }) => mergeDoubts(found.get(id) ?? [], any)
}

/** What subnets point to comes in; the subnets that point there, surely or perhaps, go out: the other way round, made once for a network. */
import type { Presence } from '../eval/declared.ts'
import type { Span } from '../text/source.ts'
import type { Entity, Fact, Link } from './entity.ts'
import type { Spot } from './kind.ts'
import type { Subnet } from './kinds/subnet.ts'
import { bothPresent, uncertain } from './read-value.ts'

interface Pointing {
  readonly subnet: Subnet
  readonly presence: Presence
  readonly span: Span
}

/** `linkOf` has to be the same function for the same `key`. */
const indices = new WeakMap<object, Map<string, ReadonlyMap<string, readonly Pointing[]>>>()

export const spotsBy = (
  key: string,
  target: Entity,
  subnets: { ofKind(kind: 'subnet'): readonly Subnet[] },
  linkOf: (subnet: Subnet) => Link<Entity>,
  regionOf: (subnet: Subnet) => Fact<string>,
): readonly Spot<Subnet>[] => {
  let byKey = indices.get(subnets)
  if (byKey === undefined) indices.set(subnets, (byKey = new Map()))
  let index = byKey.get(key)
  if (index === undefined) {
    const found = new Map<string, Pointing[]>()
    for (const subnet of subnets.ofKind('subnet')) {
      const { options, doubts, origin } = linkOf(subnet)
      const presence = options.length === 1 ? subnet.presence : bothPresent(subnet.presence, uncertain(doubts))
      for (const option of options) {
        if (option.to !== 'entity') continue
        const list = found.get(option.entity.id)
        const one: Pointing = { subnet, presence, span: origin.span }
        if (list === undefined) found.set(option.entity.id, [one])
        else list.push(one)
      }
    }
    byKey.set(key, (index = found))
  }
  return (index.get(target.id) ?? []).map(({ subnet, presence, span }) => ({
    label: subnet.id,
    subnet: { options: [{ to: 'entity', entity: subnet }], origin: { span }, doubts: [] },
    region: regionOf(subnet),
    presence,
    span,
  }))
}

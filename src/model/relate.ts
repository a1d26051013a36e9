/** How far two resource groups, two links, or a name and an entity agree: the same, surely not, or perhaps. */
import type { Attribute } from '../eval/value.ts'
import type { Entity, Fact, Link } from './entity.ts'
import { compareNames, type Relation, sources, standsForSeveral } from './identity.ts'

export const worse = (relations: readonly Relation[]): Relation =>
  relations.includes('different') ? 'different' : relations.includes('maybe') ? 'maybe' : 'same'

const isManaged = (address: string): boolean => !/(?:^|\.)data\.[^."]+\.[^."]+$/.test(address.replace(/\[[^\]]*\]$/, ''))

/** Names of resource groups by address. */
export type GroupNames = ReadonlyMap<string, Fact<string>>

const resourceGroupOf = (names: GroupNames, fact: Fact<string>): { readonly fact: Fact<string>; readonly address?: string } => {
  const of = sources(fact.origin).find(
    ({ to, path }: Attribute) => path.length === 1 && path[0] === 'name' && /(?:^|\.)azurerm_resource_group\./.test(to),
  )
  if (of === undefined) return { fact }
  const named = names.get(of.to)
  return { fact: !fact.known && named !== undefined ? named : fact, address: of.to }
}

export const compareGroups = (names: GroupNames, a: Fact<string> | undefined, b: Fact<string> | undefined): Relation => {
  if (a === undefined || b === undefined) return 'maybe'
  const left = resourceGroupOf(names, a)
  const right = resourceGroupOf(names, b)
  if (left.address !== undefined && right.address !== undefined && !standsForSeveral(left.address + right.address)) {
    if (left.address === right.address) return 'same'
    // Two resource groups that are both declared are two, in whatever subscription.
    if (isManaged(left.address) && isManaged(right.address)) return 'different'
  }
  return compareNames(left.fact, right.fact)
}

/** Whether two links lead to the same thing. */
export const compareLinks = (a: Link<Entity>, b: Link<Entity>): Relation => {
  const [first] = a.options
  const [second] = b.options
  if (a.options.length === 1 && b.options.length === 1 && first !== undefined && second !== undefined) {
    if (first.to === 'entity' && second.to === 'entity')
      return first.entity === second.entity ? (standsForSeveral(first.entity.id) ? 'maybe' : 'same') : 'different'
    if (first.to === 'external' && second.to === 'external') return first.identity === second.identity ? 'same' : 'maybe'
  }
  const ids = new Set(a.options.flatMap((option) => (option.to === 'entity' ? [option.entity] : [])))
  const outside = (link: Link<Entity>): boolean =>
    link.options.some((option) => option.to === 'external' || (option.to === 'entity' && option.entity.open))
  if (b.options.some((option) => option.to === 'entity' && ids.has(option.entity))) return 'maybe'
  return outside(a) && outside(b) ? 'maybe' : 'different'
}

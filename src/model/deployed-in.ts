/** Subnets that a service is deployed into by its IP configurations: read, pointed to, and the places where it is judged. */
import { certain } from '../eval/declared.ts'
import { type Doubt, mergeDoubts, type Value } from '../eval/value.ts'
import type { Fact, Link, Pointer } from './entity.ts'
import type { Spot } from './kind.ts'
import type { Subnet } from './kinds/subnet.ts'
import { readPointer } from './read-pointer.ts'
import { at, type Block } from './read-value.ts'

export const presenceDoubts = (blocks: readonly Block[]): readonly Doubt[] =>
  mergeDoubts(...blocks.map(({ presence }) => (presence.certain ? [] : presence.doubts)))

export interface DeployedIn {
  readonly subnets: readonly Pointer[]
  /** Not empty: there may be further ones. */
  readonly moreSubnets: readonly Doubt[]
}

/** `inside`: the part of a block that says its subnet, `path` where in it. */
export const readDeployedIn = (
  { blocks, more }: { readonly blocks: readonly Block[]; readonly more: readonly Doubt[] },
  inside: (block: Block) => Value | undefined,
  path: readonly string[],
  outside: readonly Doubt[],
): DeployedIn => ({
  subnets: blocks.filter((block) => block.presence.certain).map((block) => readPointer(at(inside(block), ...path), block.origin, true)),
  moreSubnets: mergeDoubts(more, presenceDoubts(blocks), outside),
})

export interface SubnetLinks {
  link(pointer: Pointer, kind: 'subnet'): Link<Subnet>
}

export const spotsIn = (
  service: DeployedIn & { readonly location: Fact<string> },
  network: SubnetLinks,
): { readonly spots: readonly Spot<Subnet>[]; readonly more: readonly Doubt[] } => ({
  spots: service.subnets
    .filter((subnet) => subnet.by !== 'nothing')
    .map((subnet, index) => ({
      label: index === 0 ? '' : `#${index + 1}`,
      subnet: network.link(subnet, 'subnet'),
      region: service.location,
      presence: certain,
      span: subnet.origin.span,
    })),
  more: service.moreSubnets,
})

export const pointersIn = (service: DeployedIn): readonly { readonly pointer: Pointer; readonly kind: string }[] =>
  service.subnets.map((pointer) => ({ pointer, kind: 'subnet' }))

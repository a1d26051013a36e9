/** What pointers are followed through: all that is declared or referred to, and what is said of it. */
import type { Sink } from '../text/diagnostic.ts'
import type { Fact, Pointer } from './entity.ts'
import type { Alias, MoreChildren } from './kind.ts'
import type { AnyEntity } from './kinds/index.ts'
import type { Subnet } from './kinds/subnet.ts'
import type { Linker } from './link.ts'
import type { Subscriptions } from './subscriptions.ts'

export interface LinkerInput {
  readonly managed: readonly AnyEntity[]
  readonly data: readonly AnyEntity[]
  readonly aliases: readonly Alias[]
  readonly moreChildren: readonly MoreChildren[]
  /** Names of resource groups by address. */
  readonly resourceGroups: ReadonlyMap<string, Fact<string>>
  readonly subscriptions: Subscriptions
  /** Virtual networks that unknowns are said to mean, by their identities. */
  readonly meant?: ReadonlyMap<string, Pointer>
  /** Says which subnets are one; called once virtual networks can be linked. */
  readonly merge: (
    subnets: readonly Subnet[],
    linker: Pick<Linker, 'link'>,
  ) => { readonly subnets: readonly Subnet[]; readonly aliases: readonly Alias[] }
  readonly sink: Sink
}

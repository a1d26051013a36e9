/** The table of policy kinds: one file each. */
import type { PolicyKind } from '../kind.ts'
import { dnsForwarding } from './dns-forwarding.ts'
import { dnsResolver } from './dns-resolver.ts'
import { forcedTunnel } from './forced-tunnel.ts'
import { nsgHygiene } from './nsg-hygiene.ts'
import { nsgMatrix } from './nsg-matrix.ts'
import { privateEndpointRules } from './private-endpoint.ts'
import { reach } from './reach.ts'
import { resource } from './resource.ts'
import { routeTable } from './route-table.ts'

/** A kind with its own part hidden, so that kinds of all sorts stand in one table. */
export type AnyPolicyKind = PolicyKind<unknown>

const erase = <Spec>(kind: PolicyKind<Spec>): AnyPolicyKind => ({
  ...kind,
  uses: (spec) => kind.uses(spec as Spec),
  judge: (head, spec, site) => kind.judge(head, spec as Spec, site),
  ...(kind.flows === undefined ? {} : { flows: (spec) => kind.flows!(spec as Spec) }),
  ...(kind.namesFlows === undefined ? {} : { namesFlows: (spec) => kind.namesFlows!(spec as Spec) }),
  ...(kind.forOf === undefined ? {} : { forOf: (spec) => kind.forOf!(spec as Spec) }),
  ...(kind.judgeWhole === undefined ? {} : { judgeWhole: (head, spec, whole) => kind.judgeWhole!(head, spec as Spec, whole) }),
})

export const policyKinds: readonly AnyPolicyKind[] = [
  erase(nsgMatrix),
  erase(nsgHygiene),
  erase(forcedTunnel),
  erase(routeTable),
  erase(dnsForwarding),
  erase(dnsResolver),
  erase(privateEndpointRules),
  erase(resource),
  erase(reach),
]

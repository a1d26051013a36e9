/** `dns-resolver`: what Azure asks of DNS Private Resolvers, their endpoints and rulesets before it deploys them. */
import { checkList } from '../check-list.ts'
import type { PolicyKind } from '../kind.ts'
import { endpointSubnetChecks } from '../resolver/endpoints.ts'
import { linkedChecks } from '../resolver/rulesets.ts'

const resolverChecks = { ...endpointSubnetChecks, ...linkedChecks }

type CheckName = keyof typeof resolverChecks

export const dnsResolver: PolicyKind<readonly CheckName[]> = {
  kind: 'dns-resolver',
  summary: 'what Azure asks of DNS resolvers in a virtual network, of their endpoints, and of rulesets linked to it',
  ...checkList(resolverChecks),
  for: ['virtual-network'],
  uses: () => [],
  judgeWhole: (head, wanted, { entity, subjects: { network } }) =>
    entity.kind !== 'virtual-network' ? [] : wanted.flatMap((item) => resolverChecks[item].judge({ head, item, at: entity, network })),
}

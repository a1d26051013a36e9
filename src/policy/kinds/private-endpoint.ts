/** `private-endpoint`: what makes a private endpoint of use: zone, name, and that nothing goes around it. */
import { checkList } from '../check-list.ts'
import { endpointChecks } from '../endpoint-checks.ts'
import { clientsSetting } from '../endpoint-clients.ts'
import type { PolicyKind } from '../kind.ts'

type CheckName = keyof typeof endpointChecks

export const privateEndpointRules: PolicyKind<readonly CheckName[]> = {
  kind: 'private-endpoint',
  summary: 'zone and name of private endpoints, and what goes around them',
  ...checkList(endpointChecks),
  for: ['private-endpoint'],
  uses: (wanted) => (wanted.includes('clients') ? [{ name: clientsSetting, as: 'own-addresses' }] : []),
  judgeWhole: (head, wanted, whole) => {
    const { entity } = whole
    return entity.kind !== 'private-endpoint' ? [] : wanted.flatMap((name) => endpointChecks[name].judge(head, name, entity, whole))
  },
}

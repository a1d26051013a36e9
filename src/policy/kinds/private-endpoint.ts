/** `private-endpoint`: what makes a private endpoint of use: zone, name, and that nothing goes around it. */
import { child, itemsOf, type Tree, textOf } from '../../data/tree.ts'
import { endpointChecks } from '../endpoint-checks.ts'
import { clientsSetting } from '../endpoint-clients.ts'
import type { PolicyKind } from '../kind.ts'
import { listOf, oneOf, required } from '../shape.ts'

type CheckName = keyof typeof endpointChecks
const names = Object.keys(endpointChecks) as readonly CheckName[]

export const privateEndpointRules: PolicyKind<readonly CheckName[]> = {
  kind: 'private-endpoint',
  summary: 'zone and name of private endpoints, and what goes around them',
  at: ['subject'],
  for: ['private-endpoint'],
  fields: () => ({
    checks: required(listOf(oneOf(names), { empty: 'an empty list looks at nothing' }), 'what is looked at; each is an item of its own'),
  }),
  items: names.map((item) => ({ item, about: endpointChecks[item].about })),
  check: (rule: Tree, reading) => {
    const seen = new Set<string>()
    for (const item of itemsOf(child(rule, 'checks'))) {
      const name = textOf(item)
      if (name === undefined) continue
      if (seen.has(name)) reading.mistake('duplicate-id', `\`${name}\` is written twice`, item.span)
      seen.add(name)
    }
  },
  ready: (read) => read.checks as readonly CheckName[],
  uses: (wanted) => (wanted.includes('clients') ? [{ name: clientsSetting, as: 'own-addresses' }] : []),
  judge: () => [],
  judgeWhole: (head, wanted, whole) => {
    const { entity } = whole
    return entity.kind !== 'private-endpoint' ? [] : wanted.flatMap((name) => endpointChecks[name].judge(head, name, entity, whole))
  },
}

/** `nsg-hygiene`: what is wrong with a security group by itself: rules that Azure rejects, that never decide a packet, or that change nothing; proved over sets of packets. */
import { child, itemsOf, type Tree, textOf } from '../../data/tree.ts'
import { groupOf } from '../group-rules.ts'
import { hiddenChecks } from '../hidden-rules.ts'
import type { PolicyKind } from '../kind.ts'
import { adviceChecks } from '../rule-advice.ts'
import { priorityChecks } from '../rule-priorities.ts'
import { listOf, oneOf, required } from '../shape.ts'

const checks = { ...priorityChecks, ...hiddenChecks, ...adviceChecks }
type CheckName = keyof typeof checks
const names = Object.keys(checks) as readonly CheckName[]

export const nsgHygiene: PolicyKind<readonly CheckName[]> = {
  kind: 'nsg-hygiene',
  summary: 'rules of network security groups that Azure rejects, that never decide a packet, or that change nothing',
  at: ['subject'],
  for: ['nsg'],
  fields: () => ({
    checks: required(listOf(oneOf(names), { empty: 'an empty list looks at nothing' }), 'what is looked at; each is an item of its own'),
  }),
  items: names.map((item) => ({ item, about: checks[item].about })),
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
  uses: () => [],
  judge: () => [],
  judgeWhole: (head, wanted, whole) => {
    if (whole.entity.kind !== 'nsg') return []
    const group = groupOf(head, whole.entity, whole)
    return wanted.flatMap((name) => checks[name].judge(group))
  },
}

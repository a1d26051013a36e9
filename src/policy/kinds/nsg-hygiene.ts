/** `nsg-hygiene`: what is wrong with a security group by itself: rules that Azure rejects, that never decide a packet, or that change nothing; proved over sets of packets. */
import { checkList } from '../check-list.ts'
import { groupOf } from '../group-rules.ts'
import { hiddenChecks } from '../hidden-rules.ts'
import type { PolicyKind } from '../kind.ts'
import { adviceChecks } from '../rule-advice.ts'
import { priorityChecks } from '../rule-priorities.ts'

const checks = { ...priorityChecks, ...hiddenChecks, ...adviceChecks }
type CheckName = keyof typeof checks

export const nsgHygiene: PolicyKind<readonly CheckName[]> = {
  kind: 'nsg-hygiene',
  summary: 'rules of network security groups that Azure rejects, that never decide a packet, or that change nothing',
  ...checkList(checks),
  for: ['nsg'],
  uses: () => [],
  judgeWhole: (head, wanted, whole) => {
    if (whole.entity.kind !== 'nsg') return []
    const group = groupOf(head, whole.entity, whole)
    return wanted.flatMap((name) => checks[name].judge(group))
  },
}

/** `route-table`: what is wrong with routing by itself: routes that never count, tables that cut something off, reserved subnets, peerings that do not fit. */
import { child, itemsOf, type Tree, textOf } from '../../data/tree.ts'
import type { Answer, PolicyKind } from '../kind.ts'
import type { Subject } from '../routing/check.ts'
import { peeringChecks } from '../routing/peerings.ts'
import { propagationChecks } from '../routing/propagation.ts'
import { reservedChecks } from '../routing/reserved.ts'
import { tableChecks } from '../routing/tables.ts'
import { listOf, oneOf, required } from '../shape.ts'

const checks = { ...tableChecks, ...propagationChecks, ...reservedChecks, ...peeringChecks }
type CheckName = keyof typeof checks
const names = Object.keys(checks) as readonly CheckName[]

const isCheck = (name: string): name is CheckName => Object.hasOwn(checks, name)

export const routeTable: PolicyKind<readonly CheckName[]> = {
  kind: 'route-table',
  summary: 'what is wrong with route tables, with subnets that are kept for gateways, and with peerings, by themselves',
  at: ['subject'],
  fields: () => ({
    checks: required(listOf(oneOf(names), { empty: 'an empty list looks at nothing' }), 'what is looked at; each is an item of its own'),
  }),
  items: names.map((item) => ({ item, about: checks[item].about })),
  check: (rule: Tree, reading) => {
    const seen = new Set<string>()
    let subject: Subject | undefined
    for (const item of itemsOf(child(rule, 'checks'))) {
      const name = textOf(item)
      if (name === undefined) continue
      if (seen.has(name)) reading.mistake('duplicate-id', `\`${name}\` is written twice`, item.span)
      seen.add(name)
      if (!isCheck(name)) continue
      if (subject !== undefined && checks[name].of !== subject)
        reading.mistake(
          'unknown-kind',
          `\`${name}\` looks at a \`${checks[name].of}\`, what stands before it at a \`${subject}\``,
          item.span,
          'put it into a policy of its own',
        )
      subject ??= checks[name].of
    }
  },
  ready: (read) => read.checks as readonly CheckName[],
  uses: () => [],
  forOf: (wanted) => (wanted[0] === undefined ? [] : [checks[wanted[0]].of]),
  judge: () => [],
  judgeWhole: (head, wanted, whole): readonly Answer[] => {
    const { entity, subjects } = whole
    const about = { head, whole, network: subjects.network, snapshot: subjects.world.snapshot }
    return wanted.flatMap((name): readonly Answer[] => {
      const check = checks[name]
      if (check.of === 'route-table' && entity.kind === 'route-table') return check.judge({ ...about, entity })
      if (check.of === 'subnet' && entity.kind === 'subnet') return check.judge({ ...about, entity })
      if (check.of === 'virtual-network' && entity.kind === 'virtual-network') return check.judge({ ...about, entity })
      return []
    })
  },
}

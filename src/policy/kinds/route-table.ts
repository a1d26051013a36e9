/** `route-table`: what is wrong with routing by itself: routes that never count, tables that cut something off, reserved subnets, firewalls and peerings that do not fit. */
import type { Tree } from '../../data/tree.ts'
import { checkList } from '../check-list.ts'
import type { Answer, PolicyKind } from '../kind.ts'
import type { Subject } from '../routing/check.ts'
import { clusterChecks } from '../routing/clusters.ts'
import { firewallChecks } from '../routing/firewalls.ts'
import { gatewaySubnetChecks } from '../routing/gateway-subnets.ts'
import { peeringChecks } from '../routing/peerings.ts'
import { propagationChecks } from '../routing/propagation.ts'
import { reservedChecks } from '../routing/reserved.ts'
import { tableChecks } from '../routing/tables.ts'
import type { Reading } from '../shape.ts'

const checks = {
  ...tableChecks,
  ...propagationChecks,
  ...reservedChecks,
  ...gatewaySubnetChecks,
  ...firewallChecks,
  ...peeringChecks,
  ...clusterChecks,
}
type CheckName = keyof typeof checks

/** A rule is judged for one kind of subject: the one that its first check looks at. */
const oneSubject = (reading: Reading) => {
  let subject: Subject | undefined
  return (name: CheckName, item: Tree): void => {
    if (subject !== undefined && checks[name].of !== subject)
      reading.mistake(
        'unknown-kind',
        `\`${name}\` looks at a \`${checks[name].of}\`, what stands before it at a \`${subject}\``,
        item.span,
        'put it into a policy of its own',
      )
    subject ??= checks[name].of
  }
}

export const routeTable: PolicyKind<readonly CheckName[]> = {
  kind: 'route-table',
  summary:
    'what is wrong with route tables, with subnets that are kept for gateways and firewalls, and with peerings, by themselves; and with what Kubernetes clusters send by',
  ...checkList(checks, oneSubject),
  uses: () => [],
  forOf: (wanted) => (wanted[0] === undefined ? [] : [checks[wanted[0]].of]),
  judgeWhole: (head, wanted, whole): readonly Answer[] => {
    const { entity, subjects } = whole
    const about = { head, whole, network: subjects.network, snapshot: subjects.world.snapshot }
    return wanted.flatMap((name): readonly Answer[] => {
      const check = checks[name]
      if (check.of === 'route-table' && entity.kind === 'route-table') return check.judge({ ...about, entity })
      if (check.of === 'subnet' && entity.kind === 'subnet') return check.judge({ ...about, entity })
      if (check.of === 'firewall' && entity.kind === 'firewall') return check.judge({ ...about, entity })
      if (check.of === 'private-link-target' && entity.kind === 'private-link-target') return check.judge({ ...about, entity })
      if (check.of === 'virtual-network' && entity.kind === 'virtual-network') return check.judge({ ...about, entity })
      return []
    })
  },
}

/** Whether the security group of its subnet lets clients in to a private endpoint; where groups do not count for it, everybody comes in. */
import { mergeDoubts } from '../eval/value.ts'
import type { PrivateEndpoint } from '../model/kinds/private-endpoint.ts'
import { parseAddressRange } from '../net/address.ts'
import type { Expectation, Flow, FlowTerm, Point } from '../semantics/flow.ts'
import type { Answer, RuleHead, Whole } from './kind.ts'
import { deciderName, placeOf } from './naming.ts'
import type { Place } from './subjects.ts'

/** The setting that says who they are. */
export const clientsSetting = 'clients'

/** Ports that clients of a subresource speak to: https://learn.microsoft.com/azure/private-link/private-endpoint-overview, https://learn.microsoft.com/azure/azure-sql/database/connectivity-architecture */
const ports: ReadonlyMap<string, number> = new Map([
  ...[
    'vault',
    'managedhsm',
    'blob',
    'file',
    'queue',
    'table',
    'web',
    'dfs',
    'sites',
    'registry',
    'configurationstores',
    'searchservice',
    'account',
    'gateway',
  ].map((name) => [name, 443] as const),
  ['sqlserver', 1433],
  ['postgresqlserver', 5432],
  ['mysqlserver', 3306],
])

const portsOf = (endpoint: PrivateEndpoint): readonly number[] => [
  ...new Set(
    endpoint.connections.flatMap(({ subresources }) =>
      subresources.known ? subresources.value.flatMap((one) => ports.get(one) ?? []) : [],
    ),
  ),
]

export const judgeClients = (
  head: RuleHead,
  item: string,
  endpoint: PrivateEndpoint,
  { subjects, places, binding }: Whole,
): readonly Answer[] => {
  const wanted = portsOf(endpoint)
  const given = binding(clientsSetting)
  const from = (given ?? []).flatMap((one): readonly FlowTerm[] => {
    const range = parseAddressRange(one.text)
    return 'problem' in range ? [] : [{ kind: 'range', range }]
  })
  const isGiven = from.length > 0 && from.length === given?.length
  const expectation: Expectation = isGiven ? 'allow' : 'some'
  if (wanted.length === 0 || (given !== undefined && !isGiven)) return []
  const at = (point: Point, place: Place): Answer => {
    const counts = point.subnet.groupPolicies
    const flow: Flow = {
      direction: 'inbound',
      from: isGiven ? from : [{ kind: 'virtual-network' }],
      to: [{ kind: 'subnet' }],
      protocols: ['tcp'],
      sourcePorts: [{ first: 0, last: 65535 }],
      ports: wanted.map((port) => ({ first: port, last: port })),
    }
    const who = isGiven ? 'its clients' : 'anything of its virtual network'
    const words = `${who} ${isGiven ? 'reach' : 'reaches'} \`${endpoint.id}\` on tcp ${wanted.join(', ')}`
    const verdict = subjects.world.judge(point, flow, expectation)
    const off = counts?.known === true && !counts.value
    const open = counts === undefined || !counts.known ? (counts?.doubts ?? []) : []
    const outcome = off || verdict.outcome === 'holds' ? 'holds' : open.length > 0 || counts === undefined ? 'unsure' : verdict.outcome
    const decider = verdict.decidedBy.at(-1)
    const span = decider?.kind === 'rule' ? placeOf(decider.rule.access) : decider?.kind === 'default-rule' ? decider.nsg.span : place.span
    return {
      item,
      severity: head.severity,
      outcome,
      message:
        outcome === 'fails'
          ? `${isGiven ? 'clients do not reach' : 'nothing of its virtual network reaches'} \`${endpoint.id}\` on tcp ${wanted.join(', ')}${decider === undefined ? '' : `: ${deciderName(decider)} denies it`}`
          : '',
      question: `whether ${words}`,
      span,
      ...(outcome === 'fails' ? { help: `allow tcp ${wanted.join(', ')} from the clients before it` } : {}),
      ...(outcome === 'fails'
        ? { remedy: () => ({ kind: 'flow' as const, access: 'allow' as const, point, flow, except: [], decider, slips: [] }) }
        : {}),
      related: [{ message: 'the private endpoint', span: endpoint.span }],
      ...(outcome === 'holds' || verdict.packet === undefined ? {} : { packet: verdict.packet }),
      decidedBy: outcome === 'holds' ? [] : verdict.decidedBy,
      doubts:
        outcome === 'unsure'
          ? mergeDoubts(
              open,
              verdict.doubts,
              counts === undefined
                ? [{ reason: 'external', what: `network policies of \`${point.subnet.id}\``, span: point.subnet.span }]
                : [],
            )
          : [],
      leansOn: verdict.leansOn,
      ...(head.why === undefined ? {} : { why: head.why }),
      policySpan: head.span,
    }
  }
  return places.flatMap((place): Answer[] => {
    if (place.maybeElsewhere) return []
    const answers = place.points.map((point) => at(point, place))
    const [first] = answers
    if (first === undefined || answers.every(({ outcome }) => outcome === first.outcome)) return answers.slice(0, 1)
    const { packet: _packet, help: _help, remedy: _remedy, ...rest } = first
    const doubts = mergeDoubts(place.doubts, ...answers.map((answer) => answer.doubts))
    return [{ ...rest, outcome: 'unsure', message: '', span: place.span, decidedBy: [], doubts }]
  })
}

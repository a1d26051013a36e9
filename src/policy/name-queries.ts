/** Whether network security groups let the questions of a subject out to the DNS servers of its virtual network, and in where these stand. */
import { mergeDoubts } from '../eval/value.ts'
import type { AddressTerm } from '../model/entity.ts'
import type { Flow, FlowTerm, Point, Verdict } from '../semantics/flow.ts'
import type { Severity } from '../text/diagnostic.ts'
import type { Answer, RuleHead, Whole } from './kind.ts'
import { deciderName, placeOf } from './naming.ts'
import { queryArrivals } from './query-arrivals.ts'
import type { Located } from './shape.ts'
import type { AskedFrom } from './subject-networks.ts'

interface Wanted {
  readonly id: Located
  readonly severity: Severity | undefined
  readonly why: Located | undefined
}

/** Azure's own resolver is not filtered but by rules that name it: https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16 */
const platform: FlowTerm = { kind: 'tag', tag: 'AzurePlatformDNS', atRegion: false }

const flowTo = (to: readonly FlowTerm[]): Flow => ({
  direction: 'outbound',
  from: [{ kind: 'subnet' }],
  to,
  protocols: ['udp', 'tcp'],
  sourcePorts: [{ first: 0, last: 65535 }],
  ports: [{ first: 53, last: 53 }],
})

const worst = (verdicts: readonly { readonly point: Point; readonly verdict: Verdict }[]): (typeof verdicts)[number] | undefined =>
  verdicts.find(({ verdict }) => verdict.outcome === 'fails') ?? verdicts.find(({ verdict }) => verdict.outcome === 'unsure') ?? verdicts[0]

/** What stops questions, or may, where a server stands; undefined where nothing is known to. */
const arrivalAnswer = (
  base: Omit<Answer, 'outcome' | 'message' | 'question' | 'span' | 'decidedBy' | 'doubts' | 'leansOn'>,
  { network, world }: Whole['subjects'],
  at: AskedFrom,
  servers: readonly AddressTerm[],
): Answer | undefined => {
  const arrivals = at.points.flatMap((point) =>
    queryArrivals(network, world, at.network, servers, point.subnet).map((arrival) => ({ arrival, from: point.subnet })),
  )
  const failing = arrivals.filter(({ arrival }) => arrival.verdict.outcome === 'fails')
  const sure = failing.find(({ arrival }) => at.certain && arrival.doubts.length === 0 && arrival.verdict.contested !== true)
  const found = sure ?? failing[0] ?? arrivals.find(({ arrival }) => arrival.verdict.outcome === 'unsure')
  if (found === undefined) return undefined
  const { arrival, from } = found
  const { verdict, server } = arrival
  const decider = verdict.decidedBy.at(-1)
  const span =
    decider?.kind === 'rule' ? placeOf(decider.rule.access) : decider?.kind === 'default-rule' ? decider.nsg.span : arrival.at.span
  return {
    ...base,
    outcome: sure === undefined ? 'unsure' : 'fails',
    message:
      sure === undefined
        ? ''
        : `questions from \`${from.id}\` do not come in at the DNS server ${server}${decider === undefined ? '' : `: ${deciderName(decider)} denies them`}`,
    question: `whether questions on udp and tcp 53 from \`${from.id}\` come in at the DNS server ${server}`,
    span,
    ...(sure === undefined ? {} : { help: `allow udp and tcp 53 from \`${from.id}\` into \`${arrival.at.id}\` before it` }),
    ...(verdict.packet === undefined ? {} : { packet: verdict.packet }),
    ...(verdict.violation === undefined ? {} : { violation: verdict.violation }),
    decidedBy: verdict.decidedBy,
    doubts: sure === undefined ? mergeDoubts(arrival.doubts, verdict.doubts, at.doubts) : [],
    leansOn: verdict.leansOn,
  }
}

export const queryAnswers = (
  head: RuleHead,
  wanted: Wanted,
  { subjects }: Whole,
  at: AskedFrom,
  part: string | undefined,
): readonly Answer[] => {
  const { servers } = subjects.network.naming.serversOf(at.network)
  const why = wanted.why?.text ?? head.why
  const base = {
    item: wanted.id.text,
    ...(part === undefined ? {} : { part }),
    severity: wanted.severity ?? head.severity,
    related: [{ message: `asked from \`${at.network.id}\``, span: at.network.span }],
    ...(why === undefined ? {} : { why }),
    policySpan: wanted.id.span,
  }
  const to: readonly FlowTerm[] = !servers.known
    ? []
    : servers.value.length === 0
      ? [platform]
      : servers.value.map(
          (term): FlowTerm =>
            term.kind === 'range' ? { kind: 'range', range: term.range } : { kind: 'atom', identity: term.identity, doubts: term.doubts },
        )
  const shown = to[0] === platform ? 'the resolver of Azure' : 'the DNS servers'
  const question = `whether questions on udp and tcp 53 are let out to ${shown} of \`${at.network.id}\``
  if (!servers.known)
    return [
      { ...base, outcome: 'unsure', message: '', question, span: at.span, decidedBy: [], doubts: mergeDoubts(servers.doubts), leansOn: [] },
    ]
  const found = worst(at.points.map((point) => ({ point, verdict: subjects.world.judge(point, flowTo(to), 'allow') })))
  if (found === undefined) return []
  if (found.verdict.outcome === 'holds') {
    const stopped = arrivalAnswer(base, subjects, at, servers.value)
    if (stopped !== undefined) return [stopped]
  }
  const { verdict, point } = found
  const isSure = at.certain || verdict.outcome === 'holds'
  const outcome = isSure ? verdict.outcome : 'unsure'
  const decider = verdict.decidedBy.at(-1)
  const span = decider?.kind === 'rule' ? placeOf(decider.rule.access) : decider?.kind === 'default-rule' ? decider.nsg.span : at.span
  return [
    {
      ...base,
      outcome,
      message:
        outcome === 'fails'
          ? `questions from \`${point.subnet.id}\` to ${shown} do not leave${decider === undefined ? '' : `: ${deciderName(decider)} denies them`}`
          : '',
      question,
      span,
      ...(outcome === 'fails' ? { help: 'allow udp and tcp 53 to the DNS servers before it' } : {}),
      ...(verdict.packet === undefined ? {} : { packet: verdict.packet }),
      ...(verdict.violation === undefined ? {} : { violation: verdict.violation }),
      decidedBy: verdict.decidedBy,
      doubts: outcome === 'unsure' ? mergeDoubts(verdict.doubts, at.doubts) : [],
      leansOn: verdict.leansOn,
    },
  ]
}

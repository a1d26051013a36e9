/** `nsg-matrix`: flows that have to pass, or must not, judged by the security groups at each point; routes and firewalls are not asked. */
import { child, itemsOf, type Tree, textOf } from '../../data/tree.ts'
import type { Doubt } from '../../eval/value.ts'
import { mergeDoubts } from '../../eval/value.ts'
import type { Decider, Verdict } from '../../semantics/flow.ts'
import type { Severity } from '../../text/diagnostic.ts'
import type { Span } from '../../text/source.ts'
import { atPoint } from '../at-point.ts'
import { allOf, type Truth, yes } from '../conditions.ts'
import { checkRows, type FlowRow, flowRow, type ReadyFlow, readyFlow, usesOf } from '../flow-rows.ts'
import { givenTruth, onlyIf } from '../given.ts'
import type { Answer, PolicyKind, RuleHead, Site } from '../kind.ts'
import { judgeLeftovers, type Leftover, leftover } from '../leftovers.ts'
import { deciderName, flowWords, placeOf, ruleName, subnetText, trafficText } from '../naming.ts'
import { nearMisses } from '../near-misses.ts'
import { allowHelp, denyHelp } from '../remedies.ts'
import type { Remedy } from '../remedy.ts'
import { headOf, listOf, oneOf, optional } from '../shape.ts'
import { slipsOf } from '../slips.ts'
import { fieldOf, placedKinds, subjectTerms } from '../subjects.ts'

interface Matrix {
  readonly nsg: boolean
  readonly declared: 'off' | 'note' | 'warning'
  readonly flows: readonly FlowRow[]
  readonly leftovers: readonly Leftover[]
}

const attachedItem = 'attached'
const declaredItem = 'declared'
const nearMissItem = 'near-miss'

/** The last that had a say: where one level has no group, the group of the other decides alone. */
const lastOf = ({ decidedBy }: Verdict): Decider | undefined =>
  [...decidedBy].reverse().find(({ kind }) => kind !== 'no-group') ?? decidedBy[decidedBy.length - 1]

/** The line that decides: the attribute of the rule that matters, the group of a default rule, else where the subject is put into the subnet. */
const decidingSpan = (decider: Decider | undefined, ready: ReadyFlow, site: Site): Span => {
  if (decider?.kind === 'default-rule') return decider.nsg.span
  if (decider?.kind !== 'rule') return site.span
  const { rule } = decider
  const narrow = ready.flow.ports.length > 0 && !ready.flow.ports.some((range) => range.first === 0 && range.last === 65535)
  return placeOf(decider.access === 'allow' && ready.expect === 'deny' && narrow ? rule.destinationPorts : rule.access)
}

const relatedTo = (decider: Decider | undefined, span: Span, site: Site): Answer['related'] => {
  const places = [
    ...(decider?.kind === 'rule' ? [{ message: ruleName(decider.rule), span: decider.rule.span }] : []),
    ...(decider !== undefined && 'nsg' in decider ? [{ message: 'the network security group', span: decider.nsg.span }] : []),
    { message: `judged for \`${site.subject}\``, span: site.span },
  ]
  const seen = new Set([`${span.file.path}:${span.start}`])
  return places.filter((place) => {
    const key = `${place.span.file.path}:${place.span.start}`
    const fresh = !seen.has(key)
    seen.add(key)
    return fresh
  })
}

const messageOf = (ready: ReadyFlow, verdict: Verdict, site: Site): string => {
  const words = flowWords(ready.flow, site.point, verdict.parts[0])
  const decider = lastOf(verdict)
  const others =
    verdict.parts.length > 1 ? `, and ${verdict.parts.length - 1} more ${verdict.parts.length === 2 ? 'part' : 'parts'} of this flow` : ''
  if (ready.expect === 'deny') {
    const passes = `${words.from} reaches ${words.to} on ${words.traffic}${others}`
    return decider?.kind === 'no-group' || decider === undefined
      ? `${passes}: no network security group is attached`
      : `${deciderName(decider)} lets ${words.from} reach ${words.to} on ${words.traffic}${others}`
  }
  const by = decider === undefined ? '' : `: ${deciderName(decider)} denies it`
  if (ready.expect === 'some') return `nothing from ${words.from} reaches ${words.to} on ${words.traffic}${by}`
  return `${words.from} does not reach ${words.to} on ${words.traffic}${others}${by}`
}

/** `flows`: those that this rule judges here. */
const remedyOf = (
  ready: ReadyFlow,
  decider: Decider | undefined,
  without: readonly ReadyFlow[],
  flows: readonly ReadyFlow[],
  site: Site,
): (() => Remedy) | undefined => {
  const { flow, expect } = ready
  // That something passes leaves open what; nobody but the author can choose.
  if (expect === 'some') return undefined
  return () => ({
    kind: 'flow',
    access: expect,
    point: site.point,
    flow,
    except: without.map((other) => other.flow),
    decider,
    slips: slipsOf(ready, flows, site),
  })
}

/** What follows from contested behaviour of Azure alone is never an error. */
const contestedSeverity = (verdict: Verdict, severity: Severity): Severity =>
  severity === 'error' && verdict.outcome === 'fails' && verdict.contested ? 'warning' : severity

const flowAnswer = (
  head: RuleHead,
  ready: ReadyFlow,
  verdict: Verdict,
  site: Site,
  excepted: readonly ReadyFlow[],
  flows: readonly ReadyFlow[],
): Answer => {
  const without = excepted.map((other) => other.row.id.text)
  const { row, flow, expect } = ready
  const { point, subjects } = site
  const decider = lastOf(verdict)
  const span = decidingSpan(decider, ready, site)
  const words = flowWords(flow, point)
  const open = verdict.parts[0]
  // Of what is open only the ports are told: sets that are not known have no good name.
  const traffic = verdict.outcome === 'unsure' && open !== undefined ? trafficText(open.protocols, open.ports) : words.traffic
  const how = expect === 'allow' ? '' : expect === 'some' ? 'anything from ' : 'nothing from '
  const settles = verdict.outcome === 'unsure' && verdict.tagsInDoubt.length > 0
  const help =
    verdict.outcome === 'fails'
      ? expect === 'deny'
        ? denyHelp(subjects.network, point, flow, decider, without)
        : allowHelp(subjects.network, point, flow, decider)
      : settles
        ? `the addresses of ${verdict.tagsInDoubt.map((tag) => `\`${tag}\``).join(', ')} would settle it: load a snapshot of service tags`
        : undefined
  const why = row.why ?? head.why
  const remedy = verdict.outcome === 'fails' ? remedyOf(ready, decider, excepted, flows, site) : undefined
  return {
    item: row.id.text,
    severity: contestedSeverity(verdict, ready.severity ?? head.severity),
    outcome: verdict.outcome,
    message: verdict.outcome === 'fails' ? messageOf(ready, verdict, site) : '',
    question: `whether ${how}${words.from} reaches ${words.to} on ${traffic}`,
    span,
    ...(verdict.outcome === 'fails' && decider !== undefined ? { label: expect === 'deny' ? 'lets it pass' : 'denies it' } : {}),
    ...(help === undefined ? {} : { help }),
    related: [...(relatedTo(decider, span, site) ?? []), ...(verdict.widenedBy ?? [])],
    ...(verdict.packet === undefined ? {} : { packet: verdict.packet }),
    ...(verdict.violation === undefined ? {} : { violation: verdict.violation }),
    ...(remedy === undefined ? {} : { remedy }),
    decidedBy: verdict.decidedBy,
    doubts: verdict.doubts,
    leansOn: verdict.outcome === 'holds' ? [] : verdict.leansOn,
    ...(why === undefined ? {} : { why }),
    policySpan: row.id.span,
  }
}

const attachedAnswer = (head: RuleHead, site: Site): Answer => {
  const { answer, doubts, span } = site.subjects.world.attachedNsg(site.point)
  const { subnet } = site.point
  return {
    item: attachedItem,
    severity: head.severity,
    outcome: answer === 'yes' ? 'holds' : answer === 'no' ? 'fails' : 'unsure',
    message: answer === 'no' ? `no network security group is attached to ${subnetText(subnet)}` : '',
    question: `whether a network security group is attached to ${subnetText(subnet)}`,
    span: answer === 'no' ? subnet.span : span,
    label: 'has no network security group',
    help: `attach one to \`${subnet.id}\` that allows the flows of \`${head.id}\``,
    ...(answer === 'no' ? { remedy: () => ({ kind: 'attach', point: site.point }) } : {}),
    related: [{ message: `judged for \`${site.subject}\``, span: site.span }],
    decidedBy: [],
    doubts,
    leansOn: [],
    ...(head.why === undefined ? {} : { why: head.why }),
    policySpan: head.span,
  }
}

/** Flows that pass because no rule says otherwise: one note for the point. */
const declaredAnswer = (
  head: RuleHead,
  severity: Severity,
  passing: readonly { readonly ready: ReadyFlow; readonly verdict: Verdict }[],
): readonly Answer[] => {
  const byDefault = passing.flatMap(({ ready, verdict }) => {
    const groups = verdict.passedBy.filter((decider) => decider.kind !== 'platform' && decider.kind !== 'no-group')
    const rules = groups.flatMap((decider) => (decider.kind === 'default-rule' ? [decider] : []))
    const alone = rules.length > 0 && rules.length === groups.length
    return alone && ready.expect === 'allow' && (ready.severity ?? head.severity) !== 'note' ? [{ ready, rules }] : []
  })
  const first = byDefault[0]?.rules[0]
  if (first === undefined) return []
  const names = byDefault.map(({ ready }) => `\`${ready.row.id.text}\``).join(', ')
  const rules = [...new Set(byDefault.flatMap((each) => each.rules.map((rule) => `\`${rule.name}\``)))].join(' and ')
  return [
    {
      item: declaredItem,
      severity,
      outcome: 'fails',
      message: `${byDefault.length === 1 ? 'a needed flow passes' : `${byDefault.length} needed flows pass`} by default rules alone: ${names}`,
      question: 'whether each needed flow is declared by a rule',
      span: first.nsg.span,
      label: 'no rule of this group declares them',
      help: `${rules} ${rules.includes(' and ') ? 'let' : 'lets'} them pass; a rule for each keeps them when somebody adds a deny`,
      related: [],
      decidedBy: [first],
      doubts: [],
      leansOn: [],
      policySpan: head.span,
      advice: true,
    },
  ]
}

const nearMissAnswer = (head: RuleHead, severity: Severity, flows: readonly ReadyFlow[], site: Site): readonly Answer[] => {
  const [first, ...more] = nearMisses(flows, site)
  if (first === undefined) return []
  return [
    {
      item: nearMissItem,
      severity,
      outcome: 'fails',
      message: `${first.message}: ${first.help}`,
      question: 'whether a rule misses a needed flow by a slip',
      span: first.span,
      related: more.map((miss) => ({ message: `${miss.message}: ${miss.help}`, span: miss.span })),
      decidedBy: [],
      doubts: [],
      leansOn: [],
      policySpan: head.span,
      advice: true,
    },
  ]
}

/** The verdict where flows to leave out may or may not count: both ways are tried. */
const judgeWithout = (ready: ReadyFlow, without: readonly { readonly flow: ReadyFlow; readonly truth: Truth }[], site: Site): Verdict => {
  const { world } = site.subjects
  const ask = (rows: typeof without): Verdict =>
    world.judge(
      site.point,
      ready.flow,
      ready.expect,
      rows.map(({ flow }) => flow.flow),
    )
  const most = ask(without)
  const doubtful = without.filter(({ truth }) => truth.answer === 'unsure')
  if (doubtful.length === 0) return most
  const least = ask(without.filter(({ truth }) => truth.answer === 'yes'))
  // Taking out more packets makes `allow` and `deny` weaker and `some` stronger, so that these two bound every choice between them.
  if (least.outcome === most.outcome && least.outcome !== 'unsure') return least
  const doubts = mergeDoubts(least.doubts, most.doubts, ...doubtful.map(({ truth }) => (truth.answer === 'unsure' ? truth.doubts : [])))
  return { ...least, outcome: 'unsure', doubts }
}

/** The near side may be smaller than what was asked about: then only what holds of more holds of less. */
const allowForLess = (verdict: Verdict, expect: ReadyFlow['expect'], doubts: readonly Doubt[]): Verdict => {
  const carries = expect === 'some' ? 'fails' : 'holds'
  return doubts.length === 0 || verdict.outcome === carries
    ? verdict
    : { ...verdict, outcome: 'unsure', doubts: mergeDoubts(doubts, verdict.doubts) }
}

const judge = (head: RuleHead, matrix: Matrix, site: Site): readonly Answer[] => {
  const answers: Answer[] = matrix.nsg ? [attachedAnswer(head, site)] : []
  const attached = (): Truth => {
    const { answer, doubts } = site.subjects.world.attachedNsg(site.point)
    return answer === 'unsure' ? { answer, doubts } : { answer }
  }
  const subject = subjectTerms(site.entity, site.point)
  const field = (name: string) => fieldOf(site.entity, site.subjects.network, name)
  const prepared = matrix.flows.map((row) => {
    const truth = allOf([row.when === undefined ? yes : site.test(row.when), row.withNsg ? attached() : yes])
    const given = givenTruth(row, site.binding)
    const counts = truth.answer !== 'no' && given.answer !== 'no'
    const ready = counts ? readyFlow(row, site.binding, subject, field) : undefined
    if (ready === undefined || 'kind' in ready) return { row, truth, given, ready, doubts: [] }
    const { flow, doubts } = atPoint(ready.flow, site.point)
    return { row, truth, given, ready: { ...ready, flow }, doubts: mergeDoubts(ready.mayBeLess, doubts) }
  })
  const passing: { readonly ready: ReadyFlow; readonly verdict: Verdict }[] = []
  const judged: ReadyFlow[] = []
  for (const { row, truth, given, ready, doubts } of prepared) {
    if (ready === undefined) continue
    if ('kind' in ready) {
      site.notSet(`flow \`${row.id.text}\``, ready.name, row.id.span)
      continue
    }
    const without: { readonly flow: ReadyFlow; readonly truth: Truth }[] = []
    let missing: string | undefined
    for (const name of row.except) {
      const other = prepared.find((each) => each.row.id.text === name.text)
      if (other?.ready === undefined) continue
      if ('kind' in other.ready) missing ??= other.ready.name
      else {
        // Packets that the other flow may not have are taken out or not: both are tried.
        const less: Truth = other.doubts.length === 0 ? { answer: 'yes' } : { answer: 'unsure', doubts: other.doubts }
        without.push({ flow: other.ready, truth: allOf([other.truth, other.given, less]) })
      }
    }
    if (missing !== undefined) {
      site.notSet(`flow \`${row.id.text}\``, missing, row.id.span)
      continue
    }
    const near = ready.flow.direction === 'inbound' ? ready.flow.to : ready.flow.from
    // Prefixes that are not here concern other subnets; a subject may have no port of the sort.
    if (near.length === 0 || ready.flow.ports.length === 0) continue
    const excepted = without.map(({ flow }) => flow.flow)
    if (site.subjects.world.isEmptyFlow(site.point, ready.flow, excepted)) {
      site.empty(`flow \`${row.id.text}\``, excepted.length > 0 && !site.subjects.world.isEmptyFlow(site.point, ready.flow), row.id.span)
      continue
    }
    const verdict = allowForLess(judgeWithout(ready, without, site), ready.expect, doubts)
    const taken = without.map((other) => other.flow)
    const answer = flowAnswer(head, ready, verdict, site, taken, judged)
    if (truth.answer === 'unsure') answers.push({ ...answer, outcome: 'unsure', doubts: mergeDoubts(truth.doubts, verdict.doubts) })
    else if (given.answer === 'unsure') answers.push(verdict.outcome === 'holds' ? answer : onlyIf(answer, row, given.doubts))
    else {
      answers.push(answer)
      judged.push(ready)
      if (verdict.outcome === 'holds') passing.push({ ready, verdict })
    }
  }
  if (matrix.declared !== 'off') {
    answers.push(...declaredAnswer(head, matrix.declared, passing), ...nearMissAnswer(head, matrix.declared, judged, site))
  }
  answers.push(...judgeLeftovers(head, matrix.leftovers, site))
  return answers
}

export const nsgMatrix: PolicyKind<Matrix> = {
  kind: 'nsg-matrix',
  summary: 'flows that network security groups have to let pass, or have to stop',
  at: ['subnet'],
  for: placedKinds,
  fields: (fields) => ({
    nsg: optional(oneOf(['required', 'optional']), '`required`: the subnet must have a network security group, a judgement of its own'),
    declared: optional(
      oneOf(['off', 'note', 'warning']),
      'how to tell flows that pass by default rules alone, and near misses; default: note',
    ),
    flows: optional(listOf(flowRow(fields)), 'the rows of the matrix'),
    leftovers: optional(listOf(leftover), 'rules of older tables: told as notes where they are still in the code'),
  }),
  items: [
    { item: attachedItem, about: 'a network security group is attached' },
    { item: declaredItem, about: 'needed flows that pass by default rules alone' },
    { item: nearMissItem, about: 'rules that miss a needed flow by a slip' },
    { item: 'places', about: 'it is known where the resource is, so that the rule can be judged there' },
  ],
  check: (rule: Tree, reading) => {
    checkRows(rule, ['flows', 'leftovers'], new Set([attachedItem, declaredItem, nearMissItem, 'places']), reading)
    const asks = itemsOf(child(rule, 'flows')).length > 0 || itemsOf(child(rule, 'leftovers')).length > 0
    if (!asks && textOf(child(rule, 'nsg')) !== 'required' && rule.kind === 'map')
      reading.mistake('missing-key', 'this rule asks for nothing', headOf(rule), 'add `flows:` or `nsg: required`')
  },
  ready: (read) => ({
    nsg: read.nsg === 'required',
    declared: (read.declared as Matrix['declared'] | undefined) ?? 'note',
    flows: (read.flows as readonly FlowRow[] | undefined) ?? [],
    leftovers: (read.leftovers as readonly Leftover[] | undefined) ?? [],
  }),
  uses: (matrix) => matrix.flows.flatMap(usesOf),
  flows: (matrix) => matrix.flows,
  judge,
}

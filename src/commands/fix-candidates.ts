/** A remedy in; the changes of the code that may be it, best first, each yet to be proved, out. */
import { appendLiterals as appendBicep, reword as rewordBicep } from '../bicep/literal.ts'
import { expressionAt } from '../hcl/find.ts'
import { appendLiterals, quoted, reword } from '../hcl/literal.ts'
import type { Block } from '../hcl/syntax.ts'
import { afterBlock, blockText, endsLine, newlineOf } from '../hcl/write-block.ts'
import type { Nsg, SecurityRule } from '../model/kinds/nsg.ts'
import type { Subnet } from '../model/kinds/subnet.ts'
import type { Network } from '../model/network.ts'
import { freePriority } from '../policy/remedies.ts'
import type { Remedy } from '../policy/remedy.ts'
import type { Rewording, Slip } from '../policy/slips.ts'
import type { Decider } from '../semantics/flow.ts'
import { budget } from '../text/budget.ts'
import type { Edit, Fix } from '../text/edit.ts'
import type { SourceFile, Span } from '../text/source.ts'
import type { SyntaxOf } from './bicep-route.ts'
import { bicepRules } from './bicep-rules.ts'
import { nameCandidates } from './name-candidates.ts'
import { routeCandidates } from './route-candidates.ts'
import { type BodyOf, groupType, inlineRules, isOne, isResource, separateRule } from './rule-block.ts'
import { addElement, elementsOf } from './rule-element.ts'
import { type FlowRemedy, freeName, wantedRule } from './wanted-rule.ts'

export interface Candidate extends Fix {
  /** What no other fix of this run may take: a priority or a name in a group. */
  readonly takes: readonly string[]
}

export interface Code {
  readonly network: Network
  /** Undefined where the file is none of the root's own, or has mistakes. */
  readonly bodyOf: BodyOf
  /** The same of a file of Bicep. */
  readonly syntaxOf: SyntaxOf
  /** Labels of the resources of a type in the module of a file, lower case. */
  readonly labelsOf: (type: string, path: string) => ReadonlySet<string>
  /** All of the module that a file of Terraform is in. */
  readonly filesBeside: (file: SourceFile) => readonly SourceFile[]
}

/** Groups that are written in one place get each other's rules. */
const groupKey = ({ span }: Nsg): string => `${span.file.path}:${span.start}`
const priorityKey = (nsg: Nsg, direction: string, priority: number): string => `priority ${groupKey(nsg)} ${direction} ${priority}`
const nameKey = (nsg: Nsg, name: string): string => `name ${groupKey(nsg)} ${name.toLowerCase()}`
const labelKey = (path: string, type: string, label: string): string => `label ${path.replace(/[^/]*$/, '')} ${type} ${label}`

const reserved = (taken: ReadonlySet<string>, prefix: string): readonly string[] =>
  [...taken].flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []))

const prioritiesOf = (nsg: Nsg, direction: string, taken: ReadonlySet<string>): ReadonlySet<number> =>
  new Set(reserved(taken, `priority ${groupKey(nsg)} ${direction} `).map(Number))

const rewordAt = ({ bodyOf, syntaxOf }: Code, { at, written, meant }: Rewording): Edit | undefined => {
  const syntax = syntaxOf(at.file)
  if (syntax !== undefined) return rewordBicep(at.file, syntax.program, { start: at.start, end: at.end, written, meant })
  const body = bodyOf(at.file)
  const expression = body === undefined ? undefined : expressionAt(body, at.start, at.end)
  return expression === undefined ? undefined : reword(at.file, expression, written, meant)
}

const appendAt = ({ bodyOf, syntaxOf }: Code, { file, start, end }: Span, texts: readonly string[]): Edit | undefined => {
  const syntax = syntaxOf(file)
  if (syntax !== undefined) return appendBicep(file, syntax.program, start, end, texts)
  const body = bodyOf(file)
  const list = body === undefined ? undefined : expressionAt(body, start, end)
  return list?.kind === 'tuple' ? appendLiterals(file, list, texts) : undefined
}

const groupOf = (decider: Decider | undefined): Nsg | undefined => (decider !== undefined && 'nsg' in decider ? decider.nsg : undefined)

function* ofSlip(slip: Slip, remedy: FlowRemedy, code: Code, taken: ReadonlySet<string>): Generator<Candidate> {
  switch (slip.kind) {
    case 'reword': {
      const edit = rewordAt(code, slip.change)
      if (edit === undefined) return
      yield { title: slip.title, edits: [edit], takes: [] }
      const besides = slip.besides === undefined ? undefined : rewordAt(code, slip.besides)
      if (slip.besides !== undefined && besides !== undefined)
        yield { title: `${slip.title}, for \`${slip.besides.meant}\` alone`, edits: [edit, besides], takes: [] }
      return
    }
    case 'add-ports': {
      const edit = appendAt(code, slip.at, slip.ports)
      if (edit !== undefined) yield { title: slip.title, edits: [edit], takes: [] }
      return
    }
    case 'move': {
      const { decider, flow, access } = remedy
      const { rule, nsg } = slip
      if (decider === undefined || groupOf(decider)?.id !== nsg.id || !rule.priority.known) return
      const priority = freePriority(code.network, nsg, flow.direction, access, decider, prioritiesOf(nsg, flow.direction, taken))
      if (priority === undefined || priority >= rule.priority.value) return
      const edit = rewordAt(code, { at: slip.at, written: String(rule.priority.value), meant: String(priority) })
      if (edit !== undefined)
        yield {
          title: `${slip.title}: priority ${priority} in place of ${rule.priority.value}`,
          edits: [edit],
          takes: [priorityKey(nsg, flow.direction, priority)],
        }
    }
  }
}

/** Rules that are most like the wanted one first: it is written as they are. */
const byLikeness = (rules: readonly SecurityRule[], { flow, access }: FlowRemedy): readonly SecurityRule[] => {
  const weight = (rule: SecurityRule): number =>
    (rule.direction.known && rule.direction.value === flow.direction ? 2 : 0) + (rule.access.known && rule.access.value === access ? 1 : 0)
  return [...rules].sort((a, b) => weight(b) - weight(a))
}

function* ofNewRule(remedy: FlowRemedy, item: string, code: Code, taken: ReadonlySet<string>): Generator<Candidate> {
  const { decider, flow, access } = remedy
  const nsg = groupOf(decider)
  if (nsg === undefined || decider === undefined) return
  const { network, bodyOf } = code
  const { rules } = network.rulesOf(nsg)
  if (rules.length > budget.fixRules) return
  const priority = freePriority(network, nsg, flow.direction, access, decider, prioritiesOf(nsg, flow.direction, taken))
  if (priority === undefined) return
  const names = new Set(reserved(taken, `name ${groupKey(nsg)} `))
  const wanted = wantedRule(remedy, item, network, nsg, priority, names)
  if (wanted === undefined) return
  const title = `add rule \`${wanted.name}\` with priority ${priority}`
  const takes = [priorityKey(nsg, flow.direction, priority), nameKey(nsg, wanted.name)]
  const likely = byLikeness(rules, remedy)
  if (nsg.span.file.language === 'bicep') {
    // Where a rule misses by a slip, one beside it is not what its author meant.
    if (remedy.slips.length === 0) for (const edits of bicepRules(nsg, wanted, code)) yield { title, edits, takes }
    return
  }
  const elements = elementsOf(likely, bodyOf)
  const isMade = new Set(elements.flatMap(({ members }) => members.map(({ rule }) => rule)))
  const labels = new Set([
    ...code.labelsOf('azurerm_network_security_rule', nsg.span.file.path),
    ...reserved(taken, labelKey(nsg.span.file.path, 'azurerm_network_security_rule', '')),
  ])
  const seen = new Set<string>()
  for (const rule of likely.length === 0 ? [undefined] : likely) {
    const element = elements.find(({ members }) => members.some((member) => member.rule === rule))
    const isInline = rule === undefined || nsg.inlineRules.includes(rule)
    const way = element !== undefined ? `element ${elements.indexOf(element)}` : isInline ? 'inline' : 'separate'
    if (seen.has(way)) continue
    seen.add(way)
    if (element !== undefined) {
      for (const near of wanted.near === undefined ? [undefined] : [undefined, wanted.near]) {
        const edits = addElement(element, wanted, item, near)
        if (edits !== undefined) yield { title, edits, takes }
      }
      continue
    }
    const own = rules.filter((one) => !isMade.has(one))
    const ways = isInline ? inlineRules(nsg, own, wanted, bodyOf) : separateRule(nsg, own, wanted, bodyOf, labels)
    for (const edits of ways) yield { title, edits, takes: isInline ? takes : [...takes, ...labelsIn(nsg, edits)] }
  }
  // All of its rules are made of lists that take no further one as they are.
  if (seen.has('inline') || seen.has('separate')) return
  const isInline = nsg.inlineRules.length > 0
  const ways = isInline ? inlineRules(nsg, [], wanted, bodyOf) : separateRule(nsg, rules, wanted, bodyOf, labels)
  for (const edits of ways) yield { title, edits, takes: isInline ? takes : [...takes, ...labelsIn(nsg, edits)] }
}

const labelsIn = (nsg: Nsg, edits: readonly Edit[]): readonly string[] =>
  edits.flatMap(({ text }) => {
    const label = /resource "(\w+)" "(\w+)"/.exec(text)
    return label === null ? [] : [labelKey(nsg.span.file.path, label[1]!, label[2]!)]
  })

const resourceAt = (span: Span, { bodyOf }: Code): Block | undefined =>
  bodyOf(span.file)?.items.find((item): item is Block => item.kind === 'block' && item.start === span.start)

const associationType = 'azurerm_subnet_network_security_group_association'

/** The one group that is attached to nothing, for a subnet that has none: both of one module, each there once. */
function* ofAttaching(subnet: Subnet, code: Code, taken: ReadonlySet<string>): Generator<Candidate> {
  const { network } = code
  const attached = new Set(
    [...network.ofKind('subnet'), ...network.ofKind('network-interface')].flatMap((one) =>
      network.nsgOf(one).options.map((option) => (option.to === 'entity' ? option.entity.id : '')),
    ),
  )
  const free = network
    .ofKind('nsg')
    .filter((one) => !one.open && !attached.has(one.id) && (network.attachedElsewhere?.(one) ?? []).length === 0)
  const [nsg, other] = free
  const without = network.ofKind('subnet').filter((one) => {
    const [option] = network.nsgOf(one).options
    return !one.open && option?.to === 'none'
  })
  if (nsg === undefined || other !== undefined || without.length !== 1 || without[0]!.id !== subnet.id) return
  const [group, net] = [resourceAt(nsg.span, code), resourceAt(subnet.span, code)]
  if (group === undefined || net === undefined || !isResource(group, groupType) || !isResource(net, 'azurerm_subnet')) return
  const { file } = nsg.span
  const folder = (path: string): string => path.replace(/[^/]*$/, '')
  if (!isOne(group) || !isOne(net) || folder(subnet.span.file.path) !== folder(file.path) || !endsLine(file, group)) return
  const [subnetLabel, groupLabel] = [net.labels[1]!.text, group.labels[1]!.text]
  const labels = new Set([...code.labelsOf(associationType, file.path), ...reserved(taken, labelKey(file.path, associationType, ''))])
  const label = freeName((words) => words.join('_'), [subnetLabel], labels)
  const newline = newlineOf(file)
  const text = blockText(
    `resource "${associationType}" ${quoted(label)}`,
    [
      [
        ['subnet_id', `azurerm_subnet.${subnetLabel}.id`],
        ['network_security_group_id', `${groupType}.${groupLabel}.id`],
      ],
    ],
    { outer: '', inner: '  ' },
    newline,
  )
  yield {
    title: `attach \`${nsg.id}\` to \`${subnet.id}\``,
    edits: [afterBlock(file, group, `${newline}${newline}${text}`)],
    takes: [labelKey(file.path, associationType, label.toLowerCase())],
  }
}

/** `item`: the last part of the judgement's code. `taken`: what fixes of this run take already. */
export function* candidatesFor(remedy: Remedy, item: string, code: Code, taken: ReadonlySet<string>): Generator<Candidate> {
  if (remedy.kind === 'route') {
    yield* routeCandidates(remedy, item, code, taken)
    return
  }
  if (remedy.kind === 'names' || remedy.kind === 'zone-name' || remedy.kind === 'close') {
    yield* nameCandidates(remedy, code, taken)
    return
  }
  if (remedy.kind === 'attach' || remedy.decider === undefined || remedy.decider.kind === 'no-group') {
    if (remedy.kind === 'attach' || remedy.access === 'deny') yield* ofAttaching(remedy.point.subnet, code, taken)
    return
  }
  for (const slip of remedy.slips) yield* ofSlip(slip, remedy, code, taken)
  yield* ofNewRule(remedy, item, code, taken)
}

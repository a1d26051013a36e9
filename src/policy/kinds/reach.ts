/** `reach`: whether packets come from one end to another, must not, go only through something, and whether their replies come back by what keeps their state. */
import { child, itemsOf, type Tree, textOf } from '../../data/tree.ts'
import { type Doubt, mergeDoubts } from '../../eval/value.ts'
import type { Protocol } from '../../model/kinds/nsg.ts'
import type { Network } from '../../model/network.ts'
import type { Range } from '../../net/ranges.ts'
import { createReaching, type ReachFrom, type Reaching, type ReachQuestion, type ReachTo } from '../../semantics/reach.ts'
import type { Severity } from '../../text/diagnostic.ts'
import type { Condition, FieldRow } from '../conditions.ts'
import { conditionShape, protocols, severities } from '../flow-rows.ts'
import type { Answer, PolicyKind, RuleHead, Site } from '../kind.ts'
import { trafficText } from '../naming.ts'
import { wayWords } from '../path-words.ts'
import { type EndTerm, endTerm, parseEnd, startsOf, targetsOf } from '../reach-ends.ts'
import { deciders, nearestOf, type Told, tellAll, tellNoReach, tellReach, tellSymmetric, tellThrough } from '../reach-told.ts'
import { expandPorts, type Use } from '../settings.ts'
import { beginReading, flag, type Located, listOf, oneOf, optional, record, refine, required, type Shape, slug, text } from '../shape.ts'
import { type PortTerm, portTerm } from '../terms.ts'

const expectations = ['reach', 'no-reach', 'through', 'symmetric'] as const

interface Path {
  readonly id: Located
  readonly from: readonly EndTerm[]
  readonly to: readonly EndTerm[]
  readonly protocols: readonly Protocol[]
  readonly ports: readonly PortTerm[] | undefined
  readonly expect: (typeof expectations)[number]
  /** Name or address; of the subject itself where it is absent. */
  readonly through?: string
  /** Not judged where one of the ends is nothing that is declared. */
  readonly whereBoth: boolean
  readonly when?: Condition
  readonly why?: string
  readonly help?: string
  readonly severity?: Severity
}

const ends = listOf(endTerm, { orOne: true, empty: 'an empty list has no packets' })

const pathShape = (fields: readonly FieldRow[]): Shape<Path> =>
  refine(
    record('a path', {
      id: required(slug('the id of a path'), 'last part of the code: `policy/rule/id`; permanent'),
      from: optional(ends, 'where packets set out; default: the resource itself'),
      to: required(ends, 'what they are sent to'),
      protocol: optional(protocols, 'default: every protocol'),
      ports: optional(listOf(portTerm, { orOne: true, empty: 'an empty list has no packets' }), 'destination ports; default: every port'),
      expect: required(
        oneOf(expectations),
        '`reach`: all packets arrive; `no-reach`: none does; `through`: what arrives came through what `through` names; `symmetric`: replies come back by what keeps their state',
      ),
      through: optional(text(), 'name or address of a firewall, machine or endpoint; default: the resource itself'),
      'where-both': optional(flag, '`true`: judged only where both ends are something'),
      when: optional(conditionShape(fields), 'the path counts only where this holds'),
      why: optional(text(), 'why it is asked for, in words'),
      help: optional(text(), 'what would mend it'),
      severity: optional(oneOf(severities), 'severity of this path, where it differs from the rule'),
    }),
    (read): Path => ({
      id: read.id,
      from: read.from ?? [{ kind: 'word', word: 'subject' }],
      to: read.to,
      protocols: read.protocol ?? ['tcp', 'udp', 'icmp', 'esp', 'ah'],
      ports: read.ports,
      expect: read.expect,
      whereBoth: read['where-both'] === true,
      ...(read.through === undefined ? {} : { through: read.through.text }),
      ...(read.when === undefined ? {} : { when: read.when }),
      ...(read.why === undefined ? {} : { why: read.why.text }),
      ...(read.help === undefined ? {} : { help: read.help.text }),
      ...(read.severity === undefined ? {} : { severity: read.severity }),
    }),
  )

const worlds = new WeakMap<Network, Reaching>()
const reachingOf = ({ subjects }: Site): Reaching => {
  let found = worlds.get(subjects.network)
  if (found === undefined) worlds.set(subjects.network, (found = createReaching(subjects.network, subjects.world.snapshot)))
  return found
}

const messageOf = (row: Path, { part, why }: Told, more: number): string => {
  const { source, destination } = part.part
  const name = (set: string): string => (set.includes('`') ? set : `\`${set}\``)
  const traffic = trafficText(part.part.protocols, part.part.ports)
  const others = more > 0 ? `, and ${more} more like it` : ''
  switch (row.expect) {
    case 'reach':
      return `${name(source)} does not reach ${name(destination)} on ${traffic}: the packet ${why}${others}`
    case 'no-reach':
      return `${name(source)} reaches ${name(destination)} on ${traffic}${others}`
    case 'through':
      return `${name(source)} reaches ${name(destination)} on ${traffic}, and ${why}${others}`
    case 'symmetric':
      return `${name(source)} reaches ${name(destination)} on ${traffic}, and ${why}${others}`
  }
}

const questionOf = (row: Path, site: Site): string => {
  switch (row.expect) {
    case 'reach':
      return `whether all packets of \`${row.id.text}\` arrive, for \`${site.subject}\``
    case 'no-reach':
      return `whether no packet of \`${row.id.text}\` arrives, for \`${site.subject}\``
    case 'through':
      return `whether packets of \`${row.id.text}\` go through \`${row.through ?? site.entity.id}\` only`
    case 'symmetric':
      return `whether replies to packets of \`${row.id.text}\` come back by what keeps their state, for \`${site.subject}\``
  }
}

const throughId = (row: Path, site: Site): string => {
  const wanted = row.through?.toLowerCase()
  if (wanted === undefined) return site.entity.id
  const found = [...site.subjects.network.entities.values()].find(
    (entity) => entity.id.toLowerCase() === wanted || (entity.name.known && entity.name.value.toLowerCase() === wanted),
  )
  return found?.id ?? row.through ?? ''
}

/** With settings replaced by what they are; the first that is not set. */
const expanded = (terms: readonly EndTerm[], site: Site): readonly EndTerm[] | string => {
  const all: EndTerm[] = []
  for (const term of terms) {
    if (term.kind !== 'setting') {
      all.push(term)
      continue
    }
    const values = site.binding(term.name)
    if (values === undefined || values.length === 0) return term.name
    for (const value of values) {
      const read = parseEnd(
        value,
        beginReading('policy', () => undefined),
      )
      if (read === undefined || read.kind === 'setting') return term.name
      all.push(read)
    }
  }
  return all
}

const portsOf = (row: Path, site: Site): readonly Range[] | string => {
  if (row.ports === undefined) return [{ first: 0, last: 65535 }]
  const all = expandPorts(row.ports, site.binding)
  return 'kind' in all ? all.name : all.flatMap((one) => (one.kind === 'ports' ? [one.range] : []))
}

const judgePath = (head: RuleHead, row: Path, site: Site): Answer | undefined => {
  const { entity, point, subjects } = site
  const { network } = subjects
  const counts = row.when === undefined ? { answer: 'yes' as const } : site.test(row.when)
  if (counts.answer === 'no') return undefined
  const from = expanded(row.from, site)
  const to = expanded(row.to, site)
  const ports = portsOf(row, site)
  for (const unset of [from, to, ports])
    if (typeof unset === 'string') {
      site.notSet(`path \`${row.id.text}\``, unset, row.id.span)
      return undefined
    }
  const starts = (from as readonly EndTerm[]).map((term) => startsOf(term, entity, point, network))
  const targets = (to as readonly EndTerm[]).map((term) => targetsOf(term, entity, point, network))
  const allStarts = starts.flatMap((one) => one.ends)
  const allTargets = targets.flatMap((one) => one.ends)
  const open = mergeDoubts(
    ...starts.map((one) => one.doubts),
    ...targets.map((one) => one.doubts),
    counts.answer === 'unsure' ? counts.doubts : [],
  )
  if (row.whereBoth && (allStarts.length === 0 || allTargets.length === 0) && open.length === 0) return undefined
  const tell =
    row.expect === 'reach'
      ? tellReach
      : row.expect === 'no-reach'
        ? tellNoReach
        : row.expect === 'through'
          ? tellThrough(throughId(row, site))
          : tellSymmetric
  const reaching = reachingOf(site)
  const between = (start: ReachFrom, to: readonly ReachTo[]): ReachQuestion => ({
    from: start,
    to,
    protocols: row.protocols,
    ports: ports as readonly Range[],
  })
  const { told, isOver } = tellAll(allStarts, allTargets, (start, to): readonly Told[] => {
    const question = between(start, to)
    return reaching.reach(question).parts.map((part) => ({ ...tell(part), question }))
  })
  const over: readonly Doubt[] = isOver ? [{ reason: 'budget', what: 'more ends than one judgement looks through', span: entity.span }] : []
  const nothing: readonly Doubt[] =
    told.length === 0 && open.length === 0 && !row.whereBoth
      ? [{ reason: 'external', what: `the ends of \`${row.id.text}\``, span: site.span }]
      : []
  const wrong = told.filter(({ outcome }) => outcome === 'fails')
  const unsure = told.filter(({ outcome }) => outcome === 'unsure')
  const doubts = mergeDoubts(open, over, nothing, ...unsure.map((one) => one.doubts))
  const isUnsure = counts.answer === 'unsure' || (wrong.length === 0 && (unsure.length > 0 || doubts.length > 0))
  const outcome = isUnsure ? 'unsure' : wrong.length > 0 ? 'fails' : 'holds'
  const first = (outcome === 'fails' && row.expect === 'reach' ? nearestOf(wrong, reaching) : undefined) ?? wrong[0] ?? unsure[0]
  const why = row.why ?? head.why
  const way = first?.way
  const there = way === undefined ? [] : wayWords(way.hops)
  return {
    item: row.id.text,
    severity: row.severity ?? head.severity,
    outcome,
    message: outcome === 'fails' && first !== undefined ? messageOf(row, first, wrong.length - 1) : '',
    question: questionOf(row, site),
    span: first?.span ?? there.at(-1)?.span ?? site.span,
    ...(row.help === undefined || outcome !== 'fails' ? {} : { help: row.help }),
    related: [
      ...there.map(({ message, span }) => ({ message: `the way: ${message}`, span })),
      ...(first?.back ?? []).map(({ message, span }) => ({ message: `back: ${message}`, span })),
    ],
    ...(first === undefined ? {} : { packet: first.part.packet }),
    decidedBy: deciders(first),
    doubts: outcome === 'unsure' ? doubts : [],
    leansOn: [],
    ...(why === undefined ? {} : { why }),
    policySpan: row.id.span,
  }
}

export const reach: PolicyKind<readonly Path[]> = {
  kind: 'reach',
  summary: 'whether packets come from one end to another, hop by hop, and their replies back',
  at: ['subnet'],
  fields: (fields) => ({
    paths: required(listOf(pathShape(fields), { empty: 'an empty list asks for nothing' }), 'the paths; each is an item of its own'),
  }),
  items: [{ item: 'places', about: 'it is known where the resource is, so that the rule can be judged there' }],
  check: (rule: Tree, reading) => {
    const seen = new Set<string>()
    for (const row of itemsOf(child(rule, 'paths'))) {
      const id = child(row, 'id')
      const name = textOf(id)
      if (id !== undefined && name !== undefined) {
        if (seen.has(name)) reading.mistake('duplicate-id', `the id \`${name}\` is written twice in this rule`, id.span)
        seen.add(name)
      }
      const through = child(row, 'through')
      if (through !== undefined && textOf(child(row, 'expect')) !== 'through')
        reading.mistake('unknown-key', '`through` says something only where `expect` is `through`', through.span)
    }
  },
  ready: (read) => read.paths as readonly Path[],
  uses: (paths) =>
    paths.flatMap((row): Use[] => [
      ...[...row.from, ...row.to].flatMap((term): Use[] => (term.kind === 'setting' ? [{ name: term.name, as: 'addresses' }] : [])),
      ...(row.ports ?? []).flatMap((term): Use[] => (term.kind === 'setting' ? [{ name: term.name, as: 'ports' }] : [])),
    ]),
  judge: (head, paths, site) => paths.flatMap((row) => judgePath(head, row, site) ?? []),
}

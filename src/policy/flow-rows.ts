/** Rows of a matrix: flows as a policy states them, and what `World` is asked for them. */
import { regionalTag } from '../azure/service-tags.ts'
import { child, itemsOf, type Tree, textOf } from '../data/tree.ts'
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { Fact } from '../model/entity.ts'
import type { Protocol } from '../model/kinds/nsg.ts'
import type { Range } from '../net/ranges.ts'
import type { Flow, FlowTerm } from '../semantics/flow.ts'
import type { Severity } from '../text/diagnostic.ts'
import { type Condition, type FieldRow, type FieldValue, readCondition } from './conditions.ts'
import { type Given, givenField, usesOfGiven } from './given.ts'
import { type Binding, expandPorts, expandTerms, type Use } from './settings.ts'
import {
  flag,
  type Located,
  listOf,
  meant,
  oneOf,
  optional,
  type Reading,
  record,
  refine,
  required,
  type Shape,
  slug,
  text,
} from './shape.ts'
import { type PortsOfField, type PortTerm, portTerm, type SettingUse, type TagAtField, type Term, term } from './terms.ts'

export const severities = ['error', 'warning', 'note'] as const satisfies readonly Severity[]
export const expectations = ['allow', 'deny', 'some'] as const
const protocolWords = ['tcp', 'udp', 'icmp', 'esp', 'ah', 'any'] as const
const everyProtocol: readonly Protocol[] = ['tcp', 'udp', 'icmp', 'esp', 'ah']

const terms = listOf(term, { orOne: true, empty: 'an empty list has no packets' })
const ports = listOf(portTerm, { orOne: true, empty: 'an empty list has no packets' })
export const protocols: Shape<readonly Protocol[]> = refine(
  listOf(oneOf(protocolWords), { orOne: true, empty: 'an empty list has no packets' }),
  (words) => [...new Set(words.flatMap((word) => (word === 'any' ? everyProtocol : [word])))],
)

/** What may differ where a setting is not set. */
const packetFields = {
  from: optional(terms, 'where the packets come from'),
  to: optional(terms, 'where they go'),
  protocol: optional(protocols, '`tcp`, `udp`, `icmp`, `esp`, `ah`, `any` (default), or a list'),
  ports: optional(ports, 'destination ports and ranges; default: every port'),
} as const

const unsetForm = record('`unset`', {
  ...packetFields,
  expect: optional(oneOf(expectations), '`allow`: all packets pass; `deny`: none does; `some`: at least one does'),
  severity: optional(oneOf(severities), 'severity of this form'),
})

export type PacketTerms = {
  readonly from: readonly Term[]
  readonly to: readonly Term[]
  readonly protocol: readonly Protocol[]
  readonly ports: readonly PortTerm[] | undefined
}

export interface FlowRow extends PacketTerms {
  readonly id: Located
  readonly why?: string
  readonly when?: Condition
  /** It counts only where these settings have one of these values. */
  readonly given?: Given
  /** Not judged where no network security group is attached. */
  readonly withNsg: boolean
  readonly direction: Flow['direction']
  readonly expect: (typeof expectations)[number]
  readonly except: readonly Located[]
  readonly severity?: Severity
  readonly unset?: PacketTerms & { readonly expect: (typeof expectations)[number]; readonly severity?: Severity }
}

const condition = (fields: readonly FieldRow[]): Shape<Condition> =>
  refine(text('a condition', { description: 'CEL over the fields of the resource' }), (located, reading) =>
    readCondition(located, fields, reading),
  )

export { condition as conditionShape }

const hasPorts = (protocol: Protocol): boolean => protocol === 'tcp' || protocol === 'udp'

const checkPorts = (given: PacketTerms, span: Located['span'], reading: Reading): boolean => {
  if (given.ports === undefined || given.protocol.every(hasPorts)) return true
  reading.mistake(
    'ports-without-protocol',
    'only tcp and udp have ports',
    span,
    'add `protocol: tcp`, `protocol: udp` or `protocol: [tcp, udp]`',
  )
  return false
}

const families = (side: readonly Term[]): ReadonlySet<4 | 6> =>
  new Set(side.flatMap((each): (4 | 6)[] => (each.kind === 'flow' && each.term.kind === 'range' ? [each.term.range.family] : [4, 6])))

const isFarWord = (each: Term): boolean =>
  each.kind === 'tag-at' || (each.kind === 'flow' && (each.term.kind === 'tag' || each.term.kind === 'internet'))

/** Fields that the packets depend on have to be fields of the resource, of the right type. */
const checkFields = (given: PacketTerms, fields: readonly FieldRow[], reading: Reading): boolean => {
  const uses = [
    ...[...given.from, ...given.to].flatMap((each) => (each.kind === 'tag-at' ? [{ ...each, type: 'string' }] : [])),
    ...(given.ports ?? []).flatMap((each) => (each.kind === 'field' ? [{ ...each, type: 'list<string>' }] : [])),
  ]
  // Without a kind of resource there are no fields to compare with.
  const wrong = fields.length === 0 ? [] : uses.filter((use) => !fields.some(({ name, type }) => name === use.field && type === use.type))
  for (const { field, at, type } of wrong) {
    const names = fields.filter((each) => each.type === type).map(({ name }) => name)
    reading.mistake('unknown-field', `there is no field \`${field}\` for this`, at.span, meant(field, names))
  }
  return wrong.length === 0
}

/** The near side is the subject's: a service tag can only be at the far one. */
const checkSides = (given: PacketTerms, direction: Flow['direction'], span: Located['span'], reading: Reading): boolean => {
  const key = direction === 'inbound' ? 'to' : 'from'
  if (!given[key].some(isFarWord)) return true
  const message = `\`${key}\` of an ${direction} flow is the subject's own side: no service tag is there`
  reading.mistake('empty-flow', message, span, 'write `subnet`, `subject`, `vnet`, `any` or a prefix, or turn `direction` round')
  return false
}

/** Packets of one address family never meet the other. */
const checkFamilies = (given: PacketTerms, span: Located['span'], reading: Reading): boolean => {
  const to = families(given.to)
  if ([...families(given.from)].some((family) => to.has(family))) return true
  reading.mistake('empty-flow', 'no packet goes from IPv4 to IPv6 addresses or back: this flow is empty', span)
  return false
}

export const flowRow = (fields: readonly FieldRow[]): Shape<FlowRow> =>
  refine(
    record('a flow', {
      id: required(slug('the id of a flow'), 'last part of the code: `policy/rule/id`; permanent'),
      why: optional(text(), 'why the flow is asked for, in words'),
      when: optional(condition(fields), 'the flow counts only where this holds'),
      given: givenField,
      'with-nsg': optional(flag, '`true`: not judged where no network security group is attached'),
      direction: required(oneOf(['inbound', 'outbound']), 'as the subject sees it'),
      ...packetFields,
      from: required(terms, packetFields.from.about),
      to: required(terms, packetFields.to.about),
      expect: required(oneOf(expectations), '`allow`: all packets pass; `deny`: none does; `some`: at least one does'),
      except: optional(listOf(text('the id of a flow'), { orOne: true }), 'flows of this rule whose packets are taken out first'),
      severity: optional(oneOf(severities), 'severity of this flow, where it differs from the rule'),
      unset: optional(unsetForm, 'what is asked instead where a setting that the flow uses is not set'),
    }),
    (read, reading): FlowRow | undefined => {
      const packets: PacketTerms = { from: read.from, to: read.to, protocol: read.protocol ?? everyProtocol, ports: read.ports }
      const { unset } = read
      const other: FlowRow['unset'] =
        unset === undefined
          ? undefined
          : {
              from: unset.from ?? packets.from,
              to: unset.to ?? packets.to,
              protocol: unset.protocol ?? packets.protocol,
              ports: unset.ports ?? packets.ports,
              expect: unset.expect ?? read.expect,
              ...(unset.severity === undefined ? {} : { severity: unset.severity }),
            }
      const checks = [packets, ...(other === undefined ? [] : [other])].map(
        (form) =>
          checkPorts(form, read.id.span, reading) &&
          checkFields(form, fields, reading) &&
          checkSides(form, read.direction, read.id.span, reading) &&
          checkFamilies(form, read.id.span, reading),
      )
      if (checks.includes(false)) return undefined
      return {
        ...packets,
        id: read.id,
        withNsg: read['with-nsg'] === true,
        direction: read.direction,
        expect: read.expect,
        except: read.except ?? [],
        ...(read.why === undefined ? {} : { why: read.why.text }),
        ...(read.when === undefined ? {} : { when: read.when }),
        ...(read.given === undefined ? {} : { given: read.given }),
        ...(read.severity === undefined ? {} : { severity: read.severity }),
        ...(other === undefined ? {} : { unset: other }),
      }
    },
  )

const usesOfPackets = (packets: PacketTerms, direction: Flow['direction']): readonly Use[] => [
  ...(direction === 'inbound' ? packets.from : packets.to).flatMap((each): Use[] =>
    each.kind === 'setting' ? [{ name: each.name, as: 'addresses' }] : [],
  ),
  ...(direction === 'inbound' ? packets.to : packets.from).flatMap((each): Use[] =>
    each.kind === 'setting' ? [{ name: each.name, as: 'own-addresses' }] : [],
  ),
  ...(packets.ports ?? []).flatMap((each): Use[] => (each.kind === 'setting' ? [{ name: each.name, as: 'ports' }] : [])),
]

/** Settings that a flow uses, in any of its forms. */
export const usesOf = (row: FlowRow): readonly Use[] => [
  ...usesOfPackets(row, row.direction),
  ...(row.unset === undefined ? [] : usesOfPackets(row.unset, row.direction)),
  ...usesOfGiven(row),
]

/** A flow ready to be asked, with what the chosen form expects. */
export interface ReadyFlow {
  readonly row: FlowRow
  readonly flow: Flow
  readonly expect: FlowRow['expect']
  readonly severity?: Severity
  /** Not empty: the flow may be less than this, since fields that it is made of are not known. */
  readonly mayBeLess: readonly Doubt[]
}

/** A property of the subject. */
export type FieldOf = (name: string) => Fact<FieldValue>

const everyPort = [{ first: 0, last: 65535 }]

/** The tag for the region that the field names; where that is not known, all of the tag. */
const atField = ({ tag, field }: TagAtField, read: FieldOf, doubts: Doubt[]): FlowTerm => {
  const region = read(field)
  if (!region.known) doubts.push(...region.doubts)
  const name = region.known ? (regionalTag(tag, String(region.value))?.name ?? `${tag}.${String(region.value)}`) : tag
  return { kind: 'tag', tag: name, atRegion: false }
}

/** The ports that the field lists; where they are not known, every port. */
const ofField = ({ field }: PortsOfField, read: FieldOf, doubts: Doubt[]): readonly Range[] => {
  const listed = read(field)
  const texts = listed.known && Array.isArray(listed.value) ? (listed.value as readonly string[]) : undefined
  const ranges = texts?.map((text) =>
    /^\d{1,5}$/.test(text) && Number(text) <= 65535 ? { first: Number(text), last: Number(text) } : undefined,
  )
  if (ranges?.every((range) => range !== undefined)) return ranges as readonly Range[]
  doubts.push(...(listed.known ? [{ reason: 'error' as const, what: `a port in \`${field}\``, span: listed.origin.span }] : listed.doubts))
  return everyPort
}

type Filled = { readonly flow: Flow; readonly mayBeLess: readonly Doubt[] }

const fill = (
  direction: Flow['direction'],
  packets: PacketTerms,
  binding: Binding,
  subject: readonly FlowTerm[],
  field: FieldOf,
): Filled | SettingUse => {
  const from = expandTerms(packets.from, binding)
  const to = expandTerms(packets.to, binding)
  const filled = packets.ports === undefined ? [] : expandPorts(packets.ports, binding)
  if ('kind' in from) return from
  if ('kind' in to) return to
  if ('kind' in filled) return filled
  const doubts: Doubt[] = []
  const side = (each: (typeof from)[number]): readonly FlowTerm[] =>
    each.kind === 'subject' ? subject : each.kind === 'tag-at' ? [atField(each, field, doubts)] : [each.term]
  const near = direction === 'inbound' ? to : from
  // Told when the configuration was checked.
  const wrong = near.some(isFarWord) ? [...packets.from, ...packets.to].find((each) => each.kind === 'setting') : undefined
  if (wrong !== undefined) return wrong
  const flow: Flow = {
    direction,
    from: from.flatMap(side),
    to: to.flatMap(side),
    protocols: packets.protocol,
    sourcePorts: everyPort,
    ports:
      packets.ports === undefined
        ? everyPort
        : filled.flatMap((each) => (each.kind === 'field' ? ofField(each, field, doubts) : [each.range])),
  }
  return { flow, mayBeLess: mergeDoubts(doubts) }
}

/** The flow with its settings filled in, by its `unset` form where one is not set; the setting that is missing where that cannot be done. */
export const readyFlow = (row: FlowRow, binding: Binding, subject: readonly FlowTerm[], field: FieldOf): ReadyFlow | SettingUse => {
  const severity = (own: Severity | undefined): { severity?: Severity } => {
    const chosen = own ?? row.severity
    return chosen === undefined ? {} : { severity: chosen }
  }
  const own = fill(row.direction, row, binding, subject, field)
  if (!('kind' in own)) return { row, ...own, expect: row.expect, ...severity(undefined) }
  if (row.unset === undefined) return own
  const other = fill(row.direction, row.unset, binding, subject, field)
  return 'kind' in other ? other : { row, ...other, expect: row.unset.expect, ...severity(row.unset.severity) }
}

/** Tells ids written twice, and `except` that names no flow of the rule, the flow itself or one that goes the other way. Looks at the trees, so that it does so whatever else is wrong. */
export const checkRows = (rule: Tree, lists: readonly string[], taken: ReadonlySet<string>, reading: Reading): void => {
  const rows = lists.flatMap((key) => itemsOf(child(rule, key)))
  const seen = new Set<string>()
  for (const row of rows) {
    const id = child(row, 'id')
    const name = textOf(id)
    if (id === undefined || name === undefined) continue
    if (seen.has(name))
      reading.mistake(
        'duplicate-id',
        `the id \`${name}\` is written twice in this rule`,
        id.span,
        'give each its own: codes are made of them',
      )
    else if (taken.has(name))
      reading.mistake('duplicate-id', `the id \`${name}\` is taken by a judgement of every such rule`, id.span, 'choose another')
    seen.add(name)
  }
  const flows = itemsOf(child(rule, 'flows'))
  const idOf = (row: Tree): string | undefined => textOf(child(row, 'id'))
  for (const row of flows) {
    const except = child(row, 'except')
    for (const name of except?.kind === 'scalar' ? [except] : itemsOf(except)) {
      const word = textOf(name)
      if (word === undefined) continue
      const other = flows.find((each) => idOf(each) === word)
      const others = flows.flatMap((each) => (each === row ? [] : (idOf(each) ?? [])))
      if (other === undefined)
        reading.mistake('unknown-flow', `\`except\` names \`${word}\`, which is no flow of this rule`, name.span, meant(word, others))
      else if (other === row)
        reading.mistake('empty-flow', '`except` names the flow itself: without its own packets it is empty', name.span)
      else if (textOf(child(other, 'direction')) !== textOf(child(row, 'direction')))
        reading.mistake('unknown-flow', `\`except\` names \`${word}\`, which goes the other way: no packet is taken out`, name.span)
    }
  }
}

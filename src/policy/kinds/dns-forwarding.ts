/** `dns-forwarding`: what becomes of names that are asked in the virtual networks of a subject: answered, private, forwarded to a server, never round and round. */
import type { Cloud } from '../../azure/clouds.ts'
import { child, itemsOf, type Tree, textOf } from '../../data/tree.ts'
import { mergeDoubts } from '../../eval/value.ts'
import type { AddressTerm } from '../../model/entity.ts'
import { type AddressRange, parseAddressRange } from '../../net/address.ts'
import { parseDomain } from '../../net/domain.ts'
import type { DnsPath } from '../../semantics/dns-path.ts'
import { hostName } from '../../semantics/host-name.ts'
import { changesToPrivate } from '../../semantics/name-advice.ts'
import type { NameChange } from '../../semantics/name-change.ts'
import type { Severity } from '../../text/diagnostic.ts'
import type { Condition } from '../conditions.ts'
import { conditionShape, severities } from '../flow-rows.ts'
import type { Answer, PolicyKind, RuleHead, Whole } from '../kind.ts'
import { toAnswer } from '../name-answer.ts'
import { endText, judgePaths, type Measure } from '../name-paths.ts'
import { loopAnswers, privateLinkAnswers } from '../name-probes.ts'
import { queryAnswers } from '../name-queries.ts'
import { type Located, listOf, oneOf, optional, type Reading, record, refine, required, slug, text } from '../shape.ts'
import { type AskedFrom, cloudsOf, networksOf } from '../subject-networks.ts'

const expectations = ['answered', 'private', 'public', 'forwarded'] as const

interface NameRow {
  readonly id: Located
  readonly name: readonly Located[]
  readonly expect: (typeof expectations)[number]
  readonly to: readonly Located[] | undefined
  readonly cloud: Cloud | undefined
  readonly when: Condition | undefined
  readonly why: Located | undefined
  readonly severity: Severity | undefined
}

interface Single {
  readonly id: Located
  readonly severity: Severity | undefined
  readonly why: Located | undefined
}

interface Servers extends Single {
  readonly 'must-reach': string
}

interface Forwarding {
  readonly names: readonly NameRow[]
  readonly servers: Servers | undefined
  readonly queries: Single | undefined
  readonly loops: Single | undefined
  readonly privateLink: Single | undefined
}

const settingIn = (located: Located): string | undefined => /^\$\{\s*([A-Za-z0-9_-]+)\s*\}$/.exec(located.text)?.[1]

const nameShape = refine(text('a host name'), (located, reading: Reading) => {
  if (settingIn(located) !== undefined || (parseDomain(located.text) !== undefined && located.text !== '.')) return located
  return reading.mistake(
    'malformed-name',
    `\`${located.text}\` is no host name`,
    located.span,
    'write `vault-a.vault.azure.net`, or `*.blob.core.windows.net` for any',
  )
})

const addressShape = refine(text('an address'), (located, reading: Reading) => {
  if (settingIn(located) !== undefined || !('problem' in parseAddressRange(located.text))) return located
  return reading.mistake('malformed-address', `\`${located.text}\` is no address`, located.span)
})

const single = (what: string) =>
  record(what, {
    id: required(slug('the id of a judgement'), 'last part of the code; permanent'),
    severity: optional(oneOf(severities), 'in place of the one of the rule'),
    why: optional(text(), 'why it is asked'),
  })

/** With settings replaced by their values; the name of the first that has none. */
const expand = (texts: readonly Located[], whole: Whole): readonly string[] | { readonly unset: string } => {
  const all: string[] = []
  for (const one of texts) {
    const setting = settingIn(one)
    const values = setting === undefined ? [one] : whole.binding(setting)
    if (values === undefined || values.length === 0) return { unset: setting ?? '' }
    all.push(...values.map((value) => value.text))
  }
  return all
}

const isAmong = (server: AddressTerm, wanted: readonly AddressRange[]): 'yes' | 'no' | 'maybe' => {
  if (server.kind === 'atom') return 'maybe'
  return wanted.some(
    (range) => range.family === server.range.family && range.first <= server.range.first && server.range.last <= range.last,
  )
    ? 'yes'
    : 'no'
}

const isPublic = (term: AddressTerm): boolean | undefined => {
  if (term.kind !== 'range') return undefined
  const { range } = term
  if (range.family === 6) return range.first >> 121n !== 0x7en
  const [a, b] = [Math.floor(range.first / 2 ** 24), Math.floor(range.first / 2 ** 16) % 256]
  return !(a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || (a === 100 && b >= 64 && b < 128))
}

const measureOf =
  (row: NameRow, wanted: readonly AddressRange[]) =>
  (path: DnsPath): Measure => {
    const { end, steps } = path
    if (row.expect === 'forwarded') {
      const found = steps.flatMap(({ server }) => (server === undefined ? [] : [isAmong(server, wanted)]))
      if (found.includes('yes')) return 'right'
      return end.kind === 'unknown' || found.includes('maybe') ? 'open' : 'wrong'
    }
    if (end.kind === 'unknown' || end.kind === 'forwarded') return 'open'
    if (end.kind === 'loop' || end.kind === 'no-answer') return 'wrong'
    if (row.expect === 'answered') return 'right'
    if (end.kind === 'public') return row.expect === 'public' ? 'right' : 'wrong'
    if (row.expect === 'public') return 'wrong'
    const openly = end.addresses.map(isPublic)
    return openly.includes(true) ? 'wrong' : openly.includes(undefined) && end.endpoint === undefined ? 'open' : 'right'
  }

const asks: Readonly<Record<NameRow['expect'], string>> = {
  answered: 'is answered',
  private: 'leads to a private address',
  public: 'is answered by public DNS',
  forwarded: 'is forwarded as it must be',
}

/** What leads a name where it has to go: to a private address, or by the rule for its domain to the one server that is wanted. */
const changesFor = (
  row: NameRow,
  wanted: readonly AddressRange[],
  witness: DnsPath,
  { subjects: { network, world } }: Whole,
  at: AskedFrom,
): readonly (readonly NameChange[])[] => {
  const first = witness.steps[0]?.name ?? witness.name
  const name = hostName(first)
  if (name === undefined) return []
  if (row.expect === 'private') return changesToPrivate({ network, client: at.network, name }, world.resolve(at.network, name))
  const [only, other] = wanted
  if (row.expect !== 'forwarded' || only === undefined || other !== undefined || only.first !== only.last) return []
  return witness.steps.flatMap((step) => {
    const ruleset = step.via === 'ruleset' ? network.entities.get(step.at) : undefined
    if (ruleset?.kind !== 'dns-forwarding-ruleset') return []
    const rule = network.naming.rulesIn(ruleset).rules.find((one) => one.rule.span === step.span)?.rule
    const domain = rule?.domain.known === true ? parseDomain(rule.domain.value) : undefined
    const isOfName = domain !== undefined && (domain === name.domain || `*.${domain}` === name.domain)
    const to = { term: { kind: 'range' as const, range: only, origin: { span: row.id.span } }, by: undefined }
    return rule === undefined || !isOfName || rule.targets.length !== 1 ? [] : [[{ kind: 'rule-target' as const, rule, to }]]
  })
}

const some = (names: readonly string[]): string =>
  names.length <= 3 ? names.map((name) => `\`${name}\``).join(', ') : `\`${names[0]}\`, \`${names[1]}\` and ${names.length - 2} more names`

const rowAnswers = (head: RuleHead, row: NameRow, whole: Whole, at: AskedFrom, part: string | undefined): readonly Answer[] => {
  const { subjects, entity } = whole
  const applies = row.when === undefined ? { answer: 'yes' as const } : whole.test(row.when)
  if (applies.answer === 'no') return []
  const { clouds, doubts, leansOn } = cloudsOf(entity, subjects.network, [at.network])
  if (row.cloud !== undefined && !clouds.includes(row.cloud)) return []
  const names = expand(row.name, whole)
  const to = expand(row.to ?? [], whole)
  // Names that nobody gave are not asked for.
  if ('unset' in names) return []
  if ('unset' in to) {
    whole.notSet(`\`${head.id}/${row.id.text}\``, to.unset, row.id.span)
    return []
  }
  const wanted = to.flatMap((one) => {
    const range = parseAddressRange(one)
    return 'problem' in range ? [] : [range]
  })
  const asked = names.flatMap((one) => {
    const name = hostName(one)
    return name === undefined ? [] : [{ name: one, paths: subjects.world.resolve(at.network, name) }]
  })
  const verdict = judgePaths(asked, measureOf(row, wanted))
  const shown = some(asked.map(({ name }) => name))
  const answer = toAnswer(head, row.id, row, at, part, verdict, {
    fails: (witness) => `${some(verdict.wrong)} ${wrongWords[row.expect]} in \`${at.network.id}\`: ${endText(witness)}`,
    question: `whether ${shown} ${asks[row.expect]} in \`${at.network.id}\``,
    remedy: (witness) => ({ kind: 'names', sets: changesFor(row, wanted, witness, whole, at) }),
  })
  const open = [...(applies.answer === 'unsure' ? applies.doubts : []), ...(row.cloud !== undefined && clouds.length > 1 ? doubts : [])]
  if (open.length === 0 || answer.outcome === 'holds')
    return [row.cloud === undefined || leansOn.length === 0 ? answer : { ...answer, leansOn: [...answer.leansOn, ...leansOn] }]
  const { help: _help, ...rest } = answer
  return [{ ...rest, outcome: 'unsure', message: '', doubts: mergeDoubts(open, answer.doubts) }]
}

const wrongWords: Readonly<Record<NameRow['expect'], string>> = {
  answered: 'is not answered',
  private: 'does not lead to a private address',
  public: 'is not answered by public DNS',
  forwarded: 'is not forwarded as it must be',
}

/** Azure's own resolver has to be on the way of every name that the rule asks for. */
const serversAnswer = (
  head: RuleHead,
  servers: Servers,
  rows: readonly NameRow[],
  whole: Whole,
  at: AskedFrom,
  part: string | undefined,
): readonly Answer[] => {
  const texts = rows
    .filter(({ expect, name, cloud }) => expect === 'answered' && cloud === undefined && name.every((one) => settingIn(one) === undefined))
    .flatMap(({ name }) => name)
  const asked = (texts.length > 0 ? texts.map((one) => one.text) : ['*.azure.com']).flatMap((one) => {
    const name = hostName(one)
    return name === undefined ? [] : [{ name: one, paths: whole.subjects.world.resolve(at.network, name) }]
  })
  const verdict = judgePaths(asked, ({ steps, end }) => {
    if (steps.some(({ via }) => via === 'azure-dns')) return 'right'
    return end.kind === 'unknown' || end.kind === 'forwarded' ? 'open' : 'wrong'
  })
  return [
    toAnswer(head, servers.id, servers, at, part, verdict, {
      fails: (witness) =>
        `the DNS servers of \`${at.network.id}\` do not forward to ${servers['must-reach']} from inside Azure: ${endText(witness)}`,
      question: `whether the DNS servers of \`${at.network.id}\` forward to ${servers['must-reach']}`,
      help: `let them forward to ${servers['must-reach']} from a server in a virtual network, or ask the inbound endpoint of a DNS resolver`,
    }),
  ]
}

export const dnsForwarding: PolicyKind<Forwarding> = {
  kind: 'dns-forwarding',
  summary: 'what becomes of names that are asked in the virtual networks of a resource',
  at: ['virtual-network'],
  fields: (fields) => ({
    names: optional(
      listOf(
        record('a name', {
          id: required(slug('the id of a judgement'), 'last part of the code; permanent'),
          name: required(
            listOf(nameShape, { orOne: true, empty: 'nothing is asked' }),
            'host names, or settings that hold some; `*` in front stands for any that nobody declares',
          ),
          expect: required(
            oneOf(expectations),
            '`answered`: by whomever; `private`: with a private address; `public`: by public DNS; `forwarded`: to one of the servers of `to`',
          ),
          to: optional(listOf(addressShape, { orOne: true }), 'addresses of servers, or settings that hold some'),
          cloud: optional(oneOf(['public', 'government', 'china']), 'asked in this cloud alone'),
          when: optional(conditionShape(fields), 'asked only where this holds'),
          why: optional(text(), 'why it is asked'),
          severity: optional(oneOf(severities), 'in place of the one of the rule'),
        }),
      ),
      'names, each an item of its own',
    ),
    servers: optional(
      record('servers', {
        id: required(slug('the id of a judgement'), 'last part of the code; permanent'),
        'must-reach': required(oneOf(['168.63.129.16']), 'the resolver of Azure, which answers inside Azure alone'),
        severity: optional(oneOf(severities), 'in place of the one of the rule'),
        why: optional(text(), 'why it is asked'),
      }),
      'whom servers of the virtual network have to ask in the end',
    ),
    queries: optional(
      single('queries'),
      'whether network security groups let questions to DNS servers out, and in where these stand, over udp and tcp',
    ),
    loops: optional(single('loops'), 'whether some domain that rules or servers forward goes round and round'),
    'private-link-names': optional(
      single('private-link-names'),
      'whether servers forward the name of a zone of Private Link, and not the public one that is asked for',
    ),
  }),
  items: [{ item: 'places', about: 'it is known where the resource is, so that the rule can be judged there' }],
  check: (rule: Tree, reading) => {
    const seen = new Set<string>()
    const ids = [
      ...itemsOf(child(rule, 'names')),
      ...['servers', 'queries', 'loops', 'private-link-names'].flatMap((key) => child(rule, key) ?? []),
    ].map((item) => child(item, 'id'))
    if (ids.length === 0 && rule.kind === 'map')
      reading.mistake(
        'missing-key',
        'this rule asks nothing',
        rule.span,
        'add `names:`, `servers:`, `queries:`, `loops:` or `private-link-names:`',
      )
    for (const id of ids) {
      const name = textOf(id)
      if (name === undefined || id === undefined) continue
      if (seen.has(name)) reading.mistake('duplicate-id', `the id \`${name}\` is written twice`, id.span)
      seen.add(name)
    }
    for (const item of itemsOf(child(rule, 'names'))) {
      const expects = textOf(child(item, 'expect'))
      if (expects === 'forwarded' && child(item, 'to') === undefined)
        reading.mistake(
          'missing-key',
          'a name that has to be `forwarded` needs `to`',
          item.span,
          'add `to:` with the addresses of the servers',
        )
    }
  },
  ready: (read) => ({
    names: (read.names as readonly NameRow[] | undefined) ?? [],
    servers: read.servers as Servers | undefined,
    queries: read.queries as Single | undefined,
    loops: read.loops as Single | undefined,
    privateLink: read['private-link-names'] as Single | undefined,
  }),
  uses: ({ names }) =>
    names.flatMap((row) => [
      ...row.name.flatMap((one) => (settingIn(one) === undefined ? [] : [{ name: settingIn(one)!, as: 'word' as const }])),
      ...(row.to ?? []).flatMap((one) => (settingIn(one) === undefined ? [] : [{ name: settingIn(one)!, as: 'addresses' as const }])),
    ]),
  judge: () => [],
  judgeWhole: (head, spec, whole) => {
    const { networks, more } = networksOf(whole)
    const answers = networks.flatMap((at) => {
      const part = networks.length > 1 ? `in ${at.network.id}` : undefined
      return [
        ...spec.names.flatMap((row) => rowAnswers(head, row, whole, at, part)),
        ...(spec.servers === undefined ? [] : serversAnswer(head, spec.servers, spec.names, whole, at, part)),
        ...(spec.queries === undefined ? [] : queryAnswers(head, spec.queries, whole, at, part)),
        ...(spec.loops === undefined ? [] : loopAnswers(head, spec.loops, whole, at, part)),
        ...(spec.privateLink === undefined ? [] : privateLinkAnswers(head, spec.privateLink, whole, at, part)),
      ]
    })
    if (more.length === 0) return answers
    return [
      ...answers,
      {
        item: 'places',
        ...(networks.length === 0 ? {} : { part: 'further places' }),
        severity: head.severity,
        outcome: 'unsure',
        message: '',
        question: `in which virtual network \`${whole.entity.id}\` is, so \`${head.id}\` cannot be judged there`,
        span: whole.entity.span,
        related: [],
        decidedBy: [],
        doubts: more,
        leansOn: [],
        policySpan: head.span,
      },
    ]
  },
}

/** The words of a `forced-tunnel` rule: what has to have a way of its own, what alone may have one, and whose replies have to leave the way they came. */
import { child, itemsOf, type Tree, textOf } from '../../data/tree.ts'
import type { Protocol } from '../../model/kinds/nsg.ts'
import type { Severity } from '../../text/diagnostic.ts'
import type { Condition, FieldRow } from '../conditions.ts'
import { conditionShape, protocols, severities } from '../flow-rows.ts'
import { type Given, givenField, usesOfGiven } from '../given.ts'
import type { Use } from '../settings.ts'
import {
  type Fields,
  headOf,
  type Located,
  listOf,
  oneOf,
  optional,
  type Reading,
  record,
  refine,
  required,
  type Shape,
  slug,
  text,
} from '../shape.ts'
import { type PortTerm, portTerm, type Term, term } from '../terms.ts'

/** Ways that are as good as the one to Internet, or not. */
export const exits = ['service-endpoint', 'internet', 'firewall-allows'] as const
export type Exit = (typeof exits)[number]

/** Destinations that must have a way of their own. */
export interface Requirement {
  readonly id: Located
  readonly why?: string
  readonly when?: Condition
  /** It counts only where these settings have one of these values. */
  readonly given?: Given
  readonly severity?: Severity
  readonly to: readonly Term[]
  /** Names of flows of the policy that go out: their destinations and ports, in place of `to`. */
  readonly flows: readonly Located[]
  readonly through: readonly Exit[]
  /** Addresses that stood for it before there was a tag. */
  readonly orPrefixes?: readonly Term[]
  /** What a firewall on the way has to let through. */
  readonly protocol: readonly Protocol[]
  readonly ports?: readonly PortTerm[]
}

export interface TunnelRule {
  readonly require: readonly Requirement[]
  readonly allowOnly: 'required' | 'listed' | 'anything'
  readonly listed: readonly Term[]
  readonly leaks?: Severity
  /** Names of flows of the policy. */
  readonly symmetric: readonly Located[]
}

export const leaksItem = 'leaks'
export const defaultSiteItem = 'default-site'
export const byAddressItem = 'by-address'

export const items = [
  { item: leaksItem, about: 'what goes to Internet beside the tunnel is what the policy lists' },
  { item: defaultSiteItem, about: 'a VPN gateway that a default route leads to has somewhere to send the packets' },
  { item: byAddressItem, about: 'addresses are routed where the service tag of them could be' },
  { item: 'places', about: 'it is known where the resource is, so that the rule can be judged there' },
] as const

const isNear = (kind: string): boolean => kind === 'subnet' || kind === 'virtual-network' || kind === 'any'

/** `subnet`, `vnet`, `any` and `subject` never are what a tunnel takes. */
const farTerm: Shape<Term> = {
  schema: term.schema,
  read: (tree, reading) => {
    const read = term.read(tree, reading)
    if (read === undefined || (read.kind !== 'subject' && read.kind !== 'tag-at' && (read.kind !== 'flow' || !isNear(read.term.kind))))
      return read
    const help = 'write a service tag, a prefix, or `${' + 'setting}`'
    return reading.mistake('unknown-word', 'a tunnel takes what goes to public addresses', tree.span, help)
  },
}
const farTerms = listOf(farTerm, { orOne: true, empty: 'an empty list has no packets' })

const requirement = (fields: readonly FieldRow[]): Shape<Requirement> =>
  refine(
    record('a requirement', {
      id: required(slug('the id of a requirement'), 'last part of the code: `policy/rule/id`; permanent'),
      why: optional(text(), 'why it is asked for, in words'),
      when: optional(conditionShape(fields), 'it counts only where this holds'),
      given: givenField,
      severity: optional(oneOf(severities), 'severity of this one, where it differs from the rule'),
      to: optional(farTerms, 'where the packets go: service tags, prefixes'),
      flows: optional(
        listOf(text('the id of a flow'), { orOne: true, empty: 'an empty list names no flow' }),
        'flows of the policy that go out, in place of `to`, `protocol` and `ports`',
      ),
      'next-hop': optional(oneOf(['internet']), 'all of it goes straight to Internet'),
      'any-of': optional(
        listOf(oneOf(exits), { orOne: true, empty: 'with an empty list nothing is good enough' }),
        'ways that are good enough: a service endpoint, straight to Internet, or through a firewall that lets it pass',
      ),
      'or-prefixes': optional(farTerms, 'addresses that stood for it before there was a service tag'),
      protocol: optional(protocols, 'what a firewall has to let pass; default: `tcp`'),
      ports: optional(
        listOf(portTerm, { orOne: true, empty: 'an empty list has no packets' }),
        'ports that a firewall has to let pass; default: every port',
      ),
    }),
    (read, reading): Requirement | undefined => {
      const hop = read['next-hop']
      const any = read['any-of']
      if ((hop === undefined) === (any === undefined))
        return reading.mistake('missing-key', 'a requirement needs `next-hop` or `any-of`, and one of them only', read.id.span)
      if ((read.to === undefined) === (read.flows === undefined))
        return reading.mistake('missing-key', 'a requirement needs `to` or `flows`, and one of them only', read.id.span)
      return {
        id: read.id,
        to: read.to ?? [],
        flows: read.flows ?? [],
        through: any === undefined ? ['internet'] : [...new Set(any)],
        protocol: read.protocol ?? ['tcp'],
        ...(read.why === undefined ? {} : { why: read.why.text }),
        ...(read.when === undefined ? {} : { when: read.when }),
        ...(read.given === undefined ? {} : { given: read.given }),
        ...(read.severity === undefined ? {} : { severity: read.severity }),
        ...(read['or-prefixes'] === undefined ? {} : { orPrefixes: read['or-prefixes'] }),
        ...(read.ports === undefined ? {} : { ports: read.ports }),
      }
    },
  )

export const tunnelFields = (fields: readonly FieldRow[]): Fields => ({
  require: optional(listOf(requirement(fields)), 'destinations that must have a way of their own where everything else is tunnelled'),
  'allow-only': optional(
    oneOf(['required', 'listed', 'anything']),
    'what else may go straight to Internet: nothing but what is required (and replied to), what `listed` names as well, or anything (default)',
  ),
  listed: optional(farTerms, 'with `allow-only: listed`: what may go straight to Internet beside what is required'),
  leaks: optional(oneOf(severities), 'severity of other routes to Internet, where it differs from the rule'),
  symmetric: optional(
    listOf(text('the id of a flow'), { orOne: true, empty: 'an empty list names no flow' }),
    'flows of the policy that come in from Internet and whose replies must leave for it',
  ),
})

export const readyTunnel = (read: Readonly<Record<string, unknown>>): TunnelRule => ({
  require: (read.require as readonly Requirement[] | undefined) ?? [],
  allowOnly: (read['allow-only'] as TunnelRule['allowOnly'] | undefined) ?? 'anything',
  listed: (read.listed as readonly Term[] | undefined) ?? [],
  symmetric: (read.symmetric as readonly Located[] | undefined) ?? [],
  ...(read.leaks === undefined ? {} : { leaks: read.leaks as Severity }),
})

/** Ids written twice, and rules that ask for nothing; whatever else is wrong with them. */
export const checkTunnel = (rule: Tree, reading: Reading): void => {
  const taken = new Set<string>(items.map(({ item }) => item))
  const named = [
    ...itemsOf(child(rule, 'require')).map((each) => child(each, 'id')),
    ...(child(rule, 'symmetric')?.kind === 'scalar' ? [child(rule, 'symmetric')] : itemsOf(child(rule, 'symmetric'))),
  ]
  for (const id of named) {
    const name = textOf(id)
    if (id === undefined || name === undefined) continue
    if (taken.has(name))
      reading.mistake('duplicate-id', `the id \`${name}\` is taken in this rule`, id.span, 'codes are made of them: choose another')
    taken.add(name)
  }
  const only = textOf(child(rule, 'allow-only'))
  const asks = named.length > 0 || (only !== undefined && only !== 'anything')
  if (!asks && rule.kind === 'map')
    reading.mistake('missing-key', 'this rule asks for nothing', headOf(rule), 'add `require:`, `symmetric:` or `allow-only:`')
  if ((textOf(child(rule, 'allow-only')) === 'listed') !== (child(rule, 'listed') !== undefined) && rule.kind === 'map')
    reading.mistake('missing-key', '`allow-only: listed` and `listed` belong together', headOf(rule))
}

/** Flows that the rule names, and which way they have to go. */
export const flowsNamed = ({ require, symmetric }: TunnelRule) => [
  ...symmetric.map((name) => ({ name, direction: 'inbound' as const })),
  ...require.flatMap(({ flows }) => flows.map((name) => ({ name, direction: 'outbound' as const }))),
]

const settingsIn = (terms: readonly Term[]): readonly Use[] =>
  terms.flatMap((each): Use[] => (each.kind === 'setting' ? [{ name: each.name, as: 'addresses' }] : []))

export const usesOfTunnel = ({ require, listed }: TunnelRule): readonly Use[] => [
  ...require.flatMap((row) => usesOfGiven(row)),
  ...require.flatMap(({ to, orPrefixes, ports }) => [
    ...settingsIn([...to, ...(orPrefixes ?? [])]),
    ...(ports ?? []).flatMap((each): Use[] => (each.kind === 'setting' ? [{ name: each.name, as: 'ports' }] : [])),
  ]),
  ...settingsIn(listed),
]

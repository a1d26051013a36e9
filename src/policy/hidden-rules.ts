/** Rules that never decide a packet, and rules without which nothing changes: proved, with the rules that come first. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { SecurityRule } from '../model/kinds/nsg.ts'
import type { RuleFate } from '../semantics/flow.ts'
import { answerOf, type Check, type Group, settled } from './group-rules.ts'
import type { Answer } from './kind.ts'
import { placeOf, ruleName } from './naming.ts'

/** Rules that a message names. */
const named = 3

const verbs = { allow: 'allows', deny: 'denies' } as const

const withPriority = (rule: SecurityRule): string => `${ruleName(rule)}${rule.priority.known ? ` (priority ${rule.priority.value})` : ''}`

const accessOf = (rule: SecurityRule): 'allows' | 'denies' | 'decides' => (rule.access.known ? verbs[rule.access.value] : 'decides')

const listed = (rules: readonly SecurityRule[]): string => {
  const shown = rules.slice(0, named).map(withPriority)
  const more = rules.length - shown.length
  if (more > 0) return `${shown.join(', ')} and ${more} more`
  return shown.length === 1 ? shown[0]! : `${shown.slice(0, -1).join(', ')} and ${shown[shown.length - 1]}`
}

const related = (rules: readonly SecurityRule[], how: string): Answer['related'] =>
  rules.slice(0, named).map((rule) => ({ message: `${withPriority(rule)} ${how}`, span: rule.span }))

const byPriority = (rules: readonly SecurityRule[]): readonly SecurityRule[] =>
  [...rules].sort((a, b) => (a.priority.known ? a.priority.value : 0) - (b.priority.known ? b.priority.value : 0))

const sayHidden = (group: Group, item: string, fate: RuleFate): Answer => {
  const { rule, by, packet, decidedBy, equal } = fate
  const [only] = by
  const alone = by.length === 1 && only !== undefined
  const rest = alone
    ? equal
      ? `${withPriority(only)} ${accessOf(only)} exactly the same packets`
      : `${withPriority(only)} ${accessOf(only)} all that it matches`
    : `${listed(byPriority(by))} decide all that it matches`
  const uncertain = rule.presence.certain ? [] : rule.presence.doubts
  return answerOf(group, item, {
    part: group.part(rule),
    outcome: uncertain.length > 0 ? 'unsure' : 'fails',
    message: `${withPriority(rule)} of \`${group.nsg.id}\` never ${accessOf(rule)} a packet: ${rest} before`,
    question: `whether ${withPriority(rule)} of \`${group.nsg.id}\` ever decides a packet`,
    span: placeOf(rule.access),
    label: 'never decides a packet',
    help: alone ? `put it before ${ruleName(only)}, narrow ${ruleName(only)}, or remove it` : 'put it before these rules, or remove it',
    related: related(byPriority(by), 'comes first') ?? [],
    ...(packet === undefined ? {} : { packet }),
    decidedBy,
    doubts: uncertain,
  })
}

/** What rules of the same access may hide is decided as it says all the same. */
const isOpen = ({ fate, contradicted }: RuleFate): boolean => fate === 'unsure' && contradicted

/** What cannot be said of these rules, as one answer for the group. */
const undecided = (fates: readonly RuleFate[]): readonly Doubt[] => {
  const open = fates.filter(isOpen)
  const doubts = mergeDoubts(...open.map((one) => one.doubts))
  const [first] = open
  if (first === undefined || doubts.length > 0) return doubts
  const [tag] = open.flatMap((one) => one.tagsInDoubt)
  return [
    {
      reason: 'external',
      what: tag === undefined ? 'what these packets are' : `addresses of service tag \`${tag}\``,
      span: placeOf(first.rule.source),
    },
  ]
}

const question = (group: Group, fates: readonly RuleFate[]): string => {
  const open = fates.filter(isOpen).map(({ rule }) => rule)
  const isEach = open.length === 0 || open.length === fates.length
  return `whether ${isEach ? 'each rule' : listed(open)} of \`${group.nsg.id}\` ever ${isEach || open.length === 1 ? 'decides' : 'decide'} a packet`
}

const shadowed = (group: Group): readonly Answer[] => {
  const fates = group.fates()
  const failing = fates.flatMap((fate) =>
    fate.fate === 'shadowed' && fate.contradicted && !fate.equal ? [sayHidden(group, 'shadowed', fate)] : [],
  )
  const doubts = undecided(fates)
  const tags = [...new Set(fates.filter(isOpen).flatMap((one) => one.tagsInDoubt))].sort()
  return settled(group, 'shadowed', failing, question(group, fates), doubts).map((answer) =>
    answer.outcome !== 'unsure' || answer.part !== undefined || tags.length === 0
      ? answer
      : {
          ...answer,
          help: `the addresses of ${tags
            .slice(0, 4)
            .map((tag) => `\`${tag}\``)
            .join(', ')} would settle it: load a snapshot of service tags`,
        },
  )
}

/** Two rules for the same packets, one of which says the opposite: the later one means nothing. */
const contradicting = (group: Group): readonly Answer[] => {
  const failing = group
    .fates()
    .flatMap((fate) => (fate.fate === 'shadowed' && fate.contradicted && fate.equal ? [sayHidden(group, 'contradicting', fate)] : []))
  // What is not known of the rules' order and packets is told by `shadowed`.
  return settled(group, 'contradicting', failing, `whether two rules of \`${group.nsg.id}\` contradict each other`, [])
}

/** Related places of one answer. */
const placesShown = 10

/** Told only where it is proved, and once for a group: a needless rule harms nobody. */
const redundant = (group: Group): readonly Answer[] => {
  const needless = group.fates().filter(({ sameAs }) => sameAs.length > 0)
  const [first, ...others] = needless
  if (first === undefined) return []
  const { rule, fate, sameAs } = first
  const same = byPriority(sameAs)
  const never = fate === 'shadowed' ? 'is never reached' : 'changes nothing'
  const verb = same.length === 1 ? accessOf(rule) : rule.access.known ? rule.access.value : 'decide'
  const message =
    others.length === 0
      ? `${withPriority(rule)} of \`${group.nsg.id}\` ${never}: without it ${listed(same)} ${verb} the same packets`
      : `${listed(needless.map((one) => one.rule))} of \`${group.nsg.id}\` change nothing: without them other rules decide every packet as before`
  const places = others.length === 0 ? related(same, 'decides the same') : undefined
  return [
    answerOf(group, 'redundant', {
      outcome: 'fails',
      message,
      question: `whether every rule of \`${group.nsg.id}\` changes something`,
      span: placeOf(rule.access),
      label: 'is not needed',
      help: `remove ${others.length === 0 ? 'it, unless it is' : 'them, unless they are'} kept on purpose: a service may ask for a rule of its own`,
      related:
        places ??
        others.slice(0, placesShown).map((one) => ({
          message: `${withPriority(one.rule)}, as ${listed(byPriority(one.sameAs))}`,
          span: placeOf(one.rule.access),
        })),
      advice: true,
    }),
  ]
}

export const hiddenChecks = {
  shadowed: {
    about: 'a rule that never decides a packet, since earlier rules that say otherwise match all that it matches',
    judge: shadowed,
  },
  contradicting: { about: 'a rule that says the opposite of an earlier rule for exactly the same packets', judge: contradicting },
  redundant: { about: 'a rule without which the other rules decide every packet as before', judge: redundant },
} as const satisfies Readonly<Record<string, Check>>

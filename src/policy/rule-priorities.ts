/** Priorities that Azure rejects: the same one twice in a direction, or out of range. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { Fact } from '../model/entity.ts'
import { readPriority, type SecurityRule } from '../model/kinds/nsg.ts'
import { piecesKey } from '../model/read-value.ts'
import type { Span } from '../text/source.ts'
import { answerOf, type Check, type Group, settled } from './group-rules.ts'
import type { Answer } from './kind.ts'
import { placeOf, ruleName } from './naming.ts'

const doubtsOf = (fact: Fact<unknown>): readonly Doubt[] => (fact.known ? [] : fact.doubts)
const doubtsOfPresence = ({ presence }: SecurityRule): readonly Doubt[] => (presence.certain ? [] : presence.doubts)

/** What is written, whether Azure takes it or not: a number where it is one. */
const statedPriority = ({ priority, writtenPriority: text }: SecurityRule): Fact<string> => {
  if (text === undefined) {
    if (priority.known) return { ...priority, value: String(priority.value) }
    const { among, ...rest } = priority
    return among === undefined ? rest : { ...rest, among: among.map(String) }
  }
  const plain = (written: string): string => String(Number(written))
  if (text.known) return { ...text, value: plain(text.value) }
  return text.among === undefined ? text : { ...text, among: text.among.map(plain) }
}

/** Where it is used, if it is written elsewhere. */
const used = (fact: Fact<unknown>, what: string): readonly { readonly message: string; readonly span: Span }[] => {
  const { span } = fact.origin
  const place = placeOf(fact)
  return span.file === place.file && span.start === place.start ? [] : [{ message: what, span }]
}

/** Equal keys are equal values, whatever they are. */
const keyOf = (fact: Fact<string | number>): string | undefined =>
  fact.known ? `=${fact.value}` : fact.pieces === undefined ? undefined : piecesKey(fact.pieces)

const alternativesOf = <T>(fact: Fact<T>): readonly T[] | undefined => (fact.known ? [fact.value] : fact.among)

/** They may have one value in common. */
const mayMeet = <T>(a: Fact<T>, b: Fact<T>): boolean => {
  const [left, right] = [alternativesOf(a), alternativesOf(b)]
  return left === undefined || right === undefined || left.some((value) => right.includes(value))
}

/** Rules that may have each priority; those of which nothing is known apart, so that a long list is not compared pair by pair. */
const spread = (
  rules: readonly SecurityRule[],
): { readonly by: ReadonlyMap<string, readonly SecurityRule[]>; readonly any: readonly SecurityRule[] } => {
  const by = new Map<string, SecurityRule[]>()
  const any: SecurityRule[] = []
  for (const rule of rules) {
    const values = alternativesOf(statedPriority(rule))
    if (values === undefined) any.push(rule)
    else
      for (const value of new Set(values)) {
        const list = by.get(value)
        if (list === undefined) by.set(value, [rule])
        else list.push(rule)
      }
  }
  return { by, any }
}

const sayTwice = (group: Group, rule: SecurityRule, other: SecurityRule): Answer => {
  const priority = rule.priority.known ? `priority ${rule.priority.value}` : 'one priority, whatever it is,'
  const direction = rule.direction.known ? ` ${rule.direction.value}` : ''
  return answerOf(group, 'duplicate-priority', {
    part: group.part(rule),
    outcome: 'fails',
    message: `${ruleName(rule)} and ${ruleName(other)} of \`${group.nsg.id}\` both have ${priority}${direction}: Azure takes each once`,
    question: `whether ${ruleName(rule)} and ${ruleName(other)} have one priority`,
    span: placeOf(rule.priority),
    label: 'is taken',
    help: 'give each rule of a direction a priority of its own',
    related: [{ message: `${ruleName(other)} has this priority`, span: placeOf(other.priority) }, ...used(rule.priority, 'used here')],
  })
}

/** Priorities are unique for each direction: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#security-rules */
const duplicates = (group: Group): readonly Answer[] => {
  const failing: Answer[] = []
  let doubts: readonly Doubt[] = []
  const first = new Map<string, SecurityRule>()
  for (const rule of group.rules) {
    const [priority, direction] = [keyOf(statedPriority(rule)), keyOf(rule.direction)]
    if (!rule.presence.certain || priority === undefined || direction === undefined) continue
    const key = `${direction} ${priority}`
    const other = first.get(key)
    if (other === undefined) first.set(key, rule)
    else failing.push(sayTwice(group, rule, other))
  }
  const { by, any } = spread(group.rules)
  const isOpen = (a: SecurityRule, b: SecurityRule): boolean => {
    const keys = [keyOf(statedPriority(a)), keyOf(statedPriority(b)), keyOf(a.direction), keyOf(b.direction)]
    const sure = a.presence.certain && b.presence.certain && keys.every((key) => key !== undefined)
    return mayMeet(a.direction, b.direction) && !(sure && keys[0] === keys[1] && keys[2] === keys[3])
  }
  const doubt = (...rules: readonly SecurityRule[]): void => {
    doubts = mergeDoubts(
      doubts,
      ...rules.flatMap((rule) => [doubtsOfPresence(rule), doubtsOf(statedPriority(rule)), doubtsOf(rule.direction)]),
    )
  }
  for (const list of by.values())
    for (const [index, rule] of list.entries()) {
      const next = list[index + 1]
      if (next !== undefined && isOpen(rule, next)) doubt(rule, next)
    }
  if (group.rules.length > 1) doubt(...any.filter((rule) => group.rules.some((other) => other !== rule && isOpen(rule, other))))
  const question = `whether two rules of \`${group.nsg.id}\` have one priority`
  return settled(group, 'duplicate-priority', failing, question, mergeDoubts(group.more, doubts))
}

/** 100 to 4096: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#security-rules */
const outOfRange = (group: Group): readonly Answer[] => {
  const failing: Answer[] = []
  let doubts: readonly Doubt[] = []
  for (const rule of group.rules) {
    const written = rule.writtenPriority
    const values = written === undefined ? [] : alternativesOf(written)
    const good = values?.filter((text) => readPriority(text) !== undefined)
    if (values !== undefined && good?.length === values.length) continue
    const sure = values !== undefined && good?.length === 0
    if (!sure || !rule.presence.certain) {
      doubts = mergeDoubts(doubts, sure ? [] : written?.known === false ? written.doubts : [], doubtsOfPresence(rule))
      continue
    }
    const shown = written?.known === true && written.sensitive !== true ? `\`${written.value}\`` : 'its priority'
    failing.push(
      answerOf(group, 'priority-range', {
        part: group.part(rule),
        outcome: 'fails',
        message: `${ruleName(rule)} of \`${group.nsg.id}\` cannot have ${shown}: priorities are whole numbers from 100 to 4096`,
        question: `whether the priority of ${ruleName(rule)} is between 100 and 4096`,
        span: placeOf(written ?? rule.priority),
        label: 'is no priority',
        related: used(written ?? rule.priority, 'used here'),
      }),
    )
  }
  const question = `whether the priorities of \`${group.nsg.id}\` are between 100 and 4096`
  return settled(group, 'priority-range', failing, question, mergeDoubts(group.more, doubts))
}

export const priorityChecks = {
  'duplicate-priority': { about: 'two rules of one direction with the same priority, which Azure rejects', judge: duplicates },
  'priority-range': { about: 'a priority below 100 or above 4096, which Azure rejects', judge: outOfRange },
} as const satisfies Readonly<Record<string, Check>>

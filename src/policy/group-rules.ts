/** A security group as its checks see it: its rules with their names, what becomes of them, and the form of an answer. */
import type { Doubt } from '../eval/value.ts'
import type { Nsg, SecurityRule } from '../model/kinds/nsg.ts'
import type { RuleFate } from '../semantics/flow.ts'
import type { Span } from '../text/source.ts'
import type { Answer, RuleHead, Whole } from './kind.ts'

export interface Group {
  readonly head: RuleHead
  readonly nsg: Nsg
  readonly whole: Whole
  readonly rules: readonly SecurityRule[]
  /** Not empty: there may be further rules. */
  readonly more: readonly Doubt[]
  /** A rule as part of the group, told apart from all others: `rule deny-all`. */
  part(rule: SecurityRule): string
  fates(): readonly RuleFate[]
}

/** One thing that is looked at. */
export interface Check {
  readonly about: string
  judge(group: Group): readonly Answer[]
}

const nameOf = (rule: SecurityRule, index: number): string =>
  rule.name.known && rule.name.sensitive !== true ? rule.name.value : `#${index + 1}`

export const groupOf = (head: RuleHead, nsg: Nsg, whole: Whole): Group => {
  const { network, world } = whole.subjects
  const { rules, more } = network.rulesOf(nsg)
  const times = new Map<string, number>()
  const parts = new Map<SecurityRule, string>()
  for (const [index, rule] of rules.entries()) {
    const name = nameOf(rule, index)
    const before = times.get(name) ?? 0
    times.set(name, before + 1)
    parts.set(rule, before === 0 ? `rule ${name}` : `rule ${name} #${before + 1}`)
  }
  const attached = whole.places.flatMap(({ points, maybeNowhere, maybeElsewhere }) =>
    points.map((point) => ({ point, certain: points.length === 1 && !maybeNowhere && !maybeElsewhere })),
  )
  const elsewhere = [...whole.more, ...whole.places.flatMap((place) => (place.maybeElsewhere ? place.doubts : []))]
  return {
    head,
    nsg,
    whole,
    rules,
    more,
    part: (rule) => parts.get(rule) ?? 'a rule',
    fates: () => world.fatesIn(nsg, attached, elsewhere),
  }
}

type Told = Pick<Answer, 'outcome' | 'question' | 'span'> & Partial<Answer>

/** An answer of this check, with what every answer has. */
export const answerOf = ({ head }: Group, item: string, told: Told): Answer => ({
  item,
  severity: head.severity,
  message: '',
  decidedBy: [],
  doubts: [],
  leansOn: [],
  ...(head.why === undefined ? {} : { why: head.why }),
  policySpan: head.span,
  ...told,
})

/** What fails rule by rule, and one answer for the whole group where nothing does: that all is well, or what that depends on. */
export const settled = (
  group: Group,
  item: string,
  failing: readonly Answer[],
  question: string,
  doubts: readonly Doubt[],
  span: Span = group.nsg.span,
): readonly Answer[] => {
  if (doubts.length > 0) return [...failing, answerOf(group, item, { outcome: 'unsure', question, span, doubts })]
  return failing.length > 0 ? failing : [answerOf(group, item, { outcome: 'holds', question, span })]
}

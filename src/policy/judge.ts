/** Policies and one world in, judgements and findings out: `where`, `when`, settings and uncertain points are taken into account here, once for all kinds. */
import type { Doubt } from '../eval/value.ts'
import { mergeDoubts } from '../eval/value.ts'
import type { AnyEntity } from '../model/network.ts'
import { joinViolations } from '../semantics/violation.ts'
import type { Severity, Sink } from '../text/diagnostic.ts'
import { allOf, type Condition, type Truth, yes } from './conditions.ts'
import type { Answer, Rule, Site } from './kind.ts'
import type { Finding, Judged, Judgement, Subjects } from './policy.ts'
import type { Policy } from './read.ts'
import { bindSettings, type GivenSettings } from './settings.ts'
import { fieldOf, type Place, placesOf, subjectsOf } from './subjects.ts'

/** Prefix of a code → severity: `api-management/nsg` → warning. */
export type SeverityOverrides = ReadonlyMap<string, Severity>

/** The override whose prefix is longest; what it says holds whatever is compared. Advice never becomes an error, and only its own whole code changes it. */
const severityOf = (code: string, answer: Answer, overrides: SeverityOverrides): Pick<Judgement, 'severity' | 'compared'> => {
  if (answer.advice) {
    const own = overrides.get(code) ?? answer.severity
    return { severity: own === 'error' ? 'warning' : own }
  }
  for (let prefix = code; prefix !== ''; prefix = prefix.slice(0, Math.max(0, prefix.lastIndexOf('/')))) {
    const found = overrides.get(prefix)
    if (found !== undefined) return { severity: found }
  }
  const { severity, compared } = answer
  return { severity, ...(compared === undefined ? {} : { compared }) }
}

const unsure = (answer: Answer, doubts: readonly Doubt[]): Answer => {
  const { label: _label, help: _help, remedy: _remedy, ...rest } = answer
  return { ...rest, outcome: 'unsure', doubts: mergeDoubts(doubts, answer.doubts) }
}

/** The answers for one place: each of its options has been judged, none is preferred. */
const together = (place: Place, options: readonly (readonly Answer[])[]): readonly Answer[] => {
  const [first, ...others] = options
  if (first === undefined) return []
  const open = place.maybeElsewhere
  const answers = first.map((answer) => {
    const same = others.every((other) => other.some((each) => each.item === answer.item && each.outcome === answer.outcome))
    if (answer.advice) return same && !open && !place.maybeNowhere ? answer : undefined
    const violation = joinViolations(options.map((option) => option.find((each) => each.item === answer.item)?.violation))
    const whole = violation === undefined ? answer : { ...answer, violation }
    if (same && !open && (answer.outcome === 'holds' || !place.maybeNowhere)) return whole
    return unsure(whole, place.doubts)
  })
  const seen = new Set(first.map((answer) => answer.item))
  const added = others.flat().filter((answer) => !answer.advice && !seen.has(answer.item) && seen.add(answer.item))
  return [...answers.filter((answer) => answer !== undefined), ...added.map((answer) => unsure(answer, place.doubts))]
}

const toFinding = (answer: Answer, judgement: Judgement, policy: Policy, entity: AnyEntity): Finding | undefined => {
  if (judgement.outcome === 'holds') return undefined
  const {
    message,
    question,
    severity: _severity,
    compared: _compared,
    item: _item,
    part: _part,
    advice: _advice,
    outcome: _outcome,
    ...rest
  } = answer
  return {
    ...rest,
    code: judgement.code,
    severity: judgement.severity,
    message: judgement.outcome === 'unsure' ? `it is not known ${question}` : message,
    judgement,
    outcome: judgement.outcome,
    subjectSpan: entity.span,
    ...(policy.file.about === undefined ? {} : { about: policy.file.about }),
  }
}

/** Judges every policy against one world; only the resources that are meant, where somebody asks for some. Mistakes are not looked for here: policies come read, settings checked. `sink` gets notes about what was not judged, and errors about flows that turn out to have no packets: mistakes of the policy. */
export const judge = (
  policies: readonly Policy[],
  subjects: Subjects,
  given: GivenSettings,
  overrides: SeverityOverrides,
  sink: Sink,
  isMeant: (entity: AnyEntity) => boolean = () => true,
): Judged => {
  const judgements: Judgement[] = []
  const findings: Finding[] = []
  const told = new Set<string>()
  const tellOnce = (key: string, tell: () => void): void => {
    if (told.has(key)) return
    told.add(key)
    tell()
  }

  const judgeEntity = (policy: Policy, entity: AnyEntity): void => {
    const answersSoFar = new Map<string, Truth>()
    const test = (condition: Condition): Truth => {
      const key = condition.text
      const before = answersSoFar.get(key)
      if (before !== undefined) return before
      const truth = condition.evaluate((field) => fieldOf(entity, subjects.network, field))
      answersSoFar.set(key, truth)
      return truth
    }
    const where = policy.where === undefined ? yes : test(policy.where)
    if (where.answer === 'no') return
    const binding = bindSettings(policy.settings, given.get(policy.file.id))

    const record = (rule: Rule, subject: string, answer: Answer, truth: Truth): void => {
      const settled = truth.answer === 'unsure' ? (answer.advice ? undefined : unsure(answer, truth.doubts)) : answer
      if (settled === undefined) return
      const code = `${policy.file.id}/${rule.id}/${settled.item}`
      const judgement: Judgement = {
        code,
        policy: policy.file.id,
        ...severityOf(code, settled, overrides),
        root: subjects.root,
        subject,
        ...(settled.part === undefined ? {} : { of: entity.id }),
        outcome: settled.outcome,
        ...(settled.leansOn.length === 0 ? {} : { leansOn: settled.leansOn }),
      }
      judgements.push(judgement)
      const finding = toFinding(settled, judgement, policy, entity)
      if (finding !== undefined) findings.push(finding)
    }

    const notSet: Site['notSet'] = (what, setting, span) =>
      tellOnce(`unset ${policy.file.id} ${what} ${setting}`, () => {
        const message = `${what} of \`${policy.file.id}\` is not judged: the setting \`${setting}\` is not set`
        const help = `give it in the configuration: \`settings: { ${policy.file.id}: { ${setting}: … } }\``
        sink({ code: 'policy/setting-not-set', severity: 'note', message, span, help })
      })

    const flow: Site['flow'] = (id) => {
      for (const { flows } of policy.rules) for (const row of flows) if (row.id.text === id) return row
      return undefined
    }
    for (const rule of policy.rules) {
      const truth = allOf([where, rule.when === undefined ? yes : test(rule.when)])
      if (truth.answer === 'no') continue
      const all = placesOf(entity, subjects.network)
      const { role } = rule
      const places = role === undefined ? all.places : all.places.filter((place) => place.role === role)
      const more = role === undefined || all.moreRole === undefined || all.moreRole === role ? all.more : []
      if (rule.judgeWhole !== undefined) {
        for (const answer of rule.judgeWhole({ subjects, entity, places, more, binding, test, notSet })) {
          const subject = answer.part === undefined ? entity.id : `${entity.id} (${answer.part})`
          if (entity.presence.certain || answer.outcome === 'holds') record(rule, subject, answer, truth)
          else if (!answer.advice) record(rule, subject, unsure(answer, entity.presence.doubts), truth)
        }
        continue
      }
      if (places.length === 0 && more.length === 0) {
        if (all.places.length + all.more.length > 0) continue
        tellOnce(`unattached ${entity.id}`, () => {
          if (entity.kind !== 'nsg') return
          const message = `\`${entity.id}\` is attached to nothing: it decides nothing and is not judged`
          sink({ code: 'policy/attached-to-nothing', severity: 'note', message, span: entity.span })
        })
        continue
      }
      const several = places.length > 1 || more.length > 0
      for (const place of places) {
        const subject = several && place.label !== '' ? `${entity.id} (${place.label})` : entity.id
        const options = place.points.map((point) => {
          const site: Site = {
            subjects,
            entity,
            subject,
            point,
            span: place.span,
            binding,
            test,
            flow,
            empty: (what, byExcept, span) =>
              tellOnce(`empty ${policy.file.id} ${what} ${byExcept}`, () => {
                const code = 'policy/empty-flow'
                if (byExcept) {
                  const message = `${what} of \`${policy.file.id}\` is not judged: \`except\` takes out all of its packets`
                  sink({ code, severity: 'note', message, span })
                } else sink({ code, severity: 'error', message: `${what} of \`${policy.file.id}\` has no packet at \`${subject}\``, span })
              }),
            notSet,
          }
          return rule.judge(site)
        })
        if (options.length === 0 && place.maybeElsewhere) record(rule, subject, placesAnswer(rule, entity, place.doubts, place.span), truth)
        for (const answer of together(place, options)) record(rule, subject, answer, truth)
      }
      if (more.length > 0) record(rule, `${entity.id} (further places)`, placesAnswer(rule, entity, more, entity.span), truth)
    }
  }

  for (const policy of policies)
    for (const entity of subjectsOf(policy.for, subjects.network)) if (isMeant(entity)) judgeEntity(policy, entity)
  return { judgements, findings }
}

/** A place of which nothing is known: the whole rule is unsure there, told as one judgement. */
const placesAnswer = (rule: Rule, entity: AnyEntity, doubts: readonly Doubt[], span: Answer['span']): Answer => ({
  item: 'places',
  severity: rule.severity,
  outcome: 'unsure',
  message: '',
  question: `in which subnet \`${entity.id}\` is, so \`${rule.id}\` cannot be judged there`,
  span,
  decidedBy: [],
  doubts,
  leansOn: [],
  ...(rule.why === undefined ? {} : { why: rule.why }),
  policySpan: rule.span,
})

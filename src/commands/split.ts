/** Judgements that are unsure because of inputs with few values: each value is tried, and what holds or fails in all of them is settled. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { Finding, Judged, Judgement } from '../policy/policy.ts'
import { budget } from '../text/budget.ts'
import type { Choices } from './worlds.ts'

interface Input {
  readonly name: string
  /** As it is told. */
  readonly what: string
  readonly values: readonly (boolean | null)[]
}

const inputsOf = (findings: readonly Finding[]): readonly Input[] => {
  const found = new Map<string, Input>()
  for (const finding of findings) {
    if (finding.outcome !== 'unsure') continue
    for (const { input, choices, what } of finding.doubts)
      if (input !== undefined && choices !== undefined) found.set(input, { name: input, what: what.replaceAll('`', ''), values: choices })
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1)).slice(0, budget.splits)
}

const combinations = (inputs: readonly Input[]): readonly Choices[] => {
  let all: Choices[] = [new Map()]
  for (const input of inputs) all = all.flatMap((choices) => input.values.map((value) => new Map([...choices, [input.name, value]])))
  return all
}

const keyOf = (judgement: Pick<Judgement, 'subject' | 'code'>): string => `${judgement.subject}\n${judgement.code}`

/** A whole of which parts are judged in its place does not hold where one of them does not; whether it fails is not told of the whole. */
const outcomesOf = ({ judgements }: Judged): ReadonlyMap<string, Judgement['outcome']> => {
  const found = new Map<string, Judgement['outcome']>()
  for (const { of, code, outcome } of judgements)
    if (of !== undefined && outcome !== 'holds') found.set(keyOf({ subject: of, code }), 'unsure')
  for (const judgement of judgements) if (!found.has(keyOf(judgement))) found.set(keyOf(judgement), judgement.outcome)
  return found
}

/** What judging one combination gives; undefined where the combination cannot be deployed at all. */
export type Judge = (choices: Choices) => Judged | undefined

/**
 * `judged` with those unsure judgements settled that come out alike whatever the inputs are.
 * A judgement that is missing for some combination (its subject is not there) counts as holding, and never as failing.
 */
export const settle = (judged: Judged, judge: Judge): Judged => {
  const inputs = inputsOf(judged.findings)
  if (inputs.length === 0) return judged
  const tries = combinations(inputs)
    .map(judge)
    .filter((one) => one !== undefined)
  if (tries.length === 0) return judged
  const outcomes = tries.map(outcomesOf)
  const settledAs = (judgement: Judgement): Judgement['outcome'] => {
    if (judgement.outcome !== 'unsure') return judgement.outcome
    const all = outcomes.map((found) => found.get(keyOf(judgement)))
    if (all.every((outcome) => outcome === 'fails')) return 'fails'
    return all.every((outcome) => outcome === 'holds' || outcome === undefined) && all.includes('holds') ? 'holds' : 'unsure'
  }
  const judgements = judged.judgements.map((judgement) => ({ ...judgement, outcome: settledAs(judgement) }))
  const outcomeOf = new Map(judgements.map((judgement) => [keyOf(judgement), judgement.outcome]))
  const failing = new Map(tries.flatMap((one) => one.findings.map((finding) => [keyOf(finding.judgement), finding] as const)))
  const names = inputs.map((input) => `\`${input.what}\``).join(', ')
  const findings = judged.findings.flatMap((finding): readonly Finding[] => {
    const outcome = finding.outcome === 'unsure' ? outcomeOf.get(keyOf(finding.judgement)) : finding.outcome
    if (outcome === 'holds') return []
    const replacement = failing.get(keyOf(finding.judgement))
    if (finding.outcome !== 'unsure' || outcome !== 'fails' || replacement === undefined) return [finding]
    return [{ ...replacement, leansOn: [...replacement.leansOn, `it fails for every value of ${names}; told for one of them`] }]
  })
  return { judgements, findings }
}

/** Judgements of a world of which part could not be read: whatever was judged may be otherwise, so none of it is decided. */
export const undecided = (judged: Judged, doubts: readonly Doubt[]): Judged => {
  if (doubts.length === 0) return judged
  const findings = new Map(judged.findings.map((finding) => [keyOf(finding.judgement), finding]))
  const judgements = judged.judgements.map((judgement) => ({ ...judgement, outcome: 'unsure' as const }))
  return {
    judgements,
    findings: judgements.map((judgement): Finding => {
      const found = findings.get(keyOf(judgement))
      return {
        span: found?.span ?? doubts[0]!.span,
        policySpan: found?.policySpan ?? doubts[0]!.span,
        ...(found?.subjectSpan === undefined ? {} : { subjectSpan: found.subjectSpan }),
        code: judgement.code,
        severity: judgement.severity,
        message: 'it is not known whether this holds: part of the code could not be read',
        judgement,
        outcome: 'unsure',
        decidedBy: [],
        doubts: mergeDoubts(doubts, found?.doubts ?? []),
        leansOn: [],
      }
    }),
  }
}

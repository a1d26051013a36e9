/** CEL conditions over a resource's fields: checked when read, answered yes, no or unsure with the doubts; a condition is never decided by a guess. */
import type { Doubt } from '../eval/value.ts'
import { mergeDoubts } from '../eval/value.ts'
import type { Fact } from '../model/entity.ts'
import { budget } from '../text/budget.ts'
import type { Span } from '../text/source.ts'
import { celWords, readCel } from './cel.ts'
import type { FieldRow, FieldValue, Formula, Question } from './formula.ts'
import { plainFormula } from './plain-condition.ts'
import type { Located, Reading } from './shape.ts'

export type { FieldRow, FieldType, FieldValue } from './formula.ts'

export type Truth = { readonly answer: 'yes' | 'no' } | { readonly answer: 'unsure'; readonly doubts: readonly Doubt[] }

export interface Condition {
  readonly text: string
  readonly span: Span
  /** `read` gives a field of the subject; it is asked only for fields that the condition names. */
  evaluate(read: (field: string) => Fact<FieldValue>): Truth
}

export const yes: Truth = { answer: 'yes' }
export const no: Truth = { answer: 'no' }
const unsure = (...doubts: readonly (readonly Doubt[])[]): Truth => ({ answer: 'unsure', doubts: mergeDoubts(...doubts) })

export const allOf = (truths: readonly Truth[]): Truth => {
  if (truths.some((truth) => truth.answer === 'no')) return no
  const doubts = truths.map((truth) => (truth.answer === 'unsure' ? truth.doubts : []))
  return truths.every((truth) => truth.answer === 'yes') ? yes : unsure(...doubts)
}
const anyOf = (truths: readonly Truth[]): Truth => not(allOf(truths.map(not)))
const not = (truth: Truth): Truth => (truth.answer === 'unsure' ? truth : truth.answer === 'yes' ? no : yes)

const toCel = (value: FieldValue): unknown => (typeof value === 'number' ? BigInt(value) : value)

/** Runs a part of a condition on every combination of what its fields can be; a known field has one alternative. */
const tryAll = (run: Question['run'], facts: ReadonlyMap<string, Fact<FieldValue>>, failed: (message: string) => Doubt): Truth => {
  const unknown = [...facts.values()].flatMap((fact) => (fact.known ? [] : [fact]))
  const doubts = mergeDoubts(...unknown.map((fact) => fact.doubts))
  const combinations = unknown.reduce((product, fact) => product * (fact.among?.length ?? Number.POSITIVE_INFINITY), 1)
  // No alternative at all would be a field that cannot be anything: nothing is concluded from it.
  if (!(combinations >= 1 && combinations <= budget.conditionTries)) return unsure(doubts)
  let contexts: Record<string, unknown>[] = [{}]
  for (const [name, fact] of facts) {
    const values = fact.known ? [fact.value] : (fact.among ?? [])
    contexts = contexts.flatMap((context) => values.map((value) => ({ ...context, [name]: toCel(value) })))
  }
  const seen = new Set<boolean>()
  for (const context of contexts) {
    try {
      const result = run(context)
      if (typeof result !== 'boolean') return unsure(doubts, [failed('it is neither true nor false')])
      seen.add(result)
    } catch (error) {
      return unsure(doubts, [failed(celWords((error as { summary?: string }).summary ?? String(error)))])
    }
  }
  if (seen.size !== 1) return unsure(doubts)
  return seen.has(true) ? yes : no
}

type Ask = (field: string) => Fact<FieldValue>

const answerOf = (formula: Formula, ask: Ask, failed: (message: string) => Doubt): Truth => {
  const within = (part: Formula): Truth => answerOf(part, ask, failed)
  switch (formula.kind) {
    case 'ask':
      return tryAll(formula.run, new Map(formula.fields.map((name) => [name, ask(name)])), failed)
    case 'not':
      return not(within(formula.of))
    case 'choice': {
      const truth = within(formula.test)
      if (truth.answer !== 'unsure') return within(truth.answer === 'yes' ? formula.then : formula.otherwise)
      const [a, b] = [within(formula.then), within(formula.otherwise)]
      // A test that fails decides nothing, even where both branches agree.
      if (formula.isTotal && a.answer === b.answer && a.answer !== 'unsure') return a
      return unsure(truth.doubts, a.answer === 'unsure' ? a.doubts : [], b.answer === 'unsure' ? b.doubts : [])
    }
    default: {
      const first = within(formula.left)
      // Decided already: the other side is not asked, so that its doubts are not collected.
      if (first.answer === (formula.kind === 'and' ? 'no' : 'yes')) return first
      return (formula.kind === 'and' ? allOf : anyOf)([first, within(formula.right)])
    }
  }
}

/** Reads a condition; mistakes are told, all of them at once where they do not hide one another. */
export const readCondition = (located: Located, fields: readonly FieldRow[], reading: Reading): Condition | undefined => {
  const read = plainFormula(located.text, fields) ?? readCel(located, fields, reading)
  if (read === undefined) return undefined
  const { parts, whole } = read
  const failed = (message: string): Doubt => ({ reason: 'error', what: `condition \`${located.text}\`: ${message}`, span: located.span })
  return {
    text: located.text,
    span: located.span,
    evaluate: (readField) => {
      const facts = new Map<string, Fact<FieldValue>>()
      const ask: Ask = (field) => {
        const fact = facts.get(field) ?? readField(field)
        facts.set(field, fact)
        return fact
      }
      const truth = answerOf(parts, ask, failed)
      // Alternatives of one field may decide together what they leave open part by part.
      if (truth.answer !== 'unsure') return truth
      const together = answerOf(whole, ask, failed)
      return together.answer === 'unsure' ? truth : together
    },
  }
}

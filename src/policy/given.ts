/** Settings that decide whether something is asked for: read from a policy, asked of the configuration, and told where nobody has set them. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import { allOf, no, type Truth, yes } from './conditions.ts'
import type { Answer } from './kind.ts'
import { type Binding, settingValues, type Use } from './settings.ts'
import { type Located, mapOf, optional } from './shape.ts'

/** Names of settings, and the values with which it counts. */
export type Given = ReadonlyMap<string, readonly Located[]>

interface Asked {
  readonly id: Located
  readonly given?: Given
}

export const givenField = optional(
  mapOf(settingValues),
  'settings and the values with which it counts; where one is not set, both ways are told',
)

export const usesOfGiven = ({ given }: Asked): readonly Use[] => [...(given?.keys() ?? [])].map((name): Use => ({ name, as: 'word' }))

/** Whether the settings have the values with which it counts. */
export const givenTruth = ({ id, given }: Asked, binding: Binding): Truth =>
  allOf(
    [...(given ?? [])].map(([name, values]): Truth => {
      const bound = binding(name)
      const doubt: Doubt = { reason: 'input', what: `setting \`${name}\``, span: id.span }
      if (bound === undefined || bound.length === 0) return { answer: 'unsure', doubts: [doubt] }
      return bound.some((each) => values.some((value) => value.text === each.text)) ? yes : no
    }),
  )

/** What goes wrong counts only with a setting that nobody has set: both outcomes are told. */
export const onlyIf = (answer: Answer, { given }: Asked, doubts: readonly Doubt[]): Answer => {
  const settings = [...(given ?? [])].map(([name, values]) => `\`${name}\` is ${values.map(({ text }) => `\`${text}\``).join(' or ')}`)
  const { label: _label, remedy: _remedy, ...rest } = answer
  return {
    ...rest,
    outcome: 'unsure',
    question: `${answer.question}: asked for only where ${settings.join(' and ')}`,
    help: `say it in the configuration, under \`settings:\`${answer.outcome === 'fails' ? '; where it is asked for, this fails' : ''}`,
    doubts: mergeDoubts(doubts, answer.doubts),
  }
}

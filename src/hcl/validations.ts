/** `validation` blocks of variables: a condition that is known to be false is told, with what its author says. */
import { isSensitive, type Value } from '../eval/value.ts'
import type { Sink } from '../text/diagnostic.ts'
import { spanText } from '../text/source.ts'
import type { VariableDeclaration, Written } from './module-source.ts'

/** Characters of a condition that are shown. */
const longestCondition = 120

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** `valueOf` gives the variable as the module sees it. What is not known is not told. */
export const tellFailedValidations = (
  declaration: VariableDeclaration,
  prefix: string,
  evaluated: (written: Written) => Value,
  sink: Sink,
): void => {
  for (const { condition, message } of declaration.validations) {
    if (condition === undefined) continue
    const value = evaluated(condition)
    if (value.kind !== 'bool' || value.value || value.mayFail === true) continue
    const { file, value: written } = condition
    const span = { file, start: written.start, end: written.end }
    const said = message === undefined ? undefined : evaluated(message)
    const text = said?.kind === 'string' && !isSensitive(said) && said.mayFail !== true ? `: ${oneLine(said.value).replace(/\.$/, '')}` : ''
    const shown = oneLine(spanText(span))
    const short = shown.length > longestCondition ? `${shown.slice(0, longestCondition - 1)}…` : shown
    sink({
      code: 'hcl/invalid-variable',
      severity: 'error',
      message: `\`${prefix}var.${declaration.name}\` does not meet \`${short}\`${text}`,
      span: declaration.span,
      related: [{ message: 'the condition', span }],
    })
  }
}

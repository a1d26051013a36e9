/** Conditions that the author wrote: one that is known to be false is told, with what its author says. https://developer.hashicorp.com/terraform/language/expressions/custom-conditions */
import { isSensitive, type Value } from '../eval/value.ts'
import type { Severity, Sink } from '../text/diagnostic.ts'
import { type Span, spanText } from '../text/source.ts'
import type { CheckDeclaration, Condition, OutputDeclaration, ResourceDeclaration, VariableDeclaration, Written } from './module-source.ts'
import { conditionsIn } from './read-declarations.ts'

/** Characters of a condition that are shown. */
const longestCondition = 120

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** Whose conditions they are, as it is told. */
interface Subject {
  readonly code: string
  readonly severity: Severity
  /** With the address: what begins the message. */
  readonly name: string
  readonly span: Span
}

/** What is not known is not told. */
const tellFalse = (conditions: readonly Condition[], subject: Subject, evaluated: (written: Written) => Value, sink: Sink): void => {
  for (const { condition, message } of conditions) {
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
      code: subject.code,
      severity: subject.severity,
      message: `\`${subject.name}\` does not meet \`${short}\`${text}`,
      span: subject.span,
      related: [{ message: 'the condition', span }],
    })
  }
}

/** `validation` blocks of a variable; `evaluated` gives it as the module sees it. */
export const tellFailedValidations = (
  { name, span, validations }: VariableDeclaration,
  prefix: string,
  evaluated: (written: Written) => Value,
  sink: Sink,
): void => tellFalse(validations, { code: 'hcl/invalid-variable', severity: 'error', name: `${prefix}var.${name}`, span }, evaluated, sink)

const ofResources = new WeakMap<ResourceDeclaration, readonly Condition[]>()

/** Conditions in the `lifecycle` of a resource, whatever its instance. */
export const conditionsOf = (resource: ResourceDeclaration): readonly Condition[] => {
  let found = ofResources.get(resource)
  if (found === undefined) {
    found = resource.parts.flatMap(({ body, file }) =>
      body.items.flatMap((item) =>
        item.kind === 'block' && item.type.name === 'lifecycle'
          ? ['precondition', 'postcondition'].flatMap((type) => conditionsIn(item.body, file, type))
          : [],
      ),
    )
    ofResources.set(resource, found)
  }
  return found
}

/** `address`: of an instance that is surely there. */
export const tellFailedConditions = (
  resource: ResourceDeclaration,
  address: string,
  evaluated: (written: Written) => Value,
  sink: Sink,
): void =>
  tellFalse(
    conditionsOf(resource),
    { code: 'hcl/failed-condition', severity: 'error', name: address, span: resource.span },
    evaluated,
    sink,
  )

export const tellFailedOutput = (
  { name, span, conditions }: OutputDeclaration,
  prefix: string,
  evaluated: (written: Written) => Value,
  sink: Sink,
): void =>
  tellFalse(conditions, { code: 'hcl/failed-condition', severity: 'error', name: `${prefix}output.${name}`, span }, evaluated, sink)

/** A check stops nothing: https://developer.hashicorp.com/terraform/language/checks */
export const tellFailedCheck = (
  { name, span, conditions }: CheckDeclaration,
  prefix: string,
  evaluated: (written: Written) => Value,
  sink: Sink,
): void => tellFalse(conditions, { code: 'hcl/failed-check', severity: 'warning', name: `${prefix}check.${name}`, span }, evaluated, sink)

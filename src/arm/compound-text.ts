/** The text that a list or an object has where it stands within another text. */

import { isTopKnown, overAlternatives } from '../eval/alternatives.ts'
import type { Site } from '../eval/dialect.ts'
import { isWhollyKnown, string, type Value } from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import { numberText } from './texts.ts'

const single = (text: string): string | undefined =>
  /^[^'"\\\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/.test(text) ? `'${text}'` : undefined

/** A list or object as the deployment engine writes it into a text; undefined where that cannot be said: https://github.com/Azure/bicep/blob/v0.40.2/src/Bicep.Core.IntegrationTests/EvaluationTests.cs */
const compoundText = (value: Value): string | undefined => {
  switch (value.kind) {
    case 'string':
      return single(value.value)
    case 'bool':
      return String(value.value)
    case 'null':
      return 'null'
    case 'number':
      return typeof value.value === 'number' ? numberText(value.value) : undefined
    case 'list': {
      const items = value.items.map(compoundText)
      return items.includes(undefined) ? undefined : `[${items.join(',')}]`
    }
    case 'object': {
      const entries = [...value.entries].map(([key, entry]) => [single(key), compoundText(entry)] as const)
      return entries.some((entry) => entry.includes(undefined)) ? undefined : `{${entries.map((entry) => entry.join(':')).join(',')}}`
    }
    default:
      return undefined
  }
}

/** What stands in a text for a value: lists and objects in a form of their own, anything else as it is. */
export const partOfText = (value: Value, site: Site): Value => {
  if (value.kind === 'unknown') return overAlternatives([value], site.origin, isTopKnown, ([known]) => partOfText(known!, site)) ?? value
  if (value.kind === 'lambda') return site.fail('a function cannot stand in a text')
  if (value.kind !== 'list' && value.kind !== 'object') return value
  if (!isWhollyKnown(value)) return site.unknownFrom([value], true)
  const written = compoundText(value)
  return written === undefined || written.length > budget.stringLength
    ? site.unsupported('the text of a list or an object')
    : string(written, site.origin)
}

/** The text that a list or an object has where it stands within another text. */

import { isTopKnown, overAlternatives } from '../eval/alternatives.ts'
import type { Site } from '../eval/dialect.ts'
import { isWhollyKnown, string, type Value } from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import { eachText, numberText, type Room, within } from './texts.ts'

const single = (text: string): string | undefined =>
  /^[^'"\\\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/.test(text) ? `'${text}'` : undefined

/** A list or object as the deployment engine writes it into a text; undefined where that cannot be said: https://github.com/Azure/bicep/blob/v0.40.2/src/Bicep.Core.IntegrationTests/EvaluationTests.cs */
const compoundText = (value: Value, room: Room): string | undefined => {
  switch (value.kind) {
    case 'string':
      return within(single(value.value), room)
    case 'bool':
      return within(String(value.value), room)
    case 'null':
      return within('null', room)
    case 'number':
      return typeof value.value === 'number' ? within(numberText(value.value), room) : undefined
    case 'list': {
      const items = eachText(value.items, (item) => compoundText(item, room))
      return items && `[${items.join(',')}]`
    }
    case 'object': {
      const entries = eachText(value.entries, ([key, entry]) => {
        const written = within(single(key), room)
        const text = written && compoundText(entry, room)
        return text && `${written}:${text}`
      })
      return entries && `{${entries.join(',')}}`
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
  const written = compoundText(value, { left: budget.stringLength })
  return written === undefined ? site.unsupported('the text of a list or an object') : string(written, site.origin)
}

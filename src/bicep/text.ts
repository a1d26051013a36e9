/** Texts that values have: within a string, as JSON, and compared with one another where every collation agrees. */
import type { Numeric, Value } from '../eval/value.ts'

export const numberText = (value: Numeric): string => (typeof value === 'number' ? String(value) : value.toFixed())

const single = (text: string): string | undefined =>
  /^[^'"\\\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/.test(text) ? `'${text}'` : undefined

/** A list or object as the deployment engine writes it into a text; undefined where that cannot be said: https://github.com/Azure/bicep/blob/v0.40.2/src/Bicep.Core.IntegrationTests/EvaluationTests.cs */
export const compoundText = (value: Value): string | undefined => {
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

/** Text of a known value within a string; undefined for lists and objects. */
export const textOf = (value: Value): string | undefined => {
  switch (value.kind) {
    case 'string':
      return value.value
    case 'bool':
      return value.value ? 'True' : 'False'
    case 'null':
      return ''
    case 'number':
      return numberText(value.value)
    default:
      return undefined
  }
}

/** JSON of a known value; undefined when it has none. */
export const jsonOf = (value: Value): string | undefined => {
  switch (value.kind) {
    case 'string':
      return JSON.stringify(value.value).replace(
        /[\u0085\u2028\u2029]/g,
        (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
      )
    case 'bool':
      return String(value.value)
    case 'null':
      return 'null'
    case 'number':
      return numberText(value.value)
    case 'list': {
      const items = value.items.map(jsonOf)
      return items.includes(undefined) ? undefined : `[${items.join(',')}]`
    }
    case 'object': {
      if (value.open !== undefined || value.possible !== undefined) return undefined
      const entries = [...value.entries].map(([key, entry]) => [JSON.stringify(key), jsonOf(entry)] as const)
      return entries.some(([, entry]) => entry === undefined) ? undefined : `{${entries.map((entry) => entry.join(':')).join(',')}}`
    }
    default:
      return undefined
  }
}

const classOf = (code: number): string | undefined => {
  if (code >= 0x30 && code <= 0x39) return 'digit'
  if (code >= 0x61 && code <= 0x7a) return 'lower'
  return code >= 0x41 && code <= 0x5a ? 'upper' : undefined
}

const isAscii = (text: string): boolean => /^[\u0000-\u007f]*$/.test(text)

/**
 * Order of two texts where it is the same by code and by every culture: they first differ in digits, in letters of one case, or one begins the other.
 * Undefined elsewhere.
 */
export const compareTexts = (a: string, b: string): number | undefined => {
  if (a === b) return 0
  if (!isAscii(a) || !isAscii(b)) return undefined
  let at = 0
  while (at < a.length && at < b.length && a[at] === b[at]) at++
  const left = a.charCodeAt(at)
  const right = b.charCodeAt(at)
  if (at === a.length || at === b.length) return classOf(at === a.length ? right : left) === undefined ? undefined : a.length - b.length
  const kinds = [classOf(left), classOf(right)]
  if (kinds.includes(undefined)) return undefined
  return kinds[0] === kinds[1] || kinds.includes('digit') ? left - right : undefined
}

/** The same without regard to case, as keys are sorted; texts that differ in case alone are equal. */
export const compareKeys = (a: string, b: string): number | undefined => compareTexts(a.toLowerCase(), b.toLowerCase())

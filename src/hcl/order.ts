/** The orders in which Terraform iterates: text by its UTF-8 bytes, numbers by size, elements of sets as its set type keeps them. */
import { isWhollyKnown, type ListValue, list, type Numeric, type Origin, type Type, type Value } from '../eval/value.ts'
import { compareNumbers, digitsOf, numberText } from './numbers.ts'

/** Order of the UTF-8 bytes of two texts, which is that of their code points. */
export const compareText = (a: string, b: string): number => {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at)
    const right = b.charCodeAt(at)
    if (left === right) continue
    // A surrogate stands for a code point above every single unit.
    const leftRank = left >= 0xd800 && left <= 0xdfff ? left + 0x10000 : left
    const rightRank = right >= 0xd800 && right <= 0xdfff ? right + 0x10000 : right
    return leftRank - rightRank
  }
  return a.length - b.length
}

export const sortedKeys = (entries: ReadonlyMap<string, unknown>): readonly string[] => [...entries.keys()].sort(compareText)

/** `%.10g`: at most ten significant digits, with an exponent where Go's `Text('g', 10)` writes one. */
const briefNumber = (value: Numeric): string => {
  const { digits, point } = digitsOf(value, 10, 'all')
  const sign = numberText(value).startsWith('-') ? '-' : ''
  if (digits === '') return `${sign}0`
  const exponent = point - 1
  if (exponent < -4 || exponent >= 10) {
    const size = String(Math.abs(exponent)).padStart(2, '0')
    return `${sign}${digits[0]}${digits.length > 1 ? `.${digits.slice(1)}` : ''}e${exponent < 0 ? '-' : '+'}${size}`
  }
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  return sign + (digits.length <= point ? digits.padEnd(point, '0') : `${digits.slice(0, point)}.${digits.slice(point)}`)
}

const quoted = (text: string): string => {
  let result = '"'
  for (const character of text) {
    const code = character.codePointAt(0)!
    if (character === '"' || character === '\\') result += `\\${character}`
    else if (code >= 7 && code <= 13) result += `\\${'abtnvfr'[code - 7]}`
    else if (code < 32 || code === 127) result += `\\x${code.toString(16).padStart(2, '0')}`
    else if (/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character)) result += character
    else result += code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
  }
  return `${result}"`
}

/** https://github.com/zclconf/go-cty/blob/v1.16.2/cty/set_internals.go: what elements that are not primitive are sorted by. */
const setBytes = (value: Value): string => {
  switch (value.kind) {
    case 'null':
      return '~'
    case 'bool':
      return value.value ? 'T' : 'F'
    case 'number':
      return briefNumber(value.value)
    case 'string':
      return quoted(value.value)
    case 'list': {
      const items = value.items.map((item) => `${setBytes(item)};`).join('')
      return value.shape === 'tuple' ? `<${items}>` : `[${items}]`
    }
    case 'object':
      return value.shape === 'map'
        ? `{${sortedKeys(value.entries)
            .map((key) => `${quoted(key)}:${setBytes(value.entries.get(key)!)};`)
            .join('')}}`
        : `<${sortedKeys(value.entries)
            .map((key) => `${setBytes(value.entries.get(key)!)};`)
            .join('')}>`
    default:
      return '?'
  }
}

/** One text for each wholly known value; equal values of one type, and only those, have equal texts. */
export const identityOf = (value: Value): string => {
  switch (value.kind) {
    case 'string':
      return JSON.stringify(value.value)
    case 'number':
      return numberText(value.value).replace(/^-0$/, '0')
    case 'bool':
      return String(value.value)
    case 'list':
      return `[${value.items.map(identityOf).join(',')}]`
    case 'object':
      return `{${sortedKeys(value.entries)
        .map((key) => `${JSON.stringify(key)}:${identityOf(value.entries.get(key)!)}`)
        .join(',')}}`
    default:
      return value.kind
  }
}

const compareElements = (a: Value, b: Value): number => {
  if (a.kind === 'null' || b.kind === 'null') return (a.kind === 'null' ? 1 : 0) - (b.kind === 'null' ? 1 : 0)
  if (a.kind === 'string' && b.kind === 'string') return compareText(a.value, b.value)
  if (a.kind === 'number' && b.kind === 'number') return compareNumbers(a.value, b.value)
  if (a.kind === 'bool' && b.kind === 'bool') return Number(a.value) - Number(b.value)
  return 0
}

/** The first of each group of equal elements, in order. The elements must be wholly known. */
export const withoutRepeats = (items: readonly Value[]): readonly Value[] => {
  const found = new Map<string, Value>()
  for (const item of items) {
    const identity = identityOf(item)
    if (!found.has(identity)) found.set(identity, item)
  }
  return [...found.values()]
}

/** A set of wholly known elements of one type, or of a single element: without repetition, in Terraform's order. Undefined when what is in it cannot be told. */
export const makeSet = (items: readonly Value[], origin: Origin, type?: Type): ListValue | undefined => {
  const shaped = (elements: readonly Value[]): ListValue => {
    const set = list(elements, origin, 'set')
    return elements.length === 0 && type !== undefined ? { ...set, type } : set
  }
  if (items.length === 1 && !(items[0]!.kind === 'object' && items[0]!.possible !== undefined)) return shaped(items)
  if (!items.every(isWhollyKnown)) return undefined
  const elements = withoutRepeats(items)
  if (elements.every((item) => item.kind !== 'list' && item.kind !== 'object')) return shaped([...elements].sort(compareElements))
  const keyed = elements.map((item) => ({ item, bytes: item.kind === 'null' ? '' : setBytes(item) }))
  keyed.sort((a, b) => compareElements(a.item, b.item) || compareText(a.bytes, b.bytes))
  return shaped(keyed.map(({ item }) => item))
}

/** Functions on texts: https://developer.hashicorp.com/terraform/language/functions, group "String Functions". */
import type { Site } from '../../eval/dialect.ts'
import { bool, list, string, unknown, type Value } from '../../eval/value.ts'
import { budget } from '../../text/budget.ts'
import { graphemes } from '../graphemes.ts'
import { compareText } from '../order.ts'
import {
  aListOfStrings,
  aNumber,
  aString,
  define,
  type FunctionTable,
  itemsAt,
  orUnknown,
  outOfBudget,
  text,
  textAt,
  textsOf,
  wholeAt,
} from './define.ts'
import { replaceMatches } from './regex.ts'

/** One character at a time, as Go maps case: never to several characters, never looking at neighbours. */
const mapCase = (value: string, change: (character: string) => string): string => {
  let result = ''
  for (const character of value) {
    const changed = change(character)
    result += [...changed].length === 1 ? changed : character
  }
  return result
}

const upper = (value: string): string => mapCase(value, (character) => character.toUpperCase())
const lower = (value: string): string => mapCase(value, (character) => (character === 'İ' ? 'i' : character.toLowerCase()))

const wordCharacter = /[\p{L}\p{Nd}\p{Nl}\p{No}_]/u
const space = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]'
const spaceCharacter = new RegExp(space)

// https://github.com/golang/go/blob/go1.23.3/src/strings/strings.go: `Title` and its isSeparator
const isSeparator = (character: string): boolean => {
  if (character <= '\u007f') return !/[0-9A-Za-z_]/.test(character)
  return !wordCharacter.test(character) && spaceCharacter.test(character)
}

const title = (value: string): string => {
  let previous = ' '
  let result = ''
  for (const character of value) {
    result += isSeparator(previous) ? upper(character) : character
    previous = character
  }
  return result
}

const trimSpace = (value: string): string => trimWhile(value, (character) => spaceCharacter.test(character))

/** Characters are code points. */
const trimWhile = (value: string, drop: (character: string) => boolean): string => {
  const characters = [...value]
  let start = 0
  let end = characters.length
  while (start < end && drop(characters[start]!)) start++
  while (end > start && drop(characters[end - 1]!)) end--
  return characters.slice(start, end).join('')
}

const onText = (change: (value: string) => string): FunctionTable[string] =>
  define({ params: [aString] }, (args, site) => text(change(textAt(args, 0)), site))

const onTexts = (change: (value: string, other: string) => string): FunctionTable[string] =>
  define({ params: [aString, aString] }, (args, site) => text(change(textAt(args, 0), textAt(args, 1)), site))

const chomp = (value: string): string => {
  let end = value.length
  while (end > 0 && (value[end - 1] === '\n' || value[end - 1] === '\r')) end--
  return value.slice(0, end)
}

// https://github.com/zclconf/go-cty/blob/v1.16.2/cty/function/stdlib/string.go: `substr`
const substr = (value: string, from: number, length: number): string => {
  const clusters = graphemes(value)
  const offset = from < 0 ? from + clusters.length : from
  if (from >= 0 && length === 0) return ''
  const rest = offset > 0 ? clusters.slice(offset) : clusters
  return (length <= 0 ? rest : rest.slice(0, length)).join('')
}

const countOf = (value: string, part: string): number => (part === '' ? [...value].length + 1 : value.split(part).length - 1)

const replaceText = (value: string, part: string, by: string, site: Site): Value => {
  if (value.length + countOf(value, part) * by.length > budget.stringLength) return outOfBudget('a text that grows too long', site)
  if (part !== '') return text(value.split(part).join(by), site)
  return text(by + [...value].map((character) => character + by).join(''), site)
}

const replace = define({ params: [aString, aString, aString] }, (args, site) => {
  const [value, part, by] = [textAt(args, 0), textAt(args, 1), textAt(args, 2)]
  const isPattern = part.length > 1 && part.startsWith('/') && part.endsWith('/')
  return isPattern ? replaceMatches(part.slice(1, -1), value, by, site) : replaceText(value, part, by, site)
})

/** Pieces of a text of which parts are known. */
const partsOf = (value: Value): readonly Value[] => (value.kind === 'unknown' && value.parts !== undefined ? value.parts : [value])

const join = define({ params: [aString], rest: aListOfStrings, sees: 'shape' }, (args, site) => {
  if (args.length < 2) return site.fail('`join` needs a list')
  const separator = textAt(args, 0)
  const items = args.slice(1).flatMap((_, at) => itemsAt(args, at + 1))
  if (items.some((item) => item.kind === 'null')) return site.fail('`join` takes no null')
  const pieces: Value[] = []
  let known = ''
  let length = 0
  const flush = (): void => {
    if (known !== '') pieces.push(string(known, site.origin))
    known = ''
  }
  for (const [at, item] of items.entries()) {
    if (at > 0) known += separator
    for (const part of partsOf(item)) {
      if (part.kind === 'string') known += part.value
      else {
        flush()
        pieces.push(part)
      }
    }
    length += separator.length + (item.kind === 'string' ? item.value.length : 0)
    if (length > budget.stringLength) return outOfBudget('a text that grows too long', site)
  }
  if (items.every((item) => item.kind === 'string')) return text(known, site)
  flush()
  // An element that is not known may turn out to be null.
  const mayFail = items.some((item) => item.kind === 'unknown' && item.parts === undefined)
  const result = site.unknownFrom(items, mayFail)
  return result.kind === 'unknown' ? { ...result, parts: pieces } : result
})

const split = define({ params: [aString, aString] }, (args, site) => {
  const [separator, value] = [textAt(args, 0), textAt(args, 1)]
  const pieces = separator === '' ? [...value] : value.split(separator)
  if (pieces.length > budget.elements) return outOfBudget('a text of too many pieces', site)
  const items = pieces.map((piece) => string(piece, site.origin))
  return items.length > 0 ? list(items, site.origin) : { ...list(items, site.origin), type: { kind: 'list', element: { kind: 'string' } } }
})

type Test = (value: string, part: string) => boolean

/** Tests of a text that its known pieces may already decide. `pieceOf`: the known text at the tested end; `settles`: a piece long enough to settle the test. */
const test = (decide: Test, fromPieces: (pieces: readonly Value[], part: string) => boolean | undefined): FunctionTable[string] =>
  define({ params: [aString, aString], sees: 'anything' }, (args, site) => {
    const [value, part] = args
    if (value?.kind === 'unknown' && value.parts !== undefined && part?.kind === 'string') {
      const decided = fromPieces(value.parts, part.value)
      if (decided !== undefined)
        return value.mayFail
          ? unknown(value.causes, site.origin, { among: [bool(decided, site.origin)], mayFail: true })
          : bool(decided, site.origin)
    }
    return orUnknown(args, site, (known) => bool(decide(textAt(known, 0), textAt(known, 1)), site.origin))
  })

const pieceText = (piece: Value | undefined): string => (piece?.kind === 'string' ? piece.value : '')

const startsWith = test(
  (value, part) => value.startsWith(part),
  (pieces, part) => {
    const head = pieceText(pieces[0])
    if (head.startsWith(part)) return true
    return part.startsWith(head) ? undefined : false
  },
)

const endsWith = test(
  (value, part) => value.endsWith(part),
  (pieces, part) => {
    const tail = pieceText(pieces.at(-1))
    if (tail.endsWith(part)) return true
    return part.endsWith(tail) ? undefined : false
  },
)

const contains = test(
  (value, part) => value.includes(part),
  (pieces, part) => (pieces.some((piece) => piece.kind === 'string' && piece.value.includes(part)) ? true : undefined),
)

const sort = define({ params: [aListOfStrings] }, (args, site) => {
  const texts = textsOf(itemsAt(args, 0))
  if (texts === undefined) return site.fail('`sort` takes no null')
  return args[0]!.kind === 'list' && texts.length === 0 ? args[0]! : list(sortTexts(itemsAt(args, 0)), site.origin)
})

const sortTexts = (items: readonly Value[]): readonly Value[] =>
  [...items].sort((a, b) => (a.kind === 'string' && b.kind === 'string' ? compareText(a.value, b.value) : 0))

const indent = define({ params: [aNumber, aString] }, (args, site) => {
  const spaces = wholeAt(args, 0)
  const value = textAt(args, 1)
  if (spaces === undefined || spaces < 0) return site.fail('the number of spaces must be a whole number, zero or more')
  return replaceText(value, '\n', `\n${' '.repeat(Math.min(spaces, budget.stringLength + 1))}`, site)
})

export const stringFunctions: FunctionTable = {
  upper: onText(upper),
  lower: onText(lower),
  title: onText(title),
  trimspace: onText(trimSpace),
  chomp: onText(chomp),
  strrev: onText((value) => [...graphemes(value)].reverse().join('')),
  trim: onTexts((value, cutset) => {
    const cut = new Set(cutset)
    return trimWhile(value, (character) => cut.has(character))
  }),
  trimprefix: onTexts((value, prefix) => (value.startsWith(prefix) ? value.slice(prefix.length) : value)),
  trimsuffix: onTexts((value, suffix) => (value.endsWith(suffix) ? value.slice(0, value.length - suffix.length) : value)),
  substr: define({ params: [aString, aNumber, aNumber] }, (args, site) => {
    const [offset, length] = [wholeAt(args, 1), wholeAt(args, 2)]
    if (offset === undefined || length === undefined) return site.fail('offset and length must be whole numbers')
    return text(substr(textAt(args, 0), offset, length), site)
  }),
  replace,
  join,
  split,
  sort,
  indent,
  startswith: startsWith,
  endswith: endsWith,
  strcontains: contains,
}

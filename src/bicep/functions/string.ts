/** Functions on texts: https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/bicep-functions-string */
import { isTopKnown, overAlternatives } from '../../eval/alternatives.ts'
import type { EagerEntry, Site } from '../../eval/dialect.ts'
import { evaluateTemplate } from '../../eval/template.ts'
import { bool, isWhollyKnown, string, type Value } from '../../eval/value.ts'
import { budget } from '../../text/budget.ts'
import { interpolated } from '../lower.ts'
import { language } from '../members.ts'
import { integer, toBigInt } from '../numbers.ts'
import { compoundText, jsonOf, textOf } from '../text.ts'
import { array, define, type FunctionTable, itemsAt, outOfBudget, text, textAt, whole, wholeAt } from './define.ts'

/** What stands in a text for a value: lists and objects in a form of their own, anything else as it is. */
const asPart = (value: Value, site: Site): Value => {
  if (value.kind === 'unknown') return overAlternatives([value], site.origin, isTopKnown, ([known]) => asPart(known!, site)) ?? value
  if (value.kind === 'lambda') return site.fail('a function cannot stand in a text')
  if (value.kind !== 'list' && value.kind !== 'object') return value
  const written = isWhollyKnown(value) ? compoundText(value) : undefined
  if (written !== undefined) return text(written, site)
  return isWhollyKnown(value) ? site.unsupported('the text of a list or an object') : site.unknownFrom([value], true)
}

/** Texts one behind the other, known as far as they are. */
const concatenated = (parts: readonly Value[], site: Site): Value =>
  evaluateTemplate([string('', site.origin), ...parts.map((part) => asPart(part, site))], site, language)

/** Code units one by one, as .NET's invariant culture maps them; what one does not map to one stays. */
const mapCase = (value: string, map: (unit: string) => string): string =>
  /^[\u0000-\u007f]*$/.test(value)
    ? map(value)
    : [...value].map((character) => (map(character).length === character.length ? map(character) : character)).join('')

const lower = (value: string): string => mapCase(value, (unit) => unit.toLowerCase())
const upper = (value: string): string => mapCase(value, (unit) => unit.toUpperCase())

const isAscii = (...texts: readonly string[]): boolean => texts.every((one) => /^[\u0000-\u007f]*$/.test(one))

/** Without regard to case, which beyond ASCII depends on the culture. */
const insensitive =
  (answer: (whole: string, part: string, site: Site) => Value) =>
  (args: readonly Value[], site: Site): Value => {
    const [within, part] = [textAt(args, 0), textAt(args, 1)]
    return isAscii(within, part)
      ? answer(within.toLowerCase(), part.toLowerCase(), site)
      : site.unsupported('texts beyond ASCII without regard to case')
  }

const concat: EagerEntry = {
  sees: 'anything',
  call: (args, site) => {
    if (args.every((arg) => arg.kind === 'list'))
      return array(
        args.flatMap((arg) => (arg.kind === 'list' ? arg.items : [])),
        site,
      )
    if (args.some((arg) => isTopKnown(arg) && arg.kind !== 'list' && arg.kind !== 'object' && arg.kind !== 'lambda'))
      return args.some((arg) => arg.kind === 'list')
        ? site.fail('texts and lists are not joined with one another')
        : concatenated(args, site)
    return args.every(isTopKnown) ? site.fail('only texts or lists are joined') : site.unknownFrom(args, true)
  },
}

/** `{0}` and `{{`; with anything more between the braces a number is written in some form of its own. */
const format: EagerEntry = {
  sees: 'anything',
  call: ([pattern, ...args], site) => {
    if (pattern?.kind !== 'string')
      return pattern === undefined || isTopKnown(pattern)
        ? site.fail('the format must be a text')
        : site.unknownFrom([pattern, ...args], true)
    const parts: Value[] = []
    for (const piece of pattern.value.match(/\{\{|\}\}|\{\d{1,4}\}|[^{}]+|[{}]/g) ?? []) {
      const index = /^\{(\d+)\}$/.exec(piece)
      if (index !== null) {
        const arg = args[Number(index[1])]
        if (arg === undefined) return site.fail(`the format names an argument ${index[1]} that is not given`)
        parts.push(arg)
      } else if (piece === '{' || piece === '}') return site.unsupported('a format with more than a number in braces')
      else parts.push(string(piece === '{{' ? '{' : piece === '}}' ? '}' : piece, site.origin))
    }
    return concatenated(parts, site)
  },
}

const join = define(
  ['list', 'string'],
  (args, site) => {
    const items = itemsAt(args, 0)
    const delimiter = string(textAt(args, 1), site.origin)
    if (items.some((item) => item.kind === 'list' || item.kind === 'object' || item.kind === 'null'))
      return site.unsupported('joining what is no text')
    return concatenated(
      items.flatMap((item, at) => (at === 0 ? [item] : [delimiter, item])),
      site,
    )
  },
  { sees: 'shape' },
)

const split = define(['string', 'any'], (args, site) => {
  const by = args[1]
  const delimiters = by?.kind === 'string' ? [by] : by?.kind === 'list' ? by.items : []
  const texts = delimiters.map((delimiter) => (delimiter.kind === 'string' ? delimiter.value : ''))
  if (texts.length === 0 || texts.includes('')) return site.unsupported('an empty delimiter')
  const within = textAt(args, 0)
  const pieces: Value[] = []
  let from = 0
  for (let at = 0; at < within.length; ) {
    const found = texts.find((delimiter) => within.startsWith(delimiter, at))
    if (found === undefined) at++
    else {
      pieces.push(string(within.slice(from, at), site.origin))
      from = at += found.length
      if (pieces.length > budget.elements) return outOfBudget('a list of too many elements', site)
    }
  }
  return array([...pieces, string(within.slice(from), site.origin)], site)
})

const replace = define(['string', 'string', 'string'], (args, site) => {
  const [within, old, by] = [textAt(args, 0), textAt(args, 1), textAt(args, 2)]
  if (old === '') return site.fail('an empty text cannot be replaced')
  const pieces = within.split(old)
  if (pieces.length * by.length > budget.stringLength) return outOfBudget('a text that grows too long', site)
  return text(pieces.join(by), site)
})

const substring = define(
  ['string', 'number', 'number'],
  (args, site) => {
    const within = textAt(args, 0)
    const start = wholeAt(args, 1) ?? -1
    const length = args[2] === undefined ? within.length - start : (wholeAt(args, 2) ?? -1)
    if (start < 0 || length < 0 || start + length > within.length) return site.fail('this part lies beyond the end of the text')
    return text(within.slice(start, start + length), site)
  },
  { needs: 2 },
)

const padLeft = define(
  ['any', 'number', 'string'],
  (args, site) => {
    const value = args[0]
    const width = wholeAt(args, 1)
    const padding = args[2] === undefined ? ' ' : textAt(args, 2)
    if (value?.kind !== 'string' && value?.kind !== 'number') return site.fail('only texts and numbers are padded')
    if (width === undefined || width < 0 || padding.length !== 1) return site.fail('padding needs a width and one character')
    return width > budget.stringLength
      ? outOfBudget('a text that grows too long', site)
      : text((textOf(value) ?? '').padStart(width, padding), site)
  },
  { needs: 2 },
)

// .NET's white space: https://learn.microsoft.com/en-us/dotnet/api/system.char.iswhitespace
const space = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]'
const leading = new RegExp(`^${space}+`)

const trimmed = (value: string): string => {
  const isSpace = new RegExp(`^${space}$`)
  let end = value.length
  while (end > 0 && isSpace.test(value[end - 1]!)) end--
  return value.slice(0, end).replace(leading, '')
}

/** Texts are as they are, anything else in the form that the deployment engine gives it. */
const asString = define(['any'], (args, site) => {
  const value = args[0]!
  if (value.kind === 'null') return site.unsupported('the text of null')
  const written = value.kind === 'list' || value.kind === 'object' ? jsonOf(value) : textOf(value)
  return written === undefined ? site.unsupported('the text of this value') : text(written, site)
})

const asInt = define(['any'], (args, site) => {
  const value = args[0]!
  if (value.kind === 'number') return toBigInt(value.value) === undefined ? site.unsupported('a number that is not whole') : value
  if (value.kind !== 'string') return site.fail('only texts and numbers become whole numbers')
  const read = integer(value.value)
  if (read !== undefined) return { kind: 'number', value: read, origin: site.origin }
  return /^[\w ]*$/.test(value.value) && !/^[ \d]+$/.test(value.value)
    ? site.fail('this text is no whole number')
    : site.unsupported('a number in this form')
})

const asBool = define(['any'], (args, site) => {
  const value = args[0]!
  if (value.kind === 'bool') return value
  if (value.kind === 'number') return bool(value.value !== 0, site.origin)
  const written = textAt(args, 0).toLowerCase()
  if (written === 'true' || written === 'false') return bool(written === 'true', site.origin)
  return value.kind === 'string' && !/^[01]$/.test(written.trim())
    ? site.fail('this text is neither true nor false')
    : site.unsupported('a truth in this form')
})

export const stringFunctions: FunctionTable = {
  [interpolated]: { sees: 'anything', total: true, call: ([value], site) => asPart(value!, site) },
  concat,
  format,
  join,
  split,
  replace,
  substring,
  padLeft,
  toLower: define(['string'], (args, site) => text(lower(textAt(args, 0)), site)),
  toUpper: define(['string'], (args, site) => text(upper(textAt(args, 0)), site)),
  trim: define(['string'], (args, site) => text(trimmed(textAt(args, 0)), site)),
  startsWith: define(
    ['string', 'string'],
    insensitive((within, part, site) => bool(within.startsWith(part), site.origin)),
  ),
  endsWith: define(
    ['string', 'string'],
    insensitive((within, part, site) => bool(within.endsWith(part), site.origin)),
  ),
  string: asString,
  int: asInt,
  bool: asBool,
}

/** Places of one text in another, without regard to case. */
export const indexInText = insensitive((within, part, site) => whole(within.indexOf(part), site))
export const lastIndexInText = insensitive((within, part, site) =>
  part === '' ? site.unsupported('the last place of an empty text') : whole(within.lastIndexOf(part), site),
)

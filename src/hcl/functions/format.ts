/** `format` and `formatlist`: https://developer.hashicorp.com/terraform/language/functions/format */
import type { Site } from '../../eval/dialect.ts'
import { isFailure, isWhollyKnown, list, string, type Value } from '../../eval/value.ts'
import { budget } from '../../text/budget.ts'
import { convert } from '../convert.ts'
import { formatNumber, generalText, type Piece, parseFormat, type Verb } from '../format.ts'
import { graphemes } from '../graphemes.ts'
import { toJson } from '../json.ts'
import { boolType, isPrimitive, listOf, numberType, stringType, typeOf } from '../types.ts'
import { aString, define, type FunctionTable, nullable, orUnknown, outOfBudget, text, textAt } from './define.ts'
import { isCountable } from './elements.ts'

/** https://pkg.go.dev/fmt: widths and precisions above this are not carried out. */
const widest = 1_000_000

const pad = (value: string, { flags, width = 0 }: Verb): string => {
  const missing = width - graphemes(value).length
  if (missing <= 0) return value
  const padding = (flags.includes('0') ? '0' : ' ').repeat(missing)
  return flags.includes('-') ? value + padding : padding + value
}

const cut = (value: string, { precision = 0 }: Verb): string => (precision > 0 ? graphemes(value).slice(0, precision).join('') : value)

/** What a verb shows of a known argument: a text, or the value that the call has instead. */
const show = (verb: Verb, value: Value, site: Site): string | Value => {
  const { mode } = verb
  if ((verb.width ?? 0) > widest || (verb.precision ?? 0) > widest) return outOfBudget('a text that grows too long', site)
  if (value.kind === 'null')
    return value.type === undefined
      ? site.unsupported('null in `format`')
      : mode === 'v'
        ? pad('null', verb)
        : site.fail('null cannot be formatted')
  switch (mode) {
    case 'v': {
      if (value.kind === 'string' && !verb.flags.includes('#')) return pad(value.value, verb)
      if (value.kind === 'number' && !verb.flags.includes('#')) return pad(generalText(value.value), verb)
      const json = toJson(value)
      return json === undefined ? site.unsupported('this value in `format`') : pad(json, verb)
    }
    case 't': {
      const converted = convert(value, boolType, site)
      return converted.kind === 'bool' ? String(converted.value) : converted
    }
    case 's':
    case 'q': {
      const converted = convert(value, stringType, site)
      if (converted.kind !== 'string') return converted
      const shown = cut(converted.value, verb)
      return pad(mode === 's' ? shown : toJson(string(shown, site.origin))!, verb)
    }
    default: {
      if (!'bdoxXeEfgG'.includes(mode)) return site.fail(`\`%${mode}\` is no verb of \`format\``)
      const converted = convert(value, numberType, site)
      if (converted.kind !== 'number') return converted
      return formatNumber(converted.value, verb) ?? site.fail(`\`%${mode}\` needs a whole number`)
    }
  }
}

const isShownAsIs = (verb: Verb, value: Value): boolean => {
  if (verb.width !== undefined || verb.flags !== '' || (verb.precision ?? 0) > 0) return false
  const type = typeOf(value)
  return verb.mode === 's' || (verb.mode === 'v' && type.kind === 'string')
}

/** The whole text, its pieces where some arguments are not known, or the value that the call has instead. */
const formatted = (pieces: readonly Piece[], args: readonly Value[], site: Site): Value => {
  let used = 0
  let known = ''
  const found: Value[] = []
  const flush = (): void => {
    if (known !== '') found.push(string(known, site.origin))
    known = ''
  }
  const open: Value[] = []
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      known += piece
      continue
    }
    used = Math.max(used, piece.argument)
    const value = args[piece.argument - 1]
    if (value === undefined) return site.fail(`\`format\` has no argument ${piece.argument}`)
    if (isWhollyKnown(value)) {
      const shown = show(piece, value, site)
      if (typeof shown !== 'string') return shown
      known += shown
      if (known.length > budget.stringLength) return outOfBudget('a text that grows too long', site)
      continue
    }
    const isLeaf = value.kind === 'unknown' || value.kind === 'reference'
    if (!isLeaf || !isShownAsIs(piece, value)) return site.unknownFrom(args, true)
    open.push(value)
    for (const part of value.kind === 'unknown' && value.parts !== undefined ? value.parts : [value]) {
      if (part.kind === 'string') known += part.value
      else {
        flush()
        found.push(part)
      }
    }
  }
  if (used < args.length) return site.fail(`\`format\` uses only ${used} of ${args.length} arguments`)
  if (open.length === 0) return text(known, site)
  flush()
  const mayFail = open.some((value) => value.kind === 'unknown' && (value.parts === undefined || !isPrimitive(typeOf(value))))
  const result = site.unknownFrom(open, mayFail)
  return result.kind === 'unknown' ? { ...result, parts: found } : result
}

const withFormat = (source: string, site: Site, use: (pieces: readonly Piece[]) => Value): Value => {
  const pieces = parseFormat(source)
  return pieces === undefined ? site.fail('a `%` in the format begins no verb') : use(pieces)
}

const format = define({ params: [aString], rest: nullable, sees: 'anything' }, (args, site) => {
  const [first, ...rest] = args
  const isFew = rest.some((arg) => arg.kind === 'unknown' && arg.among !== undefined)
  if (first?.kind !== 'string' || isFew) {
    const tried = orUnknown(args, site, (known) => withFormat(textAt(known, 0), site, (pieces) => formatted(pieces, known.slice(1), site)))
    if (first?.kind !== 'string' || (tried.kind === 'unknown' && tried.among !== undefined) || tried.kind === 'string') return tried
  }
  return withFormat(textAt(args, 0), site, (pieces) => formatted(pieces, rest, site))
})

const formatlist = define({ params: [aString], rest: nullable, sees: 'shape' }, (args, site) =>
  withFormat(textAt(args, 0), site, (pieces) => {
    const rest = args.slice(1)
    let length: number | undefined
    for (const arg of rest) {
      if (arg.kind !== 'list') continue
      if (!isCountable(arg)) return site.unknownFrom(args, true)
      if (length !== undefined && length !== arg.items.length) return site.fail('the lists of `formatlist` are of different lengths')
      length = arg.items.length
    }
    const items: Value[] = []
    for (let at = 0; at < (length ?? 1); at++) {
      const item = formatted(
        pieces,
        rest.map((arg) => (arg.kind === 'list' ? arg.items[at]! : arg)),
        site,
      )
      if (isFailure(item)) return item
      items.push(item)
    }
    const made = list(items, site.origin)
    return items.length > 0 ? made : { ...made, type: listOf(stringType) }
  }),
)

export const formatFunctions: FunctionTable = { format, formatlist }

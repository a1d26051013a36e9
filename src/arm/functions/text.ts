/** Functions of text: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-string */
import { isTopKnown, oneOf, overAlternatives } from '../../eval/alternatives.ts'
import type { Operation, Site } from '../../eval/dialect.ts'
import { evaluateTemplate } from '../../eval/template.ts'
import { doubtsOf, string, unknown, type Value } from '../../eval/value.ts'
import { budget } from '../../text/budget.ts'
import { partOfText } from '../compound-text.ts'
import { jsonOf } from '../texts.ts'
import { array, boundedArray, define, type FunctionTable, outOfBudget, text, textOf, truth, whole, wholeOf, wrong } from './define.ts'
import { format } from './format.ts'
import { orSame, pure, textDialect } from './pure.ts'

const isText = (value: Value): boolean =>
  value.kind === 'string' || value.kind === 'number' || value.kind === 'bool' || (value.kind === 'unknown' && value.parts !== undefined)

const isOfType = (value: Value, kind: 'string' | 'list'): boolean => value.kind === 'unknown' && value.type?.kind === kind

/** https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-string#concat: texts or lists. */
const concat: Operation = (args, site) => {
  if (args.every(isTopKnown)) return concatKnown(args, site)
  if (args.some((arg) => isText(arg) || isOfType(arg, 'string'))) return evaluateTemplate(args, site, textDialect)
  return overAlternatives(args, site.origin, isTopKnown, (chosen) => concatKnown(chosen, site)) ?? site.unknownFrom(args, true)
}

const concatKnown = (args: readonly Value[], site: Site): Value => {
  if (args.every((arg) => arg.kind === 'list'))
    return boundedArray(
      args.flatMap((arg) => (arg.kind === 'list' ? arg.items : [])),
      site,
    )
  const odd = args.find((arg) => arg.kind === 'list' || arg.kind === 'object' || arg.kind === 'lambda')
  if (odd !== undefined) return wrong(site, 'text', odd)
  return args.length === 1 && args[0]!.kind === 'null' ? text('', site) : evaluateTemplate(args, site, textDialect)
}

const isSmall = (value: string): boolean =>
  value.toLowerCase() === value && value.toUpperCase() !== undefined && /^[\u0000-\u007f]*$/.test(value)

/** Pieces joined by a text; undefined where that grows too long. */
const withInstead = (pieces: readonly string[], by: string): string | undefined => {
  const length = pieces.reduce((sum, piece) => sum + piece.length, (pieces.length - 1) * by.length)
  return length > budget.stringLength ? undefined : pieces.join(by)
}

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Whether letter case counts is not documented: where it makes a difference both results are possible. */
const replace: Operation = ([given, before, after], site) => {
  const [whole, old, fresh] = [textOf(given), textOf(before), textOf(after)]
  if (whole === undefined || old === undefined || fresh === undefined || old === '') return site.fail('three texts were expected')
  const exact = withInstead(whole.split(old), fresh)
  if (exact === undefined) return outOfBudget('a text that grows too long', site)
  if (isSmall(whole) && isSmall(old)) return text(exact, site)
  const loose = withInstead(whole.split(new RegExp(literally(old), 'i')), fresh)
  if (loose === undefined) return outOfBudget('a text that grows too long', site)
  if (loose === exact) return text(exact, site)
  const doubt = { reason: 'unsupported' as const, what: 'whether `replace` tells letter case apart', span: site.origin.span }
  return oneOf([string(exact, site.origin), string(loose, site.origin)], [doubt], site.origin)
}

const splitKnown: Operation = ([given, by], site) => {
  const whole = textOf(given)
  const marks = by?.kind === 'list' ? by.items.map(textOf) : [textOf(by)]
  if (whole === undefined || marks.includes(undefined)) return site.fail('a text and what separates its parts were expected')
  if (marks.length === 0 || marks.includes('')) return site.unsupported('an empty delimiter')
  const pattern = new RegExp((marks as readonly string[]).map(literally).join('|'))
  return array(
    whole.split(pattern).map((part) => string(part, site.origin)),
    site,
  )
}

/** Values of the deployment that surely hold no slash. */
const isAtomic = (value: Value): boolean =>
  value.kind === 'unknown' &&
  /^(?:(?:subscription\(\)\.subscriptionId|resourceGroup\(\)\.name)$|(?:uniquestring|guid)\()/i.test(value.identity ?? '')

/** An id of which subscription or resource group are not known is still told apart by its slashes. */
const split: Operation = (args, site) => {
  const [given, by] = args
  if (given?.kind === 'unknown' && given.parts?.every((part) => part.kind === 'string' || isAtomic(part)) && textOf(by) === '/') {
    const found: Value[][] = [[]]
    for (const part of given.parts) {
      if (part.kind !== 'string') {
        found.at(-1)!.push(part)
        continue
      }
      for (const [at, piece] of part.value.split('/').entries()) {
        if (at > 0) found.push([])
        if (piece !== '') found.at(-1)!.push({ ...part, value: piece })
      }
    }
    const items = found.map((pieces) =>
      pieces.length === 1 ? pieces[0]! : evaluateTemplate([...pieces, string('', site.origin)], site, textDialect),
    )
    return array(items, site)
  }
  return orSame('split', args, site, splitKnown)
}

const substring: Operation = ([given, from, count], site) => {
  const whole = textOf(given)
  const start = wholeOf(from)
  if (whole === undefined || start === undefined) return site.fail('a text and a whole number were expected')
  const length = count === undefined ? whole.length - start : wholeOf(count)
  if (length === undefined || start < 0 || length < 0 || start + length > whole.length)
    return site.fail('this part lies outside of the text')
  return text(whole.slice(start, start + length), site)
}

const change =
  (made: (text: string) => string): Operation =>
  ([given], site) => {
    const whole = textOf(given)
    return whole === undefined ? wrong(site, 'text', given) : text(made(whole), site)
  }

const padLeft: Operation = ([given, width, fill], site) => {
  const whole = given?.kind === 'number' || given?.kind === 'string' ? textDialect.text(given) : undefined
  const wanted = wholeOf(width)
  const filling = fill === undefined ? ' ' : textOf(fill)
  if (whole === undefined || wanted === undefined || filling?.length !== 1 || wanted < 0 || wanted > 10_000)
    return site.fail('a text, a width and one character were expected')
  return text(whole.padStart(wanted, filling), site)
}

/** Without regard to letter case, as documented for `startsWith`, `endsWith`, `indexOf` and `lastIndexOf`. */
const insensitive =
  (answer: (whole: string, part: string, site: Site) => Value): Operation =>
  ([given, sought], site) => {
    const [whole, part] = [textOf(given), textOf(sought)]
    if (whole === undefined || part === undefined) return site.fail('two texts were expected')
    return answer(whole.toLowerCase(), part.toLowerCase(), site)
  }

const join: Operation = (args, site) =>
  orSame(
    'join',
    args,
    site,
    ([list, by]) => {
      if (list?.kind !== 'list') return wrong(site, 'a list', list)
      if (list.items.length === 0) return text('', site)
      if (list.items.some((item) => item.kind !== 'string' && item.kind !== 'unknown' && item.kind !== 'reference'))
        return site.unsupported('`join` of what is no text')
      const pieces = list.items.flatMap((item, at) => (at === 0 ? [item] : [by!, item]))
      return evaluateTemplate([...pieces, string('', site.origin)], site, textDialect)
    },
    isTopKnown,
  )

/** https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-string#string */
const toText: Operation = (args, site) => {
  const [given] = args
  if (given?.kind === 'string' || (given?.kind === 'unknown' && given.parts !== undefined)) return given
  return orSame('string', args, site, ([known]) => {
    if (known?.kind === 'list' || known?.kind === 'object') {
      const json = jsonOf(known)
      // Which of these are written as escapes differs from writer to writer.
      return json === undefined || /[\u007f-\u009f\u2028\u2029]/.test(json) ? site.unsupported('a text of JSON') : text(json, site)
    }
    const shown = known === undefined ? undefined : textDialect.text(known)
    return shown === undefined ? site.unsupported('the text of a fraction') : text(shown, site)
  })
}

const length: Operation = (args, site) =>
  orSame(
    'length',
    args,
    site,
    ([given]) => {
      if (given?.kind === 'string') return whole(given.value.length, site)
      if (given?.kind === 'list') return whole(given.items.length, site)
      if (given?.kind === 'object' && given.open === undefined) return whole(given.entries.size, site)
      return given?.kind === 'null' ? whole(0, site) : wrong(site, 'text, a list or an object', given)
    },
    isTopKnown,
  )

const empty: Operation = (args, site) => {
  const [given] = args
  if (given?.kind === 'unknown' && given.parts?.some((part) => part.kind === 'string' && part.value !== '')) return truth(false, site)
  const result = orSame(
    'empty',
    args,
    site,
    ([known]) => {
      if (known?.kind === 'null') return truth(true, site)
      if (known?.kind === 'string') return truth(known.value === '', site)
      if (known?.kind === 'list') return truth(known.items.length === 0, site)
      return known?.kind === 'object' && known.open === undefined
        ? truth(known.entries.size === 0, site)
        : wrong(site, 'text, a list or an object', known)
    },
    isTopKnown,
  )
  return result.kind === 'unknown' && result.among === undefined
    ? unknown(doubtsOf(result), site.origin, {
        type: { kind: 'bool' },
        ...(result.identity === undefined ? {} : { identity: result.identity }),
        ...(result.mayFail ? { mayFail: true } : {}),
      })
    : result
}

/** The name of what stands in a text for a value. Nobody can write it. */
export const interpolated = '${}'

export const textFunctions: FunctionTable = {
  [interpolated]: { sees: 'anything', total: true, call: ([value], site) => partOfText(value!, site) },
  concat: define(1, Number.POSITIVE_INFINITY, concat, 'anything'),
  format: pure('format', 1, Number.POSITIVE_INFINITY, format),
  replace: pure('replace', 3, 3, replace),
  split: define(2, 2, split, 'anything'),
  substring: pure('substring', 2, 3, substring),
  tolower: pure(
    'tolower',
    1,
    1,
    change((value) => value.toLowerCase()),
  ),
  toupper: pure(
    'toupper',
    1,
    1,
    change((value) => value.toUpperCase()),
  ),
  trim: pure(
    'trim',
    1,
    1,
    change((value) => value.trim()),
  ),
  padleft: pure('padleft', 2, 3, padLeft),
  startswith: pure(
    'startswith',
    2,
    2,
    insensitive((value, part, site) => truth(value.startsWith(part), site)),
  ),
  endswith: pure(
    'endswith',
    2,
    2,
    insensitive((value, part, site) => truth(value.endsWith(part), site)),
  ),
  join: define(2, 2, join, 'anything'),
  string: define(1, 1, toText, 'anything'),
  length: define(1, 1, length, 'anything'),
  empty: define(1, 1, empty, 'anything'),
}

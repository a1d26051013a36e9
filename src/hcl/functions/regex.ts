/** `regex`, `regexall` and the pattern form of `replace`. */
import type { Site } from '../../eval/dialect.ts'
import { list, nullValue, object, string, type Type, type Value } from '../../eval/value.ts'
import { budget } from '../../text/budget.ts'
import { compareText } from '../order.ts'
import { type Captures, compile, type Expression, matchAll, matchFrom } from '../regex.ts'
import { stringType } from '../types.ts'
import { aString, define, type FunctionTable, outOfBudget, text, textAt } from './define.ts'

const tooCostly = (site: Site): Value => outOfBudget('a regular expression that takes too many steps', site)

const codesOf = (value: string): readonly number[] => Array.from(value, (character) => character.codePointAt(0)!)

const compiled = (source: string, site: Site, use: (expression: Expression) => Value): Value => {
  const result = compile(source)
  if (result.ok) return use(result.expression)
  return result.unsupported ? site.unsupported('this regular expression') : site.fail(`invalid regular expression: ${result.message}`)
}

const slice = (codes: readonly number[], captures: Captures, group: number): string | undefined => {
  const [start, end] = [captures[2 * group]!, captures[2 * group + 1]!]
  if (start < 0 || end < 0) return undefined
  let result = ''
  for (let at = start; at < end; at++) result += String.fromCodePoint(codes[at]!)
  return result
}

/** What `regex` gives: the match itself, a tuple of its groups, or an object of its named ones. */
const resultOf = (expression: Expression, codes: readonly number[], captures: Captures, site: Site): Value => {
  const { groups } = expression
  const piece = (group: number): Value => {
    const found = slice(codes, captures, group)
    return found === undefined ? { ...nullValue(site.origin), type: stringType } : string(found, site.origin)
  }
  if (groups.length === 0) return piece(0)
  if (groups[0] === undefined)
    return list(
      groups.map((_, at) => piece(at + 1)),
      site.origin,
      'tuple',
    )
  const names = groups.map((name, at) => [name!, at] as const).sort(([a], [b]) => compareText(a, b))
  return object(new Map(names.map(([name, at]) => [name, piece(at + 1)])), site.origin)
}

const mixed = ({ groups }: Expression): boolean => groups.some((name) => (name === undefined) !== (groups[0] === undefined))

const mixedGroups = 'the pattern has both named and unnamed groups'

const resultType = ({ groups }: Expression): Type => {
  if (groups.length === 0) return stringType
  if (groups[0] === undefined) return { kind: 'tuple', elements: groups.map(() => stringType) }
  return { kind: 'object', attributes: new Map(groups.map((name) => [name!, stringType])) }
}

/** Every match of the pattern replaced; `$1` and `${name}` in `by` stand for groups. */
export const replaceMatches = (source: string, value: string, by: string, site: Site): Value =>
  compiled(source, site, (expression) => {
    const codes = codesOf(value)
    const found = matchAll(expression, codes, budget.elements)
    if (found === 'budget') return tooCostly(site)
    let result = ''
    let at = 0
    for (const captures of found) {
      while (at < captures[0]!) result += String.fromCodePoint(codes[at++]!)
      result += expand(by, expression, codes, captures)
      at = captures[1]!
      if (result.length > budget.stringLength) return outOfBudget('a text that grows too long', site)
    }
    while (at < codes.length) result += String.fromCodePoint(codes[at++]!)
    return text(result, site)
  })

// https://pkg.go.dev/regexp#Regexp.Expand: the longest name after `$`; one that no group has is empty, and `$$` is a dollar sign
const expand = (by: string, expression: Expression, codes: readonly number[], captures: Captures): string =>
  by.replace(/\$(?:\$|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu, (whole, bare: string | undefined, braced: string | undefined) => {
    const name = bare ?? braced
    if (name === undefined) return whole === '$$' ? '$' : whole
    if (/^\d{1,8}$/.test(name)) {
      const group = Number(name)
      return group <= expression.groups.length ? (slice(codes, captures, group) ?? '') : ''
    }
    const at = expression.groups.indexOf(name)
    return at < 0 ? '' : (slice(codes, captures, at + 1) ?? '')
  })

export const regexFunctions: FunctionTable = {
  regex: define({ params: [aString, aString] }, (args, site) =>
    compiled(textAt(args, 0), site, (expression) => {
      if (mixed(expression)) return site.fail(mixedGroups)
      const codes = codesOf(textAt(args, 1))
      const captures = matchFrom(expression, codes, 0)
      if (captures === 'budget') return tooCostly(site)
      return captures === undefined ? site.fail('the pattern matches nothing in the text') : resultOf(expression, codes, captures, site)
    }),
  ),
  regexall: define({ params: [aString, aString] }, (args, site) =>
    compiled(textAt(args, 0), site, (expression) => {
      if (mixed(expression)) return site.fail(mixedGroups)
      const codes = codesOf(textAt(args, 1))
      const found = matchAll(expression, codes, budget.elements)
      if (found === 'budget') return tooCostly(site)
      const matches = list(
        found.map((captures) => resultOf(expression, codes, captures, site)),
        site.origin,
      )
      return found.length > 0 ? matches : { ...matches, type: { kind: 'list', element: resultType(expression) } }
    }),
  ),
}

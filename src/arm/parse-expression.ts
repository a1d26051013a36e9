/** The text between the brackets of a template expression in, its tree out; a mistake is given with its place. */
import { Decimal } from 'decimal.js'
import type { Numeric } from '../eval/value.ts'
import { budget } from '../text/budget.ts'

/** Offsets are those of the text that was parsed. */
export type Node = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: Numeric }
  /** `name` in lower case; that of a function of the template has its namespace before it. */
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Node[] }
  | { readonly kind: 'member'; readonly from: Node; readonly key: Node }
)

export type Parsed = { readonly ok: true; readonly node: Node } | { readonly ok: false; readonly message: string; readonly at: number }

const spacePattern = /\s*/y
const namePattern = /[A-Za-z_][A-Za-z0-9_]*/y
const memberPattern = /[A-Za-z_$@][A-Za-z0-9_$@-]*|\d+/y
const numberPattern = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const textPattern = /'((?:[^']|'')*)'/y

/** A whole number within what a double holds exactly, else a decimal. Text with a point stays a decimal, so that `1.0` is told from `1`. */
export const readNumber = (written: string): Numeric => {
  const value = Number(written)
  return /^-?\d+$/.test(written) && Number.isSafeInteger(value) ? value + 0 : new Decimal(written)
}

interface Mistake {
  readonly message: string
  readonly at: number
}

/** `text` without the brackets around it. */
export const parseExpression = (text: string): Parsed => {
  let at = 0
  let mistake: Mistake | undefined
  const fail = (message: string): undefined => {
    mistake ??= { message, at }
    return undefined
  }
  const match = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found === null) return undefined
    at += found[0].length
    return found
  }
  const space = (): void => {
    match(spacePattern)
  }
  const take = (character: string): boolean => {
    space()
    if (text[at] !== character) return false
    at++
    return true
  }

  const parseArguments = (depth: number): readonly Node[] | undefined => {
    const args: Node[] = []
    if (take(')')) return args
    for (;;) {
      const arg = parse(depth + 1)
      if (arg === undefined) return undefined
      args.push(arg)
      if (take(')')) return args
      if (!take(',')) return fail('`,` or `)` was expected')
    }
  }

  const parsePrimary = (depth: number): Node | undefined => {
    space()
    const start = at
    const quoted = text[at] === "'" ? match(textPattern) : undefined
    if (quoted !== undefined) return { kind: 'text', value: quoted[1]!.replaceAll("''", "'"), start, end: at }
    if (text[at] === "'") return fail('this text is not closed')
    const digits = match(numberPattern)
    if (digits !== undefined) return { kind: 'number', value: readNumber(digits[0]), start, end: at }
    let name = match(namePattern)?.[0]
    if (name === undefined) return fail(at >= text.length ? 'the expression ends where a value was expected' : 'a value was expected')
    while (text[at] === '.') {
      at++
      const part = match(namePattern)
      if (part === undefined) return fail('a name was expected')
      name += `.${part[0]}`
    }
    if (!take('(')) return fail(`\`(\` was expected after \`${name.slice(0, 60)}\``)
    const args = parseArguments(depth)
    return args === undefined ? undefined : { kind: 'call', name: name.toLowerCase(), args, start, end: at }
  }

  const parse = (depth: number): Node | undefined => {
    if (depth > budget.nesting) return fail('this is nested too deeply')
    let node = parsePrimary(depth)
    for (let height = 0; node !== undefined; height++) {
      if (height > budget.expressionHeight) return fail('this expression is too long')
      space()
      const start: number = node.start
      if (text[at] === '.') {
        at++
        space()
        const from = at
        const name = match(memberPattern)?.[0]
        if (name === undefined) return fail('the name of a member was expected')
        node = { kind: 'member', from: node, key: { kind: 'text', value: name, start: from, end: at }, start, end: at }
      } else if (text[at] === '[') {
        at++
        const key = parse(depth + 1)
        if (key === undefined) return undefined
        if (!take(']')) return fail('`]` was expected')
        node = { kind: 'member', from: node, key, start, end: at }
      } else return node
    }
    return undefined
  }

  const node = parse(0)
  space()
  if (node !== undefined && at < text.length) fail('nothing was expected after the end of the expression')
  return mistake === undefined && node !== undefined
    ? { ok: true, node }
    : { ok: false, message: mistake?.message ?? 'no expression', at: mistake?.at ?? 0 }
}

/** https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions#escape-characters: `[…]` is an expression, `[[…]` a text. */
export const isExpression = (text: string): boolean => text.length > 1 && text[0] === '[' && text[1] !== '[' && text.at(-1) === ']'

/** A text that is no expression, with its escape undone. */
export const unescaped = (text: string): string => (text.startsWith('[[') && text.endsWith(']') ? text.slice(1) : text)

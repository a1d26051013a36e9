/** A condition in the part of CEL that nearly all conditions keep to comes in, read without the package for CEL; undefined where it is anything else, or may be mistaken. */
import type { FieldRow, Formula, Question, ReadFormula } from './formula.ts'

const token = /\s*(?:([A-Za-z_]\w*)|"([^"\\\r\n]*)"|(\d{1,15})(?![\w.])|(==|!=|<=|>=|<|>|&&|\|\||[!()[\],]))/y
const mostTokens = 200

interface Token {
  readonly kind: 'name' | 'text' | 'number' | 'sign'
  readonly text: string
}

const tokensOf = (source: string): readonly Token[] | undefined => {
  const tokens: Token[] = []
  const end = source.trimEnd().length
  token.lastIndex = 0
  while (token.lastIndex < end) {
    const found = token.exec(source)
    if (found === null || tokens.length === mostTokens) return undefined
    const [, name, text, number, sign] = found
    tokens.push(
      name !== undefined
        ? { kind: 'name', text: name }
        : text !== undefined
          ? { kind: 'text', text }
          : number !== undefined
            ? { kind: 'number', text: number }
            : { kind: 'sign', text: sign! },
    )
  }
  return tokens
}

const comparisons: Readonly<Record<string, (a: bigint, b: bigint) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

/** Comparisons of fields with literals, `in` with a list of texts or a field that is one, fields that are true or false, `!`, `&&`, `||` and brackets: what is read means the same in CEL. */
export const plainFormula = (text: string, fields: readonly FieldRow[]): ReadFormula | undefined => {
  const tokens = tokensOf(text)
  if (tokens === undefined) return undefined
  let at = 0
  const sign = (wanted: string): boolean => {
    const isThere = tokens[at]?.kind === 'sign' && tokens[at]!.text === wanted
    if (isThere) at++
    return isThere
  }
  const ask = (name: string, run: (value: unknown) => boolean): Question => ({
    kind: 'ask',
    fields: [name],
    run: (context) => run(context[name]),
  })

  /** A text that the field can be: another one is a mistake, which is told elsewhere. */
  const literal = ({ values }: FieldRow): string | undefined => {
    const found = tokens[at]
    if (found?.kind !== 'text' || values?.includes(found.text) === false) return undefined
    at++
    return found.text
  }
  const list = (field: FieldRow): ReadonlySet<string> | undefined => {
    if (!sign('[')) return undefined
    const items = new Set<string>()
    do {
      const item = literal(field)
      if (item === undefined) return undefined
      items.add(item)
    } while (sign(','))
    return sign(']') ? items : undefined
  }
  const comparison = (field: FieldRow): Question | undefined => {
    const { name, type } = field
    const next = tokens[at]
    if (type === 'string' && next?.kind === 'name' && next.text === 'in') {
      at++
      const items = list(field)
      return items === undefined ? undefined : ask(name, (value) => items.has(value as string))
    }
    if (next?.kind !== 'sign' || !Object.hasOwn(comparisons, next.text))
      return type === 'bool' ? ask(name, (value) => value === true) : undefined
    at++
    if (type === 'string' && (next.text === '==' || next.text === '!=')) {
      const wanted = literal(field)
      return wanted === undefined ? undefined : ask(name, (value) => (value === wanted) === (next.text === '=='))
    }
    const number = tokens[at]
    if (type !== 'int' || number?.kind !== 'number') return undefined
    at++
    const [compare, wanted] = [comparisons[next.text]!, BigInt(number.text)]
    return ask(name, (value) => compare(value as bigint, wanted))
  }

  /** `"a" in field` */
  const membership = (item: string): Question | undefined => {
    const [word, name] = [tokens[at], tokens[at + 1]]
    const field = name?.kind === 'name' ? fields.find((one) => one.name === name.text) : undefined
    if (word?.kind !== 'name' || word.text !== 'in' || field?.type !== 'list<string>') return undefined
    at += 2
    return ask(field.name, (value) => (value as readonly string[]).includes(item))
  }

  const primary = (): Formula | undefined => {
    if (sign('(')) {
      const inner = either()
      return inner !== undefined && sign(')') ? inner : undefined
    }
    const next = tokens[at]
    if (next?.kind === 'text') {
      at++
      return membership(next.text)
    }
    const field = next?.kind === 'name' ? fields.find(({ name }) => name === next.text) : undefined
    if (field === undefined) return undefined
    at++
    return comparison(field)
  }
  const unary = (): Formula | undefined => {
    if (!sign('!')) return primary()
    const next = tokens[at]
    // `!` binds more closely than a comparison does: of a field it is read only where nothing is compared.
    const field = next?.kind === 'name' ? fields.find(({ name }) => name === next.text) : undefined
    if (next?.kind === 'text' || (next?.kind === 'name' && field?.type !== 'bool')) return undefined
    const of = unary()
    return of === undefined ? undefined : { kind: 'not', of }
  }
  const joined = (kind: 'and' | 'or', part: () => Formula | undefined): Formula | undefined => {
    let left = part()
    while (left !== undefined && sign(kind === 'and' ? '&&' : '||')) {
      const right = part()
      left = right === undefined ? undefined : { kind, left, right }
    }
    return left
  }
  const either = (): Formula | undefined => joined('or', () => joined('and', unary))

  const parts = either()
  if (parts === undefined || at < tokens.length) return undefined
  return { parts, whole: { kind: 'ask', fields: [...fieldsIn(parts)], run: (context) => isTrue(parts, context) } }
}

const fieldsIn = (formula: Formula, found = new Set<string>()): ReadonlySet<string> => {
  if (formula.kind === 'ask') for (const field of formula.fields) found.add(field)
  else for (const part of partsOf(formula)) fieldsIn(part, found)
  return found
}

const partsOf = (formula: Exclude<Formula, Question>): readonly Formula[] =>
  formula.kind === 'not'
    ? [formula.of]
    : formula.kind === 'choice'
      ? [formula.test, formula.then, formula.otherwise]
      : [formula.left, formula.right]

const isTrue = (formula: Formula, context: Readonly<Record<string, unknown>>): boolean => {
  switch (formula.kind) {
    case 'ask':
      return formula.run(context) === true
    case 'not':
      return !isTrue(formula.of, context)
    case 'choice':
      return isTrue(isTrue(formula.test, context) ? formula.then : formula.otherwise, context)
    case 'and':
      return isTrue(formula.left, context) && isTrue(formula.right, context)
    case 'or':
      return isTrue(formula.left, context) || isTrue(formula.right, context)
  }
}

/** CEL conditions over a resource's fields: checked when read, answered yes, no or unsure with the doubts; a condition is never decided by a guess. */
import { type ASTNode, type TypeError as CelTypeError, Environment, type ParseError, serialize } from '@marcbachmann/cel-js'
import { spanWithin } from '../data/tree.ts'
import type { Doubt } from '../eval/value.ts'
import { mergeDoubts } from '../eval/value.ts'
import type { Fact } from '../model/entity.ts'
import { budget } from '../text/budget.ts'
import type { Span } from '../text/source.ts'
import { type Located, meant, type Reading } from './shape.ts'

/** What a field can hold. Integers are CEL's `int`. */
export type FieldType = 'string' | 'int' | 'bool' | 'list<string>'
export type FieldValue = string | number | boolean | readonly string[]

/** One field that conditions on a kind of resource may name. `values`: all that a string can be. */
export interface FieldRow {
  readonly name: string
  readonly type: FieldType
  readonly about: string
  readonly values?: readonly string[]
}

export type Truth = { readonly answer: 'yes' | 'no' } | { readonly answer: 'unsure'; readonly doubts: readonly Doubt[] }

export interface Condition {
  readonly text: string
  readonly span: Span
  /** `read` gives a field of the subject; it is asked only for fields that the condition names. */
  evaluate(read: (field: string) => Fact<FieldValue>): Truth
}

export const yes: Truth = { answer: 'yes' }
export const no: Truth = { answer: 'no' }
const unsure = (...doubts: readonly (readonly Doubt[])[]): Truth => ({ answer: 'unsure', doubts: mergeDoubts(...doubts) })

export const allOf = (truths: readonly Truth[]): Truth => {
  if (truths.some((truth) => truth.answer === 'no')) return no
  const doubts = truths.map((truth) => (truth.answer === 'unsure' ? truth.doubts : []))
  return truths.every((truth) => truth.answer === 'yes') ? yes : unsure(...doubts)
}
const anyOf = (truths: readonly Truth[]): Truth => not(allOf(truths.map(not)))
const not = (truth: Truth): Truth => (truth.answer === 'unsure' ? truth : truth.answer === 'yes' ? no : yes)

/** Functions that stay cheap whatever they are given. `matches` is left out: a backtracking regular expression can run for years. */
const functions: ReadonlySet<string> = new Set([
  'size',
  'startsWith',
  'endsWith',
  'contains',
  'lowerAscii',
  'upperAscii',
  'all',
  'exists',
  'exists_one',
  'filter',
  'map',
])
const macros: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'filter', 'map'])

const childrenOf = (node: ASTNode): readonly ASTNode[] => {
  switch (node.op) {
    case 'value':
    case 'id':
      return []
    case '.':
    case '.?':
      return [node.args[0]]
    case 'call':
      return node.args[1]
    case 'rcall':
      return [node.args[1], ...node.args[2]]
    case 'map':
      return node.args.flat()
    case '!_':
    case '-_':
      return [node.args]
    default:
      return node.args
  }
}

const total: ReadonlySet<ASTNode['op']> = new Set(['value', 'id', 'list', '==', '!=', '<', '<=', '>', '>=', 'in', '&&', '||', '!_', '?:'])

/** Evaluates without failing, whatever its fields are: no division, no index, no call. */
const cannotFail = (node: ASTNode): boolean => total.has(node.op) && childrenOf(node).every(cannotFail)

const environments = new WeakMap<readonly FieldRow[], Environment>()

const environmentOf = (fields: readonly FieldRow[]): Environment => {
  let environment = environments.get(fields)
  if (environment === undefined) {
    environment = new Environment({
      limits: { maxAstNodes: budget.conditionNodes, maxDepth: 40, maxListElements: 100, maxCallArguments: 4 },
    })
    for (const field of fields) environment.registerVariable(field.name, field.type)
    environments.set(fields, environment)
  }
  return environment
}

const told = (summary: string): string => summary.slice(0, 1).toLowerCase() + summary.slice(1).replace(/\.$/, '').replace(/'/g, '`')

/** Mistakes that the type checker does not know, or of which it tells only the first. */
const inspect = (root: ASTNode, fields: readonly FieldRow[], located: Located, reading: Reading): void => {
  const spanOf = (node: ASTNode): Span => spanWithin(located.scalar, node.range.start, node.range.end)
  const row = (node: ASTNode): FieldRow | undefined => (node.op === 'id' ? fields.find((field) => field.name === node.args) : undefined)

  const checkValue = (field: FieldRow | undefined, value: ASTNode): void => {
    if (field?.values === undefined || value.op !== 'value' || typeof value.args !== 'string') return
    if (field.values.includes(value.args)) return
    const help = meant(value.args, field.values, `it is one of ${field.values.map((each) => `\`${each}\``).join(', ')}`)
    reading.mistake('unknown-value', `\`${field.name}\` is never \`"${value.args}"\``, spanOf(value), help)
  }

  const visit = (node: ASTNode, bound: ReadonlySet<string>, depth: number): void => {
    if (node.op === 'id' && !bound.has(node.args) && row(node) === undefined) {
      const names = fields.map((field) => field.name)
      const help = meant(
        node.args,
        names,
        names.length === 0 ? undefined : `the fields are ${names.map((name) => `\`${name}\``).join(', ')}`,
      )
      reading.mistake('unknown-field', `there is no field \`${node.args}\``, spanOf(node), help)
    }
    if ((node.op === 'call' || node.op === 'rcall') && !functions.has(node.args[0])) {
      const help = node.args[0] === 'matches' ? 'use `startsWith`, `endsWith` or `contains`' : meant(node.args[0], functions)
      reading.mistake('unknown-function', `conditions have no function \`${node.args[0]}\``, spanOf(node), help)
      return
    }
    if (node.op === '==' || node.op === '!=') {
      checkValue(row(node.args[0]), node.args[1])
      checkValue(row(node.args[1]), node.args[0])
    }
    if (node.op === 'in' && node.args[1].op === 'list') for (const item of node.args[1].args) checkValue(row(node.args[0]), item)
    if (node.op === 'rcall' && macros.has(node.args[0])) {
      if (depth === 2) {
        reading.mistake('condition', 'this condition nests `all`, `exists`, `filter` or `map` too deeply', spanOf(node))
        return
      }
      const [variable, ...bodies] = node.args[2]
      visit(node.args[1], bound, depth)
      const inner = variable?.op === 'id' ? new Set([...bound, variable.args]) : bound
      for (const body of bodies) visit(body, inner, depth + 1)
      return
    }
    for (const each of childrenOf(node)) visit(each, bound, depth)
  }
  visit(root, new Set(), 0)
}

const toCel = (value: FieldValue): unknown => (typeof value === 'number' ? BigInt(value) : value)

/** Runs a part of a condition on every combination of what its fields can be; a known field has one alternative. */
const tryAll = (
  run: (context: Record<string, unknown>) => unknown,
  facts: ReadonlyMap<string, Fact<FieldValue>>,
  failed: (message: string) => Doubt,
): Truth => {
  const unknown = [...facts.values()].flatMap((fact) => (fact.known ? [] : [fact]))
  const doubts = mergeDoubts(...unknown.map((fact) => fact.doubts))
  const combinations = unknown.reduce((product, fact) => product * (fact.among?.length ?? Number.POSITIVE_INFINITY), 1)
  // No alternative at all would be a field that cannot be anything: nothing is concluded from it.
  if (!(combinations >= 1 && combinations <= budget.conditionTries)) return unsure(doubts)
  let contexts: Record<string, unknown>[] = [{}]
  for (const [name, fact] of facts) {
    const values = fact.known ? [fact.value] : (fact.among ?? [])
    contexts = contexts.flatMap((context) => values.map((value) => ({ ...context, [name]: toCel(value) })))
  }
  const seen = new Set<boolean>()
  for (const context of contexts) {
    try {
      const result = run(context)
      if (typeof result !== 'boolean') return unsure(doubts, [failed('it is neither true nor false')])
      seen.add(result)
    } catch (error) {
      return unsure(doubts, [failed(told((error as { summary?: string }).summary ?? String(error)))])
    }
  }
  if (seen.size !== 1) return unsure(doubts)
  return seen.has(true) ? yes : no
}

/** Reads a condition; mistakes are told, all of them at once where they do not hide one another. */
export const readCondition = (located: Located, fields: readonly FieldRow[], reading: Reading): Condition | undefined => {
  const environment = environmentOf(fields)
  const mistaken = (error: ParseError | CelTypeError): undefined => {
    const range = error.range ?? { start: 0, end: located.text.length }
    return reading.mistake(
      'condition',
      `this condition is not valid: ${told(error.summary)}`,
      spanWithin(located.scalar, range.start, range.end),
    )
  }
  const before = reading.mistakes()
  let root: ASTNode
  try {
    root = environment.parse(located.text).ast
  } catch (error) {
    return mistaken(error as ParseError)
  }
  inspect(root, fields, located, reading)
  if (reading.mistakes() > before) return undefined
  const checked = environment.check(located.text)
  if (!checked.valid) return checked.error === undefined ? undefined : mistaken(checked.error)
  if (checked.type !== 'bool')
    return reading.mistake(
      'condition',
      `this condition gives \`${checked.type}\`, not true or false`,
      located.span,
      'compare it with something',
    )

  const names = new Set(fields.map((field) => field.name))
  const fieldsIn = (node: ASTNode, found = new Set<string>()): ReadonlySet<string> => {
    if (node.op === 'id' && names.has(node.args)) found.add(node.args)
    for (const each of childrenOf(node)) fieldsIn(each, found)
    return found
  }
  const failed = (message: string): Doubt => ({ reason: 'error', what: `condition \`${located.text}\`: ${message}`, span: located.span })

  type Ask = (field: string) => Fact<FieldValue>
  const leaf = (node: ASTNode): ((ask: Ask) => Truth) => {
    const used = [...fieldsIn(node)]
    const run = environment.parse(serialize(node))
    return (ask) => tryAll(run, new Map(used.map((name) => [name, ask(name)])), failed)
  }
  const compile = (node: ASTNode): ((ask: Ask) => Truth) => {
    switch (node.op) {
      case '&&':
      case '||': {
        const [left, right] = node.args.map(compile)
        const join = node.op === '&&' ? allOf : anyOf
        return (ask) => {
          const first = left!(ask)
          // Decided already: the other side is not asked, so that its doubts are not collected.
          if (first.answer === (node.op === '&&' ? 'no' : 'yes')) return first
          return join([first, right!(ask)])
        }
      }
      case '!_': {
        const inner = compile(node.args)
        return (ask) => not(inner(ask))
      }
      case '?:': {
        const [condition, whenYes, whenNo] = node.args.map(compile)
        const certain = cannotFail(node.args[0])
        return (ask) => {
          const truth = condition!(ask)
          if (truth.answer !== 'unsure') return (truth.answer === 'yes' ? whenYes! : whenNo!)(ask)
          const [a, b] = [whenYes!(ask), whenNo!(ask)]
          // A test that fails decides nothing, even where both branches agree.
          if (certain && a.answer === b.answer && a.answer !== 'unsure') return a
          return unsure(truth.doubts, a.answer === 'unsure' ? a.doubts : [], b.answer === 'unsure' ? b.doubts : [])
        }
      }
      default:
        return leaf(node)
    }
  }
  const parts = compile(root)
  const whole = leaf(root)
  return {
    text: located.text,
    span: located.span,
    evaluate: (read) => {
      const facts = new Map<string, Fact<FieldValue>>()
      const ask: Ask = (field) => {
        const fact = facts.get(field) ?? read(field)
        facts.set(field, fact)
        return fact
      }
      const truth = parts(ask)
      // Alternatives of one field may decide together what they leave open part by part.
      if (truth.answer !== 'unsure') return truth
      const together = whole(ask)
      return together.answer === 'unsure' ? truth : together
    },
  }
}

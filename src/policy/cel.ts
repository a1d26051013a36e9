/** Conditions in CEL: parsed and checked by the package for it, which is loaded only where a policy of one's own may need it. */
import type { ASTNode, TypeError as CelTypeError, Environment, ParseError } from '@marcbachmann/cel-js'
import { spanWithin } from '../data/tree.ts'
import { budget } from '../text/budget.ts'
import { notLoaded } from '../text/not-loaded.ts'
import type { Span } from '../text/source.ts'
import type { FieldRow, Formula, Question, ReadFormula } from './formula.ts'
import { type Located, meant, type Reading } from './shape.ts'

type CelPackage = typeof import('@marcbachmann/cel-js')
let loaded: CelPackage | undefined

/** To be awaited before a policy is read that is none of those that ship. */
export const prepareCel = async (): Promise<void> => {
  loaded ??= await import('@marcbachmann/cel-js')
}

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

const environmentOf = (cel: CelPackage, fields: readonly FieldRow[]): Environment => {
  let environment = environments.get(fields)
  if (environment === undefined) {
    environment = new cel.Environment({
      limits: { maxAstNodes: budget.conditionNodes, maxDepth: 40, maxListElements: 100, maxCallArguments: 4 },
    })
    for (const field of fields) environment.registerVariable(field.name, field.type)
    environments.set(fields, environment)
  }
  return environment
}

/** A message of the package as ours are worded. */
export const celWords = (summary: string): string =>
  summary.slice(0, 1).toLowerCase() + summary.slice(1).replace(/\.$/, '').replace(/'/g, '`')

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

/** Mistakes are told. Undefined where there are any. */
export const readCel = (located: Located, fields: readonly FieldRow[], reading: Reading): ReadFormula | undefined => {
  if (loaded === undefined) throw notLoaded('a condition in CEL')
  const { serialize } = loaded
  const environment = environmentOf(loaded, fields)
  const mistaken = (error: ParseError | CelTypeError): undefined => {
    const range = error.range ?? { start: 0, end: located.text.length }
    return reading.mistake(
      'condition',
      `this condition is not valid: ${celWords(error.summary)}`,
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
  const question = (node: ASTNode): Question => ({ kind: 'ask', fields: [...fieldsIn(node)], run: environment.parse(serialize(node)) })
  const formula = (node: ASTNode): Formula => {
    switch (node.op) {
      case '&&':
      case '||':
        return { kind: node.op === '&&' ? 'and' : 'or', left: formula(node.args[0]), right: formula(node.args[1]) }
      case '!_':
        return { kind: 'not', of: formula(node.args) }
      case '?:': {
        const [test, then, otherwise] = node.args
        return { kind: 'choice', test: formula(test), then: formula(then), otherwise: formula(otherwise), isTotal: cannotFail(test) }
      }
      default:
        return question(node)
    }
  }
  return { parts: formula(root), whole: question(root) }
}

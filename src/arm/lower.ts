/** Template expressions to the one expression form: what depends on the template becomes a name, the rest a call or an operation. */
import type { Scalar } from '../data/tree.ts'
import type { BinaryOp, Expr, ObjectEntry } from '../eval/expr.ts'
import type { Span } from '../text/source.ts'
import { interpolated } from './functions/text.ts'
import { spanIn } from './offsets.ts'
import { isExpression, type Node, parseExpression, unescaped } from './parse-expression.ts'

/** Names by which lowered expressions ask for what the template around them says. `x` is in lower case. */
export const names = {
  parameter: (x: string): string => `parameters.${x}`,
  variable: (x: string): string => `variables.${x}`,
  lambdaVariable: (x: string): string => `lambda.${x}`,
  function: (x: string): string => `function.${x}`,
  /** Without `x` the loop of the resource. */
  copyIndex: (x?: string): string => (x === undefined ? 'copyindex' : `copyindex.${x}`),
  allParameters: 'parameters',
  allVariables: 'variables',
  /** Where the template is deployed to: what ids are made from. */
  target: 'target',
  /** A lambda that finds resources: see `references.ts`. */
  reference: 'reference',
  references: 'references',
  outputs: 'outputs of a deployment',
} as const

/** Functions of no argument that are values of the deployment. */
const contextual = new Set(['resourcegroup', 'subscription', 'deployment', 'tenant', 'managementgroup', 'environment', 'deployer'])
export const contextName = (name: string): string => `${name}()`

const withTarget = new Set(['resourceid', 'subscriptionresourceid', 'managementgroupresourceid'])

const isText = (node: Node | undefined): node is Node & { kind: 'text' } => node?.kind === 'text'

/** Functions of the template compiled from another language have dots in their names. */
const isOfTemplate = (name: string): boolean => name.includes('.')

export const lowerNode = (node: Node, spanOf: (start: number, end: number) => Span): Expr => {
  const lower = (one: Node): Expr => lowerNode(one, spanOf)
  const span = spanOf(node.start, node.end)
  if (node.kind === 'text' || node.kind === 'number') return { kind: 'literal', value: node.value, span }
  if (node.kind === 'member') return { kind: 'get', from: lower(node.from), key: lower(node.key), safe: false, span }
  const { name, args } = node
  const [first] = args
  const nameOf = (text: string): Expr => ({ kind: 'name', name: text, span })
  const wrong = (takes: string): Expr => ({
    kind: 'hole',
    reason: 'error',
    message: `\`${name}\` takes ${takes}, not ${args.length}`,
    span,
  })
  const fold = (op: BinaryOp): Expr => {
    const [head, ...rest] = args.map(lower)
    return rest.reduce<Expr>((left, right) => ({ kind: 'binary', op, left, right, span }), head!)
  }
  const call = (called: string, given: readonly Expr[]): Expr => ({ kind: 'call', name: called, args: given, span })
  switch (name) {
    case 'parameters':
    case 'variables': {
      if (args.length !== 1) return wrong('1 argument')
      const one = name === 'parameters' ? names.parameter : names.variable
      if (isText(first)) return nameOf(one(first.value.toLowerCase()))
      return {
        kind: 'get',
        from: nameOf(name === 'parameters' ? names.allParameters : names.allVariables),
        key: lower(first!),
        safe: false,
        span,
      }
    }
    case 'lambdavariables':
      return isText(first) && args.length === 1 ? nameOf(names.lambdaVariable(first.value.toLowerCase())) : wrong('1 text')
    case 'lambda': {
      const body = args.at(-1)
      const params = args.slice(0, -1)
      if (body === undefined || !params.every(isText)) return wrong('names and an expression')
      return { kind: 'lambda', params: params.map((one) => names.lambdaVariable(one.value.toLowerCase())), body: lower(body), span }
    }
    case 'copyindex': {
      const isNamed = isText(first)
      const offset = isNamed ? args[1] : first
      const index = nameOf(names.copyIndex(isNamed ? first.value.toLowerCase() : undefined))
      return offset === undefined ? index : call('add', [index, lower(offset)])
    }
    case 'if': {
      const [test, then, otherwise] = args
      if (args.length !== 3) return wrong('3 arguments')
      return { kind: 'choose', test: lower(test!), then: lower(then!), otherwise: lower(otherwise!), span }
    }
    case 'and':
    case 'or':
      return args.length < 2 ? wrong('at least 2 arguments') : fold(name === 'and' ? '&&' : '||')
    case 'not':
      if (first?.kind === 'call' && first.name === 'equals' && first.args.length === 2)
        return { kind: 'binary', op: '!=', left: lower(first.args[0]!), right: lower(first.args[1]!), span }
      return args.length === 1 ? { kind: 'unary', op: '!', operand: lower(first!), span } : wrong('1 argument')
    case 'coalesce':
      return args.length === 0 ? wrong('at least 1 argument') : fold('??')
    case 'true':
    case 'false':
      return args.length === 0 ? { kind: 'literal', value: name === 'true', span } : wrong('no argument')
    case 'null':
      return args.length === 0 ? { kind: 'literal', value: null, span } : wrong('no argument')
    case 'createarray':
      return { kind: 'list', items: args.map(lower), span }
    case 'createobject': {
      if (args.length % 2 !== 0) return wrong('an even number of arguments')
      const entries: ObjectEntry[] = []
      for (let at = 0; at < args.length; at += 2) entries.push({ key: lower(args[at]!), value: lower(args[at + 1]!) })
      return { kind: 'object', entries, span }
    }
    case 'tryget':
      if (args.length < 2) return wrong('at least 2 arguments')
      return args.slice(1).reduce<Expr>((from, key) => ({ kind: 'get', from, key: lower(key), safe: true, span }), lower(first!))
    case 'format':
      return (isText(first) ? lowerFormat(first.value, args.slice(1).map(lower), span) : undefined) ?? call('format', args.map(lower))
    case 'reference':
    case 'references':
      return call('apply', [nameOf(name === 'reference' ? names.reference : names.references), ...args.map(lower)])
    case 'listoutputswithsecurevalues':
      return call('apply', [nameOf(names.outputs), ...args.map(lower)])
  }
  if (contextual.has(name) && args.length === 0) return nameOf(contextName(name))
  if (withTarget.has(name)) return call(name, [nameOf(names.target), ...args.map(lower)])
  if (isOfTemplate(name)) return call('apply', [nameOf(names.function(name)), ...args.map(lower)])
  // `listKeys`, `listSecrets`, …: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-resource#list
  if (/^list/.test(name)) return call('list*', [{ kind: 'literal', value: name, span }, ...args.map(lower)])
  return call(name, args.map(lower))
}

/** `{0}-{1}` with nothing but plain places is a concatenation; undefined where it is more than that. */
export const lowerFormat = (format: string, args: readonly Expr[], span: Span): Expr | undefined => {
  const parts: Expr[] = []
  let text = ''
  for (let at = 0; at < format.length; at++) {
    const character = format[at]!
    if ((character === '{' || character === '}') && format[at + 1] === character) {
      text += character
      at++
      continue
    }
    if (character === '}') return undefined
    if (character !== '{') {
      text += character
      continue
    }
    const place = /^\{(\d{1,4})\}/.exec(format.slice(at, at + 6))
    const arg = place === null ? undefined : args[Number(place[1])]
    if (place === null || arg === undefined) return undefined
    if (text !== '') parts.push({ kind: 'literal', value: text, span })
    text = ''
    parts.push({ kind: 'call', name: interpolated, args: [arg], span: arg.span })
    at += place[0].length - 1
  }
  if (text !== '') parts.push({ kind: 'literal', value: text, span })
  if (parts.length === 0) return { kind: 'literal', value: '', span }
  // A single part would be itself; a text is wanted.
  return { kind: 'template', parts: parts.length === 1 ? [...parts, { kind: 'literal', value: '', span }] : parts, span }
}

const lowered = new WeakMap<Scalar, Expr>()

/** A string of the template, read once: an expression, or the text itself. */
export const lowerScalar = (scalar: Scalar): Expr => {
  const known = lowered.get(scalar)
  if (known !== undefined) return known
  const expr = lowerFresh(scalar)
  lowered.set(scalar, expr)
  return expr
}

const lowerFresh = (scalar: Scalar): Expr => {
  const { span, value } = scalar
  if (typeof value !== 'string') return { kind: 'literal', value: typeof value === 'number' ? null : value, span }
  if (!isExpression(value)) return { kind: 'literal', value: unescaped(value), span }
  const parsed = parseExpression(value.slice(1, -1))
  if (parsed.ok) return lowerNode(parsed.node, (start, end) => spanIn(scalar, start + 1, end + 1))
  const at = spanIn(scalar, parsed.at + 1, parsed.at + 2)
  return { kind: 'hole', reason: 'error', message: `an expression that cannot be read: ${parsed.message}`, span: at }
}

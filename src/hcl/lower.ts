/** Syntax becomes expressions: references become names, splats become iteration, templates become concatenation. */
import type { Expr } from '../eval/expr.ts'
import type { SourceFile, Span } from '../text/source.ts'
import { parseNumber } from './numbers.ts'
import type { Expression, Node, Splat, TemplatePart } from './syntax.ts'

/** Names that a `for`, a template `for` or a splat binds; they hide references of the same spelling. */
type Bound = ReadonlySet<string>

const nothingBound: Bound = new Set()

/** How many steps after its first word belong to the name of a reference: `var.x`, `data.TYPE.NAME`, else `TYPE.NAME`. */
const stepsOfName = (root: string): number => {
  if (root === 'data' || root === 'ephemeral' || root === 'resource') return 2
  return root === 'self' ? 0 : 1
}

/**
 * References become names that are resolved on demand: `var.x`, `local.x`, `module.x`, `each.key`, `each.value`, `count.index`, `path.module`,
 * `terraform.workspace`, `self`, `data.TYPE.NAME` and `TYPE.NAME` (managed resources); what follows becomes `get`.
 * `bound`: names that stand for themselves, whatever follows them: the variables of a template.
 */
export const lowerExpression = (expression: Expression, file: SourceFile, bound: Bound = nothingBound): Expr =>
  lower(expression, file, bound)

const spanOf = ({ start, end, part }: Node, file: SourceFile): Span =>
  part === undefined ? { file, start, end } : { file, start, end, part }

/** A bare word names its entry, `null` and `true` too; in parentheses it is an expression. */
const lowerKey = (key: Expression, file: SourceFile, bound: Bound): Expr => {
  const word = key.kind === 'variable' ? key.name : key.kind === 'keyword' ? String(key.value) : undefined
  return word === undefined ? lower(key, file, bound) : { kind: 'literal', value: word, span: spanOf(key, file) }
}

const lower = (node: Expression, file: SourceFile, bound: Bound): Expr => {
  const span = spanOf(node, file)
  switch (node.kind) {
    case 'number': {
      const value = parseNumber(node.text)
      return value === undefined
        ? { kind: 'hole', reason: 'error', message: `\`${node.text.slice(0, 40)}\` is no number`, span }
        : { kind: 'literal', value, span }
    }
    case 'keyword':
      return { kind: 'literal', value: node.value, span }
    case 'template':
      return template(node.parts, span, file, bound)
    case 'tuple':
      return { kind: 'list', items: node.items.map((item) => lower(item, file, bound)), span }
    case 'object':
      return {
        kind: 'object',
        entries: node.entries.map(({ key, value }) => ({
          key: lowerKey(key, file, bound),
          value: lower(value, file, bound),
        })),
        span,
      }
    case 'variable':
    case 'attribute-access':
    case 'index':
      return access(node, file, bound)
    case 'splat':
      return splat(node, span, file, bound)
    case 'call':
      return {
        kind: 'call',
        name: node.name.name,
        args: node.args.map((arg, at) => {
          const lowered = lower(arg, file, bound)
          return node.expand && at === node.args.length - 1 ? { kind: 'spread', source: lowered, span: lowered.span } : lowered
        }),
        span,
      }
    case 'unary':
      return { kind: 'unary', op: node.op, operand: lower(node.operand, file, bound), span }
    case 'binary':
      return { kind: 'binary', op: node.op, left: lower(node.left, file, bound), right: lower(node.right, file, bound), span }
    case 'conditional':
      return {
        kind: 'choose',
        test: lower(node.test, file, bound),
        then: lower(node.then, file, bound),
        otherwise: lower(node.otherwise, file, bound),
        span,
      }
    case 'for': {
      const inner = new Set([...bound, node.item.name, ...(node.key === undefined ? [] : [node.key.name])])
      return {
        kind: 'each',
        over: lower(node.over, file, bound),
        ...(node.key === undefined ? {} : { key: node.key.name }),
        item: node.item.name,
        ...(node.where === undefined ? {} : { where: lower(node.where, file, inner) }),
        ...(node.resultKey === undefined ? {} : { resultKey: lower(node.resultKey, file, inner) }),
        result: lower(node.result, file, inner),
        group: node.group,
        span,
      }
    }
    case 'parenthesised':
      return lower(node.inner, file, bound)
    case 'hole':
      return { kind: 'hole', reason: 'error', message: 'an expression that could not be read', span }
  }
}

/** A chain of attribute accesses and indices; its first words may be the name of a reference. */
const access = (node: Expression, file: SourceFile, bound: Bound): Expr => {
  const chain: Expression[] = []
  let root = node
  while (root.kind === 'attribute-access' || root.kind === 'index') {
    chain.push(root)
    root = root.from
  }
  chain.reverse()
  let at = 0
  let from: Expr
  if (root.kind !== 'variable') from = lower(root, file, bound)
  else if (bound.has(root.name)) from = { kind: 'name', name: root.name, span: spanOf(root, file) }
  else {
    let name = root.name
    let end = root.end
    const wanted = stepsOfName(root.name)
    for (let step = chain[at]; at < wanted && step?.kind === 'attribute-access'; step = chain[at]) {
      name += `.${step.name.name}`
      end = step.end
      at++
    }
    // `resource.TYPE.NAME` is the long form: https://github.com/hashicorp/terraform/blob/v1.11.4/internal/addrs/parse_ref.go
    from = { kind: 'name', name: name.replace(/^resource\./, ''), span: { ...spanOf(root, file), end } }
  }
  for (const step of chain.slice(at)) {
    if (step.kind !== 'attribute-access' && step.kind !== 'index') continue
    const key: Expr =
      step.kind === 'attribute-access'
        ? { kind: 'literal', value: step.name.name, span: spanOf(step.name, file) }
        : lower(step.key, file, bound)
    from = { kind: 'get', from, key, safe: false, span: { ...spanOf(node, file), end: step.end } }
  }
  return from
}

/** The name of each element inside a splat; nothing in the language can be called that. */
const element = '*'

/** `a[*].b` is `[for element in list(a): element.b]`, where null gives no element and a single value one. */
const splat = (node: Splat, span: Span, file: SourceFile, bound: Bound): Expr => ({
  kind: 'each',
  over: { kind: 'call', name: element, args: [lower(node.from, file, bound)], span: spanOf(node.from, file) },
  item: element,
  result: lower(node.each, file, new Set([...bound, element])),
  group: false,
  keepsShape: true,
  span,
})

const template = (parts: readonly TemplatePart[], span: Span, file: SourceFile, bound: Bound): Expr => {
  if (parts.length === 0) return { kind: 'literal', value: '', span }
  const only = parts[0]!
  if (parts.length === 1 && only.kind === 'text') return { kind: 'literal', value: only.value, span }
  if (parts.length === 1 && only.kind === 'interpolation') return lower(only.value, file, bound)
  return { kind: 'template', parts: parts.map((part) => templatePart(part, file, bound)), span }
}

const templatePart = (part: TemplatePart, file: SourceFile, bound: Bound): Expr => {
  const span = spanOf(part, file)
  switch (part.kind) {
    case 'text':
      return { kind: 'literal', value: part.value, span }
    case 'interpolation':
      return lower(part.value, file, bound)
    case 'template-if':
      return {
        kind: 'choose',
        test: lower(part.test, file, bound),
        then: asText(part.then, span, file, bound),
        otherwise: asText(part.otherwise, span, file, bound),
        span,
      }
    case 'template-for': {
      const inner = new Set([...bound, part.item.name, ...(part.key === undefined ? [] : [part.key.name])])
      const each: Expr = {
        kind: 'each',
        over: lower(part.over, file, bound),
        ...(part.key === undefined ? {} : { key: part.key.name }),
        item: part.item.name,
        result: asText(part.body, span, file, inner),
        group: false,
        span,
      }
      return { kind: 'call', name: 'join', args: [{ kind: 'literal', value: '', span }, each], span }
    }
  }
}

/** The body of a directive is always text, even when it is one interpolation alone. */
const asText = (parts: readonly TemplatePart[], span: Span, file: SourceFile, bound: Bound): Expr =>
  parts.length === 0
    ? { kind: 'literal', value: '', span }
    : { kind: 'template', parts: parts.map((part) => templatePart(part, file, bound)), span }

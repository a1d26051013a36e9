/** Expressions become values: known as far as the inputs are, unknown with causes beyond, and never an exception. */
import { budget } from '../text/budget.ts'
import { isTopKnown, isWhollyKnown, oneOf, overAlternatives } from './alternatives.ts'
import { charged, evaluateCall } from './call.ts'
import type { Dialect, Site } from './dialect.ts'
import { evaluateEach } from './each.ts'
import type { Expr } from './expr.ts'
import { evaluateGet } from './get.ts'
import { type Meter, type Scope, withNames } from './scope.ts'
import { outOfBudget, siteAt, tooLarge, unknownFrom } from './site.ts'
import { evaluateTemplate } from './template.ts'
import {
  bool,
  carried,
  type Doubt,
  doubtsOf,
  failure,
  isFailure,
  isSensitive,
  list,
  nullValue,
  number,
  type Origin,
  object,
  string,
  unknown,
  type Value,
} from './value.ts'

/** Evaluates one expression within a scope; how the rooms' other files call back. */
export type Evaluate = (expr: Expr, scope: Scope, dialect: Dialect) => Value

/** The value of an expression. Failures of evaluation are values too: see `failure`. */
export const evaluate: Evaluate = (expr, scope, dialect) => {
  const { meter } = scope
  if (++meter.steps > budget.steps) return outOfBudget('this configuration takes too many steps to evaluate', { span: expr.span })
  if (++meter.depth > budget.evaluationDepth) {
    meter.depth--
    return outOfBudget('this expression depends on too long a chain of others', { span: expr.span })
  }
  const value = step(expr, scope, dialect)
  meter.depth--
  if (value.mayFail) meter.mayFail ??= doubtsOf(value)
  return value
}

const step: Evaluate = (expr, scope, dialect) => {
  const origin: Origin = { span: expr.span }
  switch (expr.kind) {
    case 'literal':
      return literal(expr.value, origin)
    case 'name': {
      // What a name stands for fails where it is written, if it fails; not here.
      const before = scope.meter.mayFail
      const value = scope.value(expr.name)
      scope.meter.mayFail = before
      return value === undefined ? failure(`nothing here is called \`${expr.name}\``, origin) : carried(value, expr.span)
    }
    case 'get':
      return evaluateGet(evaluate(expr.from, scope, dialect), evaluate(expr.key, scope, dialect), expr.safe, siteAt(origin), dialect)
    case 'template':
      return charged(
        evaluateTemplate(
          expr.parts.map((part) => evaluate(part, scope, dialect)),
          siteAt(origin),
          dialect,
        ),
        scope.meter,
      )
    case 'list':
      return listOf(expr.items, origin, scope, dialect)
    case 'object':
      return objectOf(expr.entries, origin, scope, dialect)
    case 'call':
      return evaluateCall(expr, scope, dialect, evaluate)
    case 'each':
      return evaluateEach(expr, evaluate(expr.over, scope, dialect), scope, dialect, evaluate)
    case 'unary': {
      const operation = dialect.unary[expr.op]
      const site = siteAt(origin)
      return operation === undefined
        ? site.unsupported(`operator \`${expr.op}\``)
        : strict(operation, [evaluate(expr.operand, scope, dialect)], site)
    }
    case 'binary':
      return binary(expr, origin, scope, dialect)
    case 'choose':
      return choose(expr, origin, scope, dialect)
    case 'lambda':
      return {
        kind: 'lambda',
        origin,
        apply: (args) => {
          const given = new Map(expr.params.map((name, at) => [name, args[at] ?? nullValue(origin)]))
          // What is made of it is held as well: many of them run out of steps before the memory runs out.
          scope.meter.steps += budget.callSteps
          scope.meter.depth += budget.callDepth
          const value = evaluate(expr.body, withNames(scope, given), dialect)
          scope.meter.depth -= budget.callDepth
          return value
        },
      }
    case 'spread':
      return failure('a spread stands only inside a list, an object or the arguments of a call', origin)
    case 'hole':
      return expr.reason === 'error'
        ? failure(expr.message, origin)
        : unknown([{ reason: 'unsupported', what: expr.message, span: expr.span }], origin, { mayFail: true })
  }
}

const literal = (value: (Expr & { kind: 'literal' })['value'], origin: Origin): Value => {
  if (value === null) return nullValue(origin)
  if (typeof value === 'string') return string(value, origin)
  return typeof value === 'boolean' ? bool(value, origin) : number(value, origin)
}

/** Calls an operation whose operands must be known themselves, trying alternatives where there are few. */
const strict = (operation: (args: readonly Value[], site: Site) => Value, args: readonly Value[], site: Site): Value => {
  const failed = args.find(isFailure) ?? tooLarge(args, site.origin)
  if (failed !== undefined) return failed
  const result = args.every(isTopKnown)
    ? operation(args, site)
    : (overAlternatives(args, site.origin, isTopKnown, (chosen) => operation(chosen, site)) ?? unknownFrom(args, site.origin, true))
  return marked(result, args)
}

const marked = (result: Value, from: readonly Value[]): Value =>
  result.sensitive !== true && from.some(isSensitive) ? { ...result, sensitive: true } : result

const binary = (expr: Expr & { kind: 'binary' }, origin: Origin, scope: Scope, dialect: Dialect): Value => {
  const site = siteAt(origin)
  if (expr.op === '&&' || expr.op === '||') return logical(expr, expr.op === '||', site, scope, dialect)
  if (expr.op === '??') return coalesce(expr, site, scope, dialect)
  const operation = dialect.binary[expr.op]
  const args = [evaluate(expr.left, scope, dialect), evaluate(expr.right, scope, dialect)]
  if (operation === undefined) return site.unsupported(`operator \`${expr.op}\``)
  if (expr.op !== '==' && expr.op !== '!=') return strict(operation, args, site)
  const failed = args.find(isFailure) ?? tooLarge(args, origin)
  if (failed !== undefined) return failed
  return marked(
    overAlternatives(
      args,
      origin,
      () => true,
      (chosen) => operation(chosen, site),
    ) ?? operation(args, site),
    args,
  )
}

/** `deciding`: the truth that settles the operation from either side: false for `&&`, true for `||`. */
const logical = (expr: Expr & { kind: 'binary' }, deciding: boolean, site: Site, scope: Scope, dialect: Dialect): Value => {
  const truthOf = (value: Value): Value => {
    const truth = (known: Value): Value => {
      const answer = dialect.truth(known)
      return answer === undefined ? site.fail(`\`${expr.op}\` needs true or false`) : bool(answer, known.origin)
    }
    if (isTopKnown(value)) return truth(value)
    if (isFailure(value)) return value
    return (
      overAlternatives([value], site.origin, isTopKnown, ([known]) => truth(known!)) ??
      unknownFrom([value], site.origin, value.kind !== 'reference')
    )
  }
  const left = truthOf(evaluate(expr.left, scope, dialect))
  if (left.kind === 'bool' && left.value === deciding) return bool(deciding, site.origin)
  if (isFailure(left)) return left
  const right = truthOf(evaluate(expr.right, scope, dialect))
  if (left.kind === 'bool') return right.kind === 'bool' ? bool(right.value, site.origin) : right
  if (right.kind === 'bool' && right.value === deciding) {
    const settled = bool(deciding, site.origin)
    return left.kind === 'unknown' && left.mayFail ? unknown(left.causes, site.origin, { among: [settled], mayFail: true }) : settled
  }
  if (right.kind === 'bool') return left
  // A failing right side fails only where the left side does not decide.
  return unknownFrom([left, right], site.origin, true)
}

const coalesce = (expr: Expr & { kind: 'binary' }, site: Site, scope: Scope, dialect: Dialect): Value => {
  const left = evaluate(expr.left, scope, dialect)
  if (isTopKnown(left)) return left.kind === 'null' ? evaluate(expr.right, scope, dialect) : left
  if (isFailure(left)) return left
  return (
    overAlternatives([left], site.origin, isTopKnown, ([known]) =>
      known!.kind === 'null' ? evaluate(expr.right, scope, dialect) : known!,
    ) ?? unknownFrom([left, evaluate(expr.right, scope, dialect)], site.origin, true)
  )
}

/** A branch, evaluated at most once: what may fail inside counts only where the branch is chosen. */
const branchOf = (make: () => Value, meter: Meter): { readonly value: () => Value; readonly choose: () => Value } => {
  let made: Value | undefined
  let mayFail: readonly Doubt[] | undefined
  const value = (): Value => {
    if (made !== undefined) return made
    const before = meter.mayFail
    meter.mayFail = undefined
    made = make()
    mayFail = meter.mayFail
    meter.mayFail = before
    return made
  }
  const choose = (): Value => {
    const chosen = value()
    if (mayFail !== undefined) meter.mayFail ??= mayFail
    return chosen
  }
  return { value, choose }
}

const choose = (expr: Expr & { kind: 'choose' }, origin: Origin, scope: Scope, dialect: Dialect): Value => {
  const test = evaluate(expr.test, scope, dialect)
  // Each branch once, however often it is chosen or compared: chains of conditions would double at each link.
  const yes = branchOf(() => evaluate(expr.then, scope, dialect), scope.meter)
  const no = branchOf(() => evaluate(expr.otherwise, scope, dialect), scope.meter)
  const branch = (known: Value): Value => {
    const truth = dialect.truth(known)
    if (truth === undefined) return failure('the condition is neither true nor false', { span: expr.test.span, via: known.origin })
    const [branch, other] = truth ? [yes, no] : [no, yes]
    const chosen = branch.choose()
    return dialect.unify === undefined ? chosen : (tooLarge([chosen], origin) ?? dialect.unify(chosen, other.value))
  }
  if (isTopKnown(test)) return branch(test)
  if (isFailure(test)) return test
  const tried = overAlternatives([test], origin, isTopKnown, ([known]) => branch(known!))
  if (tried !== undefined) return tried
  if (test.type?.kind !== 'bool') scope.meter.mayFail ??= doubtsOf(test)
  const both = oneOf([branch(bool(true, test.origin)), branch(bool(false, test.origin))], doubtsOf(test), origin)
  if (test.kind !== 'unknown' || !test.mayFail) return both
  return both.kind === 'unknown' ? { ...both, mayFail: true } : unknown(doubtsOf(test), origin, { among: [both], mayFail: true })
}

const listOf = (items: readonly Expr[], origin: Origin, scope: Scope, dialect: Dialect): Value => {
  const values: Value[] = []
  for (const item of items) {
    if (item.kind !== 'spread') {
      const value = evaluate(item, scope, dialect)
      if (isFailure(value)) return value
      values.push(value)
      continue
    }
    const source = evaluate(item.source, scope, dialect)
    if (isFailure(source)) return source
    const walked = isTopKnown(source) ? dialect.walk(source) : undefined
    if (walked === undefined)
      return isTopKnown(source) ? failure('only a list can be spread here', origin) : unknownFrom([source], origin, true)
    for (const [, element] of walked) values.push(element)
    if (values.length > budget.elements) return outOfBudget('a collection of too many elements', origin)
  }
  return list(values, origin, 'tuple')
}

const objectOf = (entries: (Expr & { kind: 'object' })['entries'], origin: Origin, scope: Scope, dialect: Dialect): Value => {
  const found = new Map<string, Value>()
  for (const entry of entries) {
    if (entry.key === undefined) {
      const source = entry.value.kind === 'spread' ? evaluate(entry.value.source, scope, dialect) : evaluate(entry.value, scope, dialect)
      if (isFailure(source)) return source
      if (source.kind !== 'object' || source.open !== undefined || source.possible !== undefined)
        return isTopKnown(source) && source.kind !== 'object'
          ? failure('only an object can be spread here', origin)
          : unknownFrom([source], origin, true)
      for (const [key, value] of source.entries) found.set(key, value)
      continue
    }
    const key = evaluate(entry.key, scope, dialect)
    const value = evaluate(entry.value, scope, dialect)
    if (isFailure(key)) return key
    if (isFailure(value)) return value
    if (!isTopKnown(key)) {
      // Which entry this is cannot be said, so neither can which of the others it replaces.
      return unknownFrom([key, value], origin, true)
    }
    const text = isWhollyKnown(key) ? dialect.text(key) : undefined
    if (text === undefined) return failure('an object key must be text', { span: entry.key.span })
    found.set(text, value)
  }
  return object(found, origin)
}

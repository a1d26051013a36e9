/** A template's tree in; expressions that cannot be read are told, and the names of the functions that are called go out. */
import type { Scalar, Tree } from '../data/tree.ts'
import type { Expr } from '../eval/expr.ts'
import { budget } from '../text/budget.ts'
import type { Sink } from '../text/diagnostic.ts'
import { lowerScalar } from './lower.ts'
import { isExpression } from './parse-expression.ts'

/** Members that are read by people only. */
const prose = new Set(['metadata', 'description', 'comments', 'displayname'])

const called = (expr: Expr, into: Set<string>): void => {
  switch (expr.kind) {
    case 'call':
      into.add(expr.name)
      for (const arg of expr.args) called(arg, into)
      return
    case 'get':
      called(expr.from, into)
      called(expr.key, into)
      return
    case 'list':
      for (const item of expr.items) called(item, into)
      return
    case 'template':
      for (const part of expr.parts) called(part, into)
      return
    case 'object':
      for (const { key, value } of expr.entries) {
        if (key !== undefined) called(key, into)
        called(value, into)
      }
      return
    case 'choose':
      called(expr.test, into)
      called(expr.then, into)
      called(expr.otherwise, into)
      return
    case 'binary':
      // Long chains of `or` and `coalesce` lean to the left.
      for (let one: Expr = expr; one.kind === 'binary'; one = one.left) {
        called(one.right, into)
        if (one.left.kind !== 'binary') called(one.left, into)
      }
      return
    case 'unary':
      called(expr.operand, into)
      return
    case 'lambda':
      called(expr.body, into)
      return
  }
}

export const checkExpressions = (tree: Tree, functions: Set<string>, sink: Sink): void => {
  let told = 0
  const visit = (scalar: Scalar): void => {
    if (typeof scalar.value !== 'string' || !isExpression(scalar.value)) return
    const expr = lowerScalar(scalar)
    if (expr.kind !== 'hole') called(expr, functions)
    else if (++told <= budget.fileDiagnostics)
      sink({
        code: 'arm/expression',
        severity: 'warning',
        message: expr.message,
        span: expr.span,
        help: 'begin it with `[[` where it is meant as text',
      })
  }
  const walk = (one: Tree): void => {
    if (one.kind === 'scalar') visit(one)
    else if (one.kind === 'list') for (const item of one.items) walk(item)
    else for (const { key, value } of one.entries) if (!prose.has(key.toLowerCase())) walk(value)
  }
  walk(tree)
}

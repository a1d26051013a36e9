/**
 * Expressions and what `terraform console` (v1.11.4) makes of each: `json` is the text of its `jsonencode`, `error` that evaluating it fails.
 * Catches: any function, operator or conversion that answers otherwise than Terraform, or does not answer.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { evaluate } from '../../../src/eval/evaluate.ts'
import { emptyScope } from '../../../src/eval/scope.ts'
import { isFailure, type Value } from '../../../src/eval/value.ts'
import { terraformDialect } from '../../../src/hcl/dialect.ts'
import { lowerExpression } from '../../../src/hcl/lower.ts'
import { parseExpressionFile } from '../../../src/hcl/parse.ts'
import type { SourceFile } from '../../../src/text/source.ts'

interface Vector {
  readonly expr: string
  readonly json?: string
  readonly error?: true
}

const vectors = JSON.parse(readFileSync(new URL('./vectors.json', import.meta.url), 'utf8')) as readonly Vector[]

const evaluated = (expression: string): Value => {
  const file: SourceFile = { path: 'main.tf', text: expression, language: 'terraform' }
  return evaluate(
    lowerExpression(
      parseExpressionFile(file, () => {}),
      file,
    ),
    emptyScope,
    terraformDialect,
  )
}

/** Answers that differ on purpose: what no deployed configuration contains is told as unsupported, or not type-checked before it is evaluated. */
const exempt: ReadonlyMap<string, string> = new Map([
  ['[null] == [tonumber(null)]', 'a null without a type may have lost it on the way'],
  ['tolist([null,{a=1}])', 'a null without a type may have lost it on the way'],
  ['tolist([null,["a"]])', 'a null without a type may have lost it on the way'],
  ['try(tolist([null,{a=1}]), "no")', 'a null without a type may have lost it on the way'],
  ['tolist([{a=null},{a={x=1}}])', 'a null without a type may have lost it on the way'],
  ['tolist([{a=null},{a=["x"]}])', 'a null without a type may have lost it on the way'],
  ['tomap({a=null,b={x=1},c={x="y"}})', 'a null without a type may have lost it on the way'],
  ['true ? "a" : []', 'a chosen text is not compared with the type of the other branch'],
  ['true || "x"', 'the side that does not decide is not looked at'],
  ['false && null', 'the side that does not decide is not looked at'],
  ['format("%1000000000d", 1)', 'a width that is a mistake of its own'],
  ['cidrsubnet("10.0.0.0/16", 8, -1)', 'negative numbers wrap around in the library that Terraform uses'],
  ['cidrsubnet("10.0.0.0/16", -1, 0)', 'negative numbers wrap around in the library that Terraform uses'],
  ['cidrsubnet("::ffff:10.0.0.0/104", 8, 1)', 'an IPv4 address in the form of an IPv6 one'],
  ['nothing("a")', 'a function that another version may have'],
  ['core::nothing("a")', 'a function that another version may have'],
  ['1/0', 'infinity, which only fails where it is written'],
  ['pow(2, 64)', 'powers beyond exact whole numbers are written in digits of their own'],
])

const outcome = (value: Value): string => {
  if (isFailure(value)) return 'error'
  return value.kind === 'string'
    ? value.value
    : `not known: ${value.kind === 'unknown' ? value.causes.map((cause) => cause.what).join() : value.kind}`
}

describe('expressions as Terraform evaluates them', () => {
  test.each(vectors.filter(({ expr }) => !exempt.has(expr)).map((vector) => [vector.expr, vector] as const))(
    '%s',
    (_, { expr, json, error }) => {
      expect(outcome(evaluated(`jsonencode([${expr}])`))).toBe(error ? 'error' : `[${json}]`)
    },
  )

  test('every exemption is a vector', () => {
    for (const expr of exempt.keys()) expect(vectors.some((vector) => vector.expr === expr)).toBe(true)
  })
})

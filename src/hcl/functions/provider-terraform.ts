/** Functions of the provider that is built into Terraform: https://developer.hashicorp.com/terraform/language/functions/terraform-encode_tfvars and its kin. */

import type { Dialect, Site } from '../../eval/dialect.ts'
import { evaluate } from '../../eval/evaluate.ts'
import { emptyScope } from '../../eval/scope.ts'
import { isFailure, isWhollyKnown, object, type Value } from '../../eval/value.ts'
import type { SourceFile } from '../../text/source.ts'
import { addCalls } from '../calls.ts'
import { lowerExpression } from '../lower.ts'
import { parse } from '../parse.ts'
import { expressionText, isIdentifier, variablesText } from '../write-value.ts'
import { anything, aString, define, type FunctionTable, text, textAt } from './define.ts'

const notWritten = (site: Site): Value => site.unsupported('this value as an expression')

const encodeTfvars = define({ params: [anything] }, ([value], site) => {
  if (value?.kind !== 'object') return site.fail('only an object can become variables')
  for (const name of value.entries.keys()) if (!isIdentifier(name)) return site.fail(`\`${name}\` is no name of a variable`)
  const written = variablesText(value.entries)
  return written === undefined ? notWritten(site) : text(written, site)
})

const encodeExpr = define({ params: [anything] }, ([value], site) => {
  const written = expressionText(value!)
  return written === undefined ? notWritten(site) : text(written, site)
})

/** The value as of the place where it was decoded. */
const placed = (value: Value, site: Site): Value => {
  const { origin } = site
  if (value.kind === 'list') return { ...value, items: value.items.map((item) => placed(item, site)), origin }
  if (value.kind === 'object')
    return { ...value, entries: new Map([...value.entries].map(([key, entry]) => [key, placed(entry, site)])), origin }
  return { ...value, origin }
}

/** Operators and collections of literals: neither names nor functions stand in a `.tfvars` file. */
const decodeTfvars = (dialect: () => Dialect): FunctionTable[string] =>
  define({ params: [aString] }, (args, site) => {
    const file: SourceFile = { path: 'decode_tfvars', text: textAt(args, 0), language: 'tfvars' }
    let problem: string | undefined
    const { body } = parse(file, ({ severity, message }) => {
      if (severity === 'error') problem ??= message
    })
    if (problem !== undefined) return site.fail(`this is no file of variables: ${problem}`)
    const calls = new Set<string>()
    addCalls(body, calls)
    if (calls.size > 0) return site.fail('functions cannot be called in a file of variables')
    const entries = new Map<string, Value>()
    for (const item of body.items) {
      if (item.kind === 'block') return site.fail(`a block named \`${item.type.name}\` is not expected in a file of variables`)
      const value = evaluate(lowerExpression(item.value, file), emptyScope, dialect())
      if (isFailure(value)) return site.fail(`the value of \`${item.name.name}\` fails`)
      if (!isWhollyKnown(value)) return site.unsupported('a file of variables like this')
      entries.set(item.name.name, placed(value, site))
    }
    return object(entries, site.origin)
  })

/** `dialect`: in which what was encoded is read. */
export const builtInProviderFunctions = (dialect: () => Dialect): FunctionTable => ({
  'provider::terraform::encode_tfvars': encodeTfvars,
  'provider::terraform::encode_expr': encodeExpr,
  'provider::terraform::decode_tfvars': decodeTfvars(dialect),
})

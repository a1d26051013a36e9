/** All that makes the shared evaluator Terraform's: operators, functions, members, iteration, texts and truths. */
import { oneOf, overAlternatives } from '../eval/alternatives.ts'
import type { Dialect, Site, Thunk } from '../eval/dialect.ts'
import { siteAt } from '../eval/site.ts'
import { doubtsOf, failure, isFailure, isWhollyKnown, mayTurnOutToFail, type Type, type Value } from '../eval/value.ts'
import { convert, textOf, truthOf } from './convert.ts'
import { fallible } from './functions/define.ts'
import { type FileContext, fileFunctions } from './functions/filesystem.ts'
import { builtInProviderFunctions } from './functions/provider-terraform.ts'
import { tableOf } from './functions/table.ts'
import { parseNumber } from './numbers.ts'
import { binary, unary } from './operators.ts'
import { sortedKeys } from './order.ts'
import { describeType, isPrimitive, isSettled, typeOf, unify } from './types.ts'

/** Elements of lists are found by whole numbers, also as text; those of maps and objects by text, also of numbers and truths. */
const member = (from: Value, key: Value, site: Site): Value | undefined => {
  if (from.kind === 'object') {
    const name = textOf(key)
    if (from.possible !== undefined) return site.unknownFrom([from], true)
    return name === undefined ? undefined : from.entries.get(name)
  }
  if (from.kind !== 'list' || from.shape === 'set') return undefined
  const index = key.kind === 'string' ? parseNumber(key.value) : key.kind === 'number' ? key.value : undefined
  return typeof index === 'number' && index >= 0 ? from.items[index] : undefined
}

/** Objects and maps in the order of their keys; sets with their elements as keys, where these are texts or numbers. */
const walk = (value: Value): readonly (readonly [key: string | number, item: Value])[] | undefined => {
  if (value.kind === 'object') return sortedKeys(value.entries).map((key) => [key, value.entries.get(key)!] as const)
  if (value.kind !== 'list') return undefined
  if (value.shape !== 'set') return value.items.map((item, at) => [at, item] as const)
  return value.items.map((item, at) => [elementKey(item, at), item] as const)
}

const elementKey = (item: Value, at: number): string | number => {
  if (item.kind === 'string') return item.value
  return item.kind === 'number' && typeof item.value === 'number' ? item.value : (textOf(item) ?? at)
}

/** Texts stay texts beside any primitive, and what is not known stays unknown. */
const isUnaffected = (value: Value): boolean =>
  value.kind === 'string' ||
  value.kind === 'reference' ||
  value.kind === 'lambda' ||
  (value.kind === 'unknown' && value.parts !== undefined)

// https://developer.hashicorp.com/terraform/language/expressions/conditionals#result-types
const unifyBranches = (chosen: Value, other: Thunk): Value => {
  if (isFailure(chosen) || isUnaffected(chosen)) return chosen
  const beside = other()
  // What fails beside the chosen branch has no type to bring it to.
  if (isFailure(beside)) return chosen
  if (!isOneOfFew(chosen) && !isOneOfFew(beside)) return unifyKnown(chosen, beside)
  // Each alternative has a type of its own: what fits one of them would cut another short.
  const tried =
    overAlternatives(
      [chosen, beside],
      chosen.origin,
      () => true,
      ([one, other]) => unifyKnown(one!, other!),
    ) ?? siteAt(chosen.origin).unknownFrom([chosen, beside], true)
  return mayTurnOutToFail(beside) ? fallible(oneOf([tried, chosen], doubtsOf(beside), chosen.origin)) : tried
}

const isOneOfFew = (value: Value): boolean => value.kind === 'unknown' && value.among !== undefined

const unifyKnown = (chosen: Value, beside: Value): Value => {
  if (isFailure(chosen) || isUnaffected(chosen)) return chosen
  const types = [typeOf(chosen), typeOf(beside)] as const
  if (types[0].kind === 'string') return chosen
  const type = unify(types)
  const result =
    type === undefined
      ? failure(`the branches of a condition are of types that do not fit: ${types.map(describeType).join(' and ')}`, chosen.origin)
      : convert(chosen, type, siteAt(chosen.origin))
  if (mayTurnOutToFail(beside)) return fallible(oneOf([result, chosen], doubtsOf(beside), chosen.origin))
  if (type === undefined) return result
  if (isKeptAsItIs(...types)) return result
  return type.kind === 'unsure' || !types.every(isSettled) ? fallible(result) : result
}

/** Beside an empty map an object becomes a map of texts, numbers or truths, or stays what it is: one attribute that is such a thing leaves it no other choice. */
const isKeptAsItIs = (chosen: Type, beside: Type): boolean =>
  chosen.kind === 'object' && beside.kind === 'map' && beside.element.kind === 'any' && [...chosen.attributes.values()].some(isPrimitive)

const dialectWith = (tables: () => Dialect['functions']): Dialect => ({
  binary,
  unary,
  get functions() {
    return tables()
  },
  member,
  walk,
  text: (value) => (isWhollyKnown(value) ? textOf(value) : undefined),
  truth: truthOf,
  unify: unifyBranches,
})

/** Without files: functions that read them are not in its table. */
export const terraformDialect: Dialect = dialectWith(() => withoutFiles)

const providers = builtInProviderFunctions(() => terraformDialect)
const withoutFiles = tableOf(providers)

/** With the files that a module may read. */
export const dialectFor = (context: FileContext): Dialect => {
  // Many modules call no function.
  let functions: Dialect['functions'] | undefined
  return dialectWith(() => (functions ??= tableOf(providers, fileFunctions(context))))
}

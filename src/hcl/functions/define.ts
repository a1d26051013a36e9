/** How a function is written down: its parameters as Terraform declares them, and what it does with arguments that fit. */
import { isTopKnown, overAlternatives } from '../../eval/alternatives.ts'
import type { EagerEntry, FunctionEntry, Site } from '../../eval/dialect.ts'
import { isFailure, isWhollyKnown, type Numeric, type StringValue, string, type Type, unknown, type Value } from '../../eval/value.ts'
import { budget } from '../../text/budget.ts'
import { convert, isNeverNull } from '../convert.ts'
import { surelyConverts, typeOf } from '../types.ts'

export type FunctionTable = Readonly<Record<string, FunctionEntry>>

export interface Parameter {
  readonly type: Type
  readonly nullable?: boolean
}

export interface Signature {
  readonly params: readonly Parameter[]
  /** Any number of further arguments. */
  readonly rest?: Parameter
  readonly sees?: EagerEntry['sees']
  readonly total?: boolean
}

export const anything: Parameter = { type: { kind: 'any' } }
export const nullable: Parameter = { type: { kind: 'any' }, nullable: true }
export const aString: Parameter = { type: { kind: 'string' } }
export const aNumber: Parameter = { type: { kind: 'number' } }
export const aList: Parameter = { type: { kind: 'list', element: { kind: 'any' } } }
export const aListOfStrings: Parameter = { type: { kind: 'list', element: { kind: 'string' } } }

export type Call = (args: readonly Value[], site: Site) => Value

const arity = (signature: Signature): string => {
  const count = signature.params.length
  return `${signature.rest === undefined ? '' : 'at least '}${count} argument${count === 1 ? '' : 's'}`
}

/** The same value, of which it is not sure that evaluating it does not fail. */
export const fallible = <V extends Value>(value: V): V => (value.mayFail === true ? value : { ...value, mayFail: true })

/** Whatever is not known in it, the argument is one that the parameter takes. */
const surelyFits = (arg: Value, { type, nullable: takesNull }: Parameter): boolean => {
  if (type.kind !== 'any' && !isWhollyKnown(arg) && !surelyConverts(typeOf(arg), type)) return false
  return takesNull === true || isNeverNull(arg)
}

/** An entry that checks the number of arguments, refuses null where it is not taken, and converts each argument to its parameter's type. */
export const define = (signature: Signature, call: Call): EagerEntry => {
  const { params, rest, sees = 'known', total } = signature
  const acceptable = sees === 'known' ? isWhollyKnown : sees === 'shape' ? isTopKnown : () => true
  return {
    sees,
    ...(total === undefined ? {} : { total }),
    call: (args, site) => {
      if (args.length < params.length || (rest === undefined && args.length > params.length))
        return site.fail(`this function takes ${arity(signature)}, not ${args.length}`)
      const converted: Value[] = []
      let doubtful = false
      for (const [at, arg] of args.entries()) {
        const parameter = params[at] ?? rest!
        if (arg.kind === 'null' && parameter.nullable !== true) return site.fail(`argument ${at + 1} must not be null`)
        const value = convert(arg, parameter.type, site)
        if (isFailure(value)) return value
        if (!surelyFits(arg, parameter)) doubtful = true
        converted.push(value)
      }
      const result = converted.every(acceptable)
        ? call(converted, site)
        : (overAlternatives(converted, site.origin, acceptable, (chosen) => call(chosen, site)) ?? site.unknownFrom(converted, true))
      return doubtful ? fallible(result) : result
    },
  }
}

// ── reading arguments that fit ──

export const textAt = (args: readonly Value[], at: number): string => {
  const value = args[at]
  return value?.kind === 'string' ? value.value : ''
}

export const numberAt = (args: readonly Value[], at: number): Numeric => {
  const value = args[at]
  return value?.kind === 'number' ? value.value : 0
}

/** The argument as a whole number that fits a machine word; undefined when it is a fraction or too large. */
export const wholeAt = (args: readonly Value[], at: number): number | undefined => {
  const value = numberAt(args, at)
  return typeof value === 'number' ? value : undefined
}

export const itemsAt = (args: readonly Value[], at: number): readonly Value[] => {
  const value = args[at]
  return value?.kind === 'list' ? value.items : []
}

/** Texts of a list of strings without null; undefined when one is null. */
export const textsOf = (items: readonly Value[]): readonly string[] | undefined => {
  const texts: string[] = []
  for (const item of items) {
    if (item.kind !== 'string') return undefined
    texts.push(item.value)
  }
  return texts
}

// ── giving results ──

export const outOfBudget = (what: string, site: Site): Value =>
  unknown([{ reason: 'budget', what, span: site.origin.span }], site.origin, { mayFail: true })

const isPlain = /^[\u0000-\u02ff]*$/

/** A text as Terraform keeps texts: in normal form C. */
export const text = (value: string, site: Site): StringValue | Value =>
  value.length > budget.stringLength
    ? outOfBudget('a text that grows too long', site)
    : string(isPlain.test(value) ? value : value.normalize('NFC'), site.origin)

/** For functions that see anything: what they do with acceptable arguments; not known when the others are no short list of such. */
export const orUnknown = (args: readonly Value[], site: Site, call: Call, acceptable: (value: Value) => boolean = isWhollyKnown): Value =>
  args.every(acceptable)
    ? call(args, site)
    : (overAlternatives(args, site.origin, acceptable, (chosen) => call(chosen, site)) ?? site.unknownFrom(args, true))

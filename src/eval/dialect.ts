/** All that differs between the languages once their syntax is gone. */
import type { BinaryOp, UnaryOp } from './expr.ts'
import type { Origin, Value } from './value.ts'

/** Where an operation happens and how it answers when it cannot give a value. */
export interface Site {
  readonly origin: Origin
  /** A failure of evaluation, in the language's own terms: `division by zero`. */
  fail(message: string): Value
  /** Not known, because `values` are not: their causes are kept. `mayFail` when the operation may turn out to fail once they are known. */
  unknownFrom(values: readonly Value[], mayFail?: boolean): Value
  /** This program does not do `what`: unknown, never an error. */
  unsupported(what: string): Value
}

export type Operation = (args: readonly Value[], site: Site) => Value

/** An argument that is evaluated only when asked; asked twice it is evaluated once. */
export type Thunk = () => Value

/**
 * `sees` says what the evaluator lets through to `call`; it answers by itself otherwise (trying each of a value's alternatives where there are few).
 * - `known` (default): every argument is wholly known.
 * - `shape`: no argument is itself unknown or a reference, but their elements may be.
 * - `anything`: the function decides on unknowns itself.
 */
export interface EagerEntry {
  readonly sees?: 'known' | 'shape' | 'anything'
  /** Cannot fail, whatever the unknown arguments turn out to be. */
  readonly total?: boolean
  /** Says itself whether its result is sensitive; else it is where an argument is. */
  readonly marks?: boolean
  readonly call: Operation
}
/** Asks for its arguments itself: `try`, `can`. */
export interface LazyEntry {
  readonly lazy: (args: readonly Thunk[], site: Site) => Value
}
export type FunctionEntry = EagerEntry | LazyEntry

export interface Dialect {
  /** Operands are never themselves unknown or references, except for `==` and `!=`, which see anything; `&&`, `||` and `??` are the evaluator's. */
  readonly binary: Partial<Record<BinaryOp, Operation>>
  readonly unary: Partial<Record<UnaryOp, Operation>>
  readonly functions: Readonly<Record<string, FunctionEntry>>
  /** Functions that are in no table: those that the code itself defines, and of the place where it is deployed. */
  further?(name: string): FunctionEntry | undefined
  /** The member of a known object or list; undefined when there is none. `key` is a known string or number. Never asked of open objects that lack the key. */
  member(from: Value, key: Value, site: Site): Value | undefined
  /** Keys and elements in the language's order of iteration; undefined when it cannot be iterated. */
  walk(value: Value): readonly (readonly [key: string | number, item: Value])[] | undefined
  /** Text of a known primitive inside a template; undefined when it has none. */
  text(value: Value): string | undefined
  /** Where the two branches of a condition are brought to one type: the chosen one as the language gives it. */
  unify?(chosen: Value, other: Thunk): Value
  /** Truth of a known value as a condition; undefined when it has none. */
  truth(value: Value): boolean | undefined
}

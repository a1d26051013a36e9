/** A condition as it is taken apart, and the fields that it may name. */

/** What a field can hold. Integers are CEL's `int`. */
export type FieldType = 'string' | 'int' | 'bool' | 'list<string>'
export type FieldValue = string | number | boolean | readonly string[]

/** One field that conditions on a kind of resource may name. `values`: all that a string can be. */
export interface FieldRow {
  readonly name: string
  readonly type: FieldType
  readonly about: string
  readonly values?: readonly string[]
}

/** A condition as far as it is taken apart; values of `ask` are CEL's, so integers are `bigint`. */
export type Formula =
  | { readonly kind: 'and' | 'or'; readonly left: Formula; readonly right: Formula }
  | { readonly kind: 'not'; readonly of: Formula }
  /** `isTotal`: the test never fails. */
  | { readonly kind: 'choice'; readonly test: Formula; readonly then: Formula; readonly otherwise: Formula; readonly isTotal: boolean }
  | Question

export interface Question {
  readonly kind: 'ask'
  readonly fields: readonly string[]
  readonly run: (context: Readonly<Record<string, unknown>>) => unknown
}

/** What reading a condition gives: taken apart, and whole. */
export interface ReadFormula {
  readonly parts: Formula
  readonly whole: Question
}

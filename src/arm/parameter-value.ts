/** What a declared parameter is worth, whichever language declares it: given, by default, or not known, with its type as far as it is said. */
import { oneOf } from '../eval/alternatives.ts'
import { bool, type Doubt, failure, nullValue, type Origin, type Type, unknown, type Value } from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import type { Span } from '../text/source.ts'

export interface Expected {
  /** As it is declared. */
  readonly name: string
  /** As it is told to people. */
  readonly what: string
  /** Equal for what is surely one and the same input. */
  readonly identity: string
  readonly span: Span
  readonly type: 'string' | 'int' | 'bool' | 'other'
  /** Null is among its values. Undefined: its type could not be read. */
  readonly nullable: boolean | undefined
  /** All that it can be, where that is written out. */
  readonly allowed: readonly Value[] | undefined
  readonly isSecure: boolean
  readonly fallback: (() => Value) | undefined
}

const types: Readonly<Record<Expected['type'], Type | undefined>> = {
  string: { kind: 'string' },
  int: { kind: 'number' },
  bool: { kind: 'bool' },
  other: undefined,
}

/** `isRoot`: what is not given is not known; of others it is missing. */
export const valueOfParameter = (expected: Expected, given: Value | undefined, isRoot: boolean): Value => {
  const { nullable, fallback, isSecure } = expected
  const origin: Origin = { span: expected.span }
  const value = found()
  return isSecure ? { ...value, sensitive: true } : value

  function found(): Value {
    if (given !== undefined) return fallback === undefined ? given : orDefault(given, fallback)
    if (fallback !== undefined) return onceMade(fallback(), expected.identity)
    if (nullable) return nullValue(origin)
    if (isRoot) return input(expected, origin)
    if (nullable === false) return failure(`${expected.what} is not given`, origin)
    const doubt: Doubt = { reason: 'external', what: `the type of ${expected.what}`, span: expected.span }
    return unknown([doubt], origin, { identity: expected.identity, among: [nullValue(origin)], mayFail: true })
  }

  /** Null stands for the default where it is no value of the parameter; whether it does so elsewhere is not documented. */
  function orDefault(value: Value, written: () => Value): Value {
    if (value.kind === 'null') {
      if (nullable === false) return written()
      const doubt: Doubt = { reason: 'unsupported', what: `null for ${expected.what}`, span: expected.span }
      return oneOf([value, written()], [doubt], origin)
    }
    if (value.kind !== 'unknown' || value.type !== undefined || value.parts !== undefined || value.failed) return value
    if (value.among === undefined) return unknown(value.causes, value.origin, value.mayFail ? { mayFail: true } : {})
    return value.among.some((one) => one.kind === 'null') ? oneOf([value, written()], value.causes, origin) : value
  }
}

/** A default is evaluated once for a deployment, `utcNow()` in it too: what is not known of it is the same wherever the parameter stands. */
const onceMade = (value: Value, identity: string): Value => {
  if (value.kind !== 'unknown' || value.identity !== undefined || value.failed) return value
  if (value.parts === undefined) return { ...value, identity }
  return { ...value, parts: value.parts.map((part, index) => onceMade(part, `${identity} ${index}`)) }
}

const input = ({ name, what, identity, span, type, allowed }: Expected, origin: Origin): Value => {
  const known = types[type]
  const choices = type === 'bool' ? [true, false] : undefined
  const doubt: Doubt = { reason: 'input', what, span, input: name, ...(choices === undefined ? {} : { choices }) }
  // Of a list they are what each element can be.
  const written =
    type !== 'other' && allowed !== undefined && allowed.length > 0 && allowed.length <= budget.alternatives ? allowed : undefined
  const among = choices?.map((choice) => bool(choice, origin)) ?? written
  return unknown([doubt], origin, {
    identity,
    ...(known === undefined ? {} : { type: known }),
    ...(among === undefined ? {} : { among }),
  })
}

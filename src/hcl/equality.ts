/** `==` of Terraform on values known in part: true or false only where every completion of both agrees. */
import { isSame } from '../eval/alternatives.ts'
import { isWhollyKnown, type Type, type Value } from '../eval/value.ts'
import { isNeverNull } from './convert.ts'
import { compareNumbers } from './numbers.ts'
import { isTold, sameType, typeOf } from './types.ts'

/** Undefined: it depends on what is not known. */
export type Answer = boolean | undefined

/** Both; false where either is. */
const and = (answers: Iterable<Answer>): Answer => {
  let result: Answer = true
  for (const answer of answers) {
    if (answer === false) return false
    if (answer === undefined) result = undefined
  }
  return result
}

const isUnknown = (value: Value): boolean =>
  value.kind === 'unknown' || value.kind === 'reference' || (value.kind === 'object' && value.possible !== undefined)

/** Equality of two values, type included: `1 == "1"` is false. Nulls are equal whatever their types. */
export const equals = (a: Value, b: Value): Answer => {
  if (a.kind === 'null' && b.kind === 'null') return true
  return equalElements(a, b)
}

const equalElements = (a: Value, b: Value): Answer => {
  if ((isUnknown(a) || isUnknown(b)) && isSame(a, b)) return true
  if (a.kind === 'null' || b.kind === 'null') return a.kind === b.kind ? equalNulls(a.type, b.type) : ofNull(a.kind === 'null' ? b : a)
  const tried = alternatives(a, b) ?? alternatives(b, a)
  if (tried !== undefined) return tried.answer
  if (isUnknown(a) || isUnknown(b)) return ofUnknown(a, b)
  if (a.kind === 'lambda' || b.kind === 'lambda') return undefined
  if (a.kind !== b.kind) return false
  switch (a.kind) {
    case 'number':
      return b.kind === 'number' && compareNumbers(a.value, b.value) === 0
    case 'list':
      return b.kind === 'list' ? equalLists(a, b) : false
    case 'object':
      return b.kind === 'object' ? equalObjects(a, b) : false
    default:
      return (a.kind === 'string' || a.kind === 'bool') && b.kind === a.kind && a.value === b.value
  }
}

/** Within collections nulls of different types make the collections differ in type; a null whose type was not kept decides nothing. */
const equalNulls = (a: Type | undefined, b: Type | undefined): Answer => {
  if (a === undefined || b === undefined) return a === b ? true : undefined
  return sameType(a, b) ? true : isTold(a) && isTold(b) ? false : undefined
}

const ofNull = (other: Value): Answer => {
  if (isNeverNull(other)) return false
  return other.kind === 'unknown' && other.among !== undefined ? and(other.among.map((option) => option.kind === 'null')) : undefined
}

/** Each of the few things `a` may be, compared with `b`; undefined when `a` is not one of a few. */
const alternatives = (a: Value, b: Value): { readonly answer: Answer } | undefined => {
  if (a.kind !== 'unknown' || a.among === undefined || a.among.length === 0) return undefined
  const answers = new Set(a.among.map((option) => equals(option, b)))
  return { answer: answers.size === 1 ? [...answers][0] : undefined }
}

const ofUnknown = (a: Value, b: Value): Answer => {
  const left = piecesOf(a)
  const right = piecesOf(b)
  if (left !== undefined && right !== undefined) return equalPieces(left, right)
  // Text made of pieces is text, never null.
  const text = left ?? right
  const other = left === undefined ? a : b
  return text !== undefined && !isUnknown(other) ? false : undefined
}

/** A text as pieces; undefined when the value is not surely text. */
const piecesOf = (value: Value): readonly Value[] | undefined => {
  if (value.kind === 'string') return [value]
  return value.kind === 'unknown' ? value.parts : undefined
}

const known = (piece: Value | undefined): string => (piece?.kind === 'string' ? piece.value : '')

const equalPieces = (a: readonly Value[], b: readonly Value[]): Answer => {
  if (a.length === b.length && a.every((piece, at) => isSame(piece, b[at]!))) return true
  const [head, otherHead] = [known(a[0]), known(b[0])]
  if (!head.startsWith(otherHead) && !otherHead.startsWith(head)) return false
  const [tail, otherTail] = [known(a.at(-1)), known(b.at(-1))]
  if (!tail.endsWith(otherTail) && !otherTail.endsWith(tail)) return false
  const [least, otherLeast] = [knownLength(a), knownLength(b)]
  const whole = (pieces: readonly Value[]): boolean => pieces.every((piece) => piece.kind === 'string')
  return (whole(a) && otherLeast > least) || (whole(b) && least > otherLeast) ? false : undefined
}

const knownLength = (pieces: readonly Value[]): number => pieces.reduce((sum, piece) => sum + known(piece).length, 0)

const mayGrow = (value: Value): boolean => value.kind === 'object' && value.possible !== undefined

const equalLists = (a: Value & { kind: 'list' }, b: Value & { kind: 'list' }): Answer => {
  if (a.shape !== b.shape) return false
  if (a.items.some(mayGrow) || b.items.some(mayGrow)) return undefined
  if (a.shape === 'set' && (a.items.length > 1 || b.items.length > 1) && ![...a.items, ...b.items].every(isWhollyKnown)) return undefined
  if (a.items.length !== b.items.length) return false
  if (a.items.length === 0) return equalEmpty(a, b)
  return and(a.items.map((item, at) => equalElements(item, b.items[at]!)))
}

const equalObjects = (a: Value & { kind: 'object' }, b: Value & { kind: 'object' }): Answer => {
  if (a.open !== undefined || b.open !== undefined) return isSame(a, b) ? true : undefined
  if (a.entries.size !== b.entries.size) return false
  for (const key of a.entries.keys()) if (!b.entries.has(key)) return false
  if (a.type?.kind === 'unsure' || b.type?.kind === 'unsure')
    return and([...a.entries].map(([key, item]) => equalElements(item, b.entries.get(key)!))) && undefined
  if (a.shape !== b.shape) return false
  if (a.entries.size === 0) return equalEmpty(a, b)
  return and([...a.entries].map(([key, item]) => equalElements(item, b.entries.get(key)!)))
}

/** Empty collections are equal when their types are; tuples and objects have none but their own. */
const equalEmpty = (a: Value, b: Value): Answer => {
  if ((a.kind === 'list' && a.shape === 'tuple') || (a.kind === 'object' && a.shape === 'object')) return true
  const left = typeOf(a)
  const right = typeOf(b)
  if (sameType(left, right)) return true
  // An empty collection whose element type was not kept could be of any.
  return a.type !== undefined && b.type !== undefined && isTold(left) && isTold(right) ? false : undefined
}

/** Equality of template values known in part: true or false only where every completion of both agrees. */
import { isSame } from '../eval/alternatives.ts'
import type { Value } from '../eval/value.ts'

/** Undefined: it depends on what is not known. */
export type Answer = boolean | undefined

const and = (answers: Iterable<Answer>): Answer => {
  let result: Answer = true
  for (const answer of answers) {
    if (answer === false) return false
    if (answer === undefined) result = undefined
  }
  return result
}

const isUnknown = (value: Value): boolean => value.kind === 'unknown' || value.kind === 'reference'

/** Kinds that a value known in part can be; undefined: any. */
const kindOf = (value: Value): Value['kind'] | undefined => {
  if (value.kind === 'unknown') return value.parts !== undefined ? 'string' : undefined
  return value.kind === 'reference' ? undefined : value.kind
}

/** Letter case counts, the order of members does not: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-comparison#equals */
export const equals = (a: Value, b: Value): Answer => {
  if (isUnknown(a) || isUnknown(b)) {
    if (isSame(a, b)) return true
    if (a.kind === 'unknown' && a.among !== undefined) return alternatives(a.among, b)
    if (b.kind === 'unknown' && b.among !== undefined) return alternatives(b.among, a)
    const [left, right] = [kindOf(a), kindOf(b)]
    if (left !== undefined && right !== undefined && left !== right) return false
    return left === 'string' && right === 'string' ? equalPieces(piecesOf(a), piecesOf(b)) : undefined
  }
  if (a.kind === 'lambda' || b.kind === 'lambda' || a.kind === 'object' || b.kind === 'object') return equalObjects(a, b)
  if (a.kind !== b.kind) return false
  switch (a.kind) {
    case 'null':
      return true
    case 'number':
      return b.kind === 'number' && (typeof a.value === 'number' && typeof b.value === 'number' ? a.value === b.value : comparable(a, b))
    case 'list':
      if (b.kind !== 'list' || a.items.length !== b.items.length) return false
      return and(a.items.map((item, at) => equals(item, b.items[at]!)))
    case 'string':
    case 'bool':
      return b.kind === a.kind && a.value === b.value
    default:
      return undefined
  }
}

const comparable = (a: Value & { kind: 'number' }, b: Value & { kind: 'number' }): boolean =>
  typeof a.value === 'number' ? typeof b.value !== 'number' && b.value.equals(a.value) : a.value.equals(b.value)

/** Each of the few things that it may be, compared. */
const alternatives = (among: readonly Value[], other: Value): Answer => {
  const answers = new Set(among.map((option) => equals(option, other)))
  return answers.size === 1 ? [...answers][0] : undefined
}

const equalObjects = (a: Value, b: Value): Answer => {
  if (a.kind !== 'object' || b.kind !== 'object') return a.kind === 'lambda' || b.kind === 'lambda' ? undefined : false
  if (a.open !== undefined || b.open !== undefined || a.possible !== undefined || b.possible !== undefined)
    return isSame(a, b) ? true : undefined
  if (a.entries.size !== b.entries.size) return false
  const answers: Answer[] = []
  for (const [key, entry] of a.entries) {
    const other = b.entries.get(key)
    // Whether members that differ in letter case alone are equal is not documented.
    if (other === undefined) return [...b.entries.keys()].some((each) => each.toLowerCase() === key.toLowerCase()) ? undefined : false
    answers.push(equals(entry, other))
  }
  return and(answers)
}

const piecesOf = (value: Value): readonly Value[] => (value.kind === 'unknown' ? (value.parts ?? [value]) : [value])

const known = (piece: Value | undefined): string => (piece?.kind === 'string' ? piece.value : '')

const equalPieces = (a: readonly Value[], b: readonly Value[]): Answer => {
  if (a.length === b.length && a.every((piece, at) => isSame(piece, b[at]!))) return true
  const [head, otherHead] = [known(a[0]), known(b[0])]
  if (!head.startsWith(otherHead) && !otherHead.startsWith(head)) return false
  const [tail, otherTail] = [known(a.at(-1)), known(b.at(-1))]
  if (!tail.endsWith(otherTail) && !otherTail.endsWith(tail)) return false
  const length = (pieces: readonly Value[]): number => pieces.reduce((sum, piece) => sum + known(piece).length, 0)
  const whole = (pieces: readonly Value[]): boolean => pieces.every((piece) => piece.kind === 'string')
  return (whole(a) && length(b) > length(a)) || (whole(b) && length(a) > length(b)) ? false : undefined
}

/** Whole numbers of 64 bits, with sign: read from text, and computed with; what does not fit has no result. */
import { Decimal } from 'decimal.js'
import type { Numeric } from '../eval/value.ts'

const least = -(2n ** 63n)
const most = 2n ** 63n - 1n

/** A whole number as the evaluator holds it; undefined when it has more than 64 bits. */
export const fromBigInt = (value: bigint): Numeric | undefined => {
  if (value < least || value > most) return undefined
  const small = Number(value)
  return Number.isSafeInteger(small) ? small : new Decimal(value.toString())
}

/** Undefined for what is no whole number. */
export const toBigInt = (value: Numeric): bigint | undefined => {
  if (typeof value === 'number') return BigInt(value)
  return value.isInteger() ? BigInt(value.toFixed(0)) : undefined
}

/** The number that digits, with a sign before them or not, stand for; undefined when it has more than 64 bits or there are other characters. */
export const integer = (text: string): Numeric | undefined => {
  const digits = /^([+-]?)0*([0-9]+)$/.exec(text)
  return digits === null || digits[2]!.length > 19 ? undefined : fromBigInt(BigInt(`${digits[1] === '-' ? '-' : ''}${digits[2]}`))
}

/** Numbers as Terraform keeps them: 512-bit binary floats in, each written as the shortest decimal that names it out. */
import { Decimal } from 'decimal.js'
import type { Numeric } from '../eval/value.ts'

/** Holds the shortest decimal of any 512-bit float (at most 156 digits) without rounding, and never writes an exponent by itself. */
const Exact = Decimal.clone({ precision: 200, toExpNeg: -9e15, toExpPos: 9e15 })

// https://github.com/zclconf/go-cty/blob/v1.16.2/cty/value_init.go: numbers are parsed into floats of 512 bits, rounded half to even
const bits = 512

/** Decimal exponents beyond this are not computed with: a power of ten of that size is no number anyone deploys. */
const largestExponent = 5_000

/** `±mantissa × 2^exponent`, the mantissa at most 512 bits long. */
interface Binary {
  readonly negative: boolean
  readonly mantissa: bigint
  readonly exponent: number
}

const bitLength = (value: bigint): number => {
  if (value === 0n) return 0
  const digits = value.toString(16)
  return digits.length * 4 - Math.clz32(Number.parseInt(digits[0]!, 16)) + 28
}

/** The float nearest to `numerator / denominator`, half to even. */
const nearest = (negative: boolean, numerator: bigint, denominator: bigint, scale = 0): Binary => {
  if (numerator === 0n) return { negative, mantissa: 0n, exponent: 0 }
  const shift = Math.max(0, bits + 2 + bitLength(denominator) - bitLength(numerator))
  const quotient = (numerator << BigInt(shift)) / denominator
  const sticky = quotient * denominator !== numerator << BigInt(shift)
  const surplus = bitLength(quotient) - bits
  if (surplus <= 0) return { negative, mantissa: quotient, exponent: scale - shift }
  const cut = BigInt(surplus)
  let mantissa = quotient >> cut
  const rest = quotient - (mantissa << cut)
  const half = 1n << (cut - 1n)
  if (rest > half || (rest === half && (sticky || (mantissa & 1n) === 1n))) mantissa += 1n
  return { negative, mantissa, exponent: scale - shift + surplus }
}

const pieces = (value: Decimal): { readonly coefficient: bigint; readonly exponent: number } => {
  const [digits = '0', exponent = '0'] = value.abs().toExponential().split('e')
  const [whole = '0', fraction = ''] = digits.split('.')
  return { coefficient: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length }
}

const toBinary = (value: Numeric): Binary => {
  if (typeof value === 'number') return { negative: value < 0 || Object.is(value, -0), mantissa: BigInt(Math.abs(value)), exponent: 0 }
  const { coefficient, exponent } = pieces(value)
  return exponent >= 0
    ? nearest(value.isNegative(), coefficient * 10n ** BigInt(exponent), 1n)
    : nearest(value.isNegative(), coefficient, 10n ** BigInt(-exponent))
}

const withoutZeros = (digits: string): string => {
  let end = digits.length
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end--
  return digits.slice(0, end)
}

/** Decimal digits of `mantissa × 2^exponent`, exactly, and where the point stands: `0.digits × 10^point`. */
const exactDigits = (mantissa: bigint, exponent: number): { readonly digits: string; readonly point: number } => {
  const scaled = exponent >= 0 ? mantissa << BigInt(exponent) : mantissa * 5n ** BigInt(-exponent)
  const text = scaled.toString()
  return { digits: withoutZeros(text), point: text.length + Math.min(0, exponent) }
}

/** Rounds digits to `count`, half to even; the point moves when a carry runs through. */
const roundDigits = (digits: string, point: number, count: number): { readonly digits: string; readonly point: number } => {
  if (count >= digits.length) return { digits, point }
  if (count < 0) return { digits: '', point }
  const next = digits.charCodeAt(count) - 48
  const exactlyHalf = next === 5 && count + 1 === digits.length
  const odd = count > 0 && (digits.charCodeAt(count - 1) & 1) === 1
  return next > 5 || (next === 5 && (!exactlyHalf || odd))
    ? roundUp(digits, point, count)
    : { digits: withoutZeros(digits.slice(0, count)), point }
}

const roundUp = (digits: string, point: number, count: number): { readonly digits: string; readonly point: number } => {
  let at = count
  while (at > 0 && digits[at - 1] === '9') at--
  if (at === 0) return { digits: '1', point: point + 1 }
  return { digits: digits.slice(0, at - 1) + String.fromCharCode(digits.charCodeAt(at - 1) + 1), point }
}

// https://github.com/golang/go/blob/go1.23.3/src/math/big/ftoa.go: the shortest digits between the neighbouring floats
const shortest = (value: Binary): { readonly digits: string; readonly point: number } => {
  const exact = exactDigits(value.mantissa, value.exponent)
  const shift = bits + 1 - bitLength(value.mantissa)
  const mantissa = value.mantissa << BigInt(shift)
  const lower = exactDigits(mantissa - 1n, value.exponent - shift)
  const upper = exactDigits(mantissa + 1n, value.exponent - shift)
  const inclusive = (mantissa & 2n) === 0n
  for (let at = 0; at < exact.digits.length; at++) {
    const digit = exact.digits.charCodeAt(at)
    const low = at < lower.digits.length ? lower.digits.charCodeAt(at) : 48
    const high = at < upper.digits.length ? upper.digits.charCodeAt(at) : 48
    const down = low !== digit || (inclusive && at + 1 === lower.digits.length)
    const up = digit !== high && (inclusive || digit + 1 < high || at + 1 < upper.digits.length)
    if (down && up) return roundDigits(exact.digits, exact.point, at + 1)
    if (down) return { digits: withoutZeros(exact.digits.slice(0, at + 1)), point: exact.point }
    if (up) return roundUp(exact.digits, exact.point, at + 1)
  }
  return exact
}

const fromBinary = (value: Binary): Numeric => {
  if (value.mantissa === 0n) return value.negative ? -0 : 0
  const sign = value.negative ? '-' : ''
  const { digits, point } = shortest(value)
  return normalise(new Exact(`${sign}0.${digits}e${point}`))
}

/** A safe integer is a number, everything else a Decimal. */
export const normalise = (value: Decimal): Numeric => {
  if (!value.isInteger()) return value
  const plain = value.toNumber()
  return Number.isSafeInteger(plain) ? plain : value
}

/** Too large or too fine to compute with here; operations on it are refused. */
const isExtreme = (value: Numeric): boolean => typeof value !== 'number' && !value.isZero() && Math.abs(value.e) > largestExponent

// https://github.com/golang/go/blob/go1.23.3/src/math/big/floatconv.go: digits with a decimal (`e`) or binary (`p`) exponent, no spaces, no underscores
const numberForm = /^([+-]?)(?=\.?\d)(\d*)(?:\.(\d*))?(?:([eEpP])([+-]?\d+))?$/

/** The number a text is; undefined when it is none, or one too large to hold. */
export const parseNumber = (text: string): Numeric | undefined => {
  if (text.length < 16 && /^-?\d+$/.test(text)) return Number(text)
  if (text.length > 2 * largestExponent) return undefined
  const match = numberForm.exec(text)
  if (match === null) return undefined
  const [, sign, whole = '', fraction = '', mark, exponentText = '0'] = match
  const exponent = Number(exponentText)
  if (Math.abs(exponent) > largestExponent) return undefined
  const coefficient = BigInt(whole + fraction || '0')
  const negative = sign === '-'
  const decimals = fraction.length
  if (mark === 'p' || mark === 'P') return fromBinary(nearest(negative, coefficient, 10n ** BigInt(decimals), exponent))
  const power = exponent - decimals
  return fromBinary(
    power >= 0 ? nearest(negative, coefficient * 10n ** BigInt(power), 1n) : nearest(negative, coefficient, 10n ** BigInt(-power)),
  )
}

/** The number that a double is, written as briefly as names that double; undefined when it is not finite, or so large that Terraform writes it in its own way. */
export const fromDouble = (value: number): Numeric | undefined => {
  if (Number.isSafeInteger(value)) return value
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? new Exact(value) : undefined
}

export const toDouble = (value: Numeric): number => (typeof value === 'number' ? value : value.toNumber())

/** The digits of a number, without exponent, as Terraform writes it in texts. */
export const numberText = (value: Numeric): string => {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  return value.toFixed()
}

/** Exact digits of a number rounded half to even: to `count` significant digits, or to `count` digits after the point. */
export const digitsOf = (value: Numeric, count: number, of: 'all' | 'fraction'): { readonly digits: string; readonly point: number } => {
  const { mantissa, exponent } = toBinary(value)
  if (mantissa === 0n) return { digits: '', point: 0 }
  const { digits, point } = exactDigits(mantissa, exponent)
  return roundDigits(digits, point, of === 'all' ? count : point + count)
}

const align = (a: Binary, b: Binary): readonly [bigint, bigint, number] => {
  const exponent = Math.min(a.exponent, b.exponent)
  const signed = (value: Binary): bigint => (value.mantissa << BigInt(value.exponent - exponent)) * (value.negative ? -1n : 1n)
  return [signed(a), signed(b), exponent]
}

const absolute = (value: bigint): bigint => (value < 0n ? -value : value)

/** Undefined: too large or too fine to compute with. */
export const add = (a: Numeric, b: Numeric): Numeric | undefined => {
  if (typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(a + b)) return a + b
  if (isExtreme(a) || isExtreme(b)) return undefined
  const [left, right, exponent] = align(toBinary(a), toBinary(b))
  return fromBinary(nearest(left + right < 0n, absolute(left + right), 1n, exponent))
}

export const negate = (value: Numeric): Numeric => (typeof value === 'number' ? -value : value.negated())

export const subtract = (a: Numeric, b: Numeric): Numeric | undefined => {
  if (typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(a - b)) return a - b
  return add(a, negate(b))
}

export const multiply = (a: Numeric, b: Numeric): Numeric | undefined => {
  if (typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(a * b)) return a * b
  if (isExtreme(a) || isExtreme(b)) return undefined
  const left = toBinary(a)
  const right = toBinary(b)
  return fromBinary(nearest(left.negative !== right.negative, left.mantissa * right.mantissa, 1n, left.exponent + right.exponent))
}

export const isZero = (value: Numeric): boolean => (typeof value === 'number' ? value === 0 : value.isZero())

const withoutFactor = (value: number, factor: number): number => {
  let rest = value
  while (rest % factor === 0) rest /= factor
  return rest
}

/** The decimal of the quotient ends: after so few digits that it is the shortest one of its float as well. */
const ends = (a: number, b: number): boolean => a % withoutFactor(withoutFactor(b, 2), 5) === 0

/** `b` must not be zero. */
export const divide = (a: Numeric, b: Numeric): Numeric | undefined => {
  if (typeof a === 'number' && typeof b === 'number') {
    if (a % b === 0) return a / b
    if (ends(a, b)) return new Exact(a).div(b)
  }
  if (isExtreme(a) || isExtreme(b)) return undefined
  const left = toBinary(a)
  const right = toBinary(b)
  return fromBinary(nearest(left.negative !== right.negative, left.mantissa, right.mantissa, left.exponent - right.exponent))
}

// https://github.com/zclconf/go-cty/blob/v1.16.2/cty/value_ops.go: the remainder of truncated division; by zero it is the number itself
export const modulo = (a: Numeric, b: Numeric): Numeric | undefined => {
  if (isZero(b)) return a
  if (typeof a === 'number' && typeof b === 'number') return a % b === 0 ? 0 : a % b
  const quotient = divide(a, b)
  const whole = quotient === undefined ? undefined : multiply(truncate(quotient), b)
  return whole === undefined ? undefined : subtract(a, whole)
}

export const compareNumbers = (a: Numeric, b: Numeric): number => {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0
  return new Exact(a).comparedTo(b)
}

export const truncate = (value: Numeric): Numeric => (typeof value === 'number' ? value : normalise(value.trunc()))
/** What comes of rounding is never a negative zero. */
const rounded = (value: Numeric): Numeric => (isZero(value) ? 0 : value)
export const floor = (value: Numeric): Numeric => rounded(typeof value === 'number' ? value : normalise(value.floor()))
export const ceiling = (value: Numeric): Numeric => rounded(typeof value === 'number' ? value : normalise(value.ceil()))

export const isWhole = (value: Numeric): boolean => typeof value === 'number' || value.isInteger()

/** A whole number of any size; undefined for a fraction. */
export const toBigInt = (value: Numeric): bigint | undefined => {
  if (typeof value === 'number') return BigInt(value)
  return value.isInteger() && !isExtreme(value) ? BigInt(value.toFixed()) : undefined
}

/** Undefined: too large to hold. */
export const fromBigInt = (value: bigint): Numeric | undefined => {
  const plain = Number(value)
  if (Number.isSafeInteger(plain)) return plain
  const text = value.toString()
  return text.length > largestExponent ? undefined : normalise(new Exact(text))
}

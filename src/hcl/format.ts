/** The format strings of `format` and `formatlist` in, verbs and texts between them out, and numbers written as the verbs say. */
import type { Numeric } from '../eval/value.ts'
import { digitsOf, isWhole, numberText, toBigInt } from './numbers.ts'

export interface Verb {
  readonly mode: string
  /** 1-based; which argument it shows. */
  readonly argument: number
  readonly flags: string
  readonly width: number | undefined
  readonly precision: number | undefined
}

export type Piece = string | Verb

// https://github.com/zclconf/go-cty/blob/v1.16.2/cty/function/stdlib/format_fsm.rl
const verbForm = /%(?:%|([0#\-+ ]*)([1-9]\d*)?(?:\.(\d*))?(?:\[([1-9]\d*)\])?([A-Za-z]))/y

/** Undefined: a `%` that begins no verb. */
export const parseFormat = (format: string): readonly Piece[] | undefined => {
  const pieces: Piece[] = []
  let text = ''
  let next = 1
  for (let at = 0; at < format.length; ) {
    if (format[at] !== '%') {
      const end = format.indexOf('%', at)
      text += format.slice(at, end < 0 ? format.length : end)
      at = end < 0 ? format.length : end
      continue
    }
    verbForm.lastIndex = at
    const match = verbForm.exec(format)
    if (match === null) return undefined
    at = verbForm.lastIndex
    const [whole, flags = '', width, precision, index, mode] = match
    if (whole === '%%' || mode === undefined) {
      text += '%'
      continue
    }
    if (text !== '') pieces.push(text)
    text = ''
    const argument = index === undefined ? next : Number(index)
    next = argument + 1
    pieces.push({
      mode,
      argument,
      flags,
      width: width === undefined ? undefined : Number(width),
      precision: precision === undefined ? undefined : Number(precision),
    })
  }
  if (text !== '') pieces.push(text)
  return pieces
}

const signOf = (isNegative: boolean, flags: string): string =>
  isNegative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''

const radix: ReadonlyMap<string, readonly [base: number, prefix: string]> = new Map([
  ['b', [2, '0b']],
  ['d', [10, '']],
  ['o', [8, '0']],
  ['x', [16, '0x']],
  ['X', [16, '0X']],
])

// https://github.com/golang/go/blob/go1.23.3/src/math/big/intconv.go: `Format`
const formatInteger = (value: bigint, { mode, flags, width = 0, precision }: Verb): string => {
  const [base, prefix] = radix.get(mode) ?? [10, '']
  const magnitude = value < 0n ? -value : value
  const plain = magnitude.toString(base)
  let digits = mode === 'X' ? plain.toUpperCase() : plain
  if (precision === 0 && magnitude === 0n) return ''
  digits = digits.padStart(precision ?? 0, '0')
  const head = signOf(value < 0n, flags) + (flags.includes('#') ? prefix : '')
  if (flags.includes('-')) return (head + digits).padEnd(width)
  if (flags.includes('0') && precision === undefined) return head + digits.padStart(Math.max(0, width - head.length), '0')
  return (head + digits).padStart(width)
}

interface Digits {
  readonly digits: string
  readonly point: number
}

/** As few digits as name the number. */
const shortestDigits = (value: Numeric): Digits => {
  const [whole = '', fraction = ''] = numberText(value).replace('-', '').split('.')
  const all = whole + fraction
  const leading = /^0*/.exec(all)![0].length
  const digits = all.slice(leading).replace(/0+$/, '')
  return digits === '' ? { digits, point: 0 } : { digits, point: whole.length - leading }
}

const scientific = ({ digits, point }: Digits, fraction: number): string => {
  const exponent = digits === '' ? 0 : point - 1
  const tail = digits.slice(1, fraction + 1).padEnd(fraction, '0')
  return `${digits[0] ?? '0'}${fraction > 0 ? `.${tail}` : ''}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

const positional = ({ digits, point }: Digits, fraction: number): string => {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0'
  const tail = Array.from({ length: fraction }, (_, at) => (point + at < 0 ? '0' : (digits[point + at] ?? '0'))).join('')
  return fraction > 0 ? `${whole}.${tail}` : whole
}

/** `%g`, without sign: https://github.com/golang/go/blob/go1.23.3/src/math/big/ftoa.go */
const general = (value: Numeric, precision: number | undefined): string => {
  const shown = precision === undefined ? shortestDigits(value) : digitsOf(value, Math.max(1, precision), 'all')
  const { digits, point } = shown
  const count = digits.length
  const wanted = precision === undefined ? 6 : Math.max(1, precision) > count && count >= point ? count : Math.max(1, precision)
  const exponent = point - 1
  if (count > 0 && (exponent < -4 || exponent >= wanted)) return scientific(shown, count - 1)
  return positional(shown, Math.max(0, count - point))
}

/** The text that `%v` gives a number. */
export const generalText = (value: Numeric): string => signOf(numberText(value).startsWith('-'), '') + general(value, undefined)

const formatFloat = (value: Numeric, { mode, flags, width = 0, precision }: Verb): string => {
  const lower = mode.toLowerCase()
  const fraction = precision ?? 6
  let body = ''
  if (lower === 'e') body = scientific(digitsOf(value, fraction + 1, 'all'), fraction)
  else if (lower === 'f') body = positional(digitsOf(value, fraction, 'fraction'), fraction)
  else body = general(value, precision)
  if (mode !== lower) body = body.toUpperCase()
  const sign = signOf(numberText(value).startsWith('-'), flags)
  if (flags.includes('0')) return sign + body.padStart(Math.max(0, width - sign.length), '0')
  return flags.includes('-') ? (sign + body).padEnd(width) : (sign + body).padStart(width)
}

/** Undefined: the verb shows whole numbers and this is none. */
export const formatNumber = (value: Numeric, verb: Verb): string | undefined => {
  if (!radix.has(verb.mode)) return formatFloat(value, verb)
  const whole = isWhole(value) ? toBigInt(value) : undefined
  return whole === undefined ? undefined : formatInteger(whole, verb)
}

/** `uniqueString` and `guid`: texts made of texts, the same each time. */

import { utf8 } from '../../data/bytes.ts'
import { sha1 } from '../../data/hash.ts'
import type { Site } from '../../eval/dialect.ts'
import type { Value } from '../../eval/value.ts'
import { define, type FunctionTable, text, textAt } from './define.ts'

const multiply = (a: number, b: number): number => Math.imul(a, b) >>> 0
const add = (a: number, b: number): number => (a + b) >>> 0
const xor = (a: number, b: number): number => (a ^ b) >>> 0
const rotate = (value: number, bits: number): number => ((value << bits) | (value >>> (32 - bits))) >>> 0

/** Up to four bytes, the lowest first. */
const wordAt = (bytes: Uint8Array, at: number, count: number): number => {
  let word = 0
  for (let byte = 0; byte < count; byte++) word |= bytes[at + byte]! << (8 * byte)
  return word >>> 0
}

const finish = (value: number): number => {
  const once = multiply(xor(value, value >>> 16), 0x85ebca6b)
  const twice = multiply(xor(once, once >>> 13), 0xc2b2ae35)
  return xor(twice, twice >>> 16)
}

const mixLow = (word: number): number => multiply(rotate(multiply(word, 0x239b961b), 15), 0xab0e9789)
const mixHigh = (word: number): number => multiply(rotate(multiply(word, 0xab0e9789), 17), 0x239b961b)

/** The deployment engine's own hash of 64 bits, of the family of MurmurHash3: https://github.com/JasonWhall/go-azure-uniquestring */
const hash64 = (bytes: Uint8Array): { readonly low: number; readonly high: number } => {
  const { length } = bytes
  let low = 0
  let high = 0
  let at = 0
  for (; at + 8 <= length; at += 8) {
    low = add(rotate(xor(low, mixLow(wordAt(bytes, at, 4))), 19), high)
    low = add(multiply(low, 5), 0x561ccd1b)
    high = add(rotate(xor(high, mixHigh(wordAt(bytes, at + 4, 4))), 13), low)
    high = add(multiply(high, 5), 0x0bcaa747)
  }
  const left = length - at
  if (left > 0) low = xor(low, mixLow(wordAt(bytes, at, Math.min(4, left))))
  if (left > 4) high = xor(high, mixHigh(wordAt(bytes, at + 4, left - 4)))
  low = add(xor(low, length >>> 0), xor(high, length >>> 0))
  high = add(xor(high, length >>> 0), low)
  low = finish(low)
  high = finish(high)
  low = add(low, high)
  high = add(high, low)
  return { low, high }
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'

const unique = (source: string): string => {
  const { low, high } = hash64(utf8(source))
  let rest = (BigInt(high) << 32n) | BigInt(low)
  let result = ''
  for (let digit = 0; digit < 13; digit++) {
    result += alphabet[Number(rest >> 59n)]
    rest = (rest << 5n) & 0xffffffffffffffffn
  }
  return result
}

/** https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/bicep-functions-string#guid */
const namespace = [0x11, 0xfb, 0x06, 0xfb, 0x71, 0x2d, 0x4d, 0xdd, 0x98, 0xc7, 0xe7, 0x1b, 0xbd, 0x58, 0x88, 0x30]

/** Version 5 of RFC 4122. */
const identifier = (source: string): string => {
  const digest = sha1(Uint8Array.from([...namespace, ...utf8(source)])).slice(0, 16)
  digest[6] = (digest[6]! & 0x0f) | 0x50
  digest[8] = (digest[8]! & 0x3f) | 0x80
  const digits = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

const joined =
  (make: (source: string) => string) =>
  (args: readonly Value[], site: Site): Value =>
    text(make(args.map((_, at) => textAt(args, at)).join('-')), site)

export const hashFunctions: FunctionTable = {
  uniqueString: define(['string'], joined(unique), { rest: 'string' }),
  guid: define(['string'], joined(identifier), { rest: 'string' }),
}

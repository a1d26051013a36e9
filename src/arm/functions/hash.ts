/** Texts made from texts so that equal ones give equal ones: `uniqueString` and `guid`, bit for bit. */
import { hexadecimal, utf8 } from '../../data/bytes.ts'
import { sha1 } from '../../data/hash.ts'
import type { Operation } from '../../eval/dialect.ts'
import { budget } from '../../text/budget.ts'
import { eachText, within } from '../texts.ts'
import { type FunctionTable, outOfBudget, text, textOf } from './define.ts'
import { pure } from './pure.ts'

const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by))
const scramble = (value: number, before: number, by: number, after: number): number =>
  Math.imul(rotate(Math.imul(value, before), by), after)
const finish = (value: number): number => {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}

const first = 0x239b961b
const second = 0xab0e9789

/** Two lanes of 32 bits, mixed as MurmurHash3 does: https://github.com/Azure/terraform-provider-azapi/blob/main/internal/services/functions/unique_string_function.go */
const murmur64 = (bytes: Uint8Array): bigint => {
  const { length } = bytes
  /** Up to four bytes, least first. */
  const word = (at: number, count: number): number => {
    let value = 0
    for (let index = 0; index < count; index++) value |= bytes[at + index]! << (8 * index)
    return value
  }
  let low = 0
  let high = 0
  let at = 0
  for (; at + 7 < length; at += 8) {
    low ^= scramble(word(at, 4), first, 15, second)
    low = (Math.imul((rotate(low, 19) + high) | 0, 5) + 0x561ccd1b) | 0
    high ^= scramble(word(at + 4, 4), second, 17, first)
    high = (Math.imul((rotate(high, 13) + low) | 0, 5) + 0x0bcaa747) | 0
  }
  const rest = length - at
  if (rest > 0) low ^= scramble(word(at, Math.min(4, rest)), first, 15, second)
  if (rest > 4) high ^= scramble(word(at + 4, rest - 4), second, 17, first)
  low ^= length
  high ^= length
  low = (low + high) | 0
  high = (high + low) | 0
  low = finish(low)
  high = finish(high)
  low = (low + high) | 0
  high = (high + low) | 0
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)
}

const letters = 'abcdefghijklmnopqrstuvwxyz234567'

/** Five bits a letter from the top; the last letter has the four that are left, and a zero. */
const base32 = (value: bigint): string => {
  let result = ''
  for (let shift = 59n; shift >= -1n; shift -= 5n) result += letters[Number((shift < 0n ? value << 1n : value >> shift) & 31n)]!
  return result
}

const joined =
  (made: (text: string) => string): Operation =>
  (args, site) => {
    const room = { left: budget.stringLength }
    const texts = eachText(args, (arg) => within(textOf(arg), room))
    if (texts !== undefined) return text(made(texts.join('-')), site)
    return room.left < 0 ? outOfBudget('a text that grows too long', site) : site.fail('texts were expected')
  }

// The namespace of names made by templates: https://github.com/Azure/bicep-registry-modules/blob/main/avm/ptn/authorization/role-assignment
const namespace = [0x11, 0xfb, 0x06, 0xfb, 0x71, 0x2d, 0x4d, 0xdd, 0x98, 0xc7, 0xe7, 0x1b, 0xbd, 0x58, 0x88, 0x30]

/** https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-5 */
const uuid5 = (name: string): string => {
  const digest = sha1(new Uint8Array([...namespace, ...utf8(name)])).slice(0, 16)
  digest[6] = (digest[6]! & 0x0f) | 0x50
  digest[8] = (digest[8]! & 0x3f) | 0x80
  return hexadecimal(digest).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

export const hashFunctions: FunctionTable = {
  uniquestring: pure(
    'uniquestring',
    1,
    Number.POSITIVE_INFINITY,
    joined((name) => base32(murmur64(utf8(name)))),
  ),
  guid: pure('guid', 1, Number.POSITIVE_INFINITY, joined(uuid5)),
}

/** Bytes in, their MD5, SHA-1, SHA-256 or SHA-512 digest out: RFC 1321 and FIPS 180-4 in plain TypeScript. */

/** The message followed by a one bit, zeros, and its length in bits in the last 8 bytes of a whole number of blocks. */
const padded = (message: Uint8Array, block: number, littleEndian: boolean): DataView => {
  const lengthBytes = block / 8
  const total = Math.ceil((message.length + 1 + lengthBytes) / block) * block
  const bytes = new Uint8Array(total)
  bytes.set(message)
  bytes[message.length] = 0x80
  const view = new DataView(bytes.buffer)
  view.setBigUint64(total - 8, BigInt(message.length) * 8n, littleEndian)
  return view
}

const rotateLeft = (value: number, by: number): number => (value << by) | (value >>> (32 - by))

const digest32 = (words: readonly number[], littleEndian: boolean): Uint8Array => {
  const view = new DataView(new ArrayBuffer(words.length * 4))
  for (const [at, word] of words.entries()) view.setUint32(at * 4, word >>> 0, littleEndian)
  return new Uint8Array(view.buffer)
}

const md5Shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]
const md5Sines = Array.from({ length: 64 }, (_, at) => Math.floor(Math.abs(Math.sin(at + 1)) * 2 ** 32))

export const md5 = (message: Uint8Array): Uint8Array => {
  const data = padded(message, 64, true)
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]
  for (let block = 0; block < data.byteLength; block += 64) {
    let [a, b, c, d] = state as [number, number, number, number]
    for (let at = 0; at < 64; at++) {
      const round = at >> 4
      const mixed = round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d)
      const word = round === 0 ? at : round === 1 ? (5 * at + 1) % 16 : round === 2 ? (3 * at + 5) % 16 : (7 * at) % 16
      const sum = (a + mixed + md5Sines[at]! + data.getUint32(block + word * 4, true)) | 0
      a = d
      d = c
      c = b
      b = (b + rotateLeft(sum, md5Shifts[round * 4 + (at % 4)]!)) | 0
    }
    for (const [at, word] of [a, b, c, d].entries()) state[at] = (state[at]! + word) | 0
  }
  return digest32(state, true)
}

export const sha1 = (message: Uint8Array): Uint8Array => {
  const data = padded(message, 64, false)
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]
  const words = new Int32Array(80)
  for (let block = 0; block < data.byteLength; block += 64) {
    for (let at = 0; at < 80; at++)
      words[at] =
        at < 16 ? data.getInt32(block + at * 4) : rotateLeft(words[at - 3]! ^ words[at - 8]! ^ words[at - 14]! ^ words[at - 16]!, 1)
    let [a, b, c, d, e] = state as [number, number, number, number, number]
    for (let at = 0; at < 80; at++) {
      const round = Math.floor(at / 20)
      const mixed = round === 0 ? (b & c) | (~b & d) : round === 2 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d
      const sum = (rotateLeft(a, 5) + mixed + e + [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6][round]! + words[at]!) | 0
      e = d
      d = c
      c = rotateLeft(b, 30)
      b = a
      a = sum
    }
    for (const [at, word] of [a, b, c, d, e].entries()) state[at] = (state[at]! + word) | 0
  }
  return digest32(state, false)
}

const primes = (count: number): readonly number[] => {
  const found: number[] = []
  for (let candidate = 2; found.length < count; candidate++) if (found.every((prime) => candidate % prime !== 0)) found.push(candidate)
  return found
}

/** The whole part of the `degree`th root. */
const root = (value: bigint, degree: bigint): bigint => {
  let low = 0n
  let high = 1n << 70n
  while (low < high) {
    const middle = (low + high + 1n) >> 1n
    if (middle ** degree <= value) low = middle
    else high = middle - 1n
  }
  return low
}

// The constants of both functions are the first 64 bits of the fractions of square and cube roots of primes (FIPS 180-4, 4.2 and 5.3).
const fractions = (count: number, degree: bigint): readonly bigint[] =>
  primes(count).map((prime) => BigInt.asUintN(64, root(BigInt(prime) << (64n * degree), degree)))

const made = <V>(make: () => V): (() => V) => {
  let value: V | undefined
  return () => (value ??= make())
}
const high32 = (fraction: bigint): number => Number(fraction >> 32n) | 0
// Computed when the first digest is asked for: most runs ask for none.
const squareRoots = made(() => fractions(8, 2n))
const cubeRoots = made(() => fractions(80, 3n))
const squareRoots32 = made(() => squareRoots().map(high32))
const cubeRoots32 = made(() => cubeRoots().map(high32))

const rotate = (value: number, by: number): number => (value >>> by) | (value << (32 - by))

export const sha256 = (message: Uint8Array): Uint8Array => {
  const data = padded(message, 64, false)
  const state = [...squareRoots32()]
  const constants = cubeRoots32()
  const words = new Int32Array(64)
  for (let block = 0; block < data.byteLength; block += 64) {
    for (let at = 0; at < 64; at++) {
      if (at < 16) words[at] = data.getInt32(block + at * 4)
      else {
        const [near, far] = [words[at - 2]!, words[at - 15]!]
        const small = rotate(far, 7) ^ rotate(far, 18) ^ (far >>> 3)
        const large = rotate(near, 17) ^ rotate(near, 19) ^ (near >>> 10)
        words[at] = (words[at - 16]! + small + words[at - 7]! + large) | 0
      }
    }
    let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number]
    for (let at = 0; at < 64; at++) {
      const choice = (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g))
      const first = (h + choice + constants[at]! + words[at]!) | 0
      const second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))
      h = g
      g = f
      f = e
      e = (d + first) | 0
      d = c
      c = b
      b = a
      a = (first + second) | 0
    }
    for (const [at, word] of [a, b, c, d, e, f, g, h].entries()) state[at] = (state[at]! + word) | 0
  }
  return digest32(state, false)
}

const wrap = (value: bigint): bigint => BigInt.asUintN(64, value)
const rotate64 = (value: bigint, by: bigint): bigint => wrap((value >> by) | (value << (64n - by)))

export const sha512 = (message: Uint8Array): Uint8Array => {
  const data = padded(message, 128, false)
  const state = [...squareRoots()]
  const constants = cubeRoots()
  const words = new Array<bigint>(80).fill(0n)
  for (let block = 0; block < data.byteLength; block += 128) {
    for (let at = 0; at < 80; at++) {
      if (at < 16) words[at] = data.getBigUint64(block + at * 8)
      else {
        const [near, far] = [words[at - 2]!, words[at - 15]!]
        const small = rotate64(far, 1n) ^ rotate64(far, 8n) ^ (far >> 7n)
        const large = rotate64(near, 19n) ^ rotate64(near, 61n) ^ (near >> 6n)
        words[at] = wrap(words[at - 16]! + small + words[at - 7]! + large)
      }
    }
    let [a, b, c, d, e, f, g, h] = state as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint]
    for (let at = 0; at < 80; at++) {
      const choice = (rotate64(e, 14n) ^ rotate64(e, 18n) ^ rotate64(e, 41n)) + ((e & f) ^ (wrap(~e) & g))
      const first = wrap(h + choice + constants[at]! + words[at]!)
      const second = (rotate64(a, 28n) ^ rotate64(a, 34n) ^ rotate64(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c))
      h = g
      g = f
      f = e
      e = wrap(d + first)
      d = c
      c = b
      b = a
      a = wrap(first + second)
    }
    for (const [at, word] of [a, b, c, d, e, f, g, h].entries()) state[at] = wrap(state[at]! + word)
  }
  const view = new DataView(new ArrayBuffer(64))
  for (const [at, word] of state.entries()) view.setBigUint64(at * 8, word)
  return new Uint8Array(view.buffer)
}

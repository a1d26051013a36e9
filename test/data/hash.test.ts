/** Digests and base64 against those of the platform, over every length around block borders. Catches: wrong padding, wrong byte order, a lost carry. */
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { fromBase64, fromUtf8, hexadecimal, toBase64, utf8 } from '../../src/data/bytes.ts'
import { md5, sha1, sha256, sha512 } from '../../src/data/hash.ts'

const digests = { md5, sha1, sha256, sha512 } as const

test.each(Object.keys(digests) as (keyof typeof digests)[])('%s', (name) => {
  for (let length = 0; length < 300; length++) {
    const message = `${'é'.repeat(length % 5)}${'x'.repeat(length)}`
    expect(hexadecimal(digests[name](utf8(message)))).toBe(createHash(name).update(message).digest('hex'))
  }
})

test('base64 there and back', () => {
  for (let length = 0; length < 50; length++) {
    const message = 'ñ~'.repeat(length).slice(0, length)
    const encoded = Buffer.from(message).toString('base64')
    expect(toBase64(utf8(message))).toBe(encoded)
    expect(fromUtf8(fromBase64(encoded)!)).toBe(message)
  }
})

test.each(['a', 'ab', 'abc', 'a===', 'ab=c', '=abc', 'a b='])('%s is no base64', (text) => {
  expect(fromBase64(text)).toBeUndefined()
})

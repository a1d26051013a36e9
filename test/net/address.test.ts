/** Addresses and ranges as text: what is read, what is refused, how it is written. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatAddress, formatRange, parseAddress, parseAddressRange, prefixLength } from '../../src/net/address.ts'

const ip = (a: number, b: number, c: number, d: number): number => a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d

describe('reading', () => {
  test.each([
    ['10.0.0.4', ip(10, 0, 0, 4), ip(10, 0, 0, 4)],
    ['10.0.1.0/24', ip(10, 0, 1, 0), ip(10, 0, 1, 255)],
    ['0.0.0.0/0', 0, 2 ** 32 - 1],
    ['255.255.255.255/32', 2 ** 32 - 1, 2 ** 32 - 1],
    ['10.0.0.4-10.0.0.9', ip(10, 0, 0, 4), ip(10, 0, 0, 9)],
    ['10.0.0.4 - 10.0.0.9', ip(10, 0, 0, 4), ip(10, 0, 0, 9)],
  ])('%s', (text, first, last) => {
    expect(parseAddressRange(text)).toEqual({ family: 4, first, last })
  })

  test.each([
    ['::', 0n, 0n],
    ['::/0', 0n, 2n ** 128n - 1n],
    ['2001:db8::/32', 0x20010db8n << 96n, (0x20010db9n << 96n) - 1n],
    ['FE80::1234:5678:9ABC', 0xfe80_0000_0000_0000_0000_1234_5678_9abcn, 0xfe80_0000_0000_0000_0000_1234_5678_9abcn],
    ['1:2:3:4:5:6:7:8', 0x0001_0002_0003_0004_0005_0006_0007_0008n, 0x0001_0002_0003_0004_0005_0006_0007_0008n],
    ['::ffff:10.0.0.1', 0xffff_0a00_0001n, 0xffff_0a00_0001n],
    ['64:ff9b::10.0.0.0/104', 0x0064_ff9b_0000_0000_0000_0000_0a00_0000n, 0x0064_ff9b_0000_0000_0000_0000_0aff_ffffn],
  ])('%s', (text, first, last) => {
    expect(parseAddressRange(text)).toEqual({ family: 6, first, last })
  })

  test.each([
    '',
    ' ',
    '10.0.0',
    '10.0.0.0.0',
    '10.0.0.256',
    '10.0.0.01',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/',
    '10.0.0.0/024',
    '/24',
    '10.0.0.9-10.0.0.4',
    '10.0.0.1-::1',
    '-',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    ':::',
    '::1%eth0',
    '::/129',
    '1.2.3.4::',
    'Internet',
    '*',
    '0x0a.0.0.1',
    '1e1.0.0.0',
    '٣.0.0.0',
  ])('refuses %j', (text) => {
    expect(parseAddressRange(text)).toEqual({ problem: 'not-an-address' })
  })

  test('a prefix with host bits says which prefix it lies in', () => {
    expect(parseAddressRange('10.0.0.5/24')).toEqual({
      problem: 'host-bits',
      range: { family: 4, first: ip(10, 0, 0, 0), last: ip(10, 0, 0, 255) },
      prefix: '10.0.0.0/24',
    })
    expect(parseAddressRange('2001:db8::1/64')).toMatchObject({ problem: 'host-bits', prefix: '2001:db8::/64' })
  })

  test('long input is refused at once', () => {
    expect(parseAddressRange(`${'1'.repeat(1_000_000)}.0.0.0`)).toEqual({ problem: 'not-an-address' })
  })
})

describe('writing', () => {
  // Examples of RFC 5952, section 4.
  test.each([
    [0x20010db8n << 96n, '2001:db8::'],
    [(0x20010db8n << 96n) + 1n, '2001:db8::1'],
    [0x2001_0db8_0000_0001_0001_0001_0001_0001n, '2001:db8:0:1:1:1:1:1'],
    [0x2001_0000_0000_0001_0000_0000_0000_0001n, '2001:0:0:1::1'],
    [0x2001_0db8_0000_0000_0001_0000_0000_0001n, '2001:db8::1:0:0:1'],
    [0n, '::'],
  ])('%d', (value, text) => {
    expect(formatAddress(value)).toBe(text)
  })

  test.each([
    ['10.0.0.0/24', '10.0.0.0/24'],
    ['10.0.0.0-10.0.0.255', '10.0.0.0/24'],
    ['10.0.0.1/32', '10.0.0.1'],
    ['10.0.0.1-10.0.0.2', '10.0.0.1-10.0.0.2'],
    ['2001:DB8::/32', '2001:db8::/32'],
  ])('%s is written %s', (text, written) => {
    const range = parseAddressRange(text)
    if ('problem' in range) throw new Error(text)
    expect(formatRange(range)).toBe(written)
  })

  test('what is written reads back', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 128n - 1n), (value) => {
        expect(parseAddress(formatAddress(value))).toEqual({ family: 6, value })
      }),
    )
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (value) => {
        expect(parseAddress(formatAddress(value))).toEqual({ family: 4, value })
      }),
    )
  })

  test('length of a prefix', () => {
    expect(prefixLength({ family: 4, first: 0, last: 2 ** 32 - 1 })).toBe(0)
    expect(prefixLength({ family: 4, first: 1, last: 2 })).toBeUndefined()
    expect(prefixLength({ family: 6, first: 0n, last: 2n ** 64n - 1n })).toBe(64)
  })
})

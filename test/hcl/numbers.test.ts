/**
 * Quotients as Terraform 1.11.4 writes them (`terraform console`), those whose decimals end among them.
 * Catches: a short way for such quotients that rounds, drops digits or loses a sign.
 */
import { expect, test } from 'vitest'
import type { Numeric } from '../../src/eval/value.ts'
import { divide, numberText } from '../../src/hcl/numbers.ts'

const quotient = (a: Numeric, b: Numeric): string => numberText(divide(a, b)!)

test.each([
  [7, 256, '0.02734375'],
  [1, 1024, '0.0009765625'],
  [-3, 40, '-0.075'],
  [6, 4, '1.5'],
  [5, -8, '-0.625'],
  [21, 14, '1.5'],
  [123456789, 3200000, '38.5802465625'],
  [9007199254740991, 4503599627370496, '1.9999999999999997779553950749686919152736663818359375'],
  [1, 4503599627370496, '0.0000000000000002220446049250313080847263336181640625'],
  [1, 6, `0.1${'6'.repeat(153)}7`],
  [10, 15, `0.${'6'.repeat(153)}7`],
])('%d / %d', (a, b, text) => {
  expect(quotient(a, b)).toBe(text)
})

/** Literal text of a string as written in, its meaning out: escapes carried out, faults reported. */
import { type Reader, report } from './reader.ts'

/** The text that is meant, and whether every escape in it is one. */
export interface Decoded {
  readonly value: string
  readonly valid: boolean
}

// https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/data-types#strings
const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['\\', '\\'],
  ["'", "'"],
  ['$', '$'],
])

/** Digits of `\u{…}` at `start`, and where it ends; no digits where it is none. */
const unicodeAt = (text: string, start: number, end: number): { readonly digits: string; readonly end: number } => {
  const bad = (stop: number): { digits: string; end: number } => ({ digits: '', end: Math.min(stop, end) })
  if (text.charCodeAt(start + 2) !== 0x7b) return bad(start + 2)
  let stop = start + 3
  while (stop < end && /^[0-9a-fA-F]$/.test(text.charAt(stop))) stop++
  return stop < end && text.charCodeAt(stop) === 0x7d ? { digits: text.slice(start + 3, stop), end: stop + 1 } : bad(stop)
}

/** Meaning of the text `[start, end)` between single quotes. */
export const decodeQuoted = (reader: Reader, start: number, end: number): Decoded => {
  const { text } = reader
  const whole = text.slice(start, end)
  if (!whole.includes('\\')) return { value: whole, valid: true }
  let value = ''
  let valid = true
  let from = start
  let at = start
  while (at < end) {
    if (text.charCodeAt(at) !== 0x5c) {
      at++
      continue
    }
    value += text.slice(from, at)
    const selector = at + 1 < end ? String.fromCodePoint(text.codePointAt(at + 1)!) : ''
    const simple = simpleEscapes.get(selector)
    if (simple !== undefined) {
      value += simple
      at += 2
    } else if (selector === 'u') {
      const { digits, end: stop } = unicodeAt(text, at, end)
      const code = Number.parseInt(digits, 16)
      if (code <= 0x10ffff) value += String.fromCodePoint(code)
      else {
        const help = 'write `\\u{` with hexadecimal digits up to 10ffff and `}`'
        report(reader, 'invalid-escape', `\`${text.slice(at, Math.min(stop, at + 20))}\` is not a Unicode character`, at, stop, help)
        valid = false
      }
      at = stop
    } else {
      const stop = Math.min(end, at + 1 + selector.length)
      report(reader, 'invalid-escape', `\`\\${selector}\` is not an escape sequence`, at, stop, 'write `\\\\` for a backslash')
      valid = false
      at = stop
    }
    from = at
  }
  return { value: value + text.slice(from, end), valid }
}

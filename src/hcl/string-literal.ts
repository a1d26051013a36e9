/** Literal text of a template as written in, its meaning out: escapes carried out, faults reported. */
import { widthAt } from './characters.ts'
import { type Reader, report } from './reader.ts'

/** The text that is meant, and whether every escape in it is one. */
export interface Decoded {
  readonly value: string
  readonly valid: boolean
}

// cty holds strings in normal form C: https://github.com/zclconf/go-cty/blob/v1.16.3/cty/value_init.go
const normal = (text: string): string => text.normalize('NFC')

const needsWork = (text: string, start: number, end: number): boolean => {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x5c || code === 0x24 || code === 0x25 || code > 127) return true
  }
  return false
}

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['"', '"'],
  ['\\', '\\'],
])

const hexEnd = (text: string, at: number, limit: number): number => {
  while (at < limit && /^[0-9a-fA-F]$/.test(text.charAt(at))) at++
  return at
}

/** Decodes `\uNNNN` or `\UNNNNNNNN` at `start`; undefined, reported, when it names no character. */
const decodeUnicode = (reader: Reader, start: number, end: number): { value: string | undefined; end: number } => {
  const { text } = reader
  const digits = text.charAt(start + 1) === 'u' ? 4 : 8
  const stop = hexEnd(text, start + 2, Math.min(end, start + 2 + digits))
  const code = Number.parseInt(text.slice(start + 2, stop), 16)
  if (stop - start - 2 !== digits) {
    report(reader, 'invalid-escape', `\`${text.slice(start, start + 2)}\` needs ${digits} hexadecimal digits`, start, stop)
    return { value: undefined, end: stop }
  }
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    report(reader, 'invalid-escape', `\`${text.slice(start, stop)}\` is not a Unicode character`, start, stop)
    return { value: undefined, end: stop }
  }
  return { value: String.fromCodePoint(code), end: stop }
}

/** Meaning of the token text `[start, end)`; backslashes are escapes only where `quoted`. */
export const decodeLiteral = (reader: Reader, start: number, end: number, quoted: boolean): Decoded => {
  const { text } = reader
  if (!needsWork(text, start, end)) return { value: text.slice(start, end), valid: true }
  let value = ''
  let valid = true
  let from = start
  let at = start
  while (at < end) {
    const code = text.charCodeAt(at)
    if (quoted && code === 0x5c) {
      value += text.slice(from, at)
      const selector = at + 1 < end ? text.slice(at + 1, Math.min(end, at + 1 + widthAt(text, at + 1))) : ''
      const simple = simpleEscapes.get(selector)
      if (simple !== undefined) {
        value += simple
        at += 2
      } else if (selector === 'u' || selector === 'U') {
        const decoded = decodeUnicode(reader, at, end)
        if (decoded.value === undefined) valid = false
        else value += decoded.value
        at = decoded.end
      } else {
        const help =
          selector === '$' || selector === '%'
            ? `\`${selector}${selector}{\` stands for a literal \`${selector}{\``
            : 'write `\\\\` for a backslash'
        report(reader, 'invalid-escape', `\`\\${selector}\` is not an escape sequence`, at, at + 1 + selector.length, help)
        valid = false
        at += 1 + selector.length
      }
      from = at
    } else if ((code === 0x24 || code === 0x25) && text.charCodeAt(at + 1) === code && at + 2 < end && text.charCodeAt(at + 2) === 0x7b) {
      value += `${text.slice(from, at)}${text.charAt(at)}{`
      at = from = at + 3
    } else at++
  }
  return { value: normal(value + text.slice(from, end)), valid }
}

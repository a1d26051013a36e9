/** The lexer inside of templates: literal text, and where `${`, `%{` or the template's end interrupts it. */
import { isSpace } from './characters.ts'
import { frameOf, giveUpQuoted, Mode, newlineWidth, push, type Scanner } from './scanner.ts'
import { Kind } from './tokens.ts'

const dollar = 0x24
const percent = 0x25
const brace = 0x7b

/** Adds the text before `at`, if any, then the opener at `at`, and enters what it opens. */
const openSequence = (scanner: Scanner, start: number, at: number): void => {
  if (at > start) push(scanner, Kind.text, start)
  push(scanner, scanner.text.charCodeAt(at) === dollar ? Kind.interpolation : Kind.directive, at)
  scanner.at = scanner.text.charCodeAt(at + 2) === 0x7e ? at + 3 : at + 2
  scanner.frames.push(frameOf(Mode.main, scanner.count - 1))
}

/** Width of what a `$` or `%` begins when that is literal: 3 for the escapes `$${` and `%%{`, 1 otherwise; 0 when it opens a sequence. */
const literalWidth = (text: string, at: number, code: number): 0 | 1 | 3 => {
  const next = text.charCodeAt(at + 1)
  if (next === brace) return 0
  return next === code && text.charCodeAt(at + 2) === brace ? 3 : 1
}

/** After the opening quote, or after a sequence within the string. */
export const scanQuoted = (scanner: Scanner): void => {
  const { text } = scanner
  const start = scanner.at
  let at = start
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === 0x22) {
      if (at > start) push(scanner, Kind.text, start)
      push(scanner, Kind.quoteClose, at)
      scanner.at = at + 1
      scanner.frames.pop()
      return
    }
    if (code === dollar || code === percent) {
      const width = literalWidth(text, at, code)
      if (width === 0) {
        openSequence(scanner, start, at)
        return
      }
      at += width
    } else if (code === 0x5c) {
      const next = text.charCodeAt(at + 1)
      at += next === 0x0a || next === 0x0d || Number.isNaN(next) ? 1 : 2
    } else if (code === 0x0a || code === 0x0d) {
      if (at > start) push(scanner, Kind.text, start)
      push(scanner, Kind.brokenLine, at)
      scanner.at = at + (newlineWidth(text, at) || 1)
      giveUpQuoted(scanner)
      return
    } else at++
  }
  if (at > start) push(scanner, Kind.text, start)
  scanner.at = at
}

/** End of the end marker's line, its line end not counted, when the line at `at` holds nothing but `marker`; else -1. */
const markerLineEnd = (text: string, at: number, marker: string): number => {
  while (isSpace(text.charCodeAt(at)) && newlineWidth(text, at) === 0) at++
  if (!text.startsWith(marker, at)) return -1
  at += marker.length
  while (isSpace(text.charCodeAt(at)) && newlineWidth(text, at) === 0) at++
  return at === text.length || newlineWidth(text, at) > 0 ? at : -1
}

/** One line of a heredoc, or the part of it up to a sequence. */
export const scanHeredoc = (scanner: Scanner): void => {
  const { text } = scanner
  const frame = scanner.frames[scanner.frames.length - 1]!
  const start = scanner.at
  if (frame.lineStart) {
    const end = markerLineEnd(text, start, frame.marker)
    if (end >= 0) {
      scanner.frames.pop()
      // A heredoc whose marker ends the file is refused: https://github.com/hashicorp/hcl/blob/v2.24.0/hclsyntax/spec.md#template-expressions
      push(scanner, end === text.length ? Kind.heredocCut : Kind.heredocClose, start)
      if (end < text.length) push(scanner, Kind.newline, end)
      scanner.at = end + newlineWidth(text, end)
      return
    }
  }
  let at = start
  frame.lineStart = false
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === dollar || code === percent) {
      const width = literalWidth(text, at, code)
      if (width === 0) {
        openSequence(scanner, start, at)
        return
      }
      at += width
    } else if (code === 0x0a) {
      at++
      frame.lineStart = true
      break
    } else if (code === 0x0d && newlineWidth(text, at) === 0) {
      if (at > start) push(scanner, Kind.text, start)
      push(scanner, Kind.invalid, at)
      scanner.at = at + 1
      return
    } else at++
  }
  push(scanner, Kind.text, start)
  scanner.at = at
}

/** A whole file that is a template. */
export const scanBare = (scanner: Scanner): void => {
  const { text } = scanner
  const start = scanner.at
  let at = start
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === dollar || code === percent) {
      const width = literalWidth(text, at, code)
      if (width === 0) {
        openSequence(scanner, start, at)
        return
      }
      at += width
    } else if (code === 0x0a) {
      at++
      break
    } else if (code === 0x0d && newlineWidth(text, at) === 0) {
      // HCL takes all that follows a lone carriage return as literal: https://github.com/hashicorp/hcl/blob/v2.24.0/hclsyntax/scan_tokens.rl
      at = text.length
    } else at++
  }
  push(scanner, Kind.text, start)
  scanner.at = at
}

/**
 * At the end of the text with a heredoc still open: that heredoc becomes one token, through its end marker if the marker stands
 * anywhere (an unclosed `${` may have hidden it), else of its first line alone, and scanning goes on behind it. False when too often.
 */
export const giveUpHeredoc = (scanner: Scanner): boolean => {
  const depth = scanner.frames.findIndex((frame) => frame.mode === Mode.heredoc)
  if (depth < 0 || scanner.returns >= 4) return false
  scanner.returns++
  const { text } = scanner
  const { opener, marker } = scanner.frames[depth]!
  const start = scanner.starts[opener]!
  const body = scanner.count > opener + 1 ? scanner.starts[opener + 1]! : text.length
  let end = newlineWidth(text, body - 2) === 2 ? body - 2 : body - 1
  for (let line = body; line < text.length; line = text.indexOf('\n', line) + 1 || text.length) {
    const found = markerLineEnd(text, line, marker)
    if (found < 0) continue
    end = found
    break
  }
  scanner.frames.length = depth
  scanner.count = opener
  push(scanner, Kind.heredocBad, start)
  scanner.at = end
  return true
}

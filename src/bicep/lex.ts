/** Text in, tokens out: every character of the file lies in exactly one token, whatever the text. */
import type { SourceFile } from '../text/source.ts'
import { breakLine, scanMultiLine, scanQuoted } from './lex-string.ts'
import { type Frame, finish, frameOf, isLineEnd, Mode, pastLineEnds, push, type Scanner, scannerOf } from './scanner.ts'
import { Kind, type Tokens } from './tokens.ts'

/** A kind for each character that is a token by itself and begins no other. */
const single = new Uint8Array(128)
for (const [character, kind] of [
  ['[', Kind.bracketOpen],
  [']', Kind.bracketClose],
  ['(', Kind.parenOpen],
  [')', Kind.parenClose],
  [',', Kind.comma],
  ['@', Kind.at],
  ['+', Kind.plus],
  ['-', Kind.minus],
  ['*', Kind.star],
  ['%', Kind.percent],
  ['^', Kind.hat],
] as const)
  single[character.charCodeAt(0)] = kind

const wordPart = new Uint8Array(128)
for (let code = 0; code < 128; code++) if (/\w/.test(String.fromCharCode(code))) wordPart[code] = 1

const isWordPart = (code: number): boolean => code < 128 && wordPart[code] === 1
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39
const isSpace = (code: number): boolean => code === 0x20 || code === 0x09

const wordEnd = (text: string, at: number): number => {
  while (isWordPart(text.charCodeAt(at))) at++
  return at
}

// https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/bicep-config-linter#silencing-false-positives
const directives: readonly string[] = ['#disable-next-line', '#disable-diagnostics', '#restore-diagnostics']

/** A directive stands first on its line. */
const isFirstOfLine = (text: string, at: number): boolean => {
  for (let before = at - 1; before >= 0; before--) {
    const code = text.charCodeAt(before)
    if (code === 0x0a) return true
    if (!isSpace(code) && code !== 0x0d && code !== 0xfeff) return false
  }
  return true
}

/** End of the directive at `start` with its codes, and whether it has any; undefined where there is none. */
const directiveAt = (text: string, start: number): { readonly end: number; readonly empty: boolean } | undefined => {
  const keyword = directives.find((word) => text.startsWith(word, start))
  if (keyword === undefined || !isFirstOfLine(text, start)) return undefined
  let end = start + keyword.length
  let empty = true
  for (;;) {
    let code = end
    while (isSpace(text.charCodeAt(code))) code++
    let stop = code
    while (isWordPart(text.charCodeAt(stop)) || text.charCodeAt(stop) === 0x2d) stop++
    if (stop === code) return { end, empty }
    end = stop
    empty = false
  }
}

const openString = (scanner: Scanner, kind: number, start: number, end: number, frame: Frame): true => {
  push(scanner, kind, start)
  scanner.frames.push(frame)
  scanner.at = end
  return true
}

/** One token outside of strings; true when the mode may have changed. */
const scanToken = (scanner: Scanner, frame: Frame): boolean => {
  const { text } = scanner
  const start = scanner.at
  const code = text.charCodeAt(start)
  let at = start + 1
  let kind: number = code < 128 ? single[code]! : Kind.invalid
  if (isWordPart(code)) {
    kind = isDigit(code) ? Kind.number : Kind.identifier
    if (kind === Kind.number) while (isDigit(text.charCodeAt(at))) at++
    else at = wordEnd(text, at)
  } else if (kind === 0) {
    const next = text.charCodeAt(at)
    switch (code) {
      case 0x20:
      case 0x09:
        while (isSpace(text.charCodeAt(at))) at++
        kind = Kind.space
        break
      case 0x0a:
      case 0x0d:
        if (scanner.frames.length > 1) {
          breakLine(scanner, start)
          return true
        }
        at = pastLineEnds(text, at)
        kind = Kind.newline
        break
      case 0x27:
        if (next === 0x27 && text.charCodeAt(at + 1) === 0x27)
          return openString(scanner, Kind.multiOpen, start, start + 3, frameOf(Mode.multiLine))
        return openString(scanner, Kind.quoteOpen, start, at, frameOf(Mode.quoted))
      case 0x24: {
        while (text.charCodeAt(at) === 0x24) at++
        if (text.startsWith("'''", at)) return openString(scanner, Kind.multiOpen, start, at + 3, frameOf(Mode.multiLine, at - start))
        kind = Kind.invalid
        break
      }
      case 0x7b:
        frame.braces++
        kind = Kind.braceOpen
        break
      case 0x7d:
        if (frame.braces <= 0 && scanner.frames.length > 1) {
          push(scanner, Kind.interpolationEnd, start)
          scanner.at = at
          scanner.frames.pop()
          return true
        }
        frame.braces--
        kind = Kind.braceClose
        break
      case 0x23: {
        const directive = directiveAt(text, start)
        kind = directive === undefined ? Kind.invalid : directive.empty ? Kind.emptyDirective : Kind.directive
        at = directive?.end ?? at
        break
      }
      case 0x2f:
        kind = Kind.slash
        if (next === 0x2f) {
          while (at < text.length && !isLineEnd(text.charCodeAt(at))) at++
          kind = Kind.comment
        } else if (next === 0x2a) {
          const end = text.indexOf('*/', at + 1)
          kind = end < 0 ? Kind.commentOpen : Kind.comment
          at = end < 0 ? text.length : end + 2
        }
        break
      case 0x2e:
        kind = next === 0x2e && text.charCodeAt(at + 1) === 0x2e ? Kind.ellipsis : Kind.dot
        if (kind === Kind.ellipsis) at += 2
        break
      case 0x3c:
        kind = next === 0x3d ? Kind.lessEqual : Kind.less
        if (next === 0x3d) at++
        break
      case 0x3e:
        kind = next === 0x3d ? Kind.greaterEqual : Kind.greater
        if (next === 0x3d) at++
        break
      case 0x3d:
        kind = next === 0x3d ? Kind.equal : next === 0x7e ? Kind.equalInsensitive : next === 0x3e ? Kind.arrow : Kind.assign
        if (kind !== Kind.assign) at++
        break
      case 0x21:
        kind = next === 0x3d ? Kind.notEqual : next === 0x7e ? Kind.notEqualInsensitive : Kind.not
        if (kind !== Kind.not) at++
        break
      case 0x3a:
        kind = next === 0x3a ? Kind.doubleColon : Kind.colon
        if (next === 0x3a) at++
        break
      case 0x3f:
        kind = next === 0x3f ? Kind.doubleQuestion : Kind.question
        if (next === 0x3f) at++
        break
      case 0x26:
        kind = next === 0x26 ? Kind.and : Kind.invalid
        if (next === 0x26) at++
        break
      case 0x7c:
        kind = next === 0x7c ? Kind.or : Kind.pipe
        if (next === 0x7c) at++
        break
      default:
        kind = Kind.invalid
    }
  } else if (kind === Kind.invalid) {
    if (code === 0xfeff && start === 0) kind = Kind.space
    else if (code >= 0xd800 && code < 0xdc00 && (text.charCodeAt(at) & 0xfc00) === 0xdc00) at++
  }
  push(scanner, kind, start)
  scanner.at = at
  return false
}

/** Tokens of a `.bicep` or `.bicepparam` file, or of one expression. */
export const lex = (file: SourceFile): Tokens => {
  const { text } = file
  const scanner = scannerOf(text)
  for (;;) {
    if (scanner.at >= text.length) return finish(scanner, Kind.end)
    const frame = scanner.frames[scanner.frames.length - 1]!
    if (frame.mode === Mode.main) while (scanner.at < text.length && !scanToken(scanner, frame));
    else if (frame.mode === Mode.quoted) scanQuoted(scanner)
    else scanMultiLine(scanner, frame.dollars)
  }
}

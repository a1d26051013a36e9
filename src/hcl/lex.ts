/** Text in, tokens out: every character of the file lies in exactly one token, whatever the text. */
import type { SourceFile } from '../text/source.ts'
import { identifierEnd, isDigit, widthAt } from './characters.ts'
import { giveUpHeredoc, scanBare, scanHeredoc, scanQuoted } from './lex-template.ts'
import { type Frame, finish, frameOf, giveUpQuoted, Mode, newlineWidth, push, type Scanner, scannerOf } from './scanner.ts'
import { Kind, type Tokens } from './tokens.ts'

/** A kind for each character that is a token by itself and begins no other. */
const single = new Uint8Array(128)
for (const [character, kind] of [
  ['[', Kind.bracketOpen],
  [']', Kind.bracketClose],
  ['(', Kind.parenOpen],
  [')', Kind.parenClose],
  [',', Kind.comma],
  ['?', Kind.question],
  ['+', Kind.plus],
  ['-', Kind.minus],
  ['*', Kind.star],
  ['%', Kind.percent],
] as const)
  single[character.charCodeAt(0)] = kind

/** Number literals as HCL's scanner takes them, `1..2` and `1e5e6` included: https://github.com/hashicorp/hcl/blob/v2.24.0/hclsyntax/scan_tokens.rl */
const numberEnd = (text: string, at: number): number => {
  let end = at
  for (;;) {
    const code = text.charCodeAt(at)
    if (isDigit(code)) end = ++at
    else if (code === 0x2e) at++
    else if (code === 0x65 || code === 0x45) {
      const sign = text.charCodeAt(at + 1)
      const digit = sign === 0x2b || sign === 0x2d ? at + 2 : at + 1
      if (!isDigit(text.charCodeAt(digit))) return end
      end = at = digit + 1
    } else return end
  }
}

/** Whether a line begins as only a body item can, `name =` or `name "label` or `name {`: an interpolation without open brackets cannot go on so. */
const beginsItem = (text: string, at: number): boolean => {
  while (text.charCodeAt(at) === 0x20 || text.charCodeAt(at) === 0x09) at++
  let end = identifierEnd(text, at)
  if (end === at) return false
  while (text.charCodeAt(end) === 0x20 || text.charCodeAt(end) === 0x09) end++
  const code = text.charCodeAt(end)
  return code === 0x22 || code === 0x7b || (code === 0x3d && text.charCodeAt(end + 1) !== 0x3d)
}

/** After `<<`: the end of the heredoc's opening line when it is one, else -1. Sets nothing. */
const heredocHeadEnd = (text: string, at: number): number => {
  if (text.charCodeAt(at) === 0x2d) at++
  const end = identifierEnd(text, at)
  const width = newlineWidth(text, end)
  return end > at && width > 0 ? end + width : -1
}

/** One token outside of strings; true when the mode may have changed. */
const scanToken = (scanner: Scanner, frame: Frame): boolean => {
  const { text } = scanner
  const start = scanner.at
  const code = text.charCodeAt(start)
  let at = start + 1
  let kind: number = code < 128 ? single[code]! : 0
  if (kind !== 0) {
    if (kind === Kind.bracketOpen || kind === Kind.parenOpen) frame.brackets++
    else if (kind === Kind.bracketClose || kind === Kind.parenClose) frame.brackets--
    push(scanner, kind, start)
    scanner.at = at
    return false
  }
  const next = text.charCodeAt(at)
  switch (code) {
    case 0x20:
    case 0x09:
      while (text.charCodeAt(at) === 0x20 || text.charCodeAt(at) === 0x09) at++
      kind = Kind.space
      break
    case 0x0a:
      return scanNewline(scanner, frame, start, 1)
    case 0x0d:
      if (next === 0x0a) return scanNewline(scanner, frame, start, 2)
      kind = Kind.invalid
      break
    case 0x22:
      push(scanner, Kind.quoteOpen, start)
      scanner.frames.push(frameOf(Mode.quoted, scanner.count - 1))
      scanner.at = at
      return true
    case 0x7b:
      frame.braces++
      kind = Kind.braceOpen
      break
    case 0x7d:
      return scanClosingBrace(scanner, frame, start, at)
    case 0x7e:
      if (next === 0x7d) return scanClosingBrace(scanner, frame, start, at + 1)
      kind = Kind.invalid
      break
    case 0x23:
      return scanLineComment(scanner, start)
    case 0x2f:
      if (next === 0x2f) return scanLineComment(scanner, start)
      if (next === 0x2a) {
        const end = text.indexOf('*/', at + 1)
        kind = end < 0 ? Kind.commentOpen : Kind.comment
        at = end < 0 ? text.length : end + 2
      } else kind = Kind.slash
      break
    case 0x3c:
      if (next === 0x3c) {
        const end = heredocHeadEnd(text, at + 1)
        if (end >= 0) {
          const marker = text.slice(text.charCodeAt(at + 1) === 0x2d ? at + 2 : at + 1, end).trimEnd()
          push(scanner, Kind.heredocOpen, start)
          scanner.frames.push(frameOf(Mode.heredoc, scanner.count - 1, marker))
          scanner.at = end
          return true
        }
      }
      if (next === 0x3d) at++
      kind = next === 0x3d ? Kind.lessEqual : Kind.less
      break
    case 0x3e:
      if (next === 0x3d) at++
      kind = next === 0x3d ? Kind.greaterEqual : Kind.greater
      break
    case 0x3d:
      if (next === 0x3d || next === 0x3e) at++
      kind = next === 0x3d ? Kind.equal : next === 0x3e ? Kind.arrow : Kind.assign
      break
    case 0x21:
      if (next === 0x3d) at++
      kind = next === 0x3d ? Kind.notEqual : Kind.not
      break
    case 0x3a:
      if (next === 0x3a) at++
      kind = next === 0x3a ? Kind.doubleColon : Kind.colon
      break
    case 0x26:
    case 0x7c:
      if (next === code) at++
      kind = next !== code ? Kind.invalid : code === 0x26 ? Kind.and : Kind.or
      break
    case 0x2e:
      kind = next === 0x2e && text.charCodeAt(at + 1) === 0x2e ? Kind.ellipsis : Kind.dot
      if (kind === Kind.ellipsis) at += 2
      break
    default:
      if (isDigit(code)) {
        kind = Kind.number
        at = numberEnd(text, start)
        break
      }
      at = identifierEnd(text, start)
      kind = at > start ? Kind.identifier : code === 0xfeff && start === 0 ? Kind.space : Kind.invalid
      if (at === start) at += widthAt(text, start)
  }
  push(scanner, kind, start)
  scanner.at = at
  return false
}

const scanNewline = (scanner: Scanner, frame: Frame, start: number, width: number): boolean => {
  scanner.at = start + width
  const { frames } = scanner
  const broken =
    frames.length > 2 &&
    frame.braces === 0 &&
    frame.brackets <= 0 &&
    frames[frames.length - 2]!.mode === Mode.quoted &&
    scanner.kinds[frame.opener] === Kind.interpolation &&
    beginsItem(scanner.text, start + width)
  push(scanner, broken ? Kind.brokenLine : Kind.newline, start)
  if (broken) giveUpQuoted(scanner)
  return broken
}

const scanLineComment = (scanner: Scanner, start: number): boolean => {
  const end = scanner.text.indexOf('\n', start)
  push(scanner, end < 0 ? Kind.comment : Kind.lineComment, start)
  scanner.at = end < 0 ? scanner.text.length : end + 1
  return false
}

const scanClosingBrace = (scanner: Scanner, frame: Frame, start: number, end: number): boolean => {
  scanner.at = end
  if (frame.braces <= 0 && scanner.frames.length > 1) {
    push(scanner, Kind.sequenceEnd, start)
    scanner.frames.pop()
    return true
  }
  frame.braces--
  push(scanner, end - start === 2 ? Kind.sequenceEnd : Kind.braceClose, start)
  return false
}

const scan = (text: string, mode: Frame['mode']): Tokens => {
  const scanner = scannerOf(text, mode)
  if (mode === Mode.bare && text.charCodeAt(0) === 0xfeff) {
    push(scanner, Kind.space, 0)
    scanner.at = 1
  }
  for (;;) {
    const frame = scanner.frames[scanner.frames.length - 1]!
    if (scanner.at >= text.length) {
      if (!giveUpHeredoc(scanner)) return finish(scanner, Kind.end)
    } else if (frame.mode === Mode.main) {
      while (scanner.at < text.length && !scanToken(scanner, frame));
    } else if (frame.mode === Mode.quoted) scanQuoted(scanner)
    else if (frame.mode === Mode.heredoc) scanHeredoc(scanner)
    else scanBare(scanner)
  }
}

/** Tokens of a file of blocks and attributes, or of one expression. */
export const lex = (file: SourceFile): Tokens => scan(file.text, Mode.main)

/** Tokens of a file that is one template. */
export const lexTemplate = (file: SourceFile): Tokens => scan(file.text, Mode.bare)

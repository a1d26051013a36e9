/** Strings in the lexer: their text, the `${` in it and what closes it, whatever the text. */
import { frameOf, isLineEnd, Mode, pastLineEnds, push, type Scanner } from './scanner.ts'
import { Kind } from './tokens.ts'

const flush = (scanner: Scanner, from: number, to: number): void => {
  if (to > from) push(scanner, Kind.text, from)
}

const leave = (scanner: Scanner, kind: number, start: number, end: number): void => {
  push(scanner, kind, start)
  scanner.at = end
  scanner.frames.pop()
}

const interpolate = (scanner: Scanner, start: number, end: number): void => {
  push(scanner, Kind.interpolation, start)
  scanner.at = end
  scanner.frames.push(frameOf(Mode.main))
}

/** Neither a string in single quotes nor an interpolation passes the end of its line; what holds it is given up with it. */
export const breakLine = (scanner: Scanner, start: number): void => {
  push(scanner, Kind.brokenLine, start)
  scanner.at = pastLineEnds(scanner.text, start)
  scanner.frames.length = 1
  scanner.frames[0]!.braces = 0
}

/** From within `'…'` through its quote, its line's end or a `${`. */
export const scanQuoted = (scanner: Scanner): void => {
  const { text, at: from } = scanner
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x5c) {
      if (!isLineEnd(text.charCodeAt(at + 1))) at++
    } else if (code === 0x27) {
      flush(scanner, from, at)
      leave(scanner, Kind.quoteClose, at, at + 1)
      return
    } else if (code === 0x24 && text.charCodeAt(at + 1) === 0x7b) {
      flush(scanner, from, at)
      interpolate(scanner, at, at + 2)
      return
    } else if (isLineEnd(code)) {
      flush(scanner, from, at)
      breakLine(scanner, at)
      return
    }
  }
  flush(scanner, from, text.length)
  scanner.at = text.length
}

const runOf = (text: string, code: number, at: number): number => {
  let end = at
  while (text.charCodeAt(end) === code) end++
  return end - at
}

/** From within `'''…'''` through its quotes or an interpolation. The last three quotes of a run close it; the last dollars of a run interpolate. */
export const scanMultiLine = (scanner: Scanner, dollars: number): void => {
  const { text, at: from } = scanner
  for (let at = from; at < text.length; ) {
    const code = text.charCodeAt(at)
    if (code === 0x27) {
      const run = runOf(text, code, at)
      at += run
      if (run < 3) continue
      flush(scanner, from, at - 3)
      leave(scanner, Kind.multiClose, at - 3, at)
      return
    }
    if (code === 0x24 && dollars > 0) {
      const run = runOf(text, code, at)
      at += run
      if (run < dollars || text.charCodeAt(at) !== 0x7b) continue
      flush(scanner, from, at - dollars)
      interpolate(scanner, at - dollars, at + 1)
      return
    }
    at++
  }
  flush(scanner, from, text.length)
  scanner.at = text.length
}

/** What the lexer's modes share: the place in the text, the tokens so far, and the strings that are open around it. */
import type { Kind, Tokens } from './tokens.ts'

/** `main` is the language outside of strings, also within `${…}`. */
export const Mode = { main: 0, quoted: 1, multiLine: 2 } as const

export interface Frame {
  readonly mode: (typeof Mode)[keyof typeof Mode]
  /** `multiLine`: how many dollars begin an interpolation; with none there is none. */
  readonly dollars: number
  /** `main`: braces open within it. */
  braces: number
}

export interface Scanner {
  readonly text: string
  at: number
  count: number
  kinds: Uint8Array
  starts: Uint32Array
  readonly frames: Frame[]
}

export const frameOf = (mode: Frame['mode'], dollars = 0): Frame => ({ mode, dollars, braces: 0 })

export const scannerOf = (text: string): Scanner => {
  const room = (text.length >> 1) + 16
  return { text, at: 0, count: 0, kinds: new Uint8Array(room), starts: new Uint32Array(room), frames: [frameOf(Mode.main)] }
}

/** Adds a token that begins at `start`; where it ends is where the next one begins. */
export const push = (scanner: Scanner, kind: (typeof Kind)[keyof typeof Kind] | number, start: number): void => {
  if (scanner.count + 1 >= scanner.kinds.length) {
    const kinds = new Uint8Array(scanner.kinds.length * 2)
    kinds.set(scanner.kinds)
    scanner.kinds = kinds
    const starts = new Uint32Array(scanner.starts.length * 2)
    starts.set(scanner.starts)
    scanner.starts = starts
  }
  scanner.kinds[scanner.count] = kind
  scanner.starts[scanner.count++] = start
}

export const finish = (scanner: Scanner, end: number): Tokens => {
  scanner.kinds[scanner.count] = end
  scanner.starts[scanner.count] = scanner.text.length
  return { count: scanner.count, kinds: scanner.kinds, starts: scanner.starts }
}

export const isLineEnd = (code: number): boolean => code === 0x0a || code === 0x0d

/** Offset behind the line ends at `at`. */
export const pastLineEnds = (text: string, at: number): number => {
  while (isLineEnd(text.charCodeAt(at))) at++
  return at
}

/** What the lexer's modes share: the place in the text, the tokens so far, and the templates that are open around it. */
import type { Kind, Tokens } from './tokens.ts'

/** `main` is the language outside of strings, also within `${…}`. */
export const Mode = { main: 0, quoted: 1, heredoc: 2, bare: 3 } as const

export interface Frame {
  readonly mode: (typeof Mode)[keyof typeof Mode]
  /** Index of the token that opened it. */
  readonly opener: number
  /** End marker of a heredoc. */
  readonly marker: string
  /** `main`: braces, and other brackets, open within it. */
  braces: number
  brackets: number
  /** `heredoc`: the place is the start of a line, where the end marker may stand. */
  lineStart: boolean
}

export interface Scanner {
  readonly text: string
  at: number
  count: number
  kinds: Uint8Array
  starts: Uint32Array
  readonly frames: Frame[]
  /** How often an unclosed heredoc was given up and its text read again. */
  returns: number
}

export const frameOf = (mode: Frame['mode'], opener: number, marker = ''): Frame => ({
  mode,
  opener,
  marker,
  braces: 0,
  brackets: 0,
  lineStart: true,
})

export const scannerOf = (text: string, mode: Frame['mode']): Scanner => {
  const room = (text.length >> 1) + 16
  return { text, at: 0, count: 0, kinds: new Uint8Array(room), starts: new Uint32Array(room), frames: [frameOf(mode, -1)], returns: 0 }
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

/** Leaves every open template up to the next heredoc or the file itself: a quoted string cannot pass the end of its line. */
export const giveUpQuoted = (scanner: Scanner): void => {
  const { frames } = scanner
  while (frames.length > 1 && frames[frames.length - 1]!.mode !== Mode.heredoc) frames.pop()
  frames[frames.length - 1]!.lineStart = true
}

/** UTF-16 units of the line end at `at`: 2, 1, or 0 when there is none. */
export const newlineWidth = (text: string, at: number): 0 | 1 | 2 => {
  const code = text.charCodeAt(at)
  if (code === 0x0a) return 1
  return code === 0x0d && text.charCodeAt(at + 1) === 0x0a ? 2 : 0
}

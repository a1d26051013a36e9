/** Tokens of Bicep, in typed arrays: kind and start of each; they tile the text, so one ends where the next begins. */

/** INVARIANT: what never matters to the grammar comes first, then line ends, then the rest. */
export const Kind = {
  space: 0,
  /** From `//` to the line end, which is not part of it, or between slash-stars. */
  comment: 1,
  /** `#disable-next-line` and its like, with the codes behind it. */
  directive: 2,
  /** One that lacks its codes. */
  emptyDirective: 3,
  /** Line ends that stand directly behind one another. */
  newline: 4,
  /** The line end at which an unclosed string, or a `${` in one, is given up. */
  brokenLine: 5,
  /** Never in the arrays but at `count`. */
  end: 6,
  identifier: 7,
  number: 8,
  quoteOpen: 9,
  quoteClose: 10,
  /** `'''`, or `$'''` with as many dollars as begin an interpolation in it. */
  multiOpen: 11,
  multiClose: 12,
  /** Literal part of a string. */
  text: 13,
  /** `${`; in a multi-line string with as many dollars as it opened with. */
  interpolation: 14,
  /** `}` that ends it. */
  interpolationEnd: 15,
  braceOpen: 16,
  braceClose: 17,
  bracketOpen: 18,
  bracketClose: 19,
  parenOpen: 20,
  parenClose: 21,
  comma: 22,
  dot: 23,
  ellipsis: 24,
  colon: 25,
  doubleColon: 26,
  question: 27,
  doubleQuestion: 28,
  at: 29,
  assign: 30,
  arrow: 31,
  plus: 32,
  minus: 33,
  star: 34,
  slash: 35,
  percent: 36,
  hat: 37,
  pipe: 38,
  equal: 39,
  notEqual: 40,
  equalInsensitive: 41,
  notEqualInsensitive: 42,
  less: 43,
  lessEqual: 44,
  greater: 45,
  greaterEqual: 46,
  and: 47,
  or: 48,
  not: 49,
  /** One character that the language does not use. */
  invalid: 50,
  /** A comment whose star-slash is missing, to the end of the file. */
  commentOpen: 51,
} as const

export interface Tokens {
  readonly count: number
  /** `count + 1` entries count; the last is `Kind.end`. */
  readonly kinds: Uint8Array
  /** Start offsets, and at `count` the length of the text. */
  readonly starts: Uint32Array
}

/** Text of every token, in order. */
export const tokenTexts = (text: string, tokens: Tokens): readonly string[] =>
  Array.from({ length: tokens.count }, (_, index) => text.slice(tokens.starts[index], tokens.starts[index + 1]))

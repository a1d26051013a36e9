/** Tokens of HCL's native syntax, in typed arrays: kind and start of each; they tile the text, so one ends where the next begins. */

/** INVARIANT: what never matters to the grammar comes first, then line ends, then the rest. */
export const Kind = {
  space: 0,
  /** One that has no line end in it that counts: between slash-stars, or ended by the end of the file. */
  comment: 1,
  newline: 2,
  /** From `#` or `//` through its line end. */
  lineComment: 3,
  /** The line end at which an unclosed quoted string is given up. */
  brokenLine: 4,
  /** Never in the arrays but at `count`. */
  end: 5,
  identifier: 6,
  number: 7,
  quoteOpen: 8,
  quoteClose: 9,
  /** From `<<` through the line end. */
  heredocOpen: 10,
  /** The whole line of the end marker, without its line end. */
  heredocClose: 11,
  /** An end marker that ends the file without a line end. */
  heredocCut: 12,
  /** A heredoc whose end was not found by the rules, taken as one lump. */
  heredocBad: 13,
  /** Literal part of a template; in a heredoc at most one line. */
  text: 14,
  /** `${` or `${~`. */
  interpolation: 15,
  /** `%{` or `%{~`. */
  directive: 16,
  /** `}` or `~}` that ends either. */
  sequenceEnd: 17,
  braceOpen: 18,
  braceClose: 19,
  bracketOpen: 20,
  bracketClose: 21,
  parenOpen: 22,
  parenClose: 23,
  comma: 24,
  dot: 25,
  ellipsis: 26,
  colon: 27,
  doubleColon: 28,
  question: 29,
  assign: 30,
  arrow: 31,
  plus: 32,
  minus: 33,
  star: 34,
  slash: 35,
  percent: 36,
  equal: 37,
  notEqual: 38,
  less: 39,
  lessEqual: 40,
  greater: 41,
  greaterEqual: 42,
  and: 43,
  or: 44,
  not: 45,
  /** One character that the language does not use. */
  invalid: 46,
  commentOpen: 47,
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

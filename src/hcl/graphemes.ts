/** Texts as the characters that people see, which is what Terraform counts. */

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

// Two plain characters never join, but for the two of a line end.
const isSimple = /^[\u0000-\u000c\u000e-\u007f]*$/

/** Grapheme clusters, in order. */
export const graphemes = (text: string): readonly string[] =>
  isSimple.test(text) ? text.split('') : Array.from(segmenter.segment(text), ({ segment }) => segment)

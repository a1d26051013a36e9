/** A file in, its comments that hold a given word out, each with the code it stands beside or above. */
import { type Comment, closersOf } from '../text/comments.ts'
import type { SourceFile, Span } from '../text/source.ts'
import { lex } from './lex.ts'
import { Kind, type Tokens } from './tokens.ts'

const openers: ReadonlySet<number> = new Set([
  Kind.quoteOpen,
  Kind.heredocOpen,
  Kind.interpolation,
  Kind.directive,
  Kind.braceOpen,
  Kind.bracketOpen,
  Kind.parenOpen,
])
const closers: ReadonlySet<number> = new Set([
  Kind.quoteClose,
  Kind.heredocClose,
  Kind.heredocCut,
  Kind.sequenceEnd,
  Kind.braceClose,
  Kind.bracketClose,
  Kind.parenClose,
])

/** From a line's first token through the line, and through all that is opened in it. */
const lineFrom = (file: SourceFile, { count, kinds, starts }: Tokens, closing: Uint32Array, first: number): Span => {
  let at = first
  while (at < count) {
    const kind = kinds[at]!
    if (kind === Kind.newline || kind === Kind.brokenLine || kind === Kind.lineComment || closers.has(kind)) break
    at = openers.has(kind) && closing[at]! > at ? closing[at]! + 1 : at + 1
  }
  const start = starts[first]!
  const lineEnd = file.text.indexOf('\n', start)
  return { file, start, end: Math.max(starts[at]!, lineEnd < 0 ? file.text.length : lineEnd) }
}

/** Comments with `word` in them, in order. Strings, heredocs and comments that never end hold none. The work grows with the length of the text. */
export const commentsWith = (word: string, file: SourceFile): readonly Comment[] => {
  const { text } = file
  let next = text.indexOf(word)
  if (next < 0) return []
  const tokens = lex(file)
  const { count, kinds, starts } = tokens
  const closing = closersOf(tokens, openers, closers)
  const lines = new Map<number, Span>()
  const coveredBy = (first: number): Span => {
    const known = lines.get(first) ?? lineFrom(file, tokens, closing, first)
    lines.set(first, known)
    return known
  }
  const found: { span: Span; covers?: Span }[] = []
  /** Comments above the line that is being looked at. */
  let above: { span: Span; covers?: Span }[] = []
  let firstCode = -1
  let isBlank = true
  for (let at = 0; at < count; at++) {
    const kind = kinds[at]!
    const start = starts[at]!
    const end = starts[at + 1]!
    if (kind === Kind.newline || kind === Kind.brokenLine) {
      if (isBlank) above = []
      firstCode = -1
      isBlank = true
    } else if (kind === Kind.comment || kind === Kind.lineComment) {
      if (next >= 0 && next < start) next = text.indexOf(word, start)
      if (next >= 0 && next < end) {
        const comment = { span: { file, start, end: kind === Kind.lineComment ? withoutLineEnd(text, start, end) : end } }
        found.push(comment)
        if (firstCode >= 0) Object.assign(comment, { covers: coveredBy(firstCode) })
        else above.push(comment)
      }
      const ends = kind === Kind.lineComment
      if (ends || text.slice(start, end).includes('\n')) firstCode = -1
      isBlank = ends
    } else if (kind !== Kind.space) {
      if (firstCode < 0) firstCode = at
      for (const comment of above) comment.covers = coveredBy(at)
      above = []
      isBlank = false
      // What ends with its line is a whole line: the opening of a heredoc, each line in it.
      if (text.charCodeAt(end - 1) === 0x0a) {
        firstCode = -1
        isBlank = true
      }
    }
  }
  return found
}

const withoutLineEnd = (text: string, start: number, end: number): number => {
  let at = end
  while (at > start && (text.charCodeAt(at - 1) === 0x0a || text.charCodeAt(at - 1) === 0x0d)) at--
  return at
}

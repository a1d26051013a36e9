/** A file in, its comments that hold a given word out, each with the code it stands beside or above. */
import { type Comment, closersOf } from '../text/comments.ts'
import type { SourceFile, Span } from '../text/source.ts'
import { lex } from './lex.ts'
import { Kind, type Tokens } from './tokens.ts'

const openers: ReadonlySet<number> = new Set([
  Kind.quoteOpen,
  Kind.multiOpen,
  Kind.interpolation,
  Kind.braceOpen,
  Kind.bracketOpen,
  Kind.parenOpen,
])
const closers: ReadonlySet<number> = new Set([
  Kind.quoteClose,
  Kind.multiClose,
  Kind.interpolationEnd,
  Kind.braceClose,
  Kind.bracketClose,
  Kind.parenClose,
])

const isLineEnd = (kind: number): boolean => kind === Kind.newline || kind === Kind.brokenLine

/** From a line's first token through the line, and through all that is opened in it. Decorators go with what they decorate. */
const lineFrom = (file: SourceFile, { count, kinds, starts }: Tokens, closing: Uint32Array, first: number): Span => {
  let at = first
  let isDecorator = kinds[first] === Kind.at
  while (at < count) {
    const kind = kinds[at]!
    if (closers.has(kind)) break
    if (isLineEnd(kind)) {
      if (!isDecorator) break
      while (at < count && kinds[at]! <= Kind.brokenLine) at++
      isDecorator = kinds[at] === Kind.at
    } else at = openers.has(kind) && closing[at]! > at ? closing[at]! + 1 : at + 1
  }
  const start = starts[first]!
  const lineEnd = file.text.indexOf('\n', start)
  return { file, start, end: Math.max(starts[at]!, lineEnd < 0 ? file.text.length : lineEnd) }
}

/** Comments with `word` in them, in order. Strings, directives and comments that never end hold none. The work grows with the length of the text. */
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
    if (isLineEnd(kind)) {
      // A blank line parts a comment from what is below.
      if (isBlank || (text.slice(start, end).match(/\r\n?|\n/g)?.length ?? 0) > 1) above = []
      isBlank = true
      firstCode = -1
    } else if (kind === Kind.comment) {
      isBlank = false
      if (next >= 0 && next < start) next = text.indexOf(word, start)
      if (next >= 0 && next < end) {
        const comment = { span: { file, start, end } }
        found.push(comment)
        if (firstCode >= 0) Object.assign(comment, { covers: coveredBy(firstCode) })
        else above.push(comment)
      }
      if (text.slice(start, end).includes('\n')) firstCode = -1
    } else if (kind !== Kind.space) {
      isBlank = false
      if (kind < Kind.newline) continue
      if (firstCode < 0) firstCode = at
      for (const comment of above) comment.covers = coveredBy(at)
      above = []
    }
  }
  return found
}

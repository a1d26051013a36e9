/** What comments of every language have in common: where they stand, what they cover, and which token closes which. */
import type { Span } from './source.ts'

export interface Comment {
  /** Signs of the comment included, the line end not. */
  readonly span: Span
  /**
   * At the end of a line: that line. On lines of its own: the line right below. Either way on to the end of the block, list or text
   * that begins there. Absent where nothing stands below.
   */
  readonly covers?: Span
}

/** For each token that opens something the one that closes it; 0 where none does. Kinds that open and close are the language's own. */
export const closersOf = (
  { count, kinds }: { readonly count: number; readonly kinds: Uint8Array },
  openers: ReadonlySet<number>,
  closers: ReadonlySet<number>,
): Uint32Array => {
  const found = new Uint32Array(count)
  const open: number[] = []
  for (let at = 0; at < count; at++) {
    const kind = kinds[at]!
    if (openers.has(kind)) open.push(at)
    else if (closers.has(kind)) {
      const opener = open.pop()
      if (opener !== undefined) found[opener] = at
    }
  }
  return found
}

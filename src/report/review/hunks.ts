/** A file's patch as GitHub gives it comes in; out come the lines of its head that one may comment on, hunk by hunk, and which of them are new. */

/** Lines `first` to `last` of the head, context included. */
export interface Hunk {
  readonly first: number
  readonly last: number
  readonly added: ReadonlySet<number>
}

// A count of one is left out: https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html
const header = /^@@ -\d{1,9}(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@/

/** A hunk that only removes has no line on the right and is left out. Of a patch that is cut off, or no patch, as much as can be read. */
export const readHunks = (patch: string): readonly Hunk[] => {
  const found: Hunk[] = []
  const lines = patch.split('\n')
  for (let at = 0; at < lines.length; ) {
    const match = header.exec(lines[at++]!)
    if (match === null) continue
    let old = Number(match[1] ?? 1)
    let left = Number(match[3] ?? 1)
    const first = Number(match[2])
    const added = new Set<number>()
    let line = first
    for (; at < lines.length && (old > 0 || left > 0); at++) {
      const sign = lines[at]!.slice(0, 1)
      // `\ No newline at end of file` is about the line before.
      if (sign === '\\') continue
      if (sign === '-' && old > 0) old--
      else if (sign === '+' && left > 0) {
        left--
        added.add(line++)
        // A context line that is empty may have lost its space on the way.
      } else if ((sign === ' ' || sign === '' || sign === '\r') && old > 0 && left > 0) {
        old--
        left--
        line++
      } else break
    }
    if (line > first) found.push({ first, last: line - 1, added })
  }
  return found
}

/** Of hunks in their order, as git gives them. */
export const hunkAt = (hunks: readonly Hunk[], line: number): Hunk | undefined => {
  let low = 0
  let high = hunks.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (hunks[middle]!.last < line) low = middle + 1
    else high = middle
  }
  const hunk = hunks[low]
  return hunk !== undefined && hunk.first <= line ? hunk : undefined
}

/** Two texts → the `patch` that GitHub gives for a changed file, and which lines of it a comment may stand on. */
import { diffArrays, structuredPatch } from 'diff'

export type Side = 'LEFT' | 'RIGHT'

export interface PatchLine {
  readonly hunk: number
  readonly left?: number
  readonly right?: number
  /** GitHub's `position`: lines below the first `@@`, later `@@` lines counted. */
  readonly position: number
  readonly text: string
}

export interface Patch {
  readonly text: string
  readonly additions: number
  readonly deletions: number
  readonly lines: readonly PatchLine[]
  readonly heads: readonly string[]
}

/** An empty range is told by the line before it: https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html */
const span = (start: number, count: number): string => (count === 1 ? `${start}` : `${count === 0 ? start - 1 : start},${count}`)

/** What git writes after the second `@@`: the last line above the hunk that begins with a letter, `_` or `$`: https://git-scm.com/docs/gitattributes#_defining_a_custom_hunk_header */
const section = (before: readonly string[], start: number): string => {
  for (let line = Math.min(start - 1, before.length); line >= 1; line--) {
    const text = before[line - 1]!
    if (/^[A-Za-z_$]/.test(text)) return ` ${text.slice(0, 80).trimEnd()}`
  }
  return ''
}

export const patchOf = (before: string, after: string): Patch => {
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: 3 })
  const old = before.split('\n')
  const lines: PatchLine[] = []
  const texts: string[] = []
  const heads: string[] = []
  let additions = 0
  let deletions = 0
  hunks.forEach((hunk, index) => {
    const head = `@@ -${span(hunk.oldStart, hunk.oldLines)} +${span(hunk.newStart, hunk.newLines)} @@${section(old, hunk.oldStart)}`
    heads.push(head)
    texts.push(head)
    let left = hunk.oldStart
    let right = hunk.newStart
    for (const text of hunk.lines) {
      const position = texts.length
      texts.push(text)
      if (text.startsWith('+')) {
        additions++
        lines.push({ hunk: index, right: right++, position, text })
      } else if (text.startsWith('-')) {
        deletions++
        lines.push({ hunk: index, left: left++, position, text })
      } else if (text.startsWith(' ')) lines.push({ hunk: index, left: left++, right: right++, position, text })
    }
  })
  return { text: texts.join('\n'), additions, deletions, lines, heads }
}

export const lineAt = (patch: Patch, side: Side, line: number): PatchLine | undefined =>
  patch.lines.find((at) => (side === 'RIGHT' ? at.right : at.left) === line)

/** The part of the patch that GitHub shows above a comment: the hunk down to the line. */
export const hunkAbove = (patch: Patch, at: PatchLine): string =>
  [
    patch.heads[at.hunk]!,
    ...patch.lines.filter((line) => line.hunk === at.hunk && line.position <= at.position).map((line) => line.text),
  ].join('\n')

/** Where a line of the first text is in the second; undefined where it was changed or removed. */
export const followLine = (before: string, after: string, line: number): number | undefined => {
  let left = 1
  let right = 1
  for (const { added, removed, value } of diffArrays(before.split('\n'), after.split('\n'))) {
    if (removed) left += value.length
    else if (added) right += value.length
    else {
      if (line >= left && line < left + value.length) return right + line - left
      left += value.length
      right += value.length
    }
    if (line < left) return undefined
  }
  return undefined
}

/** A pull request from two versions of its files, with patches as GitHub gives them, made by another program. */
import { structuredPatch } from 'diff'
import type { ChangedFile, PullRequestView } from '../../src/report/review/review.ts'

export const head = 'abc1234567890abc1234567890abc1234567890a'

export const patchOf = (before: string, after: string, context = 3): string =>
  structuredPatch('f', 'f', before, after, '', '', { context })
    .hunks.map(
      ({ oldStart, oldLines, newStart, newLines, lines }) => `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@\n${lines.join('\n')}`,
    )
    .join('\n')

export const changed = (path: string, before: string, after: string, context?: number): ChangedFile => ({
  path,
  status: before === '' ? 'added' : 'modified',
  patch: patchOf(before, after, context),
})

/** `shift`: lines that the head has above those of the judged tree. */
export const viewOf = (files: readonly ChangedFile[], shift = 0): PullRequestView => ({
  head,
  files,
  lineAtHead: (_path, line) => line + shift,
})

/** What a file is after the lines `first` to `last` were replaced by a suggestion of this body, as GitHub replaces them. */
export const applied = (text: string, first: number, last: number, body: string): string => {
  const [, fence] = /^(`{3,})suggestion$/m.exec(body)!
  const start = body.indexOf(`${fence}suggestion\n`) + fence!.length + 'suggestion\n'.length
  const end = body.indexOf(`\n${fence}\n`, start - 1)
  const block = body.slice(start, Math.max(start, end))
  const lines = text.split('\n')
  return [...lines.slice(0, first - 1), ...(end < start ? [] : block.split('\n')), ...lines.slice(last)].join('\n')
}

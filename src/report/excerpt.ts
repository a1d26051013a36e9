/** A span as a person reads it: the lines of source with their numbers, and carets under what is meant. */
import { lineText, positionAt, type Span } from '../text/source.ts'
import type { Paint, Tone } from './paint.ts'
import { type Cell, cellsOf, plain, widthOf } from './plain.ts'

/** Columns of source shown; longer lines are cut around the span. */
const columns = 110
/** Columns kept before the span when the beginning of a line is cut. */
const lead = 30
/** Lines shown of a long span: its beginning, and its last line. */
const opening = 5

const joined = (cells: readonly Cell[]): string => cells.map((cell) => cell.text).join('')

/** As many cells as fit in `width`, with an ellipsis where some are left out. */
const fitting = (cells: readonly Cell[], width: number): readonly Cell[] => {
  if (widthOf(cells) <= width) return cells
  const kept: Cell[] = []
  let left = width - 1
  for (const cell of cells) {
    if (cell.width > left) break
    kept.push(cell)
    left -= cell.width
  }
  return [...kept, { text: '…', width: 1 }]
}

/** One line with `[start, end)` of it marked: what is printed, and where the carets go. */
export const markedLine = (
  line: string,
  start: number,
  end: number,
): { readonly text: string; readonly indent: number; readonly carets: number } => {
  // No more text than can be shown is looked at, so that a file of one endless line costs nothing.
  let before = cellsOf(line.slice(Math.max(0, start - 4 * columns), start))
  let cut = start > 4 * columns
  if (cut || widthOf(before) > columns - lead) {
    let width = 0
    let from = before.length
    while (from > 0 && width + before[from - 1]!.width <= lead) width += before[--from]!.width
    before = before.slice(from)
    cut = true
  }
  const shownBefore = cut ? [{ text: '…', width: 1 }, ...before] : before
  const indent = widthOf(shownBefore)
  const rest = cellsOf(line.slice(start, start + 4 * columns))
  const shown = fitting(rest, columns - indent)
  const marked = widthOf(cellsOf(line.slice(start, Math.min(end, start + 4 * columns))))
  return { text: (joined(shownBefore) + joined(shown)).trimEnd(), indent, carets: Math.max(1, Math.min(marked, widthOf(shown))) }
}

/** `path:line:column` of a span, made harmless. */
export const placeText = (span: Span, showPath: (path: string) => string): string => {
  const { line, column } = positionAt(span.file, span.start)
  return `${plain(showPath(span.file.path))}:${line}:${column}`
}

export interface ExcerptOptions {
  readonly paint: Paint
  readonly tone: Tone
  readonly showPath: (path: string) => string
  readonly label?: string
}

/** Lines to print, without line ends. `gutter` is the width of the line numbers, for what is printed under it. */
export const excerptOf = (span: Span, options: ExcerptOptions): { readonly lines: readonly string[]; readonly gutter: number } => {
  const { paint, tone } = options
  const { file } = span
  const first = positionAt(file, span.start)
  // A span that ends with a line break ends on the line before it.
  const last = positionAt(file, Math.max(span.start, span.end - 1))
  const label = options.label === undefined ? '' : ` ${plain(options.label)}`
  const shown: number[] = []
  for (let line = first.line; line <= last.line; line++) {
    if (line === first.line + opening && line < last.line - 1) line = last.line
    shown.push(line)
  }
  const following = last.line + 1
  const withFollowing = first.line === last.line && lineText(file, following).trim() !== ''
  const gutter = Math.max(2, String(withFollowing ? following : last.line).length)
  const bar = paint('faint', '│')
  const empty = `${' '.repeat(gutter)} ${bar}`
  const numbered = (line: number): string => `${paint('faint', String(line).padStart(gutter))} ${bar}`
  const whole = (line: number): string => markedLine(lineText(file, line), 0, 0).text
  const lines = [`${' '.repeat(gutter)} ${paint('faint', '┌─')} ${placeText(span, options.showPath)}`]

  if (span.end === span.start && span.start === 0 && file.text === '') return { lines, gutter }
  if (first.line === last.line) {
    const text = lineText(file, first.line)
    const marked = markedLine(text, first.column - 1, Math.min(text.length, span.end - span.start + first.column - 1))
    lines.push(`${numbered(first.line)} ${marked.text}`.trimEnd())
    lines.push(`${empty} ${' '.repeat(marked.indent)}${paint(tone, '^'.repeat(marked.carets) + label)}`)
    if (withFollowing) lines.push(`${numbered(following)} ${whole(following)}`)
  } else {
    let previous = first.line - 1
    for (const line of shown) {
      if (line !== previous + 1) lines.push(`${' '.repeat(gutter)} ${paint('faint', '┆')} ${paint(tone, '│')} …`)
      lines.push(`${numbered(line)} ${paint(tone, line === first.line ? '╭' : '│')} ${whole(line)}`.trimEnd())
      previous = line
    }
    lines.push(`${empty} ${paint(tone, `╰─${label}`)}`)
  }
  lines.push(empty)
  return { lines, gutter }
}

/** Source files and spans of them: offsets everywhere, line and column only when somebody asks. */

export type Language = 'terraform' | 'tfvars' | 'yaml' | 'json' | 'bicep'

/** One file as it was read. `path` is relative to the workspace, with forward slashes. */
export interface SourceFile {
  readonly path: string
  readonly text: string
  readonly language: Language
}

/** Half-open `[start, end)` in UTF-16 offsets of `file.text`. Never part of equality. */
export interface Span {
  readonly file: SourceFile
  readonly start: number
  readonly end: number
  /** Tells apart what stands at one place: code that is written there in the place of other code. */
  readonly part?: number
}

/** Where something is written, told apart from all else. */
export const placeKey = ({ file, start, part }: Span): string => `${file.path}:${start}${part === undefined ? '' : `.${part}`}`

/** 1-based line and 1-based column in UTF-16 units, as editors and GitHub count them. */
export interface Position {
  readonly line: number
  readonly column: number
}

const lineStartsOf = new WeakMap<SourceFile, readonly number[]>()

/** Offsets at which the lines of a file begin; counted once per file. */
export const lineStarts = (file: SourceFile): readonly number[] => {
  let starts = lineStartsOf.get(file)
  if (starts === undefined) {
    const found = [0]
    for (let at = file.text.indexOf('\n'); at !== -1; at = file.text.indexOf('\n', at + 1)) found.push(at + 1)
    starts = found
    lineStartsOf.set(file, starts)
  }
  return starts
}

export const positionAt = (file: SourceFile, offset: number): Position => {
  const starts = lineStarts(file)
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (starts[middle]! <= offset) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: offset - starts[low]! + 1 }
}

/** Text of a 1-based line without its line end. */
export const lineText = (file: SourceFile, line: number): string => {
  const starts = lineStarts(file)
  const start = starts[line - 1] ?? file.text.length
  const end = starts[line] ?? file.text.length
  return file.text.slice(start, end).replace(/\r?\n$/, '')
}

export const spanText = (span: Span): string => span.file.text.slice(span.start, span.end)

/** The whole-file span of length zero at the top: for what has no better place. */
export const topOf = (file: SourceFile): Span => ({ file, start: 0, end: 0 })

/** `path:line:column`, as compilers and editors write it. */
export const placeOf = (span: Span): string => {
  const { line, column } = positionAt(span.file, span.start)
  return `${span.file.path}:${line}:${column}`
}

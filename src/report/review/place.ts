/** How comments name a line: its path and number as the reader of the pull request sees them, with a link where there is an address. */
import { positionAt, type Span } from '../../text/source.ts'
import { code, codeLink } from '../markdown.ts'
import type { PlanOptions, PullRequestView } from './review.ts'

export interface Places {
  /** `path:line` as text of others: not yet safe. */
  textOf(path: string, line: number): string
  /** Safe Markdown. */
  of(span: Span): string
}

/** Numbers are those of the head where it has the line. */
export const placesIn = (view: Pick<PullRequestView, 'lineAtHead'>, linkTo?: PlanOptions['linkTo']): Places => {
  const textOf = (path: string, line: number): string => `${path}:${view.lineAtHead(path, line) ?? line}`
  return {
    textOf,
    of: ({ file, start }) => {
      const { line } = positionAt(file, start)
      const text = textOf(file.path, line)
      return linkTo === undefined ? code(text) : codeLink(text, linkTo(file.path, line))
    },
  }
}

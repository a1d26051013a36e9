/** What would be posted, in lines for a log: for those who want to see it first. */
import { plain } from '../../report/plain.ts'
import type { PlannedCheckRun, PublishPlan } from '../../report/review/review.ts'
import { counted } from '../../report/wording.ts'

const longestLine = 160

const firstLine = (body: string): string => plain(body.trim().split('\n')[0]!, longestLine)

export const describePlan = ({ review, edits, sticky, told }: PublishPlan): readonly string[] => [
  ...(review === undefined
    ? ['no review']
    : [
        `a review with ${counted(review.comments.length, 'comment')}`,
        ...review.comments.map(({ path, line, startLine, body }) =>
          plain(`  ${path}:${startLine === undefined ? '' : `${startLine}-`}${line} ${firstLine(body)}`),
        ),
      ]),
  ...(edits.length === 0
    ? []
    : [counted(edits.length, 'change of a comment', 'changes of comments'), ...edits.map(({ id, body }) => `  ${id} ${firstLine(body)}`)]),
  sticky === undefined
    ? 'no change of the summary comment'
    : `${sticky.id === undefined ? 'a new summary comment' : `another text of the summary comment ${sticky.id}`}: ${firstLine(sticky.body)}`,
  ...(told.size === 0 ? [] : [`${counted(told.size, 'finding')} told already by comments that stay`]),
]

export const describeCheckRun = (name: string, { conclusion, title, annotations }: PlannedCheckRun): readonly string[] => [
  plain(`a check run \`${name}\`: ${conclusion}, ${firstLine(title)}, with ${counted(annotations.length, 'annotation')}`),
]

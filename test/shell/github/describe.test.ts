import { expect, test } from 'vitest'
import { describeCheckRun, describePlan } from '../../../src/shell/github/describe.ts'

test('a plan reads as what it would do', () => {
  expect(
    describePlan({
      review: {
        body: 'Two findings',
        comments: [
          { key: 'a', path: 'main.tf', line: 12, body: '**Replies are dropped** · `error`\n\nmore' },
          { key: 'b', path: 'a b.tf', line: 15, startLine: 13, body: '**Another**\u001b[31m\n' },
        ],
      },
      edits: [{ id: 5, body: 'Fixed in `abc1234`\n\n…' }],
      sticky: { id: 9, body: '## One error\n\n…' },
      told: new Set(['c']),
    }),
  ).toEqual([
    'a review with 2 comments',
    '  main.tf:12 **Replies are dropped** · `error`',
    '  a b.tf:13-15 **Another**␛[31m',
    '1 change of a comment',
    '  5 Fixed in `abc1234`',
    'another text of the summary comment 9: ## One error',
    '1 finding told already by comments that stay',
  ])
  expect(describePlan({ edits: [], sticky: { body: 'x' }, told: new Set() })).toEqual(['no review', 'a new summary comment: x'])
  expect(describePlan({ edits: [], told: new Set() })).toEqual(['no review', 'no change of the summary comment'])
})

test('so does a check run', () => {
  expect(describeCheckRun('network', { conclusion: 'failure', title: 'It does not hold', summary: '', annotations: [] })).toEqual([
    'a check run `network`: failure, It does not hold, with 0 annotations',
  ])
})

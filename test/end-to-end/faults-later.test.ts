/** Whatever goes wrong when comments change and a check run grows: the verdict is the same, and the next run leaves the right comments. */
import { afterAll, expect, test } from 'vitest'
import { saidBy, type Target, type Total, tryAll } from '../support/github/matrix.ts'

const total: Total = { requests: 0, faults: 0, duplicates: 0, lost: 0, twice: 0 }
afterAll(() => console.log('faults in a later run:', JSON.stringify(total)))

const targets: readonly Target[] = [
  { name: 'the change of a comment', method: 'PATCH', path: /\/pulls\/comments\/\d+$/, isLater: true },
  { name: 'the change of the summary comment', method: 'PATCH', path: /\/issues\/comments\/\d+$/, isLater: true },
]

test.concurrent.each(targets)('$name', async (target) => {
  const said = saidBy(await tryAll(target, total))
  for (const [kind, warnings] of Object.entries(said)) expect([kind, warnings.length <= 1]).toEqual([kind, true])
  for (const kind of ['error-before', 'error-after-write', 'timeout-before', 'timeout-after-write'])
    expect([kind, said[kind]]).toEqual([kind, []])
  for (const kind of ['rate-limit', 'secondary-limit', 'forbidden', 'unprocessable']) expect([kind, said[kind]?.length]).toEqual([kind, 1])
})

test.concurrent('further annotations of a check run', async () => {
  const target: Target = {
    name: 'annotations',
    method: 'PATCH',
    path: /\/check-runs\/\d+$/,
    more: 49,
    how: { inputs: { review: 'false', comment: 'never' } },
  }
  const said = saidBy(await tryAll(target, total, ['error-after-write', 'forbidden', 'unprocessable']))
  expect(said).toEqual({
    'error-after-write': [],
    forbidden: [expect.stringMatching(/^1 annotation of the check run `network proof` could not be posted: the token may not/)],
    unprocessable: [expect.stringMatching(/^1 annotation of the check run `network proof` could not be posted: GitHub refused it/)],
  })
})

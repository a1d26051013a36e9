/** Whatever goes wrong at whatever request that posts: the verdict is the same, nothing is lost or told twice, and the next run leaves the right comments. */
import { afterAll, expect, test } from 'vitest'
import { faultKinds, saidBy, type Target, type Total, tryAll } from '../support/github/matrix.ts'

const total: Total = { requests: 0, faults: 0, duplicates: 0, lost: 0, twice: 0 }
afterAll(() => console.log('faults at requests that post:', JSON.stringify(total)))

const targets: readonly (Target & { readonly mended?: readonly string[]; readonly told?: { readonly unprocessable: number } })[] = [
  // What is refused as one review is posted comment by comment.
  { name: 'the review', method: 'POST', path: /\/pulls\/1\/reviews$/, mended: ['unprocessable'], told: { unprocessable: 3 } },
  { name: 'the summary comment', method: 'POST', path: /\/issues\/1\/comments$/ },
  // Its annotations are sent after it.
  { name: 'the check run', method: 'POST', path: /\/check-runs$/, mended: ['unprocessable'] },
]

test.concurrent.each(targets)('$name', async ({ mended = [], told = {}, ...target }) => {
  const said = saidBy(await tryAll(target, total, faultKinds, told))
  const counts = Object.fromEntries(Object.entries(said).map(([kind, warnings]) => [kind, warnings.length]))
  // One warning where it is given up or waited for, none where trying again helps.
  const { garbage, ...others } = counts
  expect(others).toEqual({
    'error-before': 0,
    'error-after-write': 0,
    'timeout-before': 0,
    'timeout-after-write': 0,
    'rate-limit': 1,
    'secondary-limit': 1,
    'not-found': 1,
    forbidden: 1,
    unprocessable: mended.includes('unprocessable') ? 0 : 1,
  })
  expect(garbage).toBeLessThanOrEqual(1)
})

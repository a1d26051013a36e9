/** Whatever goes wrong at whatever request that reads: the verdict is the same, nothing is lost or told twice, and the next run leaves the right comments. */
import { afterAll, expect, test } from 'vitest'
import { saidBy, type Target, type Total, tryAll } from '../support/github/matrix.ts'

const total: Total = { requests: 0, faults: 0, duplicates: 0, lost: 0, twice: 0 }
afterAll(() => console.log('faults at requests that read:', JSON.stringify(total)))

const targets: readonly Target[] = [
  { name: 'the list of changed files', method: 'GET', path: /\/pulls\/1\/files$/ },
  { name: 'the list of review comments', method: 'GET', path: /\/pulls\/1\/comments$/ },
  { name: 'the list of comments', method: 'GET', path: /\/issues\/1\/comments$/ },
]

test.concurrent.each(targets)('$name', async (target) => {
  const said = saidBy(await tryAll(target, total))
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
    unprocessable: 1,
  })
  expect(garbage).toBeLessThanOrEqual(1)
})

test.concurrent('all of the API, for the whole run', async () => {
  const target: Target = { name: 'all', path: /^\/(repos\/|graphql|user)/, isLasting: true }
  const kinds = ['rate-limit', 'secondary-limit', 'not-found', 'forbidden', 'unprocessable', 'garbage'] as const
  for (const warnings of Object.values(saidBy(await tryAll(target, total, kinds))))
    expect(warnings.filter((text) => !text.endsWith(': going on without'))).toEqual([
      expect.stringMatching(/^the changed files could not be listed \(.*\), so nothing is told inline$/),
      expect.stringMatching(/^the check run `network proof` could not be posted: .*; the job itself says the same$/),
    ])
})

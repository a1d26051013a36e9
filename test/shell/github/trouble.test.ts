/** Whatever becomes of one request, nothing is there twice, what counts as told is there, and the next run mends the rest. */
import { describe, expect, test } from 'vitest'
import type { Fake } from '../../support/github/fake.ts'
import type { FaultKind } from '../../support/github/faults.ts'
import type { PullRequest } from '../../support/github/state.ts'
import { runOnce, seen, type Wanted, withPull } from '../../support/posting.ts'

const wanted: Wanted = {
  findings: [
    { key: 'a', line: 12 },
    { key: 'b', line: 15, startLine: 13 },
    { key: 'c', line: 20 },
  ],
  sticky: 'Three findings',
}
const later: Wanted = {
  findings: [
    { key: 'b', line: 15, startLine: 13 },
    { key: 'c', line: 20, text: 'Other evidence' },
  ],
  sticky: 'Two findings',
}
const allOpen = { open: ['a', 'b', 'c'], fixed: [], stickies: ['Three findings'] }
const allLater = { open: ['b', 'c'], fixed: ['a'], stickies: ['Two findings'] }

const kinds: readonly FaultKind[] = [
  'error-before',
  'error-after-write',
  'timeout-before',
  'timeout-after-write',
  'rate-limit',
  'secondary-limit',
  'not-found',
  'forbidden',
  'garbage',
]
/** Once, and for as long as the run lasts; a limit then asks for an hour. */
const cases = kinds.flatMap((kind) => [
  { kind, times: 1, wait: 1 },
  { kind, times: 99, wait: 3600 },
])

const toldIsThere = (fake: Fake, pull: PullRequest, told: ReadonlySet<string>): void => {
  const { open, stickies } = seen(fake, pull)
  expect(open).toEqual([...new Set(open)])
  expect(stickies.length).toBeLessThanOrEqual(1)
  for (const key of told) expect(open).toContain(key)
}

const atFirst: readonly (readonly [string, string, RegExp])[] = [
  ['the question who we are', 'POST', /graphql/],
  ['the list of review comments', 'GET', /\/pulls\/1\/comments$/],
  ['the list of comments', 'GET', /\/issues\/1\/comments$/],
  ['the pull request', 'GET', /\/pulls\/1$/],
  ['the review', 'POST', /\/pulls\/1\/reviews$/],
  ['the summary comment', 'POST', /\/issues\/1\/comments$/],
]

describe.each(atFirst)('trouble at %s', (_, method, path) => {
  test.concurrent.each(cases)('$kind, $times times', ({ kind, times, wait }) =>
    withPull(async (fake, pull) => {
      fake.fault({ match: { method, path }, kind, times, wait })
      const { told } = await runOnce(fake, pull, wanted)
      toldIsThere(fake, pull, told)
      fake.clearFaults()
      const { warnings } = await runOnce(fake, pull, wanted)
      expect(warnings).toEqual([])
      expect(seen(fake, pull)).toEqual(allOpen)
      // One review and one summary comment, however often they were asked for.
      expect(fake.notifications()).toBe(2)
    }),
  )
})

const atLast: readonly (readonly [string, string, RegExp])[] = [
  ['the change of a comment', 'PATCH', /\/pulls\/comments\/\d+$/],
  ['the change of the summary comment', 'PATCH', /\/issues\/comments\/\d+$/],
]

describe.each(atLast)('trouble at %s', (_, method, path) => {
  test.concurrent.each(cases)('$kind, $times times', ({ kind, times, wait }) =>
    withPull(async (fake, pull) => {
      await runOnce(fake, pull, wanted)
      fake.fault({ match: { method, path }, kind, times, wait })
      const { told } = await runOnce(fake, pull, later)
      toldIsThere(fake, pull, told)
      fake.clearFaults()
      const { warnings } = await runOnce(fake, pull, later)
      expect(warnings).toEqual([])
      expect(seen(fake, pull)).toEqual(allLater)
      expect(fake.notifications()).toBe(2)
    }),
  )
})

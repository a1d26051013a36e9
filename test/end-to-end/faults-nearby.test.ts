/** Git serves nothing, or the runner's own files cannot be written: the verdict is the same, and everything is told elsewhere. */
import { afterAll, expect, test } from 'vitest'
import { disturb, faultKinds, saidBy, type Target, type Total, tryAll } from '../support/github/matrix.ts'
import { warningsOf } from '../support/github/scene.ts'

const total: Total = { requests: 0, faults: 0, duplicates: 0, lost: 0, twice: 0 }
afterAll(() => console.log('faults of git:', JSON.stringify(total)))

test.concurrent('git serves nothing: the base is asked of the API', async () => {
  const target: Target = { name: 'git', path: /\/(info\/refs|git-upload-pack)$/, isLasting: true, how: { depth: 1 } }
  // Fetching writes nothing.
  const kinds = faultKinds.filter((kind) => !kind.endsWith('after-write'))
  for (const [kind, warnings] of Object.entries(saidBy(await tryAll(target, total, kinds))))
    expect([kind, warnings]).toEqual([
      kind,
      [expect.stringMatching(/^git could not fetch what is compared \(.*\), so it is asked of GitHub's API$/)],
    ])
})

test.concurrent('the summary of the runner', async () => {
  const { disturbed, ledger } = await disturb({ name: 'summary', path: /never/, how: { breaks: ['summarise'] } })
  expect([disturbed.code, ledger.lost, ledger.twice]).toEqual([1, [], []])
  expect(warningsOf(disturbed)).toEqual(['the job summary could not be written: summarise is broken'])
})

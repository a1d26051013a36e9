import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { uploadSarif } from '../../../src/shell/github/sarif.ts'
import type { Fake } from '../../support/github/fake.ts'
import type { FaultKind } from '../../support/github/faults.ts'
import type { PullRequest } from '../../support/github/state.ts'
import { clientOf, fakeWithPull } from '../../support/posting.ts'

const report = JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'VNetProof' } }, results: [] }] })

const upload = (fake: Fake, pull: PullRequest, text = report) =>
  uploadSarif(
    clientOf(fake),
    { repository: { owner: fake.owner, repo: fake.repo }, commit: pull.mergeSha!, ref: `refs/pull/${pull.number}/merge` },
    text,
  )

test('the report arrives whole, for the merge commit', async () => {
  const { fake, pull } = await fakeWithPull()
  const { id, warnings } = await upload(fake, pull)
  expect(warnings).toEqual([])
  expect(fake.state.sarifs.get(id!)).toMatchObject({ commit: pull.mergeSha, ref: 'refs/pull/1/merge', sarif: JSON.parse(report) })
})

test('a repository without code scanning is told so', async () => {
  const { fake, pull } = await fakeWithPull({ settings: { codeScanning: false } })
  expect(await upload(fake, pull)).toEqual({
    warnings: [
      'the SARIF report could not be uploaded: this repository has no code scanning (Code Security must be enabled for this repository to use code scanning)',
    ],
  })
})

test('a permission that is missing is named', async () => {
  const { fake, pull } = await fakeWithPull({ permissions: { 'security-events': 'read' } })
  const { warnings } = await upload(fake, pull)
  expect(warnings).toEqual([
    'the SARIF report could not be posted: the token may not, the job needs `security-events: write` (which a run for a fork never has)',
  ])
})

test('a report that is too large is not sent', async () => {
  const { fake, pull } = await fakeWithPull()
  const { warnings } = await upload(fake, pull, randomBytes(10_500_000).toString('base64'))
  expect(warnings).toEqual([
    expect.stringMatching(/^the SARIF report could not be uploaded: it has 10\d{6} bytes compressed, and GitHub takes 10000000$/),
  ])
  expect(fake.requests).toEqual([])
})

test.each<FaultKind>(['error-before', 'error-after-write', 'timeout-before', 'timeout-after-write', 'secondary-limit', 'rate-limit'])(
  '%s is tried once more',
  async (kind) => {
    const { fake, pull } = await fakeWithPull()
    fake.fault({ match: { path: /sarifs$/ }, kind })
    const { id, warnings } = await upload(fake, pull)
    expect(warnings).toEqual([])
    expect(fake.state.sarifs.has(id!)).toBe(true)
    expect(fake.counts()['code-scanning/upload-sarif']).toBe(2)
  },
)

test('what does not get through is told', async () => {
  const { fake, pull } = await fakeWithPull()
  fake.fault({ match: { path: /sarifs$/ }, kind: 'error-before', times: 99 })
  expect((await upload(fake, pull)).warnings).toEqual([
    'the SARIF report could not be posted: GitHub gave no answer to rely on (502: Server Error)',
  ])
  expect(fake.counts()['code-scanning/upload-sarif']).toBe(2)
})

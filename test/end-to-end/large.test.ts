/** A pull request of 3,000 files with 2,000 findings: within every limit of GitHub, and nothing is told short without saying so. */
import { expect, test } from 'vitest'
import type { Change } from '../support/github/life.ts'
import { annotationsOf, reportIn, sceneWith, toldBelow, toldInline, warningsOf, writesOf } from '../support/github/scene.ts'
import { open, provider, settings, shut, zone } from '../support/github/zones.ts'

const roots = 20
const zonesOfRoot = 100
const pathOf = (index: number): string => `networks/${String(index % roots).padStart(2, '0')}/zone-${index}.tf`

const zones = (access: string): Change =>
  Object.fromEntries(Array.from({ length: roots * zonesOfRoot }, (_, index) => [pathOf(index), zone(`z${index}`, index, access)]))

const notes = (text: string): Change => Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`docs/${index}.md`, `${text}\n`]))

const providers = Object.fromEntries(
  Array.from({ length: roots }, (_, root) => [`networks/${String(root).padStart(2, '0')}/main.tf`, provider]),
)

test('3,000 files, 2,000 findings', async () => {
  const scene = await sceneWith({ files: { ...settings, ...providers, ...zones(shut), ...notes('before') } as Record<string, string> })
  const { fake } = scene
  fake.openPullRequest({ files: { ...zones(open), ...notes('after') } })
  const ran = await scene.run('pull_request', {
    inputs: { 'json-file': 'vnetproof.json', 'check-run': 'network proof', 'upload-sarif': 'true' },
  })
  expect([ran.code, ran.stderr, warningsOf(ran)]).toEqual([1, '', []])
  expect(ran.outputs).toMatchObject({ verdict: 'fails', fails: '2000', introduced: '2000', unsure: '0', holds: '0' })

  // Requests to the API; an hour allows 1,000, a minute 80 that create something.
  const requests = ran.requests.filter(({ operation }) => operation !== 'git')
  expect(requests.length).toBeLessThanOrEqual(120)
  expect(ran.requests.length - requests.length).toBe(4)
  expect(writesOf(ran)).toEqual([
    'pulls/create-review',
    'issues/create-comment',
    'checks/create',
    ...Array(9).fill('checks/update'),
    'code-scanning/upload-sarif',
  ])
  expect(fake.busiestMinute()).toBeLessThanOrEqual(80)
  expect(ran.notifications).toBe(2)

  const inline = toldInline(fake)
  const [review] = fake.state.reviews.values()
  expect([inline.length, new Set(inline.map(({ subject }) => subject)).size]).toEqual([30, 30])
  expect(review!.body).toMatch(/^VNetProof tells 30 findings on lines of this pull request\. 1970 more: see the annotations and the /)

  // What a review tells is not annotated; what is neither is counted.
  const annotated = annotationsOf(ran).map(({ message }) => /^subject: (.*)$/m.exec(message)![1]!)
  expect(annotated).toHaveLength(10)
  expect(annotated.filter((subject) => inline.some((one) => one.subject === subject))).toEqual([])
  expect(ran.commands.filter(({ name }) => name === 'notice').map(({ message }) => message)).toEqual([
    'and 1960 errors more: see the summary',
    '2000 new, 0 still there, 0 fixed since main',
  ])

  const [below] = toldBelow(fake)
  expect(below!.body.length).toBeLessThanOrEqual(65_536)
  expect(below!.body.match(/^\| rule .* \|$/gm)).toHaveLength(50)
  expect(below!.body).toContain('\n1950 more in the summary.\n')

  expect(Buffer.byteLength(ran.summary)).toBeLessThanOrEqual(1_048_576)
  const shown = ran.summary.match(/^### rule /gm)!.length
  expect(shown).toBeGreaterThan(500)
  expect(ran.summary).toContain(
    `And more that does not fit here: ${2_000 - shown} under Fails. The JSON report and the log hold all of it.`,
  )
  expect(reportIn(ran).findings).toHaveLength(2_000)
  expect(ran.lines.filter((line) => line.startsWith('error[closed/nsg/ssh]: '))).toHaveLength(2_000)

  const [check] = fake.state.checks.values()
  expect(check!.annotations).toHaveLength(500)
  expect(check!.summary).toContain('1500 annotations more are left out.')
  const [upload] = fake.state.sarifs.values()
  expect((upload!.sarif as { runs: { results: unknown[] }[] }).runs[0]!.results).toHaveLength(2_000)
})

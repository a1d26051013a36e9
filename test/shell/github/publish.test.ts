import { describe, expect, test } from 'vitest'
import { marked } from '../../../src/report/review/marker.ts'
import { listPosted } from '../../../src/shell/github/posted.ts'
import { publish } from '../../../src/shell/github/publish.ts'
import type { Fake } from '../../support/github/fake.ts'
import type { FaultKind } from '../../support/github/faults.ts'
import type { PullRequest } from '../../support/github/state.ts'
import { changedMain, clientOf, fakeWithPull, placeOf, planFor, run, runOnce, seen, type Wanted } from '../../support/posting.ts'

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
const sorted = (keys: ReadonlySet<string>): readonly string[] => [...keys].sort()

describe('without trouble', () => {
  test('a first run posts one review and one summary comment, a second the same finds nothing to do', async () => {
    const { fake, pull } = await fakeWithPull()
    const first = await runOnce(fake, pull, wanted)
    expect(first.warnings).toEqual([])
    expect(sorted(first.told)).toEqual(['a', 'b', 'c'])
    expect(first.commentUrl).toMatch(/\/pull\/1#issuecomment-\d+$/)
    expect(seen(fake, pull)).toEqual(allOpen)
    expect(fake.notifications()).toBe(2)
    expect([...fake.state.reviews.values()].map(({ state }) => state)).toEqual(['COMMENTED'])

    const before = fake.requests.length
    const second = await runOnce(fake, pull, wanted)
    expect(second).toEqual(first)
    expect(fake.requests.slice(before).filter(({ method, operation }) => method !== 'GET' && operation !== 'graphql')).toEqual([])
  })

  test('comments stand where they were planned', async () => {
    const { fake, pull } = await fakeWithPull()
    await runOnce(fake, pull, wanted)
    expect([...fake.state.reviewComments.values()].map(({ path, startLine, line, side }) => [path, startLine, line, side])).toEqual([
      ['main.tf', null, 12, 'RIGHT'],
      ['main.tf', 13, 15, 'RIGHT'],
      ['main.tf', null, 20, 'RIGHT'],
    ])
  })

  test('what is fixed and what has other evidence is edited in place and notifies nobody', async () => {
    const { fake, pull } = await fakeWithPull()
    await runOnce(fake, pull, wanted)
    fake.push({ 'other.tf': 'x\n' })
    const second = await runOnce(fake, pull, later)
    expect(second.warnings).toEqual([])
    expect(sorted(second.told)).toEqual(['b', 'c'])
    expect(seen(fake, pull)).toEqual(allLater)
    expect(fake.notifications()).toBe(2)
  })

  test('an Enterprise Server is posted on alike', async () => {
    const { fake, pull } = await fakeWithPull({ enterprise: true })
    await runOnce(fake, pull, wanted)
    expect((await runOnce(fake, pull, later)).warnings).toEqual([])
    expect(seen(fake, pull)).toEqual(allLater)
  })

  test('two runs with names of their own leave each other alone', async () => {
    const { fake, pull } = await fakeWithPull()
    await runOnce(fake, pull, wanted)
    const { listing } = await listPosted(clientOf(fake), { ...placeOf(fake, pull), run: 'other' })
    expect(listing?.posted).toEqual({ comments: [] })
  })

  test('answers are seen, and so is a line that is not in the diff any more', async () => {
    const { fake, pull } = await fakeWithPull()
    await runOnce(fake, pull, wanted)
    const [first] = fake.state.reviewComments.values()
    fake.reply(first!.id, 'ann')
    fake.push({ 'main.tf': changedMain('again') })
    const { listing } = await listPosted(clientOf(fake), placeOf(fake, pull))
    expect(listing!.posted.comments.map(({ key, answered, line }) => [key, answered, line])).toEqual([
      ['a', true, undefined],
      ['b', false, undefined],
      ['c', false, undefined],
    ])
  })

  test('more than a page of comments is read', async () => {
    const { fake, pull } = await fakeWithPull()
    for (let index = 0; index < 230; index++) fake.commentAs('ann', `remark ${index}`)
    await runOnce(fake, pull, wanted)
    await runOnce(fake, pull, wanted)
    expect(seen(fake, pull)).toEqual(allOpen)
  })

  test('a pull request with more comments than anybody reads gets none of ours', async () => {
    const { fake, pull } = await fakeWithPull()
    for (let index = 0; index < 3_050; index++) fake.commentAs('ann', 'x')
    const { told, warnings } = await runOnce(fake, pull, wanted)
    expect(sorted(told)).toEqual([])
    expect(warnings).toEqual([expect.stringContaining('there are more than 3000 comments')])
    expect(seen(fake, pull).stickies).toEqual([])
  })
})

describe('whose comments', () => {
  test('a marker that somebody else wrote is worth nothing', async () => {
    const { fake, pull } = await fakeWithPull()
    fake.addToken('mallory-token', 'mallory')
    const mallory = clientOf(fake, { token: 'mallory-token' })
    const forged = marked('nothing to see', { run, kind: 'finding', key: 'a', state: 'open' })
    await mallory.rest.pulls.createReviewComment({
      ...placeOf(fake, pull).repository,
      pull_number: pull.number,
      commit_id: pull.headSha,
      path: 'main.tf',
      line: 12,
      body: forged,
    })
    fake.commentAs('mallory', marked('All holds', { run, kind: 'sticky' }))
    const { told } = await runOnce(fake, pull, wanted)
    expect(sorted(told)).toEqual(['a', 'b', 'c'])
    expect(seen(fake, pull)).toEqual(allOpen)
    expect(seen(fake, pull, 'mallory')).toEqual({ open: ['a'], fixed: [], stickies: ['All holds'] })
  })

  test('a token of a person finds its own', async () => {
    const { fake, pull } = await fakeWithPull()
    fake.addToken('person', 'net-team')
    const github = clientOf(fake, { token: 'person' })
    await runOnce(fake, pull, wanted, { github })
    await runOnce(fake, pull, later, { github })
    expect(seen(fake, pull, 'net-team')).toEqual(allLater)
  })

  test('whoever GraphQL does not know is asked for otherwise', async () => {
    const { fake, pull } = await fakeWithPull()
    fake.addToken('person', 'net-team')
    fake.fault({ match: { path: /graphql/ }, kind: 'forbidden', times: 99 })
    const github = clientOf(fake, { token: 'person' })
    await runOnce(fake, pull, wanted, { github })
    await runOnce(fake, pull, later, { github })
    expect(seen(fake, pull, 'net-team')).toEqual(allLater)
  })

  test('where nobody says who we are, nothing is told twice and nothing is changed', async () => {
    const { fake, pull } = await fakeWithPull()
    fake.fault({ match: { path: /graphql/ }, kind: 'forbidden', times: 99 })
    const first = await runOnce(fake, pull, wanted)
    expect(first.warnings).toEqual([])
    const second = await runOnce(fake, pull, later)
    expect(seen(fake, pull)).toEqual(allOpen)
    expect(sorted(second.told)).toEqual(['b', 'c'])
    expect(second.warnings).toEqual(['3 comments could not be changed: GitHub does not say whom the token speaks for'])
    expect(fake.notifications()).toBe(2)
  })
})

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
const theReview = { method: 'POST', path: /\/pulls\/1\/reviews$/ }
const theSummary = { method: 'POST', path: /\/issues\/1\/comments$/ }
const thePull = { method: 'GET', path: /\/pulls\/1$/ }

const toldIsThere = (fake: Fake, pull: PullRequest, told: ReadonlySet<string>): void => {
  const { open } = seen(fake, pull)
  expect(open).toEqual([...new Set(open)])
  for (const key of told) expect(open).toContain(key)
}

describe('how often somebody is notified', () => {
  test.each(kinds)('%s of the review once', async (kind) => {
    const { fake, pull } = await fakeWithPull()
    fake.fault({ match: theReview, kind })
    const first = await runOnce(fake, pull, wanted)
    const isTaken = kind !== 'forbidden' && kind !== 'not-found'
    expect(sorted(first.told)).toEqual(isTaken ? ['a', 'b', 'c'] : [])
    expect(fake.notifications()).toBe(isTaken ? 2 : 1)
    await runOnce(fake, pull, wanted)
    expect(seen(fake, pull)).toEqual(allOpen)
    expect(fake.notifications()).toBe(2)
  })

  test.each(kinds)('%s of the summary comment once', async (kind) => {
    const { fake, pull } = await fakeWithPull()
    fake.fault({ match: theSummary, kind })
    const first = await runOnce(fake, pull, wanted)
    const isTaken = kind !== 'forbidden' && kind !== 'not-found'
    expect(first.commentUrl !== undefined).toBe(isTaken)
    await runOnce(fake, pull, wanted)
    expect(seen(fake, pull)).toEqual(allOpen)
    expect(fake.notifications()).toBe(2)
  })

  test('where nobody can look whether it is there, it is not asked for again', async () => {
    const { fake, pull } = await fakeWithPull()
    fake.fault({ match: theReview, kind: 'timeout-after-write' })
    fake.fault({ match: { method: 'GET', path: /\/pulls\/1\/comments$/, nth: 2 }, kind: 'error-before', times: 99 })
    const first = await runOnce(fake, pull, wanted)
    expect(sorted(first.told)).toEqual([])
    expect(fake.counts()['pulls/create-review']).toBe(1)
    fake.clearFaults()
    expect(sorted((await runOnce(fake, pull, wanted)).told)).toEqual(['a', 'b', 'c'])
    expect(seen(fake, pull)).toEqual(allOpen)
    expect(fake.notifications()).toBe(2)
  })

  test('what stood there before is not taken for what was asked for', async () => {
    const { fake, pull } = await fakeWithPull()
    await runOnce(fake, pull, wanted)
    const place = placeOf(fake, pull)
    const github = clientOf(fake)
    const { listing } = await listPosted(github, place)
    const { review } = planFor({ comments: [] }, { findings: [{ key: 'a', line: 18, text: 'Another of the same kind' }] })
    fake.fault({ match: theReview, kind: 'error-before' })
    await publish(github, { ...place, head: pull.headSha }, { review: review!, edits: [], told: new Set() }, listing!)
    expect(seen(fake, pull).open).toEqual(['a', 'a', 'b', 'c'])
  })

  test('a review that is refused twice is told once, in one sentence', async () => {
    const { fake, pull } = await fakeWithPull()
    fake.fault({ match: theReview, kind: 'error-before', times: 99 })
    const { warnings } = await runOnce(fake, pull, wanted)
    expect(warnings).toEqual([
      'the review could not be posted: GitHub gave no answer to rely on (502: Server Error); what it would have told is in the annotations and the job summary',
    ])
    expect(fake.counts()['pulls/create-review']).toBe(2)
  })

  test('GitHub is down: the run comes to an end and has posted nothing', async () => {
    const { fake, pull } = await fakeWithPull()
    fake.fault({ kind: 'error-before', times: 9_999 })
    const { told, warnings } = await runOnce(fake, pull, wanted)
    expect(sorted(told)).toEqual([])
    expect(warnings).toHaveLength(1)
    expect(fake.requests.length).toBeLessThan(12)
  })
})

describe('permissions', () => {
  test('a token that only reads is told what it lacks, once', async () => {
    const { fake, pull } = await fakeWithPull({ permissions: { 'pull-requests': 'read', issues: 'read' } })
    const { told, warnings } = await runOnce(fake, pull, wanted)
    expect(sorted(told)).toEqual([])
    expect(warnings).toEqual([
      'the review and the summary comment could not be posted: the token may not, the job needs `pull-requests: write` (which a run for a fork never has); what it would have told is in the annotations and the job summary',
    ])
    expect(fake.counts()['pulls/create-review']).toBe(1)
    expect(fake.counts()['issues/create-comment']).toBe(1)
  })

  test('with issues alone the summary comment is posted', async () => {
    const { fake, pull } = await fakeWithPull({ permissions: { 'pull-requests': 'read' } })
    const { warnings } = await runOnce(fake, pull, wanted)
    expect(seen(fake, pull)).toEqual({ open: [], fixed: [], stickies: ['Three findings'] })
    expect(warnings).toEqual([
      expect.stringContaining('the review could not be posted: the token may not, the job needs `pull-requests: write`'),
    ])
  })

  test('what may not be posted is not edited either, and told with it', async () => {
    const { fake, pull } = await fakeWithPull()
    await runOnce(fake, pull, wanted)
    fake.permissions['pull-requests'] = 'read'
    fake.permissions.issues = 'read'
    const before = fake.requests.length
    const { told, warnings } = await runOnce(fake, pull, {
      findings: [
        { key: 'd', line: 21 },
        { key: 'b', line: 15 },
      ],
      sticky: 'Two findings',
    })
    expect(sorted(told)).toEqual(['b'])
    expect(warnings).toEqual([
      expect.stringMatching(/^the review, the summary comment and 2 changes of comments could not be posted: the token may not/),
    ])
    expect(fake.requests.slice(before).filter(({ method }) => method === 'PATCH')).toHaveLength(1)
  })

  test('a token that GitHub does not know posts nothing', async () => {
    const { fake, pull } = await fakeWithPull()
    const { warnings } = await runOnce(fake, pull, wanted, { github: clientOf(fake, { token: 'ghs_wrong' }) })
    expect(warnings).toEqual([expect.stringContaining('GitHub does not accept the token')])
  })
})

describe('what GitHub refuses', () => {
  test('the head has moved: nothing is posted, and the next run tells', async () => {
    const { fake, pull } = await fakeWithPull()
    const old = pull.headSha
    const { told, warnings } = await runOnce(fake, pull, wanted, {
      head: old,
      between: () => void fake.push({ 'main.tf': changedMain('again') }),
    })
    expect(sorted(told)).toEqual([])
    expect(warnings).toEqual([`the pull request has moved on to ${pull.headSha.slice(0, 7)}: the run for that commit will tell`])
    expect(fake.notifications()).toBe(0)
    await runOnce(fake, pull, wanted)
    expect(seen(fake, pull)).toEqual(allOpen)
  })

  test('the head moves after it was looked at', async () => {
    const { fake, pull } = await fakeWithPull()
    const old = pull.headSha
    fake.fault({ match: thePull, kind: 'not-found' })
    const { told, warnings } = await runOnce(fake, pull, wanted, {
      head: old,
      between: () => void fake.forcePush({ 'main.tf': changedMain('again') }),
    })
    expect(sorted(told)).toEqual([])
    expect(warnings).toEqual([`the pull request has moved on to ${pull.headSha.slice(0, 7)}: the run for that commit will tell`])
    expect(fake.counts()['pulls/create-review']).toBe(1)
    expect(seen(fake, pull)).toEqual({ open: [], fixed: [], stickies: [] })
  })

  test('one line is not in the diff: the others are posted one by one', async () => {
    const { fake, pull } = await fakeWithPull()
    const { told, warnings } = await runOnce(fake, pull, {
      findings: [{ key: 'z', line: 55 }, ...wanted.findings],
      sticky: 'Four findings',
    })
    expect(sorted(told)).toEqual(['a', 'b', 'c'])
    expect(seen(fake, pull)).toEqual({ open: ['a', 'b', 'c'], fixed: [], stickies: ['Four findings'] })
    expect(warnings).toEqual([
      expect.stringMatching(
        /^1 of 4 review comments could not be posted: GitHub refused it \(.*line must be part of the diff.*; what it would have told is in the annotations and the job summary$/,
      ),
    ])
    // One by one, three times, and the summary comment.
    expect(fake.notifications()).toBe(4)
  })

  test('no more than ten one by one, worst first', async () => {
    const { fake, pull } = await fakeWithPull()
    const many = Array.from({ length: 14 }, (_, index) => ({ key: `k${String(index).padStart(2, '0')}`, line: 10 + index }))
    const { told } = await runOnce(fake, pull, { findings: [...many, { key: 'z', line: 55 }] })
    expect(sorted(told)).toEqual(many.slice(0, 10).map(({ key }) => key))
    toldIsThere(fake, pull, told)
    await runOnce(fake, pull, { findings: many })
    expect(seen(fake, pull).open).toEqual(many.map(({ key }) => key))
  })

  test.each(kinds)('%s at the second of those posted one by one', async (kind) => {
    const { fake, pull } = await fakeWithPull()
    fake.fault({ match: { method: 'POST', path: /\/pulls\/1\/comments$/, nth: 2 }, kind })
    const { told } = await runOnce(fake, pull, { findings: [...wanted.findings, { key: 'z', line: 55 }], sticky: 'Three findings' })
    toldIsThere(fake, pull, told)
    expect(sorted(told)).toEqual(kind === 'forbidden' || kind === 'not-found' ? ['a'] : ['a', 'b', 'c'])
    await runOnce(fake, pull, wanted)
    expect(seen(fake, pull)).toEqual(allOpen)
  })

  test('a review of ours that was never submitted is withdrawn', async () => {
    const { fake, pull } = await fakeWithPull()
    await clientOf(fake).rest.pulls.createReview({
      ...placeOf(fake, pull).repository,
      pull_number: pull.number,
      body: marked('left behind', { run, kind: 'review' }),
      comments: [{ path: 'main.tf', line: 12, body: 'left behind' }],
    })
    const { told, warnings } = await runOnce(fake, pull, wanted)
    expect(warnings).toEqual([])
    expect(sorted(told)).toEqual(['a', 'b', 'c'])
    expect(seen(fake, pull)).toEqual(allOpen)
    expect([...fake.state.reviews.values()].map(({ state }) => state)).toEqual(['COMMENTED'])
  })

  test("somebody's draft under the same name is left alone", async () => {
    const { fake, pull } = await fakeWithPull()
    await clientOf(fake).rest.pulls.createReview({
      ...placeOf(fake, pull).repository,
      pull_number: pull.number,
      body: 'my thoughts so far',
    })
    const { told, warnings } = await runOnce(fake, pull, wanted)
    expect(sorted(told)).toEqual([])
    expect(warnings).toEqual([expect.stringContaining('User can only have one pending review per pull request')])
    expect([...fake.state.reviews.values()].map(({ state, body }) => [state, body])).toEqual([['PENDING', 'my thoughts so far']])
    expect(seen(fake, pull).stickies).toEqual(['Three findings'])
  })
})

describe('what people and other runs do meanwhile', () => {
  test('a comment that somebody deletes does not count as told', async () => {
    const { fake, pull } = await fakeWithPull()
    await runOnce(fake, pull, wanted)
    const [first] = fake.state.reviewComments.keys()
    const changed: Wanted = {
      findings: wanted.findings.map((finding) => ({ ...finding, text: 'Other evidence' })),
      sticky: 'Three findings',
    }
    const { told, warnings } = await runOnce(fake, pull, changed, { between: () => void fake.state.reviewComments.delete(first!) })
    expect(warnings).toEqual([])
    expect(sorted(told)).toEqual(['b', 'c'])
    expect(seen(fake, pull).open).toEqual(['b', 'c'])
  })

  test('a summary comment that somebody deletes is written anew', async () => {
    const { fake, pull } = await fakeWithPull()
    await runOnce(fake, pull, wanted)
    const { commentUrl } = await runOnce(fake, pull, later, { between: () => fake.state.issueComments.clear() })
    expect(seen(fake, pull)).toEqual(allLater)
    expect(commentUrl).toContain(String([...fake.state.issueComments.keys()][0]))
  })

  test('two runs at the same time tell everything twice, and the next one leaves one of each', async () => {
    const { fake, pull } = await fakeWithPull()
    const place = placeOf(fake, pull)
    const github = clientOf(fake)
    const lists = [await listPosted(github, place), await listPosted(github, place)]
    for (const { listing } of lists) await publish(github, { ...place, head: pull.headSha }, planFor(listing!.posted, wanted), listing!)
    expect(seen(fake, pull)).toEqual({ open: ['a', 'a', 'b', 'b', 'c', 'c'], fixed: [], stickies: ['Three findings', 'Three findings'] })
    const ids = [...fake.state.reviewComments.values()].map(({ id }) => id)
    const oldest = [...fake.state.issueComments.keys()][0]
    // An answer to the younger one of `b` keeps it.
    fake.reply(ids[4]!, 'ann')
    fake.reply(ids[2]!, 'ben')
    fake.reply(ids[5]!, 'ben')
    const { told, warnings } = await runOnce(fake, pull, wanted)
    expect(warnings).toEqual([])
    expect(sorted(told)).toEqual(['a', 'b', 'c'])
    expect(seen(fake, pull)).toEqual({ ...allOpen, open: ['a', 'b', 'c', 'c'] })
    expect([...fake.state.reviewComments.values()].filter(({ inReplyTo }) => inReplyTo === undefined).map(({ id }) => id)).toEqual([
      ids[0],
      ids[2],
      ids[4],
      ids[5],
    ])
    expect([...fake.state.issueComments.keys()]).toEqual([oldest])
  })

  test('of two with one key that read differently none is taken for a repetition', async () => {
    const { fake, pull } = await fakeWithPull()
    const place = placeOf(fake, pull)
    const github = clientOf(fake)
    const { listing } = await listPosted(github, place)
    const twice: Wanted = {
      findings: [
        { key: 'a', line: 12 },
        { key: 'a', line: 12, text: 'Another of the same kind' },
        { key: 'a', line: 13 },
      ],
    }
    await publish(github, { ...place, head: pull.headSha }, planFor(listing!.posted, twice), listing!)
    const again = await listPosted(github, place)
    expect(again.listing!.duplicates).toEqual({ comments: [], stickies: [] })
    expect(again.listing!.posted.comments).toHaveLength(3)
  })
})

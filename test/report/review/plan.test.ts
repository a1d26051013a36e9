/** What is posted, edited and left alone, over several pushes; the texts themselves stand in test/fixtures/review. */
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Finding } from '../../../src/policy/policy.ts'
import { diagnosticKey } from '../../../src/report/compared.ts'
import { fingerprintOf } from '../../../src/report/fingerprint.ts'
import { annotationsOf } from '../../../src/report/outputs/annotations.ts'
import type { Report } from '../../../src/report/report.ts'
import { markOf } from '../../../src/report/review/marker.ts'
import { planOf } from '../../../src/report/review/plan.ts'
import type { PlanOptions, PostedComment, PublishPlan, PullRequestView } from '../../../src/report/review/review.ts'
import type { Diagnostic } from '../../../src/text/diagnostic.ts'
import { closed, comparedReport, comparisonOf, example, holdsNow, mended } from '../../support/compared.ts'
import { changed, head, viewOf } from '../../support/pull-request.ts'
import { clients, denied, finding, monitored, network, policyText, reportOf, ruleSpan, spanOf, variables } from '../../support/report.ts'
import { fileOf } from '../../support/source.ts'

const options: PlanOptions = {
  run: 'default',
  review: true,
  comment: 'on-findings',
  linkTo: (path, line) => `https://github.com/o/r/blob/${head}/${path}#L${line}`,
  summaryUrl: 'https://github.com/o/r/actions/runs/1',
}
/** All of the network is new. */
const whole = viewOf([changed(network.path, '', network.text)])
/** Only the rule's priority is. */
const partial = viewOf([changed(network.path, network.text.replace('200', '300'), network.text, 1)])
const nothing = { comments: [] }

const plan = (
  report: Report,
  view: PullRequestView = whole,
  comments: readonly PostedComment[] = [],
  more: Partial<PlanOptions> = {},
): PublishPlan => planOf(report, view, { comments }, { ...options, ...more })

/** What stands on the pull request after a plan was carried out. */
const standing = (done: PublishPlan, before: readonly PostedComment[] = []): readonly PostedComment[] => [
  ...before.map((posted) => {
    const body = done.edits.find(({ id }) => id === posted.id)?.body ?? posted.body
    return { ...posted, body, state: markOf(body)!.state! }
  }),
  ...(done.review?.comments ?? []).map(
    ({ key, path, line, body }, index): PostedComment => ({
      id: 100 + before.length + index,
      key,
      path,
      line,
      body,
      state: 'open',
      answered: false,
    }),
  ),
]

const golden = (name: string, text: string): void => {
  const file = `test/fixtures/review/${name}.md`
  if (process.env.VNETPROOF_ACCEPT === '1') writeFileSync(file, `${text}\n`)
  expect(`${text}\n`).toBe(readFileSync(file, 'utf8'))
}

const firstLines = (body: string): string => body.split('\n').slice(0, 3).join('\n')

describe('what a reader sees', () => {
  test('a comment with a suggestion, the review, the summary, and the comment when it is fixed', () => {
    const done = plan(example)
    const [comment] = done.review!.comments
    expect([comment?.path, comment?.startLine, comment?.line]).toEqual(['infra/network.tf', undefined, 7])
    golden('comment', comment!.body)
    golden('review', done.review!.body)
    golden('sticky', done.sticky!.body)
    const [edit] = plan(holdsNow([monitored], mended), whole, standing(done)).edits
    golden('fixed', edit!.body)
  })

  test('a comment away from the deciding line, with a fix to read', () => {
    const elsewhere: Finding = {
      ...mended,
      span: spanOf(variables, 'variable "clients"'),
      related: [{ message: 'the network security group', span: spanOf(network, 'resource "azurerm_network_security_group" "apim"') }],
      fix: { title: 'say who may call', edits: [{ span: spanOf(variables, 'list(string)'), text: 'set(string)' }] },
    }
    const [comment] = plan(comparedReport([elsewhere]), partial).review!.comments
    expect([comment?.startLine, comment?.line]).toEqual([undefined, 6])
    golden('elsewhere', comment!.body)
  })
})

describe('where a comment stands', () => {
  const at = (one: Finding, view: PullRequestView = whole) =>
    plan(comparedReport([one]), view).review?.comments.map(({ startLine, line }) => [startLine ?? line, line])

  test('on its own lines, as far as they are in a hunk', () => {
    expect(at(monitored)).toEqual([[4, 8]])
    expect(at(monitored, partial)).toEqual([[5, 7]])
    expect(at(denied, partial)).toEqual([[7, 7]])
  })

  test('on an added line of what decides, is related or is judged, and nowhere else', () => {
    const away = { span: spanOf(variables, 'variable') }
    expect(at({ ...denied, ...away }, partial)).toEqual([[6, 6]])
    expect(at(finding('a/b/c', 'fails', 'm', { ...away, related: [{ message: 'r', span: ruleSpan }] }), partial)).toEqual([[6, 6]])
    expect(at(finding('a/b/c', 'fails', 'm', { ...away, subjectSpan: ruleSpan }), partial)).toEqual([[6, 6]])
    expect(
      at(finding('a/b/c', 'fails', 'm', { ...away, related: [{ message: 'r', span: spanOf(network, 'access') }] }), partial),
    ).toBeUndefined()
    expect(at(finding('a/b/c', 'fails', 'm', away), partial)).toBeUndefined()
  })

  test('on the lines of the head', () => {
    const view = viewOf([changed(network.path, '', `# one more\n${network.text}`)], 1)
    expect(at(monitored, view)).toEqual([[5, 9]])
    expect(at(denied, { ...view, lineAtHead: () => undefined })).toBeUndefined()
  })

  test('on ten lines at most, beginning with new ones', () => {
    const text = Array.from({ length: 60 }, (_, index) => `line ${index}\n`).join('')
    const file = fileOf(text, 'long.tf')
    const one = finding('a/b/c', 'fails', 'm', { span: { file, start: 0, end: text.length } })
    expect(at(one, viewOf([changed('long.tf', '', text)]))).toEqual([[1, 10]])
    expect(at(one, viewOf([changed('long.tf', text.replace('line 30\n', ''), text)]))).toEqual([[28, 34]])
    const late = viewOf([changed('long.tf', `${text.replace('line 30\n', '').slice(7)}`, text, 40)])
    expect(at(one, late)).toEqual([[1, 10]])
  })

  test('files that are removed, binary or not changed have no lines', () => {
    expect(at(denied, viewOf([{ path: network.path, status: 'removed', patch: '@@ -1,3 +0,0 @@\n-a\n-b\n-c' }]))).toBeUndefined()
    expect(at(denied, viewOf([{ path: network.path, status: 'modified' }]))).toBeUndefined()
    expect(at(denied, viewOf([]))).toBeUndefined()
  })
})

describe('which matters are told in comments', () => {
  test('what fails in scope; notes, doubts and what was there are not', () => {
    const doubt = finding('a/b/unsure', 'unsure', 'u', { doubts: [clients] })
    const note = finding('a/b/note', 'fails', 'n', { severity: 'note' })
    const report = comparedReport([denied, doubt, note])
    const keys = (one: Report) => plan(one).review?.comments.map(({ key }) => key)
    expect(keys(report)).toEqual([fingerprintOf(denied.judgement)])
    expect(keys({ ...report, failOn: 'unsure' })).toEqual([fingerprintOf(denied.judgement), fingerprintOf(doubt.judgement)])
    expect(keys(reportOf([denied, monitored], { comparison: comparisonOf([]) }))).toBeUndefined()
    expect(keys(reportOf([denied, monitored], { comparison: comparisonOf([], { scope: 'all' }) }))).toHaveLength(2)
  })

  test('a fault by which code is newly not read', () => {
    const fault: Diagnostic = { code: 'hcl/unclosed', severity: 'error', message: 'not closed', span: spanOf(network, 'name') }
    const report = comparedReport([], { diagnostics: [fault] }, { unread: new Set([diagnosticKey(fault)]) })
    const [comment] = plan(report).review!.comments
    expect([comment?.line, firstLines(comment!.body)]).toEqual([
      2,
      '**Not closed** · <code>error</code> · <code>hcl/unclosed</code>\n\n<!-- vnetproof:v1 ' +
        comment!.body.split('<!-- vnetproof:v1 ')[1],
    ])
    expect(plan(comparedReport([], { diagnostics: [fault] })).review).toBeUndefined()
    const [edit] = plan(comparedReport([]), whole, standing(plan(report))).edits
    expect(edit?.body).toContain('**Gone in <code>abc1234</code>**: this fault is not found any more.')
  })

  test('thirty at most, the worst first; the others are counted, and annotated', () => {
    const many = Array.from({ length: 40 }, (_, index) =>
      finding(`a/b/c${index}`, 'fails', `m${index}`, { severity: index < 35 ? 'warning' : 'error' }),
    )
    const report = comparedReport(many)
    const done = plan(report)
    expect(done.review?.comments).toHaveLength(30)
    expect(done.review?.comments.slice(0, 6).map(({ body }) => body.slice(0, 7))).toEqual([
      '**M35**',
      '**M36**',
      '**M37**',
      '**M38**',
      '**M39**',
      '**M0** ',
    ])
    expect(done.review?.body).toContain('10 more: see the annotations and the ')
    const told = new Set([...done.told, ...done.review!.comments.map(({ key }) => key)])
    const told30 = annotationsOf(report, (path) => path, told)
    expect(told30.filter(({ level }) => level === 'warning').map(({ message }) => message.split('\n')[0])).toEqual(
      Array.from({ length: 10 }, (_, index) => `m${25 + index}`),
    )
    expect(told30.filter(({ level }) => level === 'error')).toEqual([])
  })

  test('none where no review is wanted; what is there is kept true', () => {
    expect(plan(example, whole, [], { review: false }).review).toBeUndefined()
    const posted = standing(plan(example))
    expect(plan(holdsNow([monitored], mended), whole, posted, { review: false }).edits).toHaveLength(1)
  })
})

describe('the next push', () => {
  const first = plan(example)
  const posted = standing(first)
  const [comment] = posted

  test('leaves alone what is the same, and posts nothing', () => {
    const second = plan(example, { ...whole, head: 'f'.repeat(40) }, posted)
    expect([second.review, second.edits, [...second.told]]).toEqual([undefined, [], [comment?.key]])
  })

  test('is not troubled by links that lead to another commit, or by other line ends', () => {
    const other: PlanOptions = { ...options, linkTo: (path, line) => `https://github.com/o/r/blob/${'f'.repeat(40)}/${path}#L${line}` }
    const again = posted.map((one) => ({ ...one, body: one.body.replaceAll('\n', '\r\n') }))
    expect(planOf(example, whole, { comments: again }, other).edits).toEqual([])
  })

  test('edits where the evidence differs', () => {
    const other: Finding = { ...mended, packet: { ...mended.packet!, source: '13.69.229.81' } }
    const { edits, review } = plan(reportOf([other, monitored], { comparison: example.comparison! }), whole, posted)
    expect([review, edits.map(({ id }) => id)]).toEqual([undefined, [100]])
    expect(edits[0]?.body).toBe(comment?.body.replace('13.69.229.80', '13.69.229.81'))
  })

  test('makes of a suggestion that cannot be taken any more a diff', () => {
    const { line: _line, ...outdated } = comment!
    const { edits } = plan(example, whole, [outdated])
    expect(edits[0]?.body).toContain('```diff\n@@ infra/network.tf:7 @@\n-    access   = "Deny"\n+    access   = "Allow"\n```')
    expect(edits[0]?.body).not.toContain('suggestion')
    expect(plan(example, whole, [{ ...comment!, line: 6 }]).edits[0]?.body).not.toContain('suggestion')
  })

  test('says the same where GitHub does not list the files any more, with a fix to read', () => {
    const unlisted = plan(example, { ...whole, files: [] }, posted)
    expect(unlisted.edits.map(({ body }) => body.includes('The deciding line'))).toEqual([false])
    const plain = standing(plan(comparedReport([denied])))
    expect(plan(comparedReport([denied]), { ...whole, files: [] }, plain).edits).toEqual([])
  })

  test('begins anew where a fixed one comes back', () => {
    const fixed = standing(plan(holdsNow([], mended), whole, posted), posted)
    expect(fixed.map(({ state }) => state)).toEqual(['fixed'])
    const back = plan(example, whole, fixed)
    expect([back.edits, back.review?.comments.map(({ key }) => key)]).toEqual([[], [comment?.key]])
    expect(plan(holdsNow([], mended), whole, fixed).edits).toEqual([])
  })
})

describe('what is told no more', () => {
  const posted = standing(plan(example))
  const endOf = (report: Report, before = posted) => {
    const { edits, review, told } = plan(report, whole, before)
    expect([review, [...told]]).toEqual([undefined, []])
    return edits.map(({ body }) => [body.split('\n')[0]!.startsWith('~~'), body.split('\n')[2], markOf(body)?.state])
  }
  const elsewhere = { ...mended.judgement, code: 'a/b/c', outcome: 'holds' as const }

  test('is fixed where it is judged and holds', () => {
    expect(endOf(holdsNow([], mended))).toEqual([[true, '**Fixed in <code>abc1234</code>.**', 'fixed']])
  })

  test('is not fixed where it is unsure now', () => {
    const unsure: Finding = { ...mended, outcome: 'unsure', judgement: { ...mended.judgement, outcome: 'unsure' }, doubts: [clients] }
    for (const introduced of [[unsure], []])
      expect(endOf(reportOf([unsure], { comparison: comparisonOf(introduced) }))).toEqual([
        [false, '**No longer proved**: <code>var.clients</code> has no value here.', 'open'],
      ])
  })

  test('is waived where it is', () => {
    const waived = [
      {
        finding: mended,
        waiver: {
          code: 'api-management',
          reason: 'moves, @team',
          until: '2027-03-01',
          span: spanOf(policyText, 'policy'),
          by: { kind: 'code' as const },
        },
      },
    ]
    expect(endOf(comparedReport([], { waived }))).toEqual([[false, '**Waived until 2027-03-01**: moves, &#64;&#8288;team', 'open']])
  })

  test('is not counted where the base has it as well by now, or it is a note', () => {
    expect(endOf(reportOf([mended], { comparison: comparisonOf([]) }))).toEqual([
      [false, '**Not counted any more**: it still fails, and the base fails it as well.', 'open'],
    ])
    expect(endOf(comparedReport([{ ...mended, severity: 'note' }]))).toEqual([
      [false, '**Not counted any more**: it still fails, as a note that is told in the summary only.', 'open'],
    ])
  })

  test('is gone where all of its root is known and nothing is judged; where not, nobody can say', () => {
    const judgements = [elsewhere]
    expect(endOf(comparedReport([], { judgements }))).toEqual([
      [true, expect.stringContaining('**Gone in <code>abc1234</code>**'), 'fixed'],
    ])
    expect(endOf(comparedReport([], { judgements }, { settled: new Set(['other']) }))).toEqual([
      [false, expect.stringContaining('**No longer proved**: it is not judged any more'), 'open'],
    ])
    expect(endOf(reportOf([], { judgements }))).toEqual([[false, expect.stringContaining('**No longer proved**'), 'open']])
  })

  test('stays as it is where the work could not be done', () => {
    const mistakes = [{ code: 'policy/x', severity: 'error' as const, message: 'no', span: denied.policySpan }]
    expect(endOf(reportOf([], { judgements: [], mistakes }))).toEqual([])
    expect(endOf(reportOf([], { judgements: [], run: { ...example.run, files: 0, filesNotRead: 2 } }))).toEqual([])
  })

  test('comes back with its text, and can be fixed after all', () => {
    const unsure: Finding = { ...mended, outcome: 'unsure', judgement: { ...mended.judgement, outcome: 'unsure' }, doubts: [clients] }
    const doubted = standing(plan(comparedReport([unsure]), whole, posted), posted)
    expect(doubted[0]?.body).not.toContain('suggestion')
    expect(plan(comparedReport([unsure]), whole, doubted).edits).toEqual([])
    expect(standing(plan(example, whole, doubted), doubted)).toEqual(posted)
    const fixed = plan(holdsNow([], mended), whole, doubted).edits[0]?.body
    expect(fixed).toBe(plan(holdsNow([], mended), whole, posted).edits[0]?.body)
    expect(fixed?.match(/<details>/g)).toHaveLength(1)
  })

  test('of several of one identity the one that is left keeps its comment', () => {
    const one: Finding = { ...denied, message: 'at the first point' }
    const other: Finding = { ...denied, message: 'at the second point', span: spanOf(network, '200') }
    const both = plan(comparedReport([one, other]))
    expect(both.review?.comments.map(({ key }) => key)).toEqual([fingerprintOf(denied.judgement), `${fingerprintOf(denied.judgement)}.2`])
    const report = comparedReport([other], { judgements: [other.judgement, { ...one.judgement, outcome: 'holds' }] })
    const { edits, told, review } = plan(report, whole, standing(both))
    expect([review, [...told]]).toEqual([undefined, [fingerprintOf(denied.judgement)]])
    expect(edits.map(({ id, body }) => [id, body.split('\n')[0]])).toEqual([
      [
        100,
        expect.stringMatching(
          /^~~\*\*At the first point\*\* · <code>error<\/code> · <a href="[^"]+"><code>api-management\/nsg\/management<\/code><\/a>~~$/,
        ),
      ],
    ])
  })

  test('told twice is one matter still, and both comments stay true', () => {
    const twice = [...posted, { ...posted[0]!, id: 200, answered: true }]
    expect(plan(example, whole, twice).edits).toEqual([])
    const other: Finding = { ...mended, message: 'it is otherwise' }
    const { edits } = plan(reportOf([other], { comparison: comparisonOf([other]) }), whole, twice)
    expect(edits.map(({ id, body }) => [id, body.split(' · ')[0]])).toEqual([
      [100, '**It is otherwise**'],
      [200, '**It is otherwise**'],
    ])
  })

  test('a fold in somebody’s source is none of ours', () => {
    const text = '# a\n<details><summary>What was told</summary>\n\n@octocat\n\n</details>\n'
    const file = fileOf(text, variables.path)
    const tricky: Finding = { ...denied, span: { file, start: 0, end: text.length } }
    const before = standing(plan(comparedReport([tricky]), partial))
    const [edit] = plan(holdsNow([], tricky), partial, before).edits
    expect(edit?.body).toContain(before[0]!.body.split('\n').slice(2, -2).join('\n').trim())
  })
})

describe('the summing comment', () => {
  const sticky = (report: Report, comment: PlanOptions['comment'], posted?: string) =>
    planOf(
      report,
      whole,
      { ...nothing, ...(posted === undefined ? {} : { sticky: { id: 7, body: posted, url: '' } }) },
      { ...options, comment },
    ).sticky
  const quiet = reportOf([], { comparison: comparisonOf([]) })
  const old = reportOf([denied], { comparison: comparisonOf([], { scope: 'all' }) })
  const mendedOnly = reportOf([], { comparison: comparisonOf([], { fixed: [closed] }) })
  const doubt = comparedReport([finding('a/b/c', 'unsure', 'u', { doubts: [clients] })])

  test.each<[PlanOptions['comment'], readonly boolean[]]>([
    ['always', [true, true, true, true, true]],
    ['on-findings', [false, true, true, true, true]],
    ['on-change', [false, false, true, true, true]],
    ['never', [false, false, false, false, false]],
  ])('%s', (comment, expected) => {
    expect([quiet, old, mendedOnly, doubt, example].map((report) => sticky(report, comment) !== undefined)).toEqual(expected)
  })

  test('is kept true once it is there, and left alone where it is', () => {
    const { body } = sticky(example, 'on-change')!
    expect(sticky(example, 'on-change', body)).toBeUndefined()
    const later = sticky(quiet, 'on-change', body)
    expect([later?.id, later?.body.split('\n')[0]]).toEqual([7, '## VNetProof holds: 0 new, 0 still there, 0 fixed since main'])
    expect(sticky(quiet, 'never', body)).toBeUndefined()
    expect(markOf(body)).toEqual({ run: 'default', kind: 'sticky' })
  })

  test('tells each unknown once with what would settle it', () => {
    const waiting = ['one', 'two'].map((item) =>
      finding(`a/b/${item}`, 'unsure', item, { doubts: [clients], help: 'give `clients` a value' }),
    )
    const { body } = sticky(comparedReport(waiting), 'on-findings')!
    expect(body.match(/has no value here/g)).toHaveLength(1)
    expect(body).toContain(
      '  - <code>a/b/one, two</code> of <code>azurerm_api_management.main</code>\n  - give <code>clients</code> a value',
    )
  })

  test('begins with new waivers, and so does the review', () => {
    const waiver = { code: 'a/b', reason: 'because', until: '2027-03-01', span: spanOf(network, 'name'), by: { kind: 'code' as const } }
    const report = comparedReport([denied], {}, { newWaivers: [waiver] })
    const words = '- a waiver of <code>a/b</code> is new since main and counts until 2027-03-01: because · '
    expect(sticky(report, 'on-findings')?.body.split('\n').slice(1, 6)).toEqual([
      '',
      '**First of all**',
      '',
      expect.stringContaining(words),
      '',
    ])
    expect(plan(report).review?.body.split('\n')[0]).toContain(words)
    const alone = reportOf([], { comparison: comparisonOf([], { newWaivers: [waiver], doNewWaiversCount: false }) })
    expect(sticky(alone, 'on-change')?.body).toContain('is new since main and does not count, for only those of the base do: because')
  })

  test('stays within its length, the worst first', () => {
    const many = Array.from({ length: 3_000 }, (_, index) =>
      finding(`a/b/c${index}`, 'fails', `${index} ${'@'.repeat(400)}`, {
        help: '#'.repeat(4_000),
        related: Array(30).fill({ message: '@'.repeat(900), span: ruleSpan }),
      }),
    )
    const doubts = Array.from({ length: 300 }, (_, index) =>
      finding(`a/b/u${index}`, 'unsure', '@'.repeat(900), { doubts: [{ ...clients, what: `v${index}` }] }),
    )
    const report = comparedReport([...many, ...doubts], {}, { fixed: many })
    const { body } = sticky(report, 'on-findings')!
    expect(body.length).toBeLessThanOrEqual(65_000)
    expect(body.length).toBeGreaterThan(45_000)
    expect(body).toContain('| 0 ')
    expect(body).toMatch(/\d+ more in the summary\./)
    expect(markOf(body)?.kind).toBe('sticky')
    for (const comment of plan(report).review!.comments) {
      expect(comment.body.length).toBeLessThan(62_000)
      expect(markOf(comment.body)?.key).toBe(comment.key)
    }
  })
})

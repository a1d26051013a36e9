/** Whatever names, messages and files say: what is posted has the shape of its template and no other, judged by other programs' reading. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { known } from '../../src/model/entity.ts'
import type { Finding } from '../../src/policy/policy.ts'
import { diagnosticKey } from '../../src/report/compared.ts'
import { annotations } from '../../src/report/outputs/annotations.ts'
import { json } from '../../src/report/outputs/json.ts'
import { sarif } from '../../src/report/outputs/sarif.ts'
import { summary } from '../../src/report/outputs/summary.ts'
import { text } from '../../src/report/outputs/text.ts'
import { plain } from '../../src/report/plain.ts'
import type { Report } from '../../src/report/report.ts'
import { checkRunOf } from '../../src/report/review/check-run.ts'
import { markOf } from '../../src/report/review/marker.ts'
import { planOf } from '../../src/report/review/plan.ts'
import type { PlanOptions, PostedComment, PullRequestView } from '../../src/report/review/review.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { comparisonOf } from '../support/compared.ts'
import { hostile } from '../support/hostile.ts'
import { livePatterns, type Read, readMarkdown } from '../support/markdown.ts'
import { head } from '../support/pull-request.ts'
import { nsg, reportOf, rule } from '../support/report.ts'
import { fileOf } from '../support/source.ts'

/** A report in which every text of others is this one. */
const reportWith = (said: string): { readonly report: Report; readonly unsure: Report; readonly view: PullRequestView } => {
  const path = said === '' ? 'x' : said
  const file = fileOf(`${said}\n${said}\n`, path)
  const span = { file, start: 0, end: file.text.length }
  const severe = {
    severity: 'error' as const,
    judgement: { code: said, policy: said, severity: 'error' as const, root: said, subject: said },
  }
  const failing: Finding = {
    code: said,
    severity: 'error',
    message: said,
    span,
    label: said,
    help: said,
    why: said,
    // An address is a link, and policies are no text of others.
    about: `see ${said}`,
    related: [{ message: said, span }],
    fix: { title: said, edits: [{ span: { file, start: 0, end: Math.min(1, file.text.length) }, text: said }] },
    judgement: { ...severe.judgement, outcome: 'fails' },
    outcome: 'fails',
    packet: { protocol: 'tcp', sourceName: said, destinationName: said, sourcePort: 1, destinationPort: 2 },
    decidedBy: [
      { kind: 'rule', nsg: { ...nsg, id: said }, at: 'subnet', rule: { ...rule, name: known(said, { span }), span }, access: 'deny' },
    ],
    doubts: [],
    policySpan: span,
    leansOn: [said],
  }
  const doubts = [{ reason: 'input' as const, what: said, span }]
  const doubtful: Finding = {
    ...failing,
    code: `${said}2`,
    outcome: 'unsure',
    doubts,
    judgement: { ...failing.judgement, code: `${said}2`, outcome: 'unsure' },
  }
  const fault: Diagnostic = { code: said, severity: 'error', message: said, span, help: said, related: [{ message: said, span }] }
  const waiver = { code: said, reason: said, until: '2027-03-01', owner: said, span, by: { kind: 'code' as const, covers: span } }
  const base = comparisonOf([failing, doubtful], {
    base: { revision: said, commit: 'b'.repeat(40) },
    fixed: [failing],
    newWaivers: [waiver],
    unread: new Set([diagnosticKey(fault)]),
    judgedByHead: said,
    notJudged: 1,
  })
  const more = {
    comparison: base,
    diagnostics: [fault, { ...fault, severity: 'warning' as const, code: `${said}3` }],
    waived: [{ finding: { ...failing, judgement: { ...failing.judgement, code: `${said}4` } }, waiver }],
    policies: [{ id: said, title: said, about: said, builtin: false, span }],
  }
  const report = reportOf([failing, doubtful], more)
  const run = {
    ...report.run,
    roots: [
      { name: said, kind: 'root' as const, judged: true, files: 1, resources: 1, kinds: 1 },
      { name: 'x', kind: 'root' as const, judged: true, files: 1, resources: 1, kinds: 1 },
    ],
    modulesNotRead: [{ source: said, calls: 1 }],
    functionsNotRead: [said],
    caveats: [said],
    tagSnapshot: said,
  }
  const lines = file.text.split('\n').length - 1
  const patch = `@@ -0,0 +1,${lines} @@\n${'+x\n'.repeat(lines)}`
  return {
    report: { ...report, run },
    unsure: { ...reportOf([{ ...failing, outcome: 'unsure', doubts, judgement: { ...failing.judgement, outcome: 'unsure' } }], more), run },
    view: { head, files: [{ path, status: 'added', patch }], lineAtHead: (_, line) => (line <= lines ? line : undefined) },
  }
}

const optionsFor = (said: string): PlanOptions => ({
  run: said,
  review: true,
  comment: 'always',
  summaryUrl: 'https://github.com/o/r/actions/runs/1',
  linkTo: (path, line) => `https://github.com/o/r/blob/${head}/${encodeURIComponent(path.replace(/\p{Cs}/gu, '\ufffd'))}#L${line}`,
})

/** Every Markdown that may be posted: new comments, what becomes of them, the review, the sums. */
const documentsOf = (said: string): ReadonlyMap<string, string> => {
  const { report, unsure, view } = reportWith(said)
  const options = optionsFor(said)
  const done = planOf(report, view, { comments: [] }, options)
  const comments = done.review!.comments.map(
    ({ key, path, line, body }, index): PostedComment => ({ id: index, key, path, line, body, state: 'open', answered: false }),
  )
  const outdated = comments.map(({ line: _line, ...rest }) => rest)
  const gone = { ...report, findings: [], diagnostics: [], judgements: [], comparison: comparisonOf([], { settled: new Set([said]) }) }
  const list = (name: string, bodies: readonly { readonly body: string }[]) =>
    bodies.map(({ body }, index) => [`${name} ${index}`, body] as const)
  return new Map([
    ...list('comment', done.review!.comments),
    ['review', done.review!.body],
    ['sticky', done.sticky!.body],
    ...list('outdated', planOf(report, view, { comments: outdated }, options).edits),
    ...list('gone', planOf({ ...gone, waived: [] }, view, { comments }, options).edits),
    ...list(
      'waived',
      planOf({ ...gone, waived: [{ ...report.waived[0]!, finding: report.findings[0]! }] }, view, { comments }, options).edits,
    ),
    ...list('unsure', planOf(unsure, view, { comments }, options).edits),
    ['summary', summary.render(report, { colour: false })],
    ['check run', checkRunOf(report, view).summary],
  ])
}

/** What is blank is left out of lists as it stands. */
const visible = hostile.filter((said) => plain(said).trim() !== '')

/** Lines of source, and with them whether a fix can be suggested or shown, differ; what is around them does not. */
const shapeOf = ({ skeleton }: Read): readonly string[] =>
  skeleton
    .join(' ')
    .replaceAll('code.suggestion', 'code.diff')
    .replace(/code\.(?:diff|terraform)/g, 'code.x')
    .split(' ')

describe('text of others', () => {
  const usual = documentsOf('word')

  test('in usual cases all that can be posted is there', () => {
    expect([...usual.keys()]).toEqual([
      'comment 0',
      'comment 1',
      'review',
      'sticky',
      'outdated 0',
      'outdated 1',
      'gone 0',
      'gone 1',
      'waived 0',
      'waived 1',
      'unsure 0',
      'summary',
      'check run',
    ])
  })

  test('changes no shape, opens no tag, link or fence, mentions nobody and forges no marker', () => {
    fc.assert(
      fc.property(visible, (said) => {
        const documents = documentsOf(said)
        expect([...documents.keys()]).toEqual([...usual.keys()])
        for (const [name, body] of documents) {
          const read = readMarkdown(body)
          expect(shapeOf(read), name).toEqual(shapeOf(readMarkdown(usual.get(name)!)))
          expect(read.attributes, name).toEqual([])
          for (const link of read.links) expect(link).toMatch(/^https:\/\/github\.com\/o\/r\/(actions\/runs\/1|blob\/[^\s"]*)$/)
          expect(read.comments.length, name).toBe(markOf(body) === undefined ? 0 : 1)
          for (const pattern of livePatterns) expect(read.words, name).not.toMatch(pattern)
          for (const code of read.code) expect(code, name).not.toMatch(/:\/\/|www\.|[\w.+-]@\w/i)
          for (const { language } of read.blocks) expect(['terraform', 'diff', 'suggestion']).toContain(language)
          expect(body.length, name).toBeLessThanOrEqual(65_536)
          if (name !== 'summary' && name !== 'check run') expect(markOf(body)?.run, name).toBe(said)
        }
      }),
      { numRuns: 50 },
    )
  })

  test('is no command in a log, and no link in SARIF', () => {
    fc.assert(
      fc.property(hostile, (said) => {
        const { report } = reportWith(said)
        const commands = annotations.render(report, { colour: false }).trimEnd().split('\n')
        for (const line of commands) expect(line).toMatch(/^::(error|warning|notice) title=[^:]*::[^\r\n]*$/)
        for (const output of [text, json, sarif]) {
          const rendered = output.render(report, { colour: false })
          // The runner takes a line for a command that begins so, whatever stands before in white space.
          for (const line of rendered.split(/\r\n|[\r\n]/)) expect(line).not.toMatch(/^\s*::|^\s*##\[/)
          expect(rendered).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/)
        }
        expect(JSON.parse(json.render(report, { colour: false })).findings[0].message).toBe(said)
        const messages: string[] = []
        JSON.stringify(JSON.parse(sarif.render(report, { colour: false })), (key, value: unknown) => {
          // Of what a fix writes and of source nobody reads links.
          if (key === 'insertedContent' || key === 'snippet') return undefined
          // Code that a fix puts in is code.
          if (key === 'insertedContent') return undefined
          if (key === 'text' || key === 'justification') messages.push(String(value))
          return value
        })
        expect(messages.length).toBeGreaterThan(0)
        for (const message of messages) expect(message).not.toMatch(/(?<!\\)\[[^\]]*(?<!\\)\]\(/)
      }),
      { numRuns: 50 },
    )
  })
})

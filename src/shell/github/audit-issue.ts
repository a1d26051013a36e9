/** The result of an audit → one open issue while there is something to tell, closed with a last word when all holds. */
import { marked, withoutMark } from '../../report/review/marker.ts'
import { budget } from '../../text/budget.ts'
import { type Answer, ask, field, numberField, textField } from './answer.ts'
import { type Author, authorOf, ourMark } from './author.ts'
import type { GitHub, Repository } from './client.ts'
import { clip } from './clip.ts'
import { createOnce } from './create-once.ts'
import { type Failure, warningsOf } from './failure.ts'
import { allPages } from './pages.ts'

export interface Audit {
  readonly repository: Repository
  /** Which of several audits of one repository this is. */
  readonly run: string
  readonly title: string
  /** Whole Markdown that fits; what does not is cut off. */
  readonly body: string
  readonly hasFindings: boolean
  /** Address of this run, where the whole result stands. */
  readonly runUrl: string
}

interface OpenIssue {
  readonly number: number
  readonly title: string
  readonly body: string
  readonly url: string
}

const titleBytes = 256
/** Room for the line that names the run, and for the marker. */
const reserved = 2_000

const issueOf = (data: unknown): OpenIssue | undefined => {
  const number = numberField(data, 'number')
  if (number === undefined) return undefined
  return { number, title: textField(data, 'title') ?? '', body: textField(data, 'body') ?? '', url: textField(data, 'html_url') ?? '' }
}

/** Oldest first. */
const openIssues = async (github: GitHub, author: Author, { repository, run }: Audit): Promise<Answer<readonly OpenIssue[]>> => {
  const pages = await allPages('open issues', (page) =>
    github.rest.issues.listForRepo({
      ...repository,
      state: 'open',
      ...(author.kind === 'known' ? { creator: author.login } : {}),
      ...page,
    }),
  )
  if (!pages.ok) return pages
  const ours = pages.value.flatMap((entry) =>
    field(entry, 'pull_request') === undefined && ourMark(author, run, entry)?.kind === 'issue' ? (issueOf(entry) ?? []) : [],
  )
  return { ok: true, value: ours.sort((a, b) => a.number - b.number) }
}

const bodyOf = ({ body, run, runUrl }: Audit): string =>
  marked(`${clip(withoutMark(body), budget.commentLength - reserved)}\n\n[This run](${runUrl})`, { run, kind: 'issue' })

export const publishAuditIssue = async (
  github: GitHub,
  audit: Audit,
): Promise<{ readonly url?: string; readonly warnings: readonly string[] }> => {
  const { repository, hasFindings } = audit
  const failed = (failures: readonly Omit<Failure, 'needs'>[]): readonly string[] =>
    warningsOf(failures.map((failure) => ({ ...failure, needs: '`issues: write`' })))
  const author = await authorOf(github)
  const open = await openIssues(github, author, audit)
  if (!open.ok) return { warnings: failed([{ what: 'the issue', fault: open.fault }]) }
  const [issue, ...more] = open.value
  const title = clip(audit.title, titleBytes)
  const body = bodyOf(audit)

  if (issue === undefined) {
    if (!hasFindings) return { warnings: [] }
    const made = await createOnce(
      github,
      () => ask(() => github.rest.issues.create({ ...repository, title, body }), issueOf),
      async () => {
        const now = await openIssues(github, author, audit)
        return now.ok ? { ok: true, value: now.value[0] ?? null } : now
      },
    )
    if (!made.ok) return { warnings: failed([{ what: 'the issue', fault: made.fault }]) }
    return { url: made.value.url, warnings: [] }
  }
  if (author.kind !== 'known')
    return { url: issue.url, warnings: [`issue #${issue.number} could not be changed: GitHub does not say whom the token speaks for`] }

  const failures: Omit<Failure, 'needs'>[] = []
  const change = async (number: number, what: string, fields: Readonly<Record<string, string>>): Promise<void> => {
    const made = await ask(() => github.rest.issues.update({ ...repository, issue_number: number, ...fields }), issueOf)
    if (!made.ok) failures.push({ what, fault: made.fault })
  }
  if (!hasFindings)
    await change(issue.number, `the end of issue #${issue.number}`, { title, body, state: 'closed', state_reason: 'completed' })
  else if (issue.body !== body || issue.title !== title) await change(issue.number, `the change of issue #${issue.number}`, { title, body })
  // Of two runs at the same time each may have opened one.
  for (const { number } of more)
    await change(number, `the end of issue #${number}`, { state: 'closed', state_reason: hasFindings ? 'not_planned' : 'completed' })
  return { url: issue.url, warnings: failed(failures) }
}

/** A planned check run → a check run of its own name on the head, complete, with every annotation once. */
import type { CheckAnnotation, PlannedCheckRun } from '../../report/review/review.ts'
import { counted } from '../../report/wording.ts'
import { budget } from '../../text/budget.ts'
import { type Answer, ask, field, numberField, textField } from './answer.ts'
import type { GitHub, Repository } from './client.ts'
import { clip } from './clip.ts'
import { createOnce } from './create-once.ts'
import { type Failure, warningsOf } from './failure.ts'
import { allPages } from './pages.ts'

export interface CheckRunTarget {
  readonly repository: Repository
  readonly headSha: string
  /** Different from the job's: https://docs.github.com/actions checks of one name are told apart by nobody. */
  readonly name: string
  /** The same for this run, attempt and name, and for no other. */
  readonly externalId: string
}

// https://docs.github.com/rest/checks/runs#create-a-check-run
const inOneRequest = 50
const titleBytes = 255
const summaryBytes = 65_535
const messageBytes = 64 * 1024 - 1

const needs = '`checks: write`'

interface Standing {
  readonly id: number
  readonly annotations: number
}

const standingOf = (data: unknown): Standing | undefined => {
  const id = numberField(data, 'id')
  return id === undefined ? undefined : { id, annotations: numberField(data, 'output', 'annotations_count') ?? 0 }
}

const annotationOf = ({ path, startLine, endLine, startColumn, endColumn, level, title, message }: CheckAnnotation) => ({
  path,
  start_line: startLine,
  end_line: endLine,
  // Columns are for annotations of one line only.
  ...(startLine === endLine && startColumn !== undefined && endColumn !== undefined
    ? { start_column: startColumn, end_column: endColumn }
    : {}),
  annotation_level: level,
  title: clip(title, titleBytes),
  message: clip(message, messageBytes),
})

export const publishCheckRun = async (
  github: GitHub,
  { repository, headSha, name, externalId }: CheckRunTarget,
  { conclusion, title, summary, annotations: planned }: PlannedCheckRun,
): Promise<{ readonly id?: number; readonly warnings: readonly string[] }> => {
  const annotations = planned.slice(0, budget.checkAnnotations).map(annotationOf)
  const output = { title: clip(title, titleBytes), summary: clip(summary, summaryBytes) }

  const create = (first: typeof annotations): Promise<Answer<Standing>> =>
    createOnce(
      github,
      () =>
        ask(
          () =>
            github.rest.checks.create({
              ...repository,
              name,
              head_sha: headSha,
              external_id: externalId,
              status: 'completed',
              conclusion,
              output: { ...output, annotations: first },
            }),
          (data) => {
            const made = standingOf(data)
            return made === undefined ? undefined : { ...made, annotations: first.length }
          },
        ),
      async () => {
        const runs = await allPages(
          'check runs',
          (page) => github.rest.checks.listForRef({ ...repository, ref: headSha, check_name: name, filter: 'all', ...page }),
          (data) => field(data, 'check_runs'),
        )
        if (!runs.ok) return runs
        return { ok: true, value: standingOf(runs.value.find((run) => textField(run, 'external_id') === externalId)) ?? null }
      },
    )

  const first = annotations.slice(0, inOneRequest)
  let made = await create(first)
  // One annotation that GitHub does not like must not cost the check run.
  const isRefused = !made.ok && made.fault.kind === 'refused' && first.length > 0
  if (isRefused) made = await create([])
  if (!made.ok)
    return {
      warnings: warningsOf([{ what: `the check run \`${name}\``, fault: made.fault, needs, instead: 'the job itself says the same' }]),
    }

  const { id } = made.value
  let there = made.value.annotations
  const failures: Failure[] = []
  const add = (batch: typeof annotations): Promise<Answer<true>> => {
    const before = there
    return createOnce(
      github,
      () =>
        ask(
          // What a second request would add again is not sent a second time by itself.
          () =>
            github.rest.checks.update({
              ...repository,
              check_run_id: id,
              output: { ...output, annotations: batch },
              request: { retries: 0 },
            }),
          (data) => (standingOf(data) === undefined ? undefined : true),
        ),
      async () => {
        const now = await ask(() => github.rest.checks.get({ ...repository, check_run_id: id }), standingOf)
        return now.ok ? { ok: true, value: now.value.annotations >= before + batch.length || null } : now
      },
    )
  }
  for (let next = isRefused ? 0 : first.length; next < annotations.length; next += inOneRequest) {
    const batch = annotations.slice(next, next + inOneRequest)
    const added = await add(batch)
    if (added.ok) {
      there += batch.length
      continue
    }
    const isOver = added.fault.kind !== 'refused'
    const count = isOver ? annotations.length - next : batch.length
    failures.push({ what: `${counted(count, 'annotation')} of the check run \`${name}\``, fault: added.fault, needs })
    if (isOver) break
  }
  const more = planned.length - annotations.length
  return {
    id,
    warnings: [
      ...warningsOf(failures),
      ...(more > 0
        ? [`the check run \`${name}\` holds the first ${annotations.length} annotations, ${more} more are in the job summary`]
        : []),
    ],
  }
}

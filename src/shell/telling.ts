/** A report → the places that a run of a workflow has of its own: log, annotations, summary, files and outputs; each fails alone, and none changes the verdict. */

import { comparedCounts, isInScope, isNewlyUnread } from '../report/compared.ts'
import { annotationsOf } from '../report/outputs/annotations.ts'
import { json } from '../report/outputs/json.ts'
import { sarif } from '../report/outputs/sarif.ts'
import { summary } from '../report/outputs/summary.ts'
import { text } from '../report/outputs/text.ts'
import { plain } from '../report/plain.ts'
import type { Output, Report } from '../report/report.ts'
import { exitCodeOf, failsRun, tallyOf, verdictOf } from '../report/verdict.ts'
import { counted } from '../report/wording.ts'
import { guarded, writeReport } from './deliver.ts'
import type { ActionInputs, outputNames } from './inputs.ts'
import { inRepository, type PostedRun } from './posting.ts'
import type { Runner } from './runner.ts'

export type OutputName = (typeof outputNames)[number]

export const title = 'VNetProof'

const reasonOf = (error: unknown): string => plain(error instanceof Error ? error.message : String(error))

const annotate = (runner: Runner, report: Report, told: ReadonlySet<string>, prefix: string): void => {
  const showPath = (path: string): string => inRepository(path, prefix)
  for (const { level, title, message, file, line, endLine, column, endColumn } of annotationsOf(report, showPath, told))
    runner[level](message, {
      title,
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { startLine: line }),
      ...(endLine === undefined ? {} : { endLine }),
      ...(column === undefined ? {} : { startColumn: column }),
      ...(endColumn === undefined ? {} : { endColumn }),
    })
}

/** Why the job fails, in one line. */
export const failureOf = (report: Report): string => {
  if (exitCodeOf(report) === 2)
    return report.mistakes.length > 0
      ? `the work could not be done: ${counted(report.mistakes.length, 'mistake')}`
      : 'none of the Terraform files could be read'
  const failing = report.judgements.filter((judgement) => failsRun(report.failOn, judgement) && isInScope(report, judgement))
  const numberOf = (isMeant: (judgement: (typeof failing)[number]) => boolean): number => failing.filter(isMeant).length
  const unread = report.diagnostics.filter((diagnostic) => isNewlyUnread(report, diagnostic)).length
  // Nobody knows whether it holds; only who lets no doubt pass fails by it.
  const left = report.failOn === 'unsure' ? (report.comparison?.notJudged ?? 0) : 0
  const counts: readonly (readonly [count: number, one: string, several: string])[] = [
    [numberOf(({ outcome, severity }) => outcome === 'fails' && severity === 'error'), 'error', 'errors'],
    [numberOf(({ outcome, severity }) => outcome === 'fails' && severity === 'warning'), 'warning', 'warnings'],
    [numberOf(({ outcome }) => outcome === 'unsure'), 'doubt', 'doubts'],
    [unread, 'fault of code that cannot be read', 'faults of code that cannot be read'],
    [left, 'judgement of the base that is not made here', 'judgements of the base that are not made here'],
  ]
  const parts = counts.flatMap(([count, one, several]) => (count === 0 ? [] : [counted(count, one, several)]))
  const introduced = report.comparison?.scope === 'introduced' ? ', introduced here' : ''
  return `the network does not hold: ${parts.join(', ')}${introduced}`
}

/** `vnetproof/infra`: tells several runs over one repository apart. */
export const categoryOf = ({ paths, commentId }: ActionInputs): string =>
  ['vnetproof', ...(commentId === 'default' ? paths.filter((path) => path !== '') : [commentId])].join('/')

export const tellReport = async (
  runner: Runner,
  folder: string,
  inputs: ActionInputs,
  report: Report,
  posted: PostedRun,
  /** Folder of the workspace that is the repository; `''` where it is the workspace itself. */
  prefix = '',
): Promise<void> => {
  const output = (name: OutputName, value: string | number): void => runner.setOutput(name, value)
  const tell = async (what: string, how: () => void | Promise<void>): Promise<void> => {
    try {
      await how()
    } catch (error) {
      runner.warning(`${what} could not be written: ${reasonOf(error)}`, { title })
    }
  }
  const write = (name: 'json-file' | 'sarif-file', file: string | undefined, form: Output): Promise<void> =>
    tell(`the file of input \`${name}\``, () => {
      if (file === undefined) return
      writeReport(folder, file, form.render(report, { colour: false, category: categoryOf(inputs) }))
      output(name, file)
    })
  await tell('the log', () => runner.print(guarded(text.render(report, { colour: false }))))
  await tell('the annotations', () => annotate(runner, report, posted.told, prefix))
  await tell('the job summary', () => runner.summarise(summary.render(report, { colour: false })))
  await write('json-file', inputs.jsonFile, json)
  await write('sarif-file', inputs.sarifFile, sarif)
  await tell('the outputs', () => {
    const { holds, fails, unsure, waived } = tallyOf(report)
    const { introduced, fixed } = report.comparison === undefined ? { introduced: 0, fixed: 0 } : comparedCounts(report, report.comparison)
    output('verdict', verdictOf(report))
    const counts = { holds, fails, unsure, introduced, fixed, waived: waived.fails + waived.unsure }
    for (const [name, count] of Object.entries(counts)) output(name as keyof typeof counts, count)
    if (posted.commentUrl !== undefined) output('comment-url', posted.commentUrl)
    if (posted.checkRunId !== undefined) output('check-run-id', posted.checkRunId)
  })
}

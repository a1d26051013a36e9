/** One run of the Action: judges the checkout, tells it in every place a workflow has, and gives the exit code; telling never changes the verdict. */
import { type CheckRequest, check } from '../commands/check.ts'
import { annotationsOf } from '../report/outputs/annotations.ts'
import { json } from '../report/outputs/json.ts'
import { sarif } from '../report/outputs/sarif.ts'
import { summary } from '../report/outputs/summary.ts'
import { text } from '../report/outputs/text.ts'
import { plain } from '../report/plain.ts'
import type { Output, Report } from '../report/report.ts'
import { exitCodeOf, tallyOf, verdictOf } from '../report/verdict.ts'
import { counted } from '../report/wording.ts'
import { guarded, writeReport } from './deliver.ts'
import { diskWorkspace } from './disk-workspace.ts'
import { type ActionInputs, type InputName, type outputNames, readInputs } from './inputs.ts'
import { prepared, prepareFor } from './prepare.ts'
import { withSecondOpinion } from './second-opinion.ts'
import { today } from './today.ts'
import { version } from './version.ts'

interface Properties {
  readonly title?: string
  readonly file?: string
  readonly startLine?: number
  readonly endLine?: number
  readonly startColumn?: number
  readonly endColumn?: number
}

/** What a run of a workflow offers; `@actions/core` is one. */
export interface Runner {
  getInput(name: string): string
  setOutput(name: string, value: string | number): void
  error(message: string, properties?: Properties): void
  warning(message: string, properties?: Properties): void
  notice(message: string, properties?: Properties): void
  setFailed(message: string): void
  /** Adds Markdown to the job summary. */
  summarise(markdown: string): Promise<void>
  print(text: string): void
}

const requestOf = (inputs: ActionInputs): Omit<CheckRequest, 'workspace' | 'now' | 'today'> => ({
  paths: inputs.paths,
  version,
  ...(inputs.policies.length === 0 ? {} : { policies: inputs.policies }),
  ...(inputs.waivers === undefined ? {} : { waivers: inputs.waivers }),
  ...(inputs.exclude.length === 0 ? {} : { exclude: inputs.exclude }),
  ...(inputs.config === undefined ? {} : { configPath: inputs.config }),
  ...(inputs.serviceTags === undefined ? {} : { serviceTags: inputs.serviceTags }),
  ...(inputs.failOn === undefined ? {} : { failOn: inputs.failOn }),
})

const reasonOf = (error: unknown): string => plain(error instanceof Error ? error.message : String(error))

const annotate = (runner: Runner, report: Report): void => {
  for (const { level, title, message, file, line, endLine, column, endColumn } of annotationsOf(report))
    runner[level](message, {
      title,
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { startLine: line }),
      ...(endLine === undefined ? {} : { endLine }),
      ...(column === undefined ? {} : { startColumn: column }),
      ...(endColumn === undefined ? {} : { endColumn }),
    })
}

const failure = (report: Report): string => {
  const { failing, unsure } = tallyOf(report)
  if (exitCodeOf(report) === 2)
    return report.mistakes.length > 0
      ? `the work could not be done: ${counted(report.mistakes.length, 'mistake')}`
      : 'none of the Terraform files could be read'
  const parts = [
    ...(failing.error > 0 ? [`${counted(failing.error, 'error')}`] : []),
    ...(failing.warning > 0 ? [`${counted(failing.warning, 'warning')}`] : []),
    ...(report.failOn === 'unsure' && unsure > 0 ? [`${counted(unsure, 'judgement')} unsure`] : []),
  ]
  return `the network does not hold: ${parts.join(', ')}`
}

type OutputName = (typeof outputNames)[number]

export const runWorkflow = async (runner: Runner, folder: string, now: () => number, day = today()): Promise<0 | 1 | 2> => {
  const output = (name: OutputName, value: string | number): void => runner.setOutput(name, value)
  const { inputs, mistakes } = readInputs((name: InputName) => runner.getInput(name))
  if (mistakes.length > 0) {
    for (const mistake of mistakes) runner.error(plain(mistake), { title: 'VNetProof' })
    output('verdict', 'unsure')
    runner.setFailed(`${counted(mistakes.length, 'input')} cannot be used`)
    return 2
  }
  const request = { ...requestOf(inputs), workspace: diskWorkspace(folder), now, today: day }
  await prepareFor(request)
  const report = await withSecondOpinion(await prepared(() => check(request)))

  /** Each way of telling fails alone. */
  const tell = async (what: string, how: () => void | Promise<void>): Promise<void> => {
    try {
      await how()
    } catch (error) {
      runner.warning(`${what} could not be written: ${reasonOf(error)}`, { title: 'VNetProof' })
    }
  }
  const category = ['vnetproof', ...inputs.paths.filter((path) => path !== '')].join('/')
  const write = (name: 'json-file' | 'sarif-file', file: string | undefined, form: Output): Promise<void> =>
    tell(`the file of input \`${name}\``, () => {
      if (file === undefined) return
      writeReport(folder, file, form.render(report, { colour: false, category }))
      output(name, file)
    })
  await tell('the log', () => runner.print(guarded(text.render(report, { colour: false }))))
  await tell('the annotations', () => annotate(runner, report))
  await tell('the job summary', () => runner.summarise(summary.render(report, { colour: false })))
  await write('json-file', inputs.jsonFile, json)
  await write('sarif-file', inputs.sarifFile, sarif)
  await tell('the outputs', () => {
    const { holds, fails, unsure, waived } = tallyOf(report)
    output('verdict', verdictOf(report))
    for (const [name, count] of Object.entries({ holds, fails, unsure, waived: waived.fails + waived.unsure }))
      output(name as 'holds' | 'fails' | 'unsure' | 'waived', count)
  })

  const exitCode = exitCodeOf(report)
  if (exitCode !== 0) runner.setFailed(failure(report))
  return exitCode
}

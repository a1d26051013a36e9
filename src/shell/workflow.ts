/** One run of the Action: finds what it is about, judges it, tells it in every place there is, and gives the exit code; telling never changes the verdict. */
import { type CheckRequest, check } from '../commands/check.ts'
import { checkAgainst } from '../commands/compare.ts'
import { sarif } from '../report/outputs/sarif.ts'
import { plain } from '../report/plain.ts'
import type { Report } from '../report/report.ts'
import { exitCodeOf } from '../report/verdict.ts'
import { counted } from '../report/wording.ts'
import { budget } from '../text/budget.ts'
import { guarded } from './deliver.ts'
import { enterRepository } from './enter.ts'
import { type Gathered, gather } from './gather.ts'
import type { GitHub } from './github/client.ts'
import { type ActionInputs, type InputName, readInputs } from './inputs.ts'
import { occasionOf, type RunContext } from './occasion.ts'
import { type PostedRun, type Posting, post } from './posting.ts'
import { prepared, prepareFor } from './prepare.ts'
import type { Runner } from './runner.ts'
import { withSecondOpinion } from './second-opinion.ts'
import { categoryOf, failureOf, tellReport, title } from './telling.ts'
import { today } from './today.ts'
import { version } from './version.ts'

export interface WorkflowRun {
  readonly runner: Runner
  /** Where the checkout is. */
  readonly folder: string
  readonly context: RunContext
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number
  /** `YYYY-MM-DD`, where it is not today. */
  readonly day?: string
}

const requestOf = (inputs: ActionInputs): Omit<CheckRequest, 'workspace' | 'now' | 'today'> => ({
  paths: inputs.paths,
  version,
  ...(inputs.policies.length === 0 ? {} : { policies: inputs.policies }),
  ...(inputs.waivers === undefined ? {} : { waivers: inputs.waivers }),
  ...(inputs.assume === undefined ? {} : { assume: inputs.assume }),
  ...(inputs.exclude.length === 0 ? {} : { exclude: inputs.exclude }),
  ...(inputs.config === undefined ? {} : { configPath: inputs.config }),
  ...(inputs.serviceTags === undefined ? {} : { serviceTags: inputs.serviceTags }),
  ...(inputs.failOn === undefined ? {} : { failOn: inputs.failOn }),
})

/** Judging tells what it wanted to read; what was not at hand is fetched, and then it is judged again. */
const judge = async ({ now, day }: WorkflowRun, inputs: ActionInputs, gathered: Gathered): Promise<Report> => {
  const { workspace, base } = gathered
  const request = { ...requestOf(inputs), workspace, now, today: day ?? today() }
  await prepareFor(request, base !== undefined)
  const once = (): Report => (base === undefined ? check(request) : checkAgainst(request, base, inputs.scope ?? 'introduced'))
  let report = await prepared(once)
  for (let round = 0; round < budget.fetchRounds && gathered.missing().length > 0; round++) {
    await gathered.fetchMissing()
    report = await prepared(once)
  }
  return withSecondOpinion(report)
}

/** A reader of the report has to know what could not be had. */
const withRemarks = (report: Report, { remarks, notCompared }: Gathered): Report => {
  if (remarks.length === 0) return report
  const caveats = [...report.run.caveats, ...remarks.filter((remark) => remark !== notCompared)]
  return { ...report, run: { ...report.run, caveats, ...(notCompared === undefined ? {} : { notCompared }) } }
}

const warnIn =
  (runner: Runner) =>
  (sentence: string): void =>
    runner.warning(plain(sentence), { title })

/** Where nothing is posted. */
const unposted: PostedRun = { told: new Set(), warnings: [], described: [] }

/** Judges what was gathered and tells it. */
const conclude = async (
  run: WorkflowRun,
  inputs: ActionInputs,
  occasion: Posting['occasion'],
  gathered: Gathered,
  connect: () => Promise<GitHub | undefined>,
): Promise<0 | 1 | 2> => {
  const { runner, folder, context } = run
  const warn = warnIn(runner)
  const report = withRemarks(await judge(run, inputs, gathered), gathered)

  const isAsked = inputs.checkRun !== undefined || inputs.uploadSarif || inputs.auditIssue || occasion.kind === 'pull-request'
  const github = isAsked ? await connect() : undefined
  if (isAsked && github === undefined) warn('nothing is posted on GitHub: the input `github-token` is empty')
  const posted =
    github === undefined
      ? unposted
      : await post(
          {
            report,
            occasion,
            context,
            inputs,
            github,
            commit: gathered.commit,
            prefix: gathered.prefix,
            ...(gathered.view === undefined ? {} : { view: gathered.view }),
          },
          () => sarif.render(report, { colour: false, category: categoryOf(inputs) }),
        )
  for (const warning of posted.warnings) warn(warning)
  if (posted.described.length > 0) runner.print(guarded(['Would be posted:', ...posted.described].join('\n')))

  await tellReport(runner, folder, inputs, report, posted, gathered.prefix)
  const exitCode = exitCodeOf(report)
  if (exitCode !== 0) runner.setFailed(failureOf(report))
  return exitCode
}

export const runWorkflow = async (run: WorkflowRun): Promise<0 | 1 | 2> => {
  const { runner, folder, context } = run
  const { inputs, mistakes } = readInputs((name: InputName) => runner.getInput(name))
  if (mistakes.length > 0) {
    for (const mistake of mistakes) runner.error(plain(mistake), { title })
    runner.setOutput('verdict', 'unsure')
    runner.setFailed(`${counted(mistakes.length, 'input')} cannot be used`)
    return 2
  }
  const { token } = inputs
  if (token !== undefined) runner.setSecret(token)
  const warn = warnIn(runner)

  let opened: Promise<GitHub> | undefined
  /** The client is loaded by runs that have something to ask or to post. */
  const connect = async (): Promise<GitHub | undefined> => {
    if (token === undefined) return undefined
    opened ??= import('./github/client.ts').then(({ openGitHub }) =>
      openGitHub({ token, apiUrl: context.apiUrl, userAgent: `vnetproof/${version}`, warn }),
    )
    return opened
  }

  const occasion = await occasionOf(context, context.eventName === 'workflow_run' ? await connect() : undefined)
  if (occasion.kind === 'none' && occasion.isMistake) {
    runner.error(plain(`nothing is judged: ${occasion.reason}`), { title })
    runner.setOutput('verdict', 'unsure')
    runner.setFailed(`the event \`${plain(context.eventName)}\` cannot be read`)
    return 2
  }
  if (occasion.kind === 'none') {
    runner.notice(plain(`nothing is judged: ${occasion.reason}`), { title })
    runner.setOutput('verdict', 'unsure')
    return 0
  }
  const gathered = await gather(occasion, { folder, context, inputs, token, connect })
  // What a report begins with is among its annotations.
  for (const remark of gathered.remarks) if (!gathered.ok || remark !== gathered.notCompared) warn(remark)
  if (!gathered.ok) {
    runner.error(plain(`nothing is judged: ${gathered.why}`), { title })
    runner.setOutput('verdict', 'unsure')
    runner.setFailed('the code to be judged could not be read')
    return 2
  }
  try {
    const entered = enterRepository(gathered, inputs)
    if (entered.remark !== undefined) warn(entered.remark)
    return await conclude(run, entered.inputs, occasion, entered.gathered, connect)
  } finally {
    gathered.close()
  }
}

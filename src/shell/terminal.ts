/** A command line → a report on the terminal and in files, and the exit code. */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { baselineOf } from '../commands/baseline.ts'
import { type CheckRequest, check } from '../commands/check.ts'
import { type BaseRevision, checkAgainst } from '../commands/compare.ts'
import type { PlanWish } from '../commands/plans.ts'
import { listRoutes } from '../commands/routes.ts'
import { outputs } from '../report/outputs/index.ts'
import { text as textOutput } from '../report/outputs/text.ts'
import { plain } from '../report/plain.ts'
import type { Report } from '../report/report.ts'
import { routesJson, routesText } from '../report/route-listing.ts'
import { exitCodeOf } from '../report/verdict.ts'
import { counted } from '../report/wording.ts'
import { nearest } from '../text/nearest.ts'
import {
  type BaselineArguments,
  type CheckArguments,
  help,
  type JudgingArguments,
  type RoutesArguments,
  readArguments,
} from './arguments.ts'
import { guarded } from './deliver.ts'
import { runExplain, someNames } from './explain.ts'
import { gitWorkspace } from './git-workspace.ts'
import { runInit } from './init.ts'
import { runModel } from './model.ts'
import { runPolicies } from './policies.ts'
import { prepared, prepareFor } from './prepare.ts'
import { progressOf } from './progress.ts'
import { type Scope, scopeOf } from './scope.ts'
import { withSecondOpinion } from './second-opinion.ts'
import { today } from './today.ts'
import { version } from './version.ts'

export interface Stream {
  readonly isTTY?: boolean
  write(text: string): unknown
}

export interface Terminal {
  readonly cwd: string
  readonly stdout: Stream
  readonly stderr: Stream
  readonly environment: Readonly<Record<string, string | undefined>>
  now(): number
  /** `YYYY-MM-DD`; absent: the day it is. */
  readonly today?: string
}

type ExitCode = 0 | 1 | 2

const tellMistakes = (terminal: Terminal, mistakes: readonly string[]): 2 => {
  for (const mistake of mistakes) terminal.stderr.write(`error: ${plain(mistake)}\n`)
  terminal.stderr.write('`vnetproof --help` says how it is used\n')
  return 2
}

/** A policy is named by its identifier, or by a path, which begins with a dot or holds a slash. */
const policyOf = (scope: Scope, name: string): string => (/[\\/]/.test(name) || name.startsWith('.') ? `./${scope.admit(name)}` : name)

/** https://developer.hashicorp.com/terraform/cli/config/environment-variables#tf_var_name */
const environmentVariables = ({ environment }: Terminal): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(environment).flatMap(([name, text]) => (/^TF_VAR_./.test(name) && text !== undefined ? [[name.slice(7), text]] : [])),
  )

const planOf = (scope: Scope, { file, root }: JudgingArguments['plans'][number]): PlanWish => ({
  file: scope.admit(file),
  ...(root === undefined ? {} : { root: scope.admit(root) }),
})

const requestOf = (asked: JudgingArguments, scope: Scope, terminal: Terminal): Omit<CheckRequest, 'workspace' | 'now' | 'today'> => ({
  environment: environmentVariables(terminal),
  paths: scope.paths,
  version,
  libraries: asked.libraries,
  ...(asked.policies.length === 0 ? {} : { policies: asked.policies.map((name) => policyOf(scope, name)) }),
  ...(asked.exclude.length === 0 ? {} : { exclude: asked.exclude }),
  ...(asked.variables.size === 0 ? {} : { variables: asked.variables }),
  ...(asked.filesAfter === undefined ? {} : { filesAfter: asked.filesAfter }),
  ...(asked.variableFiles.length === 0 ? {} : { variableFiles: asked.variableFiles.map(scope.admit) }),
  ...(asked.plans.length === 0 ? {} : { plans: asked.plans.map((plan) => planOf(scope, plan)) }),
  ...(asked.config === undefined ? {} : { configPath: scope.admit(asked.config) }),
  ...(asked.serviceTags === undefined ? {} : { serviceTags: scope.admit(asked.serviceTags) }),
  ...(asked.waivers === undefined ? {} : { waivers: asked.waivers.map(scope.admit) }),
  ...(asked.assume === undefined ? {} : { assume: scope.admit(asked.assume) }),
  ...(asked.failOn === undefined ? {} : { failOn: asked.failOn }),
})

/** Colours where a person looks at them, unless they said no: https://no-color.org/ */
const wantsColour = ({ stdout, environment }: Terminal, asked: CheckArguments): boolean =>
  asked.colour && stdout.isTTY === true && (environment.NO_COLOR ?? '') === ''

const deliver = (terminal: Terminal, asked: CheckArguments, scope: Scope, report: Report): readonly string[] => {
  const mistakes: string[] = []
  // Paths on the command line tell several runs over one repository apart.
  const category = ['vnetproof', ...scope.paths.filter((path) => path !== '')].join('/')
  for (const { format, file } of asked.deliveries) {
    const output = outputs.find(({ name }) => name === format)
    if (output === undefined) continue
    const colour = file === undefined && wantsColour(terminal, asked)
    const rendered = output.render(report, { colour, showPath: scope.showPath, category })
    if (file === undefined) {
      const inWorkflow = terminal.environment.GITHUB_ACTIONS === 'true' && output.name === 'text'
      terminal.stdout.write(inWorkflow ? guarded(rendered) : rendered)
      continue
    }
    try {
      writeFileSync(resolve(terminal.cwd, file), rendered)
    } catch (error) {
      mistakes.push(`\`${file}\` cannot be written: ${error instanceof Error ? error.message : 'unknown reason'}`)
    }
  }
  return mistakes
}

const dayOf = (terminal: Terminal): string => terminal.today ?? today()

const reportOf = async (terminal: Terminal, asked: JudgingArguments, scope: Scope, base?: BaseRevision): Promise<Report> => {
  const progress = progressOf(scope.workspace, terminal.now, terminal.stderr)
  const request = { ...requestOf(asked, scope, terminal), workspace: progress.workspace, now: terminal.now, today: dayOf(terminal) }
  await prepareFor(request, base !== undefined)
  const checked = await prepared(() => (base === undefined ? check(request) : checkAgainst(request, base, asked.scope ?? 'introduced')))
  const report = await withSecondOpinion(checked)
  progress.end()
  return report
}

/** The revision to compare with, or what is wrong with it. */
const baseOf = (asked: CheckArguments, scope: Scope): BaseRevision | string | undefined => {
  const { base } = asked
  if (base === undefined) return undefined
  const opened = gitWorkspace(scope.root, base)
  if (!opened.ok) return `\`--base ${base}\` cannot be read: ${opened.reason}`
  return { workspace: scope.over(opened.workspace), revision: base, commit: opened.workspace.commit }
}

const runCheck = async (terminal: Terminal, asked: CheckArguments): Promise<ExitCode> => {
  const scope = scopeOf(terminal.cwd, asked.paths)
  if (scope.mistakes.length > 0) return tellMistakes(terminal, scope.mistakes)
  const base = baseOf(asked, scope)
  if (typeof base === 'string') return tellMistakes(terminal, [base])
  const report = await reportOf(terminal, asked, scope, base)
  const unwritten = deliver(terminal, asked, scope, report)
  for (const mistake of unwritten) terminal.stderr.write(`error: ${plain(mistake)}\n`)
  return unwritten.length > 0 ? 2 : exitCodeOf(report)
}

/** Nothing that is there is written over: it may hold waivers that a person wrote. */
const writeNew = (terminal: Terminal, file: string, text: string): string | undefined => {
  try {
    writeFileSync(resolve(terminal.cwd, file), text, { flag: 'wx' })
    return undefined
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      return `\`${file}\` is there already: remove it, or name another file`
    return `\`${file}\` cannot be written: ${error instanceof Error ? error.message : 'unknown reason'}`
  }
}

const runBaseline = async (terminal: Terminal, asked: BaselineArguments): Promise<ExitCode> => {
  const scope = scopeOf(terminal.cwd, asked.paths)
  const day = dayOf(terminal)
  const { file, until } = asked
  const over = until !== undefined && until < day ? [`\`--until\` cannot be \`${until}\`: that day is past`] : []
  if (scope.mistakes.length + over.length > 0) return tellMistakes(terminal, [...scope.mistakes, ...over])
  const report = await reportOf(terminal, asked, scope)
  if (exitCodeOf(report) === 2) {
    terminal.stderr.write(textOutput.render(report, { colour: false, showPath: scope.showPath }))
    return 2
  }
  const baseline = baselineOf(report, {
    today: day,
    ...(until === undefined ? {} : { until }),
    ...(asked.reason === undefined ? {} : { reason: asked.reason }),
  })
  const mistake =
    baseline === undefined
      ? 'so much fails here that a file of it would be too long to read'
      : file === undefined
        ? undefined
        : writeNew(terminal, file, baseline.text)
  if (baseline === undefined || mistake !== undefined) {
    terminal.stderr.write(`error: ${plain(mistake ?? '')}\n`)
    return 2
  }
  if (file === undefined) terminal.stdout.write(baseline.text)
  else
    terminal.stdout.write(
      `${plain(file)}: ${counted(baseline.count, 'waiver')} until ${baseline.until}; name it in vnetproof.yaml as \`waivers:\`, or with \`--waivers\`\n`,
    )
  return 0
}

/** Modules that nothing calls are looked through as well: whoever names a subnet means it. */
const runRoutes = async (terminal: Terminal, asked: RoutesArguments): Promise<ExitCode> => {
  const scope = scopeOf(terminal.cwd, asked.paths)
  if (scope.mistakes.length > 0) return tellMistakes(terminal, scope.mistakes)
  const request = {
    exclude: asked.exclude,
    variableFiles: [],
    ...requestOf(asked, scope, terminal),
    libraries: true,
    workspace: scope.workspace,
  }
  await prepareFor(request)
  const { listings, subnets, mistakes } = await prepared(() => listRoutes({ ...request, variables: asked.variables, subnet: asked.subnet }))
  const near = nearest(asked.subnet, subnets)
  const missing =
    listings.length > 0
      ? []
      : [
          `there is no subnet \`${asked.subnet}\`${near === undefined ? (subnets.length === 0 ? '; none is declared here' : `; known are ${someNames(subnets)}`) : `; did you mean \`${near}\`?`}`,
        ]
  const problems = [...mistakes.map(({ message }) => message), ...missing]
  if (problems.length > 0) return tellMistakes(terminal, problems)
  const rendered = asked.format === 'json' ? routesJson(listings) : routesText(listings)
  if (asked.file === undefined) {
    terminal.stdout.write(terminal.environment.GITHUB_ACTIONS === 'true' ? guarded(rendered) : rendered)
    return 0
  }
  try {
    writeFileSync(resolve(terminal.cwd, asked.file), rendered)
    return 0
  } catch (error) {
    terminal.stderr.write(
      `error: \`${plain(asked.file)}\` cannot be written: ${error instanceof Error ? error.message : 'unknown reason'}\n`,
    )
    return 2
  }
}

export const runTerminal = async (argv: readonly string[], terminal: Terminal): Promise<ExitCode> => {
  const asked = readArguments(argv)
  switch (asked.command) {
    case 'help':
      terminal.stdout.write(help)
      return 0
    case 'version':
      terminal.stdout.write(`${version}\n`)
      return 0
    case 'mistakes':
      return tellMistakes(terminal, asked.mistakes)
    case 'check':
      return runCheck(terminal, asked)
    case 'baseline':
      return runBaseline(terminal, asked)
    case 'routes':
      return runRoutes(terminal, asked)
    case 'policies':
      return runPolicies(terminal, asked, (mistakes) => tellMistakes(terminal, mistakes))
    case 'model': {
      const scope = scopeOf(terminal.cwd, asked.paths)
      if (scope.mistakes.length > 0) return tellMistakes(terminal, scope.mistakes)
      const request = { ...requestOf(asked, scope, terminal), workspace: scope.workspace }
      return runModel(terminal, asked, request, (mistakes) => tellMistakes(terminal, mistakes))
    }
    case 'init': {
      const scope = scopeOf(terminal.cwd, asked.paths)
      if (scope.mistakes.length > 0) return tellMistakes(terminal, scope.mistakes)
      const progress = progressOf(scope.workspace, terminal.now, terminal.stderr)
      const request = { ...requestOf(asked, scope, terminal), workspace: progress.workspace, now: terminal.now, today: dayOf(terminal) }
      return runInit(terminal, scope, request, progress.end)
    }
    case 'explain': {
      const scope = scopeOf(terminal.cwd, asked.paths)
      if (scope.mistakes.length > 0) return tellMistakes(terminal, scope.mistakes)
      const request = { ...requestOf(asked, scope, terminal), libraries: true, workspace: scope.workspace }
      return runExplain(terminal, asked, request, (mistakes) => tellMistakes(terminal, mistakes))
    }
  }
}

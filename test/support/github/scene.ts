/** A repository of the fake GitHub and runs of the Action in it: what each run said, asked and left behind, and who was told of it. */
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import type { RunContext } from '../../../src/shell/occasion.ts'
import type { Runner } from '../../../src/shell/runner.ts'
import type { EventName, EventOptions, FakeEvent } from './events.ts'
import { type Fake, type FakeOptions, openFake } from './fake.ts'
import { type Command, readLog } from './log.ts'
import { runAction } from './run-action.ts'
import type { PullRequest } from './state.ts'
import type { RecordedRequest } from './world.ts'

/** The Action that is tested: the bundle, unless another build is named. */
export const actionPath = process.env.VNETPROOF_ACTION ?? 'dist/action/index.js'

export interface How {
  readonly event?: Omit<EventOptions, 'workspace'>
  readonly inputs?: Readonly<Record<string, string>>
  /** What `actions/checkout` is asked for; `none` leaves the folder empty. The default of the event unless told. */
  readonly checkout?: string
  readonly depth?: number
  readonly persistCredentials?: boolean
  /** Folder of the workspace that is checked out into. */
  readonly path?: string
  /** A folder that is checked out already. */
  readonly workspace?: string
  readonly environment?: Readonly<Record<string, string>>
  readonly token?: string
}

export interface Ran {
  readonly code: number | null
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
  readonly commands: readonly Command[]
  /** Of the log, commands aside. */
  readonly lines: readonly string[]
  readonly stdout: string
  readonly stderr: string
  /** Of this run alone. */
  readonly requests: readonly RecordedRequest[]
  /** How often people were told of something new. */
  readonly notifications: number
  readonly milliseconds: number
  readonly workspace: string
}

export interface ReportedFinding {
  readonly code: string
  readonly subject: string
  readonly outcome: string
  readonly severity: string
  readonly message: string
  readonly state?: string
}

const folder = (): string => {
  const made = realpathSync(mkdtempSync(join(tmpdir(), 'vnetproof-scene-')))
  return made
}

/** What GitHub checks out for an event where a workflow says no more. */
const usual = (event: FakeEvent, { event: about = {} }: How): string => {
  if (event.name === 'pull_request') return 'merge'
  if (event.name === 'merge_group') return about.group!.head
  return about.branch ?? 'main'
}

export const contextOf = (fake: Fake, { name, payload, sha, ref, environment }: FakeEvent): RunContext => ({
  eventName: name,
  payload,
  sha,
  ref,
  repository: { owner: fake.owner, repo: fake.repo },
  serverUrl: fake.serverUrl,
  apiUrl: fake.apiUrl,
  runId: Number(environment.GITHUB_RUN_ID),
  runAttempt: Number(environment.GITHUB_RUN_ATTEMPT),
  job: environment.GITHUB_JOB!,
})

export interface Scene {
  readonly fake: Fake
  /** As a runner does: a process of its own. */
  readonly run: (name: EventName, how?: How) => Promise<Ran>
  /** An event that was made before, in its own empty folder. */
  readonly runEvent: (event: FakeEvent, how?: Pick<How, 'inputs' | 'environment' | 'token'>) => Promise<Ran>
  /** In this process, which is quicker; the toolkit's place is taken by a recorder. */
  readonly runHere: (name: EventName, how?: How & { readonly breaks?: readonly (keyof Runner)[] }) => Promise<Ran>
  readonly close: () => Promise<void>
}

/** For tests that run at the same time: whoever opens it closes it. */
export const openScene = async (options: FakeOptions = {}): Promise<Scene> => {
  const fake = await openFake({ ...options, settings: { holdFor: 20, ...options.settings } })
  const folders: string[] = []

  const begin = (name: EventName, how: How): { readonly event: FakeEvent; readonly workspace: string } => {
    const workspace = how.workspace ?? folder()
    if (how.workspace === undefined) folders.push(workspace)
    const event = fake.event(name, { ...how.event, workspace })
    const what = how.checkout ?? usual(event, how)
    if (what !== 'none' && how.workspace === undefined)
      fake.checkout(how.path === undefined ? workspace : join(workspace, how.path), what, {
        ...(how.depth === undefined ? {} : { depth: how.depth }),
        ...(how.persistCredentials === undefined ? {} : { persistCredentials: how.persistCredentials }),
        ...(how.event?.pull === undefined ? {} : { pull: how.event.pull }),
      })
    return { event, workspace }
  }

  const watched = async (
    workspace: string,
    how: () => Promise<Pick<Ran, 'code' | 'outputs' | 'summary' | 'commands' | 'lines' | 'stdout' | 'stderr'>>,
  ): Promise<Ran> => {
    const [requests, notifications, start] = [fake.requests.length, fake.notifications(), performance.now()]
    const ran = await how()
    return {
      ...ran,
      requests: fake.requests.slice(requests),
      notifications: fake.notifications() - notifications,
      milliseconds: performance.now() - start,
      workspace,
    }
  }

  const started = (event: FakeEvent, workspace: string, { inputs = {}, token, environment }: How): Promise<Ran> =>
    watched(workspace, async () => {
      const ran = await runAction(event, {
        inputs: token === undefined ? inputs : { 'github-token': token, ...inputs },
        path: actionPath,
        ...(environment === undefined ? {} : { environment }),
      })
      return { ...ran, ...readLog(ran.stdout) }
    })

  return {
    fake,
    run: async (name, how = {}) => {
      const { event, workspace } = begin(name, how)
      return started(event, workspace, how)
    },
    runEvent: (event, how = {}) => started(event, event.environment.GITHUB_WORKSPACE!, how),
    runHere: async (name, how = {}) => {
      const { event, workspace } = begin(name, how)
      const inputs: Readonly<Record<string, string>> = { 'github-token': how.token ?? event.token, ...how.inputs }
      const commands: Command[] = []
      const outputs: Record<string, string> = {}
      let summary = ''
      let stdout = ''
      const guard = (what: keyof Runner): void => {
        if (how.breaks?.includes(what) === true) throw new Error(`${what} is broken`)
      }
      const command =
        (level: 'error' | 'warning' | 'notice') =>
        (message: string, properties: object = {}): void => {
          guard(level)
          commands.push({
            name: level,
            properties: Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, String(value)])),
            message,
          })
        }
      const runner: Runner = {
        getInput: (input) => (inputs[input] ?? '').trim(),
        setOutput: (output, value) => {
          guard('setOutput')
          outputs[output] = String(value)
        },
        setSecret: () => guard('setSecret'),
        error: command('error'),
        warning: command('warning'),
        notice: command('notice'),
        setFailed: command('error'),
        summarise: async (markdown) => {
          guard('summarise')
          summary += markdown
        },
        print: (text) => {
          guard('print')
          stdout += text
        },
      }
      return watched(workspace, async () => {
        // Loaded by tests that ask for it.
        const { runWorkflow } = await import('../../../src/shell/workflow.ts')
        const code = await runWorkflow({ runner, folder: workspace, context: contextOf(fake, event), now: () => 0 })
        return { code, outputs, summary, commands, lines: readLog(stdout).lines, stdout, stderr: '' }
      })
    },
    close: async () => {
      await fake.close()
      for (const path of folders) rmSync(path, { recursive: true, force: true })
    },
  }
}

/** Closed after the test, and then nothing may have been asked that GitHub does not take. */
export const sceneWith = async (options: FakeOptions = {}): Promise<Scene> => {
  const scene = await openScene(options)
  onTestFinished(async () => {
    await scene.close()
    expect([...scene.fake.violations, ...scene.fake.trespasses]).toEqual([])
  })
  return scene
}

/**
 * Addresses in comments are then as on GitHub. All that is compared has to be in the checkout, and nothing is let out to look for more.
 */
export const onGitHub: Pick<How, 'depth' | 'environment'> = {
  depth: 0,
  environment: { GITHUB_SERVER_URL: 'https://github.com', https_proxy: 'http://127.0.0.1:9' },
}

/** Requests that change something: `PATCH pulls/update-review-comment`. */
export const writesOf = ({ requests }: Pick<Ran, 'requests'>): readonly string[] =>
  requests
    .filter(({ method, operation }) => method !== 'GET' && operation !== 'graphql' && operation !== 'git')
    .map(({ operation }) => operation)

/** Findings and faults as the runner shows them at lines. */
export const annotationsOf = ({ commands }: Pick<Ran, 'commands'>): readonly Command[] =>
  commands.filter(({ name, properties }) => /^(error|warning|notice)$/.test(name) && properties.file !== undefined)

/** What the run itself has to say, beside its findings. */
export const warningsOf = ({ commands }: Pick<Ran, 'commands'>): readonly string[] =>
  commands.filter(({ name, properties }) => name === 'warning' && properties.file === undefined).map(({ message }) => message)

export interface Told {
  readonly id: number
  readonly code: string
  readonly subject: string | undefined
  readonly state: 'open' | 'fixed'
  readonly run: string
  readonly path: string
  readonly line: number | null
  readonly body: string
}

const plainText = (html: string): string =>
  html
    .replace(/<[^>]*>/g, '')
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replaceAll('\u2060', '')

/** Comments of a bot on lines, read as a reader does: by the code in the title, and the subject in the table. */
export const toldInline = ({ state, newest }: Fake, wanted?: PullRequest, login = 'github-actions[bot]'): readonly Told[] =>
  [...state.reviewComments.values()]
    .filter(({ pull, user, inReplyTo }) => pull === newest(wanted).number && user.login === login && inReplyTo === undefined)
    .map(({ id, body, path, line }) => {
      const mark = JSON.parse(/<!-- vnetproof:v1 (.*) -->$/.exec(body)![1]!) as { run: string; state: 'open' | 'fixed' }
      const subject = /^\| subject \| (.*) \|$/m.exec(body)?.[1]
      return {
        id,
        code: plainText(/<code>([^<]*)<\/code>(?:<\/a>)?(?:~~)?$/.exec(body.split('\n')[0]!)![1]!),
        subject: subject === undefined ? undefined : plainText(subject).split(' in ')[0]!,
        state: mark.state,
        run: mark.run,
        path,
        line,
        body,
      }
    })

/** Comments of a bot below the pull request. */
export const toldBelow = ({ state, newest }: Fake, wanted?: PullRequest, login = 'github-actions[bot]') =>
  [...state.issueComments.values()].filter(({ issue, user }) => issue === newest(wanted).number && user.login === login)

export const reportIn = (ran: Ran): { readonly findings: readonly ReportedFinding[] } => {
  const path = join(ran.workspace, ran.outputs['json-file']!)
  if (!existsSync(path)) throw new Error('the run has left no JSON report')
  return JSON.parse(readFileSync(path, 'utf8'))
}

/** Exactly one of the old stands in the text, and becomes the new. */
export const edited = (text: string, ...changes: readonly (readonly [old: string, young: string])[]): string => {
  let result = text
  for (const [old, young] of changes) {
    if (result.split(old).length !== 2) throw new Error(`\`${old}\` stands ${result.split(old).length - 1} times in the text`)
    result = result.replace(old, () => young)
  }
  return result
}

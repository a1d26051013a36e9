/** A workflow file and an event of the fake → what GitHub makes of it: whether it starts, which jobs run, with which permissions, checkouts and inputs. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { data, Evaluator, Lexer, Parser } from '@actions/expressions'
import { parse } from 'yaml'
import type { EventName, EventOptions, FakeEvent } from './events.ts'
import type { Ran, Scene } from './scene.ts'
import type { Permissions } from './state.ts'

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }
type Contexts = Readonly<Record<string, Json>>

interface Step {
  readonly id?: string
  readonly if?: string
  readonly uses?: string
  readonly with?: Readonly<Record<string, Json>>
  readonly run?: string
  readonly env?: Readonly<Record<string, Json>>
}

interface WorkflowFile {
  readonly name?: string
  readonly on: Readonly<Record<string, Json>>
  readonly permissions?: Readonly<Record<string, 'none' | 'read' | 'write'>>
  readonly jobs: Readonly<Record<string, { readonly if?: string; readonly steps: readonly Step[] }>>
}

/** What a job's own check functions say in a job in which nothing failed or was cancelled. */
const functions = new Map(
  [
    { name: 'cancelled', minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(false) },
    { name: 'always', minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(true) },
  ].map((one) => [one.name, one]),
)

/** By GitHub's own evaluator. */
const evaluated = (expression: string, contexts: Contexts): data.ExpressionData => {
  const { tokens } = new Lexer(expression).lex()
  const tree = new Parser(tokens, Object.keys(contexts), [...functions.values()]).parse()
  return new Evaluator(tree, JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary, functions).evaluate()
}

const whole = /^\s*\$\{\{([\s\S]*?)\}\}\s*$/

const textOf = (value: Json | undefined, contexts: Contexts): string =>
  value === undefined || value === null
    ? ''
    : String(value).replace(/\$\{\{([\s\S]*?)\}\}/g, (_, expression: string) => evaluated(expression, contexts).coerceString())

const isTrue = (condition: string | undefined, contexts: Contexts): boolean =>
  condition === undefined || !['', 'false', '0'].includes(evaluated(whole.exec(condition)?.[1] ?? condition, contexts).coerceString())

/** https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows */
const usualTypes: Partial<Record<EventName, readonly string[]>> = {
  pull_request: ['opened', 'synchronize', 'reopened'],
  pull_request_target: ['opened', 'synchronize', 'reopened'],
  merge_group: ['checks_requested'],
}

const starts = ({ on }: WorkflowFile, { name, payload, ref }: FakeEvent): boolean => {
  if (!Object.hasOwn(on, name)) return false
  const filter = (on[name] ?? {}) as { readonly types?: readonly string[]; readonly branches?: readonly string[] }
  const types = filter.types ?? usualTypes[name]
  if (types !== undefined && !types.includes(String(payload.action))) return false
  return filter.branches === undefined || filter.branches.includes(ref.replace(/^refs\/heads\//, ''))
}

const features: readonly (keyof Permissions)[] = ['contents', 'pull-requests', 'issues', 'checks', 'security-events']

interface DispatchInput {
  readonly type?: string
  readonly default?: Json
}

const dispatched = ({ on }: WorkflowFile, given: Readonly<Record<string, Json>>): Json => {
  const { inputs = {} } = (on.workflow_dispatch ?? {}) as { readonly inputs?: Readonly<Record<string, DispatchInput>> }
  return Object.fromEntries(
    Object.entries(inputs).map(([name, { type, default: usual }]) => [name, given[name] ?? usual ?? (type === 'boolean' ? false : '')]),
  )
}

const action = parse(readFileSync('action.yml', 'utf8')) as { readonly inputs: Readonly<Record<string, { readonly default?: Json }>> }

export interface Followed {
  /** The event starts this workflow. */
  readonly starts: boolean
  /** Of each job that ran: what our Action did in it. */
  readonly runs: readonly Ran[]
  /** Variables of later steps that run scripts. */
  readonly scripts: readonly Readonly<Record<string, string>>[]
}

export const follow = async (
  scene: Scene,
  text: string,
  name: EventName,
  options: Omit<EventOptions, 'workspace' | 'inputs'> & { readonly inputs?: Readonly<Record<string, Json>> } = {},
): Promise<Followed> => {
  const { fake } = scene
  const file = parse(text) as WorkflowFile
  const { inputs: given = {}, ...about } = options
  const event = fake.event(name, about)
  if (!starts(file, event)) return { starts: false, runs: [], scripts: [] }
  for (const feature of features)
    fake.permissions[feature] = file.permissions === undefined ? 'write' : (file.permissions[feature] ?? 'none')
  const runs: Ran[] = []
  const scripts: Readonly<Record<string, string>>[] = []
  const base: Contexts = {
    github: {
      event: event.payload as Json,
      event_name: name,
      ref: event.ref,
      repository: fake.repository.fullName,
      sha: event.sha,
      token: event.token,
      workflow: file.name ?? '',
    },
    inputs: name === 'workflow_dispatch' ? dispatched(file, given) : {},
  }
  const folder = event.environment.GITHUB_WORKSPACE!
  for (const job of Object.values(file.jobs)) {
    if (!isTrue(job.if, base)) continue
    const steps: Record<string, Json> = {}
    for (const step of job.steps) {
      const contexts = { ...base, steps }
      if (!isTrue(step.if, contexts)) continue
      const [uses] = (step.uses ?? '').split('@')
      const asked = (input: string): string | undefined =>
        step.with?.[input] === undefined ? undefined : textOf(step.with[input], contexts)
      if (uses === 'actions/checkout')
        fake.checkout(join(folder, asked('path') ?? ''), name === 'pull_request' ? 'merge' : event.sha, {
          persistCredentials: asked('persist-credentials') !== 'false',
          depth: Number(asked('fetch-depth') ?? 1),
        })
      else if (uses === 'vnetproof/vnetproof') {
        const known = Object.entries(action.inputs).map(([input, { default: usual }]) => [input, asked(input) ?? textOf(usual, contexts)])
        const strange = Object.keys(step.with ?? {}).filter((input) => !Object.hasOwn(action.inputs, input))
        if (strange.length > 0) throw new Error(`action.yml has no input ${strange.join(', ')}`)
        const ran = await scene.runEvent(event, { inputs: Object.fromEntries(known) })
        runs.push(ran)
        if (step.id !== undefined) steps[step.id] = { outputs: { ...ran.outputs } }
      } else if (step.run !== undefined)
        scripts.push(Object.fromEntries(Object.entries(step.env ?? {}).map(([key, value]) => [key, textOf(value, contexts)])))
      else throw new Error(`nobody here knows \`${step.uses}\``)
    }
  }
  return { starts: true, runs, scripts }
}

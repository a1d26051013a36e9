import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { RunContext } from '../../src/shell/occasion.ts'
import type { Runner } from '../../src/shell/runner.ts'
import { runWorkflow } from '../../src/shell/workflow.ts'
import { folderWith } from '../support/folder.ts'

const example = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ['main.tf', 'network.tf', 'variables.tf'].map((name) => [`infra/${name}`, readFileSync(`examples/apim-internal/${name}`, 'utf8')]),
  )

/** A runner that writes down what it is told; what `breaks` names throws instead. */
const recorder = (inputs: Readonly<Record<string, string>>, breaks: readonly (keyof Runner)[] = []) => {
  const told: string[] = []
  const outputs: Record<string, string | number> = {}
  const say = (what: keyof Runner, text: string): void => {
    if (breaks.includes(what)) throw new Error(`${what} is broken`)
    told.push(`${what}: ${text}`)
  }
  const runner: Runner = {
    getInput: (name) => inputs[name] ?? '',
    setSecret: (text) => say('setSecret', text),
    setOutput: (name, value) => {
      say('setOutput', `${name}=${value}`)
      outputs[name] = value
    },
    error: (message) => say('error', message),
    warning: (message) => say('warning', message),
    notice: (message) => say('notice', message),
    setFailed: (message) => say('setFailed', message),
    summarise: async (markdown) => say('summarise', markdown),
    print: (text) => say('print', text),
  }
  return { runner, outputs, told, saying: (what: keyof Runner) => told.filter((line) => line.startsWith(`${what}: `)) }
}

/** By hand: no event, no token. */
const byHand: RunContext = {
  eventName: 'workflow_dispatch',
  payload: {},
  sha: '',
  ref: '',
  repository: { owner: 'octo', repo: 'net' },
  serverUrl: 'https://github.com',
  apiUrl: 'https://api.github.com',
  runId: 1,
  runAttempt: 1,
  job: 'vnetproof',
}

const runIn = (folder: string, runner: Runner, day?: string): Promise<number> =>
  runWorkflow({ runner, folder, context: byHand, now: () => 0, ...(day === undefined ? {} : { day }) })

describe('a run of the Action', () => {
  test('tells the failures everywhere, writes the files, sets the outputs, fails the job', async () => {
    const folder = folderWith(example())
    const run = recorder({ 'json-file': 'out/report.json', 'sarif-file': 'report.sarif' })
    expect(await runIn(folder, run.runner)).toBe(1)
    const report = JSON.parse(readFileSync(join(folder, 'out/report.json'), 'utf8'))
    expect(report.verdict).toBe('fails')
    expect(run.outputs).toEqual({
      verdict: 'fails',
      holds: report.summary.holds,
      fails: report.summary.fails,
      unsure: report.summary.unsure,
      introduced: 0,
      fixed: 0,
      waived: 0,
      'json-file': 'out/report.json',
      'sarif-file': 'report.sarif',
    })
    expect(JSON.parse(readFileSync(join(folder, 'report.sarif'), 'utf8')).version).toBe('2.1.0')
    expect(run.saying('error')).toHaveLength(report.summary.failing.error)
    expect(run.saying('summarise').join()).toContain('# VNetProof fails')
    expect(run.saying('print').join()).toMatch(/^print: ::stop-commands::/)
    expect(run.saying('setFailed')).toEqual(['setFailed: the network does not hold: 3 errors'])
  })

  test('counts what is waived, by a file that an input names', async () => {
    const folder = folderWith({
      ...example(),
      'w.yaml': '- { code: api-management, subject: "*", reason: known, until: 2027-03-01 }\n',
    })
    const run = recorder({ waivers: './w.yaml' })
    expect(await runIn(folder, run.runner, '2027-03-01')).toBe(0)
    expect(run.outputs).toMatchObject({ verdict: 'holds', holds: 20, fails: 1, waived: 5 })
    expect(run.saying('notice')).toEqual(['notice: 5 findings are waived: see the summary'])
    expect(await runIn(folder, recorder({ waivers: './w.yaml' }).runner, '2027-03-02')).toBe(1)
  })

  test('whatever breaks in telling, the verdict stays', async () => {
    const folder = folderWith(example())
    mkdirSync(join(folder, 'taken'))
    const inputs = { 'json-file': 'taken', 'sarif-file': '../outside.sarif' }
    const run = recorder(inputs, ['summarise', 'print', 'error', 'setOutput'])
    expect(await runIn(folder, run.runner)).toBe(1)
    expect(run.saying('setFailed')).toHaveLength(1)
    const warnings = run.saying('warning').join('\n')
    for (const what of ['the log', 'the annotations', 'the job summary', 'input `json-file`', 'input `sarif-file`', 'the outputs'])
      expect(warnings).toContain(what)
  })

  test.each([
    ['pull_request', {}, 'which pull request it is about'],
    ['pull_request_target', { pull_request: { number: 7 } }, 'which pull request it is about'],
    ['merge_group', { merge_group: { base_sha: 'x' } }, 'which commits it is about'],
    ['workflow_run', { workflow_run: null }, 'which commit its run was about'],
  ])('an event `%s` that lacks what it should say is a mistake', async (eventName, payload, what) => {
    const run = recorder({})
    const context = { ...byHand, eventName, payload }
    expect(await runWorkflow({ runner: run.runner, folder: folderWith(example()), context, now: () => 0 })).toBe(2)
    expect(run.saying('error')).toEqual([`error: nothing is judged: the event \`${eventName}\` does not say ${what}`])
    expect(run.saying('setFailed')).toEqual([`setFailed: the event \`${eventName}\` cannot be read`])
    expect(run.outputs.verdict).toBe('unsure')
  })

  test('an event about nothing that is there any more is none', async () => {
    const run = recorder({})
    const context = { ...byHand, eventName: 'pull_request', payload: { action: 'closed' } }
    expect(await runWorkflow({ runner: run.runner, folder: folderWith(example()), context, now: () => 0 })).toBe(0)
    expect(run.saying('notice')).toEqual(['notice: nothing is judged: the pull request is closed'])
  })

  test('fail-on never leaves the job green and tells the same verdict', async () => {
    const run = recorder({ 'fail-on': 'never' })
    expect(await runIn(folderWith(example()), run.runner)).toBe(0)
    expect(run.outputs.verdict).toBe('fails')
    expect(run.saying('setFailed')).toEqual([])
  })

  test('a workspace without Terraform is green', async () => {
    const run = recorder({})
    expect(await runIn(folderWith({ 'readme.md': '' }), run.runner)).toBe(0)
    expect(run.outputs.verdict).toBe('holds')
  })

  test('an input that cannot be used fails the job and judges nothing', async () => {
    const run = recorder({ 'fail-on': 'eror', paths: '..' })
    expect(await runIn(folderWith(example()), run.runner)).toBe(2)
    expect(run.saying('error')).toHaveLength(2)
    expect(run.outputs).toEqual({ verdict: 'unsure' })
    expect(run.saying('setFailed')).toEqual(['setFailed: 2 inputs cannot be used'])
  })
})

/** Runs a built Action as a runner does: a process of its own with the event's variables and the inputs, and what it left in its files. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { FakeEvent } from './events.ts'

export interface RunOptions {
  readonly inputs?: Readonly<Record<string, string>>
  /** `dist/action/index.js` unless told. */
  readonly path?: string
  readonly environment?: Readonly<Record<string, string>>
  /** Milliseconds after which the process is ended and `code` is null. */
  readonly limit?: number
}

export interface RunResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
}

/** `name=value`, and `name<<mark` … `mark`: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#multiline-strings */
export const readOutputs = (text: string): Readonly<Record<string, string>> => {
  const found: Record<string, string> = {}
  const lines = text.split(/\r?\n/)
  for (let at = 0; at < lines.length; at++) {
    const [, name, sign, rest] = /^([^=<]+?)(=|<<)(.*)$/.exec(lines[at]!) ?? []
    if (name === undefined) continue
    if (sign === '=') {
      found[name] = rest!
      continue
    }
    const end = lines.indexOf(rest!, at + 1)
    if (end === -1) throw new Error(`output \`${name}\` has no end`)
    found[name] = lines.slice(at + 1, end).join('\n')
    at = end
  }
  return found
}

/** Takes `github-token` from the event unless an input names another. */
export const runAction = (
  event: FakeEvent,
  { inputs = {}, path = 'dist/action/index.js', environment = {}, limit = 60_000 }: RunOptions = {},
): Promise<RunResult> =>
  new Promise((settle, fail) => {
    const given = Object.entries({ 'github-token': event.token, ...inputs }).map(([name, value]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      value,
    ])
    const child = spawn(process.env.VNETPROOF_NODE ?? process.execPath, [resolve(path)], {
      cwd: event.environment.GITHUB_WORKSPACE,
      env: {
        PATH: process.env.PATH ?? '',
        HOME: event.environment.RUNNER_TEMP,
        ...event.environment,
        ...Object.fromEntries(given),
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    const timer = setTimeout(() => child.kill('SIGKILL'), limit)
    child.on('error', fail)
    child.on('close', (code) => {
      clearTimeout(timer)
      const read = (name: string): string => readFileSync(event.environment[name]!, 'utf8')
      settle({ code, stdout, stderr, outputs: readOutputs(read('GITHUB_OUTPUT')), summary: read('GITHUB_STEP_SUMMARY') })
    })
  })

/** Every fault at one request of a run: what the run then says, what stands on the pull request, and what the next undisturbed run makes of it. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { folderWith } from '../folder.ts'
import type { FaultKind } from './faults.ts'
import { annotationsOf, openScene, type Ran, reportIn, type Scene, toldBelow, toldInline, warningsOf } from './scene.ts'
import type { RecordedRequest } from './world.ts'
import { association, group, open, provider, settings, shut, zone } from './zones.ts'

/** The same commit is the same in every repository, and checked out once. */
const checkouts = folderWith()

export const faultKinds: readonly FaultKind[] = [
  'error-before',
  'error-after-write',
  'timeout-before',
  'timeout-after-write',
  'rate-limit',
  'secondary-limit',
  'not-found',
  'forbidden',
  'unprocessable',
  'garbage',
]

const variable = (name: string, value?: string): string => `variable "${name}" {\n${value === undefined ? '' : `  default = ${value}\n`}}\n`

/** Zones `a` to `d`, all shut. */
export const base: Readonly<Record<string, string>> = {
  ...settings,
  'infra/main.tf': provider,
  'infra/a.tf': zone('a', 1, shut),
  'infra/b.tf': zone('b', 2, shut),
  'infra/c.tf': group('c', 3, shut),
  'infra/c-association.tf': association('c'),
  'infra/d.tf': zone('d', 4, 'var.access_d'),
  'infra/variables.tf': variable('access_d', shut),
}

/** Two findings on changed lines, one where nothing changed, and a doubt. */
export const broken: Readonly<Record<string, string | null>> = {
  'infra/a.tf': zone('a', 1, open),
  'infra/b.tf': zone('b', 2, open),
  'infra/c-association.tf': null,
  'infra/variables.tf': variable('access_d'),
}

/** One of them mended. */
export const half: Readonly<Record<string, string>> = { 'infra/a.tf': zone('a', 1, shut) }

export const inputs = { 'json-file': 'vnetproof.json', 'check-run': 'network proof' }

/** What people see, however it came to be. */
export const standing = ({ fake }: Scene) => ({
  inline: toldInline(fake)
    .map(({ subject, code, state, path, line }) => `${state} ${code} of ${subject} at ${path}:${line}`)
    .sort(),
  below: toldBelow(fake).map(({ body }) => body.replace(/<sub>.*<\/sub>/, '').replace(/ <code>infra\/[^<]*<\/code>/g, '')),
  /** The newest; each run makes one. */
  check: [...fake.state.checks.values()].map(({ conclusion, annotations }) => `${conclusion} with ${annotations.length}`).at(-1),
})

export interface Ledger {
  /** Findings in scope that are in no open comment, annotation or summary. */
  readonly lost: readonly string[]
  /** Findings that are in a comment and annotated as well. */
  readonly twice: readonly string[]
  /** Open comments that say what another says, and further summary comments. */
  readonly duplicates: number
}

export const ledgerOf = (scene: Scene, ran: Ran): Ledger => {
  const matters = reportIn(ran).findings.filter(
    ({ outcome, severity, state }) => outcome === 'fails' && severity !== 'note' && state === 'introduced',
  )
  const name = (code: string, subject: string | undefined): string => `${code} of ${subject}`
  const open = toldInline(scene.fake).filter(({ state }) => state === 'open')
  const comments = new Set(open.map(({ code, subject }) => name(code, subject)))
  const annotated = new Set(
    annotationsOf(ran).map(({ properties, message }) => name(properties.title!, /^subject: (.*)$/m.exec(message)?.[1])),
  )
  // Codes lead to where they are explained.
  const summary = ran.summary.replace(/<\/?a\b[^>]*>/g, '')
  const all = matters.map(({ code, subject }) => name(code, subject))
  return {
    lost: matters
      .filter(({ code, subject }) => !summary.includes(`<code>${code}</code> · <code>${subject}</code>`))
      .map(({ code, subject }) => name(code, subject))
      .filter((one) => !comments.has(one) && !annotated.has(one)),
    twice: all.filter((one) => comments.has(one) && annotated.has(one)),
    duplicates: open.length - comments.size + Math.max(0, toldBelow(scene.fake).length - 1),
  }
}

export interface Target {
  readonly name: string
  readonly method?: string
  readonly path: RegExp
  readonly how?: Parameters<Scene['runHere']>[1]
  /** The fault comes when part of it is mended. */
  readonly isLater?: boolean
  /** The fault befalls every such request, and limits ask for an hour. */
  readonly isLasting?: boolean
  /** More zones than these four, each open. */
  readonly more?: number
}

export interface Cell {
  readonly kind: FaultKind | 'none'
  readonly disturbed: Ran
  readonly ledger: Ledger
  readonly next: Ran
  readonly after: ReturnType<typeof standing>
  readonly notifications: number
  readonly requests: number
  readonly faults: number
  readonly violations: readonly string[]
}

/** Further zones, each in a file of its own. */
const zones = (count: number, access: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`infra/z${index}.tf`, zone(`z${index}`, 100 + index, access)]))

/** One pull request: disturbed by a fault, then left alone. */
export const disturb = async ({ method, path, how = {}, isLater, isLasting, more = 0 }: Target, kind?: FaultKind): Promise<Cell> => {
  const scene = await openScene({ files: { ...base, ...zones(more, shut) } })
  const { fake } = scene
  const checkedOut = (): string => {
    const depth = how.depth ?? 0
    const made = join(checkouts, `${fake.newest().mergeSha}-${depth}`)
    if (!existsSync(made)) fake.checkout(made, 'merge', { depth })
    return made
  }
  try {
    fake.openPullRequest({ files: { ...broken, ...zones(more, open) } })
    const run = (workspace: string, more: Target['how'] = {}): Promise<Ran> =>
      scene.runHere('pull_request', { ...more, inputs: { ...inputs, ...how.inputs }, workspace })
    let workspace = checkedOut()
    if (isLater === true) {
      await run(workspace)
      fake.push(half)
      workspace = checkedOut()
    }
    const matched = { ...(method === undefined ? {} : { method }), path }
    if (kind !== undefined) fake.fault({ match: matched, kind, ...(isLasting === true ? { times: 1_000, wait: 3_600 } : {}) })
    const disturbed = await run(workspace, how)
    const ledger = ledgerOf(scene, disturbed)
    const isMet = (one: RecordedRequest): boolean => (method ?? one.method) === one.method && path.test(one.path.split('?')[0]!)
    const met = disturbed.requests.filter(isMet)
    fake.clearFaults()
    const next = await run(workspace)
    return {
      kind: kind ?? 'none',
      disturbed,
      ledger,
      next,
      after: standing(scene),
      notifications: fake.notifications(),
      requests: fake.requests.length,
      faults: kind === undefined ? 0 : isLasting === true ? met.length : Math.min(1, met.length),
      violations: [...fake.violations, ...fake.trespasses],
    }
  } finally {
    await scene.close()
  }
}

export interface Total {
  requests: number
  faults: number
  duplicates: number
  lost: number
  twice: number
}

/** Whatever befell the run: the same verdict, nothing lost or told twice, and all is right after the next. */
export const tryAll = async (
  target: Target,
  total: Total,
  kinds: readonly FaultKind[] = faultKinds,
  /** Of which people are told otherwise than in an undisturbed run. */
  told: Partial<Record<FaultKind, number>> = {},
): Promise<readonly Cell[]> => {
  const [undisturbed, ...cells] = await Promise.all([disturb(target), ...kinds.map((kind) => disturb(target, kind))])
  const outputsOf = ({ outputs }: Ran) => ({ ...outputs, 'comment-url': '', 'check-run-id': '' })
  for (const { kind, disturbed, ledger, next, after, notifications, requests, faults, violations } of cells) {
    expect({ kind, code: disturbed.code, outputs: outputsOf(disturbed) }).toEqual({
      kind,
      code: 1,
      outputs: outputsOf(undisturbed.disturbed),
    })
    expect({ kind, ...ledger }).toEqual({ kind, lost: [], twice: [], duplicates: 0 })
    expect({ kind, faults: faults > 0, violations }).toEqual({ kind, faults: true, violations: [] })
    // What has no line to be told at is in the summary of every run.
    expect(disturbed.summary === '' || disturbed.summary.includes('var.access_d')).toBe(true)
    expect({ kind, ...after }).toEqual({ kind, ...undisturbed.after })
    expect({ kind, notifications }).toEqual({ kind, notifications: told[kind as FaultKind] ?? undisturbed.notifications })
    expect({ kind, code: next.code, warnings: warningsOf(next) }).toEqual({ kind, code: 1, warnings: [] })
    total.requests += requests
    total.faults += faults
    total.duplicates += ledger.duplicates
    total.lost += ledger.lost.length
    total.twice += ledger.twice.length
  }
  return cells
}

/** What the disturbed runs said of it, by fault. */
export const saidBy = (cells: readonly Cell[]): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(cells.map(({ kind, disturbed }) => [kind, warningsOf(disturbed)]))

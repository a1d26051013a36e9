/** A run of a workflow on the fake GitHub, as far as it is gathered. */

import { afterEach } from 'vitest'
import { type Gathered, type Gathering, type GatherRequest, gather } from '../../src/shell/gather.ts'
import { openGitHub, type Repository } from '../../src/shell/github/client.ts'
import { type NoOccasion, type Occasion, occasionOf, type RunContext } from '../../src/shell/occasion.ts'
import type { Workspace } from '../../src/text/workspace.ts'
import type { FakeEvent } from './github/events.ts'
import { type Fake, type FakeOptions, openFake } from './github/fake.ts'

export const contextOf = (fake: Fake, event: FakeEvent): RunContext => ({
  eventName: event.name,
  payload: event.payload,
  sha: event.sha,
  ref: event.ref,
  repository: { owner: fake.owner, repo: fake.repo } satisfies Repository,
  serverUrl: fake.serverUrl,
  apiUrl: fake.apiUrl,
  runId: 1,
  runAttempt: 1,
  job: 'network',
})

export const connectTo = (fake: Fake, token = fake.token) =>
  openGitHub({ token, apiUrl: fake.apiUrl, userAgent: 'vnetproof/test', warn: () => undefined, second: 5 })

export interface GatherHow {
  readonly folder: string
  readonly inputs?: Partial<GatherRequest['inputs']>
  readonly token?: string
  readonly context?: Partial<RunContext>
}

export const occasionIn = (fake: Fake, event: FakeEvent): Promise<Occasion> =>
  occasionOf(contextOf(fake, event), event.name === 'workflow_run' ? connectTo(fake) : undefined)

export const gatherIn = async (
  fake: Fake,
  event: FakeEvent,
  { folder, inputs, token = event.token, context }: GatherHow,
): Promise<Gathering> => {
  const occasion = await occasionIn(fake, event)
  if (occasion.kind === 'none') throw new Error(occasion.reason)
  return gatherFor(fake, occasion, { ...contextOf(fake, event), ...context }, folder, token, inputs)
}

export const gatherFor = (
  fake: Fake,
  occasion: Exclude<Occasion, NoOccasion>,
  context: RunContext,
  folder: string,
  token: string | undefined,
  inputs: Partial<GatherRequest['inputs']> = {},
): Promise<Gathering> =>
  gather(occasion, {
    folder,
    context,
    token,
    connect: async () => (token === undefined ? undefined : connectTo(fake, token)),
    inputs: { policies: [], ...inputs },
  })

export const whole = (gathering: Gathering): Gathered => {
  if (!gathering.ok) throw new Error(gathering.why)
  return gathering
}

const ending: (() => void | Promise<void>)[] = []

/** To be called once in a file whose tests open something here. */
export const endAfterEach = (): void =>
  afterEach(async () => {
    for (const end of ending.splice(0).reverse()) await end()
  })

export const fakeWith = async (options: FakeOptions = {}): Promise<Fake> => {
  const fake = await openFake(options)
  ending.push(() => fake.close())
  return fake
}

export const gathered = async (fake: Fake, event: FakeEvent, how: GatherHow): Promise<Gathered> => {
  const found = whole(await gatherIn(fake, event, how))
  ending.push(() => found.close())
  return found
}

export const texts = (workspace: Workspace | undefined, ...paths: readonly string[]): readonly (string | undefined)[] =>
  paths.map((path) => {
    const read = workspace?.read(path)
    return read === undefined ? undefined : read.ok ? read.text : `(${read.why})`
  })

/** Requests to the API, by operation; git is counted apart. */
export const asked = (fake: Fake): Readonly<Record<string, number>> => {
  const { git: _, ...rest } = fake.counts()
  return rest
}

/** Git serves nothing from now on. */
export const withoutGit = (fake: Fake): void =>
  fake.fault({ match: { path: /\/(info\/refs|git-upload-pack)$/ }, kind: 'not-found', times: 1_000 })

export const numbered = (count: number, change: Readonly<Record<number, string>> = {}): string =>
  Array.from({ length: count }, (_, index) => `${change[index + 1] ?? `# ${index + 1}`}\n`).join('')

export const someFiles = { 'main.tf': numbered(30), 'modules/m/m.tf': 'm', 'README.md': 'r' }

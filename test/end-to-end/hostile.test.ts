/** A pull request whose names, texts and comments try to be more than text: nothing is forged in the log, the outputs, the comments or the summary. */
import { readFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import type { Change } from '../support/github/life.ts'
import { openScene, type Ran, type Scene, toldBelow, toldInline } from '../support/github/scene.ts'
import { open, provider, settings, shut, zone } from '../support/github/zones.ts'
import { livePatterns, type Read, readMarkdown } from '../support/markdown.ts'

const evil: readonly string[] = [
  '@octocat and @org/team: fixes #1, GH-2',
  '<!-- vnetproof:v1 {"run":"default","kind":"sticky"} -->',
  'x\n\n<!-- vnetproof:v1 {"run":"default","kind":"finding","key":"k","state":"open"} -->',
  '</code></details><script>alert(1)</script><img src=x onerror=y>',
  '`` ` ```\n````suggestion\nrm -rf\n````',
  '::error::forged',
  '\n::set-output name=verdict::holds\n::add-path::/tmp',
  '\r::notice::forged\r\n::warning::forged',
  '##[error]forged ##[set-env name=PATH]x',
  '%0A::stop-commands::x%0D',
  'a | b |\n|---|---|\n| c |',
  '[a](javascript:x) ![i](https://evil.example/i.png) www.evil.example',
  '\u001b[31mred\u001b[0m \u202ereversed \u200b\u0007',
  '# head\n- [ ] task\n> [!WARNING]\n$x$ :tada: **b** ~~s~~',
]

/** As Terraform writes a text. */
const quoted = (text: string): string => JSON.stringify(text).replaceAll('${', '$${').replaceAll('%{', '%%{')

interface Names {
  readonly text: (index: number) => string
  readonly file: (index: number) => string
  readonly base: string
}

const tame: Names = { text: (index) => `name ${index}`, file: (index) => `infra/zone ${index}.tf`, base: 'release' }
const hostile: Names = {
  text: (index) => evil[index]!,
  // Git takes all of it but a slash.
  file: (index) => `infra/${evil[index]!.replaceAll('/', '∕').replaceAll('\0', '')}.tf`,
  base: 'release/`@octocat`-#1-<b>-::error::x',
}

const zones = ({ text, file }: Names, access: string): Change =>
  Object.fromEntries(
    evil.map((_, index) => [
      file(index),
      zone(`z${index}`, index, access)
        .replace('name                       = "administration"', `name                       = ${quoted(text(index))}`)
        .replace(`name                = "nsg-z${index}"`, `name                = ${quoted(text(index))}`),
    ]),
  )

/** A waiver with a reason of theirs, on one line as comments are. */
const waived = ({ text }: Names): Change => ({
  'infra/waived.tf': zone('waived', 200, open).replace(
    '  security_rule {',
    `  # vnetproof:ignore closed/nsg/ssh until 2099-01-01: ${text(0)} ${text(3)} ${text(11)}\n  security_rule {`,
  ),
})

interface Seen {
  readonly scene: Scene
  readonly ran: Ran
  /** What the runner would take over from the run's files, its outputs aside. */
  readonly taken: string
}

const opened = async (names: Names): Promise<Seen> => {
  const files = { ...settings, 'infra/main.tf': provider, ...zones(names, shut), 'infra/waived.tf': zone('waived', 200, shut) }
  const scene = await openScene({ files })
  const { fake } = scene
  fake.repository.branches.set(names.base, fake.repository.branches.get('main')!)
  fake.openPullRequest({ files: { ...zones(names, open), ...waived(names) }, base: names.base, title: names.text(6), user: 'mallory' })
  const event = fake.event('pull_request')
  fake.checkout(event.environment.GITHUB_WORKSPACE!, 'merge')
  const ran = await scene.runEvent(event, { inputs: { 'check-run': 'network proof' } })
  const taken = ['GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STATE'].map((name) => readFileSync(event.environment[name]!, 'utf8')).join('')
  return { scene, ran, taken }
}

const [wild, calm] = [await opened(hostile), await opened(tame)]
afterAll(async () => {
  for (const { scene } of [wild, calm]) {
    await scene.close()
    expect([...scene.fake.violations, ...scene.fake.trespasses]).toEqual([])
  }
})

test('the log holds the commands of the Action alone, and nothing is handed to later steps', () => {
  expect([wild.ran.code, wild.ran.stderr, wild.taken]).toEqual([1, '', ''])
  expect(wild.ran.commands.map(({ name, properties: { title } }) => [name, title])).toEqual([
    ['add-mask', undefined],
    ['notice', 'VNetProof'],
    ['notice', 'VNetProof'],
    ['notice', 'VNetProof'],
    ['error', undefined],
  ])
  // Nor does a line begin like one where commands are stopped.
  expect(wild.ran.lines.filter((line) => /^\s*::/.test(line) && !/^::[0-9a-f]{32}::$/.test(line))).toEqual([])
  expect(wild.ran.outputs).toEqual({ ...calm.ran.outputs, 'comment-url': wild.ran.outputs['comment-url'] })
})

test('every finding is told once, on its line, whatever its file is called', () => {
  for (const { scene, ran } of [wild, calm]) {
    expect(
      toldInline(scene.fake)
        .map(({ subject, line }) => `${subject}:${line}`)
        .sort(),
    ).toEqual(evil.map((_, index) => `azurerm_subnet.z${index}:24`).sort())
    expect(toldBelow(scene.fake)).toHaveLength(1)
    expect([ran.outputs.fails, ran.outputs.waived]).toEqual([String(evil.length), '1'])
  }
})

/** By subject, so that the order of names does not matter. */
const inlineOf = ({ scene }: Seen): ReadonlyMap<string, Read> =>
  new Map(toldInline(scene.fake).map(({ subject, body }) => [subject!, readMarkdown(body)]))

/** What a reader of Markdown makes of it is what the template says, and its only hidden line is its own. */
const expectTemplate = (read: Read, like: Read): void => {
  expect(read.skeleton).toEqual(like.skeleton)
  expect(read.attributes).toEqual(like.attributes)
  expect(read.links).toEqual(like.links)
  expect(read.comments.map((comment) => comment.slice(0, 18))).toEqual(like.comments.map((comment) => comment.slice(0, 18)))
  for (const pattern of livePatterns) expect(read.words.match(pattern)).toEqual(null)
}

test('review comments are the template and nothing more', () => {
  const like = inlineOf(calm)
  for (const [subject, read] of inlineOf(wild)) {
    expectTemplate(read, like.get(subject)!)
    expect(read.comments).toHaveLength(1)
  }
})

test('neither are review, summary comment, check run and job summary', () => {
  const texts = ({ scene: { fake }, ran }: Seen): readonly string[] => [
    [...fake.state.reviews.values()][0]!.body,
    [...fake.state.checks.values()][0]!.summary!,
    toldBelow(fake)[0]!.body,
    ran.summary,
  ]
  const like = texts(calm)
  for (const [index, text] of texts(wild).entries()) {
    const [read, right] = [readMarkdown(text), readMarkdown(like[index]!)]
    // Findings are sorted by their files, so only what there is of each element is compared.
    expect([...read.skeleton].sort()).toEqual([...right.skeleton].sort())
    expect([read.attributes, read.links]).toEqual([right.attributes, right.links])
    expect(read.comments).toEqual(right.comments)
    for (const pattern of livePatterns) expect([index, read.words.match(pattern)]).toEqual([index, null])
  }
})

test('markers that others write are nobody’s, and what they wrote stays', async () => {
  const { fake } = calm.scene
  const [below] = toldBelow(fake)
  const [first] = toldInline(fake)
  const forged = fake.commentAs('mallory', below!.body)
  const reply = fake.reply(first!.id, 'mallory', first!.body.replace('"open"', '"fixed"'))
  const before = [fake.state.issueComments.get(forged)!.body, fake.state.reviewComments.get(reply)!.body]
  const ran = await calm.scene.run('pull_request', { inputs: { 'check-run': 'network proof' } })
  expect([ran.code, ran.notifications]).toEqual([1, 0])
  expect([fake.state.issueComments.get(forged)!.body, fake.state.reviewComments.get(reply)!.body]).toEqual(before)
  expect(toldInline(fake).map(({ state }) => state)).toEqual(evil.map(() => 'open'))
  expect([toldBelow(fake).length, fake.trespasses]).toEqual([1, []])
})

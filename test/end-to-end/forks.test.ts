/** Pull requests from forks: everything of theirs is data, nothing of it decides by what it is judged, and nothing of it runs. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Change } from '../support/github/life.ts'
import { holding, main, withoutSql } from '../support/github/orders.ts'
import { annotationsOf, type Ran, type Scene, sceneWith, toldBelow, toldInline, warningsOf, writesOf } from '../support/github/scene.ts'

const opened = async (files: Change = {}): Promise<Scene> => {
  const scene = await sceneWith({ files: holding })
  scene.fake.openPullRequest({ files: { 'infra/network.tf': withoutSql, ...files }, user: 'mallory', fork: true })
  return scene
}

const told = ({ fake }: Scene): readonly string[] => toldInline(fake).map(({ code, path, line }) => `${code} ${path}:${line}`)
const sql = 'api-management/nsg/sql infra/network.tf:62'

test('a token that only reads: one warning, annotations, the same verdict', async () => {
  const scene = await opened()
  const ran = await scene.run('pull_request')
  expect([ran.code, ran.outputs.verdict, told(scene), toldBelow(scene.fake), ran.notifications]).toEqual([1, 'fails', [], [], 0])
  expect(warningsOf(ran)).toEqual([
    'the review and the summary comment could not be posted: the token may not, the job needs `pull-requests: write` (which a run for a fork never has); what it would have told is in the annotations and the job summary',
  ])
  expect(annotationsOf(ran).map(({ name, properties }) => [name, properties.title, properties.file])).toEqual([
    ['error', 'api-management/nsg/sql', 'infra/network.tf'],
  ])
  expect(ran.summary).toContain('<code>api-management/nsg/sql</code>')
})

/** Everything that a hostile fork could put beside the rule that it breaks. */
const hostile = (trap: string): Change => ({
  '.gitattributes': '* export-ignore\ninfra/network.tf export-ignore\n*.tf filter=evil diff=evil merge=evil\n',
  'vnetproof.yaml': 'policies: []\nexclude: ["**"]\n',
  '.github/vnetproof.yaml': 'policies: []\n',
  'waivers.yaml': '- { code: api-management, subject: "*", reason: mine, until: 2099-01-01 }\n',
  '.gitmodules': `[submodule "x"]\n\tpath = x\n\turl = ext::sh -c "touch ${trap}"\n`,
  '.npmrc': `node-options=--require ${trap}\n`,
  'package.json': `{ "scripts": { "preinstall": "touch ${trap}" } }`,
  terraform: { run: `#!/bin/sh\ntouch ${trap}\n` },
  git: { run: `#!/bin/sh\ntouch ${trap}\n` },
  'other/link.tf': { link: '/etc/passwd' },
  'other/up.tf': { link: '../../../../../../etc/hostname' },
  'infra/main.tf': `${main}
resource "terraform_data" "run" {
  provisioner "local-exec" {
    command = "touch ${trap}"
  }
}

data "external" "run" {
  program = ["sh", "-c", "touch ${trap}"]
}
`,
})

const withTrap = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'vnetproof-trap-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'sprung')
}

const expectSafe = (scene: Scene, ran: Ran, trap: string): void => {
  expect(existsSync(trap)).toBe(false)
  expect([ran.code, ran.outputs.verdict, ran.stderr]).toEqual([1, 'fails', ''])
  expect(told(scene)).toEqual([sql])
  expect(toldBelow(scene.fake)).toHaveLength(1)
  // What leads out of the repository is not read, and nobody takes it for nothing.
  expect(annotationsOf(ran).map(({ properties }) => `${properties.title} ${properties.file}`)).toEqual([
    'hcl/unreadable-file other/link.tf',
    'hcl/unreadable-file other/up.tf',
  ])
  expect(ran.summary).not.toContain('root:x:')
}

test('pull_request_target reads a hostile fork as data, with policies and settings of the base', async () => {
  const trap = withTrap()
  const scene = await opened(hostile(trap))
  const ran = await scene.run('pull_request_target', { checkout: 'none' })
  expectSafe(scene, ran, trap)
  expect(writesOf(ran)).toEqual(['pulls/create-review', 'issues/create-comment'])
  expect(ran.notifications).toBe(2)
})

test('pull_request_target with the base checked out judges the fork all the same', async () => {
  const trap = withTrap()
  const scene = await opened(hostile(trap))
  expectSafe(scene, await scene.run('pull_request_target', { checkout: 'main' }), trap)
})

test('where git serves nothing, the archive hides nothing', async () => {
  const trap = withTrap()
  const scene = await opened(hostile(trap))
  scene.fake.fault({ match: { path: /\/(info\/refs|git-upload-pack)$/ }, kind: 'not-found', times: 1_000 })
  expectSafe(scene, await scene.run('pull_request_target', { checkout: 'none' }), trap)
})

test('workflow_run finds the pull request of a fork by its commit', async () => {
  const trap = withTrap()
  const scene = await opened(hostile(trap))
  const ran = await scene.run('workflow_run', { checkout: 'none' })
  expect((ran.requests[0] ?? { path: '' }).path).toMatch(/\/commits\/[0-9a-f]{40}\/pulls/)
  expectSafe(scene, ran, trap)
})

test('workflow_run tells nothing where the head has moved on', async () => {
  const scene = await opened()
  const { fake } = scene
  const pull = fake.newest()
  const old = pull.headSha
  const event = fake.event('workflow_run')
  fake.push({ 'README.md': 'later\n' })
  const payload = event.payload as { workflow_run: { head_sha: string } }
  expect(payload.workflow_run.head_sha).toBe(old)
  const ran = await scene.runEvent(event)
  expect([ran.code, writesOf(ran), ran.notifications]).toEqual([0, [], 0])
  expect(ran.commands.filter(({ name }) => name === 'notice').map(({ message }) => message)).toEqual([
    'nothing is judged: no open pull request has the commit of the workflow run as its head: it was closed, or has moved on',
  ])
})

test('pull_request_target tells nothing inline where the head has moved on meanwhile', async () => {
  const scene = await opened()
  const event = scene.fake.event('pull_request_target')
  scene.fake.push({ 'README.md': 'later\n' })
  const ran = await scene.runEvent(event)
  expect([ran.code, ran.outputs.verdict, writesOf(ran)]).toEqual([1, 'fails', []])
  expect(warningsOf(ran).join()).toContain('has moved on')
})

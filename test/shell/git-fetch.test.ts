/** Fetching what is compared: from a hostile checkout, with a token, leaving nothing behind. */
import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { folderWith } from '../support/folder.ts'
import { asked, endAfterEach, fakeWith, gathered, numbered, someFiles, texts } from '../support/gathering.ts'
import type { FakeEvent } from '../support/github/events.ts'
import type { Fake, FakeOptions } from '../support/github/fake.ts'

endAfterEach()
afterEach(() => vi.unstubAllEnvs())

const files = someFiles

describe('fetching', () => {
  const ready = async (options: FakeOptions = {}): Promise<{ fake: Fake; folder: string; event: FakeEvent }> => {
    const fake = await fakeWith({ files, ...options })
    fake.openPullRequest({ files: { 'main.tf': 'changed' } })
    const folder = folderWith()
    fake.checkout(folder, 'merge')
    return { fake, folder, event: fake.event('pull_request', { workspace: folder }) }
  }
  const everything = (folder: string): string =>
    execFileSync('find', ['.', '-newermt', '1970-01-01', '-type', 'f', '-printf', '%p %s %T@\n'], { cwd: folder, encoding: 'utf8' })

  test('leaves the checkout as it is, and nothing behind', async () => {
    const { fake, folder, event } = await ready({ isPrivate: true })
    const temporary = folderWith()
    vi.stubEnv('RUNNER_TEMP', temporary)
    const before = everything(folder)
    const found = await gathered(fake, event, { folder })
    expect(texts(found.base?.workspace, 'main.tf')).toEqual([numbered(30)])
    expect(everything(folder)).toBe(before)
    expect(readdirSync(temporary)).toHaveLength(1)
    found.close()
    expect(readdirSync(temporary)).toEqual([])
    expect(fake.violations).toEqual([])
  })

  test('gets no more than what is missing', async () => {
    const { fake, folder, event } = await ready()
    const temporary = folderWith()
    vi.stubEnv('RUNNER_TEMP', temporary)
    await gathered(fake, event, { folder })
    const [name] = readdirSync(temporary)
    const objects = execFileSync('git', ['cat-file', '--batch-all-objects', '--batch-check=%(objecttype) %(objectsize)'], {
      cwd: join(temporary, name!, 'repository'),
      encoding: 'utf8',
    })
    expect(
      objects
        .trim()
        .split('\n')
        .filter((line) => line.startsWith('blob')),
    ).toEqual([`blob ${numbered(30).length}`])
  })

  test('a partial checkout is not made whole', async () => {
    const { fake, folder, event } = await ready()
    const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: folder })
    git('config', 'core.repositoryFormatVersion', '1')
    git('config', 'extensions.partialClone', 'origin')
    git('config', 'remote.origin.promisor', 'true')
    git('config', 'remote.origin.partialCloneFilter', 'blob:none')
    const before = everything(folder)
    const found = await gathered(fake, event, { folder })
    expect(texts(found.base?.workspace, 'main.tf', 'modules/m/m.tf')).toEqual([numbered(30), 'm'])
    expect(asked(fake)).toEqual({ 'pulls/list-files': 1 })
    expect(everything(folder)).toBe(before)
  })

  test('nothing that the checkout or its configuration names is run or asked', async () => {
    const { fake, folder, event } = await ready()
    const touch = `touch '${join(folder, 'touched')}'`
    const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: folder })
    for (const name of [
      'core.fsmonitor',
      'core.sshCommand',
      'core.gitProxy',
      'core.askPass',
      'core.alternateRefsCommand',
      'remote.origin.uploadpack',
    ])
      git('config', name, touch)
    git('config', 'credential.helper', `!${touch}`)
    git('config', 'url.ext::sh -c evil.insteadOf', fake.serverUrl)
    git('config', 'url.http://127.0.0.1:9/.insteadOf', `${fake.serverUrl}/`)
    git('config', 'protocol.ext.allow', 'always')
    git('config', 'http.proxy', 'http://127.0.0.1:9')
    git('config', 'core.hooksPath', join(folder, 'hooks'))
    mkdirSync(join(folder, 'hooks'))
    for (const hook of ['reference-transaction', 'post-checkout', 'pre-auto-gc']) {
      writeFileSync(join(folder, 'hooks', hook), `#!/bin/sh\n${touch}\n`)
      chmodSync(join(folder, 'hooks', hook), 0o755)
    }
    const found = await gathered(fake, event, { folder })
    expect(texts(found.base?.workspace, 'main.tf')).toEqual([numbered(30)])
    expect(existsSync(join(folder, 'touched'))).toBe(false)
    expect(asked(fake)).toEqual({ 'pulls/list-files': 1 })
  })

  test('the token is in no argument, and only in requests to the server', async () => {
    const { fake, folder, event } = await ready({ isPrivate: true })
    const bin = folderWith()
    const log = join(bin, 'log')
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim()
    writeFileSync(join(bin, 'git'), `#!/bin/sh\nprintf '%s\\n' "$*" >> '${log}'\nexec '${real}' "$@"\n`)
    chmodSync(join(bin, 'git'), 0o755)
    vi.stubEnv('PATH', `${bin}:${process.env.PATH}`)
    const found = await gathered(fake, event, { folder })
    expect(found.base).toBeDefined()
    const said = readFileSync(log, 'utf8')
    expect(said).toContain('fetch')
    for (const secret of [event.token, Buffer.from(`x-access-token:${event.token}`).toString('base64')]) expect(said).not.toContain(secret)
  })

  test('what the machine sends elsewhere is not sent beside it', async () => {
    const { fake, folder, event } = await ready({ isPrivate: true })
    const home = folderWith()
    writeFileSync(
      join(home, '.gitconfig'),
      `[http "${fake.serverUrl}/"]\n\textraheader = AUTHORIZATION: basic b2xkOm9sZA==\n[credential]\n\thelper = "!touch '${join(home, 'touched')}'"\n`,
    )
    vi.stubEnv('HOME', home)
    const found = await gathered(fake, event, { folder })
    expect(found.base).toBeDefined()
    expect(fake.violations).toEqual([])
    expect(existsSync(join(home, 'touched'))).toBe(false)
  })

  test.runIf(process.getuid?.() === 0)('a checkout that another user owns is read', async () => {
    const { fake, folder, event } = await ready()
    const give = (path: string): void => {
      chownSync(path, 12_345, 12_345)
    }
    give(folder)
    give(join(folder, '.git'))
    const found = await gathered(fake, event, { folder })
    expect(texts(found.base?.workspace, 'main.tf')).toEqual([numbered(30)])
    expect(asked(fake)).toEqual({ 'pulls/list-files': 1 })
  })

  test.each(['ftp://127.0.0.1', 'file:///', 'ext::sh', '-x', ''])('no server is at %j', async (serverUrl) => {
    const { fake, folder, event } = await ready()
    const found = await gathered(fake, event, { folder, context: { serverUrl } })
    // GitHub's API has it all the same.
    expect(texts(found.base?.workspace, 'main.tf')).toEqual([numbered(30)])
    expect(found.remarks).toEqual([expect.stringContaining('git could not fetch')])
  })
})

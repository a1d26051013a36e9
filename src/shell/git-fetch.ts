/** One repository of a server, read through git without a checkout: what is fetched lies in a repository of our own, so that no configuration but the machine's takes part and the checkout stays as it is. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { askGit, type GitPlace, runGit } from './git.ts'

export interface GitFetcher {
  /** Where what was fetched is read. */
  place(): GitPlace | undefined
  /** A commit with its folders, and no file. Undefined: it is there; else why not. */
  fetchCommit(commit: string): Promise<string | undefined>
  fetchBlobs(objects: readonly string[]): Promise<string | undefined>
  close(): void
}

export interface GitRemote {
  /** https://github.com, or an Enterprise Server. */
  readonly serverUrl: string
  readonly owner: string
  readonly repo: string
  readonly token?: string
}

/** `none`: why nothing can be fetched from there. */
const addressOf = ({ serverUrl, owner, repo }: GitRemote): { readonly url: string; readonly protocol: string } | undefined => {
  if (!URL.canParse(serverUrl)) return undefined
  const { protocol, origin, pathname } = new URL(serverUrl)
  if (protocol !== 'https:' && protocol !== 'http:') return undefined
  const url = `${origin}${pathname.replace(/\/$/, '')}/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}.git`
  return { url, protocol: protocol.slice(0, -1) }
}

const fetching = ['--no-tags', '--no-recurse-submodules', '--no-write-fetch-head', '--no-auto-maintenance', '--filter=blob:none']

export const gitFetcher = (remote: GitRemote): GitFetcher => {
  const address = addressOf(remote)
  let folder: string | undefined
  let place: GitPlace | undefined

  // https://git-scm.com/docs/git-config: an empty value empties a list, so that nothing of the machine's is sent beside our token, and no program is asked for another.
  const settingsFor = (url: string): readonly (readonly [string, string])[] => [
    ['remote.vnetproof.url', url],
    ['remote.vnetproof.promisor', 'true'],
    ['remote.vnetproof.partialclonefilter', 'blob:none'],
    ['protocol.version', '2'],
    ['fetch.negotiationAlgorithm', 'noop'],
    ['fetch.recurseSubmodules', 'false'],
    ['transfer.bundleURI', 'false'],
    ['gc.auto', '0'],
    ['credential.helper', ''],
    ['core.askPass', ''],
    ['http.followRedirects', 'false'],
    // Bytes in a second, and seconds.
    ['http.lowSpeedLimit', '1000'],
    ['http.lowSpeedTime', '30'],
    [`http.${url}.extraheader`, ''],
    ...(remote.token === undefined || remote.token === ''
      ? []
      : [[`http.${url}.extraheader`, `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${remote.token}`).toString('base64')}`] as const]),
  ]

  const open = (isLong: boolean): GitPlace | string => {
    if (place !== undefined) return place
    try {
      folder ??= mkdtempSync(join(process.env.RUNNER_TEMP || tmpdir(), 'vnetproof-'))
    } catch {
      return 'there is no room for temporary files'
    }
    const made = askGit(folder, ['init', '--quiet', '--bare', '--template=', ...(isLong ? ['--object-format=sha256'] : []), 'repository'])
    if (!made.ok) return made.why
    const repository = join(folder, 'repository')
    place = { folder: repository, gitFolder: repository }
    return place
  }

  const fetch = async (objects: readonly string[], more: readonly string[]): Promise<string | undefined> => {
    if (address === undefined) return 'its address is none that git can fetch from'
    const opened = open(objects[0]?.length === 64)
    if (typeof opened === 'string') return opened
    const fetched = await runGit(opened, ['fetch', '--quiet', ...fetching, ...more, '--stdin', 'vnetproof'], {
      protocol: address.protocol,
      settings: settingsFor(address.url),
      input: `${objects.join('\n')}\n`,
    })
    return fetched.ok ? undefined : fetched.why
  }

  return {
    place: () => place,
    fetchCommit: (commit) => fetch([commit], ['--depth=1']),
    fetchBlobs: (objects) => fetch(objects, []),
    close: () => {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
      folder = undefined
      place = undefined
    },
  }
}

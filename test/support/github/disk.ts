/** The same repositories as real ones on disk, for real git: bare ones to serve, archives of commits, and checkouts as `actions/checkout` leaves them. */
import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { deflateSync } from 'node:zlib'
import type { Repository, State } from './state.ts'

/** Nothing of the machine's own configuration takes part. */
const environment = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  LC_ALL: 'C',
  GIT_TERMINAL_PROMPT: '0',
}

const git = (folder: string, ...args: readonly string[]): SpawnSyncReturns<Buffer> => {
  const run = spawnSync('git', args, { cwd: folder, env: environment })
  if (run.status !== 0) throw new Error(`git ${args.join(' ')}: ${run.stderr}`)
  return run
}

const bareConfig =
  '[core]\n\trepositoryformatversion = 0\n\tbare = true\n[uploadpack]\n\tallowAnySHA1InWant = true\n\tallowFilter = true\n[http]\n\treceivepack = false\n[gc]\n\tauto = 0\n'

export interface Checkout {
  /** The branch that is checked out; without it the commit is, on no branch. */
  readonly branch?: string
  /** Where the fetched commit is kept: `refs/remotes/pull/7/merge`. */
  readonly ref: string
  /** All of it where it is 0. */
  readonly depth: number
  readonly origin: string
  /** Header that later fetches send, kept in the configuration of the checkout. */
  readonly header?: string
}

export interface Disk {
  /** Folder of the bare repository, up to date. */
  readonly bareOf: (repository: Repository) => string
  readonly archive: (repository: Repository, commit: string, prefix: string) => Buffer
  readonly checkout: (repository: Repository, commit: string, folder: string, how: Checkout) => void
  readonly serve: (
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
    repository: Repository,
    path: string,
    query: string,
  ) => void
}

export const openDisk = (state: State, root: string): Disk => {
  const shared = join(root, 'shared.git')
  const put = (path: string, content: string | Buffer): void => {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
  const init = (folder: string): void => {
    for (const name of ['objects/info', 'objects/pack', 'refs/heads']) mkdirSync(join(folder, name), { recursive: true })
    put(join(folder, 'config'), bareConfig)
    put(join(folder, 'HEAD'), 'ref: refs/heads/main\n')
  }
  const bareOf = (repository: Repository): string => {
    if (!existsSync(shared)) init(shared)
    for (const [sha, { type, body }] of state.store.takeNew()) {
      const path = join(shared, 'objects', sha.slice(0, 2), sha.slice(2))
      if (!existsSync(path)) put(path, deflateSync(Buffer.concat([Buffer.from(`${type} ${body.length}\0`), body]), { level: 1 }))
    }
    const folder = join(root, `${repository.fullName}.git`)
    if (!existsSync(folder)) {
      init(folder)
      put(join(folder, 'objects/info/alternates'), `${join(shared, 'objects')}\n`)
      put(join(folder, 'HEAD'), `ref: refs/heads/${repository.defaultBranch}\n`)
    }
    const refs = [...repository.branches].map(([name, sha]) => `${sha} refs/heads/${name}`)
    for (const pull of state.pulls.values()) {
      if (pull.repository !== repository) continue
      refs.push(`${pull.headSha} refs/pull/${pull.number}/head`)
      if (pull.mergeSha !== null) refs.push(`${pull.mergeSha} refs/pull/${pull.number}/merge`)
    }
    put(
      join(folder, 'packed-refs'),
      `# pack-refs with: peeled fully-peeled sorted \n${refs.sort((a, b) => (a.slice(41) < b.slice(41) ? -1 : 1)).join('\n')}\n`,
    )
    return folder
  }
  return {
    bareOf,
    archive: (repository, commit, prefix) => {
      const run = spawnSync('git', ['archive', '--format=tar.gz', `--prefix=${prefix}/`, commit], {
        cwd: bareOf(repository),
        env: environment,
        maxBuffer: 1 << 28,
      })
      if (run.status !== 0) throw new Error(`git archive: ${run.stderr}`)
      return run.stdout
    },
    checkout: (repository, commit, folder, { branch, ref, depth, origin, header }) => {
      const bare = bareOf(repository)
      mkdirSync(folder, { recursive: true })
      git(folder, 'init', '--quiet', '--initial-branch', repository.defaultBranch)
      git(folder, 'config', 'gc.auto', '0')
      git(
        folder,
        'fetch',
        '--quiet',
        '--no-tags',
        '--no-recurse-submodules',
        ...(depth === 0 ? [] : [`--depth=${depth}`]),
        `file://${bare}`,
        `+${commit}:${ref}`,
      )
      git(folder, 'checkout', '--quiet', '--force', ...(branch === undefined ? ['--detach', ref] : ['-B', branch, ref]))
      git(folder, 'remote', 'add', 'origin', origin)
      if (header !== undefined) git(folder, 'config', `http.${new URL(origin).origin}/.extraheader`, header)
    },
    // The Common Gateway Interface of git's own server: https://git-scm.com/docs/git-http-backend
    serve: (request, response, body, repository, path, query) => {
      bareOf(repository)
      const child = spawn('git', ['http-backend'], {
        env: {
          ...environment,
          GIT_PROJECT_ROOT: root,
          GIT_HTTP_EXPORT_ALL: '1',
          PATH_INFO: `/${repository.fullName}.git${path}`,
          QUERY_STRING: query,
          REQUEST_METHOD: request.method ?? 'GET',
          CONTENT_TYPE: request.headers['content-type'] ?? '',
          CONTENT_LENGTH: String(body.length),
          ...(request.headers['content-encoding'] === undefined ? {} : { HTTP_CONTENT_ENCODING: request.headers['content-encoding'] }),
          ...(request.headers['git-protocol'] === undefined ? {} : { GIT_PROTOCOL: String(request.headers['git-protocol']) }),
        },
      })
      const chunks: Buffer[] = []
      child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
      child.stdin.on('error', () => undefined)
      Readable.from([body]).pipe(child.stdin)
      child.on('close', () => {
        const output = Buffer.concat(chunks)
        const end = output.indexOf('\r\n\r\n')
        const headers = output
          .toString('latin1', 0, Math.max(0, end))
          .split('\r\n')
          .map((line) => line.split(/: */, 2) as [string, string])
        const status = Number(headers.find(([name]) => name.toLowerCase() === 'status')?.[1]?.slice(0, 3) ?? (end === -1 ? 500 : 200))
        response.writeHead(status, Object.fromEntries(headers.filter(([name]) => name !== '' && name.toLowerCase() !== 'status')))
        response.end(output.subarray(end + 4))
      })
    },
  }
}

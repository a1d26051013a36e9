/** Questions to git about a repository that may be hostile: nothing of its own is run, fetched, locked or filtered. */
import { execFile, execFileSync } from 'node:child_process'
import { budget } from '../text/budget.ts'
import type { Tree, TreeEntry } from './tree-workspace.ts'

export type GitAnswer = { readonly ok: true; readonly bytes: Buffer } | { readonly ok: false; readonly why: string }

/** A folder in a repository that git finds; or the repository itself, named so that git need not ask who owns it: in a container the checkout belongs to another user. */
export type GitPlace = string | { readonly folder: string; readonly gitFolder: string }

/** Name of a commit, tree or blob, in full. */
export const isObjectName = (text: unknown): text is string => typeof text === 'string' && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text)

/** What git is told of the process it is started by: enough to be found and to know its user, and nothing that points it to another repository. */
const inherited = ['PATH', 'HOME', 'XDG_CONFIG_HOME', 'USERPROFILE', 'SystemRoot', 'PATHEXT', 'TMPDIR', 'TEMP', 'TMP']

// https://git-scm.com/docs/git#_environment_variables
const own: Readonly<Record<string, string>> = {
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_NO_REPLACE_OBJECTS: '1',
  // A partial clone would fetch what it lacks, with programs that its configuration names.
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
}

const inheriting = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])))

const cwdOf = (place: GitPlace): string => (typeof place === 'string' ? place : place.folder)
const pointing = (place: GitPlace): Record<string, string> => (typeof place === 'string' ? {} : { GIT_DIR: place.gitFolder })

const always = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '--no-optional-locks', '--no-pager', '--literal-pathspecs']

const errorOf = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return 'unknown reason'
  if ('code' in error && error.code === 'ENOENT') return 'git is not installed'
  if ('code' in error && (error.code === 'ENOBUFS' || error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER'))
    return 'it is larger than one run reads'
  if (('code' in error && error.code === 'ETIMEDOUT') || ('killed' in error && error.killed === true)) return 'git took too long'
  const said = 'stderr' in error ? String(error.stderr).trim().split('\n')[0]! : ''
  return said === '' ? 'git could not answer' : said.replace(/^(fatal|error): /, '')
}

export const askGit = (place: GitPlace, args: readonly string[], input?: string): GitAnswer => {
  try {
    const bytes = execFileSync('git', [...always, ...args], {
      cwd: cwdOf(place),
      env: { ...inheriting(inherited), ...own, ...pointing(place) },
      input: input ?? '',
      maxBuffer: budget.gitBytes,
      timeout: budget.gitMilliseconds,
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    })
    return { ok: true, bytes }
  } catch (error) {
    return { ok: false, why: errorOf(error) }
  }
}

/** As curl and OpenSSL know them: the way out of a closed network, and whom to trust on it. */
const ofNetwork = ['http_proxy', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'no_proxy', 'NO_PROXY'].concat([
  'GIT_SSL_CAINFO',
  'GIT_SSL_CAPATH',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
])

/** Runs git with one protocol, and with the machine's configuration, which knows of proxies and certificates; what is `settings` wins, and is seen by nobody who lists processes. */
export const runGit = (
  place: GitPlace,
  args: readonly string[],
  {
    protocol,
    settings,
    input,
  }: { readonly protocol: string; readonly settings: readonly (readonly [string, string])[]; readonly input: string },
): Promise<GitAnswer> => {
  const { GIT_CONFIG_NOSYSTEM: _, ...env } = { ...inheriting([...inherited, ...ofNetwork]), ...own, ...pointing(place) }
  env.GIT_ALLOW_PROTOCOL = protocol
  env.GIT_CONFIG_COUNT = String(settings.length)
  for (const [index, [key, value]] of settings.entries()) {
    env[`GIT_CONFIG_KEY_${index}`] = key
    env[`GIT_CONFIG_VALUE_${index}`] = value
  }
  return new Promise((resolve) => {
    const options = {
      cwd: cwdOf(place),
      env,
      maxBuffer: budget.gitBytes,
      timeout: budget.gitMilliseconds,
      encoding: 'buffer' as const,
      windowsHide: true,
    }
    const child = execFile('git', [...always, ...args], options, (error, stdout, stderr) => {
      if (error === null) resolve({ ok: true, bytes: stdout })
      else resolve({ ok: false, why: errorOf({ code: error.code, killed: error.killed, stderr }) })
    })
    // It may end before it has read all.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
}

/** The commit that a revision means; undefined where there is none. A text that git could take for an option is none. */
export const commitOf = (place: GitPlace, revision: string): string | undefined => {
  if (revision === '' || revision.startsWith('-') || /\p{Cc}/u.test(revision)) return undefined
  const found = askGit(place, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`])
  const name = found.ok ? found.bytes.toString('latin1').trim() : ''
  return isObjectName(name) ? name : undefined
}

/** Also those that a shallow checkout does not hold: the commit names them. */
export const parentsOf = (place: GitPlace, commit: string): readonly string[] => {
  const found = askGit(place, ['cat-file', 'commit', commit])
  if (!found.ok) return []
  const [headers = ''] = found.bytes.toString('latin1').split('\n\n', 1)
  return [...headers.matchAll(/^parent ([0-9a-f]{40,64})$/gm)].map((match) => match[1]!)
}

/** Undefined where it is not sure: a shallow repository does not know all that two commits have in common. */
export const mergeBaseOf = (place: GitPlace, one: string, other: string): string | undefined => {
  const shallow = askGit(place, ['rev-parse', '--is-shallow-repository'])
  if (!shallow.ok || shallow.bytes.toString('latin1').trim() !== 'false') return undefined
  const found = askGit(place, ['merge-base', one, other])
  const name = found.ok ? found.bytes.toString('latin1').trim() : ''
  return isObjectName(name) ? name : undefined
}

/** Of a commit, at and below the folder, by paths as seen from there. */
export const treeOf = (
  place: GitPlace,
  commit: string,
  sizes: 'with sizes' | 'without sizes' = 'with sizes',
): ({ readonly ok: true } & Tree) | { readonly ok: false; readonly why: string } => {
  // The size of a blob that is not there cannot be told.
  const listed = askGit(place, ['ls-tree', '-r', '-z', ...(sizes === 'with sizes' ? ['--long'] : []), commit])
  if (!listed.ok) return listed
  const entries = new Map<string, TreeEntry>()
  const submodules = new Map<string, string>()
  const { bytes } = listed
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0, start)
    if (end === -1) break
    const tab = bytes.indexOf(9, start)
    const [mode, type, object, size] = bytes.toString('latin1', start, tab).split(/ +/)
    const path = bytes.toString('utf8', tab + 1, end)
    if (type === 'commit' && object !== undefined) submodules.set(path, object)
    if (type === 'blob' && object !== undefined)
      entries.set(path, {
        kind: mode === '120000' ? 'link' : 'file',
        object,
        ...(size === undefined ? {} : { size: Number(size) }),
      })
    start = end + 1
  }
  return { ok: true, entries, submodules }
}

/** Sizes of the blobs that are there. */
export const sizesOf = (place: GitPlace, objects: readonly string[]): ReadonlyMap<string, number> => {
  const answer = askGit(place, ['cat-file', '--batch-check'], `${objects.join('\n')}\n`)
  if (!answer.ok) return new Map()
  const found = [...answer.bytes.toString('latin1').matchAll(/^([0-9a-f]+) blob ([0-9]+)$/gm)]
  return new Map(found.map((match) => [match[1]!, Number(match[2])]))
}

/** Contents of blobs by their names; what is not there is left out. */
export const blobsOf = (place: GitPlace, objects: readonly string[]): ReadonlyMap<string, Buffer> => {
  const found = new Map<string, Buffer>()
  const answer = askGit(place, ['cat-file', '--batch'], `${objects.join('\n')}\n`)
  if (!answer.ok) return found
  const { bytes } = answer
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at)
    if (end === -1) break
    // `<object> blob <size>`, or `<object> missing`: https://git-scm.com/docs/git-cat-file#_batch_output
    const [object, type, size] = bytes.toString('latin1', at, end).split(' ')
    at = end + 1
    if (size === undefined) continue
    const length = Number(size)
    if (type === 'blob' && object !== undefined) found.set(object, bytes.subarray(at, at + length))
    at += length + 1
  }
  return found
}

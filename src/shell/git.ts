/** Questions to git about a repository that may be hostile: nothing of its own is run, fetched, locked or filtered. */
import { execFileSync } from 'node:child_process'
import { budget } from '../text/budget.ts'

export type GitAnswer = { readonly ok: true; readonly bytes: Buffer } | { readonly ok: false; readonly why: string }

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

const environment = (): Record<string, string> => {
  const found: Record<string, string> = { ...own }
  for (const name of inherited) {
    const value = process.env[name]
    if (value !== undefined) found[name] = value
  }
  return found
}

const always = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '--no-optional-locks', '--no-pager', '--literal-pathspecs']

const errorOf = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return 'unknown reason'
  if ('code' in error && error.code === 'ENOENT') return 'git is not installed'
  if ('code' in error && error.code === 'ENOBUFS') return 'it is larger than one run reads'
  const said = 'stderr' in error ? String(error.stderr).trim().split('\n')[0]! : ''
  return said === '' ? 'git could not answer' : said.replace(/^(fatal|error): /, '')
}

export const askGit = (folder: string, args: readonly string[], input?: string): GitAnswer => {
  try {
    const bytes = execFileSync('git', [...always, ...args], {
      cwd: folder,
      env: environment(),
      input: input ?? '',
      maxBuffer: budget.gitBytes,
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    })
    return { ok: true, bytes }
  } catch (error) {
    return { ok: false, why: errorOf(error) }
  }
}

/** The commit that a revision means; undefined where there is none. A text that git could take for an option is none. */
export const commitOf = (folder: string, revision: string): string | undefined => {
  if (revision === '' || revision.startsWith('-') || /\p{Cc}/u.test(revision)) return undefined
  const found = askGit(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`])
  const name = found.ok ? found.bytes.toString('latin1').trim() : ''
  return /^[0-9a-f]{40,64}$/.test(name) ? name : undefined
}

export interface GitEntry {
  readonly kind: 'file' | 'link'
  readonly object: string
  readonly size: number
}

/** Files and links of a commit at and below the folder, by their paths as seen from there; what git only points to (submodules) is left out. */
export const treeOf = (
  folder: string,
  commit: string,
): { readonly ok: true; readonly entries: ReadonlyMap<string, GitEntry> } | { readonly ok: false; readonly why: string } => {
  const listed = askGit(folder, ['ls-tree', '-r', '-z', '--long', commit])
  if (!listed.ok) return listed
  const entries = new Map<string, GitEntry>()
  const { bytes } = listed
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0, start)
    if (end === -1) break
    const tab = bytes.indexOf(9, start)
    const [mode, type, object, size] = bytes.toString('latin1', start, tab).split(/ +/)
    if (type === 'blob' && object !== undefined)
      entries.set(bytes.toString('utf8', tab + 1, end), { kind: mode === '120000' ? 'link' : 'file', object, size: Number(size) })
    start = end + 1
  }
  return { ok: true, entries }
}

/** Contents of blobs by their names; what is not there is left out. */
export const blobsOf = (folder: string, objects: readonly string[]): ReadonlyMap<string, Buffer> => {
  const found = new Map<string, Buffer>()
  const answer = askGit(folder, ['cat-file', '--batch'], `${objects.join('\n')}\n`)
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

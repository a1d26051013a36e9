/** Temporary git repositories for tests; nothing of the machine's own configuration takes part. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { folderWith } from './folder.ts'

type Files = Readonly<Record<string, string | undefined>>

export interface Repository {
  readonly folder: string
  git(...args: readonly string[]): string
  /** Standard input → standard output. */
  pipe(input: string | Uint8Array, ...args: readonly string[]): string
  /** Writes files (undefined: removes them) without a commit. */
  write(files: Files): void
  /** Commits all there is after writing, and gives the commit. */
  commit(files: Files): string
}

export const newRepository = (files: Files = {}): Repository => {
  const folder = folderWith()
  const environment = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@example.com',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@example.com',
  }
  const pipe: Repository['pipe'] = (input, ...args) => execFileSync('git', args, { cwd: folder, env: environment, input, encoding: 'utf8' })
  const git: Repository['git'] = (...args) => pipe('', ...args)
  const write: Repository['write'] = (changed) => {
    for (const [path, text] of Object.entries(changed)) {
      if (text === undefined) rmSync(join(folder, path))
      else {
        mkdirSync(dirname(join(folder, path)), { recursive: true })
        writeFileSync(join(folder, path), text)
      }
    }
  }
  const commit: Repository['commit'] = (changed) => {
    write(changed)
    git('add', '--all')
    git('commit', '--quiet', '--allow-empty', '--message', 'change')
    return git('rev-parse', 'HEAD').trim()
  }
  git('init', '--quiet', '--initial-branch', 'main')
  commit(files)
  return { folder, git, pipe, write, commit }
}

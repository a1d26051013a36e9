/** Commits → what lies between them: common ancestors, changed files with renames, and merges. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Patch, patchOf } from './patch.ts'
import type { Entry, Files, Store } from './store.ts'

export const ancestorsOf = (store: Store, from: string): ReadonlySet<string> => {
  const seen = new Set<string>()
  const waiting = [from]
  for (let sha = waiting.pop(); sha !== undefined; sha = waiting.pop()) {
    if (seen.has(sha)) continue
    seen.add(sha)
    waiting.push(...(store.commitOf(sha)?.parents ?? []))
  }
  return seen
}

/** Newest commit that both hold. */
export const mergeBaseOf = (store: Store, a: string, b: string): string | undefined => {
  const inA = ancestorsOf(store, a)
  const common = [...ancestorsOf(store, b)].filter((sha) => inA.has(sha))
  const beneath = new Set(common.flatMap((sha) => [...ancestorsOf(store, sha)].filter((other) => other !== sha)))
  return common.filter((sha) => !beneath.has(sha)).sort((one, other) => store.commitOf(other)!.date - store.commitOf(one)!.date)[0]
}

/** Commits of `to` that `from` does not hold, oldest first. */
export const commitsBetween = (store: Store, from: string, to: string): readonly string[] => {
  const known = ancestorsOf(store, from)
  return [...ancestorsOf(store, to)].filter((sha) => !known.has(sha)).sort((a, b) => store.commitOf(a)!.date - store.commitOf(b)!.date)
}

export interface ChangedFile {
  readonly path: string
  readonly previous?: string
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'changed'
  readonly blob: string
  readonly additions: number
  readonly deletions: number
  /** Absent for binary and very large files, and where only a name or mode changed. */
  readonly patch?: Patch
}

const isBinary = (bytes: Buffer): boolean => bytes.subarray(0, 8000).includes(0)

/** Share of lines that two files have in common. */
const likeness = (a: Buffer, b: Buffer): number => {
  const counts = new Map<string, number>()
  const [old, young] = [a.toString('latin1').split('\n'), b.toString('latin1').split('\n')]
  for (const line of old) counts.set(line, (counts.get(line) ?? 0) + 1)
  let common = 0
  for (const line of young) {
    const left = counts.get(line) ?? 0
    if (left > 0) common += line.length + 1
    counts.set(line, left - 1)
  }
  return common / (Math.max(a.length, b.length) + 1)
}

const compared = (
  store: Store,
  path: string,
  before: Entry | undefined,
  after: Entry | undefined,
  limit: number,
  previous?: string,
): ChangedFile => {
  const old = before === undefined ? Buffer.alloc(0) : store.contentOf(before.blob)!
  const young = after === undefined ? Buffer.alloc(0) : store.contentOf(after.blob)!
  const patch = isBinary(old) || isBinary(young) || old.equals(young) ? undefined : patchOf(old.toString('utf8'), young.toString('utf8'))
  const { additions = 0, deletions = 0 } = patch ?? {}
  const status =
    before === undefined
      ? 'added'
      : after === undefined
        ? 'removed'
        : previous !== undefined
          ? 'renamed'
          : old.equals(young)
            ? 'changed'
            : 'modified'
  return {
    path,
    status,
    blob: (after ?? before)!.blob,
    additions,
    deletions,
    ...(previous === undefined ? {} : { previous }),
    ...(patch === undefined || additions + deletions > limit ? {} : { patch }),
  }
}

/** Sorted by path; `limit` is the number of changed lines above which there is no patch. */
export const changesBetween = (store: Store, before: Files, after: Files, limit: number): readonly ChangedFile[] => {
  const removed = new Map([...before].filter(([path]) => !after.has(path)))
  const changes: ChangedFile[] = []
  for (const [path, entry] of after) {
    const old = before.get(path)
    if (old !== undefined) {
      if (old.blob !== entry.blob || old.mode !== entry.mode) changes.push(compared(store, path, old, entry, limit))
      continue
    }
    const content = store.contentOf(entry.blob)!
    const [from] = [...removed]
      .map(([name, was]) => ({ name, was, like: was.blob === entry.blob ? 2 : likeness(store.contentOf(was.blob)!, content) }))
      .filter(({ like }) => like >= 0.5 && content.length > 0)
      .sort((a, b) => b.like - a.like)
    if (from === undefined) changes.push(compared(store, path, undefined, entry, limit))
    else {
      removed.delete(from.name)
      changes.push(compared(store, path, from.was, entry, limit, from.name))
    }
  }
  for (const [path, entry] of removed) changes.push(compared(store, path, entry, undefined, limit))
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1))
}

const mergedText = (base: Buffer, ours: Buffer, theirs: Buffer): Buffer | undefined => {
  const folder = mkdtempSync(join(tmpdir(), 'vnetproof-merge-'))
  try {
    const paths = [ours, base, theirs].map((content, index) => {
      const path = join(folder, String(index))
      writeFileSync(path, content)
      return path
    })
    const { status } = spawnSync('git', ['merge-file', ...paths], { stdio: 'ignore' })
    return status === 0 ? readFileSync(paths[0]!) : undefined
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Undefined where the two conflict. */
export const mergedFiles = (store: Store, base: Files, ours: Files, theirs: Files): Files | undefined => {
  const result = new Map<string, Entry>()
  for (const path of new Set([...base.keys(), ...ours.keys(), ...theirs.keys()])) {
    const [was, our, their] = [base.get(path), ours.get(path), theirs.get(path)]
    const same = (a: Entry | undefined, b: Entry | undefined): boolean => a?.blob === b?.blob && a?.mode === b?.mode
    if (same(our, their) || same(was, their)) {
      if (our !== undefined) result.set(path, our)
    } else if (same(was, our)) {
      if (their !== undefined) result.set(path, their)
    } else {
      if (was === undefined || our === undefined || their === undefined) return undefined
      const [a, b, c] = [was, our, their].map(({ blob }) => store.contentOf(blob)!)
      const text = mergedText(a!, b!, c!)
      if (text === undefined) return undefined
      result.set(path, { mode: our.mode, blob: store.blob(text) })
    }
  }
  return result
}

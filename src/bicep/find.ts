/** Which files of Bicep stand for themselves, and which files of parameters give them values. */
import type { JsonFile } from '../arm/loader.ts'
import { child, textOf } from '../data/tree.ts'
import { budget } from '../text/budget.ts'
import { entryPath, folderOf, joinPath, type ReadFailure, type Workspace } from '../text/workspace.ts'
import { isBicepPath, isParameterPath } from './loader.ts'
import { usedBy } from './parameter-file.ts'
import { type BicepSource, plainText } from './source.ts'

export interface FoundBicep {
  readonly path: string
  /** Each a way to deploy it. */
  readonly parameterFiles: readonly string[]
  /** Others call it: it is a part of them. */
  readonly isCalled: boolean
  /** It says that it is for others to call. */
  readonly isLibrary: boolean
}

/** How files are read: none of them is held by the search. */
export interface Reading {
  readonly sourceOf: (path: string) => BicepSource | ReadFailure
  readonly jsonOf: (path: string) => JsonFile | ReadFailure
}

const leftOut = (name: string): boolean => name.startsWith('.') || name === 'node_modules'

/** At and below the starting folders; a start may be a file. In order of their paths. */
export const findBicep = (
  starts: readonly string[],
  workspace: Workspace,
  { sourceOf, jsonOf }: Reading,
  isExcluded: (path: string) => boolean,
): readonly FoundBicep[] => {
  const found = new Set<string>()
  const given = new Map<string, string[]>()
  const calls = new Map<string, Set<string>>()
  const visit = (folder: string, depth: number): void => {
    if (depth > budget.folderDepth || (folder !== '' && isExcluded(folder))) return
    for (const { name, kind } of workspace.list(folder)) {
      const path = entryPath(folder, name)
      if (path === undefined) continue
      if (kind === 'folder') {
        if (!leftOut(name)) visit(path, depth + 1)
      } else if (isBicepPath(name) && !isExcluded(path)) found.add(path)
    }
  }
  const asked = new Set(starts.filter(isBicepPath))
  for (const start of starts)
    if (asked.has(start)) found.add(start)
    else visit(start, 0)
  const looked = new Map<string, { readonly isEmpty: boolean }>()
  const look = (path: string): { readonly isEmpty: boolean } => {
    const known = looked.get(path)
    if (known !== undefined) return known
    const source = sourceOf(path)
    const fact = {
      isEmpty: typeof source !== 'string' && source.resources.size === 0 && source.modules.size === 0 && source.unread.length === 0,
    }
    looked.set(path, fact)
    if (typeof source === 'string') return fact
    if (isParameterPath(path)) {
      const used = usedBy(source)
      if (used !== undefined) given.set(used, [...(given.get(used) ?? []), path])
      return fact
    }
    const written = [...[...source.modules.values()].map((module) => module.path), ...source.imports.map((one) => plainText(one.path))]
    for (const text of written) {
      const to = text === undefined || /^(br|ts)[:/]/.test(text) ? undefined : joinPath(folderOf(path), text)
      if (to !== undefined && to !== path) calls.set(path, (calls.get(path) ?? new Set()).add(to))
    }
    return fact
  }
  for (const path of found) look(path)
  const sources = [...found].filter((path) => !isParameterPath(path))
  // A file of parameters that is asked for stands for what it is for.
  for (const path of asked) {
    const source = isParameterPath(path) ? sourceOf(path) : 'missing'
    const used = typeof source === 'string' ? undefined : usedBy(source)
    if (used !== undefined && !found.has(used)) sources.push(used)
  }
  const called = calledBy(sources.sort(), calls)
  return sources.map((path) => {
    const beside = parameterFilesOf(path, workspace, jsonOf)
    const files = given.get(path) ?? []
    return {
      path,
      parameterFiles: [...files, ...beside],
      isCalled: called.has(path) && !asked.has(path) && files.length === 0,
      isLibrary: look(path).isEmpty,
    }
  })
}

/** Files that others call. Of files that only call each other the first stands for itself, lest none of them be looked at. */
const calledBy = (paths: readonly string[], calls: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> => {
  const called = new Set([...calls.values()].flatMap((some) => [...some]))
  const reached = new Set<string>()
  const reach = (from: string): void => {
    const stack = [from]
    for (let path = stack.pop(); path !== undefined; path = stack.pop())
      if (!reached.has(path)) {
        reached.add(path)
        stack.push(...(calls.get(path) ?? []))
      }
  }
  for (const path of paths) if (!called.has(path)) reach(path)
  for (const path of paths)
    if (!reached.has(path)) {
      called.delete(path)
      reach(path)
    }
  return called
}

/** `main.parameters.json`, `main.prod.parameters.json`, `main.parameters.prod.json`, `parameters.json` beside a `main.bicep`. */
const parameterFilesOf = (path: string, workspace: Workspace, jsonOf: Reading['jsonOf']): readonly string[] => {
  const folder = folderOf(path)
  const name = path.slice(folder === '' ? 0 : folder.length + 1)
  const stem = `${name.replace(/\.bicep$/i, '').toLowerCase()}.`
  return workspace.list(folder).flatMap((entry) => {
    const lower = entry.name.toLowerCase()
    if (entry.kind !== 'file' || !lower.startsWith(stem) || !/\.parameters\b.*\.json$/.test(lower.slice(stem.length - 1))) return []
    const file = entryPath(folder, entry.name)
    const read = file === undefined ? 'missing' : jsonOf(file)
    if (file === undefined || typeof read === 'string') return []
    const schema = textOf(child(read.tree, '$schema')) ?? ''
    return /deploymentParameters\.json#?$/i.test(schema) || child(read.tree, 'parameters')?.kind === 'map' ? [file] : []
  })
}

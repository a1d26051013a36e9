/** A file of parameters to values, by name in lower case: https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/parameter-files */
import { parametersOf } from '../arm/parameters.ts'
import { lazyObject } from '../arm/structure.ts'
import type { Doubt, Value } from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import { folderOf, joinPath } from '../text/workspace.ts'
import { type BicepRun, createEnvironment } from './environment.ts'
import { evaluateNode, spanOf } from './evaluate-node.ts'
import { type BicepLoader, isParameterPath, topOfPath } from './loader.ts'
import { type BicepSource, plainText } from './source.ts'

export interface GivenParameters {
  readonly values: ReadonlyMap<string, Value>
  /** Files that could not be read. */
  readonly unread: readonly Doubt[]
}

/** The path of the file that a file of parameters is for; undefined where it names none of the workspace. */
export const usedBy = (source: BicepSource): string | undefined => {
  const path = plainText(source.using?.path)
  return path === undefined || /^(br|ts)[:/]/.test(path) ? undefined : joinPath(folderOf(source.path), path)
}

export const readParameters = (path: string, run: BicepRun): GivenParameters => {
  if (!isParameterPath(path)) return ofJson(path, run.loader)
  const unread: Doubt[] = []
  const values = ofFile(path, run, unread, [])
  return { values, unread }
}

const lost = (path: string): Doubt => ({
  reason: 'error',
  what: `the parameters of \`${path}\`, which could not be read`,
  span: topOfPath(path),
})

const ofJson = (path: string, { templates }: BicepLoader): GivenParameters => {
  const read = templates.json(path)
  if (typeof read === 'string' || read.tree === undefined) return { values: new Map(), unread: [lost(path)] }
  return { values: parametersOf(read.tree), unread: [] }
}

/** Those of the files that it extends, and its own over them. */
const ofFile = (path: string, run: BicepRun, unread: Doubt[], ancestors: readonly string[]): ReadonlyMap<string, Value> => {
  const source = run.loader.source(path)
  if (typeof source === 'string' || ancestors.includes(path) || ancestors.length > budget.moduleDepth) {
    unread.push(lost(path))
    if (typeof source === 'string') run.loader.tellNotRead(path, source, topOfPath(path), 'error')
    return new Map()
  }
  unread.push(...source.unread)
  const extended = new Map<string, Value>()
  for (const one of source.extends) {
    const written = plainText(one.path)
    const base = written === undefined ? undefined : joinPath(folderOf(path), written)
    if (base === undefined) unread.push({ reason: 'error', what: 'a file that these parameters extend', span: spanOf(one, source) })
    else for (const [name, value] of ofFile(base, run, unread, [...ancestors, path])) extended.set(name, value)
  }
  const names = new Map([...source.assignments.keys()].map((name) => [name.toLowerCase(), name]))
  const environment = createEnvironment(run, source, {
    value: (name) => {
      const assigned = source.assignments.get(name)
      if (assigned !== undefined) return evaluateNode(assigned.value, environment.within)
      // `base.name`: a parameter of the file that is extended.
      if (name !== 'base' || source.extends.length === 0) return undefined
      const origin = { span: spanOf(source.extends[0]!, source) }
      return lazyObject(new Map([...extended].map(([key, value]) => [key, () => value])), origin)
    },
    further: () => undefined,
  })
  const values = new Map(extended)
  for (const [lower, name] of names) values.set(lower, environment.within.scope.value(name)!)
  return values
}

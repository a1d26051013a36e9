/** All that makes the shared evaluator Bicep's: operators, members and texts are those of the deployment engine, functions have Bicep's names. */
import { armDialect } from '../arm/dialect.ts'
import type { Dialect, FunctionEntry } from '../eval/dialect.ts'
import { functions } from './functions.ts'

/** With the functions that need neither a scope nor files. */
export const bicepDialect: Dialect = {
  ...armDialect,
  functions,
  /** Only lists are iterated. */
  walk: (value) => (value.kind === 'list' ? value.items.map((item, at) => [at, item] as const) : undefined),
}

export type Further = (name: string) => FunctionEntry | undefined

/** With further functions: of the deployment's scope, of files, and those that a file declares or imports; each is made once. */
export const dialectWith = (further: Further): Dialect => {
  let made: Map<string, FunctionEntry | undefined> | undefined
  return {
    ...bicepDialect,
    further: (name) => {
      made ??= new Map()
      if (!made.has(name)) made.set(name, further(name))
      return made.get(name)
    },
  }
}

/** All that makes the shared evaluator Bicep's: operators, members and texts are those of the deployment engine, functions have Bicep's names. */
import { armDialect } from '../arm/dialect.ts'
import type { Dialect } from '../eval/dialect.ts'
import { tableOf } from './functions.ts'

/** With further functions: of the deployment's scope, of files, and those that a file declares or imports. */
export const dialectWith = (further: Dialect['functions'] = {}): Dialect => ({
  ...armDialect,
  functions: tableOf(further),
  /** Only lists are iterated. */
  walk: (value) => (value.kind === 'list' ? value.items.map((item, at) => [at, item] as const) : undefined),
})

/** With the functions that need neither a scope nor files. */
export const bicepDialect: Dialect = dialectWith()

/** All that makes the shared evaluator Bicep's: operators, functions, members, iteration, texts and truths. */
import type { Dialect } from '../eval/dialect.ts'
import { tableOf } from './functions/table.ts'
import { language } from './members.ts'

/** With the functions that need neither a scope nor files. */
export const bicepDialect: Dialect = { ...language, functions: tableOf() }

/** With further functions: of the deployment's scope, of files, and those that a file declares or imports. */
export const dialectWith = (further: Dialect['functions']): Dialect => ({ ...language, functions: tableOf(further) })

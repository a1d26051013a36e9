/** Every function of Terraform that is known here, by name; each may be called as `core::name` too. */
import { azapiFunctions } from './azapi.ts'
import { azurermFunctions } from './azurerm.ts'
import { choiceFunctions } from './choice.ts'
import { dateFunctions } from './date.ts'
import type { FunctionTable } from './define.ts'
import { encodingFunctions } from './encoding.ts'
import { pathFunctions } from './filesystem.ts'
import { formatFunctions } from './format.ts'
import { listFunctions } from './list.ts'
import { mapFunctions } from './map.ts'
import { networkFunctions } from './network.ts'
import { numericFunctions } from './numeric.ts'
import { regexFunctions } from './regex.ts'
import { setFunctions } from './set.ts'
import { stringFunctions } from './string.ts'
import { typeFunctions } from './type.ts'

/** Functions that need no files. */
export const coreFunctions: FunctionTable = {
  ...choiceFunctions,
  ...listFunctions,
  ...mapFunctions,
  ...dateFunctions,
  ...encodingFunctions,
  ...formatFunctions,
  ...networkFunctions,
  ...numericFunctions,
  ...pathFunctions,
  ...regexFunctions,
  ...setFunctions,
  ...stringFunctions,
  ...typeFunctions,
}

const namespaced = (table: FunctionTable): FunctionTable =>
  Object.fromEntries(Object.entries(table).flatMap(([name, entry]) => [[name, entry] as const, [`core::${name}`, entry] as const]))

const withoutFiles: FunctionTable = { ...namespaced(coreFunctions), ...azurermFunctions, ...azapiFunctions }

/** https://developer.hashicorp.com/terraform/language/expressions/function-calls: `core::` names a built-in function; providers' have their own. */
export const tableOf = (providers: FunctionTable, ...tables: readonly FunctionTable[]): FunctionTable =>
  Object.assign({}, withoutFiles, ...tables.map(namespaced), providers) as FunctionTable

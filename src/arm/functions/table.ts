/** Every function of deployment templates that depends on nothing but its arguments, by name in lower case. */
import { collectionFunctions } from './collection.ts'
import { dateFunctions } from './date.ts'
import type { FunctionTable } from './define.ts'
import { encodingFunctions } from './encoding.ts'
import { hashFunctions } from './hash.ts'
import { lambdaFunctions } from './lambda.ts'
import { logicFunctions } from './logic.ts'
import { networkFunctions } from './network.ts'
import { resourceFunctions } from './resource.ts'
import { searchFunctions } from './search.ts'
import { textFunctions } from './text.ts'

export const functions: FunctionTable = {
  ...textFunctions,
  ...searchFunctions,
  ...collectionFunctions,
  ...logicFunctions,
  ...lambdaFunctions,
  ...networkFunctions,
  ...hashFunctions,
  ...encodingFunctions,
  ...dateFunctions,
  ...resourceFunctions,
}

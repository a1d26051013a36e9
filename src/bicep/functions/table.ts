/** The functions whose results follow from their arguments alone. What a deployment gives, or the time, or chance, is in no table: it is not known. */
import type { Dialect } from '../../eval/dialect.ts'
import { collectionFunctions } from './collection.ts'
import type { FunctionTable } from './define.ts'
import { encodingFunctions } from './encoding.ts'
import { hashFunctions } from './hash.ts'
import { lambdaFunctions } from './lambda.ts'
import { networkFunctions } from './network.ts'
import { stringFunctions } from './string.ts'

/** With further ones, of the scope or of a module's own. */
export const tableOf = (further: FunctionTable = {}): Dialect['functions'] => ({
  ...stringFunctions,
  ...encodingFunctions,
  ...collectionFunctions,
  ...lambdaFunctions,
  ...networkFunctions,
  ...hashFunctions,
  ...further,
})

/** Names of the functions that evaluation knows. */
import { bicepDialect } from './dialect.ts'
import { functionsOfScope } from './scopes.ts'

const ofDeployment: ReadonlySet<string> = new Set([
  ...functionsOfScope,
  'reference',
  'loadTextContent',
  'loadFileAsBase64',
  'loadJsonContent',
  'loadYamlContent',
  'nameof',
])

/** What only the deployment tells counts as known: it is not this program that lacks it. */
export const isKnownFunction = (name: string): boolean =>
  ofDeployment.has(name) || Object.hasOwn(bicepDialect.functions, name) || /^list[A-Z]/.test(name)

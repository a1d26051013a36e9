/** The functions of the deployment engine under the names by which Bicep calls them, and those that the language spells alone. */
import { functions as shared } from '../arm/functions/table.ts'
import type { Dialect, FunctionEntry } from '../eval/dialect.ts'
import { spelled } from './spelled.ts'

/** https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/bicep-functions: those of them that need neither the scope of the deployment nor files. */
const named = [
  'any',
  'array',
  'base64',
  'base64ToJson',
  'base64ToString',
  'bool',
  'buildUri',
  'cidrHost',
  'cidrSubnet',
  'concat',
  'contains',
  'dataUri',
  'dataUriToString',
  'dateTimeAdd',
  'dateTimeFromEpoch',
  'dateTimeToEpoch',
  'empty',
  'endsWith',
  'extensionResourceId',
  'externalInput',
  'fail',
  'filter',
  'first',
  'flatten',
  'format',
  'getSecret',
  'groupBy',
  'guid',
  'indexOf',
  'int',
  'intersection',
  'items',
  'join',
  'json',
  'last',
  'lastIndexOf',
  'length',
  'map',
  'mapValues',
  'max',
  'min',
  'newGuid',
  'objectKeys',
  'padLeft',
  'parseCidr',
  'parseUri',
  'pickZones',
  'providers',
  'range',
  'readEnvironmentVariable',
  'reduce',
  'replace',
  'roleDefinitions',
  'shallowMerge',
  'skip',
  'sort',
  'split',
  'startsWith',
  'string',
  'substring',
  'take',
  'tenantResourceId',
  'toLogicalZone',
  'toLogicalZones',
  'toLower',
  'toObject',
  'toPhysicalZone',
  'toPhysicalZones',
  'toUpper',
  'trim',
  'union',
  'uniqueString',
  'uri',
  'uriComponent',
  'uriComponentToString',
  'utcNow',
] as const

const table: Readonly<Record<string, FunctionEntry>> = {
  ...Object.fromEntries(
    named.flatMap((name) => {
      const entry = shared[name.toLowerCase()]
      return entry === undefined ? [] : [[name, entry] as const]
    }),
  ),
  /** Methods of a resource: see `lower.ts`. */
  'list*': shared['list*']!,
  ...spelled,
}

/** With further ones, of the scope or of a file's own. */
export const tableOf = (further: Dialect['functions'] = {}): Dialect['functions'] => ({ ...table, ...further })

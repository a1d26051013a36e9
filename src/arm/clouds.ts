/** `environment()` of each cloud: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-deployment#environment */
import { oneOf } from '../eval/alternatives.ts'
import { type Origin, object, string, unknown, type Value } from '../eval/value.ts'

interface Cloud {
  readonly name: string
  readonly portal: string
  readonly resourceManager: string
  readonly activeDirectory: string
  readonly suffixes: Readonly<Record<string, string>>
}

const suffixes = (sql: string, storage: string, keyVault: string, registry: string): Readonly<Record<string, string>> => ({
  acrLoginServer: registry,
  keyvaultDns: keyVault,
  sqlServerHostname: sql,
  storage,
})

const clouds: readonly Cloud[] = [
  {
    name: 'AzureCloud',
    portal: 'https://portal.azure.com',
    resourceManager: 'https://management.azure.com/',
    activeDirectory: 'https://login.microsoftonline.com/',
    suffixes: suffixes('.database.windows.net', 'core.windows.net', '.vault.azure.net', '.azurecr.io'),
  },
  {
    name: 'AzureUSGovernment',
    portal: 'https://portal.azure.us',
    resourceManager: 'https://management.usgovcloudapi.net/',
    activeDirectory: 'https://login.microsoftonline.us/',
    suffixes: suffixes('.database.usgovcloudapi.net', 'core.usgovcloudapi.net', '.vault.usgovcloudapi.net', '.azurecr.us'),
  },
  {
    name: 'AzureChinaCloud',
    portal: 'https://portal.azure.cn',
    resourceManager: 'https://management.chinacloudapi.cn/',
    activeDirectory: 'https://login.chinacloudapi.cn/',
    suffixes: suffixes('.database.chinacloudapi.cn', 'core.chinacloudapi.cn', '.vault.azure.cn', '.azurecr.cn'),
  },
]

/** `cloud`: its name as `environment().name` gives it; where it is not known, each member is one of those of the clouds. Not known where it is not told here. */
export const environmentValue = (origin: Origin, cloud?: string): Value => {
  const meant = clouds.filter(({ name }) => cloud === undefined || name === cloud)
  const doubt = { reason: 'input' as const, what: 'environment()', span: origin.span }
  const lost = (what: string): Value =>
    unknown([{ ...doubt, what: `environment().${what}` }], origin, { identity: `environment().${what}` })
  const one = (pick: (cloud: Cloud) => string): Value =>
    oneOf(
      meant.map((cloud) => string(pick(cloud), origin)),
      [doubt],
      origin,
    )
  const names = ['acrLoginServer', 'keyvaultDns', 'sqlServerHostname', 'storage']
  const others = ['azureDatalakeAnalyticsCatalogAndJob', 'azureDatalakeStoreFileSystem', 'azureFrontDoorEndpointSuffix']
  return object(
    new Map<string, Value>([
      ['name', one((cloud) => cloud.name)],
      ['portal', one((cloud) => cloud.portal)],
      ['resourceManager', one((cloud) => cloud.resourceManager)],
      [
        'authentication',
        object(
          new Map<string, Value>([
            ['loginEndpoint', one((cloud) => cloud.activeDirectory)],
            ['audiences', lost('authentication.audiences')],
            ['tenant', string('common', origin)],
            ['identityProvider', string('AAD', origin)],
          ]),
          origin,
        ),
      ],
      [
        'suffixes',
        object(
          new Map<string, Value>([
            ...names.map((name) => [name, one((cloud) => cloud.suffixes[name]!)] as const),
            ...others.map((name) => [name, lost(`suffixes.${name}`)] as const),
          ]),
          origin,
        ),
      ],
      ...['gallery', 'graph', 'graphAudience', 'media', 'batch', 'activeDirectoryDataLake', 'sqlManagement', 'vmImageAliasDoc'].map(
        (name) => [name, lost(name)] as const,
      ),
    ]),
    origin,
  )
}

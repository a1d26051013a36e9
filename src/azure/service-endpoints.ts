/** Virtual network service endpoints by service: the service tag that their routes' addresses are of. */

/** https://learn.microsoft.com/azure/virtual-network/virtual-network-service-endpoints-overview (2025); tags: https://learn.microsoft.com/azure/virtual-network/service-tags-overview */
const tags: Readonly<Record<string, string>> = {
  'microsoft.storage': 'Storage',
  'microsoft.storage.global': 'Storage',
  'microsoft.sql': 'Sql',
  'microsoft.azurecosmosdb': 'AzureCosmosDB',
  'microsoft.keyvault': 'AzureKeyVault',
  'microsoft.servicebus': 'ServiceBus',
  'microsoft.eventhub': 'EventHub',
  'microsoft.containerregistry': 'AzureContainerRegistry',
  'microsoft.web': 'AppService',
}

/** Undefined where none is known. */
export const endpointTag = (service: string): string | undefined => {
  const key = service.toLowerCase()
  return Object.hasOwn(tags, key) ? tags[key] : undefined
}

const withEndpoint = new Set(Object.values(tags))

/** Some service endpoint leads addresses of the tag. */
export const hasEndpoint = (tag: string): boolean => withEndpoint.has(tag)

/** No prefix of a service is as wide as this or wider: the widest in the files of 2026-06 and 2026-07 has 14 bits, https://www.microsoft.com/download/details.aspx?id=56519 */
export const widerThanServices = 9

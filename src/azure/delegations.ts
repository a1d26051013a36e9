/** Services that subnets are delegated to, as Azure writes them: https://learn.microsoft.com/azure/virtual-network/subnet-delegation-overview */
const spelled = new Map(
  [
    'Microsoft.ApiManagement/service',
    'Microsoft.App/environments',
    'Microsoft.ContainerInstance/containerGroups',
    'Microsoft.ContainerService/managedClusters',
    'Microsoft.DBforMySQL/flexibleServers',
    'Microsoft.DBforPostgreSQL/flexibleServers',
    'Microsoft.Databricks/workspaces',
    'Microsoft.DevCenter/networkConnection',
    'Microsoft.DevOpsInfrastructure/pools',
    'Microsoft.DocumentDB/cassandraClusters',
    'Microsoft.MachineLearningServices/workspaces',
    'Microsoft.Netapp/volumes',
    'Microsoft.Network/applicationGateways',
    'Microsoft.Network/dnsResolvers',
    'Microsoft.ServiceNetworking/trafficControllers',
    'Microsoft.Sql/managedInstances',
    'Microsoft.Web/hostingEnvironments',
    'Microsoft.Web/serverFarms',
  ].map((name) => [name.toLowerCase(), name]),
)

/** Azure tells names of services without case apart from nothing. */
export const delegationName = (written: string): string => spelled.get(written.toLowerCase()) ?? written

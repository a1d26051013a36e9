/** Which zone is right for what an endpoint leads to, by https://learn.microsoft.com/azure/private-link/private-endpoint-dns. Caught by: taking the zone of another region, or of a service that the table does not have in a cloud, for right or wrong. */
import { describe, expect, test } from 'vitest'
import { clouds, isZoneOf, zoneRows } from '../../src/azure/private-link-zones.ts'
import { codeOfRegion } from '../../src/azure/region-codes.ts'
import { fitOf, zonesFor } from '../../src/semantics/private-links.ts'
import { build, declare, type Plain, variable } from '../support/declare.ts'
import { endpoint, endsOf, zone, zoneLink } from '../support/names.ts'
import { subnet, vnet } from '../support/routes.ts'

const leadsTo = (type: string, subresource: string, location: Plain = 'westeurope') => {
  const { network } = build(
    vnet('v', ['10.0.0.0/16']),
    subnet('p', 'v', '10.0.9.0/24'),
    declare(`azurerm_${type}.t`, { name: 't', resource_group_name: 'g', location }),
    endpoint('e', 'p', `azurerm_${type}.t`, subresource, undefined),
  )
  return network.naming.leadsTo(network.ofKind('private-endpoint')[0]!)[0]!
}

describe('zones', () => {
  test.each<[string, string, Plain, string, string]>([
    ['key_vault', 'vault', 'westeurope', 'privatelink.vaultcore.azure.net', 'right'],
    ['key_vault', 'vault', 'westeurope', 'privatelink.vault.azure.net', 'wrong'],
    ['storage_account', 'blob', 'westeurope', 'privatelink.file.core.windows.net', 'wrong'],
    // One zone for each region.
    ['kubernetes_cluster', 'management', 'westeurope', 'privatelink.westeurope.azmk8s.io', 'right'],
    ['kubernetes_cluster', 'management', 'westeurope', 'a.privatelink.westeurope.azmk8s.io', 'right'],
    ['kubernetes_cluster', 'management', 'westeurope', 'privatelink.northeurope.azmk8s.io', 'wrong'],
    ['kubernetes_cluster', 'management', variable('region'), 'privatelink.northeurope.azmk8s.io', 'unknown'],
    ['kubernetes_cluster', 'management', variable('region'), 'privatelink.azmk8s.io', 'wrong'],
    ['container_app_environment', 'managedenvironments', 'swedencentral', 'privatelink.swedencentral.azurecontainerapps.io', 'right'],
    ['container_app_environment', 'managedenvironments', 'swedencentral', 'privatelink.westeurope.azurecontainerapps.io', 'wrong'],
    ['kusto_cluster', 'cluster', 'westeurope', 'privatelink.westeurope.kusto.windows.net', 'right'],
    ['monitor_workspace', 'prometheusmetrics', 'westeurope', 'privatelink.westeurope.prometheus.monitor.azure.com', 'right'],
    // By a code: https://learn.microsoft.com/azure/backup/private-endpoints
    ['recovery_services_vault', 'azurebackup', 'westeurope', 'privatelink.we.backup.windowsazure.com', 'right'],
    ['recovery_services_vault', 'azurebackup', 'westeurope', 'privatelink.ne.backup.windowsazure.com', 'wrong'],
    ['recovery_services_vault', 'azurebackup', 'atlantis', 'privatelink.ne.backup.windowsazure.com', 'unknown'],
    ['recovery_services_vault', 'azurebackup', 'usgovvirginia', 'privatelink.ugv.backup.windowsazure.us', 'right'],
    ['mssql_managed_instance', 'managedinstance', 'westeurope', 'privatelink.0a1b2c.database.windows.net', 'right'],
    ['mssql_server', 'sqlserver', 'westeurope', 'privatelink.database.windows.net', 'right'],
    ['batch_account', 'nodemanagement', 'westeurope', 'privatelink.batch.azure.com', 'right'],
    // Other clouds, as far as the table tells of them.
    ['storage_account', 'blob', 'chinaeast2', 'privatelink.blob.core.chinacloudapi.cn', 'right'],
    ['storage_account', 'dfs', 'chinaeast2', 'privatelink.dfs.core.chinacloudapi.cn', 'right'],
    ['storage_account', 'dfs', 'usgovvirginia', 'privatelink.dfs.core.usgovcloudapi.net', 'unknown'],
    ['mssql_server', 'sqlserver', 'usgovvirginia', 'privatelink.database.usgovcloudapi.net', 'right'],
    ['mssql_server', 'sqlserver', 'usgovvirginia', 'privatelink.sql.usgovcloudapi.net', 'wrong'],
    // Slots have parts of their own: https://learn.microsoft.com/azure/app-service/overview-private-endpoint
    ['linux_web_app', 'sites-stage', 'westeurope', 'privatelink.azurewebsites.net', 'right'],
    ['linux_web_app', 'sites', 'westeurope', 'privatelink.azurewebsites.net', 'right'],
    ['monitor_private_link_scope', 'azuremonitor', 'global', 'privatelink.ods.opinsights.azure.com', 'right'],
    ['monitor_private_link_scope', 'azuremonitor', 'global', 'privatelink.monitoring.azure.com', 'wrong'],
    ['search_service', 'nothing', 'westeurope', 'privatelink.search.windows.net', 'unknown'],
  ])('%s %s in %j: %s is %s', (type, subresource, location, name, expected) => {
    expect(fitOf(leadsTo(type, subresource, location), name)).toBe(expected)
  })

  test('are told for the region', () => {
    expect(zonesFor(leadsTo('recovery_services_vault', 'azurebackup', 'westeurope'))).toContain('privatelink.we.backup.windowsazure.com')
    expect(zonesFor(leadsTo('recovery_services_vault', 'azurebackup', variable('r')))).toContain(
      'privatelink.{regionCode}.backup.windowsazure.com',
    )
  })

  test('braces stand for one label', () => {
    expect(isZoneOf('privatelink.{regionName}.azmk8s.io', 'privatelink.a.b.azmk8s.io')).toBe(false)
    expect(codeOfRegion('usgovvirginia')).toBe('ugv')
    expect(codeOfRegion('nowhere')).toBeUndefined()
  })

  test('the table has every cloud, and no row that says nothing', () => {
    for (const cloud of clouds) expect(zoneRows.filter((row) => row.cloud === cloud).length).toBeGreaterThan(30)
    for (const row of zoneRows) {
      expect(row.subresources.length, row.type).toBeGreaterThan(0)
      expect(row.subresources, row.type).not.toContain('n/a')
      for (const name of row.zones) expect(name, row.type).toMatch(/^[a-z0-9{}.-]+$/i)
    }
  })
})

test('records of a slot are called by the app and the slot', () => {
  const built = build(
    vnet('v', ['10.0.0.0/16']),
    subnet('p', 'v', '10.0.9.0/24'),
    declare('azurerm_linux_web_app.t', { name: 'web', resource_group_name: 'g', location: 'westeurope' }),
    endpoint('e', 'p', 'azurerm_linux_web_app.t', 'sites-stage', ['z']),
    zone('z', 'privatelink.azurewebsites.net'),
    zoneLink('z', 'v'),
  )
  expect(endsOf(built, 'v', 'web-stage.privatelink.azurewebsites.net')).toEqual(['private 10.0.9.4'])
  expect(endsOf(built, 'v', 'web-stage.scm.privatelink.azurewebsites.net')).toEqual(['private 10.0.9.4'])
  expect(endsOf(built, 'v', 'web.privatelink.azurewebsites.net')).toEqual(['no-such-name'])
})

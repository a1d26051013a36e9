/** Tag names in every spelling people use; the shipped table against published files where those are at hand. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { findTag, regionalTag, tagNames } from '../../src/azure/service-tags.ts'

describe('findTag', () => {
  test.each([
    ['Storage', { name: 'Storage', base: 'Storage', regional: true, inSecurityRules: true }],
    ['storage.westeurope', { name: 'Storage.WestEurope', base: 'Storage', region: 'westeurope', regional: true, inSecurityRules: true }],
    ['AZURECLOUD.WestEurope', { name: 'AzureCloud.westeurope', base: 'AzureCloud', region: 'westeurope' }],
    ['AzureCloud.germanywc', { name: 'AzureCloud.germanywc', region: 'germanywestcentral' }],
    ['AzureCloud.GermanyWestCentral', { name: 'AzureCloud.germanywc', region: 'germanywestcentral' }],
    ['azurefrontdoor.backend', { name: 'AzureFrontDoor.Backend', base: 'AzureFrontDoor.Backend', regional: false }],
    ['AzureMonitor.Core', { name: 'AzureMonitor.Core', base: 'AzureMonitor.Core' }],
    ['AzureMonitor.UKSouth', { name: 'AzureMonitor.UKSouth', region: 'uksouth' }],
    ['internet', { name: 'Internet', regional: false, inSecurityRules: true }],
    ['INTERNET', { name: 'Internet' }],
    ['VIRTUAL_NETWORK', { name: 'VirtualNetwork' }],
    ['AZURE_LOADBALANCER', { name: 'AzureLoadBalancer' }],
    ['virtualnetwork', { name: 'VirtualNetwork' }],
    ['AzurePlatformIMDS', { name: 'AzurePlatformIMDS' }],
    ['AzureActiveDirectory.ServiceEndpoint', { inSecurityRules: false }],
    ['Storage.USGovVirginia', { name: 'Storage.USGovVirginia', region: 'usgovvirginia' }],
  ])('%s', (text, expected) => {
    expect(findTag(text)).toMatchObject(expected)
  })

  test.each([
    '',
    '*',
    'Any',
    'Storge',
    'Storage.',
    'Storage.Mars',
    '.WestEurope',
    'Storage.West Europe',
    'constructor',
    '__proto__',
    'Internet.WestEurope',
  ])('does not know %j', (text) => {
    expect(findTag(text)).toBeUndefined()
  })

  test('regional form from a display name', () => {
    expect(regionalTag('storage', 'West Europe')?.name).toBe('Storage.WestEurope')
    expect(regionalTag('AzureTrafficManager', 'westeurope')).toBeUndefined()
  })
})

const folder = process.env.VNETPROOF_TAGS ?? '../shared/service-tags'
describe.skipIf(!existsSync(folder))(`published files in ${folder}`, () => {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : []
  test.each(files)('%s: every name is known as it is spelled', (name) => {
    const file = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as { values: { name: string }[] }
    const unknown = file.values.map((value) => value.name).filter((tag) => findTag(tag)?.name !== tag)
    expect(file.values.length).toBeGreaterThan(100)
    expect(unknown).toEqual([])
    expect(tagNames).toContain('ApiManagement')
  })
})

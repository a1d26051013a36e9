/** Severities that a comparison decides: what cannot be made any more is an error where a change makes it, and a note where it is there; in both languages. */
import { describe, expect, test } from 'vitest'
import { check } from '../../src/commands/check.ts'
import { checkAgainst } from '../../src/commands/compare.ts'
import type { ComparedScope, Report } from '../../src/report/report.ts'
import { exitCodeOf } from '../../src/report/verdict.ts'
import { diskWorkspace } from '../../src/shell/disk-workspace.ts'
import { folderWith } from '../support/folder.ts'
import { source } from '../support/source.ts'

const group = source`
  resource "azurerm_network_security_group" "apps" {
    name                = "apps"
    location            = "westeurope"
    resource_group_name = "network"
  }
  resource "azurerm_virtual_network" "apps" {
    name                = "apps"
    location            = "westeurope"
    resource_group_name = "network"
    address_space       = ["10.0.0.0/16"]
  }
  variable "target" {}
`
const log = (target: string, name = 'apps'): string => source`
  resource "azurerm_network_watcher_flow_log" "${name}" {
    name                 = "${name}"
    location             = "westeurope"
    resource_group_name  = "network"
    network_watcher_name = "watcher"
    target_resource_id   = ${target}
    storage_account_id   = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/logs/providers/Microsoft.Storage/storageAccounts/logs"
    enabled              = true
  }
`
const terraform = {
  file: 'main.tf',
  none: group,
  ofGroup: group + log('azurerm_network_security_group.apps.id'),
  ofTwo: group + log('azurerm_network_security_group.apps.id') + log('azurerm_network_security_group.apps.id', 'more'),
  ofNetwork: group + log('azurerm_virtual_network.apps.id'),
  ofWhat: group + log('var.target'),
}

const groupInBicep = source`
  resource nsg 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
    name: 'apps'
    location: 'westeurope'
  }
  resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
    name: 'apps'
    location: 'westeurope'
    properties: {
      addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
    }
  }
  param target string
`
const logInBicep = (target: string, name = 'apps'): string => source`
  resource ${name} 'Microsoft.Network/networkWatchers/flowLogs@2024-05-01' = {
    name: 'watcher/${name}'
    location: 'westeurope'
    properties: {
      enabled: true
      targetResourceId: ${target}
      storageId: '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/logs/providers/Microsoft.Storage/storageAccounts/logs'
    }
  }
`
const bicep = {
  file: 'main.bicep',
  none: groupInBicep,
  ofGroup: groupInBicep + logInBicep('nsg.id'),
  ofTwo: groupInBicep + logInBicep('nsg.id') + logInBicep('nsg.id', 'more'),
  ofNetwork: groupInBicep + logInBicep('net.id'),
  ofWhat: groupInBicep + logInBicep('target'),
}

const request = (file: string, code: string, configuration = '') => ({
  workspace: diskWorkspace(folderWith({ [file]: code, ...(configuration === '' ? {} : { 'vnetproof.yaml': configuration }) })),
  paths: [''],
  libraries: true,
  policies: ['flow-logs'],
  version: '0',
  today: '2026-01-01',
  now: () => 0,
})

const shown = (report: Report) => ({
  findings: report.findings
    .filter(({ code }) => code === 'flow-logs/target/virtual-network')
    .map(({ outcome, severity, judgement }) => [outcome, severity, judgement.severity]),
  exit: exitCodeOf(report),
})

describe.each([terraform, bicep])('$file', ({ file, ...code }) => {
  const compared = (base: string, head: string, scope: ComparedScope = 'introduced', configuration = '') => {
    const before = request(file, base, configuration)
    return shown(
      checkAgainst(request(file, head, configuration), { workspace: before.workspace, revision: 'main', commit: 'c'.repeat(40) }, scope),
    )
  }

  test('is an error where the change introduces it', () => {
    expect(compared(code.none, code.ofGroup)).toEqual({ findings: [['fails', 'error', 'error']], exit: 1 })
    expect(compared(code.ofNetwork, code.ofGroup)).toEqual({ findings: [['fails', 'error', 'error']], exit: 1 })
  })

  test('is a note where it was there, whatever the scope', () => {
    for (const scope of ['introduced', 'changed', 'all'] as const)
      expect(compared(code.ofGroup, `${code.ofGroup}\n`, scope)).toEqual({ findings: [['fails', 'note', 'note']], exit: 0 })
  })

  test('one that is new beside one that was there is told first', () => {
    expect(compared(code.ofGroup, code.ofTwo, 'all')).toEqual({
      findings: [
        ['fails', 'error', 'error'],
        ['fails', 'note', 'note'],
      ],
      exit: 1,
    })
  })

  test('what is not known stays so, and the flow log of a network is fine', () => {
    expect(compared(code.none, code.ofWhat)).toEqual({ findings: [['unsure', 'error', 'error']], exit: 0 })
    expect(compared(code.none, code.ofNetwork)).toEqual({ findings: [], exit: 0 })
  })

  test('is a warning where nothing is compared', () => {
    expect(shown(check(request(file, code.ofGroup)))).toEqual({ findings: [['fails', 'warning', 'warning']], exit: 0 })
  })

  test('what the configuration says of it holds in either case', () => {
    const configuration = 'severity: { flow-logs/target: warning }\n'
    expect(compared(code.none, code.ofGroup, 'all', configuration)).toEqual({ findings: [['fails', 'warning', 'warning']], exit: 0 })
    expect(compared(code.ofGroup, code.ofGroup, 'all', configuration)).toEqual({ findings: [['fails', 'warning', 'warning']], exit: 0 })
  })
})

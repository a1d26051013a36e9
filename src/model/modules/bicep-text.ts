/** Parts of which the stand-ins of Bicep's modules are made. */
import type { KnownModule, StandIn } from '../../eval/stand-in.ts'

/** Parameters that change nothing of a network. */
export const unread = (names: string): string =>
  names
    .split(/\s+/)
    .map((name) => `param ${name} object?\n`)
    .join('')
export const always = unread('lock roleAssignments diagnosticSettings tags enableTelemetry')

/** What every module gives of the resource that it is named after. */
export const own = (symbol: string): string => `output resourceGroupName string = resourceGroup().name
output resourceId string = ${symbol}.id
output name string = ${symbol}.name
output location string = ${symbol}.location
`

export const standIn = (versions: string, folders: Readonly<Record<string, string>>): StandIn => ({
  versions: versions.split(' '),
  folders,
})

export const module = (name: string, standIns: readonly StandIn[]): KnownModule => ({ name: `avm/res/network/${name}`, standIns })

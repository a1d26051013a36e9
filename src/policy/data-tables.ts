/** Data that ships with the program for settings to take their value from, each with its source. */
import { managementOfCloud, managementOfRegion } from '../azure/api-management-addresses.ts'
import { type Cloud, cloudOf } from '../azure/clouds.ts'

/** Where a row of a table counts; absent: everywhere. */
export interface Scope {
  readonly cloud: Cloud
  /** Absent: in all of the cloud's. */
  readonly region?: string
}

export interface DataRow {
  readonly text: string
  readonly scope?: Scope
}

const everywhere = (rows: readonly string[]): readonly DataRow[] => rows.map((text) => ({ text }))

const control: readonly DataRow[] = [
  ...(Object.keys(managementOfCloud) as Cloud[]).flatMap((cloud) => managementOfCloud[cloud].map((text) => ({ text, scope: { cloud } }))),
  ...Object.entries(managementOfRegion).flatMap(([region, rows]) =>
    rows.map((text) => ({ text, scope: { cloud: cloudOf(region), region } })),
  ),
]

export const dataTables: ReadonlyMap<string, readonly DataRow[]> = new Map([
  /** https://www.rfc-editor.org/rfc/rfc1918 and https://www.rfc-editor.org/rfc/rfc4193 */
  ['addresses/private', everywhere(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'])],
  /** https://www.rfc-editor.org/rfc/rfc6598 */
  ['addresses/carrier-grade-nat', everywhere(['100.64.0.0/10'])],
  ['api-management/control-plane-addresses', control],
])

/** Whether a row counts in a region. */
export const countsIn = (scope: Scope | undefined, region: string): boolean =>
  scope === undefined || (scope.cloud === cloudOf(region) && (scope.region === undefined || scope.region === region))

/** A published file of service tags as parsed JSON comes in; the addresses of each tag at that date go out. */
import { findTag } from '../azure/service-tags.ts'
import { type AddressRange, parseAddressRange } from '../net/address.ts'
import { budget } from '../text/budget.ts'
import type { TagSnapshot } from './flow.ts'

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const own = (record: Readonly<Record<string, unknown>>, key: string): unknown => (Object.hasOwn(record, key) ? record[key] : undefined)

const readRanges = (prefixes: readonly unknown[]): readonly AddressRange[] | undefined => {
  const ranges: AddressRange[] = []
  for (const prefix of prefixes) {
    const range = typeof prefix === 'string' ? parseAddressRange(prefix) : undefined
    if (range === undefined || 'problem' in range) return undefined
    ranges.push(range)
  }
  return ranges
}

/**
 * The shape of the files at https://www.microsoft.com/download/details.aspx?id=56519 and of the Service Tag Discovery API.
 * Undefined where it is not that, or where one entry cannot be read: half a tag would give wrong answers. `date` is of the file, or its name.
 */
export const readTagSnapshot = (json: unknown, date: string): TagSnapshot | undefined => {
  if (!isRecord(json)) return undefined
  const values = own(json, 'values')
  if (!Array.isArray(values) || values.length === 0 || values.length > budget.elements) return undefined
  const tags = new Map<string, readonly AddressRange[]>()
  for (const value of values as readonly unknown[]) {
    const properties = isRecord(value) ? own(value, 'properties') : undefined
    if (!isRecord(value) || !isRecord(properties)) return undefined
    const name = own(value, 'name') ?? own(value, 'id')
    const prefixes = own(properties, 'addressPrefixes')
    if (typeof name !== 'string' || !Array.isArray(prefixes)) return undefined
    const ranges = readRanges(prefixes as readonly unknown[])
    // Names are told apart by case in no rule: https://learn.microsoft.com/azure/virtual-network/service-tags-overview
    const key = (findTag(name)?.name ?? name).toLowerCase()
    if (ranges === undefined || tags.has(key)) return undefined
    tags.set(key, ranges)
  }
  const cloud = own(json, 'cloud')
  const changeNumber = Number(own(json, 'changeNumber') ?? 0)
  return {
    cloud: typeof cloud === 'string' ? cloud : 'Public',
    changeNumber: Number.isSafeInteger(changeNumber) ? changeNumber : 0,
    date,
    tags,
  }
}

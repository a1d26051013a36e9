/** Service tags by name: from any spelling to Azure's own, with base, region and whether security rules may use it. */
import { everywhere, type TagRegions, tagRegions, tagRows } from './service-tags.generated.ts'

export interface Tag {
  /** Azure's spelling, region included: `Storage.WestEurope`, `AzureCloud.germanywc`. */
  readonly name: string
  readonly base: string
  /** Azure's region name: lower case, no spaces. */
  readonly region?: string
  /** The base has forms for regions. */
  readonly regional: boolean
  /** Security rules may use it. */
  readonly inSecurityRules: boolean
}

/** In no published file: https://learn.microsoft.com/azure/virtual-network/service-tags-overview (2023-01-26) */
const builtIn = ['Internet', 'VirtualNetwork', 'AzureLoadBalancer', 'AzurePlatformDNS', 'AzurePlatformIMDS', 'AzurePlatformLKM']

/** Spellings of the classic deployment model: https://learn.microsoft.com/azure/virtual-network/service-tags-overview (2023-01-26) */
const classic: Readonly<Record<string, string>> = {
  internet: 'Internet',
  virtual_network: 'VirtualNetwork',
  azure_loadbalancer: 'AzureLoadBalancer',
}

const spellings = new Map(Object.keys(tagRegions).map((spelling) => [spelling.toLowerCase(), spelling]))
/** `AzureCloud` abbreviates some regions where the other tags do not: `germanywc`. */
const abbreviated = new Map(
  Object.entries(tagRegions).map(([spelling, short]) => [short ?? spelling.toLowerCase(), spelling.toLowerCase()] as const),
)

const regionsOf = (regions: TagRegions): ReadonlySet<string> => {
  if (regions === null) return new Set()
  if (regions === 'any') return new Set(spellings.keys())
  const words = (text: string): string[] => text.toLowerCase().split(' ').filter(Boolean)
  if (regions === 'everywhere') return new Set(words(everywhere))
  if ('only' in regions) return new Set(words(regions.only))
  const without = new Set(words(regions.without))
  return new Set([...words(everywhere).filter((region) => !without.has(region)), ...words(regions.besides)])
}

const rows = new Map<string, { readonly name: string; readonly nsg: boolean; readonly regions: ReadonlySet<string> }>()
for (const [name, nsg, regions] of tagRows) rows.set(name.toLowerCase(), { name, nsg, regions: regionsOf(regions) })
for (const name of builtIn) rows.set(name.toLowerCase(), { name, nsg: true, regions: new Set() })

/** Every tag without its regional forms, in Azure's spelling. */
export const tagNames: readonly string[] = [...rows.values()].map((row) => row.name)

/** `West Europe`, `westeurope` → `westeurope`: https://learn.microsoft.com/azure/reliability/regions-list (the `name` beside each display name) */
export const normaliseRegion = (text: string): string => text.replace(/ /g, '').toLowerCase()

/** The tag's form for one region, in Azure's spelling; undefined where there is none. */
export const regionalTag = (base: string, region: string): Tag | undefined => {
  const row = rows.get(base.toLowerCase())
  const key = normaliseRegion(region)
  const spelling = spellings.get(key)
  if (row === undefined || spelling === undefined || !row.regions.has(key)) return undefined
  const suffix = row.name === 'AzureCloud' ? (tagRegions[spelling] ?? key) : spelling
  return { name: `${row.name}.${suffix}`, base: row.name, region: key, regional: true, inSecurityRules: row.nsg }
}

/** Any case, classic spellings, `AzureCloud` with a region in full or abbreviated; undefined where no such tag is known. `*` and `Any` are no tags. */
export const findTag = (text: string): Tag | undefined => {
  if (text.length > 120) return undefined
  const key = text.toLowerCase()
  const row = rows.get(Object.hasOwn(classic, key) ? classic[key]!.toLowerCase() : key)
  if (row !== undefined) return { name: row.name, base: row.name, regional: row.regions.size > 0, inSecurityRules: row.nsg }
  const dot = text.lastIndexOf('.')
  if (dot === -1) return undefined
  const base = key.slice(0, dot)
  const region = key.slice(dot + 1)
  // A space cannot be part of a tag, though it can be part of a region's display name.
  if (region.includes(' ')) return undefined
  return regionalTag(base, base === 'azurecloud' ? (abbreviated.get(region) ?? region) : region)
}

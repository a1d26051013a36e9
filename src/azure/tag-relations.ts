/** How the addresses of service tags relate, as far as names tell: whether a tag surely has addresses beyond those of other tags. */

import { tagSizes } from './tag-sizes.generated.ts'

export interface TagName {
  readonly base: string
  /** `?`: a region that is not known. */
  readonly region?: string
}

// Computed from the service tag files of the public (2026-06-26), government and China (2026-07-20) clouds, IPv4,
// published at https://www.microsoft.com/download/details.aspx?id=56519. Two tags of which nothing is said here have no address in common there.

/** The first lies inside the second and is not all of it. */
const inside: readonly (readonly [string, string])[] = [
  ['AzureActiveDirectory.ServiceEndpoint', 'AzureActiveDirectory'],
  ['AzureActiveDirectoryDomainServices', 'AzureActiveDirectory'],
  ['AzureMonitor.Core', 'AzureMonitor'],
  ['AzurePortal.AzureAppServiceUx', 'AzurePortal'],
  ['DataFactoryManagement', 'DataFactory'],
  ['LogicAppsManagement', 'LogicApps'],
]

/** Lies inside `AzureCloud` of a single region. */
const inOneRegion = new Set(['AzureSentinel', 'MicrosoftPurviewPolicyDistribution', 'AzurePortal.AzureAppServiceUx'])

/** Tags whose addresses are in no published file. */
const unpublished = new Set(['AzureContainerAppsService', 'AzurePlatformDNS', 'AzurePlatformIMDS', 'AzurePlatformLKM'])

/** Regional forms that are not inside the tag without region: all others are. */
export const notInsideBase: ReadonlySet<string> = new Set(['AzureUpdateDelivery'])

/** A few regions make up the whole tag. */
const fewRegions = new Set(['AzureUpdateDelivery'])
const outsidePublicCloud = /^(china|usgov|usdod)/

/** `part`: a region of the tag. `may-cover` is said wherever nothing better is known. */
const relation = (tag: TagName, other: TagName): 'apart' | 'part' | 'overlaps' | 'may-cover' => {
  if (tag.base === other.base) {
    if (other.region === undefined) return 'may-cover'
    if (tag.region === undefined) return outsidePublicCloud.test(other.region) || other.region === '?' ? 'may-cover' : 'part'
    return tag.region === other.region || tag.region === '?' || other.region === '?' ? 'may-cover' : 'apart'
  }
  // Every region of `AzureCloud` has addresses that are in no other tag (virtual machines').
  if (tag.base === 'AzureCloud') return 'apart'
  if (other.base === 'AzureCloud')
    return other.region === undefined || tag.region !== undefined || inOneRegion.has(tag.base) ? 'may-cover' : 'overlaps'
  for (const [small, large] of inside) {
    if (tag.base === small && other.base === large) return 'may-cover'
    if (tag.base === large && other.base === small) return tag.region === undefined ? 'overlaps' : 'may-cover'
  }
  return unpublished.has(other.base) ? 'may-cover' : 'apart'
}

/** Addresses that the tag surely has, IPv4; 0 where that is not known. */
const leastSize = (tag: TagName): number => {
  const sizes = Object.hasOwn(tagSizes, tag.base) ? tagSizes[tag.base]! : [0, 0]
  return tag.region === undefined ? sizes[0]! : sizes[1]!
}

/**
 * Whether `tag` surely has an IPv4 address that is in none of `others`, nor among `missing` further addresses, whichever these are.
 * `false` means not known. Never used to conclude that something holds.
 */
export const surelyBeyond = (tag: TagName, others: readonly TagName[], missing = 0): boolean => {
  if (missing >= leastSize(tag)) return false
  let parts = 0
  let overlaps = 0
  for (const other of others) {
    const found = relation(tag, other)
    if (found === 'may-cover') return false
    if (found === 'part') parts++
    if (found === 'overlaps') overlaps++
  }
  // What lies beyond other tags may be less than the tag.
  if (missing > 0 && (parts + overlaps > 0 || (tag.base === 'AzureCloud' && others.length > 0))) return false
  if (parts === 0) return overlaps <= 1
  return parts < 10 && overlaps === 0 && !fewRegions.has(tag.base)
}

/** The files of those dates have no address in both. */
export const apartInFiles = (one: TagName, other: TagName): boolean =>
  relation(one, other) === 'apart' && relation(other, one) === 'apart' && !unpublished.has(one.base) && !unpublished.has(other.base)

/** Of those files. */
export const filesOfRelations = '2026-06-26 (public cloud) and 2026-07-20 (government, China)'

/** A region's name in; the cloud that it is of, out. */

export type Cloud = 'public' | 'government' | 'china'

/** https://learn.microsoft.com/azure/azure-government/documentation-government-welcome (2025), https://learn.microsoft.com/azure/china/overview-datacenters (2025): names begin with the country's */
export const cloudOf = (region: string): Cloud =>
  region.startsWith('china') ? 'china' : /^us(gov|dod)/.test(region) ? 'government' : 'public'

/** Short codes that Azure Backup has for regions in the names of its zones: https://learn.microsoft.com/azure/backup/private-endpoints (2026-08-07) */
const rows = [
  'australiacentral=acl australiacentral2=acl2 australiaeast=ae australiasoutheast=ase austriaeast=aue belgiumcentral=bec',
  'brazilsouth=brs brazilsoutheast=bse canadacentral=cnc canadaeast=cne centralindia=inc centralus=cus centraluseuap=ccy',
  'chilecentral=clc denmarkeast=dke eastasia=ea eastus=eus eastus2=eus2 eastus2euap=ecy eastus3=eus3 francecentral=frc',
  'francesouth=frs germanynorth=gn germanywestcentral=gwc indiasouthcentral=isc indonesiacentral=idc israelcentral=ilc',
  'israelnorthwest=iln italynorth=itn japaneast=jpe japanwest=jpw jioindiacentral=jic jioindiawest=jiw koreacentral=krc',
  'koreasouth=krs malaysiasouth=mys malaysiawest=myw mexicocentral=mxc newzealandnorth=nzn northcentralus=ncus',
  'northeastus5=ne5s northeurope=ne norwayeast=nwe norwaywest=nww polandcentral=plc qatarcentral=qac saudiarabiaeast=sae',
  'southafricanorth=san southafricawest=saw southcentralus=scus southcentralus2=usc2 southeastasia=sea southeastasia3=sg3',
  'southeastus=use southeastus3=use3 southeastus5=use5 southindia=ins southwestus=swus spaincentral=spc swedencentral=sdc',
  'swedensouth=sds switzerlandnorth=szn switzerlandwest=szw taiwannorth=twn taiwannorthwest=tnw uaecentral=uac',
  'uaenorth=uan uksouth=uks ukwest=ukw westcentralus=wcus westcentralusfre=wfre westeurope=we westindia=inw westus=wus',
  'westus2=wus2 westus3=wus3 usgovvirginia=ugv usgovtexas=ugt usgovarizona=uga usdodeast=ude usdodcentral=udc',
] as const

const codes: ReadonlyMap<string, string> = new Map(
  rows.flatMap((row) =>
    row.split(' ').map((pair): [string, string] => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  ),
)

/** Undefined: not known. The region is lower case, without spaces. */
export const codeOfRegion = (region: string): string | undefined => codes.get(region)

/** Address space as Azure's documents divide it, as prefixes: what is public, private, special, and the platform's own. */

/** Private space, in neither `Internet` nor, unless it is the network's own, `VirtualNetwork`: https://learn.microsoft.com/azure/network-watcher/diagnose-vm-network-traffic-filtering-problem (2025) */
export const privateSpace = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'] as const

/** Dropped until it is in use, as private space is: https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview#default (2025) */
export const sharedSpace = '100.64.0.0/10'

/** Whether `Internet` holds these is not documented: the published expansion is elided. https://learn.microsoft.com/azure/network-watcher/diagnose-vm-network-traffic-filtering-problem-cli (2025) */
export const specialSpace = ['0.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3'] as const

/** Surely no service tag's: reserved for documentation by https://www.rfc-editor.org/rfc/rfc5737 and https://www.rfc-editor.org/rfc/rfc3849 */
export const documentationSpace = ['198.51.100.0/24', '203.0.113.0/24', '192.0.2.0/24', '2001:db8::/32'] as const

/** Global unicast addresses: https://www.iana.org/assignments/ipv6-address-space */
export const publicSpace6 = '2000::/3'

/** The host's address, source of load balancer probes, part of `VirtualNetwork`: https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16 (2025) */
export const hostAddress = '168.63.129.16'

/** Instance metadata: https://learn.microsoft.com/azure/virtual-machines/instance-metadata-service */
export const metadataAddress = '169.254.169.254'

/** Source of load balancer probes over IPv6: https://learn.microsoft.com/azure/load-balancer/load-balancer-ipv6-overview */
export const hostAddress6 = 'fe80::1234:5678:9abc'

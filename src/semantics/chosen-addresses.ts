/** A network comes in; addresses that Azure chooses go out, single ones: for what is in subnets, each of its subnet, and public ones. */
import type { Doubt } from '../eval/value.ts'
import type { AddressTerm, Pointer } from '../model/entity.ts'
import type { PublicIp } from '../model/kinds/public-ip.ts'
import type { Network } from '../model/network.ts'
import type { Atom } from './atoms.ts'
import { valueAtom } from './extents.ts'
import { family4 } from './family.ts'

export const publicName = ({ id }: PublicIp): string => `${id}.ip_address`

/** The one address of a public address, whichever it is: by the name that the code has for it. */
export const publicAtom = (ip: PublicIp): Atom => {
  const identity = publicName(ip)
  const within = family4.public.map(({ first, last }) => family4.range(first, last))
  const doubts: readonly Doubt[] = [{ reason: 'computed', what: identity, span: ip.span }]
  const term = { kind: 'atom' as const, identity, doubts, origin: { span: ip.span } }
  // What is said of it holds of IPv4 alone.
  if (!ip.version.known || ip.version.value !== 'ipv4') return valueAtom(term, { single: true })
  return valueAtom(term, { network: true, single: true, within, ...(ip.presence.certain ? { inhabited: true as const } : {}) })
}

const ofNetworks = new WeakMap<Network, ReadonlyMap<string, Atom>>()

/** By the id of the atom; made once for a network. */
export const chosenAddresses = (network: Network): ReadonlyMap<string, Atom> => {
  const known = ofNetworks.get(network)
  if (known !== undefined) return known
  const found = new Map<string, Atom>()
  const add = (term: AddressTerm | undefined, pointer: Pointer, isThere: boolean): void => {
    if (term?.kind !== 'atom') return
    const { options } = network.link(pointer, 'subnet')
    const [only] = options
    const prefixes = options.length === 1 && only?.to === 'entity' ? only.entity.prefixes : undefined
    const ranges = prefixes?.known ? prefixes.value.flatMap((one) => (one.kind === 'range' ? [one.range] : [])) : []
    const bounded = prefixes?.known && ranges.length > 0 && ranges.length === prefixes.value.length
    const atom = valueAtom(term, {
      network: true,
      single: true,
      ...(isThere ? { inhabited: true as const } : {}),
      ...(bounded ? { within: ranges } : {}),
    })
    if (!found.has(atom.id)) found.set(atom.id, atom)
  }
  for (const ip of network.ofKind('public-ip')) found.set(publicAtom(ip).id, publicAtom(ip))
  for (const endpoint of network.ofKind('private-endpoint'))
    for (const address of endpoint.addresses) add(address, endpoint.subnet, endpoint.presence.certain)
  for (const endpoint of network.ofKind('dns-inbound-endpoint'))
    for (const address of endpoint.addresses) add(address, endpoint.subnet, endpoint.presence.certain)
  for (const firewall of network.ofKind('firewall')) add(firewall.privateAddress, firewall.subnet, firewall.presence.certain)
  for (const balancer of network.ofKind('load-balancer'))
    for (const frontend of balancer.frontends) add(frontend.privateAddress, frontend.subnet, balancer.presence.certain)
  for (const nic of network.ofKind('network-interface'))
    for (const { privateAddress, subnet } of nic.ipConfigurations)
      if (privateAddress.known) add(privateAddress.value, subnet, nic.presence.certain)
  ofNetworks.set(network, found)
  return found
}

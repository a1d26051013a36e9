/** A network comes in; addresses that Azure chooses for what is in its subnets go out: single ones, each of its subnet. */
import type { AddressTerm, Pointer } from '../model/entity.ts'
import type { Network } from '../model/network.ts'
import type { Atom } from './atoms.ts'
import { valueAtom } from './extents.ts'

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
      ...(isThere ? { inhabited: true as const } : {}),
      ...(bounded ? { within: ranges } : {}),
    })
    if (!found.has(atom.id)) found.set(atom.id, atom)
  }
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

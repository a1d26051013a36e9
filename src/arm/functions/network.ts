/** Functions of address ranges: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-cidr */
import type { Operation, Site } from '../../eval/dialect.ts'
import { string, type Value } from '../../eval/value.ts'
import { type AddressRange, formatAddress, formatRange, parseAddressRange, prefixLength } from '../../net/address.ts'
import { define, type FunctionTable, record, text, textOf, whole, wholeOf } from './define.ts'

interface Network {
  readonly family: 4 | 6
  readonly first: bigint
  readonly last: bigint
  readonly prefix: number
}

const bitsOf = (family: 4 | 6): number => (family === 4 ? 32 : 128)

const readNetwork = (value: Value | undefined): Network | undefined => {
  const written = textOf(value)
  if (written === undefined || !written.includes('/')) return undefined
  const range = parseAddressRange(written)
  if (!('family' in range)) return undefined
  const prefix = prefixLength(range)
  return prefix === undefined ? undefined : { family: range.family, first: BigInt(range.first), last: BigInt(range.last), prefix }
}

const shown = (family: 4 | 6, value: bigint): string => formatAddress(family === 4 ? Number(value) : value)
const rangeOf = (family: 4 | 6, first: bigint, last: bigint): AddressRange =>
  family === 4 ? { family, first: Number(first), last: Number(last) } : { family, first, last }

/** Of an address inside of a range it is not documented that it stands for the range. */
const noNetwork = (given: Value | undefined, site: Site): Value => {
  const read = parseAddressRange(textOf(given) ?? '')
  return 'problem' in read && read.problem === 'host-bits'
    ? site.unsupported('an address prefix with host bits')
    : site.fail('an address range such as `10.0.0.0/16` was expected')
}

const parseCidr: Operation = ([given], site) => {
  const network = readNetwork(given)
  if (network === undefined) return noNetwork(given, site)
  const { family, first, last, prefix } = network
  if (family === 4 && prefix > 30) return site.unsupported('`parseCidr` of one or two addresses')
  const bits = bitsOf(family)
  const mask = ((1n << BigInt(prefix)) - 1n) << BigInt(bits - prefix)
  const entry = (name: string, value: bigint): readonly [string, Value] => [name, string(shown(family, value), site.origin)]
  // IPv6 has no broadcast address, and every address of it is usable.
  const usable: readonly (readonly [string, Value])[] =
    family === 4
      ? [entry('broadcast', last), entry('firstUsable', first + 1n), entry('lastUsable', last - 1n)]
      : [entry('firstUsable', first), entry('lastUsable', last)]
  return record(new Map([entry('network', first), entry('netmask', mask), ...usable, ['cidr', whole(prefix, site)]]), site)
}

const cidrSubnet: Operation = ([given, length, place], site) => {
  const network = readNetwork(given)
  const [prefix, at] = [wholeOf(length), wholeOf(place)]
  if (network === undefined || prefix === undefined || at === undefined) return noNetwork(given, site)
  const bits = bitsOf(network.family)
  if (prefix < network.prefix || prefix > bits || at < 0) return site.fail('the subnet is larger than its network')
  const size = 1n << BigInt(bits - prefix)
  const first = network.first + BigInt(at) * size
  if (first + size - 1n > network.last) return site.fail('the subnet lies outside of its network')
  const written = formatRange(rangeOf(network.family, first, first + size - 1n))
  return text(written.includes('/') ? written : `${written}/${prefix}`, site)
}

/** Counted from the first usable address: the host 0 of `10.144.3.0/24` is `10.144.3.1`. */
const cidrHost: Operation = ([given, place], site) => {
  const network = readNetwork(given)
  const at = wholeOf(place)
  if (network === undefined || at === undefined) return noNetwork(given, site)
  const address = network.first + 1n + BigInt(at)
  const usable = network.family === 4 ? network.last - 1n : network.last
  if (at < 0) return site.fail('a host has a number from 0 on')
  if (network.family === 4 && network.prefix > 30) return site.unsupported('`cidrHost` of one or two addresses')
  return address > usable ? site.fail('the host lies outside of its network') : text(shown(network.family, address), site)
}

export const networkFunctions: FunctionTable = {
  parsecidr: define(1, 1, parseCidr),
  cidrsubnet: define(3, 3, cidrSubnet),
  cidrhost: define(2, 2, cidrHost),
}

/** `cidrhost`, `cidrnetmask`, `cidrsubnet`, `cidrsubnets`: https://developer.hashicorp.com/terraform/language/functions, group "IP Network Functions". */
import type { Site } from '../../eval/dialect.ts'
import { list, string, type Value } from '../../eval/value.ts'
import { formatAddress, parseAddress } from '../../net/address.ts'
import { toBigInt } from '../numbers.ts'
import { listOf, stringType } from '../types.ts'
import { aNumber, aString, define, type FunctionTable, numberAt, textAt } from './define.ts'

/** `first` has no bit beyond `length`. */
interface Network {
  readonly first: bigint
  readonly length: number
  /** 32 or 128. */
  readonly width: number
}

const sizeOf = (width: number, length: number): bigint => 1n << BigInt(width - length)

// https://github.com/hashicorp/terraform/tree/v1.11.4/internal/ipaddr: octets may have leading zeros, which are passed over
const withoutZeros = (address: string): string => (address.includes(':') ? address : address.replace(/(^|\.)0+(?=\d)/g, '$1'))

const parseNetwork = (text: string): Network | undefined => {
  const match = /^([0-9A-Fa-f.:]{2,60})\/(\d{1,6})$/.exec(text)
  const address = match === null ? undefined : parseAddress(withoutZeros(match[1]!))
  if (match === null || address === undefined) return undefined
  const width = address.family === 4 ? 32 : 128
  const length = Number(match[2])
  if (length > width) return undefined
  const value = BigInt(address.value)
  return { first: value - (value % sizeOf(width, length)), length, width }
}

/** IPv4 addresses in the form of IPv6 ones are written as IPv4 by Terraform, with lengths that fit neither; nobody means them. */
const isMapped = ({ first, width }: Network): boolean => width === 128 && first >> 32n === 0xffffn

const formatted = (value: bigint, width: number): string => formatAddress(width === 32 ? Number(value) : value)

const onNetwork = (args: readonly Value[], site: Site, call: (network: Network) => Value): Value => {
  const network = parseNetwork(textAt(args, 0))
  if (network === undefined) return site.fail('this is no address prefix as `10.0.0.0/16`')
  return isMapped(network) ? site.unsupported('an IPv4 address in the form of an IPv6 one') : call(network)
}

const prefix = (first: bigint, length: number, width: number, site: Site): Value =>
  string(`${formatted(first, width)}/${length}`, site.origin)

// https://github.com/apparentlymart/go-cidr/blob/v1.1.0/cidr/cidr.go: negative numbers count from the end
const cidrhost = define({ params: [aString, aNumber] }, (args, site) =>
  onNetwork(args, site, ({ first, length, width }) => {
    const host = toBigInt(numberAt(args, 1))
    if (host === undefined) return site.fail('the host number must be a whole number')
    if (host >= 1n << 63n || host < -(1n << 63n)) return site.unsupported('a host number of more than 63 bits')
    const size = sizeOf(width, length)
    const offset = host < 0n ? size + host : host
    if (offset < 0n || offset >= size) return site.fail(`a prefix of length ${length} has no host ${host}`)
    return string(formatted(first + offset, width), site.origin)
  }),
)

const cidrnetmask = define({ params: [aString] }, (args, site) =>
  onNetwork(args, site, ({ length, width }) => {
    if (width !== 32) return site.fail('IPv6 prefixes have no netmask')
    return string(formatted((1n << 32n) - sizeOf(32, length), 32), site.origin)
  }),
)

const cidrsubnet = define({ params: [aString, aNumber, aNumber] }, (args, site) =>
  onNetwork(args, site, ({ first, length, width }) => {
    const added = toBigInt(numberAt(args, 1))
    const subnet = toBigInt(numberAt(args, 2))
    if (added === undefined || subnet === undefined) return site.fail('bits and number must be whole numbers')
    if (added < 0n || subnet < 0n) return site.unsupported('negative bits or subnet numbers')
    if (BigInt(length) + added > BigInt(width)) return site.fail(`a prefix of length ${length} cannot be extended by ${added}`)
    if (subnet >= 1n << added) return site.fail(`${added} more bits do not hold a subnet ${subnet}`)
    const wanted = length + Number(added)
    return prefix(first + subnet * sizeOf(width, wanted), wanted, width, site)
  }),
)

const cidrsubnets = define({ params: [aString], rest: aNumber }, (args, site) =>
  onNetwork(args, site, ({ first, length, width }) => {
    // Terraform steps back before the first subnet, which address zero does not let it: `rollover` in the library above.
    if (first === 0n && args.length > 1) return site.fail('no room is left before the first prefix')
    const end = first + sizeOf(width, length)
    const made: Value[] = []
    let next = first
    for (const at of args.keys()) {
      if (at === 0) continue
      const added = toBigInt(numberAt(args, at))
      if (added === undefined || added < 1n || added > 32n) return site.fail('each prefix must be extended by 1 to 32 bits')
      const wanted = length + Number(added)
      if (wanted > width) return site.fail(`a prefix of length ${length} cannot be extended by ${added}`)
      const size = sizeOf(width, wanted)
      const start = ((next + size - 1n) / size) * size
      if (start + size > end) return site.fail(`no room is left for a prefix of length ${wanted}`)
      made.push(prefix(start, wanted, width, site))
      next = start + size
    }
    const result = list(made, site.origin)
    return made.length > 0 ? result : { ...result, type: listOf(stringType) }
  }),
)

export const networkFunctions: FunctionTable = { cidrhost, cidrnetmask, cidrsubnet, cidrsubnets }

/** `parseCidr`, `cidrSubnet`, `cidrHost`: https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/bicep-functions-cidr */
import type { Site } from '../../eval/dialect.ts'
import { object, string, type Value } from '../../eval/value.ts'
import { formatAddress, parseAddressRange, prefixLength } from '../../net/address.ts'
import { define, type FunctionTable, textAt, whole, wholeAt } from './define.ts'

interface Network {
  readonly first: bigint
  readonly length: number
  readonly width: 32 | 128
}

const sizeOf = ({ width }: Network, length: number): bigint => 1n << BigInt(width - length)

const format = ({ width }: Network, address: bigint): string => formatAddress(width === 32 ? Number(address) : address)

const onNetwork = (args: readonly Value[], site: Site, call: (network: Network) => Value): Value => {
  const written = textAt(args, 0)
  if (!written.includes('/')) return site.fail('this is no address prefix as `10.0.0.0/16`')
  const range = parseAddressRange(written)
  if ('problem' in range)
    return range.problem === 'host-bits'
      ? site.unsupported('an address prefix with host bits')
      : site.fail('this is no address prefix as `10.0.0.0/16`')
  const length = prefixLength(range)
  if (length === undefined) return site.fail('this is no address prefix as `10.0.0.0/16`')
  return call({ first: BigInt(range.first), length, width: range.family === 4 ? 32 : 128 })
}

/** Networks of one or two addresses, and of IPv6, have other first and last hosts than those of the documentation. */
const isOrdinary = ({ length, width }: Network): boolean => width === 32 && length <= 30

const parseCidr = define(['string'], (args, site) =>
  onNetwork(args, site, (network) => {
    if (!isOrdinary(network)) return site.unsupported('the hosts of this address prefix')
    const { first, length } = network
    const last = first + sizeOf(network, length) - 1n
    const entries: readonly (readonly [string, string])[] = [
      ['network', format(network, first)],
      ['netmask', format(network, (1n << 32n) - sizeOf(network, length))],
      ['broadcast', format(network, last)],
      ['firstUsable', format(network, first + 1n)],
      ['lastUsable', format(network, last - 1n)],
    ]
    const texts = entries.map(([key, value]) => [key, string(value, site.origin)] as const)
    return object(new Map<string, Value>([...texts, ['cidr', whole(length, site)]]), site.origin)
  }),
)

const cidrSubnet = define(['string', 'number', 'number'], (args, site) =>
  onNetwork(args, site, (network) => {
    const { first, length, width } = network
    const wanted = wholeAt(args, 1)
    const index = wholeAt(args, 2)
    if (wanted === undefined || index === undefined || wanted < 0 || wanted > width)
      return site.fail(`a prefix has a length up to ${width}`)
    if (wanted < length) return site.fail(`a prefix of length ${length} holds none of length ${wanted}`)
    if (index < 0 || BigInt(index) >= 1n << BigInt(wanted - length))
      return site.fail(`a prefix of length ${length} holds no prefix ${index} of length ${wanted}`)
    return string(`${format(network, first + BigInt(index) * sizeOf(network, wanted))}/${wanted}`, site.origin)
  }),
)

const cidrHost = define(['string', 'number'], (args, site) =>
  onNetwork(args, site, (network) => {
    if (!isOrdinary(network)) return site.unsupported('the hosts of this address prefix')
    const index = wholeAt(args, 1)
    if (index === undefined || index < 0 || BigInt(index) >= sizeOf(network, network.length) - 2n)
      return site.fail(`a prefix of length ${network.length} has no such host`)
    return string(format(network, network.first + 1n + BigInt(index)), site.origin)
  }),
)

export const networkFunctions: FunctionTable = { parseCidr, cidrSubnet, cidrHost }

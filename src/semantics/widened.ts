/** A packet and who decided it come in; what puts one of its addresses into `VirtualNetwork` goes out, where it is in it by more than its own virtual network. */
import { defaultRules } from '../azure/default-rules.ts'
import type { Endpoint, Fact } from '../model/entity.ts'
import { type AddressRange, formatAddress, parseAddressRange } from '../net/address.ts'
import type { Decider, Verdict } from './flow.ts'
import { type Put, putText } from './gateway-prefixes.ts'
import type { Site } from './site.ts'

const covers = (outer: AddressRange, inner: AddressRange): boolean =>
  outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last

const names = (fact: Fact<readonly Endpoint[]>): boolean =>
  fact.known && fact.value.some((end) => end.kind === 'tag' && end.tag === 'VirtualNetwork')

/** Which ends of the packet the decider means by `VirtualNetwork`. */
const endsOf = (decider: Decider): { readonly source: boolean; readonly destination: boolean } => {
  if (decider.kind === 'rule') return { source: names(decider.rule.source), destination: names(decider.rule.destination) }
  const rule = decider.kind === 'default-rule' ? defaultRules.find(({ name }) => name === decider.name) : undefined
  return { source: rule?.source === 'VirtualNetwork', destination: rule?.destination === 'VirtualNetwork' }
}

const sizeOf = ({ range }: Put): number => Number(range.last) - Number(range.first)

export const widenedBy = (site: Site, { packet, decidedBy }: Verdict): NonNullable<Verdict['widenedBy']> => {
  const decider = decidedBy.findLast(({ kind }) => kind !== 'no-group')
  if (packet === undefined || decider === undefined) return []
  const { source, destination } = endsOf(decider)
  const texts = [...(source ? [packet.source] : []), ...(destination ? [packet.destination] : [])]
  return texts.flatMap((text) => {
    const address = text === undefined ? undefined : parseAddressRange(text)
    if (address === undefined || 'problem' in address) return []
    if (site.space.some((extent) => 'range' in extent && covers(extent.range, address))) return []
    const [nearest] = site.causes.filter(({ range }) => covers(range, address)).sort((a, b) => sizeOf(a) - sizeOf(b))
    if (nearest === undefined) return []
    return [{ message: `${formatAddress(address.first)} is in \`VirtualNetwork\` here by ${putText(nearest)}`, span: nearest.span }]
  })
}

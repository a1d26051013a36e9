/** Names of addresses, asked in a virtual network without a zone for them: only its own addresses have names. */
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import { parseAddress } from '../net/address.ts'
import type { HostName, Walk } from './dns-path.ts'
import { family4 } from './family.ts'
import { type Engine, perhaps, step } from './resolve-walk.ts'

/** Of a public address: public DNS answers. */
export const isReverse = (name: HostName): boolean => {
  if (!name.domain.endsWith('.in-addr.arpa')) return false
  const address = addressOf(name)
  return address === undefined || !family4.intervals.meets(family4.public, [{ first: address, last: address }])
}

const addressOf = ({ domain }: HostName): number | undefined => {
  const octets = domain.slice(0, -'.in-addr.arpa'.length).split('.')
  const parsed = octets.length === 4 ? parseAddress(octets.reverse().join('.')) : undefined
  return typeof parsed?.value === 'number' ? parsed.value : undefined
}

/** https://learn.microsoft.com/azure/dns/private-dns-scenarios: reverse lookups are scoped to the virtual network itself. */
export const reverseOf = (engine: Engine, walk: Walk, name: HostName, asked: VirtualNetwork): void => {
  const address = addressOf(name)
  const at = { at: asked.id, via: 'azure-provided-zone' as const, name: name.text, span: asked.span }
  const space = asked.addressSpace
  const unknown = (): void => {
    const doubts = space.known ? [{ reason: 'computed' as const, what: `the machine at \`${name.text}\``, span: asked.span }] : space.doubts
    engine.end(step(perhaps(walk, doubts), { ...at, text: 'Azure names the machines of the virtual network itself' }), name, {
      kind: 'unknown',
      doubts,
    })
  }
  if (address === undefined || !space.known) {
    unknown()
    return
  }
  const inside = space.value.some(
    (term) => term.kind === 'range' && term.range.family === 4 && term.range.first <= address && address <= term.range.last,
  )
  const open = space.value.some((term) => term.kind === 'atom')
  if (inside || open) {
    unknown()
    return
  }
  engine.end(step(walk, { ...at, text: `\`${asked.id}\` does not have this address` }), name, { kind: 'no-answer', why: 'no-such-name' })
}

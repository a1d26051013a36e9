/** Subnets declared twice, inside their virtual network and as resources of their own, become one; what they disagree on is told and not known. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { Diagnostic, Sink } from '../text/diagnostic.ts'
import type { AddressTerm, Fact } from './entity.ts'
import { nameKey } from './identity.ts'
import type { Alias, NsgAttachment, RoutingAttachment } from './kind.ts'
import type { Subnet } from './kinds/subnet.ts'
import type { Linker } from './link.ts'
import { decided } from './link-options.ts'

const isInline = (subnet: Subnet, network: string): boolean => subnet.id.startsWith(`${network}/subnets/`)

const textOfTerm = (term: AddressTerm): string =>
  term.kind === 'atom' ? `atom ${term.identity}` : `${term.range.family} ${term.range.first}-${term.range.last}`

const sameTexts = (a: readonly string[], b: readonly string[]): boolean => [...a].sort().join('\n') === [...b].sort().join('\n')

/** What both say; where they differ either may come to be. */
const agree = <T>(a: Fact<readonly T[]>, b: Fact<readonly T[]>, text: (item: T) => string, disagree: () => void): Fact<readonly T[]> => {
  if (a.known && b.known) {
    if (sameTexts(a.value.map(text), b.value.map(text))) return a
    disagree()
    return {
      known: false,
      doubts: [{ reason: 'error', what: 'declarations that disagree', span: b.origin.span }],
      origin: a.origin,
      among: [a.value, b.value],
    }
  }
  const doubts = mergeDoubts(a.known ? [] : a.doubts, b.known ? [] : b.doubts)
  return { known: false, doubts, origin: a.origin }
}

const bothSay = (a: Fact<boolean>, b: Fact<boolean>): Fact<boolean> => {
  if (a.known && b.known && a.value === b.value) return a
  const doubts = mergeDoubts(a.known ? [] : a.doubts, b.known ? [] : b.doubts)
  const disagree: Doubt = { reason: 'error', what: 'declarations that disagree', span: b.origin.span }
  return { known: false, doubts: doubts.length > 0 ? doubts : [disagree], origin: a.origin, among: [false, true] }
}

const same = (text: string): string => text

const mergeTwo = (own: Subnet, inline: Subnet, sink: Sink): Subnet => {
  const conflict = (what: string) => (): void => {
    const told: Diagnostic = {
      code: 'model/conflicting-declarations',
      severity: 'error',
      message: `the ${what} of \`${own.id}\` differ from those in its virtual network's block`,
      span: own.span,
      help: 'declare each subnet once, as a block or as a resource',
      related: [{ message: 'declared here as well', span: inline.span }],
    }
    sink(told)
  }
  return {
    ...own,
    prefixes: agree(own.prefixes, inline.prefixes, textOfTerm, conflict('address prefixes')),
    delegations: agree(own.delegations, inline.delegations, same, () => undefined),
    serviceEndpoints: agree(own.serviceEndpoints, inline.serviceEndpoints, same, () => undefined),
    routePolicies: bothSay(own.routePolicies, inline.routePolicies),
    ...(own.groupPolicies === undefined || inline.groupPolicies === undefined
      ? {}
      : { groupPolicies: bothSay(own.groupPolicies, inline.groupPolicies) }),
    presence: own.presence.certain ? own.presence : inline.presence,
  }
}

export interface Merged {
  readonly subnets: readonly Subnet[]
  readonly aliases: readonly Alias[]
  /** Groups set by the block that was merged into a resource. */
  readonly attachments: readonly NsgAttachment[]
  /** Route tables and NAT gateways set there. */
  readonly routingAttachments: readonly RoutingAttachment[]
}

export const mergeSubnets = (subnets: readonly Subnet[], linker: Pick<Linker, 'link'>, sink: Sink): Merged => {
  const networks = new Map<string, { readonly inline: Subnet[]; readonly own: Subnet[] }>()
  const result: Subnet[] = []
  for (const subnet of subnets) {
    const network = decided(linker.link(subnet.virtualNetwork, 'virtual-network'))
    if (network === undefined) {
      result.push(subnet)
      continue
    }
    const group = networks.get(network.id) ?? { inline: [], own: [] }
    networks.set(network.id, group)
    group[isInline(subnet, network.id) ? 'inline' : 'own'].push(subnet)
  }
  const aliases: Alias[] = []
  const attachments: NsgAttachment[] = []
  const routingAttachments: RoutingAttachment[] = []
  for (const { inline, own } of networks.values()) {
    const [first] = own
    if (first !== undefined && inline[0] !== undefined)
      // https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/virtual_network (note on subnets)
      sink({
        code: 'model/conflicting-declarations',
        severity: 'warning',
        message: `\`${first.id}\` and the subnets in its virtual network's block overwrite each other`,
        span: first.span,
        help: 'declare all subnets of a virtual network one way, as blocks or as resources',
        related: [{ message: 'a subnet in the block', span: inline[0].span }],
      })
    const inlineByName = new Map(inline.map((subnet) => [nameKey(subnet.name), subnet]))
    const taken = new Set<Subnet>()
    for (const subnet of own) {
      const key = nameKey(subnet.name)
      const twin = key === undefined ? undefined : inlineByName.get(key)
      if (twin === undefined || taken.has(twin)) {
        result.push(subnet)
        continue
      }
      taken.add(twin)
      result.push(mergeTwo(subnet, twin, sink))
      const target = { by: 'address', address: subnet.id, origin: { span: twin.span } } as const
      aliases.push({ kind: 'alias', address: twin.id, target, targetKind: 'subnet' })
      if (twin.inlineNsg.by !== 'nothing')
        attachments.push({
          kind: 'nsg-attachment',
          address: twin.id,
          of: target,
          ofKind: 'subnet',
          nsg: twin.inlineNsg,
          presence: twin.presence,
          span: twin.span,
        })
      for (const [targetKind, pointer] of [
        ['route-table', twin.inlineRouteTable],
        ['nat-gateway', twin.inlineNatGateway],
      ] as const)
        if (pointer.by !== 'nothing')
          routingAttachments.push({
            kind: 'routing-attachment',
            address: twin.id,
            subnet: target,
            targetKind,
            target: pointer,
            presence: twin.presence,
            span: twin.span,
          })
    }
    for (const subnet of inline) if (!taken.has(subnet)) result.push(subnet)
  }
  return { subnets: result, aliases, attachments, routingAttachments }
}

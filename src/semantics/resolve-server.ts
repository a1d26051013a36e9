/** An address is asked for a name: who answers there, by what the code declares and by what is vouched for. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { AssumedDnsServer, Assumptions } from '../model/assumptions.ts'
import type { AddressTerm } from '../model/entity.ts'
import type { DnsInboundEndpoint } from '../model/kinds/dns-endpoint.ts'
import type { Firewall } from '../model/kinds/firewall.ts'
import type { Subnet } from '../model/kinds/subnet.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import type { LinkedRuleset } from '../model/naming.ts'
import type { Network } from '../model/network.ts'
import { type AddressRange, formatRange } from '../net/address.ts'
import { domainsOf } from '../net/domain.ts'
import type { Span } from '../text/source.ts'
import type { HostName, Walk } from './dns-path.ts'
import { firewallDnsOf } from './firewall-dns.ts'
import { type Asker, addressText, type Engine, eachOf, given, leaning, perhaps, type Sender, step } from './resolve-walk.ts'

/** Azure's resolver: https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16 */
const platform = '168.63.129.16'

/** Resolvers that everybody may ask: https://developers.google.com/speed/public-dns, https://developers.cloudflare.com/1.1.1.1, https://quad9.net, https://www.opendns.com */
const everybodys: ReadonlySet<string> = new Set([
  '8.8.8.8',
  '8.8.4.4',
  '1.1.1.1',
  '1.0.0.1',
  '9.9.9.9',
  '149.112.112.112',
  '208.67.222.222',
  '208.67.220.220',
])

const holds = (range: AddressRange, address: AddressRange): boolean =>
  range.first <= address.first && address.last <= range.last && range.family === address.family

const textOf = (range: AddressRange): string => formatRange(range).replace(/\/(?:32|128)$/, '')

type Reach = { readonly answer: 'yes' | 'no' | 'maybe'; readonly doubts: readonly Doubt[] }

export const createServers = (network: Network, assumptions: Assumptions) => {
  const onlyNetwork = (subnet: Subnet | undefined): VirtualNetwork | undefined => {
    if (subnet === undefined) return undefined
    const { options } = network.link(subnet.virtualNetwork, 'virtual-network')
    const [only] = options
    return options.length === 1 && only?.to === 'entity' ? only.entity : undefined
  }
  const subnetOf = (pointer: Firewall['subnet']): Subnet | undefined => {
    const { options } = network.link(pointer, 'subnet')
    const [only] = options
    return options.length === 1 && only?.to === 'entity' ? only.entity : undefined
  }
  const resolverNetwork = ({ resolver }: DnsInboundEndpoint | { readonly resolver: DnsInboundEndpoint['resolver'] }): Asker => {
    const { options, doubts } = network.link(resolver, 'dns-resolver')
    const [only] = options
    if (options.length === 1 && only?.to === 'entity') {
      const link = network.link(only.entity.virtualNetwork, 'virtual-network')
      const [one] = link.options
      if (link.options.length === 1 && one?.to === 'entity') return { kind: 'network', network: one.entity }
      return { kind: 'somewhere', doubts: link.doubts }
    }
    return { kind: 'somewhere', doubts }
  }

  const outboundOf = ({ ruleset, link }: LinkedRuleset): Asker => {
    const askers = (ruleset?.outboundEndpoints ?? []).map((pointer): Asker => {
      const { options, doubts } = network.link(pointer, 'dns-outbound-endpoint')
      const [only] = options
      return options.length === 1 && only?.to === 'entity' ? resolverNetwork(only.entity) : { kind: 'somewhere', doubts }
    })
    const [first] = askers
    const isOne = first?.kind === 'network' && askers.every((asker) => asker.kind === 'network' && asker.network === first.network)
    const doubts = mergeDoubts(...askers.map((asker) => (asker.kind === 'somewhere' ? asker.doubts : [])))
    const hidden: Doubt = { reason: 'external', what: `where the ruleset of \`${link.address}\` asks from`, span: link.span }
    return isOne ? first : { kind: 'somewhere', doubts: doubts.length > 0 ? doubts : [hidden] }
  }

  /** Whether questions from one network come to another; through what lies between them is not followed. */
  const reaches = (from: Asker, to: VirtualNetwork): Reach => {
    if (from.kind !== 'network') return { answer: 'maybe', doubts: from.kind === 'somewhere' ? from.doubts : [unclear('on-premises', to)] }
    if (from.network === to) return { answer: 'yes', doubts: [] }
    const { routing } = network
    const sides = routing.peeringsOf(from.network)
    const direct = sides.find(
      ({ network: other, certain }) =>
        certain && other.options.length === 1 && other.options[0]?.to === 'entity' && other.options[0].entity === to,
    )
    if (direct !== undefined) return { answer: 'yes', doubts: [] }
    const isAlone = (one: VirtualNetwork): boolean =>
      !one.open && routing.peeringsOf(one).length === 0 && routing.gatewaysIn(one).length === 0 && routing.besides(one).length === 0
    if (isAlone(from.network) || isAlone(to)) return { answer: 'no', doubts: [] }
    return { answer: 'maybe', doubts: mergeDoubts([unclear(`\`${from.network.id}\``, to)], ...sides.map(({ doubts }) => doubts)) }
  }

  interface Found<E> {
    readonly entity: E
    readonly certain: boolean
    readonly doubts: readonly Doubt[]
  }

  const sameTerm = (own: AddressTerm, server: AddressTerm): boolean =>
    own.kind === 'atom' && server.kind === 'atom'
      ? own.identity === server.identity
      : own.kind === 'range' &&
        server.kind === 'range' &&
        own.range.first === server.range.first &&
        own.range.family === server.range.family

  /** In a subnet of its own every address is its own or nobody's. */
  const mayBeIn = (own: AddressTerm, server: AddressTerm, subnet: Subnet | undefined): readonly Doubt[] | undefined => {
    if (own.kind !== 'atom' || server.kind !== 'range' || subnet?.prefixes.known !== true) return undefined
    return subnet.prefixes.value.some((term) => term.kind === 'range' && holds(term.range, server.range)) ? own.doubts : undefined
  }

  const near = (from: Asker, at: VirtualNetwork | undefined): boolean => at === undefined || reaches(from, at).answer !== 'no'

  const find = <E extends Firewall | DnsInboundEndpoint>(
    all: readonly E[],
    server: AddressTerm,
    from: Asker,
    own: (entity: E) => readonly AddressTerm[],
    at: (entity: E) => VirtualNetwork | undefined,
  ): readonly Found<E>[] =>
    all.flatMap((entity): Found<E>[] => {
      const presence = entity.presence.certain ? [] : entity.presence.doubts
      if (own(entity).some((term) => sameTerm(term, server))) {
        // The same address may be in use in networks that do not meet.
        if (server.kind === 'range' && !near(from, at(entity))) return []
        return [{ entity, certain: presence.length === 0, doubts: presence }]
      }
      const perhapsOwn = own(entity).flatMap((term) => mayBeIn(term, server, subnetOf(entity.subnet)) ?? [])
      return perhapsOwn.length > 0 && near(from, at(entity)) ? [{ entity, certain: false, doubts: mergeDoubts(perhapsOwn, presence) }] : []
    })

  const inboundAt = (endpoint: DnsInboundEndpoint): VirtualNetwork | undefined => {
    const asker = resolverNetwork(endpoint)
    return asker.kind === 'network' ? asker.network : undefined
  }
  const firewallAt = (firewall: Firewall): VirtualNetwork | undefined => onlyNetwork(subnetOf(firewall.subnet))

  const askedFrom = (engine: Engine, walk: Walk, name: HostName, from: Asker, span: Span, where: string): void => {
    if (from.kind === 'network') engine.azure(walk, name, from.network)
    else if (from.kind === 'on-premises') engine.end(walk, name, { kind: 'no-answer', why: 'only-inside-azure' })
    else
      engine.end(walk, name, {
        kind: 'unknown',
        doubts: from.doubts.length > 0 ? from.doubts : [{ reason: 'external', what: `the virtual network that ${where} is in`, span }],
      })
  }

  /** Where a server of which only the address is known asks from. */
  const placeOf = (server: AssumedDnsServer, from: Asker): Asker => {
    const { address, place, span } = server
    if (place === 'on-premises') return { kind: 'on-premises' }
    const networks = network
      .ofKind('virtual-network')
      .filter(
        ({ addressSpace }) => addressSpace.known && addressSpace.value.some((term) => term.kind === 'range' && holds(term.range, address)),
      )
    const close = from.kind === 'network' ? networks.filter((one) => reaches(from, one).answer !== 'no') : networks
    const own = close.find((one) => from.kind === 'network' && from.network === one)
    const [only] = own === undefined ? close : [own]
    if (only !== undefined && (own !== undefined || close.length === 1)) return { kind: 'network', network: only }
    if (place === undefined && networks.length === 0 && assumptions.onPremises?.prefixes?.some(({ value }) => holds(value, address)))
      return { kind: 'on-premises' }
    return { kind: 'somewhere', doubts: [{ reason: 'external', what: `the virtual network that ${textOf(address)} is in`, span }] }
  }

  const assumed = (engine: Engine, walk: Walk, name: HostName, server: AssumedDnsServer, from: Asker): void => {
    const shown = textOf(server.address)
    const domain = domainsOf(name.domain).find((one) => server.forwards.has(one))
    const forward = domain === undefined ? undefined : server.forwards.get(domain)
    if (domain === undefined || forward === undefined) {
      const doubts: readonly Doubt[] = [{ reason: 'external', what: `where ${shown} forwards \`${name.text}\``, span: server.span }]
      engine.end(walk, name, { kind: 'unknown', doubts, say: `dns-servers: { ${shown}: { forwards: { ".": ${platform} } } }` })
      return
    }
    const next: AddressTerm = { kind: 'range', range: forward.value, origin: { span: forward.span } }
    const led = step(walk, {
      at: shown,
      via: 'assumed-server',
      text: `${shown} forwards ${domain === '.' ? 'every name' : `\`${domain}\``} to ${textOf(forward.value)}`,
      name: name.text,
      span: forward.span,
      server: next,
    })
    engine.server(
      leaning(led, `${shown} forwards ${domain === '.' ? 'every name' : `\`${domain}\``} to ${textOf(forward.value)}`, forward.span),
      name,
      next,
      placeOf(server, from),
      'assumed',
      forward.span,
    )
  }

  const proxy = (engine: Engine, walk: Walk, name: HostName, firewall: Firewall, span: Span): void => {
    const { dnsProxy, dnsServers } = firewallDnsOf(network, firewall)
    const at = firewallAt(firewall)
    const stated = assumptions.firewalls.find(
      ({ address }) => firewall.privateAddress.kind === 'range' && holds(firewall.privateAddress.range, address),
    )?.dnsProxy
    const switched =
      dnsProxy.known || stated === undefined ? dnsProxy : { known: true as const, value: stated.value, origin: { span: stated.span } }
    const here =
      stated !== undefined && !dnsProxy.known
        ? leaning(walk, `the firewall ${firewall.id} ${stated.value ? 'answers' : 'does not answer'} DNS questions`, stated.span)
        : walk
    eachOf(switched, here, (isOn, from) => {
      const told = step(from, {
        at: firewall.id,
        via: 'firewall-proxy',
        text: isOn ? `\`${firewall.id}\` answers as DNS proxy` : `\`${firewall.id}\` is no DNS proxy`,
        name: name.text,
        span: switched.origin.span,
      })
      if (!isOn) {
        engine.end(told, name, { kind: 'no-answer', why: 'nobody-listens' })
        return
      }
      const asker: Asker =
        at === undefined
          ? { kind: 'somewhere', doubts: [{ reason: 'external', what: `the virtual network of \`${firewall.id}\``, span }] }
          : { kind: 'network', network: at }
      const each = (servers: readonly AddressTerm[], walked: Walk): void => {
        if (servers.length === 0) askedFrom(engine, walked, name, asker, span, `\`${firewall.id}\``)
        for (const server of servers)
          engine.server(
            step(walked, {
              at: firewall.id,
              via: 'firewall-proxy',
              text: `\`${firewall.id}\` asks ${addressText(server)}`,
              name: name.text,
              span: dnsServers.origin.span,
              server,
            }),
            name,
            server,
            asker,
            'server',
            dnsServers.origin.span,
          )
      }
      if (dnsServers.known) each(dnsServers.value, told)
      else if (dnsServers.among !== undefined) for (const one of dnsServers.among) each(one, perhaps(told, dnsServers.doubts))
      else engine.end(perhaps(told, dnsServers.doubts), name, { kind: 'unknown', doubts: dnsServers.doubts })
    })
  }

  /** Only where questions come to it. */
  const arriving = (
    engine: Engine,
    walk: Walk,
    name: HostName,
    from: Asker,
    to: VirtualNetwork | undefined,
    by: Sender,
    then: (walk: Walk) => void,
  ): void => {
    // Who vouches that a server forwards there vouches that its questions arrive.
    if (to === undefined || by === 'assumed') {
      then(walk)
      return
    }
    const { answer, doubts } = reaches(from, to)
    if (answer === 'no') engine.end(walk, name, { kind: 'no-answer', why: 'unreachable' })
    else if (answer === 'yes') then(walk)
    else {
      engine.end(perhaps(walk, doubts), name, { kind: 'unknown', doubts })
      then(perhaps(walk, doubts))
    }
  }

  const ask = (engine: Engine, walk: Walk, name: HostName, server: AddressTerm, from: Asker, by: Sender, span: Span): void => {
    const text = server.kind === 'range' ? textOf(server.range) : undefined
    if (text === platform) {
      askedFrom(engine, walk, name, from, span, 'the server')
      return
    }
    const inbound = find(network.ofKind('dns-inbound-endpoint'), server, from, ({ addresses }) => addresses, inboundAt)
    const firewalls = find(network.ofKind('firewall'), server, from, ({ privateAddress }) => [privateAddress], firewallAt)
    const all = [...inbound, ...firewalls]
    const sure = all.filter(({ certain }) => certain)
    const [only] = sure
    const alone = sure.length === 1 && only !== undefined
    for (const one of all) {
      if (alone && one !== only) continue
      const to = alone ? walk : perhaps(walk, one.certain ? [ambiguous(server, span)] : one.doubts)
      const { entity } = one
      if (entity.kind === 'firewall')
        arriving(engine, to, name, from, firewallAt(entity), by, (arrived) => proxy(engine, arrived, name, entity, span))
      else {
        const asker = resolverNetwork(entity)
        const told = step(to, {
          at: entity.id,
          via: 'inbound-endpoint',
          text: `inbound endpoint \`${entity.id}\` answers at ${addressText(server)}`,
          name: name.text,
          span: entity.span,
        })
        arriving(engine, told, name, from, inboundAt(entity), by, (arrived) =>
          askedFrom(engine, arrived, name, asker, span, `\`${entity.id}\``),
        )
      }
    }
    if (sure.length > 0) return
    const rest = given(walk, all.length === 0, mergeDoubts(...all.map(({ doubts }) => doubts)))
    if (server.kind === 'atom' || text === undefined) {
      engine.end(rest, name, { kind: 'unknown', doubts: server.kind === 'atom' ? server.doubts : [] })
      return
    }
    const stated = assumptions.dnsServers.find(
      ({ address }) => server.kind === 'range' && address.first === server.range.first && address.family === server.range.family,
    )
    if (stated !== undefined) {
      assumed(engine, rest, name, stated, from)
      return
    }
    if (everybodys.has(text)) {
      engine.end(
        step(rest, { at: text, via: 'public', text: `${text} answers for everybody: it sees no private zone`, name: name.text, span }),
        name,
        { kind: 'public', through: 'elsewhere' },
      )
      return
    }
    const firewall = assumptions.firewalls.find(({ address }) => server.kind === 'range' && holds(address, server.range))
    if (firewall?.dnsProxy?.value === false) {
      engine.end(leaning(rest, `the firewall ${text} does not answer DNS questions`, firewall.dnsProxy.span), name, {
        kind: 'no-answer',
        why: 'nobody-listens',
      })
      return
    }
    const say = `dns-servers: { ${text}: { forwards: { ".": ${platform} } } }`
    if (by === 'rule') engine.end(rest, name, { kind: 'forwarded', server, say })
    else
      engine.end(rest, name, {
        kind: 'unknown',
        doubts: [{ reason: 'external', what: `where the DNS server ${text} forwards \`${name.text}\``, span }],
        say,
      })
  }

  return { ask, outboundOf }
}

const unclear = (from: string, to: VirtualNetwork): Doubt => ({
  reason: 'unsupported',
  what: `whether DNS questions from ${from} come to \`${to.id}\``,
  span: to.span,
})
const ambiguous = (server: AddressTerm, span: Span): Doubt => ({ reason: 'error', what: `who answers at ${addressText(server)}`, span })

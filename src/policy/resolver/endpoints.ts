/** What Azure asks of DNS Private Resolvers and of their endpoints' subnets, by the virtual network that they are in. */
import type { Presence } from '../../eval/declared.ts'
import { type Doubt, mergeDoubts } from '../../eval/value.ts'
import { compareNames } from '../../model/identity.ts'
import type { DnsInboundEndpoint, DnsOutboundEndpoint } from '../../model/kinds/dns-endpoint.ts'
import type { DnsResolver } from '../../model/kinds/dns-resolver.ts'
import type { Subnet } from '../../model/kinds/subnet.ts'
import { prefixLength } from '../../net/address.ts'
import { placeOf } from '../naming.ts'
import { type About, bad, type Found, gather, isAt, open, type ResolverCheck, right, sameRegion, settle, within } from './found.ts'

const doubtsOf = (presence: Presence): readonly Doubt[] => (presence.certain ? [] : presence.doubts)

type Endpoint = DnsInboundEndpoint | DnsOutboundEndpoint

const resolversAt = ({ network, at }: About) =>
  network.ofKind('dns-resolver').flatMap((resolver) => {
    const doubts = isAt(network.link(resolver.virtualNetwork, 'virtual-network'), at)
    return doubts === undefined
      ? []
      : [{ resolver, doubts: mergeDoubts(doubts, resolver.presence.certain ? [] : resolver.presence.doubts) }]
  })

const endpointsAt = (about: About): readonly { readonly endpoint: Endpoint; readonly doubts: readonly Doubt[] }[] => {
  const { network } = about
  const resolvers = resolversAt(about)
  return [...network.ofKind('dns-inbound-endpoint'), ...network.ofKind('dns-outbound-endpoint')].flatMap((endpoint: Endpoint) => {
    const { options, doubts } = network.link(endpoint.resolver, 'dns-resolver')
    const own = resolvers.find(({ resolver }) => options.some((option) => option.to === 'entity' && option.entity === resolver))
    if (own === undefined) return []
    const presence = endpoint.presence.certain ? [] : endpoint.presence.doubts
    return [{ endpoint, doubts: mergeDoubts(own.doubts, options.length === 1 ? [] : doubts, presence) }]
  })
}

/** Each endpoint with its subnet; what is not known of where it is stands for all that could be wrong there. */
const ofSubnets = (about: About, look: (endpoint: Endpoint, subnet: Subnet) => Found): Found =>
  gather(
    endpointsAt(about).map(({ endpoint, doubts }) => {
      const link = about.network.link(endpoint.subnet, 'subnet')
      const [only] = link.options
      if (link.options.length !== 1 || only?.to !== 'entity') return open(mergeDoubts(doubts, link.doubts))
      const found = look(endpoint, only.entity)
      return doubts.length === 0 || found.wrong.length === 0 ? found : open(mergeDoubts(doubts, found.doubts))
    }),
  )

const service = 'Microsoft.Network/dnsResolvers'

const delegation: ResolverCheck = {
  about: 'the subnets of its endpoints are delegated to no other service',
  judge: (about) =>
    settle(
      about,
      `whether the subnets of DNS resolver endpoints in \`${about.at.id}\` are delegated to other services`,
      ofSubnets(about, (endpoint, subnet) => {
        const { delegations } = subnet
        if (!delegations.known) return open(delegations.doubts)
        const others = delegations.value.filter((one) => one !== service)
        // Azure delegates the subnet itself when the endpoint is made.
        if (others.length === 0) return right
        const to = others.map((one) => `\`${one}\``).join(', ')
        return bad(
          endpoint.id,
          `\`${endpoint.id}\` is in \`${subnet.id}\`, which is delegated to ${to}`,
          placeOf(delegations),
          `delegate the subnet to \`${service}\``,
        )
      }),
    ),
}

/** https://learn.microsoft.com/azure/dns/dns-private-resolver-overview#subnet-restrictions */
const size: ResolverCheck = {
  about: 'the subnets of its endpoints have a prefix of 24 to 28 bits, and none of IPv6',
  judge: (about) =>
    settle(
      about,
      `whether the subnets of DNS resolver endpoints in \`${about.at.id}\` are of the right size`,
      ofSubnets(about, (endpoint, subnet) => {
        const { prefixes } = subnet
        if (!prefixes.known) return open(prefixes.doubts)
        return gather(
          prefixes.value.map((term) => {
            if (term.kind === 'atom') return open(term.doubts)
            const length = prefixLength(term.range)
            if (term.range.family === 6)
              return bad(
                endpoint.id,
                `\`${endpoint.id}\` is in \`${subnet.id}\`, which has a prefix of IPv6`,
                term.origin.span,
                'take a subnet of IPv4 alone',
              )
            if (length !== undefined && length >= 24 && length <= 28) return right
            return bad(
              endpoint.id,
              `\`${endpoint.id}\` is in \`${subnet.id}\`, whose prefix has ${length ?? 'other than'} bits`,
              term.origin.span,
              'give the subnet a prefix of 24 to 28 bits',
            )
          }),
        )
      }),
    ),
}

const alone: ResolverCheck = {
  about: 'every endpoint has a subnet of its own',
  judge: (about) => {
    const { network } = about
    const all = [
      ...network.ofKind('dns-inbound-endpoint'),
      ...network.ofKind('dns-outbound-endpoint'),
      ...network.ofKind('private-endpoint'),
    ]
    const inSubnets = all.map((one) => ({ one, link: network.link(one.subnet, 'subnet') }))
    const besideIn = (subnet: Subnet, endpoint: Endpoint): { readonly ids: readonly string[]; readonly doubts: readonly Doubt[] } => {
      const near = inSubnets.filter(
        ({ one, link }) => one !== endpoint && link.options.some((option) => option.to === 'entity' && option.entity === subnet),
      )
      const sure = near.filter(({ one, link }) => link.options.length === 1 && one.presence.certain)
      const nics = network.interfacesIn(subnet)
      const doubts = near.flatMap(({ one, link }) =>
        sure.some((each) => each.one === one) ? [] : [...link.doubts, ...doubtsOf(one.presence)],
      )
      const perhaps = nics.flatMap(({ nic, certain }): readonly Doubt[] =>
        certain && nic.presence.certain ? [] : [{ reason: 'external', what: `the subnet of \`${nic.id}\``, span: nic.span }],
      )
      const ids = [
        ...sure.map(({ one }) => one.id),
        ...nics.flatMap(({ nic, certain }) => (certain && nic.presence.certain ? [nic.id] : [])),
      ]
      return { ids, doubts: mergeDoubts(doubts, perhaps) }
    }
    return settle(
      about,
      `whether DNS resolver endpoints in \`${about.at.id}\` have subnets of their own`,
      ofSubnets(about, (endpoint, subnet) => {
        const { ids: beside, doubts } = besideIn(subnet, endpoint)
        if (beside.length === 0) return doubts.length === 0 ? right : open(doubts)
        return bad(
          endpoint.id,
          `\`${endpoint.id}\` shares \`${subnet.id}\` with ${beside.map((id) => `\`${id}\``).join(', ')}`,
          endpoint.subnet.origin.span,
          'give every endpoint a subnet of its own',
        )
      }),
    )
  },
}

const ownNetwork: ResolverCheck = {
  about: 'the subnets of its endpoints are in the virtual network of the resolver',
  judge: (about) =>
    settle(
      about,
      `whether DNS resolver endpoints are in \`${about.at.id}\`, as their resolver is`,
      ofSubnets(about, (endpoint, subnet) => {
        const link = about.network.link(subnet.virtualNetwork, 'virtual-network')
        const doubts = isAt(link, about.at)
        if (doubts !== undefined) return doubts.length === 0 ? right : open(doubts)
        const [only] = link.options
        if (link.options.length !== 1 || only?.to !== 'entity') return open(link.doubts)
        return bad(
          endpoint.id,
          `\`${endpoint.id}\` is in \`${subnet.id}\` of \`${only.entity.id}\`, and its resolver in \`${about.at.id}\``,
          endpoint.subnet.origin.span,
          'take a subnet of the virtual network of the resolver',
        )
      }),
    ),
}

const oneResolver: ResolverCheck = {
  about: 'a virtual network has one resolver at most',
  judge: (about) => {
    const resolvers = resolversAt(about)
    if (resolvers.length === 0) return []
    const sure = resolvers.filter(({ doubts }) => doubts.length === 0)
    const question = `whether \`${about.at.id}\` has more than one DNS resolver`
    const [first] = sure
    // What has the same name in the same group is the same, deployed twice.
    const isOther = (one: DnsResolver): boolean =>
      first !== undefined &&
      (compareNames(first.resolver.name, one.name) === 'different' ||
        compareNames(first.resolver.resourceGroup, one.resourceGroup) === 'different')
    const isSame = (one: DnsResolver): boolean =>
      first !== undefined &&
      compareNames(first.resolver.name, one.name) === 'same' &&
      compareNames(first.resolver.resourceGroup, one.resourceGroup) === 'same'
    const second = sure.filter(({ resolver }) => isOther(resolver))
    if (first !== undefined && second.length > 0)
      return settle(about, question, {
        looked: 1,
        doubts: [],
        wrong: second.map(({ resolver }) => ({
          id: resolver.id,
          message: `\`${resolver.id}\` is in \`${about.at.id}\`, where \`${first.resolver.id}\` is already`,
          span: resolver.virtualNetwork.origin.span,
          help: 'give one resolver the endpoints of both',
        })),
      })
    const perhaps = resolvers.filter(({ resolver }) => resolver !== first?.resolver && !isSame(resolver))
    const doubts = mergeDoubts(
      ...[...(first === undefined ? [] : [first]), ...perhaps].map(({ resolver, doubts: why }) =>
        mergeDoubts(
          why,
          resolver.name.known ? [] : resolver.name.doubts,
          resolver.resourceGroup.known ? [] : resolver.resourceGroup.doubts,
        ),
      ),
    )
    return settle(about, question, perhaps.length === 0 || resolvers.length === 1 ? right : open(doubts))
  },
}

const region: ResolverCheck = {
  about: 'a resolver is in the region of its virtual network',
  judge: (about) =>
    settle(
      about,
      `whether DNS resolvers in \`${about.at.id}\` are in its region`,
      gather([
        ...resolversAt(about).map(({ resolver, doubts }) =>
          within(
            sameRegion(resolver.id, resolver.location, about, 'which it is for', 'put it into the region of its virtual network'),
            doubts,
          ),
        ),
      ]),
    ),
}

export const endpointSubnetChecks = { delegation, size, alone, 'own-network': ownNetwork, 'one-resolver': oneResolver, region } as const

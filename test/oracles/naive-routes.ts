/** Where a packet goes, by a look at every route: https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview and …/private-link/disable-private-endpoint-network-policy */

export interface NaiveWorld {
  readonly space: readonly string[]
  readonly peers: readonly { readonly name: string; readonly space: readonly string[] }[]
  /** `tag`: of which kind of service tag it is a prefix; the explicit one counts before those, a regional one before one of all regions. */
  readonly user: readonly { readonly prefix: string; readonly hop: string; readonly tag?: 'all' | 'region' }[]
  /** What gateways bring in, empty where the table lets nothing in. */
  readonly gateway: readonly string[]
  readonly endpoints: readonly { readonly name: string; readonly address: string; readonly policies: boolean }[]
}

const number = (text: string): number => text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
const length = (prefix: string): number => Number(prefix.split('/')[1] ?? 32)
const holds = (prefix: string, address: number): boolean => {
  const size = 2 ** (32 - length(prefix))
  return Math.floor(address / size) === Math.floor(number(prefix.split('/')[0]!) / size)
}

/** Several hops where the documents do not decide. */
export const naiveHops = (world: NaiveWorld, address: number): readonly string[] => {
  if (address === number('168.63.129.16') || address === number('169.254.169.254')) return ['platform']
  const here = (prefixes: readonly string[]): readonly string[] => prefixes.filter((prefix) => holds(prefix, address))
  const preferred = [
    ...world.space.map((prefix) => ({ prefix, hop: 'local' })),
    ...world.peers.flatMap(({ name, space }) => space.map((prefix) => ({ prefix, hop: `peering ${name}` }))),
  ]
  const isPreferred = preferred.some(({ prefix }) => holds(prefix, address))
  const hasDefault = world.user.some(({ prefix }) => prefix === '0.0.0.0/0')
  const reserved = hasDefault || isPreferred ? [] : here(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'])
  const user = world.user
    .filter(({ prefix }) => holds(prefix, address))
    .map((route) => ({ ...route, order: route.tag === undefined ? 3 : route.tag === 'region' ? 2.8 : 2.6 }))
  const routes = [
    ...user,
    ...(isPreferred ? [] : here(world.gateway)).map((prefix) => ({ prefix, hop: 'gateway', order: 2 })),
    ...[...preferred, { prefix: '0.0.0.0/0', hop: 'internet' }]
      .filter(({ prefix }) => holds(prefix, address))
      .map((route) => ({ ...route, order: 1 })),
    ...reserved.map((prefix) => ({ prefix, hop: 'none', order: 0 })),
  ].sort((a, b) => length(b.prefix) - length(a.prefix) || b.order - a.order)
  const best = routes[0]!
  const endpoint = world.endpoints.find((one) => number(one.address) === address)
  const whole = Math.max(...here(world.space).map(length))
  if (endpoint !== undefined && !(endpoint.policies && user.some(({ prefix }) => length(prefix) >= whole)))
    return best.order > 2 && length(best.prefix) === 32 ? [best.hop, `endpoint ${endpoint.name}`].sort() : [`endpoint ${endpoint.name}`]
  // Whether a default route that is learned takes the reserved blocks out is not documented.
  const others = best.order === 0 && world.gateway.includes('0.0.0.0/0') ? [routes.find(({ order }) => order > 0)!.hop] : []
  return [...new Set([best.hop, ...others])].sort()
}

/** How a name is resolved, by a look at everything at every step: https://learn.microsoft.com/azure/dns/dns-private-resolver-overview */

export interface NaiveNames {
  readonly networks: Readonly<
    Record<
      string,
      {
        readonly servers: readonly string[]
        readonly zones: readonly string[]
        readonly rules: readonly { readonly domain: string; readonly enabled: boolean; readonly target: string }[]
      }
    >
  >
  /** Zone → name below it → address. */
  readonly zones: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Address → network whose resolver answers there. */
  readonly inbound: Readonly<Record<string, string>>
  /** Address → whom the firewall there asks, and the network it is in; without servers Azure. */
  readonly firewalls: Readonly<Record<string, { readonly network: string; readonly proxy: boolean; readonly servers: readonly string[] }>>
}

const within = (name: string, domain: string): boolean => domain === '.' || name === domain || name.endsWith(`.${domain}`)
const longest = <T>(items: readonly T[], of: (item: T) => string): T | undefined =>
  [...items].sort((a, b) => (of(b) === '.' ? 0 : of(b).length) - (of(a) === '.' ? 0 : of(a).length))[0]

/** Every end that a question may come to, whichever server is asked first. */
export const naiveEnds = (world: NaiveNames, network: string, name: string): ReadonlySet<string> => {
  const ends = new Set<string>()
  const azure = (at: string, seen: readonly string[]): void => {
    const key = `azure ${at}`
    if (seen.includes(key)) return void ends.add('loop')
    const { zones, rules } = world.networks[at]!
    const zone = longest(
      zones.filter((one) => within(name, one)),
      (one) => one,
    )
    if (zone !== undefined) {
      const address = world.zones[zone]![name === zone ? '@' : name.slice(0, -zone.length - 1)]
      return void ends.add(address === undefined ? 'no-such-name' : `private ${address}`)
    }
    const rule = longest(
      rules.filter(({ domain, enabled }) => enabled && within(name, domain)),
      ({ domain }) => domain,
    )
    if (rule === undefined) ends.add('public')
    else ask(rule.target, at, [...seen, key], true)
  }
  const ask = (server: string, from: string, seen: readonly string[], byRule = false): void => {
    const key = `${server} from ${from}`
    if (seen.includes(key)) return void ends.add('loop')
    const next = [...seen, key]
    const inbound = world.inbound[server]
    const firewall = world.firewalls[server]
    if (inbound !== undefined) azure(inbound, next)
    else if (firewall === undefined) ends.add(byRule ? `forwarded ${server}` : 'unknown')
    else if (!firewall.proxy) ends.add('nobody-listens')
    else if (firewall.servers.length === 0) azure(firewall.network, next)
    else for (const other of firewall.servers) ask(other, firewall.network, next)
  }
  const { servers } = world.networks[network]!
  if (servers.length === 0) azure(network, [])
  else for (const server of servers) ask(server, network, [])
  return ends
}

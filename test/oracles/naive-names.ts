/** How a name is resolved, by a look at everything at every step: https://learn.microsoft.com/azure/dns/dns-private-resolver-overview */

export interface NaiveNames {
  readonly networks: Readonly<
    Record<
      string,
      {
        readonly servers: readonly string[]
        readonly zones: readonly string[]
        /** Of these: public DNS answers what the zone does not have; machines of the network are entered into the zone. */
        readonly fallback?: readonly string[]
        readonly registration?: readonly string[]
        readonly machines?: readonly string[]
        readonly rules: readonly { readonly domain: string; readonly enabled: boolean; readonly target: string }[]
      }
    >
  >
  /** Zone → name below it → address. */
  readonly zones: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Address → network whose resolver answers there. */
  readonly inbound: Readonly<Record<string, string>>
  /** Address on premises → domain → whom it asks. */
  readonly assumed?: Readonly<Record<string, Readonly<Record<string, string>>>>
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
    if (zone !== undefined) return void ends.add(answerOf(zone, (world.networks[at]!.fallback ?? []).includes(zone)))
    const rule = longest(
      rules.filter(({ domain, enabled }) => enabled && within(name, domain)),
      ({ domain }) => domain,
    )
    if (rule === undefined) ends.add('public')
    else ask(rule.target, at, [...seen, key], true)
  }
  /** The name itself, then the wildcard of the closest name that there is (https://www.rfc-editor.org/rfc/rfc4592), then machines. */
  const answerOf = (zone: string, fallback: boolean): string => {
    const records = world.zones[zone]!
    const relative = name === zone ? '@' : name.slice(0, -zone.length - 1)
    if (records[relative] !== undefined) return `private ${records[relative]}`
    const labels = relative === '@' ? [] : relative.split('.')
    const machines = Object.values(world.networks).flatMap((one) => (one.registration?.includes(zone) ? (one.machines ?? []) : []))
    const names = [...Object.keys(records).filter((one) => one !== '@'), ...machines]
    for (let from = 1; from <= labels.length; from++) {
      const encloser = labels.slice(from).join('.')
      if (encloser !== '' && !names.some((one) => one === encloser || one.endsWith(`.${encloser}`))) continue
      if (machines.includes(relative)) break
      const wild = records[encloser === '' ? '*' : `*.${encloser}`]
      if (wild !== undefined) return `private ${wild}`
      break
    }
    if (machines.includes(relative)) return 'private'
    return fallback && zone.startsWith('privatelink.') ? 'public' : 'no-such-name'
  }
  const ask = (server: string, from: string, seen: readonly string[], byRule = false): void => {
    const key = `${server} from ${from}`
    if (seen.includes(key)) return void ends.add('loop')
    const next = [...seen, key]
    const inbound = world.inbound[server]
    const firewall = world.firewalls[server]
    const assumed = world.assumed?.[server]
    if (server === '168.63.129.16') {
      if (from === 'on-premises') ends.add('only-inside-azure')
      else azure(from, next)
    } else if (assumed !== undefined) {
      const domain = longest(
        Object.keys(assumed).filter((one) => within(name, one)),
        (one) => one,
      )
      if (domain === undefined) ends.add('unknown')
      else ask(assumed[domain]!, 'on-premises', next)
    } else if (inbound !== undefined) azure(inbound, next)
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

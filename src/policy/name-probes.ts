/** Names that nobody wrote into a policy: every domain that rules or servers of the run forward is asked, to see whether it goes round, and whether the right one is forwarded. */
import { zoneRows } from '../azure/private-link-zones.ts'
import { formatRange } from '../net/address.ts'
import { domainsOf, parseDomain } from '../net/domain.ts'
import type { DnsPath } from '../semantics/dns-path.ts'
import { hostName } from '../semantics/host-name.ts'
import { changesAgainstLoops } from '../semantics/name-advice.ts'
import type { NameChange } from '../semantics/name-change.ts'
import type { Severity } from '../text/diagnostic.ts'
import type { Answer, RuleHead, Whole } from './kind.ts'
import { toAnswer } from './name-answer.ts'
import { judgePaths } from './name-paths.ts'
import type { Located } from './shape.ts'
import type { AskedFrom } from './subject-networks.ts'

interface Wanted {
  readonly id: Located
  readonly severity: Severity | undefined
  readonly why: Located | undefined
}

/** A name in each domain that something forwards. */
const probes = ({ subjects }: Whole): readonly string[] => {
  const { network } = subjects
  const domains = new Set<string>(['*.example.com'])
  const add = (domain: string): void => {
    const parsed = parseDomain(domain)
    if (parsed !== undefined && parsed !== '.') domains.add(`*.${parsed}`)
  }
  for (const ruleset of network.ofKind('dns-forwarding-ruleset'))
    for (const { rule } of network.naming.rulesIn(ruleset).rules) if (rule.domain.known) add(rule.domain.value)
  for (const { forwards } of network.assumptions.dnsServers) for (const domain of forwards.keys()) add(domain)
  return [...domains]
}

const roundOf = ({ steps, end }: DnsPath): string => {
  const from = end.kind === 'loop' ? end.from : 0
  const round = steps.slice(from).map(({ at }) => at)
  const stops = round.filter((at, index) => at !== round[index - 1])
  return [...stops, round[0] ?? ''].map((at) => `\`${at}\``).join(' → ')
}

/** A ruleset is taken off where no question that it takes there is answered: nothing is lost by it. */
const unlinked = ({ name }: DnsPath, { subjects: { network, world } }: Whole, at: AskedFrom): readonly (readonly NameChange[])[] => {
  const asked = hostName(name)
  if (asked === undefined) return []
  const takesNothing = (change: NameChange): boolean => {
    if (change.kind !== 'unlink-ruleset') return true
    const of = network.naming.rulesetsLinkedTo(change.network).links.find(({ link }) => link === change.link)?.ruleset
    const { rules, more } = of === undefined ? { rules: [], more: [] } : network.naming.rulesIn(of)
    return (
      rules.length > 0 &&
      more.length === 0 &&
      rules.every(({ rule }) => {
        if (rule.enabled.known && !rule.enabled.value) return true
        const domain = rule.domain.known ? parseDomain(rule.domain.value) : undefined
        const probe = domain === undefined || domain === '.' ? undefined : hostName(`*.${domain}`)
        return probe !== undefined && world.resolve(change.network, probe).every(({ end }) => end.kind === 'loop')
      })
    )
  }
  const question = { network, client: at.network, name: asked }
  return changesAgainstLoops(question, world.resolve(at.network, asked)).filter((changes) => changes.every(takesNothing))
}

export const loopAnswers = (head: RuleHead, wanted: Wanted, whole: Whole, at: AskedFrom, part: string | undefined): readonly Answer[] => {
  const { network } = whole.subjects
  const { servers } = network.naming.serversOf(at.network)
  const { links } = network.naming.rulesetsLinkedTo(at.network)
  // Where nothing forwards, nothing comes back.
  const asksOthers = links.length > 0 || (servers.known ? servers.value.length > 0 : servers.among?.some((one) => one.length > 0) === true)
  const forwards =
    network.ofKind('dns-forwarding-ruleset').length + network.ofKind('firewall').length + network.assumptions.dnsServers.length
  if (!asksOthers || forwards === 0) return []
  const asked = probes(whole).flatMap((text) => {
    const name = hostName(text)
    return name === undefined ? [] : [{ name: text, paths: whole.subjects.world.resolve(at.network, name) }]
  })
  // A zone answers or does not, whatever is in it; servers of which nothing is known are nobody's loop.
  const verdict = judgePaths(asked, ({ end, steps }) => {
    if (end.kind === 'loop') return 'wrong'
    const isZone = steps.at(-1)?.via === 'private-zone'
    return end.kind === 'unknown' && end.say === undefined && !isZone ? 'open' : 'right'
  })
  return [
    toAnswer(head, wanted.id, wanted, at, part, verdict, {
      fails: (witness) => `questions for \`${witness.name}\` go round and are never answered: ${roundOf(witness)}`,
      question: `whether some question from \`${at.network.id}\` goes round`,
      help: 'take the ruleset off the virtual network of the endpoint that it forwards to, or forward to a server that does not ask back',
      remedy: (witness) => ({ kind: 'names', sets: unlinked(witness, whole, at) }),
    }),
  ]
}

/** The public name is what is asked for: https://learn.microsoft.com/azure/private-link/private-endpoint-dns ("on-premises workloads using a DNS forwarder") */
export const privateLinkAnswers = (
  head: RuleHead,
  wanted: Wanted,
  whole: Whole,
  at: AskedFrom,
  part: string | undefined,
): readonly Answer[] => {
  const { network } = whole.subjects
  const { servers } = network.naming.serversOf(at.network)
  if (!servers.known) return []
  const why = wanted.why?.text ?? head.why
  return servers.value.flatMap((server): Answer[] => {
    const stated = network.assumptions.dnsServers.find(
      ({ address }) => server.kind === 'range' && address.first === server.range.first && address.family === server.range.family,
    )
    if (stated === undefined) return []
    return [...stated.forwards].flatMap(([domain, { span, value }]): Answer[] => {
      if (!domain.startsWith('privatelink.')) return []
      const publicly = zoneRows.filter(({ zones }) => zones.includes(domain)).flatMap(({ publicDomains }) => publicDomains)
      const [first] = publicly
      if (first === undefined) return []
      const asked = publicly.some((name) =>
        domainsOf(name).some((one) => one !== '.' && stated.forwards.get(one)?.value.first === value.first),
      )
      if (asked) return []
      const shown = formatRange(stated.address).replace('/32', '')
      return [
        {
          item: wanted.id.text,
          part: [part, domain].filter(Boolean).join(', '),
          severity: wanted.severity ?? head.severity,
          outcome: 'fails',
          message: `${shown} forwards \`${domain}\` where it is asked for names in \`${first}\`, which it does not forward there`,
          question: `whether ${shown} forwards what is asked for`,
          span,
          help: `forward \`${first}\` in its place`,
          related: [{ message: `asked from \`${at.network.id}\``, span: at.network.span }],
          decidedBy: [],
          doubts: [],
          leansOn: [`${shown} forwards \`${domain}\` to ${formatRange(value).replace('/32', '')}`],
          ...(why === undefined ? {} : { why }),
          policySpan: wanted.id.span,
        },
      ]
    })
  })
}

/** How packets, rules, doubts and counts read in English; names stand in backticks, as in every message. */
import type { Doubt } from '../eval/value.ts'
import type { Finding } from '../policy/policy.ts'
import type { Decider, Packet } from '../semantics/flow.ts'
import type { RunFacts } from './report.ts'
import type { Tally } from './verdict.ts'

export const counted = (count: number, singular: string, plural = `${singular}s`): string => `${count} ${count === 1 ? singular : plural}`

/** A name longer than this describes a set, and an address out of it says enough. */
const longestName = 48

/** `13.69.229.80:49152 (ApiManagement)`, `10.0.2.4:3443/tcp in subnet apim (10.0.2.0/24)`, or the name alone where no address is known. */
const end = (address: string | undefined, name: string | undefined, port: number | undefined, protocol = ''): string => {
  if (address === undefined) {
    const set = name ?? 'any address'
    const at = port === undefined ? '' : set.includes(' ') ? ` port ${port}` : `:${port}`
    return `${set}${at}${protocol && (port === undefined ? ` ${protocol}` : `/${protocol}`)}`
  }
  if (port === undefined) return named(`${address}${protocol && ` ${protocol}`}`, address, name)
  const host = address.includes(':') ? `[${address}]` : address
  return named(`${host}:${port}${protocol && `/${protocol}`}`, address, name)
}

const named = (whole: string, address: string, name: string | undefined): string => {
  if (name === undefined || name === address || name.length > longestName) return whole
  return name.includes('(') ? `${whole} in ${name}` : `${whole} (${name})`
}

/** `198.51.100.7:49152 (Internet) → 10.0.2.4:3443/tcp` */
export const packetText = (packet: Packet): string =>
  `${end(packet.source, packet.sourceName, packet.sourcePort)} → ${end(packet.destination, packet.destinationName, packet.destinationPort, packet.protocol)}`

const groupPlace = (at: 'subnet' | 'nic'): string => (at === 'subnet' ? 'at the subnet' : 'at the network interface')
const verb = (access: 'allow' | 'deny'): string => (access === 'allow' ? 'allows' : 'denies')

/** One step of the chain that decides a packet. */
export const deciderText = (decider: Decider): string => {
  switch (decider.kind) {
    case 'rule': {
      const { name, priority } = decider.rule
      const rule = name.known ? `rule \`${name.value}\`` : 'a rule whose name is not known'
      const order = priority.known ? ` (priority ${priority.value})` : ' (priority not known)'
      return `${rule}${order} of \`${decider.nsg.id}\` ${verb(decider.access)} it ${groupPlace(decider.at)}`
    }
    case 'default-rule':
      return `default rule \`${decider.name}\` (priority ${decider.priority}) of \`${decider.nsg.id}\` ${verb(decider.access)} it ${groupPlace(decider.at)}`
    case 'no-group':
      return `no network security group ${groupPlace(decider.at)}: everything passes`
    case 'unknown':
      return `a network security group ${groupPlace(decider.at)} whose rules are not known may ${decider.access} it`
    case 'platform':
      return 'traffic of the platform itself, which no rule touches'
  }
}

/** Without related places that are told as deciding rules anyway. */
export const withoutDeciders = (finding: Finding): Finding => {
  const told = finding.decidedBy.flatMap((decider) => (decider.kind === 'rule' ? [decider.rule.span] : []))
  const related = (finding.related ?? []).filter(({ span }) => !told.some((one) => one.file === span.file && one.start === span.start))
  return { ...finding, related }
}

/** Why something is not known, as a clause: "`var.dns_servers` has no value here". */
export const doubtText = (doubt: Doubt): string => {
  // A failure of evaluation tells itself; everything else is a name as the author wrote it.
  const name = doubt.what.includes('`') || doubt.what.includes(' ') ? doubt.what : `\`${doubt.what}\``
  switch (doubt.reason) {
    case 'input':
      return `${name} has no value here`
    case 'computed':
      return `${name} is known only after deployment`
    case 'external':
      return `${name} is not part of this run`
    case 'unsupported':
      return `${name} is not evaluated by this program`
    case 'error':
      return `an error in the code: ${name}`
    case 'budget':
      return `a limit of this program was reached at ${name}`
  }
}

export interface DoubtGroup {
  readonly doubts: readonly Doubt[]
  readonly findings: readonly Finding[]
}

/** Unsure findings by what they wait for, in the order in which the findings come. */
export const groupByDoubts = (findings: readonly Finding[]): readonly DoubtGroup[] => {
  const groups = new Map<string, { doubts: readonly Doubt[]; findings: Finding[] }>()
  for (const finding of findings) {
    const keys = finding.doubts.map(({ reason, what, span }) => JSON.stringify([reason, what, span.file.path, span.start]))
    // A finding without a named doubt stands for itself.
    const key =
      keys.length === 0
        ? JSON.stringify([finding.code, finding.judgement.root, finding.judgement.subject])
        : [...new Set(keys)].sort().join()
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { doubts: finding.doubts, findings: [finding] })
    else group.findings.push(finding)
  }
  return [...groups.values()]
}

/** `shown`: how a code, or the last part of one whose beginning stands before, is written. Judgements of a group in short: `azurerm_api_management.main: api-management/nsg/management, storage, sql`. */
export const blockedText = (
  findings: readonly Finding[],
  shown: (text: string, code: string) => string = (text) => text,
): readonly { readonly subject: string; readonly codes: string }[] => {
  const bySubject = new Map<string, Map<string, string[]>>()
  for (const { code, judgement } of findings) {
    const slash = code.lastIndexOf('/')
    const byRule = bySubject.get(judgement.subject) ?? new Map<string, string[]>()
    bySubject.set(judgement.subject, byRule)
    const rule = code.slice(0, slash + 1)
    const items = byRule.get(rule) ?? []
    byRule.set(rule, items)
    const item = code.slice(slash + 1)
    if (!items.includes(item)) items.push(item)
  }
  return [...bySubject].map(([subject, byRule]) => ({
    subject,
    codes: [...byRule]
      .map(([rule, items]) => items.map((item, index) => shown(index === 0 ? rule + item : item, rule + item)).join(', '))
      .join('; '),
  }))
}

/** `2 waived`, `3 waived (1 of them unsure)`, or nothing. */
export const waivedText = ({ waived }: Tally): string => {
  const count = waived.fails + waived.unsure
  if (count === 0) return ''
  return `${count} waived${waived.unsure === 0 ? '' : ` (${waived.unsure === count ? (count === 1 ? 'unsure' : 'all unsure') : `${waived.unsure} of them unsure`})`}`
}

/** `37 judgements: 31 hold, 3 fail, 3 unsure`, and what is waived where something is. */
export const tallyText = (tally: Tally): string =>
  `${counted(tally.judgements, 'judgement')}: ${tally.holds} ${tally.holds === 1 ? 'holds' : 'hold'}, ${tally.fails} ${tally.fails === 1 ? 'fails' : 'fail'}, ${tally.unsure} unsure${waivedText(tally) && `, ${waivedText(tally)}`}`

/** `2 roots · 14 resources of 9 kinds` */
export const rootsText = (run: RunFacts): string => {
  const judged = run.roots.filter((root) => root.judged)
  const resources = judged.reduce((sum, root) => sum + root.resources, 0)
  // Kinds of several roots overlap: their number is told only where it was counted over all.
  const kinds = run.kinds ?? (judged.length === 1 ? judged[0]!.kinds : undefined)
  return `${counted(judged.length, 'root')} · ${counted(resources, 'resource')}${kinds === undefined ? '' : ` of ${counted(kinds, 'kind')}`}`
}

/** What the run did not look into, each a sentence. */
export const leftOut = (run: RunFacts): readonly string[] => {
  return [
    ...(run.modulesNotRead.length === 0
      ? []
      : [
          `${counted(run.modulesNotRead.length, 'module source')} not read: ${run.modulesNotRead.map(({ source, calls }) => `\`${source}\`${calls > 1 ? ` (${calls} calls)` : ''}`).join(', ')}`,
        ]),
    ...(run.functionsNotRead.length === 0
      ? []
      : [
          `${counted(run.functionsNotRead.length, 'function')} not evaluated: ${run.functionsNotRead.map((name) => `\`${name}\``).join(', ')}`,
        ]),
    ...run.caveats,
    ...(run.tagSnapshot === undefined ? [] : [`addresses of service tags are those of ${run.tagSnapshot}`]),
  ]
}

/** A judged world in, the same out with nothing in its words that the code calls sensitive: not the texts themselves, nor addresses that lie in sensitive prefixes. */
import type { Doubt } from '../eval/value.ts'
import { known } from '../model/entity.ts'
import { type AddressRange, parseAddressRange } from '../net/address.ts'
import type { Finding, Judged, Judgement } from '../policy/policy.ts'
import type { Decider, Packet } from '../semantics/flow.ts'
import type { Span } from '../text/source.ts'
import { secretTexts } from './secret-texts.ts'
import type { RootWorld } from './worlds.ts'

const hidden = '(sensitive)'

interface Secrets {
  readonly texts: ReadonlySet<string>
  readonly ranges: readonly AddressRange[]
}

const secretsOf = ({ declared, network, secrets }: Pick<RootWorld, 'declared' | 'network' | 'secrets'>): Secrets | undefined => {
  const texts = secrets ?? secretTexts(declared, network.notModelled)
  if (texts.size === 0) return undefined
  const ranges = [...texts].flatMap((text) => {
    const range = parseAddressRange(text)
    return 'problem' in range ? [] : [range]
  })
  return { texts, ranges }
}

const isWithin = (inner: AddressRange, outer: AddressRange): boolean =>
  inner.family === outer.family && outer.first <= inner.first && inner.last <= outer.last

const special = /[.*+?^${}()|[\]\\]/g

/** Short texts and numbers are hidden where they stand alone: `4` is not part of `443`. */
const patternOf = (texts: ReadonlySet<string>): RegExp => {
  const longest = [...texts].sort((a, b) => b.length - a.length)
  const patterns = longest.map((text) => {
    const quoted = text.replace(special, '\\$&')
    return text.length < 4 || /^\d+$/.test(text) ? `(?<![\\w.])${quoted}(?![\\w.]*\\w)` : quoted
  })
  return new RegExp(patterns.join('|'), 'g')
}

const addressLike = /(?<![\w.:])[0-9a-f]*[.:][0-9a-f.:]+(?:\/\d{1,3})?/gi

const hider = ({ texts, ranges }: Secrets): ((text: string) => string) => {
  const pattern = patternOf(texts)
  const isSecret = (token: string): boolean => {
    const range = parseAddressRange(token)
    return !('problem' in range) && ranges.some((one) => isWithin(range, one))
  }
  return (text) => {
    const without = text.replace(pattern, hidden)
    return ranges.length === 0
      ? without
      : without.replace(addressLike, (token) => {
          // `10.0.0.4:443` is an address and a port, and a sentence may end after an address.
          const bare = token.replace(/[.:]+$/, '')
          const address = bare.replace(/:\d+$/, '')
          return isSecret(bare) ? hidden + token.slice(bare.length) : isSecret(address) ? hidden + token.slice(address.length) : token
        })
  }
}

const hiddenPacket = (packet: Packet, hide: (text: string) => string): Packet => {
  const { source, destination, destinationPort, sourcePort, ...rest } = packet
  const isToldPort = (port: number | undefined): port is number => port !== undefined && hide(`${port}`) === `${port}`
  const isTold = (address: string | undefined): address is string => address !== undefined && hide(address) === address
  return {
    ...rest,
    ...(isToldPort(sourcePort) ? { sourcePort } : {}),
    ...(isToldPort(destinationPort) ? { destinationPort } : {}),
    ...(isTold(source) ? { source } : {}),
    ...(isTold(destination) ? { destination } : {}),
    ...(packet.sourceName === undefined ? {} : { sourceName: hide(packet.sourceName) }),
    ...(packet.destinationName === undefined ? {} : { destinationName: hide(packet.destinationName) }),
  }
}

const hiddenDecider = (decider: Decider, hide: (text: string) => string): Decider => {
  if (decider.kind !== 'rule') return decider
  const { rule } = decider
  const name = rule.name.known ? known(hide(rule.name.value), rule.name.origin) : rule.name
  const { priority } = rule
  const isToldPriority = !priority.known || hide(`${priority.value}`) === `${priority.value}`
  return {
    ...decider,
    rule: {
      ...rule,
      name,
      priority: isToldPriority ? priority : { known: false, doubts: [], origin: priority.origin },
    },
  }
}

const hiddenDoubt =
  (hide: (text: string) => string) =>
  (doubt: Doubt): Doubt => ({ ...doubt, what: hide(doubt.what) })

/** The finding's place, but where its lines would show what is hidden, a place that uses it. */
const placeOf = (finding: Finding, hide: (text: string) => string): Pick<Finding, 'span' | 'label'> => {
  const shows = ({ file, start, end }: Span): boolean => {
    const from = file.text.lastIndexOf('\n', start - 1) + 1
    const to = file.text.indexOf('\n', Math.max(start, end - 1))
    const lines = file.text.slice(from, to === -1 ? undefined : to)
    return hide(lines) !== lines
  }
  const { span, label, subjectSpan } = finding
  if (!shows(span)) return { span, ...(label === undefined ? {} : { label: hide(label) }) }
  const rules = finding.decidedBy.flatMap((decider) => (decider.kind === 'rule' ? [decider.rule.span] : []))
  return { span: [...rules, ...(subjectSpan === undefined ? [] : [subjectSpan])].find((one) => !shows(one)) ?? span }
}

/** A fix would write into the code what may not be told, so none is sought. */
const hiddenFinding = ({ remedy: _remedy, label, ...finding }: Finding, hide: (text: string) => string): Finding => ({
  ...finding,
  ...placeOf(label === undefined ? finding : { ...finding, label }, hide),
  message: hide(finding.message),
  ...(finding.help === undefined ? {} : { help: hide(finding.help) }),
  ...(finding.related === undefined ? {} : { related: finding.related.map((one) => ({ ...one, message: hide(one.message) })) }),
  ...(finding.packet === undefined ? {} : { packet: hiddenPacket(finding.packet, hide) }),
  decidedBy: finding.decidedBy.map((decider) => hiddenDecider(decider, hide)),
  doubts: finding.doubts.map(hiddenDoubt(hide)),
  leansOn: finding.leansOn.map(hide),
})

/** What takes sensitive texts of the world out of a text; undefined where it has none. */
export const hidingFor = (world: Pick<RootWorld, 'declared' | 'network' | 'secrets'>): ((text: string) => string) | undefined => {
  const secrets = secretsOf(world)
  return secrets === undefined ? undefined : hider(secrets)
}

export const withoutSecrets = (judged: Judged, world: RootWorld): Judged => {
  const tells = judged.findings.length > 0 || judged.judgements.some(({ leansOn }) => leansOn !== undefined)
  const hide = tells ? hidingFor(world) : undefined
  if (hide === undefined) return judged
  const hidden = (judgement: Judgement): Judgement =>
    judgement.leansOn === undefined ? judgement : { ...judgement, leansOn: judgement.leansOn.map(hide) }
  return {
    ...judged,
    judgements: judged.judgements.map(hidden),
    findings: judged.findings.map((finding) => hiddenFinding({ ...finding, judgement: hidden(finding.judgement) }, hide)),
  }
}

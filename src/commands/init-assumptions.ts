/** What a first run left unsure in; out comes a file of assumptions in which nothing counts yet: each statement that would settle something as a comment, with the place of the unknown. */
import { parseArmId } from '../model/identity.ts'
import type { Finding } from '../policy/policy.ts'
import { publicCloudSentence } from '../policy/subject-networks.ts'
import { quoted } from '../policy/waivers-file.ts'
import type { Report } from '../report/report.ts'
import { counted } from '../report/wording.ts'
import { positionAt, type Span } from '../text/source.ts'
import { commented, commentText, listed, yamlText } from './init-texts.ts'
import type { OpenedWorld } from './open-roots.ts'

/** One statement, and what waits for it. */
interface Wanted {
  readonly findings: Set<Finding>
  /** What is not known, and where. */
  readonly unknowns: Map<string, Span>
}

/** Statements by what they are about: an address, a name, or nothing where there is but one. */
type Section = Map<string, Wanted>

interface Wishes {
  readonly advertises: Section
  readonly onPremises: Section
  readonly firewalls: Section
  readonly networks: Section
  readonly subscription: Section
  readonly defaultRoute: Section
  readonly cloud: Section
  readonly servers: Section
}

export interface AssumptionsDraft {
  readonly text: string
  /** Statements in it. */
  readonly statements: number
  /** Judgements that wait for one of them. */
  readonly waiting: number
}

/** Statements of one sort that are written out, and unknowns that one of them names. */
const mostStatements = 40
const mostUnknowns = 3

const want = (section: Section, key: string, finding: Finding, what: string, span: Span): void => {
  const wanted = section.get(key) ?? { findings: new Set(), unknowns: new Map() }
  section.set(key, wanted)
  wanted.findings.add(finding)
  if (!wanted.unknowns.has(what)) wanted.unknowns.set(what, span)
}

const bare = (text: string): string => text.replaceAll('`', '')

/** What unknowns are called where assumptions settle them. */
const learned = /^routes that (.+) learns$/
const behind = /^(?:sites that (.+) was told of|what lies behind (.+))$/
const appliance = /^what the appliance at ([0-9a-f.:]+) (?:does|lets through)$/
const network = /^virtual network `(.+)`$/

/** `` say `dns-servers: { 10.0.0.4: { place: azure } }` … ``: the address, and what is said of it. */
const server = /^say `dns-servers: \{ ([0-9a-f.:]+): \{ (.+) \} \}` in the assumptions/

/** Whole, as the file takes it. */
const isNetworkId = (id: string): boolean => {
  const parsed = parseArmId(id)
  return parsed?.subscription !== undefined && parsed.resourceGroup !== undefined && /\/virtualNetworks\/[^/]+$/i.test(id)
}

/** How the file names virtual networks that peerings lead to and the code does not declare, by the names that findings have for these. */
const networksBehind = (worlds: readonly OpenedWorld[]): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  for (const { world } of worlds)
    for (const one of world.network.ofKind('virtual-network')) {
      if (one.open) {
        if (one.id.startsWith('data.') && !one.addressSpace.known) found.set(one.id, one.id)
        continue
      }
      for (const { own, network: link } of world.network.routing.peeringsOf(one)) {
        if (own === undefined) continue
        const [option] = link.options
        const sole = link.options.length === 1 && option?.to === 'entity' ? option.entity : undefined
        if (sole !== undefined && (!sole.open || sole.assumed !== undefined)) continue
        const { remote } = own
        if (sole !== undefined) found.set(own.address, sole.id)
        else if (remote.by === 'unknown' && remote.identity !== undefined) found.set(own.address, remote.identity)
        else if (remote.by === 'name' && remote.name.known) found.set(own.address, remote.name.value)
        else if (remote.by === 'id' && isNetworkId(remote.id)) found.set(own.address, remote.id)
      }
    }
  return found
}

/** Characters of a name that is looked for: longer ones are not the code of people. */
const longestName = 400

/** The first resource that a clause is about, itself or by an attribute, of those that are known. */
const namedIn = (clause: string, known: ReadonlyMap<string, string>): string | undefined => {
  for (const word of [...[...clause.matchAll(/`([^`]+)`/g)].map((match) => match[1]!), ...clause.split(/[\s`]+/)])
    for (let name = word.slice(0, longestName); name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) {
      const found = known.get(name)
      if (found !== undefined) return found
    }
  return undefined
}

const wishesOf = (findings: readonly Finding[], worlds: readonly OpenedWorld[]): Wishes => {
  const section = (): Section => new Map()
  const wishes: Wishes = {
    advertises: section(),
    onPremises: section(),
    firewalls: section(),
    networks: section(),
    subscription: section(),
    defaultRoute: section(),
    cloud: section(),
    servers: section(),
  }
  const behindPeerings = networksBehind(worlds)
  for (const finding of findings) {
    for (const { what, span } of finding.doubts) {
      const name = namedIn(what, behindPeerings) ?? network.exec(what)?.[1]
      const gateway = learned.exec(what)
      const address = appliance.exec(what)?.[1]
      if (name !== undefined) want(wishes.networks, name, finding, what, span)
      if (gateway !== null) want(wishes.advertises, '', finding, what, span)
      if (behind.test(what)) want(wishes.onPremises, '', finding, what, span)
      if (address !== undefined) want(wishes.firewalls, address, finding, what, span)
      if (what === 'the subscription of whoever deploys') want(wishes.subscription, '', finding, what, span)
    }
    const said = server.exec(finding.help ?? '')
    const [first] = finding.doubts
    if (said !== null) want(wishes.servers, `${said[1]} ${said[2]}`, finding, first?.what ?? finding.message, first?.span ?? finding.span)
  }
  return wishes
}

const placeOf = ({ file, start }: Span): string => `${commentText(file.path)}:${positionAt(file, start).line}`

const waits = ({ findings, unknowns }: Wanted): string => {
  const places = listed(
    [...unknowns].map(([what, span]) => `${commentText(bare(what))} (${placeOf(span)})`),
    mostUnknowns,
  )
  return `# ${counted(findings.size, 'judgement')} ${findings.size === 1 ? 'waits' : 'wait'} for: ${places.join(', ')}`
}

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`)

/** A key of the file with its statements below it; nothing where nothing waits for them. */
const under = (key: string, section: Section, statement: (key: string) => string): readonly string[] => {
  const entries = [...section].slice(0, mostStatements)
  if (entries.length === 0) return []
  return [`${key}:`, ...entries.flatMap(([name, wanted]) => indented([waits(wanted), statement(name)])), '']
}

const addressKey = (address: string): string => (address.includes(':') ? quoted(address) : address)

const onPremises = ({ advertises, onPremises: prefixes }: Wishes): readonly string[] => {
  const learns = [...advertises.values()].flatMap((wanted) => [
    waits(wanted),
    'advertises: [PREFIX] # what gateways learn by BGP over VPN or ExpressRoute; `[]` says that they learn nothing',
  ])
  const has = [...prefixes.values()].flatMap((wanted) => [
    waits(wanted),
    'prefixes: [PREFIX] # all address space at the other end; `[]` says that there is none',
  ])
  return learns.length + has.length === 0 ? [] : ['on-premises:', ...indented([...learns, ...has]), '']
}

/** Several statements of one server are one entry. */
const servers = (section: Section): readonly string[] => {
  const byAddress = new Map<string, { said: Set<string>; wanted: Wanted }>()
  for (const [key, wanted] of section) {
    const address = key.slice(0, key.indexOf(' '))
    const entry = byAddress.get(address) ?? { said: new Set(), wanted: { findings: new Set(), unknowns: new Map() } }
    byAddress.set(address, entry)
    entry.said.add(key.slice(key.indexOf(' ') + 1))
    for (const finding of wanted.findings) entry.wanted.findings.add(finding)
    for (const [what, span] of wanted.unknowns) entry.wanted.unknowns.set(what, span)
  }
  const statement = (address: string): string => `${addressKey(address)}: { ${[...byAddress.get(address)!.said].join(', ')} }`
  return under('dns-servers', new Map([...byAddress].map(([address, { wanted }]) => [address, wanted])), statement)
}

const lastPart = (id: string): string => id.slice(id.lastIndexOf('/') + 1)

/** Whoever is meant by an id is not listed by its name once more. */
const withoutNamesakes = (networks: Section): Section => {
  const ids = [...networks].filter(([name]) => name.startsWith('/'))
  const kept: Section = new Map(ids)
  for (const [name, { findings, unknowns }] of networks) {
    const namesakes = ids.filter(([id]) => lastPart(id).toLowerCase() === name.toLowerCase())
    for (const [id] of namesakes) for (const [what, span] of unknowns) for (const finding of findings) want(kept, id, finding, what, span)
    if (namesakes.length === 0 && !name.startsWith('/')) kept.set(name, { findings, unknowns })
  }
  return kept
}

/** With an id the name is free: its end, and something more where several end alike. */
const networkStatements = (networks: Section): ((name: string) => string) => {
  const keys = new Map<string, string>()
  const taken = new Set<string>()
  for (const name of networks.keys()) {
    const short = name.startsWith('/') ? lastPart(name) : name
    let key = short
    for (let nth = 2; taken.has(key.toLowerCase()); nth++) key = `${short} (${nth})`
    taken.add(key.toLowerCase())
    keys.set(name, key)
  }
  return (name) =>
    `${yamlText(keys.get(name) ?? name)}: { ${name.startsWith('/') ? `id: ${quoted(name)}, ` : ''}prefixes: [PREFIX], peered-with: [NETWORK] }`
}

const alone = (section: Section, statement: string): readonly string[] =>
  [...section.values()].flatMap((wanted) => [waits(wanted), statement, ''])

/** Undefined where nothing is unsure that an assumption would settle. `schema`: its address, for editors. */
export const assumptionsDraft = (report: Report, worlds: readonly OpenedWorld[], schema: string): AssumptionsDraft | undefined => {
  const unsure = report.findings.filter(({ outcome }) => outcome === 'unsure')
  const all = wishesOf(unsure, worlds)
  const wishes = { ...all, networks: withoutNamesakes(all.networks) }
  for (const finding of report.findings)
    if (finding.leansOn.some((text) => text.includes('`virtual-network-includes-default-route`')))
      want(wishes.defaultRoute, '', finding, 'whether a default route to an appliance widens VirtualNetwork', finding.span)
  for (const finding of report.findings)
    if (finding.leansOn.includes(publicCloudSentence)) want(wishes.cloud, '', finding, 'which cloud it is', finding.span)
  const sections = Object.values(wishes) as readonly Section[]
  const statements = sections.reduce((sum, section) => sum + section.size, 0)
  if (statements === 0) return undefined
  const waiting = new Set(sections.flatMap((section) => [...section.values()].flatMap(({ findings }) => [...findings])))
  const lines = [
    ...onPremises(wishes),
    ...servers(wishes.servers),
    ...under('firewalls', wishes.firewalls, (address) => `${addressKey(address)}: { allows: [{ to: PREFIX, ports: [PORT] }] }`),
    ...under('virtual-networks', wishes.networks, networkStatements(wishes.networks)),
    ...alone(wishes.subscription, 'subscription: SUBSCRIPTION # that the code deploys to'),
    ...[...wishes.defaultRoute.values()].flatMap(({ findings }) => [
      `# ${counted(findings.size, 'judgement')} ${findings.size === 1 ? 'leans' : 'lean'} on what users report: a default route to an appliance widens VirtualNetwork`,
      'virtual-network-includes-default-route: TRUE-OR-FALSE',
      '',
    ]),
    ...[...wishes.cloud.values()].flatMap(({ findings }) => [
      `# ${counted(findings.size, 'judgement')} ${findings.size === 1 ? 'takes' : 'take'} it that the code is deployed to the public cloud, as it names no region`,
      'cloud: PUBLIC-GOVERNMENT-OR-CHINA',
      '',
    ]),
  ]
  const text = [
    `# yaml-language-server: $schema=${schema}`,
    '# What the code cannot say and you vouch for. Nothing counts yet: take the `#` away from what is so, and write values in place of the words in capitals.',
    '# Whatever leans on one of these says so, with its line.',
    '',
    ...commented(lines.slice(0, -1)),
    '',
  ].join('\n')
  return { text, statements, waiting: [...waiting].filter(({ outcome }) => outcome === 'unsure').length }
}

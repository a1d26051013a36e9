/** What is looked at of a private endpoint: its zones, where its name leads, who reaches the resource besides, and whether security groups count for it. */
import { type Cloud, cloudOf } from '../azure/clouds.ts'
import { zoneRows } from '../azure/private-link-zones.ts'
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { AddressTerm } from '../model/entity.ts'
import type { PrivateEndpoint } from '../model/kinds/private-endpoint.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import type { LeadsTo } from '../model/targeting.ts'
import type { DnsPath } from '../semantics/dns-path.ts'
import { hostIn } from '../semantics/host-name.ts'
import { fitOf, isCalledByName, zonesFor } from '../semantics/private-links.ts'
import { judgeClients } from './endpoint-clients.ts'
import { leadTo, rezoned } from './endpoint-remedies.ts'
import type { Answer, RuleHead, Whole } from './kind.ts'
import { type Asked, decidingStep, endText, judgePaths, type Measure, type NamesVerdict, stepsOf } from './name-paths.ts'
import { placeOf } from './naming.ts'
import { cloudsOf, networksOf } from './subject-networks.ts'

export interface EndpointCheck {
  readonly about: string
  judge(head: RuleHead, item: string, endpoint: PrivateEndpoint, whole: Whole): readonly Answer[]
}

const answer = (
  head: RuleHead,
  item: string,
  outcome: Answer['outcome'],
  more: Pick<Answer, 'question' | 'span'> &
    Partial<Pick<Answer, 'message' | 'help' | 'related' | 'doubts' | 'leansOn' | 'part' | 'remedy'>>,
): Answer => ({
  item,
  severity: head.severity,
  outcome,
  message: outcome === 'fails' ? (more.message ?? '') : '',
  question: more.question,
  span: more.span,
  ...(more.part === undefined ? {} : { part: more.part }),
  ...(more.help === undefined || outcome === 'holds' ? {} : { help: more.help }),
  ...(more.remedy === undefined || outcome !== 'fails' ? {} : { remedy: more.remedy }),
  related: more.related ?? [],
  decidedBy: [],
  doubts: outcome === 'unsure' ? (more.doubts ?? []) : [],
  leansOn: more.leansOn ?? [],
  ...(head.why === undefined ? {} : { why: head.why }),
  policySpan: head.span,
})

const cloudOfZone = (zone: string, leads: LeadsTo): readonly Cloud[] => [
  ...new Set(
    zoneRows
      .filter(
        (row) =>
          row.type === leads.type &&
          leads.connection.subresources.known &&
          row.subresources.some((one) => leads.connection.subresources.known && leads.connection.subresources.value.includes(one)),
      )
      .filter(({ zones }) => zones.some((one) => one === zone || (one.includes('{') && fitOf(leads, zone) === 'right')))
      .map(({ cloud }) => cloud),
  ),
]

/** The zone group names the zone that Azure has for what the endpoint leads to, in its cloud. */
const zone: EndpointCheck = {
  about: 'the zones that get its records are those of what it leads to, in its cloud',
  judge: (head, item, endpoint, whole) => {
    const { naming } = whole.subjects.network
    const { groups, more } = naming.groupsOf(endpoint)
    if (groups.length === 0) return []
    const leads = naming.leadsTo(endpoint)
    const { clouds, doubts: cloudDoubts } = cloudsOf(endpoint, whole.subjects.network, [])
    const question = `whether \`${endpoint.id}\` has its records in the zones of what it leads to`
    const doubts: (readonly Doubt[])[] = [more, endpoint.moreConnections]
    let isRight = false
    for (const { group, certain, doubts: why } of groups) {
      doubts.push(group.more, certain ? [] : why)
      for (const pointer of group.zones)
        for (const meant of naming.zonesMeant(pointer)) {
          if (!meant.name.known) {
            doubts.push(meant.name.doubts)
            continue
          }
          const name = meant.name.value.toLowerCase()
          const fits = leads.map((one) => ({ one, fit: fitOf(one, name) }))
          const right = fits.filter(({ fit }) => fit === 'right')
          const inCloud = right.filter(({ one }) => cloudOfZone(name, one).some((cloud) => clouds.includes(cloud)))
          if (!meant.certain || !certain) doubts.push(meant.doubts)
          else if (inCloud.length > 0 && clouds.length === 1) isRight = true
          else if (right.length > 0 && clouds.length > 1) doubts.push(cloudDoubts)
          else if (fits.some(({ fit, one }) => fit === 'unknown' && one.target === undefined))
            doubts.push(fits.flatMap(({ one }) => (one.doubts.length > 0 ? one.doubts : [hidden(endpoint, one)])))
          else if (fits.some(({ fit }) => fit === 'unknown')) doubts.push(fits.map(({ one }) => hidden(endpoint, one)))
        }
    }
    const open = mergeDoubts(...doubts)
    if (isRight) return [answer(head, item, 'holds', { question, span: endpoint.span })]
    const [first] = groups
    if (open.length > 0 || leads.length === 0)
      return [
        answer(head, item, 'unsure', { question, span: first!.group.span, doubts: open.length > 0 ? open : [hidden(endpoint, undefined)] }),
      ]
    const wanted = [
      ...new Set(
        leads.flatMap((one) =>
          (zonesFor(one) ?? []).filter((name) => cloudOfZone(name, one).some((cloud) => clouds.includes(cloud)) || name.includes('{')),
        ),
      ),
    ]
    const names = groups.flatMap(({ group }) =>
      group.zones.flatMap((pointer) => naming.zonesMeant(pointer).flatMap(({ name }) => (name.known ? [name.value] : []))),
    )
    const [pointer] = first!.group.zones
    return [
      answer(head, item, 'fails', {
        question,
        message: `\`${endpoint.id}\` has its records in ${names.map((name) => `\`${name}\``).join(', ') || 'no zone'}, where nobody asks for them: ${words(leads)} needs ${wanted.map((name) => `\`${name}\``).join(' or ')}`,
        span: pointer?.origin.span ?? first!.group.span,
        help: `name the zone ${wanted.map((name) => `\`${name}\``).join(' or ')} in the zone group`,
        remedy: () => rezoned(endpoint, wanted, whole),
        related: [{ message: 'what it leads to', span: leads[0]!.connection.span }],
      }),
    ]
  },
}

const words = (leads: readonly LeadsTo[]): string =>
  leads
    .flatMap(({ connection }) => (connection.subresources.known ? connection.subresources.value : []))
    .map((one) => `\`${one}\``)
    .join(', ') || 'what it leads to'

const hidden = (endpoint: PrivateEndpoint, leads: LeadsTo | undefined): Doubt => ({
  reason: 'external',
  what: `what \`${endpoint.id}\` leads to`,
  span: leads?.connection.span ?? endpoint.span,
})

/** Public names of what the endpoint leads to; undefined where they are not known. */
const namesOf = (endpoint: PrivateEndpoint, leads: LeadsTo, clouds: readonly Cloud[]) => {
  const { subresources } = leads.connection
  if (leads.type === undefined || !isCalledByName(leads.type) || !subresources.known || clouds.length !== 1) return undefined
  const rows = zoneRows.filter(
    (row) =>
      row.type === leads.type &&
      clouds.includes(row.cloud) &&
      row.subresources.some((one) => subresources.value.includes(one) && !one.endsWith('_secondary')),
  )
  const names = rows.flatMap(({ publicDomains }) => {
    const [domain] = publicDomains
    const name = domain === undefined || domain.includes('{') ? undefined : hostIn(leads.name, domain)
    return name === undefined ? [] : [name]
  })
  return names.length === 0 ? undefined : { names, endpoint }
}

const sameAddress = (a: AddressTerm, b: AddressTerm): boolean | undefined => {
  if (a.kind === 'atom' && b.kind === 'atom') return a.identity === b.identity ? true : undefined
  if (a.kind === 'range' && b.kind === 'range') return a.range.first === b.range.first && a.range.family === b.range.family
  return undefined
}

const measureFor =
  (endpoint: PrivateEndpoint) =>
  ({ end }: DnsPath): Measure => {
    if (end.kind === 'unknown' || end.kind === 'forwarded') return 'open'
    if (end.kind !== 'private') return 'wrong'
    if (end.endpoint === endpoint) return 'right'
    if (end.endpoint !== undefined) return 'open'
    const same = end.addresses.flatMap((one) => endpoint.addresses.map((own) => sameAddress(one, own)))
    if (same.includes(true)) return 'right'
    return same.includes(undefined) || endpoint.moreAddresses.length > 0 || same.length === 0 ? 'open' : 'wrong'
  }

/** Subnets that hold nothing but private endpoints ask for no names. */
const hasClients = (whole: Whole, network: VirtualNetwork): boolean => {
  const { network: all } = whole.subjects
  const withEndpoints = new Set(
    all
      .ofKind('private-endpoint')
      .flatMap(({ subnet }) => all.link(subnet, 'subnet').options.flatMap((option) => (option.to === 'entity' ? [option.entity.id] : []))),
  )
  const own = all
    .ofKind('subnet')
    .filter((subnet) =>
      all.link(subnet.virtualNetwork, 'virtual-network').options.some((option) => option.to === 'entity' && option.entity === network),
    )
  return own.some((subnet) => !withEndpoints.has(subnet.id) || all.interfacesIn(subnet).length > 0)
}

const clientsOf = (whole: Whole, own: VirtualNetwork): readonly VirtualNetwork[] => {
  if (hasClients(whole, own)) return [own]
  const { routing } = whole.subjects.network
  const peers = routing
    .peeringsOf(own)
    .flatMap(({ network }) => network.options.flatMap((option) => (option.to === 'entity' ? [option.entity] : [])))
  return peers.length === 0 ? [own] : peers
}

/** The public name leads to the endpoint where its clients ask for it. */
const resolution: EndpointCheck = {
  about: 'the public name of the resource leads to it, from the virtual network that it is in',
  judge: (head, item, endpoint, whole) => {
    const { subjects } = whole
    const { networks, more } = networksOf(whole)
    const leads = subjects.network.naming.leadsTo(endpoint)
    const { clouds, doubts: cloudDoubts } = cloudsOf(
      endpoint,
      subjects.network,
      networks.map(({ network }) => network),
    )
    const [at] = networks
    const question = `whether the public name of what \`${endpoint.id}\` leads to is answered with its address`
    const unsure = (doubts: readonly Doubt[]): readonly Answer[] => [
      answer(head, item, 'unsure', { question, span: endpoint.span, doubts }),
    ]
    const isService =
      leads.length > 0 &&
      leads.every(
        ({ type, connection }) => type === undefined && connection.subresources.known && connection.subresources.value.length === 0,
      )
    // A private link service of one's own has no name that Azure knows.
    if (isService) return []
    if (at === undefined || networks.length !== 1 || more.length > 0)
      return unsure(
        mergeDoubts(more, ...networks.map(({ doubts }) => doubts)).length > 0
          ? mergeDoubts(more, ...networks.map(({ doubts }) => doubts))
          : [hidden(endpoint, undefined)],
      )
    const found = leads.map((one) => ({ one, asked: namesOf(endpoint, one, clouds) }))
    const readable = found.flatMap(({ asked }) => asked?.names ?? [])
    if (readable.length === 0) {
      const untold = leads.filter((one) => one.type !== undefined && one.connection.subresources.known)
      // A service whose names are not in the table is not asked for.
      if (untold.length === leads.length && leads.length > 0 && clouds.length === 1) return []
      return unsure(
        mergeDoubts(
          cloudDoubts,
          ...leads.map((one) => (one.doubts.length > 0 ? one.doubts : [hidden(endpoint, one)])),
          endpoint.moreConnections,
        ),
      )
    }
    const clients = clientsOf(whole, at.network)
    const verdicts = clients.map((network): { readonly network: VirtualNetwork; readonly verdict: NamesVerdict } => {
      const asked: readonly Asked[] = readable.map((name) => ({ name: name.text, paths: subjects.world.resolve(network, name) }))
      return { network, verdict: judgePaths(asked, measureFor(endpoint)) }
    })
    const best =
      verdicts.find(({ verdict }) => verdict.outcome === 'holds') ??
      verdicts.find(({ verdict }) => verdict.outcome === 'unsure') ??
      verdicts[0]!
    const { network, verdict } = best
    const isManual = leads.some(({ connection }) => !connection.manual.known || connection.manual.value)
    const outcome = verdict.outcome === 'fails' && (isManual || !at.certain) ? 'unsure' : verdict.outcome
    const { witness } = verdict
    const shown = readable.map(({ text }) => `\`${text}\``).join(', ')
    return [
      answer(head, item, outcome, {
        question: `whether ${shown} leads to \`${endpoint.id}\` in \`${network.id}\``,
        message:
          witness === undefined
            ? ''
            : `${verdict.wrong.map((name) => `\`${name}\``).join(', ')} does not lead to \`${endpoint.id}\` in \`${network.id}\`: ${endText(witness)}`,
        span: witness === undefined || outcome !== 'fails' ? endpoint.span : nearest(witness, endpoint),
        ...(outcome === 'unsure' && verdict.say[0] !== undefined
          ? { help: `say \`${verdict.say[0]}\` in the assumptions, if it is so` }
          : {}),
        ...(outcome === 'fails' ? { help: helpFor(endpoint, network, whole) } : {}),
        remedy: () => leadTo(network, readable, verdict.wrong, whole),
        related:
          witness === undefined || outcome !== 'fails'
            ? [{ message: `asked from \`${network.id}\``, span: network.span }]
            : stepsOf(witness),
        doubts: mergeDoubts(
          verdict.doubts,
          at.doubts,
          isManual ? [{ reason: 'external', what: `whether the connection of \`${endpoint.id}\` is approved`, span: endpoint.span }] : [],
        ),
        leansOn: verdict.leansOn,
      }),
    ]
  },
}

/** Where the author of the endpoint can act: a way that ends in public DNS has no line of its own. */
const nearest = (path: DnsPath, endpoint: PrivateEndpoint) =>
  path.end.kind === 'public' && path.steps.every(({ via }) => via === 'azure-dns' || via === 'public' || via === 'private-link')
    ? endpoint.span
    : decidingStep(path, endpoint.span)

const helpFor = (endpoint: PrivateEndpoint, network: VirtualNetwork, { subjects }: Whole): string => {
  const { groups } = subjects.network.naming.groupsOf(endpoint)
  const zones = [
    ...new Set(
      subjects.network.naming
        .leadsTo(endpoint)
        .flatMap((one) => (zonesFor(one) ?? []).filter((name) => cloudOfZone(name, one).includes(cloudNow(network)))),
    ),
  ]
  const named = zones.map((name) => `\`${name}\``).join(' or ')
  return groups.length === 0
    ? `give it a zone group with the zone ${named}, linked to \`${network.id}\``
    : `link the zone ${named} to the virtual network where the question is answered`
}

const cloudNow = ({ location }: VirtualNetwork): Cloud => (location.known ? cloudOf(location.value) : 'public')

const exposure: EndpointCheck = {
  about: 'nobody reaches the resource from public networks without a rule',
  judge: (head, item, endpoint, whole) => {
    const { naming } = whole.subjects.network
    return naming.leadsTo(endpoint).flatMap((leads, index): Answer[] => {
      const { target } = leads
      if (target === undefined || target.open) return []
      const { publicAccess, otherwise } = naming.accessOf(target)
      const question = `whether \`${target.id}\` is reached from every public network besides`
      const part = index === 0 ? {} : { part: target.id }
      const closed = (publicAccess.known && !publicAccess.value) || (otherwise.known && otherwise.value === 'deny')
      if (closed) return [answer(head, item, 'holds', { ...part, question, span: target.span })]
      const doubts = mergeDoubts(
        publicAccess.known ? [] : publicAccess.doubts,
        otherwise.known ? [] : otherwise.doubts,
        leads.certain ? [] : leads.doubts,
      )
      const isWritten = publicAccess.known && publicAccess.origin.span.start !== target.span.start
      const span = publicAccess.known ? placeOf(publicAccess) : target.span
      if (doubts.length > 0) return [answer(head, item, 'unsure', { ...part, question, span: target.span, doubts })]
      return [
        answer(head, item, 'fails', {
          ...part,
          question,
          message: `\`${target.id}\` is reached from every public network as well: ${isWritten ? 'its public access is on' : 'nothing switches its public access off'}`,
          span,
          help: 'switch its public network access off, or let its firewall deny whom no rule names',
          remedy: () => ({ kind: 'close', target }),
          related: [{ message: 'the private endpoint', span: endpoint.span }],
        }),
      ]
    })
  },
}

const groupsCount: EndpointCheck = {
  about: 'the network security group of its subnet counts for it',
  judge: (head, item, endpoint, whole) =>
    whole.places.flatMap((place): Answer[] => {
      const [point] = place.points
      const policies = point?.subnet.groupPolicies
      if (point === undefined || place.points.length !== 1 || place.maybeElsewhere || policies === undefined) return []
      const attached = whole.subjects.world.attachedNsg(point)
      if (attached.answer === 'no') return []
      const question = `whether the network security group of \`${point.subnet.id}\` counts for \`${endpoint.id}\``
      if (policies.known && policies.value) return [answer(head, item, 'holds', { question, span: endpoint.span })]
      const doubts = mergeDoubts(attached.answer === 'unsure' ? attached.doubts : [], policies.known ? [] : policies.doubts)
      if (doubts.length > 0) return [answer(head, item, 'unsure', { question, span: placeOf(policies), doubts })]
      return [
        answer(head, item, 'fails', {
          question,
          message: `the network security group of \`${point.subnet.id}\` decides nothing for \`${endpoint.id}\`: network policies for private endpoints are off there`,
          span: placeOf(policies),
          help: 'set the network policies of the subnet for private endpoints to `NetworkSecurityGroupEnabled` or `Enabled`',
          related: [{ message: 'the private endpoint', span: endpoint.span }],
        }),
      ]
    }),
}

const clients: EndpointCheck = {
  about: 'its clients, or at least something of its virtual network, are let in by the network security group of its subnet',
  judge: judgeClients,
}

export const endpointChecks = { zone, resolution, 'public-access': exposure, clients, 'groups-count': groupsCount } as const

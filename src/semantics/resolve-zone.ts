/** A private zone is asked for a name: its records, those of private endpoints, machines entered by themselves, or nothing. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { Fact } from '../model/entity.ts'
import { compareNames } from '../model/identity.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import type { DnsRecord } from '../model/name-joins.ts'
import type { LinkedZone, ZoneRecord } from '../model/naming.ts'
import type { Network } from '../model/network.ts'
import type { DnsStep, HostName, Walk } from './dns-path.ts'
import { hostName, isAnyName, relativeName } from './host-name.ts'
import { type EndpointRecord, endpointRecords } from './private-links.ts'
import { type Engine, eachOf, given, perhaps, step } from './resolve-walk.ts'

interface Contents {
  readonly named: ReadonlyMap<string, readonly ZoneRecord[]>
  readonly loose: readonly ZoneRecord[]
  readonly ofEndpoints: readonly EndpointRecord[]
  readonly more: readonly Doubt[]
}

const machinesOf = (network: Network, of: VirtualNetwork, label: string): boolean =>
  network
    .ofKind('virtual-machine')
    .some(
      ({ name, interfaces, presence }) =>
        name.known &&
        name.value.toLowerCase() === label &&
        presence.certain &&
        interfaces.some((pointer) =>
          network
            .link(pointer, 'network-interface')
            .options.some(
              (option) =>
                option.to === 'entity' &&
                option.entity.ipConfigurations.some(({ subnet }) =>
                  network
                    .link(subnet, 'subnet')
                    .options.some(
                      (one) =>
                        one.to === 'entity' &&
                        network
                          .link(one.entity.virtualNetwork, 'virtual-network')
                          .options.some((parent) => parent.to === 'entity' && parent.entity === of),
                    ),
                ),
            ),
        ),
    )

export const createZones = (network: Network) => {
  const known = new Map<string, Contents>()
  const contentsOf = (zone: LinkedZone, name: string): Contents => {
    const key = `${zone.key} ${name}`
    let contents = known.get(key)
    if (contents === undefined) {
      const { records, groups, more } = network.naming.recordsIn(zone)
      const named = new Map<string, ZoneRecord[]>()
      const loose: ZoneRecord[] = []
      for (const one of records) {
        if (!one.record.name.known) {
          loose.push(one)
          continue
        }
        const label = one.record.name.value.toLowerCase()
        const list = named.get(label)
        if (list === undefined) named.set(label, [one])
        else list.push(one)
      }
      const own = endpointRecords(network, groups, name)
      contents = { named, loose, ofEndpoints: own.records, more: mergeDoubts(more, own.more) }
      known.set(key, contents)
    }
    return contents
  }

  /** Wildcards that stand or may stand for a name: that of the closest name that there is. https://learn.microsoft.com/azure/dns/dns-zones-records#wildcard-records */
  const wildcardsFor = (
    relative: string,
    { named }: Contents,
  ): readonly { readonly one: ZoneRecord; readonly certain: boolean; readonly doubts: readonly Doubt[] }[] => {
    // The zone itself is there.
    const labels = relative === '@' ? [] : relative.split('.')
    const found: { one: ZoneRecord; certain: boolean; doubts: readonly Doubt[] }[] = []
    let passed: readonly Doubt[] = []
    for (let index = 1; index <= labels.length; index++) {
      const rest = labels.slice(index).join('.')
      const wild = named.get(rest === '' ? '*' : `*.${rest}`) ?? []
      for (const one of wild) found.push({ one, certain: one.certain && passed.length === 0, doubts: mergeDoubts(one.doubts, passed) })
      const here = [...named].flatMap(([label, records]) => (label === rest || (rest !== '' && label.endsWith(`.${rest}`)) ? records : []))
      if (rest === '' || here.some(({ certain }) => certain)) break
      passed = mergeDoubts(passed, ...here.map(({ doubts }) => doubts))
    }
    return found
  }

  const answer = (engine: Engine, walk: Walk, name: HostName, linked: LinkedZone, zoneName: string, asked: VirtualNetwork): void => {
    const contents = contentsOf(linked, zoneName)
    const relative = relativeName(name, zoneName, { span: linked.link.span })
    const at: Pick<DnsStep, 'at' | 'via' | 'name'> = { at: linked.zone?.id ?? zoneName, via: 'private-zone', name: name.text }
    const { link, zone } = linked
    const besides = [
      { text: `\`${link.address}\` links it`, span: link.span },
      ...(zone === undefined ? [] : [{ text: `\`${zone.id}\` is the zone`, span: zone.span }]),
    ]
    const arrive = (from: Walk, text: string, span: DnsStep['span']): Walk => step(from, { ...at, text, span, besides })
    const linkText = `private zone \`${zoneName}\`, linked to \`${asked.id}\``

    const record = (from: Walk, { record: one }: ZoneRecord): void => {
      const to = arrive(from, `${linkText}, has a record`, one.span)
      if (one.type === 'other') engine.end(to, name, { kind: 'no-answer', why: 'no-address' })
      else if (one.type === 'alias') follow(to, one)
      else if (one.addresses.known) engine.end(to, name, { kind: 'private', addresses: one.addresses.value })
      else
        engine.end(to, name, {
          kind: 'private',
          addresses: [
            { kind: 'atom', identity: `addresses of ${one.address}`, doubts: one.addresses.doubts, origin: one.addresses.origin },
          ],
        })
    }
    const follow = (from: Walk, one: DnsRecord): void => {
      const alias: Fact<string> | undefined = one.alias
      const target = alias?.known ? hostName(alias.value) : undefined
      if (target === undefined) {
        const doubts: readonly Doubt[] =
          alias === undefined || alias.known
            ? [{ reason: 'error', what: `the target of \`${one.address}\``, span: one.span }]
            : alias.doubts
        engine.end(from, name, { kind: 'unknown', doubts })
        return
      }
      engine.azure(
        step(from, { at: one.address, via: 'alias', text: `the record leads on to \`${target.text}\``, name: name.text, span: one.span }),
        target,
        asked,
      )
    }
    const ofEndpoint = (from: Walk, { endpoint, group }: EndpointRecord): void =>
      engine.end(arrive(from, `${linkText}, has the record of \`${endpoint.id}\``, group.group.span), name, {
        kind: 'private',
        addresses: endpoint.addresses,
        endpoint,
      })

    const takes: { readonly sure: boolean; readonly doubts: readonly Doubt[]; readonly take: (walk: Walk) => void }[] = []
    const consider = (recordName: Fact<string>, certain: boolean, doubts: readonly Doubt[], take: (walk: Walk) => void): void => {
      const relation = compareNames(recordName, relative)
      if (relation === 'different') return
      const why = mergeDoubts(
        doubts,
        relation === 'same' ? [] : [...(recordName.known ? [] : recordName.doubts), ...(relative.known ? [] : relative.doubts)],
      )
      takes.push({ sure: certain && relation === 'same', doubts: why, take })
    }
    if (!isAnyName(relative)) {
      const exact = relative.known ? (contents.named.get(relative.value.toLowerCase()) ?? []) : [...contents.named.values()].flat()
      for (const one of [...exact, ...contents.loose]) consider(one.record.name, one.certain, one.doubts, (from) => record(from, one))
      for (const one of contents.ofEndpoints) consider(one.name, one.certain, one.doubts, (from) => ofEndpoint(from, one))
    }
    const sure = takes.filter((one) => one.sure)
    // Several that count: which of them wrote last is not in the code.
    const twice: readonly Doubt[] = [{ reason: 'error', what: `which record of \`${name.text}\` counts`, span: linked.link.span }]
    const [only] = sure
    const unsure = takes.filter((one) => !one.sure)
    for (const one of unsure) one.take(perhaps(walk, one.doubts))
    const doubts = mergeDoubts(...unsure.map((one) => one.doubts))
    if (only !== undefined) {
      for (const one of sure)
        one.take(given(walk, sure.length === 1 && unsure.length === 0, mergeDoubts(doubts, sure.length > 1 ? twice : [])))
      return
    }
    const rest = given(walk, unsure.length === 0, doubts)

    const registered = network.naming.registeredIn(linked)
    const label =
      relative.known && !relative.value.includes('.') && relative.value !== '@' && !isAnyName(relative)
        ? relative.value.toLowerCase()
        : undefined
    const machine = label === undefined ? undefined : registered.find((one) => machinesOf(network, one.network, label))
    if (machine !== undefined) {
      const to = arrive(
        given(rest, machine.certain, machine.doubts),
        `${linkText}, has the machine \`${label}\` of \`${machine.network.id}\``,
        machine.network.span,
      )
      engine.end(to, name, { kind: 'private', addresses: [] })
      if (machine.certain) return
    }
    const mayRegister = registered.length > 0 && (label !== undefined || !relative.known)
    // Records of machines, and those that are not known, may be closer than a wildcard.
    const machines: readonly Doubt[] = mayRegister
      ? [{ reason: 'external', what: `machines of \`${registered[0]!.network.id}\``, span: registered[0]!.network.span }]
      : []
    const closer = mergeDoubts(machines, machine?.doubts ?? [], contents.more)
    const unregistered = given(rest, closer.length === 0 && machine === undefined, closer)

    const wild = relative.known ? wildcardsFor(relative.value.toLowerCase(), contents) : []
    for (const { one, certain, doubts: why } of wild) record(given(unregistered, certain, why), one)
    const afterWild = given(unregistered, wild.length === 0, mergeDoubts(...wild.map((one) => one.doubts)))

    const hidden = mergeDoubts(contents.more, machines)
    if (hidden.length > 0)
      engine.end(arrive(perhaps(afterWild, hidden), linkText, linked.link.span), name, { kind: 'unknown', doubts: hidden })
    if (wild.some(({ certain }) => certain)) return
    const without = given(afterWild, hidden.length === 0, hidden)
    const missing = arrive(without, `${linkText}, has no record for it`, linked.link.span)
    // https://learn.microsoft.com/azure/dns/private-dns-fallback: zones of Private Link alone
    if (!/(?:^|\.)privatelink\./.test(zoneName)) {
      engine.end(missing, name, { kind: 'no-answer', why: 'no-such-name' })
      return
    }
    eachOf(linked.link.fallback, missing, (falls, from) => {
      if (!falls) engine.end(from, name, { kind: 'no-answer', why: 'no-such-name' })
      else
        engine.end(
          step(from, {
            ...at,
            via: 'fallback',
            text: 'the link lets public DNS answer what the zone does not have',
            span: linked.link.fallback.origin.span,
          }),
          name,
          {
            kind: 'public',
            through: 'azure',
          },
        )
    })
  }
  return { answer }
}

/** Virtual networks that are vouched for, and the parts of the code, come in; those that the code refers to and does not declare go out as open entities, with the peerings that they are said to have. */
import type { Doubt } from '../eval/value.ts'
import type { Sink } from '../text/diagnostic.ts'
import type { AssumedNetwork, Assumptions } from './assumptions.ts'
import { type Fact, known, notKnown, type Pointer } from './entity.ts'
import { compareNames, nameKey, parseArmId } from './identity.ts'
import type { Extension } from './kind.ts'
import type { AnyEntity } from './kinds/index.ts'
import type { VirtualNetwork } from './kinds/virtual-network.ts'
import type { Parts } from './read-network.ts'
import { compareGroups, type GroupNames, worse } from './relate.ts'
import { compareSubscriptions, isOfWhoeverDeploys } from './subscriptions.ts'

export interface AssumedParts {
  /** Beside what is declared. */
  readonly entities: readonly VirtualNetwork[]
  /** In place of the data sources given. */
  readonly data: readonly AnyEntity[]
  readonly extensions: readonly Extension[]
  /** Whom an unknown means, by its identity: `var.hub_id`. */
  readonly meant: ReadonlyMap<string, Pointer>
}

/** Where the code mentions a virtual network of that name: resource groups in lower case, as far as they are known, and subscriptions. */
interface Mention {
  readonly group: string | undefined
  readonly subscription: Fact<string> | undefined
}

const lower = (fact: Fact<string> | undefined): string | undefined => (fact?.known === true ? fact.value.toLowerCase() : undefined)

const mentionsIn = (parts: Parts, data: readonly VirtualNetwork[]): ReadonlyMap<string, readonly Mention[]> => {
  const found = new Map<string, Mention[]>()
  const note = (name: string | undefined, mention: Mention): void => {
    if (name === undefined) return
    const key = name.toLowerCase()
    const noted = found.get(key)
    if (noted === undefined) found.set(key, [mention])
    else noted.push(mention)
  }
  const read = (pointer: Pointer): void => {
    if (pointer.by === 'name') note(lower(pointer.name), { group: lower(pointer.resourceGroup), subscription: pointer.subscription })
    else if (pointer.by === 'id') {
      const id = parseArmId(pointer.id)
      const [outer] = id?.resources ?? []
      if (outer?.type === 'virtualnetworks')
        note(outer.name, {
          group: id?.resourceGroup?.toLowerCase(),
          subscription: id?.subscription === undefined ? undefined : known(id.subscription.toLowerCase(), pointer.origin),
        })
    }
  }
  for (const entity of [...parts.managed, ...parts.data]) if (entity.kind === 'subnet') read(entity.virtualNetwork)
  for (const { virtualNetworks } of parts.extensions) for (const pointer of virtualNetworks) read(pointer)
  for (const { name, resourceGroup, subscription } of data)
    note(name.known ? name.value : undefined, { group: lower(resourceGroup), subscription })
  return found
}

/** What all of them agree on; undefined where they mean several, or may. */
const agreed = (mentions: readonly Mention[]): Mention | undefined => {
  const groups = new Set(mentions.map(({ group }) => group))
  // Who says nothing of the subscription means the provider's own, which an id may spell out.
  const said = mentions.flatMap(({ subscription }) =>
    subscription === undefined || isOfWhoeverDeploys(subscription) ? [] : [subscription],
  )
  const subscriptions = new Set(said.map((one) => nameKey(one) ?? one))
  if (groups.size !== 1 || subscriptions.size > 1 || (mentions.length > 1 && groups.has(undefined))) return undefined
  return { group: [...groups][0], subscription: said[0] }
}

export const assumedNetworks = (assumptions: Assumptions, parts: Parts, groups: GroupNames, sink: Sink): AssumedParts => {
  const entities: VirtualNetwork[] = []
  const replaced = new Map<AnyEntity, VirtualNetwork>()
  const extensions: Extension[] = []
  const meant = new Map<string, Pointer>()
  const of = (list: readonly AnyEntity[]): readonly VirtualNetwork[] => list.flatMap((one) => (one.kind === 'virtual-network' ? [one] : []))
  const declared = of(parts.managed)
  const data = of(parts.data)
  const mentions = assumptions.virtualNetworks.length === 0 ? new Map<string, readonly Mention[]>() : mentionsIn(parts, data)
  /** Where each of them is found, by its name in the file. */
  const places = new Map<string, Pointer>()

  const spaceOf = ({ prefixes, span }: AssumedNetwork): VirtualNetwork['addressSpace'] =>
    known(
      prefixes.map(({ value, span: at }) => ({ kind: 'range' as const, range: value, origin: { span: at } })),
      { span },
    )
  const ambiguous = ({ name, span }: AssumedNetwork): void =>
    sink({
      code: 'assumptions/ambiguous-network',
      severity: 'warning',
      message: `which virtual network \`${name}\` is cannot be told: the code means several of that name, or may`,
      span,
      help: 'give its `id`, or name it as the code refers to it: `data.azurerm_virtual_network.hub`',
    })

  /** Its pointer, where the code refers to it. */
  const find = (entry: AssumedNetwork): Pointer | undefined => {
    const { name, span } = entry
    const origin = { span }
    const at = (address: string): Pointer => ({ by: 'address', address, origin })
    const source = data.find(({ id }) => id === name)
    if (source !== undefined) {
      replaced.set(source, { ...source, addressSpace: spaceOf(entry), assumed: span })
      return at(source.id)
    }
    const id = entry.id === undefined ? undefined : parseArmId(entry.id)
    const fact = (value: string | undefined): Fact<string> =>
      value === undefined ? notKnown([{ reason: 'external', what: `the id of \`${name}\``, span }], origin) : known(value, origin)
    const own = known(id?.resources[0]?.name ?? name, origin)
    const mentioned = id === undefined ? mentions.get(name.toLowerCase()) : undefined
    const { group, subscription } =
      id === undefined
        ? mentioned === undefined
          ? { group: undefined, subscription: undefined }
          : (agreed(mentioned) ?? {})
        : { group: id.resourceGroup, subscription: id.subscription === undefined ? undefined : known(id.subscription, origin) }
    const namesakes = declared.filter((one) => compareNames(own, one.name) !== 'different')
    const same = namesakes.filter(
      (one) =>
        worse([
          compareNames(own, one.name),
          id === undefined ? 'maybe' : compareGroups(groups, fact(group), one.resourceGroup),
          compareSubscriptions(parts.subscriptions, subscription, one.subscription) === 'different' ? 'different' : 'same',
        ]) === 'same',
    )
    // What the code declares is as the code declares it.
    if (same.length === 1) return at(same[0]!.id)
    if (id === undefined && namesakes.some((one) => compareNames(own, one.name) === 'same')) return undefined
    if (mentioned !== undefined && agreed(mentioned) === undefined) {
      ambiguous(entry)
      return undefined
    }
    const [only, ...more] = data.filter((one) => one.name.known && one.name.value.toLowerCase() === name.toLowerCase())
    if (id === undefined && mentioned?.length === 1 && only !== undefined && more.length === 0) {
      replaced.set(only, { ...only, addressSpace: spaceOf(entry), assumed: span })
      return at(only.id)
    }
    const address = `assumed/${name}`
    entities.push({
      kind: 'virtual-network',
      id: address,
      name: own,
      presence: { certain: true },
      span,
      open: true,
      location: notKnown([{ reason: 'external', what: `the region of \`${name}\``, span }], origin),
      resourceGroup: fact(group),
      ...(subscription === undefined ? {} : { subscription }),
      addressSpace: spaceOf(entry),
      assumed: span,
    })
    return at(address)
  }

  for (const entry of assumptions.virtualNetworks) {
    const pointer = find(entry)
    if (pointer === undefined) continue
    places.set(entry.name.toLowerCase(), pointer)
    meant.set(entry.name, pointer)
  }

  /** Whom a name in `peered-with` means here; undefined where it is no network of this code. */
  const peerOf = (text: string, entry: AssumedNetwork, origin: Pointer['origin']): Pointer | undefined => {
    const place = places.get(text.toLowerCase())
    if (place !== undefined) return { ...place, origin }
    if (text.startsWith('/')) return { by: 'id', id: text, origin }
    const hits = [...declared, ...data].filter((one) => one.id === text || lower(one.name) === text.toLowerCase())
    if (hits.length > 1) {
      ambiguous({ ...entry, name: text, span: origin.span })
      return undefined
    }
    return hits[0] === undefined ? undefined : { by: 'address', address: hits[0].id, origin }
  }

  for (const entry of assumptions.virtualNetworks) {
    const own = places.get(entry.name.toLowerCase())
    // Of a network that the code declares the code tells the peerings.
    if (own?.by !== 'address' || declared.some(({ id, foreign }) => id === own.address && !foreign)) continue
    for (const { value, span } of entry.peeredWith ?? []) {
      const remote = peerOf(value, entry, { span })
      if (remote !== undefined) extensions.push(peering(`the peering of ${entry.name} with ${value}, as assumed`, own, remote, span))
    }
  }
  return { entities, data: parts.data.map((one) => replaced.get(one) ?? one), extensions, meant }
}

const peering = (address: string, own: Pointer, remote: Pointer, span: AssumedNetwork['span']): Extension => {
  const origin = { span }
  const doubts: readonly Doubt[] = [{ reason: 'external', what: address, span }]
  const open = notKnown<boolean>(doubts, origin)
  return {
    kind: 'extension',
    address,
    virtualNetworks: [own, remote],
    subnets: [],
    span,
    routed: true,
    peering: {
      own,
      remote,
      presence: { certain: true },
      whole: true,
      switches: { allowAccess: known(true, origin), allowForwardedTraffic: open, allowGatewayTransit: open, useRemoteGateways: open },
      address,
      span,
    },
  }
}

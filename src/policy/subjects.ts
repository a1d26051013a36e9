/** Subjects of policies: the entities of a kind, their fields for conditions, and the points at which they are judged. The only place here that asks the model's kinds. */
import type { Presence } from '../eval/declared.ts'
import type { Doubt } from '../eval/value.ts'
import { mergeDoubts } from '../eval/value.ts'
import { type Fact, type Link, notKnown } from '../model/entity.ts'
import { canBeJudged, isKind as isModelKind, kinds, fieldsOf as modelFields, type Surroundings } from '../model/kinds/index.ts'
import type { NetworkInterface } from '../model/kinds/network-interface.ts'
import { services } from '../model/kinds/private-link-target.ts'
import type { Subnet } from '../model/kinds/subnet.ts'
import type { AnyEntity, Kind, Network } from '../model/network.ts'
import type { FlowTerm, Point } from '../semantics/flow.ts'
import type { Span } from '../text/source.ts'
import type { FieldRow, FieldValue } from './conditions.ts'

/** Kinds of resources that policies can be for. */
export const subjectKinds: readonly Kind[] = Object.keys(kinds).filter((name): name is Kind => isModelKind(name))

/** Those that have places in subnets. */
export const placedKinds: readonly Kind[] = subjectKinds.filter(canBeJudged)

export const isKind = (name: string): name is Kind => subjectKinds.some((kind) => kind === name)

/** All that some text fields can be, so that a mistyped value in a condition is a mistake. */
const fieldValues: Readonly<Record<string, readonly string[]>> = {
  'api-management.tier': ['consumption', 'developer', 'basic', 'standard', 'premium', 'isolated', 'basicv2', 'standardv2', 'premiumv2'],
  'api-management.mode': ['none', 'external', 'internal'],
  'application-gateway.generation': ['v1', 'v2'],
  'application-gateway.frontend': ['public', 'private', 'both'],
  'private-link-target.service': services,
  'private-link-target.publicAccess': ['everyone', 'selected', 'nobody'],
  'flow-log.target': ['network-security-group', 'virtual-network', 'subnet', 'network-interface'],
  'bastion-host.sku': ['developer', 'basic', 'standard', 'premium'],
}

/** Types by which the code declares such resources, azurerm's first. */
export const resourceTypesOf = (kind: Kind): readonly string[] => {
  const { azurerm, arm } = kinds[kind] as { readonly azurerm?: object; readonly arm?: object }
  return [...Object.keys(azurerm ?? {}), ...Object.keys(arm ?? {})]
}

const rows = new Map<Kind, readonly FieldRow[]>()

/** The fields that conditions on a kind of resource may name. */
export const fieldsOf = (kind: Kind): readonly FieldRow[] => {
  let found = rows.get(kind)
  if (found === undefined) {
    found = modelFields(kind).map(({ name, type, about }): FieldRow => {
      const key = `${kind}.${name}`
      return Object.hasOwn(fieldValues, key) ? { name, type, about, values: fieldValues[key]! } : { name, type, about }
    })
    rows.set(kind, found)
  }
  return found
}

export const fieldOf = (entity: AnyEntity, network: Network, name: string): Fact<FieldValue> => {
  const field = modelFields(entity.kind).find((each) => each.name === name)
  const doubt: Doubt = { reason: 'unsupported', what: `${name} of ${entity.id}`, span: entity.span }
  return field === undefined ? notKnown([doubt], { span: entity.span }) : field.read(entity, network)
}

/** What this run declares; what it only refers to, and what is of another root, is not judged. */
export const subjectsOf = (kind: Kind, network: Network): readonly AnyEntity[] =>
  network.ofKind(kind).filter((entity) => !entity.open && !entity.foreign)

/** One place of a subject with everything that it can be: each point is possible, none is preferred. */
export interface Place {
  /** Tells the places of one subject apart. */
  readonly label: string
  /** What the place is to the subject, where it has several sorts of places. */
  readonly role?: string
  readonly points: readonly Point[]
  /** It may be in no subnet, or not exist. */
  readonly maybeNowhere: boolean
  /** It may be in a subnet of which nothing is known. */
  readonly maybeElsewhere: boolean
  /** Why it is not decided. */
  readonly doubts: readonly Doubt[]
  readonly span: Span
}

interface Spots {
  readonly spots: readonly {
    readonly label: string
    readonly role?: string
    readonly subnet: Link<Subnet>
    readonly nic?: NetworkInterface
    readonly region: Fact<string>
    readonly presence: Presence
    readonly span: Span
  }[]
  readonly more: readonly Doubt[]
  readonly moreRole?: string
}

/** Every (location, subnet) of a subject; `more` not empty: there may be further ones. A place that is surely nowhere is none. */
export const placesOf = (
  entity: AnyEntity,
  network: Network,
): { readonly places: readonly Place[]; readonly more: readonly Doubt[]; readonly moreRole?: string } => {
  const definition = kinds[entity.kind] as { readonly points?: (entity: AnyEntity, network: Surroundings) => unknown }
  if (definition.points === undefined) return { places: [], more: [] }
  const { spots, more, moreRole } = definition.points(entity, network) as Spots
  const places = spots.flatMap(({ label, role, subnet, nic, region, presence, span }): Place[] => {
    const points = subnet.options.flatMap((option): Point[] =>
      option.to === 'entity' ? [nic === undefined ? { subnet: option.entity, region } : { subnet: option.entity, nic, region }] : [],
    )
    const maybeElsewhere = subnet.options.some((option) => option.to === 'external')
    if (points.length === 0 && !maybeElsewhere) return []
    const presences = [presence, entity.presence].flatMap((each) => (each.certain ? [] : each.doubts))
    const uncertain = !presence.certain || !entity.presence.certain
    return [
      {
        label,
        ...(role === undefined ? {} : { role }),
        points,
        maybeNowhere: uncertain || subnet.options.some((option) => option.to === 'none'),
        maybeElsewhere,
        doubts: mergeDoubts(subnet.doubts, presences),
        span,
      },
    ]
  })
  return moreRole === undefined ? { places, more } : { places, more, moreRole }
}

/** Addresses at which packets reach the subject itself. Where the platform chooses them, any address of the subnet can be one. */
export const subjectTerms = (entity: AnyEntity, point: Point): readonly FlowTerm[] => {
  if (entity.kind === 'virtual-network') return [{ kind: 'virtual-network' }]
  if (entity.kind !== 'network-interface' || entity.moreIpConfigurations.length > 0) return [{ kind: 'subnet' }]
  const terms = entity.ipConfigurations.flatMap(({ privateAddress }): FlowTerm[] => {
    if (!privateAddress.known) return []
    const term = privateAddress.value
    return [term.kind === 'range' ? { kind: 'range', range: term.range } : { kind: 'atom', identity: term.identity, doubts: term.doubts }]
  })
  return terms.length > 0 && terms.length === entity.ipConfigurations.length && point.nic !== undefined ? terms : [{ kind: 'subnet' }]
}

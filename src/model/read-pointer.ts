/** Values to pointers: references, ids whole or half known, and names in context; nothing is looked up here. */
import { type Doubt, doubtsOf, type Origin, type ReferenceValue, type Value } from '../eval/value.ts'
import type { Fact, Pointer, TextPiece } from './entity.ts'
import { parseArmId, parseSegments } from './identity.ts'
import { attributeIdentity, isAbsent, piecesOf } from './read-value.ts'

/** Attributes that hold the id of the resource itself. */
const isOwnId = (path: readonly string[]): boolean =>
  path.length === 1 ? path[0] === 'id' : path.length === 2 && path[0] === 'output' && path[1] === 'id'

/** `subnet` of a virtual network is a set: an index tells which block is meant only where there is but one. */
const isInlineSubnetId = (path: readonly string[]): boolean => path.length === 3 && path[0] === 'subnet' && path[2] === 'id'

/** Azure's own list has all subnets, wherever they are written, in no order that it keeps: https://github.com/Azure/arm-template-whatif/issues/274 */
const isListedSubnetId = ([body, list, , attribute, ...more]: readonly string[]): boolean =>
  body === 'properties' && list?.toLowerCase() === 'subnets' && attribute === 'id' && more.length === 0

const ofReference = (value: ReferenceValue, required: boolean): Pointer => {
  if (isOwnId(value.path)) return { by: 'address', address: value.to, origin: value.origin }
  if (isInlineSubnetId(value.path)) return { by: 'address', address: value.to, inline: true, origin: value.origin }
  if (isListedSubnetId(value.path)) return { by: 'address', address: value.to, inline: 'or-separate', origin: value.origin }
  return undecided([value.doubt], value, required, attributeIdentity(value))
}

const undecided = (doubts: readonly Doubt[], value: Value, required: boolean, identity: string | undefined): Pointer => ({
  by: 'unknown',
  doubts: doubts.length > 0 ? doubts : [{ reason: 'error', what: `a ${value.kind} where an id belongs`, span: value.origin.span }],
  origin: value.origin,
  ...(identity === undefined ? {} : { identity }),
  ...(required ? { required } : {}),
})

/** `required`: null would be a mistake, so that what is not known is surely something. */
export const readPointer = (value: Value | undefined, header: Origin, required = false): Pointer => {
  if (isAbsent(value)) return { by: 'nothing', origin: value?.origin ?? header }
  switch (value.kind) {
    case 'reference':
      return ofReference(value, required)
    case 'string':
      return value.value.trim() === ''
        ? { by: 'nothing', origin: value.origin }
        : { by: 'id', id: value.value.trim(), origin: value.origin }
    case 'unknown': {
      if (value.among !== undefined) {
        const among = value.among.map((one) => readPointer(one, header, required))
        return { by: 'unknown', doubts: value.causes, among, origin: value.origin, ...(required ? { required } : {}) }
      }
      return (
        (value.parts === undefined ? undefined : ofParts(value.parts, value)) ?? undecided(value.causes, value, required, value.identity)
      )
    }
    default:
      return undecided(doubtsOf(value), value, required, undefined)
  }
}

/** The pieces between two slashes. */
type Segment = readonly Value[]

const segmentsOf = (parts: readonly Value[]): readonly Segment[] => {
  const segments: Value[][] = [[]]
  for (const part of parts) {
    if (part.kind !== 'string') {
      segments.at(-1)!.push(part)
      continue
    }
    for (const [index, text] of part.value.split('/').entries()) {
      if (index > 0) segments.push([])
      if (text !== '') segments.at(-1)!.push({ ...part, value: text })
    }
  }
  return segments
}

const literal = (segment: Segment): string | undefined =>
  segment.every((part) => part.kind === 'string') ? segment.map((part) => (part.kind === 'string' ? part.value : '')).join('') : undefined

const nameOf = (segment: Segment, whole: Value): Fact<string> => {
  const text = literal(segment)
  if (text !== undefined) return { known: true, value: text, origin: whole.origin }
  const [first] = segment
  const doubts = segment.flatMap((part) => doubtsOf(part))
  const pieces: readonly TextPiece[] = segment.flatMap((part) => piecesOf(part))
  const origin: Origin =
    segment.length === 1 && first?.kind === 'reference'
      ? { span: whole.origin.span, via: first.origin, of: { to: first.to, path: first.path } }
      : segment.length === 1 && first !== undefined
        ? { span: whole.origin.span, via: first.origin }
        : whole.origin
  return { known: false, doubts, origin, pieces }
}

/** The resource group whose id this is, as a fact that remembers where its name is. */
export const groupOfId = (value: Value | undefined, header: Origin): Fact<string> | undefined => {
  if (isAbsent(value)) return undefined
  if (value.kind === 'reference' && isOwnId(value.path)) {
    const of = { to: value.to, path: ['name'] }
    const identity = attributeIdentity(of)
    return {
      known: false,
      doubts: [value.doubt],
      origin: { span: value.origin.span, via: value.origin, of },
      pieces: [identity === undefined ? {} : { identity }],
    }
  }
  if (value.kind === 'string') {
    const group = parseArmId(value.value)?.resourceGroup
    return group === undefined ? undefined : { known: true, value: group, origin: value.origin }
  }
  if (value.kind === 'unknown' && value.parts !== undefined) {
    const [root, ...rest] = segmentsOf(value.parts)
    const id = root?.length === 0 ? parseSegments(rest, literal) : undefined
    if (id?.resourceGroup !== undefined) return nameOf(id.resourceGroup, value)
  }
  return { known: false, doubts: doubtsOf(value), origin: header }
}

/** The subscription that an id says, whole or half known; undefined where it says none. */
export const subscriptionOfId = (value: Value | undefined): Fact<string> | undefined => {
  if (value?.kind === 'string') {
    const subscription = parseArmId(value.value)?.subscription
    return subscription === undefined ? undefined : { known: true, value: subscription, origin: value.origin }
  }
  if (value?.kind !== 'unknown' || value.parts === undefined) return undefined
  const [root, ...rest] = segmentsOf(value.parts)
  const id = root?.length === 0 ? parseSegments(rest, literal) : undefined
  return id?.subscription === undefined ? undefined : nameOf(id.subscription, value)
}

const inside = (base: Pointer, resources: readonly { readonly type: string; readonly name: Segment }[], whole: Value): Pointer => {
  let pointer = base
  for (const { type, name } of resources) {
    const fact = nameOf(name, whole)
    pointer =
      pointer.by === 'address' && pointer.child === undefined && pointer.inline === undefined
        ? { by: 'address', address: pointer.address, child: fact, origin: whole.origin }
        : { by: 'name', name: fact, parent: pointer, type, origin: whole.origin }
  }
  return pointer
}

/** A half-known id: `"${azurerm_virtual_network.hub.id}/subnets/apim"`, `"${azurerm_resource_group.net.id}/providers/…"`, `"/subscriptions/${…}/…"`. */
const ofParts = (parts: readonly Value[], whole: Value): Pointer | undefined => {
  const [root, ...rest] = segmentsOf(parts)
  if (root === undefined || rest.length === 0) return undefined
  if (root.length === 1 && root[0]!.kind !== 'string') {
    const id = parseSegments(rest, literal)
    if (id === undefined || id.resources.length === 0) return undefined
    if (literal(rest[0]!)?.toLowerCase() === 'providers') return named(id, groupOfId(root[0], whole.origin), undefined, whole)
    if (id.resourceGroup !== undefined) return named(id, nameOf(id.resourceGroup, whole), nameOf(root, whole), whole)
    return inside(readPointer(root[0], whole.origin, true), id.resources, whole)
  }
  if (root.length > 0) return undefined
  const id = parseSegments(rest, literal)
  if (id?.resourceGroup === undefined || id.resources.length === 0) return undefined
  return named(id, nameOf(id.resourceGroup, whole), id.subscription === undefined ? undefined : nameOf(id.subscription, whole), whole)
}

const named = (
  id: NonNullable<ReturnType<typeof parseSegments<Segment>>>,
  resourceGroup: Fact<string> | undefined,
  subscription: Fact<string> | undefined,
  whole: Value,
): Pointer => {
  const [outer, ...children] = id.resources
  const pointer: Pointer = {
    by: 'name',
    name: nameOf(outer!.name, whole),
    type: id.provider === undefined ? outer!.type : `${id.provider}/${outer!.type}`,
    origin: whole.origin,
    ...(resourceGroup === undefined ? {} : { resourceGroup }),
    ...(subscription === undefined ? {} : { subscription }),
  }
  return inside(pointer, children, whole)
}

/** A resource named within a parent or resource group. */
export const byName = (
  name: Fact<string> | undefined,
  origin: Origin,
  within: {
    readonly resourceGroup?: Fact<string> | undefined
    readonly subscription?: Fact<string> | undefined
    readonly parent?: Pointer | undefined
  },
): Pointer =>
  name === undefined
    ? { by: 'nothing', origin }
    : {
        by: 'name',
        name,
        origin: name.origin,
        ...(within.resourceGroup === undefined ? {} : { resourceGroup: within.resourceGroup }),
        ...(within.subscription === undefined ? {} : { subscription: within.subscription }),
        ...(within.parent === undefined ? {} : { parent: within.parent }),
      }

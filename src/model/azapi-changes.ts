/** What `azapi_update_resource` and `azapi_resource_action` do to resources: joined where that can be followed, else told as a change to whoever they mean. */
import type { Declared } from '../eval/declared.ts'
import type { Value } from '../eval/value.ts'
import { type ArmDeclared, azapiTarget } from './azapi.ts'
import { readNames } from './changes.ts'
import type { Pointer } from './entity.ts'
import type { Alias, ArmResource, NsgAttachment, Override, RoutingAttachment } from './kind.ts'
import type { Kind } from './kinds/index.ts'
import { readPointer } from './read-pointer.ts'
import { at, isAbsent, readText } from './read-value.ts'

export type Change = Alias | Override | NsgAttachment | RoutingAttachment

/** What is known of a type in Azure's own words. */
export interface ArmType {
  readonly kind: Kind | undefined
  /** Reads resources of the type; undefined where none are modelled. */
  readonly read: ((resource: ArmResource) => unknown) | undefined
  /** It joins virtual networks to others. */
  readonly extends: boolean
}

/** Properties that only tell where packets go. */
const leading: ReadonlySet<string> = new Set([
  'routes',
  'dhcpoptions',
  'disablebgproutepropagation',
  'natgateway',
  'serviceendpoints',
  'privateendpointnetworkpolicies',
  'enableipforwarding',
])

/** Kinds of which other changes matter to their filters as well. */
const filtering: ReadonlySet<string> = new Set(['virtual-network', 'subnet', 'nsg', 'network-interface', 'application-security-group'])

/** The resource around the one that is meant. */
const around = (pointer: Pointer, of: Declared): Pointer => {
  if (pointer.by === 'address' && pointer.child !== undefined) return { by: 'address', address: pointer.address, origin: pointer.origin }
  if (pointer.by === 'name' && pointer.parent !== undefined) return pointer.parent
  if (pointer.by === 'id') return { ...pointer, id: pointer.id.split('/').slice(0, -2).join('/') }
  return { by: 'unknown', doubts: [{ reason: 'unsupported', what: of.address, span: of.span }], required: true, origin: pointer.origin }
}

/** Rules, routes, records and links belong to what holds them, peerings to their virtual network. */
const heldBy = (type: string, { extends: joins }: ArmType): Kind | undefined => {
  if (type.endsWith('/securityrules')) return 'nsg'
  if (type.endsWith('/routes')) return 'route-table'
  if (type.startsWith('microsoft.network/privatednszones/')) return 'private-dns-zone'
  if (type.startsWith('microsoft.network/dnsforwardingrulesets/')) return 'dns-forwarding-ruleset'
  if (type === 'microsoft.network/privateendpoints/privatednszonegroups') return 'private-endpoint'
  return joins ? 'virtual-network' : undefined
}

/** Put on a subnet or interface by nothing but its id: as an association does. */
const attachments = (
  declared: Declared,
  properties: Value | undefined,
  names: ReadonlySet<string>,
  target: Pointer,
  kind: Kind,
): readonly Change[] | undefined => {
  const { address, presence, span } = declared
  const found: Change[] = []
  for (const name of names) {
    const id = at(properties, name, 'id')
    if (isAbsent(id)) return undefined
    const pointer = readPointer(id, { span })
    const lower = name.toLowerCase()
    if (lower === 'networksecuritygroup' && (kind === 'subnet' || kind === 'network-interface'))
      found.push({ kind: 'nsg-attachment', address, of: target, ofKind: kind, nsg: pointer, presence, span })
    else if ((lower === 'routetable' || lower === 'natgateway') && kind === 'subnet') {
      const targetKind = lower === 'routetable' ? 'route-table' : 'nat-gateway'
      found.push({ kind: 'routing-attachment', address, subnet: target, targetKind, target: pointer, presence, span })
    } else return undefined
  }
  return found
}

const overriding = (declared: Declared, target: Pointer, targetKind: Kind, routesOnly: boolean): Override => ({
  kind: 'override',
  address: declared.address,
  target,
  targetKind,
  ...(routesOnly ? { routesOnly } : {}),
  span: declared.span,
})

/** Undefined: it changes nothing that is modelled. `whole`: whatever it says nothing of may be changed too. */
export const changesBy = (
  declared: Declared,
  { type: name, resource }: ArmDeclared,
  type: ArmType,
  whole = false,
): readonly Change[] | undefined => {
  const target = azapiTarget(declared)
  const held = heldBy(name, type)
  const kind = held ?? type.kind
  if (target === undefined || kind === undefined) return undefined
  const aliases: readonly Alias[] = held === undefined ? [{ kind: 'alias', address: declared.address, target, targetKind: kind }] : []
  const read = type.read
  const names = read === undefined || whole ? undefined : readNames(resource, read)
  if (held !== undefined) {
    const isEmpty = !whole && (isAbsent(resource.body) || names?.size === 0)
    return isEmpty ? aliases : [overriding(declared, around(target, declared), held, false)]
  }
  if (names === undefined) return [...aliases, overriding(declared, target, kind, false)]
  if (names.size === 0) return aliases
  const joined = attachments(declared, resource.properties, names, target, kind)
  if (joined !== undefined) return joined
  const routesOnly = filtering.has(kind) ? [...names].every((one) => leading.has(one.toLowerCase())) : true
  return [...aliases, overriding(declared, target, kind, routesOnly)]
}

/** Actions that only read. */
const isReading = (action: Value | undefined): boolean => {
  const text = readText(action)
  return text?.known === true && /^(?:list|get|check|validate|test|show|query)/i.test(text.value)
}

/** What an action does is not in the code: https://registry.terraform.io/providers/Azure/azapi/latest/docs/resources/resource_action */
export const changesByAction = (declared: Declared, arm: ArmDeclared, type: ArmType): readonly Change[] | undefined => {
  const { body } = declared
  const method = readText(at(body, 'method'))
  const when = readText(at(body, 'when'))
  const action = at(body, 'action')
  if (when?.known === true && when.value === 'destroy') return undefined
  if (method?.known === true && /^(?:GET|HEAD)$/i.test(method.value)) return undefined
  const isPatch = method?.known === true && /^PATCH$/i.test(method.value) && isAbsent(action)
  if (isPatch) return changesBy(declared, arm, type)
  return isReading(action) ? undefined : changesBy(declared, arm, type, true)?.filter((one) => one.kind !== 'alias')
}

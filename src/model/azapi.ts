/** Resources written for azapi, or in Azure's own template language, turned into the one form that ARM readers take. */
import type { Declared } from '../eval/declared.ts'
import type { Origin, Value } from '../eval/value.ts'
import { bodyOf } from './azapi-body.ts'
import type { Fact, Pointer } from './entity.ts'
import { parseArmId } from './identity.ts'
import type { ArmResource } from './kind.ts'
import { groupOfId, readPointer, subscriptionOfId } from './read-pointer.ts'
import { at, isAbsent, orElse, readText, unstated } from './read-value.ts'
import type { Subscriptions } from './subscriptions.ts'

export interface ArmDeclared {
  /** Lower case, without version. */
  readonly type: string
  readonly resource: ArmResource
  /** Where the code says it. */
  readonly subscription?: Fact<string>
}

const typeOf = (declared: Declared): string | undefined => {
  if (declared.language === 'arm') return declared.type.split('@')[0]!.toLowerCase()
  const type = at(declared.body, 'type')
  return type?.kind === 'string' ? type.value.split('@')[0]!.toLowerCase() : undefined
}

/** Undefined where the type is not known. `resource_id` in place of name and parent gives both; `merged` is its body with what others add to it. */
export const armResource = (
  declared: Declared,
  subscriptions: Subscriptions = new Map(),
  merged?: Value | undefined,
): ArmDeclared | undefined => {
  const type = typeOf(declared)
  if (type === undefined) return undefined
  const { address, body, presence, span } = declared
  const origin: Origin = { span }
  const of = { address, span, origin, open: declared.mode === 'data' }
  const content = merged ?? (declared.language === 'arm' ? body : bodyOf(declared))
  const parentId = at(body, 'parent_id')
  const id = parseArmId(textOf(at(body, 'resource_id')) ?? '')
  const origins = { origin: at(body, 'resource_id')?.origin ?? origin }
  const isChild = type.split('/').length > 2
  const name: Fact<string> =
    id?.resources.at(-1) !== undefined
      ? { known: true, value: id.resources.at(-1)!.name, ...origins }
      : orElse(readText(at(body, 'name')), of, 'name')
  const parent: Pointer = isChild ? readPointer(parentId, origin, true) : { by: 'nothing', origin }
  const resourceGroup: Fact<string> =
    id?.resourceGroup !== undefined
      ? { known: true, value: id.resourceGroup, ...origins }
      : (groupOfId(parentId, origin) ?? unstated(of, 'parent_id'))
  // `location` may stand beside the body or in it: https://registry.terraform.io/providers/Azure/azapi/latest/docs/resources/resource
  const location = isAbsent(at(body, 'location')) ? at(content, 'location') : at(body, 'location')
  const subscription = isChild ? undefined : subscriptionOfParent(parentId, declared, subscriptions)
  return {
    type,
    ...(subscription === undefined ? {} : { subscription }),
    resource: {
      address,
      name,
      resourceGroup,
      parent,
      location,
      body: content,
      properties: at(content, 'properties'),
      presence,
      span,
      origin,
      open: of.open,
    },
  }
}

/** A group's own id is in the group's subscription. */
const subscriptionOfParent = (parentId: Value | undefined, declared: Declared, subscriptions: Subscriptions): Fact<string> | undefined => {
  const said = subscriptionOfId(parentId)
  if (said !== undefined || declared.language === 'arm') return said
  if (parentId?.kind === 'reference' && parentId.path.length === 1) return subscriptions.get(parentId.to)
  const id = parseArmId(textOf(at(declared.body, 'resource_id')) ?? '')
  return id?.subscription === undefined ? undefined : { known: true, value: id.subscription, origin: { span: declared.span } }
}

const textOf = (value: Value | undefined): string | undefined => (value?.kind === 'string' ? value.value : undefined)

/** The resource that `azapi_update_resource` changes, or that a data source with `resource_id` reads. */
export const azapiTarget = (declared: Declared): Pointer | undefined => {
  const id = at(declared.body, 'resource_id')
  const origin: Origin = { span: declared.span }
  if (!isAbsent(id)) return readPointer(id, origin, true)
  const arm = armResource(declared)
  if (arm === undefined) return undefined
  const { name, parent, resourceGroup } = arm.resource
  return parent.by === 'nothing' ? { by: 'name', name, resourceGroup, origin } : { by: 'name', name, parent, origin }
}

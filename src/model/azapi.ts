/** Resources written for azapi, or in Azure's own template language, turned into the one form that ARM readers take. */
import type { Declared } from '../eval/declared.ts'
import { bool, list, nullValue, number, type Origin, object, string, unknown, type Value } from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import type { Fact, Pointer } from './entity.ts'
import { parseArmId } from './identity.ts'
import type { ArmResource } from './kind.ts'
import { groupOfId, readPointer, subscriptionOfId } from './read-pointer.ts'
import { at, isAbsent, orElse, readText, unstated } from './read-value.ts'
import type { Subscriptions } from './subscriptions.ts'

/** What a piece that is not known stands for while JSON text is parsed. */
const mark = (index: number): string => `\uE000${index}\uE001`

/** Text with marks, back to a value. */
const unmark = (text: string, holes: readonly Value[], origin: Origin): Value => {
  const pieces = text.split(/\uE000(\d{1,6})\uE001/)
  if (pieces.length === 1) return string(text, origin)
  const parts = pieces.flatMap((piece, index): Value[] =>
    index % 2 === 1 ? [holes[Number(piece)]!] : piece === '' ? [] : [string(piece, origin)],
  )
  if (parts.length === 1) return parts[0]!
  return unknown(
    holes.flatMap((hole) => (hole.kind === 'unknown' ? hole.causes : hole.kind === 'reference' ? [hole.doubt] : [])),
    origin,
    { parts },
  )
}

const ofJson = (json: unknown, holes: readonly Value[], origin: Origin, depth: number): Value => {
  if (depth > budget.nesting) return unknown([{ reason: 'budget', what: 'a text that nests too deep', span: origin.span }], origin)
  if (json === null) return nullValue(origin)
  if (typeof json === 'string') return unmark(json, holes, origin)
  if (typeof json === 'number') return number(json, origin)
  if (typeof json === 'boolean') return bool(json, origin)
  if (Array.isArray(json)) {
    const items = json.map((item) => ofJson(item, holes, origin, depth + 1))
    return list(items, origin)
  }
  const entries = Object.entries(json as object).map(([key, value]) => [key, ofJson(value, holes, origin, depth + 1)] as const)
  return object(new Map(entries), origin)
}

/** `jsonencode({…})` evaluates to a text, known or half known; azapi takes it as well as an object. */
const decoded = (body: Value | undefined): Value | undefined => {
  if (body?.kind === 'unknown' && body.encodes !== undefined) return body.encodes
  if (body === undefined || (body.kind !== 'string' && !(body.kind === 'unknown' && body.parts !== undefined))) return body
  const parts = body.kind === 'string' ? [body] : (body.parts ?? [])
  const holes: Value[] = []
  let text = ''
  for (const part of parts) {
    if (part.kind === 'string') text += part.value.replace(/[\uE000\uE001]/g, '')
    else text += mark(holes.push(part) - 1)
  }
  const origin = body.origin
  try {
    return ofJson(JSON.parse(text), holes, origin, 0)
  } catch {
    return unknown(
      [{ reason: body.kind === 'string' ? 'error' : 'unsupported', what: 'a body that is no JSON text', span: origin.span }],
      origin,
    )
  }
}

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

/** The body of a resource of azapi, an object or JSON text. */
export const bodyOf = (declared: Declared): Value | undefined => decoded(at(declared.body, 'body'))

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

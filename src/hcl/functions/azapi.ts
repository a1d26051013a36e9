/** Functions of the azapi provider that read and build resource ids: https://registry.terraform.io/providers/Azure/azapi/latest/docs/functions/parse_resource_id and its kin. */
import type { Site } from '../../eval/dialect.ts'
import { evaluateTemplate } from '../../eval/template.ts'
import { doubtsOf, isFailure, isWhollyKnown, nullValue, object, reference, string, unknown, type Value } from '../../eval/value.ts'
import { textOf } from '../convert.ts'
import { aListOfStrings, anything, aString, define, type FunctionTable, fallible, nullable } from './define.ts'
import { knownType, parseResourceId, textEntries } from './resource-ids.ts'

const resourceGroups = 'Microsoft.Resources/resourceGroups'

interface WrittenType {
  readonly type: string
  readonly namespace: string
  readonly kinds: readonly string[]
}

/** Undefined: no type of a resource. */
const readType = (text: string): WrittenType | undefined => {
  const [type = '', version, ...more] = text.split('@')
  const [namespace = '', ...kinds] = type.split('/')
  return version === '' || more.length > 0 || namespace === '' || kinds.length === 0 || kinds.includes('')
    ? undefined
    : { type, namespace, kinds }
}

// ── reading ──

const sameType = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

/** A resource group's own id, of which the code knows whose it is and not what it says. */
const isGroupId = (value: Value): value is Value & { kind: 'reference' } =>
  value.kind === 'reference' && value.path.length === 1 && value.path[0] === 'id' && /(?:^|\.)azurerm_resource_group\.[^.]+$/.test(value.to)

const partsOf = (source: string): Readonly<Record<string, string>> => {
  const parts: Record<string, string> = {}
  const components = source.slice(1).split('/')
  for (let at = 0; at + 1 < components.length; at += 2) parts[components[at]!] = components[at + 1]!
  return parts
}

// https://github.com/Azure/terraform-provider-azapi/blob/main/internal/services/functions/parse_resource_id_function.go
const parseKnown = (asked: string, source: string, site: Site): Value => {
  const written = readType(asked)
  if (written === undefined) return site.fail(`\`${asked}\` is no type of a resource`)
  const { type, namespace } = written
  const id = parseResourceId(source)
  if (id === undefined) return site.unsupported('a resource id of this form')
  const { subscription, group, resource } = id
  const own = resource === undefined ? resourceGroups : [resource.namespace, ...resource.kinds].join('/')
  if (!sameType(type, own)) return site.fail(`this is the id of a \`${own}\`, not of a \`${type}\``)
  // What it says of words in other letters differs between its versions, and so does whether a type that is of no group is taken.
  const isUsual =
    /^\/subscriptions\/[^/]+\/resourceGroups\//.test(source) && (resource === undefined || source.split('/')[5] === 'providers')
  if (!isUsual) return site.unsupported('a resource id in these letters')
  const steps = source.split('/')
  const nested = resource !== undefined && resource.kinds.length > 1
  const entries = textEntries(
    {
      id: source,
      name: steps.at(-1)!,
      parent_id: nested ? steps.slice(0, -2).join('/') : resource === undefined ? steps.slice(0, 3).join('/') : steps.slice(0, 5).join('/'),
      provider_namespace: resource?.namespace ?? namespace,
      resource_group_name: group,
      subscription_id: subscription,
      type,
    },
    site,
  )
  entries.set('parts', object(textEntries(partsOf(source), site), site.origin, 'map'))
  // Some versions have it.
  entries.set('resource_group_id', fallible(string(steps.slice(0, 5).join('/'), site.origin)))
  const value = object(entries, site.origin)
  return resource === undefined || nested || knownType(type) !== undefined ? value : fallible(value)
}

/** Of a group's own id the name is that of the group, whatever it is. */
const parseGroupId = (asked: string, id: Value & { kind: 'reference' }, site: Site): Value | undefined => {
  if (!sameType(readType(asked)?.type ?? '', resourceGroups)) return undefined
  const name = reference({ to: id.to, path: ['name'] }, { ...id.doubt, what: `${id.to}.name` }, site.origin)
  const open = (): Value => unknown([id.doubt], site.origin)
  const entries = new Map<string, Value>([
    ['id', id],
    ['name', name],
    ['parent_id', open()],
    ['parts', open()],
    ['provider_namespace', string('Microsoft.Resources', site.origin)],
    ['resource_group_id', fallible(id)],
    ['resource_group_name', name],
    ['subscription_id', open()],
    ['type', string(asked.split('@')[0]!, site.origin)],
  ])
  return object(entries, site.origin)
}

const parse = define({ params: [aString, nullable], sees: 'anything' }, ([type, id], site) => {
  if (type!.kind !== 'string') return site.unknownFrom([type!, id!], true)
  if (id!.kind === 'null') return nullValue(site.origin)
  if (isGroupId(id!)) return parseGroupId(type!.value, id!, site) ?? site.unknownFrom([id!], true)
  return id!.kind === 'string' ? parseKnown(type!.value, id!.value, site) : site.unknownFrom([id!], true)
})

// ── building ──

const texts = { text: textOf }

/** Whether the provider checks in vain: it looks up to whom a resource of the type belongs. */
const surelyBelongs = (parent: Value, { type, namespace, kinds }: WrittenType): boolean => {
  if (parent.kind !== 'string') return kinds.length === 1 && isGroupId(parent) && knownType(type) !== undefined
  const id = parseResourceId(parent.value)
  if (kinds.length === 1) return id !== undefined && id.resource === undefined && knownType(type) !== undefined
  const expected = [namespace, ...kinds.slice(0, -1)].join('/')
  return id?.resource !== undefined && sameType([id.resource.namespace, ...id.resource.kinds].join('/'), expected)
}

/** The parent's id may be half known, and so is the id then. `whole`: there is a name for each part of the type, else for its last. */
const build = (parent: Value, asked: string, names: readonly Value[], site: Site, whole = true): Value => {
  const written = readType(asked)
  if (written === undefined) return site.fail(`\`${asked}\` is no type of a resource`)
  const { type, namespace, kinds } = written
  const own = kinds.slice(-names.length)
  if (whole && names.length !== kinds.length) return site.fail(`\`${type}\` takes ${kinds.length} names, not ${names.length}`)
  if (sameType(namespace, 'Microsoft.Resources') && type !== resourceGroups) return site.unsupported('an id of this type')
  const step = (text: string): Value => string(text, site.origin)
  const pieces: Value[] = [parent.kind === 'string' && parent.value === '/' ? step('') : parent]
  if (type === resourceGroups) pieces.push(step('/resourceGroups'), step('/'), names[0]!)
  else {
    if (own.length === kinds.length) pieces.push(step(`/providers/${namespace}`))
    for (const [at, name] of names.entries()) pieces.push(step(`/${own[at]}/`), name)
  }
  const id = evaluateTemplate(pieces, site, texts)
  if (isFailure(id)) return id
  return own.length === 1 && surelyBelongs(parent, written) ? id : fallible(id)
}

const named = (at: number, args: readonly Value[]): readonly Value[] | undefined => {
  const names = args[at]
  return names?.kind === 'list' ? names.items : undefined
}

/** `parent`: what stands before the type, made from the arguments before it. */
const buildIn = (params: number, parent: (args: readonly Value[], site: Site) => Value): FunctionTable[string] =>
  define({ params: [...Array.from({ length: params + 1 }, () => aString), aListOfStrings], sees: 'anything' }, (args, site) => {
    const names = named(params + 1, args)
    const type = args[params]!
    if (names === undefined || type.kind !== 'string') return site.unknownFrom(args, true)
    const within = parent(args, site)
    return isFailure(within) ? within : build(within, type.value, names, site)
  })

const joined =
  (...pieces: readonly (string | number)[]) =>
  (args: readonly Value[], site: Site): Value =>
    evaluateTemplate(
      pieces.map((piece) => (typeof piece === 'string' ? string(piece, site.origin) : args[piece]!)),
      site,
      texts,
    )

// ── names ──

/** https://github.com/Azure/terraform-provider-azapi/blob/main/internal/services/functions/snake_to_camel_function.go */
const camelCase = (key: string): string =>
  key.toLowerCase().replace(/_+(.)?/gu, (_, next: string | undefined) => (next ?? '').toUpperCase())

/** Objects and maps within one another; what is inside a list stays as it is. */
const inCamelCase = (value: Value): Value => {
  if (value.kind !== 'object') return value
  const entries = new Map([...value.entries].map(([key, entry]) => [camelCase(key), inCamelCase(entry)]))
  return { ...value, entries }
}

const isPlain = (value: Value): boolean =>
  value.kind !== 'object'
    ? isWhollyKnown(value) || value.kind === 'unknown' || value.kind === 'reference'
    : value.open === undefined && value.possible === undefined && [...value.entries.values()].every(isPlain)

const snakeToCamel = define({ params: [{ ...anything, nullable: true }], sees: 'anything' }, ([value], site) => {
  if (value!.kind === 'unknown' || value!.kind === 'reference') return unknown(doubtsOf(value!), site.origin, { mayFail: true })
  return isPlain(value!) ? inCamelCase(value!) : site.unsupported('an object of this form')
})

export const azapiFunctions: FunctionTable = {
  'provider::azapi::parse_resource_id': parse,
  'provider::azapi::build_resource_id': define({ params: [aString, aString, aString], sees: 'anything' }, ([parent, type, name], site) =>
    type!.kind === 'string' ? build(parent!, type!.value, [name!], site, false) : site.unknownFrom([parent!, type!, name!], true),
  ),
  'provider::azapi::tenant_resource_id': buildIn(0, joined('/')),
  'provider::azapi::subscription_resource_id': buildIn(1, joined('/subscriptions/', 0)),
  'provider::azapi::resource_group_resource_id': buildIn(2, joined('/subscriptions/', 0, '/resourceGroups/', 1)),
  'provider::azapi::management_group_resource_id': buildIn(1, joined('/providers/Microsoft.Management/managementGroups/', 0)),
  'provider::azapi::extension_resource_id': buildIn(1, joined(0)),
  'provider::azapi::snake2camel': snakeToCamel,
}

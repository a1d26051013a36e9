/** Functions of the azurerm provider on resource ids: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/functions/parse_resource_id */
import type { Site } from '../../eval/dialect.ts'
import { object, string, type Value } from '../../eval/value.ts'
import { aString, define, type FunctionTable, textAt } from './define.ts'
import { knownType, parseResourceId, textEntries } from './resource-ids.ts'

interface KnownId {
  readonly subscription: string
  readonly group?: string
  /** In the provider's letter case, outermost first; empty for groups and subscriptions. */
  readonly namespace: string
  readonly kinds: readonly string[]
  readonly names: readonly string[]
}

/** Undefined: of a form or type that is not known here, which the provider may know. */
const readKnown = (id: string): KnownId | undefined => {
  const subscription = /^\/subscriptions\/([^/]+)$/i.exec(id)?.[1]
  if (subscription !== undefined) return { subscription, namespace: '', kinds: [], names: [] }
  const read = parseResourceId(id)
  if (read === undefined) return undefined
  const { resource, ...of } = read
  if (resource === undefined) return { ...of, namespace: '', kinds: [], names: [] }
  const type = knownType([resource.namespace, ...resource.kinds].join('/'))
  if (type === undefined) return undefined
  const [namespace = '', ...kinds] = type.split('/')
  return { ...of, namespace, kinds, names: resource.names }
}

/** The provider adds a slash at the front where it is missing, and takes no id whose names and values do not pair: https://github.com/hashicorp/go-azure-helpers/blob/v0.73.0/resourcemanager/recaser/recase.go */
const reading =
  (give: (id: KnownId, site: Site) => Value) =>
  (args: readonly Value[], site: Site): Value => {
    const written = textAt(args, 0)
    if (!written.includes('/')) return site.fail(written === '' ? 'the id is empty' : `\`${written}\` is no id of a resource`)
    const id = written.startsWith('/') ? written : `/${written}`
    if (id.split('/').length % 2 === 0) return site.fail(`\`${written}\` is no id of a resource`)
    const known = readKnown(id)
    return known === undefined ? site.unsupported('a resource id of this form') : give(known, site)
  }

// https://github.com/hashicorp/terraform-provider-azurerm/blob/v4.30.0/internal/provider/function/parse_resource_id.go
const parsed = ({ subscription, group, namespace, kinds, names }: KnownId, site: Site): Value => {
  const type = kinds.at(-1) ?? (group === undefined ? 'subscriptions' : 'resourceGroups')
  const entries = textEntries(
    {
      full_resource_type: [namespace, ...(kinds.length === 0 ? [type] : kinds)].join('/'),
      resource_group_name: group ?? '',
      resource_name: names.at(-1) ?? '',
      resource_provider: namespace,
      resource_scope: '',
      resource_type: type,
      subscription_id: subscription,
    },
    site,
  )
  const parents = Object.fromEntries(kinds.slice(0, -1).map((kind, at) => [kind, names[at]!]))
  const map = object(textEntries(parents, site), site.origin, 'map')
  entries.set('parent_resources', kinds.length > 1 ? map : { ...map, type: { kind: 'map', element: { kind: 'string' } } })
  return object(entries, site.origin)
}

const normalised = ({ subscription, group, namespace, kinds, names }: KnownId, site: Site): Value => {
  const ofGroup = group === undefined ? '' : `/resourceGroups/${group}`
  const ofProvider = kinds.length === 0 ? '' : `/providers/${namespace}${kinds.map((kind, at) => `/${kind}/${names[at]}`).join('')}`
  return string(`/subscriptions/${subscription}${ofGroup}${ofProvider}`, site.origin)
}

export const azurermFunctions: FunctionTable = {
  'provider::azurerm::parse_resource_id': define({ params: [aString] }, reading(parsed)),
  'provider::azurerm::normalise_resource_id': define({ params: [aString] }, reading(normalised)),
}

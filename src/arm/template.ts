/** The tree of a template file in, its sections out; nothing is evaluated. */
import { child, itemsOf, type Tree, type TreeMap, textOf } from '../data/tree.ts'
import type { Span } from '../text/source.ts'

export type TargetKind = 'resourceGroup' | 'subscription' | 'managementGroup' | 'tenant'

export interface ResourceTree {
  readonly tree: TreeMap
  /** What the template calls it, where resources have names. */
  readonly symbol: string | undefined
  /** The resource that it is written in. */
  readonly within: ResourceTree | undefined
  /** The line of its type, or of its name in the template. */
  readonly span: Span
}

export interface NamedTree {
  readonly name: string
  readonly tree: Tree
  readonly span: Span
}

/** Names are kept in lower case as keys: they are compared so. */
export interface Template {
  readonly tree: TreeMap
  readonly kind: TargetKind
  /** Language version 2.0: resources have names, and nested templates their own scope. */
  readonly isSymbolic: boolean
  readonly parameters: ReadonlyMap<string, NamedTree>
  readonly definitions: Tree | undefined
  readonly variables: TreeMap | undefined
  readonly functions: ReadonlyMap<string, TreeMap>
  readonly resources: readonly ResourceTree[]
  readonly outputs: ReadonlyMap<string, NamedTree>
}

/** The value of a key in whatever letter case. */
export const member = (tree: Tree | undefined, key: string): Tree | undefined => {
  const exact = child(tree, key)
  if (exact !== undefined || tree?.kind !== 'map') return exact
  const lower = key.toLowerCase()
  return tree.entries.find((entry) => entry.key.toLowerCase() === lower)?.value
}

const namedIn = (tree: Tree | undefined): ReadonlyMap<string, NamedTree> =>
  new Map(
    tree?.kind === 'map'
      ? tree.entries.map(({ key, keySpan, value }) => [key.toLowerCase(), { name: key, tree: value, span: keySpan }] as const)
      : [],
  )

// https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax#template-format
const schemaPattern =
  /schemas?[^"]*\/(deploymentTemplate|subscriptionDeploymentTemplate|managementGroupDeploymentTemplate|tenantDeploymentTemplate)\.json#?$/i
const kinds: Readonly<Record<string, TargetKind>> = {
  deploymenttemplate: 'resourceGroup',
  subscriptiondeploymenttemplate: 'subscription',
  managementgroupdeploymenttemplate: 'managementGroup',
  tenantdeploymenttemplate: 'tenant',
}

export const schemaKind = (schema: string | undefined): TargetKind | undefined => {
  const found = schemaPattern.exec(schema?.trim() ?? '')
  return found === null ? undefined : kinds[found[1]!.toLowerCase()]
}

const functionsIn = (tree: Tree | undefined): ReadonlyMap<string, TreeMap> => {
  const found = new Map<string, TreeMap>()
  for (const group of itemsOf(tree)) {
    const namespace = textOf(member(group, 'namespace'))
    const members = member(group, 'members')
    if (namespace === undefined || members?.kind !== 'map') continue
    for (const { key, value } of members.entries) if (value.kind === 'map') found.set(`${namespace}.${key}`.toLowerCase(), value)
  }
  return found
}

/** A resource and those that are written inside of it. */
const resourcesIn = (tree: Tree | undefined, within: ResourceTree | undefined, depth: number): readonly ResourceTree[] => {
  if (depth > 10 || tree === undefined || tree.kind === 'scalar') return []
  const own: readonly ResourceTree[] =
    tree.kind === 'list'
      ? tree.items.flatMap((item) => (item.kind === 'map' ? [{ tree: item, symbol: undefined, within, span: headerOf(item) }] : []))
      : tree.entries.flatMap(({ key, keySpan, value }) =>
          value.kind === 'map' ? [{ tree: value, symbol: key, within, span: keySpan }] : [],
        )
  return own.flatMap((resource) => [resource, ...resourcesIn(child(resource.tree, 'resources'), resource, depth + 1)])
}

const headerOf = (tree: TreeMap): Span => {
  const type = tree.entries.find((entry) => entry.key.toLowerCase() === 'type')
  const { file, start } = tree.span
  return type === undefined ? { file, start, end: start + 1 } : { file, start: type.keySpan.start, end: type.value.span.end }
}

/** Undefined where the tree is no template: it has no such `$schema`, or no list of resources. */
export const readTemplate = (tree: Tree | undefined): Template | undefined => {
  const kind = schemaKind(textOf(child(tree, '$schema')))
  if (tree?.kind !== 'map' || kind === undefined) return undefined
  return readSections(tree, kind)
}

export const readSections = (tree: TreeMap, kind: TargetKind): Template => {
  const variables = member(tree, 'variables')
  const resources = member(tree, 'resources')
  return {
    tree,
    kind,
    isSymbolic: resources?.kind === 'map' || /^[2-9]/.test(textOf(member(tree, 'languageVersion')) ?? ''),
    parameters: namedIn(member(tree, 'parameters')),
    definitions: member(tree, 'definitions'),
    variables: variables?.kind === 'map' ? variables : undefined,
    functions: functionsIn(member(tree, 'functions')),
    resources: resourcesIn(resources, undefined, 0),
    outputs: namedIn(member(tree, 'outputs')),
  }
}

/** A resource that is a deployment of its own, with its template as an object in it; read where nothing in the template is to be evaluated. */
import { createDeployment as createTemplateDeployment, type Deployment, type Run } from '../arm/deployment.ts'
import { nest } from '../arm/module.ts'
import { type Target, targetOf } from '../arm/target.ts'
import { readSections, schemaKind } from '../arm/template.ts'
import type { Entry, Tree } from '../data/tree.ts'
import type { Presence } from '../eval/declared.ts'
import type { Value } from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import type { Span } from '../text/source.ts'
import type { Placed } from './place.ts'
import { scopeFrom } from './scopes.ts'

/** Undefined where a part is not known, or would be evaluated again by the deployment. */
const treeOf = (value: Value, span: Span, depth = 0): Tree | undefined => {
  if (depth > budget.nesting) return undefined
  switch (value.kind) {
    case 'null':
      return { kind: 'scalar', value: null, raw: 'null', span }
    case 'bool':
    case 'number':
      return {
        kind: 'scalar',
        value: typeof value.value === 'object' ? value.value.toNumber() : value.value,
        raw: String(value.value),
        span,
      }
    case 'string':
      return value.value.startsWith('[') ? undefined : { kind: 'scalar', value: value.value, raw: value.value, span }
    case 'list': {
      const items = value.items.map((item) => treeOf(item, span, depth + 1))
      return items.includes(undefined) ? undefined : { kind: 'list', items: items as readonly Tree[], span }
    }
    case 'object': {
      const entries: Entry[] = []
      for (const key of value.entries.keys()) {
        const tree = value.open === undefined ? treeOf(value.entries.get(key)!, span, depth + 1) : undefined
        if (tree === undefined) return undefined
        entries.push({ key, keySpan: span, value: tree })
      }
      return { kind: 'map', entries, span }
    }
    default:
      return undefined
  }
}

const memberOf = (value: Value | undefined, key: string): Value | undefined =>
  value?.kind === 'object' ? value.entries.get(key) : undefined

export const isDeploymentType = (type: string): boolean => type.toLowerCase() === 'microsoft.resources/deployments'

/** Undefined: it is not read. */
export const writtenDeployment = (
  run: Run,
  placed: Placed,
  presence: Presence,
  target: Target,
  around: { readonly path: string; readonly ancestors: readonly string[] },
): Deployment | undefined => {
  const span: Span = { file: placed.within.file, start: placed.written.declaration.name.start, end: placed.written.declaration.type.end }
  const body = placed.body()
  const properties = memberOf(body, 'properties')
  const written = memberOf(properties, 'template')
  const tree = written === undefined ? undefined : treeOf(written, span)
  if (tree?.kind !== 'map' || run.deployments >= budget.moduleInstances) return undefined
  const schema = memberOf(written, '$schema')
  const kind = schemaKind(schema?.kind === 'string' ? schema.value : undefined) ?? 'resourceGroup'
  const given = memberOf(properties, 'parameters')
  const group = memberOf(body, 'resourceGroup')
  const subscription = memberOf(body, 'subscriptionId')
  const origin = { span }
  const own = scopeFrom(placed.base, placed.address, origin)
  const subscriptionId = subscription ?? target.entries.get('subscriptionId')
  const goesTo =
    group !== undefined || subscription !== undefined
      ? targetOf({ subscriptionId, resourceGroup: group }, origin)
      : 'target' in own
        ? own.target
        : target
  return createTemplateDeployment(
    run,
    {
      template: readSections(tree, kind),
      path: around.path,
      ancestors: around.ancestors,
      prefix: `${placed.address}.`,
      presence,
      target: goesTo,
      given: (name) => {
        for (const [key, one] of given?.kind === 'object' ? given.entries : [])
          if (key.toLowerCase() === name) return memberOf(one, 'value') ?? one
        return undefined
      },
      isRoot: false,
      name: placed.name,
    },
    nest,
  )
}

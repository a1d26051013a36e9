/** A template with its parameters, evaluated as far as it goes: from its file and inputs to declared resources. */
import { child, type Tree, textOf } from '../data/tree.ts'
import { certain, type Declared } from '../eval/declared.ts'
import { newMeter } from '../eval/scope.ts'
import { type Doubt, mergeDoubts, type Origin, type Value } from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import type { Sink } from '../text/diagnostic.ts'
import { folderOf, joinPath, whyNotRead } from '../text/workspace.ts'
import { createDeployment, type Deployment, type Run, type TemplateNotRead } from './deployment.ts'
import { armDialect } from './dialect.ts'
import { both, type Placed } from './instances.ts'
import { type TemplateLoader, topOfPath } from './loader.ts'
import { segmentsOf } from './names.ts'
import { givenValue } from './parameters.ts'
import { isDeployment } from './references.ts'
import { evaluateTree, membersOf } from './structure.ts'
import { noTarget, rootTarget, type Target, targetOf, targetOfScope } from './target.ts'
import { member, readSections, schemaKind, type TargetKind, type Template } from './template.ts'

/** What evaluating one template gives; of the form that other languages give it in. */
export interface TemplateConfiguration {
  readonly declared: readonly Declared[]
  readonly modulesNotRead: readonly TemplateNotRead[]
  /** Parts that could not be read and may declare resources: nothing is surely absent. */
  readonly unread: readonly Doubt[]
  /** Addresses that templates which are not read may add to; `*` stands for all. */
  readonly handedOver: ReadonlyMap<string, readonly Doubt[]>
  /** Values by the name of the output. */
  readonly output: (name: string) => Value | undefined
}

/** `given`: values of parameters by name in lower case; the others have their default or are unknown inputs. */
export const evaluateTemplate = (
  path: string,
  given: ReadonlyMap<string, Value>,
  loader: TemplateLoader,
  sink: Sink,
): TemplateConfiguration => {
  const template = loader.template(path)
  if (template === undefined) {
    const read = loader.json(path)
    const span = typeof read === 'string' ? topOfPath(path) : { file: read.file, start: 0, end: 0 }
    if (typeof read === 'string')
      sink({ code: 'arm/unreadable-file', severity: 'error', message: `\`${path}\` cannot be read: ${whyNotRead[read]}`, span })
    const doubt: Doubt = { reason: 'error', what: `the template \`${path}\`, which could not be read`, span }
    return { declared: [], modulesNotRead: [], unread: [doubt], handedOver: new Map(), output: () => undefined }
  }
  return evaluateRead(template, path, given, loader, sink)
}

/** A template that is read already. `prefix` stands before its addresses. */
export const evaluateRead = (
  template: Template,
  path: string,
  given: ReadonlyMap<string, Value>,
  loader: TemplateLoader,
  sink: Sink,
): TemplateConfiguration => {
  const run: Run = {
    loader,
    sink,
    meter: newMeter(),
    dialect: armDialect,
    notRead: [],
    unread: [],
    handed: [],
    deployments: 0,
    resources: 0,
  }
  const origin: Origin = { span: { ...template.tree.span, end: template.tree.span.start + 1 } }
  const root = createDeployment(
    run,
    {
      template,
      path,
      ancestors: [path],
      prefix: '',
      presence: certain,
      target: rootTarget(template.kind, origin),
      given: (name) => given.get(name),
      isRoot: true,
      name: undefined,
    },
    nest,
  )
  const declared: Declared[] = []
  collect(root, declared)
  return {
    declared,
    modulesNotRead: run.notRead,
    unread: mergeDoubts(run.unread),
    handedOver: run.handed.length === 0 ? new Map() : new Map([['*', mergeDoubts(run.handed)]]),
    output: (name) => {
      const output = root.outputs.entries.get(name)
      return output?.kind === 'object' ? output.entries.get('value') : undefined
    },
  }
}

export const collect = (deployment: Deployment, into: Declared[]): void => {
  for (const placed of deployment.placed()) {
    if (placed.isLeftOut) continue
    const presence = both(deployment.presence, placed.presence)
    if (isDeployment(placed.type) && !placed.isExisting) {
      const inner = deployment.inner(placed)
      if (inner !== undefined) collect(inner, into)
      continue
    }
    into.push({
      address: placed.address,
      type: placed.type,
      mode: placed.isExisting ? 'data' : 'managed',
      get body() {
        return placed.body()
      },
      presence,
      span: placed.resource.span,
      language: 'arm',
    })
  }
}

/** https://learn.microsoft.com/azure/azure-resource-manager/templates/linked-templates */
export const nest = (run: Run, around: Deployment, placed: Placed): Deployment | undefined => {
  const { resource, within, address } = placed
  const properties = child(resource.tree, 'properties')
  const refuse = (source: string, why: string): undefined => {
    run.notRead.push({ source, span: resource.span, why })
    run.handed.push({ reason: 'external', what: `${address} (${source}, not read)`, span: resource.span })
    return undefined
  }
  if (run.deployments >= budget.moduleInstances) return refuse(address, 'there are too many deployments')
  if (around.ancestors.length > budget.moduleDepth) return refuse(address, 'it is nested too deep')
  const found = templateOf(run, around, placed, properties)
  if (found === undefined || 'why' in found) return refuse(found?.source ?? address, found?.why ?? 'it has no template')
  const { template, path } = found
  const options = child(properties, 'expressionEvaluationOptions')
  const wanted = textOf(child(options, 'scope'))?.toLowerCase()
  // Linked templates have a scope of their own; nested ones that of the template around them unless they say otherwise.
  const isInner = found.isLinked || (wanted === 'inner' || wanted === 'outer' ? wanted === 'inner' : around.template.isSymbolic)
  return createDeployment(
    run,
    {
      template,
      path,
      ancestors: [...around.ancestors, path],
      prefix: `${address}.`,
      presence: both(around.presence, placed.presence),
      target: targetFor(placed, around, template.kind),
      given: givenTo(placed, properties),
      isRoot: false,
      name: placed.name,
      outer: isInner ? undefined : within,
    },
    nest,
  )
}

type Found =
  | { readonly template: Template; readonly path: string; readonly isLinked: boolean }
  | { readonly source: string; readonly why: string }

const templateOf = (run: Run, around: Deployment, placed: Placed, properties: Tree | undefined): Found | undefined => {
  const written = child(properties, 'template')
  if (written?.kind === 'map') {
    const kind = schemaKind(textOf(child(written, '$schema'))) ?? around.template.kind
    return { template: readSections(written, kind), path: around.path, isLinked: false }
  }
  const link = child(properties, 'templateLink')
  if (link?.kind !== 'map') return undefined
  const relative = member(link, 'relativePath')
  const other = member(link, 'uri') ?? member(link, 'id')
  if (relative === undefined) {
    const value = other === undefined ? undefined : evaluateTree(other, placed.within)
    const source = value?.kind === 'string' ? value.value : (textOf(other) ?? placed.address)
    return { source, why: 'it lies outside of the workspace' }
  }
  const value = evaluateTree(relative, placed.within)
  if (value.kind !== 'string') return { source: textOf(relative) ?? placed.address, why: 'its path is not plain text' }
  const path = joinPath(folderOf(around.path), value.value)
  if (path === undefined) return { source: value.value, why: 'it lies outside of the workspace' }
  if (around.ancestors.includes(path)) return { source: value.value, why: 'it leads to itself' }
  const template = run.loader.template(path)
  return template === undefined ? { source: value.value, why: 'there is no template' } : { template, path, isLinked: true }
}

/** What a deployment is given, by name in lower case. */
const givenTo = (placed: Placed, properties: Tree | undefined): ((name: string) => Value | undefined) => {
  const tree = child(properties, 'parameters')
  if (tree === undefined) return () => undefined
  if (tree.kind !== 'map') {
    const all = evaluateTree(tree, placed.within)
    return (name) => {
      if (all.kind !== 'object') return all.kind === 'null' ? undefined : givenValue(all)
      for (const [key, entry] of all.entries) if (key.toLowerCase() === name) return givenValue(entry)
      return undefined
    }
  }
  const members = membersOf(tree, placed.within)
  if (!(members instanceof Map)) return () => givenValue(members as Value)
  const byName = new Map([...members].map(([key, make]) => [key.toLowerCase(), make as () => Value]))
  return (name) => {
    const make = byName.get(name)
    return make === undefined ? undefined : givenValue(make())
  }
}

/** https://learn.microsoft.com/azure/azure-resource-manager/templates/deploy-to-resource-group: where a deployment goes. */
const targetFor = (placed: Placed, around: Deployment, kind: TargetKind): Target => {
  const { tree, span } = placed.resource
  const origin: Origin = { span }
  const [subscription, group, scope] = [member(tree, 'subscriptionId'), member(tree, 'resourceGroup'), member(tree, 'scope')]
  const valueAt = (written: Tree | undefined): Value | undefined =>
    written === undefined ? undefined : evaluateTree(written, placed.within)
  if (scope !== undefined) {
    const value = evaluateTree(scope, placed.within)
    const segments = segmentsOfScope(value)
    return (
      (segments === undefined ? undefined : targetOfScope(segments, origin)) ?? noTarget(`the scope of ${placed.address}`, value, origin)
    )
  }
  const subscriptionId = valueAt(subscription) ?? around.target.entries.get('subscriptionId')
  if (group !== undefined) return targetOf({ subscriptionId, resourceGroup: valueAt(group) }, origin)
  if (subscription !== undefined) return targetOf({ subscriptionId }, origin)
  // A template for subscriptions inside of one for resource groups goes to the subscription.
  if (kind === 'subscription') return targetOf({ subscriptionId }, origin)
  return around.target
}

export const segmentsOfScope = (scope: Value): readonly Value[] | undefined => {
  const parts = scope.kind === 'string' ? [scope] : scope.kind === 'unknown' ? scope.parts : undefined
  if (parts === undefined) return undefined
  const written = parts.reduce((count, part) => count + (part.kind === 'string' ? part.value.split('/').length - 1 : 0), 0)
  const all = segmentsOf(scope, written + 1)
  return all.filter((segment, at) => !(segment.kind === 'string' && segment.value === '' && (at === 0 || at === all.length - 1)))
}

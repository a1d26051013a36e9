/** One template deployed once: what its names mean, the resources it places, the deployments inside of it, and its outputs. */
import { child, type Tree, type TreeMap, textOf } from '../data/tree.ts'
import { certain, type Presence } from '../eval/declared.ts'
import type { Dialect } from '../eval/dialect.ts'
import { lazyMap } from '../eval/lazy.ts'
import { guarded, type Meter, type Scope } from '../eval/scope.ts'
import { type Doubt, failure, type LambdaValue, type ObjectValue, type Origin, object, string, type Value } from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import type { Sink } from '../text/diagnostic.ts'
import type { Span } from '../text/source.ts'
import { environmentValue } from './clouds.ts'
import { both, type Placed, placeAll } from './instances.ts'
import type { TemplateLoader } from './loader.ts'
import { contextName, names } from './lower.ts'
import { parameterValue } from './parameters.ts'
import { createReferences } from './references.ts'
import { evaluateTree, lazyObject, membersOf, repeat, type Within } from './structure.ts'
import {
  deployerValue,
  deploymentValue,
  managementGroupValue,
  resourceGroupValue,
  subscriptionValue,
  type Target,
  tenantValue,
} from './target.ts'
import { member, type Template } from './template.ts'

export interface TemplateNotRead {
  readonly source: string
  readonly span: Span
  readonly why: string
}

/** What one evaluation shares. */
export interface Run {
  readonly loader: TemplateLoader
  readonly sink: Sink
  readonly meter: Meter
  readonly dialect: Dialect
  readonly notRead: TemplateNotRead[]
  readonly unread: Doubt[]
  /** Why deployments that are not read may add to whatever is here. */
  readonly handed: Doubt[]
  deployments: number
  resources: number
}

export interface Deployment {
  readonly template: Template
  /** The file that it is written in. */
  readonly path: string
  /** Files that led here, itself last. */
  readonly ancestors: readonly string[]
  readonly prefix: string
  readonly presence: Presence
  readonly target: Target
  readonly within: Within
  readonly placed: () => readonly Placed[]
  /** The deployment that a resource is; undefined where its template is not read. */
  readonly inner: (placed: Placed) => Deployment | undefined
  /** Each an object with `type` and `value`. */
  readonly outputs: ObjectValue
}

export interface DeploymentRequest {
  readonly template: Template
  readonly path: string
  readonly ancestors: readonly string[]
  readonly prefix: string
  readonly presence: Presence
  readonly target: Target
  /** By name in lower case; undefined: not given. */
  readonly given: (name: string) => Value | undefined
  readonly isRoot: boolean
  /** Its name, where a resource says it. */
  readonly name: Value | undefined
  /** Set where expressions of the template mean what they mean in the template around it. */
  readonly outer?: Within | undefined
}

/** How the deployments inside are made: given from outside, so that the two files do not need each other. */
export type Nest = (run: Run, around: Deployment, placed: Placed) => Deployment | undefined

/** A function of the template: it sees its own parameters and the other functions, nothing else. */
const functionValue = (tree: TreeMap, origin: Origin, scope: Scope, dialect: Dialect): LambdaValue => {
  const output = child(member(tree, 'output'), 'value')
  const parameters = member(tree, 'parameters')
  const order = (parameters?.kind === 'list' ? parameters.items : []).map((one) => textOf(child(one, 'name'))?.toLowerCase() ?? '')
  return {
    kind: 'lambda',
    origin,
    apply: (args) => {
      if (output === undefined) return failure('a function without an output', origin)
      if (args.length !== order.length) return failure(`this function takes ${order.length} arguments, not ${args.length}`, origin)
      const given = new Map(order.map((name, at) => [names.parameter(name), args[at]!]))
      const own: Scope = {
        value: (name) => given.get(name) ?? (name.startsWith(names.function('')) ? scope.value(name) : undefined),
        meter: scope.meter,
      }
      scope.meter.depth += budget.callDepth
      const value = evaluateTree(output, { scope: own, dialect })
      scope.meter.depth -= budget.callDepth
      return value
    },
  }
}

const after = (name: string, start: string): string | undefined => (name.startsWith(start) ? name.slice(start.length) : undefined)

export const createDeployment = (run: Run, request: DeploymentRequest, nest: Nest): Deployment => {
  const { template, prefix, target } = request
  run.deployments++
  const { file } = template.tree.span
  const origin: Origin = { span: { file, start: template.tree.span.start, end: template.tree.span.start + 1 } }

  const parameter = (name: string): Value | undefined => {
    const declared = template.parameters.get(name)
    if (declared === undefined) return undefined
    return parameterValue(declared, template.definitions, {
      given: request.given(name),
      evaluateDefault: (tree) => evaluateTree(tree, own),
      isRoot: request.isRoot,
      prefix,
    })
  }
  let variables: ReadonlyMap<string, () => Value> | undefined
  const variable = (name: string): Value | undefined => {
    if (variables === undefined) {
      const members = template.variables === undefined ? new Map<string, () => Value>() : membersOf(template.variables, own)
      variables = members instanceof Map ? new Map([...members].map(([key, make]) => [key.toLowerCase(), make as () => Value])) : new Map()
    }
    return variables.get(name)?.()
  }
  const lookUp = (name: string): Value | undefined => {
    const parameterName = after(name, names.parameter(''))
    if (parameterName !== undefined) return parameter(parameterName)
    const variableName = after(name, names.variable(''))
    if (variableName !== undefined) return variable(variableName)
    const functionName = after(name, names.function(''))
    if (functionName !== undefined) {
      const tree = template.functions.get(functionName)
      return tree === undefined ? undefined : functionValue(tree, origin, scope, run.dialect)
    }
    switch (name) {
      case names.allParameters:
        return all(
          [...template.parameters.values()].map((one) => one.name),
          names.parameter,
        )
      case names.allVariables:
        return template.variables === undefined ? object(new Map(), origin) : all(keysOf(template.variables), names.variable)
      case names.target:
        return target
      case names.reference:
      case names.references:
      case names.outputs:
        return references[name]
      case contextName('resourcegroup'):
        return resourceGroupValue(target, origin)
      case contextName('subscription'):
        return subscriptionValue(target, origin)
      case contextName('managementgroup'):
        return managementGroupValue(target, origin)
      case contextName('tenant'):
        return tenantValue(origin)
      case contextName('environment'):
        return environmentValue(origin, run.loader.cloud)
      case contextName('deployment'):
        return deploymentValue(request.name, origin)
      case contextName('deployer'):
        return deployerValue(origin)
      default:
        return undefined
    }
  }
  const all = (keys: readonly string[], nameOf: (key: string) => string): Value =>
    object(
      lazyMap(
        keys,
        (key) => scope.value(nameOf(key.toLowerCase())) ?? failure(`nothing here is called \`${key}\``, origin),
        (key) => failure(`\`${key}\` depends on itself`, origin),
      ),
      origin,
    )
  const scope: Scope = { value: guarded(lookUp, origin), meter: run.meter }
  const own: Within = { scope, dialect: run.dialect }
  const within = request.outer ?? own

  let placed: readonly Placed[] | undefined
  const place = (): readonly Placed[] => {
    if (placed === undefined) {
      placed = []
      const placing = placeAll(template, within, target, prefix, budget.deployedResources - run.resources)
      placed = placing.placed
      run.resources += placing.placed.length
      run.unread.push(...placing.unread)
    }
    return placed
  }
  const inside = new Map<Placed, Deployment | undefined>()
  const inner = (one: Placed): Deployment | undefined => {
    if (!inside.has(one)) inside.set(one, nest(run, deployment, one))
    return inside.get(one)
  }
  const outputs = lazyObject(
    new Map([...template.outputs.values()].map(({ name, tree }) => [name, () => outputValue(tree, within)])),
    origin,
  )
  const deployment: Deployment = {
    template,
    path: request.path,
    ancestors: request.ancestors,
    prefix,
    presence: request.presence,
    target,
    within,
    placed: place,
    inner,
    outputs,
  }
  const references = createReferences({ isSymbolic: template.isSymbolic, placed: place, inner }, origin)
  return deployment
}

const keysOf = (tree: TreeMap): readonly string[] =>
  tree.entries.flatMap(({ key, value }) =>
    key === 'copy' && value.kind === 'list' ? value.items.flatMap((item) => textOf(child(item, 'name')) ?? []) : [key],
  )

/** https://learn.microsoft.com/azure/azure-resource-manager/templates/outputs */
const outputValue = (tree: Tree, within: Within): Value => {
  const origin: Origin = { span: tree.span }
  const copy = child(tree, 'copy')
  const [count, input] = [child(copy, 'count'), child(copy, 'input')]
  const written = child(tree, 'value')
  const type = textOf(child(tree, 'type')) ?? ''
  const make = (): Value => {
    if (count !== undefined && input !== undefined) return repeat(count, input, names.copyIndex(), within, origin)
    return written === undefined ? failure('an output without a value', origin) : evaluateTree(written, within)
  }
  const marked = (): Value => (/^secure/i.test(type) ? { ...make(), sensitive: true } : make())
  return lazyObject(
    new Map([
      ['type', () => string(type, origin)],
      ['value', marked],
    ]),
    origin,
  )
}

export const certainly: Presence = certain
export { both }

/** A Terraform configuration, evaluated as far as it goes: from its root folder and inputs to declared resources. */
import type { Declared, Presence } from '../eval/declared.ts'
import { certain } from '../eval/declared.ts'
import type { Dialect } from '../eval/dialect.ts'
import { evaluate } from '../eval/evaluate.ts'
import { lazyMap } from '../eval/lazy.ts'
import { type Meter, newMeter, type Scope, withNames } from '../eval/scope.ts'
import { type Doubt, failure, mergeDoubts, type Origin, reference, string, unknown, type Value } from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import type { Sink } from '../text/diagnostic.ts'
import type { Span } from '../text/source.ts'
import { joinPath } from '../text/workspace.ts'
import { objectOfBody } from './block-body.ts'
import { createHandingOver, type HandingOver } from './handed-over.ts'
import { type Instance, type Instances, instancesOfCount, instancesOfForEach, oneInstance } from './instances.ts'
import { lowerExpression } from './lower.ts'
import {
  type ModuleCall,
  type ModuleLoader,
  type ModuleSource,
  type ResourceDeclaration,
  type Written,
  argumentsOf as writtenArguments,
} from './module-source.ts'
import { relativePath } from './paths.ts'
import { variableValue } from './variables.ts'

export interface ModuleNotRead {
  readonly source: string
  readonly span: Span
  readonly why: string
}

/** What evaluating one root gives. */
export interface Configuration {
  readonly declared: readonly Declared[]
  readonly modulesNotRead: readonly ModuleNotRead[]
  /** Folders of the root and of all modules it uses. */
  readonly folders: ReadonlySet<string>
  /** Parts of the code that could not be read and may declare resources: nothing is surely absent. */
  readonly unread: readonly Doubt[]
  /** Addresses of what is given to modules that could not be read, which may add to it; `*` stands for all. */
  readonly handedOver: ReadonlyMap<string, readonly Doubt[]>
}

/** The instances of a resource or module, where more is known of them than the code tells; `address` is without their keys, `span` their header. */
export type InstancesOf = (address: string, evaluated: Instances, span: Span) => Instances

/** What the evaluation of one root shares. */
interface Run {
  readonly rootFolder: string
  readonly loader: ModuleLoader
  readonly sink: Sink
  readonly meter: Meter
  readonly dialectFor: (folder: string) => Dialect
  readonly instancesOf: InstancesOf
  readonly notRead: ModuleNotRead[]
  readonly folders: Set<string>
  modules: number
}

/** One instance of a module: what its names mean, what it gives back, and what it declares. */
interface Module {
  readonly source: ModuleSource
  /** Prefix of the addresses inside: `module.net["a"].`, or nothing for the root. */
  readonly prefix: string
  readonly scope: Scope
  readonly dialect: Dialect
  readonly presence: Presence
  readonly output: (name: string) => Value
  readonly resourceInstances: (resource: ResourceDeclaration) => Instances
  readonly callInstances: (call: ModuleCall) => Instances
  readonly child: (call: ModuleCall, instance: Instance) => Module | undefined
  readonly bodyOf: (resource: ResourceDeclaration, instance: Instance) => Value & { kind: 'object' }
  /** What a call that cannot be read is given. */
  readonly argumentsOf: (call: ModuleCall, instance: Instance) => readonly Value[]
}

/** `given`: values of the root's variables; the others have their default or are unknown inputs. */
export const evaluateRoot = (
  folder: string,
  given: ReadonlyMap<string, Value>,
  loader: ModuleLoader,
  dialectFor: (folder: string) => Dialect,
  sink: Sink,
  instancesOf: InstancesOf = (_, evaluated) => evaluated,
): Configuration => {
  const run: Run = {
    rootFolder: folder,
    loader,
    sink,
    meter: newMeter(),
    dialectFor,
    instancesOf,
    notRead: [],
    folders: new Set(),
    modules: 0,
  }
  const root = instantiate(run, loader.load(folder), '', [folder], certain, (name) => given.get(name))
  const declared: Declared[] = []
  const handingOver = createHandingOver()
  collect(root, declared, handingOver)
  const unread = mergeDoubts(...[...run.folders].map((used) => loader.load(used).unread))
  return { declared, modulesNotRead: run.notRead, folders: run.folders, unread, handedOver: handingOver.among(declared) }
}

const both = (outer: Presence, inner: Presence): Presence => {
  if (outer.certain) return inner
  return inner.certain ? outer : { certain: false, doubts: mergeDoubts(outer.doubts, inner.doubts) }
}

const collect = (module: Module, into: Declared[], handingOver: HandingOver): void => {
  for (const resource of module.source.resources) {
    for (const instance of module.resourceInstances(resource).instances) {
      const body = (): Declared['body'] => module.bodyOf(resource, instance)
      into.push({
        address: addressOf(module.prefix, resource) + instance.suffix,
        type: resource.type,
        mode: resource.mode,
        get body() {
          return body()
        },
        presence: both(module.presence, instance.presence),
        span: resource.span,
        language: 'terraform',
      })
    }
  }
  for (const call of module.source.calls)
    for (const instance of module.callInstances(call).instances) {
      const child = module.child(call, instance)
      if (child !== undefined) collect(child, into, handingOver)
      else handingOver.give(module.argumentsOf(call, instance), notReadDoubt(call))
    }
}

const notReadDoubt = (call: ModuleCall): Doubt => ({
  reason: 'external',
  what: `module.${call.name}${call.source === undefined ? '' : ` (${call.source}, not read)`}`,
  span: call.span,
})

const noIterators: ReadonlySet<string> = new Set()

/** What a module call has beside the arguments of the module: https://developer.hashicorp.com/terraform/language/modules/syntax */
const metaArguments = new Set(['source', 'version', 'providers', 'count', 'for_each', 'depends_on'])

const addressOf = (prefix: string, resource: ResourceDeclaration): string =>
  `${prefix}${resource.mode === 'data' ? 'data.' : ''}${resource.type}.${resource.name}`

const memo = <V>(make: (key: string) => V): ((key: string) => V) => {
  const made = new Map<string, V>()
  return (key) => {
    if (!made.has(key)) made.set(key, make(key))
    return made.get(key) as V
  }
}

/** Values by name, each made once; a name that needs itself is a failure. */
const guarded = (make: (name: string) => Value | undefined, describe: (name: string) => Origin): ((name: string) => Value | undefined) => {
  const made = new Map<string, Value | undefined>()
  const underway = new Set<string>()
  return (name) => {
    if (made.has(name)) return made.get(name)
    if (underway.has(name)) return failure(`\`${name}\` depends on itself`, describe(name))
    underway.add(name)
    const value = make(name)
    underway.delete(name)
    made.set(name, value)
    return value
  }
}

const instantiate = (
  run: Run,
  source: ModuleSource,
  prefix: string,
  ancestors: readonly string[],
  presence: Presence,
  argument: (name: string) => Value | undefined,
): Module => {
  run.modules++
  run.folders.add(source.folder)
  const dialect = run.dialectFor(source.folder)
  const resources = new Map(source.resources.map((resource) => [addressOf('', resource), resource]))
  const calls = new Map(source.calls.map((call) => [`module.${call.name}`, call]))
  const isRoot = prefix === ''
  const top: Origin = {
    span:
      source.files[0] === undefined
        ? { file: { path: source.folder, text: '', language: 'terraform' }, start: 0, end: 0 }
        : { file: source.files[0], start: 0, end: 0 },
  }

  const lookUp = (name: string): Value | undefined => {
    const dot = name.indexOf('.')
    const word = dot < 0 ? name : name.slice(0, dot)
    const rest = name.slice(dot + 1)
    if (word === 'var') {
      const declaration = source.variables.get(rest)
      if (declaration === undefined) return undefined
      return variableValue(declaration, argument(rest), isRoot, prefix, dialect, run.sink)
    }
    if (word === 'local') {
      const declaration = source.locals.get(rest)
      return declaration === undefined ? undefined : evaluate(lowerExpression(declaration.value, declaration.file), scope, dialect)
    }
    if (word === 'module') {
      const call = calls.get(name)
      return call === undefined ? undefined : moduleValue(call)
    }
    if (word === 'path') return pathValue(rest)
    if (word === 'terraform') {
      const doubt: Doubt = { reason: 'input', what: name, span: top.span }
      return unknown([doubt], top, { identity: name })
    }
    const resource = resources.get(name)
    return resource === undefined ? undefined : resourceInstances(resource).collect((instance) => bodyOf(resource, instance))
  }
  const pathValue = (which: string): Value | undefined => {
    if (which === 'module') return string(relativePath(run.rootFolder, source.folder), top)
    if (which === 'root') return string('.', top)
    return which === 'cwd' ? unknown([{ reason: 'computed', what: 'path.cwd', span: top.span }], top, { identity: 'path.cwd' }) : undefined
  }
  /** A name that is not found may be declared where the module could not be read. */
  const lookUpAnyhow = (name: string): Value | undefined =>
    lookUp(name) ?? (source.broken.length === 0 ? undefined : unknown(source.broken, top, { identity: prefix + name }))
  const scope: Scope = { value: guarded(lookUpAnyhow, () => top), meter: run.meter }

  const evaluateHere = ({ value, file }: Written, within: Scope): Value => evaluate(lowerExpression(value, file), within, dialect)

  const instancesByAddress = memo((address: string): Instances => {
    const declaration = resources.get(address) ?? calls.get(address)!
    return run.instancesOf(prefix + address, writtenInstances(address, declaration), declaration.span)
  })
  const writtenInstances = (address: string, { parts }: ResourceDeclaration | ModuleCall): Instances => {
    const given = writtenArguments(parts)
    const count = given.get('count')
    const forEach = given.get('for_each')
    if (count !== undefined) return instancesOfCount(evaluateHere(count, scope), prefix + address)
    if (forEach !== undefined) return instancesOfForEach(evaluateHere(forEach, scope), prefix + address, dialect)
    return oneInstance
  }
  const resourceInstances = (resource: ResourceDeclaration): Instances => instancesByAddress(addressOf('', resource))
  const callInstances = (call: ModuleCall): Instances => instancesByAddress(`module.${call.name}`)

  const bodies = new Map<string, Value & { kind: 'object' }>()
  const bodyOf = (resource: ResourceDeclaration, instance: Instance): Value & { kind: 'object' } => {
    const address = addressOf(prefix, resource) + instance.suffix
    let body = bodies.get(address)
    if (body === undefined) {
      const context = {
        scope: instance.names.size === 0 ? scope : withNames(scope, instance.names),
        iterators: noIterators,
        dialect,
        evaluate,
      }
      body = objectOfBody(resource.parts, context, { to: address, path: [] }, { span: resource.span })
      bodies.set(address, body)
    }
    return body
  }

  const sourceOf = memo((name: string): ModuleSource | undefined => moduleSource(run, source, calls.get(name)!, prefix, ancestors))
  const children = new Map<string, Module>()
  const child = (call: ModuleCall, instance: Instance): Module | undefined => {
    const read = sourceOf(`module.${call.name}`)
    if (read === undefined) return undefined
    const inner = `${prefix}module.${call.name}${instance.suffix}.`
    let made = children.get(inner)
    if (made === undefined) {
      if (run.modules >= budget.moduleInstances) return undefined
      const given = writtenArguments(call.parts)
      const within = instance.names.size === 0 ? scope : withNames(scope, instance.names)
      made = instantiate(run, read, inner, [...ancestors, read.folder], both(presence, instance.presence), (name) => {
        const argument = given.get(name)
        return argument === undefined ? undefined : evaluateHere(argument, within)
      })
      children.set(inner, made)
    }
    return made
  }
  const argumentsOf = (call: ModuleCall, instance: Instance): readonly Value[] => {
    const within = instance.names.size === 0 ? scope : withNames(scope, instance.names)
    const given = [...writtenArguments(call.parts)].filter(([name]) => !metaArguments.has(name))
    return given.map(([, argument]) => evaluateHere(argument, within))
  }
  const moduleValue = (call: ModuleCall): Value => {
    const origin: Origin = { span: call.span }
    const address = `${prefix}module.${call.name}`
    if (sourceOf(`module.${call.name}`) === undefined) {
      return reference({ to: address, path: [] }, notReadDoubt(call), origin, true)
    }
    return callInstances(call).collect((instance) => {
      const made = child(call, instance)
      if (made === undefined) return unknown([{ reason: 'budget', what: 'too many modules', span: call.span }], origin, { mayFail: true })
      const outputs = lazyMap([...made.source.outputs.keys()], made.output, made.output)
      // An output that is not there may be declared where the module could not be read.
      const open = made.source.broken.length === 0 ? {} : { open: { to: address + instance.suffix, path: [] } }
      return { kind: 'object', shape: 'object', entries: outputs, origin, ...open }
    })
  }

  const output = (name: string): Value => outputs(name)!
  const outputs = guarded(
    (name) => {
      const declaration = source.outputs.get(name)!
      if (declaration.value === undefined) return failure(`output \`${name}\` has no value`, { span: declaration.span })
      // It fails where it is written, if it fails; not where the module is used.
      const before = run.meter.mayFail
      const value = evaluateHere({ value: declaration.value, file: declaration.file }, scope)
      run.meter.mayFail = before
      return declaration.sensitive ? { ...value, sensitive: true } : value
    },
    (name) => ({ span: source.outputs.get(name)!.span }),
  )
  return { source, prefix, scope, dialect, presence, output, resourceInstances, callInstances, child, bodyOf, argumentsOf }
}

/** The folder a call means, read; undefined when it is not there to read, which is told once for each call. */
const moduleSource = (
  run: Run,
  from: ModuleSource,
  call: ModuleCall,
  prefix: string,
  ancestors: readonly string[],
): ModuleSource | undefined => {
  const tell = (why: string): undefined => {
    run.notRead.push({ source: call.source ?? `module.${call.name}`, span: call.span, why })
    return undefined
  }
  const refuse = (code: string, message: string, help?: string): undefined => {
    run.sink({ code, severity: 'warning', message, span: call.span, ...(help === undefined ? {} : { help }) })
    return tell(message)
  }
  if (call.source === undefined) return tell('its source is not plain text')
  if (!/^\.\.?(\/|\\|$)/.test(call.source)) return tell('it is not a local folder')
  const folder = joinPath(from.folder, call.source)
  if (folder === undefined)
    return refuse(
      'hcl/module-outside-workspace',
      `module \`${call.name}\` lies outside the workspace: \`${call.source}\``,
      'start from a folder that holds both',
    )
  if (ancestors.includes(folder)) return refuse('hcl/module-cycle', `module \`${call.name}\` calls itself by way of \`${folder}\``)
  if (ancestors.length > budget.moduleDepth) return refuse('hcl/module-depth', `module \`${prefix}module.${call.name}\` is nested too deep`)
  const source = run.loader.load(folder)
  if (source.files.length === 0)
    return refuse('hcl/module-missing', `module \`${call.name}\` is not there: \`${folder}\` holds no Terraform file`)
  return source
}

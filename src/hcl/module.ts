/** A Terraform configuration, evaluated as far as it goes: from its root folder and inputs to declared resources. */
import type { Declared, Presence } from '../eval/declared.ts'
import { certain } from '../eval/declared.ts'
import type { Dialect } from '../eval/dialect.ts'
import { evaluate } from '../eval/evaluate.ts'
import { createHandingOver, type HandingOver } from '../eval/handed-over.ts'
import { lazyMap } from '../eval/lazy.ts'
import { type Meter, newMeter, type Scope, withNames } from '../eval/scope.ts'
import type { KnownModule } from '../eval/stand-in.ts'
import { type Doubt, failure, isFailure, mergeDoubts, type Origin, reference, string, unknown, type Value } from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import type { Sink } from '../text/diagnostic.ts'
import type { Span } from '../text/source.ts'
import { objectOfBody } from './block-body.ts'
import { withBuiltIn } from './built-in.ts'
import { conditionsOf, tellFailedCheck, tellFailedConditions, tellFailedOutput, tellFailedValidations } from './conditions.ts'
import { findModule, type ModuleNotRead, type ModuleSearch, ownArguments } from './find-module.ts'
import { type Instance, type Instances, instancesOfCount, instancesOfForEach, oneInstance } from './instances.ts'
import { lowerExpression } from './lower.ts'
import type { ModuleCall, ModuleLoader, ModuleSource, ResourceDeclaration, Written } from './module-source.ts'
import { createMoves, type Moves } from './moved.ts'
import { relativePath } from './paths.ts'
import { createProviders, type Providers } from './providers.ts'
import { argumentsOf as writtenArguments } from './read-declarations.ts'
import type { OutputsOf } from './remote-state.ts'
import { placeOfElement } from './stand-ins.ts'
import { ephemeral, variableValue } from './variables.ts'

export type { ModuleNotRead } from './find-module.ts'

/** What evaluating one root gives. */
export interface Configuration {
  readonly declared: readonly Declared[]
  readonly modulesNotRead: readonly ModuleNotRead[]
  /** Folders of the root and of all modules it uses. */
  readonly folders: ReadonlySet<string>
  /** Parts of the code that could not be read and may declare resources: nothing is surely absent. */
  readonly unread: readonly Doubt[]
  /** What `output` blocks give, each evaluated when it is asked for; undefined where that cannot be told. */
  readonly outputs: ReadonlyMap<string, Value> | undefined
  /** Addresses of what is given to modules that could not be read, which may add to it; `*` stands for all. */
  readonly handedOver: ReadonlyMap<string, readonly Doubt[]>
}

/** The instances of a resource or module, where more is known of them than the code tells; `address` is without their keys, `span` their header. */
export type InstancesOf = (address: string, evaluated: Instances, span: Span) => Instances

/** What is known of a root beyond its own code. */
export interface Elsewhere {
  /** What other roots of the workspace give, for states that are files of theirs. */
  readonly outputsOf?: OutputsOf
  readonly instancesOf?: InstancesOf
  /** Modules that are understood where they are not installed. */
  readonly known?: readonly KnownModule[]
}

/** What the evaluation of one root shares. */
interface Run extends ModuleSearch {
  readonly rootFolder: string
  readonly meter: Meter
  readonly dialectFor: (folder: string) => Dialect
  readonly instancesOf: InstancesOf
  readonly folders: Set<string>
  readonly moves: Moves
  readonly outputsOf: OutputsOf
  modules: number
}

/** One instance of a module: what its names mean, what it gives back, and what it declares. */
interface Module {
  readonly source: ModuleSource
  /** Prefix of the addresses inside: `module.net["a"].`, or nothing for the root. */
  readonly prefix: string
  readonly at: Span | undefined
  readonly scope: Scope
  readonly dialect: Dialect
  readonly presence: Presence
  readonly providers: Providers
  /** Tells of variables, resources, outputs and checks that do not meet their conditions. */
  readonly validate: () => void
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
  { outputsOf = () => undefined, instancesOf = (_, evaluated) => evaluated, known = [] }: Elsewhere = {},
): Configuration => {
  const run: Run = {
    rootFolder: folder,
    loader,
    sink,
    meter: newMeter(),
    dialectFor,
    instancesOf,
    notRead: [],
    known,
    installed: loader.installed(folder),
    folders: new Set(),
    moves: createMoves(),
    outputsOf,
    modules: 0,
  }
  const source = loader.load(folder)
  const root = instantiate(run, source, { prefix: '', names: [], ancestors: [folder] }, certain, (name) => given.get(name), undefined)
  const declared: Declared[] = []
  const handingOver = createHandingOver()
  collect(run, root, declared, handingOver)
  const unread = mergeDoubts(...[...run.folders].map((used) => loader.load(used).unread))
  const outputs = lazyMap([...source.outputs.keys()], root.output, root.output)
  return { declared, modulesNotRead: run.notRead, folders: run.folders, unread, outputs, handedOver: handingOver.among(declared) }
}

const both = (outer: Presence, inner: Presence): Presence => {
  if (outer.certain) return inner
  return inner.certain ? outer : { certain: false, doubts: mergeDoubts(outer.doubts, inner.doubts) }
}

const collect = (run: Run, module: Module, into: Declared[], handingOver: HandingOver): void => {
  for (const { from, to } of module.source.moves) run.moves.add(module.prefix + from, module.prefix + to)
  // Where it is not sure that there is such a module, nothing is sure to be wrong with what it is given.
  if (module.presence.certain) module.validate()
  for (const resource of module.source.resources) {
    for (const instance of module.resourceInstances(resource).instances) {
      const body = (): Declared['body'] => module.bodyOf(resource, instance)
      const address = addressOf(module.prefix, resource) + instance.suffix
      into.push({
        address,
        type: resource.type,
        mode: resource.mode,
        get body() {
          return body()
        },
        get movedFrom() {
          return run.moves.before(address)
        },
        get provider() {
          return module.providers.of(resource)
        },
        presence: both(module.presence, instance.presence),
        span: module.at === undefined ? resource.span : placeOfElement(instance.names.get('each.value'), module.at),
        language: 'terraform',
      })
    }
  }
  for (const call of module.source.calls)
    for (const instance of module.callInstances(call).instances) {
      const child = module.child(call, instance)
      if (child !== undefined) collect(run, child, into, handingOver)
      else handingOver.give(module.argumentsOf(call, instance), notReadDoubt(call))
    }
}

const notReadDoubt = (call: ModuleCall): Doubt => ({
  reason: 'external',
  what: `module.${call.name}${call.source === undefined ? '' : ` (${call.source}, not read)`}`,
  span: call.span,
})

const noIterators: ReadonlySet<string> = new Set()

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

/** Where a module stands: prefix of the addresses inside, names of the calls that lead to it, folders of the modules around it and its own. */
interface Place {
  readonly prefix: string
  readonly names: readonly string[]
  readonly ancestors: readonly string[]
  /** Of what stands in for it, where its call says what it is given. */
  readonly at?: Span
}

const instantiate = (
  run: Run,
  source: ModuleSource,
  { prefix, names, ancestors, at }: Place,
  presence: Presence,
  argument: (name: string) => Value | undefined,
  passedOn: Providers | undefined,
): Module => {
  run.modules++
  if (source.standsIn === undefined) run.folders.add(source.folder)
  const dialect = run.dialectFor(source.folder)
  const resources = new Map(source.resources.map((resource) => [addressOf('', resource), resource]))
  const calls = new Map(source.calls.map((call) => [`module.${call.name}`, call]))
  const isRoot = prefix === ''
  const file = source.files[0] ?? { path: source.folder, text: '', language: 'terraform' }
  const top: Origin = { span: source.standsIn?.span ?? { file, start: 0, end: 0 } }

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
    if (word === 'ephemeral' && source.ephemerals.has(rest)) {
      const span = source.ephemerals.get(rest)!
      return ephemeral(prefix + name, { span })
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
      const written = objectOfBody(resource.parts, context, { to: address, path: [] }, { span: resource.span })
      body = withBuiltIn(resource, written, run.rootFolder, run.outputsOf)
      bodies.set(address, body)
    }
    return body
  }

  const sourceOf = memo((name: string): ModuleSource | undefined => {
    const call = calls.get(name)!
    return findModule(run, source, call, [...names, call.name], ancestors)
  })
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
      const standsAt = read.standsIn && placeOfElement(source.standsIn && instance.names.get('each.value'), at ?? call.span)
      const place = {
        prefix: inner,
        names: [...names, call.name],
        ancestors: [...ancestors, read.folder],
        ...(standsAt && { at: standsAt }),
      }
      const passed = (name: string): Value | undefined => {
        const argument = given.get(name)
        return argument === undefined ? undefined : evaluateHere(argument, within)
      }
      made = instantiate(run, read, place, both(presence, instance.presence), passed, providers.passedOn(given.get('providers')?.value))
      children.set(inner, made)
    }
    return made
  }
  const argumentsOf = (call: ModuleCall, instance: Instance): readonly Value[] => {
    const within = instance.names.size === 0 ? scope : withNames(scope, instance.names)
    const given = [...writtenArguments(call.parts)].filter(([name]) => !ownArguments.has(name))
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
      // An output that is not there may be declared where the module could not be read, or in the module that this stands in for.
      const isWhole = made.source.broken.length === 0 && made.source.standsIn === undefined
      const open = isWhole ? {} : { open: { to: address + instance.suffix, path: [], mayLack: true as const } }
      return { kind: 'object', shape: 'object', entries: outputs, origin, ...open }
    })
  }

  const output = (name: string): Value => outputs(name)!
  const outputs = guarded(
    (name) => {
      const declaration = source.outputs.get(name)!
      if (declaration.ephemeral) return ephemeral(`${prefix}output.${name}`, { span: declaration.span })
      if (declaration.value === undefined) return failure(`output \`${name}\` has no value`, { span: declaration.span })
      // It fails where it is written, if it fails; not where the module is used.
      const before = run.meter.mayFail
      const value = evaluateHere({ value: declaration.value, file: declaration.file }, scope)
      run.meter.mayFail = before
      return declaration.sensitive ? { ...value, sensitive: true } : value
    },
    (name) => ({ span: source.outputs.get(name)!.span }),
  )
  const providers = createProviders(source.providers, passedOn, (written) => evaluateHere(written, scope), top)
  const inside = (written: Written): Value => evaluateHere(written, scope)
  const validate = (): void => {
    for (const declaration of source.variables.values()) {
      const value = declaration.validations.length === 0 ? undefined : scope.value(`var.${declaration.name}`)
      // A value that there cannot be is told in its own place.
      if (value === undefined || isFailure(value)) continue
      tellFailedValidations(declaration, prefix, inside, run.sink)
    }
    for (const resource of source.resources)
      if (conditionsOf(resource).length > 0)
        for (const instance of resourceInstances(resource).instances)
          if (instance.presence.certain) {
            const within = withNames(scope, new Map([...instance.names, ['self', bodyOf(resource, instance)]]))
            const address = addressOf(prefix, resource) + instance.suffix
            tellFailedConditions(resource, address, (written) => evaluateHere(written, within), run.sink)
          }
    for (const declaration of source.outputs.values()) tellFailedOutput(declaration, prefix, inside, run.sink)
    for (const declaration of source.checks) tellFailedCheck(declaration, prefix, inside, run.sink)
  }
  return {
    source,
    prefix,
    at,
    scope,
    dialect,
    presence,
    providers,
    validate,
    output,
    resourceInstances,
    callInstances,
    child,
    bodyOf,
    argumentsOf,
  }
}

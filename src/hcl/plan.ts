/** A plan and the code that it was made of come in, the resources that there will be go out: with the plan's values, in the code's places. */
import { type Tree, textOf } from '../data/tree.ts'
import { certain, type Declared } from '../eval/declared.ts'
import type { Dialect } from '../eval/dialect.ts'
import { lazyMap } from '../eval/lazy.ts'
import { type Doubt, type ObjectValue, type Origin, unknown, type Value } from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import type { Sink } from '../text/diagnostic.ts'
import { type Span, topOf } from '../text/source.ts'
import { findModule, type ModuleSearch } from './find-module.ts'
import type { Instances } from './instances.ts'
import { type Configuration, evaluateRoot } from './module.ts'
import type { ModuleLoader, ModuleSource } from './module-source.ts'
import { fieldsOf, isTrue, type Plan, type PlannedModule, type PlannedResource } from './plan-file.ts'
import { type Difference, differencesOf, type Follow } from './plan-match.ts'
import { isWriteOnly, type Merging, mergedEntry, mergedValue, type Told } from './plan-values.ts'
import { type InstanceKey, instancesOfKeys, suffixOf } from './planned-instances.ts'

/** The module that a call leads to, as evaluation finds it. */
const followWith = (loader: ModuleLoader, root: string): Follow => {
  const search: ModuleSearch = { loader, sink: () => undefined, notRead: [], installed: loader.installed(root) }
  return (from, names) => {
    const call = from.calls.find(({ name }) => name === names.at(-1))
    return call === undefined ? undefined : findModule(search, from, call, names, [])
  }
}

const readKey = (text: string | undefined): { readonly key: InstanceKey } | undefined => {
  if (text === undefined) return { key: undefined }
  try {
    return { key: JSON.parse(text) as string | number }
  } catch {
    return undefined
  }
}

/** Keys of the instances of each resource and module, by the address without them. */
const keysIn = (plan: Plan): ReadonlyMap<string, readonly InstanceKey[]> => {
  const keys = new Map<string, Map<string, InstanceKey>>()
  const add = (address: string, key: InstanceKey): void => {
    const own = keys.get(address) ?? new Map<string, InstanceKey>()
    keys.set(address, own.set(suffixOf(key), key))
  }
  const modules = new Set<string>()
  for (const { prefix, mode, type, name, key } of plan.resources) {
    add(`${prefix}${mode === 'data' ? 'data.' : ''}${type}.${name}`, key)
    modules.add(prefix)
  }
  for (const prefix of modules) {
    let rest = prefix
    for (let depth = 0; rest !== '' && depth <= budget.moduleDepth; depth++) {
      const step = /(module\.[^.[\]"]+)(?:\[(\d+|"(?:[^"\\]|\\.)*")\])?\.$/.exec(rest)
      const key = step === null ? undefined : readKey(step[2])
      if (step === null || key === undefined) break
      rest = rest.slice(0, step.index)
      add(rest + step[1]!, key.key)
    }
  }
  const areNumbers = (own: readonly InstanceKey[]): boolean => own.every((key) => typeof key === 'number')
  return new Map(
    [...keys].map(([address, own]) => {
      const all = [...own.values()]
      return [address, areNumbers(all) ? all.sort((a, b) => Number(a) - Number(b)) : all]
    }),
  )
}

/** Whose an id is. Resources that join or change another have the id of that. */
const idsIn = (plan: Plan): Merging['ofId'] => {
  const owners = new Map<string, PlannedResource[]>()
  for (const resource of plan.resources) {
    const id = textOf(resource.values.get('id'))
    if (id?.startsWith('/') !== true || resource.type.endsWith('_association') || resource.type === 'azapi_update_resource') continue
    const key = id.toLowerCase()
    const known = owners.get(key)
    if (known === undefined) owners.set(key, [resource])
    else known.push(resource)
  }
  return (id, likely) => {
    const found = owners.get(id.toLowerCase())
    if (found === undefined || (likely !== undefined && found.some(({ address }) => address === likely))) return found && likely
    const managed = found.filter(({ mode }) => mode === 'managed')
    const [only, ...more] = managed.length === 0 ? found : managed
    return more.length === 0 ? only?.address : undefined
  }
}

/** A block may be written in a way that a plan's configuration leaves out (`dynamic`, and blocks that the provider calls attributes). */
const mayBeBlock = (key: string, tree: Tree | undefined): boolean =>
  tree === undefined
    ? !/(?:^|_)ids?$/.test(key)
    : tree.kind === 'map' || (tree.kind === 'list' && tree.items.some(({ kind }) => kind === 'map'))

const undecided = ({ address }: PlannedResource, key: string, isKnown: boolean, span: Span): Value => {
  const doubt: Doubt = isKnown
    ? { reason: 'unsupported', what: `whether \`${key}\` of ${address} is written or read from Azure`, span }
    : { reason: 'computed', what: `${address}.${key}`, span }
  return unknown([doubt], { span })
}

/** Whether such blocks may be resources of their own here: then Azure tells of them in the resource that they belong to, too. */
const separateIn = (plan: Plan): ((key: string) => boolean) => {
  const types = new Set(plan.resources.map(({ type }) => type))
  const known = new Map<string, boolean>()
  return (key) => {
    let answer = known.get(key)
    if (answer === undefined) {
      answer = [...types].some((type) => type.endsWith(`_${key}`) || type.startsWith('azapi_'))
      known.set(key, answer)
    }
    return answer
  }
}

/** What is written of a resource whose code is not at hand; what may be written or read from Azure is not known. */
const writtenOf = (
  resource: PlannedResource,
  configuration: PlannedModule,
  isSeparate: (key: string) => boolean,
): { readonly keys: readonly string[]; readonly open: ReadonlySet<string> } => {
  let module: PlannedModule | undefined = configuration
  for (const name of resource.path) module = module?.calls.get(name)?.module
  const { mode, type, name, values } = resource
  const expressions = module?.resources.get(`${mode === 'data' ? 'data.' : ''}${type}.${name}`)?.expressions
  const unknown = fieldsOf(resource.unknown)
  const keys: string[] = []
  const open = new Set<string>()
  for (const key of new Set([...values.keys(), ...unknown.keys(), ...(expressions?.keys() ?? [])])) {
    const tree = values.get(key)
    if (expressions?.has(key)) keys.push(key)
    else if (
      (tree !== undefined || isTrue(unknown.get(key))) &&
      !isWriteOnly(key) &&
      (expressions === undefined || mayBeBlock(key, tree))
    ) {
      keys.push(key)
      if (tree === undefined || (!resource.isNew && (expressions === undefined || isSeparate(key)))) open.add(key)
    }
  }
  return { keys, open }
}

const headers = new WeakMap<ModuleSource, ReadonlyMap<string, Span>>()

const headersIn = (module: ModuleSource): ReadonlyMap<string, Span> => {
  let found = headers.get(module)
  if (found === undefined) {
    found = new Map(module.resources.map(({ mode, type, name, span }) => [`${mode} ${type}.${name}`, span]))
    headers.set(module, found)
  }
  return found
}

/** The nearest place in the code: of the resource, else of the call of the module that it is in. */
const placeOf = (resource: PlannedResource, root: ModuleSource, follow: Follow): Span => {
  let module = root
  for (const [depth, name] of resource.path.entries()) {
    const call = module.calls.find((one) => one.name === name)
    const inner = call === undefined ? undefined : follow(module, resource.path.slice(0, depth + 1))
    if (inner === undefined) return call?.span ?? resource.span
    module = inner
  }
  const { mode, type, name } = resource
  return headersIn(module).get(`${mode} ${type}.${name}`) ?? resource.span
}

const tellDifferences = (plan: Plan, [first, ...more]: readonly Difference[], sink: Sink): void => {
  if (first === undefined) return
  const rest = more.length === 0 ? '' : ` and in ${more.length} more ${more.length === 1 ? 'place' : 'places'}`
  sink({
    code: 'plan/other-code',
    severity: 'note',
    message: `\`${plan.path}\` was made of other code than this: they differ in ${first.what}${rest}`,
    span: first.span,
    help: 'plan again; until then the plan alone says what there will be, and the code only where',
  })
}

/**
 * What evaluating one root gives, with the values of its plan. `given` is what the code is evaluated with beyond the plan's variables.
 * Modules that are not read are in the plan.
 */
export const evaluatePlan = (
  plan: Plan,
  folder: string,
  given: ReadonlyMap<string, Value>,
  loader: ModuleLoader,
  dialectFor: (folder: string) => Dialect,
  sink: Sink,
): Configuration => {
  const root = loader.load(folder)
  const follow = followWith(loader, folder)
  const isHere = root.files.length > 0
  const top: Origin = { span: topOf(plan.file) }
  const ofId = idsIn(plan)
  const isSeparate = separateIn(plan)
  const asIs: Merging = { address: '', origin: top, trusts: false, isDeclared: () => true, ofId: () => undefined }
  const variables = new Map(given)
  for (const [name, entry] of plan.variables) {
    const tree = fieldsOf(entry).get('value')
    const declaration = root.variables.get(name)
    const origin: Origin = declaration === undefined ? top : { span: declaration.span }
    if (tree !== undefined)
      variables.set(name, mergedValue({ tree, unknown: undefined, sensitive: [] }, undefined, [], { ...asIs, origin }))
  }
  const differences: Difference[] = isHere ? [...differencesOf(plan.configuration, root, follow)] : []
  const keys = keysIn(plan)
  const instancesOf = (address: string, evaluated: Instances, span: Span): Instances => {
    const own = keys.get(address)
    const isModule = /(?:^|\.)module\.[^.[\]"]+$/.test(address)
    const areKnown = evaluated.instances.every(({ presence }) => presence.certain)
    const planned = new Set((own ?? []).map(suffixOf))
    const here = new Set(evaluated.instances.map(({ suffix }) => suffix))
    // A module without resources is not in a plan.
    const isMissing = !isModule && !plan.deleted.has(address) && evaluated.instances.some(({ suffix }) => !planned.has(suffix))
    if (areKnown && (isMissing || [...planned].some((suffix) => !here.has(suffix))))
      differences.push({ what: `the instances of \`${address}\``, span })
    return own === undefined || (isModule && areKnown) ? evaluated : instancesOfKeys(own, evaluated, address, { span })
  }
  const evaluated = evaluateRoot(folder, variables, loader, dialectFor, () => undefined, { instancesOf })
  const written = new Map(evaluated.declared.map((declared) => [declared.address, declared]))
  const trusts = isHere && differences.length === 0
  if (isHere && plan.lacks.length === 0) tellDifferences(plan, differences, sink)
  const unread: Doubt[] = plan.lacks.map((why) => ({ reason: 'external', what: `what \`${plan.path}\` lacks: ${why}`, span: top.span }))
  if (plan.lacks.length > 0)
    sink({
      code: 'plan/partial',
      severity: 'warning',
      message: `\`${plan.path}\` does not hold all that there will be: ${plan.lacks.join(', ')}`,
      span: isHere ? topOf(root.files[0]!) : top.span,
      help: 'plan the whole root, without `-target` and `-refresh-only`',
    })
  const addresses = new Set(plan.resources.map(({ address }) => address))
  const isDeclared = (address: string): boolean => addresses.has(address)

  const declaredOf = (resource: PlannedResource): Declared => {
    const { address, type, mode } = resource
    const code = written.get(address)
    const span = code?.span ?? (isHere ? placeOf(resource, root, follow) : resource.span)
    const merging: Merging = { address, origin: { span }, trusts: trusts && code !== undefined, isDeclared, ofId }
    const whole: Tree = { kind: 'map', entries: [...resource.values].map(([key, value]) => ({ key, keySpan: span, value })), span }
    const told: Told = { tree: whole, unknown: resource.unknown, sensitive: resource.sensitive }
    let body: ObjectValue | undefined
    const make = (): ObjectValue => {
      const { keys: own, open } =
        merging.trusts && code !== undefined
          ? { keys: [...code.body.entries.keys()], open: new Set<string>() }
          : writtenOf(resource, plan.configuration, isSeparate)
      const entry = (key: string): Value =>
        open.has(key) ? undecided(resource, key, resource.values.has(key), span) : mergedEntry(told, key, code?.body, [], merging)
      return { kind: 'object', shape: 'object', entries: lazyMap(own, entry, entry), open: { to: address, path: [] }, origin: { span } }
    }
    return {
      address,
      type,
      mode,
      get body() {
        body ??= make()
        return body
      },
      get movedFrom() {
        return code?.movedFrom ?? []
      },
      ...(code !== undefined && merging.trusts ? { provider: code.provider } : {}),
      presence: certain,
      span,
      language: 'terraform',
    }
  }
  return {
    declared: plan.resources.map(declaredOf),
    modulesNotRead: [],
    folders: evaluated.folders,
    unread,
    outputs: trusts ? evaluated.outputs : undefined,
    handedOver: new Map(),
  }
}

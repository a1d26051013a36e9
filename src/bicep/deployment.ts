/** One file deployed once: what its names mean, the resources that it places, the modules that it calls, and its outputs. */
import { both } from '../arm/instances.ts'
import { resourceValue } from '../arm/known-state.ts'
import { names as templateNames } from '../arm/lower.ts'
import { collect as collectTemplate } from '../arm/module.ts'
import { valueOfParameter } from '../arm/parameter-value.ts'
import { createReferences } from '../arm/references.ts'
import { lazyObject } from '../arm/structure.ts'
import type { Target } from '../arm/target.ts'
import { isTopKnown, oneOf, overAlternatives } from '../eval/alternatives.ts'
import type { Declared, Presence } from '../eval/declared.ts'
import type { EagerEntry } from '../eval/dialect.ts'
import type { HandingOver } from '../eval/handed-over.ts'
import {
  type Doubt,
  doubtsOf,
  failure,
  list,
  nullValue,
  type ObjectValue,
  type Origin,
  string,
  unknown,
  type Value,
} from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import { type BicepRun, createEnvironment, type Environment } from './environment.ts'
import { evaluateNode, spanOf, type Within } from './evaluate-node.ts'
import { indexed } from './lower.ts'
import type { Called } from './modules.ts'
import { type Around, type Placed, placeOne, propertyOf, roundAt, roundsOf, tellFault } from './place.ts'
import { functionOfScope, scopeFrom } from './scopes.ts'
import { type BicepSource, decoratorOf, type WrittenModule, type WrittenResource } from './source.ts'
import type { Expression } from './syntax.ts'
import { factsOf } from './type-facts.ts'
import { isDeploymentType, writtenDeployment } from './written-template.ts'

export interface Deployment {
  readonly source: BicepSource
  /** Files that led here, itself last. */
  readonly ancestors: readonly string[]
  readonly prefix: string
  readonly presence: Presence
  readonly target: Target
  readonly environment: Environment
  readonly scopeAt: Around['scopeAt']
  /** Each an object with `type` and `value`. */
  readonly outputs: ObjectValue
  /** Adds what it declares, and what the modules in it do. */
  readonly collect: (into: Declared[]) => void
}

export interface DeploymentRequest {
  readonly source: BicepSource
  readonly ancestors: readonly string[]
  readonly prefix: string
  readonly presence: Presence
  readonly target: Target
  /** By name in lower case; undefined: not given. */
  readonly given: (name: string) => Value | undefined
  readonly isRoot: boolean
  /** Its name, where a call says it. */
  readonly name: Value | undefined
}

/** Shared by all deployments of one evaluation. */
export interface Context extends BicepRun {
  readonly handing: HandingOver
  /** How a module is called: given from outside, so that the two files do not need each other. */
  readonly call: (context: Context, around: Deployment, written: WrittenModule) => readonly Called[]
}

/** What stands behind a symbol of which there are many. */
interface Many<T> {
  readonly all: readonly T[]
  /** There are more than are listed. */
  readonly isCut: boolean
  /** The one of an index; undefined where there is none of it. */
  readonly at: (index: Value) => T | undefined
}

export const createDeployment = (context: Context, request: DeploymentRequest): Deployment => {
  const { source, prefix, target } = request
  const { file } = source
  const run = context.templates
  run.deployments++
  const top: Origin = { span: { file, start: 0, end: 0 } }

  const tooMany: Doubt = { reason: 'budget', what: 'a deployment of too many resources', span: top.span }
  const parameter = (name: string): Value | undefined => {
    const declared = source.parameters.get(name)
    if (declared === undefined) return undefined
    const span = spanOf(declared.name, { file })
    const facts = factsOf({ type: declared.type, decorators: declared.decorators, names: environment.types })
    const { value } = declared
    return valueOfParameter(
      {
        name,
        what: `\`${name}\``,
        identity: `${prefix}parameters('${name}')`,
        span,
        ...facts,
        fallback: value === undefined ? undefined : () => evaluateNode(value, environment.within),
      },
      request.given(name.toLowerCase()),
      request.isRoot,
    )
  }

  const underway = new Set<string>()
  /** Makes what a symbol stands for; undefined where that needs itself. */
  const memo = <T>(make: (symbol: string) => T): ((symbol: string) => T | undefined) => {
    const made = new Map<string, T>()
    return (symbol) => {
      const known = made.get(symbol)
      if (known !== undefined) return known
      if (underway.has(symbol)) return undefined
      underway.add(symbol)
      const value = make(symbol)
      underway.delete(symbol)
      made.set(symbol, value)
      return value
    }
  }
  const hasNested = [...source.resources.values()].some((one) => one.within !== undefined)
  /** Resources nested in this one, and in those around it, go by their own names here: https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/child-resource-name-type#within-parent-resource */
  const seenFrom = (written: WrittenResource, within: Within): Within => {
    if (!hasNested) return within
    const nested = (name: string): string | undefined => {
      for (let outer: WrittenResource | undefined = written; outer !== undefined; outer = outer.within)
        if (source.resources.has(`${outer.symbol}::${name}`)) return `${outer.symbol}::${name}`
      return undefined
    }
    const { collections, possible } = source
    return { ...within, symbols: { collections, possible, nested } }
  }
  const placeAll = (written: WrittenResource): Many<Placed> => {
    const { within, body } = written
    const outers = within === undefined ? [undefined] : (placed(within.symbol)?.all ?? [])
    const all: Placed[] = []
    const isFull = (): boolean => run.resources >= budget.deployedResources
    let isCut = outers.length > 0 && isFull()
    for (const outer of isCut ? [] : outers) {
      const here = seenFrom(written, outer?.within ?? environment.within)
      for (const round of roundsOf(body, here)) {
        isCut ||= isFull()
        if (isCut) break
        run.resources++
        tellFault(run, round, written, here)
        all.push(placeOne(written, round, outer, around))
      }
    }
    if (isCut) run.unread.push(tooMany)
    return {
      all,
      isCut,
      at: (index) => {
        if (index.kind === 'number' && typeof index.value === 'number' && body.loop !== undefined && !isEndless(all))
          return index.value >= 0 ? all[index.value] : undefined
        const round = roundAt(body, index, seenFrom(written, outers[0]?.within ?? environment.within))
        return round === undefined ? undefined : placeOne(written, round, outers[0], around)
      },
    }
  }
  const isEndless = (all: readonly { readonly address: string }[]): boolean => all.some(({ address }) => address.endsWith('[*]'))
  const placed = memo((symbol) => placeAll(source.resources.get(symbol)!))
  const called = memo((symbol) => context.call(context, deployment, source.modules.get(symbol)!))

  const resourceAt = (node: Expression, within: Within): Placed | undefined => {
    switch (node.kind) {
      case 'parenthesised':
        return resourceAt(node.inner, within)
      case 'non-null':
        return resourceAt(node.operand, within)
      case 'variable':
      case 'resource-access': {
        const symbol = symbolOf(node, within)
        const written = symbol === undefined ? undefined : source.resources.get(symbol)
        return written === undefined || written.body.loop !== undefined ? undefined : placed(symbol!)?.all[0]
      }
      case 'index': {
        const symbol = symbolOf(node.from, within)
        if (symbol === undefined || !source.resources.has(symbol)) return undefined
        return placed(symbol)?.at(evaluateNode(node.key, within))
      }
      default:
        return undefined
    }
  }
  const around: Around = {
    prefix,
    target,
    resourceAt,
    scopeAt: (node, within, what) => scopeFrom(evaluateNode(node, within), what, { span: spanOf(node, within) }),
  }

  /** It stands in another resource of this file, or names it as its parent; what exists already may be anybody. */
  const isOfAnother = ({ within: outer, body }: WrittenResource, symbol: string): boolean => {
    const parent = propertyOf(body.object, 'parent')
    const owner = outer ?? (parent?.kind === 'variable' ? source.resources.get(parent.name) : undefined)
    return owner !== undefined && !owner.declaration.existing && owner.symbol !== symbol
  }
  const besides =
    (symbol: string) =>
    (type: string): boolean =>
      [...source.resources.values()].some(
        (one) =>
          !one.declaration.existing &&
          (one.type === undefined || one.type.toLowerCase() === type.toLowerCase()) &&
          !isOfAnother(one, symbol),
      )
  const itself = (symbol: string): Value => failure(`\`${symbol}\` depends on itself`, top)
  const symbolValue = (symbol: string): Value | undefined => {
    const resource = source.resources.get(symbol)
    if (resource !== undefined && placed(symbol)?.isCut === true) return unknown([tooMany], top, { mayFail: true })
    const module = resource === undefined ? source.modules.get(symbol) : undefined
    if (resource === undefined && module === undefined) return undefined
    const { declaration, body } = (resource ?? module)!
    const origin: Origin = { span: spanOf(declaration.name, { file }) }
    const all: readonly { readonly address: string; readonly presence: Presence }[] | undefined =
      resource === undefined ? called(symbol) : placed(symbol)?.all
    if (all === undefined) return itself(symbol)
    const values = (): Value[] =>
      resource === undefined
        ? (all as readonly Called[]).map((one) => one.value())
        : (all as readonly Placed[]).map((one) => resourceValue(one, origin, besides(symbol)))
    if (body.loop === undefined) return values()[0] ?? itself(symbol)
    if (!isEndless(all)) return list(values(), origin, 'tuple')
    const doubts = all.flatMap(({ presence }) => (presence.certain ? [] : presence.doubts))
    return unknown(doubts, origin, { identity: `instances of ${prefix}${symbol}`, mayFail: true })
  }
  /** Null where the condition is false: what a safe access sees. */
  const orNull = (one: { readonly isLeftOut: boolean; readonly presence: Presence }, value: () => Value, origin: Origin): Value => {
    if (one.isLeftOut) return nullValue(origin)
    return one.presence.certain ? value() : oneOf([value(), nullValue(origin)], one.presence.doubts, origin)
  }
  /** `symbol?`: a resource or module, or null where it is not there; of anything else just its value. */
  const possibleValue = (name: string): Value | undefined => {
    if (!name.endsWith('?')) return undefined
    const symbol = name.slice(0, -1)
    const origin: Origin = { span: top.span }
    const resource = source.resources.has(symbol) ? placed(symbol)?.all[0] : undefined
    if (resource !== undefined && !source.collections.has(symbol))
      return orNull(resource, () => resourceValue(resource, origin, besides(symbol)), origin)
    const module = source.modules.has(symbol) ? called(symbol)?.[0] : undefined
    if (module !== undefined && !source.collections.has(symbol)) return orNull(module, module.value, origin)
    return within.scope.value(symbol)
  }
  /** `nsgs[i]`: one of many, whether or not it is known how many there are. */
  const indexedOne: EagerEntry = {
    sees: 'anything',
    call: ([symbol, index, asksWhether], site) => {
      const name = symbol?.kind === 'string' ? symbol.value : ''
      const one = (at: Value): Value => {
        if (source.resources.has(name)) {
          const many = placed(name)
          const found = many?.at(at)
          if (found === undefined && many?.isCut === true) return unknown([tooMany], site.origin, { mayFail: true })
          if (found === undefined) return site.fail(`\`${name}\` has no such index`)
          const value = (): Value => resourceValue(found, site.origin, besides(name))
          return asksWhether === undefined ? value() : orNull(found, value, site.origin)
        }
        const all = called(name)
        if (all === undefined) return itself(name)
        const found = at.kind === 'number' && typeof at.value === 'number' && !isEndless(all) ? all[at.value] : undefined
        if (found !== undefined) return asksWhether === undefined ? found.value() : orNull(found, found.value, site.origin)
        if (isTopKnown(at) && !isEndless(all)) return site.fail(`\`${name}\` has no such index`)
        return unknown([...doubtsOf(at), ...all.flatMap(({ presence }) => (presence.certain ? [] : presence.doubts))], site.origin, {
          mayFail: true,
        })
      }
      if (index === undefined) return site.fail('an index was expected')
      return isTopKnown(index) || source.resources.has(name)
        ? one(index)
        : (overAlternatives([index], site.origin, isTopKnown, ([known]) => one(known!)) ?? one(index))
    },
  }
  const findReference: EagerEntry['call'] = (args) => {
    const references = createReferences(
      {
        isSymbolic: false,
        placed: () => [...source.resources.keys()].flatMap((symbol) => placed(symbol)?.all ?? []),
        inner: () => undefined,
      },
      top,
    )
    return references[templateNames.reference]!.apply(args)
  }
  const environment = createEnvironment(context, source, {
    value: (name) => parameter(name) ?? symbolValue(name) ?? possibleValue(name),
    further: (name) => {
      if (name === indexed) return indexedOne
      return name === 'reference'
        ? { sees: 'anything', call: findReference }
        : functionOfScope(name, target, { name: request.name, cloud: context.loader.templates.cloud })
    },
  })
  const { within } = environment

  const outputs = lazyObject(
    new Map(
      [...source.outputs].map(([name, declared]) => [
        name,
        () => {
          const origin: Origin = { span: spanOf(declared.name, { file }) }
          const isSecure = decoratorOf(declared.decorators, 'secure') !== undefined
          return lazyObject(
            new Map<string, () => Value>([
              ['type', () => string(factsOf({ type: declared.type, decorators: [], names: environment.types }).type, origin)],
              [
                'value',
                () => {
                  const value = evaluateNode(declared.value, within)
                  return isSecure ? { ...value, sensitive: true } : value
                },
              ],
            ]),
            origin,
          )
        },
      ]),
    ),
    top,
  )
  const collectWritten = (one: Placed, into: Declared[]): void => {
    const { path } = source
    const inner = writtenDeployment(run, one, both(request.presence, one.presence), target, { path, ancestors: request.ancestors })
    if (inner !== undefined) {
      collectTemplate(inner, into)
      return
    }
    const { declaration } = one.written
    const span = { file, start: declaration.name.start, end: declaration.type.end }
    run.notRead.push({ source: one.address, span, why: 'its template is not written out' })
    context.handing.give([one.body()], { reason: 'external', what: `${one.address} (not read)`, span })
  }
  const collect = (into: Declared[]): void => {
    for (const symbol of source.resources.keys())
      for (const one of placed(symbol)?.all ?? []) {
        if (one.isLeftOut) continue
        const { declaration } = one.written
        if (isDeploymentType(one.type) && !one.isExisting) {
          collectWritten(one, into)
          continue
        }
        into.push({
          address: one.address,
          type: one.type,
          mode: one.isExisting ? 'data' : 'managed',
          get body() {
            return one.body()
          },
          presence: both(request.presence, one.presence),
          span: { file, start: declaration.name.start, end: declaration.type.end },
          language: 'arm',
        })
      }
    for (const symbol of source.modules.keys()) for (const one of called(symbol) ?? []) one.collect(into)
  }
  const deployment: Deployment = {
    source,
    ancestors: request.ancestors,
    prefix,
    presence: request.presence,
    target,
    environment,
    scopeAt: around.scopeAt,
    outputs,
    collect,
  }
  run.unread.push(...source.unread)
  return deployment
}

/** `outer::inner` as a name; undefined where a loop or a lambda binds it. */
const symbolOf = (node: Expression, within: Within): string | undefined => {
  if (node.kind === 'variable') return within.bound.has(node.name) ? undefined : (within.symbols.nested?.(node.name) ?? node.name)
  if (node.kind === 'parenthesised') return symbolOf(node.inner, within)
  if (node.kind === 'non-null') return symbolOf(node.operand, within)
  if (node.kind !== 'resource-access') return undefined
  const outer = symbolOf(node.from, within)
  return outer === undefined ? undefined : `${outer}::${node.name.name}`
}

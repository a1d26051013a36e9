/** What names mean in one file: its variables, types and functions, those that it imports, and whatever the deployment of it adds. */

import type { Run } from '../arm/deployment.ts'
import { armDialect } from '../arm/dialect.ts'
import { lazyObject } from '../arm/structure.ts'
import type { EagerEntry } from '../eval/dialect.ts'
import { evaluate } from '../eval/evaluate.ts'
import { guarded, type Scope, withNames } from '../eval/scope.ts'
import { siteAt } from '../eval/site.ts'
import { failure, type Origin, unknown, type Value } from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import type { Span } from '../text/source.ts'
import { folderOf, joinPath } from '../text/workspace.ts'
import { referenceOf, restoredPaths } from './artifacts.ts'
import type { FunctionDeclaration, Import } from './declarations.ts'
import { dialectWith, type Further } from './dialect.ts'
import { evaluateNode, spanOf, type Within } from './evaluate-node.ts'
import { createHeights, endlessFunctions } from './heights.ts'
import { functionOfFiles } from './load-content.ts'
import type { Artifact, BicepLoader } from './loader.ts'
import { lowerExpression } from './lower.ts'
import { type BicepSource, plainText } from './source.ts'
import type { Expression } from './syntax.ts'
import { typeOfTemplate } from './template-types.ts'
import type { Named, TypeFacts, TypeNames } from './type-facts.ts'

/** What one evaluation shares. */
export interface BicepRun {
  /** For what is written as templates. */
  readonly templates: Run
  readonly loader: BicepLoader
  /** Of files that others import from. */
  readonly environments: Map<string, Environment>
}

export interface Environment {
  readonly source: BicepSource
  readonly within: Within
  readonly types: TypeNames
  /** Whether a function of the file leads back to itself. */
  readonly isEndless: (name: string) => boolean
}

export interface Addition {
  readonly value: (name: string) => Value | undefined
  readonly further: Further
}

/** Where a module is called. */
export interface CallPlace {
  readonly symbol: string
  readonly span: Span
}

/** Code of a path that imports or calls say; `why` there is none. */
export const findCode = (run: BicepRun, path: string, from: string, call?: CallPlace): Artifact | { readonly why: string } => {
  const { loader } = run
  const settings = loader.settings(folderOf(from))
  const reference = referenceOf(path, settings)
  if (reference === 'unknown') return { why: 'what its alias stands for is not written in a bicepconfig.json' }
  if (reference !== undefined) {
    const known = loader.findArtifact(reference, from, call?.symbol)
    if (known !== undefined) return known
    for (const place of restoredPaths(reference, settings)) {
      const template = loader.templates.template(place)
      if (template !== undefined) return { kind: 'template', template, path: place }
    }
    const stood = call === undefined ? undefined : loader.standIn(reference, `${from}#${call.symbol}`, call.span)
    return stood ?? { why: '`bicep restore` left no copy of it in the workspace' }
  }
  const place = path.startsWith('/') ? undefined : joinPath(folderOf(from), path)
  if (place === undefined) return { why: 'it lies outside of the workspace' }
  if (/\.jsonc?$/i.test(place)) {
    const template = loader.templates.template(place)
    return template === undefined ? { why: 'there is no template' } : { kind: 'template', template, path: place }
  }
  const source = loader.source(place)
  return typeof source === 'string'
    ? { why: source === 'missing' ? 'there is no such file' : 'it cannot be read' }
    : { kind: 'source', source }
}

/** The environment of a file that is imported from: nothing in it depends on a deployment. */
const importedEnvironment = (run: BicepRun, source: BicepSource): Environment => {
  let made = run.environments.get(source.path)
  if (made === undefined) {
    made = createEnvironment(run, source, { value: () => undefined, further: () => undefined })
    run.environments.set(source.path, made)
  }
  return made
}

/** Something imported: each of what one name may mean, made when it is asked for. */
interface Imported {
  readonly value: () => Value | undefined
  readonly call: EagerEntry['call']
  readonly type: () => Named | TypeFacts | undefined
}

const nameOf = (name: { readonly name: string } | Expression): string =>
  ('name' in name && typeof name.name === 'string' ? name.name : plainText(name as Expression)) ?? ''

export const createEnvironment = (run: BicepRun, source: BicepSource, addition: Addition): Environment => {
  const { file, path } = source
  const { meter } = run.templates
  const origin: Origin = { span: { file, start: 0, end: 0 } }
  const imported = new Map<string, Imported>()
  const namespaces = new Map<string, { readonly of: Import; readonly code: () => Artifact | { readonly why: string } }>()

  const ofCode = (code: () => Artifact | { readonly why: string }, name: string, from: string, span: Span): Imported => {
    const lost = (): Value =>
      unknown(
        [{ reason: 'external', what: `\`${name}\` of \`${from}\``, span }],
        { span },
        { identity: `${name} of ${from}`, mayFail: true },
      )
    const there = (): Environment | undefined => {
      const found = code()
      return 'kind' in found && found.kind === 'source' ? importedEnvironment(run, found.source) : undefined
    }
    return {
      value: () => {
        const found = there()
        return found === undefined ? lost() : found.source.variables.has(name) ? found.within.scope.value(name) : undefined
      },
      call: (args, site) => {
        const found = there()
        const declared = found?.source.functions.get(name)
        return found === undefined || declared === undefined ? lost() : callFunction(declared, found, args, site.origin)
      },
      type: () => {
        const found = code()
        if (!('kind' in found)) return undefined
        if (found.kind === 'template') return typeOfTemplate(found.template, name)
        return importedEnvironment(run, found.source).types.named(name)
      },
    }
  }
  for (const one of source.imports) {
    const from = plainText(one.path)
    if (from === undefined || one.symbols.kind === 'hole') continue
    let code: Artifact | { readonly why: string } | undefined
    const find = (): Artifact | { readonly why: string } => (code ??= findCode(run, from, path))
    if (one.symbols.kind === 'import-all') namespaces.set(one.symbols.alias.name, { of: one, code: find })
    else
      for (const item of one.symbols.items)
        if (item.kind !== 'skipped') {
          const name = nameOf(item.name)
          imported.set(item.alias?.name ?? name, ofCode(find, name, from, spanOf(item, { file })))
        }
  }

  const entryOf = (call: EagerEntry['call']): EagerEntry => ({ sees: 'anything', call })
  const further: Further = (name) => {
    const declared = source.functions.get(name)
    if (declared !== undefined) return entryOf((args, site) => callFunction(declared, environment, args, site.origin))
    const one = imported.get(name)
    if (one !== undefined) return entryOf(one.call)
    const dot = name.indexOf('.')
    const namespace = dot < 0 ? undefined : namespaces.get(name.slice(0, dot))
    if (namespace !== undefined)
      return entryOf(ofCode(namespace.code, name.slice(dot + 1), plainText(namespace.of.path) ?? '', spanOf(namespace.of, { file })).call)
    return addition.further(name) ?? functionOfFiles(name, run.loader, path)
  }

  const namespaceValue = (name: string): Value | undefined => {
    const namespace = namespaces.get(name)
    if (namespace === undefined) return undefined
    const found = namespace.code()
    const span = spanOf(namespace.of, { file })
    const from = plainText(namespace.of.path) ?? ''
    if (!('kind' in found) || found.kind !== 'source')
      return unknown([{ reason: 'external', what: `\`${from}\``, span }], { span }, { identity: `* of ${from}`, mayFail: true })
    const there = importedEnvironment(run, found.source)
    return lazyObject(
      new Map(
        [...found.source.variables.keys()].map((key) => [
          key,
          () => there.within.scope.value(key) ?? failure(`nothing is called \`${key}\``, { span }),
        ]),
      ),
      { span },
    )
  }
  const isTooHigh = createHeights(source)
  const lookUp = (name: string): Value | undefined => {
    const variable = source.variables.get(name)
    if (variable !== undefined)
      return isTooHigh(name)
        ? unknown(
            [{ reason: 'budget', what: 'variables that lean on too long a chain of others', span: spanOf(variable.name, { file }) }],
            origin,
            {
              mayFail: true,
            },
          )
        : evaluateNode(variable.value, within)
    return addition.value(name) ?? imported.get(name)?.value() ?? namespaceValue(name)
  }
  const scope: Scope = { value: guarded(lookUp, origin), meter }
  const within: Within = { scope, dialect: dialectWith(further), file, bound: new Set(), symbols: source }
  const types: TypeNames = {
    named: (name) => {
      const declared = source.types.get(name)
      if (declared !== undefined) return { type: declared.value, decorators: declared.decorators, names: types }
      return imported.get(name)?.type() ?? (imported.has(name) ? unknownType : undefined)
    },
    inNamespace: (namespace, name) => {
      const found = namespaces.get(namespace)
      if (found === undefined) return undefined
      return ofCode(found.code, name, '', origin.span).type() ?? unknownType
    },
    // Literals of types are written like those of values.
    literal: (node) =>
      node.kind === 'type-unary' && node.operand.kind === 'number'
        ? evaluate(lowerExpression({ ...node, kind: 'unary', operand: node.operand }, file), scope, armDialect)
        : node.kind === 'string' || node.kind === 'number' || node.kind === 'keyword' || node.kind === 'array'
          ? evaluateNode(node, within)
          : siteAt(origin).unsupported('this type'),
  }
  let endless: ReadonlySet<string> | undefined
  const isEndless = (name: string): boolean => {
    endless ??= endlessFunctions(source)
    return endless.has(name)
  }
  const environment: Environment = { source, within, types, isEndless }
  return environment
}

const unknownType: TypeFacts = { type: 'other', nullable: undefined, allowed: undefined, isSecure: false }

/** A function sees its own parameters, and what its file declares. */
const callFunction = (declared: FunctionDeclaration, { within, isEndless }: Environment, args: readonly Value[], origin: Origin): Value => {
  const { parameters } = declared
  if (isEndless(declared.name.name)) return failure(`\`${declared.name.name}\` leads back to itself`, origin)
  if (args.length !== parameters.length)
    return failure(
      `\`${declared.name.name}\` takes ${parameters.length} argument${parameters.length === 1 ? '' : 's'}, not ${args.length}`,
      origin,
    )
  const names = new Map(parameters.map((parameter, at) => [parameter.name.name, args[at]!]))
  const { meter } = within.scope
  meter.depth += budget.callDepth
  const value =
    meter.depth > budget.evaluationDepth
      ? unknown([{ reason: 'budget', what: 'functions that call one another too deep', span: origin.span }], origin, { mayFail: true })
      : evaluateNode(declared.body, {
          ...within,
          scope: withNames(within.scope, names),
          bound: new Set([...within.bound, ...names.keys()]),
        })
  meter.depth -= budget.callDepth
  return value
}

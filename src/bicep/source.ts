/** Syntax of a file in, what it declares out, by name and in order; nothing is evaluated. */
import type { TargetKind } from '../arm/template.ts'
import type { Doubt } from '../eval/value.ts'
import type { SourceFile } from '../text/source.ts'
import type {
  Body,
  Decorator,
  Extends,
  FunctionDeclaration,
  Import,
  ModuleDeclaration,
  Output,
  Parameter,
  ParameterAssignment,
  ResourceDeclaration,
  Syntax,
  TypeDeclaration,
  Using,
  VariableDeclaration,
} from './declarations.ts'
import type { Expression, ForExpression, Hole, ObjectExpression, StringExpression } from './syntax.ts'

/** A body without what stands around it: the loop, and the condition within. */
export interface Unwrapped {
  readonly loop?: ForExpression
  readonly condition?: Expression
  /** Undefined where it could not be read. */
  readonly object: ObjectExpression | undefined
}

export interface WrittenResource {
  readonly declaration: ResourceDeclaration
  /** `outer::inner`. */
  readonly symbol: string
  readonly within: WrittenResource | undefined
  /** Whole and without version; undefined where it is not plain text. */
  readonly type: string | undefined
  readonly apiVersion: string | undefined
  readonly body: Unwrapped
}

export interface WrittenModule {
  readonly declaration: ModuleDeclaration
  readonly symbol: string
  /** As written; undefined where it is not plain text. */
  readonly path: string | undefined
  readonly body: Unwrapped
}

export interface BicepSource {
  readonly path: string
  readonly file: SourceFile
  readonly target: TargetKind
  readonly parameters: ReadonlyMap<string, Parameter>
  readonly variables: ReadonlyMap<string, VariableDeclaration>
  readonly types: ReadonlyMap<string, TypeDeclaration>
  readonly functions: ReadonlyMap<string, FunctionDeclaration>
  readonly outputs: ReadonlyMap<string, Output>
  /** Outer ones before those in them. */
  readonly resources: ReadonlyMap<string, WrittenResource>
  readonly modules: ReadonlyMap<string, WrittenModule>
  readonly imports: readonly Import[]
  /** Of files of parameters. */
  readonly assignments: ReadonlyMap<string, ParameterAssignment>
  readonly using: Using | undefined
  readonly extends: readonly Extends[]
  /** Names of declarations that many stand behind. */
  readonly collections: ReadonlySet<string>
  /** Names of declarations that stand under a condition. */
  readonly possible: ReadonlySet<string>
  /** Parts that could not be read and may declare resources. */
  readonly unread: readonly Doubt[]
}

/** The text, where nothing is put into it. */
export const plainText = (string: StringExpression | Hole | Expression | undefined): string | undefined => {
  if (string?.kind !== 'string') return undefined
  const [only] = string.parts
  if (only === undefined) return ''
  return string.parts.length === 1 && only.kind === 'text' ? only.value : undefined
}

export const unwrap = (body: Body): Unwrapped => {
  if (body.kind === 'for') {
    const { result } = body
    if (result.kind === 'if') return { loop: body, condition: result.test, object: result.body.kind === 'object' ? result.body : undefined }
    return { loop: body, object: result.kind === 'object' ? result : undefined }
  }
  if (body.kind === 'if') return { condition: body.test, object: body.body.kind === 'object' ? body.body : undefined }
  return { object: body.kind === 'object' ? body : undefined }
}

const targets: Readonly<Record<string, TargetKind>> = {
  resourceGroup: 'resourceGroup',
  subscription: 'subscription',
  managementGroup: 'managementGroup',
  tenant: 'tenant',
}

const decoratorName = ({ expression }: Decorator): string | undefined => {
  if (expression.kind === 'variable') return expression.name
  if (expression.kind === 'call' || expression.kind === 'method-call' || expression.kind === 'property-access') return expression.name.name
  return undefined
}

/** `@name(…)` or `@sys.name(…)`. */
export const decoratorOf = (decorators: readonly Decorator[], name: string): Decorator | undefined =>
  decorators.find((one) => decoratorName(one) === name)

export const readSource = ({ file, program }: Syntax): BicepSource => {
  const { path } = file
  let target: TargetKind = 'resourceGroup'
  let using: Using | undefined
  const bases: Extends[] = []
  const imports: Import[] = []
  const unread: Doubt[] = []
  const collections = new Set<string>()
  const possible = new Set<string>()
  const parameters = new Map<string, Parameter>()
  const variables = new Map<string, VariableDeclaration>()
  const types = new Map<string, TypeDeclaration>()
  const functions = new Map<string, FunctionDeclaration>()
  const outputs = new Map<string, Output>()
  const resources = new Map<string, WrittenResource>()
  const modules = new Map<string, WrittenModule>()
  const assignments = new Map<string, ParameterAssignment>()
  const lost = (start: number, end: number): unknown =>
    unread.push({ reason: 'error', what: `a part of \`${path}\` that could not be read`, span: { file, start, end } })

  const addResource = (declaration: ResourceDeclaration, within: WrittenResource | undefined): void => {
    const [written, apiVersion = within?.apiVersion] = plainText(declaration.type)?.split('@') ?? []
    const { name } = declaration.name
    const symbol = within === undefined ? name : `${within.symbol}::${name}`
    const isWhole = within === undefined || /^[^/]*\./.test(written ?? '')
    const type = written === undefined || isWhole ? written : within.type === undefined ? undefined : `${within.type}/${written}`
    const body = unwrap(declaration.body)
    const resource: WrittenResource = { declaration, symbol, within, type, apiVersion, body }
    if (type === undefined || resources.has(symbol)) lost(declaration.start, declaration.end)
    resources.set(symbol, resource)
    if (body.loop !== undefined) collections.add(symbol)
    if (body.condition !== undefined || (within !== undefined && possible.has(within.symbol))) possible.add(symbol)
    if (body.object === undefined) lost(declaration.body.start, declaration.body.end)
    for (const item of body.object?.items ?? []) {
      if (item.kind === 'resource') addResource(item, resource)
      else if (item.kind === 'skipped') lost(item.start, item.end)
    }
  }

  for (const item of program.items) {
    switch (item.kind) {
      case 'target-scope':
        target = targets[plainText(item.value) ?? ''] ?? target
        break
      case 'param':
        parameters.set(item.name.name, item)
        break
      case 'param-assignment':
        assignments.set(item.name.name, item)
        break
      case 'var':
        variables.set(item.name.name, item)
        break
      case 'type':
        types.set(item.name.name, item)
        break
      case 'func':
        functions.set(item.name.name, item)
        break
      case 'output':
        outputs.set(item.name.name, item)
        break
      case 'resource':
        addResource(item, undefined)
        break
      case 'module': {
        const body = unwrap(item.body)
        const { name } = item.name
        if (body.loop !== undefined) collections.add(name)
        if (body.condition !== undefined) possible.add(name)
        modules.set(name, { declaration: item, symbol: name, path: plainText(item.path), body })
        break
      }
      case 'import':
        imports.push(item)
        break
      case 'using':
        using = item
        break
      case 'extends':
        bases.push(item)
        break
      case 'skipped':
        lost(item.start, item.end)
        break
    }
  }
  return {
    path,
    file,
    target,
    parameters,
    variables,
    types,
    functions,
    outputs,
    resources,
    modules,
    imports,
    assignments,
    using,
    extends: bases,
    collections,
    possible,
    unread,
  }
}

/** Variables: what was given, else the default, else an unknown input; brought to the declared type. */
import type { Dialect } from '../eval/dialect.ts'
import { evaluate } from '../eval/evaluate.ts'
import { emptyScope } from '../eval/scope.ts'
import { siteAt } from '../eval/site.ts'
import { bool, type Doubt, failure, nullValue, type Origin, type Type, unknown, type Value } from '../eval/value.ts'
import type { Sink } from '../text/diagnostic.ts'
import { type SourceFile, type Span, topOf } from '../text/source.ts'
import { entryPath, type ReadResult, type Workspace } from '../text/workspace.ts'
import { convert, readType } from './convert.ts'
import { parseJsonVariables } from './json-syntax.ts'
import { lowerExpression } from './lower.ts'
import type { VariableDeclaration, Written } from './module-source.ts'
import { parse, parseExpressionFile } from './parse.ts'
import { attributesOf, plainText } from './read-declarations.ts'
import type { Expression } from './syntax.ts'

/** The type with what the other one says in place of missing attributes: https://github.com/hashicorp/terraform/blob/v1.11.4/internal/configs/module_merge.go */
const withDefaultsOf = (type: Type, before: Type | undefined): Type => {
  if (type.kind === 'list' || type.kind === 'set' || type.kind === 'map') {
    const inner = before?.kind === 'list' || before?.kind === 'set' || before?.kind === 'map' ? before.element : undefined
    return { ...type, element: withDefaultsOf(type.element, inner) }
  }
  if (type.kind !== 'object') return type
  const base = before?.kind === 'object' ? before : undefined
  const optional = new Map<string, Value | undefined>()
  for (const name of type.attributes.keys()) {
    const fallback = base?.optional?.get(name)
    if (fallback !== undefined || type.optional?.has(name)) optional.set(name, fallback)
  }
  const attributes = new Map([...type.attributes].map(([name, own]) => [name, withDefaultsOf(own, base?.attributes.get(name))]))
  return { ...type, attributes, optional }
}

const typesOf = new WeakMap<VariableDeclaration, Type>()

const typeOf = (declaration: VariableDeclaration, dialect: Dialect, sink: Sink): Type | undefined => {
  if (declaration.type === undefined) return undefined
  let type = typesOf.get(declaration)
  if (type === undefined) {
    const read = ({ value, file }: Written): Type =>
      readType(value, file, sink, (expression: Expression): Value => evaluate(lowerExpression(expression, file), emptyScope, dialect))
    type = read(declaration.type)
    if (declaration.typeBefore !== undefined) type = withDefaultsOf(type, read(declaration.typeBefore))
    typesOf.set(declaration, type)
  }
  return type
}

/** What is there only while Terraform runs: `ephemeralasnull` makes null of it, so no other value may come of what it is. https://developer.hashicorp.com/terraform/language/manage-sensitive-data/ephemeral */
export const ephemeral = (name: string, origin: Origin): Value =>
  unknown([{ reason: 'computed', what: name, span: origin.span }], origin, { identity: name, mayFail: true })

/** The value that `var.NAME` has inside a module. `given` undefined: the caller says nothing. */
export const variableValue = (
  declaration: VariableDeclaration,
  given: Value | undefined,
  isRoot: boolean,
  prefix: string,
  dialect: Dialect,
  sink: Sink,
): Value => {
  const origin: Origin = { span: declaration.span }
  const type = typeOf(declaration, dialect, sink)
  const nullable = !(declaration.nullable?.kind === 'keyword'
    ? declaration.nullable.value === false
    : plainText(declaration.nullable) === 'false')
  const fallback = (): Value => {
    if (declaration.default !== undefined)
      return evaluate(lowerExpression(declaration.default.value, declaration.default.file), emptyScope, dialect)
    if (!isRoot) return failure(`variable \`${declaration.name}\` is not given`, origin)
    const what = `var.${declaration.name}`
    const isBool = type?.kind === 'bool'
    const choices = isBool ? (nullable ? [true, false, null] : [true, false]) : undefined
    const doubt: Doubt = {
      reason: 'input',
      what,
      span: declaration.span,
      input: declaration.name,
      ...(choices === undefined ? {} : { choices }),
    }
    const among = choices?.map((choice): Value => (choice === null ? nullValue(origin) : bool(choice, origin)))
    return unknown([doubt], origin, {
      identity: prefix + what,
      ...(type === undefined ? {} : { type }),
      ...(among === undefined ? {} : { among }),
    })
  }
  if (declaration.ephemeral) return ephemeral(`${prefix}var.${declaration.name}`, origin)
  let value = given ?? fallback()
  // A null stands for the default only where null is not a value of the variable: https://developer.hashicorp.com/terraform/language/values/variables#disallowing-null-input-values
  if (value.kind === 'null' && !nullable && declaration.default !== undefined) value = fallback()
  const converted = type === undefined ? value : convert(value, type, siteAt(value.origin))
  return declaration.sensitive ? { ...converted, sensitive: true } : converted
}

/** Variable files that Terraform loads by itself, in its order: https://developer.hashicorp.com/terraform/language/values/variables#variable-definitions-tfvars-files */
export const automaticVariableFiles = (folder: string, workspace: Workspace): readonly string[] => {
  const names = workspace.list(folder).flatMap((entry) => (entry.kind === 'file' ? [entry.name] : []))
  const automatic = names.filter((name) => name.endsWith('.auto.tfvars') || name.endsWith('.auto.tfvars.json')).sort()
  return [
    ...names.filter((name) => name === 'terraform.tfvars'),
    ...names.filter((name) => name === 'terraform.tfvars.json'),
    ...automatic,
  ].map((name) => entryPath(folder, name) ?? `${folder}/${name}`)
}

/** Variable files beside the root that nothing loads: they are told, not guessed. */
export const otherVariableFiles = (folder: string, workspace: Workspace): readonly string[] => {
  const automatic = new Set(automaticVariableFiles(folder, workspace))
  return workspace
    .list(folder)
    .flatMap((entry) =>
      entry.kind === 'file' && /\.tfvars(?:\.json)?$/.test(entry.name) ? [entryPath(folder, entry.name) ?? `${folder}/${entry.name}`] : [],
    )
    .filter((path) => !automatic.has(path))
}

/** A source of values. An `environment` sets variables of every configuration there is, so it may name others than are declared. */
export type VariableSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'assignment' | 'environment'; readonly name: string; readonly text: string }

/** Later sources win. A file that cannot be read is told and leaves every variable that it may set unknown. */
export const readVariables = (
  sources: readonly VariableSource[],
  declarations: ReadonlyMap<string, VariableDeclaration>,
  workspace: Workspace,
  dialect: Dialect,
  sink: Sink,
): ReadonlyMap<string, Value> => {
  const values = new Map<string, Value>()
  const tellUndeclared = (name: string, span: Span): void => {
    if (!declarations.has(name))
      sink({ code: 'hcl/undeclared-variable', severity: 'note', message: `no variable \`${name}\` is declared`, span })
  }
  for (const source of sources) {
    if (source.kind === 'file') readVariableFile(source.path, values, declarations, workspace, dialect, tellUndeclared, sink)
    else if (source.kind === 'assignment' || declarations.has(source.name)) {
      const { kind, name, text } = source
      const file: SourceFile = { path: kind === 'environment' ? `TF_VAR_${name}` : `--var ${name}`, text, language: 'tfvars' }
      tellUndeclared(name, topOf(file))
      values.set(name, assignedValue(file, declarations.get(name), dialect, sink))
    }
  }
  return values
}

const readVariableFile = (
  path: string,
  values: Map<string, Value>,
  declarations: ReadonlyMap<string, VariableDeclaration>,
  workspace: Workspace,
  dialect: Dialect,
  tellUndeclared: (name: string, span: Span) => void,
  sink: Sink,
): void => {
  const read: ReadResult = path.includes('\\') ? { ok: false, why: 'unreadable' } : workspace.read(path)
  const isJson = path.endsWith('.json')
  const file: SourceFile = { path, text: read.ok ? read.text : '', language: isJson ? 'json' : 'tfvars' }
  const leaveUnknown = (reason: Doubt['reason']): void => {
    const span = topOf(file)
    for (const name of declarations.keys())
      values.set(name, unknown([{ reason, what: path, span }], { span }, { identity: `${name} of ${path}` }))
  }
  if (!read.ok) {
    const message = `variable file \`${path}\` is left out: it cannot be read`
    sink({ code: 'hcl/variable-file', severity: 'error', message, span: topOf(file) })
    leaveUnknown('unsupported')
    return
  }
  let isWhole = true
  const told: Sink = (diagnostic) => {
    if (diagnostic.severity === 'error') isWhole = false
    sink(diagnostic)
  }
  const { body } = isJson ? parseJsonVariables(file, told) : parse(file, told)
  // What could not be read may set any variable.
  if (!isWhole) leaveUnknown('error')
  for (const attribute of attributesOf(body).values()) {
    tellUndeclared(attribute.name.name, { file, start: attribute.start, end: attribute.end })
    if (isWhole) values.set(attribute.name.name, evaluate(lowerExpression(attribute.value, file), emptyScope, dialect))
  }
}

/** Plain text for variables of a primitive type or of none, an expression for all others: https://github.com/hashicorp/terraform/blob/v1.11.4/internal/configs/named_values.go */
const assignedValue = (file: SourceFile, declaration: VariableDeclaration | undefined, dialect: Dialect, sink: Sink): Value => {
  const type = declaration?.type?.value
  const isText = type === undefined || (type.kind === 'variable' && /^(?:string|number|bool)$/.test(type.name))
  if (isText) return { kind: 'string', value: file.text.normalize('NFC'), origin: { span: { file, start: 0, end: file.text.length } } }
  return evaluate(lowerExpression(parseExpressionFile(file, sink), file), emptyScope, dialect)
}

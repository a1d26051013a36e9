/** Variables: what was given, else the default, else an unknown input; brought to the declared type. */
import type { Dialect } from '../eval/dialect.ts'
import { evaluate } from '../eval/evaluate.ts'
import { emptyScope } from '../eval/scope.ts'
import { siteAt } from '../eval/site.ts'
import { bool, type Doubt, failure, nullValue, type Origin, type Type, unknown, type Value } from '../eval/value.ts'
import type { Sink } from '../text/diagnostic.ts'
import type { SourceFile } from '../text/source.ts'
import { joinPath, type Workspace } from '../text/workspace.ts'
import { convert, readType } from './convert.ts'
import { lowerExpression } from './lower.ts'
import { attributesOf, type VariableDeclaration } from './module-source.ts'
import { parse, parseExpressionFile } from './parse.ts'
import type { Expression } from './syntax.ts'

const typesOf = new WeakMap<VariableDeclaration, Type>()

const typeOf = (declaration: VariableDeclaration, dialect: Dialect, sink: Sink): Type | undefined => {
  if (declaration.type === undefined) return undefined
  let type = typesOf.get(declaration)
  if (type === undefined) {
    const { value, file } = declaration.type
    const evaluated = (expression: Expression): Value => evaluate(lowerExpression(expression, file), emptyScope, dialect)
    type = readType(value, file, sink, evaluated)
    typesOf.set(declaration, type)
  }
  return type
}

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
  const nullable = declaration.nullable?.kind !== 'keyword' || declaration.nullable.value !== false
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
  let value = given ?? fallback()
  // A null stands for the default only where null is not a value of the variable: https://developer.hashicorp.com/terraform/language/values/variables#disallowing-null-input-values
  if (value.kind === 'null' && !nullable && declaration.default !== undefined) value = fallback()
  const converted = type === undefined ? value : convert(value, type, siteAt(value.origin))
  return declaration.sensitive ? { ...converted, sensitive: true } : converted
}

/** Values given to a root's variables, later ones over earlier ones: files in order, then single assignments. */
export interface GivenVariables {
  readonly values: ReadonlyMap<string, Value>
  readonly files: readonly string[]
}

/** Variable files that Terraform loads by itself, in its order: https://developer.hashicorp.com/terraform/language/values/variables#variable-definitions-tfvars-files */
export const automaticVariableFiles = (folder: string, workspace: Workspace): readonly string[] => {
  const names = workspace.list(folder).flatMap((entry) => (entry.kind === 'file' ? [entry.name] : []))
  const automatic = names.filter((name) => name.endsWith('.auto.tfvars') || name.endsWith('.auto.tfvars.json')).sort()
  return [
    ...names.filter((name) => name === 'terraform.tfvars'),
    ...names.filter((name) => name === 'terraform.tfvars.json'),
    ...automatic,
  ].map((name) => joinPath(folder, name)!)
}

/** Variable files beside the root that nothing loads: they are told, not guessed. */
export const otherVariableFiles = (folder: string, workspace: Workspace): readonly string[] => {
  const automatic = new Set(automaticVariableFiles(folder, workspace))
  return workspace
    .list(folder)
    .flatMap((entry) => (entry.kind === 'file' && entry.name.endsWith('.tfvars') ? [joinPath(folder, entry.name)!] : []))
    .filter((path) => !automatic.has(path))
}

/** `assignments`: `NAME` → text, as after `--var`. A file that cannot be read is told and leaves every variable that it may set unknown. */
export const readVariableFiles = (
  paths: readonly string[],
  assignments: ReadonlyMap<string, string>,
  declarations: ReadonlyMap<string, VariableDeclaration>,
  workspace: Workspace,
  dialect: Dialect,
  sink: Sink,
): GivenVariables => {
  const values = new Map<string, Value>()
  const files: string[] = []
  for (const path of paths) {
    const read = workspace.read(path)
    const file: SourceFile = { path, text: read.ok ? read.text : '', language: 'tfvars' }
    files.push(path)
    if (!read.ok || path.endsWith('.json')) {
      const why = read.ok ? 'JSON variable files are not read yet' : 'it cannot be read'
      const span = { file, start: 0, end: 0 }
      sink({
        code: 'hcl/variable-file',
        severity: read.ok ? 'warning' : 'error',
        message: `variable file \`${path}\` is left out: ${why}`,
        span,
      })
      for (const name of declarations.keys())
        values.set(name, unknown([{ reason: 'unsupported', what: path, span }], { span }, { identity: `${name} of ${path}` }))
      continue
    }
    const { body } = parse(file, sink)
    for (const attribute of attributesOf(body).values()) {
      const span = { file, start: attribute.start, end: attribute.end }
      if (!declarations.has(attribute.name.name))
        sink({ code: 'hcl/undeclared-variable', severity: 'note', message: `no variable \`${attribute.name.name}\` is declared`, span })
      values.set(attribute.name.name, evaluate(lowerExpression(attribute.value, file), emptyScope, dialect))
    }
  }
  for (const [name, text] of assignments) values.set(name, assignedValue(name, text, declarations.get(name), dialect, sink))
  return { values, files }
}

/** As Terraform reads `-var`: plain text for variables of type string or of none, an expression for all others. */
const assignedValue = (name: string, text: string, declaration: VariableDeclaration | undefined, dialect: Dialect, sink: Sink): Value => {
  const file: SourceFile = { path: `--var ${name}`, text, language: 'tfvars' }
  const type = declaration?.type?.value
  const isText = type === undefined || (type.kind === 'variable' && type.name === 'string')
  if (isText) return { kind: 'string', value: text, origin: { span: { file, start: 0, end: text.length } } }
  return evaluate(lowerExpression(parseExpressionFile(file, sink), file), emptyScope, dialect)
}

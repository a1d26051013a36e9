/** Syntax nodes of Bicep's declarations, in files of resources and in files of parameters. */
import type { SourceFile } from '../text/source.ts'
import type {
  Condition,
  Expression,
  ForExpression,
  Hole,
  Identifier,
  Node,
  ObjectExpression,
  Skipped,
  StringExpression,
  TypeExpression,
} from './syntax.ts'

/** A whole file. Tokens are not kept; `lex` gives them again. */
export interface Syntax {
  readonly file: SourceFile
  readonly program: Program
}

export interface Program extends Node {
  readonly kind: 'program'
  /** In written order. */
  readonly items: readonly (Declaration | Skipped)[]
}

export type Declaration =
  | TargetScope
  | Metadata
  | Parameter
  | ParameterAssignment
  | VariableDeclaration
  | Output
  | TypeDeclaration
  | FunctionDeclaration
  | ResourceDeclaration
  | ModuleDeclaration
  | TestDeclaration
  | Assertion
  | Import
  | Extension
  | ExtensionConfiguration
  | Using
  | Extends

interface Declared extends Node {
  readonly decorators: readonly Decorator[]
}
/** `@expression` on a line of its own, above what it is about. */
export interface Decorator extends Node {
  readonly kind: 'decorator'
  /** A call, or a name without one, with a namespace or without. */
  readonly expression: Expression
}
export interface TargetScope extends Declared {
  readonly kind: 'target-scope'
  readonly value: Expression
}
export interface Metadata extends Declared {
  readonly kind: 'metadata'
  readonly name: Identifier
  readonly value: Expression
}
export interface Parameter extends Declared {
  readonly kind: 'param'
  readonly name: Identifier
  readonly type: TypeExpression
  /** The default. */
  readonly value?: Expression
}
/** `param name = value` in a file of parameters. */
export interface ParameterAssignment extends Declared {
  readonly kind: 'param-assignment'
  readonly name: Identifier
  readonly value: Expression
}
export interface VariableDeclaration extends Declared {
  readonly kind: 'var'
  readonly name: Identifier
  readonly type?: TypeExpression
  readonly value: Expression
}
export interface Output extends Declared {
  readonly kind: 'output'
  readonly name: Identifier
  readonly type: TypeExpression
  readonly value: Expression
}
export interface TypeDeclaration extends Declared {
  readonly kind: 'type'
  readonly name: Identifier
  readonly value: TypeExpression
}
export interface FunctionDeclaration extends Declared {
  readonly kind: 'func'
  readonly name: Identifier
  readonly parameters: readonly FunctionParameter[]
  readonly returns: TypeExpression
  readonly body: Expression
}
export interface FunctionParameter extends Node {
  readonly name: Identifier
  readonly type: TypeExpression
}
/** What stands behind the `=` of a resource or a module. */
export type Body = ObjectExpression | Condition | ForExpression | Hole
export interface ResourceDeclaration extends Declared {
  readonly kind: 'resource'
  readonly name: Identifier
  /** `'Microsoft.Network/virtualNetworks@2024-05-01'`. */
  readonly type: StringExpression | Hole
  readonly existing: boolean
  readonly body: Body
}
export interface ModuleDeclaration extends Declared {
  readonly kind: 'module'
  readonly name: Identifier
  /** A path, or `br:…`, `br/ALIAS:…`, `ts:…`, `ts/ALIAS:…`. */
  readonly path: StringExpression | Hole
  readonly body: Body
}
export interface TestDeclaration extends Declared {
  readonly kind: 'test'
  readonly name: Identifier
  readonly path: StringExpression | Hole
  readonly body: ObjectExpression | Hole
}
export interface Assertion extends Declared {
  readonly kind: 'assert'
  readonly name: Identifier
  readonly value: Expression
}
/** `import { name, other as alias } from 'path'`, or `import * as name from 'path'`. */
export interface Import extends Declared {
  readonly kind: 'import'
  readonly symbols: ImportAll | ImportList | Hole
  readonly path: StringExpression | Hole
}
export interface ImportAll extends Node {
  readonly kind: 'import-all'
  readonly alias: Identifier
}
export interface ImportList extends Node {
  readonly kind: 'import-list'
  readonly items: readonly (ImportItem | Skipped)[]
}
export interface ImportItem extends Node {
  readonly kind: 'import-item'
  readonly name: Identifier | StringExpression
  readonly alias?: Identifier
}
/** `extension name with { … } as alias`; once `import 'name@1.0.0'`, then `provider`. */
export interface Extension extends Declared {
  readonly kind: 'extension'
  readonly specification: Identifier | StringExpression | Hole
  readonly configuration?: ObjectExpression | Hole
  readonly alias?: Identifier
}
/** `extensionConfig alias with { … }` in a file of parameters. */
export interface ExtensionConfiguration extends Declared {
  readonly kind: 'extension-configuration'
  readonly alias: Identifier
  readonly configuration: ObjectExpression | Hole
}
/** `using 'path'`; `using none` has no path. */
export interface Using extends Declared {
  readonly kind: 'using'
  readonly path?: StringExpression | Hole
  readonly configuration?: ObjectExpression | Hole
}
export interface Extends extends Declared {
  readonly kind: 'extends'
  readonly path: StringExpression | Hole
}

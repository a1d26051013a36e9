/** Syntax nodes of Bicep's expressions and types: what was written, with offsets on everything, nothing evaluated. */
import type { Decorator, ResourceDeclaration } from './declarations.ts'

/** Half-open offsets into the file's text. Children nest, in order, on token edges. */
export interface Node {
  readonly start: number
  readonly end: number
  /** As in `Span`. */
  readonly part?: number
}

export interface Identifier extends Node {
  readonly name: string
}

/** Text in which nothing could be read, and it was told; anything may have been meant. Beside items that were read. */
export interface Skipped extends Node {
  readonly kind: 'skipped'
}
/** Where an expression should stand and none could be read. */
export interface Hole extends Node {
  readonly kind: 'hole'
}

// ── expressions ──

export type Expression =
  | NumberLiteral
  | KeywordLiteral
  | StringExpression
  | ArrayExpression
  | ObjectExpression
  | Variable
  | PropertyAccess
  | ResourceAccess
  | Index
  | NonNull
  | Call
  | MethodCall
  | Unary
  | Binary
  | Conditional
  | ForExpression
  | Lambda
  | Parenthesised
  | Hole

/** A whole number, without sign. */
export interface NumberLiteral extends Node {
  readonly kind: 'number'
  /** As written. */
  readonly text: string
}
/** `true`, `false`, `null`. */
export interface KeywordLiteral extends Node {
  readonly kind: 'keyword'
  readonly value: boolean | null
}
/** Without interpolation it has no part or one text part. Escapes, and the first line end of a multi-line string, are already carried out in the parts. */
export interface StringExpression extends Node {
  readonly kind: 'string'
  readonly form: 'quoted' | 'multi-line'
  readonly parts: readonly StringPart[]
}
export type StringPart = StringText | Interpolation
export interface StringText extends Node {
  readonly kind: 'text'
  readonly value: string
}
/** `${value}`. */
export interface Interpolation extends Node {
  readonly kind: 'interpolation'
  readonly value: Expression
}
export interface ArrayExpression extends Node {
  readonly kind: 'array'
  readonly items: readonly (Expression | Spread | Skipped)[]
}
/** `...source`. */
export interface Spread extends Node {
  readonly kind: 'spread'
  readonly source: Expression
}
export interface ObjectExpression extends Node {
  readonly kind: 'object'
  /** Resources nested in the body of a resource stand among its properties. */
  readonly items: readonly (ObjectEntry | Spread | ResourceDeclaration | Skipped)[]
}
export interface ObjectEntry extends Node {
  readonly kind: 'entry'
  readonly key: NameKey | StringExpression
  readonly value: Expression
}
/** A key without quotes: it means its own text. */
export interface NameKey extends Identifier {
  readonly kind: 'name'
}
export interface Variable extends Node {
  readonly kind: 'variable'
  readonly name: string
}
/** `from.name`, or `from.?name` (safe). */
export interface PropertyAccess extends Node {
  readonly kind: 'property-access'
  readonly from: Expression
  readonly safe: boolean
  readonly name: Identifier
}
/** `from::name`, a nested resource. */
export interface ResourceAccess extends Node {
  readonly kind: 'resource-access'
  readonly from: Expression
  readonly name: Identifier
}
/** `from[key]`, `from[?key]` (safe), `from[^key]` (counted from the end, from 1), or `from[?^key]`. */
export interface Index extends Node {
  readonly kind: 'index'
  readonly from: Expression
  readonly safe: boolean
  readonly fromEnd: boolean
  readonly key: Expression
}
/** `operand!`. */
export interface NonNull extends Node {
  readonly kind: 'non-null'
  readonly operand: Expression
}
export interface Call extends Node {
  readonly kind: 'call'
  readonly name: Identifier
  readonly args: readonly Expression[]
}
/** `from.name(…)`: a function of a namespace (`sys`, `az`, an import) or of a resource. */
export interface MethodCall extends Node {
  readonly kind: 'method-call'
  readonly from: Expression
  readonly name: Identifier
  readonly args: readonly Expression[]
}
export interface Unary extends Node {
  readonly kind: 'unary'
  readonly op: '-' | '!'
  readonly operand: Expression
}
export interface Binary extends Node {
  readonly kind: 'binary'
  readonly op: '+' | '-' | '*' | '/' | '%' | '==' | '!=' | '=~' | '!~' | '<' | '<=' | '>' | '>=' | '&&' | '||' | '??'
  readonly left: Expression
  readonly right: Expression
}
export interface Conditional extends Node {
  readonly kind: 'conditional'
  readonly test: Expression
  readonly then: Expression
  readonly otherwise: Expression
}
/** `[for item in over: result]`, or `[for (item, index) in over: result]`. */
export interface ForExpression extends Node {
  readonly kind: 'for'
  readonly item: Identifier
  readonly index?: Identifier
  readonly over: Expression
  /** A condition only as the body of a resource or a module. */
  readonly result: Expression | Condition
}
/** `if (test) { … }`. */
export interface Condition extends Node {
  readonly kind: 'if'
  readonly test: Expression
  readonly body: ObjectExpression | Hole
}
export interface Lambda extends Node {
  readonly kind: 'lambda'
  readonly parameters: readonly Identifier[]
  readonly body: Expression
}
export interface Parenthesised extends Node {
  readonly kind: 'parenthesised'
  readonly inner: Expression
}

// ── types ──

export type TypeExpression =
  | NumberLiteral
  | KeywordLiteral
  | StringExpression
  | TypeName
  | TypeArray
  | TypeTuple
  | TypeObject
  | TypeUnion
  | TypeNullable
  | TypeUnary
  | TypeParenthesised
  | TypeMember
  | TypeInstantiation
  | TypeResource
  | Hole

export interface TypeName extends Node {
  readonly kind: 'type-name'
  readonly name: string
}
/** `element[]`. */
export interface TypeArray extends Node {
  readonly kind: 'type-array'
  readonly element: TypeExpression
}
export interface TypeTuple extends Node {
  readonly kind: 'type-tuple'
  readonly items: readonly (TypeItem | Skipped)[]
}
export interface TypeItem extends Node {
  readonly kind: 'type-item'
  readonly decorators: readonly Decorator[]
  readonly type: TypeExpression
}
export interface TypeObject extends Node {
  readonly kind: 'type-object'
  readonly items: readonly (TypeProperty | Skipped)[]
}
export interface TypeProperty extends Node {
  readonly kind: 'type-property'
  readonly decorators: readonly Decorator[]
  /** `star`: every property that has no line of its own. */
  readonly key: NameKey | StringExpression | (Node & { readonly kind: 'star' })
  readonly type: TypeExpression
}
export interface TypeUnion extends Node {
  readonly kind: 'type-union'
  readonly members: readonly TypeExpression[]
}
/** `operand?`, or `operand!` (never null). */
export interface TypeNullable extends Node {
  readonly kind: 'type-nullable'
  readonly operand: TypeExpression
  readonly nullable: boolean
}
export interface TypeUnary extends Node {
  readonly kind: 'type-unary'
  readonly op: '-' | '!'
  readonly operand: TypeExpression
}
export interface TypeParenthesised extends Node {
  readonly kind: 'type-parenthesised'
  readonly inner: TypeExpression
}
/** `from.name`, `from[key]`, `from.*` (additional properties) or `from[*]` (elements). */
export interface TypeMember extends Node {
  readonly kind: 'type-member'
  readonly from: TypeExpression
  readonly member: Identifier | Expression | 'additional-properties' | 'elements'
}
/** `name<…>`, such as `resourceInput<'…'>`; `from` is the namespace before it. */
export interface TypeInstantiation extends Node {
  readonly kind: 'type-instantiation'
  readonly from?: TypeExpression
  readonly name: Identifier
  readonly args: readonly TypeExpression[]
}
/** `resource 'Microsoft.…@…'`; an output may leave the text out. */
export interface TypeResource extends Node {
  readonly kind: 'type-resource'
  readonly type?: StringExpression | Hole
}

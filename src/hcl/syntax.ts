/** Syntax nodes of HCL's native syntax: what was written, with offsets on everything, nothing evaluated. */
import type { SourceFile } from '../text/source.ts'

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

export interface Attribute extends Node {
  readonly kind: 'attribute'
  readonly name: Identifier
  readonly value: Expression
  /** JSON alone cannot tell blocks from an argument that is an object: it may be these blocks instead. */
  readonly blocks?: readonly Block[]
}

export interface Label extends Node {
  readonly text: string
  readonly quoted: boolean
}

export interface Block extends Node {
  readonly kind: 'block'
  readonly type: Identifier
  readonly labels: readonly Label[]
  readonly body: Body
}

export interface Body extends Node {
  readonly kind: 'body'
  /** In written order. */
  readonly items: readonly (Attribute | Block)[]
}

export type Expression =
  | NumberLiteral
  | KeywordLiteral
  | Template
  | Tuple
  | ObjectExpression
  | Variable
  | AttributeAccess
  | Index
  | Splat
  | Call
  | Unary
  | Binary
  | Conditional
  | ForExpression
  | Parenthesised
  | Hole

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
/** A quoted string or a heredoc; without interpolation it has no part or one text part. Escapes, heredoc indentation and `~` strip markers are already carried out in the parts. */
export interface Template extends Node {
  readonly kind: 'template'
  readonly form: 'quoted' | 'heredoc'
  readonly parts: readonly TemplatePart[]
}
export type TemplatePart = TemplateText | TemplateInterpolation | TemplateIf | TemplateFor
export interface TemplateText extends Node {
  readonly kind: 'text'
  readonly value: string
}
/** `${value}`. */
export interface TemplateInterpolation extends Node {
  readonly kind: 'interpolation'
  readonly value: Expression
}
/** `%{if test}…%{else}…%{endif}`. */
export interface TemplateIf extends Node {
  readonly kind: 'template-if'
  readonly test: Expression
  readonly then: readonly TemplatePart[]
  readonly otherwise: readonly TemplatePart[]
}
/** `%{for key, item in over}…%{endfor}`. */
export interface TemplateFor extends Node {
  readonly kind: 'template-for'
  readonly key?: Identifier
  readonly item: Identifier
  readonly over: Expression
  readonly body: readonly TemplatePart[]
}
export interface Tuple extends Node {
  readonly kind: 'tuple'
  readonly items: readonly Expression[]
}
export interface ObjectExpression extends Node {
  readonly kind: 'object'
  readonly entries: readonly ObjectItem[]
}
/** A bare name as `key` is a `variable` node and means its own text; a parenthesised one is evaluated. */
export interface ObjectItem extends Node {
  readonly key: Expression
  readonly value: Expression
}
export interface Variable extends Node {
  readonly kind: 'variable'
  readonly name: string
}
/** `from.name`. */
export interface AttributeAccess extends Node {
  readonly kind: 'attribute-access'
  readonly from: Expression
  readonly name: Identifier
}
/** `from[key]`, or the legacy `from.0` (then `key` is a number literal). */
export interface Index extends Node {
  readonly kind: 'index'
  readonly from: Expression
  readonly key: Expression
  readonly legacy: boolean
}
/** `from[*]…` (full) or `from.*…` (attributes only). `each` is what follows, applied to `element`, the node that stands for each item. */
export interface Splat extends Node {
  readonly kind: 'splat'
  readonly from: Expression
  readonly full: boolean
  readonly each: Expression
  /** The `variable` node with the name `*` at the bottom of `each`. */
  readonly element: Variable
}
export interface Call extends Node {
  readonly kind: 'call'
  /** With namespaces: `provider::azurerm::parse_resource_id`. */
  readonly name: Identifier
  readonly args: readonly Expression[]
  /** The last argument is followed by `...`. */
  readonly expand: boolean
}
export interface Unary extends Node {
  readonly kind: 'unary'
  readonly op: '-' | '!'
  readonly operand: Expression
}
export interface Binary extends Node {
  readonly kind: 'binary'
  readonly op: '+' | '-' | '*' | '/' | '%' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '&&' | '||'
  readonly left: Expression
  readonly right: Expression
}
export interface Conditional extends Node {
  readonly kind: 'conditional'
  readonly test: Expression
  readonly then: Expression
  readonly otherwise: Expression
}
/** `[for …]` when `resultKey` is absent, else `{for … => …}`. */
export interface ForExpression extends Node {
  readonly kind: 'for'
  readonly key?: Identifier
  readonly item: Identifier
  readonly over: Expression
  readonly resultKey?: Expression
  readonly result: Expression
  readonly group: boolean
  readonly where?: Expression
}
export interface Parenthesised extends Node {
  readonly kind: 'parenthesised'
  readonly inner: Expression
}
/** Where an expression should stand and none could be read. */
export interface Hole extends Node {
  readonly kind: 'hole'
}

/** A whole file. Tokens are not kept; `lex` gives them again. */
export interface Syntax {
  readonly file: SourceFile
  readonly body: Body
}

/** The one expression form into which every language's syntax is lowered. */
import type { Span } from '../text/source.ts'
import type { Numeric } from './value.ts'

export type BinaryOp = '+' | '-' | '*' | '/' | '%' | '==' | '!=' | '=~' | '!~' | '<' | '<=' | '>' | '>=' | '&&' | '||' | '??'
export type UnaryOp = '-' | '!'

export type Expr = { readonly span: Span } & (
  | { readonly kind: 'literal'; readonly value: null | boolean | Numeric | string }
  /** Concatenation of the texts of its parts; never of one part alone (that is the part itself). */
  | { readonly kind: 'template'; readonly parts: readonly Expr[] }
  | { readonly kind: 'list'; readonly items: readonly Expr[] }
  | { readonly kind: 'object'; readonly entries: readonly ObjectEntry[] }
  /** Only as an item of `list`, an argument of `call` (its last), or the `value` of an entry whose `key` is undefined. */
  | { readonly kind: 'spread'; readonly source: Expr }
  | { readonly kind: 'name'; readonly name: string }
  /** `safe`: a missing member is null instead of a failure. */
  | { readonly kind: 'get'; readonly from: Expr; readonly key: Expr; readonly safe: boolean }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expr[] }
  | { readonly kind: 'unary'; readonly op: UnaryOp; readonly operand: Expr }
  | { readonly kind: 'binary'; readonly op: BinaryOp; readonly left: Expr; readonly right: Expr }
  | { readonly kind: 'choose'; readonly test: Expr; readonly then: Expr; readonly otherwise: Expr }
  /** Iterates `over`; gives an object when `resultKey` is set (grouping values of equal keys when `group`), else a tuple. */
  | {
      readonly kind: 'each'
      readonly over: Expr
      readonly key?: string
      readonly item: string
      readonly where?: Expr
      readonly resultKey?: Expr
      readonly result: Expr
      readonly group: boolean
      /** The result is a list where `over` is a list or a set: a splat. */
      readonly keepsShape?: true
    }
  | { readonly kind: 'lambda'; readonly params: readonly string[]; readonly body: Expr }
  /** What could not be read or lowered; evaluates to a failure or to unknown (unsupported), saying `message`. */
  | { readonly kind: 'hole'; readonly reason: 'error' | 'unsupported'; readonly message: string }
)

export interface ObjectEntry {
  /** Undefined when `value` is a spread. */
  readonly key: Expr | undefined
  readonly value: Expr
}

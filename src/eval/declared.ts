/** What a front end hands over: resources, evaluated as far as they go. */
import type { Span } from '../text/source.ts'
import type { Doubt, ObjectValue, Value } from './value.ts'

/** `certain` when the resource surely exists once; otherwise why that is not known (an unknown `count`, `for_each` or condition). */
export type Presence = { readonly certain: true } | { readonly certain: false; readonly doubts: readonly Doubt[] }

export const certain: Presence = { certain: true }

/** A provider's configuration: its name in the root, with its alias (`azurerm`, `azurerm.hub`), and the subscription that it says. */
export interface ProviderOf {
  readonly name: string
  /** Undefined: none is said, so it is that of whoever deploys. */
  readonly subscription: Value | undefined
  /** The cloud that it says. */
  readonly environment?: Value | undefined
}

/**
 * One resource or data source. `address` is unique in the run and is what references point `to`:
 * `module.net["a"].azurerm_subnet.apim[0]`; `data.` stands before the type of a data source.
 * `[*]` stands for instances whose keys are not known: none, one or several; then `presence` is uncertain and a reference to any key means this.
 */
export interface Declared {
  readonly address: string
  readonly type: string
  readonly mode: 'managed' | 'data'
  /** Attributes and blocks as written and evaluated; blocks are lists of objects. Evaluated when first read. */
  readonly body: ObjectValue
  readonly presence: Presence
  /** The header of the block: `resource "azurerm_subnet" "apim"`. */
  readonly span: Span
  /** Addresses that it had before, nearest first, as the code tells of moves; empty for most. */
  readonly movedFrom?: readonly string[]
  /** Whose settings it is deployed with; undefined where that cannot be told. */
  readonly provider?: ProviderOf | undefined
  /** Which front end; decides which reader of the resource's kind is asked. */
  readonly language: 'terraform' | 'arm'
}

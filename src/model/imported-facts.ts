/** What an exported model says comes in, value by value; facts with their places in its file go out. */
import type { Presence } from '../eval/declared.ts'
import type { Doubt } from '../eval/value.ts'
import type { AddressRange } from '../net/address.ts'
import type { Span } from '../text/source.ts'
import type { AssumedModel } from './assumptions.ts'
import { type AddressTerm, type Entity, type Fact, known, notKnown, type Pointer } from './entity.ts'
import type { Said, SaidPrefixes } from './imported.ts'

export const doubtsOf = (why: readonly string[], span: Span): readonly Doubt[] =>
  (why.length > 0 ? why : ['what the model does not say']).map((what) => ({ reason: 'external', what, span }))

export const factOf = <T>(said: Said<T>): Fact<T> =>
  'value' in said ? known(said.value, { span: said.span }) : notKnown(doubtsOf(said.unknown, said.span), { span: said.span })

/** Of which the prefix is not known, it may be anything. */
export const termOf = (one: Said<AddressRange>): AddressTerm =>
  'value' in one
    ? { kind: 'range', range: one.value, origin: { span: one.span } }
    : {
        kind: 'atom',
        identity: `${one.span.file.path}:${one.span.start}`,
        doubts: doubtsOf(one.unknown, one.span),
        origin: { span: one.span },
      }

export const prefixesOf = (said: SaidPrefixes): Fact<readonly AddressTerm[]> => {
  const fact = factOf(said)
  return fact.known ? known(fact.value.map(termOf), fact.origin) : notKnown(fact.doubts, fact.origin)
}

export const presenceOf = (why: readonly string[] | undefined, span: Span): Presence =>
  why === undefined ? { certain: true } : { certain: false, doubts: doubtsOf(why, span) }

export interface Reading {
  readonly entry: AssumedModel
  /** Address here of a declaration there. */
  readonly idOf: (address: string) => string
  readonly subscription: Fact<string>
}

/** What every entity of the model has. */
export const entityOf = (
  { idOf, subscription }: Reading,
  {
    address,
    name,
    perhaps,
    span,
  }: { readonly address: string; readonly name: Said<string>; readonly perhaps: readonly string[] | undefined; readonly span: Span },
  open: boolean,
): Omit<Entity, 'kind'> => ({
  id: idOf(address),
  name: factOf(name),
  presence: presenceOf(perhaps, span),
  span,
  open,
  foreign: true,
  subscription,
})

/** To something of the model, or to nothing. */
export const attachedAs = (said: Said<string | null>, { idOf }: Reading): Pointer => {
  const origin = { span: said.span }
  if (!('value' in said)) return { by: 'unknown', doubts: doubtsOf(said.unknown, said.span), origin }
  return said.value === null ? { by: 'nothing', origin } : { by: 'address', address: idOf(said.value), origin }
}

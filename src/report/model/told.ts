/** Facts of the model come in; values go out where they may be told, else why they are not. */
import type { Presence } from '../../eval/declared.ts'
import type { Doubt } from '../../eval/value.ts'
import type { AddressTerm, Fact } from '../../model/entity.ts'
import type { Entity } from '../../model/network.ts'
import { formatRange } from '../../net/address.ts'
import { positionAt, type Span } from '../../text/source.ts'
import type { Told, ToldPrefix } from './model.ts'

export const reasons = (doubts: readonly Doubt[]): readonly string[] => [...new Set(doubts.map(({ what }) => what))]
export const unknown = (doubts: readonly Doubt[]): { readonly unknown: readonly string[] } => ({ unknown: reasons(doubts) })
export const sensitive = { unknown: ['(sensitive)'] } as const

export const told = <T, U>(fact: Fact<T>, of: (value: T) => U): Told<U> =>
  !fact.known ? unknown(fact.doubts) : fact.sensitive ? sensitive : of(fact.value)
export const same = <T>(value: T): T => value

export const lineOf = ({ file, start }: Span): string => `${file.path}:${positionAt(file, start).line}`

export const perhaps = (presence: Presence): { readonly perhaps?: readonly string[] } =>
  presence.certain ? {} : { perhaps: reasons(presence.doubts) }

export const prefixOf = (term: AddressTerm): ToldPrefix => (term.kind === 'range' ? formatRange(term.range) : unknown(term.doubts))
export const prefixesOf = (fact: Fact<readonly AddressTerm[]>): Told<readonly ToldPrefix[]> => told(fact, (terms) => terms.map(prefixOf))

export const placed = ({ id, span, name, presence }: Entity) => ({
  address: id,
  line: lineOf(span),
  name: told(name, same),
  ...perhaps(presence),
})

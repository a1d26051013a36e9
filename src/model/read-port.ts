/** Values to port ranges: `443`, `100-200`, `*`, lists of these. */
import { doubtsOf, mergeDoubts, type Origin, type Value } from '../eval/value.ts'
import type { Range } from '../net/ranges.ts'
import type { Sink } from '../text/diagnostic.ts'
import { type Fact, notKnown } from './entity.ts'
import { anything, eachAlternative, exclusive, mapPossible, only, type Possible, product, type Spelling } from './possible.ts'
import type { Owner } from './read-address.ts'
import { isAbsent, unstated } from './read-value.ts'

export const everyPort: Range = { first: 0, last: 65535 }

/** Undefined where the text is no port, range or `*`. */
export const parsePorts = (text: string): Range | undefined => {
  const trimmed = text.trim()
  if (trimmed === '*') return everyPort
  const match = /^(\d{1,5})(?:\s*-\s*(\d{1,5}))?$/.exec(trimmed)
  if (match === null) return undefined
  const first = Number(match[1])
  const last = match[2] === undefined ? first : Number(match[2])
  return first <= last && last <= 65535 ? { first, last } : undefined
}

const leafOf =
  (sink: Sink, list: string) =>
  (value: Value): Possible<Range> => {
    if (value.kind !== 'string' && value.kind !== 'number') {
      const doubts = doubtsOf(value)
      return anything(
        doubts.length > 0 ? doubts : [{ reason: 'error', what: `a ${value.kind} where a port belongs`, span: value.origin.span }],
      )
    }
    const text = String(value.value)
    const range = parsePorts(text)
    if (range !== undefined) return only(range)
    const message = value.sensitive ? 'a sensitive value is no port and no range of ports' : `\`${text}\` is no port and no range of ports`
    const help = text.includes(',') ? `write a list: \`${list}\`` : 'ports are 0 to 65535, a range is `first-last`, all are `*`'
    sink({ code: 'model/bad-port', severity: 'error', message, span: value.origin.span, help })
    return anything([{ reason: 'error', what: message, span: value.origin.span }])
  }

const isUnset = (value: Value): boolean =>
  isAbsent(value) || (value.kind === 'string' && value.value === '') || (value.kind === 'list' && value.items.every(isAbsent))

const spellingOf = (
  attribute: string,
  value: Value | undefined,
  header: Origin,
  leaf: (item: Value) => Possible<Range>,
): Spelling<readonly Range[]> => {
  const read = (one: Value): Possible<readonly Range[]> =>
    one.kind === 'list'
      ? product(one.items.filter((item) => !isAbsent(item)).map((item) => eachAlternative(item, leaf)))
      : mapPossible(leaf(one), (range) => [range])
  if (value === undefined || isUnset(value)) return { attribute, value: anything([]), given: 'no', origin: value?.origin ?? header }
  if (value.kind === 'unknown' && value.among !== undefined) {
    const set = value.among.filter((one) => !isUnset(one))
    const given = set.length === 0 ? 'no' : set.length === value.among.length ? 'yes' : 'maybe'
    return { attribute, value: eachAlternative({ ...value, among: set }, read), given, origin: value.origin }
  }
  const given = value.kind === 'unknown' || value.kind === 'reference' ? 'maybe' : 'yes'
  return { attribute, value: read(value), given, origin: value.origin }
}

/** Ports of a security rule, from the attribute for one range and the attribute for several. */
export const readPorts = (
  single: readonly [attribute: string, value: Value | undefined],
  list: readonly [attribute: string, value: Value | undefined],
  owner: Owner,
  sink: Sink,
): Fact<readonly Range[]> => {
  const leaf = leafOf(sink, list[0])
  const result = exclusive([spellingOf(...single, owner.origin, leaf), spellingOf(...list, owner.origin, leaf)])
  if (result.kind === 'fact') return result.fact
  if (result.kind === 'none') return unstated(owner, single[0])
  const message = `only one of \`${single[0]}\` and \`${list[0]}\` can be set`
  const span = result.given[1]!.origin.span
  sink({ code: 'model/conflicting-declarations', severity: 'error', message, span })
  return notKnown(mergeDoubts([{ reason: 'error', what: message, span }]), owner.origin)
}

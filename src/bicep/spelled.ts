/** What the language spells alone, as functions that nobody can write: see `lower.ts`. */
import { functions as shared } from '../arm/functions/table.ts'
import { interpolated } from '../arm/functions/text.ts'
import { isTopKnown, overAlternatives } from '../eval/alternatives.ts'
import type { EagerEntry, FunctionEntry } from '../eval/dialect.ts'
import { nullValue, unknown } from '../eval/value.ts'
import { fromEnd, safeFromEnd, shortCircuit } from './lower.ts'

/** The rest of a chain behind a safe access. */
const rest: EagerEntry = {
  sees: 'anything',
  call: ([value, chain], site) => {
    if (value === undefined || chain?.kind !== 'lambda') return site.fail('a chain without a value')
    if (value.kind === 'null') return nullValue(site.origin)
    if (isTopKnown(value)) return chain.apply([value])
    const tried = overAlternatives([value], site.origin, isTopKnown, ([known]) => rest.call([known!, chain], site))
    if (tried !== undefined) return tried
    const found = chain.apply([value])
    const identity = value.kind === 'unknown' ? value.identity : undefined
    // A member of what is not known is not known either; null is one of the things that it may be.
    return found.kind === 'unknown' && identity !== undefined && found.identity?.startsWith(`${identity}[`)
      ? unknown(found.causes, found.origin, { identity: found.identity, mayFail: true })
      : site.unknownFrom([value], true)
  },
}

export const spelled: Readonly<Record<string, FunctionEntry>> = {
  [shortCircuit]: rest,
  [fromEnd]: shared.indexfromend!,
  [safeFromEnd]: shared.tryindexfromend!,
  [interpolated]: shared[interpolated]!,
}

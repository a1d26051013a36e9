/** Names and what they mean, asked one at a time, and the meter that bounds evaluation. */
import { type Doubt, failure, type Origin, type Value } from './value.ts'

/** Counts what evaluation has spent; shared by everything that is evaluated for one configuration. */
export interface Meter {
  steps: number
  depth: number
  /** Set when something that was evaluated since it was last cleared may turn out to fail: why that is not known. For `try` and its like. */
  mayFail: readonly Doubt[] | undefined
}

export interface Scope {
  /** Undefined: nothing has that name. */
  readonly value: (name: string) => Value | undefined
  readonly meter: Meter
}

export const newMeter = (): Meter => ({ steps: 0, depth: 0, mayFail: undefined })

/** Nothing has a name here; each evaluation in it is metered by itself. */
export const emptyScope: Scope = {
  value: () => undefined,
  get meter() {
    return newMeter()
  },
}

/** The scope in which `names` mean these values and everything else means what it did. */
export const withNames = (outer: Scope, names: ReadonlyMap<string, Value>): Scope => ({
  value: (name) => names.get(name) ?? outer.value(name),
  meter: outer.meter,
})

/** Values by name, each made once; a name that needs itself is a failure. */
export const guarded = (make: (name: string) => Value | undefined, origin: Origin): ((name: string) => Value | undefined) => {
  const made = new Map<string, Value | undefined>()
  const underway = new Set<string>()
  return (name) => {
    if (made.has(name)) return made.get(name)
    if (underway.has(name)) return failure(`\`${name}\` depends on itself`, origin)
    underway.add(name)
    const value = make(name)
    underway.delete(name)
    made.set(name, value)
    return value
  }
}

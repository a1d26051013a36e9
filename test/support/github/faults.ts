/** What can go wrong on the way, by appointment: which request, how, and how often. */

export type FaultKind =
  | 'error-before'
  | 'error-after-write'
  | 'timeout-before'
  | 'timeout-after-write'
  | 'rate-limit'
  | 'secondary-limit'
  | 'not-found'
  | 'forbidden'
  | 'unprocessable'
  | 'garbage'

export interface Fault {
  readonly match?: {
    readonly method?: string
    /** Against the path without the query. */
    readonly path?: RegExp
    /** Only from the n-th matching request on, counted from 1 when the fault was set. */
    readonly nth?: number
  }
  readonly kind: FaultKind
  /** 1 unless told. */
  readonly times?: number
  /** Seconds that a limit asks the client to wait: 1 unless told. */
  readonly wait?: number
}

export interface Faults {
  readonly set: (fault: Fault) => void
  /** Does something before the matching request is answered, once: the head moves while a client works. */
  readonly meanwhile: (match: NonNullable<Fault['match']>, action: () => void) => void
  readonly clear: () => void
  /** The fault that befalls this request; it is used up by asking. */
  readonly take: (method: string, path: string) => Fault | undefined
}

export const openFaults = (): Faults => {
  let armed: { readonly fault: Fault; seen: number; left: number }[] = []
  let actions: { readonly match: NonNullable<Fault['match']>; readonly action: () => void; seen: number }[] = []
  const befalls = ({ method: wanted, path: pattern }: NonNullable<Fault['match']>, method: string, path: string): boolean =>
    (wanted === undefined || wanted === method) && pattern?.test(path) !== false
  return {
    meanwhile: (match, action) => {
      actions.push({ match, action, seen: 0 })
    },
    set: (fault) => {
      armed.push({ fault, seen: 0, left: fault.times ?? 1 })
    },
    clear: () => {
      armed = []
      actions = []
    },
    take: (method, path) => {
      for (const entry of [...actions]) {
        if (!befalls(entry.match, method, path) || ++entry.seen < (entry.match.nth ?? 1)) continue
        actions = actions.filter((other) => other !== entry)
        entry.action()
      }
      let taken: Fault | undefined
      for (const entry of armed) {
        const match = entry.fault.match ?? {}
        if (!befalls(match, method, path)) continue
        entry.seen++
        if (taken !== undefined || entry.seen < (match.nth ?? 1) || entry.left <= 0) continue
        entry.left--
        taken = entry.fault
      }
      return taken
    },
  }
}

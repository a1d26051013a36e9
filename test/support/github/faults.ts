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
  readonly clear: () => void
  /** The fault that befalls this request; it is used up by asking. */
  readonly take: (method: string, path: string) => Fault | undefined
}

export const openFaults = (): Faults => {
  let armed: { readonly fault: Fault; seen: number; left: number }[] = []
  return {
    set: (fault) => {
      armed.push({ fault, seen: 0, left: fault.times ?? 1 })
    },
    clear: () => {
      armed = []
    },
    take: (method, path) => {
      let taken: Fault | undefined
      for (const entry of armed) {
        const { method: wanted, path: pattern, nth = 1 } = entry.fault.match ?? {}
        if ((wanted !== undefined && wanted !== method) || pattern?.test(path) === false) continue
        entry.seen++
        if (taken !== undefined || entry.seen < nth || entry.left <= 0) continue
        entry.left--
        taken = entry.fault
      }
      return taken
    },
  }
}

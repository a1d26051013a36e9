/** How long a run waits for GitHub in all: time in which nothing came of it is counted, and once it is spent every further request is an answer at once. */

/** Marks the error of a request that was not sent because the time for waiting is spent. */
export const outOfPatience = Symbol('out of patience')

export interface Patience {
  /** A request begins, waits in queues perhaps, and ends for whoever asked. */
  begin(): void
  end(): void
  /** One try goes out, and comes back; what a fruitless one took counts as waiting. */
  sent(): void
  back(fruitless: boolean, milliseconds: number): void
  /** Waits on purpose. */
  pause(milliseconds: number): Promise<void>
  /** Milliseconds. */
  left(): number
}

/** Requests that wait while others are under way cost nothing: only time in which all wait is counted. */
export const patienceOf = (milliseconds: number, now: () => number): Patience => {
  let waited = 0
  let pending = 0
  let underWay = 0
  let since = now()
  const count = (): void => {
    const at = now()
    if (pending > 0 && underWay === 0) waited += at - since
    since = at
  }
  return {
    begin: () => {
      count()
      pending++
    },
    end: () => {
      count()
      pending--
    },
    sent: () => {
      count()
      underWay++
    },
    back: (fruitless, took) => {
      count()
      underWay--
      if (fruitless) waited += took
    },
    pause: async (duration) => {
      waited += duration
      await new Promise<void>((resolve) => {
        setTimeout(resolve, duration)
      })
    },
    left: () => {
      count()
      return Math.max(0, milliseconds - waited)
    },
  }
}

/** Things that can be made again, as many of them held as fit: those asked for last. */

export interface Kept<K, T> {
  /** Undefined where it is not held any more. */
  get(key: K): T | undefined
  /** `size`: how much room it takes. */
  put(key: K, thing: T, size: number): void
}

/** `room`: what all that are held may take together; the last one is held whatever it takes. */
export const createKept = <K, T>(room: number): Kept<K, T> => {
  const held = new Map<K, { readonly thing: T; readonly size: number }>()
  let taken = 0
  return {
    get: (key) => {
      const known = held.get(key)
      if (known === undefined) return undefined
      // What is asked for last stands last.
      held.delete(key)
      held.set(key, known)
      return known.thing
    },
    put: (key, thing, size) => {
      taken += size - (held.get(key)?.size ?? 0)
      held.delete(key)
      held.set(key, { thing, size })
      for (const [old, one] of held) {
        if (taken <= room || old === key) break
        held.delete(old)
        taken -= one.size
      }
    },
  }
}

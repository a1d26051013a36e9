/** Repeatable random numbers, fast enough for millions of packets: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c (mulberry32, public domain) */

/** A whole number from 0 up to, not including, `below`. */
export type Random = (below: number) => number

export const randomFrom = (seed: number): Random => {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

export const pick = <T>(random: Random, list: readonly T[]): T => list[random(list.length)]!

/** Ranges come in; whether all of their addresses are public goes out. */
import type { AddressRange } from '../net/address.ts'
import { family4, family6 } from './family.ts'

export const isPublic = (range: AddressRange): boolean =>
  range.family === 4 ? family4.intervals.covers(family4.public, [range]) : family6.intervals.covers(family6.public, [range])

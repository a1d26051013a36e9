/** Ways of packets come in; JSON for programs goes out. */
import type { Doubt } from '../eval/value.ts'
import { type HopLine, type PathListing, stopLines, wayLines } from './path-listing.ts'

const hopsJson = (hops: readonly HopLine[]): readonly object[] =>
  hops.map(({ sort, at, text, line, besides }) => ({ kind: sort, at, text, ...(line === undefined ? {} : { line }), besides }))

const doubtsJson = (doubts: readonly Doubt[]): readonly object[] => doubts.map(({ reason, what }) => ({ reason, what }))

const stopsJson = (listing: PathListing): object => {
  const stopped = stopLines(listing)
  return stopped === undefined ? {} : { stopped }
}

export const pathsJson = (listings: readonly PathListing[]): string =>
  `${JSON.stringify(
    listings.map((listing) => ({
      root: listing.root,
      from: listing.from,
      to: listing.to,
      protocols: listing.protocols,
      ports: listing.ports,
      unread: listing.unread.map(({ what }) => what),
      ...stopsJson(listing),
      parts: listing.reach.parts.map((part) => ({
        fate: part.fate,
        sure: part.sure,
        packet: part.packet,
        part: part.part,
        dependsOn: doubtsJson(part.doubts),
        ways: part.ways.map((way) => {
          const lines = wayLines(way, part.packet, listing)
          return {
            hops: hopsJson(lines.hops),
            end: { fate: way.end.fate, text: lines.end, ...(lines.line === undefined ? {} : { line: lines.line }) },
            dependsOn: doubtsJson(lines.doubts),
            returns: lines.returns.map((one) => ({
              fate: one.fate,
              text: one.text,
              hops: hopsJson(one.hops),
              dependsOn: doubtsJson(one.doubts),
            })),
          }
        }),
      })),
    })),
    undefined,
    2,
  )}\n`

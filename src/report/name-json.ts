/** Ways of names come in; JSON for programs goes out, of the shape in `schema/names.schema.json`. */
import type { Doubt } from '../eval/value.ts'
import { addressText } from '../policy/name-words.ts'
import type { DnsPath } from '../semantics/dns-path.ts'
import type { NameChange } from '../semantics/name-change.ts'
import { adviceText, endText, type NameListing, sayOf, stepLines } from './name-listing.ts'

const doubtsJson = (doubts: readonly Doubt[]): readonly object[] => doubts.map(({ reason, what }) => ({ reason, what }))

const endJson = (path: DnsPath): object => {
  const { end } = path
  const say = sayOf(path)
  return {
    kind: end.kind,
    text: endText(path),
    ...(end.kind === 'private' ? { addresses: end.addresses.flatMap((one) => (one.kind === 'range' ? [addressText(one)] : [])) } : {}),
    ...(end.kind === 'private' && end.endpoint !== undefined ? { endpoint: end.endpoint.id } : {}),
    ...(end.kind === 'forwarded' ? { server: addressText(end.server) } : {}),
    ...(end.kind === 'no-answer' ? { why: end.why } : {}),
    ...(end.kind === 'loop' ? { from: end.from + 1 } : {}),
    ...(say === undefined ? {} : { say }),
  }
}

export const namesJson = (listings: readonly NameListing[]): string => {
  const setsOf = (sets: readonly (readonly NameChange[])[], { network }: NameListing): readonly object[] =>
    sets.map((changes) => adviceText(changes, network).map((one, index) => ({ kind: changes[index]!.kind, ...one })))
  return `${JSON.stringify(
    listings.map((listing) => ({
      root: listing.root,
      name: listing.name,
      from: listing.from,
      askedIn: listing.client.id,
      mayNotBeAskedThere: doubtsJson(listing.doubts),
      unread: doubtsJson(listing.unread),
      paths: listing.paths.map((path) => ({
        end: endJson(path),
        certain: path.certain,
        steps: stepLines(path, listing),
        dependsOn: doubtsJson(path.doubts),
        leansOn: path.leansOn.map(({ text }) => text),
      })),
      toPrivate: setsOf(listing.toPrivate, listing),
      outOfLoop: setsOf(listing.outOfLoop, listing),
      notes: listing.notes,
    })),
    undefined,
    2,
  )}\n`
}

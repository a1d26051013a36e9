/** Parts of packets come in; those that may not be there at all and only lie in several service tags at once go out as one for each fate. */
import { mergeDoubts } from '../eval/value.ts'
import type { Reached } from '../semantics/reach.ts'

/** `Storage.WestEurope` says nothing beside `Storage`. */
const withoutRegions = (tags: readonly string[]): readonly string[] =>
  tags.filter((tag) => !tags.some((other) => tag.startsWith(`${other}.`)))

const oneOf = (all: readonly Reached[], to: string): Reached => {
  const [first] = all
  if (first === undefined || all.length === 1) return first!
  const tags = withoutRegions([...new Set(all.flatMap(({ shared }) => shared ?? []))].sort()).filter((tag) => tag !== to)
  const others = tags.length > 1 ? `${tags.slice(0, -1).join(', ')} or ${tags[tags.length - 1]}` : (tags[0] ?? 'other service tags')
  return {
    ...first,
    packet: { ...first.packet, destinationName: `what ${to} has in common with ${others},` },
    ways: all.flatMap(({ ways }) => ways),
    doubts: mergeDoubts(...all.map(({ doubts }) => doubts)),
  }
}

const kindOf = ({ fate, packet }: Reached): string => JSON.stringify([fate, { ...packet, destination: '', destinationName: '' }])

export const partsTold = (parts: readonly Reached[], to: string): readonly Reached[] => {
  const all = parts.filter(({ shared }) => shared !== undefined)
  // Where some of them end otherwise, one name for the rest would say too much.
  if (all.length < 2 || new Set(all.map(kindOf)).size > 1) return parts
  const open = all.filter(({ sure, packet }) => !sure && packet.destination === undefined)
  return parts.flatMap((part) => (part === open[0] ? [oneOf(open, to)] : open.includes(part) ? [] : [part]))
}

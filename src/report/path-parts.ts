/** Parts of packets come in; those that may not be there at all and only lie in several service tags at once go out as one for each fate. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { Reached, Way } from '../semantics/reach.ts'

/** `Storage.WestEurope` says nothing beside `Storage`. */
export const withoutRegions = (tags: readonly string[]): readonly string[] =>
  tags.filter((tag) => !tags.some((other) => tag.startsWith(`${other}.`)))

const listText = (words: readonly string[], last: string): string =>
  words.length > 1 ? `${words.slice(0, -1).join(', ')} ${last} ${words[words.length - 1]}` : (words[0] ?? '')

const isOwn = (tag: string, to: string): boolean => tag === to || tag.startsWith(`${to}.`)

/** Of the tag that is asked for: the regions that all of it is in. */
const regionsOf = ({ shared = [] }: Reached, to: string): readonly string[] => shared.filter((tag) => tag !== to && isOwn(tag, to)).sort()

const isForeign = ({ shared = [] }: Reached, to: string): boolean => shared.some((tag) => !isOwn(tag, to))

/** Which of the tags an address is in decides between ways that are each decided for theirs. */
const withReason = (way: Way, doubts: readonly Doubt[]): Way => (way.doubts.length > 0 ? way : { ...way, doubts })

const oneOf = (all: readonly Reached[], to: string, isRest: boolean): Reached => {
  const [first] = all
  if (first === undefined || all.length === 1) return first!
  const tags = withoutRegions([...new Set(all.flatMap(({ shared }) => shared ?? []))].sort()).filter((tag) => !isOwn(tag, to))
  const own = listText(regionsOf(first, to), 'and') || to
  return {
    ...first,
    packet: {
      ...first.packet,
      destinationName: `what ${isRest ? 'else ' : ''}${own} has in common with ${listText(tags, 'or') || 'other service tags'},`,
    },
    ways: all.flatMap(({ ways, doubts }) => ways.map((way) => withReason(way, doubts))),
    doubts: mergeDoubts(...all.map(({ doubts }) => doubts)),
  }
}

const kindOf = ({ fate, packet }: Reached): string => JSON.stringify([fate, { ...packet, destination: '', destinationName: '' }])

export const partsTold = (parts: readonly Reached[], to: string): readonly Reached[] => {
  const groups = new Map<string, Reached[]>()
  for (const part of parts) {
    if (!isForeign(part, to)) continue
    const key = regionsOf(part, to).join()
    groups.set(key, [...(groups.get(key) ?? []), part])
  }
  const folded = new Map<Reached, Reached | undefined>()
  for (const [key, all] of groups) {
    // Where some of them end otherwise, one name for the rest would say too much.
    if (all.length < 2 || new Set(all.map(kindOf)).size > 1) continue
    const open = all.filter(({ sure, packet }) => !sure && packet.destination === undefined)
    for (const part of open) folded.set(part, part === open[0] ? oneOf(open, to, key === '' && groups.size > 1) : undefined)
  }
  const told = parts.flatMap((part) => {
    if (!folded.has(part)) return [part]
    const one = folded.get(part)
    return one === undefined ? [] : [one]
  })
  // What there surely is comes before what there may be.
  return folded.size === 0 ? told : [...told.filter(({ sure }) => sure), ...told.filter(({ sure }) => !sure)]
}

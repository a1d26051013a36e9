/** Who is whom: ARM ids, half-known names compared, and addresses of instances whose keys are not known. */
import type { Attribute, Origin } from '../eval/value.ts'
import type { Fact, TextPiece } from './entity.ts'
import { piecesKey } from './read-value.ts'

/** Parts of an ARM id: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules */
export interface ArmId<Text> {
  readonly subscription: Text | undefined
  readonly resourceGroup: Text | undefined
  /** `microsoft.network`, lower case; undefined where it is not known. */
  readonly provider: string | undefined
  /** Outermost first: `virtualNetworks`, `subnets`; types in lower case. */
  readonly resources: readonly { readonly type: string; readonly name: Text }[]
}

/** Reads the segments of an id, each a whole text or a half-known one; `literal` gives the known text of a segment. Undefined where it is no id. */
export const parseSegments = <Text>(segments: readonly Text[], literal: (segment: Text) => string | undefined): ArmId<Text> | undefined => {
  const keyAt = (index: number): string | undefined => (index < segments.length ? literal(segments[index]!)?.toLowerCase() : undefined)
  let next = 0
  let subscription: Text | undefined
  let resourceGroup: Text | undefined
  const resources: { type: string; name: Text }[] = []
  if (keyAt(next) === 'subscriptions' && next + 1 < segments.length) {
    subscription = segments[next + 1]
    next += 2
  }
  if (keyAt(next) === 'resourcegroups' && next + 1 < segments.length) {
    resourceGroup = segments[next + 1]
    next += 2
  }
  const provider = keyAt(next) === 'providers' ? keyAt(next + 1) : undefined
  if (keyAt(next) === 'providers') next += 2
  for (; next < segments.length; next += 2) {
    const type = keyAt(next)
    const name = segments[next + 1]
    if (type === undefined || name === undefined) return undefined
    resources.push({ type, name })
  }
  return { subscription, resourceGroup, provider, resources }
}

export const parseArmId = (text: string): ArmId<string> | undefined => {
  if (!text.startsWith('/') || text.length > 2_000) return undefined
  const segments = text.slice(1).split('/')
  if (segments.at(-1) === '') segments.pop()
  return segments.includes('') ? undefined : parseSegments(segments, (segment) => segment)
}

export type Relation = 'same' | 'different' | 'maybe'

type Unit = string | { readonly identity?: string }

const unitsOf = (pieces: readonly TextPiece[]): Unit[] =>
  pieces.flatMap((piece): Unit[] => (typeof piece === 'string' ? [...piece.toLowerCase()] : [piece]))

const sameUnit = (a: Unit, b: Unit): boolean =>
  typeof a === 'string' || typeof b === 'string' ? a === b : a.identity !== undefined && a.identity === b.identity

/** Names longer than this are none; they are not looked into. */
const longest = 1_000

const comparePieces = (a: readonly TextPiece[], b: readonly TextPiece[]): Relation => {
  for (const piece of [...a, ...b]) if (typeof piece === 'string' && piece.length > longest) return 'maybe'
  const left = unitsOf(a)
  const right = unitsOf(b)
  let start = 0
  while (start < left.length && start < right.length && sameUnit(left[start]!, right[start]!)) start++
  let end = 0
  while (end < left.length - start && end < right.length - start && sameUnit(left[left.length - 1 - end]!, right[right.length - 1 - end]!))
    end++
  const rest = left.slice(start, left.length - end)
  const other = right.slice(start, right.length - end)
  if (rest.length === 0 && other.length === 0) return 'same'
  const letters = (units: readonly Unit[]): number => units.filter((unit) => typeof unit === 'string').length
  const clash = (x: Unit | undefined, y: Unit | undefined): boolean => typeof x === 'string' && typeof y === 'string' && x !== y
  if (clash(rest[0], other[0]) || clash(rest.at(-1), other.at(-1))) return 'different'
  if (letters(rest) === rest.length && letters(other) > rest.length) return 'different'
  if (letters(other) === other.length && letters(rest) > other.length) return 'different'
  return 'maybe'
}

const piecesOfFact = (fact: Fact<string>): readonly TextPiece[] => (fact.known ? [fact.value] : (fact.pieces ?? [{}]))

/** Of a text that is one unknown and nothing else. */
export const identityOf = (fact: Fact<string>): string | undefined => {
  const [piece, ...more] = fact.known ? [] : (fact.pieces ?? [])
  return typeof piece === 'object' && more.length === 0 ? piece.identity : undefined
}

const valuesOf = (fact: Fact<string>): readonly string[] | undefined => (fact.known ? [fact.value] : fact.among)

const keys = new WeakMap<Fact<string>, { readonly key: string | undefined }>()

/** A key under which equal names meet; undefined where the name may be anything. */
export const nameKey = (fact: Fact<string>): string | undefined => {
  let known = keys.get(fact)
  if (known === undefined) {
    known = { key: piecesKey(piecesOfFact(fact)) }
    keys.set(fact, known)
  }
  return known.key
}

/** Whether two names are equal, without case. */
export const compareNames = (a: Fact<string>, b: Fact<string>): Relation => {
  if (a.known && b.known) return a.value.toLowerCase() === b.value.toLowerCase() ? 'same' : 'different'
  const key = nameKey(a)
  if (key !== undefined && key === nameKey(b)) return 'same'
  const byPieces = comparePieces(piecesOfFact(a), piecesOfFact(b))
  if (byPieces !== 'maybe') return byPieces
  const ours = valuesOf(a)
  const theirs = valuesOf(b)
  if (ours === undefined || theirs === undefined) return 'maybe'
  const lower = new Set(ours.map((value) => value.toLowerCase()))
  return theirs.some((value) => lower.has(value.toLowerCase())) ? 'maybe' : 'different'
}

/** Every attribute that a value was read from on its way, nearest first. */
export const sources = (origin: Origin): readonly Attribute[] => {
  const found: Attribute[] = []
  for (let step: Origin | undefined = origin; step !== undefined; step = step.via) if (step.of !== undefined) found.push(step.of)
  return found
}

/** The steps of an address: texts, and keys in brackets (`[0]`, `["a"]`, `[*]`). */
const stepsOf = (address: string): readonly string[] => address.match(/\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\]|[^[]+|\[/g) ?? []

interface Node {
  readonly next: Map<string, Node>
  address?: string
}

/** Finds declared addresses by an address in which keys may differ from the declared ones only where one of the two is `[*]`. */
export const createAddressIndex = (addresses: Iterable<string>): ((address: string) => readonly string[]) => {
  const root: Node = { next: new Map() }
  for (const address of addresses) {
    let node = root
    for (const step of stepsOf(address)) {
      let child = node.next.get(step)
      if (child === undefined) {
        child = { next: new Map() }
        node.next.set(step, child)
      }
      node = child
    }
    node.address = address
  }
  return (address) => {
    let nodes: Node[] = [root]
    for (const step of stepsOf(address)) {
      const following: Node[] = []
      for (const node of nodes) {
        if (step === '[*]') for (const [key, child] of node.next) if (key.startsWith('[')) following.push(child)
        if (step !== '[*]') {
          const exact = node.next.get(step)
          if (exact !== undefined) following.push(exact)
          const any = step.startsWith('[') ? node.next.get('[*]') : undefined
          if (any !== undefined) following.push(any)
        }
      }
      nodes = following
    }
    return nodes.flatMap((node) => (node.address === undefined ? [] : [node.address]))
  }
}

/** The address stands for instances whose keys are not known: none, one or several. */
export const standsForSeveral = (address: string): boolean => address.includes('[*]')

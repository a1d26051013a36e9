/** Values given to a module that cannot be read come in; the addresses of the resources that they tell it of go out. */

import { budget } from '../text/budget.ts'
import type { Declared } from './declared.ts'
import { type Attribute, type Doubt, mergeDoubts, type Origin, type Value } from './value.ts'

/** The key that stands for every address, where it cannot be told which. */
const anyAddress = '*'

/** Attributes that say nothing of which resource it is. */
const unspecific = new Set(['location', 'resource_group_name', 'tags', 'address_space', 'address_prefix', 'address_prefixes'])

/** Every beginning of a dotted name: a doubt names a resource with the attribute that is not known. */
const beginnings = (name: string): readonly string[] => {
  const found = [name]
  let depth = 0
  let quoted = false
  for (let at = name.length - 1; at > 0; at--) {
    const character = name[at]
    if (character === '"' && name[at - 1] !== '\\') quoted = !quoted
    else if (quoted) continue
    else if (character === ']') depth++
    else if (character === '[') depth--
    else if (character === '.' && depth === 0) found.push(name.slice(0, at))
  }
  return found
}

/** Names longer than this are no addresses. */
const longestName = 1_000

/** What values tell of. */
interface Told {
  /** Inline subnets of a virtual network as `address/subnets`. */
  readonly addresses: ReadonlySet<string>
  /** Why parts of them are not known, where it cannot be seen what they were made from. */
  readonly causes: readonly Doubt[]
}

const everything: Told = { addresses: new Set([anyAddress]), causes: [] }

const toldBy = (values: readonly Value[]): Told => {
  const addresses = new Set<string>()
  const causes = new Set<Doubt>()
  const seen = new Set<Origin | Value>()
  const stack: Value[] = [...values]
  let steps = 0
  const tell = ({ to, path }: Attribute): void => {
    const [first] = path
    if (first !== undefined && unspecific.has(String(first))) return
    addresses.add(to)
    if (first === undefined || first === 'subnet') addresses.add(`${to}/subnets`)
  }
  while (stack.length > 0) {
    const value = stack.pop()!
    if (seen.has(value)) continue
    seen.add(value)
    if (++steps > budget.elements) return everything
    for (let origin: Origin | undefined = value.origin; origin !== undefined && !seen.has(origin); origin = origin.via) {
      seen.add(origin)
      if (++steps > budget.elements) return everything
      if (origin.of !== undefined) tell(origin.of)
    }
    if (value.kind === 'reference') tell(value)
    else if (value.kind === 'list') for (const item of value.items) stack.push(item)
    else if (value.kind === 'object') {
      if (value.open !== undefined) tell(value.open)
      for (const entry of value.entries.values()) stack.push(entry)
    } else if (value.kind === 'unknown') {
      const inner = [...(value.among ?? []), ...(value.parts ?? [])]
      for (const one of inner) stack.push(one)
      // An input that nothing was done with is no resource's.
      if (inner.length > 0 || (value.identity !== undefined && !value.identity.startsWith('instances of '))) continue
      // Causes beyond the budget are not named: there may be any.
      if (value.causes.length >= budget.causes || value.causes.some((cause) => cause.reason === 'budget')) return everything
      for (const cause of value.causes) {
        const { reason, what } = cause
        causes.add(cause)
        if (reason !== 'input' && what.length <= longestName && !unspecific.has(what.slice(what.lastIndexOf('.') + 1)))
          for (const name of beginnings(what)) addresses.add(name)
      }
    }
  }
  return { addresses, causes: [...causes] }
}

const keyOf = ({ reason, what, span }: Doubt): string => [reason, what, span.file.path, span.start].join('\n')

export interface HandingOver {
  give(values: readonly Value[], to: Doubt): void
  /** Addresses of what was given, with who it was given to. */
  among(declared: readonly Declared[]): ReadonlyMap<string, readonly Doubt[]>
}

export const createHandingOver = (): HandingOver => {
  const given = new Map<string, readonly Doubt[]>()
  const causes = new Map<string, readonly Doubt[]>()
  const add = (map: Map<string, readonly Doubt[]>, key: string, doubts: readonly Doubt[]): unknown =>
    map.set(key, mergeDoubts(map.get(key) ?? [], doubts))
  return {
    give: (values, to) => {
      const told = toldBy(values)
      for (const address of told.addresses) add(given, address, [to])
      for (const cause of told.causes) add(causes, keyOf(cause), [to])
    },
    among: (declared) => {
      // Whatever is made from instances that are not known is not known for the same reason.
      for (const { address, presence } of declared)
        if (address.includes('[*]') && !presence.certain)
          for (const doubt of presence.doubts) {
            const doubts = causes.get(keyOf(doubt))
            if (doubts !== undefined) add(given, address, doubts)
          }
      return given
    },
  }
}

/** Values given to a module that cannot be read come in; the addresses of the resources that they tell it of go out. */
import type { Attribute, Origin, Value } from '../eval/value.ts'
import { budget } from '../text/budget.ts'

/** The key that stands for every address, where it cannot be told which. */
export const anyAddress = '*'

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

/** Addresses that the values tell of; inline subnets of a virtual network as `address/subnets`. */
export const addressesIn = (values: readonly Value[]): ReadonlySet<string> => {
  const found = new Set<string>()
  const seen = new Set<Origin | Value>()
  const stack: Value[] = [...values]
  let steps = 0
  const told = ({ to, path }: Attribute): void => {
    const [first] = path
    if (first !== undefined && unspecific.has(String(first))) return
    found.add(to)
    if (first === undefined || first === 'subnet') found.add(`${to}/subnets`)
  }
  while (stack.length > 0) {
    const value = stack.pop()!
    if (seen.has(value)) continue
    seen.add(value)
    if (++steps > budget.elements) return new Set([anyAddress])
    for (let origin: Origin | undefined = value.origin; origin !== undefined && !seen.has(origin); origin = origin.via) {
      seen.add(origin)
      if (++steps > budget.elements) return new Set([anyAddress])
      if (origin.of !== undefined) told(origin.of)
    }
    if (value.kind === 'reference') told(value)
    else if (value.kind === 'list') for (const item of value.items) stack.push(item)
    else if (value.kind === 'object') {
      if (value.open !== undefined) told(value.open)
      for (const entry of value.entries.values()) stack.push(entry)
    } else if (value.kind === 'unknown') {
      const inner = [...(value.among ?? []), ...(value.parts ?? [])]
      for (const one of inner) stack.push(one)
      if (inner.length > 0) continue
      // Causes beyond the budget are not named: there may be any.
      if (value.causes.length >= budget.causes) return new Set([anyAddress])
      for (const { reason, what } of value.causes)
        if (reason !== 'input' && what.length <= longestName && !unspecific.has(what.slice(what.lastIndexOf('.') + 1)))
          for (const name of beginnings(what)) found.add(name)
    }
  }
  return found
}

/** Declared resources in, the texts among their values that the code calls sensitive out. */
import type { Declared } from '../eval/declared.ts'
import type { Value } from '../eval/value.ts'
import { budget } from '../text/budget.ts'

/** `found` grows by what is sensitive. What lies there in many places is looked into once: as sensitive, or as what is not. */
const collect = (whole: Value, found: Set<string>, seen: readonly [WeakSet<object>, WeakSet<object>]): void => {
  const stack: (readonly [Value, boolean])[] = [[whole, false]]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const [value, isInside] = next
    const isSensitive = isInside || value.sensitive === true
    if (value.kind === 'string' || value.kind === 'number') {
      if (isSensitive && found.size < budget.secrets && String(value.value) !== '') found.add(String(value.value))
    } else if (value.kind === 'unknown') {
      for (const part of value.parts ?? []) stack.push([part, isSensitive])
      for (const option of value.among ?? []) stack.push([option, isSensitive])
    } else if (value.kind === 'list' || value.kind === 'object') {
      const done = seen[isSensitive ? 0 : 1]
      const key = value.kind === 'list' ? value.items : value.entries
      if (done.has(key)) continue
      done.add(key)
      for (const inner of value.kind === 'list' ? value.items : value.entries.values()) stack.push([inner, isSensitive])
    }
  }
}

/** Collected one resource after another; `texts` leaves out types that are not modelled: a password that no rule, name or address holds can be in no message about packets. */
export const collectSecrets = () => {
  const byType = new Map<string, Set<string>>()
  // What was seen may be let go all the same.
  const seen = [new WeakSet(), new WeakSet()] as const
  return {
    add: ({ type, body }: Declared): void => {
      let found = byType.get(type)
      if (found === undefined) byType.set(type, (found = new Set()))
      collect(body, found, seen)
    },
    texts: (notModelled: ReadonlyMap<string, unknown>): ReadonlySet<string> =>
      new Set([...byType].flatMap(([type, found]) => (notModelled.has(type) ? [] : [...found])).slice(0, budget.secrets)),
  }
}

/** Of the resources that the network is made of. */
export const secretTexts = (declared: readonly Declared[], notModelled: ReadonlyMap<string, unknown>): ReadonlySet<string> => {
  const secrets = collectSecrets()
  for (const one of declared) if (!notModelled.has(one.type)) secrets.add(one)
  return secrets.texts(notModelled)
}

/** Whether two values are equal, as far as that is known. */
import { isSame } from '../eval/alternatives.ts'
import type { Value } from '../eval/value.ts'

const all = (answers: Iterable<boolean | undefined>): boolean | undefined => {
  let known = true
  for (const answer of answers) {
    if (answer === false) return false
    if (answer === undefined) known = false
  }
  return known ? true : undefined
}

/** Deep, with case, by type and value: https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/operators-comparison#equals- Undefined: it is not known. */
export const equals = (a: Value, b: Value): boolean | undefined => {
  if (isSame(a, b)) return true
  if (a.kind === 'unknown' || b.kind === 'unknown' || a.kind === 'reference' || b.kind === 'reference') return undefined
  if (a.kind === 'list' && b.kind === 'list')
    return a.items.length !== b.items.length ? false : all(a.items.map((item, at) => equals(item, b.items[at]!)))
  if (a.kind === 'object' && b.kind === 'object') {
    if (a.open !== undefined || b.open !== undefined || a.possible !== undefined || b.possible !== undefined) return undefined
    if (a.entries.size !== b.entries.size) return false
    return all(
      [...a.entries].map(([key, entry]) => {
        const other = b.entries.get(key)
        return other === undefined ? false : equals(entry, other)
      }),
    )
  }
  return a.kind === 'lambda' || b.kind === 'lambda' ? undefined : false
}

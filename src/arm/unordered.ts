/** Lists whose order is not known: elements as they stand in it on one side, each of which may be any of them; on the other the elements themselves, each once. */
import type { Value } from '../eval/value.ts'

/** By the array that holds the elements, so that whatever makes another list of them loses it. */
const elements = new WeakMap<readonly Value[], readonly Value[]>()

/** `items` stand for all of `each`, in an order that is not known. */
export const unordered = (items: readonly Value[], each: readonly Value[]): readonly Value[] => {
  elements.set(items, each)
  return items
}

/** Undefined where the order of the list is known, or nothing is known of its elements. */
export const elementsOf = (items: readonly Value[]): readonly Value[] | undefined => elements.get(items)

/** The order of two texts, and of keys, where every collation agrees on it. */

const classOf = (code: number): string | undefined => {
  if (code >= 0x30 && code <= 0x39) return 'digit'
  if (code >= 0x61 && code <= 0x7a) return 'lower'
  return code >= 0x41 && code <= 0x5a ? 'upper' : undefined
}

const isAscii = (text: string): boolean => /^[\u0000-\u007f]*$/.test(text)

/**
 * Order of two texts where it is the same by code and by every culture: they first differ in digits, in letters of one case, or one begins the other.
 * Undefined elsewhere.
 */
export const compareTexts = (a: string, b: string): number | undefined => {
  if (a === b) return 0
  if (!isAscii(a) || !isAscii(b)) return undefined
  let at = 0
  while (at < a.length && at < b.length && a[at] === b[at]) at++
  const left = a.charCodeAt(at)
  const right = b.charCodeAt(at)
  if (at === a.length || at === b.length) return classOf(at === a.length ? right : left) === undefined ? undefined : a.length - b.length
  const kinds = [classOf(left), classOf(right)]
  if (kinds.includes(undefined)) return undefined
  return kinds[0] === kinds[1] || kinds.includes('digit') ? left - right : undefined
}

/** Keys in the engine's order, which knows no case, equal ones as they are written; undefined where it depends on the culture. */
export const sortedKeys = (keys: Iterable<string>): readonly string[] | undefined => {
  let isSure = true
  const sorted = [...keys].sort((a, b) => {
    const order = compareTexts(a.toLowerCase(), b.toLowerCase())
    if (order === undefined) isSure = false
    return order ?? 0
  })
  return isSure ? sorted : undefined
}

/** Text spoilt in the ways that typing, merging and malice spoil it; the same seed gives the same text. */

/** A generator of whole numbers below a bound: small, seeded, and good enough to spoil text with. */
export const randomOf = (seed: number): ((below: number) => number) => {
  let state = seed >>> 0
  return (below) => {
    // Mulberry32.
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const hostile: readonly string[] = [
  '${',
  '%{ for x in [1] }',
  '<<EOT\n',
  '"',
  '}',
  '{',
  '[',
  '))',
  '...',
  '= =',
  '\u0000',
  '\uFEFF',
  '\u202E',
  '::error::x',
  '__proto__ = 1\n',
  'constructor',
  'count = 1000000000\n',
  'for_each = setproduct(range(1000), range(1000), range(1000))\n',
  'null',
  '0.0.0.0/33',
  '10.0.0.0/8',
  '-1',
  '1e999',
  '${"${"${"${"',
  'each.value',
  'count.index',
  'var.nothing',
  '[*]',
  '.*.',
  'try(',
  'dynamic "security_rule" {\n for_each = var.x\n content {\n',
]

/** One to four changes of `text`; pieces of `others` may be spliced in. */
export const mutate = (text: string, others: readonly string[], random: (below: number) => number): string => {
  let result = text
  for (let changes = 1 + random(4); changes > 0; changes--) {
    const at = random(result.length + 1)
    const length = 1 + random(random(4) === 0 ? 200 : 12)
    const piece = result.slice(at, at + length)
    switch (random(7)) {
      case 0:
        result = result.slice(0, at) + result.slice(at + length)
        break
      case 1:
        result = result.slice(0, at) + piece + piece + result.slice(at + length)
        break
      case 2:
        result = result.slice(0, at) + String.fromCharCode(random(128)) + result.slice(at + 1)
        break
      case 3:
        result = random(3) === 0 ? result.slice(0, at) : result
        break
      case 4: {
        const other = others[random(others.length)] ?? ''
        const from = random(other.length + 1)
        result = result.slice(0, at) + other.slice(from, from + length * 4) + result.slice(at)
        break
      }
      case 5:
        result = result.slice(0, at) + hostile[random(hostile.length)] + result.slice(at)
        break
      default: {
        // A word for another word of the same text: names, keywords and values change places.
        const words = result.match(/[\w"./*]+/g) ?? []
        const old = words[random(Math.max(1, words.length))]
        const found = words[random(Math.max(1, words.length))]
        if (old !== undefined && found !== undefined) result = result.replace(old, () => found)
      }
    }
  }
  return result
}

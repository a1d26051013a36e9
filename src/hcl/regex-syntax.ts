/** Patterns of Go's `regexp` in, trees out; what Go refuses is refused. https://github.com/google/re2/wiki/Syntax */

export type Matcher = (code: number) => boolean

export type Regex =
  | { readonly kind: 'one'; readonly matches: Matcher }
  | { readonly kind: 'assert'; readonly at: 'text-start' | 'text-end' | 'line-start' | 'line-end' | 'word' | 'no-word' }
  | { readonly kind: 'sequence'; readonly items: readonly Regex[] }
  | { readonly kind: 'choice'; readonly options: readonly Regex[] }
  | { readonly kind: 'repeat'; readonly item: Regex; readonly least: number; readonly most: number; readonly lazy: boolean }
  | { readonly kind: 'group'; readonly item: Regex; readonly index: number }

export interface Pattern {
  readonly root: Regex
  /** Names of the groups, the first at 0; undefined for those without. */
  readonly groups: readonly (string | undefined)[]
}

export type Parsed =
  | { readonly ok: true; readonly pattern: Pattern }
  | { readonly ok: false; readonly message: string; readonly unsupported?: true }

interface Flags {
  readonly fold: boolean
  readonly lines: boolean
  readonly dotAll: boolean
  readonly ungreedy: boolean
}

/** https://github.com/golang/go/blob/go1.23.3/src/regexp/syntax/parse.go: no count above 1000, nor a product of nested ones; nesting up to 1000, here less. */
const mostRepeats = 1000
const mostNesting = 100

const either =
  (...matchers: readonly Matcher[]): Matcher =>
  (code) =>
    matchers.some((matches) => matches(code))
const not =
  (matches: Matcher): Matcher =>
  (code) =>
    !matches(code)
const between =
  (first: number, last: number): Matcher =>
  (code) =>
    code >= first && code <= last
const oneOf = (characters: string): Matcher => {
  const codes = new Set([...characters].map((character) => character.codePointAt(0)!))
  return (code) => codes.has(code)
}
const range = (first: string, last: string): Matcher => between(first.charCodeAt(0), last.charCodeAt(0))

const digit = range('0', '9')
const space = oneOf('\t\n\f\r ')
export const isWord: Matcher = either(digit, range('a', 'z'), range('A', 'Z'), oneOf('_'))

const perl: ReadonlyMap<string, Matcher> = new Map([
  ['d', digit],
  ['s', space],
  ['w', isWord],
])

const posix: ReadonlyMap<string, Matcher> = new Map([
  ['alnum', either(digit, range('a', 'z'), range('A', 'Z'))],
  ['alpha', either(range('a', 'z'), range('A', 'Z'))],
  ['ascii', between(0, 127)],
  ['blank', oneOf('\t ')],
  ['cntrl', either(between(0, 31), between(127, 127))],
  ['digit', digit],
  ['graph', range('!', '~')],
  ['lower', range('a', 'z')],
  ['print', range(' ', '~')],
  ['punct', either(range('!', '/'), range(':', '@'), range('[', '`'), range('{', '~'))],
  ['space', either(space, between(11, 11))],
  ['upper', range('A', 'Z')],
  ['word', isWord],
  ['xdigit', either(digit, range('a', 'f'), range('A', 'F'))],
])

const escapes: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['v', 11],
])

/** The code points that differ from this one only in case. */
const folds = (code: number): readonly number[] => {
  const character = String.fromCodePoint(code)
  const found = [
    character.toLowerCase(),
    character.toUpperCase(),
    character.toUpperCase().toLowerCase(),
    character.toLowerCase().toUpperCase(),
  ]
  // Orbits of three: https://github.com/golang/go/blob/go1.23.3/src/unicode/tables.go (caseOrbit)
  for (const orbit of ['Kk\u212a', 'Ss\u017f', '\u00c5\u00e5\u212b', '\u03a9\u03c9\u2126'])
    if (orbit.includes(character)) found.push(...orbit)
  return found.flatMap((text) => ([...text].length === 1 ? [text.codePointAt(0)!] : []))
}

const folded =
  (matches: Matcher): Matcher =>
  (code) =>
    matches(code) || folds(code).some(matches)

/** Reads a whole pattern. */
export const parsePattern = (source: string): Parsed => {
  const codes = [...source]
  const groups: (string | undefined)[] = []
  let at = 0
  let depth = 0
  let problem: string | undefined
  let unsupported = false
  const fail = (message: string): undefined => {
    problem ??= message
    return undefined
  }
  const empty: Regex = { kind: 'sequence', items: [] }

  const readChoice = (outer: Flags): Regex => {
    if (++depth > mostNesting) {
      unsupported = true
      fail('it is nested too deeply')
      return empty
    }
    let flags = outer
    const options: Regex[] = []
    let items: Regex[] = []
    while (at < codes.length && codes[at] !== ')' && problem === undefined) {
      if (codes[at] === '|') {
        at++
        options.push({ kind: 'sequence', items })
        items = []
        continue
      }
      if (codes[at] === '(' && codes[at + 1] === '?') {
        const changed = readFlags(flags)
        if (changed !== undefined) {
          flags = changed
          continue
        }
        if (problem !== undefined) break
      }
      const item = readAtom(flags)
      if (item === undefined) break
      items.push(readRepeats(item, flags))
    }
    depth--
    options.push({ kind: 'sequence', items })
    return options.length === 1 ? options[0]! : { kind: 'choice', options }
  }

  /** `(?i)`: flags for what follows in this group. Undefined, and nothing read, when this opens a group. */
  const readFlags = (flags: Flags): Flags | undefined => {
    const match = /^\(\?([imsU]*)(?:-([imsU]+))?\)/.exec(codes.slice(at, at + 14).join(''))
    if (match === null) return undefined
    if (match[0] === '(?)') return fail('missing argument to repetition operator')
    at += match[0].length
    return changedFlags(flags, match[1] ?? '', match[2] ?? '')
  }

  const changedFlags = (flags: Flags, on: string, off: string): Flags => {
    const set = (letter: string, before: boolean): boolean => (off.includes(letter) ? false : on.includes(letter) || before)
    return { fold: set('i', flags.fold), lines: set('m', flags.lines), dotAll: set('s', flags.dotAll), ungreedy: set('U', flags.ungreedy) }
  }

  const readGroup = (flags: Flags): Regex | undefined => {
    at++
    let inner = flags
    let index: number | undefined
    if (codes[at] === '?') {
      const head = codes.slice(at, at + 80).join('')
      const named = /^\?P?<([A-Za-z0-9_]+)>/.exec(head)
      const plain = /^\?([imsU]*)(?:-([imsU]+))?:/.exec(head)
      if (named !== null) {
        index = groups.push(named[1]) - 1
        at += named[0].length
      } else if (plain !== null) {
        inner = changedFlags(flags, plain[1] ?? '', plain[2] ?? '')
        at += plain[0].length
      } else return fail('invalid or unsupported Perl syntax after `(?`')
    } else index = groups.push(undefined) - 1
    const item = readChoice(inner)
    if (problem !== undefined) return undefined
    if (codes[at] !== ')') return fail('missing closing `)`')
    at++
    return index === undefined ? item : { kind: 'group', item, index }
  }

  const literal = (code: number, flags: Flags): Regex => {
    if (!flags.fold) return { kind: 'one', matches: (other) => other === code }
    const same = new Set([code, ...folds(code)])
    return { kind: 'one', matches: (other) => same.has(other) }
  }

  const readAtom = (flags: Flags): Regex | undefined => {
    const character = codes[at]!
    switch (character) {
      case '(':
        return readGroup(flags)
      case '[':
        return readClass(flags)
      case '.':
        at++
        return { kind: 'one', matches: flags.dotAll ? () => true : (code) => code !== 10 }
      case '^':
        at++
        return { kind: 'assert', at: flags.lines ? 'line-start' : 'text-start' }
      case '$':
        at++
        return { kind: 'assert', at: flags.lines ? 'line-end' : 'text-end' }
      case '*':
      case '+':
      case '?':
        return fail('missing argument to repetition operator')
      case '\\':
        return readEscape(flags)
      default:
        at++
        return literal(character.codePointAt(0)!, flags)
    }
  }

  const readEscape = (flags: Flags): Regex | undefined => {
    const next = codes[at + 1]
    if (next === undefined) return fail('trailing backslash at end of expression')
    const assertion = ({ A: 'text-start', z: 'text-end', b: 'word', B: 'no-word' } as const)[next]
    if (assertion !== undefined) {
      at += 2
      return { kind: 'assert', at: assertion }
    }
    if (next === 'Q') {
      const text = codes.slice(at + 2).join('')
      const end = text.indexOf('\\E')
      const quoted = [...(end < 0 ? text : text.slice(0, end))]
      at += 2 + quoted.length + (end < 0 ? 0 : 2)
      return { kind: 'sequence', items: quoted.map((character) => literal(character.codePointAt(0)!, flags)) }
    }
    const set = readSet(flags)
    if (set !== undefined || problem !== undefined) return set === undefined ? undefined : { kind: 'one', matches: set }
    const code = readEscapedCode()
    return code === undefined ? undefined : literal(code, flags)
  }

  /** `\d`, `\pL`, `\p{Greek}` and their opposites; undefined, and nothing read, for other escapes. */
  const readSet = (flags: Flags): Matcher | undefined => {
    const letter = codes[at + 1] ?? ''
    const known = perl.get(letter.toLowerCase())
    if (known !== undefined) {
      at += 2
      const matches = flags.fold ? folded(known) : known
      return letter === letter.toLowerCase() ? matches : not(matches)
    }
    if (letter !== 'p' && letter !== 'P') return undefined
    const match = /^\{(\^?)([A-Za-z_]+)\}/.exec(codes.slice(at + 2, at + 60).join(''))
    const name = match?.[2] ?? codes[at + 2] ?? ''
    const matches = unicodeClass(name)
    if (matches === undefined) return fail('invalid character class range')
    at += 2 + (match === null ? 1 : match[0].length)
    const negated = (letter === 'P') !== (match?.[1] === '^')
    const whole = flags.fold ? folded(matches) : matches
    return negated ? not(whole) : whole
  }

  const readEscapedCode = (): number | undefined => {
    const next = codes[at + 1]!
    const head = codes.slice(at + 1, at + 14).join('')
    const known = escapes.get(next)
    if (known !== undefined) {
      at += 2
      return known
    }
    const octal = /^(?:0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(head)
    if (octal !== null) {
      at += 1 + octal[0].length
      return Number.parseInt(octal[0], 8)
    }
    const hexadecimal = /^x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,8})\})/.exec(head)
    if (hexadecimal !== null) {
      const code = Number.parseInt(hexadecimal[1] ?? hexadecimal[2]!, 16)
      if (code > 0x10ffff) return fail('invalid escape sequence')
      at += 1 + hexadecimal[0].length
      return code
    }
    if (next > '\u007f' || /[0-9A-Za-z_]/.test(next)) return fail(`invalid escape sequence \`\\${next}\``)
    at += 2
    return next.codePointAt(0)!
  }

  const readClass = (flags: Flags): Regex | undefined => {
    at++
    const negated = codes[at] === '^'
    if (negated) at++
    const matchers: Matcher[] = []
    for (let first = true; first || codes[at] !== ']'; first = false) {
      if (at >= codes.length) return fail('missing closing `]`')
      const named = /^\[:(\^?)([a-z]+):\]/.exec(codes.slice(at, at + 14).join(''))
      if (named !== null) {
        const matches = posix.get(named[2]!)
        if (matches === undefined) return fail('invalid character class range')
        at += named[0].length
        matchers.push(named[1] === '^' ? not(matches) : matches)
        continue
      }
      const set = codes[at] === '\\' ? readSet({ ...flags, fold: false }) : undefined
      if (set !== undefined) {
        matchers.push(set)
        continue
      }
      if (problem !== undefined) return undefined
      const low = readClassCode()
      if (low === undefined) return undefined
      let high: number | undefined = low
      if (codes[at] === '-' && codes[at + 1] !== undefined && codes[at + 1] !== ']') {
        at++
        high = readClassCode()
        if (high === undefined) return undefined
        if (high < low) return fail('invalid character class range')
      }
      matchers.push(between(low, high))
    }
    at++
    const whole = flags.fold ? folded(either(...matchers)) : either(...matchers)
    return { kind: 'one', matches: negated ? not(whole) : whole }
  }

  const readClassCode = (): number | undefined => {
    const character = codes[at]
    if (character === undefined) return fail('missing closing `]`')
    if (character === '\\') return codes[at + 1] === undefined ? fail('trailing backslash at end of expression') : readEscapedCode()
    at++
    return character.codePointAt(0)!
  }

  const readRepeats = (first: Regex, flags: Flags): Regex => {
    let item = first
    let repeated = false
    while (problem === undefined) {
      const count = readCount()
      if (count === undefined) return item
      if (repeated) {
        fail('invalid nested repetition operator')
        return item
      }
      if (count.least > mostRepeats || (count.most !== Number.POSITIVE_INFINITY && count.most > mostRepeats) || count.least > count.most) {
        fail('invalid repeat count')
        return item
      }
      let lazy = flags.ungreedy
      if (codes[at] === '?') {
        at++
        lazy = !lazy
      }
      item = { kind: 'repeat', item, least: count.least, most: count.most, lazy }
      repeated = true
    }
    return item
  }

  const readCount = (): { readonly least: number; readonly most: number } | undefined => {
    const character = codes[at]
    if (character === '*' || character === '+' || character === '?') {
      at++
      return { least: character === '+' ? 1 : 0, most: character === '?' ? 1 : Number.POSITIVE_INFINITY }
    }
    const match = character === '{' ? /^\{(\d{1,9})(?:(,)(\d{1,9})?)?\}/.exec(codes.slice(at, at + 24).join('')) : null
    if (match === null) return undefined
    at += match[0].length
    const least = Number(match[1])
    return { least, most: match[2] === undefined ? least : match[3] === undefined ? Number.POSITIVE_INFINITY : Number(match[3]) }
  }

  const root = readChoice({ fold: false, lines: false, dotAll: false, ungreedy: false })
  if (problem === undefined && at < codes.length) fail('unexpected `)`')
  if (problem !== undefined) return unsupported ? { ok: false, message: problem, unsupported } : { ok: false, message: problem }
  return { ok: true, pattern: { root, groups } }
}

/** General categories and scripts, by the names that Go and ECMAScript share. */
const unicodeClass = (name: string): Matcher | undefined => {
  if (name === 'Any') return () => true
  const form = /^(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?|C[cfso])$/.test(name)
    ? name
    : /^[A-Z][a-z]+(?:_[A-Z][a-z]+)*$/.test(name)
      ? `Script=${name}`
      : undefined
  if (form === undefined) return undefined
  try {
    const expression = new RegExp(`^\\p{${form}}$`, 'u')
    return (code) => expression.test(String.fromCodePoint(code))
  } catch {
    return undefined
  }
}

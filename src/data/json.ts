/** JSON in, trees with spans out: exactly RFC 8259, every mistake told with its place, nesting bounded. */
import { budget } from '../text/budget.ts'
import type { Sink } from '../text/diagnostic.ts'
import type { SourceFile, Span } from '../text/source.ts'
import type { Entry, Tree } from './tree.ts'

/** `keep`: repeated keys stay as entries of their own, for formats in which they have a meaning. */
export interface JsonOptions {
  readonly duplicateKeys: 'refuse' | 'keep'
  /** Comments, commas before a closing bracket and line ends inside strings are read too, as tools for deployment templates do. */
  readonly lenient?: true
  /** For texts of many megabytes: values that nobody wants are passed over, their brackets and strings alone looked at. `path`: keys that lead to them; `before`: what stands before them in their object. */
  readonly passes?: (path: readonly string[], before: readonly Entry[]) => boolean
  /** The same: only what stands behind these keys, and what is told, has a place of its own; all else is at the beginning of the text. */
  readonly places?: ReadonlySet<string>
}

interface Mistake {
  readonly message: string
  readonly at: number
}

const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const plainPattern = /[^"\\\u0000-\u001f]*/y
const lenientPlainPattern = /[^"\\\u0000-\u0008\u000b\u000c\u000e-\u001f]*/y
const escapePattern = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
const wordPattern = /[^\s"{}[\],]+/y
const spacePattern = /[ \t\n\r]*/y
const commentPattern = /\/\/[^\n\r]*|\/\*[\s\S]*?\*\//y
const lineEnds: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }
const words: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
])

/** An odd number of backslashes stands before it. */
const isEscaped = (text: string, at: number, start: number): boolean => {
  let first = at
  while (first > start + 1 && text[first - 1] === '\\') first--
  return (at - first) % 2 === 1
}

/** Halves of surrogate pairs are no text: each becomes U+FFFD, as in https://pkg.go.dev/encoding/json#Unmarshal */
const wellFormed = (text: string): string => text.replace(/\p{Cs}/gu, '\ufffd')

/** Reads one JSON document (a byte order mark is passed over); undefined when it could not be read, which has then been told. */
export const readJson = (file: SourceFile, sink: Sink, options: JsonOptions = { duplicateKeys: 'refuse' }): Tree | undefined => {
  const { text } = file
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  let mistake: Mistake | undefined
  let whole = true
  const path: string[] = []
  const top: Span = { file, start: 0, end: 0 }
  const { places, passes } = options
  const spanOf = (start: number, end: number): Span => (places === undefined || places.has(path.at(-1) ?? '') ? { file, start, end } : top)
  const fail = (message: string): undefined => {
    mistake ??= { message, at }
    return undefined
  }
  const plain = options.lenient ? lenientPlainPattern : plainPattern
  const space = (): void => {
    do {
      spacePattern.lastIndex = at
      spacePattern.exec(text)
      at = spacePattern.lastIndex
    } while (options.lenient && text[at] === '/' && match(commentPattern) !== undefined)
  }
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    if (found !== undefined) at += found.length
    return found
  }

  const readString = (): { readonly value: string; readonly span: Span } | undefined => {
    const start = at
    if (text[at] !== '"') return fail('a string in double quotes was expected')
    at++
    let escaped = false
    match(plain)
    while (match(escapePattern) !== undefined) {
      escaped = true
      match(plain)
    }
    if (text[at] !== '"')
      return fail(at >= text.length ? 'this string is not closed' : 'a string in JSON holds no such character or escape')
    at++
    const written = text.slice(start, at)
    const strict = escaped && options.lenient ? written.replace(/[\n\r\t]/g, (end) => lineEnds[end]!) : written
    return { value: escaped ? wellFormed(JSON.parse(strict) as string) : written.slice(1, -1), span: spanOf(start, at) }
  }

  /** What stands between the brackets: elements separated by commas. */
  const readElements = (close: string, element: () => boolean): boolean => {
    at++
    space()
    if (text[at] === close) {
      at++
      return true
    }
    for (;;) {
      if (!element()) return false
      space()
      if (text[at] === ',') {
        at++
        space()
        if (options.lenient && text[at] === close) {
          at++
          return true
        }
      } else if (text[at] === close) {
        at++
        return true
      } else {
        fail(`\`,\` or \`${close}\` was expected`)
        return false
      }
    }
  }

  const readObject = (depth: number): Tree | undefined => {
    const start = at
    const entries: Entry[] = []
    const seen = new Map<string, Span>()
    const done = readElements('}', () => {
      const key = readString()
      if (key === undefined) return false
      space()
      if (text[at] !== ':') {
        fail('`:` was expected')
        return false
      }
      at++
      path.push(key.value)
      const passed = passes?.(path, entries) === true
      const value = passed ? passOver() : readValue(depth)
      path.pop()
      if (value === undefined) return false
      if (passed) return true
      const before = seen.get(key.value)
      if (before !== undefined && options.duplicateKeys === 'refuse') {
        whole = false
        const related = [{ message: 'written here before', span: before }]
        sink({ code: 'json/duplicate-key', severity: 'error', message: `\`${key.value}\` is written twice`, span: key.span, related })
      }
      seen.set(key.value, key.span)
      entries.push({ key: key.value, keySpan: key.span, value })
      return true
    })
    return done ? { kind: 'map', entries, span: spanOf(start, at) } : undefined
  }

  /** To the end of the value that begins here. */
  const passOver = (): Tree | undefined => {
    space()
    let open = 0
    do {
      const character = text[at]
      if (character === '"') {
        const start = at
        do at = text.indexOf('"', at + 1)
        while (at > 0 && isEscaped(text, at, start))
        at = at < 0 ? text.length : at + 1
      } else if (character === '{' || character === '[') {
        open++
        at++
      } else if (character === '}' || character === ']') {
        if (--open < 0) return fail('a value was expected')
        at++
      } else if ((character === ',' || character === ':') && open > 0) at++
      else if (match(wordPattern) === undefined)
        return fail(at >= text.length ? 'the file ends where a value was expected' : 'a value was expected')
      if (open > 0) space()
    } while (open > 0)
    return { kind: 'scalar', value: null, raw: '', span: top }
  }

  const readValue = (depth: number): Tree | undefined => {
    if (depth > budget.nesting) return fail('this is nested too deeply')
    space()
    const start = at
    switch (text[at]) {
      case '{':
        return readObject(depth + 1)
      case '[': {
        const items: Tree[] = []
        const done = readElements(']', () => {
          const item = readValue(depth + 1)
          if (item !== undefined) items.push(item)
          return item !== undefined
        })
        return done ? { kind: 'list', items, span: spanOf(start, at) } : undefined
      }
      case '"': {
        const read = readString()
        return read === undefined ? undefined : { kind: 'scalar', value: read.value, raw: read.value, span: read.span }
      }
    }
    const number = match(numberPattern)
    if (number !== undefined) return { kind: 'scalar', value: Number(number), raw: number, span: spanOf(start, at) }
    for (const [word, value] of words)
      if (text.startsWith(word, at)) {
        at += word.length
        return { kind: 'scalar', value, raw: word, span: spanOf(start, at) }
      }
    return fail(at >= text.length ? 'the file ends where a value was expected' : 'a value was expected')
  }

  const tree = readValue(0)
  if (tree !== undefined) {
    space()
    if (at < text.length) fail('nothing was expected after the end of the value')
  }
  if (mistake !== undefined) {
    const end = Math.min(mistake.at + 1, text.length)
    sink({
      code: 'json/syntax',
      severity: 'error',
      message: mistake.message,
      span: { file, start: Math.min(mistake.at, text.length), end },
    })
    return undefined
  }
  return whole ? tree : undefined
}

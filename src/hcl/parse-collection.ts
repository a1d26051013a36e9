/** Expressions between brackets: tuples, objects, `for` and calls. */
import { failNext, failUnclosed, holeAt, isWord, peek, type Reader, report, setHeight, startOf, take, takeIdentifier } from './reader.ts'
import type { Expression, Identifier, ObjectItem } from './syntax.ts'
import { Kind } from './tokens.ts'

/** Takes `closer`, or fails: `code` and `wanted` when something else stands there, an unclosed bracket at the end of the text. */
const takeCloser = (reader: Reader, closer: number, start: number, what: string, sign: string, wanted: string): void => {
  if (reader.failed) return
  const kind = peek(reader)
  if (kind === closer) take(reader)
  else if (kind === Kind.end || kind === Kind.brokenLine || kind === Kind.sequenceEnd || (kind === Kind.identifier && startsLine(reader)))
    failUnclosed(reader, 'unclosed-bracket', what, start, 1, `\`${sign}\``)
  else failNext(reader, 'missing-separator', wanted)
}

/** The next token is the first of its line. */
const startsLine = (reader: Reader): boolean => {
  const before = reader.kinds[reader.at - 1]
  const kind = before === Kind.space ? reader.kinds[reader.at - 2] : before
  return kind === Kind.newline || kind === Kind.lineComment || kind === Kind.heredocClose
}

/** `[…]`, whose bracket `peek` saw. */
export const readTuple = (reader: Reader): Expression => {
  const start = startOf(reader)
  const { newlines } = reader
  take(reader)
  reader.newlines = false
  const result = isWord(reader, 'for') ? readFor(reader, start, Kind.bracketClose) : readTupleItems(reader, start)
  reader.newlines = newlines
  return result
}

const readTupleItems = (reader: Reader, start: number): Expression => {
  const items: Expression[] = []
  let height = 0
  while (!reader.failed && peek(reader) !== Kind.bracketClose) {
    items.push(reader.expression(reader))
    height = Math.max(height, reader.height)
    if (reader.failed || peek(reader) !== Kind.comma) break
    take(reader)
  }
  takeCloser(reader, Kind.bracketClose, start, 'this list', ']', 'a comma or `]` after the item')
  setHeight(reader, height + 1)
  return { kind: 'tuple', start, end: reader.end, items }
}

/** `{…}`, whose brace `peek` saw. */
export const readObject = (reader: Reader): Expression => {
  const start = startOf(reader)
  const { newlines } = reader
  take(reader)
  const { at } = reader
  // A `for` may stand on a later line, though line ends count in objects: https://github.com/hashicorp/hcl/blob/v2.24.0/hclsyntax/parser.go
  reader.newlines = false
  const isFor = isWord(reader, 'for')
  let result: Expression
  if (isFor) result = readFor(reader, start, Kind.braceClose)
  else {
    reader.at = at
    reader.newlines = true
    result = readObjectItems(reader, start)
  }
  reader.newlines = newlines
  return result
}

const readObjectItems = (reader: Reader, start: number): Expression => {
  const entries: ObjectItem[] = []
  let height = 0
  for (let kind = peek(reader); !reader.failed && kind !== Kind.braceClose; kind = peek(reader)) {
    if (kind === Kind.newline) {
      take(reader)
      continue
    }
    if (kind === Kind.end) break
    const key = reader.expression(reader)
    height = Math.max(height, reader.height)
    if (reader.failed) break
    const separator = peek(reader)
    if (separator !== Kind.assign && separator !== Kind.colon) {
      const help = separator === Kind.identifier ? 'a key with dots or spaces stands in quotes' : undefined
      failNext(reader, 'missing-equals', '`=` after the key', help)
      break
    }
    take(reader)
    const value = reader.expression(reader)
    height = Math.max(height, reader.height)
    entries.push({ start: key.start, end: reader.end, key, value })
    if (reader.failed) break
    const next = peek(reader)
    if (next !== Kind.comma && next !== Kind.newline) break
    take(reader)
  }
  takeCloser(reader, Kind.braceClose, start, 'this object', '}', 'a line end, a comma or `}` after the value')
  setHeight(reader, height + 1)
  return { kind: 'object', start, end: reader.end, entries }
}

/** From the word `for`, which `peek` saw, through the closing bracket. */
const readFor = (reader: Reader, start: number, closer: number): Expression => {
  take(reader)
  const name = (after: string): Identifier | undefined => {
    if (peek(reader) === Kind.identifier) return takeIdentifier(reader)
    failNext(reader, 'invalid-for', `a variable name after ${after}`)
    return undefined
  }
  const hole = (): Expression => holeAt(start, reader.end)
  let item = name('`for`')
  let key: Identifier | undefined
  if (item !== undefined && peek(reader) === Kind.comma) {
    take(reader)
    key = item
    item = name('the comma')
  }
  if (item === undefined) return hole()
  if (!isWord(reader, 'in')) {
    failNext(reader, 'invalid-for', '`in` after the variable names')
    return hole()
  }
  take(reader)
  const over = reader.expression(reader)
  let height = reader.height
  if (!reader.failed && peek(reader) !== Kind.colon) failNext(reader, 'invalid-for', '`:` after the collection')
  if (reader.failed) return hole()
  take(reader)
  let result = reader.expression(reader)
  height = Math.max(height, reader.height)
  let resultKey: Expression | undefined
  if (!reader.failed && peek(reader) === Kind.arrow) {
    take(reader)
    resultKey = result
    result = reader.expression(reader)
    height = Math.max(height, reader.height)
  }
  if (reader.failed) return hole()
  const group = peek(reader) === Kind.ellipsis
  const ellipsis = startOf(reader)
  if (group) take(reader)
  let where: Expression | undefined
  if (isWord(reader, 'if')) {
    take(reader)
    where = reader.expression(reader)
    height = Math.max(height, reader.height)
  }
  const sign = closer === Kind.bracketClose ? ']' : '}'
  takeCloser(reader, closer, start, 'this `for` expression', sign, `\`if\` or \`${sign}\` after the result`)
  if (reader.failed) return hole()
  if (!checkFor(reader, closer, resultKey, result, group ? ellipsis : undefined)) return hole()
  setHeight(reader, height + 1)
  return {
    kind: 'for',
    start,
    end: reader.end,
    ...(key === undefined ? {} : { key }),
    item,
    over,
    ...(resultKey === undefined ? {} : { resultKey }),
    result,
    group,
    ...(where === undefined ? {} : { where }),
  }
}

/** Tuples take neither keys nor `...`, objects need keys. */
const checkFor = (
  reader: Reader,
  closer: number,
  key: Expression | undefined,
  result: Expression,
  ellipsis: number | undefined,
): boolean => {
  if (closer === Kind.bracketClose) {
    if (key !== undefined)
      report(reader, 'invalid-for', 'a `for` that makes a list has no key', key.start, key.end, 'write `{for …}` for an object')
    else if (ellipsis !== undefined)
      report(
        reader,
        'invalid-for',
        'a `for` that makes a list cannot group with `...`',
        ellipsis,
        ellipsis + 3,
        'write `{for …}` for an object',
      )
    else return true
    return false
  }
  if (key !== undefined) return true
  report(
    reader,
    'invalid-for',
    'a `for` that makes an object needs a key',
    result.start,
    result.end,
    'write `key => value`, or `[for …]` for a list',
  )
  return false
}

/** What follows a function's first name, whose `(` or `::` `peek` saw. */
export const readCall = (reader: Reader, first: Identifier): Expression => {
  let end = first.end
  let name = first.name
  while (peek(reader) === Kind.doubleColon) {
    take(reader)
    if (peek(reader) !== Kind.identifier) return failNext(reader, 'invalid-call', 'a function name after `::`')
    const part = takeIdentifier(reader)
    name += `::${part.name}`
    end = part.end
  }
  if (peek(reader) !== Kind.parenOpen) return failNext(reader, 'invalid-call', '`(` after the function name')
  const open = startOf(reader)
  const { newlines } = reader
  take(reader)
  reader.newlines = false
  const args: Expression[] = []
  let expand = false
  let height = 0
  while (!reader.failed && peek(reader) !== Kind.parenClose) {
    args.push(reader.expression(reader))
    height = Math.max(height, reader.height)
    if (reader.failed) break
    const kind = peek(reader)
    if (kind === Kind.ellipsis) {
      take(reader)
      expand = true
      break
    }
    if (kind !== Kind.comma) break
    take(reader)
  }
  takeCloser(reader, Kind.parenClose, open, 'this call', ')', expand ? '`)` after `...`' : 'a comma or `)` after the argument')
  reader.newlines = newlines
  setHeight(reader, height + 1)
  return { kind: 'call', start: first.start, end: reader.end, name: { start: first.start, end, name }, args, expand }
}

/** `(…)`, whose parenthesis `peek` saw. */
export const readParenthesised = (reader: Reader): Expression => {
  const start = startOf(reader)
  const { newlines } = reader
  take(reader)
  reader.newlines = false
  const inner = reader.expression(reader)
  takeCloser(reader, Kind.parenClose, start, 'this parenthesis', ')', '`)` after the expression')
  reader.newlines = newlines
  setHeight(reader, reader.height + 1)
  return { kind: 'parenthesised', start, end: reader.end, inner }
}

/** `[key]` behind an expression, whose bracket was taken and is not followed by `*`. */
export const readIndexKey = (reader: Reader, open: number): Expression => {
  const { newlines } = reader
  reader.newlines = false
  const key = reader.expression(reader)
  takeCloser(reader, Kind.bracketClose, open, 'this index', ']', '`]` after the index')
  reader.newlines = newlines
  return key
}

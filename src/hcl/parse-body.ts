/** Bodies: tokens in, attributes and blocks out; what cannot be read is told and left behind, and the rest of the body is kept. */
import { enter, fail, failNext, holeAt, peek, type Reader, report, startOf, take, takeIdentifier } from './reader.ts'
import { columnOf, goTo, pastSpace, skipItem } from './recover.ts'
import { decodeLiteral } from './string-literal.ts'
import type { Attribute, Block, Body, Identifier, Label } from './syntax.ts'
import { Kind } from './tokens.ts'

type Item = Attribute | Block

/** The block whose body is read: its type name, and its column when it begins a line. */
interface Owner {
  readonly name: Identifier
  readonly column: number
}

const unclosedBlock = (reader: Reader, owner: Owner): void =>
  report(reader, 'unclosed-block', `the block \`${owner.name.name}\` is not closed`, owner.name.start, owner.name.end, 'close it with `}`')

const isLineEnd = (kind: number): boolean => kind === Kind.newline || kind === Kind.end || kind === Kind.brokenLine

/** Items up to the brace that closes `owner`'s body, which is taken, or to the end of the file. */
export const readItems = (reader: Reader, owner: Owner | undefined, items: Item[] = []): readonly Item[] => {
  const names = new Set<string>()
  for (const item of items) if (item.kind === 'attribute') names.add(item.name.name)
  for (;;) {
    const kind = peek(reader)
    if (kind === Kind.newline || kind === Kind.brokenLine) {
      reader.at++
      continue
    }
    if (kind === Kind.end) {
      if (owner !== undefined) unclosedBlock(reader, owner)
      return items
    }
    if (owner !== undefined && reader.byIndent && endsByIndent(reader, owner, kind)) {
      unclosedBlock(reader, owner)
      return items
    }
    if (kind === Kind.braceClose) {
      const start = startOf(reader)
      take(reader)
      if (owner !== undefined) return items
      report(reader, 'stray-brace', 'this brace closes nothing', start, reader.end)
    } else if (kind === Kind.identifier || (kind === Kind.quoteOpen && isQuotedName(reader))) {
      const item = readItem(reader, owner !== undefined)
      items.push(item)
      if (item.kind === 'attribute') checkTwice(reader, names, item)
    } else {
      failItem(reader)
      skipItem(reader, reader.at, columnOf(reader, reader.at) ?? 0)
    }
  }
}

const conflictMarker = /^(?:<{7}|={7}|>{7})(?![<=>])/

const failItem = (reader: Reader): void => {
  const start = startOf(reader)
  if (columnOf(reader, reader.at) === 0 && conflictMarker.test(reader.text.slice(start, start + 8)))
    fail(reader, 'merge-conflict', 'this is the mark of a merge conflict', start, start + 7, 'keep one side and delete the marks')
  else failNext(reader, 'expected-item', 'an argument or a block')
}

const checkTwice = (reader: Reader, names: Set<string>, { name }: Attribute): void => {
  if (names.has(name.name)) report(reader, 'duplicate-attribute', `\`${name.name}\` is set twice in this body`, name.start, name.end)
  names.add(name.name)
}

const endsByIndent = (reader: Reader, owner: Owner, kind: number): boolean => {
  const column = columnOf(reader, reader.at)
  if (column === undefined || owner.column < 0) return false
  return kind === Kind.braceClose ? column < owner.column : column <= owner.column
}

/** `"name" =`: quotes that do not belong there but leave no doubt. */
const isQuotedName = (reader: Reader): boolean => {
  const { kinds, at } = reader
  return kinds[at + 1] === Kind.text && kinds[at + 2] === Kind.quoteClose && kinds[pastSpace(reader, at + 3)] === Kind.assign
}

const readName = (reader: Reader): Identifier => {
  if (peek(reader) === Kind.identifier) return takeIdentifier(reader)
  const start = startOf(reader)
  for (let token = 0; token < 3; token++) take(reader)
  report(reader, 'quoted-name', 'the name of an argument does not stand in quotes', start, reader.end)
  return { start, end: reader.end, name: reader.text.slice(start + 1, reader.end - 1) }
}

const readItem = (reader: Reader, nested: boolean): Item => {
  const index = reader.at
  const name = readName(reader)
  switch (peek(reader)) {
    case Kind.assign:
      return readAttribute(reader, name, index, nested ? 'nested' : 'top')
    case Kind.quoteOpen:
    case Kind.braceOpen:
    case Kind.identifier:
      return readBlock(reader, name, index)
    case Kind.colon:
      failNext(reader, 'missing-equals', `\`=\` after \`${name.name}\``, 'an argument is `name = value`')
      return dropped(reader, name, index)
    default:
      failNext(reader, 'missing-equals', `\`=\` or a block after \`${name.name}\``)
      return dropped(reader, name, index)
  }
}

/** An attribute of which nothing but the name is sure: nobody may take it for absent. */
const dropped = (reader: Reader, name: Identifier, index: number): Attribute => {
  let next = index
  while (reader.starts[next]! < name.end) next++
  next = pastSpace(reader, next)
  skipItem(reader, next, columnOf(reader, index) ?? 0)
  const value = holeAt(Math.min(reader.starts[next]!, reader.end), reader.end)
  return { kind: 'attribute', start: name.start, end: reader.end, name, value }
}

/** From the `=` through the value; `place` says what may follow it. */
const readAttribute = (reader: Reader, name: Identifier, index: number, place: 'top' | 'nested' | 'single-line'): Attribute => {
  take(reader)
  const empty = isLineEnd(peek(reader))
  const first = reader.at
  const start = empty ? reader.end : startOf(reader)
  let value = reader.expression(reader)
  if (!reader.failed && place !== 'single-line') checkLineEnd(reader, place)
  if (reader.failed) {
    skipItem(reader, first, columnOf(reader, index) ?? 0)
    value = holeAt(Math.min(start, reader.end), reader.end)
  }
  return { kind: 'attribute', start: name.start, end: Math.max(value.end, name.end), name, value }
}

/** Behind an argument: its line ends. What is surely another item, or the end of the body, is left to be read; anything else spoils the value. */
const checkLineEnd = (reader: Reader, place: 'top' | 'nested'): void => {
  const kind = peek(reader)
  if (isLineEnd(kind)) return
  const start = startOf(reader)
  const message = 'an argument ends with its line'
  const separator = kind === Kind.comma ? 'comma' : reader.text.charCodeAt(start) === 0x3b ? 'semicolon' : undefined
  if (separator !== undefined) {
    take(reader)
    report(reader, 'missing-newline', message, start, reader.end, `leave the ${separator} out`)
    if (isLineEnd(peek(reader)) || peek(reader) === Kind.identifier) return
    fail(reader, 'missing-newline', message, start, reader.end)
  } else if (kind === Kind.braceClose && place === 'nested')
    report(reader, 'missing-newline', message, start, start + 1, 'put the brace on a line of its own')
  else if (kind === Kind.identifier && reader.kinds[pastSpace(reader, reader.at + 1)] === Kind.assign)
    report(reader, 'missing-newline', message, start, reader.starts[reader.at + 1]!, 'put this argument on a line of its own')
  else failNext(reader, 'missing-newline', 'the end of the line after the argument')
}

/** A block, from its labels on. */
const readBlock = (reader: Reader, name: Identifier, index: number): Item => {
  const labels: Label[] = []
  let openedInLabel = false
  for (let kind = peek(reader); kind === Kind.quoteOpen || kind === Kind.identifier; kind = peek(reader)) {
    if (kind === Kind.identifier) {
      const { start, end, name: text } = takeIdentifier(reader)
      labels.push({ start, end, text, quoted: false })
      continue
    }
    const label = readLabel(reader)
    labels.push({ start: label.start, end: label.end, text: label.text, quoted: true })
    if (label.closed) continue
    openedInLabel = label.opensBody
    break
  }
  if (!openedInLabel && peek(reader) !== Kind.braceOpen && !findBrace(reader, labels)) return dropped(reader, name, index)
  if (!enter(reader)) return dropped(reader, name, index)
  const start = openedInLabel ? reader.end : startOf(reader)
  if (!openedInLabel) take(reader)
  const items = readBlockItems(reader, { name, column: columnOf(reader, index) ?? -1 })
  reader.depth--
  const body: Body = { kind: 'body', start, end: reader.end, items }
  checkBlockEnd(reader)
  return { kind: 'block', start: name.start, end: body.end, type: name, labels, body }
}

/** Tells what is wrong with a block's head and moves to the brace that ends its line or begins the next; false when there is none. */
const findBrace = (reader: Reader, labels: readonly Label[]): boolean => {
  const kind = peek(reader)
  const nextLine = kind === Kind.newline ? pastLineEnds(reader, reader.at) : -1
  const brace = reader.kinds[nextLine] === Kind.braceOpen ? nextLine : braceEndingLine(reader)
  // A broken line was told with the label that broke it.
  if (kind === Kind.brokenLine) reader.failed = true
  else if (brace === nextLine && brace >= 0)
    failNext(reader, 'invalid-block', '`{`', 'the brace stands on the same line as the head of its block')
  else if (kind === Kind.assign) failNext(reader, 'invalid-block', '`{`', 'an argument is one name, `=` and its value')
  else if (isLineEnd(kind) && labels.length === 1)
    failNext(reader, 'missing-equals', '`=` or `{`', 'an argument is `name = value`, a block has a body in braces')
  else failNext(reader, 'invalid-block', 'a label or `{`')
  if (brace >= 0) goTo(reader, brace)
  return brace >= 0
}

const endsLine = (kind: number): boolean => kind >= Kind.newline && kind <= Kind.end

const pastLineEnds = (reader: Reader, at: number): number => {
  while (reader.kinds[at]! < Kind.brokenLine) at++
  return at
}

/** Index of the brace that is the last token of this line; -1 when the line ends otherwise. */
const braceEndingLine = (reader: Reader): number => {
  let last = -1
  for (let at = reader.at; !endsLine(reader.kinds[at]!); at++) if (reader.kinds[at]! > Kind.comment) last = at
  return reader.kinds[last] === Kind.braceOpen ? last : -1
}

interface ReadLabel {
  readonly text: string
  readonly start: number
  readonly end: number
  readonly closed: boolean
  /** Not closed, but its line ends with a brace. */
  readonly opensBody: boolean
}

/** A quoted label, whose quote `peek` saw. */
const readLabel = (reader: Reader): ReadLabel => {
  const { kinds } = reader
  const start = startOf(reader)
  let text = ''
  let told = false
  let quotes = 0
  take(reader)
  for (;;) {
    const kind = kinds[reader.at]!
    const from = startOf(reader)
    if (kind === Kind.brokenLine || kind === Kind.end) {
      if (!told) report(reader, 'unclosed-string', 'this label is not closed on its line', start, start + 1, 'close it with `"`')
      const opensBody = kind === Kind.brokenLine && reader.text.slice(start, from).trimEnd().endsWith('{')
      return { text, start, end: reader.end, closed: false, opensBody }
    }
    take(reader)
    if (kind === Kind.quoteOpen) quotes++
    else if (kind === Kind.quoteClose && quotes-- === 0) return { text, start, end: reader.end, closed: true, opensBody: false }
    else if (kind === Kind.text && quotes === 0) text += decodeLiteral(reader, from, reader.end, true).value
    else if (!told) {
      told = true
      report(
        reader,
        'template-in-label',
        'a label cannot hold a template sequence',
        from,
        reader.end,
        'write `$${` or `%%{` for the characters themselves',
      )
    }
  }
}

/** Behind the opening brace: one argument on the same line, or lines of items. Takes the closing brace. */
const readBlockItems = (reader: Reader, owner: Owner): readonly Item[] => {
  const kind = peek(reader)
  if (isLineEnd(kind) || kind !== Kind.identifier) return readItems(reader, owner)
  const index = reader.at
  if (reader.kinds[pastSpace(reader, index + 1)] !== Kind.assign) {
    const end = reader.starts[index + 1]!
    report(
      reader,
      'single-line-block',
      'a block on one line holds one argument and nothing else',
      startOf(reader),
      end,
      'write one item on each line',
    )
    return readItems(reader, owner)
  }
  const name = takeIdentifier(reader)
  peek(reader)
  const attribute = readAttribute(reader, name, index, 'single-line')
  if (peek(reader) === Kind.braceClose) {
    take(reader)
    return [attribute]
  }
  if (attribute.value.kind !== 'hole' && peek(reader) !== Kind.end) {
    const start = startOf(reader)
    const end = peek(reader) === Kind.newline ? start : reader.starts[reader.at + 1]!
    report(reader, 'single-line-block', 'a block on one line ends on it, after one argument', start, end, 'write one item on each line')
    if (peek(reader) === Kind.comma) take(reader)
  }
  return readItems(reader, owner, [attribute])
}

/** Behind a block's brace: the line ends. What else stands there is told here or, when it can be no item, where items are read. */
const checkBlockEnd = (reader: Reader): void => {
  const kind = peek(reader)
  if ((kind === Kind.identifier || kind === Kind.braceClose) && columnOf(reader, reader.at) === undefined)
    report(reader, 'missing-newline', 'a block ends with its line', startOf(reader), reader.starts[reader.at + 1]!, 'begin a new line')
}

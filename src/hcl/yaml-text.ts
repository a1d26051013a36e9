/** A known value in, its YAML text out as `yamlencode` writes it: https://github.com/zclconf/go-cty-yaml/blob/v1.1.0/encode.go */
import type { Value } from '../eval/value.ts'
import { numberText } from './numbers.ts'
import { sortedKeys } from './order.ts'

// https://github.com/zclconf/go-cty-yaml/blob/v1.1.0/emitterc.go
const step = 2
const width = 80
/** Bytes of a key beyond which it is written in another form. */
const longestKey = 128

/** Where the emitter stands: column, and whether only white space, and only indentation, stands before it on the line. */
interface Place {
  column: number
  blank: boolean
  indention: boolean
}

/** Characters that are written as they are. */
const printable = /^[\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]*$/

const bytesOf = (text: string): number => new TextEncoder().encode(text).length

/** Undefined: a value or a text for which this program does not know the form. */
export const toYaml = (value: Value): string | undefined => {
  const out: string[] = []
  const at: Place = { column: 0, blank: true, indention: true }
  let isWhole = true
  /** The text might go on, so its end is marked. */
  let isOpen = false

  const put = (text: string): void => {
    out.push(text)
    at.column += Array.from(text).length
  }
  const lineBreak = (): void => {
    out.push('\n')
    at.column = 0
  }
  const indentTo = (indent: number): void => {
    const wanted = Math.max(0, indent)
    if (!at.indention || at.column > wanted || (at.column === wanted && !at.blank)) lineBreak()
    if (at.column < wanted) put(' '.repeat(wanted - at.column))
    at.blank = true
    at.indention = true
  }
  const sign = (text: string, needsBlank: boolean, keepsIndention: boolean): void => {
    put(needsBlank && !at.blank ? ` ${text}` : text)
    at.blank = false
    at.indention = at.indention && keepsIndention
    isOpen = false
  }

  const quoted = (text: string, indent: number, breaks: boolean): void => {
    sign('"', true, false)
    const characters = Array.from(text)
    let spaces = false
    for (const [index, character] of characters.entries()) {
      if (character === ' ' && breaks && !spaces && at.column > width && index > 0 && index < characters.length - 1) {
        indentTo(indent)
        if (characters[index + 1] === ' ') put('\\')
      } else put(character === '"' || character === '\\' ? `\\${character}` : character === '\n' ? '\\n' : character)
      spaces = character === ' '
    }
    sign('"', false, false)
  }

  const literal = (text: string, indent: number): void => {
    sign('|', true, false)
    if (/^[ \n]/.test(text)) put(String(step))
    if (!text.endsWith('\n')) put('-')
    else if (/^\n$|\n\n$/.test(text)) put('+')
    lineBreak()
    at.indention = true
    at.blank = true
    let breaks = true
    for (const character of text) {
      if (character === '\n') {
        lineBreak()
        at.indention = true
        breaks = true
        continue
      }
      if (breaks) indentTo(indent)
      put(character)
      at.indention = false
      breaks = false
    }
  }

  const scalar = (text: string, indent: number): void => {
    if (!printable.test(text)) isWhole = false
    // No block form holds spaces at the end, or at the end of a line.
    const isBlock = text.includes('\n') && !text.endsWith(' ') && !/ \n/.test(text)
    const inner = indent < 0 ? step : indent + step
    if (isBlock) literal(text, inner)
    else quoted(text, inner, true)
  }

  const word = (text: string, isTop: boolean): void => {
    sign(text, true, false)
    isOpen = isTop
  }

  /** `inMap`: it is the value of a key. */
  const write = (one: Value, indent: number, inMap: boolean): void => {
    if (one.kind === 'string') scalar(one.value, indent)
    else if (one.kind === 'null') word('null', indent < 0)
    else if (one.kind === 'bool') word(String(one.value), indent < 0)
    else if (one.kind === 'number') word(numberText(one.value), indent < 0)
    else if (one.kind === 'list' && one.items.length === 0) sign('[]', true, false)
    else if (one.kind === 'object' && one.entries.size === 0) sign('{}', true, false)
    else if (one.kind === 'list') {
      const inner = indent < 0 ? 0 : inMap && !at.indention ? indent : indent + step
      for (const item of one.items) {
        indentTo(inner)
        sign('-', true, true)
        write(item, inner, false)
      }
    } else if (one.kind === 'object') {
      const inner = indent < 0 ? 0 : indent + step
      for (const key of sortedKeys(one.entries)) {
        if (key.includes('\n') || !printable.test(key) || bytesOf(key) > longestKey) isWhole = false
        indentTo(inner)
        quoted(key, inner, false)
        sign(':', false, false)
        write(one.entries.get(key)!, inner, true)
      }
    } else isWhole = false
  }

  write(value, -1, false)
  indentTo(-1)
  if (isOpen) {
    sign('...', false, false)
    indentTo(-1)
  }
  return isWhole ? out.join('') : undefined
}

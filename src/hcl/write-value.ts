/** A known value in, the expression that Terraform writes for it out, laid out as it lays it out: https://github.com/hashicorp/hcl/blob/v2.23.0/hclwrite/generate.go and format.go */
import type { Value } from '../eval/value.ts'
import { identifierEnd } from './characters.ts'
import { graphemes } from './graphemes.ts'
import { numberText } from './numbers.ts'
import { sortedKeys } from './order.ts'

const escapes: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

// https://pkg.go.dev/unicode#IsPrint: letters, marks, numbers, punctuation, symbols and the plain space
const isPrinted = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u

const escaped = (character: string): string => {
  const known = escapes[character]
  if (known !== undefined) return known
  if (isPrinted.test(character)) return character
  const code = character.codePointAt(0)!.toString(16)
  return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`
}

const quoted = (text: string): string =>
  `"${Array.from(text, escaped)
    .join('')
    .replace(/[$%](?=\{)/g, '$&$&')}"`

export const isIdentifier = (text: string): boolean => text !== '' && identifierEnd(text, 0) === text.length

/** One line before it is laid out: `text` with the brackets that it opens (less those that it closes), and what stands behind its `=` where that ends on it. */
interface Line {
  text: string
  opens: number
  readonly name?: string
  /** Brackets opened behind the `=`. */
  after: number
}

const written = (value: Value, lines: Line[]): boolean => {
  const last = (): Line => lines.at(-1)!
  const put = (text: string, opens = 0): void => {
    const line = last()
    line.text += text
    line.opens += opens
    if (line.name !== undefined) line.after += opens
  }
  switch (value.kind) {
    case 'null':
      put('null')
      return true
    case 'bool':
      put(String(value.value))
      return true
    case 'number':
      put(numberText(value.value))
      return true
    case 'string':
      put(quoted(value.value))
      return true
    case 'list':
      put('[', 1)
      for (const [index, item] of value.items.entries()) {
        if (index > 0) put(', ')
        if (!written(item, lines)) return false
      }
      put(']', -1)
      return true
    case 'object':
      put('{', 1)
      for (const key of sortedKeys(value.entries)) {
        lines.push({ text: '', opens: 0, name: isIdentifier(key) ? key : quoted(key), after: 0 })
        if (!written(value.entries.get(key)!, lines)) return false
      }
      if (value.entries.size > 0) lines.push({ text: '', opens: 0, after: 0 })
      put('}', -1)
      return true
    default:
      return false
  }
}

/** How far each line stands in: brackets that one line opens are closed together. */
const indentsOf = (lines: readonly Line[]): readonly number[] => {
  const open: number[] = []
  return lines.map(({ opens }) => {
    const depth = open.length
    if (opens > 0) open.push(opens)
    for (let closed = -opens; closed > 0 && open.length > 0; ) {
      const innermost = open.at(-1)!
      if (closed < innermost) open[open.length - 1] = innermost - closed
      else open.pop()
      closed -= innermost
    }
    return opens < 0 ? open.length : depth
  })
}

const laidOut = (lines: readonly Line[]): string => {
  const indents = indentsOf(lines)
  const shown: string[] = []
  const isAligned = (line: Line | undefined): line is Line & { readonly name: string } => line?.name !== undefined && line.after === 0
  for (let at = 0; at < lines.length; ) {
    let end = at
    let width = 0
    for (let line = lines[end]; isAligned(line); line = lines[++end])
      width = Math.max(width, 2 * indents[end]! + graphemes(line.name).length)
    for (; at < end; at++) {
      const { name, text } = lines[at] as Line & { readonly name: string }
      const lead = ' '.repeat(2 * indents[at]!) + name
      shown.push(`${lead}${' '.repeat(width - 2 * indents[at]! - graphemes(name).length)} = ${text}`)
    }
    const line = lines[at]
    if (line === undefined) break
    if (!isAligned(line)) {
      shown.push(`${' '.repeat(2 * indents[at]!)}${line.name === undefined ? '' : `${line.name} = `}${line.text}`)
      at++
    }
  }
  return shown.join('\n')
}

/** Undefined: a value that no expression is written for. */
export const expressionText = (value: Value): string | undefined => {
  const lines: Line[] = [{ text: '', opens: 0, after: 0 }]
  return written(value, lines) ? laidOut(lines) : undefined
}

/** The values as a `.tfvars` file; undefined as above. */
export const variablesText = (values: ReadonlyMap<string, Value>): string | undefined => {
  const lines: Line[] = []
  for (const name of sortedKeys(values)) {
    lines.push({ text: '', opens: 0, name, after: 0 })
    if (!written(values.get(name)!, lines)) return undefined
  }
  return lines.length === 0 ? '' : `${laidOut(lines)}\n`
}

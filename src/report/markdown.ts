/** Text of others put into GitHub's Markdown: it stays text, and can open no tag, link, mention, table cell or code block. */
import { plain } from './plain.ts'

/** U+2060, invisible: after it no mention or reference begins. */
const joiner = '&#8288;'

/** Every character that Markdown, HTML or GitHub could read as more than itself, as a character reference: https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references */
const referenced = (text: string): string => plain(text).replace(/[!-/:-@[-`{-~]/g, (mark) => `&#${mark.charCodeAt(0)};`)

/** A name or piece of code. Character references keep Markdown out, the element keeps mentions and references out. */
export const code = (text: string): string => `<code>${referenced(text)}</code>`

/** Words without code in them. */
export const words = (text: string): string =>
  referenced(text)
    // `@name`, `#1`, `GH-1` and `owner@commit` become links when a comment is shown, whatever they were written with.
    .replace(/&#(?:64|35);/g, `$&${joiner}`)
    .replace(/\bGH(?=&#45;\d)/gi, `$&${joiner}`)

/** A message of this program: what stands in backticks becomes code. */
export const prose = (message: string): string =>
  message
    .split('`')
    .map((part, index, parts) => (part === '' ? '' : index % 2 === 1 && index < parts.length - 1 ? code(part) : words(part)))
    .join('')

/** A link to an address that this program or a policy names; anything that is no plain https address is told as code. */
export const link = (label: string, address: string): string =>
  /^https:\/\/[\w.-]+(\/[\w./~%#?=&+:-]*)?$/.test(address)
    ? `<a href="${address.replace(/&/g, '&amp;')}">${words(label)}</a>`
    : code(address)

/** Lines of source in a block that nothing in them can close. */
export const fenced = (text: string, language: string): string => {
  const lines = text.split(/\r\n|\n|\r/).map((line) => plain(line.replace(/\t/g, '    '), 400))
  const longest = Math.max(
    2,
    ...lines.flatMap((line) => line.match(/`+/g) ?? []).map((run) => (typeof run === 'string' ? run.length : run)),
  )
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${lines.join('\n')}\n${fence}`
}

/** One row of a table; cells are already safe Markdown without line ends. */
export const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

const encoder = new TextEncoder()
export const bytesOf = (text: string): number => encoder.encode(text).length

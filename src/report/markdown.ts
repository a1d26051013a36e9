/** Text of others put into GitHub's Markdown: it stays text, and can open no tag, link, mention, table cell or code block. */
import { plain } from './plain.ts'

/** U+2060, invisible: across it no mention, reference or address is read. */
const joiner = '&#8288;'

const reference = (mark: string): string => `&#${mark.charCodeAt(0)};`

/**
 * Characters that Markdown or HTML could read as more than themselves become character references, the others stay readable:
 * https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references. Addresses are broken too: they become links even in text that a reference was resolved to.
 */
const referenced = (text: string): string =>
  plain(text)
    .replace(/[#&*<>@[\\\]^`|~$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, reference)
    .replace(/:(?=\/\/)|www(?=\.)|(?<=[\w.+;-])&#64;(?=[A-Za-z0-9])/gi, `$&${joiner}`)

/** A name or piece of code. Character references keep Markdown out, the element keeps mentions and references out. */
export const code = (text: string): string => `<code>${referenced(text)}</code>`

const between = (text: string): string =>
  referenced(text)
    // `@name`, `#1`, `GH-1` and `owner@commit` become links when a comment is shown, whatever they were written with; `:name:` a picture, `$…$` a formula.
    .replace(/&#(?:64|35);(?!&#8288;)/g, `$&${joiner}`)
    .replace(/\b(?:GH|GHSA|CVE)(?=-)|:(?=(?:[\w+-]|&#95;)+:)/gi, `$&${joiner}`)
    // https://docs.github.com/get-started/writing-on-github/working-with-advanced-formatting/writing-mathematical-expressions
    .replace(/&#36;/g, '<span>$&</span>')
    // Several spaces at the end of a line break it.
    .replace(/(?<= ) $/, '&#32;')

/** Words without code in them. */
export const words = (text: string): string =>
  between(text)
    // At the beginning of a line these make blocks, lists and headings.
    .replace(/^ /, '&#32;')
    .replace(/^(?:&#32;|\s)*(?:[-+=]|\d+[.)])/, (start) => start.slice(0, -1) + reference(start.slice(-1)))

/** A message of this program: what stands in backticks becomes code; a backtick without another stays one. */
export const prose = (message: string): string => {
  const parts = message.split('`')
  if (parts.length % 2 === 0) parts.push(parts.splice(-2).join('`'))
  return parts
    .map((part, index) => (index === 0 ? words(part) : index % 2 === 0 ? between(part) : part === '' ? between('``') : code(part)))
    .join('')
}

/** The same as a sentence: with a capital letter, where it begins with a word, and a stop. */
export const sentence = (message: string): string => {
  const text = message.trim()
  const first = text.slice(0, 1)
  return `${prose(/^[a-z]$/.test(first) ? first.toUpperCase() + text.slice(1) : text)}${/[.!?]$/.test(text) ? '' : '.'}`
}

const isPlainAddress = (address: string): boolean => /^https:\/\/[\w.-]+(:\d+)?(\/[\w./~%#?=&+:@,;!'()*-]*)?$/.test(address)

const anchored = (label: string, address: string): string => `<a href="${address.replace(/&/g, '&amp;')}">${label}</a>`

/** A link to an address that this program or a policy names; anything that is no plain https address is told as code. */
export const link = (label: string, address: string): string => (isPlainAddress(address) ? anchored(words(label), address) : code(address))

/** A piece of code that leads somewhere, where there is a plain https address. */
export const codeLink = (text: string, address: string | undefined): string =>
  address !== undefined && isPlainAddress(address) ? anchored(code(text), address) : code(text)

const fenceFor = (text: string, least: number): string =>
  '`'.repeat(Math.max(least, 1 + (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0)))

/** Lines of source in a block that nothing in them can close. */
export const fenced = (text: string, language: string): string => {
  const lines = text.split(/\r\n|\n|\r/).map((line) => plain(line.replace(/\t/g, '    '), 400))
  const inside = lines.join('\n')
  const fence = fenceFor(inside, 3)
  return `${fence}${language}\n${inside}\n${fence}`
}

/** Whether a block can hold these lines as they are: nothing in them is invisible or ends a line. */
export const isShownAsIs = (lines: readonly string[]): boolean =>
  lines.every((line) => {
    const shown = line.replace(/\t/g, ' ')
    return plain(shown, shown.length) === shown
  })

/** Lines, each of which is shown as it is, in a block that keeps them unchanged; no lines are an empty block. */
export const verbatim = (lines: readonly string[], language: string): string => {
  // Suggestions of code that holds a block itself ask for four: https://docs.github.com/get-started/writing-on-github/working-with-advanced-formatting/creating-and-highlighting-code-blocks
  const fence = fenceFor(lines.join('\n'), 4)
  return [`${fence}${language}`, ...lines, fence].join('\n')
}

/** One row of a table; cells are already safe Markdown without line ends. */
export const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

/** Text of at most so many UTF-16 units, with an ellipsis where some is left out. */
export const shortened = (text: string, limit: number): string =>
  text.length > limit ? `${text.slice(0, limit - 1).replace(/\p{Cs}$/u, '')}…` : text

const encoder = new TextEncoder()
export const bytesOf = (text: string): number => encoder.encode(text).length

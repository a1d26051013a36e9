/** Markdown as another program reads it: which elements it has, where its links lead, and the text between them. */
import { marked } from 'marked'

export interface Read {
  /** Opening and closing tags in order; without inline code, and without the elements around a dollar sign. */
  readonly skeleton: readonly string[]
  readonly tags: ReadonlySet<string>
  /** Attributes other than the address of a link and the language of a block. */
  readonly attributes: readonly string[]
  readonly links: readonly string[]
  readonly comments: readonly string[]
  /** Text outside of code and links. */
  readonly words: string
  /** Text of inline code. */
  readonly code: readonly string[]
  /** Text of blocks of code. */
  readonly blocks: readonly { readonly language: string; readonly text: string }[]
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' }
const decoded = (text: string): string =>
  text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, number?: string, hex?: string, name?: string) =>
    number !== undefined
      ? String.fromCodePoint(Number(number))
      : hex !== undefined
        ? String.fromCodePoint(Number.parseInt(hex, 16))
        : (named[name!] ?? whole),
  )

export const readMarkdown = (markdown: string): Read => {
  const html = marked.parse(markdown, { gfm: true, async: false })
  const skeleton: string[] = []
  const attributes: string[] = []
  const links: string[] = []
  const comments: string[] = []
  const code: string[] = []
  const blocks: { language: string; text: string }[] = []
  const open: string[] = []
  let words = ''
  for (const [, comment, tag, text] of html.matchAll(/(<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>)|(<\/?[a-z][^>]*>)|([^<]+|<)/gi)) {
    if (comment !== undefined) comments.push(comment)
    else if (tag !== undefined) {
      const [, slash, name, rest] = /^<(\/?)([a-z][\w-]*)([\s\S]*?)\/?>$/i.exec(tag)!
      const inBlock = open.includes('pre')
      if (slash === '/') open.splice(open.lastIndexOf(name!.toLowerCase()), 1)
      else if (!/^(?:br|hr|img|input)$/i.test(name!)) open.push(name!.toLowerCase())
      const language = /^ class="language-([^"]*)"$/.exec(rest!)
      const address = /^ href="([^"]*)"$/.exec(rest!)
      if (name === 'a' && address !== null) links.push(decoded(address[1]!))
      else if (rest!.trim() !== '' && !(name === 'code' && language !== null)) attributes.push(rest!.trim())
      if (name === 'code' && inBlock && slash === '') blocks.push({ language: language?.[1] ?? '', text: '' })
      if (name === 'code' && !inBlock && slash === '') code.push('')
      if (name !== 'span' && (name !== 'code' || inBlock))
        skeleton.push(`${slash}${name!.toLowerCase()}${language === null ? '' : `.${language[1]}`}`)
    } else if (open.includes('pre')) blocks.at(-1)!.text += decoded(text!)
    else if (open.at(-1) === 'span') words += '\u2060$'
    else if (open.includes('code')) code[code.length - 1] += decoded(text!)
    else if (!open.includes('a')) words += decoded(text!)
  }
  return { skeleton, tags: new Set(skeleton.map((tag) => tag.replace(/^\/|\..*$/g, ''))), attributes, links, comments, words, code, blocks }
}

/** What GitHub makes more of in words than they are: mentions, references, addresses, pictures. Formulas too. */
export const livePatterns: readonly RegExp[] = [
  /@[a-z0-9]/i,
  /#\d/,
  /\bGH-\d/i,
  /\bGHSA-/i,
  /https?:\/\//i,
  /\bwww\./i,
  /:[\w+-]+:/,
  /(?<!\u2060)\$/,
]

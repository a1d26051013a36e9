/** Attributes in; a block with them, laid out as the block beside it and as `terraform fmt` leaves it, out. */
import type { Edit } from '../text/edit.ts'
import type { SourceFile } from '../text/source.ts'
import { lineText, positionAt } from '../text/source.ts'
import type { Attribute, Block } from './syntax.ts'

/** Attributes in groups that a blank line parts; values as they are written, on one line. */
export type Layout = readonly (readonly (readonly [name: string, value: string])[])[]

const attributesOf = (block: Block): readonly Attribute[] => block.body.items.filter((item) => item.kind === 'attribute')

/** Names in the order and groups of the block. */
export const groupsOf = (file: SourceFile, block: Block): readonly (readonly string[])[] => {
  const groups: string[][] = []
  let previous: Attribute | undefined
  for (const attribute of attributesOf(block)) {
    const isApart = previous !== undefined && /\n[ \t]*\r?\n/.test(file.text.slice(previous.end, attribute.start))
    const group = groups.at(-1)
    if (group === undefined || isApart) groups.push([attribute.name.name])
    else group.push(attribute.name.name)
    previous = attribute
  }
  return groups
}

export const newlineOf = (file: SourceFile): string => (file.text.includes('\r\n') ? '\r\n' : '\n')

const leadingSpace = (file: SourceFile, offset: number): string => /^[ \t]*/.exec(lineText(file, positionAt(file, offset).line))![0]

/** How far the block stands in, and its attributes. */
export const indentsOf = (file: SourceFile, block: Block): { readonly outer: string; readonly inner: string } => {
  const outer = leadingSpace(file, block.start)
  const first = attributesOf(block)[0]
  const inner = first === undefined ? outer : leadingSpace(file, first.start)
  return { outer, inner: inner.length > outer.length ? inner : `${outer}  ` }
}

// The `=` of adjacent lines stand below each other: https://developer.hashicorp.com/terraform/language/style#code-formatting
export const blockText = (
  header: string,
  layout: Layout,
  indents: { readonly outer: string; readonly inner: string },
  newline: string,
): string => {
  const groups = layout
    .filter((group) => group.length > 0)
    .map((group) => {
      const width = Math.max(...group.map(([name]) => name.length))
      return group.map(([name, value]) => `${indents.inner}${name.padEnd(width)} = ${value}`).join(newline)
    })
  return `${indents.outer}${header} {${newline}${groups.join(newline + newline)}${newline}${indents.outer}}`
}

/** Behind the line in which a block ends, with what a comment there says. */
export const afterBlock = (file: SourceFile, block: Block, text: string): Edit => {
  const lineEnd = file.text.indexOf('\n', block.end)
  const end = lineEnd < 0 ? file.text.length : lineEnd > 0 && file.text.charAt(lineEnd - 1) === '\r' ? lineEnd - 1 : lineEnd
  return { span: { file, start: end, end }, text }
}

/** Nothing but a comment follows the block in its line. */
export const endsLine = (file: SourceFile, block: Block): boolean =>
  /^[ \t]*(#|\/\/|$)/.test(
    lineText(file, positionAt(file, Math.max(block.start, block.end - 1)).line).slice(positionAt(file, block.end).column - 1),
  )
